/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-json.h"
#include "engine-test-utils.h"

/* What is refused, with which code and naming which member; and the families
 * of the API that need no model: agents, conversations, files, containers. */

typedef struct
{
  const char     *body;
  SpServiceError  error;
  const char     *code;
  const char     *param;
} Refusal;

static const Refusal refusals[] = {
  { "{}", SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "model" },
  { "{'model':'scripted'}", SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "input" },
  { "{'model':'nobody','input':'x'}", SP_SERVICE_ERROR_NOT_FOUND, "DeploymentNotFound", "model" },
  { "{'model':7,'input':'x'}", SP_SERVICE_ERROR_INVALID, "invalid_type", "model" },
  { "{'model':'scripted','input':7}", SP_SERVICE_ERROR_INVALID, "invalid_type", "input" },
  { "{'model':'scripted','input':[7]}", SP_SERVICE_ERROR_INVALID, "invalid_type", "input[0]" },
  { "{'model':'scripted','input':[{'role':'nobody','content':'x'}]}",
    SP_SERVICE_ERROR_INVALID, "invalid_value", "input[0]" },
  { "{'model':'scripted','input':[{'role':'user','content':7}]}",
    SP_SERVICE_ERROR_INVALID, "invalid_type", "input[0]" },
  { "{'model':'scripted','input':[{'role':'user','content':[{'type':'input_file'}]}]}",
    SP_SERVICE_ERROR_INVALID, "invalid_value", "input[0]" },
  { "{'model':'scripted','input':[{'role':'user','content':[{'type':'input_file','file_id':'assistant-no'}]}]}",
    SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'agent':{'name':'helper'},'input':[{'type':'code_interpreter_call','code':'x'}]}",
    SP_SERVICE_ERROR_INVALID, "invalid_payload", "input[0]" },
  { "{'model':'scripted','input':[{'type':'code_interpreter_call','code':'x','outputs':[7]}]}",
    SP_SERVICE_ERROR_INVALID, "invalid_type", "input[0]" },
  { "{'model':'scripted','input':[{'type':'item_reference','id':'msg_no'}]}",
    SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'model':'scripted','input':'x','stream':'yes'}", SP_SERVICE_ERROR_INVALID, "invalid_type", "stream" },
  { "{'model':'scripted','input':'x','temperature':3}", SP_SERVICE_ERROR_INVALID, "invalid_value", "temperature" },
  { "{'model':'scripted','input':'x','max_output_tokens':0.5}",
    SP_SERVICE_ERROR_INVALID, "invalid_type", "max_output_tokens" },
  { "{'model':'scripted','input':'x','metadata':{'a':1}}", SP_SERVICE_ERROR_INVALID, "invalid_type", "metadata" },
  { "{'model':'scripted','input':'x','include':'all'}", SP_SERVICE_ERROR_INVALID, "invalid_type", "include" },
  { "{'model':'scripted','input':'x','tools':{}}", SP_SERVICE_ERROR_INVALID, "invalid_type", "tools" },
  { "{'model':'scripted','input':'x','tools':[{}]}", SP_SERVICE_ERROR_INVALID, "invalid_type", "tools" },
  { "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter','container':{'memory_limit':'2g'}}]}",
    SP_SERVICE_ERROR_INVALID, "invalid_value", "tools" },
  { "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter','container':'cntr_no'}]}",
    SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter','container':{'file_ids':['no']}}]}",
    SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'model':'scripted','input':'x','tool_choice':7}", SP_SERVICE_ERROR_INVALID, "invalid_type", "tool_choice" },
  { "{'model':'scripted','input':'x','tool_choice':'any'}", SP_SERVICE_ERROR_INVALID, "invalid_value", "tool_choice" },
  { "{'model':'scripted','input':'x','truncation':'any'}", SP_SERVICE_ERROR_INVALID, "invalid_value", "truncation" },
  { "{'model':'scripted','input':'x','reasoning':'low'}", SP_SERVICE_ERROR_INVALID, "invalid_type", "reasoning" },
  { "{'model':'scripted','input':'x','text':{'format':{'type':'xml'}}}",
    SP_SERVICE_ERROR_INVALID, "invalid_value", "text.format" },
  { "{'model':'scripted','input':'x','background':true,'store':false}",
    SP_SERVICE_ERROR_INVALID, "invalid_value", "background" },
  { "{'model':'scripted','input':'x','conversation':'conv_no'}", SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'model':'scripted','input':'x','conversation':7}", SP_SERVICE_ERROR_INVALID, "invalid_type", "conversation" },
  { "{'model':'scripted','input':'x','previous_response_id':'resp_no'}",
    SP_SERVICE_ERROR_INVALID, "previous_response_not_found", "previous_response_id" },
  { "{'input':'x','agent_reference':{'type':'agent_reference','name':'nobody'}}",
    SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'input':'x','agent_reference':{'name':'helper'}}",
    SP_SERVICE_ERROR_INVALID, "invalid_payload", "agent_reference" },
  { "{'input':'x','agent_reference':{'type':'agent_reference','name':'helper','version':'9'}}",
    SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL },
  { "{'input':'x','agent_reference':{'type':'agent_reference','name':'helper'},'tools':[]}",
    SP_SERVICE_ERROR_INVALID, "invalid_payload", "tools" },
  { "{'input':'x','agent':{'name':'helper'},'text':{}}", SP_SERVICE_ERROR_INVALID, "invalid_payload", "text" },
};

