/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandbox: files in and out. Both work on the folder's descriptor, so they also work after the session has died. */

#include "config.h"

#include "sandbox/sp-sandbox-private.h"

#include <glib/gi18n.h>

static void
put_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (sp_data_folder_put_finish (SP_DATA_FOLDER (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
harvest_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  SpHarvest *harvest = sp_data_folder_harvest_finish (SP_DATA_FOLDER (object), result, &error);

  if (harvest != NULL)
    g_task_return_pointer (task, harvest, (GDestroyNotify) sp_harvest_free);
  else
    g_task_return_error (task, error);
}

static gboolean
return_error_without_data (GTask *task)
{
  SpSandbox *self = g_task_get_source_object (task);

  if (self->data != NULL)
    return FALSE;

  g_task_return_new_error (task, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD, "%s",
                           self->ending != NULL ? self->ending : _("The session is not started."));

  return TRUE;
}

/**
 * sp_sandbox_put_file_async:
 * @self: a session that was started
 * @name: a plain file name, as sp_str_clean_filename() makes it
 * @fd: (transfer none): an open file; read from its beginning, whatever its position
 * @cancellable: (nullable): a cancellable; a cancelled file leaves nothing behind
 * @callback: called when done
 * @user_data: for @callback
 *
 * Puts a copy into /mnt/data, in place of a file that has the same name. It may be done while a cell runs.
 */
void
sp_sandbox_put_file_async (SpSandbox           *self,
                           const char          *name,
                           int                  fd,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (fd >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_put_file_async);

  if (!return_error_without_data (task))
    sp_data_folder_put_async (self->data, name, fd, cancellable, put_cb, g_steal_pointer (&task));
}

/**
 * sp_sandbox_put_file_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %FALSE with %SP_SANDBOX_ERROR_NAME, %SP_SANDBOX_ERROR_FULL, %SP_SANDBOX_ERROR_DEAD or a #GIOErrorEnum
 */
gboolean
sp_sandbox_put_file_finish (SpSandbox     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_sandbox_harvest_async:
 * @self: a session that was started; it may be dead
 * @folder: an existing folder of the host for the copies
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Copies the regular files of /mnt/data that are new or were changed since the last harvest. Files that were put are
 * not new. Hidden files, links and special files are left.
 */
void
sp_sandbox_harvest_async (SpSandbox           *self,
                          const char          *folder,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (folder != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_harvest_async);

  if (!return_error_without_data (task))
    sp_data_folder_harvest_async (self->data, &self->limits, folder, cancellable, harvest_cb, g_steal_pointer (&task));
}

/**
 * sp_sandbox_harvest_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the files, or %NULL with %SP_SANDBOX_ERROR_DEAD or a #GIOErrorEnum
 */
SpHarvest *
sp_sandbox_harvest_finish (SpSandbox     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
