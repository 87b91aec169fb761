/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-guard.h"

#include <glib/gi18n.h>

#include "base/sp-str.h"

/* The guard of a turn: a model that works by itself must not work for ever. A
 * pure object: the loop tells it what happened and how long it has been, and
 * asks before each next step. */

#define MAX_CELLS 24
#define MAX_SAME_FAILURES 3
#define MAX_SECONDS (15 * 60)

/**
 * sp_guard_limits_init:
 * @limits: what is filled in
 *
 * Sets the usual limits.
 */
void
sp_guard_limits_init (SpGuardLimits *limits)
{
  g_return_if_fail (limits != NULL);

  limits->max_cells = MAX_CELLS;
  limits->max_same_failures = MAX_SAME_FAILURES;
  limits->max_seconds = MAX_SECONDS;
}

/**
 * sp_guard_init:
 * @self: what is filled in; cleared by the caller
 * @limits: how far the turn may go
 *
 * Begins a turn.
 */
void
sp_guard_init (SpGuard             *self,
               const SpGuardLimits *limits)
{
  g_return_if_fail (self != NULL && limits != NULL);

  *self = (SpGuard) { .limits = *limits };
}

/**
 * sp_guard_clear:
 * @self: a guard
 *
 * Frees what it holds.
 */
void
sp_guard_clear (SpGuard *self)
{
  g_clear_pointer (&self->last_code, g_free);
  g_clear_pointer (&self->last_error, g_free);
}

/**
 * sp_guard_note_cell:
 * @self: a guard
 * @code: what was run
 * @failure: (nullable): how it failed, or %NULL when it did not
 *
 * Notes a cell. Failures are the same when the code or the error is: a model
 * that runs into the same wall again has not understood it.
 */
void
sp_guard_note_cell (SpGuard    *self,
                    const char *code,
                    const char *failure)
{
  gboolean same;

  g_return_if_fail (self != NULL && code != NULL);

  self->n_cells++;
  if (failure == NULL)
    {
      self->n_same = 0;
      sp_guard_clear (self);
      return;
    }

  same = g_strcmp0 (self->last_error, failure) == 0 || g_strcmp0 (self->last_code, code) == 0;
  self->n_same = same ? self->n_same + 1 : 1;
  sp_set_str (&self->last_code, code);
  sp_set_str (&self->last_error, failure);
}

/**
 * sp_guard_decide:
 * @self: a guard
 * @seconds: how long the turn has run
 * @wants_cell: whether the next step is a cell: a model that has run as many as
 *   it may can still say what it has found
 *
 * Returns: whether the model may go on, and if not, why
 */
SpGuardVerdict
sp_guard_decide (SpGuard  *self,
                 gint64    seconds,
                 gboolean  wants_cell)
{
  g_return_val_if_fail (self != NULL, SP_GUARD_TOO_LONG);

  if (seconds >= self->limits.max_seconds)
    return SP_GUARD_TOO_LONG;
  if (self->n_same >= self->limits.max_same_failures)
    return SP_GUARD_SAME_FAILURE;
  if (wants_cell && self->n_cells >= self->limits.max_cells)
    return SP_GUARD_TOO_MANY_CELLS;

  return SP_GUARD_GO_ON;
}

/**
 * sp_guard_get_reason:
 * @verdict: why a turn was stopped
 *
 * Returns: (transfer none): the `reason` of `incomplete_details`
 */
const char *
sp_guard_get_reason (SpGuardVerdict verdict)
{
  switch (verdict)
    {
    case SP_GUARD_TOO_MANY_CELLS:
      return "max_tool_calls";
    case SP_GUARD_SAME_FAILURE:
      return "repeated_failure";
    case SP_GUARD_TOO_LONG:
      return "time_limit";
    case SP_GUARD_GO_ON:
    default:
      g_return_val_if_reached ("time_limit");
    }
}

/**
 * sp_guard_dup_words:
 * @self: a guard
 * @verdict: why it stopped the turn
 *
 * Returns: (transfer full): the same in words for people
 */
char *
sp_guard_dup_words (SpGuard        *self,
                    SpGuardVerdict  verdict)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (verdict)
    {
    case SP_GUARD_TOO_MANY_CELLS:
      /* translators: %u is a number of pieces of code that were run */
      return g_strdup_printf (ngettext ("Stopped after %u run of code, the most for one turn. "
                                        "Ask it to go on if it was on the right way.",
                                        "Stopped after %u runs of code, the most for one turn. "
                                        "Ask it to go on if it was on the right way.",
                                        self->limits.max_cells), self->limits.max_cells);
    case SP_GUARD_SAME_FAILURE:
      /* translators: %u is how often it failed, %s is the error of the program */
      return g_strdup_printf (ngettext ("Stopped because the same error came %u time: %s",
                                        "Stopped because the same error came %u times in a row: %s",
                                        self->n_same), self->n_same, self->last_error);
    case SP_GUARD_TOO_LONG:
      /* translators: %u is a number of minutes */
      return g_strdup_printf (ngettext ("Stopped after %u minute, the longest for one turn.",
                                        "Stopped after %u minutes, the longest for one turn.",
                                        (guint) MAX (1, self->limits.max_seconds / 60)),
                              (guint) MAX (1, self->limits.max_seconds / 60));
    case SP_GUARD_GO_ON:
    default:
      g_return_val_if_reached (NULL);
    }
}
