/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpHttp: requests to one place. Owned by a backend, lives on its main context; one SoupSession each, so that no
 * cookie, connection or credential is shared between places. It puts the authorization on, repeats what is worth
 * repeating (sp-retry.c), turns every status that is no success into an SP_API_ERROR_STATUS with the body's words, and
 * starts this computer's service again when that has gone. Redirects are not followed: a token must never travel to
 * another host. Nothing is logged but method, path and status. */

#include "config.h"

#include "api/sp-http.h"

#include <glib/gi18n.h>
#include <string.h>

#include "api/sp-api-error.h"
#include "api/sp-delay.h"
#include "api/sp-read-all.h"
#include "api/sp-retry.h"
#include "base/sp-json.h"

#define MAX_ERROR_BODY (64 * 1024)
#define MAX_JSON_BODY (256 * 1024 * 1024)

/* Each running turn keeps one connection for its stream. */
#define MAX_CONNECTIONS 32

/* A stream may be silent for as long as a cell runs. */
#define SILENCE_SECONDS (15 * 60)

struct _SpHttp
{
  GObject parent_instance;

  char                *base_url;
  SoupSession         *session;
  SpServiceLauncher   *launcher;
  SpHttpAuthorizeFunc  authorize;
  gpointer             authorize_data;
  GDestroyNotify       authorize_destroy;
  guint                base_delay_ms;
};

/* One request, through all its sendings: send → (revive | read error → wait) → send … → stream. */
typedef struct
{
  /* Input */
  char           *method;       /* (owned) */
  char           *path;         /* (owned) */
  GBytes         *body;         /* (owned) (nullable): JSON */
  SpHttpFlags     flags;
  SpHttpBodyFunc  body_func;    /* (nullable): instead of @body */
  SpHttpSentFunc  sent_func;
  gpointer        func_data;

  /* In progress */
  SoupMessage    *message;      /* (owned) */
  guint           n_repeats;
  gint64          n_sent;
  gboolean        revived;
  GError         *error;        /* (owned) (nullable): why it is being repeated */
} Send;

