/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-chat-encoder.h"

#include <string.h>

#include "base/sp-json.h"

static SpChatRequest *
make_request (void)
{
  SpChatRequest *request = sp_chat_request_new ("m");
  SpChatMessage *call = sp_chat_message_new (SP_CHAT_ASSISTANT, NULL);
  SpChatMessage *answer = sp_chat_message_new (SP_CHAT_TOOL, "2");
  g_autoptr(JsonNode) tools = sp_json_parse ("[{\"type\":\"function\"}]", -1, NULL);

  call->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (call->tool_calls, sp_chat_tool_call_new ("call_1", "python", "{\"code\":\"1+1\"}"));
  answer->tool_call_id = g_strdup ("call_1");
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_SYSTEM, "Be brief."));
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_USER, "1+1?"));
  g_ptr_array_add (request->messages, call);
  g_ptr_array_add (request->messages, answer);
  request->tools = json_node_dup_array (tools);
  request->temperature = 0.5;
  request->max_output_tokens = 100;
  return request;
}

static void
test_native (void)
{
  SpChatDialect dialect = { "gpt-x" };
  g_autoptr(SpChatRequest) request = make_request ();
  g_autoptr(JsonObject) body = sp_chat_encoder_encode (request, &dialect);
  g_autofree char *text = sp_json_object_to_string (body);

  g_assert_cmpstr (text, ==,
                   "{\"model\":\"gpt-x\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":["
                   "{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"1+1?\"},"
                   "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                   "\"function\":{\"name\":\"python\",\"arguments\":\"{\\\"code\\\":\\\"1+1\\\"}\"}}]},"
                   "{\"role\":\"tool\",\"content\":\"2\",\"tool_call_id\":\"call_1\"}],"
                   "\"tools\":[{\"type\":\"function\"}],\"tool_choice\":\"auto\",\"parallel_tool_calls\":false,"
                   "\"temperature\":0.5,\"max_completion_tokens\":100}");
}

static void
test_as_text (void)
{
  SpChatDialect dialect = { NULL, TRUE, TRUE, TRUE };
  g_autoptr(SpChatRequest) request = make_request ();
  g_autoptr(JsonObject) body = sp_chat_encoder_encode (request, &dialect);
  JsonArray *messages = sp_json_peek_array (body, "messages");
  JsonObject *said = json_array_get_object_element (messages, 2);
  JsonObject *printed = json_array_get_object_element (messages, 3);

  g_assert_cmpstr (sp_json_peek_string (body, "model", NULL), ==, "m");
  g_assert_false (json_object_has_member (body, "tools"));
  g_assert_false (json_object_has_member (body, "stream_options"));
  g_assert_cmpint (sp_json_peek_int (body, "max_tokens", 0), ==, 100);
  g_assert_cmpstr (sp_json_peek_string (said, "content", NULL), ==, "```python\n1+1\n```\n");
  g_assert_cmpstr (sp_json_peek_string (printed, "role", NULL), ==, "user");
  g_assert_cmpstr (sp_json_peek_string (printed, "content", NULL), ==, "The code printed:\n\n2");
}

static void
test_broken_arguments_are_not_replayed (void)
{
  SpChatDialect dialect = { NULL };
  g_autoptr(SpChatRequest) request = make_request ();
  SpChatMessage *said = request->messages->pdata[2];
  SpChatToolCall *call = said->tool_calls->pdata[0];
  g_autoptr(JsonObject) body = NULL;
  g_autofree char *text = NULL;

  g_free (call->arguments);
  call->arguments = g_strdup ("{\"code\": \"never en");
  body = sp_chat_encoder_encode (request, &dialect);
  text = sp_json_object_to_string (body);
  g_assert_nonnull (strstr (text, "\"arguments\":\"{}\""));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/chat-encoder/native", test_native);
  g_test_add_func ("/sp/chat-encoder/as-text", test_as_text);
  g_test_add_func ("/sp/chat-encoder/broken-arguments-are-not-replayed", test_broken_arguments_are_not_replayed);

  return g_test_run ();
}
