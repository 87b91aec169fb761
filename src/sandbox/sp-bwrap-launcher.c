/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpBwrapLauncher: makes sandboxes with bubblewrap. Owned by the service, shared by all sessions; main thread only. What a sandbox gets is decided in sp-sandbox-policy.c. */

#include "config.h"

#include "sandbox/sp-bwrap-launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <grp.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "base/sp-paths.h"
#include "base/sp-str.h"
#include "sandbox/sp-bwrap-args.h"
#include "sandbox/sp-font-cache.h"
#include "sandbox/sp-runner-protocol.h"
#include "sandbox/sp-sandbox-error.h"
#include "sandbox/sp-sandbox-policy.h"

#define ARGS_FD (SP_RUNNER_CONTROL_FD + 1)
#define ARGS_FD_TEXT "5"

G_STATIC_ASSERT (ARGS_FD == 5);

/* When memory runs out the system should choose a sandbox before the window. */
#define OOM_SCORE "900"

struct _SpBwrapLauncher
{
  GObject       parent_instance;

  char         *program;  /* (owned) (nullable): the path of bwrap */
  SpFontCache  *fonts;    /* (owned) */

  guint         probed : 1;
};

static void sp_bwrap_launcher_launcher_init (SpLauncherInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpBwrapLauncher, sp_bwrap_launcher, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_LAUNCHER, sp_bwrap_launcher_launcher_init))

/* Runs in the child, between fork and exec: only calls that are safe there. Root becomes nobody in particular, so
 * that an escape would not be root's; its /proc entry is written first, as long as it may. */
static void
child_setup (gpointer user_data)
{
  int fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  if (fd >= 0)
    {
      if (write (fd, OOM_SCORE, strlen (OOM_SCORE)) < 0)
        errno = 0;
      close (fd);
    }

  if (geteuid () == 0
      && (syscall (SYS_setgroups, 0, NULL) != 0
          || syscall (SYS_setresgid, SP_SANDBOX_HOST_USER, SP_SANDBOX_HOST_USER, SP_SANDBOX_HOST_USER) != 0
          || syscall (SYS_setresuid, SP_SANDBOX_HOST_USER, SP_SANDBOX_HOST_USER, SP_SANDBOX_HOST_USER) != 0))
    _exit (126);
}

static gboolean
file_holds (const char *path,
            const char *value)
{
  g_autofree char *contents = NULL;

  return g_file_get_contents (path, &contents, NULL, NULL) && strcmp (g_strchomp (contents), value) == 0;
}

/* Reads single numbers of the kernel's: no disk is waited for. */
static const char *
find_setting (void)
{
  static const struct { const char *path; const char *value; const char *setting; } known[] = {
    { "/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone = 1" },
    { "/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces = 15000" },
    { "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
      "kernel.apparmor_restrict_unprivileged_userns = 0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (file_holds (known[i].path, known[i].value))
      return known[i].setting;

  return NULL;
}

static gboolean
is_forbidden (const char *output)
{
  static const char *const signs[] = {
    "No permissions to create new namespace", "No permissions to creating new namespace", "setting up uid map",
    "setting up gid map", "Failed RTM_NEWADDR", "Creating new namespace failed", "kernel does not support",
    "Can't mount", "No permission to",
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (output, signs[i]) != NULL)
      return TRUE;

  return FALSE;
}

static GError *
sp_bwrap_launcher_explain (SpLauncher *launcher,
                           const char *output)
{
  g_autofree char *detail = g_strstrip (g_strndup (output, 400));
  const char *setting = find_setting ();

  if (is_forbidden (output) && setting != NULL)
    return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_FORBIDDEN,
                        /* translators: the first is a line for sysctl, the second what bubblewrap said */
                        _("Code cannot be run: this system does not let ordinary users make sandboxes. "
                          "An administrator can allow it with the setting “%s”. (%s)"), setting, detail);
  if (is_forbidden (output))
    return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_FORBIDDEN,
                        _("Code cannot be run: this system does not let ordinary users make sandboxes "
                          "(user namespaces). Inside a container, the container must allow them. (%s)"), detail);

  return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_START,
                      _("The sandbox did not start: %s"),
                      *detail != '\0' ? detail : _("it ended without saying why"));
}

static GError *
missing (const char *what,
         const char *package)
{
  return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_MISSING,
                      /* translators: a program and the package that has it */
                      _("Code cannot be run: %s is not installed. Install the package “%s” and try again."),
                      what, package);
}

