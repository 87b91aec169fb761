/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-conversation.h"
#include "model/sp-turn.h"

G_BEGIN_DECLS

/* Applies the events of one response's stream to a conversation and its turn. */
#define SP_TYPE_STREAM_DECODER (sp_stream_decoder_get_type ())
G_DECLARE_FINAL_TYPE (SpStreamDecoder, sp_stream_decoder, SP, STREAM_DECODER, GObject)

SpStreamDecoder *sp_stream_decoder_new            (SpConversation   *conversation,
                                                   SpTurn           *turn);
gboolean         sp_stream_decoder_push           (SpStreamDecoder  *self,
                                                   const char       *name,
                                                   const char       *data,
                                                   gssize            length,
                                                   GError          **error);
void             sp_stream_decoder_flush          (SpStreamDecoder  *self);
gboolean         sp_stream_decoder_has_ended      (SpStreamDecoder  *self);
gboolean         sp_stream_decoder_apply_response (SpStreamDecoder  *self,
                                                   JsonObject       *response,
                                                   GError          **error);
void             sp_stream_decoder_close_items    (SpConversation   *conversation,
                                                   SpTurn           *turn);

G_END_DECLS
