/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-exchange-private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <glib/gi18n.h>

#include "base/sp-id.h"
#include "base/sp-json.h"

/* One request and its answer. It stands between the handlers, which know no
 * libsoup, and a SoupServerMessage: it reads the body within bounds, holds the
 * message back until somebody answers, and notices a client that goes away
 * while it waits, which libsoup alone would not before the next write.
 *
 * The message owns it until it is finished; a handler that answers later keeps
 * a reference of its own. Main thread only. */

enum
{
  SIGNAL_BODY_END,
  SIGNAL_CHUNK,
  SIGNAL_CLOSED,
  SIGNAL_DRAINED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpHttpExchange, sp_http_exchange, G_TYPE_OBJECT)

static void
sp_http_exchange_hold (SpHttpExchange *self)
{
  if (self->message == NULL || self->held)
    return;

  self->held = TRUE;
  soup_server_message_pause (self->message);
}

/**
 * _sp_http_exchange_release:
 * @self: an exchange
 *
 * Lets libsoup go on with a message that was held back.
 */
void
_sp_http_exchange_release (SpHttpExchange *self)
{
  if (self->message == NULL || !self->held)
    return;

  self->held = FALSE;
  soup_server_message_unpause (self->message);
}

/**
 * _sp_http_exchange_unwatch:
 * @self: an exchange
 *
 * Looks out no more for a client that hangs up.
 */
void
_sp_http_exchange_unwatch (SpHttpExchange *self)
{
  if (self->watch == NULL)
    return;

  g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
}

static gboolean
peer_cb (GSocket      *socket,
         GIOCondition  condition,
         gpointer      user_data)
{
  g_autoptr(SpHttpExchange) self = g_object_ref (user_data);
  char byte;
  ssize_t n = recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR) && (condition & (G_IO_HUP | G_IO_ERR)) == 0)
    return G_SOURCE_CONTINUE;

  _sp_http_exchange_unwatch (self);
  /* More bytes are the next request, sent early: it is there. */
  if (n <= 0)
    sp_http_exchange_abort (self);

  return G_SOURCE_REMOVE;
}

static void
sp_http_exchange_start_watching (SpHttpExchange *self)
{
  if (self->watch != NULL || self->message == NULL)
    return;

  self->watch = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (peer_cb), self, NULL);
  g_source_attach (self->watch, NULL);
}

static gboolean
is_too_long (SoupMessageHeaders *headers)
{
  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_content_length (headers) > SP_HTTP_MAX_JSON;
}

static void
sp_http_exchange_refuse_length (SpHttpExchange *self)
{
  g_autoptr(GError) error = NULL;

  sp_http_error_set (&error, 413, "content_size_exceeded", NULL,
                     _("The body is larger than %d MB. Send large data as a file."),
                     SP_HTTP_MAX_JSON / 1024 / 1024);
  sp_http_exchange_respond_error (self, error);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *bytes,
              SpHttpExchange    *self)
{
  if (self->answered || self->route == NULL)
    return;

  self->n_body += g_bytes_get_size (bytes);
  if (self->handler == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_CHUNK], 0, bytes);
    }
  else if (self->n_body > SP_HTTP_MAX_JSON)
    {
      sp_http_exchange_refuse_length (self);
    }
}

static void
wrote_chunk_cb (SoupServerMessage *message,
                SpHttpExchange    *self)
{
  /* libsoup waits by itself when there is no next piece, which write() must know. */
  if (self->streaming && self->message != NULL)
    g_signal_emit (self, signals[SIGNAL_DRAINED], 0);
}

static void
wrote_body_cb (SoupServerMessage *message,
               SpHttpExchange    *self)
{
  self->complete = TRUE;
}

static void
finished_cb (SoupServerMessage *message,
             SpHttpExchange    *self)
{
  g_autoptr(SpHttpExchange) guard = g_object_ref (self);
  g_autoptr(SoupServerMessage) old = g_steal_pointer (&self->message);

  _sp_http_exchange_unwatch (self);
  g_signal_handlers_disconnect_by_data (message, self);
  self->answered = TRUE;
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
  g_object_set_data (G_OBJECT (message), "sp-http-exchange", NULL);
}

static void
sp_http_exchange_dispose (GObject *object)
{
  SpHttpExchange *self = SP_HTTP_EXCHANGE (object);

  _sp_http_exchange_unwatch (self);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->socket);

  G_OBJECT_CLASS (sp_http_exchange_parent_class)->dispose (object);
}

