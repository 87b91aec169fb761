/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-code-extractor.h"

#include <string.h>

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* The arguments of a tool call arrive in pieces: {"code": "import pan … . A
 * reader who wants to see the code while it is written cannot wait for the
 * closing brace, so this small machine follows the JSON byte by byte and gives
 * out the decoded text of the member `code` as far as it is certain: escapes
 * and characters that are cut by a piece's end are held back until they are
 * whole. Arguments that are no JSON object are taken as the code itself, which
 * some models send. */

typedef enum
{
  STATE_START,        /* before the brace */
  STATE_BEFORE_KEY,
  STATE_KEY,
  STATE_BEFORE_VALUE,
  STATE_CODE,
  STATE_SKIP,         /* inside a value of no interest */
  STATE_SKIP_STRING,
  STATE_DONE,
  STATE_RAW,
} State;

struct _SpCodeExtractor
{
  GString *code;       /* decoded so far */
  GString *key;
  gsize    n_given;    /* bytes of the code that were given out */
  State    state;
  guint    depth;      /* of brackets inside a skipped value */
  guint    escape;     /* 0: none, 1: after a backslash, 2–5: hexadecimal digits */
  guint    unit;       /* the UTF-16 unit that the digits make */
  guint    high;       /* a first half of a pair that waits for the second, or 0 */
};

/**
 * sp_code_extractor_new:
 *
 * Returns: (transfer full): a reader of one call's arguments
 */
SpCodeExtractor *
sp_code_extractor_new (void)
{
  SpCodeExtractor *self = g_new0 (SpCodeExtractor, 1);

  self->code = g_string_new (NULL);
  self->key = g_string_new (NULL);

  return self;
}

static void
free_string (GString *string)
{
  g_string_free (string, TRUE);
}

/**
 * sp_code_extractor_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Frees it.
 */
void
sp_code_extractor_free (SpCodeExtractor *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->code, free_string);
  g_clear_pointer (&self->key, free_string);
  g_free (self); /* the struct itself, in its own free function */
}

static void
flush_high (SpCodeExtractor *self,
            GString         *target)
{
  if (self->high != 0)
    g_string_append (target, "\357\277\275");
  self->high = 0;
}

static void
add_unit (SpCodeExtractor *self,
          GString         *target)
{
  gboolean second_half = self->unit >= 0xdc00 && self->unit <= 0xdfff;

  if (self->high != 0 && second_half)
    {
      g_string_append_unichar (target, 0x10000 + ((self->high - 0xd800) << 10) + (self->unit - 0xdc00));
      self->high = 0;
      return;
    }

  flush_high (self, target);
  if (self->unit >= 0xd800 && self->unit <= 0xdbff)
    self->high = self->unit;
  else if (second_half || self->unit == 0)
    g_string_append (target, "\357\277\275");
  else
    g_string_append_unichar (target, self->unit);
}

static void
add_escape (SpCodeExtractor *self,
            GString         *target,
            char             c)
{
  static const char names[] = "nrtbf";
  static const char values[] = "\n\r\t\b\f";
  const char *found;

  if (self->escape > 1)
    {
      self->unit = self->unit * 16 + (guint) MAX (0, g_ascii_xdigit_value (c));
      self->escape = self->escape == 5 ? 0 : self->escape + 1;
      if (self->escape == 0)
        add_unit (self, target);
      return;
    }

  if (c == 'u')
    {
      self->escape = 2;
      self->unit = 0;
      return;
    }

  flush_high (self, target);
  found = strchr (names, c);
  g_string_append_c (target, found != NULL && c != '\0' ? values[found - names] : c);
  self->escape = 0;
}

/* One byte inside a string; TRUE when it was the closing quote. */
static gboolean
add_string_byte (SpCodeExtractor *self,
                 GString         *target,
                 char             c)
{
  if (self->escape > 0)
    {
      add_escape (self, target, c);
      return FALSE;
    }

  if (c == '\\')
    {
      self->escape = 1;
      return FALSE;
    }

  flush_high (self, target);
  if (c == '"')
    return TRUE;

  g_string_append_c (target, c);

  return FALSE;
}

