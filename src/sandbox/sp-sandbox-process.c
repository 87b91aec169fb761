/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandboxProcess: the outermost process of one sandbox. Made by a launcher, owned by the session; killing it takes
 * the whole sandbox along. Signal "exited" comes once, on the main thread. */

#include "config.h"

#include "sandbox/sp-sandbox-process.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct _SpSandboxProcess
{
  GObject      parent_instance;

  GSubprocess *subprocess;  /* (owned) */
  GPid         pid;
  int          wait_status;

  guint        exited : 1;
};

G_DEFINE_FINAL_TYPE (SpSandboxProcess, sp_sandbox_process, G_TYPE_OBJECT)

enum
{
  SIGNAL_EXITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
wait_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpSandboxProcess) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);

  self->wait_status = g_subprocess_get_status (self->subprocess);
  self->exited = TRUE;
  g_signal_emit (self, signals[SIGNAL_EXITED], 0);
}

static void
sp_sandbox_process_finalize (GObject *object)
{
  SpSandboxProcess *self = SP_SANDBOX_PROCESS (object);

  g_clear_object (&self->subprocess);

  G_OBJECT_CLASS (sp_sandbox_process_parent_class)->finalize (object);
}

static void
sp_sandbox_process_class_init (SpSandboxProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_sandbox_process_finalize;

  signals[SIGNAL_EXITED] = g_signal_new ("exited", SP_TYPE_SANDBOX_PROCESS, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_sandbox_process_init (SpSandboxProcess *self)
{
}

/**
 * sp_sandbox_process_new:
 * @subprocess: a process that was just started
 *
 * The object stays alive until the process has ended.
 *
 * Returns: (transfer full): the process
 */
SpSandboxProcess *
sp_sandbox_process_new (GSubprocess *subprocess)
{
  SpSandboxProcess *self;
  const char *identifier;

  g_return_val_if_fail (G_IS_SUBPROCESS (subprocess), NULL);

  self = g_object_new (SP_TYPE_SANDBOX_PROCESS, NULL);
  self->subprocess = g_object_ref (subprocess);
  identifier = g_subprocess_get_identifier (subprocess);
  self->pid = identifier != NULL ? atoi (identifier) : 0;
  g_subprocess_wait_async (subprocess, NULL, wait_cb, g_object_ref (self));

  return self;
}

/**
 * sp_sandbox_process_get_pid:
 * @self: a process
 *
 * Returns: its number outside the sandbox, 0 when it ended before it could be told
 */
GPid
sp_sandbox_process_get_pid (SpSandboxProcess *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_PROCESS (self), 0);

  return self->pid;
}

/**
 * sp_sandbox_process_has_exited:
 * @self: a process
 *
 * Returns: whether it has ended and was waited for
 */
gboolean
sp_sandbox_process_has_exited (SpSandboxProcess *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_PROCESS (self), TRUE);

  return self->exited;
}

/**
 * sp_sandbox_process_was_killed:
 * @self: a process
 *
 * Returns: whether it, or the first process inside, was ended by SIGKILL
 */
gboolean
sp_sandbox_process_was_killed (SpSandboxProcess *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_PROCESS (self), FALSE);

  return self->exited
         && ((WIFSIGNALED (self->wait_status) && WTERMSIG (self->wait_status) == SIGKILL)
             || (WIFEXITED (self->wait_status) && WEXITSTATUS (self->wait_status) == 128 + SIGKILL));
}

/**
 * sp_sandbox_process_dup_ending:
 * @self: a process
 *
 * Returns: (transfer full) (nullable): how it ended, in words, or %NULL while it runs
 */
char *
sp_sandbox_process_dup_ending (SpSandboxProcess *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_PROCESS (self), NULL);

  if (!self->exited)
    return NULL;
  if (WIFSIGNALED (self->wait_status))
    return g_strdup_printf (_("ended by signal %d (%s)"), WTERMSIG (self->wait_status),
                            strsignal (WTERMSIG (self->wait_status)));

  return g_strdup_printf (_("ended with exit code %d"), WEXITSTATUS (self->wait_status));
}

/**
 * sp_sandbox_process_kill:
 * @self: a process
 *
 * Ends the sandbox with everything in it, at once. Does nothing when it has ended.
 */
void
sp_sandbox_process_kill (SpSandboxProcess *self)
{
  g_return_if_fail (SP_IS_SANDBOX_PROCESS (self));

  if (!self->exited)
    g_subprocess_force_exit (self->subprocess);
}
