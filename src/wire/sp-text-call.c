/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Models that cannot call tools print the call instead: Python in a fence, or the call as JSON, bare, fenced, or in the tags
 * that some were trained with. This finds it at the end of an answer, so that it can be run as a cell all the same. */

#include "config.h"

#include "wire/sp-text-call.h"

#include <string.h>

#include "base/sp-id.h"
#include "base/sp-json.h"

#define TAG_OPENING "<tool_call>"
#define TAG_CLOSING "</tool_call>"

static SpChatToolCall *
call_for_code (const char *code)
{
  g_autoptr(JsonObject) arguments = json_object_new ();
  g_autofree char *text = NULL;
  g_autofree char *id = sp_id_new ("call");

  json_object_set_string_member (arguments, "code", code);
  text = sp_json_object_to_string (arguments);
  return sp_chat_tool_call_new (id, "python", text);
}

/* The code that a call of "python" carries, whatever its arguments are called: an object with "code", or the text itself. */
static const char *
peek_code (JsonObject *call)
{
  JsonObject *function = sp_json_peek_object (call, "function");
  JsonObject *owner = function != NULL ? function : call;
  JsonObject *arguments = sp_json_peek_object (owner, "arguments");
  const char *name = sp_json_peek_string (owner, "name", "");

  if (arguments == NULL)
    arguments = sp_json_peek_object (owner, "parameters");
  if (!g_str_equal (name, "python") && !g_str_equal (name, "code_interpreter"))
    return NULL;

  return arguments != NULL ? sp_json_peek_string (arguments, "code", NULL) : NULL;
}

static SpChatToolCall *
call_for_json (const char *text,
               gsize       length)
{
  g_autoptr(JsonObject) call = sp_json_parse_object (text, length, NULL);
  const char *code = call != NULL ? peek_code (call) : NULL;

  return code != NULL ? call_for_code (code) : NULL;
}

/* The last line before @end that begins with a fence, from the start of its line. */
static const char *
find_opening_fence (const char *text,
                    const char *end)
{
  const char *found = NULL;

  for (const char *line = text; line < end;)
    {
      const char *next = memchr (line, '\n', end - line);

      if (g_str_has_prefix (line, "```"))
        found = line;
      if (next == NULL)
        break;
      line = next + 1;
    }

  return found;
}

static SpChatToolCall *
find_fenced (const char *text,
             gsize       length,
             gsize      *start)
{
  const char *closing = length >= 3 ? text + length - 3 : NULL;
  const char *opening;
  const char *body;
  g_autofree char *language = NULL;
  g_autofree char *code = NULL;

  if (closing == NULL || strncmp (closing, "```", 3) != 0 || closing == text || closing[-1] != '\n')
    return NULL;

  opening = find_opening_fence (text, closing);
  body = opening != NULL ? strchr (opening, '\n') : NULL;
  if (body == NULL || body >= closing)
    return NULL;

  *start = opening - text;
  language = g_strstrip (g_ascii_strdown (opening + 3, body - opening - 3));
  code = g_strndup (body + 1, closing - body - 1);
  if (g_str_equal (language, "json") || g_str_equal (language, "tool_call"))
    return call_for_json (code, -1);
  if (g_str_equal (language, "python") || g_str_equal (language, "py") || g_str_equal (language, "python3"))
    return call_for_code (code);
  return NULL;
}

static SpChatToolCall *
find_tagged (const char *text,
             gsize       length,
             gsize      *start)
{
  const char *opening = g_strrstr_len (text, length, TAG_OPENING);
  const char *closing;

  if (opening == NULL)
    return NULL;

  *start = opening - text;
  opening += strlen (TAG_OPENING);
  closing = g_strstr_len (opening, text + length - opening, TAG_CLOSING);
  return call_for_json (opening, closing != NULL ? closing - opening : text + length - opening);
}

/**
 * sp_text_call_find:
 * @text: an answer
 * @start: (out): the byte at which the call begins, when there is one
 *
 * Looks whether @text ends with a call of Python that was printed instead of made. Python in a fence with text behind it
 * is an example and no call.
 *
 * Returns: (transfer full) (nullable): the call
 */
SpChatToolCall *
sp_text_call_find (const char *text,
                   gsize      *start)
{
  gsize length;
  SpChatToolCall *call;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (start != NULL, NULL);

  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  *start = strspn (text, " \t\r\n");
  call = text[*start] == '{' ? call_for_json (text + *start, length - *start) : NULL;
  if (call == NULL)
    call = find_tagged (text, length, start);
  if (call == NULL)
    call = find_fenced (text, length, start);
  return call;
}
