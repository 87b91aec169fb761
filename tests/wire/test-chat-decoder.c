/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-chat-decoder.h"

#include <string.h>

#include "wire/sp-wire-error.h"

/* What a server sends and what must come out of it: each server's habits of auth.md 3.3, one by one. */
typedef struct
{
  const char *name;
  const char *stream;
  const char *expected;  /* text | reasoning | calls | finish | tokens, or "! " and the error */
} Case;

#define CHUNK(delta) "data: {\"choices\":[{\"index\":0,\"delta\":" delta ",\"finish_reason\":null}]}\n\n"
#define END(reason) "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" reason "\"}]}\n\n"
#define USAGE "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7," \
              "\"completion_tokens_details\":{\"reasoning_tokens\":3}}}\n\n"
#define DONE "data: [DONE]\n\n"

static const Case cases[] = {
  { "openai",
    CHUNK ("{\"role\":\"assistant\",\"content\":\"\"}") CHUNK ("{\"content\":\"Nine \"}") CHUNK ("{\"content\":\"bars\"}")
    END ("stop") USAGE DONE,
    "Nine bars|||0|12,7,3" },
  { "azure-first-chunk",
    "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{}]}\n\n"
    CHUNK ("{\"content\":\"yes\"}") END ("stop") DONE,
    "yes|||0|0,0,0" },
  { "openai-call-in-pieces",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"python\",\"arguments\":\"\"}}]}")
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"co\"}}]}")
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"de\\\":\\\"1\\\"}\"}}]}") END ("tool_calls") DONE,
    "||call_a python {\"code\":\"1\"};|1|0,0,0" },
  { "ollama-whole-call",
    CHUNK ("{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"call_x\",\"index\":0,\"type\":\"function\","
           "\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"2\\\"}\"}}]}") END ("stop") DONE,
    "||call_x python {\"code\":\"2\"};|1|0,0,0" },
  { "two-calls-both-index-0",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"1\\\"}\"}},"
           "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"2\\\"}\"}}]}") END ("tool_calls") DONE,
    "||a python {\"code\":\"1\"};b python {\"code\":\"2\"};|1|0,0,0" },
  { "no-index",
    CHUNK ("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\"}}]}")
    CHUNK ("{\"tool_calls\":[{\"function\":{\"arguments\":\"\\\"1\\\"}\"}}]}")
    CHUNK ("{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"python\",\"arguments\":\"{}\"}}]}") END ("tool_calls") DONE,
    "||a python {\"code\":\"1\"};b python {};|1|0,0,0" },
  { "no-index-no-id",
    CHUNK ("{\"tool_calls\":[{\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"1\\\"}\"}}]}")
    CHUNK ("{\"tool_calls\":[{\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"2\\\"}\"}}]}") END ("stop") DONE,
    "||? python {\"code\":\"1\"};? python {\"code\":\"2\"};|1|0,0,0" },
  { "same-id-twice",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"python\",\"arguments\":\"{}\"}}]}")
    CHUNK ("{\"tool_calls\":[{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"python\",\"arguments\":\"{}\"}}]}") END ("tool_calls") DONE,
    "||a python {};? python {};|1|0,0,0" },
  { "arguments-as-object",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":7,\"function\":{\"name\":\"python\",\"arguments\":{\"code\":\"1\"}}}]}") END ("tool_calls") DONE,
    "||7 python {\"code\":\"1\"};|1|0,0,0" },
  { "empty-arguments",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"python\"}}]}") END ("tool_calls") DONE,
    "||a python {};|1|0,0,0" },
  { "nulls-are-absent",
    CHUNK ("{\"role\":null,\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":null}") CHUNK ("{\"content\":\"ok\"}")
    END ("stop") DONE,
    "ok|hm||0|0,0,0" },
  { "both-kinds-of-reasoning",
    CHUNK ("{\"reasoning\":\"hm\",\"reasoning_content\":\"hm\"}") CHUNK ("{\"content\":\"ok\"}") END ("stop") DONE,
    "ok|hm||0|0,0,0" },
  { "reasoning-of-ollama", CHUNK ("{\"reasoning\":\"so\"}") CHUNK ("{\"content\":\"ok\"}") END ("stop") DONE, "ok|so||0|0,0,0" },
  { "think-tags", CHUNK ("{\"content\":\"<thi\"}") CHUNK ("{\"content\":\"nk>a < b</th\"}") CHUNK ("{\"content\":\"ink>\\n\\nanswer\"}")
    END ("stop") DONE, "answer|a < b||0|0,0,0" },
  { "legacy-function-call",
    CHUNK ("{\"function_call\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\"\"}}") CHUNK ("{\"function_call\":{\"arguments\":\":\\\"1\\\"}\"}}")
    END ("function_call") DONE,
    "||? python {\"code\":\"1\"};|1|0,0,0" },
  { "no-done", CHUNK ("{\"content\":\"x\"}") END ("stop"), "x|||0|0,0,0" },
  { "cr-lf", "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]\r\n\r\n", "x|||0|0,0,0" },
  { "length", CHUNK ("{\"content\":\"x\"}") END ("length") DONE, "x|||2|0,0,0" },
  { "length-with-a-call", CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"co\"}}]}")
    END ("length") DONE, "||a python {\"co;|2|0,0,0" },
  { "filter", CHUNK ("{\"content\":\"x\"}") END ("content_filter") DONE, "x|||3|0,0,0" },
  { "refusal", CHUNK ("{\"refusal\":\"I will not.\"}") END ("stop") DONE, "I will not.|||0|0,0,0" },
  { "not-streamed",
    "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"whole\"},\"finish_reason\":\"stop\"}],"
    "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}",
    "whole|||0|1,2,0" },
  { "broken-off", CHUNK ("{\"content\":\"x\"}"), "! The model server broke off in the middle of its answer" },
  { "nothing", "", "! The model server broke off in the middle of its answer" },
  { "error-in-stream", CHUNK ("{\"content\":\"x\"}") "data: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n" DONE, "! out of memory" },
  { "error-line-of-llama", CHUNK ("{\"content\":\"x\"}") "error: {\"code\":500,\"message\":\"slot lost\",\"type\":\"server_error\"}\n\n", "! slot lost" },
  { "not-json", "data: {nonsense\n\n", "! The model server sent something that cannot be read" },
};

