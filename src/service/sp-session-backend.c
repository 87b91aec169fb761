/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-session-backend.h"

#include <glib/gstdio.h>

/* The two interfaces through which the engine reaches whatever runs cells, and the plain structs that come back. The
 * containers own their backends; the engine owns the one factory. */

G_DEFINE_INTERFACE (SpSessionBackend, sp_session_backend, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (SpSessionFactory, sp_session_factory, G_TYPE_OBJECT)

static void
sp_session_backend_default_init (SpSessionBackendInterface *iface)
{
  g_signal_new ("output", SP_TYPE_SESSION_BACKEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("died", SP_TYPE_SESSION_BACKEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
sp_session_factory_default_init (SpSessionFactoryInterface *iface)
{
}

/**
 * sp_cell_new:
 * @outcome: how the cell ended
 *
 * Returns: (transfer full): a result without output
 */
SpCell *
sp_cell_new (SpOutcome outcome)
{
  SpCell *cell = g_new0 (SpCell, 1);

  cell->outcome = outcome;
  cell->text = g_strdup ("");
  cell->displays = json_array_new ();

  return cell;
}

/**
 * sp_cell_free:
 * @cell: (transfer full) (nullable): a result
 *
 * Frees it and deletes the file of the whole output, unless that was taken by
 * setting the member to %NULL.
 */
void
sp_cell_free (SpCell *cell)
{
  if (cell == NULL)
    return;

  if (cell->whole_path != NULL)
    g_unlink (cell->whole_path);

  g_clear_pointer (&cell->error_name, g_free);
  g_clear_pointer (&cell->error_value, g_free);
  g_clear_pointer (&cell->text, g_free);
  g_clear_pointer (&cell->traceback, g_free);
  g_clear_pointer (&cell->message, g_free);
  g_clear_pointer (&cell->displays, json_array_unref);
  g_clear_pointer (&cell->whole_path, g_free);
  g_free (cell); /* the struct itself, in its own free function */
}

/**
 * sp_outcome_to_string:
 * @outcome: how a cell ended
 *
 * Returns: (transfer none): the word that the wire and the cell log use
 */
const char *
sp_outcome_to_string (SpOutcome outcome)
{
  switch (outcome)
    {
    case SP_OUTCOME_OK:
      return "ok";
    case SP_OUTCOME_ERROR:
      return "error";
    case SP_OUTCOME_INTERRUPTED:
      return "interrupted";
    case SP_OUTCOME_TIMEOUT:
      return "timeout";
    case SP_OUTCOME_DIED:
      return "died";
    default:
      g_return_val_if_reached ("died");
    }
}

/**
 * sp_cell_file_new:
 * @name: relative to the working folder
 * @path: where its bytes lie
 * @sha256: the hash of the bytes
 * @size: how many bytes
 *
 * Returns: (transfer full): a file that a cell made or changed
 */
SpCellFile *
sp_cell_file_new (const char *name,
                  const char *path,
                  const char *sha256,
                  gint64      size)
{
  SpCellFile *file;

  g_return_val_if_fail (name != NULL && path != NULL && sha256 != NULL, NULL);

  file = g_new0 (SpCellFile, 1);
  file->name = g_strdup (name);
  file->path = g_strdup (path);
  file->sha256 = g_strdup (sha256);
  file->size = size;

  return file;
}

/**
 * sp_cell_file_free:
 * @file: (transfer full) (nullable): a file
 *
 * Frees it. Its bytes are deleted if they are still at their path.
 */
void
sp_cell_file_free (SpCellFile *file)
{
  if (file == NULL)
    return;

  g_unlink (file->path);
  g_clear_pointer (&file->name, g_free);
  g_clear_pointer (&file->path, g_free);
  g_clear_pointer (&file->sha256, g_free);
  g_free (file); /* the struct itself, in its own free function */
}

/**
 * sp_session_backend_start_async:
 * @self: a backend that was not started
 * @cancellable: (nullable): stops the start
 * @callback: called when it runs or has failed
 * @user_data: for @callback
 *
 * Brings the kernel up.
 */
void
sp_session_backend_start_async (SpSessionBackend    *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));

  SP_SESSION_BACKEND_GET_IFACE (self)->start_async (self, cancellable, callback, user_data);
}

/**
 * sp_session_backend_start_finish:
 * @self: a backend
 * @result: as given to the callback
 * @error: set with words for people when nothing can run here
 *
 * Returns: whether the kernel runs
 */
gboolean
sp_session_backend_start_finish (SpSessionBackend  *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_return_val_if_fail (SP_IS_SESSION_BACKEND (self), FALSE);

  return SP_SESSION_BACKEND_GET_IFACE (self)->start_finish (self, result, error);
}

/**
 * sp_session_backend_put_file_async:
 * @self: a running backend
 * @name: relative to the working folder
 * @fd: open for reading, at its start; borrowed until the call returns
 * @cancellable: (nullable): stops the copy
 * @callback: called when the file is there
 * @user_data: for @callback
 *
 * Copies a file into the working folder; one of the same name is replaced.
 */
void
sp_session_backend_put_file_async (SpSessionBackend    *self,
                                   const char          *name,
                                   int                  fd,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));
  g_return_if_fail (name != NULL);

  SP_SESSION_BACKEND_GET_IFACE (self)->put_file_async (self, name, fd, cancellable, callback,
                                                       user_data);
}

