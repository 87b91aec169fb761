/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-json.h"
#include "engine-test-utils.h"

/* More than one run: the queue of a conversation, cancelling in each state,
 * the guard, deleting what runs, and what an end of the service leaves. */

static gboolean
is_holding (gpointer data)
{
  return test_model_get_n_running (data) > 0;
}

static SpRun *
ask_in (Fixture    *fixture,
        const char *conversation,
        const char *more)
{
  g_autofree char *body = g_strdup_printf ("{'model':'scripted','input':'x','conversation':'%s',"
                                           "'tools':[{'type':'code_interpreter'}]%s}", conversation, more);

  return fixture_ask (fixture, body);
}

static char *
item_texts (Fixture    *fixture,
            const char *conversation)
{
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) page = sp_engine_list_items (fixture->engine, conversation, &query, "message",
                                                     SP_INCLUDE_NONE, &error);
  g_autoptr(GString) texts = g_string_new (NULL);
  JsonArray *data_array;

  g_assert_no_error (error);
  data_array = json_object_get_array_member (page, "data");
  for (guint i = 0; i < json_array_get_length (data_array); i++)
    {
      JsonObject *item = json_array_get_object_element (data_array, i);
      JsonArray *content = json_object_get_array_member (item, "content");
      const char *text = json_array_get_length (content) > 0 ? member (item, "$.content[0].text") : NULL;

      g_string_append_printf (texts, "%s|", text != NULL ? text : "…");
    }

  return g_string_free (g_steal_pointer (&texts), FALSE);
}

static void
test_queue (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(SpRun) first = NULL;
  g_autoptr(SpRun) second = NULL;
  g_autoptr(JsonArray) events = NULL;
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *texts = NULL;
  g_autofree char *types = NULL;

  test_model_add_hold (fixture->model);
  test_model_add_text (fixture->model, "Second.");
  first = ask_in (fixture, conversation, "");
  second = ask_in (fixture, conversation, "");
  wait_for (is_holding, fixture->model);

  g_assert_cmpstr (sp_run_get_status (first), ==, "in_progress");
  g_assert_cmpstr (sp_run_get_status (second), ==, "queued");
  object = sp_engine_get_conversation (fixture->engine, conversation, NULL);
  g_assert_cmpstr (member (object, "$.sandpiper.response_id"), ==, sp_run_get_id (first));
  g_assert_cmpuint (test_model_get_n_calls (fixture->model), ==, 1);

  /* The second one begins when the first one has ended, and stands behind it. */
  g_clear_pointer (&object, json_object_unref);
  object = sp_engine_cancel_response (fixture->engine, sp_run_get_id (first), NULL);
  wait_for_end (second);
  g_assert_cmpstr (sp_run_get_status (second), ==, "completed");
  texts = item_texts (fixture, conversation);
  g_assert_cmpstr (texts, ==, "x|Half a sen|x|Second.|");

  events = sp_engine_read_events (fixture->engine, sp_run_get_id (second), -1, 100, SP_INCLUDE_NONE, NULL);
  types = event_types (events);
  g_assert_true (g_str_has_prefix (types, "created\nqueued\nin_progress\n"));
}

