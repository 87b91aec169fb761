/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpFoundryBackend: what this computer's service says about itself. Its sandbox may be missing while all else works:
 * earlier conversations can be read then, and a person is told what to install before asking in vain. */

#include "config.h"

#include "api/sp-foundry-backend-private.h"

#include <glib/gi18n.h>

#include "base/sp-json.h"

static void
status_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  JsonObject *sandbox = NULL;
  const char *message = NULL;

  if (answer == NULL)
    return;

  sandbox = sp_json_peek_object (answer, "sandbox");
  if (sandbox == NULL || sp_json_peek_boolean (sandbox, "available", TRUE))
    {
      g_task_return_pointer (task, g_strdup (""), g_free);
      return;
    }

  message = sp_json_peek_string (sandbox, "message", "");
  g_task_return_pointer (task, g_strdup (*message != '\0' ? message : _("Code cannot be run on this computer.")), g_free);
}

/**
 * sp_foundry_backend_get_notice_async:
 * @self: a backend of this computer's service
 * @cancellable: (nullable): stops asking
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks the service whether it lacks something that people should know of, such as a sandbox.
 */
void
sp_foundry_backend_get_notice_async (SpFoundryBackend    *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_FOUNDRY_BACKEND (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_foundry_backend_get_notice_async);
  if (!_sp_foundry_backend_is_local (self))
    {
      g_task_return_pointer (task, g_strdup (""), g_free);
      return;
    }

  sp_http_json_async (_sp_foundry_backend_get_http (self), "GET", "sandpiper/status", NULL, SP_HTTP_DEFAULT,
                      cancellable, status_cb, g_steal_pointer (&task));
}

/**
 * sp_foundry_backend_get_notice_finish:
 *
 * Returns: (transfer full): words for people, "" when nothing is lacking; or %NULL with @error
 */
char *
sp_foundry_backend_get_notice_finish (SpFoundryBackend  *self,
                                      GAsyncResult      *result,
                                      GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
