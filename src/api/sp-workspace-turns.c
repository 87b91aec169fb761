/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: the turns: sending, stopping, finding again. The runner does the work; here is what it stands in. */

#include "config.h"

#include "api/sp-workspace.h"

#include <glib/gi18n.h>
#include <string.h>

#include "api/sp-workspace-private.h"
#include "base/sp-id.h"
#include "base/sp-str.h"
#include "model/sp-code-call.h"

#define MAX_TITLE 60

static void
runner_ended_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  GHashTableIter iter;
  gpointer value = NULL;

  sp_turn_runner_run_finish (SP_TURN_RUNNER (source), result, NULL);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SpWorkspaceEntry *entry = value;

      if (entry->runner != SP_TURN_RUNNER (source))
        continue;

      /* What came after a stop is kept too; and the next question may be waiting. */
      g_clear_object (&entry->runner);
      sp_keeper_touch (entry->keeper);
      _sp_workspace_continue_turn (entry);
      return;
    }
}

static void
sp_workspace_run (SpWorkspaceEntry *entry,
                  SpTurn           *turn,
                  SpMessage        *message)
{
  SpWorkspace *self = entry->workspace;

  entry->container_asked = FALSE;
  entry->runner = sp_turn_runner_new (self->backend, entry->conversation, turn, message);
  sp_turn_runner_run_async (entry->runner, runner_ended_cb, g_object_ref (self));
}

static SpMessage *
find_last_question (SpConversation *conversation)
{
  GListModel *items = sp_conversation_get_items (conversation);

  for (guint i = g_list_model_get_n_items (items); i > 0; i--)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i - 1);

      if (SP_IS_MESSAGE (item) && sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_USER)
        return SP_MESSAGE (item);
    }
  return NULL;
}

/* Begins the turn of a question that waited, when the connection is there and the turn before is over at its place. */
void
_sp_workspace_continue_turn (SpWorkspaceEntry *entry)
{
  g_autoptr(SpMessage) message = NULL;
  SpTurn *turn = sp_conversation_get_turn (entry->conversation);

  if (entry->waiting == NULL || entry->runner != NULL || !_sp_workspace_is_connected (entry->workspace))
    return;

  message = g_steal_pointer (&entry->waiting);
  if (turn != NULL && sp_turn_is_active (turn))
    sp_workspace_run (entry, turn, message);
}

/* The connection cannot be had: a question that waited for it has failed. */
void
_sp_workspace_fail_waiting (SpWorkspaceEntry *entry)
{
  SpTurn *turn = sp_conversation_get_turn (entry->conversation);
  const char *words = sp_connection_get_error_message (entry->workspace->connection);

  if (entry->waiting == NULL)
    return;
  g_clear_object (&entry->waiting);
  if (turn != NULL)
    sp_turn_fail (turn, "service", words != NULL ? words : _("The service of this computer cannot be reached."));
}

/* Follows a turn that runs at its place, from its beginning: what the history has of it is brought up to date. */
void
_sp_workspace_resume_turn (SpWorkspaceEntry *entry,
                           const char       *response_id)
{
  SpConversation *conversation = entry->conversation;
  SpTurn *old = sp_conversation_get_turn (conversation);
  g_autoptr(SpTurn) turn = NULL;

  if (entry->runner != NULL || entry->waiting != NULL)
    return;

  if (old != NULL && sp_turn_is_active (old))
    turn = g_object_ref (old);
  else
    turn = sp_turn_new ();
  sp_turn_set_id (turn, response_id);
  sp_turn_set_sequence (turn, -1);
  sp_turn_set_status (turn, SP_TURN_RUNNING);
  sp_conversation_set_turn (conversation, turn);
  sp_workspace_run (entry, turn, NULL);
}

static void
busy_cb (SpConversation   *conversation,
         GParamSpec       *pspec,
         SpWorkspaceEntry *entry)
{
  SpTurn *turn = sp_conversation_get_turn (conversation);

  if (turn == NULL || sp_turn_is_active (turn))
    return;

  /* The service went away and could not be started again: that is the connection's state too. */
  if (g_strcmp0 (sp_turn_get_error_code (turn), "service") == 0)
    sp_connection_set_status (entry->workspace->connection, SP_CONNECTION_FAILED,
                              sp_turn_get_error_message (turn));
  if (sp_turn_get_id (turn) != NULL)
    _sp_workspace_look_at_container (entry, TRUE);
  _sp_workspace_turn_ended (entry, turn);
}

/* The first code of a turn runs where its files are. */
static void
items_changed_cb (GListModel       *items,
                  guint             position,
                  guint             removed,
                  guint             added,
                  SpWorkspaceEntry *entry)
{
  for (guint i = position; entry->runner != NULL && i < position + added; i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      if (SP_IS_CODE_CALL (item))
        _sp_workspace_look_at_container (entry, FALSE);
    }
}

