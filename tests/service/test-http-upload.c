/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-upload.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "service/foundry/sp-foundry.h"
#include "service/http/sp-http-download.h"
#include "service/http/sp-http-server.h"

#define HEAD "POST /up HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
#define MAX_SIZE (1024 * 1024)

/* A form over a raw socket into a real blob store, and out again. */
typedef struct
{
  SpHttpServer *server;
  SpBlobStore  *store;
  char         *folder;
  char         *path;
  char         *hash;
  char         *filename;
  char         *purpose;
  guint         n_done;
} Fixture;

static void
done (SpHttpUpload   *upload,
      SpHttpExchange *exchange,
      gpointer        context)
{
  Fixture *fixture = context;

  fixture->n_done++;
  g_free (fixture->hash);
  fixture->hash = g_strdup (sp_blob_writer_get_hash (sp_http_upload_get_writer (upload)));
  g_free (fixture->filename);
  fixture->filename = g_strdup (sp_http_upload_get_filename (upload));
  g_free (fixture->purpose);
  fixture->purpose = g_strdup (sp_http_upload_get_field (upload, "purpose"));
  sp_http_exchange_respond_empty (exchange, 204);
}

static void
take (SpHttpExchange *exchange,
      gpointer        context)
{
  Fixture *fixture = context;

  sp_http_upload_start (exchange, sp_blob_writer_new (fixture->store, MAX_SIZE), NULL, done, fixture);
}

static void
give (SpHttpExchange *exchange,
      gpointer        context)
{
  Fixture *fixture = context;
  g_autoptr(GError) error = NULL;
  int fd = sp_blob_store_open_blob (fixture->store, fixture->hash, &error);
  gint64 size;

  g_assert_no_error (error);
  size = lseek (fd, 0, SEEK_END);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  sp_http_download_start (exchange, fd, size, fixture->filename);
}

static char *
dup_local_path (const char   *path,
                SpHttpQuery  *query,
                GError      **error)
{
  return g_strdup (path);
}

static const SpHttpRoute routes[] = {
  { "POST", "/up", take, SP_HTTP_ROUTE_STREAMS_BODY },
  { "GET", "/down", give },
};

static const SpHttpDialect dialect = {
  "test", routes, G_N_ELEMENTS (routes), dup_local_path, sp_foundry_dup_error_body
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *blobs = NULL;
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sp-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "s", NULL);
  blobs = g_build_filename (fixture->folder, "blobs", NULL);
  fixture->store = sp_blob_store_open (blobs, &error);
  g_assert_no_error (error);
  fixture->server = sp_http_server_new ();
  sp_http_server_add_dialect (fixture->server, &dialect, fixture);
  g_assert_true (sp_http_server_listen_unix (fixture->server, fixture->path, &error));
}

static void
remove_all (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_all (below);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  while (sp_http_server_get_n_connections (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  /* No upload has kept the store. */
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  remove_all (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->hash);
  g_free (fixture->filename);
  g_free (fixture->purpose);
}

static guint
count_unfinished (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "blobs", "spool", NULL);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (folder);
  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static GSocketConnection *
dial (Fixture *fixture)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (fixture->path);
  GSocketConnection *connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  g_assert_nonnull (connection);
  g_socket_set_blocking (g_socket_connection_get_socket (connection), FALSE);
  return connection;
}

/* Sends @request, pausing for the server after each @piece bytes, and reads the answer to its end. */
static GBytes *
talk (Fixture *fixture,
      GBytes  *request,
      gsize    piece)
{
  g_autoptr(GSocketConnection) connection = dial (fixture);
  GSocket *socket = g_socket_connection_get_socket (connection);
  GByteArray *answer = g_byte_array_new ();
  gsize length;
  const char *text = g_bytes_get_data (request, &length);
  gsize sent = 0;

  for (;;)
    {
      guint8 buffer[65536];
      gssize n;

      if (sent < length)
        {
          n = g_socket_send (socket, text + sent, MIN (piece, length - sent), NULL, NULL);
          sent += n > 0 ? n : 0;
        }
      g_main_context_iteration (NULL, FALSE);
      n = g_socket_receive (socket, (char *) buffer, sizeof buffer, NULL, NULL);
      if (n == 0)
        break;
      if (n > 0)
        g_byte_array_append (answer, buffer, n);
    }

  return g_byte_array_free_to_bytes (answer);
}

static GBytes *
make_form (const char *content,
           gsize       size)
{
  static const char head[] = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n"
                             "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
  static const char tail[] = "\r\n--b--\r\n";
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, HEAD "Content-Type: multipart/form-data; boundary=b\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", sizeof head + size + sizeof tail - 2);
  g_string_append (text, head);
  g_string_append_len (text, content, size);
  g_string_append (text, tail);
  return g_string_free_to_bytes (text);
}

