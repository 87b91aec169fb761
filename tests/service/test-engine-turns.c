/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "service/sp-engine-private.h"
#include "service/sp-store-private.h"

/* Whole turns of a scripted model: items, events and their order, files,
 * citations, usage, and what is found afterwards. */

#define ASK_WITH_CODE \
  "{'model':'scripted','input':'Draw it','tools':[{'type':'code_interpreter','container':{'type':'auto'}}]," \
  "'include':['code_interpreter_call.outputs']}"

static JsonArray *
read_all (Fixture    *fixture,
          const char *response_id,
          gint64      after)
{
  g_autoptr(GError) error = NULL;
  JsonArray *events = sp_engine_read_events (fixture->engine, response_id, after, 10000,
                                             SP_INCLUDE_NONE, &error);

  g_assert_no_error (error);

  return events;
}

static void
collect_cb (SpRun      *run,
            JsonObject *event,
            gpointer    user_data)
{
  json_array_add_object_element (user_data, sp_json_object_copy (event));
}

static void
assert_same_events (JsonArray *seen,
                    JsonArray *stored)
{
  g_assert_cmpuint (json_array_get_length (seen), ==, json_array_get_length (stored));
  for (guint i = 0; i < json_array_get_length (seen); i++)
    {
      g_autofree char *one = sp_json_object_to_string (json_array_get_object_element (seen, i));
      g_autofree char *other = sp_json_object_to_string (json_array_get_object_element (stored, i));
      g_autoptr(JsonNode) a = sp_json_parse (one, -1, NULL);
      g_autoptr(JsonNode) b = sp_json_parse (other, -1, NULL);

      if (!json_node_equal (a, b))
        g_error ("Event %u differs:\n%s\n%s", i, one, other);
    }
}

static void
test_text (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  test_model_add_text (fixture->model, "Grüße aus dem Test.");
  response = fixture_answer (fixture, "{'model':'scripted','input':'Hello','instructions':'Be kind.',"
                                      "'metadata':{'a':'b'},'unheard_of':[1]}");

  g_assert_cmpstr (member (response, "$.status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[0].type"), ==, "message");
  g_assert_cmpstr (member (response, "$.output[0].status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[0].content[0].text"), ==, "Grüße aus dem Test.");
  g_assert_cmpstr (member (response, "$.metadata.a"), ==, "b");
  g_assert_true (json_object_has_member (response, "unheard_of"));
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (response, "usage"),
                                               "total_tokens"), ==, 15);
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 0), "system: Be kind.\nuser: Hello\n"));
}

static void
test_event_order (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(JsonArray) seen = json_array_new ();
  g_autoptr(JsonArray) stored = NULL;
  g_autofree char *types = NULL;
  g_autoptr(SpRun) run = NULL;

  test_model_add_code (fixture->model, "print one\nfigure");
  test_model_add_text (fixture->model, "It is one.");
  run = fixture_ask (fixture, ASK_WITH_CODE);
  g_signal_connect (run, "event", G_CALLBACK (collect_cb), seen);
  wait_for_end (run);

  types = event_types (seen);
  g_assert_cmpstr (types, ==,
                   "created\nin_progress\n"
                   "output_item.added\ncode_interpreter_call.in_progress\n"
                   "code_interpreter_call_code.delta\ncode_interpreter_call_code.done\n"
                   "code_interpreter_call.interpreting\ncode_interpreter_call.completed\n"
                   "output_item.done\n"
                   "output_item.added\ncontent_part.added\noutput_text.delta\noutput_text.done\n"
                   "content_part.done\noutput_item.done\ncompleted\n");

  /* What is stored is what was shown, from any point on. */
  stored = read_all (fixture, sp_run_get_id (run), -1);
  assert_same_events (seen, stored);
  g_clear_pointer (&stored, json_array_unref);
  stored = read_all (fixture, sp_run_get_id (run), json_array_get_length (seen) - 2);
  g_assert_cmpuint (json_array_get_length (stored), ==, 1);
  g_assert_cmpstr (member (json_array_get_object_element (stored, 0), "$.response.output[1].content[0].text"),
                   ==, "It is one.");
}

