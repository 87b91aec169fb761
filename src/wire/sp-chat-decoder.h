/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

typedef struct _SpChatDecoder SpChatDecoder;

SpChatDecoder *sp_chat_decoder_new    (SpChatDeltaFunc   delta,
                                       gpointer          delta_data);
gboolean       sp_chat_decoder_feed   (SpChatDecoder    *self,
                                       const char       *bytes,
                                       gsize             length,
                                       GError          **error);
SpChatReply   *sp_chat_decoder_finish (SpChatDecoder    *self,
                                       GError          **error);
void           sp_chat_decoder_free   (SpChatDecoder    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChatDecoder, sp_chat_decoder_free)

G_END_DECLS
