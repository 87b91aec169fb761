/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandbox: running one cell. The kernel's frames are only believed as far as they cannot hurt: a cell can forge its
 * own end, so after every end the runner kills what is left and freezes the kernel; it cannot make the service wait,
 * grow or stop. */

#include "config.h"

#include "sandbox/sp-sandbox-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/sp-json.h"
#include "base/sp-str.h"

#define MAX_FRAMES 10000
#define MAX_WORDS 100000

/* A look at the variables is quick, unless the code makes it slow. */
#define QUESTION_SECONDS 3
#define FIRST_QUESTION_ID (1 << 30)

/* A cell that follows at once finds the kernel running. */
#define FREEZE_DELAY_MS 50

static void
cell_free (SpCell *cell)
{
  GCancellable *cancellable = g_task_get_cancellable (cell->task);

  if (cancellable != NULL)
    g_clear_signal_handler (&cell->cancelled_handler, cancellable);
  g_clear_handle_id (&cell->timeout_source, g_source_remove);
  g_clear_handle_id (&cell->grace_source, g_source_remove);
  g_clear_object (&cell->result);
  g_clear_object (&cell->task);
  g_clear_pointer (&cell->frame, json_object_unref);
  g_clear_pointer (&cell->answer, json_object_unref);
  g_free (cell);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpCell, cell_free)

/* Takes the cell off the session and answers its caller. */
static void
sp_sandbox_end_cell (SpSandbox     *self,
                     SpCellOutcome  outcome,
                     const char    *message)
{
  g_autoptr(SpCell) cell = NULL;
  char *whole_path = NULL;
  gboolean is_cut;
  gint64 total;
  char *text;

  /* The last output is told while the cell is on the session; whoever hears it may end the session. */
  sp_output_collector_drain (self->output);
  cell = g_steal_pointer (&self->cell);
  if (cell == NULL)
    return;

  text = sp_output_collector_end (self->output, &is_cut, &total, &whole_path);
  _sp_cell_result_take_text (cell->result, text, is_cut, total, whole_path);
  _sp_cell_result_set_outcome (cell->result, outcome, message);
  _sp_cell_result_set_elapsed (cell->result, (g_get_monotonic_time () - cell->started) / (double) G_USEC_PER_SEC);

  if (cell->is_question)
    {
      _sp_sandbox_return_answer (self, cell, outcome);
      return;
    }

  g_task_return_pointer (cell->task, g_object_ref (cell->result), g_object_unref);
}

static gboolean
freeze_cb (gpointer user_data)
{
  SpSandbox *self = user_data;

  self->freeze_source = 0;
  sp_runner_link_request (self->link, SP_RUNNER_FREEZE);

  return G_SOURCE_REMOVE;
}

static char *
dup_stop_message (SpSandbox     *self,
                  SpCellOutcome  stop,
                  gboolean       lost)
{
  if (stop == SP_CELL_TIMEOUT && lost)
    return g_strdup_printf (ngettext ("Stopped after %u second, the limit for one cell. The code did not react to being "
                                      "interrupted, so the session was ended and its variables are lost.",
                                      "Stopped after %u seconds, the limit for one cell. The code did not react to "
                                      "being interrupted, so the session was ended and its variables are lost.",
                                      self->limits.cell_seconds), self->limits.cell_seconds);
  if (stop == SP_CELL_TIMEOUT)
    return g_strdup_printf (ngettext ("Stopped after %u second, the limit for one cell. Variables are kept.",
                                      "Stopped after %u seconds, the limit for one cell. Variables are kept.",
                                      self->limits.cell_seconds), self->limits.cell_seconds);
  if (lost)
    return g_strdup (_("Stopped. The code did not react to being interrupted, so the session was ended and its "
                       "variables are lost."));

  return g_strdup (_("Stopped. Variables are kept."));
}

static gboolean
grace_cb (gpointer user_data)
{
  SpSandbox *self = user_data;

  self->cell->grace_source = 0;
  _sp_sandbox_die (self, g_error_new_literal (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                                              _("The code did not react to being interrupted, so the session was "
                                                "ended. Its variables are lost.")));

  return G_SOURCE_REMOVE;
}

