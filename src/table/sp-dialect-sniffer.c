/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finds out how a delimited file is written from its beginning: every dialect
 * that could be meant reads the sample, and the one whose reading looks most
 * like a table wins. Pure functions; any thread. */

#include "config.h"

#include "table/sp-dialect-sniffer.h"

#include "table/sp-cell-type.h"
#include "table/sp-record-parser.h"
#include "table/sp-sample-table.h"
#include "table/sp-table-error.h"

#include <string.h>

/* The dialects are tried on this much, the rest is asked of more. */
#define TRY_BYTES (48 * 1024)
#define TRY_ROWS  150
#define LOOK_ROWS 1000

#define MAX_PREAMBLE 100

/* In the order of preference when two readings are equally good. */
static const char delimiters[] = { ',', ';', '\t', '|', ':', '^', '~', ' ', '*', '#', '&', '=' };

typedef struct
{
  const char *text;
  gsize       length;
  gboolean    is_whole;
} Sample;

/* How much better than the plain reading an unusual one must look. */
static double
get_handicap (const SpDialect *dialect)
{
  double handicap = 1;

  if (dialect->delimiter == ' ' || dialect->delimiter == ':')
    handicap *= 0.6;
  else if (dialect->delimiter != '\0' && strchr ("*#&=", dialect->delimiter) != NULL)
    handicap *= 0.5;
  if (dialect->quote == '\'')
    handicap *= 0.95;

  return handicap;
}

static gboolean
contains (const Sample *sample,
          const char   *needle)
{
  return memmem (sample->text, sample->length, needle, strlen (needle)) != NULL;
}

/* A quote character counts only where a cell could begin with it. */
static gboolean
has_quote (const Sample *sample,
           char          quote)
{
  const char *end = sample->text + sample->length;
  const char *at = sample->text;

  while ((at = memchr (at, quote, end - at)) != NULL)
    {
      if (at == sample->text || !g_ascii_isalnum (at[-1]))
        return TRUE;
      at++;
    }

  return FALSE;
}

static void
try_dialect (const Sample    *sample,
             const SpDialect *dialect,
             SpDialect       *best,
             double          *best_score)
{
  g_autoptr(SpSampleTable) table = NULL;
  double score;

  table = sp_sample_table_new (dialect, sample->text, sample->length, sample->is_whole, TRY_ROWS);
  score = sp_sample_table_get_score (table, dialect->delimiter) * get_handicap (dialect);

  if (score > *best_score * 1.0001)
    {
      *best_score = score;
      *best = *dialect;
    }
}

static void
try_quotes (const Sample    *sample,
            const SpDialect *dialect,
            SpDialect       *best,
            double          *best_score)
{
  SpDialect quoted = *dialect;

  try_dialect (sample, &quoted, best, best_score);
  if (contains (sample, "\\\""))
    {
      quoted.escape = '\\';
      try_dialect (sample, &quoted, best, best_score);
      quoted.escape = '\0';
    }

  if (has_quote (sample, '\''))
    {
      quoted.quote = '\'';
      try_dialect (sample, &quoted, best, best_score);
    }
}

/* Excel's own first line, which names the delimiter. */
static gboolean
read_sep_line (const Sample *sample,
               SpDialect    *dialect)
{
  if (sample->length < 6 || g_ascii_strncasecmp (sample->text, "sep=", 4) != 0 ||
      (sample->text[5] != '\r' && sample->text[5] != '\n'))
    return FALSE;

  dialect->delimiter = sample->text[4];
  dialect->n_preamble = 1;
  return TRUE;
}

static void
choose_delimiter (const Sample *sample,
                  SpDialect    *dialect)
{
  SpDialect plain = *dialect;
  double best_score = 0;

  plain.delimiter = '\0';
  try_quotes (sample, &plain, dialect, &best_score);

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      if (memchr (sample->text, delimiters[i], sample->length) == NULL)
        continue;

      plain.delimiter = delimiters[i];
      try_quotes (sample, &plain, dialect, &best_score);
    }
}

