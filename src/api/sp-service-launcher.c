/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpServiceLauncher: finds and starts this computer's service. Owned by the workspace, lives on its main context.
 * The service is not our child in spirit: it gets a session of its own, outlives the window and is found again by its
 * socket. One start at a time; callers that come meanwhile wait for the same one. */

#include "config.h"

#include "api/sp-service-launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "api/sp-api-error.h"
#include "api/sp-delay.h"
#include "base/sp-fd.h"
#include "base/sp-paths.h"
#include "base/sp-str.h"

#define PROGRAM "sandpiper-service"
#define READY "listening on "

/* The status that the service ends with when another one holds its lock. */
#define EXIT_RUNNING 3

/* A cold start reads a database and looks for a sandbox; on a slow disk that takes seconds. */
#define START_SECONDS 30

/* Another program may be starting the same service: its socket is looked for this often. */
#define MAX_LOOKS 25
#define LOOK_MS 200

/* Of what the service wrote before it died, so much is told. */
#define MAX_WORDS 400

struct _SpServiceLauncher
{
  GObject parent_instance;

  char             *program;      /* (nullable): looked for when it is needed */
  char             *socket_path;
  char             *data_dir;     /* (nullable): the service's own choice */
  GSubprocess      *process;      /* (nullable): the last one that we started */
  GDataInputStream *output;       /* (nullable): what it prints */
  GPtrArray        *waiting;      /* of GTask: everyone who waits for the start */
};

/* One start. */
typedef struct
{
  char         *log_path;     /* (owned): where the service's complaints go */
  guint         n_looks;
  GCancellable *too_late;     /* (owned): cancelled when the time is over */
  guint         timer;
} Start;

static void look_cb     (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void prepared_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void line_cb     (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void exited_cb   (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void looked_again_cb (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void log_read_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

G_DEFINE_FINAL_TYPE (SpServiceLauncher, sp_service_launcher, G_TYPE_OBJECT)

static void
start_free (Start *start)
{
  g_clear_handle_id (&start->timer, g_source_remove);
  g_clear_object (&start->too_late);
  g_clear_pointer (&start->log_path, g_free);
  g_free (start);
}

/* Ends the start @run and answers everyone who waits for it. */
static void
sp_service_launcher_end (GTask        *run,
                         const GError *error)
{
  SpServiceLauncher *self = g_task_get_source_object (run);
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
  g_task_return_boolean (run, error == NULL);
}

static void
connect_socket (SpServiceLauncher   *self,
                GAsyncReadyCallback  callback,
                GTask               *task)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (self->socket_path);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), NULL, callback, task);
}

static gboolean
finish_connect (GObject      *source,
                GAsyncResult *result)
{
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, NULL);

  return connection != NULL;
}

/* Runs on a thread: makes the folder and opens the file for the service's complaints. */
static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const char *log_path = task_data;
  g_autofree char *folder = g_path_get_dirname (log_path);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = open (log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_SERVICE,
                             _("The service of this computer cannot be started: “%s” cannot be written: %s"), log_path,
                             g_strerror (errno));
  else
    g_task_return_int (task, fd);
}

static void
look_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpServiceLauncher *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autoptr(GTask) prepare = NULL;

  if (finish_connect (source, result))
    {
      sp_service_launcher_end (task, NULL);
      return;
    }

  prepare = g_task_new (self, NULL, prepared_cb, g_steal_pointer (&task));
  g_task_set_source_tag (prepare, look_cb);
  g_task_set_task_data (prepare, g_strdup (start->log_path), g_free);
  g_task_run_in_thread (prepare, prepare_thread);
}

/* After fork: away from our terminal and our session, so that Ctrl-C at us does not end running turns. */
static void
leave_session (gpointer user_data)
{
  setsid ();
}

