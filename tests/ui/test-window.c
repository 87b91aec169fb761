/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "model/sp-message.h"
#include "model/sp-turn.h"
#include "sp-ui-test.h"
#include "ui/sp-application.h"
#include "ui/sp-composer.h"
#include "ui/sp-conversation-page.h"
#include "ui/sp-conversation-view.h"
#include "ui/sp-pane.h"
#include "ui/sp-rename-dialog.h"
#include "ui/sp-sidebar.h"
#include "ui/sp-welcome-page.h"
#include "ui/sp-window.h"

typedef struct
{
  SpSettings *settings;
  SpWorkspace *workspace;
  SpWindow *window;
  SpViewState *state;
} Fixture;

static void
set_up_sized (Fixture *fixture,
              int      width,
              int      height)
{
  fixture->settings = sp_settings_new ();
  g_object_set (fixture->settings,
                "window-width", width,
                "window-height", height,
                "show-sidebar", TRUE,
                "show-pane", TRUE,
                "last-conversation", "",
                NULL);
  {
    g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "sandpiper-test", NULL);

    fixture->workspace = sp_workspace_new (folder);
  }
  fixture->window = sp_window_new (NULL, fixture->workspace, fixture->settings);
  fixture->state = sp_window_get_view_state (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  sp_ui_test_settle ();
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  set_up_sized (fixture, 1200, 800);
  sp_window_restore (fixture->window);
  sp_ui_test_settle ();
}

static void
set_up_narrow (Fixture       *fixture,
               gconstpointer  data)
{
  set_up_sized (fixture, 360, 640);
  sp_window_restore (fixture->window);
  sp_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_ref (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  sp_ui_test_settle ();
  g_assert_finalize_object (fixture->window);
  g_object_unref (fixture->workspace);
  g_assert_finalize_object (fixture->settings);
}

static void
activate (Fixture    *fixture,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

/* A conversation that is kept when the next one is made. */
static SpConversation *
make_conversation (Fixture    *fixture,
                   const char *title)
{
  SpConversation *conversation = sp_workspace_create_conversation (fixture->workspace);

  sp_conversation_set_title (conversation, title);
  sp_conversation_set_draft_text (conversation, "so that it is not taken for an empty one");

  return conversation;
}

static GtkWidget *
find (Fixture *fixture,
      GType    type)
{
  return sp_ui_test_find (GTK_WIDGET (fixture->window), type);
}

static void
test_before_history (void)
{
  Fixture fixture = { NULL };

  set_up_sized (&fixture, 1000, 700);
  g_assert_null (sp_view_state_get_conversation (fixture.state));
  sp_window_restore (fixture.window);
  g_assert_nonnull (sp_view_state_get_conversation (fixture.state));
  tear_down (&fixture, NULL);
}

static void
test_restores_last (Fixture       *fixture,
                    gconstpointer  data)
{
  SpConversation *first = make_conversation (fixture, "First");
  SpWindow *other;

  make_conversation (fixture, "Second");
  sp_view_state_set_conversation (fixture->state, first);

  other = sp_window_new (NULL, fixture->workspace, fixture->settings);
  sp_window_restore (other);
  g_assert_true (sp_view_state_get_conversation (sp_window_get_view_state (other)) == first);
  gtk_window_destroy (GTK_WINDOW (other));
}

static void
test_welcome (Fixture       *fixture,
              gconstpointer  data)
{
  SpConversation *conversation = sp_view_state_get_conversation (fixture->state);
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "Is anybody there?");

  g_assert_true (gtk_widget_get_mapped (find (fixture, SP_TYPE_WELCOME_PAGE)));
  sp_conversation_append_item (conversation, SP_ITEM (message));
  sp_ui_test_settle ();
  g_assert_true (gtk_widget_get_mapped (find (fixture, SP_TYPE_CONVERSATION_VIEW)));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->window), "Is anybody there?"));
}

