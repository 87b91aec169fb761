/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-execution.h"

#include <string.h>

#include "base/sp-id.h"

/* One piece of code that another program has run in a container, outside of any
 * response: where it is in the queue, what it has printed so far on each stream,
 * and at last what came of it. The engine's table owns the latest of them, and
 * one that runs holds itself; main thread. */

/* What is kept of each stream; a sandbox may print without end. */
#define MAX_STREAM (1024 * 1024)

struct _SpExecution
{
  GObject           parent_instance;

  char             *id;
  char             *session_key;
  GCancellable     *cancellable;
  SpExecutionState  state;
  GString          *out;
  GString          *err;
  SpCellReport     *report;      /* (nullable) once it has ended */
  GError           *error;       /* (nullable) why it could not be run at all */
};

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpExecution, sp_execution, G_TYPE_OBJECT)

static void
append_bounded (GString    *text,
                const char *more)
{
  gsize size = strlen (more);
  gsize room = MAX_STREAM - MIN (text->len, MAX_STREAM);

  if (size <= room)
    {
      g_string_append_len (text, more, size);
      return;
    }

  /* Not in the middle of a character. */
  while (room > 0 && (more[room] & 0xc0) == 0x80)
    room--;
  g_string_append_len (text, more, room);
}

static void
append_line (GString    *text,
             const char *line)
{
  if (line == NULL || *line == '\0')
    return;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  g_string_append (text, line);
  if (!g_str_has_suffix (line, "\n"))
    g_string_append_c (text, '\n');
}

/* Of a long output only the beginning was told while it ran. The cell has its end, too, of both streams in one, and
 * says how much is left out between them. */
static void
sp_execution_take_end (SpExecution  *self,
                       const SpCell *cell)
{
  if (!cell->is_cut)
    return;

  g_string_truncate (self->out, 0);
  g_string_append_len (self->out, cell->text, cell->n_printed);
}

static void
started_cb (gpointer user_data)
{
  SP_EXECUTION (user_data)->state = SP_EXECUTION_RUNNING;
}

static void
output_cb (const char *stream,
           const char *text,
           gpointer    user_data)
{
  SpExecution *self = SP_EXECUTION (user_data);

  if (g_str_equal (stream, "stderr"))
    append_bounded (self->err, text);
  else
    append_bounded (self->out, text);
}

static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(SpExecution) self = user_data;

  self->report = sp_container_run_finish (SP_CONTAINER (source), result, &self->error);

  if (self->report != NULL)
    {
      sp_execution_take_end (self, self->report->cell);
      append_line (self->err, self->report->cell->traceback);
      append_line (self->err, self->report->cell->message);
      append_line (self->err, self->report->note);
    }

  self->state = self->report != NULL && self->report->cell->outcome == SP_OUTCOME_OK
                ? SP_EXECUTION_SUCCEEDED : SP_EXECUTION_FAILED;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
sp_execution_finalize (GObject *object)
{
  SpExecution *self = SP_EXECUTION (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->session_key, g_free);
  g_clear_object (&self->cancellable);
  g_string_free (g_steal_pointer (&self->out), TRUE);
  g_string_free (g_steal_pointer (&self->err), TRUE);
  g_clear_pointer (&self->report, sp_cell_report_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sp_execution_parent_class)->finalize (object);
}

