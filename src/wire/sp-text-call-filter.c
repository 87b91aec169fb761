/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* While a model that cannot call tools streams its answer, a fence of Python may be the call that it makes or an example that
 * it explains: only what follows tells. This lets through all text up to such a place at once, holds the place back until it
 * is clear, and so a call is never shown as text first and as a cell again. Owned by one request; any one thread. */

#include "config.h"

#include "wire/sp-text-call-filter.h"

#include <string.h>

#include "wire/sp-text-call.h"

#define FENCE "```"
#define TAG "<tool_call>"

struct _SpTextCallFilter
{
  GString         *text;    /* (owned): the whole answer */
  gsize            n_told;  /* bytes of it that were let through */
  gsize            n_seen;  /* bytes of whole lines that need not be looked at again */
  SpChatDeltaFunc  delta;
  gpointer         delta_data;
};

/**
 * sp_text_call_filter_new:
 * @delta: is told of text that is let through, and at the end of the call
 * @delta_data: for @delta
 *
 * Returns: (transfer full): a filter before the start of an answer
 */
SpTextCallFilter *
sp_text_call_filter_new (SpChatDeltaFunc delta,
                         gpointer        delta_data)
{
  SpTextCallFilter *self;

  g_return_val_if_fail (delta != NULL, NULL);

  self = g_new0 (SpTextCallFilter, 1);
  self->text = g_string_new (NULL);
  self->delta = delta;
  self->delta_data = delta_data;
  return self;
}

/**
 * sp_text_call_filter_free:
 * @self: (transfer full) (nullable): a filter
 */
void
sp_text_call_filter_free (SpTextCallFilter *self)
{
  if (self == NULL)
    return;

  g_string_free (g_steal_pointer (&self->text), TRUE);
  g_free (self);
}

static void
let_through (SpTextCallFilter *self,
             gsize             end)
{
  SpChatDelta delta = { SP_CHAT_DELTA_TEXT };
  g_autofree char *piece = NULL;

  if (end <= self->n_told)
    return;

  piece = g_strndup (self->text->str + self->n_told, end - self->n_told);
  delta.text = piece;
  self->n_told = end;
  self->delta (&delta, self->delta_data);
}

/* Whether @line begins with @mark, or may once it is longer. */
static gboolean
may_begin_with (const char *line,
                const char *mark)
{
  return strncmp (line, mark, MIN (strlen (line), strlen (mark))) == 0;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

/* The end of the fence that opens at @line, or NULL while it is open or nothing but blanks follows: then it may be a call. */
static const char *
find_end_of_example (const char *line)
{
  const char *closing = strstr (line, "\n" FENCE);
  const char *next = closing != NULL ? strchr (closing + 1, '\n') : NULL;

  return next != NULL && !is_blank (next) ? next : NULL;
}

/* The byte up to which the answer is certainly no call. */
static gsize
find_safe_end (SpTextCallFilter *self)
{
  const char *start = self->text->str;
  const char *line = start + self->n_seen;

  if (start[strspn (start, " \t\r\n")] == '{')
    return 0;

  while (line != NULL && *line != '\0')
    {
      const char *next = strchr (line, '\n');

      if (may_begin_with (line, FENCE))
        {
          next = find_end_of_example (line);
          if (next == NULL)
            return line - start;
        }
      else
        {
          const char *tag = strchr (line, '<');

          if (tag != NULL && (next == NULL || tag < next) && may_begin_with (tag, TAG))
            return tag - start;
        }
      line = next != NULL ? next + 1 : NULL;
      if (line != NULL)
        self->n_seen = line - start;
    }

  return self->text->len;
}

/**
 * sp_text_call_filter_feed:
 * @self: a filter
 * @text: more of the answer
 */
void
sp_text_call_filter_feed (SpTextCallFilter *self,
                          const char       *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  g_string_append (self->text, text);
  let_through (self, find_safe_end (self));
}

/**
 * sp_text_call_filter_finish:
 * @self: a filter
 * @take_call: whether a call may be taken: not when the model has made one properly or was cut off
 * @text: (out) (transfer full) (nullable): what the answer says besides the call
 *
 * Ends the answer: what was held back is let through as text, or told of as a call.
 *
 * Returns: (transfer full) (nullable): the call that the answer ends with
 */
SpChatToolCall *
sp_text_call_filter_finish (SpTextCallFilter  *self,
                            gboolean           take_call,
                            char             **text)
{
  g_autoptr(SpChatToolCall) call = NULL;
  gsize start = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (take_call)
    call = sp_text_call_find (self->text->str, &start);
  let_through (self, call != NULL ? start : self->text->len);
  *text = call == NULL ? g_strdup (self->text->str) : g_strchomp (g_strndup (self->text->str, start));
  if (**text == '\0')
    g_clear_pointer (text, g_free);

  if (call != NULL)
    {
      SpChatDelta begins = { SP_CHAT_DELTA_TOOL_CALL, 0, call->id, call->name, NULL };
      SpChatDelta arguments = { SP_CHAT_DELTA_TOOL_ARGUMENTS, 0, NULL, NULL, call->arguments };

      self->delta (&begins, self->delta_data);
      self->delta (&arguments, self->delta_data);
    }

  return g_steal_pointer (&call);
}
