/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpLauncher: a way to start the first process of a sandbox. bubblewrap is one, the Flatpak portal another. Owned by
 * whoever makes sessions, shared by all of them; main thread only. There is deliberately no launcher that runs code
 * without a sandbox. */

#include "config.h"

#include "sandbox/sp-launcher.h"

G_DEFINE_INTERFACE (SpLauncher, sp_launcher, G_TYPE_OBJECT)

static void
sp_launcher_default_init (SpLauncherInterface *iface)
{
}

/**
 * sp_launcher_probe_async:
 * @self: a launcher
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Finds out whether sandboxes can be made here, by making an empty one.
 */
void
sp_launcher_probe_async (SpLauncher           *self,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  g_return_if_fail (SP_IS_LAUNCHER (self));

  SP_LAUNCHER_GET_IFACE (self)->probe_async (self, cancellable, callback, user_data);
}

/**
 * sp_launcher_probe_finish:
 * @self: a launcher
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %FALSE with %SP_SANDBOX_ERROR_MISSING or %SP_SANDBOX_ERROR_FORBIDDEN and words for people that say what to
 *   install or which setting is in the way
 */
gboolean
sp_launcher_probe_finish (SpLauncher    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (SP_IS_LAUNCHER (self), FALSE);

  return SP_LAUNCHER_GET_IFACE (self)->probe_finish (self, result, error);
}

/**
 * sp_launcher_spawn_async:
 * @self: a launcher
 * @launch: (transfer none): descriptors and choices, borrowed for the call
 * @cancellable: (nullable): a cancellable
 * @callback: called when the first process was started, which is long before it is ready
 * @user_data: for @callback
 *
 * Starts a sandbox. Must be called from the main thread: Linux can tie a child's life to the thread that made it, and
 * a launcher may use that.
 */
void
sp_launcher_spawn_async (SpLauncher           *self,
                         const SpLaunch       *launch,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  g_return_if_fail (SP_IS_LAUNCHER (self));
  g_return_if_fail (launch != NULL);

  SP_LAUNCHER_GET_IFACE (self)->spawn_async (self, launch, cancellable, callback, user_data);
}

/**
 * sp_launcher_spawn_finish:
 * @self: a launcher
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the process, or %NULL with a code of #SpSandboxError
 */
SpSandboxProcess *
sp_launcher_spawn_finish (SpLauncher    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (SP_IS_LAUNCHER (self), NULL);

  return SP_LAUNCHER_GET_IFACE (self)->spawn_finish (self, result, error);
}

/**
 * sp_launcher_explain:
 * @self: a launcher
 * @output: what a sandbox that did not come up wrote to its standard error
 *
 * Puts a failed start into words for people.
 *
 * Returns: (transfer full): an error of #SpSandboxError
 */
GError *
sp_launcher_explain (SpLauncher *self,
                     const char *output)
{
  g_return_val_if_fail (SP_IS_LAUNCHER (self), NULL);
  g_return_val_if_fail (output != NULL, NULL);

  return SP_LAUNCHER_GET_IFACE (self)->explain (self, output);
}
