/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpCellResult: what one cell gave. Filled by the session while the cell runs, then given to the caller of
 * sp_sandbox_execute_finish(), who owns it; it does not change after that. */

#include "config.h"

#include "sandbox/sp-cell-result-private.h"

#include <glib/gstdio.h>

#include "base/sp-str.h"

struct _SpCellResult
{
  GObject        parent_instance;

  SpCellOutcome  outcome;
  char          *message;            /* (owned) (nullable) */
  char          *ename;              /* (owned) (nullable) */
  char          *evalue;             /* (owned) (nullable) */
  char          *traceback;          /* (owned) (nullable) */
  char          *text;               /* (owned) */
  char          *whole_output_path;  /* (owned) (nullable): deleted with this */
  JsonArray     *displays;           /* (owned) */
  gint64         output_size;
  double         elapsed;
  guint          execution_count;

  guint          text_is_cut : 1;
};

G_DEFINE_ENUM_TYPE (SpCellOutcome, sp_cell_outcome,
                    G_DEFINE_ENUM_VALUE (SP_CELL_OK, "ok"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_INTERRUPTED, "interrupted"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_TIMEOUT, "timeout"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_DIED, "died"))

G_DEFINE_FINAL_TYPE (SpCellResult, sp_cell_result, G_TYPE_OBJECT)

static void
sp_cell_result_finalize (GObject *object)
{
  SpCellResult *self = SP_CELL_RESULT (object);

  if (self->whole_output_path != NULL)
    g_unlink (self->whole_output_path);

  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->ename, g_free);
  g_clear_pointer (&self->evalue, g_free);
  g_clear_pointer (&self->traceback, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->whole_output_path, g_free);
  g_clear_pointer (&self->displays, json_array_unref);

  G_OBJECT_CLASS (sp_cell_result_parent_class)->finalize (object);
}

static void
sp_cell_result_class_init (SpCellResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_cell_result_finalize;
}

static void
sp_cell_result_init (SpCellResult *self)
{
  self->text = g_strdup ("");
  self->displays = json_array_new ();
}

/**
 * _sp_cell_result_new:
 * @execution_count: the cell's number, from 1
 *
 * Returns: (transfer full): a result to be filled
 */
SpCellResult *
_sp_cell_result_new (guint execution_count)
{
  SpCellResult *self = g_object_new (SP_TYPE_CELL_RESULT, NULL);

  self->execution_count = execution_count;

  return self;
}

/**
 * _sp_cell_result_set_outcome:
 * @self: a result
 * @outcome: how the cell ended
 * @message: (nullable): why, in words for people
 *
 * Sets both.
 */
void
_sp_cell_result_set_outcome (SpCellResult  *self,
                             SpCellOutcome  outcome,
                             const char    *message)
{
  self->outcome = outcome;
  sp_set_str (&self->message, message);
}

/**
 * _sp_cell_result_set_error:
 * @self: a result
 * @ename: the class of the exception
 * @evalue: its text
 * @traceback: the calls in cells, ending with the exception
 *
 * Sets what the kernel told of an exception.
 */
void
_sp_cell_result_set_error (SpCellResult *self,
                           const char   *ename,
                           const char   *evalue,
                           const char   *traceback)
{
  sp_set_str (&self->ename, ename);
  sp_set_str (&self->evalue, evalue);
  sp_set_str (&self->traceback, traceback);
}

/**
 * _sp_cell_result_take_text:
 * @self: a result
 * @text: (transfer full): the output, valid UTF-8
 * @is_cut: whether more was printed
 * @output_size: bytes that were printed
 * @whole_output_path: (transfer full) (nullable): the file with more of it
 *
 * Sets the output.
 */
void
_sp_cell_result_take_text (SpCellResult *self,
                           char         *text,
                           gboolean      is_cut,
                           gint64        output_size,
                           char         *whole_output_path)
{
  g_clear_pointer (&self->text, g_free);
  self->text = text;
  self->text_is_cut = is_cut;
  self->output_size = output_size;
  self->whole_output_path = whole_output_path;
}

