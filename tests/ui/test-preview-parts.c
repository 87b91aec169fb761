/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sp-ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "table/sp-table-error.h"
#include "ui/sp-cell-text.h"
#include "ui/sp-dialect-popover.h"
#include "ui/sp-image-fallback.h"
#include "ui/sp-picture-header.h"
#include "ui/sp-table-window.h"
#include "ui/sp-text-part.h"

static void
assert_shown (const char *text,
              gboolean    is_cut,
              const char *expected)
{
  g_autofree char *shown = sp_cell_text_format (text, is_cut);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_cell_text_format (void)
{
  assert_shown ("plain", FALSE, "plain");
  assert_shown ("", FALSE, "");
  assert_shown ("two\r\nlines", FALSE, "two⏎lines");
  assert_shown ("a\tb\x01", FALSE, "a⇥b␁");
  assert_shown ("cut", TRUE, "cut…");
  /* Nothing turns the direction of other cells. */
  assert_shown ("a\u202Ebc", FALSE, "abc");
}

static void
test_cell_text_bound (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "é");
  shown = sp_cell_text_format (text->str, FALSE);
  g_assert_cmpint (g_utf8_strlen (shown, -1), ==, SP_CELL_TEXT_MAX);
  g_assert_true (g_str_has_suffix (shown, "…"));
  g_assert_cmpuint (sp_cell_text_measure (text->str), ==, SP_CELL_TEXT_MAX);
}

static void
test_cell_text_count (void)
{
  g_autofree char *small = sp_cell_text_format_count (999);
  g_autofree char *large = sp_cell_text_format_count (13380001);

  g_assert_cmpstr (small, ==, "999");
  g_assert_cmpstr (large, ==, "13\u202F380\u202F001");
  g_assert_cmpuint (sp_cell_text_measure ("日本"), ==, 4);
}

static void
test_text_part_shown (void)
{
  static const char bytes[] = "one\r\ntwo\rthree\0four\x1b[0m \xE2\x80\xAE";
  g_autoptr(SpTextPart) part = sp_text_part_new ((const guint8 *) bytes, sizeof bytes - 1, SP_ENCODING_UTF_8);

  g_assert_cmpstr (part->text, ==, "one\ntwo\nthree␀four␛[0m \uFFFD");
  g_assert_false (part->is_damaged);
  g_assert_false (part->is_broken);
}

