/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-message.h"

G_BEGIN_DECLS

/* Between the texts of two parts of one message. */
#define SP_MESSAGE_CODEC_GAP "\n\n"

SpRole      sp_message_codec_decode_role       (const char *role);
const char *sp_message_codec_encode_role       (SpRole      role);
void        sp_message_codec_update            (SpMessage  *message,
                                                JsonArray  *content,
                                                GHashTable *files);
gboolean    sp_message_codec_take_annotation   (SpMessage  *message,
                                                JsonObject *annotation,
                                                guint       offset,
                                                GHashTable *files);
JsonArray  *sp_message_codec_encode_content    (SpMessage  *message);

G_END_DECLS