/**
 * _sp_cell_result_set_elapsed:
 * @self: a result
 * @seconds: wall time
 *
 * Sets how long the cell ran.
 */
void
_sp_cell_result_set_elapsed (SpCellResult *self,
                             double        seconds)
{
  self->elapsed = seconds;
}

/**
 * _sp_cell_result_add_display:
 * @self: a result
 * @bundle: (transfer none): MIME types to contents
 *
 * Appends a display.
 */
void
_sp_cell_result_add_display (SpCellResult *self,
                             JsonObject   *bundle)
{
  json_array_add_object_element (self->displays, json_object_ref (bundle));
}

/**
 * sp_cell_result_get_outcome:
 * @self: a result
 *
 * Returns: how the cell ended
 */
SpCellOutcome
sp_cell_result_get_outcome (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), SP_CELL_DIED);

  return self->outcome;
}

/**
 * sp_cell_result_get_outcome_nick:
 * @self: a result
 *
 * Returns: (transfer none): the outcome as it is written on the wire
 */
const char *
sp_cell_result_get_outcome_nick (SpCellResult *self)
{
  static const char *const nicks[] = { "ok", "error", "interrupted", "timeout", "died" };

  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return nicks[self->outcome];
}

/**
 * sp_cell_result_get_message:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): why the cell was stopped or the session died, for people
 */
const char *
sp_cell_result_get_message (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->message;
}

/**
 * sp_cell_result_get_ename:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the class of the exception
 */
const char *
sp_cell_result_get_ename (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->ename;
}

/**
 * sp_cell_result_get_evalue:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the exception's text
 */
const char *
sp_cell_result_get_evalue (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->evalue;
}

/**
 * sp_cell_result_get_traceback:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the traceback with the cells' own lines, ending with the exception
 */
const char *
sp_cell_result_get_traceback (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->traceback;
}

/**
 * sp_cell_result_get_text:
 * @self: a result
 *
 * Returns: (transfer none): what was printed, at most the limit's size; may hold terminal escapes
 */
const char *
sp_cell_result_get_text (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->text;
}

/**
 * sp_cell_result_is_text_cut:
 * @self: a result
 *
 * Returns: whether more was printed than the text holds
 */
gboolean
sp_cell_result_is_text_cut (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), FALSE);

  return self->text_is_cut;
}

/**
 * sp_cell_result_get_output_size:
 * @self: a result
 *
 * Returns: bytes that were printed
 */
gint64
sp_cell_result_get_output_size (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), 0);

  return self->output_size;
}

/**
 * sp_cell_result_get_whole_output_path:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): a file with the output from its beginning, up to the limit for what is kept
 *   aside; %NULL when the text holds all of it, or when the file was taken
 */
const char *
sp_cell_result_get_whole_output_path (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->whole_output_path;
}

/**
 * sp_cell_result_steal_whole_output:
 * @self: a result
 *
 * Takes the file with the whole output: the caller moves or deletes it.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
sp_cell_result_steal_whole_output (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return g_steal_pointer (&self->whole_output_path);
}

/**
 * sp_cell_result_get_displays:
 * @self: a result
 *
 * Returns: (transfer none): the MIME bundles in the order in which they were shown
 */
JsonArray *
sp_cell_result_get_displays (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), NULL);

  return self->displays;
}

/**
 * sp_cell_result_get_elapsed:
 * @self: a result
 *
 * Returns: wall seconds
 */
double
sp_cell_result_get_elapsed (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), 0);

  return self->elapsed;
}

/**
 * sp_cell_result_get_execution_count:
 * @self: a result
 *
 * Returns: the cell's number in its session, from 1
 */
guint
sp_cell_result_get_execution_count (SpCellResult *self)
{
  g_return_val_if_fail (SP_IS_CELL_RESULT (self), 0);

  return self->execution_count;
}
