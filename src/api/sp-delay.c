/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A pause as an asynchronous call: one shot, and a cancel ends it at once. Runs on the caller's main context. */

#include "config.h"

#include "api/sp-delay.h"

static gboolean
delay_over_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * sp_delay_async:
 * @milliseconds: how long
 * @cancellable: (nullable): ends the pause at once with G_IO_ERROR_CANCELLED
 * @callback: called when it is over
 * @user_data: for @callback
 */
void
sp_delay_async (guint                milliseconds,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GSource) source = g_timeout_source_new (milliseconds);

  g_task_set_source_tag (task, sp_delay_async);
  if (cancellable != NULL)
    {
      g_autoptr(GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (source, cancelled);
    }
  g_source_set_callback (source, delay_over_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/**
 * sp_delay_finish:
 *
 * Returns: %TRUE when the time has passed, %FALSE with @error when it was cancelled
 */
gboolean
sp_delay_finish (GAsyncResult  *result,
                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
