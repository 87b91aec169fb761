/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "sp-test-actions.h"
#include "sp-ui-test.h"
#include "ui/sp-file-card.h"
#include "ui/sp-file-drag.h"

static SpFile *
new_file (const char *name)
{
  SpFile *file = sp_file_new (name);

  sp_file_set_id (file, "file_1");
  sp_file_set_size (file, 2048);
  sp_file_set_state (file, SP_FILE_READY);
  return file;
}

static void
test_states (void)
{
  GtkWidget *card = sp_file_card_new ();
  GtkWindow *window = sp_ui_test_present (card, 360, 100);
  g_autoptr(SpFile) file = new_file ("data.csv");

  sp_file_card_set_file (SP_FILE_CARD (card), file);
  g_assert_nonnull (sp_ui_test_find_text (card, "data.csv"));
  g_assert_nonnull (sp_ui_test_find_text (card, "2.0"));
  g_assert_false (gtk_widget_get_visible (sp_ui_test_find (card, GTK_TYPE_PROGRESS_BAR)));

  sp_file_set_state (file, SP_FILE_UPLOADING);
  sp_file_set_progress (file, 0.4);
  g_assert_nonnull (sp_ui_test_find_text (card, "Uploading… 40 %"));
  g_assert_true (gtk_widget_get_visible (sp_ui_test_find (card, GTK_TYPE_PROGRESS_BAR)));

  sp_file_fail (file, "The disk is full.");
  g_assert_nonnull (sp_ui_test_find_text (card, "The disk is full."));
  g_assert_nonnull (sp_ui_test_find_button (card, "file.retry"));
  sp_file_set_state (file, SP_FILE_GONE);
  g_assert_nonnull (sp_ui_test_find_text (card, "No longer there"));
  sp_ui_test_destroy (window);
}

static void
test_actions (void)
{
  static const char *const actions[] = { "file.preview", "file.open", "file.save", "file.copy", "file.show" };
  static const char *const expected[] = {
    "preview-file 'file_1'", "open-file 'file_1'", "save-file 'file_1'", "copy-file 'file_1'", "show-file 'file_1'",
  };
  GtkWidget *card = sp_file_card_new ();
  GtkWindow *window = sp_ui_test_present (card, 360, 100);
  g_autoptr(GPtrArray) log = sp_test_actions_record (GTK_WIDGET (window));
  g_autoptr(SpFile) file = new_file ("data.csv");

  sp_file_set_local_path (file, "/tmp/data.csv");
  sp_file_card_set_file (SP_FILE_CARD (card), file);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_true (gtk_widget_activate_action (card, actions[i], NULL));
  g_assert_cmpuint (log->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (g_ptr_array_index (log, i), ==, expected[i]);
  sp_ui_test_destroy (window);
}

static void
test_what_is_enabled (void)
{
  GtkWidget *card = sp_file_card_new ();
  GtkWindow *window = sp_ui_test_present (card, 360, 100);
  g_autoptr(GPtrArray) log = sp_test_actions_record (GTK_WIDGET (window));
  g_autoptr(SpFile) file = new_file ("data.csv");

  sp_file_card_set_file (SP_FILE_CARD (card), file);
  sp_file_set_state (file, SP_FILE_GONE);
  gtk_widget_activate_action (card, "file.save", NULL);
  gtk_widget_activate_action (card, "file.retry", NULL);
  g_assert_cmpuint (log->len, ==, 0);
  sp_file_fail (file, "no");
  gtk_widget_activate_action (card, "file.retry", NULL);
  g_assert_cmpuint (log->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (log, 0), ==, "retry-file 'file_1'");
  sp_ui_test_destroy (window);
}

static void
test_hostile_name (void)
{
  GtkWidget *card = sp_file_card_new ();
  GtkWindow *window = sp_ui_test_present (card, 360, 100);
  g_autoptr(SpFile) file = new_file ("<b>\xe2\x80\xae" "gpj\xe2\x80\x8b.exe\n");
  int minimum;

  sp_file_card_set_file (SP_FILE_CARD (card), file);
  g_assert_nonnull (sp_ui_test_find_text (card, "<b>gpj.exe"));
  gtk_widget_measure (card, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 330);
  sp_ui_test_destroy (window);
}

static void
test_other_file (void)
{
  GtkWidget *card = sp_file_card_new ();
  GtkWindow *window = sp_ui_test_present (card, 360, 100);
  g_autoptr(SpFile) first = new_file ("one.csv");
  g_autoptr(SpFile) second = new_file ("two.csv");

  sp_file_card_set_file (SP_FILE_CARD (card), first);
  sp_file_card_set_file (SP_FILE_CARD (card), second);
  sp_file_set_filename (first, "changed.csv");
  g_assert_nonnull (sp_ui_test_find_text (card, "two.csv"));
  g_assert_true (sp_file_card_get_file (SP_FILE_CARD (card)) == second);
  sp_file_card_set_file (SP_FILE_CARD (card), NULL);
  sp_ui_test_destroy (window);
}

static void
test_drag_gives_the_name (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "0123abcd", NULL);
  g_autoptr(SpFile) file = new_file ("../my report.csv");
  g_autoptr(GFile) named = NULL;
  g_autoptr(GdkContentProvider) provider = NULL;
  g_autoptr(GdkContentFormats) formats = NULL;
  g_autofree char *base = NULL;
  g_autofree char *contents = NULL;

  g_assert_null (sp_file_drag_create_provider (file));
  g_file_set_contents (path, "a,b\n", -1, NULL);
  sp_file_set_local_path (file, path);
  named = sp_file_drag_get_named_file (file);
  base = g_file_get_basename (named);
  g_assert_cmpstr (base, ==, "my report.csv");
  g_assert_true (g_file_load_contents (named, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "a,b\n");

  provider = sp_file_drag_create_provider (file);
  formats = gdk_content_provider_ref_formats (provider);
  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST));
  g_unlink (path);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/file-card/states", test_states);
  g_test_add_func ("/sp/file-card/actions", test_actions);
  g_test_add_func ("/sp/file-card/what-is-enabled", test_what_is_enabled);
  g_test_add_func ("/sp/file-card/hostile-name", test_hostile_name);
  g_test_add_func ("/sp/file-card/other-file", test_other_file);
  g_test_add_func ("/sp/file-drag/gives-the-name", test_drag_gives_the_name);

  return g_test_run ();
}
