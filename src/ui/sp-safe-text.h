/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text that a label lays out as one paragraph: past this many characters on one line Pango gets slow. */
#define SP_SAFE_TEXT_MAX_LINE 2000

char *sp_safe_text             (const char *bytes,
                                gssize      length);
void  sp_safe_text_append_char (GString    *string,
                                gunichar    character);
char *sp_safe_text_break_lines (const char *text,
                                guint       max_line);
char *sp_safe_text_summary     (const char *text,
                                guint       max_chars);

G_END_DECLS
