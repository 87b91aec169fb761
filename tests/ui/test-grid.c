/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "ui/sp-grid.h"
#include "ui/sp-html-table.h"

static void
test_rows (void)
{
  const char *const names[] = { "a", "b", NULL };
  const char *const row[] = { "1", "x", "too many", NULL };
  const char *const part[] = { "2", NULL };
  SpGrid *grid = sp_grid_new (names);

  sp_grid_add_row (grid, row);
  sp_grid_add_row (grid, part);
  g_assert_cmpuint (sp_grid_get_n_columns (grid), ==, 2);
  g_assert_cmpuint (sp_grid_get_n_rows (grid), ==, 2);
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 1), ==, "x");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 1), ==, "");
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 0), ==, 1);
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 1), ==, 0);
  sp_grid_set_alignment (grid, 1, 0.5F);
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 1), ==, 0.5F);
  g_assert_finalize_object (grid);
}

static void
test_bounds (void)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *long_text = g_strnfill (100000, 'x');
  const char *const row[] = { long_text, NULL };
  g_autoptr(SpGrid) grid = NULL;

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (names, (char *) "c");
  g_ptr_array_add (names, NULL);
  grid = sp_grid_new ((const char *const *) names->pdata);
  for (guint i = 0; i < 600; i++)
    sp_grid_add_row (grid, row);

  g_assert_cmpuint (sp_grid_get_n_columns (grid), ==, SP_GRID_MAX_COLUMNS);
  g_assert_cmpint (sp_grid_get_total_columns (grid), ==, 5000);
  g_assert_cmpuint (sp_grid_get_n_rows (grid), ==, SP_GRID_MAX_ROWS);
  g_assert_cmpint (sp_grid_get_total_rows (grid), ==, 600);
  g_assert_cmpint (g_utf8_strlen (sp_grid_get_cell (grid, 0, 0), -1), ==, SP_GRID_MAX_CELL);
}

static void
test_delimited (void)
{
  const char *const names[] = { "a\tb", "c", NULL };
  const char *const row[] = { "<b>x &amp; y</b>", "2\n3", NULL };
  g_autoptr(SpGrid) grid = sp_grid_new (names);
  g_autofree char *text = NULL;

  sp_grid_set_markup (grid, TRUE);
  sp_grid_add_row (grid, row);
  text = sp_grid_to_delimited (grid);
  g_assert_cmpstr (text, ==, "a b\tc\nx & y\t2 3\n");
}

static void
test_json (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpGrid) grid =
    sp_grid_new_from_json ("{\"columns\": [{\"name\": \"n\", \"type\": \"int64\"}, \"plain\", {\"name\": 7}],"
                           " \"rows\": [[1, 0.1, null], [2.50, true, [1]], \"not a row\", [1e300]], \"n_rows\": 1000, \"n_cols\": 3}",
                           &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sp_grid_get_column (grid, 0), ==, "n");
  g_assert_cmpstr (sp_grid_get_column (grid, 1), ==, "plain");
  g_assert_cmpstr (sp_grid_get_column (grid, 2), ==, "7");
  g_assert_cmpuint (sp_grid_get_n_rows (grid), ==, 3);
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 0), ==, "1");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 1), ==, "0.1");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 2), ==, "");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 0), ==, "2.5");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 1), ==, "True");
  g_assert_cmpint (sp_grid_get_total_rows (grid), ==, 1000);
}

static void
test_json_refused (void)
{
  static const char *const texts[] = {
    "", "[]", "{}", "{\"columns\": 3, \"rows\": []}", "{\"columns\": []}", "{\"columns\": [], \"rows\": {}}", "{\"columns\"", "null",
  };
  g_autofree char *deep = g_strnfill (200000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sp_grid_new_from_json (texts[i], &error));
      g_assert_nonnull (error);
    }
  g_assert_null (sp_grid_new_from_json (deep, NULL));
}

static void
test_card (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpGrid) grid =
    sp_grid_new_from_card ("{\"file\": \"/mnt/data/da\\u202eta.csv\", \"n_rows\": 500, \"faults\": [{\"text\": \"no header\"}], \"columns\": ["
                           "{\"name\": \"sector\", \"type\": \"text\", \"n_missing\": 3, \"n_unique\": 410,"
                           " \"values\": [[\"BANKS\", 9], [\"Jan-24\", 2], \"odd\", [\"fourth\", 1]],"
                           " \"faults\": [{\"kind\": \"date\", \"text\": \"4 look like dates\"}, \"odd\"]},"
                           "{\"name\": \"eps\", \"type\": \"number\", \"min\": -1.5, \"max\": 300.0}, 5]}",
                           &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sp_grid_get_title (grid), ==, "data.csv: 500 rows × 3 columns\nno header");
  g_assert_cmpuint (sp_grid_get_n_rows (grid), ==, 2);
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 0), ==, "sector");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 4), ==, "BANKS · Jan-24 · odd");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 5), ==, "4 look like dates; odd");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 4), ==, "-1.5 to 300");
  g_assert_null (sp_grid_new_from_card ("{\"file\": 3}", NULL));
}