/* Titles and comments above the table: rows of one cell above rows of more. */
static guint
count_preamble (const SpSampleTable *table)
{
  guint mode = sp_sample_table_get_mode (table);
  guint n_rows = sp_sample_table_get_n_rows (table);
  guint i;

  for (i = 0; i < MIN (n_rows, MAX_PREAMBLE); i++)
    {
      gsize length;
      const char *cell = sp_sample_table_get_cell (table, i, 0, &length, NULL);

      if (length > 0 && cell[0] == '#' && sp_sample_table_get_n_cells (table, i) != mode)
        continue;
      if (mode < 3 || sp_sample_table_get_n_cells (table, i) > 1)
        break;
    }

  return i < n_rows ? i : 0;
}

/* The type of most cells of a column below @first_row. */
static SpCellType
get_main_type (const SpSampleTable *table,
               guint                column,
               guint                first_row,
               char                 decimal)
{
  guint counts[SP_N_CELL_TYPES] = { 0 };
  SpCellType best = SP_CELL_MISSING;

  for (guint row = first_row; row < sp_sample_table_get_n_rows (table); row++)
    {
      gsize length;
      const char *text = sp_sample_table_get_cell (table, row, column, &length, NULL);

      if (text != NULL)
        counts[sp_cell_type_of (text, length, decimal)]++;
    }

  for (guint type = SP_CELL_BOOLEAN; type < SP_N_CELL_TYPES; type++)
    if (counts[type] > counts[best] || best == SP_CELL_MISSING)
      best = counts[type] > 0 ? type : best;

  return best;
}

static gboolean
is_repeated (const SpSampleTable *table,
             guint                column,
             guint                header_row)
{
  gsize length;
  gsize n;
  const char *name = sp_sample_table_get_cell (table, header_row, column, &length, NULL);

  for (guint row = header_row + 1; row < sp_sample_table_get_n_rows (table); row++)
    {
      const char *text = sp_sample_table_get_cell (table, row, column, &n, NULL);

      if (text != NULL && n == length && memcmp (text, name, n) == 0)
        return TRUE;
    }

  return FALSE;
}

/* A header names its columns: text above numbers speaks for one, a number or a
 * value that comes again below speaks against. */
static gboolean
guess_header (const SpSampleTable *table,
              guint                row,
              char                 decimal)
{
  int votes = 0;
  guint n_columns;

  if (row >= sp_sample_table_get_n_rows (table))
    return FALSE;

  n_columns = MIN (sp_sample_table_get_n_cells (table, row), 200);
  for (guint column = 0; column < n_columns; column++)
    {
      gsize length;
      const char *name = sp_sample_table_get_cell (table, row, column, &length, NULL);
      SpCellType type = sp_cell_type_of (name, length, decimal);
      SpCellType below = get_main_type (table, column, row + 1, decimal);

      if (type == SP_CELL_MISSING)
        continue;
      if (type != SP_CELL_TEXT)
        votes -= below == type ? 3 : 0;
      else if (below != SP_CELL_TEXT && below != SP_CELL_MISSING)
        votes += 2;
      else if (is_repeated (table, column, row))
        votes -= 2;
    }

  return votes >= 0;
}

/* 1,5 against 1.5: only what can be read in one way alone counts. */
static char
guess_decimal (const SpSampleTable *table,
               char                 delimiter)
{
  int votes = 0;

  if (delimiter == ',')
    return '.';

  for (guint i = 0; i < table->cells->len; i++)
    {
      const SpCell *cell = &g_array_index (table->cells, SpCell, i);
      const char *text = table->text->str + cell->offset;
      gboolean is_point = sp_cell_type_of (text, cell->length, '.') == SP_CELL_NUMBER;
      gboolean is_comma = sp_cell_type_of (text, cell->length, ',') == SP_CELL_NUMBER;

      votes += is_comma - is_point;
    }

  return votes > 0 ? ',' : '.';
}

/* Where the @n-th line of the text begins. */
static gsize
find_line (const Sample *sample,
           guint         n)
{
  const char *at = sample->text;
  const char *end = sample->text + sample->length;

  while (n > 0 && at < end)
    {
      if (at[0] == '\r' && at + 1 < end && at[1] == '\n')
        at++;
      if (at[0] == '\r' || at[0] == '\n')
        n--;
      at++;
    }

  return at - sample->text;
}

/* Rows of the sample are records; the preamble counts lines. */
static guint
count_lines (const Sample *sample,
             gsize         length)
{
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    n += sample->text[i] == '\n' || (sample->text[i] == '\r' && sample->text[i + 1] != '\n');

  return n;
}

