/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpBackend: a place where agents live and run, whatever its dialect. The workspace owns one for each connection and
 * calls it on its own main context. Errors are of SP_API_ERROR or G_IO_ERROR. The wrappers below make the task, so an
 * implementation has one function for each operation and no `_finish` of its own. Cancelling any of them ends it with
 * G_IO_ERROR_CANCELLED. */

#include "config.h"

#include "api/sp-backend.h"

G_DEFINE_INTERFACE (SpBackend, sp_backend, G_TYPE_OBJECT)

static GTask *
task_for (SpBackend           *self,
          gpointer             source_tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

static void
sp_backend_default_init (SpBackendInterface *iface)
{
}

/**
 * sp_backend_list_deployments_async:
 *
 * Asks for the models that an agent can name.
 */
void
sp_backend_list_deployments_async (SpBackend           *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));

  task = task_for (self, sp_backend_list_deployments_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->list_deployments (self, g_steal_pointer (&task));
}

/**
 * sp_backend_list_deployments_finish:
 *
 * Returns: (transfer full): of SpDeployment, or %NULL with @error set
 */
GPtrArray *
sp_backend_list_deployments_finish (SpBackend     *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_list_agents_async:
 *
 * Asks for every agent of the place, whole.
 */
void
sp_backend_list_agents_async (SpBackend           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));

  task = task_for (self, sp_backend_list_agents_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->list_agents (self, g_steal_pointer (&task));
}

/**
 * sp_backend_list_agents_finish:
 *
 * Returns: (transfer full): of SpAgent, or %NULL with @error set
 */