/* What the disk did not take for a while is not missing afterwards. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  SpDatabase *database = fixture->engine->store->database;
  g_autoptr(JsonArray) seen = json_array_new ();
  g_autoptr(JsonArray) stored = NULL;
  g_autoptr(JsonObject) cancelled = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(SpRun) run = NULL;
  g_autoptr(GError) error = NULL;

  test_model_add_code (fixture->model, "print one\nhang");
  run = fixture_ask (fixture, ASK_WITH_CODE);
  g_signal_connect (run, "event", G_CALLBACK (collect_cb), seen);
  sp_database_execute (database, &error, "CREATE TRIGGER full BEFORE INSERT ON response_events "
                       "BEGIN SELECT RAISE (ABORT, 'The disk is full'); END", "");
  g_assert_no_error (error);
  spin (100);
  g_assert_cmpuint (json_array_get_length (seen), >, 5);

  sp_database_execute (database, &error, "DROP TRIGGER full", "");
  g_assert_no_error (error);
  cancelled = sp_engine_cancel_response (fixture->engine, sp_run_get_id (run), &error);
  g_assert_no_error (error);
  stored = read_all (fixture, sp_run_get_id (run), -1);
  assert_same_events (seen, stored);
  response = sp_engine_get_response (fixture->engine, sp_run_get_id (run), SP_INCLUDE_NONE, &error);
  g_assert_cmpstr (member (response, "$.output[0].type"), ==, "code_interpreter_call");
  spin (100);
}

static void
test_forgotten_events (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonArray) events = NULL;

  test_model_add_text (fixture->model, "Long ago.");
  response = fixture_answer (fixture, "{'model':'scripted','input':'x'}");
  g_assert_true (sp_store_forget_events (fixture->engine->store, G_MAXINT64, NULL));
  events = read_all (fixture, member (response, "$.id"), -1);
  g_assert_cmpuint (json_array_get_length (events), ==, 1);
  g_assert_cmpstr (member (json_array_get_object_element (events, 0), "$.type"), ==, "response.completed");
  g_assert_cmpstr (member (json_array_get_object_element (events, 0), "$.response.output[0].content[0].text"),
                   ==, "Long ago.");
}

static void
test_code_deltas (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char code[] = "print \"é\\n\" and 'quotes' and \\ and tab\t!";
  g_autoptr(JsonArray) seen = json_array_new ();
  g_autoptr(GString) written = g_string_new (NULL);
  g_autoptr(SpRun) run = NULL;
  g_autoptr(JsonObject) response = NULL;

  test_model_add_code (fixture->model, code);
  test_model_add_text (fixture->model, "Done.");
  run = fixture_ask (fixture, ASK_WITH_CODE);
  g_signal_connect (run, "event", G_CALLBACK (collect_cb), seen);
  wait_for_end (run);

  for (guint i = 0; i < json_array_get_length (seen); i++)
    {
      JsonObject *event = json_array_get_object_element (seen, i);

      if (g_str_equal (sp_json_peek_string (event, "type", ""), "response.code_interpreter_call_code.delta"))
        g_string_append (written, json_object_get_string_member (event, "delta"));
    }

  response = sp_run_dup_response (run);
  g_assert_cmpstr (written->str, ==, code);
  g_assert_cmpstr (member (response, "$.output[0].code"), ==, code);
}

static void
test_outputs (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(JsonObject) whole = NULL;
  g_autoptr(JsonObject) plain = NULL;
  g_autoptr(JsonObject) nothing = NULL;
  g_autoptr(JsonObject) details = NULL;
  JsonArray *outputs;

  test_model_add_code (fixture->model, "print one\ntable\nfigure");
  test_model_add_text (fixture->model, "Done.");
  whole = fixture_answer (fixture, ASK_WITH_CODE);

  nothing = sp_include_response (SP_INCLUDE_NONE, whole);
  g_assert_true (json_object_get_null_member (json_array_get_object_element (json_object_get_array_member (nothing, "output"), 0),
                                              "outputs"));

  plain = sp_include_response (SP_INCLUDE_CODE_OUTPUTS, whole);
  outputs = json_object_get_array_member (json_array_get_object_element (json_object_get_array_member (plain, "output"), 0),
                                          "outputs");
  g_assert_cmpuint (json_array_get_length (outputs), ==, 2);
  g_assert_cmpstr (member (plain, "$.output[0].outputs[0].logs"), ==, "one\na  b\n");
  g_assert_cmpstr (member (plain, "$.output[0].outputs[1].url"), ==, "data:image/png;base64,aGk=");
  g_assert_null (member (plain, "$.output[0].sandpiper.outcome"));

  details = sp_include_response (SP_INCLUDE_CODE_OUTPUTS | SP_INCLUDE_DETAILS, whole);
  g_assert_cmpstr (member (details, "$.output[0].outputs[0].logs"), ==, "one\n");
  g_assert_cmpstr (member (details, "$.output[0].sandpiper.outcome"), ==, "ok");
  g_assert_cmpstr (member (details, "$.output[0].sandpiper.displays[0]['text/plain']"), ==, "a  b");

  /* The model sees the logs and the displays. */
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 1), "tool: one\na  b\n[a figure was shown]"));
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 1), "data [{"));
}

