/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "service/http/sp-http-exchange-private.h"
#include "service/http/sp-http-guard.h"
#include "service/http/sp-http-listen.h"

/* The HTTP side of the service: accepts connections on its sockets, decides
 * who may talk, finds the dialect and the route, and hands an exchange to the
 * handler. It knows no dialect and no engine. Owned by main; main thread.
 *
 * Connections are accepted here and not by SoupServer, so that the peer of a
 * Unix socket is known before its first byte is read, and so that each message
 * can be traced to its socket: libsoup hands our own address object back.
 *
 * Each connection carries one request. libsoup 3.2 does not notice when a
 * client closes a connection that was kept for the next one, and would keep
 * its descriptor for good. */

typedef struct
{
  const SpHttpDialect *dialect;
  gpointer             context;
} Mount;

/* One accepted connection; lives as long as libsoup's address object. */
typedef struct
{
  SpHttpServer *server;  /* (unowned) (nullable) weak */
  GSocket      *socket;  /* (owned) */
  char         *key;     /* (owned) (nullable): what requests must bring */
} Connection;

struct _SpHttpServer
{
  GObject     parent_instance;

  SoupServer *soup;           /* (owned) */
  GPtrArray  *listeners;      /* (owned) of GSocketService */
  GArray     *mounts;         /* (owned) of Mount */
  char       *socket_path;    /* (owned) (nullable) */
  guint       n_connections;
};

enum
{
  PROP_0,
  PROP_N_CONNECTIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpHttpServer, sp_http_server, G_TYPE_OBJECT)

static void
connection_free (Connection *connection)
{
  SpHttpServer *server = connection->server;

  if (server != NULL)
    {
      g_object_remove_weak_pointer (G_OBJECT (server), (gpointer *) &connection->server);
      server->n_connections--;
      g_object_notify_by_pspec (G_OBJECT (server), properties[PROP_N_CONNECTIONS]);
    }
  g_clear_object (&connection->socket);
  g_clear_pointer (&connection->key, g_free);
  g_free (connection);
}

static Connection *
get_connection (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (soup_server_message_get_remote_address (message)),
                            "sp-http-connection");
}

static gboolean
check_claims (SoupServerMessage  *message,
              Connection         *connection,
              GError            **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SpHttpClaims claims = {
    .host = soup_message_headers_get_one (headers, "Host"),
    .origin = soup_message_headers_get_one (headers, "Origin"),
    .authorization = soup_message_headers_get_one (headers, "Authorization"),
    .api_key = soup_message_headers_get_one (headers, "api-key"),
  };

  return sp_http_guard_admits (&claims, connection->key, error);
}

static void
start_exchange (SpHttpExchange *exchange,
                Mount          *mount,
                const char     *method,
                const char     *path)
{
  g_autoptr(GHashTable) params = NULL;
  g_autofree char *allowed = NULL;
  g_autoptr(GError) error = NULL;
  const SpHttpRoute *route = sp_http_router_match (mount->dialect, method, path, &params, &allowed);

  if (route != NULL)
    {
      _sp_http_exchange_start (exchange, route, params, mount->context);
      return;
    }

  if (allowed != NULL)
    {
      sp_http_exchange_set_header (exchange, "Allow", allowed);
      sp_http_error_set (&error, 405, "method_not_allowed", NULL,
                         _("%s is not possible here, only %s."), method, allowed);
    }
  else
    {
      sp_http_error_set (&error, 404, "not_found", NULL, _("There is nothing at %s."), path);
    }
  sp_http_exchange_respond_error (exchange, error);
}

/* The first dialect that wants @path, or that refuses it with @error. */
static Mount *
sp_http_server_find_mount (SpHttpServer  *self,
                           const char    *path,
                           SpHttpQuery   *query,
                           char         **local,
                           GError       **error)
{
  for (guint i = 0; i < self->mounts->len; i++)
    {
      Mount *mount = &g_array_index (self->mounts, Mount, i);
      GError *refusal = NULL;

      *local = mount->dialect->dup_local_path (path, query, &refusal);
      if (*local == NULL && refusal == NULL)
        continue;

      if (refusal != NULL)
        g_propagate_error (error, refusal);
      return mount;
    }

  sp_http_error_set (error, 404, "not_found", NULL, _("There is nothing at %s."), path);
  return NULL;
}

/* At the end of a request's headers. */
static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  SpHttpServer *self = user_data;
  Connection *connection = get_connection (message);
  g_autoptr(SpHttpExchange) exchange = _sp_http_exchange_new (message, connection->socket);
  g_autofree char *local = NULL;
  g_autoptr(GError) denial = NULL;
  g_autoptr(GError) error = NULL;
  Mount *mount = sp_http_server_find_mount (self, path, _sp_http_exchange_peek_query (exchange), &local, &error);

  _sp_http_exchange_set_shape (exchange, mount != NULL ? mount->dialect
                                                       : g_array_index (self->mounts, Mount, 0).dialect);
  if (!check_claims (message, connection, &denial))
    sp_http_exchange_respond_error (exchange, denial);
  else if (error != NULL)
    sp_http_exchange_respond_error (exchange, error);
  else
    start_exchange (exchange, mount, soup_server_message_get_method (message), local);
}

