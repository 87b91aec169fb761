/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The workspace against a server that answers what is written here: every phase of a turn, broken, stopped and
 * restarted. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "api/sp-foundry-backend.h"
#include "api/sp-history.h"
#include "api/sp-workspace.h"
#include "model/sp-code-call.h"
#include "tests/api/sp-scripted-server.h"

#define EVENT_STREAM "Content-Type: text/event-stream"

static const char agent_list[] = "{\"data\":[{\"name\":\"data-analyst\",\"versions\":{\"latest\":{\"version\":\"1\","
                                 "\"definition\":{\"kind\":\"prompt\",\"model\":\"built-in-analyst\"}}}}],"
                                 "\"has_more\":false}";
static const char deployment_list[] = "{\"value\":[{\"name\":\"built-in-analyst\"}]}";
static const char container_list[] =
  "{\"data\":[{\"id\":\"cfile_u\",\"path\":\"/mnt/data/a.csv\",\"source\":\"user\",\"bytes\":8},"
  "{\"id\":\"cfile_1\",\"path\":\"/mnt/data/plot.png\",\"source\":\"assistant\",\"bytes\":7}],\"has_more\":false}";

static const char *const events[] = {
  "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}",
  "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{"
  "\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"in_progress\",\"container_id\":\"cntr_1\"}}",
  "{\"type\":\"response.code_interpreter_call_code.delta\",\"sequence_number\":2,\"item_id\":\"ci_1\",\"delta\":\"1+1\"}",
  "{\"type\":\"response.output_item.done\",\"sequence_number\":3,\"output_index\":0,\"item\":{"
  "\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"completed\",\"code\":\"1+1\","
  "\"container_id\":\"cntr_1\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"2\"}]}}",
  "{\"type\":\"response.output_item.done\",\"sequence_number\":4,\"output_index\":1,\"item\":{\"type\":\"message\","
  "\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
  "\"text\":\"Here\",\"annotations\":[{\"type\":\"container_file_citation\",\"container_id\":\"cntr_1\","
  "\"file_id\":\"cfile_1\",\"filename\":\"plot.png\",\"start_index\":0,\"end_index\":0}]}]}}",
  "{\"type\":\"response.completed\",\"sequence_number\":5,\"response\":{\"id\":\"resp_1\",\"status\":\"completed\"}}",
};

static const char uncited_message[] =
  "{\"type\":\"response.output_item.done\",\"sequence_number\":4,\"output_index\":1,\"item\":{\"type\":\"message\","
  "\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
  "\"text\":\"Here\",\"annotations\":[]}]}}";

typedef struct
{
  SpScriptedServer *server;
  SpWorkspace      *workspace;
  char             *data_dir;
  guint             n_ended;
} Fixture;

static char *
make_stream (guint first,
             guint last)
{
  GString *text = g_string_new (NULL);

  for (guint i = first; i < last; i++)
    g_string_append_printf (text, "data: %s\n\n", events[i]);
  return g_string_free (text, FALSE);
}

static void
turn_ended_cb (SpWorkspace    *workspace,
               SpConversation *conversation,
               SpTurn         *turn,
               Fixture        *fixture)
{
  g_assert_false (sp_turn_is_active (turn));
  fixture->n_ended++;
}

static gboolean
is_settled (gpointer data)
{
  SpConnectionStatus status = sp_connection_get_status (sp_workspace_get_connection (data));

  return status == SP_CONNECTION_READY || status == SP_CONNECTION_FAILED;
}