/* What a sandbox says is not to be trusted: it must not make the store unreadable. */
static void
test_deep_display (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) stored = NULL;
  g_autoptr(GError) error = NULL;

  test_model_add_code (fixture->model, "print one\ndeep");
  test_model_add_text (fixture->model, "Done.");
  response = fixture_answer (fixture, ASK_WITH_CODE);
  stored = sp_engine_get_response (fixture->engine, member (response, "$.id"),
                                   SP_INCLUDE_CODE_OUTPUTS | SP_INCLUDE_DETAILS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (member (stored, "$.output[0].outputs[0].logs"), ==, "one\n");
  g_assert_cmpstr (member (stored, "$.output[0].response_id"), ==, member (response, "$.id"));
}

static void
test_details_stream (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(JsonArray) seen = json_array_new ();
  g_autofree char *types = NULL;
  g_autoptr(SpRun) run = NULL;

  test_model_add_code (fixture->model, "print one");
  test_model_add_text (fixture->model, "Done.");
  run = fixture_ask (fixture, "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter'}],"
                              "'include':['sandpiper.details']}");
  g_signal_connect (run, "event", G_CALLBACK (collect_cb), seen);
  wait_for_end (run);

  types = event_types (seen);
  g_assert_nonnull (strstr (types, "code_interpreter_call.interpreting\n"
                                   "sandpiper.code_interpreter_call_output.delta\n"
                                   "code_interpreter_call.completed\n"));
}

static void
test_files_and_citations (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;
  g_autofree char *chart = NULL;
  JsonArray *annotations;
  JsonObject *first;

  test_model_add_code (fixture->model, "file chart.png picture\nfile side.csv a,b");
  test_model_add_text (fixture->model, "Für Sie: [chart.png](sandbox:/mnt/data/chart.png).");
  response = fixture_answer (fixture, ASK_WITH_CODE);

  annotations = json_object_get_array_member (json_array_get_object_element (json_object_get_array_member (json_array_get_object_element (json_object_get_array_member (response, "output"), 1), "content"), 0), "annotations");
  g_assert_cmpuint (json_array_get_length (annotations), ==, 2);
  first = json_array_get_object_element (annotations, 0);
  g_assert_cmpstr (member (first, "$.type"), ==, "container_file_citation");
  g_assert_cmpstr (member (first, "$.filename"), ==, "chart.png");
  g_assert_cmpint (json_object_get_int_member (first, "start_index"), ==, 21);
  g_assert_cmpint (json_object_get_int_member (first, "end_index"), ==, 21 + strlen ("sandbox:/mnt/data/chart.png"));

  /* Not linked, but made: cited at the end. */
  g_assert_cmpstr (member (json_array_get_object_element (annotations, 1), "$.filename"), ==, "side.csv");

  chart = fixture_read_file (fixture, member (first, "$.container_id"), member (first, "$.file_id"));
  g_assert_cmpstr (chart, ==, "picture");
}

