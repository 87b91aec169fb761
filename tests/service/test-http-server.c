/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-server.h"

#include <string.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "base/sp-json.h"
#include "service/foundry/sp-foundry.h"
#include "service/http/sp-http-event-writer.h"
#include "service/http/sp-http-exchange.h"

#define KEY "sk_0123456789abcdef"
#define BIG_EVENT 20000

/* A server in this process with a small dialect of its own, spoken to over raw sockets: what goes over the wire is
 * tested, not what a client library makes of it. */
typedef struct
{
  SpHttpServer   *server;
  char           *folder;
  char           *path;
  guint           port;
  GPtrArray      *waiting;    /* of SpHttpExchange */
  guint           n_closed;
  guint           n_incomplete;
  gint64          n_events;   /* that the source has; -1: without end */
  gint64          n_taken;
} Fixture;

static void
echo (SpHttpExchange *exchange,
      gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);

  if (body == NULL)
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }
  json_object_set_string_member (body, "name", sp_http_exchange_get_param (exchange, "name"));
  sp_http_exchange_respond_json (exchange, 200, body);
}

static void
closed_cb (SpHttpExchange *exchange,
           Fixture        *fixture)
{
  fixture->n_closed++;
  fixture->n_incomplete += !sp_http_exchange_is_complete (exchange);
}

static void
wait_for_it (SpHttpExchange *exchange,
             gpointer        context)
{
  Fixture *fixture = context;

  g_signal_connect (exchange, "closed", G_CALLBACK (closed_cb), fixture);
  g_ptr_array_add (fixture->waiting, g_object_ref (exchange));
}

static JsonArray *
take_events (gint64     after,
             guint      max,
             gpointer   user_data,
             GError   **error)
{
  Fixture *fixture = user_data;
  JsonArray *events = json_array_new ();
  g_autofree char *filler = g_strnfill (BIG_EVENT, 'x');

  for (gint64 i = after + 1; (fixture->n_events < 0 || i < fixture->n_events) && max > 0; i++, max--)
    {
      JsonObject *event = json_object_new ();

      json_object_set_string_member (event, "type", "test");
      json_object_set_int_member (event, "sequence_number", i);
      json_object_set_string_member (event, "filler", filler);
      json_array_add_object_element (events, event);
      fixture->n_taken++;
    }
  return events;
}

static void
stream (SpHttpExchange *exchange,
        gpointer        context)
{
  Fixture *fixture = context;
  g_autoptr(SpHttpEventWriter) writer = NULL;

  g_signal_connect (exchange, "closed", G_CALLBACK (closed_cb), fixture);
  writer = sp_http_event_writer_new (exchange, -1, take_events, fixture, NULL);
  if (fixture->n_events >= 0)
    sp_http_event_writer_end (writer);
  g_object_set_data_full (G_OBJECT (exchange), "writer", g_steal_pointer (&writer), g_object_unref);
}

static char *
dup_local_path (const char   *path,
                SpHttpQuery  *query,
                GError      **error)
{
  return g_str_has_prefix (path, "/t/") ? g_strdup (path + 2) : NULL;
}

static const SpHttpRoute routes[] = {
  { "POST", "/echo/{name}", echo },
  { "GET", "/wait", wait_for_it },
  { "GET", "/stream", stream },
};