static void
sp_sandbox_stop_cell (SpSandbox     *self,
                      SpCellOutcome  why)
{
  SpCell *cell = self->cell;

  if (cell == NULL || cell->stop != SP_CELL_OK)
    return;

  cell->stop = why;
  if (cell->frame != NULL)
    {
      g_autofree char *message = dup_stop_message (self, why, FALSE);

      /* It was never sent. */
      _sp_sandbox_set_state (self, SP_SANDBOX_IDLE);
      sp_sandbox_end_cell (self, why, message);
      return;
    }

  sp_runner_link_request (self->link, SP_RUNNER_INTERRUPT);
  cell->grace_source = g_timeout_add (self->limits.grace_ms, grace_cb, self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  SpSandbox *self = user_data;

  self->cell->timeout_source = 0;
  sp_sandbox_stop_cell (self, SP_CELL_TIMEOUT);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              SpSandbox    *self)
{
  sp_sandbox_interrupt (self);
}

static void
sp_sandbox_send_cell (SpSandbox *self)
{
  SpCell *cell = self->cell;
  g_autoptr(JsonObject) frame = g_steal_pointer (&cell->frame);

  cell->started = g_get_monotonic_time ();
  cell->timeout_source = g_timeout_add_seconds (cell->seconds, timeout_cb, self);
  sp_runner_link_request (self->link, SP_RUNNER_CELL_BEGIN);
  sp_kernel_channel_send (self->channel, frame);
}

/**
 * _sp_sandbox_cell_swept:
 * @self: a session
 *
 * What the runner had to kill is gone: the next cell may start.
 */
void
_sp_sandbox_cell_swept (SpSandbox *self)
{
  self->sweeping = FALSE;
  if (self->cell != NULL && self->cell->frame != NULL)
    sp_sandbox_send_cell (self);
  else if (self->cell == NULL && self->state == SP_SANDBOX_IDLE && self->freeze_source == 0)
    self->freeze_source = g_timeout_add (FREEZE_DELAY_MS, freeze_cb, self);
}

/**
 * _sp_sandbox_cell_died:
 * @self: a session that is dead and closed
 *
 * Answers who waits for the cell.
 */
void
_sp_sandbox_cell_died (SpSandbox *self)
{
  SpCellOutcome outcome;
  g_autofree char *message = NULL;

  if (self->cell == NULL)
    return;

  outcome = self->cell->stop != SP_CELL_OK ? self->cell->stop : SP_CELL_DIED;
  message = outcome == SP_CELL_DIED ? g_strdup (self->ending) : dup_stop_message (self, outcome, TRUE);
  sp_sandbox_end_cell (self, outcome, message);
}

static gint64
measure_bundle (JsonObject *bundle)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gint64 size = 0;

  json_object_iter_init (&iter, bundle);
  while (json_object_iter_next (&iter, &name, &value))
    {
      size += strlen (name);
      if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        {
          size += strlen (json_node_get_string (value));
        }
      else
        {
          g_autofree char *text = sp_json_to_string (value);

          size += strlen (text);
        }
    }

  return size;
}

static void
sp_sandbox_take_display (SpSandbox  *self,
                         JsonObject *frame)
{
  SpCell *cell = self->cell;
  JsonObject *bundle = sp_json_peek_object (frame, "d");
  gint64 size;

  if (bundle == NULL || json_object_get_size (bundle) == 0)
    return;

  size = measure_bundle (bundle);
  if (json_array_get_length (sp_cell_result_get_displays (cell->result)) >= self->limits.n_displays
      || cell->display_bytes + size > self->limits.display_size)
    return;

  /* What was printed before is told before. */
  sp_output_collector_drain (self->output);
  cell->display_bytes += size;
  _sp_cell_result_add_display (cell->result, bundle);
  _sp_sandbox_emit_display (self, bundle);
}

static void
take_error (SpCellResult *result,
            JsonObject   *frame)
{
  g_autofree char *ename = sp_str_ellipsize (sp_json_peek_string (frame, "ename", "Exception"), 200);
  g_autofree char *evalue = sp_str_ellipsize (sp_json_peek_string (frame, "evalue", ""), MAX_WORDS);
  g_autofree char *traceback = sp_str_ellipsize (sp_json_peek_string (frame, "traceback", ""), MAX_WORDS);

  _sp_cell_result_set_error (result, ename, evalue, traceback);
}

static void
sp_sandbox_take_done (SpSandbox  *self,
                      JsonObject *frame)
{
  SpCell *cell = self->cell;
  const char *status = sp_json_peek_string (frame, "s", "error");
  double cpu = sp_json_peek_double (frame, "cpu", 0);
  JsonObject *answer = sp_json_peek_object (frame, "answer");
  SpCellOutcome outcome = SP_CELL_ERROR;
  g_autofree char *message = NULL;

  if (strcmp (status, "ok") == 0)
    outcome = SP_CELL_OK;
  else if (strcmp (status, "interrupted") == 0)
    outcome = cell->stop != SP_CELL_OK ? cell->stop : SP_CELL_INTERRUPTED;

  /* Never less than before, and no more than a number that can be shown. */
  self->cpu = CLAMP (cpu, self->cpu, 1e9);
  if (cell->is_question && answer != NULL)
    cell->answer = json_object_ref (answer);
  if (outcome == SP_CELL_ERROR)
    take_error (cell->result, frame);
  if (outcome == SP_CELL_TIMEOUT || outcome == SP_CELL_INTERRUPTED)
    message = dup_stop_message (self, outcome, FALSE);

  self->sweeping = TRUE;
  sp_runner_link_request (self->link, SP_RUNNER_CELL_END);
  _sp_sandbox_set_state (self, SP_SANDBOX_IDLE);
  sp_sandbox_end_cell (self, outcome, message);
}

