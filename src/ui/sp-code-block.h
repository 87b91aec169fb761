/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_CODE_BLOCK (sp_code_block_get_type ())
G_DECLARE_FINAL_TYPE (SpCodeBlock, sp_code_block, SP, CODE_BLOCK, AdwBin)

GtkWidget  *sp_code_block_new          (void);
const char *sp_code_block_get_text     (SpCodeBlock *self);
void        sp_code_block_set_text     (SpCodeBlock *self,
                                        const char  *text);
void        sp_code_block_set_language (SpCodeBlock *self,
                                        const char  *language);

G_END_DECLS