static GSubprocessLauncher *
prepare (SpBwrapLauncher        *self,
         const SpSandboxLimits  *limits,
         GError                **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(SpBwrapArgs) args = sp_bwrap_args_new ();
  g_autofree char *runner = sp_paths_dup_program ("sandpiper-runner");
  g_autofree char *kernel_dir = sp_paths_dup_kernel_dir ();
  const char *const nothing[] = { NULL };

  if (runner == NULL)
    {
      g_propagate_error (error, missing ("sandpiper-runner", "sandpiper"));
      return NULL;
    }
  if (!sp_sandbox_policy_apply (args, limits, runner, kernel_dir, self->fonts, error)
      || !sp_bwrap_args_hand_over (args, launcher, ARGS_FD, error))
    return NULL;

  g_subprocess_launcher_set_environ (launcher, (char **) nothing);
  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);

  return g_steal_pointer (&launcher);
}

/* Not having the list costs time, nothing else. */
static void
fonts_stored_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!sp_font_cache_store_finish (SP_FONT_CACHE (object), result, &error))
    g_debug ("The list of fonts was not kept: %s", error->message);
}

static void
fonts_listed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SpBwrapLauncher) self = user_data;
  g_autofree char *output = NULL;

  if (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (object), result, &output, NULL, NULL)
      && g_subprocess_get_successful (G_SUBPROCESS (object)))
    sp_font_cache_store_async (self->fonts, output, NULL, fonts_stored_cb, NULL);
}

static void
fonts_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SpBwrapLauncher) self = user_data;
  g_autoptr(GSubprocessLauncher) starter = NULL;
  g_autoptr(GSubprocess) subprocess = NULL;
  SpSandboxLimits limits;

  if (self->program == NULL || sp_font_cache_load_finish (SP_FONT_CACHE (object), result, NULL))
    return;

  sp_sandbox_limits_init (&limits);
  starter = prepare (self, &limits, NULL);
  if (starter == NULL)
    return;

  g_subprocess_launcher_set_flags (starter, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  subprocess = g_subprocess_launcher_spawn (starter, NULL, self->program, "--args", ARGS_FD_TEXT, "--",
                                            SP_SANDBOX_PYTHON, "-I", "-B", "-c", sp_font_cache_get_script (), NULL);
  if (subprocess != NULL)
    g_subprocess_communicate_utf8_async (subprocess, NULL, NULL, fonts_listed_cb, g_steal_pointer (&self));
}

static void
probe_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpBwrapLauncher *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (object), result, NULL, &output, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!g_subprocess_get_successful (G_SUBPROCESS (object)))
    {
      g_task_return_error (task, sp_bwrap_launcher_explain (SP_LAUNCHER (self), output != NULL ? output : ""));
      return;
    }

  if (!self->probed)
    sp_font_cache_load_async (self->fonts, NULL, fonts_loaded_cb, g_object_ref (self));
  self->probed = TRUE;
  g_task_return_boolean (task, TRUE);
}

