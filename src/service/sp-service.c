/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-service.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "base/sp-fd.h"
#include "base/sp-paths.h"
#include "service/classic/sp-classic.h"
#include "service/foundry/sp-foundry.h"
#include "service/http/sp-http-guard.h"
#include "service/http/sp-http-listen.h"
#include "service/http/sp-http-server.h"
#include "service/own/sp-own.h"
#include "service/sessions/sp-sessions.h"

/* The whole service, put together: engine, HTTP server, dialects, the locks
 * that keep it alone, and the decision when it is no longer needed. Owned by
 * the program's main(); main thread. */

/* How long a service on the Unix socket waits for somebody to come back. */
#define USUAL_IDLE_EXIT 300
/* How long it waits at the end for the last answers to go out. */
#define LAST_WORDS_MS 300
/* How often, and how far apart, a lock is tried. */
#define LOCK_TRIES 20
#define LOCK_PAUSE_MS 50

struct _SpService
{
  GObject       parent_instance;

  SpClassic    *classic;      /* (owned) over the engine */
  SpEngine     *engine;       /* (owned) */
  SpHttpServer *server;       /* (owned) */
  GPtrArray    *addresses;    /* (owned) of char */
  SpFd          data_lock;    /* (owned) */
  SpFd          socket_lock;  /* (owned) or -1 */
  guint         idle_exit;    /* seconds; 0: never */
  guint         idle_source;
  guint         end_source;

  guint         stopping : 1;
};

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpService, sp_service, G_TYPE_OBJECT)

G_DEFINE_QUARK (sp-service-start-error-quark, sp_service_start_error)

static gboolean
idle_cb (gpointer user_data)
{
  SpService *self = user_data;

  self->idle_source = 0;
  sp_service_stop (self);
  return G_SOURCE_REMOVE;
}

static void
sp_service_update_idle (SpService *self)
{
  gboolean needed = self->stopping || self->idle_exit == 0 ||
                    sp_http_server_get_n_connections (self->server) > 0 ||
                    sp_engine_get_busy (self->engine);

  if (needed)
    g_clear_handle_id (&self->idle_source, g_source_remove);
  else if (self->idle_source == 0)
    self->idle_source = g_timeout_add_seconds (self->idle_exit, idle_cb, self);
}

static void
needed_cb (GObject    *object,
           GParamSpec *pspec,
           SpService  *self)
{
  if (self->server != NULL && self->engine != NULL)
    sp_service_update_idle (self);
}

static gboolean
ended_cb (gpointer user_data)
{
  SpService *self = user_data;

  self->end_source = 0;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  return G_SOURCE_REMOVE;
}

static void
sp_service_dispose (GObject *object)
{
  SpService *self = SP_SERVICE (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->end_source, g_source_remove);
  if (self->server != NULL)
    sp_http_server_stop_listening (self->server);
  g_clear_object (&self->server);
  if (self->engine != NULL)
    sp_engine_close (self->engine);
  g_clear_object (&self->classic);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (sp_service_parent_class)->dispose (object);
}

static void
sp_service_finalize (GObject *object)
{
  SpService *self = SP_SERVICE (object);

  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  sp_fd_close (self->data_lock);
  sp_fd_close (self->socket_lock);

  G_OBJECT_CLASS (sp_service_parent_class)->finalize (object);
}

static void
sp_service_class_init (SpServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_service_dispose;
  object_class->finalize = sp_service_finalize;

  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
sp_service_init (SpService *self)
{
  self->addresses = g_ptr_array_new_with_free_func (g_free);
  self->data_lock = -1;
  self->socket_lock = -1;
}

/* Takes @cause. */
static gboolean
fail (GError              **error,
      SpServiceStartError   code,
      GError               *cause)
{
  g_autoptr(GError) owned = cause;

  g_set_error_literal (error, SP_SERVICE_START_ERROR, code, owned->message);
  return FALSE;
}

/* Takes a lock; whoever has it already is another service. One that is just ending gets the time
 * for it. */
static gboolean
take_lock (const char  *path,
           const char  *busy,
           SpFd        *lock,
           GError     **error)
{
  GError *cause = NULL;

  for (guint i = 0; i < LOCK_TRIES; i++)
    {
      g_clear_error (&cause);
      *lock = sp_http_lock_file (path, &cause);
      if (*lock >= 0 || !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BUSY))
        break;
      g_usleep (LOCK_PAUSE_MS * 1000);
    }
  if (*lock >= 0)
    return TRUE;

  if (!g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BUSY))
    return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);

  g_clear_error (&cause);
  g_set_error_literal (error, SP_SERVICE_START_ERROR, SP_SERVICE_START_ERROR_RUNNING, busy);
  return FALSE;
}

