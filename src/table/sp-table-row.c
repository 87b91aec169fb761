/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One row of a table as a list view shows it. It asks the table for the row's
 * block and tells by "changed" when the cells are there. While somebody
 * scrolls, the few rows on the screen become other rows of the table by their
 * number alone. Owned by who shows it; main thread. */

#include "config.h"

#include "table/sp-table-row.h"

struct _SpTableRow
{
  GObject  parent_instance;

  SpTable *table;
  guint64  number;
  gulong   block_loaded_id;
};

G_DEFINE_FINAL_TYPE (SpTableRow, sp_table_row, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sp_table_row_block_loaded_cb (SpTableRow *self,
                              guint64     block,
                              SpTable    *table)
{
  if (block != self->number / SP_BLOCK_ROWS || !sp_table_row_get_loaded (self))
    return;

  g_clear_signal_handler (&self->block_loaded_id, self->table);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sp_table_row_dispose (GObject *object)
{
  SpTableRow *self = SP_TABLE_ROW (object);

  if (self->table != NULL)
    g_clear_signal_handler (&self->block_loaded_id, self->table);
  g_clear_object (&self->table);

  G_OBJECT_CLASS (sp_table_row_parent_class)->dispose (object);
}

static void
sp_table_row_class_init (SpTableRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_table_row_dispose;

  signals[CHANGED] = g_signal_new ("changed", SP_TYPE_TABLE_ROW, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_table_row_init (SpTableRow *self)
{
}

/* Asks for the row's block, and for the one that scrolling on will need. */
static void
sp_table_row_request (SpTableRow *self)
{
  guint64 block = self->number / SP_BLOCK_ROWS;

  if (self->number % SP_BLOCK_ROWS >= SP_BLOCK_ROWS / 2)
    sp_table_request_block (self->table, block + 1);
  else if (block > 0)
    sp_table_request_block (self->table, block - 1);

  /* What was asked for last is read first. */
  sp_table_request_block (self->table, block);

  if (sp_table_row_get_loaded (self))
    g_clear_signal_handler (&self->block_loaded_id, self->table);
  else if (self->block_loaded_id == 0)
    self->block_loaded_id = g_signal_connect_object (self->table, "block-loaded",
                                                     G_CALLBACK (sp_table_row_block_loaded_cb),
                                                     self, G_CONNECT_SWAPPED);
}

/**
 * sp_table_row_new:
 * @table: a table
 * @number: one of its rows, counted from 0
 *
 * Returns: (transfer full): the row
 */
SpTableRow *
sp_table_row_new (SpTable *table,
                  guint64  number)
{
  SpTableRow *self;

  g_return_val_if_fail (SP_IS_TABLE (table), NULL);

  self = g_object_new (SP_TYPE_TABLE_ROW, NULL);
  self->table = g_object_ref (table);
  self->number = number;

  sp_table_row_request (self);

  return self;
}

/**
 * sp_table_row_get_number:
 * @self: a row
 *
 * Returns: its number, counted from 0
 */
guint64
sp_table_row_get_number (SpTableRow *self)
{
  g_return_val_if_fail (SP_IS_TABLE_ROW (self), 0);

  return self->number;
}

/**
 * sp_table_row_set_number:
 * @self: a row
 * @number: another row of the same table
 *
 * Becomes another row; “changed” tells those who show it.
 */
void
sp_table_row_set_number (SpTableRow *self,
                         guint64     number)
{
  g_return_if_fail (SP_IS_TABLE_ROW (self));

  if (number == self->number)
    return;

  self->number = number;
  sp_table_row_request (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * sp_table_row_get_loaded:
 * @self: a row
 *
 * Returns: whether its cells can be peeked
 */
gboolean
sp_table_row_get_loaded (SpTableRow *self)
{
  SpRowBlock *block;

  g_return_val_if_fail (SP_IS_TABLE_ROW (self), FALSE);

  block = sp_table_peek_block (self->table, self->number / SP_BLOCK_ROWS);
  return block != NULL && self->number % SP_BLOCK_ROWS < sp_row_block_get_n_rows (block);
}

/**
 * sp_table_row_peek_cell:
 * @self: a row
 * @column: a column
 * @is_cut: (out) (optional): whether the file holds more of the cell
 *
 * Returns: (transfer none) (nullable): the cell's text, until the main loop
 *   runs again; %NULL when the row is shorter or not loaded
 */
const char *
sp_table_row_peek_cell (SpTableRow *self,
                        guint       column,
                        gboolean   *is_cut)
{
  SpRowBlock *block;

  g_return_val_if_fail (SP_IS_TABLE_ROW (self), NULL);

  block = sp_table_peek_block (self->table, self->number / SP_BLOCK_ROWS);
  if (block == NULL)
    return NULL;

  return sp_row_block_get_cell (block, self->number % SP_BLOCK_ROWS, column, is_cut);
}
