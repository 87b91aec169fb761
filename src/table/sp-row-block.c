/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Some rows of a table, read from a stretch of its file. Whatever the file
 * holds, a block takes a bounded amount of memory: long records and long cells
 * are cut, and say so. Nothing in it changes after it was read; shared by
 * reference count between threads. */

#include "config.h"

#include "table/sp-row-block.h"

#include "table/sp-record-parser.h"
#include "table/sp-record-scanner.h"

/* A stretch is scanned in windows of this many units. */
#define WINDOW (256 * 1024)

struct _SpRowBlock
{
  gatomicrefcount ref_count;
  GArray         *starts;     /* (owned) of guint64: one more than rows */
  GArray         *row_ends;   /* (owned) of guint: the index after a row's last cell */
  GArray         *cells;      /* (owned) of SpCell */
  GString        *text;       /* (owned): every cell ends with a NUL */
  gboolean        damaged;
};

static gboolean
find_rows (SpRowBlock       *self,
           SpTextSource     *source,
           const SpDialect  *dialect,
           guint64           start,
           guint64           end,
           guint             max_rows,
           GError          **error)
{
  g_auto(SpRecordScanner) scanner = { 0 };
  g_autofree guint8 *window = NULL;
  guint unit = sp_encoding_get_unit (dialect->encoding);
  gsize size = MIN (WINDOW, end - start + SP_SCAN_BEHIND);
  guint64 from;
  gssize n;

  sp_record_scanner_init (&scanner, dialect, start, 1);
  window = g_malloc (size * unit + 1);
  do
    {
      /* Never look before the first row: what stands there is not of it. */
      from = MAX (start, scanner.position > SP_SCAN_BEHIND ? scanner.position - SP_SCAN_BEHIND : 0);
      n = sp_text_source_read_units (source, dialect, from, window, MIN (size, end - from), error);
      if (n < 0)
        return FALSE;
      /* A file that was cut short ends where it ends. */
      if ((gsize) n < MIN (size, end - from))
        end = from + (guint64) n;
      if (scanner.position > end)
        break;
    }
  while (scanner.starts->len <= max_rows &&
         sp_record_scanner_scan (&scanner, window, from, (gsize) n, from + (guint64) n >= end));

  g_array_set_size (self->starts, 0);
  g_array_append_vals (self->starts, scanner.starts->data, scanner.starts->len);
  if (self->starts->len <= max_rows)
    g_array_append_val (self->starts, end);
  else
    g_array_set_size (self->starts, max_rows + 1);

  return TRUE;
}

/* Puts a NUL behind each cell, so that cells can be lent as strings. */
static void
append_row (SpRowBlock      *self,
            const SpDialect *dialect,
            const char      *record,
            gsize            length,
            gboolean         is_cut)
{
  g_autoptr(GString) text = g_string_sized_new (length);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SpCell));

  sp_record_parse (dialect, record, length, SP_BLOCK_MAX_COLUMNS, SP_BLOCK_MAX_CELL, text, cells);
  for (guint i = 0; i < cells->len; i++)
    {
      SpCell cell = g_array_index (cells, SpCell, i);
      guint32 offset = self->text->len;

      g_string_append_len (self->text, text->str + cell.offset, cell.length);
      g_string_append_c (self->text, '\0');
      cell.offset = offset;
      if (is_cut && i + 1 == cells->len)
        cell.is_cut = TRUE;
      g_array_append_val (self->cells, cell);
    }

  g_array_append_val (self->row_ends, self->cells->len);
}

static gboolean
read_rows (SpRowBlock       *self,
           SpTextSource     *source,
           const SpDialect  *dialect,
           GError          **error)
{
  for (guint i = 0; i + 1 < self->starts->len; i++)
    {
      guint64 start = g_array_index (self->starts, guint64, i);
      guint64 n_units = g_array_index (self->starts, guint64, i + 1) - start;
      gboolean is_cut = n_units > SP_BLOCK_MAX_RECORD;
      g_autofree char *record = NULL;
      gsize length;

      record = sp_text_source_read_text (source, dialect, start, MIN (n_units, SP_BLOCK_MAX_RECORD),
                                         &length, &self->damaged, error);
      if (record == NULL)
        return FALSE;
      append_row (self, dialect, record, length, is_cut);
    }

  return TRUE;
}

