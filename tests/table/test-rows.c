/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "table-test-utils.h"

#include "table/sp-block-cache.h"
#include "table/sp-record-parser.h"
#include "table/sp-row-index.h"
#include "table/sp-sample-table.h"
#include "table/sp-table-error.h"
#include "table/sp-table-row.h"

#include <glib/gstdio.h>
#include <string.h>

static SpTextSource *
open_text (const char *text)
{
  g_autofree char *path = table_test_write (text, -1);
  g_autoptr(GError) error = NULL;
  SpTextSource *source = sp_text_source_open (path, &error);

  g_assert_no_error (error);
  g_unlink (path);

  return source;
}

static void
test_source_read (void)
{
  g_autoptr(SpTextSource) source = open_text ("0123456789");
  guint8 buffer[20];

  g_assert_cmpuint (sp_text_source_get_size (source), ==, 10);
  g_assert_cmpint (sp_text_source_read (source, 4, buffer, 3, NULL), ==, 3);
  g_assert_cmpmem (buffer, 3, "456", 3);
  g_assert_cmpint (sp_text_source_read (source, 8, buffer, 20, NULL), ==, 2);
  g_assert_cmpint (sp_text_source_read (source, 100, buffer, 20, NULL), ==, 0);
  g_assert_false (sp_text_source_has_changed (source));
}

static void
test_source_units (void)
{
  g_autofree char *path = table_test_write ("\xFF\xFE" "a\0,\0\xAC\x20\n\0", 10);
  g_autoptr(SpTextSource) source = sp_text_source_open (path, NULL);
  SpDialect dialect = SP_DIALECT_INIT;
  guint8 buffer[20];
  gboolean damaged = FALSE;
  g_autofree char *text = NULL;
  gsize length;

  dialect.encoding = SP_ENCODING_UTF_16LE;
  dialect.bom_length = 2;
  g_assert_cmpuint (sp_text_source_get_n_units (source, &dialect), ==, 4);
  g_assert_cmpint (sp_text_source_read_units (source, &dialect, 0, buffer, 10, NULL), ==, 4);
  g_assert_cmpmem (buffer, 4, "a,\xFF\n", 4);
  text = sp_text_source_read_text (source, &dialect, 1, 2, &length, &damaged, NULL);
  g_assert_cmpstr (text, ==, ",€");
  g_unlink (path);
}

static void
test_source_errors (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (sp_text_source_open ("/nonexistent", &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (sp_text_source_open ("/dev/null", &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_NOT_REGULAR);
}

static void
assert_parsed (const char         *record,
               const char * const *expected)
{
  SpDialect dialect = SP_DIALECT_INIT;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SpCell));

  sp_record_parse (&dialect, record, strlen (record), 100, 100, text, cells);
  g_assert_cmpuint (cells->len, ==, g_strv_length ((char **) expected));
  for (guint i = 0; i < cells->len; i++)
    {
      const SpCell *cell = &g_array_index (cells, SpCell, i);
      g_autofree char *cell_text = g_strndup (text->str + cell->offset, cell->length);

      g_assert_cmpstr (cell_text, ==, expected[i]);
    }
}

static void
test_parser_cells (void)
{
  assert_parsed ("a,b\r\n", (const char * const[]) { "a", "b", NULL });
  assert_parsed ("", (const char * const[]) { "", NULL });
  assert_parsed (",\n", (const char * const[]) { "", "", NULL });
  assert_parsed ("\"a,b\",\"c\"\"d\"\n", (const char * const[]) { "a,b", "c\"d", NULL });
  assert_parsed ("\"\",\"\"\"\"\n", (const char * const[]) { "", "\"", NULL });
  assert_parsed ("a, \"b, c\" ,d\n", (const char * const[]) { "a", "b, c", "d", NULL });
}

/* As pandas reads them. */
static void
test_parser_stray_quotes (void)
{
  assert_parsed ("5\" pipe,x\n", (const char * const[]) { "5\" pipe", "x", NULL });
  assert_parsed ("\"a\"b,c\n", (const char * const[]) { "ab", "c", NULL });
  assert_parsed ("\"open,c\n", (const char * const[]) { "\"open", "c", NULL });
}

static void
test_parser_bounds (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  const char *record = "héllo,b,c,d\nrest";
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SpCell));
  gsize n = sp_record_parse (&dialect, record, strlen (record), 2, 2, text, cells);

  g_assert_cmpuint (n, ==, strlen ("héllo,b,c,d\n"));
  g_assert_cmpuint (cells->len, ==, 2);
  /* A character is never split. */
  g_assert_cmpuint (g_array_index (cells, SpCell, 0).length, ==, 1);
  g_assert_true (g_array_index (cells, SpCell, 0).is_cut);
  g_assert_false (g_array_index (cells, SpCell, 1).is_cut);
}