static void
sp_execution_class_init (SpExecutionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_execution_finalize;

  /**
   * SpExecution::ended:
   *
   * It has succeeded or failed.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_execution_init (SpExecution *self)
{
  self->id = sp_id_new ("exec");
  self->cancellable = g_cancellable_new ();
  self->out = g_string_new (NULL);
  self->err = g_string_new (NULL);
}

/**
 * sp_execution_new:
 * @session_key: whose session it is for
 *
 * Returns: (transfer full): an execution that was not started
 */
SpExecution *
sp_execution_new (const char *session_key)
{
  SpExecution *self;

  g_return_val_if_fail (session_key != NULL, NULL);

  self = g_object_new (SP_TYPE_EXECUTION, NULL);
  self->session_key = g_strdup (session_key);

  return self;
}

/**
 * sp_execution_start:
 * @self: an execution that was not started
 * @container: where to run
 * @code: what to run
 * @timeout_seconds: how long it may run once its turn has come; 0 for the usual time
 *
 * Puts the code into the container's queue. The execution lives at least until
 * #SpExecution::ended.
 */
void
sp_execution_start (SpExecution *self,
                    SpContainer *container,
                    const char  *code,
                    guint        timeout_seconds)
{
  g_return_if_fail (SP_IS_EXECUTION (self));
  g_return_if_fail (SP_IS_CONTAINER (container));
  g_return_if_fail (code != NULL);

  sp_container_run_async (container, code, self->id, timeout_seconds, started_cb, output_cb, self,
                          self->cancellable, run_cb, g_object_ref (self));
}

/**
 * sp_execution_cancel:
 * @self: an execution
 *
 * Takes it from the queue, or interrupts it; it ends as failed. Harmless when
 * it has ended.
 */
void
sp_execution_cancel (SpExecution *self)
{
  g_return_if_fail (SP_IS_EXECUTION (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * sp_execution_get_id:
 * @self: an execution
 *
 * Returns: (transfer none): its id
 */
const char *
sp_execution_get_id (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  return self->id;
}

/**
 * sp_execution_get_session_key:
 * @self: an execution
 *
 * Returns: (transfer none): whose session it is for
 */
const char *
sp_execution_get_session_key (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  return self->session_key;
}

/**
 * sp_execution_get_state:
 * @self: an execution
 *
 * Returns: how far it is
 */
SpExecutionState
sp_execution_get_state (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), SP_EXECUTION_FAILED);

  return self->state;
}

/**
 * sp_execution_get_stdout:
 * @self: an execution
 *
 * Returns: (transfer none): what it has printed until now, bounded
 */
const char *
sp_execution_get_stdout (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  return self->out->str;
}

/**
 * sp_execution_get_stderr:
 * @self: an execution
 *
 * Returns: (transfer none): what it has printed there until now, bounded; after
 *   its end also the traceback and why it was stopped or what could not be kept
 */
const char *
sp_execution_get_stderr (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  return self->err->str;
}

/**
 * sp_execution_get_displays:
 * @self: an execution
 *
 * Returns: (transfer none) (nullable): the MIME bundles that it has shown, once it has ended
 */
JsonArray *
sp_execution_get_displays (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  return self->report != NULL ? self->report->cell->displays : NULL;
}

/**
 * sp_execution_get_outcome:
 * @self: an execution that has ended
 *
 * Returns: how the code ended; %SP_OUTCOME_INTERRUPTED where it was never run
 */
SpOutcome
sp_execution_get_outcome (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), SP_OUTCOME_DIED);

  return self->report != NULL ? self->report->cell->outcome : SP_OUTCOME_INTERRUPTED;
}

/**
 * sp_execution_get_message:
 * @self: an execution
 *
 * Returns: (transfer none) (nullable): why it was stopped, died or was not run, in words
 */
const char *
sp_execution_get_message (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  if (self->error != NULL)
    return self->error->message;

  return self->report != NULL ? self->report->cell->message : NULL;
}

/**
 * sp_execution_get_elapsed:
 * @self: an execution
 *
 * Returns: for how many milliseconds it ran; 0 until it has ended
 */
gint64
sp_execution_get_elapsed (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), 0);

  return self->report != NULL ? (gint64) (self->report->cell->elapsed * 1000) : 0;
}

/**
 * sp_execution_get_error:
 * @self: an execution that has ended
 *
 * Returns: (transfer none) (nullable): why the code could not be run at all: it was
 *   cancelled in the queue, the session was ended, or no sandbox can be had
 */
const GError *
sp_execution_get_error (SpExecution *self)
{
  g_return_val_if_fail (SP_IS_EXECUTION (self), NULL);

  return self->error;
}
