/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The first rows of a text as one dialect reads them, and how much they look
 * like a table. The sniffer makes one for each dialect that it tries.
 * A plain struct; any thread. */

#include "config.h"

#include "table/sp-sample-table.h"

#include "table/sp-cell-type.h"
#include "table/sp-record-parser.h"
#include "table/sp-record-scanner.h"

#include <string.h>

/* A cell's type is told from this much of it. */
#define CELL_BOUND 128

#define MAX_COLUMNS 4096

/**
 * sp_sample_table_new:
 * @dialect: how to read it
 * @text: the beginning of a file in UTF-8
 * @length: its length
 * @is_whole: whether the file ends there; else a row that it cuts is left out
 * @max_rows: no more rows than this
 *
 * Returns: (transfer full): the rows
 */
SpSampleTable *
sp_sample_table_new (const SpDialect *dialect,
                     const char      *text,
                     gsize            length,
                     gboolean         is_whole,
                     guint            max_rows)
{
  SpSampleTable *self = g_new0 (SpSampleTable, 1);
  g_auto(SpRecordScanner) scanner = { 0 };
  SpDialect utf8 = *dialect;
  guint64 end;
  guint n_rows;

  utf8.encoding = SP_ENCODING_UTF_8;
  self->text = g_string_new (NULL);
  self->cells = g_array_new (FALSE, FALSE, sizeof (SpCell));
  self->row_ends = g_array_new (FALSE, FALSE, sizeof (guint));

  sp_record_scanner_init (&scanner, &utf8, 0, 1);
  if (is_whole || (sp_record_scanner_scan (&scanner, (const guint8 *) text, 0, length, FALSE) &&
                   scanner.n_rows == 0))
    sp_record_scanner_text (&scanner, (const guint8 *) text, length);
  self->starts = g_array_ref (scanner.starts);
  n_rows = MIN (self->starts->len, max_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      guint64 start = g_array_index (self->starts, guint64, i);

      end = i + 1 < self->starts->len ? g_array_index (self->starts, guint64, i + 1) : scanner.row_start;
      sp_record_parse (&utf8, text + start, end - start, MAX_COLUMNS, CELL_BOUND,
                       self->text, self->cells);
      g_array_append_val (self->row_ends, self->cells->len);
    }

  return self;
}

/**
 * sp_sample_table_free:
 * @self: (transfer full): a sample
 *
 * Frees it.
 */
void
sp_sample_table_free (SpSampleTable *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_array_unref (self->cells);
  g_array_unref (self->row_ends);
  g_array_unref (self->starts);
  g_free (self);
}

/**
 * sp_sample_table_get_n_rows:
 * @self: a sample
 *
 * Returns: how many rows it has, a header included
 */
guint
sp_sample_table_get_n_rows (const SpSampleTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->row_ends->len;
}

static guint
first_cell (const SpSampleTable *self,
            guint                row)
{
  return row == 0 ? 0 : g_array_index (self->row_ends, guint, row - 1);
}

/**
 * sp_sample_table_get_n_cells:
 * @self: a sample
 * @row: one of its rows
 *
 * Returns: how many cells the row has
 */
guint
sp_sample_table_get_n_cells (const SpSampleTable *self,
                             guint                row)
{
  g_return_val_if_fail (self != NULL && row < self->row_ends->len, 0);

  return g_array_index (self->row_ends, guint, row) - first_cell (self, row);
}

/**
 * sp_sample_table_get_cell:
 * @self: a sample
 * @row: one of its rows
 * @column: a column
 * @length: (out): the length of the text
 * @was_quoted: (out) (optional): whether the cell stood in quotes
 *
 * Returns: (transfer none) (nullable): the beginning of the cell's text, not
 *   ended by a NUL; %NULL when the row is shorter
 */
const char *
sp_sample_table_get_cell (const SpSampleTable *self,
                          guint                row,
                          guint                column,
                          gsize               *length,
                          gboolean            *was_quoted)
{
  const SpCell *cell;

  g_return_val_if_fail (self != NULL && length != NULL, NULL);

  *length = 0;
  if (row >= self->row_ends->len || column >= sp_sample_table_get_n_cells (self, row))
    return NULL;

  cell = &g_array_index (self->cells, SpCell, first_cell (self, row) + column);
  *length = cell->length;
  if (was_quoted != NULL)
    *was_quoted = cell->was_quoted;

  return self->text->str + cell->offset;
}

