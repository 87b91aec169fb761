/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Opening a delimited file: from a sample of its beginning to the columns'
 * names and types. All of it blocks and runs in a worker thread on data that
 * nobody else sees. */

#include "config.h"

#include "table/sp-table-private.h"

#include "table/sp-dialect-sniffer.h"
#include "table/sp-record-scanner.h"
#include "table/sp-table-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Types are refined from this many blocks spread over the file. */
#define PROFILE_BLOCKS 48

/**
 * _sp_table_opening_new:
 * @path: a file
 * @wish: (nullable): the encoding, delimiter and quote to read it with
 *
 * Returns: (transfer full): an opening that has not run yet
 */
SpTableOpening *
_sp_table_opening_new (const char      *path,
                       const SpDialect *wish)
{
  SpTableOpening *self = g_new0 (SpTableOpening, 1);

  self->path = g_strdup (path);
  self->has_wish = wish != NULL;
  if (wish != NULL)
    self->dialect = *wish;

  return self;
}

/**
 * _sp_table_opening_free:
 * @self: (transfer full): an opening
 *
 * Frees it with what it has found.
 */
void
_sp_table_opening_free (SpTableOpening *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->source, sp_text_source_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->profiles, g_array_unref);
  g_free (self);
}

static gboolean
sniff (SpTableOpening  *self,
       const guint8    *sample,
       gsize            n_bytes,
       gboolean         is_whole,
       GError         **error)
{
  SpEncoding encoding;
  guint bom_length;

  if (!self->has_wish)
    return sp_dialect_sniff (sample, n_bytes, is_whole, &self->dialect, error);

  self->dialect.bom_length = 0;
  if (sp_encoding_sniff (sample, n_bytes, &encoding, &bom_length) && encoding == self->dialect.encoding)
    self->dialect.bom_length = bom_length;
  sp_dialect_sniff_rest (sample, n_bytes, is_whole, &self->dialect);

  return TRUE;
}

/* Where the n-th line begins. */
static gsize
skip_lines (const guint8 *units,
            gsize         n_units,
            guint         n_lines)
{
  gsize i = 0;

  while (n_lines > 0 && i < n_units)
    {
      if (units[i] == '\r' && i + 1 < n_units && units[i + 1] == '\n')
        i++;
      if (units[i] == '\r' || units[i] == '\n')
        n_lines--;
      i++;
    }

  return i;
}

/* Where the header (if there is one) and the rows of the sample begin and end. */
static gboolean
find_header (SpTableOpening  *self,
             gboolean         is_whole,
             guint64         *header_start,
             guint64         *rows_end,
             GError         **error)
{
  g_auto(SpRecordScanner) scanner = { 0 };
  g_autofree guint8 *units = g_malloc (SP_SNIFF_SAMPLE * 2);
  gssize n;

  n = sp_text_source_read_units (self->source, &self->dialect, 0, units, SP_SNIFF_SAMPLE, error);
  if (n < 0)
    return FALSE;

  *header_start = skip_lines (units, (gsize) n, self->dialect.n_preamble);
  sp_record_scanner_init (&scanner, &self->dialect, *header_start, 1);
  if (is_whole || (sp_record_scanner_scan (&scanner, units, 0, (gsize) n, FALSE) && scanner.n_rows == 0))
    sp_record_scanner_text (&scanner, units, (gsize) n);

  *rows_end = scanner.row_start;
  if (scanner.starts->len > 0)
    *header_start = g_array_index (scanner.starts, guint64, 0);
  self->data_start = *header_start;

  /* A header that is longer than the sample is none. */
  if (scanner.starts->len == 1 && !is_whole && scanner.row_start >= (guint64) n)
    self->dialect.has_header = FALSE;
  if (self->dialect.has_header)
    self->data_start = scanner.starts->len > 1 ? g_array_index (scanner.starts, guint64, 1) : *rows_end;

  return TRUE;
}

static void
add_block (GArray          *profiles,
           SpRowBlock      *block,
           const SpDialect *dialect)
{
  for (guint row = 0; row < sp_row_block_get_n_rows (block); row++)
    {
      guint n_cells = MIN (profiles->len, sp_row_block_get_n_cells (block, row));

      for (guint i = 0; i < n_cells; i++)
        {
          const char *text = sp_row_block_get_cell (block, row, i, NULL);

          sp_column_profile_add (&g_array_index (profiles, SpColumnProfile, i),
                                 text, strlen (text), dialect->decimal);
        }
    }
}

/* The columns that the header names, or more when whole rows have more. A
 * single torn row does not count. */