/* Looks after the turns of a conversation that has come to the workspace. */
void
_sp_workspace_watch_turns (SpWorkspaceEntry *entry)
{
  g_signal_connect (entry->conversation, "notify::busy", G_CALLBACK (busy_cb), entry);
  g_signal_connect (sp_conversation_get_items (entry->conversation), "items-changed", G_CALLBACK (items_changed_cb),
                    entry);
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/**
 * sp_workspace_can_send:
 *
 * Returns: %TRUE when the draft of @conversation can be sent: no turn runs, it is not empty, and no file of it has
 *   failed
 */
gboolean
sp_workspace_can_send (SpWorkspace    *self,
                       SpConversation *conversation)
{
  GListModel *files = NULL;
  guint n_files = 0;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), FALSE);

  files = sp_conversation_get_draft_files (conversation);
  n_files = g_list_model_get_n_items (files);
  if (_sp_workspace_get_entry (self, conversation) == NULL || sp_conversation_get_busy (conversation)
      || !sp_conversation_get_loaded (conversation)
      || (is_blank (sp_conversation_get_draft_text (conversation)) && n_files == 0))
    return FALSE;

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_state (file) == SP_FILE_FAILED || sp_file_get_state (file) == SP_FILE_GONE)
        return FALSE;
    }
  return TRUE;
}

/* The draft as a question; its files belong to the conversation from now on. */
static SpMessage *
take_draft (SpConversation *conversation)
{
  GListModel *files = sp_conversation_get_draft_files (conversation);
  g_autofree char *text = g_strstrip (g_strdup (sp_conversation_get_draft_text (conversation)));
  g_autofree char *id = sp_id_new ("local");
  SpMessage *message = sp_message_new (SP_ROLE_USER, text);

  sp_item_set_id (SP_ITEM (message), id);
  sp_item_set_created (SP_ITEM (message), g_get_real_time () / G_USEC_PER_SEC);
  sp_item_set_status (SP_ITEM (message), SP_ITEM_COMPLETED);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      sp_message_add_attachment (message, file);
      sp_conversation_add_file (conversation, file);
    }
  sp_conversation_clear_draft (conversation);
  return message;
}

/* The first line of the first question, or the name of its first file. */
static void
make_title (SpConversation *conversation,
            SpMessage      *message)
{
  g_auto(GStrv) lines = g_strsplit (sp_message_get_text (message), "\n", 2);
  g_autoptr(SpFile) file = g_list_model_get_item (sp_message_get_attachments (message), 0);
  g_autofree char *title = NULL;

  if (*sp_conversation_get_title (conversation) != '\0')
    return;
  if (lines[0] != NULL && !is_blank (lines[0]))
    title = sp_str_ellipsize (g_strstrip (lines[0]), MAX_TITLE);
  else if (file != NULL)
    title = g_strdup (sp_file_get_filename (file));
  if (title != NULL)
    sp_conversation_set_title (conversation, title);
}

/* To the top of the list, in one change, so that a selection stays where it is. */
static void
bring_up (SpWorkspace    *self,
          SpConversation *conversation)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func (g_object_unref);
  guint position = 0;

  sp_conversation_set_updated (conversation, g_get_real_time () / G_USEC_PER_SEC);
  if (!g_list_store_find (self->conversations, conversation, &position) || position == 0)
    return;

  g_ptr_array_add (order, g_object_ref (conversation));
  for (guint i = 0; i < position; i++)
    g_ptr_array_add (order, g_list_model_get_item (G_LIST_MODEL (self->conversations), i));
  g_list_store_splice (self->conversations, 0, position + 1, order->pdata, order->len);
}

static SpTurn *
make_turn (SpMessage *message)
{
  GListModel *files = sp_message_get_attachments (message);
  SpTurn *turn = sp_turn_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_state (file) != SP_FILE_READY)
        return turn;
    }
  sp_turn_set_status (turn, SP_TURN_QUEUED);
  return turn;
}

/**
 * sp_workspace_send:
 *
 * Makes a question of the draft of @conversation and begins its turn. The question appears at once; what it needs
 * (uploads, the connection) is waited for, and the turn tells how it goes.
 *
 * Returns: %FALSE, and nothing happens, when sp_workspace_can_send() says so
 */
gboolean
sp_workspace_send (SpWorkspace    *self,
                   SpConversation *conversation)
{
  SpWorkspaceEntry *entry = NULL;
  g_autoptr(SpMessage) message = NULL;
  g_autoptr(SpTurn) turn = NULL;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), FALSE);

  if (!sp_workspace_can_send (self, conversation))
    return FALSE;

  entry = _sp_workspace_get_entry (self, conversation);
  message = take_draft (conversation);
  turn = make_turn (message);
  make_title (conversation, message);
  sp_conversation_append_item (conversation, SP_ITEM (message));
  sp_conversation_set_turn (conversation, turn);
  bring_up (self, conversation);
  sp_keeper_save (entry->keeper);

  g_set_object (&entry->waiting, message);
  _sp_workspace_continue_files (entry);
  _sp_workspace_continue_turn (entry);
  _sp_workspace_connect (self);
  return TRUE;
}

/**
 * sp_workspace_stop:
 *
 * Stops the turn of @conversation at once, whatever it is doing.
 */
void
sp_workspace_stop (SpWorkspace    *self,
                   SpConversation *conversation)
{
  SpWorkspaceEntry *entry = NULL;
  SpMessage *question = NULL;
  SpTurn *turn = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  entry = _sp_workspace_get_entry (self, conversation);
  turn = sp_conversation_get_turn (conversation);
  if (entry == NULL || turn == NULL || !sp_turn_is_active (turn))
    return;

  question = find_last_question (conversation);
  if (question != NULL)
    _sp_workspace_stop_uploads (entry, question);
  if (entry->waiting == NULL && entry->runner != NULL)
    sp_turn_runner_stop (entry->runner);
  g_clear_object (&entry->waiting);
  sp_turn_set_status (turn, SP_TURN_CANCELLED);
}
