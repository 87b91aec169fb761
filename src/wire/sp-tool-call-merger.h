/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

typedef struct _SpToolCallMerger SpToolCallMerger;

SpToolCallMerger *sp_tool_call_merger_new         (SpChatDeltaFunc    delta,
                                                   gpointer           delta_data);
gboolean          sp_tool_call_merger_feed        (SpToolCallMerger  *self,
                                                   JsonArray         *pieces,
                                                   GError           **error);
gboolean          sp_tool_call_merger_feed_legacy (SpToolCallMerger  *self,
                                                   JsonObject        *function_call,
                                                   GError           **error);
guint             sp_tool_call_merger_get_n_calls (SpToolCallMerger  *self);
GPtrArray        *sp_tool_call_merger_finish      (SpToolCallMerger  *self);
void              sp_tool_call_merger_free        (SpToolCallMerger  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpToolCallMerger, sp_tool_call_merger_free)

G_END_DECLS
