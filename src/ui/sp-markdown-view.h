/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_MARKDOWN_VIEW (sp_markdown_view_get_type ())
G_DECLARE_FINAL_TYPE (SpMarkdownView, sp_markdown_view, SP, MARKDOWN_VIEW, AdwBin)

GtkWidget  *sp_markdown_view_new          (void);
const char *sp_markdown_view_get_text     (SpMarkdownView *self);
void        sp_markdown_view_set_text     (SpMarkdownView *self,
                                           const char     *text);
guint       sp_markdown_view_get_n_blocks (SpMarkdownView *self);

G_END_DECLS
