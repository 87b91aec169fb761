/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: making, finding, loading, naming and deleting conversations. */

#include "config.h"

#include "api/sp-workspace-private.h"

#include "wire/sp-file-codec.h"
#include "wire/sp-item-codec.h"

/* How long a deletion can be undone. */
#define UNDO_SECONDS 12

/* Deleting for good. */

static void
sp_workspace_drop_entry (SpWorkspaceEntry *entry)
{
  SpWorkspace *self = entry->workspace;

  sp_keeper_let_go (entry->keeper);
  sp_history_forget (self->history, entry->conversation);
  g_hash_table_remove (self->entries, entry->conversation);
}

typedef struct
{
  SpWorkspace    *self;          /* (owned) */
  SpConversation *conversation;  /* (owned) */
} Deletion;

static void
deletion_free (Deletion *deletion)
{
  g_clear_object (&deletion->self);
  g_clear_object (&deletion->conversation);
  g_free (deletion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, deletion_free)

static void
remote_deleted_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Deletion) deletion = user_data;
  g_autoptr(GError) error = NULL;
  SpWorkspaceEntry *entry = _sp_workspace_get_entry (deletion->self, deletion->conversation);

  /* The history remembers that it is to be deleted, and the next start tries again. */
  if (!sp_backend_delete_conversation_finish (SP_BACKEND (source), result, &error))
    g_debug ("Deleting a conversation: %s", error->message);
  else if (entry != NULL && entry->deleted)
    sp_workspace_drop_entry (entry);
}

static void
file_deleted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!sp_backend_delete_file_finish (SP_BACKEND (source), result, &error))
    g_debug ("Deleting a file: %s", error->message);
}

static void
delete_uploads (SpWorkspace *self,
                GListModel  *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_origin (file) == SP_FILE_UPLOADED && sp_file_get_state (file) == SP_FILE_READY)
        sp_backend_delete_file_async (self->backend, sp_file_get_id (file), NULL, file_deleted_cb, NULL);
    }
}

/* Deletes for good, at the place first; when that cannot be asked now, at the next connection. */
void
_sp_workspace_commit_delete (SpWorkspaceEntry *entry)
{
  SpWorkspace *self = entry->workspace;
  const char *id = sp_conversation_get_id (entry->conversation);
  Deletion *deletion = NULL;

  g_clear_handle_id (&entry->delete_timer, g_source_remove);
  if (id == NULL)
    {
      sp_workspace_drop_entry (entry);
      return;
    }
  if (!_sp_workspace_is_connected (self))
    return;

  delete_uploads (self, sp_conversation_get_files (entry->conversation));
  delete_uploads (self, sp_conversation_get_draft_files (entry->conversation));
  deletion = g_new0 (Deletion, 1);
  deletion->self = g_object_ref (self);
  deletion->conversation = g_object_ref (entry->conversation);
  sp_backend_delete_conversation_async (self->backend, id, NULL, remote_deleted_cb, deletion);
}

static gboolean
delete_timer_cb (gpointer user_data)
{
  SpWorkspaceEntry *entry = user_data;

  entry->delete_timer = 0;
  _sp_workspace_commit_delete (entry);
  return G_SOURCE_REMOVE;
}

static gboolean
is_untouched (SpConversation *conversation)
{
  return sp_conversation_get_id (conversation) == NULL && sp_conversation_get_loaded (conversation)
         && g_list_model_get_n_items (sp_conversation_get_items (conversation)) == 0
         && g_list_model_get_n_items (sp_conversation_get_draft_files (conversation)) == 0
         && *sp_conversation_get_draft_text (conversation) == '\0';
}

/**
 * sp_workspace_create_conversation:
 *
 * Makes a conversation at the top of the list; its remote side is made with its first question. When the one at the top
 * is still empty, that is given.
 *
 * Returns: (transfer none): the conversation
 */
SpConversation *
sp_workspace_create_conversation (SpWorkspace *self)
{
  g_autoptr(SpConversation) first = NULL;
  g_autoptr(SpConversation) conversation = NULL;
  g_autofree char *local_id = NULL;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);

  first = g_list_model_get_item (G_LIST_MODEL (self->conversations), 0);
  if (first != NULL && is_untouched (first))
    return first;

  local_id = g_uuid_string_random ();
  conversation = sp_conversation_new (local_id);
  sp_conversation_set_connection_id (conversation, SP_WORKSPACE_LOCAL);
  sp_conversation_set_agent_name (conversation, SP_WORKSPACE_DEFAULT_AGENT);
  sp_conversation_set_updated (conversation, g_get_real_time () / G_USEC_PER_SEC);
  sp_conversation_set_loaded (conversation, TRUE);
  _sp_workspace_add_entry (self, conversation, FALSE);
  g_list_store_insert (self->conversations, 0, conversation);
  return conversation;
}

/**
 * sp_workspace_find_conversation:
 * @local_id: the id that a conversation has on this computer
 *
 * Returns: (transfer none) (nullable): the conversation; deleted ones are not found
 */