static void
test_queue_is_bounded (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = g_strdup_printf ("{'model':'scripted','input':'x','conversation':'%s'}", conversation);

  test_model_add_hold (fixture->model);
  for (guint i = 0; i < 9; i++)
    g_ptr_array_add (runs, ask_in (fixture, conversation, ""));

  body = parse (json);
  g_assert_null (sp_engine_create_response (fixture->engine, body, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_BUSY);
  g_assert_cmpstr (sp_service_error_get_code (error), ==, "rate_limit_exceeded");

  /* Deleting the conversation ends all of them. */
  deleted = sp_engine_delete_conversation (fixture->engine, conversation, NULL);
  g_assert_nonnull (deleted);
  for (guint i = 0; i < runs->len; i++)
    g_assert_cmpstr (sp_run_get_status (g_ptr_array_index (runs, i)), ==, "cancelled");
  g_assert_false (sp_engine_get_busy (fixture->engine));
}

static void
test_side_by_side (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *one = fixture_conversation (fixture);
  g_autofree char *other = fixture_conversation (fixture);
  g_autoptr(SpRun) held = NULL;
  g_autoptr(SpRun) free_one = NULL;

  test_model_add_hold (fixture->model);
  test_model_add_text (fixture->model, "Not held up.");
  held = ask_in (fixture, one, "");
  free_one = ask_in (fixture, other, "");
  wait_for_end (free_one);

  g_assert_false (sp_run_is_ended (held));
  g_assert_cmpstr (sp_run_get_status (free_one), ==, "completed");
}

static void
test_cancel_waiting (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(SpRun) first = NULL;
  g_autoptr(SpRun) second = NULL;
  g_autoptr(JsonObject) cancelled = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autofree char *texts = NULL;

  test_model_add_hold (fixture->model);
  first = ask_in (fixture, conversation, "");
  second = ask_in (fixture, conversation, ",'background':true");
  wait_for (is_holding, fixture->model);
  spin (20);

  cancelled = sp_engine_cancel_response (fixture->engine, sp_run_get_id (second), NULL);
  g_assert_cmpstr (member (cancelled, "$.status"), ==, "cancelled");
  g_assert_false (sp_run_is_ended (first));

  /* Again is no error, and what was said is not lost. */
  again = sp_engine_cancel_response (fixture->engine, sp_run_get_id (second), NULL);
  g_assert_cmpstr (member (again, "$.status"), ==, "cancelled");
  texts = item_texts (fixture, conversation);
  g_assert_cmpstr (texts, ==, "x|…|x|");
}

static void
test_cancel_before_start (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(SpRun) run = ask_in (fixture, conversation, "");
  g_autoptr(JsonObject) cancelled = sp_engine_cancel_response (fixture->engine, sp_run_get_id (run), NULL);

  g_assert_cmpstr (member (cancelled, "$.status"), ==, "cancelled");
  spin (20);
  g_assert_cmpuint (test_model_get_n_calls (fixture->model), ==, 0);
}

static void
last_event_cb (SpRun      *run,
               JsonObject *event,
               gpointer    user_data)
{
  JsonObject **last = user_data;

  g_clear_pointer (last, json_object_unref);
  *last = json_object_ref (event);
}

static void
test_cancel_in_model (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(SpRun) run = NULL;
  g_autoptr(JsonObject) cancelled = NULL;
  g_autoptr(JsonObject) last = NULL;
  g_autoptr(GError) error = NULL;

  test_model_add_hold (fixture->model);
  run = ask_in (fixture, conversation, "");
  g_signal_connect (run, "event", G_CALLBACK (last_event_cb), &last);
  wait_for (is_holding, fixture->model);
  cancelled = sp_engine_cancel_response (fixture->engine, sp_run_get_id (run), NULL);

  g_assert_cmpstr (member (cancelled, "$.output[0].status"), ==, "incomplete");
  g_assert_cmpstr (member (cancelled, "$.output[0].content[0].text"), ==, "Half a sen");
  g_assert_cmpstr (member (last, "$.type"), ==, "response.incomplete");
  g_assert_cmpstr (member (last, "$.response.status"), ==, "cancelled");
  spin (20);
  g_assert_cmpuint (test_model_get_n_running (fixture->model), ==, 0);

  /* A finished one in the foreground cannot be cancelled. */
  test_model_add_text (fixture->model, "Done.");
  g_clear_object (&run);
  run = ask_in (fixture, conversation, "");
  wait_for_end (run);
  g_assert_null (sp_engine_cancel_response (fixture->engine, sp_run_get_id (run), &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
}

static void
code_seen_cb (SpRun      *run,
              JsonObject *event,
              gpointer    user_data)
{
  if (g_str_equal (sp_json_peek_string (event, "type", ""), "response.code_interpreter_call.interpreting"))
    *(gboolean *) user_data = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_cancel_in_cell (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(SpRun) run = NULL;
  g_autoptr(SpRun) next = NULL;
  g_autoptr(JsonObject) cancelled = NULL;
  g_autoptr(JsonObject) response = NULL;
  gboolean seen = FALSE;

  test_model_add_code (fixture->model, "print started\nfile half.txt x\nhang");
  run = ask_in (fixture, conversation, "");
  g_signal_connect (run, "event", G_CALLBACK (code_seen_cb), &seen);
  wait_for (is_set, &seen);
  spin (20);
  cancelled = sp_engine_cancel_response (fixture->engine, sp_run_get_id (run), NULL);
  g_assert_cmpstr (member (cancelled, "$.output[0].status"), ==, "incomplete");

  /* The next turn finds the same session, and what the cell left. */
  test_model_add_code (fixture->model, "need half.txt\nprint yes");
  test_model_add_text (fixture->model, "Done.");
  next = ask_in (fixture, conversation, "");
  wait_for_end (next);
  response = sp_run_dup_response (next);
  g_assert_cmpstr (member (response, "$.output[0].sandpiper.outcome"), ==, "ok");
  g_assert_cmpuint (test_factory_get_n_created (fixture->factory), ==, 1);
}

static void
test_guard_cells (Fixture       *fixture,
                  gconstpointer  data)
{
  SpGuardLimits limits = { .max_cells = 3, .max_same_failures = 3, .max_seconds = 60 };
  g_autoptr(JsonObject) response = NULL;

  sp_engine_set_guard_limits (fixture->engine, &limits);
  for (guint i = 0; i < 4; i++)
    test_model_add_code (fixture->model, "print again");
  response = fixture_answer (fixture, "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter'}]}");

  g_assert_cmpstr (member (response, "$.status"), ==, "incomplete");
  g_assert_cmpstr (member (response, "$.incomplete_details.reason"), ==, "max_tool_calls");
  g_assert_nonnull (strstr (member (response, "$.incomplete_details.message"), "3"));
  g_assert_cmpstr (member (response, "$.output[2].status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[3].status"), ==, "incomplete");
}

static void
test_guard_same_failure (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *code = g_strdup_printf ("print try %u\nfail the same wall", i);

      test_model_add_code (fixture->model, code);
    }
  response = fixture_answer (fixture, "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter'}]}");

  g_assert_cmpstr (member (response, "$.incomplete_details.reason"), ==, "repeated_failure");
  g_assert_nonnull (strstr (member (response, "$.incomplete_details.message"), "the same wall"));
}

static void
test_guard_time (Fixture       *fixture,
                 gconstpointer  data)
{
  SpGuardLimits limits = { .max_cells = 3, .max_same_failures = 3, .max_seconds = 1 };
  g_autoptr(JsonObject) response = NULL;

  sp_engine_set_guard_limits (fixture->engine, &limits);
  test_model_add_code (fixture->model, "hang");
  response = fixture_answer (fixture, "{'model':'scripted','input':'x','tools':[{'type':'code_interpreter'}]}");

  g_assert_cmpstr (member (response, "$.status"), ==, "incomplete");
  g_assert_cmpstr (member (response, "$.incomplete_details.reason"), ==, "time_limit");
}

static void
test_delete_running (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autoptr(SpRun) run = NULL;
  g_autoptr(JsonObject) deleted = NULL;
  g_autoptr(GError) error = NULL;

  test_model_add_hold (fixture->model);
  run = ask_in (fixture, conversation, "");
  wait_for (is_holding, fixture->model);
  deleted = sp_engine_delete_response (fixture->engine, sp_run_get_id (run), &error);
  g_assert_no_error (error);
  g_assert_true (sp_run_is_ended (run));
  g_assert_null (sp_engine_get_response (fixture->engine, sp_run_get_id (run), SP_INCLUDE_NONE, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *conversation = fixture_conversation (fixture);
  g_autofree char *id = NULL;
  g_autofree char *waiting_id = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) waiting = NULL;
  g_autoptr(JsonArray) events = NULL;
  g_autofree char *types = NULL;
  g_autofree char *texts = NULL;

  {
    g_autoptr(SpRun) run = NULL;
    g_autoptr(SpRun) behind = NULL;

    test_model_add_code (fixture->model, "print kept");
    test_model_add_hold (fixture->model);
    run = ask_in (fixture, conversation, "");
    behind = ask_in (fixture, conversation, "");
    wait_for (is_holding, fixture->model);
    while (test_model_get_n_calls (fixture->model) < 2)
      g_main_context_iteration (NULL, TRUE);
    id = g_strdup (sp_run_get_id (run));
    waiting_id = g_strdup (sp_run_get_id (behind));
  }

  fixture_reopen (fixture);
  response = sp_engine_get_response (fixture->engine, id, SP_INCLUDE_CODE_OUTPUTS, NULL);
  waiting = sp_engine_get_response (fixture->engine, waiting_id, SP_INCLUDE_NONE, NULL);
  g_assert_cmpstr (member (response, "$.status"), ==, "failed");
  g_assert_cmpstr (member (response, "$.error.code"), ==, "interrupted");
  g_assert_cmpstr (member (response, "$.output[0].outputs[0].logs"), ==, "kept\n");
  g_assert_cmpstr (member (waiting, "$.error.code"), ==, "interrupted");

  events = sp_engine_read_events (fixture->engine, id, -1, 1000, SP_INCLUDE_NONE, NULL);
  types = event_types (events);
  g_assert_true (g_str_has_suffix (types, "failed\n"));
  texts = item_texts (fixture, conversation);
  g_assert_cmpstr (texts, ==, "x|Half a sen|x|");
}

static void
test_background (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(SpRun) run = NULL;
  g_autoptr(JsonObject) response = NULL;

  test_model_add_text (fixture->model, "Later.");
  run = fixture_ask (fixture, "{'model':'scripted','input':'x','background':true}");
  g_assert_cmpstr (sp_run_get_status (run), ==, "queued");
  response = sp_engine_get_response (fixture->engine, sp_run_get_id (run), SP_INCLUDE_NONE, NULL);
  g_assert_cmpstr (member (response, "$.status"), ==, "queued");
  wait_for_end (run);
  g_assert_null (sp_engine_get_run (fixture->engine, sp_run_get_id (run)));
  g_clear_pointer (&response, json_object_unref);
  response = sp_engine_get_response (fixture->engine, sp_run_get_id (run), SP_INCLUDE_NONE, NULL);
  g_assert_cmpstr (member (response, "$.status"), ==, "completed");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define QUEUE(name, function) g_test_add ("/sp/engine/queue/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  QUEUE ("order", test_queue);
  QUEUE ("bounded", test_queue_is_bounded);
  QUEUE ("side-by-side", test_side_by_side);
  QUEUE ("cancel-waiting", test_cancel_waiting);
  QUEUE ("cancel-before-start", test_cancel_before_start);
  QUEUE ("cancel-in-model", test_cancel_in_model);
  QUEUE ("cancel-in-cell", test_cancel_in_cell);
  QUEUE ("guard-cells", test_guard_cells);
  QUEUE ("guard-same-failure", test_guard_same_failure);
  QUEUE ("guard-time", test_guard_time);
  QUEUE ("delete-running", test_delete_running);
  QUEUE ("restart", test_restart);
  QUEUE ("background", test_background);

  return g_test_run ();
}