static void
open_workspace (Fixture *fixture)
{
  g_autoptr(SpHttp) http = sp_http_new (sp_scripted_server_get_url (fixture->server), NULL);
  g_autoptr(SpBackend) backend = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sp_http_set_base_delay (http, 5);
  backend = sp_foundry_backend_new (http, TRUE);
  fixture->workspace = g_object_new (SP_TYPE_WORKSPACE, "data-dir", fixture->data_dir, "backend", backend, NULL);
  g_signal_connect (fixture->workspace, "turn-ended", G_CALLBACK (turn_ended_cb), fixture);
  sp_workspace_open_async (fixture->workspace, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_open_finish (fixture->workspace, sp_test_wait_result (&result), &error));
  g_assert_no_error (error);
  sp_test_wait_until (is_settled, fixture->workspace);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
close_workspace (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_workspace_close_async (fixture->workspace, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_close_finish (fixture->workspace, sp_test_wait_result (&result), NULL));
  g_clear_object (&result);
  g_signal_handlers_disconnect_by_data (fixture->workspace, fixture);

  /* Nothing that is still under way may hold it for long. */
  g_object_add_weak_pointer (G_OBJECT (fixture->workspace), (gpointer *) &fixture->workspace);
  g_object_unref (fixture->workspace);
  sp_test_wait_until (is_gone, &fixture->workspace);
}

static void
reply (Fixture    *fixture,
       const char *route,
       const char *body)
{
  sp_scripted_server_reply (fixture->server, route, 200, NULL, body);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->server = sp_scripted_server_new ();
  fixture->data_dir = g_dir_make_tmp ("sandpiper-workspace-XXXXXX", NULL);
  reply (fixture, "GET /deployments", deployment_list);
  reply (fixture, "GET /agents", agent_list);
  reply (fixture, "GET /openai/v1/conversations", "{\"data\":[],\"has_more\":false}");
  reply (fixture, "POST /openai/v1/conversations", "{\"id\":\"conv_1\",\"created_at\":1}");
  reply (fixture, "GET /openai/v1/conversations/conv_1", "{\"id\":\"conv_1\",\"created_at\":1}");
  reply (fixture, "GET /openai/v1/conversations/conv_1/items", "{\"data\":[],\"has_more\":false}");
  reply (fixture, "POST /openai/v1/files", "{\"id\":\"assistant-1\",\"purpose\":\"assistants\",\"bytes\":8}");
  reply (fixture, "GET /openai/v1/containers/cntr_1/files", container_list);
  if (data != NULL)
    sp_scripted_server_reply (fixture->server, "GET /openai/v1/containers/cntr_1/files/cfile_1/content", 404, NULL,
                              data);
  sp_scripted_server_reply (fixture->server, "GET /openai/v1/containers/cntr_1/files/cfile_1/content", 200,
                            "Content-Type: image/png", "PICTURE");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->workspace != NULL)
    close_workspace (fixture);
  sp_scripted_server_free (fixture->server);
  g_free (fixture->data_dir);
}

static GFile *
make_file (Fixture    *fixture,
           const char *name,
           const char *contents)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, name, NULL);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return g_file_new_for_path (path);
}

static SpConversation *
ask (Fixture    *fixture,
     const char *text)
{
  SpConversation *conversation = sp_workspace_create_conversation (fixture->workspace);

  sp_conversation_set_draft_text (conversation, text);
  g_assert_true (sp_workspace_send (fixture->workspace, conversation));
  return conversation;
}

static gboolean
is_idle (gpointer data)
{
  return !sp_conversation_get_busy (data);
}

static SpTurn *
wait_for_turn (SpConversation *conversation)
{
  sp_test_wait_until (is_idle, conversation);
  return sp_conversation_get_turn (conversation);
}

static gboolean
has_local_copy (gpointer data)
{
  return sp_file_get_local_path (data) != NULL;
}

static gboolean
has_failed (gpointer data)
{
  return sp_file_get_state (data) == SP_FILE_FAILED;
}

static gboolean
is_ready (gpointer data)
{
  return sp_file_get_state (data) == SP_FILE_READY;
}

static gboolean
is_ticked (gpointer data)
{
  return sp_file_get_in_sandbox (data);
}

static void
assert_answered (SpConversation *conversation)
{
  GListModel *items = sp_conversation_get_items (conversation);
  g_autoptr(SpCodeCall) call = g_list_model_get_item (items, 1);
  g_autoptr(SpMessage) answer = g_list_model_get_item (items, 2);
  SpFile *plot = sp_conversation_find_file (conversation, "cfile_1");
  g_autofree char *contents = NULL;

  g_assert_cmpint (sp_turn_get_status (sp_conversation_get_turn (conversation)), ==, SP_TURN_COMPLETED);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);
  g_assert_cmpstr (sp_code_call_get_code (call), ==, "1+1");
  g_assert_cmpstr (sp_message_get_text (answer), ==, "Here");
  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_files (answer)), ==, 1);
  g_assert_nonnull (plot);
  sp_test_wait_until (has_local_copy, plot);
  g_assert_true (g_file_get_contents (sp_file_get_local_path (plot), &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "PICTURE");
  g_assert_true (g_str_has_suffix (sp_file_get_local_path (plot), "/plot.png"));
}

static void
test_connect (Fixture      *fixture,
              gconstpointer data)
{
  open_workspace (fixture);
  g_assert_cmpint (sp_connection_get_status (sp_workspace_get_connection (fixture->workspace)), ==,
                   SP_CONNECTION_READY);
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_agents (fixture->workspace)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_deployments (fixture->workspace)), ==, 1);
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "POST /agents/data-analyst/versions"), ==, 0);
}

