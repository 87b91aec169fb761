/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sp-ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/sp-table-preview.h"

typedef struct
{
  SpTablePreview *preview;
  GtkWindow      *window;
  char           *path;
  gboolean        is_done;
  GError         *error;
} Fixture;

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  sp_table_preview_load_finish (fixture->preview, result, &fixture->error);
  fixture->is_done = TRUE;
}

static void
load (Fixture    *fixture,
      const char *contents)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (fixture->path, contents, -1, &error);
  g_assert_no_error (error);

  fixture->is_done = FALSE;
  sp_table_preview_load_async (fixture->preview, fixture->path, NULL, loaded_cb, fixture);
  sp_ui_test_wait (&fixture->is_done);
  sp_ui_test_settle ();
  sp_ui_test_settle ();
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->path = g_build_filename (g_get_tmp_dir (), "table.csv", NULL);
  fixture->preview = SP_TABLE_PREVIEW (sp_table_preview_new ());
  fixture->window = sp_ui_test_present (GTK_WIDGET (fixture->preview), 700, 400);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sp_table_preview_clear (fixture->preview);
  sp_ui_test_settle ();
  sp_ui_test_destroy (fixture->window);
  g_clear_error (&fixture->error);
  g_unlink (fixture->path);
  g_free (fixture->path);
}

/* The texts of the cells on the screen, in the order of the tree. */
static void
collect_cells (GtkWidget *root,
               GPtrArray *texts)
{
  if (GTK_IS_INSCRIPTION (root) && gtk_widget_get_mapped (root))
    {
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (root));

      g_ptr_array_add (texts, g_strdup (text != NULL ? text : ""));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect_cells (child, texts);
}

static gboolean
shows (Fixture    *fixture,
       const char *text)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  collect_cells (GTK_WIDGET (fixture->preview), texts);
  for (guint i = 0; i < texts->len; i++)
    if (strcmp (g_ptr_array_index (texts, i), text) == 0)
      return TRUE;

  return FALSE;
}

static char *
make_rows (guint n_rows)
{
  GString *text = g_string_new ("number,word\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, "%u,word %u\n", i, i);

  return g_string_free (text, FALSE);
}

static void
read_clipboard_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static char *
dup_clipboard (Fixture *fixture)
{
  char *text = NULL;
  gboolean is_done = FALSE;

  sp_ui_test_settle ();
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->preview)), NULL,
                                 read_clipboard_cb, &text);
  for (guint i = 0; i < 200 && text == NULL; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  is_done = text != NULL;
  g_assert_true (is_done);

  return text;
}

static void
test_cells (Fixture       *fixture,
            gconstpointer  data)
{
  load (fixture, "name,age\nAnna,31\nBert,\"4\n4\"\n");

  g_assert_no_error (fixture->error);
  g_assert_true (shows (fixture, "Anna"));
  g_assert_true (shows (fixture, "31"));
  g_assert_true (shows (fixture, "4⏎4"));
  g_assert_true (shows (fixture, "2"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "2 rows · 2 columns"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "comma, UTF-8"));
  /* Name and type in the header. */
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "name\ntext"));
}

static void
test_many_rows (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *rows = make_rows (100000);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  load (fixture, rows);
  g_assert_true (shows (fixture, "word 0"));
  g_assert_false (shows (fixture, "word 500"));

  /* Only what is on the screen has widgets. */
  collect_cells (GTK_WIDGET (fixture->preview), texts);
  g_assert_cmpuint (texts->len, <, 3 * 60);

  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "end", 1, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "end", 1, FALSE);
  sp_ui_test_settle ();
  g_assert_true (shows (fixture, "word 99999"));
  g_assert_true (shows (fixture, "100000"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "page", -1, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "page", -1, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "page", -1, FALSE);
  sp_ui_test_settle ();
  g_assert_false (shows (fixture, "word 99999"));
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *cell = NULL;
  g_autofree char *rows = NULL;

  load (fixture, "name,age\nAnna,31\nBert,44\nCarl,55\n");

  /* The first move only shows where the cursor is. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "line", 1, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "line", 1, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.copy", NULL);
  cell = dup_clipboard (fixture);
  g_assert_cmpstr (cell, ==, "Bert");

  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.move", "(sib)", "line", 1, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.copy", NULL);
  rows = dup_clipboard (fixture);
  g_assert_cmpstr (rows, ==, "Bert\t44\nCarl\t55");
}

static void
test_wide (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("c0");

  for (guint i = 1; i < 2000; i++)
    g_string_append_printf (text, ",c%u", i);
  g_string_append (text, "\nfirst");
  for (guint i = 1; i < 2000; i++)
    g_string_append_printf (text, ",v%u", i);
  g_string_append_c (text, '\n');

  load (fixture, text->str);
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "Columns 1 to 24 of 2000"));
  g_assert_true (shows (fixture, "first"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->preview), "table.next-columns", NULL);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "Columns 25 to 48 of 2000"));
  g_assert_true (shows (fixture, "v24"));
  g_assert_false (shows (fixture, "first"));
}

static void
test_no_rows (Fixture       *fixture,
              gconstpointer  data)
{
  load (fixture, "a,b,c\n");
  g_assert_no_error (fixture->error);
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "0 rows · 3 columns"));
}

static void
test_empty_file (Fixture       *fixture,
                 gconstpointer  data)
{
  load (fixture, "");
  g_assert_nonnull (fixture->error);
  g_assert_null (sp_table_preview_get_table (fixture->preview));
}

/* Another file, or the same read in another way, takes the place of the first. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  load (fixture, "a,b\n1,2\n");
  load (fixture, "x;y\nleft;right\n");
  g_assert_true (shows (fixture, "left"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->preview), "semicolon, UTF-8"));
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, test) g_test_add ("/sp/table-preview/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("cells", test_cells);
  ADD ("many-rows", test_many_rows);
  ADD ("copy", test_copy);
  ADD ("wide", test_wide);
  ADD ("no-rows", test_no_rows);
  ADD ("empty-file", test_empty_file);
  ADD ("again", test_again);

#undef ADD

  return g_test_run ();
}