/**
 * sp_session_backend_put_file_finish:
 * @self: a backend
 * @result: as given to the callback
 * @error: set when the file could not be copied
 *
 * Returns: whether the file is in the working folder
 */
gboolean
sp_session_backend_put_file_finish (SpSessionBackend  *self,
                                    GAsyncResult      *result,
                                    GError           **error)
{
  g_return_val_if_fail (SP_IS_SESSION_BACKEND (self), FALSE);

  return SP_SESSION_BACKEND_GET_IFACE (self)->put_file_finish (self, result, error);
}

/**
 * sp_session_backend_execute_async:
 * @self: a running, idle backend
 * @code: the cell
 * @cancellable: (nullable): interrupts the cell
 * @callback: called when the cell has ended
 * @user_data: for @callback
 *
 * Runs one cell. The signal `output` tells what it prints while it runs.
 */
void
sp_session_backend_execute_async (SpSessionBackend    *self,
                                  const char          *code,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));
  g_return_if_fail (code != NULL);

  SP_SESSION_BACKEND_GET_IFACE (self)->execute_async (self, code, cancellable, callback, user_data);
}

/**
 * sp_session_backend_execute_finish:
 * @self: a backend
 * @result: as given to the callback
 * @error: set when the cell could not be run at all; a cell that raised is a result
 *
 * Returns: (transfer full): what the cell did, or %NULL with @error set
 */
SpCell *
sp_session_backend_execute_finish (SpSessionBackend  *self,
                                   GAsyncResult      *result,
                                   GError           **error)
{
  g_return_val_if_fail (SP_IS_SESSION_BACKEND (self), NULL);

  return SP_SESSION_BACKEND_GET_IFACE (self)->execute_finish (self, result, error);
}

/**
 * sp_session_backend_harvest_async:
 * @self: a backend
 * @cancellable: (nullable): stops it
 * @callback: called with the files
 * @user_data: for @callback
 *
 * Takes out the files that are new or changed since the harvest before.
 */
void
sp_session_backend_harvest_async (SpSessionBackend    *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));

  SP_SESSION_BACKEND_GET_IFACE (self)->harvest_async (self, cancellable, callback, user_data);
}

/**
 * sp_session_backend_harvest_finish:
 * @self: a backend
 * @result: as given to the callback
 * @note: (out) (nullable): what was left out, in words, or %NULL
 * @error: set when the folder could not be read
 *
 * Returns: (transfer full) (element-type SpCellFile): the files, or %NULL
 */
GPtrArray *
sp_session_backend_harvest_finish (SpSessionBackend  *self,
                                   GAsyncResult      *result,
                                   char             **note,
                                   GError           **error)
{
  g_return_val_if_fail (SP_IS_SESSION_BACKEND (self), NULL);

  return SP_SESSION_BACKEND_GET_IFACE (self)->harvest_finish (self, result, note, error);
}

/**
 * sp_session_backend_look_async:
 * @self: a running, idle backend
 * @query: what to see; copied
 * @cancellable: (nullable): stops the look
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks the kernel for its variables, or for a part of a table. Code that was run may make the answer up.
 */
