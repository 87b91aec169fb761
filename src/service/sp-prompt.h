/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* What a model is told: built once for each call of it. */
#define SP_TYPE_PROMPT (sp_prompt_get_type ())
G_DECLARE_FINAL_TYPE (SpPrompt, sp_prompt, SP, PROMPT, GObject)

SpPrompt      *sp_prompt_new               (const char  *instructions);
void           sp_prompt_set_tools         (SpPrompt    *self,
                                            JsonArray   *tools,
                                            gboolean     code_interpreter);
void           sp_prompt_set_files         (SpPrompt    *self,
                                            GPtrArray   *files);
void           sp_prompt_add_item          (SpPrompt    *self,
                                            JsonObject  *item);
SpChatRequest *sp_prompt_build             (SpPrompt    *self,
                                            const char  *model);
char          *sp_prompt_dup_call_text     (JsonObject  *item);

G_END_DECLS
