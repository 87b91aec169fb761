/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  sp_set_str               (char       **field,
                                    const char  *value);
char     *sp_str_clean_filename    (const char  *name);
char     *sp_str_unique_filename   (const char  *name,
                                    GHashTable  *taken);
char     *sp_str_safe_display      (const char  *text);
char     *sp_str_strip_ansi        (const char  *text);
char     *sp_str_ellipsize         (const char  *text,
                                    guint        max_chars);
char     *sp_str_make_valid        (const char  *bytes,
                                    gssize       length);

G_END_DECLS
