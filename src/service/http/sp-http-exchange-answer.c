/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-exchange-private.h"

#include <string.h>

#include "base/sp-json.h"

/* The second half of SpHttpExchange: how it is answered. */

/* What every answer carries. Not before there is one: libsoup would send it with "100 Continue", and
 * forget it then. */
static void
set_standing_headers (SpHttpExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  const char *client_id;

  soup_message_headers_replace (headers, "x-request-id", self->request_id);
  client_id = soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                            "x-ms-client-request-id");
  if (client_id != NULL)
    soup_message_headers_replace (headers, "x-ms-client-request-id", client_id);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Connection", "close");
}

/**
 * sp_http_exchange_is_answered:
 * @self: an exchange
 *
 * Returns: whether an answer was given, or can no longer be
 */
gboolean
sp_http_exchange_is_answered (SpHttpExchange *self)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), TRUE);

  return self->answered;
}

/**
 * sp_http_exchange_is_closed:
 * @self: an exchange
 *
 * Returns: whether it is over
 */
gboolean
sp_http_exchange_is_closed (SpHttpExchange *self)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), TRUE);

  return self->message == NULL;
}

/**
 * sp_http_exchange_is_complete:
 * @self: an exchange
 *
 * Returns: whether the whole answer was sent; when the exchange is closed without, the client went
 *    away
 */
gboolean
sp_http_exchange_is_complete (SpHttpExchange *self)
{
  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (self), FALSE);

  return self->complete;
}

/**
 * sp_http_exchange_set_header:
 * @self: an exchange
 * @name: a header of the answer
 * @value: its value
 *
 * To be called before the answer.
 */
void
sp_http_exchange_set_header (SpHttpExchange *self,
                             const char     *name,
                             const char     *value)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  if (self->message != NULL && !self->answered)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name,
                                  value);
}

/**
 * sp_http_exchange_respond_json:
 * @self: an exchange
 * @status: the HTTP status
 * @object: (transfer none): the body
 *
 * Answers with JSON.
 */
void
sp_http_exchange_respond_json (SpHttpExchange *self,
                               guint           status,
                               JsonObject     *object)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (object != NULL);

  if (self->answered)
    return;

  self->answered = TRUE;
  set_standing_headers (self);
  text = sp_json_object_to_string (object);
  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
  _sp_http_exchange_release (self);
}

/**
 * sp_http_exchange_respond_empty:
 * @self: an exchange
 * @status: the HTTP status
 *
 * Answers without a body.
 */
void
sp_http_exchange_respond_empty (SpHttpExchange *self,
                                guint           status)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  if (self->answered)
    return;

  self->answered = TRUE;
  set_standing_headers (self);
  soup_server_message_set_status (self->message, status, NULL);
  _sp_http_exchange_release (self);
}

/**
 * sp_http_exchange_respond_error:
 * @self: an exchange
 * @error: (transfer none): what went wrong
 *
 * Answers with the dialect's error body. Of a body still under way the rest is read and dropped,
 * for many clients read no answer before they have sent all.
 */
void
sp_http_exchange_respond_error (SpHttpExchange *self,
                                const GError   *error)
{
  g_auto(SpHttpProblem) problem = { 0 };
  g_autoptr(JsonObject) body = NULL;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (error != NULL);

  if (self->answered)
    return;

  sp_http_problem_init_from_error (&problem, error);
  if (problem.status == 500)
    g_warning ("%s %s: %s", sp_http_exchange_get_method (self),
               g_uri_get_path (soup_server_message_get_uri (self->message)), error->message);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  body = self->dialect->dup_error_body (&problem, self->request_id);
  sp_http_exchange_respond_json (self, problem.status, body);
}

/**
 * sp_http_exchange_respond_result:
 * @self: an exchange
 * @object: (transfer full) (nullable): what a call to the engine gave
 * @error: (transfer full) (nullable): or why it failed
 *
 * Answers with 200 and @object, or with @error.
 */
void
sp_http_exchange_respond_result (SpHttpExchange *self,
                                 JsonObject     *object,
                                 GError         *error)
{
  g_autoptr(JsonObject) owned_object = object;
  g_autoptr(GError) owned_error = error;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));
  g_return_if_fail ((object == NULL) != (error == NULL));

  if (error != NULL)
    sp_http_exchange_respond_error (self, error);
  else
    sp_http_exchange_respond_json (self, 200, object);
}

/**
 * sp_http_exchange_begin_stream:
 * @self: an exchange
 * @status: the HTTP status
 * @content_type: what will come
 * @length: how many bytes will come, or -1 when nobody knows
 *
 * Begins an answer in pieces. Write one piece, wait for #SpHttpExchange::drained, write the next:
 * so no more than one piece is ever held for a slow reader.
 */
void
sp_http_exchange_begin_stream (SpHttpExchange *self,
                               guint           status,
                               const char     *content_type,
                               gint64          length)
{
  SoupMessageHeaders *headers;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  if (self->answered)
    return;

  self->answered = TRUE;
  self->streaming = TRUE;
  set_standing_headers (self);
  headers = soup_server_message_get_response_headers (self->message);
  soup_server_message_set_status (self->message, status, NULL);
  soup_message_headers_replace (headers, "Content-Type", content_type);
  if (length >= 0)
    soup_message_headers_set_content_length (headers, length);
  else if (soup_server_message_get_http_version (self->message) == SOUP_HTTP_1_0)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_EOF); /* knows no chunks */
  else
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
  _sp_http_exchange_release (self);
}

/**
 * sp_http_exchange_write:
 * @self: a streaming exchange
 * @bytes: the next piece, not empty
 *
 * Sends on; #SpHttpExchange::drained tells when it has gone out.
 */
void
sp_http_exchange_write (SpHttpExchange *self,
                        GBytes         *bytes)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (bytes != NULL && g_bytes_get_size (bytes) > 0);

  if (self->message == NULL || !self->streaming)
    return;

  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

/**
 * sp_http_exchange_end_stream:
 * @self: a streaming exchange
 *
 * Says that no more will come.
 */
void
sp_http_exchange_end_stream (SpHttpExchange *self)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  if (self->message == NULL || !self->streaming)
    return;

  self->streaming = FALSE;
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

/**
 * sp_http_exchange_abort:
 * @self: an exchange
 *
 * Cuts the connection: the client went away, or an answer that has begun cannot be finished.
 * #SpHttpExchange::closed follows from the main loop.
 */
void
sp_http_exchange_abort (SpHttpExchange *self)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (self));

  if (self->message == NULL)
    return;

  /* libsoup learns it from the write that now fails. */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  _sp_http_exchange_unwatch (self);
  if (!self->answered)
    {
      soup_server_message_set_status (self->message, 500, NULL);
      self->answered = TRUE;
    }
  soup_message_body_append (soup_server_message_get_response_body (self->message),
                            SOUP_MEMORY_STATIC, "\n", 1);
  self->held = FALSE;
  soup_server_message_unpause (self->message);
}