static void send_once     (GTask        *task);
static void send_cb       (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void revived_cb    (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void error_body_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void waited_cb     (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

G_DEFINE_FINAL_TYPE (SpHttp, sp_http, G_TYPE_OBJECT)

static void
send_free (Send *send)
{
  g_clear_pointer (&send->method, g_free);
  g_clear_pointer (&send->path, g_free);
  g_clear_pointer (&send->body, g_bytes_unref);
  g_clear_object (&send->message);
  g_clear_error (&send->error);
  g_free (send);
}

static void
wrote_body_data_cb (SoupMessage *message,
                    guint        chunk_size,
                    gpointer     user_data)
{
  GTask *task = user_data;
  Send *send = g_task_get_task_data (task);

  send->n_sent += chunk_size;
  if (!g_task_get_completed (task))
    send->sent_func (send->n_sent, send->func_data);
}

static void
set_body (GTask       *task,
          SoupMessage *message)
{
  Send *send = g_task_get_task_data (task);
  g_autoptr(GInputStream) stream = NULL;
  g_autofree char *content_type = NULL;
  gint64 length = 0;

  if (send->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", send->body);
  if (send->body_func == NULL)
    return;

  stream = send->body_func (send->func_data, &content_type, &length);
  soup_message_set_request_body (message, content_type, stream, length);
  send->n_sent = 0;
  g_signal_connect_object (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), task, 0);
}

static SoupMessage *
make_message (SpHttp  *self,
              GTask   *task,
              GError **error)
{
  Send *send = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (self->base_url, send->path, NULL);
  g_autoptr(GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);
  SoupMessage *message = NULL;

  if (uri == NULL)
    return NULL;

  message = soup_message_new_from_uri (send->method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "application/json, text/event-stream;q=0.9, */*;q=0.5");
  if (self->authorize != NULL)
    self->authorize (message, self->authorize_data);
  return message;
}

static void
send_once (GTask *task)
{
  SpHttp *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;

  g_clear_object (&send->message);
  send->message = make_message (self, task, &error);
  if (send->message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  set_body (task, send->message);
  soup_session_send_async (self->session, send->message, G_PRIORITY_DEFAULT, cancellable, send_cb, task);
}

static const char *
get_header (Send       *send,
            const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (send->message), name);
}

/* Waits and sends again, or gives up with @error (transfer full). Takes the task over. */
static void
repeat_or_fail (GTask    *task,
                GError   *error,
                gboolean  worth_it)
{
  SpHttp *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  guint delay = 0;

  if (!worth_it || send->n_repeats >= SP_RETRY_MAX || g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  delay = sp_retry_get_delay (send->n_repeats, get_header (send, "retry-after-ms"), get_header (send, "retry-after"),
                              g_get_real_time () / G_USEC_PER_SEC, self->base_delay_ms, g_random_double ());
  g_debug ("%s %s again in %u ms: %s", send->method, send->path, delay, error->message);
  send->n_repeats++;
  g_clear_error (&send->error);
  send->error = error;
  sp_delay_async (delay, cancellable, waited_cb, task);
}

static gboolean
is_connection_failure (const GError *error)
{
  return sp_api_error_is_unreachable (error)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)
         || (error->domain == G_IO_ERROR && error->code == G_IO_ERROR_FAILED);
}

/* In our words, with the cause behind them. */
static GError *
word_connection_failure (SpHttp *self,
                         GError *error)
{
  g_autoptr(GError) cause = error;
  gboolean unreachable = sp_api_error_is_unreachable (cause);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&cause);
  if (self->launcher != NULL)
    return g_error_new (SP_API_ERROR, unreachable ? SP_API_ERROR_UNREACHABLE : SP_API_ERROR_INTERRUPTED,
                        _("The connection to the service of this computer failed: %s"), cause->message);
  return g_error_new (SP_API_ERROR, unreachable ? SP_API_ERROR_UNREACHABLE : SP_API_ERROR_INTERRUPTED,
                      _("The connection to %s failed: %s"), self->base_url, cause->message);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpHttp *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = 0;

  if (stream == NULL)
    {
      gboolean unreachable = sp_api_error_is_unreachable (error);
      gboolean worth_it = unreachable || ((send->flags & SP_HTTP_ONCE) == 0 && is_connection_failure (error));

      g_debug ("%s %s: %s", send->method, send->path, error->message);
      if (unreachable && self->launcher != NULL && !send->revived)
        {
          send->revived = TRUE;
          sp_service_launcher_ensure_async (self->launcher, cancellable, revived_cb, g_steal_pointer (&task));
          return;
        }
      error = word_connection_failure (self, g_steal_pointer (&error));
      repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error), worth_it);
      return;
    }

  status = soup_message_get_status (send->message);
  g_debug ("%s %s: %u", send->method, send->path, status);
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
  else
    sp_read_all_async (stream, MAX_ERROR_BODY, cancellable, error_body_cb, g_steal_pointer (&task));
}

static void
revived_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_service_launcher_ensure_finish (SP_SERVICE_LAUNCHER (source), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    send_once (g_steal_pointer (&task));
}

/* The order of foundry-v2.md 1.4; the third place is in the body. */
static const char *
get_request_id (Send *send)
{
  const char *id = get_header (send, "x-request-id");

  return id != NULL ? id : get_header (send, "apim-request-id");
}

static void
error_body_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Send *send = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = sp_read_all_finish (G_INPUT_STREAM (source), result, NULL, &error);
  guint status = soup_message_get_status (send->message);
  gboolean worth_it = sp_retry_is_worth_it (status, get_header (send, "x-should-retry"));
  gsize size = 0;
  const char *body = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* The status counts even when its body could not be read. */
  g_clear_error (&error);
  error = sp_api_error_new_for_status (status, body, (gssize) size, get_request_id (send));
  repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error), worth_it);
}

static void
waited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_delay_finish (result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    send_once (g_steal_pointer (&task));
}

static void
sp_http_dispose (GObject *object)
{
  SpHttp *self = SP_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->launcher);
  sp_http_set_authorize (self, NULL, NULL, NULL);

  G_OBJECT_CLASS (sp_http_parent_class)->dispose (object);
}