static void
test_default_agent (void)
{
  Fixture fixture = { NULL };
  const char *body = NULL;

  set_up (&fixture, NULL);
  g_clear_pointer (&fixture.server, sp_scripted_server_free);
  fixture.server = sp_scripted_server_new ();
  reply (&fixture, "GET /deployments", deployment_list);
  reply (&fixture, "GET /agents", "{\"data\":[],\"has_more\":false}");
  reply (&fixture, "POST /agents/data-analyst/versions", "{\"name\":\"data-analyst\",\"version\":\"1\"}");
  open_workspace (&fixture);
  body = sp_scripted_server_get_body (fixture.server, "POST /agents/data-analyst/versions");
  g_assert_nonnull (strstr (body, "\"model\":\"built-in-analyst\""));
  g_assert_nonnull (strstr (body, "\"type\":\"code_interpreter\""));
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_agents (fixture.workspace)), ==, 1);
  tear_down (&fixture, NULL);
}

static void
test_turn (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *stream = make_stream (0, G_N_ELEMENTS (events));
  g_autoptr(GFile) file = make_file (fixture, "a.csv", "x,y\n1,2\n");
  SpConversation *conversation = NULL;
  SpFile *attached = NULL;
  const char *body = NULL;

  sp_scripted_server_reply (fixture->server, "POST /openai/v1/responses", 200, EVENT_STREAM, stream);
  open_workspace (fixture);
  conversation = sp_workspace_create_conversation (fixture->workspace);
  attached = sp_workspace_attach (fixture->workspace, conversation, file);
  sp_conversation_set_draft_text (conversation, "Please draw\nit all");
  g_assert_true (sp_workspace_send (fixture->workspace, conversation));

  /* At once, whatever is still to be waited for. */
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_items (conversation)), ==, 1);
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "Please draw");
  g_assert_cmpstr (sp_conversation_get_draft_text (conversation), ==, "");
  g_assert_cmpint (sp_turn_get_status (sp_conversation_get_turn (conversation)), ==, SP_TURN_UPLOADING);
  g_assert_false (sp_workspace_can_send (fixture->workspace, conversation));

  wait_for_turn (conversation);
  assert_answered (conversation);
  sp_test_wait_until (is_ticked, attached);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpstr (sp_conversation_get_id (conversation), ==, "conv_1");
  body = sp_scripted_server_get_body (fixture->server, "POST /openai/v1/responses");
  g_assert_nonnull (strstr (body, "\"file_id\":\"assistant-1\""));
  g_assert_nonnull (strstr (body, "\"sandpiper.details\""));
  g_assert_nonnull (strstr (body, "\"background\":true"));
  body = sp_scripted_server_get_body (fixture->server, "POST /openai/v1/conversations");
  g_assert_nonnull (strstr (body, "\"title\":\"Please draw\""));
}

static void
test_comes_back_offline (Fixture      *fixture,
                         gconstpointer data)
{
  SpConversation *conversation = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpMessage) question = NULL;

  test_turn (fixture, NULL);
  conversation = sp_workspace_create_conversation (fixture->workspace);
  sp_conversation_set_draft_text (conversation, "not sent yet");
  close_workspace (fixture);

  g_clear_pointer (&fixture->server, sp_scripted_server_free);
  fixture->server = sp_scripted_server_new ();
  open_workspace (fixture);
  g_assert_cmpint (sp_connection_get_status (sp_workspace_get_connection (fixture->workspace)), ==,
                   SP_CONNECTION_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_conversations (fixture->workspace)), ==, 2);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SpConversation) found =
        g_list_model_get_item (sp_workspace_get_conversations (fixture->workspace), i);

      if (g_strcmp0 (sp_conversation_get_id (found), "conv_1") == 0)
        conversation = found;
      else
        g_assert_cmpstr (sp_conversation_get_draft_text (found), ==, "not sent yet");
    }
  sp_workspace_load_conversation_async (fixture->workspace, conversation, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_load_conversation_finish (fixture->workspace, sp_test_wait_result (&result), NULL));
  assert_answered (conversation);
  question = g_list_model_get_item (sp_conversation_get_items (conversation), 0);
  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_attachments (question)), ==, 1);
  g_assert_true (sp_file_get_in_sandbox (sp_conversation_find_file (conversation, "assistant-1")));
}

/* Cut at each event: the rest comes by following again. */
static void
test_broken_stream (Fixture      *fixture,
                    gconstpointer data)
{
  for (guint i = 1; i < G_N_ELEMENTS (events); i++)
    {
      Fixture one = { NULL };
      g_autofree char *before = make_stream (0, i);
      g_autofree char *after = make_stream (i, G_N_ELEMENTS (events));
      g_autofree char *query = g_strdup_printf ("starting_after=%u", i - 1);
      SpConversation *conversation = NULL;

      set_up (&one, NULL);
      sp_scripted_server_script (one.server, SP_SCRIPT_CUT, "POST /openai/v1/responses", 200, EVENT_STREAM "\r\n",
                                 before);
      sp_scripted_server_reply (one.server, "GET /openai/v1/responses/resp_1", 200, EVENT_STREAM, after);
      open_workspace (&one);
      conversation = ask (&one, "q");
      wait_for_turn (conversation);
      assert_answered (conversation);
      g_assert_nonnull (strstr (sp_scripted_server_get_query (one.server, "GET /openai/v1/responses/resp_1"), query));
      tear_down (&one, NULL);
    }
}