GPtrArray *
sp_backend_list_agents_finish (SpBackend     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_save_agent_async:
 *
 * Saves @agent as a new version; its "version" is set and "dirty" cleared when done.
 */
void
sp_backend_save_agent_async (SpBackend           *self,
                             SpAgent             *agent,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_AGENT (agent));

  task = task_for (self, sp_backend_save_agent_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->save_agent (self, agent, g_steal_pointer (&task));
}

/**
 * sp_backend_save_agent_finish:
 *
 * Returns: %TRUE when it was saved
 */
gboolean
sp_backend_save_agent_finish (SpBackend     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_delete_agent_async:
 *
 * Deletes the agent @name with all its versions.
 */
void
sp_backend_delete_agent_async (SpBackend           *self,
                               const char          *name,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (name != NULL);

  task = task_for (self, sp_backend_delete_agent_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->delete_agent (self, name, g_steal_pointer (&task));
}

/**
 * sp_backend_delete_agent_finish:
 *
 * Returns: %TRUE when it is gone
 */
gboolean
sp_backend_delete_agent_finish (SpBackend     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_create_conversation_async:
 *
 * Makes the remote side of @conversation and sets its "id".
 */
void
sp_backend_create_conversation_async (SpBackend           *self,
                                      SpConversation      *conversation,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = task_for (self, sp_backend_create_conversation_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->create_conversation (self, conversation, g_steal_pointer (&task));
}

/**
 * sp_backend_create_conversation_finish:
 *
 * Returns: %TRUE when it was made
 */
gboolean
sp_backend_create_conversation_finish (SpBackend     *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_list_conversations_async:
 *
 * Asks for the conversations of the place, newest first, without their items.
 */
void
sp_backend_list_conversations_async (SpBackend           *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));

  task = task_for (self, sp_backend_list_conversations_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->list_conversations (self, g_steal_pointer (&task));
}

/**
 * sp_backend_list_conversations_finish:
 *
 * Returns: (transfer full): of SpConversation, or %NULL with @error set
 */
GPtrArray *
sp_backend_list_conversations_finish (SpBackend     *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_refresh_conversation_async:
 *
 * Asks again for the title and the container of @conversation.
 */
void
sp_backend_refresh_conversation_async (SpBackend           *self,
                                       SpConversation      *conversation,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = task_for (self, sp_backend_refresh_conversation_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->refresh_conversation (self, conversation, g_steal_pointer (&task));
}

/**
 * sp_backend_refresh_conversation_finish:
 *
 * Returns: (transfer full): the id of its running response, "" when none runs, or %NULL with
 * @error set
 */
char *
sp_backend_refresh_conversation_finish (SpBackend     *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_update_conversation_async:
 *
 * Sends the title of @conversation.
 */
void
sp_backend_update_conversation_async (SpBackend           *self,
                                      SpConversation      *conversation,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = task_for (self, sp_backend_update_conversation_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->update_conversation (self, conversation, g_steal_pointer (&task));
}

/**
 * sp_backend_update_conversation_finish:
 *
 * Returns: %TRUE when it was stored
 */
gboolean
sp_backend_update_conversation_finish (SpBackend     *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_delete_conversation_async:
 *
 * Deletes the conversation with the remote @id; one that is not there counts as deleted.
 */
void
sp_backend_delete_conversation_async (SpBackend           *self,
                                      const char          *id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (id != NULL);

  task = task_for (self, sp_backend_delete_conversation_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->delete_conversation (self, id, g_steal_pointer (&task));
}

/**
 * sp_backend_delete_conversation_finish:
 *
 * Returns: %TRUE when it is gone
 */
gboolean
sp_backend_delete_conversation_finish (SpBackend     *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_list_items_async:
 *
 * Asks for all items of @conversation without changing it.
 */
void
sp_backend_list_items_async (SpBackend           *self,
                             SpConversation      *conversation,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = task_for (self, sp_backend_list_items_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->list_items (self, conversation, g_steal_pointer (&task));
}

/**
 * sp_backend_list_items_finish:
 *
 * Returns: (transfer full): of SpItem, oldest first; their files are those of the conversation
 * where it has them, or %NULL with @error set
 */
GPtrArray *
sp_backend_list_items_finish (SpBackend     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_get_last_item_id_async:
 *
 * Asks for the newest item only, to tell cheaply whether list_items would bring something new.
 */
void
sp_backend_get_last_item_id_async (SpBackend           *self,
                                   SpConversation      *conversation,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = task_for (self, sp_backend_get_last_item_id_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->get_last_item_id (self, conversation, g_steal_pointer (&task));
}

/**
 * sp_backend_get_last_item_id_finish:
 *
 * Returns: (transfer full): its id, "" when there is none, or %NULL with @error set
 */
char *
sp_backend_get_last_item_id_finish (SpBackend     *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_start_turn_async:
 *
 * Sends @message and follows the answer: @conversation and @turn change as it comes.
 */
void
sp_backend_start_turn_async (SpBackend           *self,
                             SpConversation      *conversation,
                             SpTurn              *turn,
                             SpMessage           *message,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_TURN (turn));
  g_return_if_fail (SP_IS_MESSAGE (message));

  task = task_for (self, sp_backend_start_turn_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->start_turn (self,
                                           conversation,
                                           turn,
                                           message,
                                           g_steal_pointer (&task));
}

/**
 * sp_backend_start_turn_finish:
 *
 * Returns: %TRUE when the turn has ended; else SP_API_ERROR_INTERRUPTED when the answer broke off
 * and can be resumed, or what the place answered
 */
gboolean
sp_backend_start_turn_finish (SpBackend     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_resume_turn_async:
 *
 * Follows the answer @turn again, from the sequence number that @turn has seen last.
 */
void
sp_backend_resume_turn_async (SpBackend           *self,
                              SpConversation      *conversation,
                              SpTurn              *turn,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_TURN (turn));

  task = task_for (self, sp_backend_resume_turn_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->resume_turn (self, conversation, turn, g_steal_pointer (&task));
}

/**
 * sp_backend_resume_turn_finish:
 *
 * Returns: as of sp_backend_start_turn_finish()
 */
gboolean
sp_backend_resume_turn_finish (SpBackend     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_poll_turn_async:
 *
 * Asks once how far @turn is and takes over all that it has made.
 */
void
sp_backend_poll_turn_async (SpBackend           *self,
                            SpConversation      *conversation,
                            SpTurn              *turn,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_TURN (turn));

  task = task_for (self, sp_backend_poll_turn_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->poll_turn (self, conversation, turn, g_steal_pointer (&task));
}

/**
 * sp_backend_poll_turn_finish:
 *
 * Returns: %TRUE when it could be asked; the turn itself tells whether it has ended
 */
gboolean
sp_backend_poll_turn_finish (SpBackend     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_cancel_turn_async:
 *
 * Tells the place to stop @turn, and takes over what the turn had made until then.
 */
void
sp_backend_cancel_turn_async (SpBackend           *self,
                              SpConversation      *conversation,
                              SpTurn              *turn,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_TURN (turn));

  task = task_for (self, sp_backend_cancel_turn_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->cancel_turn (self, conversation, turn, g_steal_pointer (&task));
}

/**
 * sp_backend_cancel_turn_finish:
 *
 * Returns: %TRUE when it was told
 */
gboolean
sp_backend_cancel_turn_finish (SpBackend     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_upload_file_async:
 *
 * Uploads the local copy of @file and sets its "id" when done. @progress is called until the end.
 */
void
sp_backend_upload_file_async (SpBackend           *self,
                              SpFile              *file,
                              SpProgressFunc       progress,
                              gpointer             progress_data,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_FILE (file));

  task = task_for (self, sp_backend_upload_file_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->upload_file (self,
                                            file,
                                            progress,
                                            progress_data,
                                            g_steal_pointer (&task));
}

/**
 * sp_backend_upload_file_finish:
 *
 * Returns: %TRUE when the place has the file
 */
gboolean
sp_backend_upload_file_finish (SpBackend     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_delete_file_async:
 *
 * Deletes an uploaded file; one that is not there counts as deleted.
 */
void
sp_backend_delete_file_async (SpBackend           *self,
                              const char          *file_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (file_id != NULL);

  task = task_for (self, sp_backend_delete_file_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->delete_file (self, file_id, g_steal_pointer (&task));
}

/**
 * sp_backend_delete_file_finish:
 *
 * Returns: %TRUE when it is gone
 */
gboolean
sp_backend_delete_file_finish (SpBackend     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_backend_download_file_async:
 *
 * Downloads the contents of @file to @path: written beside it first, put there when whole and
 * checked.
 */
void
sp_backend_download_file_async (SpBackend           *self,
                                SpFile              *file,
                                const char          *path,
                                SpProgressFunc       progress,
                                gpointer             progress_data,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (SP_IS_FILE (file));
  g_return_if_fail (path != NULL);

  task = task_for (self, sp_backend_download_file_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->download_file (self,
                                              file,
                                              path,
                                              progress,
                                              progress_data,
                                              g_steal_pointer (&task));
}

/**
 * sp_backend_download_file_finish:
 *
 * Returns: (transfer full): the SHA-256 of what lies at the path, or %NULL with @error set
 */
char *
sp_backend_download_file_finish (SpBackend     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_list_container_files_async:
 *
 * Asks what lies in a container.
 */
void
sp_backend_list_container_files_async (SpBackend           *self,
                                       const char          *container_id,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (container_id != NULL);

  task = task_for (self, sp_backend_list_container_files_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->list_container_files (self, container_id, g_steal_pointer (&task));
}

/**
 * sp_backend_list_container_files_finish:
 *
 * Returns: (transfer full): of SpFile; those that the user brought have the origin uploaded, or
 * %NULL with @error set
 */
GPtrArray *
sp_backend_list_container_files_finish (SpBackend     *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_backend_get_session_async:
 *
 * Asks for the state of a container.
 */
void
sp_backend_get_session_async (SpBackend           *self,
                              const char          *container_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (container_id != NULL);

  task = task_for (self, sp_backend_get_session_async, cancellable, callback, user_data);
  SP_BACKEND_GET_IFACE (self)->get_session (self, container_id, g_steal_pointer (&task));
}

/**
 * sp_backend_get_session_finish:
 *
 * Returns: (transfer full): what it is now, or %NULL with @error set
 */
SpSession *
sp_backend_get_session_finish (SpBackend     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
