/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpBackend: the sessions that only this computer's service lets one look into. */

#include "config.h"

#include "api/sp-backend.h"

#include <glib/gi18n.h>

/**
 * sp_backend_call_session_async:
 * @self: a backend
 * @method: “GET” or “POST”
 * @container_id: the container
 * @what: what is asked or done, as the path after the container
 * @cancellable: (nullable): gives up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks for the session of a container, or does something with it. Only this computer's service offers that.
 */
void
sp_backend_call_session_async (SpBackend           *self,
                               const char          *method,
                               const char          *container_id,
                               const char          *what,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BACKEND (self));
  g_return_if_fail (method != NULL && container_id != NULL && what != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_backend_call_session_async);
  if (SP_BACKEND_GET_IFACE (self)->call_session != NULL)
    SP_BACKEND_GET_IFACE (self)->call_session (self, method, container_id, what, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _("Only sessions on this computer can be looked into."));
}

/**
 * sp_backend_call_session_finish:
 * @self: a backend
 * @result: as given to the callback
 * @error: set with words for people
 *
 * Returns: (transfer full): the answer, or %NULL
 */
JsonObject *
sp_backend_call_session_finish (SpBackend     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
