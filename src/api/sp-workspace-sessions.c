/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: the session behind a conversation: how it is, what it holds, and what can be done with it. */

#include "config.h"

#include <glib/gi18n.h>

#include "api/sp-workspace-private.h"
#include "base/sp-json.h"

/* A grid shows no more columns than this. */
#define MAX_COLUMNS 100

static const struct
{
  const char *method;
  const char *what;
} calls[] = {
  [SP_SESSION_CALL_STATE] = { "GET", "session" },
  [SP_SESSION_CALL_RESTART] = { "POST", "restart" },
  [SP_SESSION_CALL_END] = { "POST", "end" },
  [SP_SESSION_CALL_REPLAY] = { "POST", "replay" },
  [SP_SESSION_CALL_STOP_REPLAY] = { "POST", "replay/stop" },
};

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = sp_backend_call_session_finish (SP_BACKEND (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
sp_workspace_ask (SpWorkspace    *self,
                  SpConversation *conversation,
                  const char     *method,
                  const char     *what,
                  GTask          *task)
{
  const char *container_id = sp_conversation_get_container_id (conversation);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (!_sp_workspace_is_connected (self))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                             _("Sandpiper’s service is not there. Wait until it is, or connect again."));
  else if (container_id == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("This conversation has no session yet."));
  else
    sp_backend_call_session_async (self->backend, method, container_id, what, cancellable, answered_cb,
                                   g_object_ref (task));
}

/**
 * sp_workspace_call_session_async:
 * @self: a workspace
 * @conversation: a conversation
 * @call: what to do; every call answers with the state after it
 * @cancellable: (nullable): gives up; what was begun goes on
 * @callback: called with the state
 * @user_data: for @callback
 *
 * Asks for the state of the session, restarts or ends it, or runs its earlier cells again.
 */
void
sp_workspace_call_session_async (SpWorkspace         *self,
                                 SpConversation      *conversation,
                                 SpSessionCall        call,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (call < G_N_ELEMENTS (calls));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_call_session_async);
  sp_workspace_ask (self, conversation, calls[call].method, calls[call].what, task);
}

/**
 * sp_workspace_call_session_finish:
 * @self: a workspace
 * @result: as given to the callback
 * @error: set with words for people; %G_IO_ERROR_NOT_FOUND when there never was a session
 *
 * Returns: (transfer full): how the session is, or %NULL
 */
SpSessionState *
sp_workspace_call_session_finish (SpWorkspace   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_autoptr(JsonObject) answer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  answer = g_task_propagate_pointer (G_TASK (result), error);

  return answer != NULL ? sp_session_codec_decode_state (answer, g_get_real_time () / G_USEC_PER_SEC) : NULL;
}

/**
 * sp_workspace_list_variables_async:
 * @self: a workspace
 * @conversation: a conversation
 * @cancellable: (nullable): gives up
 * @callback: called with the variables
 * @user_data: for @callback
 *
 * Asks what the session holds.
 */
void
sp_workspace_list_variables_async (SpWorkspace         *self,
                                   SpConversation      *conversation,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_list_variables_async);
  sp_workspace_ask (self, conversation, "GET", "variables", task);
}

/**
 * sp_workspace_list_variables_finish:
 * @self: a workspace
 * @result: as given to the callback
 * @error: set with words for people
 *
 * Returns: (transfer full): a list of #SpVariable, or %NULL
 */
GListModel *
sp_workspace_list_variables_finish (SpWorkspace   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_autoptr(JsonObject) answer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  answer = g_task_propagate_pointer (G_TASK (result), error);

  return answer != NULL ? sp_session_codec_decode_variables (answer) : NULL;
}

/**
 * sp_workspace_read_variable_async:
 * @self: a workspace
 * @conversation: a conversation
 * @name: a variable that is a table
 * @offset: the first row
 * @limit: how many rows, at most 200
 * @cancellable: (nullable): gives up
 * @callback: called with the rows
 * @user_data: for @callback
 *
 * Asks for rows of a table that the session holds.
 */
void
sp_workspace_read_variable_async (SpWorkspace         *self,
                                  SpConversation      *conversation,
                                  const char          *name,
                                  gint64               offset,
                                  guint                limit,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *what = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (name != NULL && offset >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_read_variable_async);
  escaped = g_uri_escape_string (name, NULL, FALSE);
  what = g_strdup_printf ("variables/%s?offset=%" G_GINT64_FORMAT "&limit=%u&columns=%u", escaped, offset, limit,
                          MAX_COLUMNS);
  sp_workspace_ask (self, conversation, "GET", what, task);
}

/**
 * sp_workspace_read_variable_finish:
 * @self: a workspace
 * @result: as given to the callback
 * @error: set with words for people
 *
 * Returns: (transfer full): a table as cells display it, in JSON, or %NULL
 */
char *
sp_workspace_read_variable_finish (SpWorkspace   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_autoptr(JsonObject) answer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  answer = g_task_propagate_pointer (G_TASK (result), error);

  return answer != NULL ? sp_json_object_to_string (answer) : NULL;
}