/**
 * _sp_sandbox_cell_frame:
 * @self: a session
 * @frame: what came from the kernel
 *
 * Handles a frame. Those of cells that are over, or of none that we know, are dropped; too many of them end the session.
 */
void
_sp_sandbox_cell_frame (SpSandbox  *self,
                        JsonObject *frame)
{
  SpCell *cell = self->cell;
  const char *type = sp_json_peek_string (frame, "t", "");

  if (++self->n_frames > MAX_FRAMES)
    {
      _sp_sandbox_die (self, g_error_new_literal (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL,
                                                  _("The session was ended because it sent a flood of messages. "
                                                    "Its variables are lost.")));
      return;
    }
  if (cell == NULL || cell->frame != NULL || sp_json_peek_int (frame, "id", -1) != cell->id)
    return;

  if (strcmp (type, "display") == 0 && !cell->is_question)
    sp_sandbox_take_display (self, frame);
  else if (strcmp (type, "done") == 0)
    sp_sandbox_take_done (self, frame);
}

/**
 * _sp_sandbox_begin:
 * @self: a session that is idle
 * @task: whom to answer
 * @frame: what is asked of the kernel; its id is set here
 * @is_question: whether it is about the session and no cell
 *
 * Sends it as soon as what the cell before has left is gone. Everything that holds for a cell holds for a question:
 * limits, interruption, and the sweep at the end.
 */
void
_sp_sandbox_begin (SpSandbox  *self,
                   GTask      *task,
                   JsonObject *frame,
                   gboolean    is_question)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  SpCell *cell = g_new0 (SpCell, 1);

  if (!is_question)
    self->n_cells++;
  self->n_frames = 0;
  cell->task = g_object_ref (task);
  cell->frame = json_object_ref (frame);
  cell->is_question = is_question;
  cell->id = is_question ? FIRST_QUESTION_ID + ++self->n_questions : self->n_cells;
  cell->seconds = is_question ? MIN (QUESTION_SECONDS, self->limits.cell_seconds) : self->limits.cell_seconds;
  cell->started = g_get_monotonic_time ();
  cell->result = _sp_cell_result_new (self->n_cells);
  json_object_set_int_member (frame, "id", cell->id);
  if (cancellable != NULL)
    cell->cancelled_handler = g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);

  self->cell = cell;
  g_clear_handle_id (&self->freeze_source, g_source_remove);
  sp_output_collector_drain (self->output);
  sp_output_collector_begin (self->output, self->limits.output_size, is_question ? 0 : self->limits.whole_output_size,
                             self->spool_folder);
  _sp_sandbox_set_state (self, SP_SANDBOX_BUSY);
  if (!is_question)
    g_object_notify (G_OBJECT (self), "n-cells");

  if (!self->sweeping)
    sp_sandbox_send_cell (self);
}

/**
 * _sp_sandbox_check_idle:
 * @self: a session
 * @error: set to %SP_SANDBOX_ERROR_BUSY or %SP_SANDBOX_ERROR_DEAD
 *
 * Returns: whether something can be asked of the kernel now
 */
gboolean
_sp_sandbox_check_idle (SpSandbox  *self,
                        GError    **error)
{
  if (self->state == SP_SANDBOX_BUSY)
    g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_BUSY,
                         _("The session is still running other code. Wait for it or stop it."));
  else if (self->state != SP_SANDBOX_IDLE)
    g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                         self->ending != NULL ? self->ending : _("The session is not started."));

  return self->state == SP_SANDBOX_IDLE;
}

/**
 * sp_sandbox_execute_async:
 * @self: a session
 * @code: Python
 * @cancellable: (nullable): cancelling it interrupts the cell, as sp_sandbox_interrupt() does; the result still comes
 * @callback: called when the cell has ended, however it did
 * @user_data: for @callback
 *
 * Runs a cell. Everything that happens to it, death included, is a result; errors are only for cells that never ran.
 */
void
sp_sandbox_execute_async (SpSandbox           *self,
                          const char          *code,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonObject) frame = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *valid = NULL;

  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_execute_async);
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!_sp_sandbox_check_idle (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  frame = json_object_new ();
  valid = sp_str_make_valid (code, -1);
  json_object_set_string_member (frame, "t", "execute");
  json_object_set_string_member (frame, "code", valid);
  _sp_sandbox_begin (self, task, frame, FALSE);
}

/**
 * sp_sandbox_execute_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): what the cell gave, or %NULL with %SP_SANDBOX_ERROR_BUSY, %SP_SANDBOX_ERROR_DEAD or
 *   %G_IO_ERROR_CANCELLED when it never ran
 */
SpCellResult *
sp_sandbox_execute_finish (SpSandbox     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_sandbox_interrupt:
 * @self: a session
 *
 * Interrupts the running cell as Ctrl+C would. When it does not end within the limits' grace the session is killed.
 * Does nothing when no cell runs or it was interrupted before.
 */
void
sp_sandbox_interrupt (SpSandbox *self)
{
  g_return_if_fail (SP_IS_SANDBOX (self));

  sp_sandbox_stop_cell (self, SP_CELL_INTERRUPTED);
}