static void
test_block (void)
{
  g_autoptr(SpTextSource) source = open_text ("a,b\nc\n\n\"d\ne\",f\n");
  SpDialect dialect = SP_DIALECT_INIT;
  g_autoptr(SpRowBlock) block = sp_row_block_read (source, &dialect, 0, 16, 256, NULL);
  g_autoptr(SpRowBlock) few = sp_row_block_read (source, &dialect, 0, 16, 2, NULL);

  g_assert_cmpuint (sp_row_block_get_n_rows (block), ==, 3);
  g_assert_cmpuint (sp_row_block_get_n_cells (block, 1), ==, 1);
  g_assert_cmpstr (sp_row_block_get_cell (block, 0, 1, NULL), ==, "b");
  g_assert_null (sp_row_block_get_cell (block, 1, 1, NULL));
  g_assert_null (sp_row_block_get_cell (block, 9, 0, NULL));
  g_assert_cmpstr (sp_row_block_get_cell (block, 2, 0, NULL), ==, "d\ne");
  g_assert_cmpuint (sp_row_block_get_start (block, 2), ==, 7);
  g_assert_false (sp_row_block_get_damaged (block));
  g_assert_cmpuint (sp_row_block_get_n_rows (few), ==, 2);
}

static SpRowBlock *
make_block (guint n_rows)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SpTextSource) source = NULL;
  SpDialect dialect = SP_DIALECT_INIT;

  for (guint i = 0; i < n_rows; i++)
    g_string_append (text, "some cell,another cell\n");
  source = open_text (text->str);

  return sp_row_block_read (source, &dialect, 0, text->len, 256, NULL);
}

static void
test_cache_bounds (void)
{
  g_autoptr(SpBlockCache) cache = sp_block_cache_new (100 * 1000);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(SpRowBlock) block = make_block (200);

      sp_block_cache_put (cache, i, block);
      g_assert_nonnull (sp_block_cache_peek (cache, i));
      /* Used again and again, it stays. */
      g_assert_nonnull (sp_block_cache_peek (cache, 0));
    }
  g_assert_cmpuint (sp_block_cache_get_memory (cache), <=, 100 * 1000);
  g_assert_null (sp_block_cache_peek (cache, 1));
}

static void
test_cache_keeps_one (void)
{
  g_autoptr(SpBlockCache) cache = sp_block_cache_new (1);
  g_autoptr(SpRowBlock) block = make_block (10);

  sp_block_cache_put (cache, 5, block);
  g_assert_true (sp_block_cache_peek (cache, 5) == block);
  sp_block_cache_put (cache, 6, block);
  g_assert_null (sp_block_cache_peek (cache, 5));
}

static void
test_cache_replaces (void)
{
  g_autoptr(SpBlockCache) cache = sp_block_cache_new (1 << 20);
  g_autoptr(SpRowBlock) first = make_block (10);
  g_autoptr(SpRowBlock) second = make_block (20);

  sp_block_cache_put (cache, 1, first);
  sp_block_cache_put (cache, 1, second);
  g_assert_true (sp_block_cache_peek (cache, 1) == second);
  g_assert_cmpuint (sp_block_cache_get_memory (cache), ==, sp_row_block_get_memory (second));
}

