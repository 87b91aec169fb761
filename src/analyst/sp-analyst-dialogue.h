/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* What the analyst does next: says something, and perhaps runs a cell. */
typedef struct
{
  char *text;   /* Markdown; may be empty when there is code */
  char *code;   /* (nullable) Python for the `python` tool; NULL ends the turn */
} SpAnalystStep;

SpAnalystStep *sp_analyst_dialogue_next (const SpChatRequest *request);
SpAnalystStep *sp_analyst_step_new      (char                *text,
                                         char                *code);
void           sp_analyst_step_free     (SpAnalystStep       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpAnalystStep, sp_analyst_step_free)

G_END_DECLS