static GSubprocess *
spawn (SpServiceLauncher  *self,
       int                 log_fd,
       GError            **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = self->program != NULL ? g_strdup (self->program) : sp_paths_dup_program (PROGRAM);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();

  g_subprocess_launcher_take_stderr_fd (launcher, log_fd);
  if (program == NULL)
    {
      g_set_error (error, SP_API_ERROR, SP_API_ERROR_SERVICE,
                   _("The program “%s”, which runs the agents of this computer, is not there. "
                     "Install Sandpiper again, or build all of it."), PROGRAM);
      return NULL;
    }

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (char *) "--socket");
  g_ptr_array_add (argv, self->socket_path);
  if (self->data_dir != NULL)
    {
      g_ptr_array_add (argv, (char *) "--data-dir");
      g_ptr_array_add (argv, self->data_dir);
    }
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_child_setup (launcher, leave_session, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error);
}

static gboolean
too_late_cb (gpointer user_data)
{
  Start *start = user_data;

  start->timer = 0;
  g_cancellable_cancel (start->too_late);
  return G_SOURCE_REMOVE;
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpServiceLauncher *self = SP_SERVICE_LAUNCHER (source);
  Start *start = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  int log_fd = (int) g_task_propagate_int (G_TASK (result), &error);

  g_clear_object (&self->process);
  g_clear_object (&self->output);
  if (error == NULL)
    self->process = spawn (self, log_fd, &error);
  if (self->process == NULL)
    {
      g_autoptr(GError) worded = g_error_matches (error, SP_API_ERROR, SP_API_ERROR_SERVICE)
                                   ? g_error_copy (error)
                                   : g_error_new (SP_API_ERROR, SP_API_ERROR_SERVICE,
                                                  _("The service of this computer cannot be started: %s"),
                                                  error->message);

      sp_service_launcher_end (task, worded);
      return;
    }

  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  start->timer = g_timeout_add_seconds (START_SECONDS, too_late_cb, start);
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, start->too_late, line_cb,
                                       g_steal_pointer (&task));
}

/* Takes the task over. */
static void
tell_last_words (GTask *task)
{
  Start *start = g_task_get_task_data (task);
  g_autoptr(GFile) log = g_file_new_for_path (start->log_path);

  g_file_load_contents_async (log, NULL, log_read_cb, task);
}

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpServiceLauncher *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (line != NULL && g_str_has_prefix (line, READY))
    {
      sp_service_launcher_end (task, NULL);
      return;
    }
  if (line != NULL)
    {
      g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, start->too_late, line_cb,
                                           g_steal_pointer (&task));
      return;
    }

  if (g_cancellable_is_cancelled (start->too_late))
    tell_last_words (g_steal_pointer (&task));
  else
    g_subprocess_wait_async (self->process, NULL, exited_cb, g_steal_pointer (&task));
}

/* It ended before it was ready. Perhaps another one is just starting, and ours left it the place. */
static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpServiceLauncher *self = g_task_get_source_object (task);

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  connect_socket (self, looked_again_cb, g_steal_pointer (&task));
}

static void
look_later_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpServiceLauncher *self = g_task_get_source_object (task);

  sp_delay_finish (result, NULL);
  connect_socket (self, looked_again_cb, g_steal_pointer (&task));
}

static void
looked_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpServiceLauncher *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  if (finish_connect (source, result))
    {
      sp_service_launcher_end (task, NULL);
      return;
    }

  /* Another one holds the lock and will listen in a moment. */
  if (g_subprocess_get_if_exited (self->process)
      && g_subprocess_get_exit_status (self->process) == EXIT_RUNNING && start->n_looks++ < MAX_LOOKS)
    {
      sp_delay_async (LOOK_MS, NULL, look_later_cb, g_steal_pointer (&task));
      return;
    }
  tell_last_words (g_steal_pointer (&task));
}

/* The last words of the service, without control characters. */
static char *
dup_last_words (const char *log)
{
  g_autofree char *valid = sp_str_make_valid (log != NULL ? log : "", -1);
  g_autofree char *plain = sp_str_strip_ansi (valid);
  g_auto(GStrv) lines = g_strsplit (plain, "\n", -1);

  for (guint i = g_strv_length (lines); i > 0; i--)
    if (*g_strstrip (lines[i - 1]) != '\0')
      return sp_str_ellipsize (lines[i - 1], MAX_WORDS);
  return g_strdup (_("it gave no reason"));
}