static void
test_polls (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *before = make_stream (0, 2);
  SpConversation *conversation = NULL;

  sp_scripted_server_script (fixture->server, SP_SCRIPT_CUT, "POST /openai/v1/responses", 200, EVENT_STREAM "\r\n",
                             before);
  sp_scripted_server_reply (fixture->server, "GET /openai/v1/responses/resp_1", 400, NULL,
                            "{\"error\":{\"code\":\"unsupported\",\"message\":\"No streams\"}}");
  sp_scripted_server_reply (fixture->server, "GET /openai/v1/responses/resp_1", 200, NULL,
                            "{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":"
                            "\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"completed\",\"code\":\"1+1\"},"
                            "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[{\"type\":"
                            "\"output_text\",\"text\":\"Here\",\"annotations\":[{\"type\":"
                            "\"container_file_citation\",\"container_id\":\"cntr_1\",\"file_id\":\"cfile_1\","
                            "\"filename\":\"plot.png\"}]}]}]}");
  open_workspace (fixture);
  conversation = ask (fixture, "q");
  wait_for_turn (conversation);
  assert_answered (conversation);
}

static void
test_uncited_file (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *head = make_stream (0, 4);
  g_autofree char *tail = make_stream (5, 6);
  g_autofree char *stream = g_strdup_printf ("%sdata: %s\n\n%s", head, uncited_message, tail);
  SpConversation *conversation = NULL;

  sp_scripted_server_reply (fixture->server, "POST /openai/v1/responses", 200, EVENT_STREAM, stream);
  open_workspace (fixture);
  conversation = ask (fixture, "q");
  wait_for_turn (conversation);
  while (sp_conversation_find_file (conversation, "cfile_1") == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_answered (conversation);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  SpConversation *conversation = NULL;
  SpTurn *turn = NULL;

  sp_scripted_server_reply (fixture->server, "POST /openai/v1/responses", 400, "x-request-id: r7",
                            "{\"error\":{\"code\":\"invalid_payload\",\"message\":\"No such agent.\"}}");
  open_workspace (fixture);
  conversation = ask (fixture, "q");
  turn = wait_for_turn (conversation);
  g_assert_cmpint (sp_turn_get_status (turn), ==, SP_TURN_FAILED);
  g_assert_cmpstr (sp_turn_get_error_code (turn), ==, "invalid_payload");
  g_assert_cmpstr (sp_turn_get_error_message (turn), ==, "No such agent. (request r7)");
  g_assert_cmpuint (fixture->n_ended, ==, 1);

  /* The next question is a turn of its own. */
  sp_conversation_set_draft_text (conversation, "again");
  g_assert_true (sp_workspace_can_send (fixture->workspace, conversation));
}

static gboolean
was_asked (gpointer data)
{
  Fixture *fixture = ((gpointer *) data)[0];
  const char *route = ((gpointer *) data)[1];

  return sp_scripted_server_count (fixture->server, route) > 0;
}

static void
wait_for_request (Fixture    *fixture,
                  const char *route)
{
  gpointer data[] = { fixture, (gpointer) route };

  sp_test_wait_until (was_asked, data);
}

/* Stops while @route is being asked, and at once is stopped. */
static SpConversation *
stop_at (Fixture    *fixture,
         const char *route)
{
  g_autoptr(GFile) file = make_file (fixture, "a.csv", "x,y\n1,2\n");
  SpConversation *conversation = NULL;

  open_workspace (fixture);
  conversation = sp_workspace_create_conversation (fixture->workspace);
  sp_workspace_attach (fixture->workspace, conversation, file);
  sp_conversation_set_draft_text (conversation, "q");
  g_assert_true (sp_workspace_send (fixture->workspace, conversation));
  wait_for_request (fixture, route);
  sp_workspace_stop (fixture->workspace, conversation);
  g_assert_cmpint (sp_turn_get_status (sp_conversation_get_turn (conversation)), ==, SP_TURN_CANCELLED);
  g_assert_false (sp_conversation_get_busy (conversation));
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  return conversation;
}

static void
test_stop_uploading (Fixture      *fixture,
                     gconstpointer data)
{
  Fixture own = { NULL };

  set_up (&own, NULL);
  g_clear_pointer (&own.server, sp_scripted_server_free);
  own.server = sp_scripted_server_new ();
  reply (&own, "GET /deployments", deployment_list);
  reply (&own, "GET /agents", agent_list);
  sp_scripted_server_script (own.server, SP_SCRIPT_HANG, "POST /openai/v1/files", 200, NULL, NULL);
  stop_at (&own, "POST /openai/v1/files");
  g_assert_cmpuint (sp_scripted_server_count (own.server, "POST /openai/v1/responses"), ==, 0);
  tear_down (&own, NULL);
}

static void
test_stop_streaming (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *stream = make_stream (0, 3);
  SpConversation *conversation = NULL;
  g_autoptr(SpCodeCall) call = NULL;

  sp_scripted_server_script (fixture->server, SP_SCRIPT_OPEN, "POST /openai/v1/responses", 200, EVENT_STREAM "\r\n",
                             stream);
  reply (fixture, "POST /openai/v1/responses/resp_1/cancel", "{\"id\":\"resp_1\",\"status\":\"cancelled\"}");
  conversation = stop_at (fixture, "GET /openai/v1/containers/cntr_1/files");
  wait_for_request (fixture, "POST /openai/v1/responses/resp_1/cancel");
  call = g_list_model_get_item (sp_conversation_get_items (conversation), 1);
  g_assert_cmpint (sp_code_call_get_code_status (call), ==, SP_CODE_INTERRUPTED);
}

/* The response's id is not known when the stop comes, and is told of it as soon as it is. */
static void
test_stop_before_id (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *stream = make_stream (0, 2);

  sp_scripted_server_script (fixture->server, SP_SCRIPT_OPEN, "POST /openai/v1/responses", 200, EVENT_STREAM "\r\n",
                             stream);
  reply (fixture, "POST /openai/v1/responses/resp_1/cancel", "{\"id\":\"resp_1\",\"status\":\"cancelled\"}");
  stop_at (fixture, "POST /openai/v1/responses");
  wait_for_request (fixture, "POST /openai/v1/responses/resp_1/cancel");
}

/* The window ends in the middle; the next one finds the turn again. */
static void
test_found_again (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *before = make_stream (0, 3);
  g_autofree char *all = make_stream (0, G_N_ELEMENTS (events));
  g_autoptr(SpConversation) conversation = NULL;

  sp_scripted_server_script (fixture->server, SP_SCRIPT_OPEN, "POST /openai/v1/responses", 200, EVENT_STREAM "\r\n",
                             before);
  sp_scripted_server_reply (fixture->server, "GET /openai/v1/responses/resp_1", 200, EVENT_STREAM, all);
  open_workspace (fixture);
  conversation = g_object_ref (ask (fixture, "q"));
  while (sp_turn_get_sequence (sp_conversation_get_turn (conversation)) < 2)
    g_main_context_iteration (NULL, TRUE);
  close_workspace (fixture);
  g_clear_object (&conversation);

  open_workspace (fixture);
  conversation = g_list_model_get_item (sp_workspace_get_conversations (fixture->workspace), 0);
  wait_for_turn (conversation);
  assert_answered (conversation);
  g_assert_null (strstr (sp_scripted_server_get_query (fixture->server, "GET /openai/v1/responses/resp_1"),
                         "starting_after"));
}

static void
test_no_service (Fixture      *fixture,
                 gconstpointer data)
{
  SpConversation *conversation = NULL;
  SpTurn *turn = NULL;

  g_clear_pointer (&fixture->server, sp_scripted_server_free);
  fixture->server = sp_scripted_server_new ();
  open_workspace (fixture);
  conversation = ask (fixture, "q");
  turn = wait_for_turn (conversation);
  g_assert_cmpint (sp_turn_get_status (turn), ==, SP_TURN_FAILED);
  g_assert_cmpstr (sp_turn_get_error_message (turn), ==, "Not scripted");
}

static void
test_files_that_cannot_be_sent (Fixture      *fixture,
                                gconstpointer data)
{
  g_autoptr(GFile) empty = make_file (fixture, "empty.csv", "");
  g_autoptr(GFile) program = make_file (fixture, "setup.exe", "MZ");
  g_autofree char *folder_path = g_build_filename (fixture->data_dir, "folder.csv", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (folder_path);
  GFile *files[] = { empty, program, folder };
  static const char *const words[] = { "empty", "zip", "folder" };
  SpConversation *conversation = NULL;

  g_assert_cmpint (g_mkdir (folder_path, 0700), ==, 0);
  open_workspace (fixture);
  conversation = sp_workspace_create_conversation (fixture->workspace);
  sp_conversation_set_draft_text (conversation, "q");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(SpFile) file = g_object_ref (sp_workspace_attach (fixture->workspace, conversation, files[i]));

      sp_test_wait_until (has_failed, file);
      g_assert_nonnull (strstr (sp_file_get_error_message (file), words[i]));
      g_assert_false (sp_workspace_can_send (fixture->workspace, conversation));
      sp_workspace_detach (fixture->workspace, conversation, file);
      g_assert_true (sp_workspace_can_send (fixture->workspace, conversation));
    }
}

static void
test_upload_fails_and_is_retried (Fixture      *fixture,
                                  gconstpointer data)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("PNG", 3);
  SpConversation *conversation = NULL;
  SpFile *file = NULL;
  Fixture own = { NULL };

  set_up (&own, NULL);
  g_clear_pointer (&own.server, sp_scripted_server_free);
  own.server = sp_scripted_server_new ();
  reply (&own, "GET /deployments", deployment_list);
  reply (&own, "GET /agents", agent_list);
  sp_scripted_server_reply (own.server, "POST /openai/v1/files", 413, NULL, "");
  reply (&own, "POST /openai/v1/files", "{\"id\":\"assistant-9\"}");
  open_workspace (&own);
  conversation = sp_workspace_create_conversation (own.workspace);
  file = sp_workspace_attach_bytes (own.workspace, conversation, bytes, "shot.png");
  sp_test_wait_until (has_failed, file);
  g_assert_cmpstr (sp_file_get_error_message (file), ==, "This is larger than the service takes.");
  sp_workspace_retry_file (own.workspace, conversation, file);
  sp_test_wait_until (is_ready, file);
  g_assert_cmpstr (sp_file_get_id (file), ==, "assistant-9");
  g_assert_nonnull (strstr (sp_scripted_server_get_body (own.server, "POST /openai/v1/files"),
                            "filename=\"shot.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n"));
  tear_down (&own, NULL);
}

