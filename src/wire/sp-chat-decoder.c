/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the stream of a chat completion, from any of the servers that people run, by the tolerant reader's rules of auth.md
 * 3.4. Bytes in, deltas and at last a reply out; no sockets. Owned by one request; any one thread. */

#include "config.h"

#include "wire/sp-chat-decoder.h"

#include <string.h>

#include "base/sp-json.h"
#include "wire/sp-error-codec.h"
#include "wire/sp-sse-parser.h"
#include "wire/sp-think-filter.h"
#include "wire/sp-tool-call-merger.h"
#include "wire/sp-wire-error.h"

#define MAX_EVENT (16 * 1024 * 1024)
#define MAX_TEXT (16 * 1024 * 1024)
#define MAX_ERROR_LINE (64 * 1024)
#define ERROR_FIELD "error:"

struct _SpChatDecoder
{
  SpSseParser      *parser;    /* (owned) */
  SpThinkFilter    *filter;    /* (owned) */
  SpToolCallMerger *calls;     /* (owned) */
  GString          *text;      /* (owned) */
  GString          *plain;     /* (owned): the body while it may be no stream but one JSON object */
  GString          *line;      /* (owned): the line that is coming, while it may be "error: …" */
  SpChatReply      *reply;     /* (owned) (nullable) */
  SpChatDeltaFunc   delta;
  gpointer          delta_data;
  guint             finished : 1;   /* a finish_reason or [DONE] has come */
  guint             has_events : 1;
  guint             skip_line : 1;  /* the line that is coming is not an error */
};

/**
 * sp_chat_decoder_new:
 * @delta: (nullable): is called with each piece of the answer
 * @delta_data: for @delta
 *
 * Returns: (transfer full): a decoder before the first byte
 */
SpChatDecoder *
sp_chat_decoder_new (SpChatDeltaFunc delta,
                     gpointer        delta_data)
{
  SpChatDecoder *self = g_new0 (SpChatDecoder, 1);

  self->parser = sp_sse_parser_new (MAX_EVENT);
  self->filter = sp_think_filter_new ();
  self->calls = sp_tool_call_merger_new (delta, delta_data);
  self->text = g_string_new (NULL);
  self->plain = g_string_new (NULL);
  self->line = g_string_new (NULL);
  self->reply = sp_chat_reply_new ();
  self->delta = delta;
  self->delta_data = delta_data;
  return self;
}

/**
 * sp_chat_decoder_free:
 * @self: (transfer full) (nullable): a decoder
 */
void
sp_chat_decoder_free (SpChatDecoder *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->parser, sp_sse_parser_free);
  g_clear_pointer (&self->filter, sp_think_filter_free);
  g_clear_pointer (&self->calls, sp_tool_call_merger_free);
  g_string_free (g_steal_pointer (&self->text), TRUE);
  g_string_free (g_steal_pointer (&self->plain), TRUE);
  g_string_free (g_steal_pointer (&self->line), TRUE);
  g_clear_pointer (&self->reply, sp_chat_reply_free);
  g_free (self);
}

static void
tell (SpChatDecoder   *self,
      SpChatDeltaKind  kind,
      const char      *text)
{
  SpChatDelta delta = { kind, 0, NULL, NULL, text };

  if (self->delta != NULL && *text != '\0')
    self->delta (&delta, self->delta_data);
}

static void
think_cb (gboolean    is_reasoning,
          const char *text,
          gpointer    user_data)
{
  SpChatDecoder *self = user_data;

  if (!is_reasoning)
    g_string_append (self->text, text);
  tell (self, is_reasoning ? SP_CHAT_DELTA_REASONING : SP_CHAT_DELTA_TEXT, text);
}

static gboolean
fail_with_info (const SpErrorInfo  *info,
                GError            **error)
{
  g_set_error_literal (error, SP_WIRE_ERROR, SP_WIRE_ERROR_EVENT, info->message);
  return FALSE;
}