static void
test_repair (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  test_model_add_both (fixture->model, "I look first.", "fail no such column");
  test_model_add_code (fixture->model, "print better");
  test_model_add_text (fixture->model, "Done.");
  response = fixture_answer (fixture, ASK_WITH_CODE);

  g_assert_cmpstr (member (response, "$.status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[0].content[0].text"), ==, "I look first.");
  g_assert_cmpstr (member (response, "$.output[1].status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[1].sandpiper.outcome"), ==, "error");
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 1),
                            "tool (failed): Traceback\nValueError: no such column"));
}

static void
test_reasoning (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(JsonArray) seen = json_array_new ();
  g_autofree char *types = NULL;
  g_autoptr(SpRun) run = NULL;
  g_autoptr(JsonObject) response = NULL;

  test_model_add_reasoning (fixture->model, "Let me think about it.");
  run = fixture_ask (fixture, "{'model':'scripted','input':'x'}");
  g_signal_connect (run, "event", G_CALLBACK (collect_cb), seen);
  wait_for_end (run);
  response = sp_run_dup_response (run);
  types = event_types (seen);

  g_assert_cmpstr (member (response, "$.output[0].summary[0].text"), ==, "Let me think about it.");
  g_assert_nonnull (strstr (types, "output_item.added\nreasoning_summary_part.added\n"
                                   "reasoning_summary_text.delta\nreasoning_summary_text.done\n"
                                   "reasoning_summary_part.done\noutput_item.done\n"));
}

static void
test_not_streaming (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  test_model_set_streams (fixture->model, FALSE);
  test_model_add_code (fixture->model, "print one");
  test_model_add_text (fixture->model, "All at once.");
  response = fixture_answer (fixture, ASK_WITH_CODE);

  g_assert_cmpstr (member (response, "$.output[0].code"), ==, "print one");
  g_assert_cmpstr (member (response, "$.output[1].content[0].text"), ==, "All at once.");
}

static void
test_bad_arguments (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  test_model_add_arguments (fixture->model, "python", "{\"kode\":1}");
  test_model_add_arguments (fixture->model, "telephone", "{}");
  test_model_add_text (fixture->model, "Sorry.");
  response = fixture_answer (fixture, ASK_WITH_CODE);

  g_assert_cmpstr (member (response, "$.status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[0].status"), ==, "failed");
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 1), "tool (failed): The arguments"));
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 2), "There is no tool of this name."));
}

static void
test_function (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) next = NULL;
  g_autofree char *body = NULL;

  test_model_add_arguments (fixture->model, "weather", "{\"city\":\"Jena\"}");
  response = fixture_answer (fixture, "{'model':'scripted','input':'x','tools':"
                                      "[{'type':'function','name':'weather','parameters':{}}]}");
  g_assert_cmpstr (member (response, "$.output[0].type"), ==, "function_call");
  g_assert_cmpstr (member (response, "$.output[0].arguments"), ==, "{\"city\":\"Jena\"}");
  g_assert_cmpstr (member (response, "$.status"), ==, "completed");

  test_model_add_text (fixture->model, "Rain.");
  body = g_strdup_printf ("{'model':'scripted','previous_response_id':'%s','input':"
                          "[{'type':'function_call_output','call_id':'call_1','output':'wet'}]}",
                          member (response, "$.id"));
  next = fixture_answer (fixture, body);
  g_assert_cmpstr (member (next, "$.status"), ==, "completed");
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 1), "call weather {\"city\":\"Jena\"}\ntool: wet"));
}

