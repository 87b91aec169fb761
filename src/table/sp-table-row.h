/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-table.h"

G_BEGIN_DECLS

/* One row of a table, for a list view. "changed" is emitted when its cells can be peeked, and when it
 * has become another row. */
#define SP_TYPE_TABLE_ROW (sp_table_row_get_type ())
G_DECLARE_FINAL_TYPE (SpTableRow, sp_table_row, SP, TABLE_ROW, GObject)

SpTableRow *sp_table_row_new        (SpTable    *table,
                                     guint64     number);
guint64     sp_table_row_get_number (SpTableRow *self);
void        sp_table_row_set_number (SpTableRow *self,
                                     guint64     number);
gboolean    sp_table_row_get_loaded (SpTableRow *self);
const char *sp_table_row_peek_cell  (SpTableRow *self,
                                     guint       column,
                                     gboolean   *is_cut);

G_END_DECLS