static void
test_text_part_long_line (void)
{
  g_autofree char *line = g_strnfill (3 * SP_TEXT_MAX_LINE, 'x');
  g_autoptr(SpTextPart) part = sp_text_part_new ((const guint8 *) line, strlen (line), SP_ENCODING_UTF_8);
  g_auto(GStrv) lines = g_strsplit (part->text, "\n", -1);

  g_assert_true (part->is_broken);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpuint (strlen (lines[0]), ==, SP_TEXT_MAX_LINE);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static SpTextPart *
load_part (const char  *path,
           guint64      offset,
           SpEncoding   encoding,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_text_part_load_async (path, offset, encoding, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sp_text_part_load_finish (result, error);
}

/* The parts of a text are the text, whatever stands where they are cut. */
static void
test_text_part_together (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "parts.txt", NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) together = g_string_new (NULL);
  SpEncoding encoding = SP_ENCODING_UTF_8;
  guint64 offset = 0;
  guint n_parts = 0;

  while (text->len < 5 * SP_TEXT_PART_BYTES / 2)
    g_string_append_printf (text, "%s\n", text->len % 3 == 0 ? "naïve €" : "日本語 text");
  g_file_set_contents (path, text->str, text->len, NULL);

  do
    {
      g_autoptr(SpTextPart) part = load_part (path, offset, encoding, NULL);

      g_assert_nonnull (part);
      g_assert_cmpuint (part->size, ==, text->len);
      g_string_append (together, part->text);
      encoding = part->encoding;
      offset = part->next;
      n_parts++;
    }
  while (offset < text->len);

  g_assert_cmpuint (n_parts, ==, 3);
  g_assert_cmpstr (together->str, ==, text->str);
  g_unlink (path);
}

static void
test_text_part_errors (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "parts.bin", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (load_part ("/nonexistent", 0, SP_ENCODING_UTF_8, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_OPEN);
  g_clear_error (&error);

  g_file_set_contents (path, "\x7F" "ELF\0\1\2\0\3\0\0\4", 12, NULL);
  g_assert_null (load_part (path, 0, SP_ENCODING_UTF_8, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY);
  g_unlink (path);
}

static GdkTexture *
load_picture (const char  *contents,
              gssize       length,
              guint       *width,
              guint       *height,
              GError     **error)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "picture", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  GdkTexture *texture;

  g_file_set_contents (path, contents, length, NULL);
  sp_image_fallback_load_async (path, 4096, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  texture = sp_image_fallback_load_finish (result, width, height, error);
  g_unlink (path);

  return texture;
}

static void
test_fallback_bmp (void)
{
  static const char bmp[] = "BM\x3A\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1\0\x18\0\0\0\0\0\4\0\0\0"
                            "\x13\x0B\0\0\x13\x0B\0\0\0\0\0\0\0\0\0\0\xFF\0\0";
  g_autoptr(GError) error = NULL;
  guint width = 0;
  guint height = 0;
  g_autoptr(GdkTexture) texture = load_picture (bmp, sizeof bmp, &width, &height, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (width, ==, 1);
  g_assert_cmpuint (height, ==, 1);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1);
}

static void
test_fallback_svg (void)
{
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"9\" height=\"9\"/></svg>";
  g_autoptr(GError) error = NULL;
  guint width = 0;
  guint height = 0;
  g_autoptr(GdkTexture) texture = load_picture (svg, -1, &width, &height, &error);

  if (texture == NULL)
    {
      g_test_skip ("this system has no loader for SVG");
      return;
    }
  /* A drawing is rendered large enough to zoom into. */
  g_assert_cmpuint (width, ==, 40);
  g_assert_cmpint (gdk_texture_get_width (texture), >=, 1000);
}

static void
test_fallback_errors (void)
{
  g_autoptr(GError) error = NULL;
  guint width;
  guint height;

  g_assert_null (load_picture ("no picture", -1, &width, &height, &error));
  g_assert_error (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT);
}

typedef struct
{
  SpTable       *table;
  SpTableWindow *window;
  char          *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("number\n");
  g_autoptr(GAsyncResult) result = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%u\n", i);
  fixture->path = g_build_filename (g_get_tmp_dir (), "window.csv", NULL);
  g_file_set_contents (fixture->path, text->str, text->len, NULL);

  sp_table_open_async (fixture->path, NULL, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  fixture->table = sp_table_open_finish (result, NULL);
  while (sp_table_get_counting (fixture->table))
    g_main_context_iteration (NULL, TRUE);
  fixture->window = sp_table_window_new (fixture->table);
  sp_table_window_set_n_whole (fixture->window, 10);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->window);
  sp_table_close (fixture->table);
  g_object_unref (fixture->table);
  g_unlink (fixture->path);
  g_free (fixture->path);
}

static guint64
row_at (Fixture *fixture,
        guint    position)
{
  g_autoptr(SpTableRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->window), position);

  return sp_table_row_get_number (row);
}

static void
test_window_scrolls (Fixture       *fixture,
                     gconstpointer  data)
{
  /* What fits, and one more that is seen in part. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->window)), ==, 11);
  sp_table_window_set_first (fixture->window, 500);
  g_assert_cmpuint (row_at (fixture, 0), ==, 500);
  g_assert_cmpuint (row_at (fixture, 10), ==, 510);

  /* Not beyond the end. */
  sp_table_window_set_first (fixture->window, 5000);
  g_assert_cmpuint (sp_table_window_get_first (fixture->window), ==, 990);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->window)), ==, 10);
  sp_table_window_set_n_whole (fixture->window, 2000);
  g_assert_cmpuint (sp_table_window_get_first (fixture->window), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->window)), ==, 1000);
}

