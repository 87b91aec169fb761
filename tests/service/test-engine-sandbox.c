/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "analyst/sp-analyst-model.h"
#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "service/sp-sandbox-factory.h"

/* The engine over the real sandbox: state, files, pictures, expiry, death,
 * cancelling, two conversations at once, and the built-in analyst from a
 * question to a picture. Skipped where no sandbox can be made. */

#define ASK "{'model':'scripted','conversation':'%s','input':'Go','tools':[{'type':'code_interpreter'}]," \
            "'include':['sandpiper.details','code_interpreter_call.outputs']}"

static gboolean
is_probed (gpointer data)
{
  const char *message;

  sp_session_factory_is_available (data, &message);

  return strstr (message, "not been tried") == NULL;
}

static gboolean
use_sandbox (Fixture *fixture)
{
  g_autoptr(SpSessionFactory) factory = sp_sandbox_factory_new ();
  const char *message;

  wait_for (is_probed, factory);
  if (!sp_session_factory_is_available (factory, &message))
    {
      g_test_skip (message);
      return FALSE;
    }

  fixture_use_factory (fixture, factory);

  return TRUE;
}

static JsonObject *
run_in (Fixture    *fixture,
        const char *conversation,
        const char *code)
{
  g_autofree char *body = g_strdup_printf (ASK, conversation);

  test_model_add_code (fixture->model, code);
  test_model_add_text (fixture->model, "Done.");

  return fixture_answer (fixture, body);
}

static const char *
logs_of (JsonObject *response)
{
  const char *logs = member (response, "$.output[0].outputs[0].logs");

  return logs != NULL ? logs : "";
}

static void
test_state (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *conversation = NULL;
  g_autofree char *other = NULL;
  g_autofree char *file = NULL;
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(JsonObject) stranger = NULL;

  if (!use_sandbox (fixture))
    return;

  conversation = fixture_conversation (fixture);
  other = fixture_conversation (fixture);
  first = run_in (fixture, conversation, "x = 41\nopen('new.txt', 'w').write('made')\nprint('ok')");
  g_assert_cmpstr (logs_of (first), ==, "ok\n");
  second = run_in (fixture, conversation, "x + 1");
  g_assert_cmpstr (logs_of (second), ==, "42\n");

  /* The file of the first cell is cited and can be read. */
  g_assert_cmpstr (member (first, "$.output[1].content[0].annotations[0].filename"), ==, "new.txt");
  file = fixture_read_file (fixture, member (first, "$.output[0].container_id"),
                            member (first, "$.output[1].content[0].annotations[0].file_id"));
  g_assert_cmpstr (file, ==, "made");

  /* Another conversation has neither the variable nor the file. */
  stranger = run_in (fixture, other, "import os\nprint('x' in globals(), os.listdir('.'))");
  g_assert_cmpstr (logs_of (stranger), ==, "False []\n");
}

static void
test_error (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *conversation = NULL;
  g_autoptr(JsonObject) response = NULL;

  if (!use_sandbox (fixture))
    return;

  conversation = fixture_conversation (fixture);
  response = run_in (fixture, conversation, "print('before')\nint('x')");
  g_assert_cmpstr (member (response, "$.output[0].sandpiper.outcome"), ==, "error");
  g_assert_true (g_str_has_prefix (logs_of (response), "before\n"));
  g_assert_nonnull (strstr (logs_of (response), "ValueError: invalid literal"));
}

