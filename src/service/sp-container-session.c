/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-container-private.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* SpContainer: what people see of its session and do with it: how it is, what it
 * holds, beginning it anew, ending it. */

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
sp_container_check_free (SpContainer  *self,
                         GError      **error)
{
  if (!sp_container_is_busy (self))
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_CONFLICT, "session_busy", NULL,
                        "Code is running in the session. Wait for it or stop it first.");

  return FALSE;
}

static const char *
get_status (SpContainer *self,
            guint        n_logged)
{
  if (self->replay != NULL && _sp_replay_is_running (self->replay))
    return "replaying";
  if (sp_container_is_busy (self))
    return "busy";
  if (self->backend != NULL)
    return "idle";

  return n_logged > 0 ? "expired" : "none";
}

static void
describe_live (SpContainer *self,
               JsonObject  *session)
{
  gint64 now = now_seconds ();
  gint64 memory = -1;
  double cpu = 0;

  sp_session_backend_get_usage (self->backend, &memory, &cpu);
  json_object_set_int_member (session, "started_at", self->started_at);
  json_object_set_int_member (session, "idle_left", MAX (0, self->last_active_at + self->idle_seconds - now));
  json_object_set_int_member (session, "time_left", MAX (0, self->started_at + self->active_seconds - now));
  json_object_set_int_member (session, "cells", self->n_cells);
  if (memory >= 0)
    json_object_set_int_member (session, "memory", memory);
  json_object_set_double_member (session, "cpu", cpu);
}

static guint
count_replayable (GPtrArray *cells)
{
  guint n = 0;

  for (guint i = 0; cells != NULL && i < cells->len; i++)
    if (g_str_equal (sp_json_peek_string (g_ptr_array_index (cells, i), "outcome", ""), "ok"))
      n++;

  return n;
}

/**
 * sp_container_dup_session:
 * @self: a container
 *
 * The status is "none" before the first cell, "idle", "busy", "replaying", or "expired" when the variables are gone.
 * Times are seconds; what is not known is missing.
 *
 * Returns: (transfer full): how its session is now
 */
JsonObject *
sp_container_dup_session (SpContainer *self)
{
  g_autoptr(GPtrArray) cells = NULL;
  JsonObject *session;

  g_return_val_if_fail (SP_IS_CONTAINER (self), NULL);

  sp_container_expire_if_due (self);
  cells = sp_store_load_cells (self->store, self->id, NULL);
  session = json_object_new ();
  json_object_set_string_member (session, "object", "sandpiper.session");
  json_object_set_string_member (session, "container_id", self->id);
  json_object_set_string_member (session, "status", get_status (self, cells != NULL ? cells->len : 0));
  json_object_set_int_member (session, "last_active_at", self->last_active_at);
  json_object_set_int_member (session, "replayable_cells", count_replayable (cells));
  if (self->backend != NULL)
    describe_live (self, session);
  if (self->replay != NULL)
    json_object_set_object_member (session, "replay", _sp_replay_describe (self->replay));

  return session;
}

/**
 * sp_container_look_async:
 * @self: a container
 * @query: what to see; copied
 * @cancellable: (nullable): stops the look
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks at the variables of the session. It is refused while cells run, and it
 * does not keep a session alive.
 */
void
sp_container_look_async (SpContainer           *self,
                         const SpVariableQuery *query,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (SP_IS_CONTAINER (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_container_look_async);
  if (sp_container_check_free (self, &error))
    _sp_container_push (self, SP_CONTAINER_LOOK, NULL, query, task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_container_look_finish:
 * @self: a container
 * @result: as given to the callback
 * @error: set to %SP_SERVICE_ERROR_CONFLICT when there is nothing to look at now, %SP_SERVICE_ERROR_NOT_FOUND when
 *   there is no such variable
 *
 * Returns: (transfer full): {n_variables, variables} or a table; or %NULL
 */
JsonObject *
sp_container_look_finish (SpContainer   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_container_restart_async:
 * @self: a container
 * @cancellable: (nullable): gives up
 * @callback: called when the new session is there
 * @user_data: for @callback
 *
 * Ends the session and begins another with the same files. It is refused while cells run.
 */
void
sp_container_restart_async (SpContainer         *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (SP_IS_CONTAINER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_container_restart_async);
  if (!sp_container_end_session (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->forgotten = sp_store_count_cells (self->store, self->id) > 0;
  _sp_container_push (self, SP_CONTAINER_START, NULL, NULL, task);
}

/**
 * sp_container_restart_finish:
 * @self: a container
 * @result: as given to the callback
 * @error: set to %SP_SERVICE_ERROR_CONFLICT while cells run, or to what is in the way of a session
 *
 * Returns: whether a new session runs
 */
gboolean
sp_container_restart_finish (SpContainer   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_container_end_session:
 * @self: a container
 * @error: set to %SP_SERVICE_ERROR_CONFLICT while cells run
 *
 * Ends the session: variables go, files stay. A look that is under way fails.
 *
 * Returns: whether there is no session now
 */
gboolean
sp_container_end_session (SpContainer  *self,
                          GError      **error)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), FALSE);

  if (!sp_container_check_free (self, error))
    return FALSE;

  /* A look may be under way: it fails, and what comes after it in the queue has the new session. */
  _sp_container_drop_session (self);
  if (g_queue_is_empty (&self->tasks))
    sp_container_expire (self);

  return TRUE;
}
