/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The v2 dialect's requests and answers, and the jobs that carry files. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "api/sp-api-error.h"
#include "api/sp-foundry-backend.h"
#include "base/sp-json.h"
#include "model/sp-tool.h"
#include "tests/api/sp-scripted-server.h"

#define PLOT "GET /openai/v1/containers/cntr_1/files/cfile_1/content"

typedef struct
{
  SpScriptedServer *server;
  SpHttp           *http;
  SpBackend        *cloud;
  SpBackend        *local;
  GAsyncResult     *result;
  char             *folder;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->server = sp_scripted_server_new ();
  fixture->http = sp_http_new (sp_scripted_server_get_url (fixture->server), NULL);
  sp_http_set_base_delay (fixture->http, 5);
  fixture->cloud = sp_foundry_backend_new (fixture->http, FALSE);
  fixture->local = sp_foundry_backend_new (fixture->http, TRUE);
  fixture->folder = g_dir_make_tmp ("sandpiper-backend-XXXXXX", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->cloud);
  g_assert_finalize_object (fixture->local);
  sp_http_abort (fixture->http);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->http);
  sp_scripted_server_free (fixture->server);
  g_free (fixture->folder);
}

static void
reply (Fixture    *fixture,
       const char *route,
       const char *body)
{
  sp_scripted_server_reply (fixture->server, route, 200, NULL, body);
}

static GAsyncResult *
wait_for (Fixture *fixture)
{
  return sp_test_wait_result (&fixture->result);
}

static void
test_deployments (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) deployments = NULL;
  g_autoptr(GError) error = NULL;
  SpDeployment *first = NULL;

  reply (fixture, "GET /deployments",
         "{\"value\":[{\"name\":\"gpt\",\"modelName\":\"gpt-4.1\",\"modelVersion\":\"v\",\"modelPublisher\":\"P\","
         "\"sku\":{\"name\":\"S\"}},{\"odd\":1},7,{\"name\":\"bare\"}]}");
  sp_backend_list_deployments_async (fixture->cloud, NULL, sp_test_store_result, &fixture->result);
  deployments = sp_backend_list_deployments_finish (fixture->cloud, wait_for (fixture), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (deployments->len, ==, 2);
  first = g_ptr_array_index (deployments, 0);
  g_assert_cmpstr (sp_deployment_get_name (first), ==, "gpt");
  g_assert_cmpstr (sp_deployment_get_model_name (first), ==, "gpt-4.1");
  g_assert_cmpstr (sp_deployment_get_version (first), ==, "v");
  g_assert_cmpstr (sp_deployment_get_publisher (first), ==, "P");
  g_assert_cmpstr (sp_deployment_get_sku (first), ==, "S");
  g_assert_cmpstr (sp_deployment_get_model_name (g_ptr_array_index (deployments, 1)), ==, "bare");
  g_assert_cmpstr (sp_scripted_server_get_query (fixture->server, "GET /deployments"), ==, "api-version=v1");
}

static char *
get_notice (Fixture   *fixture,
            SpBackend *backend)
{
  g_autoptr(GError) error = NULL;
  char *notice = NULL;

  sp_foundry_backend_get_notice_async (SP_FOUNDRY_BACKEND (backend), NULL, sp_test_store_result, &fixture->result);
  notice = sp_foundry_backend_get_notice_finish (SP_FOUNDRY_BACKEND (backend), wait_for (fixture), &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
  return notice;
}

static void
test_notice (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *notice = NULL;
  g_autofree char *cloud = NULL;

  reply (fixture, "GET /sandpiper/status", "{\"sandbox\":{\"available\":false,\"message\":\"Install bubblewrap.\"}}");
  notice = get_notice (fixture, fixture->local);
  g_assert_cmpstr (notice, ==, "Install bubblewrap.");

  /* A cloud is not asked what it does not know. */
  cloud = get_notice (fixture, fixture->cloud);
  g_assert_cmpstr (cloud, ==, "");
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "GET /sandpiper/status"), ==, 1);
}

static void
test_no_notice (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *notice = NULL;

  reply (fixture, "GET /sandpiper/status", "{\"sandbox\":{\"available\":true,\"message\":\"bubblewrap 0.8\"}}");
  notice = get_notice (fixture, fixture->local);
  g_assert_cmpstr (notice, ==, "");
}

static void
test_odd_notice (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *notice = NULL;

  reply (fixture, "GET /sandpiper/status", "{\"sandbox\":7}");
  notice = get_notice (fixture, fixture->local);
  g_assert_cmpstr (notice, ==, "");
}

