/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

/* The sessions of the containers: what the Session pane shows and does. While a
 * response is made, nothing may take the session away from under it. */

static SpContainer *
sp_engine_find_container (SpEngine    *self,
                          const char  *id,
                          gboolean     for_change,
                          GError     **error)
{
  SpContainer *container = sp_container_keeper_get (self->keeper, id, error);
  g_autofree char *conversation_id = NULL;

  if (container == NULL || !for_change)
    return container;

  conversation_id = sp_store_find_container_owner (self->store, id);
  if (conversation_id == NULL || _sp_engine_find_running (self, conversation_id) == NULL)
    return container;

  sp_service_error_set (error, SP_SERVICE_ERROR_CONFLICT, "response_running", NULL,
                        "An answer is being made with this session. Wait for it or stop it first.");

  return NULL;
}

/**
 * sp_engine_get_session:
 * @self: an engine
 * @container_id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): how its session is, see sp_container_dup_session(); or %NULL
 */
JsonObject *
sp_engine_get_session (SpEngine    *self,
                       const char  *container_id,
                       GError     **error)
{
  SpContainer *container;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  container = sp_engine_find_container (self, container_id, FALSE, error);

  return container != NULL ? sp_container_dup_session (container) : NULL;
}

/**
 * sp_engine_end_session:
 * @self: an engine
 * @container_id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_CONFLICT
 *
 * Ends the session; files stay.
 *
 * Returns: (transfer full): how its session is now, or %NULL
 */
JsonObject *
sp_engine_end_session (SpEngine    *self,
                       const char  *container_id,
                       GError     **error)
{
  SpContainer *container;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  container = sp_engine_find_container (self, container_id, TRUE, error);
  if (container == NULL || !sp_container_end_session (container, error))
    return NULL;

  return sp_container_dup_session (container);
}

static void
restarted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (sp_container_restart_finish (SP_CONTAINER (source), result, &error))
    g_task_return_pointer (task, sp_container_dup_session (SP_CONTAINER (source)),
                           (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_engine_restart_session_async:
 * @self: an engine
 * @container_id: a container's id
 * @callback: called when the new session is there
 * @user_data: for @callback
 *
 * Ends the session and begins another with the same files.
 */
void
sp_engine_restart_session_async (SpEngine            *self,
                                 const char          *container_id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  SpContainer *container;

  g_return_if_fail (SP_IS_ENGINE (self));

  task = g_task_new (self, self->cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_engine_restart_session_async);
  container = sp_engine_find_container (self, container_id, TRUE, &error);
  if (container == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    sp_container_restart_async (container, self->cancellable, restarted_cb, g_steal_pointer (&task));
}

/**
 * sp_engine_restart_session_finish:
 * @self: an engine
 * @result: as given to the callback
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, %SP_SERVICE_ERROR_CONFLICT, or to what is in the way of a session
 *
 * Returns: (transfer full): how its session is now, or %NULL
 */
JsonObject *
sp_engine_restart_session_finish (SpEngine      *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = sp_container_look_finish (SP_CONTAINER (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_engine_look_async:
 * @self: an engine
 * @container_id: a container's id
 * @query: what to see; copied
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks at the variables of a session.
 */
void
sp_engine_look_async (SpEngine              *self,
                      const char            *container_id,
                      const SpVariableQuery *query,
                      GAsyncReadyCallback    callback,
                      gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  SpContainer *container;

  g_return_if_fail (SP_IS_ENGINE (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, self->cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_engine_look_async);
  container = sp_engine_find_container (self, container_id, FALSE, &error);
  if (container == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    sp_container_look_async (container, query, self->cancellable, looked_cb, g_steal_pointer (&task));
}

/**
 * sp_engine_look_finish:
 * @self: an engine
 * @result: as given to the callback
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_CONFLICT
 *
 * Returns: (transfer full): see sp_container_look_finish()
 */
JsonObject *
sp_engine_look_finish (SpEngine      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_engine_begin_replay:
 * @self: an engine
 * @container_id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_CONFLICT
 *
 * Begins to run the earlier cells again, see sp_container_begin_replay().
 *
 * Returns: (transfer full): how its session is now, or %NULL
 */
JsonObject *
sp_engine_begin_replay (SpEngine    *self,
                        const char  *container_id,
                        GError     **error)
{
  SpContainer *container;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  container = sp_engine_find_container (self, container_id, TRUE, error);
  if (container == NULL || !sp_container_begin_replay (container, error))
    return NULL;

  return sp_container_dup_session (container);
}

/**
 * sp_engine_stop_replay:
 * @self: an engine
 * @container_id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Stops running earlier cells again.
 *
 * Returns: (transfer full): how its session is now, or %NULL
 */
JsonObject *
sp_engine_stop_replay (SpEngine    *self,
                       const char  *container_id,
                       GError     **error)
{
  SpContainer *container;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  container = sp_engine_find_container (self, container_id, FALSE, error);
  if (container == NULL)
    return NULL;

  sp_container_stop_replay (container);

  return sp_container_dup_session (container);
}
