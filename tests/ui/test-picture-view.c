/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpPictureLoader, SpPictureArea and SpPictureView. */

#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sp-test-actions.h"
#include "sp-ui-test.h"
#include "ui/sp-picture-area.h"
#include "ui/sp-picture-loader.h"
#include "ui/sp-picture-view.h"

static GBytes *
new_picture (int         width,
             int         height,
             const char *type)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr(GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, type, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static GBytes *
new_bomb (void)
{
  static const guint8 header[33] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\2\0\0\0";

  return g_bytes_new_static (header, sizeof header);
}

typedef struct
{
  GdkTexture      *texture;
  SpPictureHeader  header;
  GError          *error;
  gboolean         done;
} Loaded;

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Loaded *loaded = user_data;

  loaded->texture = sp_picture_loader_load_finish (result, &loaded->header, &loaded->error);
  loaded->done = TRUE;
}

static void
loaded_clear (Loaded *loaded)
{
  g_clear_object (&loaded->texture);
  g_clear_error (&loaded->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loaded, loaded_clear)

static void
test_load (void)
{
  g_autoptr(GBytes) png = new_picture (400, 100, "png");
  g_autoptr(GBytes) jpeg = new_picture (64, 32, "jpeg");
  g_auto(Loaded) small = { 0 };
  g_auto(Loaded) whole = { 0 };

  sp_picture_loader_load_bytes_async (png, 100, NULL, load_cb, &small);
  sp_ui_test_wait (&small.done);
  g_assert_no_error (small.error);
  g_assert_cmpint (gdk_texture_get_width (small.texture), ==, 100);
  g_assert_cmpint (gdk_texture_get_height (small.texture), ==, 25);
  g_assert_cmpuint (small.header.width, ==, 400);

  sp_picture_loader_load_bytes_async (jpeg, 100, NULL, load_cb, &whole);
  sp_ui_test_wait (&whole.done);
  g_assert_cmpint (gdk_texture_get_width (whole.texture), ==, 64);
}

static void
assert_load_fails (GBytes         *bytes,
                   SpPictureError  code)
{
  g_auto(Loaded) loaded = { 0 };
  g_autofree char *words = NULL;

  sp_picture_loader_load_bytes_async (bytes, 100, NULL, load_cb, &loaded);
  sp_ui_test_wait (&loaded.done);
  g_assert_null (loaded.texture);
  g_assert_error (loaded.error, SP_PICTURE_ERROR, (int) code);
  words = sp_picture_loader_explain (loaded.error);
  g_assert_cmpuint (strlen (words), >, 20);
}

static void
test_load_refuses (void)
{
  static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
  g_autoptr(GBytes) bomb = new_bomb ();
  g_autoptr(GBytes) vector = g_bytes_new_static (svg, strlen (svg));
  g_autoptr(GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autoptr(GBytes) png = new_picture (40, 40, "png");
  g_autoptr(GBytes) broken = g_bytes_new_from_bytes (png, 0, 30);

  assert_load_fails (bomb, SP_PICTURE_ERROR_TOO_LARGE);
  assert_load_fails (vector, SP_PICTURE_ERROR_FORMAT);
  assert_load_fails (empty, SP_PICTURE_ERROR_FORMAT);
  assert_load_fails (broken, SP_PICTURE_ERROR_BROKEN);
}

/* Damaged pictures may show something or nothing, but never more than was checked, and never a crash. */
static void
test_load_damaged (void)
{
  static const char *const types[] = { "png", "jpeg" };

  for (guint round = 0; round < 60; round++)
    {
      g_autoptr(GBytes) picture = new_picture (60, 40, types[round % 2]);
      gsize length;
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (picture, &length), g_bytes_get_size (picture));
      g_autoptr(GBytes) damaged = NULL;
      g_auto(Loaded) loaded = { 0 };

      for (guint i = 0; i < 8; i++)
        data[g_test_rand_int_range (24, (int) length)] = (guint8) g_test_rand_int_range (0, 256);
      damaged = g_bytes_new (data, length);
      sp_picture_loader_load_bytes_async (damaged, 50, NULL, load_cb, &loaded);
      sp_ui_test_wait (&loaded.done);
      g_assert_true ((loaded.texture == NULL) == (loaded.error != NULL));
    }
}

static void
test_load_file (void)
{
  g_autoptr(GBytes) png = new_picture (30, 20, "png");
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sp-picture-test.png", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFile) missing = g_file_new_for_path ("/nonexistent/picture.png");
  g_auto(Loaded) loaded = { 0 };
  g_auto(Loaded) failed = { 0 };
  g_autofree char *words = NULL;

  g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL);
  sp_picture_loader_load_file_async (file, 100, NULL, load_cb, &loaded);
  sp_ui_test_wait (&loaded.done);
  g_assert_cmpint (gdk_texture_get_height (loaded.texture), ==, 20);
  g_unlink (path);

  sp_picture_loader_load_file_async (missing, 100, NULL, load_cb, &failed);
  sp_ui_test_wait (&failed.done);
  g_assert_error (failed.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  words = sp_picture_loader_explain (failed.error);
  g_assert_nonnull (strstr (words, failed.error->message));
}

static void
test_area_measures (void)
{
  SpPictureArea *area = g_object_ref_sink (g_object_new (SP_TYPE_PICTURE_AREA, NULL));
  int minimum;
  int natural;

  sp_picture_area_set_size (area, 800, 400);
  gtk_widget_measure (GTK_WIDGET (area), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, <, 100);
  g_assert_cmpint (natural, ==, 800);
  gtk_widget_measure (GTK_WIDGET (area), GTK_ORIENTATION_VERTICAL, 200, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  sp_picture_area_set_size (area, 1000, 30000);
  gtk_widget_measure (GTK_WIDGET (area), GTK_ORIENTATION_VERTICAL, 1000, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, <=, 500);
  g_assert_finalize_object (area);
}

static void
activated_cb (guint *count)
{
  (*count)++;
}

static void
test_view_bytes (void)
{
  GtkWidget *view = sp_picture_view_new ();
  g_autoptr(GBytes) png = new_picture (120, 60, "png");
  GtkWindow *window;
  SpPictureArea *area;
  guint n_activated = 0;

  sp_picture_view_set_bytes (SP_PICTURE_VIEW (view), png);
  window = sp_ui_test_present (view, 360, 300);
  area = SP_PICTURE_AREA (sp_ui_test_find (view, SP_TYPE_PICTURE_AREA));
  while (sp_picture_area_get_paintable (area) == NULL)
    sp_ui_test_settle ();
  g_signal_connect_swapped (view, "activated", G_CALLBACK (activated_cb), &n_activated);
  g_assert_true (gtk_widget_activate_action (view, "picture.preview", NULL));
  g_assert_cmpuint (n_activated, ==, 1);
  g_assert_true (gtk_widget_activate_action (view, "picture.copy", NULL));
  g_assert_true (sp_picture_view_get_bytes (SP_PICTURE_VIEW (view)) == png);
  sp_ui_test_destroy (window);
}

static void
test_view_refuses (void)
{
  GtkWidget *view = sp_picture_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autoptr(GBytes) bomb = new_bomb ();

  sp_picture_view_set_bytes (SP_PICTURE_VIEW (view), bomb);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (view, "65536 × 65536"));
  sp_ui_test_destroy (window);
}

static void
test_view_file (void)
{
  GtkWidget *view = sp_picture_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autoptr(GPtrArray) log = sp_test_actions_record (GTK_WIDGET (window));
  g_autoptr(SpFile) file = sp_file_new ("chart.png");
  g_autoptr(GBytes) png = new_picture (30, 20, "png");
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sp-picture-view-test.png", NULL);
  SpPictureArea *area = SP_PICTURE_AREA (sp_ui_test_find (view, SP_TYPE_PICTURE_AREA));

  g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL);
  sp_file_set_id (file, "file_9");
  sp_picture_view_set_file (SP_PICTURE_VIEW (view), file);
  g_assert_false (gtk_widget_get_visible (view));
  sp_file_set_local_path (file, path);
  g_assert_true (gtk_widget_get_visible (view));
  while (sp_picture_area_get_paintable (area) == NULL)
    sp_ui_test_settle ();
  gtk_widget_activate_action (view, "picture.preview", NULL);
  gtk_widget_activate_action (view, "picture.save", NULL);
  g_assert_cmpuint (log->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (log, 0), ==, "preview-file 'file_9'");
  g_assert_cmpstr (g_ptr_array_index (log, 1), ==, "save-file 'file_9'");
  g_unlink (path);
  sp_ui_test_destroy (window);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/picture-loader/load", test_load);
  g_test_add_func ("/sp/picture-loader/refuses", test_load_refuses);
  g_test_add_func ("/sp/picture-loader/damaged", test_load_damaged);
  g_test_add_func ("/sp/picture-loader/file", test_load_file);
  g_test_add_func ("/sp/picture-area/measures", test_area_measures);
  g_test_add_func ("/sp/picture-view/bytes", test_view_bytes);
  g_test_add_func ("/sp/picture-view/refuses", test_view_refuses);
  g_test_add_func ("/sp/picture-view/file", test_view_file);

  return g_test_run ();
}