static void
test_save_agent (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(SpAgent) agent = sp_agent_new ("my-agent");
  g_autoptr(GError) error = NULL;

  reply (fixture, "POST /agents/my-agent/versions",
         "{\"name\":\"my-agent\",\"version\":\"4\",\"definition\":{\"kind\":\"prompt\",\"model\":\"m\"}}");
  sp_agent_set_model (agent, "m");
  sp_backend_save_agent_async (fixture->cloud, agent, NULL, sp_test_store_result, &fixture->result);
  g_assert_true (sp_backend_save_agent_finish (fixture->cloud, wait_for (fixture), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (sp_agent_get_version (agent), ==, "4");
  g_assert_false (sp_agent_get_dirty (agent));
}

static void
test_save_agent_unreadable (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(SpAgent) agent = sp_agent_new ("a");
  g_autoptr(GError) error = NULL;

  reply (fixture, "POST /agents/a/versions", "{\"version\":7}");
  sp_backend_save_agent_async (fixture->cloud, agent, NULL, sp_test_store_result, &fixture->result);
  g_assert_false (sp_backend_save_agent_finish (fixture->cloud, wait_for (fixture), &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_PROTOCOL);
}

static void
test_delete (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  /* Nothing is scripted, so the place answers 404: gone is gone. */
  sp_backend_delete_agent_async (fixture->cloud, "a", NULL, sp_test_store_result, &fixture->result);
  g_assert_true (sp_backend_delete_agent_finish (fixture->cloud, wait_for (fixture), &error));
  g_clear_object (&fixture->result);

  sp_scripted_server_reply (fixture->server, "DELETE /openai/v1/files/f", 403, NULL, "");
  sp_backend_delete_file_async (fixture->cloud, "f", NULL, sp_test_store_result, &fixture->result);
  g_assert_false (sp_backend_delete_file_finish (fixture->cloud, wait_for (fixture), &error));
  g_assert_cmpuint (sp_api_error_get_status (error), ==, 403);
}

static void
start_turn (Fixture        *fixture,
            SpBackend      *backend,
            SpConversation *conversation,
            SpTurn         *turn)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "q");

  sp_conversation_set_id (conversation, "conv_1");
  sp_conversation_set_agent_name (conversation, "a");
  sp_backend_start_turn_async (backend, conversation, turn, message, NULL, sp_test_store_result, &fixture->result);
}

/* A cloud is never told of what only the local service knows. */
static void
test_no_extensions_for_clouds (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GError) error = NULL;
  const char *body = NULL;

  sp_scripted_server_reply (fixture->server, "POST /openai/v1/responses", 200, "Content-Type: text/event-stream",
                            "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\"}}\n\n");
  start_turn (fixture, fixture->cloud, conversation, turn);
  g_assert_true (sp_backend_start_turn_finish (fixture->cloud, wait_for (fixture), &error));
  g_assert_no_error (error);
  body = sp_scripted_server_get_body (fixture->server, "POST /openai/v1/responses");
  g_assert_null (strstr (body, "sandpiper"));
  g_assert_nonnull (strstr (body, "\"agent_reference\":{\"type\":\"agent_reference\",\"name\":\"a\"}"));
  g_assert_null (sp_scripted_server_get_query (fixture->server, "POST /openai/v1/responses"));
  g_assert_cmpint (sp_turn_get_status (turn), ==, SP_TURN_COMPLETED);
}

static void
test_not_a_stream (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GError) error = NULL;

  reply (fixture, "POST /openai/v1/responses", "{\"id\":\"r\"}");
  start_turn (fixture, fixture->local, conversation, turn);
  g_assert_false (sp_backend_start_turn_finish (fixture->local, wait_for (fixture), &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_PROTOCOL);
}

static void
test_unreadable_event (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GError) error = NULL;

  sp_scripted_server_reply (fixture->server, "POST /openai/v1/responses", 200, "Content-Type: text/event-stream",
                            "data: {\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}\n\ndata: {oops\n\n");
  start_turn (fixture, fixture->local, conversation, turn);
  g_assert_false (sp_backend_start_turn_finish (fixture->local, wait_for (fixture), &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED);
  g_assert_cmpstr (sp_turn_get_id (turn), ==, "r");
}

static void
test_session (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(SpSession) session = NULL;

  reply (fixture, "GET /openai/v1/containers/cntr_1", "{\"id\":\"cntr_1\",\"status\":\"expired\"}");
  sp_backend_get_session_async (fixture->cloud, "cntr_1", NULL, sp_test_store_result, &fixture->result);
  session = sp_backend_get_session_finish (fixture->cloud, wait_for (fixture), NULL);
  g_assert_cmpstr (sp_session_get_status (session), ==, "expired");
}

