/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "api/sp-api-error.h"
#include "api/sp-http.h"
#include "api/sp-pager.h"
#include "base/sp-json.h"
#include "tests/api/sp-scripted-server.h"

typedef struct
{
  SpScriptedServer *server;
  SpHttp           *http;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->server = sp_scripted_server_new ();
  fixture->http = sp_http_new (sp_scripted_server_get_url (fixture->server), NULL);
  sp_http_set_base_delay (fixture->http, 5);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sp_http_abort (fixture->http);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->http);
  sp_scripted_server_free (fixture->server);
}

static JsonObject *
ask (Fixture      *fixture,
     const char   *method,
     const char   *path,
     JsonObject   *body,
     SpHttpFlags   flags,
     GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_http_json_async (fixture->http, method, path, body, flags, NULL, sp_test_store_result, &result);
  return sp_http_json_finish (fixture->http, sp_test_wait_result (&result), error);
}

static void
test_json (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  sp_scripted_server_reply (fixture->server, "POST /a/b", 200, NULL, "{\"x\":1}");
  json_object_set_string_member (body, "y", "ü");
  answer = ask (fixture, "POST", "a/b?c=d%2Fe", body, SP_HTTP_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sp_json_peek_int (answer, "x", 0), ==, 1);
  g_assert_cmpstr (sp_scripted_server_get_body (fixture->server, "POST /a/b"), ==, "{\"y\":\"ü\"}");
  g_assert_cmpstr (sp_scripted_server_get_query (fixture->server, "POST /a/b"), ==, "c=d%2Fe");
}

static void
test_status (Fixture      *fixture,
             gconstpointer data)
{
  static const struct
  {
    guint       status;
    const char *headers;
    const char *body;
    const char *code;
    const char *message;
    const char *request_id;
  } cases[] = {
    { 400, "x-request-id: r1", "{\"error\":{\"code\":\"invalid_payload\",\"message\":\"No.\"}}", "invalid_payload",
      "No.", "r1" },
    { 404, "apim-request-id: r2", "{\"error\":{\"code\":\"not_found\",\"message\":\"Gone.\"}}", "not_found", "Gone.",
      "r2" },
    { 401, NULL, "{\"statusCode\":401,\"message\":\"Denied\"}", "401", "Denied", NULL },
    { 403, NULL, "", NULL, "The service does not allow this. A role or a network rule may be missing.", NULL },
    { 302, "Location: http://example.org/", "", NULL, "The service refused the request.", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/case-%u", i);
      g_autofree char *route = g_strconcat ("GET ", path, NULL);
      g_autoptr(GError) error = NULL;

      sp_scripted_server_reply (fixture->server, route, cases[i].status, cases[i].headers, cases[i].body);
      g_assert_null (ask (fixture, "GET", path, NULL, SP_HTTP_DEFAULT, &error));
      g_assert_error (error, SP_API_ERROR, SP_API_ERROR_STATUS);
      g_assert_cmpuint (sp_api_error_get_status (error), ==, cases[i].status);
      g_assert_cmpstr (sp_api_error_get_code (error), ==, cases[i].code);
      g_assert_cmpstr (sp_api_error_get_request_id (error), ==, cases[i].request_id);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_cmpuint (sp_scripted_server_count (fixture->server, route), ==, 1);
    }
}

static void
test_repeats (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  sp_scripted_server_reply (fixture->server, "GET /x", 429, "retry-after-ms: 3", "");
  sp_scripted_server_script (fixture->server, SP_SCRIPT_CUT, "GET /x", 200, NULL, "");
  sp_scripted_server_reply (fixture->server, "GET /x", 200, NULL, "{\"ok\":true}");
  answer = ask (fixture, "GET", "x", NULL, SP_HTTP_DEFAULT, &error);

  /* A body that breaks off is the caller's to repeat: it may be a stream. */
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED);
  g_clear_error (&error);
  answer = ask (fixture, "GET", "x", NULL, SP_HTTP_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_true (sp_json_peek_boolean (answer, "ok", FALSE));
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "GET /x"), ==, 3);
}

static void
test_gives_up (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  sp_scripted_server_reply (fixture->server, "POST /x", 503, NULL, "<html><title>Busy</title></html>");
  g_assert_null (ask (fixture, "POST", "x", NULL, SP_HTTP_ONCE, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_STATUS);
  g_assert_cmpstr (error->message, ==, "Busy");
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "POST /x"), ==, 3);
}

static void
test_should_retry (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  sp_scripted_server_reply (fixture->server, "GET /x", 500, "x-should-retry: false", "");
  g_assert_null (ask (fixture, "GET", "x", NULL, SP_HTTP_DEFAULT, &error));
  g_assert_cmpuint (sp_scripted_server_count (fixture->server, "GET /x"), ==, 1);
}