static void
begin_value (SpCodeExtractor *self,
             char             c)
{
  if (c == ':' || g_ascii_isspace (c))
    return;

  if (c == '"' && g_str_equal (self->key->str, "code"))
    {
      g_string_truncate (self->code, 0);
      self->n_given = 0;
      self->state = STATE_CODE;
    }
  else if (c == '"')
    self->state = STATE_SKIP_STRING;
  else
    {
      self->depth = c == '{' || c == '[' ? 1 : 0;
      self->state = STATE_SKIP;
    }
}

static void
skip_value (SpCodeExtractor *self,
            char             c)
{
  if (c == '"')
    self->state = STATE_SKIP_STRING;
  else if (c == '{' || c == '[')
    self->depth++;
  else if ((c == '}' || c == ']') && self->depth > 0)
    self->depth--;
  else if (c == '}')
    self->state = STATE_DONE;
  else if (c == ',' && self->depth == 0)
    self->state = STATE_BEFORE_KEY;
}

static void
feed_start (SpCodeExtractor *self,
            char             c)
{
  if (c == '{')
    self->state = STATE_BEFORE_KEY;
  else if (!g_ascii_isspace (c))
    {
      self->state = STATE_RAW;
      g_string_append_c (self->code, c);
    }
}

static void
feed_byte (SpCodeExtractor *self,
           char             c)
{
  switch (self->state)
    {
    case STATE_START:
      feed_start (self, c);
      break;

    case STATE_BEFORE_KEY:
      if (c == '"')
        {
          g_string_truncate (self->key, 0);
          self->state = STATE_KEY;
        }
      else if (c == '}')
        self->state = STATE_DONE;
      break;

    case STATE_KEY:
      if (add_string_byte (self, self->key, c))
        self->state = STATE_BEFORE_VALUE;
      break;

    case STATE_BEFORE_VALUE:
      begin_value (self, c);
      break;

    case STATE_CODE:
      if (add_string_byte (self, self->code, c))
        self->state = STATE_SKIP;
      break;

    case STATE_SKIP:
      skip_value (self, c);
      break;

    case STATE_SKIP_STRING:
      g_string_truncate (self->key, 0);
      if (add_string_byte (self, self->key, c))
        self->state = STATE_SKIP;
      break;

    case STATE_RAW:
      g_string_append_c (self->code, c);
      break;

    case STATE_DONE:
    default:
      break;
    }
}

/**
 * sp_code_extractor_feed:
 * @self: a reader
 * @text: the next piece of the arguments
 * @size: its size in bytes
 *
 * Returns: (transfer full): the code that has become certain by it, valid UTF-8;
 *   often empty
 */
char *
sp_code_extractor_feed (SpCodeExtractor *self,
                        const char      *text,
                        gsize            size)
{
  const char *start;
  const char *end;
  char *delta;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL || size == 0, NULL);

  for (gsize i = 0; i < size; i++)
    feed_byte (self, text[i]);

  /* A character may be cut by the end of the piece: give out what is whole. */
  start = self->code->str + self->n_given;
  g_utf8_validate (start, -1, &end);
  delta = g_strndup (start, (gsize) (end - start));
  self->n_given += (gsize) (end - start);

  return delta;
}

/**
 * sp_code_extractor_get_code:
 * @self: a reader
 *
 * Returns: (transfer none): all the code so far; may end inside a character
 */
const char *
sp_code_extractor_get_code (SpCodeExtractor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code->str;
}

/**
 * sp_code_extractor_parse:
 * @arguments: the whole arguments of a call
 * @error: set to %SP_SERVICE_ERROR_INVALID with words that the model can act on
 *
 * Returns: (transfer full): the code, or %NULL when the arguments cannot be read
 */
char *
sp_code_extractor_parse (const char  *arguments,
                         GError     **error)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GError) local_error = NULL;
  const char *code = NULL;
  const char *start = arguments;

  g_return_val_if_fail (arguments != NULL, NULL);

  while (g_ascii_isspace (*start))
    start++;
  if (*start != '{' && *start != '\0')
    return g_strdup (start);

  object = sp_json_parse_object (arguments, -1, &local_error);
  if (object != NULL && sp_json_get_string (object, "code", &code, &local_error))
    return g_strdup (code);

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_arguments", NULL,
                        "The arguments of the call could not be read (%s). Send a JSON object with "
                        "one string member “code”.", local_error->message);

  return NULL;
}