static void
sp_bwrap_launcher_probe_async (SpLauncher           *launcher,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  SpBwrapLauncher *self = SP_BWRAP_LAUNCHER (launcher);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GSubprocessLauncher) starter = NULL;
  g_autoptr(GSubprocess) subprocess = NULL;
  SpSandboxLimits limits;
  GError *error = NULL;

  g_task_set_source_tag (task, sp_bwrap_launcher_probe_async);

  if (self->probed)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->program == NULL || !g_file_test (self->program, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_task_return_error (task, missing ("bubblewrap", "bubblewrap"));
      return;
    }
  if (!g_file_test (SP_SANDBOX_PYTHON, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_task_return_error (task, missing ("Python", "python3"));
      return;
    }

  sp_sandbox_limits_init (&limits);
  starter = prepare (self, &limits, &error);
  if (starter != NULL)
    {
      g_subprocess_launcher_set_flags (starter, G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
      subprocess = g_subprocess_launcher_spawn (starter, &error, self->program, "--args", ARGS_FD_TEXT,
                                                "--", "/usr/bin/true", NULL);
    }
  if (subprocess == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_subprocess_communicate_utf8_async (subprocess, NULL, cancellable, probe_cb, g_steal_pointer (&task));
}

static gboolean
sp_bwrap_launcher_probe_finish (SpLauncher    *launcher,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, launcher), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
give_streams (GSubprocessLauncher *starter,
              const SpLaunch      *launch)
{
  g_subprocess_launcher_take_fd (starter, fcntl (launch->channel_fd, F_DUPFD_CLOEXEC, 10), SP_RUNNER_CHANNEL_FD);
  g_subprocess_launcher_take_fd (starter, fcntl (launch->control_fd, F_DUPFD_CLOEXEC, 10), SP_RUNNER_CONTROL_FD);
  g_subprocess_launcher_take_stdout_fd (starter, fcntl (launch->stdout_fd, F_DUPFD_CLOEXEC, 10));
  g_subprocess_launcher_take_stderr_fd (starter, fcntl (launch->stderr_fd, F_DUPFD_CLOEXEC, 10));
}

static void
sp_bwrap_launcher_spawn_async (SpLauncher           *launcher,
                               const SpLaunch       *launch,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  SpBwrapLauncher *self = SP_BWRAP_LAUNCHER (launcher);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GSubprocessLauncher) starter = NULL;
  g_autoptr(GSubprocess) subprocess = NULL;
  GError *error = NULL;

  g_return_if_fail (getpid () == gettid ());

  g_task_set_source_tag (task, sp_bwrap_launcher_spawn_async);

  if (self->program == NULL)
    {
      g_task_return_error (task, missing ("bubblewrap", "bubblewrap"));
      return;
    }

  starter = prepare (self, launch->limits, &error);
  if (starter != NULL)
    {
      give_streams (starter, launch);
      subprocess = g_subprocess_launcher_spawn (starter, &error, self->program, "--args", ARGS_FD_TEXT, "--",
                                                SP_SANDBOX_RUNNER, SP_SANDBOX_PYTHON, "-I", "-B", SP_SANDBOX_KERNEL,
                                                launch->preload ? "--preload" : NULL, NULL);
    }

  if (subprocess == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, sp_sandbox_process_new (subprocess), g_object_unref);
}

static SpSandboxProcess *
sp_bwrap_launcher_spawn_finish (SpLauncher    *launcher,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, launcher), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sp_bwrap_launcher_launcher_init (SpLauncherInterface *iface)
{
  iface->probe_async = sp_bwrap_launcher_probe_async;
  iface->probe_finish = sp_bwrap_launcher_probe_finish;
  iface->spawn_async = sp_bwrap_launcher_spawn_async;
  iface->spawn_finish = sp_bwrap_launcher_spawn_finish;
  iface->explain = sp_bwrap_launcher_explain;
}

static void
sp_bwrap_launcher_finalize (GObject *object)
{
  SpBwrapLauncher *self = SP_BWRAP_LAUNCHER (object);

  g_clear_object (&self->fonts);
  g_clear_pointer (&self->program, g_free);

  G_OBJECT_CLASS (sp_bwrap_launcher_parent_class)->finalize (object);
}

static void
sp_bwrap_launcher_class_init (SpBwrapLauncherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_bwrap_launcher_finalize;
}

static void
sp_bwrap_launcher_init (SpBwrapLauncher *self)
{
  self->program = g_find_program_in_path ("bwrap");
  self->fonts = sp_font_cache_new (NULL);
}

/**
 * sp_bwrap_launcher_new:
 *
 * Returns: (transfer full): a launcher that uses the bwrap of the search path
 */
SpBwrapLauncher *
sp_bwrap_launcher_new (void)
{
  return g_object_new (SP_TYPE_BWRAP_LAUNCHER, NULL);
}

/**
 * sp_bwrap_launcher_get_program:
 * @self: a launcher
 *
 * Returns: (transfer none) (nullable): the path of bwrap, %NULL when there is none
 */
const char *
sp_bwrap_launcher_get_program (SpBwrapLauncher *self)
{
  g_return_val_if_fail (SP_IS_BWRAP_LAUNCHER (self), NULL);

  return self->program;
}

/**
 * sp_bwrap_launcher_set_program:
 * @self: a launcher
 * @program: (nullable): the path of a bwrap
 *
 * Uses another bwrap. What an earlier probe found is forgotten.
 */
void
sp_bwrap_launcher_set_program (SpBwrapLauncher *self,
                               const char      *program)
{
  g_return_if_fail (SP_IS_BWRAP_LAUNCHER (self));

  sp_set_str (&self->program, program);
  self->probed = FALSE;
}