static void
test_model_error (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  test_model_add_error (fixture->model, "The model’s server went away.");
  response = fixture_answer (fixture, "{'model':'scripted','input':'x'}");

  g_assert_cmpstr (member (response, "$.status"), ==, "failed");
  g_assert_cmpstr (member (response, "$.error.code"), ==, "server_error");
  g_assert_cmpstr (member (response, "$.error.message"), ==, "The model’s server went away.");
}

static void
test_cut_answer (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  test_model_set_finish (fixture->model, SP_CHAT_FINISH_LENGTH);
  test_model_add_text (fixture->model, "It goes on and");
  response = fixture_answer (fixture, "{'model':'scripted','input':'x','max_output_tokens':5}");

  g_assert_cmpstr (member (response, "$.status"), ==, "incomplete");
  g_assert_cmpstr (member (response, "$.incomplete_details.reason"), ==, "max_output_tokens");
  g_assert_cmpstr (member (response, "$.output[0].content[0].text"), ==, "It goes on and");
}

static void
test_no_sandbox (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) status = sp_engine_dup_status (fixture->engine);

  g_assert_cmpstr (member (status, "$.sandbox.message"), ==, "A sandbox for tests.");

  test_factory_set_broken (fixture->factory, TRUE);
  test_model_add_code (fixture->model, "print one");
  response = fixture_answer (fixture, ASK_WITH_CODE);

  g_assert_cmpstr (member (response, "$.status"), ==, "failed");
  g_assert_cmpstr (member (response, "$.error.code"), ==, "sandbox_unavailable");
  g_assert_cmpstr (member (response, "$.error.message"), ==, "There is no sandbox here.");
  g_assert_cmpstr (member (response, "$.output[0].status"), ==, "failed");
}

static void
test_chain (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autofree char *body = NULL;

  test_model_add_code (fixture->model, "file note.txt hello");
  test_model_add_text (fixture->model, "Written.");
  first = fixture_answer (fixture, ASK_WITH_CODE);

  /* The chain has one container: the file is still there. */
  test_model_add_code (fixture->model, "need note.txt\nprint found");
  test_model_add_text (fixture->model, "Read.");
  body = g_strdup_printf ("{'model':'scripted','input':'And now?','previous_response_id':'%s',"
                          "'tools':[{'type':'code_interpreter'}]}", member (first, "$.id"));
  second = fixture_answer (fixture, body);

  g_assert_cmpstr (member (second, "$.output[0].sandpiper.outcome"), ==, "ok");
  g_assert_cmpstr (member (second, "$.output[0].container_id"), ==, member (first, "$.output[0].container_id"));
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 2), "user: Draw it\n"));
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 2), "assistant: Written.\nuser: And now?\n"));
}