static void
built_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
count_cb (SpRowIndex *index,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
test_index (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SpTextSource) source = NULL;
  g_autoptr(SpRowIndex) index = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  SpDialect dialect = SP_DIALECT_INIT;
  guint64 start;
  guint64 end;
  guint n_notified = 0;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "some cell,1\n");
  source = open_text (text->str);
  index = sp_row_index_new (source, &dialect, 12);
  g_assert_false (sp_row_index_get_range (index, 0, &start, &end));
  g_signal_connect (index, "notify::n-rows", G_CALLBACK (count_cb), &n_notified);

  sp_row_index_build_async (index, NULL, built_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (sp_row_index_build_finish (index, result, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_cmpuint (n_notified, >=, 1);
  g_assert_true (sp_row_index_get_complete (index));
  g_assert_cmpuint (sp_row_index_get_n_rows (index), ==, 99999);
  g_assert_cmpuint (sp_row_index_get_estimate (index), ==, 99999);
  g_assert_cmpfloat (sp_row_index_get_progress (index), ==, 1);
  g_assert_true (sp_row_index_get_range (index, 3, &start, &end));
  g_assert_cmpuint (start, ==, 12 + 3 * 256 * 12);
  g_assert_cmpuint (end, ==, start + 256 * 12);
  g_assert_cmpuint (sp_row_index_get_memory (index), ==, 391 * sizeof (guint64));
}

static void
test_index_cancelled (void)
{
  g_autoptr(SpTextSource) source = open_text ("a\nb\n");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SpDialect dialect = SP_DIALECT_INIT;
  g_autoptr(SpRowIndex) index = sp_row_index_new (source, &dialect, 0);

  g_cancellable_cancel (cancellable);
  sp_row_index_build_async (index, cancellable, built_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (sp_row_index_build_finish (index, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_index_finalize (void)
{
  g_autoptr(SpTextSource) source = open_text ("a\nb\n");
  SpDialect dialect = SP_DIALECT_INIT;
  SpRowIndex *index = sp_row_index_new (source, &dialect, 0);

  g_assert_finalize_object (index);
}

static void
row_changed_cb (SpTableRow *row,
                guint      *n)
{
  (*n)++;
}

static void
test_row_moves (void)
{
  g_autofree char *path = table_test_write ("a,b\n1,x\n2,y\n3,z\n", -1);
  g_autoptr(SpTable) table = table_test_open (path, NULL, NULL);
  SpTableRow *row;
  guint n_changed = 0;

  table_test_count (table);
  row = sp_table_row_new (table, 0);
  g_signal_connect (row, "changed", G_CALLBACK (row_changed_cb), &n_changed);
  while (!sp_table_row_get_loaded (row))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpstr (sp_table_row_peek_cell (row, 1, NULL), ==, "x");

  sp_table_row_set_number (row, 2);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (sp_table_row_get_number (row), ==, 2);
  g_assert_cmpstr (sp_table_row_peek_cell (row, 1, NULL), ==, "z");
  sp_table_row_set_number (row, 2);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_finalize_object (row);
  g_unlink (path);
}

static void
test_sample (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  const char *text = "a,b,c\n1,\"2\",3\n4,5\ncut,off in the middle of it";
  g_autoptr(SpSampleTable) sample = sp_sample_table_new (&dialect, text, strlen (text), FALSE, 100);
  g_autoptr(SpSampleTable) whole = sp_sample_table_new (&dialect, text, strlen (text), TRUE, 100);
  gboolean was_quoted = FALSE;
  gsize length;

  g_assert_cmpuint (sp_sample_table_get_n_rows (sample), ==, 3);
  g_assert_cmpuint (sp_sample_table_get_n_rows (whole), ==, 4);
  g_assert_cmpuint (sp_sample_table_get_n_cells (sample, 2), ==, 2);
  g_assert_cmpuint (sp_sample_table_get_mode (sample), ==, 3);
  g_assert_nonnull (sp_sample_table_get_cell (sample, 1, 1, &length, &was_quoted));
  g_assert_cmpuint (length, ==, 1);
  g_assert_true (was_quoted);
  g_assert_null (sp_sample_table_get_cell (sample, 2, 2, &length, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/text-source/read", test_source_read);
  g_test_add_func ("/sp/text-source/units", test_source_units);
  g_test_add_func ("/sp/text-source/errors", test_source_errors);
  g_test_add_func ("/sp/record-parser/cells", test_parser_cells);
  g_test_add_func ("/sp/record-parser/stray-quotes", test_parser_stray_quotes);
  g_test_add_func ("/sp/record-parser/bounds", test_parser_bounds);
  g_test_add_func ("/sp/row-block/rows", test_block);
  g_test_add_func ("/sp/block-cache/bounds", test_cache_bounds);
  g_test_add_func ("/sp/block-cache/keeps-one", test_cache_keeps_one);
  g_test_add_func ("/sp/block-cache/replaces", test_cache_replaces);
  g_test_add_func ("/sp/row-index/counts", test_index);
  g_test_add_func ("/sp/row-index/cancelled", test_index_cancelled);
  g_test_add_func ("/sp/row-index/finalize", test_index_finalize);
  g_test_add_func ("/sp/table-row/moves", test_row_moves);
  g_test_add_func ("/sp/sample-table/rows", test_sample);

  return g_test_run ();
}