/* At the end of a request's body. */
static void
body_cb (SoupServer        *soup,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  SpHttpExchange *exchange = g_object_get_data (G_OBJECT (message), "sp-http-exchange");

  if (exchange != NULL)
    _sp_http_exchange_body_end (exchange);
}

static gboolean
is_same_user (GSocket *socket)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCredentials) peer = g_socket_get_credentials (socket, &error);

  if (peer != NULL && g_credentials_get_unix_user (peer, NULL) == geteuid ())
    return TRUE;

  g_message ("A connection of another user was refused");
  return FALSE;
}

static void
sp_http_server_accept (SpHttpServer      *self,
                       GSocketConnection *stream,
                       const char        *key)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) local = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) remote = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GError) error = NULL;
  Connection *connection = g_new0 (Connection, 1);

  connection->server = self;
  connection->socket = g_object_ref (g_socket_connection_get_socket (stream));
  connection->key = g_strdup (key);
  g_object_add_weak_pointer (G_OBJECT (self), (gpointer *) &connection->server);
  g_object_set_data_full (G_OBJECT (remote), "sp-http-connection", connection,
                          (GDestroyNotify) connection_free);
  self->n_connections++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CONNECTIONS]);

  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), local, remote, &error))
    g_warning ("Could not take a connection: %s", error->message);
}

static gboolean
incoming_unix_cb (GSocketService    *listener,
                  GSocketConnection *stream,
                  GObject           *source,
                  gpointer           user_data)
{
  if (is_same_user (g_socket_connection_get_socket (stream)))
    sp_http_server_accept (user_data, stream, NULL);
  return TRUE;
}

static gboolean
incoming_tcp_cb (GSocketService    *listener,
                 GSocketConnection *stream,
                 GObject           *source,
                 gpointer           user_data)
{
  g_socket_set_option (g_socket_connection_get_socket (stream), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  sp_http_server_accept (user_data, stream, g_object_get_data (G_OBJECT (listener), "sp-http-key"));
  return TRUE;
}

static gboolean
sp_http_server_add_listener (SpHttpServer  *self,
                             GSocket       *socket,
                             const char    *key,
                             GError       **error)
{
  g_autoptr(GSocketService) listener = g_socket_service_new ();

  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (listener), socket, NULL, error))
    return FALSE;

  g_object_set_data_full (G_OBJECT (listener), "sp-http-key", g_strdup (key), g_free);
  g_signal_connect_object (listener, "incoming",
                           key != NULL ? G_CALLBACK (incoming_tcp_cb)
                                       : G_CALLBACK (incoming_unix_cb), self, 0);
  g_socket_service_start (listener);
  g_ptr_array_add (self->listeners, g_steal_pointer (&listener));
  return TRUE;
}