static void
sp_http_finalize (GObject *object)
{
  SpHttp *self = SP_HTTP (object);

  g_clear_pointer (&self->base_url, g_free);

  G_OBJECT_CLASS (sp_http_parent_class)->finalize (object);
}

static void
sp_http_class_init (SpHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_http_dispose;
  object_class->finalize = sp_http_finalize;
}

static void
sp_http_init (SpHttp *self)
{
  self->base_delay_ms = 500;
}

/**
 * sp_http_new:
 * @base_url: what every path is appended to; a "/" is added when it does not end with one
 * @connectable: (nullable): where to connect instead of the URL's host, such as a Unix socket
 *
 * Returns: (transfer full): requests to that place, without authorization
 */
SpHttp *
sp_http_new (const char         *base_url,
             GSocketConnectable *connectable)
{
  SpHttp *self = NULL;

  g_return_val_if_fail (base_url != NULL, NULL);
  g_return_val_if_fail (connectable == NULL || G_IS_SOCKET_CONNECTABLE (connectable), NULL);

  self = g_object_new (SP_TYPE_HTTP, NULL);
  self->base_url = g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/", NULL);
  self->session = g_object_new (SOUP_TYPE_SESSION,
                                "remote-connectable", connectable,
                                "user-agent", "sandpiper/" SP_VERSION,
                                "max-conns", MAX_CONNECTIONS,
                                "max-conns-per-host", MAX_CONNECTIONS,
                                "timeout", SILENCE_SECONDS,
                                NULL);
  return self;
}

/**
 * sp_http_get_base_url:
 *
 * Returns: the base URL, ending with "/"
 */
const char *
sp_http_get_base_url (SpHttp *self)
{
  g_return_val_if_fail (SP_IS_HTTP (self), NULL);

  return self->base_url;
}

/**
 * sp_http_set_authorize:
 * @func: (nullable): called for each sending
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 */
void
sp_http_set_authorize (SpHttp              *self,
                       SpHttpAuthorizeFunc  func,
                       gpointer             user_data,
                       GDestroyNotify       destroy)
{
  g_return_if_fail (SP_IS_HTTP (self));

  if (self->authorize_destroy != NULL)
    self->authorize_destroy (self->authorize_data);
  self->authorize = func;
  self->authorize_data = user_data;
  self->authorize_destroy = destroy;
}

/**
 * sp_http_set_launcher:
 * @launcher: (nullable): starts the service again when it cannot be reached; the request is then sent once more
 */
void
sp_http_set_launcher (SpHttp            *self,
                      SpServiceLauncher *launcher)
{
  g_return_if_fail (SP_IS_HTTP (self));

  g_set_object (&self->launcher, launcher);
}

/**
 * sp_http_set_base_delay:
 * @milliseconds: the pause before the first repetition, 500 by default
 */
void
sp_http_set_base_delay (SpHttp *self,
                        guint   milliseconds)
{
  g_return_if_fail (SP_IS_HTTP (self));

  self->base_delay_ms = milliseconds;
}

/**
 * sp_http_abort:
 *
 * Ends all requests that are under way, and closes the connections.
 */
void
sp_http_abort (SpHttp *self)
{
  g_return_if_fail (SP_IS_HTTP (self));

  soup_session_abort (self->session);
}

static Send *
send_new (const char  *method,
          const char  *path,
          JsonObject  *body,
          SpHttpFlags  flags)
{
  Send *send = g_new0 (Send, 1);

  send->method = g_strdup (method);
  send->path = g_strdup (*path == '/' ? path + 1 : path);
  send->flags = flags;
  if (body != NULL)
    {
      char *text = sp_json_object_to_string (body);

      send->body = g_bytes_new_take (text, strlen (text));
    }
  return send;
}

/**
 * sp_http_send_async:
 * @method: "GET", "POST", …
 * @path: below the base URL, with its query, escaped
 * @body: (nullable) (transfer none): sent as JSON
 * @flags: how it may be repeated
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the answer's body can be read
 * @user_data: for @callback
 */
void
sp_http_send_async (SpHttp              *self,
                    const char          *method,
                    const char          *path,
                    JsonObject          *body,
                    SpHttpFlags          flags,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_HTTP (self));
  g_return_if_fail (method != NULL && path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_http_send_async);
  g_task_set_task_data (task, send_new (method, path, body, flags), (GDestroyNotify) send_free);
  send_once (g_steal_pointer (&task));
}

