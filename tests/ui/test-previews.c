/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sp-ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/sp-file-card.h"
#include "ui/sp-files-pane.h"
#include "ui/sp-image-view.h"
#include "ui/sp-no-preview.h"
#include "ui/sp-preview-pane.h"
#include "ui/sp-text-preview.h"

static SpFile *
write_file (const char *name,
            const char *contents,
            gssize      length)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  g_autoptr(GError) error = NULL;
  SpFile *file;

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
  file = sp_file_new_for_path (path);
  sp_file_set_id (file, "assistant-1");

  return file;
}

static SpFile *
write_picture (const char *name,
               int         width,
               int         height)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  g_autoptr(GError) error = NULL;
  SpFile *file;

  gdk_pixbuf_fill (pixbuf, 0x3366CC80);
  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
  file = sp_file_new_for_path (path);
  sp_file_set_id (file, "assistant-2");

  return file;
}

static void
wait_for_page (SpPreviewPane *pane,
               const char    *page)
{
  for (guint i = 0; i < 5000 && strcmp (sp_preview_pane_get_page (pane), page) != 0; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, page);
  sp_ui_test_settle ();
}

static void
test_pane_empty (void)
{
  SpPreviewPane *pane = SP_PREVIEW_PANE (sp_preview_pane_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 400, 600);

  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "empty");
  g_assert_null (sp_preview_pane_get_file (pane));
  sp_ui_test_destroy (window);
}

static void
test_pane_picks (void)
{
  SpPreviewPane *pane = SP_PREVIEW_PANE (sp_preview_pane_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 400, 600);
  g_autoptr(SpFile) table = write_file ("a.csv", "a,b\n1,2\n", -1);
  g_autoptr(SpFile) picture = write_picture ("b.png", 40, 30);
  g_autoptr(SpFile) code = write_file ("c.py", "print('hi')\n", -1);
  g_autoptr(SpFile) unknown_text = write_file ("d.weird", "just words\n", -1);
  g_autoptr(SpFile) unknown = write_file ("e.weird", "\x01\x02\0\x03\x04\0\x05", 7);
  g_autoptr(SpFile) book = write_file ("f.xlsx", "PK", 2);
  g_autoptr(SpFile) empty = write_file ("g.csv", "", 0);
  g_autoptr(SpFile) broken = write_file ("h.png", "no picture", -1);

  sp_preview_pane_set_file (pane, table);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "loading");
  wait_for_page (pane, "table");
  sp_preview_pane_set_file (pane, picture);
  wait_for_page (pane, "image");
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "40 × 30"));
  sp_preview_pane_set_file (pane, code);
  wait_for_page (pane, "text");
  sp_preview_pane_set_file (pane, unknown_text);
  wait_for_page (pane, "text");
  sp_preview_pane_set_file (pane, unknown);
  wait_for_page (pane, "none");
  sp_preview_pane_set_file (pane, book);
  wait_for_page (pane, "none");
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "f.xlsx"));
  sp_preview_pane_set_file (pane, empty);
  wait_for_page (pane, "none");
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "empty"));
  sp_preview_pane_set_file (pane, broken);
  wait_for_page (pane, "none");

  /* Whoever is quicker, the last one asked for is shown. */
  sp_preview_pane_set_file (pane, picture);
  sp_preview_pane_set_file (pane, code);
  sp_preview_pane_set_file (pane, table);
  wait_for_page (pane, "table");
  sp_ui_test_settle ();
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "table");

  sp_preview_pane_set_file (pane, NULL);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "empty");
  sp_ui_test_settle ();
  sp_ui_test_destroy (window);
}

/* A file that is not here yet: its state, then its contents. */
static void
test_pane_states (void)
{
  SpPreviewPane *pane = SP_PREVIEW_PANE (sp_preview_pane_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 400, 600);
  g_autoptr(SpFile) here = write_file ("a.txt", "words\n", -1);
  g_autoptr(SpFile) file = sp_file_new ("a.txt");

  sp_file_set_id (file, "cfile-1");
  sp_file_set_state (file, SP_FILE_DOWNLOADING);
  sp_preview_pane_set_file (pane, file);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "loading");
  sp_file_fail (file, "The <connection> was lost.");
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "failed");
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "The <connection> was lost."));
  sp_file_set_state (file, SP_FILE_DOWNLOADING);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "loading");
  sp_file_set_local_path (file, sp_file_get_local_path (here));
  wait_for_page (pane, "text");

  sp_file_set_local_path (file, NULL);
  sp_file_set_state (file, SP_FILE_GONE);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "failed");
  sp_ui_test_destroy (window);
}

