/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_CODE_VIEW (sp_code_view_get_type ())
G_DECLARE_FINAL_TYPE (SpCodeView, sp_code_view, SP, CODE_VIEW, AdwBin)

GtkWidget  *sp_code_view_new              (void);
const char *sp_code_view_get_text         (SpCodeView *self);
void        sp_code_view_set_text         (SpCodeView *self,
                                           const char *text);
const char *sp_code_view_get_language     (SpCodeView *self);
void        sp_code_view_set_language     (SpCodeView *self,
                                           const char *language);
gboolean    sp_code_view_get_folded       (SpCodeView *self);
void        sp_code_view_set_folded       (SpCodeView *self,
                                           gboolean    folded);
gboolean    sp_code_view_get_line_numbers (SpCodeView *self);
void        sp_code_view_set_line_numbers (SpCodeView *self,
                                           gboolean    line_numbers);

G_END_DECLS
