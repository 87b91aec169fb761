/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-dialect.h"

G_BEGIN_DECLS

/* The first rows of a text, taken apart in one dialect. */
typedef struct
{
  GString *text;        /* (owned): the cells' texts */
  GArray  *cells;       /* (owned) of SpCell */
  GArray  *row_ends;    /* (owned) of guint: the index after a row's last cell */
  GArray  *starts;      /* (owned) of guint64: where the rows begin in the text */
} SpSampleTable;

SpSampleTable *sp_sample_table_new         (const SpDialect     *dialect,
                                            const char          *text,
                                            gsize                length,
                                            gboolean             is_whole,
                                            guint                max_rows);
void           sp_sample_table_free        (SpSampleTable       *self);
guint          sp_sample_table_get_n_rows  (const SpSampleTable *self);
guint          sp_sample_table_get_n_cells (const SpSampleTable *self,
                                            guint                row);
const char    *sp_sample_table_get_cell    (const SpSampleTable *self,
                                            guint                row,
                                            guint                column,
                                            gsize               *length,
                                            gboolean            *was_quoted);
guint          sp_sample_table_get_mode    (const SpSampleTable *self);
double         sp_sample_table_get_score   (const SpSampleTable *self,
                                            char                 delimiter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpSampleTable, sp_sample_table_free)

G_END_DECLS
