/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-base-error.h"
#include "base/sp-json.h"
#include "model/sp-file.h"
#include "model/sp-tool.h"
#include "wire/sp-agent-codec.h"
#include "wire/sp-conversation-codec.h"
#include "wire/sp-file-codec.h"

static const char agent_json[] =
  "{\"object\":\"agent\",\"id\":\"a\",\"name\":\"a\",\"versions\":{\"latest\":{\"object\":\"agent.version\","
  "\"version\":\"3\",\"description\":\"d\",\"metadata\":null,\"created_at\":1762219267.0,\"definition\":{"
  "\"kind\":\"prompt\",\"model\":\"m\",\"instructions\":\"i\",\"temperature\":0.5,"
  "\"reasoning\":{\"effort\":\"low\"},\"tools\":["
  "{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\",\"file_ids\":[\"assistant-1\"],"
  "\"memory_limit\":\"4g\",\"network_policy\":{\"type\":\"disabled\"}}},"
  "{\"type\":\"mcp\",\"server_url\":\"x\",\"odd\":[1]}]}}}}";

static void
test_agent (void)
{
  g_autoptr(JsonObject) json = sp_json_parse_object (agent_json, -1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpAgent) agent = sp_agent_codec_decode (json, &error);
  SpTool *tool = NULL;
  g_autoptr(SpFile) file = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (sp_agent_get_name (agent), ==, "a");
  g_assert_cmpstr (sp_agent_get_version (agent), ==, "3");
  g_assert_cmpstr (sp_agent_get_model (agent), ==, "m");
  g_assert_cmpfloat (sp_agent_get_temperature (agent), ==, 0.5);
  g_assert_cmpfloat (sp_agent_get_top_p (agent), <, 0);
  g_assert_cmpint (sp_agent_get_created (agent), ==, 1762219267);
  g_assert_false (sp_agent_get_dirty (agent));

  tool = sp_agent_find_tool (agent, "code_interpreter");
  file = g_list_model_get_item (sp_tool_get_files (tool), 0);
  g_assert_cmpstr (sp_tool_get_memory_limit (tool), ==, "4g");
  g_assert_cmpstr (sp_file_get_id (file), ==, "assistant-1");
}

static void
test_agent_keeps_what_it_does_not_know (void)
{
  g_autoptr(JsonObject) json = sp_json_parse_object (agent_json, -1, NULL);
  g_autoptr(SpAgent) agent = sp_agent_codec_decode (json, NULL);
  g_autoptr(JsonObject) body = NULL;
  g_autofree char *text = NULL;

  sp_agent_set_model (agent, "m2");
  sp_agent_set_temperature (agent, -1);
  body = sp_agent_codec_encode_version (agent);
  text = sp_json_object_to_string (body);

  g_assert_nonnull (strstr (text, "\"reasoning\":{\"effort\":\"low\"}"));
  g_assert_nonnull (strstr (text, "{\"type\":\"mcp\",\"server_url\":\"x\",\"odd\":[1]}"));
  g_assert_nonnull (strstr (text, "\"network_policy\":{\"type\":\"disabled\"}"));
  g_assert_nonnull (strstr (text, "\"file_ids\":[\"assistant-1\"]"));
  g_assert_nonnull (strstr (text, "\"model\":\"m2\""));
  g_assert_null (strstr (text, "temperature"));
}

static void
test_agent_from_nothing (void)
{
  g_autoptr(SpAgent) agent = sp_agent_new ("n");
  g_autoptr(SpTool) tool = sp_tool_new ("code_interpreter", NULL);
  g_autoptr(JsonObject) body = NULL;
  g_autofree char *text = NULL;

  sp_agent_set_model (agent, "built-in-analyst");
  sp_agent_add_tool (agent, tool);
  body = sp_agent_codec_encode_version (agent);
  text = sp_json_object_to_string (body);
  g_assert_cmpstr (text, ==,
                   "{\"definition\":{\"kind\":\"prompt\",\"model\":\"built-in-analyst\",\"tools\":["
                   "{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\",\"file_ids\":[]}}]}}");
}