static void
test_conversation (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *id = fixture_conversation (fixture);
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','input':'Hello','conversation':'%s'}", id);
  g_autofree char *again = g_strdup_printf ("{'model':'scripted','input':'Again','conversation':{'id':'%s'},"
                                            "'store':false}", id);
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(JsonObject) items = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(SpPageQuery) query = everything ();

  test_model_add_text (fixture->model, "One.");
  test_model_add_text (fixture->model, "Two.");
  first = fixture_answer (fixture, body);
  second = fixture_answer (fixture, again);

  items = sp_engine_list_items (fixture->engine, id, &query, NULL, SP_INCLUDE_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (member (items, "$.data[0].content[0].text"), ==, "Hello");
  g_assert_cmpstr (member (items, "$.data[1].content[0].text"), ==, "One.");
  g_assert_cmpstr (member (items, "$.data[2].content[0].text"), ==, "Again");
  g_assert_cmpstr (member (items, "$.data[3].content[0].text"), ==, "Two.");

  /* The second one was not to be kept. */
  g_assert_null (sp_engine_get_response (fixture->engine, member (second, "$.id"), SP_INCLUDE_NONE, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_agent (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(JsonObject) version = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) definition = NULL;

  definition = parse ("{'definition':{'kind':'prompt','model':'scripted',"
                      "'instructions':'Speak {{language}} to {{who}} and {{not_declared}}.',"
                      "'reasoning':{'effort':'low'},'structured_inputs':{'language':{'required':true},'who':{'default_value':'all'}},"
                      "'tools':[{'type':'code_interpreter','container':{'type':'auto'}}]}}");
  version = sp_engine_create_agent_version (fixture->engine, "helper", definition, &error);
  g_assert_no_error (error);

  test_model_add_text (fixture->model, "Oui.");
  response = fixture_answer (fixture, "{'agent_reference':{'type':'agent_reference','name':'helper'},"
                                      "'input':'x','structured_inputs':{'language':'French'}}");
  g_assert_cmpstr (member (response, "$.agent_reference.version"), ==, "1");
  g_assert_cmpstr (member (response, "$.model"), ==, "scripted");
  g_assert_cmpstr (member (response, "$.reasoning.effort"), ==, "low");
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 0),
                            "Speak French to all and {{not_declared}}."));
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 0), "tools 1"));
}

static void
test_input_files (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autofree char *one = fixture_upload (fixture, "data.csv", "a,b\n1,2\n");
  g_autofree char *other = fixture_upload (fixture, "data.csv", "c,d\n3,4\n");
  g_autofree char *body = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) items = NULL;
  g_auto(SpPageQuery) query = everything ();

  test_model_add_code (fixture->model, "need data.csv\nneed data (2).csv\nprint both");
  test_model_add_text (fixture->model, "Done.");
  body = g_strdup_printf ("{'model':'scripted','conversation':'%s','tools':[{'type':'code_interpreter'}],"
                          "'input':[{'role':'user','content':[{'type':'input_text','text':'Look'},"
                          "{'type':'input_file','file_id':'%s'},{'type':'input_file','file_id':'%s'}]}]}",
                          conversation, one, other);
  response = fixture_answer (fixture, body);

  g_assert_cmpstr (member (response, "$.output[0].sandpiper.outcome"), ==, "ok");
  items = sp_engine_list_items (fixture->engine, conversation, &query, NULL, SP_INCLUDE_NONE, NULL);
  g_assert_cmpstr (member (items, "$.data[0].content[1].filename"), ==, "data.csv");
  g_assert_cmpstr (member (items, "$.data[0].content[2].filename"), ==, "data (2).csv");
  g_assert_nonnull (strstr (test_model_get_prompt (fixture->model, 0), "file data.csv 1\nfile data (2).csv 1\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TURN(name, function) g_test_add ("/sp/engine/turn/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  TURN ("text", test_text);
  TURN ("event-order", test_event_order);
  TURN ("full-disk", test_full_disk);
  TURN ("forgotten-events", test_forgotten_events);
  TURN ("code-deltas", test_code_deltas);
  TURN ("outputs", test_outputs);
  TURN ("deep-display", test_deep_display);
  TURN ("details-stream", test_details_stream);
  TURN ("files-and-citations", test_files_and_citations);
  TURN ("repair", test_repair);
  TURN ("reasoning", test_reasoning);
  TURN ("not-streaming", test_not_streaming);
  TURN ("bad-arguments", test_bad_arguments);
  TURN ("function", test_function);
  TURN ("model-error", test_model_error);
  TURN ("cut-answer", test_cut_answer);
  TURN ("no-sandbox", test_no_sandbox);
  TURN ("chain", test_chain);
  TURN ("conversation", test_conversation);
  TURN ("agent", test_agent);
  TURN ("input-files", test_input_files);

  return g_test_run ();
}