static gboolean
is_gone_there (gpointer data)
{
  return sp_file_get_state (data) == SP_FILE_GONE;
}

/* The container has expired: the card says so, and a try later may still find the file. */
static void
test_file_is_gone (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *stream = make_stream (0, G_N_ELEMENTS (events));
  SpConversation *conversation = NULL;
  SpFile *plot = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *path = NULL;

  sp_scripted_server_reply (fixture->server, "POST /openai/v1/responses", 200, EVENT_STREAM, stream);
  open_workspace (fixture);
  conversation = ask (fixture, "q");
  wait_for_turn (conversation);
  g_assert_cmpint (sp_turn_get_status (sp_conversation_get_turn (conversation)), ==, SP_TURN_COMPLETED);
  plot = sp_conversation_find_file (conversation, "cfile_1");
  sp_test_wait_until (is_gone_there, plot);

  sp_workspace_retry_file (fixture->workspace, conversation, plot);
  sp_workspace_fetch_file_async (fixture->workspace, conversation, plot, NULL, sp_test_store_result, &result);
  path = sp_workspace_fetch_file_finish (fixture->workspace, sp_test_wait_result (&result), NULL);
  g_assert_cmpstr (path, ==, sp_file_get_local_path (plot));
  g_assert_cmpuint (sp_scripted_server_count (fixture->server,
                                              "GET /openai/v1/containers/cntr_1/files/cfile_1/content"), ==, 2);
}