static gboolean
sp_service_open_engine (SpService         *self,
                        const char        *data_dir,
                        SpSessionFactory  *factory,
                        GError           **error)
{
  g_autofree char *folder = g_build_filename (data_dir, "service", NULL);
  g_autofree char *lock = g_build_filename (folder, "lock", NULL);
  g_autofree char *busy = g_strdup_printf (_("Another sandpiper-service works with the data in "
                                             "“%s”. Stop it first, or give another folder with "
                                             "--data-dir."), data_dir);
  GError *cause = NULL;

  if (!sp_http_make_private_folder (folder, &cause))
    return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);
  if (!take_lock (lock, busy, &self->data_lock, error))
    return FALSE;

  self->engine = sp_engine_open (folder, factory, &cause);
  if (self->engine != NULL)
    self->classic = sp_classic_new (self->engine, &cause);
  if (self->classic == NULL)
    return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);

  g_signal_connect_object (self->engine, "notify::busy", G_CALLBACK (needed_cb), self, 0);
  return TRUE;
}

/* The usual folder is ours and made private; one that the user names may be anything, /tmp too,
 * and is left as it is: the socket itself is closed to others. */
static gboolean
sp_service_listen_unix (SpService   *self,
                        const char  *path,
                        gboolean     is_usual,
                        GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autofree char *busy = g_strdup_printf (_("A sandpiper-service is already listening on “%s”."),
                                           path);
  GError *cause = NULL;

  if ((is_usual || !g_file_test (folder, G_FILE_TEST_IS_DIR)) &&
      !sp_http_make_private_folder (folder, &cause))
    return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);
  if (!take_lock (lock, busy, &self->socket_lock, error))
    return FALSE;
  if (!sp_http_server_listen_unix (self->server, path, &cause))
    return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);

  g_ptr_array_add (self->addresses, g_strconcat ("unix:", path, NULL));
  return TRUE;
}

static gboolean
sp_service_listen_tcp (SpService           *self,
                       const char * const  *addresses,
                       const char          *key_file,
                       GError             **error)
{
  g_autofree char *key = NULL;
  GError *cause = NULL;

  key = sp_http_guard_load_key (key_file, &cause);
  if (key == NULL)
    return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      char *uri = NULL;

      if (!sp_http_server_listen_tcp (self->server, addresses[i], key, &uri, &cause))
        return fail (error, SP_SERVICE_START_ERROR_FAILED, cause);
      g_ptr_array_add (self->addresses, uri);
    }

  return TRUE;
}

static gboolean
check_addresses (const char * const  *addresses,
                 GError             **error)
{
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      g_autoptr(GSocketAddress) address = NULL;
      GError *cause = NULL;

      address = sp_http_parse_loopback (addresses[i], &cause);
      if (address == NULL)
        return fail (error, SP_SERVICE_START_ERROR_USAGE, cause);
    }

  return TRUE;
}

/* How the file of --models looks. The keys of the file stay as they are in every language. */
static const char models_help[] =
  N_("Besides the built-in analyst, agents can use models of any server that speaks OpenAI's chat\n"
     "completions. FILE (sandpiper/models.conf in the configuration folder) names them; it holds names\n"
     "of environment variables or of entries in the keyring, never keys:\n"
     "\n"
     "  [server home]\n"
     "  kind=ollama                  (or llama.cpp, vllm, lm-studio, openai, azure-openai, other)\n"
     "  address=http://127.0.0.1:11434\n"
     "  models=qwen2.5-coder:14b;llama3.1:8b\n"
     "  key-env=MY_VARIABLE          (or key-secret=NAME; neither where no key is needed)");