static void
test_refusals (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(JsonObject) agent = fixture_agent (fixture, "helper");

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(JsonObject) body = parse (refusals[i].body);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", refusals[i].body);
      g_assert_null (sp_engine_create_response (fixture->engine, body, &error));
      g_assert_error (error, SP_SERVICE_ERROR, (int) refusals[i].error);
      g_assert_cmpstr (sp_service_error_get_code (error), ==, refusals[i].code);
      g_assert_cmpstr (sp_service_error_get_param (error), ==, refusals[i].param);
      g_assert_cmpuint (strlen (error->message), >, 10);
    }

  g_assert_false (sp_engine_get_busy (fixture->engine));
}

static void
test_deep_body (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *open = g_strnfill (50, '[');
  g_autofree char *close = g_strnfill (50, ']');
  g_autofree char *json = g_strdup_printf ("{'model':'scripted','input':'x','deep':%s%s,"
                                           "'definition':{'kind':'prompt','model':'scripted'}}", open, close);
  g_autoptr(JsonObject) body = parse (json);
  g_autoptr(GError) error = NULL;

  g_assert_null (sp_engine_create_response (fixture->engine, body, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (sp_engine_create_agent_version (fixture->engine, "a", body, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
  g_clear_error (&error);
  json_object_set_array_member (body, "items", json_array_new ());
  g_assert_null (sp_engine_create_conversation (fixture->engine, body, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
}

static void
test_exclusive (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (body, "model", "scripted");
  json_object_set_string_member (body, "conversation", conversation);
  json_object_set_string_member (body, "previous_response_id", "resp_any");
  g_assert_null (sp_engine_create_response (fixture->engine, body, &error));
  g_assert_cmpstr (sp_service_error_get_code (error), ==, "mutually_exclusive_parameters");
}

static void
test_older_form (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(JsonObject) agent = fixture_agent (fixture, "helper");
  g_autoptr(JsonObject) response = NULL;

  test_model_add_text (fixture->model, "Hi.");
  response = fixture_answer (fixture, "{'agent':{'type':'agent_reference','name':'helper','version':'1'},'input':'x'}");
  g_assert_cmpstr (member (response, "$.agent.type"), ==, "agent_id");
  g_assert_cmpstr (member (response, "$.agent_reference.name"), ==, "helper");
}

static void
test_agents (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(JsonObject) body = parse ("{'name':'one','definition':{'kind':'prompt','model':'scripted','x-own':[1]}}");
  g_autoptr(JsonObject) agent = NULL;
  g_autoptr(JsonObject) same = NULL;
  g_autoptr(JsonObject) changed = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(GError) error = NULL;

  agent = sp_engine_create_agent (fixture->engine, body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (member (agent, "$.id"), ==, "one");
  g_assert_cmpstr (member (agent, "$.versions.latest.id"), ==, "one:1");
  g_assert_true (json_object_has_member (json_object_get_object_member (json_object_get_object_member (json_object_get_object_member (agent, "versions"), "latest"), "definition"), "x-own"));

  g_assert_null (sp_engine_create_agent (fixture->engine, body, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);
  g_clear_error (&error);

  same = sp_engine_update_agent (fixture->engine, "one", body, &error);
  g_assert_cmpstr (member (same, "$.versions.latest.version"), ==, "1");
  json_object_set_string_member (body, "description", "Better.");
  changed = sp_engine_update_agent (fixture->engine, "one", body, &error);
  g_assert_cmpstr (member (changed, "$.versions.latest.version"), ==, "2");

  page = sp_engine_list_agent_versions (fixture->engine, "one", &query, &error);
  g_assert_cmpstr (member (page, "$.data[1].description"), ==, "Better.");

  /* The last version takes the agent with it; numbers are not used again before that. */
  deleted = sp_engine_delete_agent_version (fixture->engine, "one", "2", &error);
  g_assert_cmpstr (member (deleted, "$.object"), ==, "agent.version.deleted");
  g_clear_pointer (&agent, json_object_unref);
  agent = sp_engine_create_agent_version (fixture->engine, "one", body, &error);
  g_assert_cmpstr (member (agent, "$.version"), ==, "3");
  g_clear_pointer (&deleted, json_object_unref);
  deleted = sp_engine_delete_agent (fixture->engine, "one", &error);
  g_assert_no_error (error);
  g_assert_null (sp_engine_get_agent (fixture->engine, "one", &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_agent_refusals (Fixture       *fixture,
                     gconstpointer  data)
{
  static const struct { const char *name; const char *body; const char *param; } cases[] = {
    { "-a", "{'definition':{'kind':'prompt','model':'scripted'}}", "name" },
    { "a b", "{'definition':{'kind':'prompt','model':'scripted'}}", "name" },
    { "a", "{}", "definition" },
    { "a", "{'definition':{'kind':'hosted','model':'scripted'}}", "definition.kind" },
    { "a", "{'definition':{'kind':'prompt'}}", "definition.model" },
    { "a", "{'definition':{'kind':'prompt','model':'scripted','temperature':9}}", "temperature" },
    { "a", "{'definition':{'kind':'prompt','model':'scripted'},'metadata':7}", "metadata" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonObject) body = parse (cases[i].body);
      g_autoptr(GError) error = NULL;

      g_assert_null (sp_engine_create_agent_version (fixture->engine, cases[i].name, body, &error));
      g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
      g_assert_cmpstr (sp_service_error_get_param (error), ==, cases[i].param);
    }
}

static void
test_disabled_agent (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(JsonObject) agent = fixture_agent (fixture, "helper");
  g_autoptr(JsonObject) body = parse ("{'agent_reference':{'type':'agent_reference','name':'helper'},'input':'x'}");
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_engine_set_agent_enabled (fixture->engine, "helper", FALSE, &error));
  g_assert_null (sp_engine_create_response (fixture->engine, body, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);
}

static void
test_conversations (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(JsonObject) body = parse ("{'metadata':{'title':'One'},'items':[{'role':'user','content':'Hello'},"
                                      "{'type':'message','role':'assistant','content':'Hi'}]}");
  g_autoptr(JsonObject) update = parse ("{'metadata':{'title':'Two'}}");
  g_autoptr(JsonObject) bad = parse ("{'items':'x'}");
  g_autoptr(JsonObject) conversation = NULL;
  g_autoptr(JsonObject) items = NULL;
  g_autoptr(JsonObject) item = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autoptr(JsonObject) changed = NULL;
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(GError) error = NULL;
  const char *id;

  conversation = sp_engine_create_conversation (fixture->engine, body, &error);
  g_assert_no_error (error);
  id = member (conversation, "$.id");
  g_assert_true (json_object_get_null_member (json_object_get_object_member (conversation, "sandpiper"), "container_id"));
  items = sp_engine_list_items (fixture->engine, id, &query, NULL, SP_INCLUDE_NONE, &error);
  g_assert_cmpstr (member (items, "$.data[0].content[0].type"), ==, "input_text");
  g_assert_cmpstr (member (items, "$.data[1].content[0].type"), ==, "output_text");

  item = sp_engine_get_item (fixture->engine, id, member (items, "$.data[0].id"), SP_INCLUDE_NONE, &error);
  g_assert_cmpstr (member (item, "$.status"), ==, "completed");
  after = sp_engine_delete_item (fixture->engine, id, member (items, "$.data[0].id"), &error);
  g_assert_cmpstr (member (after, "$.object"), ==, "conversation");
  g_assert_null (sp_engine_get_item (fixture->engine, id, member (items, "$.data[0].id"), SP_INCLUDE_NONE, &error));
  g_clear_error (&error);

  changed = sp_engine_update_conversation (fixture->engine, id, update, &error);
  g_assert_cmpstr (member (changed, "$.metadata.title"), ==, "Two");
  g_assert_null (sp_engine_create_items (fixture->engine, id, bad, SP_INCLUDE_NONE, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
}

static void
test_seeded_turn (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *id = fixture_conversation (fixture);
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','conversation':'%s'}", id);
  g_autoptr(JsonObject) seed = parse ("{'items':[{'role':'user','content':'From before'}]}");
  g_autoptr(JsonObject) seeded = NULL;
  g_autoptr(JsonObject) response = NULL;

  seeded = sp_engine_create_items (fixture->engine, id, seed, SP_INCLUDE_NONE, NULL);
  test_model_add_text (fixture->model, "Seen.");
  response = fixture_answer (fixture, body);
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 0), "user: From before\n"));
}

static void
test_deleting_keeps_nothing (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *id = fixture_conversation (fixture);
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','input':'x','conversation':'%s',"
                                           "'tools':[{'type':'code_interpreter'}]}", id);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "mine", -1);
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_autoptr(GError) error = NULL;

  test_model_add_code (fixture->model, "file secret.txt mine");
  test_model_add_text (fixture->model, "Done.");
  response = fixture_answer (fixture, body);
  deleted = sp_engine_delete_conversation (fixture->engine, id, &error);
  g_assert_cmpstr (member (deleted, "$.object"), ==, "conversation.deleted");
  g_assert_null (sp_engine_get_container (fixture->engine, member (response, "$.output[0].container_id"), &error));
  g_assert_false (sp_blob_store_has (sp_engine_get_blobs (fixture->engine), hash));
  g_assert_cmpuint (test_factory_get_n_killed (fixture->factory), ==, 1);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *one = fixture_upload (fixture, "one.csv", "same");
  g_autofree char *two = fixture_upload (fixture, "two.csv", "same");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "same", -1);
  SpBlobStore *blobs = sp_engine_get_blobs (fixture->engine);
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_autoptr(JsonObject) deleted_too = NULL;
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(GError) error = NULL;

  g_assert_true (g_str_has_prefix (one, "assistant-"));
  page = sp_engine_list_files (fixture->engine, &query, "assistants", &error);
  g_assert_cmpstr (member (page, "$.data[1].filename"), ==, "two.csv");

  /* The contents stay as long as somebody has them. */
  deleted = sp_engine_delete_file (fixture->engine, one, &error);
  g_assert_true (sp_blob_store_has (blobs, hash));
  deleted_too = sp_engine_delete_file (fixture->engine, two, &error);
  g_assert_false (sp_blob_store_has (blobs, hash));
  g_assert_null (sp_engine_delete_file (fixture->engine, two, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_containers (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *file_id = fixture_upload (fixture, "a.txt", "x");
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(JsonObject) container = NULL;
  g_autoptr(JsonObject) file = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;

  json = g_strdup_printf ("{'name':'mine','file_ids':['%s'],'expires_after':{'anchor':'last_active_at','minutes':5}}",
                          file_id);
  body = parse (json);
  container = sp_engine_create_container (fixture->engine, body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (member (container, "$.status"), ==, "running");
  page = sp_engine_list_container_files (fixture->engine, member (container, "$.id"), &query, &error);
  g_assert_cmpstr (member (page, "$.data[0].source"), ==, "user");

  file = sp_engine_get_container_file (fixture->engine, member (container, "$.id"), member (page, "$.data[0].id"), &error);
  g_assert_cmpstr (member (file, "$.object"), ==, "container.file");
  deleted = sp_engine_delete_container_file (fixture->engine, member (container, "$.id"),
                                             member (page, "$.data[0].id"), &error);
  g_assert_no_error (error);
  g_clear_pointer (&deleted, json_object_unref);
  deleted = sp_engine_delete_container (fixture->engine, member (container, "$.id"), &error);
  g_assert_cmpstr (member (deleted, "$.object"), ==, "container.deleted");
  g_assert_null (sp_engine_get_container (fixture->engine, member (container, "$.id"), &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_deleted_file_leaves_session (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *id = fixture_conversation (fixture);
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','input':'x','conversation':'%s',"
                                           "'tools':[{'type':'code_interpreter'}]}", id);
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_auto(SpPageQuery) query = everything ();

  test_model_add_code (fixture->model, "file a.txt one");
  test_model_add_text (fixture->model, "Done.");
  first = fixture_answer (fixture, body);
  page = sp_engine_list_container_files (fixture->engine, member (first, "$.output[0].container_id"), &query, NULL);
  deleted = sp_engine_delete_container_file (fixture->engine, member (first, "$.output[0].container_id"),
                                             member (page, "$.data[0].id"), NULL);
  test_model_add_code (fixture->model, "need a.txt");
  test_model_add_text (fixture->model, "Gone.");
  second = fixture_answer (fixture, body);
  g_assert_cmpstr (member (second, "$.output[0].sandpiper.outcome"), ==, "error");
}

static void
test_changed_file (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *id = fixture_conversation (fixture);
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','input':'x','conversation':'%s',"
                                           "'tools':[{'type':'code_interpreter'}]}", id);
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_auto(SpPageQuery) query = everything ();
  const char *container;

  test_model_add_code (fixture->model, "file a.txt one");
  test_model_add_text (fixture->model, "One.");
  first = fixture_answer (fixture, body);
  test_model_add_code (fixture->model, "file a.txt two");
  test_model_add_text (fixture->model, "Two.");
  second = fixture_answer (fixture, body);

  container = member (first, "$.output[0].container_id");
  page = sp_engine_list_container_files (fixture->engine, container, &query, NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (page, "data")), ==, 1);

  /* The earlier answer still shows what it showed. */
  before = fixture_read_file (fixture, container, member (first, "$.output[1].content[0].annotations[0].file_id"));
  after = fixture_read_file (fixture, container, member (second, "$.output[1].content[0].annotations[0].file_id"));
  g_assert_cmpstr (before, ==, "one");
  g_assert_cmpstr (after, ==, "two");
}

static void
test_session_dies (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *id = fixture_conversation (fixture);
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','input':'x','conversation':'%s',"
                                           "'tools':[{'type':'code_interpreter'}]}", id);
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;

  test_model_add_code (fixture->model, "print one");
  test_model_add_text (fixture->model, "One.");
  first = fixture_answer (fixture, body);
  g_assert_true (sp_engine_get_busy (fixture->engine));
  test_factory_kill_all (fixture->factory);
  g_assert_false (sp_engine_get_busy (fixture->engine));

  test_model_add_code (fixture->model, "print two");
  test_model_add_text (fixture->model, "Two.");
  second = fixture_answer (fixture, body);
  g_assert_nonnull (strstr (member (second, "$.output[0].outputs[0].logs"), "variables of earlier cells are gone"));
  g_assert_cmpuint (test_factory_get_n_created (fixture->factory), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define REQUEST(name, function) g_test_add ("/sp/engine/request/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  REQUEST ("refusals", test_refusals);
  REQUEST ("deep-body", test_deep_body);
  REQUEST ("exclusive", test_exclusive);
  REQUEST ("older-form", test_older_form);
  REQUEST ("agents", test_agents);
  REQUEST ("agent-refusals", test_agent_refusals);
  REQUEST ("disabled-agent", test_disabled_agent);
  REQUEST ("conversations", test_conversations);
  REQUEST ("seeded-turn", test_seeded_turn);
  REQUEST ("deleting-keeps-nothing", test_deleting_keeps_nothing);
  REQUEST ("files", test_files);
  REQUEST ("containers", test_containers);
  REQUEST ("deleted-file-leaves-session", test_deleted_file_leaves_session);
  REQUEST ("changed-file", test_changed_file);
  REQUEST ("session-dies", test_session_dies);

  return g_test_run ();
}