static void
test_long_error_body (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *body = g_strnfill (1024 * 1024, 'x');
  g_autoptr(GError) error = NULL;

  sp_scripted_server_reply (fixture->server, "GET /x", 400, NULL, body);
  g_assert_null (ask (fixture, "GET", "x", NULL, SP_HTTP_DEFAULT, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_STATUS);
  g_assert_cmpuint (strlen (error->message), <, 10000);
}

static void
test_unreadable (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) empty = NULL;

  sp_scripted_server_reply (fixture->server, "GET /x", 200, NULL, "[1]");
  g_assert_null (ask (fixture, "GET", "x", NULL, SP_HTTP_DEFAULT, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_PROTOCOL);
  g_clear_error (&error);

  sp_scripted_server_reply (fixture->server, "DELETE /x", 200, NULL, "");
  empty = ask (fixture, "DELETE", "x", NULL, SP_HTTP_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (empty), ==, 0);
}

static void
test_unreachable (void)
{
  g_autoptr(SpScriptedServer) server = sp_scripted_server_new ();
  g_autofree char *url = g_strdup (sp_scripted_server_get_url (server));
  Fixture fixture = { NULL };
  g_autoptr(GError) error = NULL;

  /* A port that was just free refuses. */
  g_clear_pointer (&server, sp_scripted_server_free);
  fixture.http = sp_http_new (url, NULL);
  sp_http_set_base_delay (fixture.http, 1);
  g_assert_null (ask (&fixture, "POST", "x", NULL, SP_HTTP_ONCE, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_UNREACHABLE);
  g_assert_true (sp_api_error_is_unreachable (error));
  g_assert_finalize_object (fixture.http);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sp_scripted_server_script (fixture->server, SP_SCRIPT_HANG, "GET /x", 200, NULL, NULL);
  sp_http_json_async (fixture->http, "GET", "x", NULL, SP_HTTP_DEFAULT, cancellable, sp_test_store_result, &result);
  while (sp_scripted_server_count (fixture->server, "GET /x") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (sp_http_json_finish (fixture->http, sp_test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
authorize_cb (SoupMessage *message,
              gpointer     user_data)
{
  soup_message_headers_replace (soup_message_get_request_headers (message), "api-key", user_data);
}

static void
test_authorize (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;
  SoupMessageHeaders *headers = NULL;

  sp_http_set_authorize (fixture->http, authorize_cb, g_strdup ("secret"), g_free);
  sp_scripted_server_reply (fixture->server, "GET /x", 200, NULL, "{}");
  answer = ask (fixture, "GET", "x", NULL, SP_HTTP_DEFAULT, &error);
  headers = sp_scripted_server_get_headers (fixture->server, "GET /x");
  g_assert_no_error (error);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "api-key"), ==, "secret");
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  sp_scripted_server_reply (fixture->server, "GET /l", 200, NULL,
                            "{\"data\":[{\"id\":\"a\"},{\"id\":\"b/c\"}],\"has_more\":true}");
  sp_scripted_server_reply (fixture->server, "GET /l", 200, NULL, "{\"data\":[{\"id\":\"d\"}],\"has_more\":false}");
  sp_pager_collect_async (fixture->http, "l?limit=2", 100, NULL, sp_test_store_result, &result);
  entries = sp_pager_collect_finish (fixture->http, sp_test_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpstr (sp_scripted_server_get_query (fixture->server, "GET /l"), ==, "limit=2&after=b%2Fc");
}

static void
test_next_link (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *own = g_strdup_printf ("{\"value\":[{\"name\":\"a\"}],\"nextLink\":\"%sm?p=2\"}",
                                          sp_scripted_server_get_url (fixture->server));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  sp_scripted_server_reply (fixture->server, "GET /l", 200, NULL, own);
  sp_scripted_server_reply (fixture->server, "GET /m", 200, NULL,
                            "{\"value\":[{\"name\":\"b\"}],\"nextLink\":\"http://example.org/steal\"}");
  sp_pager_collect_async (fixture->http, "l", 100, NULL, sp_test_store_result, &result);
  entries = sp_pager_collect_finish (fixture->http, sp_test_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
}

static void
test_no_list (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sp_scripted_server_reply (fixture->server, "GET /l", 200, NULL, "{\"data\":7}");
  sp_pager_collect_async (fixture->http, "l", 100, NULL, sp_test_store_result, &result);
  g_assert_null (sp_pager_collect_finish (fixture->http, sp_test_wait_result (&result), &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_PROTOCOL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/http/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("json", test_json);
  ADD ("status", test_status);
  ADD ("repeats", test_repeats);
  ADD ("gives-up", test_gives_up);
  ADD ("should-retry", test_should_retry);
  ADD ("long-error-body", test_long_error_body);
  ADD ("unreadable", test_unreadable);
  ADD ("cancel", test_cancel);
  ADD ("authorize", test_authorize);
  ADD ("pages", test_pages);
  ADD ("next-link", test_next_link);
  ADD ("no-list", test_no_list);
#undef ADD
  g_test_add_func ("/sp/http/unreachable", test_unreachable);

  return g_test_run ();
}
