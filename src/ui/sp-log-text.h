/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a long log shows of itself until it is unfolded. */
typedef struct
{
  char  *head;       /* (owned) its first lines, or all of it */
  char  *tail;       /* (owned) (nullable) its last lines, when some between are hidden */
  guint  n_hidden;   /* lines between @head and @tail */
  guint  n_lines;    /* of the whole */
} SpLogFold;

/* Where a Python traceback stands in a text, in bytes. */
typedef struct
{
  gsize start;        /* "Traceback (most recent call last):" */
  gsize error_start;  /* "ValueError: what was wrong", to its end */
  gsize error_end;
} SpLogTraceback;

SpLogFold *sp_log_fold_new        (const char     *text,
                                   guint           n_head,
                                   guint           n_tail);
void       sp_log_fold_free       (SpLogFold      *fold);
gboolean   sp_log_find_traceback  (const char     *text,
                                   SpLogTraceback *traceback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpLogFold, sp_log_fold_free)

G_END_DECLS
