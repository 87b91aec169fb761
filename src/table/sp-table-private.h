/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-row-index.h"
#include "table/sp-table.h"

G_BEGIN_DECLS

/* What opening a file finds out, before any row is counted. */
typedef struct
{
  /* Input */
  char         *path;          /* (owned) */
  gboolean      has_wish;
  SpDialect     dialect;       /* the wish; then what was found */

  /* Output */
  SpTextSource *source;        /* (owned) */
  guint64       data_start;    /* where the first row below the header begins */
  GPtrArray    *names;         /* (owned) of char *: the columns' names */
  GArray       *profiles;      /* (owned) of SpColumnProfile */
} SpTableOpening;

SpTableOpening *_sp_table_opening_new      (const char       *path,
                                            const SpDialect  *wish);
gboolean        _sp_table_opening_run      (SpTableOpening   *self,
                                            GError          **error);
void            _sp_table_opening_free     (SpTableOpening   *self);
GArray         *_sp_table_profile_blocks   (SpTextSource     *source,
                                            const SpDialect  *dialect,
                                            SpRowIndex       *index,
                                            guint             n_columns,
                                            GCancellable     *cancellable);
char           *_sp_table_copy_rows        (SpTextSource     *source,
                                            const SpDialect  *dialect,
                                            SpRowIndex       *index,
                                            GArray           *rows,
                                            int               column,
                                            GCancellable     *cancellable,
                                            GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTableOpening, _sp_table_opening_free)

G_END_DECLS