/**
 * sp_service_options_parse:
 * @options: (out caller-allocates): what the command line says
 * @argc: (inout): number of arguments
 * @argv: (inout): the arguments
 *
 * Reads the command line. `--help` prints and ends the program.
 *
 * Returns: %FALSE with @error set to %SP_SERVICE_START_ERROR_USAGE
 */
gboolean
sp_service_options_parse (SpServiceOptions   *options,
                          int                *argc,
                          char             ***argv,
                          GError            **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  GError *cause = NULL;
  const GOptionEntry entries[] = {
    { "listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      N_("Listen on a TCP port of this computer; 0 takes any free one. May be given several times"),
      "127.0.0.1:PORT" },
    { "socket", 's', 0, G_OPTION_ARG_FILENAME, &options->socket,
      N_("Listen on a Unix socket (the usual one when no --listen is given)"), N_("PATH") },
    { "key-file", 'k', 0, G_OPTION_ARG_FILENAME, &options->key_file,
      N_("The file with the key for TCP, made at the first use (DIR/service.key)"), N_("FILE") },
    { "data-dir", 'd', 0, G_OPTION_ARG_FILENAME, &options->data_dir, N_("Where everything is kept"),
      N_("DIR") },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME, &options->models,
      N_("The file that names servers of models and where their keys are (models.conf)"), N_("FILE") },
    { "idle-exit", 0, 0, G_OPTION_ARG_INT, &options->idle_exit,
      N_("End when nobody has needed the service for so long; 0 means never (300 on a Unix socket "
         "alone)"),
      N_("SECONDS") },
    { "max-sessions", 0, 0, G_OPTION_ARG_INT, &options->max_sessions,
      N_("How many sessions keep their variables at the same time; beyond it, the one that was not "
         "used for the longest time ends and its files stay (6)"),
      N_("NUMBER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_("Print the version and end"),
      NULL },
    { NULL }
  };

  g_return_val_if_fail (options != NULL, FALSE);

  *options = (SpServiceOptions) { .idle_exit = -1, .max_sessions = SP_CONTAINER_KEEPER_USUAL_SESSIONS };
  g_option_context_add_main_entries (context, entries, SP_GETTEXT_PACKAGE);
  g_option_context_set_summary (context,
                                _("Runs code interpreter agents on this computer and serves them "
                                  "over HTTP."));
  g_option_context_set_description (context, _(models_help));
  if (!g_option_context_parse (context, argc, argv, &cause))
    return fail (error, SP_SERVICE_START_ERROR_USAGE, cause);
  if (*argc > 1)
    {
      g_set_error (error, SP_SERVICE_START_ERROR, SP_SERVICE_START_ERROR_USAGE,
                   _("“%s” is not understood. See --help."), (*argv)[1]);
      return FALSE;
    }

  if (options->max_sessions < 1)
    {
      g_set_error_literal (error, SP_SERVICE_START_ERROR, SP_SERVICE_START_ERROR_USAGE,
                           _("--max-sessions takes a number from 1."));
      return FALSE;
    }

  return check_addresses ((const char * const *) options->listen, error);
}

/**
 * sp_service_options_clear:
 * @options: options
 *
 * Frees what they hold.
 */
void
sp_service_options_clear (SpServiceOptions *options)
{
  g_return_if_fail (options != NULL);

  g_clear_pointer (&options->listen, g_strfreev);
  g_clear_pointer (&options->socket, g_free);
  g_clear_pointer (&options->key_file, g_free);
  g_clear_pointer (&options->data_dir, g_free);
  g_clear_pointer (&options->models, g_free);
}

static gboolean
sp_service_listen (SpService         *self,
                   SpServiceOptions  *options,
                   const char        *data_dir,
                   GError           **error)
{
  g_autofree char *key_file = NULL;
  g_autofree char *socket = NULL;

  if (options->listen != NULL)
    {
      key_file = options->key_file != NULL ? g_strdup (options->key_file)
                                           : g_build_filename (data_dir, "service.key", NULL);
      if (!sp_service_listen_tcp (self, (const char * const *) options->listen, key_file, error))
        return FALSE;
    }

  if (options->socket == NULL && options->listen != NULL)
    return TRUE;
  socket = options->socket != NULL ? g_canonicalize_filename (options->socket, NULL)
                                   : sp_paths_dup_socket ();
  return sp_service_listen_unix (self, socket, options->socket == NULL, error);
}

