/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_REASONING (sp_reasoning_get_type ())
G_DECLARE_FINAL_TYPE (SpReasoning, sp_reasoning, SP, REASONING, SpItem)

SpReasoning *sp_reasoning_new         (const char  *text);
const char  *sp_reasoning_get_text    (SpReasoning *self);
void         sp_reasoning_set_text    (SpReasoning *self,
                                       const char  *text);
void         sp_reasoning_append_text (SpReasoning *self,
                                       const char  *delta);

G_END_DECLS
