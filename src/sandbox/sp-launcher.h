/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-sandbox-limits.h"
#include "sandbox/sp-sandbox-process.h"

G_BEGIN_DECLS

/* The descriptors and choices of one sandbox. The launcher borrows all of it for the call. */
typedef struct
{
  const SpSandboxLimits *limits;
  int                    control_fd;  /* the runner's end of the control socket */
  int                    channel_fd;  /* the kernel's end of the channel */
  int                    stdout_fd;
  int                    stderr_fd;
  gboolean               preload;     /* import pandas and matplotlib before saying ready */
} SpLaunch;

#define SP_TYPE_LAUNCHER (sp_launcher_get_type ())
G_DECLARE_INTERFACE (SpLauncher, sp_launcher, SP, LAUNCHER, GObject)

struct _SpLauncherInterface
{
  GTypeInterface parent_iface;

  void              (*probe_async)  (SpLauncher           *self,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
  gboolean          (*probe_finish) (SpLauncher           *self,
                                     GAsyncResult         *result,
                                     GError              **error);
  void              (*spawn_async)  (SpLauncher           *self,
                                     const SpLaunch       *launch,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
  SpSandboxProcess *(*spawn_finish) (SpLauncher           *self,
                                     GAsyncResult         *result,
                                     GError              **error);
  GError           *(*explain)      (SpLauncher           *self,
                                     const char           *output);
};

void              sp_launcher_probe_async  (SpLauncher           *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean          sp_launcher_probe_finish (SpLauncher           *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void              sp_launcher_spawn_async  (SpLauncher           *self,
                                            const SpLaunch       *launch,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
SpSandboxProcess *sp_launcher_spawn_finish (SpLauncher           *self,
                                            GAsyncResult         *result,
                                            GError              **error);
GError           *sp_launcher_explain      (SpLauncher           *self,
                                            const char           *output);

G_END_DECLS