static void
test_detach (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(SpConversation) conversation = NULL;
  g_autoptr(GFile) file = make_file (fixture, "b.csv", "x\n1\n");
  g_autoptr(SpFile) draft = NULL;
  SpFile *sent = NULL;

  test_turn (fixture, NULL);
  reply (fixture, "DELETE /openai/v1/files/assistant-1", "{\"deleted\":true}");
  conversation = g_list_model_get_item (sp_workspace_get_conversations (fixture->workspace), 0);
  sent = sp_conversation_find_file (conversation, "assistant-1");
  sp_conversation_add_draft_file (conversation, sent);
  sp_workspace_detach (fixture->workspace, conversation, sent);
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_draft_files (conversation)), ==, 0);
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "DELETE /openai/v1/files/assistant-1"), ==, 0);

  /* The scripted place gives every upload the same id, so the sent file gets another for this. */
  sp_file_set_id (sent, "assistant-0");
  draft = g_object_ref (sp_workspace_attach (fixture->workspace, conversation, file));
  sp_test_wait_until (is_ready, draft);
  sp_workspace_detach (fixture->workspace, conversation, draft);
  wait_for_request (fixture, "DELETE /openai/v1/files/assistant-1");
}

static void
test_same_names (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GFile) file = make_file (fixture, "a.csv", "x\n1\n");
  SpConversation *conversation = NULL;
  SpFile *second = NULL;

  open_workspace (fixture);
  conversation = sp_workspace_create_conversation (fixture->workspace);
  sp_workspace_attach (fixture->workspace, conversation, file);
  second = sp_workspace_attach (fixture->workspace, conversation, file);
  g_assert_cmpstr (sp_file_get_filename (second), ==, "a (2).csv");
}