typedef struct
{
  GString *text;
  GString *reasoning;
  GString *arguments;
} Seen;

static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Seen *seen = user_data;

  if (delta->kind == SP_CHAT_DELTA_TEXT)
    g_string_append (seen->text, delta->text);
  else if (delta->kind == SP_CHAT_DELTA_REASONING)
    g_string_append (seen->reasoning, delta->text);
  else if (delta->kind == SP_CHAT_DELTA_TOOL_ARGUMENTS)
    g_string_append (seen->arguments, delta->text);
}

static char *
describe (SpChatReply *reply,
          Seen        *seen,
          const char  *expected)
{
  g_autoptr(GString) calls = g_string_new (NULL);
  gboolean any_id = strstr (expected, "? python") != NULL;

  for (guint i = 0; reply->message->tool_calls != NULL && i < reply->message->tool_calls->len; i++)
    {
      SpChatToolCall *call = reply->message->tool_calls->pdata[i];
      gboolean made_up = any_id && g_str_has_prefix (call->id, "call_");

      g_string_append_printf (calls, "%s %s %s;", made_up ? "?" : call->id, call->name, call->arguments);
    }

  g_assert_cmpstr (seen->text->str, ==, reply->message->text != NULL ? reply->message->text : "");
  return g_strdup_printf ("%s|%s|%s|%d|%d,%d,%d", seen->text->str, seen->reasoning->str, calls->str, reply->finish,
                          (int) reply->input_tokens, (int) reply->output_tokens, (int) reply->reasoning_tokens);
}

/* Runs one case with the stream cut into a first part of @split bytes and then pieces of @size. */
static void
run_case (const Case *c,
          gsize       split,
          gsize       size)
{
  gsize length = strlen (c->stream);
  Seen seen = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  g_autoptr(SpChatDecoder) decoder = sp_chat_decoder_new (delta_cb, &seen);
  g_autoptr(SpChatReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean going = sp_chat_decoder_feed (decoder, c->stream, split, &error);

  for (gsize i = split; going && i < length; i += size)
    going = sp_chat_decoder_feed (decoder, c->stream + i, MIN (size, length - i), &error);
  if (going)
    reply = sp_chat_decoder_finish (decoder, &error);

  if (g_str_has_prefix (c->expected, "! "))
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == SP_WIRE_ERROR || strstr (error->message, "cannot be read") != NULL);
      g_assert_true (g_str_has_prefix (error->message, c->expected + 2));
    }
  else
    {
      g_autofree char *described = NULL;

      g_assert_no_error (error);
      described = describe (reply, &seen, c->expected);
      g_assert_cmpstr (described, ==, c->expected);
    }

  g_string_free (seen.text, TRUE);
  g_string_free (seen.reasoning, TRUE);
  g_string_free (seen.arguments, TRUE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gsize length = strlen (c->stream);

  run_case (c, 0, MAX (length, 1));
  for (gsize split = 0; split <= length; split++)
    run_case (c, split, MAX (length, 1));
  for (gsize size = 1; size <= 16; size++)
    run_case (c, 0, size);
}

static void
test_bounds (void)
{
  g_autoptr(SpChatDecoder) decoder = sp_chat_decoder_new (NULL, NULL);
  g_autofree char *long_text = g_strnfill (1024 * 1024, 'x');
  g_autofree char *chunk = g_strdup_printf ("data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n", long_text);
  g_autoptr(GError) error = NULL;
  guint n_taken = 0;

  while (n_taken < 64 && sp_chat_decoder_feed (decoder, chunk, strlen (chunk), &error))
    n_taken++;
  g_assert_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG);
  g_assert_cmpuint (n_taken, ==, 16);
}

static void
test_call_is_told_once_it_is_known (void)
{
  Seen seen = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  g_autoptr(SpChatDecoder) decoder = sp_chat_decoder_new (delta_cb, &seen);
  const char *piece = CHUNK ("{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"pri\"}}]}");

  g_assert_true (sp_chat_decoder_feed (decoder, piece, strlen (piece), NULL));
  g_assert_cmpstr (seen.arguments->str, ==, "{\"code\":\"pri");
  g_string_free (seen.text, TRUE);
  g_string_free (seen.reasoning, TRUE);
  g_string_free (seen.arguments, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sp/chat-decoder/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/sp/chat-decoder/bounds", test_bounds);
  g_test_add_func ("/sp/chat-decoder/call-is-told-once-it-is-known", test_call_is_told_once_it_is_known);

  return g_test_run ();
}