static void
test_pane_outputs (void)
{
  SpPreviewPane *pane = SP_PREVIEW_PANE (sp_preview_pane_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 400, 600);
  g_autoptr(SpFile) picture = write_picture ("b.png", 40, 30);
  g_autoptr(SpOutput) logs = sp_output_new (SP_OUTPUT_LOGS, "text/plain");
  g_autoptr(SpOutput) image = sp_output_new (SP_OUTPUT_IMAGE, "image/png");
  g_autoptr(GBytes) bytes = NULL;
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (sp_file_get_local_path (picture), &contents, &length, NULL));
  bytes = g_bytes_new_take (contents, length);
  sp_output_set_bytes (image, bytes);
  sp_output_set_text (logs, "line one\nline two\n");

  sp_preview_pane_show_output (pane, logs);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "text");
  sp_preview_pane_show_output (pane, image);
  wait_for_page (pane, "image");
  /* A picture that is no file is saved from here, a file from the header. */
  g_assert_true (gtk_widget_get_mapped (sp_ui_test_find_button (GTK_WIDGET (pane), "image.save")));
  sp_preview_pane_set_file (pane, picture);
  wait_for_page (pane, "loading");
  wait_for_page (pane, "image");
  g_assert_null (sp_ui_test_find_button (GTK_WIDGET (pane), "image.save"));
  sp_preview_pane_show_output (pane, image);
  g_assert_null (sp_preview_pane_get_file (pane));
  g_assert_null (sp_preview_pane_get_file (pane));
  sp_preview_pane_set_file (pane, NULL);
  g_assert_cmpstr (sp_preview_pane_get_page (pane), ==, "empty");
  sp_ui_test_destroy (window);
}

static GdkTexture *
create_texture (int width,
                int height)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  gdk_pixbuf_fill (pixbuf, 0);
  return gdk_texture_new_for_pixbuf (pixbuf);
}

static void
test_image_fits (void)
{
  SpImageView *view = SP_IMAGE_VIEW (sp_image_view_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (view), 400, 300);
  g_autoptr(GdkTexture) texture = create_texture (100, 50);
  graphene_rect_t place;
  double width = gtk_widget_get_width (GTK_WIDGET (view));

  /* Smaller than its place: as it is, in the middle. */
  sp_image_view_set_texture (view, texture, 100, 50);
  sp_ui_test_settle ();
  g_assert_cmpfloat (sp_image_view_get_zoom (view), ==, 1);
  sp_image_view_get_place (view, &place);
  g_assert_cmpfloat_with_epsilon (place.origin.x, (width - 100) / 2, 1);

  /* Larger: whole, though its texture is small. */
  sp_image_view_set_texture (view, texture, 4000, 2000);
  g_assert_cmpfloat_with_epsilon (sp_image_view_get_zoom (view), width / 4000, 0.001);
  g_assert_true (sp_image_view_get_fits (view));
  sp_ui_test_destroy (window);
}

static void
test_image_zoom_about_pointer (void)
{
  SpImageView *view = SP_IMAGE_VIEW (sp_image_view_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (view), 400, 300);
  g_autoptr(GdkTexture) texture = create_texture (800, 600);
  graphene_rect_t before;
  graphene_rect_t after;
  double zoom;

  sp_image_view_set_texture (view, texture, 800, 600);
  sp_image_view_zoom_to (view, 2);
  sp_image_view_get_place (view, &before);
  zoom = sp_image_view_get_zoom (view);
  sp_image_view_zoom_at (view, 1.5, 120, 80);
  sp_image_view_get_place (view, &after);
  g_assert_false (sp_image_view_get_fits (view));
  g_assert_cmpfloat_with_epsilon ((120 - before.origin.x) / zoom,
                                  (120 - after.origin.x) / sp_image_view_get_zoom (view), 0.01);

  /* Dragging ends at the picture's edges. */
  sp_image_view_pan (view, 1e6, 1e6);
  sp_image_view_get_place (view, &after);
  g_assert_cmpfloat (after.origin.x, ==, 0);
  g_assert_cmpfloat (after.origin.y, ==, 0);

  sp_image_view_zoom_by (view, 1e9);
  g_assert_cmpfloat (sp_image_view_get_zoom (view), <=, 32);
  sp_image_view_fit (view);
  g_assert_true (sp_image_view_get_fits (view));
  sp_ui_test_destroy (window);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  gboolean *is_done = user_data;
  g_autoptr(GError) error = NULL;

  sp_text_preview_load_finish (SP_TEXT_PREVIEW (object), result, &error);
  g_assert_no_error (error);
  *is_done = TRUE;
}