static void
test_input_and_folder (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *conversation = NULL;
  g_autofree char *file_id = NULL;
  g_autofree char *body = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) again = NULL;

  if (!use_sandbox (fixture))
    return;

  conversation = fixture_conversation (fixture);
  file_id = fixture_upload (fixture, "in put.csv", "a,b\n1,2\n");
  test_model_add_code (fixture->model, "import os\nprint(open('/mnt/data/in put.csv').read())\n"
                                       "os.makedirs('sub')\nopen('sub/inner.txt','w').write('deep')");
  test_model_add_text (fixture->model, "Done.");
  body = g_strdup_printf ("{'model':'scripted','conversation':'%s','tools':[{'type':'code_interpreter'}],"
                          "'input':[{'role':'user','content':[{'type':'input_file','file_id':'%s'}]}]}",
                          conversation, file_id);
  response = fixture_answer (fixture, body);
  g_assert_cmpstr (logs_of (response), ==, "a,b\n1,2\n\n");
  g_assert_cmpstr (member (response, "$.output[1].content[0].annotations[0].filename"), ==, "inner.txt");

  /* All of it comes back into the next session, the folder too. */
  again = run_in (fixture, conversation, "import os\nos._exit(7)");
  g_assert_cmpstr (member (again, "$.output[0].sandpiper.outcome"), ==, "died");
  g_clear_pointer (&again, json_object_unref);
  again = run_in (fixture, conversation, "print(open('sub/inner.txt').read(), open('in put.csv').read()[:3])");
  g_assert_nonnull (strstr (logs_of (again), "deep a,b\n"));
  g_assert_nonnull (strstr (logs_of (again), "A new session was started"));
}

static void
test_expiry (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *conversation = NULL;
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) container = NULL;
  g_autoptr(JsonObject) second = NULL;

  if (!use_sandbox (fixture))
    return;

  sp_engine_set_lifetimes (fixture->engine, 60, 1);
  conversation = fixture_conversation (fixture);
  first = run_in (fixture, conversation, "y = 1\nopen('kept.txt', 'w').write('kept')");
  g_assert_true (sp_engine_get_busy (fixture->engine));
  spin (2100);
  g_assert_false (sp_engine_get_busy (fixture->engine));
  container = sp_engine_get_container (fixture->engine, member (first, "$.output[0].container_id"), NULL);
  g_assert_cmpstr (member (container, "$.status"), ==, "expired");

  second = run_in (fixture, conversation, "print('y' in globals(), open('kept.txt').read())");
  g_assert_nonnull (strstr (logs_of (second), "variables of earlier cells are gone"));
  g_assert_nonnull (strstr (logs_of (second), "False kept\n"));
}

static void
started_cb (SpRun      *run,
            JsonObject *event,
            gpointer    user_data)
{
  if (g_str_equal (sp_json_peek_string (event, "type", ""),
                   "sandpiper.code_interpreter_call_output.delta"))
    *(gboolean *) user_data = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *conversation = NULL;
  g_autofree char *body = NULL;
  g_autoptr(SpRun) run = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) next = NULL;
  gboolean started = FALSE;

  if (!use_sandbox (fixture))
    return;

  conversation = fixture_conversation (fixture);
  body = g_strdup_printf (ASK, conversation);
  test_model_add_code (fixture->model, "z = 5\nprint('running', flush=True)\nwhile True: pass");
  run = fixture_ask (fixture, body);
  g_signal_connect (run, "event", G_CALLBACK (started_cb), &started);
  wait_for (is_set, &started);

  response = sp_engine_cancel_response (fixture->engine, sp_run_get_id (run), NULL);
  g_assert_cmpstr (member (response, "$.status"), ==, "cancelled");
  g_assert_cmpstr (member (response, "$.output[0].status"), ==, "incomplete");
  g_assert_cmpstr (logs_of (response), ==, "running\n");

  /* The cell was interrupted, the variables stay. */
  next = run_in (fixture, conversation, "print(z)");
  g_assert_cmpstr (logs_of (next), ==, "5\n");
}