static const SpHttpDialect dialect = {
  "test", routes, G_N_ELEMENTS (routes), dup_local_path, sp_foundry_dup_error_body
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = NULL;

  fixture->folder = g_dir_make_tmp ("sp-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "s", NULL);
  fixture->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->server = sp_http_server_new ();
  sp_http_server_add_dialect (fixture->server, &dialect, fixture);
  g_assert_true (sp_http_server_listen_unix (fixture->server, fixture->path, &error));
  g_assert_true (sp_http_server_listen_tcp (fixture->server, "127.0.0.1:0", KEY, &uri, &error));
  g_assert_true (g_str_has_prefix (uri, "http://127.0.0.1:"));
  fixture->port = g_ascii_strtoull (uri + strlen ("http://127.0.0.1:"), NULL, 10);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_ptr_array_unref (fixture->waiting);
  while (sp_http_server_get_n_connections (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static GSocketConnection *
dial (Fixture  *fixture,
      gboolean  tcp)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = tcp ? g_inet_socket_address_new_from_string ("127.0.0.1", fixture->port)
                                          : g_unix_socket_address_new (fixture->path);
  g_autoptr(GError) error = NULL;
  GSocketConnection *stream_ = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (g_socket_connection_get_socket (stream_), FALSE);
  return stream_;
}

/* Sends as much as goes, lets the server work, reads what comes until the other side closes. */
static char *
finish_talk (GSocketConnection *connection,
             const char        *request,
             gsize              length)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  GString *answer = g_string_new (NULL);
  gsize sent = 0;

  for (;;)
    {
      char buffer[65536];
      gssize n;

      if (sent < length)
        {
          n = g_socket_send (socket, request + sent, length - sent, NULL, NULL);
          sent += n > 0 ? n : 0;
        }
      for (guint i = 0; i < 20; i++)
        g_main_context_iteration (NULL, FALSE);
      n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
      if (n == 0)
        break;
      if (n > 0)
        g_string_append_len (answer, buffer, n);
    }

  return g_string_free (answer, FALSE);
}

static char *
talk (Fixture    *fixture,
      gboolean    tcp,
      const char *request)
{
  g_autoptr(GSocketConnection) connection = dial (fixture, tcp);

  return finish_talk (connection, request, strlen (request));
}

static char *
post (Fixture    *fixture,
      const char *headers,
      const char *body)
{
  g_autofree char *request = g_strdup_printf ("POST /t/echo/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                              "Content-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n%s",
                                              strlen (body), headers, body);

  return talk (fixture, FALSE, request);
}

static void
assert_status (const char *answer,
               guint       status,
               const char *code)
{
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %u ", status);
  g_autofree char *quoted = code != NULL ? g_strdup_printf ("\"code\":\"%s\"", code) : NULL;

  if (!g_str_has_prefix (answer, line) || (code != NULL && strstr (answer, quoted) == NULL))
    g_error ("expected %u %s, got: %s", status, code, answer);
  g_assert_nonnull (strstr (answer, "x-request-id: req_"));
}

static void
test_routes (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *good = post (fixture, "Content-Type: application/json\r\n", "{\"a\":1}");
  g_autofree char *empty = post (fixture, "", "");
  g_autofree char *unknown = talk (fixture, FALSE, "GET /t/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_autofree char *foreign = talk (fixture, FALSE, "GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_autofree char *verb = talk (fixture, FALSE, "PUT /t/wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  assert_status (good, 200, NULL);
  g_assert_true (g_str_has_suffix (good, "\r\n\r\n{\"a\":1,\"name\":\"me\"}"));
  assert_status (empty, 200, NULL);
  assert_status (unknown, 404, "not_found");
  assert_status (foreign, 404, "not_found");
  assert_status (verb, 405, "method_not_allowed");
  g_assert_nonnull (strstr (verb, "Allow: GET\r\n"));
}

static void
test_bodies (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *deep_text = g_strnfill (100000, '[');
  g_autofree char *malformed = post (fixture, "", "{\"a\":");
  g_autofree char *array = post (fixture, "", "[1]");
  g_autofree char *deep = post (fixture, "", deep_text);
  g_autofree char *form = post (fixture, "Content-Type: application/x-www-form-urlencoded\r\n", "a=1");
  g_autofree char *merge = post (fixture, "Content-Type: application/merge-patch+json; charset=utf-8\r\n", "{}");

  assert_status (malformed, 400, "invalid_json");
  assert_status (array, 400, NULL);
  assert_status (deep, 400, "invalid_json");
  assert_status (form, 415, "unsupported_media_type");
  assert_status (merge, 200, NULL);
}

static void
test_too_large (Fixture       *fixture,
                gconstpointer  data)
{
  const gsize size = SP_HTTP_MAX_JSON + 1;
  g_autofree char *filler = g_strnfill (size, ' ');
  g_autofree char *announced = g_strdup_printf ("POST /t/echo/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                                "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", size, filler);
  g_autofree char *chunked = g_strdup_printf ("POST /t/echo/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                              "Transfer-Encoding: chunked\r\n\r\n%" G_GSIZE_MODIFIER "x\r\n%s\r\n0\r\n\r\n",
                                              size, filler);
  g_autofree char *first = talk (fixture, FALSE, announced);
  g_autofree char *second = talk (fixture, FALSE, chunked);

  assert_status (first, 413, "content_size_exceeded");
  assert_status (second, 413, "content_size_exceeded");
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
#define REQUEST(host, more) \
  "POST /t/echo/a HTTP/1.1\r\nHost: " host "\r\nConnection: close\r\nContent-Length: 0\r\n" more "\r\n"
  g_autofree char *none = talk (fixture, TRUE, REQUEST ("127.0.0.1", ""));
  g_autofree char *wrong = talk (fixture, TRUE, REQUEST ("127.0.0.1", "api-key: sk_wrong\r\n"));
  g_autofree char *bearer = talk (fixture, TRUE, REQUEST ("127.0.0.1", "Authorization: Bearer " KEY "\r\n"));
  g_autofree char *key = talk (fixture, TRUE, REQUEST ("localhost:99", "api-key: " KEY "\r\n"));
  g_autofree char *rebound = talk (fixture, TRUE, REQUEST ("evil.example", "api-key: " KEY "\r\n"));
  g_autofree char *page = talk (fixture, TRUE, REQUEST ("127.0.0.1", "api-key: " KEY "\r\nOrigin: http://a.example\r\n"));
  g_autofree char *local = talk (fixture, FALSE, REQUEST ("whatever", ""));

  assert_status (none, 401, "missing_api_key");
  assert_status (wrong, 401, "invalid_api_key");
  assert_status (bearer, 200, NULL);
  assert_status (key, 200, NULL);
  assert_status (rebound, 403, "host_not_allowed");
  assert_status (page, 403, "origin_not_allowed");
  assert_status (local, 200, NULL);
}

static void
test_old_client (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *answer = talk (fixture, FALSE, "GET /t/none HTTP/1.0\r\n\r\n");
  g_autofree char *junk = talk (fixture, FALSE, "nonsense\r\n\r\n");
  g_autofree char *star = talk (fixture, FALSE, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.0 404 "));
  g_assert_true (g_str_has_prefix (junk, "HTTP/1."));
  g_assert_nonnull (strstr (junk, " 400 "));
  assert_status (star, 404, "not_found");
}

static void
test_late_answer (Fixture       *fixture,
                  gconstpointer  data)
{
  const char *request = "GET /t/wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  g_autoptr(GSocketConnection) connection = dial (fixture, FALSE);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autofree char *answer = NULL;

  g_socket_send (g_socket_connection_get_socket (connection), request, strlen (request), NULL, NULL);
  while (fixture->waiting->len == 0)
    g_main_context_iteration (NULL, TRUE);
  sp_http_exchange_respond_json (g_ptr_array_index (fixture->waiting, 0), 201, body);
  /* One answer only. */
  sp_http_exchange_respond_empty (g_ptr_array_index (fixture->waiting, 0), 204);
  answer = finish_talk (connection, NULL, 0);

  assert_status (answer, 201, NULL);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpuint (fixture->n_incomplete, ==, 0);
}

static void
test_client_leaves (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *request = "GET /t/wait HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " KEY "\r\n\r\n";

  for (guint tcp = 0; tcp < 2; tcp++)
    {
      g_autoptr(GSocketConnection) connection = dial (fixture, tcp);

      fixture->n_closed = 0;
      fixture->n_incomplete = 0;
      g_ptr_array_set_size (fixture->waiting, 0);
      request = tcp ? "GET /t/wait HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " KEY "\r\n\r\n" : request;
      g_socket_send (g_socket_connection_get_socket (connection), request, strlen (request), NULL, NULL);
      while (fixture->waiting->len == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (g_io_stream_close (G_IO_STREAM (connection), NULL, NULL));
      while (fixture->n_closed == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (fixture->n_incomplete, ==, 1);

      /* Whoever answers now talks to nobody, and nothing breaks. */
      sp_http_exchange_respond_empty (g_ptr_array_index (fixture->waiting, 0), 204);
    }
}

/* One answer on one connection: a second request, sent early, neither disturbs the first nor is it answered. */
static void
test_early_next_request (Fixture       *fixture,
                         gconstpointer  data)
{
  const char *requests = "GET /t/wait HTTP/1.1\r\nHost: x\r\n\r\nGET /t/none HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr(GSocketConnection) connection = dial (fixture, FALSE);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autofree char *answer = NULL;

  g_socket_send (g_socket_connection_get_socket (connection), requests, strlen (requests), NULL, NULL);
  while (fixture->waiting->len == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
  sp_http_exchange_respond_json (g_ptr_array_index (fixture->waiting, 0), 200, body);
  answer = finish_talk (connection, NULL, 0);
  assert_status (answer, 200, NULL);
  g_assert_nonnull (strstr (answer, "Connection: close\r\n"));
  g_assert_true (g_str_has_suffix (answer, "{}"));
}

/* Nothing of a connection stays, whatever the client says about keeping it. */
static void
test_nothing_stays (Fixture       *fixture,
                    gconstpointer  data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *answer = talk (fixture, FALSE, "GET /t/none HTTP/1.1\r\nHost: x\r\n"
                                                      "Connection: keep-alive\r\n\r\n");

      assert_status (answer, 404, "not_found");
    }
  while (sp_http_server_get_n_connections (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_stream (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *answer = NULL;
  const char *at;

  fixture->n_events = 300;
  answer = talk (fixture, FALSE, "GET /t/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert_status (answer, 200, NULL);
  g_assert_nonnull (strstr (answer, "Content-Type: text/event-stream"));
  at = answer;
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *number = g_strdup_printf ("\"sequence_number\":%u,", i);

      at = strstr (at, number);
      g_assert_nonnull (at);
    }
  g_assert_true (g_str_has_suffix (answer, "\r\n0\r\n\r\n"));
  g_assert_cmpuint (fixture->n_incomplete, ==, 0);
}

static void
test_slow_reader (Fixture       *fixture,
                  gconstpointer  data)
{
  const char *request = "GET /t/stream HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr(GSocketConnection) connection = dial (fixture, FALSE);
  gint64 deadline = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  fixture->n_events = -1;
  g_socket_send (g_socket_connection_get_socket (connection), request, strlen (request), NULL, NULL);
  while (g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);

  /* What the kernel buffers, and one batch of 64. */
  g_assert_cmpint (fixture->n_taken, >=, 64);
  g_assert_cmpint (fixture->n_taken, <=, 64 * 8);

  g_assert_true (g_io_stream_close (G_IO_STREAM (connection), NULL, NULL));
  while (fixture->n_closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_incomplete, ==, 1);
}

static void
test_connections (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GSocketConnection) connection = dial (fixture, FALSE);

  g_assert_cmpuint (sp_http_server_get_n_connections (fixture->server), ==, 0);
  while (sp_http_server_get_n_connections (fixture->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_io_stream_close (G_IO_STREAM (connection), NULL, NULL));
  while (sp_http_server_get_n_connections (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_stale_socket (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sp-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s", NULL);
  g_autofree char *plain = g_build_filename (folder, "plain", NULL);
  g_autofree char *too_long = g_build_filename (folder, "a-name-that-is-much-too-long-for-a-unix-socket-because-linux-allows"
                                                "-only-one-hundred-and-seven-bytes", NULL);
  g_autoptr(SpHttpServer) server = sp_http_server_new ();
  g_autoptr(GSocket) stale = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GError) error = NULL;
  GStatBuf info;

  sp_http_server_add_dialect (server, &dialect, NULL);
  g_assert_true (g_file_set_contents (plain, "mine", -1, NULL));
  g_assert_false (sp_http_server_listen_unix (server, plain, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (sp_http_server_listen_unix (server, too_long, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  g_clear_error (&error);

  g_assert_true (g_socket_bind (stale, address, FALSE, NULL));
  g_assert_true (g_socket_close (stale, NULL));
  g_assert_true (sp_http_server_listen_unix (server, path, &error));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  g_assert_finalize_object (g_steal_pointer (&server));
  g_assert_cmpint (g_unlink (plain), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#define ADD(path, test) g_test_add ("/sp/http-server/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("routes", test_routes);
  ADD ("bodies", test_bodies);
  ADD ("too-large", test_too_large);
  ADD ("keys", test_keys);
  ADD ("old-client", test_old_client);
  ADD ("late-answer", test_late_answer);
  ADD ("client-leaves", test_client_leaves);
  ADD ("early-next-request", test_early_next_request);
  ADD ("nothing-stays", test_nothing_stays);
  ADD ("stream", test_stream);
  ADD ("slow-reader", test_slow_reader);
  ADD ("connections", test_connections);
  g_test_add_func ("/sp/http-server/stale-socket", test_stale_socket);

  return g_test_run ();
}