static void
test_agent_without_version (void)
{
  g_autoptr(JsonObject) json = sp_json_parse_object ("{\"name\":\"a\",\"versions\":{}}", -1, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (sp_agent_codec_decode (json, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_MISSING);
}

static void
test_conversation (void)
{
  g_autoptr(JsonObject) json =
    sp_json_parse_object ("{\"id\":\"conv_1\",\"created_at\":5,\"metadata\":{\"title\":\"T\"},"
                          "\"sandpiper\":{\"container_id\":\"cntr_1\",\"response_id\":\"resp_1\"}}", -1, NULL);
  g_autoptr(SpConversation) conversation = sp_conversation_new ("local");
  g_autofree char *response_id = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autofree char *text = NULL;

  g_assert_true (sp_conversation_codec_update (conversation, json, &response_id, NULL));
  g_assert_cmpstr (sp_conversation_get_id (conversation), ==, "conv_1");
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "T");
  g_assert_cmpstr (sp_conversation_get_container_id (conversation), ==, "cntr_1");
  g_assert_cmpstr (response_id, ==, "resp_1");

  body = sp_conversation_codec_encode (conversation);
  text = sp_json_object_to_string (body);
  g_assert_cmpstr (text, ==, "{\"metadata\":{\"title\":\"T\"}}");
}

static void
test_conversation_keeps_title (void)
{
  g_autoptr(JsonObject) json = sp_json_parse_object ("{\"id\":\"c\",\"metadata\":null}", -1, NULL);
  g_autoptr(SpConversation) conversation = sp_conversation_new ("local");
  char *response_id = NULL;

  sp_conversation_set_title (conversation, "mine");
  g_assert_true (sp_conversation_codec_update (conversation, json, &response_id, NULL));
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "mine");
  g_assert_null (response_id);
}

static void
test_input (void)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "q");
  g_autoptr(SpFile) file = sp_file_new ("a.csv");
  g_autoptr(JsonArray) input = NULL;
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  sp_file_set_id (file, "assistant-1");
  sp_message_add_attachment (message, file);
  input = sp_conversation_codec_encode_input (message);
  json_node_set_array (node, input);
  text = sp_json_to_string (node);
  g_assert_cmpstr (text, ==,
                   "[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"q\"},"
                   "{\"type\":\"input_file\",\"file_id\":\"assistant-1\",\"filename\":\"a.csv\"}]}]");
}

static void
test_files (void)
{
  g_autoptr(JsonObject) json =
    sp_json_parse_object ("{\"id\":\"assistant-1\",\"bytes\":12,\"created_at\":3.0,\"filename\":\"a/b.csv\","
                          "\"purpose\":\"assistants\"}", -1, NULL);
  g_autoptr(JsonObject) container =
    sp_json_parse_object ("{\"id\":\"cfile_1\",\"bytes\":null,\"path\":\"/mnt/data/sub/plot.png\","
                          "\"container_id\":\"cntr_1\",\"source\":\"assistant\"}", -1, NULL);
  g_autoptr(SpFile) file = sp_file_codec_decode (json, NULL);
  g_autoptr(SpFile) plot = sp_file_codec_decode_container (container, NULL);

  g_assert_cmpint (sp_file_get_size (file), ==, 12);
  g_assert_cmpint (sp_file_get_origin (file), ==, SP_FILE_UPLOADED);
  g_assert_null (strchr (sp_file_get_filename (file), '/'));
  g_assert_cmpstr (sp_file_get_filename (plot), ==, "plot.png");
  g_assert_cmpint (sp_file_get_origin (plot), ==, SP_FILE_GENERATED);
  g_assert_true (sp_file_get_in_sandbox (plot));
}

static void
test_session (void)
{
  g_autoptr(JsonObject) json =
    sp_json_parse_object ("{\"id\":\"cntr_1\",\"created_at\":100,\"status\":\"running\",\"last_active_at\":200,"
                          "\"expires_after\":{\"anchor\":\"last_active_at\",\"minutes\":20}}", -1, NULL);
  g_autoptr(SpSession) session = sp_conversation_codec_decode_session (json, NULL);

  g_assert_cmpstr (sp_session_get_status (session), ==, "running");
  g_assert_cmpint (sp_session_get_expires (session), ==, 200 + 20 * 60);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/agent-codec/decode", test_agent);
  g_test_add_func ("/sp/agent-codec/keeps-what-it-does-not-know", test_agent_keeps_what_it_does_not_know);
  g_test_add_func ("/sp/agent-codec/from-nothing", test_agent_from_nothing);
  g_test_add_func ("/sp/agent-codec/without-version", test_agent_without_version);
  g_test_add_func ("/sp/conversation-codec/update", test_conversation);
  g_test_add_func ("/sp/conversation-codec/keeps-title", test_conversation_keeps_title);
  g_test_add_func ("/sp/conversation-codec/input", test_input);
  g_test_add_func ("/sp/conversation-codec/session", test_session);
  g_test_add_func ("/sp/file-codec/decode", test_files);

  return g_test_run ();
}
