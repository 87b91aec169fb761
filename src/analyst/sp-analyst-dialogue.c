/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The analyst's side of the conversation. Each step is made from the messages alone, so that a conversation goes on after
 * a restart, in another process, or from the middle. Pure functions; the caller's thread. */

#include "config.h"

#include "analyst/sp-analyst-dialogue.h"

#include <glib/gi18n.h>

/**
 * sp_analyst_step_new:
 * @text: (transfer full): Markdown
 * @code: (transfer full) (nullable): Python
 *
 * Returns: (transfer full): a new step
 */
SpAnalystStep *
sp_analyst_step_new (char *text,
                     char *code)
{
  SpAnalystStep *self = g_new0 (SpAnalystStep, 1);

  self->text = text;
  self->code = code;

  return self;
}

/**
 * sp_analyst_step_free:
 * @self: (transfer full): a step
 */
void
sp_analyst_step_free (SpAnalystStep *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->code, g_free);
  g_free (self);
}

/**
 * sp_analyst_dialogue_next:
 * @request: the conversation so far
 *
 * Returns: (transfer full): what the analyst says or runs next
 */
SpAnalystStep *
sp_analyst_dialogue_next (const SpChatRequest *request)
{
  g_return_val_if_fail (request != NULL, NULL);

  return sp_analyst_step_new (g_strdup (_("I am the built-in analyst. Attach a data file and ask about it.")), NULL);
}