static void
sp_http_exchange_finalize (GObject *object)
{
  SpHttpExchange *self = SP_HTTP_EXCHANGE (object);

  g_clear_pointer (&self->request_id, g_free);
  g_clear_pointer (&self->query, sp_http_query_free);
  g_clear_pointer (&self->params, g_hash_table_unref);

  G_OBJECT_CLASS (sp_http_exchange_parent_class)->finalize (object);
}

static void
sp_http_exchange_class_init (SpHttpExchangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_http_exchange_dispose;
  object_class->finalize = sp_http_exchange_finalize;

  signals[SIGNAL_BODY_END] =
    g_signal_new ("body-end", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_CHUNK] =
    g_signal_new ("chunk", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_DRAINED] =
    g_signal_new ("drained", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
sp_http_exchange_init (SpHttpExchange *self)
{
  self->request_id = sp_id_new ("req");
}

/**
 * _sp_http_exchange_new:
 * @message: a message at the end of its headers
 * @socket: its connection's socket
 *
 * Makes the exchange of @message, which keeps a reference to it until it is finished.
 *
 * Returns: (transfer full): the exchange
 */
SpHttpExchange *
_sp_http_exchange_new (SoupServerMessage *message,
                       GSocket           *socket)
{
  SpHttpExchange *self = g_object_new (SP_TYPE_HTTP_EXCHANGE, NULL);

  self->message = g_object_ref (message);
  self->socket = g_object_ref (socket);
  self->query = sp_http_query_parse (g_uri_get_query (soup_server_message_get_uri (message)));

  /* Until a route says otherwise, what comes is dropped as it comes. */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  g_signal_connect (message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  /* A connection that is closed from our side takes its message with it and lets none finish. */
  g_signal_connect (message, "disconnected", G_CALLBACK (finished_cb), self);
  g_object_set_data_full (G_OBJECT (message), "sp-http-exchange", g_object_ref (self),
                          g_object_unref);

  return self;
}

/**
 * _sp_http_exchange_peek_query:
 * @self: an exchange
 *
 * Returns: (transfer none): what stands behind the question mark
 */
SpHttpQuery *
_sp_http_exchange_peek_query (SpHttpExchange *self)
{
  return self->query;
}

/**
 * _sp_http_exchange_set_shape:
 * @self: an exchange
 * @dialect: whose error bodies it answers with
 *
 * Must be called before anything is answered.
 */
void
_sp_http_exchange_set_shape (SpHttpExchange      *self,
                             const SpHttpDialect *dialect)
{
  self->dialect = dialect;
}

/**
 * _sp_http_exchange_start:
 * @self: an exchange at the end of its headers
 * @route: its route
 * @params: (transfer none): the values of the route's `{…}` segments
 * @context: handed to the handler
 *
 * Calls the handler, or sees to it that the body is read first.
 */
void
_sp_http_exchange_start (SpHttpExchange    *self,
                         const SpHttpRoute *route,
                         GHashTable        *params,
                         gpointer           context)
{
  self->route = route;
  self->params = g_hash_table_ref (params);
  self->context = context;

  if (route->flags & SP_HTTP_ROUTE_STREAMS_BODY)
    route->handler (self, context);
  else
    sp_http_exchange_collect_body (self, route->handler);
}

/**
 * _sp_http_exchange_body_end:
 * @self: an exchange at the end of its body
 *
 * Calls the handler, and holds the message when it does not answer at once.
 */
void
_sp_http_exchange_body_end (SpHttpExchange *self)
{
  g_autoptr(SpHttpExchange) guard = g_object_ref (self);

  if (self->answered || self->route == NULL)
    return;

  sp_http_exchange_start_watching (self);
  if (self->handler == NULL)
    g_signal_emit (self, signals[SIGNAL_BODY_END], 0);
  else
    self->handler (self, self->context);

  if (!self->answered)
    sp_http_exchange_hold (self);
}

/**
 * sp_http_exchange_get_method:
 * @self: an exchange
 *
 * Returns: the verb
 */
const char *
sp_http_exchange_get_method (SpHttpExchange *self)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  return self->message != NULL ? soup_server_message_get_method (self->message) : "";
}

/**
 * sp_http_exchange_get_request_id:
 * @self: an exchange
 *
 * Returns: the id that the answer carries as `x-request-id`
 */
const char *
sp_http_exchange_get_request_id (SpHttpExchange *self)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  return self->request_id;
}

/**
 * sp_http_exchange_get_param:
 * @self: an exchange with a route
 * @name: a `{…}` segment of the route's pattern
 *
 * Returns: its value, unescaped
 */
const char *
sp_http_exchange_get_param (SpHttpExchange *self,
                            const char     *name)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  return self->params != NULL ? g_hash_table_lookup (self->params, name) : NULL;
}

