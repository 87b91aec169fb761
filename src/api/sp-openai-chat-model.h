/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-http.h"
#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/**
 * SpToolMode:
 * @SP_TOOL_MODE_AUTO: tools are offered, and a call that is printed instead of made is run too
 * @SP_TOOL_MODE_NATIVE: the model calls tools
 * @SP_TOOL_MODE_TEXT: the model cannot: tools are not offered, calls and their answers are written as text
 */
#define SP_TYPE_TOOL_MODE (sp_tool_mode_get_type ())
typedef enum
{
  SP_TOOL_MODE_AUTO,
  SP_TOOL_MODE_NATIVE,
  SP_TOOL_MODE_TEXT,
} SpToolMode;
GType sp_tool_mode_get_type (void);

/* A model behind a server that speaks OpenAI's chat completions.
 *
 * Signals:
 *  - "stalled" (guint seconds): nothing has come for so long; the request goes on
 */
#define SP_TYPE_OPENAI_CHAT_MODEL (sp_openai_chat_model_get_type ())
G_DECLARE_FINAL_TYPE (SpOpenaiChatModel, sp_openai_chat_model, SP, OPENAI_CHAT_MODEL, GObject)

SpOpenaiChatModel *sp_openai_chat_model_new               (SpHttp            *http,
                                                           const char        *model);
void               sp_openai_chat_model_set_path          (SpOpenaiChatModel *self,
                                                           const char        *path);
void               sp_openai_chat_model_set_tool_mode     (SpOpenaiChatModel *self,
                                                           SpToolMode         tool_mode);
void               sp_openai_chat_model_set_old_max_tokens (SpOpenaiChatModel *self,
                                                           gboolean           old_max_tokens);
void               sp_openai_chat_model_set_stall_seconds (SpOpenaiChatModel *self,
                                                           guint              seconds);

G_END_DECLS
