/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-turn.h"
#include "sp-ui-test.h"
#include "ui/sp-conversation-row.h"
#include "ui/sp-rename-dialog.h"

static void
test_title (void)
{
  SpConversation *conversation = sp_conversation_new ("c");
  GtkWidget *row = sp_conversation_row_new ();
  GtkWindow *window = sp_ui_test_present (row, 300, 100);

  sp_conversation_row_set_conversation (SP_CONVERSATION_ROW (row), conversation);
  g_assert_nonnull (sp_ui_test_find_text (row, "New conversation"));
  sp_conversation_set_title (conversation, "Profits <b>");
  g_assert_nonnull (sp_ui_test_find_text (row, "Profits <b>"));

  sp_ui_test_destroy (window);
  g_assert_finalize_object (conversation);
}

static void
test_busy (void)
{
  SpConversation *conversation = sp_conversation_new ("c");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  GtkWidget *row = sp_conversation_row_new ();
  GtkWindow *window = sp_ui_test_present (row, 300, 100);
  GtkWidget *spinner = sp_ui_test_find (row, GTK_TYPE_SPINNER);

  sp_conversation_row_set_conversation (SP_CONVERSATION_ROW (row), conversation);
  g_assert_false (gtk_widget_get_visible (spinner));

  sp_turn_set_status (turn, SP_TURN_RUNNING);
  sp_conversation_set_turn (conversation, turn);
  g_assert_true (gtk_widget_get_visible (spinner));
  g_assert_nonnull (sp_ui_test_find_text (row, "Working…"));

  sp_turn_set_status (turn, SP_TURN_COMPLETED);
  g_assert_false (gtk_widget_get_visible (spinner));

  sp_ui_test_destroy (window);
  g_assert_finalize_object (conversation);
}

static void
test_recycled (void)
{
  SpConversation *first = sp_conversation_new ("a");
  g_autoptr(SpConversation) second = sp_conversation_new ("b");
  GtkWidget *row = sp_conversation_row_new ();
  GtkWindow *window = sp_ui_test_present (row, 300, 100);

  sp_conversation_set_title (first, "First");
  sp_conversation_set_title (second, "Second");
  sp_conversation_row_set_conversation (SP_CONVERSATION_ROW (row), first);
  sp_conversation_row_set_conversation (SP_CONVERSATION_ROW (row), second);
  g_assert_finalize_object (first);
  g_assert_nonnull (sp_ui_test_find_text (row, "Second"));
  sp_conversation_row_set_conversation (SP_CONVERSATION_ROW (row), NULL);
  g_assert_null (sp_conversation_row_get_conversation (SP_CONVERSATION_ROW (row)));

  sp_ui_test_destroy (window);
}

static void
renamed_cb (SpRenameDialog *dialog,
            const char     *title,
            char          **renamed)
{
  g_free (*renamed);
  *renamed = g_strdup (title);
}

static void
test_rename_dialog (void)
{
  g_autofree char *renamed = NULL;
  GtkWindow *dialog = sp_rename_dialog_new (NULL, "Old title");
  GtkWidget *entry = sp_ui_test_find (GTK_WIDGET (dialog), GTK_TYPE_ENTRY);

  g_signal_connect (dialog, "renamed", G_CALLBACK (renamed_cb), &renamed);
  gtk_window_present (dialog);
  sp_ui_test_settle ();

  gtk_editable_set_text (GTK_EDITABLE (entry), "   ");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "rename"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "  New title ");
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "rename"));

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  g_assert_cmpstr (renamed, ==, "New title");
  gtk_window_destroy (dialog);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/conversation-row/title", test_title);
  g_test_add_func ("/sp/conversation-row/busy", test_busy);
  g_test_add_func ("/sp/conversation-row/recycled", test_recycled);
  g_test_add_func ("/sp/rename-dialog/title", test_rename_dialog);

  return g_test_run ();
}