static char *
download (Fixture     *fixture,
          gint64       size,
          const char  *filename,
          GError     **error)
{
  g_autoptr(SpFile) file = sp_file_new (filename);
  g_autofree char *path = g_build_filename (fixture->folder, "target", NULL);

  g_clear_object (&fixture->result);
  sp_file_set_id (file, "cfile_1");
  sp_file_set_container_id (file, "cntr_1");
  sp_file_set_size (file, size);
  sp_backend_download_file_async (fixture->cloud, file, path, NULL, NULL, NULL, sp_test_store_result,
                                  &fixture->result);
  return sp_backend_download_file_finish (fixture->cloud, wait_for (fixture), error);
}

static gboolean
target_exists (Fixture    *fixture,
               const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_download (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = NULL;

  sp_scripted_server_script (fixture->server, SP_SCRIPT_CUT, PLOT, 200, "Content-Type: image/png\r\n", "ab");
  sp_scripted_server_reply (fixture->server, PLOT, 503, NULL, "");
  sp_scripted_server_reply (fixture->server, PLOT, 200, "Content-Type: image/png", "abc");
  hash = download (fixture, 3, "p.png", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_true (target_exists (fixture, "target"));
  g_assert_false (target_exists (fixture, "target.part"));
}

static void
test_download_refused (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  sp_scripted_server_reply (fixture->server, PLOT, 404, NULL, "{\"error\":{\"message\":\"Expired.\"}}");
  g_assert_null (download (fixture, -1, "p.png", &error));
  g_assert_cmpuint (sp_api_error_get_status (error), ==, 404);
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, PLOT), ==, 1);
  g_assert_false (target_exists (fixture, "target"));
}

static void
test_download_of_a_page (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = NULL;

  sp_scripted_server_reply (fixture->server, PLOT, 200, "Content-Type: text/html", "<html>");
  g_assert_null (download (fixture, -1, "p.png", &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_CONTENT);
  g_clear_error (&error);
  hash = download (fixture, -1, "p.HTML", &error);
  g_assert_no_error (error);
}

static void
test_download_always_short (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  sp_scripted_server_script (fixture->server, SP_SCRIPT_CUT, PLOT, 200, "", "ab");
  g_assert_null (download (fixture, 3, "p.png", &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED);
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, PLOT), ==, 3);
  g_assert_false (target_exists (fixture, "target"));
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  gint64 *seen = user_data;

  g_assert_cmpint (done, <=, total);
  seen[0] = MAX (seen[0], done);
  seen[1]++;
}

static void
test_upload (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "big.csv", NULL);
  g_autofree char *text = g_strnfill (3 * 1024 * 1024, 'x');
  g_autoptr(SpFile) file = NULL;
  g_autoptr(GError) error = NULL;
  gint64 seen[2] = { 0, 0 };
  const char *body = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  file = sp_file_new_for_path (path);
  sp_scripted_server_reply (fixture->server, "POST /openai/v1/files", 500, NULL, "");
  reply (fixture, "POST /openai/v1/files", "{\"id\":\"assistant-5\",\"purpose\":\"assistants\"}");
  sp_backend_upload_file_async (fixture->cloud, file, progress_cb, seen, NULL, sp_test_store_result,
                                &fixture->result);
  g_assert_true (sp_backend_upload_file_finish (fixture->cloud, wait_for (fixture), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (sp_file_get_id (file), ==, "assistant-5");
  g_assert_cmpint (seen[0], ==, 3 * 1024 * 1024);
  g_assert_cmpint (seen[1], >, 4);
  body = sp_scripted_server_get_body (fixture->server, "POST /openai/v1/files");
  g_assert_cmpuint (strlen (body), >, 3 * 1024 * 1024);
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "POST /openai/v1/files"), ==, 2);
}

static void
test_upload_of_nothing (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(SpFile) file = sp_file_new_for_path ("/nonexistent/a.csv");
  g_autoptr(GError) error = NULL;

  sp_backend_upload_file_async (fixture->cloud, file, NULL, NULL, NULL, sp_test_store_result, &fixture->result);
  g_assert_false (sp_backend_upload_file_finish (fixture->cloud, wait_for (fixture), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/foundry-backend/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("deployments", test_deployments);
  ADD ("notice", test_notice);
  ADD ("no-notice", test_no_notice);
  ADD ("odd-notice", test_odd_notice);
  ADD ("save-agent", test_save_agent);
  ADD ("save-agent-unreadable", test_save_agent_unreadable);
  ADD ("delete", test_delete);
  ADD ("no-extensions-for-clouds", test_no_extensions_for_clouds);
  ADD ("not-a-stream", test_not_a_stream);
  ADD ("unreadable-event", test_unreadable_event);
  ADD ("session", test_session);
  ADD ("download", test_download);
  ADD ("download-refused", test_download_refused);
  ADD ("download-of-a-page", test_download_of_a_page);
  ADD ("download-always-short", test_download_always_short);
  ADD ("upload", test_upload);
  ADD ("upload-of-nothing", test_upload_of_nothing);
#undef ADD

  return g_test_run ();
}
