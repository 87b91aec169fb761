/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No more characters of a cell than this are laid out. */
#define SP_CELL_TEXT_MAX 200

char *sp_cell_text_format       (const char *text,
                                 gboolean    is_cut);
guint sp_cell_text_measure      (const char *text);
char *sp_cell_text_format_count (guint64     n);

G_END_DECLS