static void
test_delete_and_undo (Fixture      *fixture,
                      gconstpointer data)
{
  GListModel *conversations = NULL;
  SpConversation *conversation = NULL;

  test_turn (fixture, NULL);
  reply (fixture, "DELETE /openai/v1/conversations/conv_1", "{\"deleted\":true}");
  reply (fixture, "DELETE /openai/v1/files/assistant-1", "{\"deleted\":true}");
  conversations = sp_workspace_get_conversations (fixture->workspace);
  conversation = sp_workspace_find_conversation (
    fixture->workspace, sp_conversation_get_local_id (sp_workspace_create_conversation (fixture->workspace)));
  g_assert_nonnull (conversation);
  g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 2);

  {
    g_autoptr(SpConversation) old = g_list_model_get_item (conversations, 1);

    sp_workspace_delete (fixture->workspace, old);
    g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 1);
    g_assert_true (sp_workspace_undo_delete (fixture->workspace, old));
    g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 2);
    g_assert_cmpuint (sp_scripted_server_count (fixture->server, "DELETE /openai/v1/conversations/conv_1"), ==, 0);
    sp_workspace_delete (fixture->workspace, old);
  }
  close_workspace (fixture);
  wait_for_request (fixture, "DELETE /openai/v1/conversations/conv_1");
  open_workspace (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_conversations (fixture->workspace)), ==, 0);
}

static void
test_rename (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(SpConversation) conversation = NULL;

  test_turn (fixture, NULL);
  reply (fixture, "POST /openai/v1/conversations/conv_1", "{\"id\":\"conv_1\",\"metadata\":{\"title\":\"New\"}}");
  conversation = g_list_model_get_item (sp_workspace_get_conversations (fixture->workspace), 0);
  sp_workspace_rename (fixture->workspace, conversation, "  New ");
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "New");
  wait_for_request (fixture, "POST /openai/v1/conversations/conv_1");
  sp_workspace_rename (fixture->workspace, conversation, "   ");
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "New");
}

static void
test_other_programs (Fixture      *fixture,
                     gconstpointer data)
{
  Fixture own = { NULL };
  g_autoptr(SpConversation) conversation = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  set_up (&own, NULL);
  g_clear_pointer (&own.server, sp_scripted_server_free);
  own.server = sp_scripted_server_new ();
  reply (&own, "GET /deployments", deployment_list);
  reply (&own, "GET /agents", agent_list);
  reply (&own, "GET /openai/v1/conversations",
         "{\"data\":[{\"id\":\"conv_7\",\"created_at\":5,\"metadata\":{\"title\":\"Theirs\"}},{\"id\":\"conv_8\"}],"
         "\"has_more\":false}");
  reply (&own, "GET /openai/v1/conversations/conv_7", "{\"id\":\"conv_7\",\"metadata\":{\"title\":\"Theirs\"}}");
  reply (&own, "GET /openai/v1/conversations/conv_7/items",
         "{\"data\":[{\"id\":\"m1\",\"type\":\"message\",\"role\":\"user\",\"content\":\"q\"},"
         "{\"id\":\"m2\",\"type\":\"message\",\"role\":\"assistant\",\"content\":\"a\"}],\"has_more\":false}");
  open_workspace (&own);
  while (g_list_model_get_n_items (sp_workspace_get_conversations (own.workspace)) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (sp_workspace_get_conversations (own.workspace)), ==, 1);
  conversation = g_list_model_get_item (sp_workspace_get_conversations (own.workspace), 0);
  sp_workspace_load_conversation_async (own.workspace, conversation, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_load_conversation_finish (own.workspace, sp_test_wait_result (&result), NULL));
  while (g_list_model_get_n_items (sp_conversation_get_items (conversation)) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&result);
  tear_down (&own, NULL);
}

