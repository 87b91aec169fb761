/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandbox: starting. The ends of sockets and pipes are made, the launcher starts the first process, the runner in it
 * greets and is put where its use is counted, gets its configuration, hands over the working folder and starts the
 * kernel, which says that it is ready. Whatever goes wrong on the way ends in _sp_sandbox_die(). */

#include "config.h"

#include "sandbox/sp-sandbox-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

/* The start's own words, such as bubblewrap's. */
#define MAX_START_OUTPUT 8192

/* The service's ends, and the sandbox's. */
typedef struct
{
  SpFd  channel[2];
  SpFd  control[2];
  SpFd  out[2];
  SpFd  err[2];
} Ends;

static void
ends_clear (Ends *ends)
{
  for (guint i = 0; i < 2; i++)
    {
      sp_fd_close (g_steal_fd (&ends->channel[i]));
      sp_fd_close (g_steal_fd (&ends->control[i]));
      sp_fd_close (g_steal_fd (&ends->out[i]));
      sp_fd_close (g_steal_fd (&ends->err[i]));
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ends, ends_clear)

static gboolean
ends_open (Ends    *ends,
           GError **error)
{
  int saved_errno;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends->channel) == 0
      && socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends->control) == 0
      && pipe2 (ends->out, O_CLOEXEC) == 0
      && pipe2 (ends->err, O_CLOEXEC) == 0)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_START,
               _("The sandbox did not start: %s"), g_strerror (saved_errno));

  return FALSE;
}

/**
 * _sp_sandbox_fail_start:
 * @self: a session
 * @error: (transfer full): why it died
 *
 * Answers who waits for the start, with what the sandbox itself said when that tells more. Does nothing after the start.
 */
void
_sp_sandbox_fail_start (SpSandbox *self,
                        GError    *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->start_task);
  g_autofree char *said = NULL;
  gboolean is_cut;
  gint64 total;

  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }

  sp_output_collector_drain (self->output);
  said = sp_output_collector_end (self->output, &is_cut, &total, NULL);
  if (*said != '\0' && g_error_matches (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD))
    {
      g_clear_error (&error);
      error = sp_launcher_explain (self->launcher, said);
    }

  g_task_return_error (task, error);
}

static void
entered_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpSandbox) self = user_data;

  /* Where nobody keeps the totals, the runner's watchdog does. */
  sp_resource_group_enter_finish (SP_RESOURCE_GROUP (object), result, NULL);
  if (self->state == SP_SANDBOX_STARTING)
    sp_runner_link_configure (self->link, &self->limits);
}

/**
 * _sp_sandbox_greet_runner:
 * @self: a session whose runner has greeted
 *
 * Puts the runner where its use is counted, then configures it: nothing runs in the sandbox before that.
 */
void
_sp_sandbox_greet_runner (SpSandbox *self)
{
  GPid pid = sp_runner_link_get_pid (self->link);

  self->greeted = TRUE;
  if (self->group != NULL)
    return;
  if (pid <= 0 || self->limits.watchdog_only)
    {
      sp_runner_link_configure (self->link, &self->limits);
      return;
    }

  self->group = sp_resource_group_new (NULL, &self->limits);
  sp_resource_group_enter_async (self->group, pid, NULL, entered_cb, g_object_ref (self));
}

/**
 * _sp_sandbox_become_ready:
 * @self: a session that starts
 * @frame: what the kernel said of itself
 *
 * Ends the start well.
 */
void
_sp_sandbox_become_ready (SpSandbox  *self,
                          JsonObject *frame)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->start_task);
  g_autofree char *said = NULL;
  gboolean is_cut;
  gint64 total;

  g_clear_handle_id (&self->start_source, g_source_remove);
  sp_output_collector_drain (self->output);
  said = sp_output_collector_end (self->output, &is_cut, &total, NULL);
  if (*said != '\0')
    g_debug ("While the kernel started: %s", said);

  g_clear_pointer (&self->info, json_object_unref);
  self->info = json_object_ref (frame);
  _sp_sandbox_set_state (self, SP_SANDBOX_IDLE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
start_timeout_cb (gpointer user_data)
{
  SpSandbox *self = user_data;

  self->start_source = 0;
  _sp_sandbox_die (self, g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_START,
                                      ngettext ("The sandbox did not come up within %u second. The computer may be "
                                                "very busy; try again.",
                                                "The sandbox did not come up within %u seconds. The computer may be "
                                                "very busy; try again.", self->limits.start_seconds),
                                      self->limits.start_seconds));

  return G_SOURCE_REMOVE;
}

static void
spawn_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(SpSandbox) self = user_data;
  g_autoptr(SpSandboxProcess) process = NULL;
  g_autoptr(GError) error = NULL;

  process = sp_launcher_spawn_finish (SP_LAUNCHER (object), result, &error);
  if (process == NULL)
    {
      _sp_sandbox_die (self, g_steal_pointer (&error));
      return;
    }
  if (self->state == SP_SANDBOX_DEAD)
    return;

  _sp_sandbox_take_process (self, g_steal_pointer (&process));
}

static void
start_cancelled_cb (GCancellable *cancellable,
                    SpSandbox    *self)
{
  if (self->state == SP_SANDBOX_STARTING)
    _sp_sandbox_die (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The start was stopped.")));
}

static void
sp_sandbox_take_ends (SpSandbox *self,
                      Ends      *ends)
{
  self->channel = sp_kernel_channel_new (g_steal_fd (&ends->channel[0]));
  self->link = sp_runner_link_new (g_steal_fd (&ends->control[0]));
  self->output = sp_output_collector_new (g_steal_fd (&ends->out[0]), g_steal_fd (&ends->err[0]));

  _sp_sandbox_connect (self);

  sp_output_collector_begin (self->output, MAX_START_OUTPUT, 0, self->spool_folder);
}

/**
 * sp_sandbox_start_async:
 * @self: a session in the state %SP_SANDBOX_NEW
 * @cancellable: (nullable): a cancellable; a cancelled session is dead
 * @callback: called when the kernel is ready or will never be
 * @user_data: for @callback
 *
 * Starts the session. Main thread only.
 */
void
sp_sandbox_start_async (SpSandbox           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_auto(Ends) ends = { { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
  SpLaunch launch;
  GError *error = NULL;

  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (self->state == SP_SANDBOX_NEW);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_start_async);
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!ends_open (&ends, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->start_task = g_steal_pointer (&task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (start_cancelled_cb), self, 0);
  _sp_sandbox_set_state (self, SP_SANDBOX_STARTING);
  self->start_source = g_timeout_add_seconds (self->limits.start_seconds, start_timeout_cb, self);
  sp_sandbox_take_ends (self, &ends);

  launch = (SpLaunch) {
    .limits = &self->limits,
    .control_fd = ends.control[1],
    .channel_fd = ends.channel[1],
    .stdout_fd = ends.out[1],
    .stderr_fd = ends.err[1],
    .preload = self->preload,
  };
  sp_launcher_spawn_async (self->launcher, &launch, cancellable, spawn_cb, g_object_ref (self));
}

/**
 * sp_sandbox_start_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %FALSE with a code of #SpSandboxError and words for people
 */
gboolean
sp_sandbox_start_finish (SpSandbox     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