static void
test_side_by_side (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char code[] = "import time\nprint(time.time())\ntime.sleep(1)\nprint(time.time())";
  g_autofree char *body_one = NULL;
  g_autofree char *body_two = NULL;
  g_autoptr(SpRun) one = NULL;
  g_autoptr(SpRun) two = NULL;
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_auto(GStrv) times_one = NULL;
  g_auto(GStrv) times_two = NULL;
  g_autofree char *conversation_one = NULL;
  g_autofree char *conversation_two = NULL;

  if (!use_sandbox (fixture))
    return;

  conversation_one = fixture_conversation (fixture);
  conversation_two = fixture_conversation (fixture);
  body_one = g_strdup_printf (ASK, conversation_one);
  body_two = g_strdup_printf (ASK, conversation_two);
  for (guint i = 0; i < 2; i++)
    test_model_add_code (fixture->model, code);
  for (guint i = 0; i < 2; i++)
    test_model_add_text (fixture->model, "Done.");
  one = fixture_ask (fixture, body_one);
  two = fixture_ask (fixture, body_two);
  wait_for_end (one);
  wait_for_end (two);

  first = sp_run_dup_response (one);
  second = sp_run_dup_response (two);
  times_one = g_strsplit (logs_of (first), "\n", -1);
  times_two = g_strsplit (logs_of (second), "\n", -1);

  /* Each began before the other had ended. */
  g_assert_cmpfloat (g_ascii_strtod (times_one[0], NULL), <, g_ascii_strtod (times_two[1], NULL));
  g_assert_cmpfloat (g_ascii_strtod (times_two[0], NULL), <, g_ascii_strtod (times_one[1], NULL));
  g_assert_cmpstr (member (first, "$.output[0].container_id"), !=,
                   member (second, "$.output[0].container_id"));
}

static void
test_long_output (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *conversation = NULL;
  g_autoptr(JsonObject) response = NULL;
  g_autofree char *filename = NULL;
  const char *whole;
  gint64 size = 0;
  g_autoptr(GError) error = NULL;
  int fd;

  if (!use_sandbox (fixture))
    return;

  conversation = fixture_conversation (fixture);
  response = run_in (fixture, conversation, "for i in range(400000): print('line', i)");
  whole = member (response, "$.output[0].sandpiper.whole_output_file_id");
  g_assert_nonnull (whole);
  fd = sp_engine_open_container_file (fixture->engine, member (response, "$.output[0].container_id"),
                                      whole, &filename, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpint (size, >, 2000000);
  g_assert_cmpuint (strlen (logs_of (response)), <, 1500000);
  close (fd);
}

static void
test_analyst (Fixture       *fixture,
              gconstpointer  data)
{
  static const char csv[] = "name,sector,profit\nA,TRANSPORTATION,10\nB,TRANSPORTATION,20\nC,BANKING,5\n";
  g_autoptr(SpChatModel) analyst = SP_CHAT_MODEL (sp_analyst_model_new ());
  g_autofree char *conversation = NULL;
  g_autofree char *file_id = NULL;
  g_autofree char *body = NULL;
  g_autofree char *text = NULL;
  g_autoptr(JsonObject) response = NULL;

  if (!use_sandbox (fixture))
    return;

  sp_model_registry_add (sp_engine_get_models (fixture->engine), SP_MODEL_REGISTRY_BUILT_IN,
                         SP_MODEL_REGISTRY_BUILT_IN, "Sandpiper", analyst);
  conversation = fixture_conversation (fixture);
  file_id = fixture_upload (fixture, "results.csv", csv);
  body = g_strdup_printf ("{'model':'built-in-analyst','conversation':'%s','tools':[{'type':'code_interpreter'}],"
                          "'input':[{'role':'user','content':[{'type':'input_text','text':"
                          "'Create a bar chart of profit by name in the TRANSPORTATION sector and provide file to me'},"
                          "{'type':'input_file','file_id':'%s'}]}]}", conversation, file_id);
  response = fixture_answer (fixture, body);
  text = sp_json_object_to_string (response);
  g_test_message ("%s", text);

  g_assert_cmpstr (member (response, "$.status"), ==, "completed");
  g_assert_nonnull (strstr (text, "container_file_citation"));
  g_assert_nonnull (strstr (text, ".png"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define SANDBOX(name, function) g_test_add ("/sp/engine/sandbox/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  SANDBOX ("state", test_state);
  SANDBOX ("error", test_error);
  SANDBOX ("input-and-folder", test_input_and_folder);
  SANDBOX ("expiry", test_expiry);
  SANDBOX ("cancel", test_cancel);
  SANDBOX ("side-by-side", test_side_by_side);
  SANDBOX ("long-output", test_long_output);
  SANDBOX ("analyst", test_analyst);

  return g_test_run ();
}