static void
log_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Start *start = g_task_get_task_data (task);
  g_autofree char *log = NULL;
  g_autofree char *words = NULL;
  g_autoptr(GError) error = NULL;

  g_file_load_contents_finish (G_FILE (source), result, &log, NULL, NULL, NULL);
  words = dup_last_words (log);
  if (g_cancellable_is_cancelled (start->too_late))
    error = g_error_new (SP_API_ERROR, SP_API_ERROR_SERVICE,
                         _("The service of this computer did not become ready within %d seconds: %s"), START_SECONDS,
                         words);
  else
    error = g_error_new (SP_API_ERROR, SP_API_ERROR_SERVICE,
                         _("The service of this computer ended while it was starting: %s"), words);
  sp_service_launcher_end (task, error);
}

static void
sp_service_launcher_finalize (GObject *object)
{
  SpServiceLauncher *self = SP_SERVICE_LAUNCHER (object);

  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->socket_path, g_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (sp_service_launcher_parent_class)->finalize (object);
}

static void
sp_service_launcher_class_init (SpServiceLauncherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_service_launcher_finalize;
}

static void
sp_service_launcher_init (SpServiceLauncher *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sp_service_launcher_new:
 * @program: (nullable): the service's program; %NULL: where it is built or installed
 * @socket_path: (nullable): its socket; %NULL: the user's
 * @data_dir: (nullable): its store; %NULL: the user's
 *
 * Returns: (transfer full): a launcher that has started nothing yet
 */
SpServiceLauncher *
sp_service_launcher_new (const char *program,
                         const char *socket_path,
                         const char *data_dir)
{
  SpServiceLauncher *self = g_object_new (SP_TYPE_SERVICE_LAUNCHER, NULL);

  self->program = g_strdup (program);
  self->socket_path = socket_path != NULL ? g_strdup (socket_path) : sp_paths_dup_socket ();
  self->data_dir = g_strdup (data_dir);
  return self;
}

/**
 * sp_service_launcher_get_socket:
 *
 * Returns: the path of the service's socket
 */
const char *
sp_service_launcher_get_socket (SpServiceLauncher *self)
{
  g_return_val_if_fail (SP_IS_SERVICE_LAUNCHER (self), NULL);

  return self->socket_path;
}

/**
 * sp_service_launcher_get_pid:
 *
 * Returns: (nullable): the number of the process that this launcher started last, while it runs
 */
const char *
sp_service_launcher_get_pid (SpServiceLauncher *self)
{
  g_return_val_if_fail (SP_IS_SERVICE_LAUNCHER (self), NULL);

  return self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
}

/**
 * sp_service_launcher_ensure_async:
 * @cancellable: (nullable): ends the waiting, not the start
 * @callback: called when the service can be reached, or cannot
 * @user_data: for @callback
 *
 * Looks for the service and starts it when nobody answers on its socket.
 */
void
sp_service_launcher_ensure_async (SpServiceLauncher   *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) run = NULL;
  g_autofree char *data_dir = NULL;
  Start *start = NULL;

  g_return_if_fail (SP_IS_SERVICE_LAUNCHER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_service_launcher_ensure_async);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (self->waiting->len > 1)
    return;

  data_dir = self->data_dir != NULL ? g_strdup (self->data_dir) : sp_paths_dup_data_dir ();
  start = g_new0 (Start, 1);
  start->log_path = g_build_filename (data_dir, "service.log", NULL);
  start->too_late = g_cancellable_new ();
  run = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (run, sp_service_launcher_ensure_async);
  g_task_set_task_data (run, start, (GDestroyNotify) start_free);
  connect_socket (self, look_cb, g_steal_pointer (&run));
}

/**
 * sp_service_launcher_ensure_finish:
 *
 * Returns: %TRUE when the service answers; else %FALSE with @error of SP_API_ERROR_SERVICE, in words for people
 */
gboolean
sp_service_launcher_ensure_finish (SpServiceLauncher  *self,
                                   GAsyncResult       *result,
                                   GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