void
sp_session_backend_look_async (SpSessionBackend      *self,
                               const SpVariableQuery *query,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));
  g_return_if_fail (query != NULL);

  SP_SESSION_BACKEND_GET_IFACE (self)->look_async (self, query, cancellable, callback, user_data);
}

/**
 * sp_session_backend_look_finish:
 * @self: a backend
 * @result: as given to the callback
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_CONFLICT, or what the sandbox says
 *
 * Returns: (transfer full): {n_variables, variables} or a table, bounded; or %NULL
 */
JsonObject *
sp_session_backend_look_finish (SpSessionBackend  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (SP_IS_SESSION_BACKEND (self), NULL);

  return SP_SESSION_BACKEND_GET_IFACE (self)->look_finish (self, result, error);
}

/**
 * sp_session_backend_get_usage:
 * @self: a backend
 * @memory: (out): bytes, -1 when nobody counts them
 * @cpu: (out): seconds of the processor
 *
 * Tells what the session uses.
 */
void
sp_session_backend_get_usage (SpSessionBackend *self,
                              gint64           *memory,
                              double           *cpu)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));
  g_return_if_fail (memory != NULL && cpu != NULL);

  SP_SESSION_BACKEND_GET_IFACE (self)->get_usage (self, memory, cpu);
}

/**
 * sp_session_backend_remove_file:
 * @self: a backend
 * @name: relative to the working folder
 *
 * Takes a file out of the working folder before the next cell runs.
 */
void
sp_session_backend_remove_file (SpSessionBackend *self,
                                const char       *name)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));
  g_return_if_fail (name != NULL);

  SP_SESSION_BACKEND_GET_IFACE (self)->remove_file (self, name);
}

/**
 * sp_session_backend_set_timeout:
 * @self: a session that was started
 * @seconds: how long the next cells may run, each; 0 for the usual time
 *
 * A cell that runs longer ends with %SP_OUTCOME_TIMEOUT.
 */
void
sp_session_backend_set_timeout (SpSessionBackend *self,
                                guint             seconds)
{
  SpSessionBackendInterface *iface;

  g_return_if_fail (SP_IS_SESSION_BACKEND (self));

  iface = SP_SESSION_BACKEND_GET_IFACE (self);
  if (iface->set_timeout != NULL)
    iface->set_timeout (self, seconds);
}

/**
 * sp_session_backend_interrupt:
 * @self: a backend
 *
 * Interrupts the running cell; it ends as interrupted, and the variables stay.
 */
void
sp_session_backend_interrupt (SpSessionBackend *self)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));

  SP_SESSION_BACKEND_GET_IFACE (self)->interrupt (self);
}

/**
 * sp_session_backend_kill:
 * @self: a backend
 *
 * Ends the kernel and everything that it started, at once.
 */
void
sp_session_backend_kill (SpSessionBackend *self)
{
  g_return_if_fail (SP_IS_SESSION_BACKEND (self));

  SP_SESSION_BACKEND_GET_IFACE (self)->kill (self);
}

/**
 * sp_session_factory_create:
 * @self: a factory
 * @memory_limit: (nullable): "1g", "4g", "16g" or "64g"
 * @spool: the folder where harvested files are to be put
 *
 * Returns: (transfer full): a backend that was not started
 */
SpSessionBackend *
sp_session_factory_create (SpSessionFactory *self,
                           const char       *memory_limit,
                           const char       *spool)
{
  g_return_val_if_fail (SP_IS_SESSION_FACTORY (self), NULL);

  return SP_SESSION_FACTORY_GET_IFACE (self)->create (self, memory_limit, spool);
}

/**
 * sp_session_factory_is_available:
 * @self: a factory
 * @message: (out) (transfer none) (optional): in words, what is there or what is in the way
 *
 * Returns: whether cells can be run here
 */
gboolean
sp_session_factory_is_available (SpSessionFactory  *self,
                                 const char       **message)
{
  g_return_val_if_fail (SP_IS_SESSION_FACTORY (self), FALSE);

  return SP_SESSION_FACTORY_GET_IFACE (self)->is_available (self, message);
}
