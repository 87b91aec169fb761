/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-conversation.h"
#include "model/sp-message.h"
#include "model/sp-session.h"

G_BEGIN_DECLS

gboolean    sp_conversation_codec_update         (SpConversation  *conversation,
                                                  JsonObject      *json,
                                                  char           **response_id,
                                                  GError         **error);
JsonObject *sp_conversation_codec_encode         (SpConversation  *conversation);
JsonArray  *sp_conversation_codec_encode_input   (SpMessage       *message);
SpSession  *sp_conversation_codec_decode_session (JsonObject      *json,
                                                  GError         **error);

G_END_DECLS