static void
test_new_conversation (Fixture       *fixture,
                       gconstpointer  data)
{
  SpConversation *first = make_conversation (fixture, "First");

  sp_view_state_set_conversation (fixture->state, first);
  activate (fixture, "win.new-conversation");
  g_assert_true (sp_view_state_get_conversation (fixture->state) != first);
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_conversations (fixture->workspace)), ==, 2);
}

static void
test_delete_and_undo (Fixture       *fixture,
                      gconstpointer  data)
{
  GListModel *conversations = sp_workspace_get_conversations (fixture->workspace);
  g_autoptr(SpConversation) first = g_object_ref (make_conversation (fixture, "First & <b>"));
  const char *id = sp_conversation_get_local_id (first);

  sp_view_state_set_conversation (fixture->state, first);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.delete-conversation", "s", "");
  g_assert_null (sp_workspace_find_conversation (fixture->workspace, id));
  g_assert_nonnull (sp_view_state_get_conversation (fixture->state));
  g_assert_true (sp_view_state_get_conversation (fixture->state) != first);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->window), "“First & <b>” deleted"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo-delete", "s", id);
  g_assert_true (sp_view_state_get_conversation (fixture->state) == first);
  g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 2);
}

static void
test_rename (Fixture       *fixture,
             gconstpointer  data)
{
  SpConversation *conversation = make_conversation (fixture, "Old");
  g_autoptr(GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());
  GtkWindow *dialog = NULL;

  sp_view_state_set_conversation (fixture->state, conversation);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.rename-conversation", "s", "");
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (SP_IS_RENAME_DIALOG (toplevel))
        dialog = toplevel;
    }
  g_assert_nonnull (dialog);

  g_signal_emit_by_name (dialog, "renamed", "New");
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "New");
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (find (fixture, SP_TYPE_SIDEBAR), "New"));
  gtk_window_destroy (dialog);
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *sidebar = find (fixture, SP_TYPE_SIDEBAR);
  GtkWidget *entry = sp_ui_test_find (sidebar, GTK_TYPE_SEARCH_ENTRY);
  SpConversation *open;

  make_conversation (fixture, "Weather in cities");
  open = make_conversation (fixture, "Sales of shops");
  sp_view_state_set_conversation (fixture->state, open);
  activate (fixture, "win.search");
  gtk_editable_set_text (GTK_EDITABLE (entry), "WEATHER");
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (sidebar, "Weather in cities"));
  g_assert_null (sp_ui_test_find_text (sidebar, "Sales of shops"));
  g_assert_true (sp_view_state_get_conversation (fixture->state) == open);

  gtk_editable_set_text (GTK_EDITABLE (entry), "nothing like it");
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (sidebar, "No conversation"));

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (sidebar, "Sales of shops"));
}

static void
test_steps (Fixture       *fixture,
            gconstpointer  data)
{
  SpConversation *first = make_conversation (fixture, "First");
  SpConversation *second = make_conversation (fixture, "Second");

  /* Newest first. */
  sp_view_state_set_conversation (fixture->state, second);
  activate (fixture, "win.next-conversation");
  g_assert_true (sp_view_state_get_conversation (fixture->state) == first);
  activate (fixture, "win.previous-conversation");
  g_assert_true (sp_view_state_get_conversation (fixture->state) == second);
  activate (fixture, "win.previous-conversation");
  g_assert_true (sp_view_state_get_conversation (fixture->state) == second);
}