static void
read_usage (SpChatDecoder *self,
            JsonObject    *usage)
{
  JsonObject *details = sp_json_peek_object (usage, "completion_tokens_details");

  self->reply->input_tokens = MAX (sp_json_peek_int (usage, "prompt_tokens", 0), 0);
  self->reply->output_tokens = MAX (sp_json_peek_int (usage, "completion_tokens", 0), 0);
  if (details != NULL)
    self->reply->reasoning_tokens = MAX (sp_json_peek_int (details, "reasoning_tokens", 0), 0);
}

static void
read_finish (SpChatDecoder *self,
             const char    *reason)
{
  self->finished = TRUE;
  if (g_str_equal (reason, "length"))
    self->reply->finish = SP_CHAT_FINISH_LENGTH;
  else if (g_str_equal (reason, "content_filter"))
    self->reply->finish = SP_CHAT_FINISH_FILTER;
}

static gboolean
read_delta (SpChatDecoder  *self,
            JsonObject     *delta,
            GError        **error)
{
  const char *reasoning = sp_json_peek_string (delta, "reasoning_content", NULL);
  const char *content = sp_json_peek_string (delta, "content", NULL);
  const char *refusal = sp_json_peek_string (delta, "refusal", NULL);
  JsonArray *calls = sp_json_peek_array (delta, "tool_calls");
  JsonObject *legacy = sp_json_peek_object (delta, "function_call");

  /* Some builds send both with the same text. */
  if (reasoning == NULL)
    reasoning = sp_json_peek_string (delta, "reasoning", NULL);
  if (reasoning != NULL)
    tell (self, SP_CHAT_DELTA_REASONING, reasoning);
  if (content != NULL)
    sp_think_filter_feed (self->filter, content, think_cb, self);
  if (refusal != NULL)
    sp_think_filter_feed (self->filter, refusal, think_cb, self);

  if (self->text->len > MAX_TEXT)
    {
      g_set_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG, "The model wrote more than %d bytes", MAX_TEXT);
      return FALSE;
    }

  return (calls == NULL || sp_tool_call_merger_feed (self->calls, calls, error)) &&
         (legacy == NULL || sp_tool_call_merger_feed_legacy (self->calls, legacy, error));
}

/* A chunk of a stream, or a whole completion from a server that does not stream: "message" stands for "delta" then. */
static gboolean
read_chunk (SpChatDecoder  *self,
            JsonObject     *chunk,
            GError        **error)
{
  JsonArray *choices = sp_json_peek_array (chunk, "choices");
  JsonObject *usage = sp_json_peek_object (chunk, "usage");
  JsonNode *first = choices != NULL && json_array_get_length (choices) > 0 ? json_array_get_element (choices, 0) : NULL;
  JsonObject *choice = first != NULL && JSON_NODE_HOLDS_OBJECT (first) ? json_node_get_object (first) : NULL;
  JsonObject *delta;
  const char *reason;

  if (usage != NULL)
    read_usage (self, usage);
  if (choice == NULL)
    return TRUE;

  delta = sp_json_peek_object (choice, "delta");
  if (delta == NULL)
    delta = sp_json_peek_object (choice, "message");
  if (delta != NULL && !read_delta (self, delta, error))
    return FALSE;

  reason = sp_json_peek_string (choice, "finish_reason", NULL);
  if (reason != NULL && *reason != '\0')
    read_finish (self, reason);
  return TRUE;
}

static gboolean
read_body (SpChatDecoder  *self,
           const char     *data,
           gsize           length,
           GError        **error)
{
  g_autoptr(JsonObject) chunk = sp_json_parse_object (data, length, error);

  if (chunk == NULL)
    {
      g_prefix_error (error, "The model server sent something that cannot be read: ");
      return FALSE;
    }
  if (json_object_has_member (chunk, "error") && !json_object_get_null_member (chunk, "error"))
    {
      g_autoptr(SpErrorInfo) info = sp_error_codec_from_object (chunk);

      return fail_with_info (info, error);
    }

  return read_chunk (self, chunk, error);
}

static gboolean
event_cb (const char  *name,
          const char  *data,
          gsize        length,
          gpointer     user_data,
          GError     **error)
{
  SpChatDecoder *self = user_data;

  self->has_events = TRUE;
  if (g_str_equal (data, "[DONE]"))
    {
      self->finished = TRUE;
      return TRUE;
    }

  return length == 0 || read_body (self, data, length, error);
}

