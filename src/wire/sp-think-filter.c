/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Servers without a parser for a model's reasoning leave it in the text, between <think> and </think> at the start of the
 * answer (auth.md 3.3, rule 3 of 3.4). This takes it out while it streams, whatever the pieces are cut like. A tag that
 * comes later is the answer's own. Owned by a decoder; any one thread. */

#include "config.h"

#include "wire/sp-think-filter.h"

#include <string.h>

#define OPENING "<think>"
#define CLOSING "</think>"

typedef enum
{
  STATE_START,      /* nothing but white space has come */
  STATE_REASONING,
  STATE_AFTER,      /* the tag is closed and no text has come */
  STATE_TEXT,
} State;

struct _SpThinkFilter
{
  State    state;
  GString *held;  /* (owned): what may yet become a tag */
};

/**
 * sp_think_filter_new:
 *
 * Returns: (transfer full): a filter before the start of an answer
 */
SpThinkFilter *
sp_think_filter_new (void)
{
  SpThinkFilter *self = g_new0 (SpThinkFilter, 1);

  self->held = g_string_new (NULL);
  return self;
}

/**
 * sp_think_filter_free:
 * @self: (transfer full) (nullable): a filter
 */
void
sp_think_filter_free (SpThinkFilter *self)
{
  if (self == NULL)
    return;

  g_string_free (g_steal_pointer (&self->held), TRUE);
  g_free (self);
}

static void
emit (gboolean     is_reasoning,
      GString     *text,
      gsize        length,
      SpThinkFunc  func,
      gpointer     user_data)
{
  g_autofree char *piece = g_strndup (text->str, length);

  g_string_erase (text, 0, length);
  if (*piece != '\0')
    func (is_reasoning, piece, user_data);
}

/* Whether the filter can go on with what it holds. */
static gboolean
step_start (SpThinkFilter *self,
            SpThinkFunc    func,
            gpointer       user_data)
{
  const char *text = self->held->str;

  while (g_ascii_isspace (*text))
    text++;
  if (strncmp (text, OPENING, MIN (strlen (text), strlen (OPENING))) != 0)
    {
      self->state = STATE_TEXT;
      return TRUE;
    }
  if (strlen (text) < strlen (OPENING))
    return FALSE;

  g_string_erase (self->held, 0, text - self->held->str + strlen (OPENING));
  self->state = STATE_REASONING;
  return TRUE;
}

static gboolean
step_reasoning (SpThinkFilter *self,
                SpThinkFunc    func,
                gpointer       user_data)
{
  const char *closing = strstr (self->held->str, CLOSING);
  gsize keep = MIN (self->held->len, strlen (CLOSING) - 1);

  if (closing != NULL)
    {
      emit (TRUE, self->held, closing - self->held->str, func, user_data);
      g_string_erase (self->held, 0, strlen (CLOSING));
      self->state = STATE_AFTER;
      return TRUE;
    }

  while (keep > 0 && strncmp (self->held->str + self->held->len - keep, CLOSING, keep) != 0)
    keep--;
  emit (TRUE, self->held, self->held->len - keep, func, user_data);
  return FALSE;
}

/* Blank lines between the reasoning and the answer belong to neither. */
static gboolean
step_after (SpThinkFilter *self)
{
  gsize n_blank = strspn (self->held->str, " \t\r\n");

  g_string_erase (self->held, 0, n_blank);
  if (self->held->len == 0)
    return FALSE;

  self->state = STATE_TEXT;
  return TRUE;
}

static gboolean
step (SpThinkFilter *self,
      SpThinkFunc    func,
      gpointer       user_data)
{
  switch (self->state)
    {
    case STATE_START:
      return step_start (self, func, user_data);

    case STATE_REASONING:
      return step_reasoning (self, func, user_data);

    case STATE_AFTER:
      return step_after (self);

    case STATE_TEXT:
      emit (FALSE, self->held, self->held->len, func, user_data);
      return FALSE;

    default:
      g_assert_not_reached ();
    }
}

/**
 * sp_think_filter_feed:
 * @self: a filter
 * @text: more of the answer, cut anywhere between characters
 * @func: (scope call): is called with each stretch of reasoning or text
 * @user_data: for @func
 */
void
sp_think_filter_feed (SpThinkFilter *self,
                      const char    *text,
                      SpThinkFunc    func,
                      gpointer       user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (func != NULL);

  g_string_append (self->held, text);
  while (step (self, func, user_data))
    ;
}

/**
 * sp_think_filter_finish:
 * @self: a filter
 * @func: (scope call): as in sp_think_filter_feed()
 * @user_data: for @func
 *
 * Gives out what was held back in case it became a tag.
 */
void
sp_think_filter_finish (SpThinkFilter *self,
                        SpThinkFunc    func,
                        gpointer       user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  emit (self->state == STATE_REASONING, self->held, self->held->len, func, user_data);
}