/**
 * sp_http_exchange_get_query:
 * @self: an exchange
 * @name: a query parameter
 *
 * Returns: (nullable): its last value
 */
const char *
sp_http_exchange_get_query (SpHttpExchange *self,
                            const char     *name)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  return sp_http_query_get (self->query, name);
}

/**
 * sp_http_exchange_dup_query_all:
 * @self: an exchange
 * @name: a query parameter that is a list
 *
 * Returns: (transfer full): its values, perhaps none
 */
GStrv
sp_http_exchange_dup_query_all (SpHttpExchange *self,
                                const char     *name)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  return sp_http_query_dup_all (self->query, name);
}

/**
 * sp_http_exchange_get_header:
 * @self: an exchange
 * @name: a header of the request
 *
 * Returns: (nullable): its value
 */
const char *
sp_http_exchange_get_header (SpHttpExchange *self,
                             const char     *name)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  if (self->message == NULL)
    return NULL;
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

/**
 * sp_http_exchange_is_json:
 * @self: an exchange
 *
 * Returns: whether the body says of itself that it is JSON, or says nothing
 */
gboolean
sp_http_exchange_is_json (SpHttpExchange *self)
{
  const char *type;

  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), FALSE);

  if (self->message == NULL)
    return FALSE;
  type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (self->message), NULL);
  return type == NULL || g_ascii_strcasecmp (type, "application/json") == 0 ||
         g_str_has_suffix (type, "+json");
}

/**
 * sp_http_exchange_dup_json:
 * @self: an exchange whose body was read
 *
 * Reads the body as a JSON object; no body at all is an empty one.
 *
 * Returns: (transfer full): the object, or %NULL with @error set to %SP_HTTP_ERROR 415 or
 *    %SP_BASE_ERROR
 */
JsonObject *
sp_http_exchange_dup_json (SpHttpExchange  *self,
                           GError         **error)
{
  g_autoptr(GBytes) bytes = NULL;
  const char *coding;
  const char *text;
  gsize size = 0;

  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), NULL);

  if (self->message != NULL)
    bytes = soup_message_body_flatten (soup_server_message_get_request_body (self->message));
  text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  if (size == 0)
    return json_object_new ();

  if (!sp_http_exchange_is_json (self))
    {
      sp_http_error_set (error, 415, "unsupported_media_type", NULL,
                         _("The body must be JSON: send it with “Content-Type: "
                           "application/json”."));
      return NULL;
    }

  coding = sp_http_exchange_get_header (self, "Content-Encoding");
  if (coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0)
    {
      sp_http_error_set (error, 415, "unsupported_media_type", NULL,
                         _("The body must not be compressed (“Content-Encoding: %s”)."), coding);
      return NULL;
    }

  return sp_json_parse_object (text, size, error);
}

/**
 * sp_http_exchange_collect_body:
 * @self: an exchange at the end of its headers
 * @handler: called when the body is whole
 *
 * Reads the body, up to %SP_HTTP_MAX_JSON bytes, before @handler is called. Routes do so by
 * themselves unless they stream the body; one that does may still decide by the headers to have it
 * whole.
 */
void
sp_http_exchange_collect_body (SpHttpExchange *self,
                               SpHttpHandler   handler)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (handler != NULL);

  if (self->message == NULL)
    return;

  self->handler = handler;
  if (is_too_long (soup_server_message_get_request_headers (self->message)))
    sp_http_exchange_refuse_length (self);
  else
    soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), TRUE);
}

/**
 * sp_http_exchange_hold_body:
 * @self: an exchange whose body is streamed
 *
 * Reads no more of the body until sp_http_exchange_resume_body().
 */
void
sp_http_exchange_hold_body (SpHttpExchange *self)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  sp_http_exchange_hold (self);
}

/**
 * sp_http_exchange_resume_body:
 * @self: an exchange whose body is held
 *
 * Reads on.
 */
void
sp_http_exchange_resume_body (SpHttpExchange *self)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  _sp_http_exchange_release (self);
}
