/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "table-test-utils.h"

#include "base/sp-json.h"
#include "table/sp-table-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
assert_cell (SpTable    *table,
             guint64     row,
             guint       column,
             const char *expected)
{
  g_autofree char *text = table_test_dup_cell (table, row, column);

  g_assert_cmpstr (text, ==, expected);
}

static SpTable *
open_text (const char *contents,
           gssize      length)
{
  g_autofree char *path = table_test_write (contents, length);
  g_autoptr(GError) error = NULL;
  SpTable *table = table_test_open (path, NULL, &error);

  g_assert_no_error (error);
  table_test_count (table);
  g_unlink (path);

  return table;
}

static void
test_simple (void)
{
  g_autoptr(SpTable) table = open_text ("name,age,joined\nAnna,31,2020-01-05\nBert,44,2021-02-06\n", -1);

  g_assert_cmpuint (sp_table_get_n_columns (table), ==, 3);
  g_assert_cmpuint (sp_table_get_n_rows (table), ==, 2);
  g_assert_cmpstr (sp_table_get_column_name (table, 1), ==, "age");
  g_assert_cmpint (sp_column_profile_get_cell_type (sp_table_get_profile (table, 0)), ==, SP_CELL_TEXT);
  g_assert_cmpint (sp_column_profile_get_cell_type (sp_table_get_profile (table, 1)), ==, SP_CELL_INTEGER);
  g_assert_cmpint (sp_column_profile_get_cell_type (sp_table_get_profile (table, 2)), ==, SP_CELL_DATE);
  assert_cell (table, 0, 0, "Anna");
  assert_cell (table, 1, 2, "2021-02-06");
  assert_cell (table, 1, 3, NULL);
  g_assert_false (sp_table_get_changed (table));
  g_assert_cmpfloat (sp_table_get_progress (table), ==, 1);
}

static void
test_shapes (void)
{
  g_autoptr(SpTable) header_only = open_text ("a,b,c\n", -1);
  g_autoptr(SpTable) no_end = open_text ("a,b\n1,2", -1);
  g_autoptr(SpTable) ragged = open_text ("a,b\n1,2\n1\n1,2,3\n4,5,6\n", -1);
  g_autoptr(SpTable) one_column = open_text ("name\nx\n\ny\n", -1);
  g_autoptr(SpTable) unnamed = open_text ("a,,c\n1,2,3\n", -1);

  g_assert_cmpuint (sp_table_get_n_rows (header_only), ==, 0);
  g_assert_cmpuint (sp_table_get_n_columns (header_only), ==, 3);
  g_assert_cmpuint (sp_table_get_n_rows (no_end), ==, 1);
  assert_cell (no_end, 0, 1, "2");
  g_assert_cmpuint (sp_table_get_n_columns (ragged), ==, 3);
  assert_cell (ragged, 1, 1, NULL);
  assert_cell (ragged, 2, 2, "3");
  g_assert_cmpuint (sp_table_get_n_rows (one_column), ==, 3);
  assert_cell (one_column, 1, 0, "");
  g_assert_cmpstr (sp_table_get_column_name (unnamed, 1), ==, "Column 2");
}

static void
test_no_header (void)
{
  g_autoptr(SpTable) table = open_text ("1,2\n3,4\n5,6\n", -1);

  g_assert_cmpuint (sp_table_get_n_rows (table), ==, 3);
  g_assert_cmpstr (sp_table_get_column_name (table, 0), ==, "Column 1");
  assert_cell (table, 0, 0, "1");
}

static void
test_preamble (void)
{
  g_autoptr(SpTable) table = open_text ("A title\r\n\r\na;b;c\r\n1;2;3\r\n4;5;6\r\n7;8;9\r\n", -1);

  g_assert_cmpuint (sp_table_get_n_rows (table), ==, 3);
  g_assert_cmpstr (sp_table_get_column_name (table, 2), ==, "c");
  assert_cell (table, 2, 2, "9");
}