/**
 * sp_service_start:
 * @options: what the command line says
 * @factory: what makes sandboxes
 *
 * Opens the store, takes the locks and listens. Blocks while it does.
 *
 * Returns: (transfer full): the running service, or %NULL with @error set to
 *    %SP_SERVICE_START_ERROR
 */
SpService *
sp_service_start (SpServiceOptions  *options,
                  SpSessionFactory  *factory,
                  GError           **error)
{
  g_autoptr(SpService) self = NULL;
  g_autofree char *data_dir = NULL;

  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (SP_IS_SESSION_FACTORY (factory), NULL);

  self = g_object_new (SP_TYPE_SERVICE, NULL);
  data_dir = options->data_dir != NULL ? g_canonicalize_filename (options->data_dir, NULL)
                                       : sp_paths_dup_data_dir ();
  if (!sp_service_open_engine (self, data_dir, factory, error))
    return NULL;

  if (options->max_sessions > 0)
    sp_engine_set_max_sessions (self->engine, (guint) options->max_sessions);

  self->server = sp_http_server_new ();
  sp_http_server_add_dialect (self->server, sp_own_get_dialect (), self->engine);
  /* Before those that have files of their own at the root. */
  sp_http_server_add_dialect (self->server, sp_sessions_get_dialect (), self->engine);
  sp_http_server_add_dialect (self->server, sp_classic_get_dialect (), self->classic);
  sp_http_server_add_dialect (self->server, sp_foundry_get_dialect (), self->engine);
  g_signal_connect_object (self->server, "notify::n-connections", G_CALLBACK (needed_cb), self, 0);
  if (!sp_service_listen (self, options, data_dir, error))
    return NULL;

  if (options->idle_exit >= 0)
    self->idle_exit = options->idle_exit;
  else if (options->listen == NULL)
    self->idle_exit = USUAL_IDLE_EXIT;
  sp_service_update_idle (self);

  return g_steal_pointer (&self);
}

/**
 * sp_service_get_engine:
 * @self: a service
 *
 * Returns: (transfer none): its engine, for adding models
 */
SpEngine *
sp_service_get_engine (SpService *self)
{
  g_return_val_if_fail (SP_IS_SERVICE (self), NULL);

  return self->engine;
}

/**
 * sp_service_add_dialect:
 * @self: a service
 * @dialect: (transfer none): routes of their own, asked before those that every service has
 * @context: given to their handlers; must live as long as @self
 *
 * Serves more than the engine.
 */
void
sp_service_add_dialect (SpService           *self,
                        const SpHttpDialect *dialect,
                        gpointer             context)
{
  g_return_if_fail (SP_IS_SERVICE (self));
  g_return_if_fail (dialect != NULL);

  sp_http_server_add_dialect_first (self->server, dialect, context);
}

/**
 * sp_service_dup_addresses:
 * @self: a service
 *
 * Returns: (transfer full): where it listens: `http://127.0.0.1:PORT`, `unix:PATH`
 */
GStrv
sp_service_dup_addresses (SpService *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (SP_IS_SERVICE (self), NULL);

  for (guint i = 0; i < self->addresses->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->addresses, i));
  return g_strv_builder_end (builder);
}

/**
 * sp_service_stop:
 * @self: a service
 *
 * Takes no more requests, stops what runs and has it stored, and emits #SpService::ended when the
 * last answers have had time to go out. May be called again, which changes nothing.
 */
void
sp_service_stop (SpService *self)
{
  g_return_if_fail (SP_IS_SERVICE (self));

  if (self->stopping)
    return;

  self->stopping = TRUE;
  g_clear_handle_id (&self->idle_source, g_source_remove);
  sp_http_server_stop_listening (self->server);
  sp_engine_close (self->engine);
  self->end_source = g_timeout_add (sp_http_server_get_n_connections (self->server) > 0
                                    ? LAST_WORDS_MS : 0,
                                    ended_cb, self);
}
