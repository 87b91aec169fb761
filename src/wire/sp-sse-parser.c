/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSseParser: bytes → events of a text/event-stream, cut anywhere (foundry-v2.md 5.7). Owned by whoever reads the
 * stream; any one thread. It keeps at most one line and one event. */

#include "config.h"

#include "wire/sp-sse-parser.h"

#include <string.h>

#include "wire/sp-wire-error.h"

struct _SpSseParser
{
  gsize    max_event;
  GString *line;      /* (owned): the line that has not ended yet */
  GString *data;      /* (owned): the data lines of the event that has not ended yet */
  char    *name;      /* (owned) (nullable): its name */

  guint    has_data : 1;
  guint    after_cr : 1;   /* a line feed here belongs to the carriage return before it */
  guint    started : 1;    /* the first line has been read, no byte order mark can follow */
};

/**
 * sp_sse_parser_new:
 * @max_event: the most bytes that a line or an event may hold; #SP_SSE_MAX_EVENT is a good value
 *
 * Returns: (transfer full): a parser at the beginning of a stream
 */
SpSseParser *
sp_sse_parser_new (gsize max_event)
{
  SpSseParser *self = g_new0 (SpSseParser, 1);

  self->max_event = max_event;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  return self;
}

/**
 * sp_sse_parser_free:
 * @self: (transfer full): a parser
 */
void
sp_sse_parser_free (SpSseParser *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_clear_pointer (&self->name, g_free);
  g_free (self);
}

/* An event without data is dropped, as the standard says; "[DONE]" is OpenAI's end mark and tells nothing that the
 * last event has not told. */
static gboolean
dispatch (SpSseParser  *self,
          SpSseFunc     func,
          gpointer      user_data,
          GError      **error)
{
  g_autofree char *name = g_steal_pointer (&self->name);
  gboolean ok = TRUE;

  if (self->has_data && self->data->len > 0 && strcmp (self->data->str, "[DONE]") != 0)
    ok = func (name, self->data->str, self->data->len, user_data, error);

  g_string_truncate (self->data, 0);
  self->has_data = FALSE;
  return ok;
}

static gboolean
is_field (const char *line,
          gsize       name_length,
          const char *name)
{
  return name_length == strlen (name) && memcmp (line, name, name_length) == 0;
}

/* "id" and "retry" are for reconnecting browsers: our streams number their events themselves. */
static gboolean
take_field (SpSseParser  *self,
            GError      **error)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize) (colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;

  if (*value == ' ')
    value++;

  if (is_field (line, name_length, "event"))
    {
      g_clear_pointer (&self->name, g_free);
      self->name = g_strdup (value);
    }
  else if (is_field (line, name_length, "data"))
    {
      gsize value_length = length - (gsize) (value - line);

      if (self->data->len + value_length > self->max_event)
        {
          g_set_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG,
                       "An event of the stream is longer than %" G_GSIZE_FORMAT " bytes",
                       self->max_event);
          return FALSE;
        }
      if (self->has_data)
        g_string_append_c (self->data, '\n');
      g_string_append_len (self->data, value, (gssize) value_length);
      self->has_data = TRUE;
    }

  return TRUE;
}

static gboolean
take_line (SpSseParser  *self,
           SpSseFunc     func,
           gpointer      user_data,
           GError      **error)
{
  gboolean ok = TRUE;

  if (!self->started && g_str_has_prefix (self->line->str, "\xEF\xBB\xBF"))
    g_string_erase (self->line, 0, 3);
  self->started = TRUE;

  if (self->line->len == 0)
    ok = dispatch (self, func, user_data, error);
  else if (self->line->str[0] != ':')
    ok = take_field (self, error);

  g_string_truncate (self->line, 0);
  return ok;
}

/**
 * sp_sse_parser_feed:
 * @self: a parser
 * @bytes: the next bytes of the stream
 * @length: how many
 * @func: (scope call): called for each event that ends in them, in order
 * @user_data: for @func
 *
 * Lines end with a line feed, a carriage return or both. After an error the parser must not be fed again.
 *
 * Returns: %FALSE with @error of SP_WIRE_ERROR_TOO_LONG, or with the error of @func, which stops at the first
 */
gboolean
sp_sse_parser_feed (SpSseParser  *self,
                    const char   *bytes,
                    gsize         length,
                    SpSseFunc     func,
                    gpointer      user_data,
                    GError      **error)
{
  const char *end = bytes + length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  while (bytes < end)
    {
      const char *stop = bytes;

      if (self->after_cr && *bytes == '\n')
        {
          self->after_cr = FALSE;
          bytes++;
          continue;
        }
      self->after_cr = FALSE;

      while (stop < end && *stop != '\n' && *stop != '\r')
        stop++;
      g_string_append_len (self->line, bytes, stop - bytes);
      if (self->line->len > self->max_event)
        {
          g_set_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG,
                       "A line of the stream is longer than %" G_GSIZE_FORMAT " bytes",
                       self->max_event);
          return FALSE;
        }
      if (stop == end)
        break;

      self->after_cr = *stop == '\r';
      bytes = stop + 1;
      if (!take_line (self, func, user_data, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * sp_sse_parser_finish:
 * @self: a parser
 * @func: (scope call): called for the event that the end of the stream ends, if there is one
 * @user_data: for @func
 *
 * Tells that the stream has ended. A last event without its empty line counts: servers forget it.
 *
 * Returns: as sp_sse_parser_feed()
 */
gboolean
sp_sse_parser_finish (SpSseParser  *self,
                      SpSseFunc     func,
                      gpointer      user_data,
                      GError      **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  if (self->line->len > 0 && !take_line (self, func, user_data, error))
    return FALSE;
  return dispatch (self, func, user_data, error);
}