static void
test_encodings (void)
{
  static const char *text = "name;town\nJürgen;Köln\nZoë;Malmö\n";
  static const struct { const char *name; SpEncoding encoding; const char *mark; } cases[] = {
    { "UTF-8", SP_ENCODING_UTF_8, "" },
    { "UTF-8", SP_ENCODING_UTF_8, "\xEF\xBB\xBF" },
    { "WINDOWS-1252", SP_ENCODING_WINDOWS_1252, "" },
    { "UTF-16LE", SP_ENCODING_UTF_16LE, "\xFF\xFE" },
    { "UTF-16BE", SP_ENCODING_UTF_16BE, "\xFE\xFF" },
    { "UTF-16LE", SP_ENCODING_UTF_16LE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *bytes = NULL;
      g_autoptr(GString) contents = g_string_new (cases[i].mark);
      g_autoptr(SpTable) table = NULL;
      gsize n;

      bytes = g_convert (text, -1, cases[i].name, "UTF-8", NULL, &n, NULL);
      g_string_append_len (contents, bytes, n);
      table = open_text (contents->str, contents->len);
      g_assert_cmpint (sp_table_get_dialect (table)->encoding, ==, cases[i].encoding);
      g_assert_cmpuint (sp_table_get_n_rows (table), ==, 2);
      g_assert_cmpstr (sp_table_get_column_name (table, 0), ==, "name");
      assert_cell (table, 0, 1, "Köln");
      assert_cell (table, 1, 0, "Zoë");
    }
}

/* A byte of another encoding far down: shown, and said. */
static void
test_mixed_encoding (void)
{
  g_autoptr(GString) text = g_string_new ("a,b\n");
  g_autoptr(SpTable) table = NULL;

  for (guint i = 0; i < 40000; i++)
    g_string_append (text, "some text,1\n");
  g_string_append (text, "M\xFCller,2\n");
  table = open_text (text->str, text->len);

  g_assert_cmpint (sp_table_get_dialect (table)->encoding, ==, SP_ENCODING_UTF_8);
  g_assert_false (sp_table_get_damaged (table));
  assert_cell (table, 40000, 0, "Müller");
  g_assert_true (sp_table_get_damaged (table));
}

static void
test_wish (void)
{
  g_autofree char *path = table_test_write ("a,b;c\n1,5;2\n", -1);
  g_autoptr(SpTable) table = NULL;
  SpDialect wish = SP_DIALECT_INIT;

  wish.delimiter = ';';
  table = table_test_open (path, &wish, NULL);
  g_assert_nonnull (table);
  g_assert_cmpstr (sp_table_get_column_name (table, 0), ==, "a,b");
  assert_cell (table, 0, 0, "1,5");
  g_unlink (path);
}

static void
test_errors (void)
{
  g_autofree char *empty = table_test_write ("", 0);
  g_autofree char *binary = table_test_write ("\x7F" "ELF\0\0\0\1\0\2\0\0\0\3\0", 15);
  g_autoptr(GError) error = NULL;

  g_assert_null (table_test_open (empty, NULL, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_EMPTY);
  g_clear_error (&error);

  g_assert_null (table_test_open (binary, NULL, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY);
  g_clear_error (&error);

  g_assert_null (table_test_open ("/nonexistent/file.csv", NULL, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_OPEN);
  g_clear_error (&error);

  g_assert_null (table_test_open ("/", NULL, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_NOT_REGULAR);

  g_unlink (empty);
  g_unlink (binary);
}

static GString *
make_rows (guint n_rows)
{
  GString *text = g_string_new ("number,word\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, "%u,%s\n", i, i % 3 == 0 ? "\"with, comma\"" : "plain");

  return text;
}

static void
test_many_rows (void)
{
  g_autoptr(GString) text = make_rows (300000);
  g_autoptr(SpTable) table = open_text (text->str, text->len);

  g_assert_cmpuint (sp_table_get_n_rows (table), ==, 300000);
  g_assert_cmpuint (sp_table_get_estimate (table), ==, 300000);
  for (guint i = 0; i < 60; i++)
    {
      guint row = g_test_rand_int_range (0, 300000);
      g_autofree char *number = g_strdup_printf ("%u", row);

      assert_cell (table, row, 0, number);
      assert_cell (table, row, 1, row % 3 == 0 ? "with, comma" : "plain");
    }
  assert_cell (table, 299999, 0, "299999");
}

/* Cells and rows beyond all measure are cut, and say so. */
static void
test_huge_cells (void)
{
  g_autoptr(GString) text = g_string_new ("a,b\n1,\"");
  g_autoptr(SpTable) table = NULL;
  SpRowBlock *block;
  gboolean is_cut = FALSE;

  for (guint i = 0; i < 400000; i++)
    g_string_append (text, "é\n");
  g_string_append (text, "\"\n2,end\n");
  table = open_text (text->str, text->len);

  g_assert_cmpuint (sp_table_get_n_rows (table), ==, 2);
  assert_cell (table, 1, 1, "end");
  block = sp_table_peek_block (table, 0);
  g_assert_nonnull (sp_row_block_get_cell (block, 0, 1, &is_cut));
  g_assert_true (is_cut);
  g_assert_cmpuint (strlen (sp_row_block_get_cell (block, 0, 1, NULL)), <=, SP_BLOCK_MAX_CELL);
  g_assert_true (g_utf8_validate (sp_row_block_get_cell (block, 0, 1, NULL), -1, NULL));
}

/* The file is cut short under us: no crash, and it is said. */
static void
test_truncated (void)
{
  g_autoptr(GString) text = make_rows (200000);
  g_autofree char *path = table_test_write (text->str, text->len);
  g_autoptr(SpTable) table = table_test_open (path, NULL, NULL);

  table_test_count (table);
  assert_cell (table, 0, 0, "0");
  g_assert_cmpint (truncate (path, 5000), ==, 0);

  sp_table_request_block (table, 700);
  while (sp_table_peek_block (table, 700) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (sp_row_block_get_n_rows (sp_table_peek_block (table, 700)), ==, 0);
  g_assert_true (sp_table_get_changed (table));
  g_unlink (path);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static char *
copy_rows (SpTable  *table,
           guint64   first,
           guint64   n_rows,
           int       column,
           GError  **error)
{
  g_autofree guint64 *rows = g_new (guint64, n_rows);
  g_autoptr(GAsyncResult) result = NULL;

  for (guint64 i = 0; i < n_rows; i++)
    rows[i] = first + i;
  sp_table_copy_async (table, rows, n_rows, column, NULL, copied_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sp_table_copy_finish (table, result, error);
}

static void
test_copy (void)
{
  g_autoptr(SpTable) table = open_text ("a,b,c\n1,\"x\ty\",3\n4,\"say \"\"hi\"\"\",6\n", -1);
  g_autofree char *rows = copy_rows (table, 0, 2, -1, NULL);
  g_autofree char *cell = copy_rows (table, 1, 1, 1, NULL);
  g_autofree char *too_much = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (rows, ==, "1\t\"x\ty\"\t3\n4\t\"say \"\"hi\"\"\"\t6");
  g_assert_cmpstr (cell, ==, "say \"hi\"");

  too_much = copy_rows (table, 0, SP_TABLE_MAX_COPY_ROWS + 1, -1, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_finalize (void)
{
  g_autoptr(GString) text = make_rows (100000);
  g_autofree char *path = table_test_write (text->str, text->len);
  SpTable *table = table_test_open (path, NULL, NULL);

  table_test_count (table);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sp_table_close (table);
  g_usleep (50000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (table);
  g_unlink (path);
}

/* Whatever the bytes, a table opens or says why not, and every cell that it
 * shows is UTF-8. */
static void
test_random_bytes (void)
{
  static const char * const pieces[] = { ",", "\"", "\n", "\r\n", ";", "\t", "a", "é", "\xFF", "1", "\\", "\"\"", " ", "\0", "\x85" };

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *path = NULL;
      g_autoptr(SpTable) table = NULL;
      g_autoptr(GError) error = NULL;

      for (gint32 n = g_test_rand_int_range (1, 400); n > 0; n--)
        {
          const char *piece = pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))];

          g_string_append_len (text, piece, MAX (1, strlen (piece)));
        }

      path = table_test_write (text->str, text->len);
      table = table_test_open (path, NULL, &error);
      g_unlink (path);
      g_assert_true ((table == NULL) == (error != NULL));
      if (table == NULL)
        continue;

      table_test_count (table);
      for (guint64 row = 0; row < sp_table_get_n_rows (table); row++)
        for (guint column = 0; column < sp_table_get_n_columns (table); column++)
          {
            g_autofree char *cell = table_test_dup_cell (table, row, column);

            g_assert_true (cell == NULL || g_utf8_validate (cell, -1, NULL));
          }
    }
}

static void
remove_cr (char *text)
{
  char *to = text;

  if (text == NULL)
    return;

  for (const char *from = text; *from != '\0'; from++)
    if (*from != '\r')
      *to++ = *from;
  *to = '\0';
}

static gboolean
is_same_text (const char *cell,
              const char *expected)
{
  g_autofree char *a = g_strdup (cell);
  g_autofree char *b = g_strdup (expected);

  /* Copies of these files lose the CR of line ends inside cells. */
  remove_cr (a);
  remove_cr (b);
  return g_strcmp0 (a, b) == 0;
}

static gboolean
matches_object (SpTable    *table,
                guint64     row,
                JsonObject *object)
{
  for (guint column = 0; column < sp_table_get_n_columns (table); column++)
    {
      g_autofree char *cell = table_test_dup_cell (table, row, column);

      if (!is_same_text (cell, sp_json_peek_string (object, sp_table_get_column_name (table, column), NULL)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
matches_array (SpTable   *table,
               guint64    row,
               JsonArray *array)
{
  for (guint column = 0; column < json_array_get_length (array); column++)
    {
      g_autofree char *cell = table_test_dup_cell (table, row, column);

      if (!is_same_text (cell, json_array_get_string_element (array, column)))
        return FALSE;
    }

  return TRUE;
}

/* The rows as JSON files of the same name hold them: objects, or arrays of
 * which the first is what we take for the header. */
static gboolean
matches_json (SpTable   *table,
              JsonArray *rows)
{
  guint n_expected = json_array_get_length (rows);
  guint first = 0;

  if (n_expected > 0 && JSON_NODE_HOLDS_ARRAY (json_array_get_element (rows, 0)))
    first = sp_table_get_dialect (table)->has_header ? 1 : 0;
  if (n_expected != sp_table_get_n_rows (table) + first)
    return FALSE;

  for (guint i = first; i < n_expected; i++)
    {
      JsonNode *row = json_array_get_element (rows, i);

      if (JSON_NODE_HOLDS_OBJECT (row)
          ? !matches_object (table, i - first, json_node_get_object (row))
          : !matches_array (table, i - first, json_node_get_array (row)))
        return FALSE;
    }

  return TRUE;
}

static void
compare_folder (const char *folder,
                const char *tables,
                guint       least)
{
  g_autofree char *table_folder = g_build_filename (folder, tables, NULL);
  g_autoptr(GDir) dir = g_dir_open (table_folder, 0, NULL);
  const char *name;
  guint n_same = 0;
  guint n_all = 0;

  if (dir == NULL)
    return;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (table_folder, name, NULL);
      g_autofree char *base = g_strndup (name, strlen (name) - strlen (".csv"));
      g_autofree char *json_name = g_strconcat (base, ".json", NULL);
      g_autofree char *json_path = g_build_filename (folder, "json", json_name, NULL);
      g_autofree char *contents = NULL;
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(SpTable) table = NULL;

      if (!g_file_get_contents (json_path, &contents, NULL, NULL))
        continue;
      node = sp_json_parse (contents, -1, NULL);
      if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
        continue;

      n_all++;
      table = table_test_open (path, NULL, NULL);
      if (table == NULL)
        {
          g_test_message ("%s: does not open", name);
          continue;
        }
      table_test_count (table);
      if (matches_json (table, json_node_get_array (node)))
        n_same++;
      else
        g_test_message ("%s: reads otherwise (%u columns, %u rows)", name, sp_table_get_n_columns (table),
                        (guint) sp_table_get_n_rows (table));
    }

  g_test_message ("%s: %u of %u files read as expected", folder, n_same, n_all);
  g_assert_cmpuint (n_same, >=, MIN (least, n_all));
}

static void
test_known_files (void)
{
  const char *bench = g_getenv ("SANDPIPER_BENCH_DIR");
  g_autofree char *spectrum = NULL;
  g_autofree char *data = NULL;

  if (bench == NULL || !g_file_test (bench, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the files with known contents are not here");
      return;
    }

  spectrum = g_build_filename (bench, "csv", "csv-spectrum", NULL);
  data = g_build_filename (bench, "csv", "csv-test-data", NULL);
  compare_folder (spectrum, "csvs", 12);
  compare_folder (data, "csv", 16);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/table/simple", test_simple);
  g_test_add_func ("/sp/table/shapes", test_shapes);
  g_test_add_func ("/sp/table/no-header", test_no_header);
  g_test_add_func ("/sp/table/preamble", test_preamble);
  g_test_add_func ("/sp/table/encodings", test_encodings);
  g_test_add_func ("/sp/table/mixed-encoding", test_mixed_encoding);
  g_test_add_func ("/sp/table/wish", test_wish);
  g_test_add_func ("/sp/table/errors", test_errors);
  g_test_add_func ("/sp/table/many-rows", test_many_rows);
  g_test_add_func ("/sp/table/huge-cells", test_huge_cells);
  g_test_add_func ("/sp/table/truncated", test_truncated);
  g_test_add_func ("/sp/table/copy", test_copy);
  g_test_add_func ("/sp/table/finalize", test_finalize);
  g_test_add_func ("/sp/table/random-bytes", test_random_bytes);
  g_test_add_func ("/sp/table/known-files", test_known_files);

  return g_test_run ();
}