static void
test_text_parts (void)
{
  SpTextPreview *preview = SP_TEXT_PREVIEW (sp_text_preview_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (preview), 500, 400);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SpFile) file = NULL;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (sp_ui_test_find (GTK_WIDGET (preview), GTK_TYPE_TEXT_VIEW)));
  gboolean is_done = FALSE;
  int n_lines;

  for (guint i = 0; i < 150000; i++)
    g_string_append_printf (text, "line %u\n", i);
  file = write_file ("long.txt", text->str, text->len);

  sp_text_preview_load_async (preview, sp_file_get_local_path (file), "long.txt", NULL, done_cb, &is_done);
  sp_ui_test_wait (&is_done);
  n_lines = gtk_text_buffer_get_line_count (buffer);
  g_assert_cmpint (n_lines, >, 1000);
  g_assert_cmpint (n_lines, <, 150000);
  g_assert_nonnull (sp_ui_test_find_button (GTK_WIDGET (preview), "text.more"));

  gtk_widget_activate_action (GTK_WIDGET (preview), "text.more", NULL);
  for (guint i = 0; i < 5000 && gtk_text_buffer_get_line_count (buffer) == n_lines; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpint (gtk_text_buffer_get_line_count (buffer), ==, 150001);
  sp_text_preview_clear (preview);
  sp_ui_test_destroy (window);
}

static void
test_files_pane (void)
{
  SpFilesPane *pane = SP_FILES_PANE (sp_files_pane_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 400, 600);
  g_autoptr(SpConversation) conversation = sp_conversation_new ("local-1");
  g_autoptr(SpFile) uploaded = write_file ("data.csv", "a\n1\n", -1);
  g_autoptr(SpFile) generated = write_file ("out.txt", "x\n", -1);

  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "No Files Yet"));
  sp_files_pane_set_conversation (pane, conversation);
  g_assert_true (sp_files_pane_get_conversation (pane) == conversation);

  sp_file_set_id (generated, "cfile-2");
  sp_file_set_origin (generated, SP_FILE_GENERATED);
  sp_conversation_add_file (conversation, uploaded);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "data.csv"));
  g_assert_null (sp_ui_test_find_text (GTK_WIDGET (pane), "Made by the Agent"));
  sp_conversation_add_file (conversation, generated);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "Made by the Agent"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "out.txt"));

  sp_files_pane_set_conversation (pane, NULL);
  sp_ui_test_settle ();
  g_assert_null (sp_ui_test_find (GTK_WIDGET (pane), SP_TYPE_FILE_CARD));
  sp_ui_test_destroy (window);
}

static void
test_no_preview (void)
{
  SpNoPreview *page = SP_NO_PREVIEW (sp_no_preview_new ());
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (page), 400, 600);
  g_autoptr(SpFile) file = sp_file_new ("a <b>.zip");
  GtkWidget *button;
  g_autoptr(GVariant) target = NULL;

  sp_file_set_id (file, "cfile-3");
  sp_file_set_size (file, 1234);
  sp_no_preview_set_file (page, file, NULL);
  g_assert_true (sp_no_preview_get_file (page) == file);
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (page), "a <b>.zip"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (page), "Archive"));

  button = sp_ui_test_find_button (GTK_WIDGET (page), "conversation.save-file");
  g_assert_nonnull (button);
  target = g_variant_ref (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)));
  g_assert_cmpstr (g_variant_get_string (target, NULL), ==, "cfile-3");
  sp_ui_test_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/preview-pane/empty", test_pane_empty);
  g_test_add_func ("/sp/preview-pane/picks", test_pane_picks);
  g_test_add_func ("/sp/preview-pane/states", test_pane_states);
  g_test_add_func ("/sp/preview-pane/outputs", test_pane_outputs);
  g_test_add_func ("/sp/image-view/fits", test_image_fits);
  g_test_add_func ("/sp/image-view/zoom-about-pointer", test_image_zoom_about_pointer);
  g_test_add_func ("/sp/text-preview/parts", test_text_parts);
  g_test_add_func ("/sp/files-pane/sections", test_files_pane);
  g_test_add_func ("/sp/no-preview/file", test_no_preview);

  return g_test_run ();
}