static void
test_window_cursor (Fixture       *fixture,
                    gconstpointer  data)
{
  guint64 row;
  int column;

  g_assert_false (sp_table_window_get_cursor (fixture->window, &row, &column));
  sp_table_window_set_cursor (fixture->window, 700, 0, FALSE);
  g_assert_true (sp_table_window_get_cursor (fixture->window, &row, &column));
  g_assert_cmpuint (row, ==, 700);
  /* It is seen. */
  g_assert_cmpuint (sp_table_window_get_first (fixture->window), ==, 691);
  sp_table_window_set_cursor (fixture->window, 1000000, 0, FALSE);
  g_assert_true (sp_table_window_get_cursor (fixture->window, &row, &column));
  g_assert_cmpuint (row, ==, 700);
}

static void
test_window_selection (Fixture       *fixture,
                       gconstpointer  data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->window);
  guint64 first;
  guint64 last;

  sp_table_window_set_cursor (fixture->window, 5, 0, FALSE);
  sp_table_window_set_cursor (fixture->window, 300, 0, TRUE);
  g_assert_true (sp_table_window_get_selected_rows (fixture->window, &first, &last));
  g_assert_cmpuint (first, ==, 5);
  g_assert_cmpuint (last, ==, 300);
  g_assert_true (gtk_selection_model_is_selected (model, 9));
  g_assert_false (gtk_selection_model_is_selected (model, 10));

  gtk_selection_model_select_all (model);
  g_assert_true (sp_table_window_get_selected_rows (fixture->window, &first, &last));
  g_assert_cmpuint (last - first, ==, 999);
  gtk_selection_model_unselect_all (model);
  g_assert_false (sp_table_window_get_selected_rows (fixture->window, &first, &last));
}

static void
changed_cb (SpDialectPopover *popover,
            guint            *n)
{
  (*n)++;
}

static void
test_popover (void)
{
  SpDialectPopover *popover = g_object_ref_sink (g_object_new (SP_TYPE_DIALECT_POPOVER, NULL));
  SpDialect dialect = SP_DIALECT_INIT;
  GtkWidget *drop_down;
  guint n_changed = 0;

  g_signal_connect (popover, "changed", G_CALLBACK (changed_cb), &n_changed);
  dialect.delimiter = ';';
  dialect.encoding = SP_ENCODING_UTF_16LE;
  sp_dialect_popover_set_dialect (popover, &dialect);
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_true (sp_dialect_equal (sp_dialect_popover_get_dialect (popover), &dialect));

  drop_down = sp_ui_test_find (GTK_WIDGET (popover), GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), 0);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpint (sp_dialect_popover_get_dialect (popover)->delimiter, ==, ',');
  g_assert_cmpint (sp_dialect_popover_get_dialect (popover)->encoding, ==, SP_ENCODING_UTF_16LE);

  /* A delimiter that the list does not have stays when something else is chosen. */
  dialect.delimiter = '~';
  sp_dialect_popover_set_dialect (popover, &dialect);
  g_assert_cmpint (sp_dialect_popover_get_dialect (popover)->delimiter, ==, '~');
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_finalize_object (popover);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/cell-text/format", test_cell_text_format);
  g_test_add_func ("/sp/cell-text/bound", test_cell_text_bound);
  g_test_add_func ("/sp/cell-text/count", test_cell_text_count);
  g_test_add_func ("/sp/text-part/shown", test_text_part_shown);
  g_test_add_func ("/sp/text-part/long-line", test_text_part_long_line);
  g_test_add_func ("/sp/text-part/together", test_text_part_together);
  g_test_add_func ("/sp/text-part/errors", test_text_part_errors);
  g_test_add_func ("/sp/image-fallback/bmp", test_fallback_bmp);
  g_test_add_func ("/sp/image-fallback/svg", test_fallback_svg);
  g_test_add_func ("/sp/image-fallback/errors", test_fallback_errors);
  g_test_add ("/sp/table-window/scrolls", Fixture, NULL, set_up, test_window_scrolls, tear_down);
  g_test_add ("/sp/table-window/cursor", Fixture, NULL, set_up, test_window_cursor, tear_down);
  g_test_add ("/sp/table-window/selection", Fixture, NULL, set_up, test_window_selection, tear_down);
  g_test_add_func ("/sp/dialect-popover/chosen", test_popover);

  return g_test_run ();
}