static void
test_sides (Fixture       *fixture,
            gconstpointer  data)
{
  gboolean remembered;

  g_assert_true (gtk_widget_get_child_visible (find (fixture, SP_TYPE_SIDEBAR)));
  activate (fixture, "win.show-sidebar");
  g_assert_false (sp_view_state_get_show_sidebar (fixture->state));
  g_object_get (fixture->settings, "show-sidebar", &remembered, NULL);
  g_assert_false (remembered);

  activate (fixture, "win.show-pane");
  g_object_get (fixture->settings, "show-pane", &remembered, NULL);
  g_assert_false (remembered);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-page", "s", "preview");
  g_assert_true (sp_view_state_get_show_pane (fixture->state));
  g_assert_cmpstr (sp_view_state_get_pane_page (fixture->state), ==, "preview");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-page", "s", "files");
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  gboolean remembered;

  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), ==, 360);
  /* The sides have gone, and that is not what is remembered. */
  g_assert_false (sp_view_state_get_show_sidebar (fixture->state));
  g_assert_false (sp_view_state_get_show_pane (fixture->state));
  g_object_get (fixture->settings, "show-sidebar", &remembered, NULL);
  g_assert_true (remembered);

  /* Choosing a conversation gives the room back to it. */
  make_conversation (fixture, "First");
  sp_view_state_set_show_sidebar (fixture->state, TRUE);
  sp_view_state_set_conversation (fixture->state, make_conversation (fixture, "Other"));
  g_assert_false (sp_view_state_get_show_sidebar (fixture->state));
  sp_view_state_set_show_sidebar (fixture->state, TRUE);
  activate (fixture, "win.focus-composer");
  g_assert_false (sp_view_state_get_show_sidebar (fixture->state));
  sp_ui_test_settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), ==, 360);
}

static void
test_banner (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *page = find (fixture, SP_TYPE_CONVERSATION_PAGE);
  GtkWidget *label;

  sp_connection_set_status (sp_workspace_get_connection (fixture->workspace), SP_CONNECTION_FAILED,
                            "There is no sandbox.");
  label = sp_ui_test_find_text (page, "There is no sandbox.");
  g_assert_nonnull (label);
  g_assert_true (gtk_revealer_get_reveal_child (
    GTK_REVEALER (gtk_widget_get_ancestor (label, GTK_TYPE_REVEALER))));

  sp_connection_set_status (sp_workspace_get_connection (fixture->workspace), SP_CONNECTION_READY, NULL);
  g_assert_false (gtk_revealer_get_reveal_child (
    GTK_REVEALER (gtk_widget_get_ancestor (label, GTK_TYPE_REVEALER))));
}

static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  SpConversation *conversation = sp_view_state_get_conversation (fixture->state);
  GListModel *items = sp_conversation_get_items (conversation);
  g_autoptr(SpMessage) again = NULL;

  sp_conversation_set_draft_text (conversation, "What is the mean?");
  g_assert_true (sp_workspace_send (fixture->workspace, conversation));
  sp_turn_fail (sp_conversation_get_turn (conversation), "broken", "The line broke.");
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->window), "The line broke."));

  /* Asks the same, and what was being written meanwhile stays. */
  sp_conversation_set_draft_text (conversation, "Also");
  activate (fixture, "win.retry-turn");
  g_assert_true (sp_conversation_get_busy (conversation));
  again = g_list_model_get_item (items, g_list_model_get_n_items (items) - 1);
  g_assert_cmpstr (sp_message_get_text (again), ==, "What is the mean?");
  g_assert_cmpstr (sp_conversation_get_draft_text (conversation), ==, "Also");
  activate (fixture, "win.stop");
  g_assert_false (sp_conversation_get_busy (conversation));
}

static void
test_sample (Fixture       *fixture,
             gconstpointer  data)
{
  SpConversation *conversation = sp_view_state_get_conversation (fixture->state);
  g_autoptr(SpMessage) question = NULL;
  g_autoptr(SpFile) sample = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "conversation.ask-sample", "(ss)",
                                             "shop-sales.csv", "How many rows are there?"));
  question = g_list_model_get_item (sp_conversation_get_items (conversation), 0);
  g_assert_cmpstr (sp_message_get_text (question), ==, "How many rows are there?");
  sample = g_list_model_get_item (sp_message_get_attachments (question), 0);
  g_assert_cmpstr (sp_file_get_filename (sample), ==, "shop-sales.csv");
  activate (fixture, "win.stop");
}