static void
test_html_pandas (void)
{
  static const char html[] =
    "<div>\n<style scoped>td{color:red} <b></style><table border=\"1\" class=\"dataframe\">\n<thead>\n"
    "<tr style=\"text-align: right;\"><th></th><th>name</th><th>profit</th></tr>\n<tr><th>id</th><th></th><th></th></tr></thead>\n"
    "<tbody><tr><th>0</th><td>A &amp; B</td><td>1,200.5</td></tr><tr><th>1</th><td>&lt;i&gt;x</td><td>-3</td></tr></tbody></table>\n"
    "<p>500 rows × 2 columns</p></div><table><tr><td>second</td></tr></table>";
  g_autoptr(SpGrid) grid = sp_html_table_parse (html, -1, NULL);

  g_assert_cmpuint (sp_grid_get_n_columns (grid), ==, 3);
  g_assert_cmpstr (sp_grid_get_column (grid, 0), ==, "id");
  g_assert_cmpstr (sp_grid_get_column (grid, 1), ==, "name");
  g_assert_cmpuint (sp_grid_get_n_rows (grid), ==, 2);
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 1), ==, "A & B");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 1), ==, "<i>x");
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 2), ==, 1);
  g_assert_cmpint (sp_grid_get_total_rows (grid), ==, 500);
  g_assert_cmpint (sp_grid_get_total_columns (grid), ==, 2);
}

static void
test_html_spans (void)
{
  g_autoptr(SpGrid) grid =
    sp_html_table_parse ("<TABLE><thead><tr><th rowspan=2>k</th><th colspan=\"2\">2023</th></tr><tr><th>a<th>b</tr></thead>"
                         "<tr><td rowspan='2'>x</td><td>1<br>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></TABLE>", -1, NULL);

  g_assert_cmpstr (sp_grid_get_column (grid, 0), ==, "k");
  g_assert_cmpstr (sp_grid_get_column (grid, 1), ==, "2023 / a");
  g_assert_cmpstr (sp_grid_get_column (grid, 2), ==, "2023 / b");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 1), ==, "1 2");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 0), ==, "");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 1), ==, "4");
}

static void
test_html_broken (void)
{
  static const char *const without[] = { "", "no table", "<tabl", "<script><table><tr><td>x</td></tr></table></script>", "<table></table>" };
  g_autoptr(SpGrid) unclosed = sp_html_table_parse ("<table><tr><td>a<td>b<tr><td title='>'>c", -1, NULL);
  g_autoptr(SpGrid) entities = sp_html_table_parse ("<table><tr><td>&#65;&#x42;&bogus;&#1114112;&</td></tr></table>", -1, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sp_html_table_parse (without[i], -1, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    }
  g_assert_cmpuint (sp_grid_get_n_rows (unclosed), ==, 2);
  g_assert_cmpstr (sp_grid_get_cell (unclosed, 0, 1), ==, "b");
  g_assert_cmpstr (sp_grid_get_cell (unclosed, 1, 0), ==, "c");
  g_assert_cmpstr (sp_grid_get_cell (entities, 0, 0), ==, "AB&bogus;\xef\xbf\xbd&");
}

static void
test_html_random (void)
{
  static const char *const pieces[] = {
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "<th colspan=9>", "<td rowspan=\"40\">", "</td>", "<thead>", "</thead>", "x", "&amp;",
    "&#", "<", ">", "\"", "<!--", "-->", "<script>", "</script>", "\xff", "é", "<br/>", "<td colspan=-1>", "<td rowspan=999999999999999>",
  };

  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr(GString) html = g_string_new ("<table>");
      g_autoptr(SpGrid) grid = NULL;

      for (int n = g_test_rand_int_range (0, 60); n > 0; n--)
        g_string_append (html, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      grid = sp_html_table_parse (html->str, (gssize) html->len, NULL);
      if (grid != NULL && sp_grid_get_n_rows (grid) > 0 && sp_grid_get_n_columns (grid) > 0)
        g_assert_true (g_utf8_validate (sp_grid_get_cell (grid, 0, 0), -1, NULL));
    }
}

static void
test_html_huge (void)
{
  g_autoptr(GString) html = g_string_new ("<table>");
  g_autoptr(SpGrid) grid = NULL;
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 200000; i++)
    g_string_append (html, "<tr><th colspan=100>wide<td>&lt;");
  grid = sp_html_table_parse (html->str, (gssize) html->len, NULL);
  g_assert_cmpuint (sp_grid_get_n_columns (grid), <=, SP_GRID_MAX_COLUMNS);
  g_assert_cmpuint (sp_grid_get_n_rows (grid), <=, SP_GRID_MAX_ROWS);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/grid/rows", test_rows);
  g_test_add_func ("/sp/grid/bounds", test_bounds);
  g_test_add_func ("/sp/grid/delimited", test_delimited);
  g_test_add_func ("/sp/grid/json", test_json);
  g_test_add_func ("/sp/grid/json-refused", test_json_refused);
  g_test_add_func ("/sp/grid/card", test_card);
  g_test_add_func ("/sp/html-table/pandas", test_html_pandas);
  g_test_add_func ("/sp/html-table/spans", test_html_spans);
  g_test_add_func ("/sp/html-table/broken", test_html_broken);
  g_test_add_func ("/sp/html-table/random", test_html_random);
  g_test_add_func ("/sp/html-table/huge", test_html_huge);

  return g_test_run ();
}