static void
sp_http_server_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpHttpServer *self = SP_HTTP_SERVER (object);

  switch (prop_id)
    {
    case PROP_N_CONNECTIONS:
      g_value_set_uint (value, sp_http_server_get_n_connections (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_http_server_dispose (GObject *object)
{
  SpHttpServer *self = SP_HTTP_SERVER (object);

  sp_http_server_stop_listening (self);
  if (self->soup != NULL)
    {
      soup_server_remove_handler (self->soup, NULL);
      soup_server_remove_handler (self->soup, "*");
      soup_server_disconnect (self->soup);
    }
  g_clear_object (&self->soup);

  G_OBJECT_CLASS (sp_http_server_parent_class)->dispose (object);
}

static void
sp_http_server_finalize (GObject *object)
{
  SpHttpServer *self = SP_HTTP_SERVER (object);

  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_clear_pointer (&self->mounts, g_array_unref);
  g_clear_pointer (&self->socket_path, g_free);

  G_OBJECT_CLASS (sp_http_server_parent_class)->finalize (object);
}

static void
sp_http_server_class_init (SpHttpServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_http_server_dispose;
  object_class->finalize = sp_http_server_finalize;
  object_class->get_property = sp_http_server_get_property;

  properties[PROP_N_CONNECTIONS] =
    g_param_spec_uint ("n-connections", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_http_server_init (SpHttpServer *self)
{
  self->listeners = g_ptr_array_new_with_free_func (g_object_unref);
  self->mounts = g_array_new (FALSE, TRUE, sizeof (Mount));
  self->soup = soup_server_new ("server-header", "sandpiper", "raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, body_cb, self, NULL);
  soup_server_add_early_handler (self->soup, "*", early_cb, self, NULL);
}

/**
 * sp_http_server_new:
 *
 * Makes a server without dialects that listens nowhere.
 *
 * Returns: (transfer full): the server
 */
SpHttpServer *
sp_http_server_new (void)
{
  return g_object_new (SP_TYPE_HTTP_SERVER, NULL);
}

/**
 * sp_http_server_add_dialect:
 * @self: a server
 * @dialect: (transfer none): a static table, which must outlive @self
 * @context: (transfer none): handed to its handlers; must outlive @self
 *
 * Adds a dialect. Paths are offered to the dialects in the order in which they were added; a path
 * that none wants is refused in the words of the first.
 */
void
sp_http_server_add_dialect (SpHttpServer        *self,
                            const SpHttpDialect *dialect,
                            gpointer             context)
{
  Mount mount = { dialect, context };

  g_return_if_fail (SP_IS_HTTP_SERVER (self));
  g_return_if_fail (dialect != NULL);

  g_array_append_val (self->mounts, mount);
}

/**
 * sp_http_server_add_dialect_first:
 * @self: a server
 * @dialect: (transfer none): a table that lives as long as the program
 * @context: handed to its handlers; must outlive @self
 *
 * Adds a dialect that is asked before those that are there, some of which take any path.
 */
void
sp_http_server_add_dialect_first (SpHttpServer        *self,
                                  const SpHttpDialect *dialect,
                                  gpointer             context)
{
  Mount mount = { dialect, context };

  g_return_if_fail (SP_IS_HTTP_SERVER (self));
  g_return_if_fail (dialect != NULL);

  g_array_prepend_val (self->mounts, mount);
}

/**
 * sp_http_server_listen_unix:
 * @self: a server with at least one dialect
 * @path: the socket to make, in a private folder
 *
 * Listens on a Unix socket for programs of the same user; they need no key.
 *
 * Returns: %FALSE with @error set in words
 */
gboolean
sp_http_server_listen_unix (SpHttpServer  *self,
                            const char    *path,
                            GError       **error)
{
  g_autoptr(GSocket) socket = NULL;

  g_return_val_if_fail (SP_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (path != NULL && self->socket_path == NULL, FALSE);
  g_return_val_if_fail (self->mounts->len > 0, FALSE);

  socket = sp_http_listen_unix (path, error);
  if (socket == NULL || !sp_http_server_add_listener (self, socket, NULL, error))
    return FALSE;

  self->socket_path = g_strdup (path);
  return TRUE;
}

/**
 * sp_http_server_listen_tcp:
 * @self: a server with at least one dialect
 * @address: a loopback address with a port; 0 takes any free one
 * @key: what every request must bring
 * @uri: (out) (transfer full): where it listens, such as `http://127.0.0.1:8080`
 *
 * Listens on a TCP port of this computer.
 *
 * Returns: %FALSE with @error set in words
 */
gboolean
sp_http_server_listen_tcp (SpHttpServer  *self,
                           const char    *address,
                           const char    *key,
                           char         **uri,
                           GError       **error)
{
  g_autoptr(GSocketAddress) parsed = NULL;
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GSocket) socket = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (SP_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (address != NULL && key != NULL && uri != NULL, FALSE);
  g_return_val_if_fail (self->mounts->len > 0, FALSE);

  parsed = sp_http_parse_loopback (address, error);
  if (parsed == NULL)
    return FALSE;
  socket = sp_http_listen_loopback (parsed, error);
  if (socket == NULL || !sp_http_server_add_listener (self, socket, key, error))
    return FALSE;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;

  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (bound));
  *uri = g_strconcat ("http://", text, NULL);
  return TRUE;
}

/**
 * sp_http_server_get_n_connections:
 * @self: a server
 *
 * Returns: how many clients are connected
 */
guint
sp_http_server_get_n_connections (SpHttpServer *self)
{
  g_return_val_if_fail (SP_IS_HTTP_SERVER (self), 0);

  return self->n_connections;
}

/**
 * sp_http_server_stop_listening:
 * @self: a server
 *
 * Takes no new connections and removes the Unix socket; those that are there go on.
 */
void
sp_http_server_stop_listening (SpHttpServer *self)
{
  g_return_if_fail (SP_IS_HTTP_SERVER (self));

  for (guint i = 0; i < self->listeners->len; i++)
    {
      GSocketService *listener = g_ptr_array_index (self->listeners, i);

      g_socket_service_stop (listener);
      g_socket_listener_close (G_SOCKET_LISTENER (listener));
    }
  g_ptr_array_set_size (self->listeners, 0);
  if (self->socket_path != NULL)
    unlink (self->socket_path);
  g_clear_pointer (&self->socket_path, g_free);
}
