/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <cmark.h>
#include <glib.h>

#include "ui/sp-grid.h"

G_BEGIN_DECLS

/* A top-level block of a text, in bytes. */
typedef struct
{
  gsize start;
  gsize end;
} SpMarkdownBlock;

GArray   *sp_markdown_split           (const char   *text);
char     *sp_markdown_prepare         (const char   *block);
gboolean  sp_markdown_link_is_safe    (const char   *uri);

/* Inlines to Pango markup. */
char     *sp_markdown_inlines         (cmark_node   *parent);
char     *sp_markdown_inlines_of_text (const char   *source);

/* Tables as in GitHub's flavour. */
char    **sp_markdown_split_row       (const char   *line);
SpGrid   *sp_markdown_find_table      (char        **lines,
                                       guint        *first_line);

G_END_DECLS