/**
 * sp_row_block_read:
 * @source: the file
 * @dialect: how it is written
 * @start: where a row begins, in units
 * @end: where the last row ends at the latest, in units
 * @max_rows: no more rows than this, at most %SP_BLOCK_ROWS
 * @error: return location for an error
 *
 * Reads rows. Blocks; meant for worker threads.
 *
 * Returns: (transfer full): the rows; fewer than there were when the file was
 *   cut short; %NULL with @error set to %SP_TABLE_ERROR_READ
 */
SpRowBlock *
sp_row_block_read (SpTextSource     *source,
                   const SpDialect  *dialect,
                   guint64           start,
                   guint64           end,
                   guint             max_rows,
                   GError          **error)
{
  g_autoptr(SpRowBlock) self = NULL;

  g_return_val_if_fail (source != NULL && dialect != NULL, NULL);
  g_return_val_if_fail (start <= end, NULL);

  self = g_new0 (SpRowBlock, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->row_ends = g_array_new (FALSE, FALSE, sizeof (guint));
  self->cells = g_array_new (FALSE, FALSE, sizeof (SpCell));
  self->text = g_string_new (NULL);

  if (!find_rows (self, source, dialect, start, end, MIN (max_rows, SP_BLOCK_ROWS), error) ||
      !read_rows (self, source, dialect, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sp_row_block_ref:
 * @self: a block
 *
 * Returns: (transfer full): @self
 */
SpRowBlock *
sp_row_block_ref (SpRowBlock *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * sp_row_block_unref:
 * @self: (transfer full): a block
 *
 * Frees it with the last reference.
 */
void
sp_row_block_unref (SpRowBlock *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->starts);
  g_array_unref (self->row_ends);
  g_array_unref (self->cells);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * sp_row_block_get_n_rows:
 * @self: a block
 *
 * Returns: how many rows it holds
 */
guint
sp_row_block_get_n_rows (SpRowBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->row_ends->len;
}

static guint
first_cell (SpRowBlock *self,
            guint       row)
{
  return row == 0 ? 0 : g_array_index (self->row_ends, guint, row - 1);
}

/**
 * sp_row_block_get_n_cells:
 * @self: a block
 * @row: a row of it
 *
 * Returns: how many cells the row has
 */
guint
sp_row_block_get_n_cells (SpRowBlock *self,
                          guint       row)
{
  g_return_val_if_fail (self != NULL, 0);

  return row < self->row_ends->len
         ? g_array_index (self->row_ends, guint, row) - first_cell (self, row)
         : 0;
}

/**
 * sp_row_block_get_cell:
 * @self: a block
 * @row: a row of it
 * @column: a column
 * @is_cut: (out) (optional): whether the file holds more of the cell
 *
 * Returns: (transfer none) (nullable): the cell's text in UTF-8; %NULL when
 *   the row has fewer cells
 */
const char *
sp_row_block_get_cell (SpRowBlock *self,
                       guint       row,
                       guint       column,
                       gboolean   *is_cut)
{
  const SpCell *cell;

  g_return_val_if_fail (self != NULL, NULL);

  if (column >= sp_row_block_get_n_cells (self, row))
    return NULL;

  cell = &g_array_index (self->cells, SpCell, first_cell (self, row) + column);
  if (is_cut != NULL)
    *is_cut = cell->is_cut;

  return self->text->str + cell->offset;
}

/**
 * sp_row_block_get_start:
 * @self: a block
 * @row: a row of it
 *
 * Returns: where the row begins in the text, in units
 */
guint64
sp_row_block_get_start (SpRowBlock *self,
                        guint       row)
{
  g_return_val_if_fail (self != NULL && row < self->starts->len, 0);

  return g_array_index (self->starts, guint64, row);
}

/**
 * sp_row_block_get_end:
 * @self: a block
 * @row: a row of it
 *
 * Returns: where the row ends in the text, with its line end, in units
 */
guint64
sp_row_block_get_end (SpRowBlock *self,
                      guint       row)
{
  g_return_val_if_fail (self != NULL, 0);

  return sp_row_block_get_start (self, row + 1);
}

/**
 * sp_row_block_get_damaged:
 * @self: a block
 *
 * Returns: whether some bytes were not in the dialect's encoding
 */
gboolean
sp_row_block_get_damaged (SpRowBlock *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->damaged;
}

/**
 * sp_row_block_get_memory:
 * @self: a block
 *
 * Returns: about how many bytes it takes
 */
gsize
sp_row_block_get_memory (SpRowBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->text->allocated_len + self->cells->len * sizeof (SpCell) +
         self->starts->len * (sizeof (guint64) + sizeof (guint)) + sizeof *self;
}
