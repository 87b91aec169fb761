/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Finds and starts this computer's service on a Unix socket. */
#define SP_TYPE_SERVICE_LAUNCHER (sp_service_launcher_get_type ())
G_DECLARE_FINAL_TYPE (SpServiceLauncher, sp_service_launcher, SP, SERVICE_LAUNCHER, GObject)

SpServiceLauncher *sp_service_launcher_new           (const char           *program,
                                                      const char           *socket_path,
                                                      const char           *data_dir);
const char        *sp_service_launcher_get_socket    (SpServiceLauncher    *self);
/* The process that this launcher started, or NULL. */
const char        *sp_service_launcher_get_pid       (SpServiceLauncher    *self);
void               sp_service_launcher_ensure_async  (SpServiceLauncher    *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean           sp_service_launcher_ensure_finish (SpServiceLauncher    *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