/* The window was killed after the conversation had its name, and the turn came to its end without it. */
static void
test_answered_without_us (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "history.db", NULL);
  g_autoptr(SpHistory) history = sp_history_new (path);
  g_autoptr(SpConversation) killed = sp_conversation_new ("killed");
  g_autoptr(SpConversation) conversation = NULL;
  g_autoptr(SpMessage) question = sp_message_new (SP_ROLE_USER, "q");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) flushed = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  sp_history_open_async (history, NULL, sp_test_store_result, &opened);
  entries = sp_history_open_finish (history, sp_test_wait_result (&opened), NULL);
  sp_item_set_id (SP_ITEM (question), "local_1");
  sp_conversation_set_id (killed, "conv_7");
  sp_conversation_append_item (killed, SP_ITEM (question));
  sp_turn_set_status (turn, SP_TURN_QUEUED);
  sp_conversation_set_turn (killed, turn);
  sp_history_save_conversation (history, killed);
  sp_history_save_items (history, killed, 0);
  sp_history_flush_async (history, NULL, sp_test_store_result, &flushed);
  g_assert_true (sp_history_flush_finish (history, sp_test_wait_result (&flushed), NULL));
  g_clear_object (&history);

  reply (fixture, "GET /openai/v1/conversations/conv_7", "{\"id\":\"conv_7\"}");
  reply (fixture, "GET /openai/v1/conversations/conv_7/items",
         "{\"data\":[{\"id\":\"m1\",\"type\":\"message\",\"role\":\"user\",\"content\":\"q\"},"
         "{\"id\":\"m2\",\"type\":\"message\",\"role\":\"assistant\",\"content\":\"a\"}],\"has_more\":false}");
  open_workspace (fixture);
  conversation = g_list_model_get_item (sp_workspace_get_conversations (fixture->workspace), 0);
  wait_for_turn (conversation);
  g_assert_cmpint (sp_turn_get_status (sp_conversation_get_turn (conversation)), ==, SP_TURN_COMPLETED);
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_items (conversation)), ==, 2);
}

static void
save_long_conversation (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "history.db", NULL);
  g_autofree char *code = g_strnfill (600, 'x');
  g_autofree char *logs = g_strnfill (3000, 'y');
  g_autoptr(SpHistory) history = sp_history_new (path);
  g_autoptr(SpConversation) conversation = sp_conversation_new ("long");
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) flushed = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  sp_history_open_async (history, NULL, sp_test_store_result, &opened);
  entries = sp_history_open_finish (history, sp_test_wait_result (&opened), NULL);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, "Some words, **and more**");
      g_autoptr(SpCodeCall) call = sp_code_call_new ();

      sp_code_call_set_code (call, code);
      sp_code_call_append_logs (call, logs);
      sp_item_set_status (SP_ITEM (call), SP_ITEM_COMPLETED);
      sp_item_set_status (SP_ITEM (message), SP_ITEM_COMPLETED);
      sp_conversation_append_item (conversation, SP_ITEM (call));
      sp_conversation_append_item (conversation, SP_ITEM (message));
    }
  sp_history_save_conversation (history, conversation);
  sp_history_save_items (history, conversation, 0);
  sp_history_flush_async (history, NULL, sp_test_store_result, &flushed);
  g_assert_true (sp_history_flush_finish (history, sp_test_wait_result (&flushed), NULL));
}

/* Two thousand items come back in well under a second, and nearly all of that on the worker. */
static void
test_long_conversation (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  SpConversation *conversation = NULL;
  gint64 start = 0;
  double seconds = 0;

  save_long_conversation (fixture);
  open_workspace (fixture);
  conversation = sp_workspace_find_conversation (fixture->workspace, "long");
  start = g_get_monotonic_time ();
  sp_workspace_load_conversation_async (fixture->workspace, conversation, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_load_conversation_finish (fixture->workspace, sp_test_wait_result (&result), NULL));
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_items (conversation)), ==, 2000);
  g_test_minimized_result (seconds, "2000 items in %.3f s", seconds);
  g_assert_cmpfloat (seconds, <, 10.0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/workspace/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("connect", test_connect);
  ADD ("turn", test_turn);
  ADD ("comes-back-offline", test_comes_back_offline);
  ADD ("broken-stream", test_broken_stream);
  ADD ("polls", test_polls);
  ADD ("uncited-file", test_uncited_file);
  ADD ("refused", test_refused);
  ADD ("stop-uploading", test_stop_uploading);
  ADD ("stop-streaming", test_stop_streaming);
  ADD ("stop-before-id", test_stop_before_id);
  ADD ("found-again", test_found_again);
  ADD ("no-service", test_no_service);
  ADD ("files-that-cannot-be-sent", test_files_that_cannot_be_sent);
  ADD ("upload-fails-and-is-retried", test_upload_fails_and_is_retried);
  g_test_add ("/sp/workspace/file-is-gone", Fixture, "{\"error\":{\"message\":\"The container has expired.\"}}",
              set_up, test_file_is_gone, tear_down);
  ADD ("detach", test_detach);
  ADD ("same-names", test_same_names);
  ADD ("delete-and-undo", test_delete_and_undo);
  ADD ("rename", test_rename);
  ADD ("other-programs", test_other_programs);
  ADD ("answered-without-us", test_answered_without_us);
  ADD ("long-conversation", test_long_conversation);
#undef ADD
  g_test_add_func ("/sp/workspace/default-agent", test_default_agent);

  return g_test_run ();
}