static void
look_at_rows (const Sample *sample,
              SpDialect    *dialect,
              gboolean      find_preamble)
{
  gsize skipped = find_line (sample, dialect->n_preamble);
  g_autoptr(SpSampleTable) table = NULL;
  guint header_row = 0;

  dialect->skip_blank = TRUE;
  table = sp_sample_table_new (dialect, sample->text + skipped, sample->length - skipped,
                               sample->is_whole, LOOK_ROWS);
  dialect->skip_blank = sp_sample_table_get_mode (table) > 1;

  if (find_preamble && sp_sample_table_get_n_rows (table) > 0)
    {
      header_row = count_preamble (table);
      dialect->n_preamble = count_lines (sample, skipped + g_array_index (table->starts, guint64, header_row));
    }

  dialect->decimal = guess_decimal (table, dialect->delimiter);
  dialect->has_header = guess_header (table, header_row, dialect->decimal);
}

static gboolean
ends_lines_with_nel (const Sample *sample)
{
  return !contains (sample, "\n") && !contains (sample, "\r") && contains (sample, "\xC2\x85");
}

static char *
decode_sample (const guint8    *bytes,
               gsize            n_bytes,
               const SpDialect *dialect,
               Sample          *sample)
{
  gboolean damaged = FALSE;
  gsize bom = MIN (dialect->bom_length, n_bytes);
  char *text = sp_encoding_decode (dialect->encoding, bytes + bom, n_bytes - bom, &sample->length, &damaged);

  sample->text = text;
  return text;
}

/**
 * sp_dialect_sniff:
 * @sample: the beginning of a file, best %SP_SNIFF_SAMPLE bytes of it
 * @n_bytes: its length
 * @is_whole: whether the file ends there
 * @dialect: (out): how the file is written
 * @error: return location for an error
 *
 * Finds out how a delimited file is written.
 *
 * Returns: %FALSE with @error set to %SP_TABLE_ERROR_EMPTY or
 *   %SP_TABLE_ERROR_BINARY
 */
gboolean
sp_dialect_sniff (const guint8  *sample,
                  gsize          n_bytes,
                  gboolean       is_whole,
                  SpDialect     *dialect,
                  GError       **error)
{
  SpDialect found = SP_DIALECT_INIT;
  Sample whole = { NULL, 0, is_whole };
  Sample trial;
  g_autofree char *text = NULL;
  guint bom_length;

  g_return_val_if_fail (sample != NULL || n_bytes == 0, FALSE);
  g_return_val_if_fail (dialect != NULL, FALSE);

  if (!sp_encoding_sniff (sample, n_bytes, &found.encoding, &bom_length))
    {
      g_set_error_literal (error, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY,
                           "The file holds no text");
      return FALSE;
    }

  found.bom_length = bom_length;
  text = decode_sample (sample, n_bytes, &found, &whole);
  if (whole.length == 0)
    {
      g_set_error_literal (error, SP_TABLE_ERROR, SP_TABLE_ERROR_EMPTY, "The file is empty");
      return FALSE;
    }

  found.nel = ends_lines_with_nel (&whole);
  trial = whole;
  if (trial.length > TRY_BYTES)
    {
      trial.length = TRY_BYTES;
      trial.is_whole = FALSE;
    }

  if (!read_sep_line (&whole, &found))
    choose_delimiter (&trial, &found);
  look_at_rows (&whole, &found, found.n_preamble == 0);

  *dialect = found;
  return TRUE;
}

/**
 * sp_dialect_sniff_rest:
 * @sample: the beginning of a file
 * @n_bytes: its length
 * @is_whole: whether the file ends there
 * @dialect: (inout): a dialect whose encoding and delimiter somebody chose
 *
 * Finds out again what follows from the encoding, the delimiter and the quote:
 * the preamble, the header, the decimal separator.
 */
void
sp_dialect_sniff_rest (const guint8 *sample,
                       gsize         n_bytes,
                       gboolean      is_whole,
                       SpDialect    *dialect)
{
  g_autofree char *text = NULL;
  Sample whole = { NULL, 0, is_whole };

  g_return_if_fail (sample != NULL || n_bytes == 0);
  g_return_if_fail (dialect != NULL);

  text = decode_sample (sample, n_bytes, dialect, &whole);
  dialect->nel = ends_lines_with_nel (&whole);
  dialect->n_preamble = 0;
  look_at_rows (&whole, dialect, TRUE);
}
