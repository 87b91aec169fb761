/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Copying rows and cells of a table as text that spreadsheets paste: cells
 * between tabs. Blocks; runs in a worker thread. */

#include "config.h"

#include "table/sp-table-private.h"

#include "table/sp-record-parser.h"
#include "table/sp-table-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* A cell that holds what would end it is quoted, as spreadsheets expect. */
static void
append_cell (GString    *copy,
             const char *text,
             gsize       length)
{
  if (memchr (text, '\t', length) == NULL && memchr (text, '\n', length) == NULL &&
      memchr (text, '\r', length) == NULL && memchr (text, '"', length) == NULL)
    {
      g_string_append_len (copy, text, length);
      return;
    }

  g_string_append_c (copy, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        g_string_append_c (copy, '"');
      g_string_append_c (copy, text[i]);
    }
  g_string_append_c (copy, '"');
}

static gboolean
append_row (GString          *copy,
            SpTextSource     *source,
            const SpDialect  *dialect,
            guint64           start,
            guint64           n_units,
            int               column,
            GError          **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SpCell));
  g_autofree char *record = NULL;
  gboolean damaged = FALSE;
  gsize length;

  record = sp_text_source_read_text (source, dialect, start, MIN (n_units, SP_TABLE_MAX_COPY_BYTES),
                                     &length, &damaged, error);
  if (record == NULL)
    return FALSE;

  sp_record_parse (dialect, record, length, G_MAXINT, SP_TABLE_MAX_COPY_BYTES, text, cells);
  for (guint i = 0; i < cells->len; i++)
    {
      const SpCell *cell = &g_array_index (cells, SpCell, i);

      if (column >= 0 && (guint) column != i)
        continue;
      if (column >= 0)
        g_string_append_len (copy, text->str + cell->offset, cell->length);
      else
        {
          if (i > 0)
            g_string_append_c (copy, '\t');
          append_cell (copy, text->str + cell->offset, cell->length);
        }
    }

  return TRUE;
}

/**
 * _sp_table_copy_rows:
 * @source: the file
 * @dialect: how it is written
 * @index: its index
 * @rows: (element-type guint64): the rows, rising
 * @column: the column to copy, or -1 for all
 * @cancellable: (nullable): stops early
 * @error: return location for an error
 *
 * Puts rows together, each on a line of its own.
 *
 * Returns: (transfer full): the text; %NULL with @error set to
 *   %SP_TABLE_ERROR_READ, or to %G_IO_ERROR_NO_SPACE when it would be too much
 */
char *
_sp_table_copy_rows (SpTextSource     *source,
                     const SpDialect  *dialect,
                     SpRowIndex       *index,
                     GArray           *rows,
                     int               column,
                     GCancellable     *cancellable,
                     GError          **error)
{
  g_autoptr(GString) copy = g_string_new (NULL);
  g_autoptr(SpRowBlock) block = NULL;
  guint64 block_number = G_MAXUINT64;

  for (guint i = 0; i < rows->len; i++)
    {
      guint64 row = g_array_index (rows, guint64, i);
      guint in_block = row % SP_BLOCK_ROWS;
      guint64 start;
      guint64 end;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      if (row / SP_BLOCK_ROWS != block_number)
        {
          block_number = row / SP_BLOCK_ROWS;
          g_clear_pointer (&block, sp_row_block_unref);
          if (!sp_row_index_get_range (index, block_number, &start, &end))
            break;
          block = sp_row_block_read (source, dialect, start, end, SP_BLOCK_ROWS, error);
          if (block == NULL)
            return NULL;
        }

      if (in_block >= sp_row_block_get_n_rows (block))
        break;
      start = sp_row_block_get_start (block, in_block);
      end = sp_row_block_get_end (block, in_block);
      if (!append_row (copy, source, dialect, start, end - start, column, error))
        return NULL;
      if (i + 1 < rows->len)
        g_string_append_c (copy, '\n');

      if (copy->len > SP_TABLE_MAX_COPY_BYTES)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                               _("This is too much to copy at once. Copy fewer rows, or save the file."));
          return NULL;
        }
    }

  return g_string_free (g_steal_pointer (&copy), FALSE);
}
