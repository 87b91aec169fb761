/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "model/sp-message.h"
#include "model/sp-turn.h"
#include "sp-ui-test.h"
#include "ui/sp-composer.h"
#include "ui/sp-file-chip.h"

typedef struct
{
  GtkWindow *window;
  SpComposer *composer;
  SpViewState *state;
  SpConversation *conversation;
  GtkTextBuffer *buffer;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->state = sp_ui_test_new_state ();
  fixture->conversation = sp_workspace_create_conversation (sp_view_state_get_workspace (fixture->state));
  sp_view_state_set_conversation (fixture->state, fixture->conversation);
  fixture->composer = SP_COMPOSER (sp_composer_new ());
  sp_composer_set_view_state (fixture->composer, fixture->state);
  fixture->window = sp_ui_test_present (GTK_WIDGET (fixture->composer), 600, 400);
  fixture->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (sp_ui_test_find (GTK_WIDGET (fixture->composer),
                                                                              GTK_TYPE_TEXT_VIEW)));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sp_ui_test_destroy (fixture->window);
  g_object_unref (fixture->state);
}

static char *
dup_text (Fixture *fixture)
{
  char *text;

  g_object_get (fixture->buffer, "text", &text, NULL);

  return text;
}

static GtkWidget *
find_button (Fixture    *fixture,
             const char *action)
{
  return sp_ui_test_find_button (GTK_WIDGET (fixture->composer), action);
}

static GFile *
make_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "a,b\n1,2\n", -1, NULL));

  return g_file_new_for_path (path);
}

static SpFile *
attach (Fixture    *fixture,
        const char *name)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) file = make_file (name);
  g_autoptr(SpFile) draft = NULL;
  GListModel *drafts = sp_conversation_get_draft_files (fixture->conversation);

  g_list_store_append (files, file);
  sp_composer_attach_files (fixture->composer, G_LIST_MODEL (files));
  draft = g_list_model_get_item (drafts, g_list_model_get_n_items (drafts) - 1);
  g_assert_nonnull (draft);

  /* The draft keeps it. */
  return draft;
}

static void
test_draft (Fixture       *fixture,
            gconstpointer  data)
{
  SpWorkspace *workspace = sp_view_state_get_workspace (fixture->state);
  SpConversation *other;
  g_autofree char *text = NULL;

  gtk_text_buffer_set_text (fixture->buffer, "What is the mean?", -1);
  g_assert_cmpstr (sp_conversation_get_draft_text (fixture->conversation), ==, "What is the mean?");

  /* Each conversation keeps its own. */
  other = sp_workspace_create_conversation (workspace);
  g_assert_true (other != fixture->conversation);
  sp_view_state_set_conversation (fixture->state, other);
  text = dup_text (fixture);
  g_assert_cmpstr (text, ==, "");

  sp_view_state_set_conversation (fixture->state, fixture->conversation);
  g_free (text);
  text = dup_text (fixture);
  g_assert_cmpstr (text, ==, "What is the mean?");
}

static void
test_send_enabled (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_nonnull (find_button (fixture, "composer.send"));
  g_assert_false (gtk_widget_get_sensitive (find_button (fixture, "composer.send")));
  gtk_text_buffer_set_text (fixture->buffer, "  ", -1);
  g_assert_false (gtk_widget_get_sensitive (find_button (fixture, "composer.send")));
  gtk_text_buffer_set_text (fixture->buffer, "Hello", -1);
  g_assert_true (gtk_widget_get_sensitive (find_button (fixture, "composer.send")));
}

static void
test_send (Fixture       *fixture,
           gconstpointer  data)
{
  GListModel *items = sp_conversation_get_items (fixture->conversation);
  g_autoptr(SpMessage) message = NULL;
  g_autofree char *text = NULL;
  GtkStack *stack = GTK_STACK (sp_ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_STACK));

  gtk_text_buffer_set_text (fixture->buffer, "Hello", -1);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "send");
  gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "composer.return", NULL);

  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 1);
  message = g_list_model_get_item (items, 0);
  g_assert_cmpstr (sp_message_get_text (message), ==, "Hello");
  text = dup_text (fixture);
  g_assert_cmpstr (text, ==, "");

  /* The same place stops it, at every moment. */
  g_assert_true (sp_conversation_get_busy (fixture->conversation));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "stop");
  gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "composer.stop", NULL);
  g_assert_false (sp_conversation_get_busy (fixture->conversation));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "send");
}