static guint
count_columns (SpRowBlock *header,
               SpRowBlock *rows)
{
  guint n_rows = sp_row_block_get_n_rows (rows);
  guint n_header = header != NULL ? sp_row_block_get_n_cells (header, 0) : 0;
  guint most = n_header;
  guint n_longer = 0;

  for (guint row = 0; row < n_rows; row++)
    {
      guint n_cells = sp_row_block_get_n_cells (rows, row);

      n_longer += n_cells > n_header;
      most = MAX (most, n_cells);
    }

  if (n_header > 0 && n_longer * 10 < n_rows && most > 2 * n_header + 2)
    return n_header;

  return most;
}

static void
name_columns (SpTableOpening *self,
              SpRowBlock     *header,
              guint           n_columns)
{
  self->names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = header != NULL ? sp_row_block_get_cell (header, 0, i, NULL) : NULL;

      if (name != NULL && *name != '\0')
        g_ptr_array_add (self->names, g_strstrip (g_strdup (name)));
      else
        /* translators: the name of a column that has none; %u is its number. */
        g_ptr_array_add (self->names, g_strdup_printf (_("Column %u"), i + 1));
    }
}

static gboolean
read_columns (SpTableOpening  *self,
              guint64          header_start,
              guint64          rows_end,
              GError         **error)
{
  g_autoptr(SpRowBlock) header = NULL;
  g_autoptr(SpRowBlock) rows = NULL;

  if (self->dialect.has_header)
    {
      header = sp_row_block_read (self->source, &self->dialect, header_start, self->data_start, 1, error);
      if (header == NULL)
        return FALSE;
    }

  rows = sp_row_block_read (self->source, &self->dialect, self->data_start,
                            MAX (rows_end, self->data_start), SP_BLOCK_ROWS, error);
  if (rows == NULL)
    return FALSE;

  name_columns (self, header, count_columns (header, rows));
  self->profiles = g_array_new (FALSE, TRUE, sizeof (SpColumnProfile));
  g_array_set_size (self->profiles, self->names->len);
  add_block (self->profiles, rows, &self->dialect);

  return TRUE;
}

/**
 * _sp_table_opening_run:
 * @self: an opening
 * @error: return location for an error
 *
 * Opens the file and looks at its beginning. Blocks.
 *
 * Returns: %FALSE with @error set to an %SP_TABLE_ERROR
 */
gboolean
_sp_table_opening_run (SpTableOpening  *self,
                       GError         **error)
{
  g_autofree guint8 *sample = NULL;
  gboolean is_whole;
  guint64 header_start;
  guint64 rows_end;
  gssize n;

  self->source = sp_text_source_open (self->path, error);
  if (self->source == NULL)
    return FALSE;

  sample = g_malloc (SP_SNIFF_SAMPLE);
  n = sp_text_source_read (self->source, 0, sample, SP_SNIFF_SAMPLE, error);
  if (n < 0)
    return FALSE;
  if (n == 0)
    {
      g_set_error_literal (error, SP_TABLE_ERROR, SP_TABLE_ERROR_EMPTY, "The file is empty");
      return FALSE;
    }

  is_whole = n < SP_SNIFF_SAMPLE;
  return sniff (self, sample, (gsize) n, is_whole, error) &&
         find_header (self, is_whole, &header_start, &rows_end, error) &&
         read_columns (self, header_start, rows_end, error);
}

/**
 * _sp_table_profile_blocks:
 * @source: the file
 * @dialect: how it is written
 * @index: its index, complete
 * @n_columns: the number of columns
 * @cancellable: (nullable): stops early
 *
 * Looks at blocks from the whole of the file. Blocks.
 *
 * Returns: (transfer full) (element-type SpColumnProfile): the columns' profiles
 */
GArray *
_sp_table_profile_blocks (SpTextSource    *source,
                          const SpDialect *dialect,
                          SpRowIndex      *index,
                          guint            n_columns,
                          GCancellable    *cancellable)
{
  GArray *profiles = g_array_new (FALSE, TRUE, sizeof (SpColumnProfile));
  guint64 n_blocks = (sp_row_index_get_n_rows (index) + SP_BLOCK_ROWS - 1) / SP_BLOCK_ROWS;
  guint64 n_looks = MIN (n_blocks, PROFILE_BLOCKS);

  g_array_set_size (profiles, n_columns);
  for (guint64 i = 0; i < n_looks && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr(SpRowBlock) block = NULL;
      guint64 start;
      guint64 end;

      if (!sp_row_index_get_range (index, n_blocks * i / n_looks, &start, &end))
        continue;
      block = sp_row_block_read (source, dialect, start, end, SP_BLOCK_ROWS, NULL);
      if (block != NULL)
        add_block (profiles, block, dialect);
    }

  return profiles;
}
