/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SP_ANSI_BOLD      = 1 << 0,
  SP_ANSI_DIM       = 1 << 1,
  SP_ANSI_ITALIC    = 1 << 2,
  SP_ANSI_UNDERLINE = 1 << 3,
  SP_ANSI_STRIKE    = 1 << 4,
  SP_ANSI_INVERSE   = 1 << 5,
} SpAnsiFlags;

/* A colour is -1 (none), an entry 0–15 of the palette, or SP_ANSI_RGB | 0xrrggbb. */
#define SP_ANSI_NO_COLOR (-1)
#define SP_ANSI_RGB 0x1000000

typedef struct
{
  gsize start;       /* bytes of the plain text */
  gsize end;
  guint flags;       /* SpAnsiFlags */
  int   foreground;
  int   background;
} SpAnsiRun;

typedef struct
{
  char   *text;      /* (owned) valid UTF-8, safe to show */
  GArray *runs;      /* (owned) of SpAnsiRun: sorted, apart, never empty */
} SpAnsiText;

SpAnsiText *sp_ansi_parse     (const char *bytes,
                               gssize      length);
void        sp_ansi_text_free (SpAnsiText *text);
guint32     sp_ansi_color_rgb (int         color,
                               gboolean    dark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpAnsiText, sp_ansi_text_free)

G_END_DECLS