static int
compare_guint (gconstpointer a,
               gconstpointer b)
{
  guint x = *(const guint *) a;
  guint y = *(const guint *) b;

  return (x > y) - (x < y);
}

static GArray *
list_sorted_lengths (const SpSampleTable *self)
{
  GArray *lengths = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->row_ends->len; i++)
    {
      guint n = sp_sample_table_get_n_cells (self, i);

      g_array_append_val (lengths, n);
    }
  g_array_sort (lengths, compare_guint);

  return lengths;
}

/**
 * sp_sample_table_get_mode:
 * @self: a sample
 *
 * Returns: the number of cells that most rows have; the larger on a tie
 */
guint
sp_sample_table_get_mode (const SpSampleTable *self)
{
  g_autoptr(GArray) lengths = NULL;
  guint best = 0;
  guint best_n = 0;

  g_return_val_if_fail (self != NULL, 0);

  lengths = list_sorted_lengths (self);
  for (guint i = 0; i < lengths->len;)
    {
      guint n = g_array_index (lengths, guint, i);
      guint j = i;

      while (j < lengths->len && g_array_index (lengths, guint, j) == n)
        j++;
      if (j - i >= best_n)
        {
          best = n;
          best_n = j - i;
        }
      i = j;
    }

  return best;
}

/* Rows of many cells are good, and rows of one length are better: each length
 * that occurs shares the score of all. Where most rows hold a single cell, the
 * delimiter is only a character of the text. */
static double
score_shape (const SpSampleTable *self)
{
  g_autoptr(GArray) lengths = list_sorted_lengths (self);
  double sum = 0;
  double n_split = 0;
  guint n_lengths = 0;

  for (guint i = 0; i < lengths->len;)
    {
      guint n = g_array_index (lengths, guint, i);
      guint j = i;

      while (j < lengths->len && g_array_index (lengths, guint, j) == n)
        j++;
      n_split += n > 1 ? j - i : 0;
      sum += (j - i) * (n - 1.0) / n;
      n_lengths++;
      i = j;
    }

  if (n_lengths == 0)
    return 0;

  if (n_split == 0)
    return 0.001;

  return sum / lengths->len / n_lengths * (n_split > lengths->len / 2.0 ? 1 : 0.0005);
}

/* Text as a cell should hold it: nothing in it looks like a delimiter or a
 * quote that we failed to see. */
static double
score_text (const char *text,
            gsize       length,
            gboolean    was_quoted)
{
  guint n_marks = 0;

  if (was_quoted)
    return 1;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];
      gboolean is_spaced = i + 1 < length && text[i + 1] == ' ';

      if (c == ';' || c == '|' || c == '\t' || c == '"' || c == '^' || c == '~')
        n_marks += 2;
      else if (c == ',' || c == ':')
        n_marks += is_spaced ? 1 : 2;
      else if (c == '=' || c == '{' || c == '}' || c == '[' || c == ']' || c == '<' || c == '>')
        n_marks += 1;
    }

  if (length >= 7 && (memcmp (text, "http://", 7) == 0 || memcmp (text, "https:/", 7) == 0))
    return 1;

  return n_marks == 0 ? 1 : n_marks <= 1 ? 0.5 : 0.05;
}

static double
score_cell (const char *text,
            gsize       length,
            gboolean    was_quoted)
{
  if (sp_cell_type_of (text, length, '.') != SP_CELL_TEXT ||
      sp_cell_type_of (text, length, ',') != SP_CELL_TEXT)
    return 1;

  return score_text (text, length, was_quoted);
}

/**
 * sp_sample_table_get_score:
 * @self: a sample
 * @delimiter: what it was taken apart with
 *
 * Returns: how much it looks like a table; only the order of two scores of the
 *   same text means anything
 */
double
sp_sample_table_get_score (const SpSampleTable *self,
                           char                 delimiter)
{
  double sum = 0;
  guint n_cells = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->cells->len; i++)
    {
      const SpCell *cell = &g_array_index (self->cells, SpCell, i);

      sum += score_cell (self->text->str + cell->offset, cell->length, cell->was_quoted);
      n_cells++;
    }

  return n_cells > 0 ? score_shape (self) * sum / n_cells : 0;
}