/**
 * sp_http_send_finish:
 * @message: (out) (optional) (transfer full): the message, for its headers
 *
 * Returns: (transfer full): the body of a successful answer; or %NULL with @error: SP_API_ERROR_STATUS,
 *   SP_API_ERROR_UNREACHABLE, SP_API_ERROR_INTERRUPTED, SP_API_ERROR_SERVICE, or of G_IO_ERROR
 */
GInputStream *
sp_http_send_finish (SpHttp        *self,
                     GAsyncResult  *result,
                     SoupMessage  **message,
                     GError       **error)
{
  Send *send = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  send = g_task_get_task_data (G_TASK (result));
  if (message != NULL && send->message != NULL)
    *message = g_object_ref (send->message);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
json_body_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpHttp *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  gboolean cut = FALSE;
  g_autoptr(GBytes) bytes = sp_read_all_finish (G_INPUT_STREAM (source), result, &cut, &error);
  g_autoptr(JsonObject) object = NULL;
  gsize size = 0;
  const char *text = NULL;

  if (bytes == NULL)
    {
      g_task_return_error (task, word_connection_failure (self, g_steal_pointer (&error)));
      return;
    }

  text = g_bytes_get_data (bytes, &size);
  if (size == 0)
    {
      /* 204, and deletions whose body the schema leaves open. */
      g_task_return_pointer (task, json_object_new (), (GDestroyNotify) json_object_unref);
      return;
    }

  object = cut ? NULL : sp_json_parse_object (text, (gssize) size, &error);
  if (object == NULL)
    g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_PROTOCOL, _("The service gave an unreadable answer: %s"),
                             error != NULL ? error->message : _("it is too long"));
  else
    g_task_return_pointer (task, g_steal_pointer (&object), (GDestroyNotify) json_object_unref);
}

static void
json_sent_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = sp_http_send_finish (SP_HTTP (source), result, NULL, &error);

  if (stream == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    sp_read_all_async (stream, MAX_JSON_BODY, cancellable, json_body_cb, g_steal_pointer (&task));
}

/**
 * sp_http_json_async:
 *
 * As sp_http_send_async(), for answers of JSON.
 */
void
sp_http_json_async (SpHttp              *self,
                    const char          *method,
                    const char          *path,
                    JsonObject          *body,
                    SpHttpFlags          flags,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_HTTP (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_http_json_async);
  sp_http_send_async (self, method, path, body, flags, cancellable, json_sent_cb, g_steal_pointer (&task));
}

/**
 * sp_http_upload_async:
 * @path: below the base URL
 * @body: makes the body, for each sending anew
 * @sent: told how much of it has been sent; goes back to 0 when it is sent again
 * @func_data: for @body and @sent; must live until @callback
 *
 * Posts a body of any length at constant memory; the answer is JSON, for sp_http_json_finish().
 */
void
sp_http_upload_async (SpHttp              *self,
                      const char          *path,
                      SpHttpBodyFunc       body,
                      SpHttpSentFunc       sent,
                      gpointer             func_data,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) outer = NULL;
  g_autoptr(GTask) task = NULL;
  Send *send = NULL;

  g_return_if_fail (SP_IS_HTTP (self));
  g_return_if_fail (body != NULL && sent != NULL);

  outer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (outer, sp_http_upload_async);
  send = send_new ("POST", path, NULL, SP_HTTP_DEFAULT);
  send->body_func = body;
  send->sent_func = sent;
  send->func_data = func_data;

  task = g_task_new (self, cancellable, json_sent_cb, g_steal_pointer (&outer));
  g_task_set_source_tag (task, sp_http_send_async);
  g_task_set_task_data (task, send, (GDestroyNotify) send_free);
  send_once (g_steal_pointer (&task));
}

/**
 * sp_http_json_finish:
 *
 * Returns: (transfer full): the answer, an empty object when it has no body; or %NULL with @error:
 *   SP_API_ERROR_PROTOCOL when it is no JSON object, else as sp_http_send_finish()
 */
JsonObject *
sp_http_json_finish (SpHttp        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
