/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* Holds back what may be a printed call at the end of a streamed answer. */
typedef struct _SpTextCallFilter SpTextCallFilter;

SpTextCallFilter *sp_text_call_filter_new    (SpChatDeltaFunc   delta,
                                              gpointer          delta_data);
void              sp_text_call_filter_feed   (SpTextCallFilter *self,
                                              const char       *text);
SpChatToolCall   *sp_text_call_filter_finish (SpTextCallFilter *self,
                                              gboolean          take_call,
                                              char            **text);
void              sp_text_call_filter_free   (SpTextCallFilter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTextCallFilter, sp_text_call_filter_free)

G_END_DECLS