SpConversation *
sp_workspace_find_conversation (SpWorkspace *self,
                                const char  *local_id)
{
  GHashTableIter iter;
  gpointer conversation = NULL;
  gpointer value = NULL;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (local_id != NULL, NULL);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &conversation, &value))
    if (!((SpWorkspaceEntry *) value)->deleted
        && g_str_equal (sp_conversation_get_local_id (conversation), local_id))
      return conversation;
  return NULL;
}

static void
items_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpWorkspace *self = g_task_get_source_object (task);
  SpConversation *conversation = g_task_get_task_data (task);
  SpWorkspaceEntry *entry = _sp_workspace_get_entry (self, conversation);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) objects = sp_history_load_items_finish (SP_HISTORY (source), result, &error);
  g_autoptr(GHashTable) files = sp_file_codec_table_new (sp_conversation_get_files (conversation));
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; objects != NULL && i < objects->len; i++)
    {
      SpItem *item = sp_item_codec_decode (g_ptr_array_index (objects, i), files, NULL);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }

  /* Somebody else may have asked for the same. */
  if (!sp_conversation_get_loaded (conversation))
    {
      if (items->len > 0)
        sp_conversation_replace_items (conversation, items);
      sp_conversation_set_loaded (conversation, TRUE);
    }
  if (entry != NULL)
    _sp_workspace_refresh (entry);
  if (objects == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * sp_workspace_load_conversation_async:
 * @conversation: a conversation of the workspace
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: (nullable): called when the items that the history has are there
 * @user_data: for @callback
 *
 * Reads the items from the history, then asks the place for what has changed, and finds a turn again that runs.
 */
void
sp_workspace_load_conversation_async (SpWorkspace         *self,
                                      SpConversation      *conversation,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  SpWorkspaceEntry *entry = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_load_conversation_async);
  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);
  entry = _sp_workspace_get_entry (self, conversation);
  if (entry != NULL && sp_conversation_get_loaded (conversation))
    {
      _sp_workspace_refresh (entry);
      g_task_return_boolean (task, TRUE);
      return;
    }
  sp_history_load_items_async (self->history, conversation, cancellable, items_read_cb, g_steal_pointer (&task));
}

/**
 * sp_workspace_load_conversation_finish:
 *
 * Returns: %TRUE; or %FALSE with @error of SP_API_ERROR_HISTORY
 */
gboolean
sp_workspace_load_conversation_finish (SpWorkspace   *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
renamed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The history has it; the next refresh of another program sees the old name until then. */
  if (!sp_backend_update_conversation_finish (SP_BACKEND (source), result, &error))
    g_debug ("Renaming a conversation: %s", error->message);
}

/**
 * sp_workspace_rename:
 * @title: what the user calls it
 */
void
sp_workspace_rename (SpWorkspace    *self,
                     SpConversation *conversation,
                     const char     *title)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (title != NULL);

  stripped = g_strstrip (g_strdup (title));
  if (*stripped == '\0' || g_str_equal (stripped, sp_conversation_get_title (conversation)))
    return;

  sp_conversation_set_title (conversation, stripped);
  if (sp_conversation_get_id (conversation) != NULL)
    sp_backend_update_conversation_async (self->backend, conversation, NULL, renamed_cb, NULL);
}

/**
 * sp_workspace_delete:
 *
 * Takes @conversation out of the list at once and stops its turn. It is deleted for good some seconds later, or when
 * the workspace closes.
 */
void
sp_workspace_delete (SpWorkspace    *self,
                     SpConversation *conversation)
{
  SpWorkspaceEntry *entry = NULL;
  guint position = 0;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  entry = _sp_workspace_get_entry (self, conversation);
  if (entry == NULL || entry->deleted)
    return;

  sp_workspace_stop (self, conversation);
  entry->deleted = TRUE;
  sp_keeper_save (entry->keeper);
  sp_history_set_deleted (self->history, conversation, TRUE);
  entry->delete_timer = g_timeout_add_seconds (UNDO_SECONDS, delete_timer_cb, entry);
  if (g_list_store_find (self->conversations, conversation, &position))
    g_list_store_remove (self->conversations, position);
}

/**
 * sp_workspace_undo_delete:
 *
 * Returns: %TRUE when @conversation is back in the list, %FALSE when it is too late
 */
gboolean
sp_workspace_undo_delete (SpWorkspace    *self,
                          SpConversation *conversation)
{
  SpWorkspaceEntry *entry = NULL;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), FALSE);

  entry = _sp_workspace_get_entry (self, conversation);
  if (entry == NULL || !entry->deleted || entry->delete_timer == 0)
    return FALSE;

  g_clear_handle_id (&entry->delete_timer, g_source_remove);
  entry->deleted = FALSE;
  sp_history_set_deleted (self->history, conversation, FALSE);
  g_list_store_insert_sorted (self->conversations, conversation, _sp_workspace_compare_updated, NULL);
  return TRUE;
}
