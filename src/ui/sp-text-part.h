/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-encoding.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much of a text is read at once, and how much is shown at most. */
#define SP_TEXT_PART_BYTES (1024 * 1024)
#define SP_TEXT_MAX_BYTES (16 * 1024 * 1024)

/* A line longer than this is broken, for text views cannot place it. */
#define SP_TEXT_MAX_LINE 4000

/* A piece of a text file, ready to be shown. */
typedef struct
{
  char       *text;          /* (owned): UTF-8 without NULs */
  SpEncoding  encoding;
  guint64     next;          /* where the next part begins in the file */
  guint64     size;          /* of the file */
  gboolean    is_damaged;    /* some bytes were not in the encoding */
  gboolean    is_broken;     /* some lines were broken */
} SpTextPart;

void        sp_text_part_load_async  (const char           *path,
                                      guint64               offset,
                                      SpEncoding            encoding,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
SpTextPart *sp_text_part_load_finish (GAsyncResult         *result,
                                      GError              **error);
SpTextPart *sp_text_part_new         (const guint8         *bytes,
                                      gsize                 n_bytes,
                                      SpEncoding            encoding);
void        sp_text_part_free        (SpTextPart           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTextPart, sp_text_part_free)

G_END_DECLS
