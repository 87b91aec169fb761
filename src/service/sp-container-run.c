/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-container-private.h"

/* Code that is run in a container without any response, and the ends of what
 * sp-container-cell.c begins. Main thread, as the container. */

/**
 * sp_cell_report_free:
 * @report: (transfer full) (nullable): what a cell did
 *
 * Frees it.
 */
void
sp_cell_report_free (SpCellReport *report)
{
  if (report == NULL)
    return;

  g_clear_pointer (&report->cell, sp_cell_free);
  g_clear_pointer (&report->files, g_ptr_array_unref);
  g_clear_pointer (&report->note, g_free);
  g_clear_pointer (&report->whole_output_id, g_free);
  g_free (report); /* the struct itself, in its own free function */
}

/**
 * sp_container_execute_finish:
 * @self: a container
 * @result: as given to the callback
 * @error: set when the cell could not be run: %G_IO_ERROR_CANCELLED, an error of
 *   the sandbox, or of the disk
 *
 * Returns: (transfer full): what the cell did, also when it raised or was
 *   interrupted; %NULL with @error set
 */
SpCellReport *
sp_container_execute_finish (SpContainer   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_container_run_async:
 * @self: a container
 * @code: the cell
 * @execution_id: who runs it, for the log
 * @timeout_seconds: how long it may run; 0 for the usual time
 * @started: (nullable): told when it leaves the queue and begins
 * @output: (nullable): told what the cell prints while it runs, until @callback
 * @watch_data: for @started and @output
 * @cancellable: (nullable): takes the cell from the queue, or interrupts it
 * @callback: called when everything that the cell left is stored
 * @user_data: for @callback
 *
 * Runs a cell that belongs to no response, in the same queue as those that do.
 */
void
sp_container_run_async (SpContainer         *self,
                        const char          *code,
                        const char          *execution_id,
                        guint                timeout_seconds,
                        SpCellStartedFunc    started,
                        SpCellOutputFunc     output,
                        gpointer             watch_data,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_CONTAINER (self));
  g_return_if_fail (code != NULL && execution_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_container_run_async);
  _sp_container_push_run (self, code, execution_id, timeout_seconds, started, output, watch_data, task);
}

/**
 * sp_container_run_finish:
 * @self: a container
 * @result: as given to the callback
 * @error: set as sp_container_execute_finish() does
 *
 * Returns: (transfer full): what the cell did, also when it raised or was
 *   interrupted; %NULL with @error set
 */
SpCellReport *
sp_container_run_finish (SpContainer   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_container_get_n_cells:
 * @self: a container
 *
 * Returns: how many cells run or wait
 */
guint
sp_container_get_n_cells (SpContainer *self)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), 0);

  return g_queue_get_length (&self->tasks);
}