static gboolean
is_error_line (GString *line)
{
  return strncmp (line->str, ERROR_FIELD, MIN (line->len, strlen (ERROR_FIELD))) == 0;
}

/* Older builds of llama.cpp report an error in a line "error: {…}", which the framing has no field for (auth.md 3.3). Collects
 * such a line; all others are let go at their first differing byte. */
static gboolean
watch_for_error_line (SpChatDecoder  *self,
                      const char     *bytes,
                      gsize           length,
                      GError        **error)
{
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] != '\n' && !self->skip_line)
        {
          g_string_append_c (self->line, bytes[i]);
          self->skip_line = !is_error_line (self->line) || self->line->len > MAX_ERROR_LINE;
        }
      else if (bytes[i] == '\n')
        {
          if (!self->skip_line && self->line->len > strlen (ERROR_FIELD))
            {
              g_autoptr(SpErrorInfo) info = sp_error_codec_parse (self->line->str + strlen (ERROR_FIELD), -1);

              return fail_with_info (info, error);
            }
          g_string_truncate (self->line, 0);
          self->skip_line = FALSE;
        }
    }

  return TRUE;
}

/**
 * sp_chat_decoder_feed:
 * @self: a decoder
 * @bytes: more of the body
 * @length: how many bytes
 * @error: return location
 *
 * Takes in a stretch of the body, cut anywhere.
 *
 * Returns: %FALSE with %SP_WIRE_ERROR_EVENT and the server's words when it reports an error, or when what it sent is no JSON,
 *   with %SP_WIRE_ERROR_TOO_LONG when a bound is passed
 */
gboolean
sp_chat_decoder_feed (SpChatDecoder  *self,
                      const char     *bytes,
                      gsize           length,
                      GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  /* Kept until the first event, for a server that answers with one JSON object. */
  if (!self->has_events && self->plain->len + length <= MAX_EVENT)
    g_string_append_len (self->plain, bytes, length);

  return watch_for_error_line (self, bytes, length, error) &&
         sp_sse_parser_feed (self->parser, bytes, length, event_cb, self, error);
}

/* A body without events: one whole completion, or an error, from a server that did not stream. */
static gboolean
read_plain (SpChatDecoder  *self,
            GError        **error)
{
  const char *text = self->plain->str;

  while (g_ascii_isspace (*text))
    text++;
  return *text != '{' || read_body (self, text, strlen (text), error);
}

/**
 * sp_chat_decoder_finish:
 * @self: a decoder, which can only be freed afterwards
 * @error: return location
 *
 * Ends the answer at the end of the body.
 *
 * Returns: (transfer full): the whole answer, or %NULL with an error of sp_chat_decoder_feed(), or with %SP_WIRE_ERROR_SHAPE
 *   when the stream broke off before the model had finished
 */
SpChatReply *
sp_chat_decoder_finish (SpChatDecoder  *self,
                        GError        **error)
{
  g_return_val_if_fail (self != NULL && self->reply != NULL, NULL);

  if (!watch_for_error_line (self, "\n", 1, error) || !sp_sse_parser_finish (self->parser, event_cb, self, error))
    return NULL;
  if (!self->has_events && !read_plain (self, error))
    return NULL;
  if (!self->finished)
    {
      g_set_error_literal (error, SP_WIRE_ERROR, SP_WIRE_ERROR_SHAPE, "The model server broke off in the middle of its answer");
      return NULL;
    }

  sp_think_filter_finish (self->filter, think_cb, self);
  if (self->text->len > 0)
    self->reply->message->text = g_strndup (self->text->str, self->text->len);
  self->reply->message->tool_calls = sp_tool_call_merger_finish (self->calls);
  if (self->reply->message->tool_calls != NULL && self->reply->finish == SP_CHAT_FINISH_STOP)
    self->reply->finish = SP_CHAT_FINISH_TOOL_CALLS;
  return g_steal_pointer (&self->reply);
}