static void
test_preview_actions (Fixture       *fixture,
                      gconstpointer  data)
{
  SpConversation *conversation = sp_view_state_get_conversation (fixture->state);
  g_autoptr(SpFile) file = sp_file_new ("chart.png");

  sp_file_set_id (file, "file-1");
  sp_file_set_local_path (file, "/nonexistent/chart.png");
  sp_conversation_add_file (conversation, file);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "conversation.open-link", "s", "sandbox:/mnt/data/chart.png");
  g_assert_true (sp_view_state_get_preview_file (fixture->state) == file);

  /* A link of a kind that is not opened says so and does nothing. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "conversation.open-link", "s", "file:///etc/passwd");
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->window), "not opened"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "conversation.preview-file", "s", "file-2");
  g_assert_true (sp_view_state_get_preview_file (fixture->state) == file);
}

static void
test_pane_width (Fixture       *fixture,
                 gconstpointer  data)
{
  SpPane *pane = SP_PANE (find (fixture, SP_TYPE_PANE));
  int remembered;
  int minimum;
  int natural;

  sp_pane_set_width (pane, 10);
  g_assert_cmpint (sp_pane_get_width (pane), >=, 300);
  sp_pane_set_width (pane, 640);
  g_object_get (fixture->settings, "pane-width", &remembered, NULL);
  g_assert_cmpint (remembered, ==, 640);

  /* It gives way on a narrow screen. */
  gtk_widget_measure (GTK_WIDGET (pane), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 640);
  g_assert_cmpint (minimum, <=, 360);
  sp_pane_set_width (pane, 420);
}

static void
test_application (void)
{
  SpApplication *app = sp_application_new ();

  g_assert_cmpstr (g_application_get_application_id (G_APPLICATION (app)), ==, SP_APPLICATION_ID);
  g_assert_finalize_object (app);
}

/* The program that was built and not installed shows its own icon, too. */
static void
test_icon (void)
{
  g_autoptr(GtkIconTheme) theme = gtk_icon_theme_new ();

  g_assert_false (gtk_icon_theme_has_icon (theme, SP_APPLICATION_ID));
  gtk_icon_theme_add_resource_path (theme, SP_RESOURCE_PREFIX "/icons");
  g_assert_true (gtk_icon_theme_has_icon (theme, SP_APPLICATION_ID));
}

static void
test_help_overlay (void)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource (SP_RESOURCE_PREFIX "/gtk/help-overlay.ui");
  GtkWindow *overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (overlay));
  gtk_window_destroy (overlay);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, set_up_func, test) g_test_add ("/sp/window/" name, Fixture, NULL, set_up_func, test, tear_down)

  g_test_add_func ("/sp/window/before-history", test_before_history);
  ADD ("restores-last", set_up, test_restores_last);
  ADD ("welcome", set_up, test_welcome);
  ADD ("new-conversation", set_up, test_new_conversation);
  ADD ("delete-and-undo", set_up, test_delete_and_undo);
  ADD ("rename", set_up, test_rename);
  ADD ("search", set_up, test_search);
  ADD ("steps", set_up, test_steps);
  ADD ("sides", set_up, test_sides);
  ADD ("narrow", set_up_narrow, test_narrow);
  ADD ("banner", set_up, test_banner);
  ADD ("retry", set_up, test_retry);
  ADD ("sample", set_up, test_sample);
  ADD ("preview-actions", set_up, test_preview_actions);
  ADD ("pane-width", set_up, test_pane_width);
  g_test_add_func ("/sp/application/new", test_application);
  g_test_add_func ("/sp/application/icon", test_icon);
  g_test_add_func ("/sp/window/help-overlay", test_help_overlay);

#undef ADD

  return g_test_run ();
}
