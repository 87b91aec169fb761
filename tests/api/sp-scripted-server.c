/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A server for tests: routes with queues of answers, of which the last is given for ever. It runs on the test's own
 * main context. */

#include "config.h"

#include "tests/api/sp-scripted-server.h"

#include <string.h>

#define WAIT_SECONDS 60

typedef struct
{
  SpScriptKind  kind;
  guint         status;
  char         *headers;  /* "Name: value" lines */
  char         *body;
} Answer;

typedef struct
{
  GQueue              answers;   /* of Answer */
  guint               count;
  char               *body;      /* of the last request */
  char               *query;
  SoupMessageHeaders *headers;
} Route;

struct _SpScriptedServer
{
  SoupServer *server;
  char       *url;
  GHashTable *routes;  /* "METHOD /path" → Route */
  GPtrArray  *open;    /* connections that are kept open, and messages that are never answered */
};

static void
answer_free (Answer *answer)
{
  g_free (answer->headers);
  g_free (answer->body);
  g_free (answer);
}

static void
route_free (Route *route)
{
  g_queue_clear_full (&route->answers, (GDestroyNotify) answer_free);
  g_clear_pointer (&route->headers, soup_message_headers_unref);
  g_free (route->body);
  g_free (route->query);
  g_free (route);
}

static Route *
get_route (SpScriptedServer *self,
           const char       *name)
{
  Route *route = g_hash_table_lookup (self->routes, name);

  if (route == NULL)
    {
      route = g_new0 (Route, 1);
      g_queue_init (&route->answers);
      g_hash_table_insert (self->routes, g_strdup (name), route);
    }
  return route;
}

/* Written by hand, for what no honest server would send. */
static void
answer_raw (SpScriptedServer  *self,
            SoupServerMessage *message,
            Answer            *answer)
{
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);
  g_autoptr(GString) text = g_string_new (NULL);
  gsize length = strlen (answer->body);

  g_string_append_printf (text, "HTTP/1.1 %u Scripted\r\n%s", answer->status, answer->headers);
  if (answer->kind == SP_SCRIPT_CUT)
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length + 1);
  else
    g_string_append (text, "Connection: close\r\n");
  g_string_append (text, "\r\n");
  g_string_append (text, answer->body);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text->str, text->len, NULL, NULL, NULL);
  if (answer->kind == SP_SCRIPT_OPEN)
    g_ptr_array_add (self->open, g_steal_pointer (&stream));
  else
    g_io_stream_close (stream, NULL, NULL);
}

static void
answer_whole (SoupServerMessage *message,
              Answer            *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_auto(GStrv) lines = g_strsplit (answer->headers, "\r\n", -1);

  soup_server_message_set_status (message, answer->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, answer->body,
                                    strlen (answer->body));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (lines[i], ": ", 2);

      if (pair[0] != NULL && pair[1] != NULL)
        soup_message_headers_replace (headers, pair[0], pair[1]);
    }
}

static void
remember (Route             *route,
          SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  route->count++;
  g_free (route->body);
  route->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_free (route->query);
  route->query = g_strdup (query);
  g_clear_pointer (&route->headers, soup_message_headers_unref);
  route->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  SpScriptedServer *self = user_data;
  g_autofree char *name = g_strconcat (soup_server_message_get_method (message), " ", path, NULL);
  Route *route = get_route (self, name);
  Answer *answer = g_queue_peek_head (&route->answers);

  g_test_message ("%s", name);
  remember (route, message);
  if (answer == NULL)
    {
      static const char body[] = "{\"error\":{\"code\":\"not_scripted\",\"message\":\"Not scripted\"}}";

      soup_server_message_set_status (message, 404, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, body, strlen (body));
      return;
    }

  if (answer->kind == SP_SCRIPT_WHOLE)
    {
      answer_whole (message, answer);
    }
  else if (answer->kind == SP_SCRIPT_HANG)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->open, g_object_ref (message));
    }
  else
    {
      answer_raw (self, message, answer);
    }

  if (g_queue_get_length (&route->answers) > 1)
    answer_free (g_queue_pop_head (&route->answers));
}

SpScriptedServer *
sp_scripted_server_new (void)
{
  SpScriptedServer *self = g_new0 (SpScriptedServer, 1);
  g_autoptr(GError) error = NULL;
  GSList *uris = NULL;
  g_autofree char *text = NULL;

  self->server = soup_server_new (NULL, NULL);
  self->routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) route_free);
  self->open = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
sp_scripted_server_free (SpScriptedServer *self)
{
  soup_server_disconnect (self->server);
  g_ptr_array_unref (self->open);
  g_object_unref (self->server);
  g_hash_table_unref (self->routes);
  g_free (self->url);
  g_free (self);
}

const char *
sp_scripted_server_get_url (SpScriptedServer *self)
{
  return self->url;
}

void
sp_scripted_server_script (SpScriptedServer *self,
                           SpScriptKind      kind,
                           const char       *route,
                           guint             status,
                           const char       *headers,
                           const char       *body)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->kind = kind;
  answer->status = status;
  answer->headers = g_strdup (headers != NULL ? headers : "");
  answer->body = g_strdup (body != NULL ? body : "");
  g_queue_push_tail (&get_route (self, route)->answers, answer);
}

void
sp_scripted_server_reply (SpScriptedServer *self,
                          const char       *route,
                          guint             status,
                          const char       *headers,
                          const char       *body)
{
  sp_scripted_server_script (self, SP_SCRIPT_WHOLE, route, status, headers, body);
}

guint
sp_scripted_server_count (SpScriptedServer *self,
                          const char       *route)
{
  return get_route (self, route)->count;
}

const char *
sp_scripted_server_get_body (SpScriptedServer *self,
                             const char       *route)
{
  return get_route (self, route)->body;
}

const char *
sp_scripted_server_get_query (SpScriptedServer *self,
                              const char       *route)
{
  return get_route (self, route)->query;
}

SoupMessageHeaders *
sp_scripted_server_get_headers (SpScriptedServer *self,
                                const char       *route)
{
  return get_route (self, route)->headers;
}

static gboolean
too_long_cb (gpointer user_data)
{
  g_error ("A test waited longer than %d seconds", WAIT_SECONDS);
  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
sp_test_wait_until (gboolean (*condition) (gpointer data),
                    gpointer   data)
{
  guint timer = g_timeout_add_seconds (WAIT_SECONDS, too_long_cb, NULL);

  /* What a thread does (letting go of an object) wakes nobody here. */
  guint ticks = g_timeout_add (20, tick_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  g_source_remove (ticks);
}

void
sp_test_store_result (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  GAsyncResult **stored = user_data;

  *stored = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

GAsyncResult *
sp_test_wait_result (GAsyncResult **result)
{
  sp_test_wait_until (has_result, result);
  return *result;
}
