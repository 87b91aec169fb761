/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* How a server wants to be asked. */
typedef struct
{
  const char *model;            /* (nullable): the name that the server knows; NULL: the request's */
  gboolean    old_max_tokens;   /* "max_tokens" instead of "max_completion_tokens" */
  gboolean    text_tools;       /* the model cannot call tools: calls and answers are written as text */
  gboolean    no_usage_option;  /* the server refuses stream_options */
} SpChatDialect;

JsonObject *sp_chat_encoder_encode (SpChatRequest       *request,
                                    const SpChatDialect *dialect);

G_END_DECLS
