/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sp-ui-test.h"
#include "ui/sp-file-chip.h"

static void
count_cb (SpFileChip *chip,
          guint      *count)
{
  (*count)++;
}

static GtkWindow *
present_chip (SpFile  *file,
              guint   *count)
{
  GtkWidget *chip = sp_file_chip_new (file);

  g_signal_connect (chip, "removed", G_CALLBACK (count_cb), count);
  g_signal_connect (chip, "retried", G_CALLBACK (count_cb), count);
  g_signal_connect (chip, "wrapped", G_CALLBACK (count_cb), count);

  return sp_ui_test_present (chip, 400, 200);
}

static void
test_upload (void)
{
  SpFile *file = sp_file_new ("table.csv");
  guint count = 0;
  GtkWindow *window = present_chip (file, &count);
  GtkWidget *root = gtk_window_get_child (window);
  GtkWidget *progress = sp_ui_test_find (root, GTK_TYPE_PROGRESS_BAR);

  sp_file_set_size (file, 2000);
  g_assert_nonnull (sp_ui_test_find_text (root, "table.csv"));
  g_assert_nonnull (sp_ui_test_find_text (root, "2.0"));
  g_assert_false (gtk_widget_get_visible (progress));

  sp_file_set_state (file, SP_FILE_UPLOADING);
  sp_file_set_progress (file, 0.5);
  g_assert_true (gtk_widget_get_visible (progress));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (progress)), ==, 0.5);

  sp_file_set_state (file, SP_FILE_READY);
  g_assert_false (gtk_widget_get_visible (progress));

  sp_ui_test_destroy (window);
  g_assert_finalize_object (file);
}

static void
test_unsupported (void)
{
  SpFile *file = sp_file_new ("model.blend");
  guint count = 0;
  GtkWindow *window = present_chip (file, &count);
  GtkWidget *root = gtk_window_get_child (window);
  GtkWidget *button;

  g_assert_null (sp_ui_test_find_button (root, "_Wrap in a Zip Archive"));
  sp_file_fail (file, "Such files cannot be sent.");
  g_assert_nonnull (sp_ui_test_find_text (root, "Such files cannot be sent."));
  g_assert_null (sp_ui_test_find_button (root, "_Try Again"));

  button = sp_ui_test_find_button (root, "_Wrap in a Zip Archive");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (count, ==, 1);
  g_assert_false (gtk_widget_get_sensitive (button));

  sp_ui_test_destroy (window);
  g_assert_finalize_object (file);
}

static void
test_failed (void)
{
  SpFile *file = sp_file_new ("table.csv");
  guint count = 0;
  GtkWindow *window = present_chip (file, &count);
  GtkWidget *root = gtk_window_get_child (window);
  GtkWidget *button;

  sp_file_set_size (file, 10);
  sp_file_fail (file, "The connection broke.");
  g_assert_null (sp_ui_test_find_button (root, "_Wrap in a Zip Archive"));
  button = sp_ui_test_find_button (root, "_Try Again");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (count, ==, 1);

  sp_ui_test_destroy (window);
  g_assert_finalize_object (file);
}

static void
test_outlives_chip (void)
{
  SpFile *file = sp_file_new ("table.csv");
  guint count = 0;
  GtkWindow *window = present_chip (file, &count);

  sp_ui_test_destroy (window);
  sp_file_fail (file, "Nobody looks.");
  g_assert_finalize_object (file);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/file-chip/upload", test_upload);
  g_test_add_func ("/sp/file-chip/unsupported", test_unsupported);
  g_test_add_func ("/sp/file-chip/failed", test_failed);
  g_test_add_func ("/sp/file-chip/outlives-chip", test_outlives_chip);

  return g_test_run ();
}