static void
assert_answer (GBytes     *answer,
               const char *status,
               const char *words)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));

  if (!g_str_has_prefix (text, status) || (words != NULL && strstr (text, words) == NULL))
    g_error ("expected %s %s, got: %s", status, words, text);
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  static const gsize sizes[] = { 1, 100, 8192, 300000, MAX_SIZE };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *content = g_strnfill (sizes[i], 'a' + (char) i);
      g_autoptr(GBytes) request = make_form (content, sizes[i]);
      g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) content, sizes[i]);
      static const char down[] = "GET /down HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      g_autoptr(GBytes) ask = g_bytes_new_static (down, sizeof down - 1);
      g_autoptr(GBytes) answer = talk (fixture, request, sizes[i] < 1000 ? 1 : 50000);
      g_autoptr(GBytes) back = NULL;
      gsize length;
      const char *text;

      assert_answer (answer, "HTTP/1.1 204 ", NULL);
      g_assert_cmpstr (fixture->hash, ==, hash);
      g_assert_cmpstr (fixture->filename, ==, "a.bin");
      g_assert_cmpstr (fixture->purpose, ==, "assistants");
      g_assert_cmpuint (count_unfinished (fixture), ==, 0);

      back = talk (fixture, ask, sizeof down);
      text = g_bytes_get_data (back, &length);
      g_assert_cmpuint (length, >, sizes[i]);
      g_assert_cmpmem (text + length - sizes[i], sizes[i], content, sizes[i]);
    }
}

static void
test_too_large (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *content = g_strnfill (MAX_SIZE + 1, 'x');
  g_autoptr(GBytes) request = make_form (content, MAX_SIZE + 1);
  g_autoptr(GBytes) answer = talk (fixture, request, 50000);

  assert_answer (answer, "HTTP/1.1 413 ", "file_size_exceeded");
  g_assert_cmpuint (fixture->n_done, ==, 0);
  while (sp_http_server_get_n_connections (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_unfinished (fixture), ==, 0);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct
  {
    const char *request;
    const char *status;
  } cases[] = {
    { HEAD "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 415 " },
    { HEAD "Content-Length: 1\r\n\r\nx", "HTTP/1.1 415 " },
    { HEAD "Content-Type: multipart/form-data\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 400 " },
    { HEAD "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400 " },
    { HEAD "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 7\r\n\r\n--b--\r\n", "HTTP/1.1 400 " },
    { HEAD "Expect: 100-continue\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 999999999\r\n\r\n",
      "HTTP/1.1 413 " },
  };
  g_autoptr(GBytes) empty = make_form ("", 0);
  g_autoptr(GBytes) answer = talk (fixture, empty, 1000);

  assert_answer (answer, "HTTP/1.1 400 ", "is empty");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) request = g_bytes_new_static (cases[i].request, strlen (cases[i].request));
      g_autoptr(GBytes) other = talk (fixture, request, 10);

      assert_answer (other, cases[i].status, "\"error\"");
    }
  g_assert_cmpuint (fixture->n_done, ==, 0);
}

static void
test_client_leaves (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *content = g_strnfill (600000, 'x');
  g_autoptr(GBytes) request = make_form (content, 600000);
  gsize length;
  const char *text = g_bytes_get_data (request, &length);
  const gsize cuts[] = { 10, 200, 400, 10000, 300000, length - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr(GSocketConnection) connection = dial (fixture);

      for (gsize sent = 0; sent < cuts[i];)
        {
          gssize n = g_socket_send (g_socket_connection_get_socket (connection), text + sent,
                                    MIN (50000, cuts[i] - sent), NULL, NULL);

          sent += n > 0 ? n : 0;
          g_main_context_iteration (NULL, FALSE);
        }
      g_assert_true (g_io_stream_close (G_IO_STREAM (connection), NULL, NULL));
      do
        g_main_context_iteration (NULL, FALSE);
      while (sp_http_server_get_n_connections (fixture->server) > 0);
    }

  while (count_unfinished (fixture) > 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->n_done, ==, 0);
}

#define ADD(path, test) g_test_add ("/sp/http-upload/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("round-trip", test_round_trip);
  ADD ("too-large", test_too_large);
  ADD ("refused", test_refused);
  ADD ("client-leaves", test_client_leaves);

  return g_test_run ();
}