static void
test_attach (Fixture       *fixture,
             gconstpointer  data)
{
  SpFile *file = attach (fixture, "table.csv");
  GtkWidget *chip = sp_ui_test_find (GTK_WIDGET (fixture->composer), SP_TYPE_FILE_CHIP);

  g_assert_nonnull (chip);
  g_assert_true (sp_file_chip_get_file (SP_FILE_CHIP (chip)) == file);
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->composer), "table.csv"));
  g_assert_true (gtk_widget_get_sensitive (find_button (fixture, "composer.send")));

  g_signal_emit_by_name (chip, "removed");
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_draft_files (fixture->conversation)), ==, 0);
  g_assert_null (sp_ui_test_find (GTK_WIDGET (fixture->composer), SP_TYPE_FILE_CHIP));
}

static void
test_wrap (Fixture       *fixture,
           gconstpointer  data)
{
  SpFile *file = attach (fixture, "model.blend");
  GListModel *drafts = sp_conversation_get_draft_files (fixture->conversation);
  GtkWidget *chip = sp_ui_test_find (GTK_WIDGET (fixture->composer), SP_TYPE_FILE_CHIP);
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;
  g_autoptr(SpFile) wrapped = NULL;

  g_assert_cmpint (sp_file_get_state (file), ==, SP_FILE_FAILED);
  g_assert_nonnull (sp_file_get_error_message (file));
  gtk_text_buffer_set_text (fixture->buffer, "Look at it", -1);
  g_assert_false (gtk_widget_get_sensitive (find_button (fixture, "composer.send")));

  g_signal_emit_by_name (chip, "wrapped");
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
      g_clear_object (&wrapped);
      wrapped = g_list_model_get_item (drafts, 0);
    }
  while (wrapped == NULL || !g_str_has_suffix (sp_file_get_filename (wrapped), ".zip"));

  g_assert_cmpstr (sp_file_get_filename (wrapped), ==, "model.blend.zip");
  g_assert_cmpuint (g_list_model_get_n_items (drafts), ==, 1);
  g_assert_true (gtk_widget_get_sensitive (find_button (fixture, "composer.send")));
}

static void
test_picture (Fixture       *fixture,
              gconstpointer  data)
{
  static const guchar pixels[4 * 4 * 4] = { 255, 0, 0, 255 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (4, 4, GDK_MEMORY_R8G8B8A8, bytes, 16);
  GListModel *drafts = sp_conversation_get_draft_files (fixture->conversation);
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;
  g_autoptr(SpFile) file = NULL;

  sp_composer_attach_picture (fixture->composer, texture);
  while (g_list_model_get_n_items (drafts) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  file = g_list_model_get_item (drafts, 0);
  g_assert_true (g_str_has_suffix (sp_file_get_filename (file), ".png"));
  g_assert_cmpint (sp_file_get_state (file), !=, SP_FILE_FAILED);
}

static void
test_paste_files (Fixture       *fixture,
                  gconstpointer  data)
{
  GListModel *drafts = sp_conversation_get_draft_files (fixture->conversation);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->composer));
  GtkWidget *text_view = sp_ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_TEXT_VIEW);
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;
  g_autoptr(GFile) file = make_file ("pasted.csv");
  g_auto(GValue) value = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  gdk_clipboard_set_value (clipboard, &value);

  g_signal_emit_by_name (text_view, "paste-clipboard");
  while (g_list_model_get_n_items (drafts) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  text = dup_text (fixture);
  g_assert_cmpstr (text, ==, "");
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->composer), "pasted.csv"));
}

/* Returns: the height that the composer would like to have; text is laid out step by step, so it is waited for */
static int
height_at_least (Fixture *fixture,
                 int      wanted)
{
  gint64 end = g_get_monotonic_time () + 3 * G_TIME_SPAN_SECOND;
  int natural;

  do
    {
      sp_ui_test_settle ();
      gtk_widget_measure (GTK_WIDGET (fixture->composer), GTK_ORIENTATION_VERTICAL, 600, NULL, &natural, NULL, NULL);
    }
  while (natural < wanted && g_get_monotonic_time () < end);

  return natural;
}

static void
test_grows (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("line");
  int one = height_at_least (fixture, 0);

  g_assert_cmpint (one, <, 70);
  gtk_text_buffer_set_text (fixture->buffer, "one\ntwo\nthree\nfour\nfive", -1);
  g_assert_cmpint (height_at_least (fixture, one + 40), >=, one + 40);

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "\nline");
  gtk_text_buffer_set_text (fixture->buffer, text->str, -1);
  g_assert_cmpint (height_at_least (fixture, 200), >=, 200);
  g_assert_cmpint (height_at_least (fixture, 0), <, 320);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, test) g_test_add ("/sp/composer/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("draft", test_draft);
  ADD ("send-enabled", test_send_enabled);
  ADD ("send", test_send);
  ADD ("attach", test_attach);
  ADD ("wrap", test_wrap);
  ADD ("picture", test_picture);
  ADD ("paste-files", test_paste_files);
  ADD ("grows", test_grows);

#undef ADD

  return g_test_run ();
}
