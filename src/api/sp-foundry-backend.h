/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-backend.h"
#include "api/sp-http.h"

G_BEGIN_DECLS

/* Agents of the Foundry v2 dialect: this computer's service, or a project in the cloud. */
#define SP_TYPE_FOUNDRY_BACKEND (sp_foundry_backend_get_type ())
G_DECLARE_FINAL_TYPE (SpFoundryBackend, sp_foundry_backend, SP, FOUNDRY_BACKEND, GObject)

SpBackend *sp_foundry_backend_new               (SpHttp               *http,
                                                 gboolean              local);
SpBackend *sp_foundry_backend_new_local         (SpServiceLauncher    *launcher);
void       sp_foundry_backend_get_notice_async  (SpFoundryBackend     *self,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
char      *sp_foundry_backend_get_notice_finish (SpFoundryBackend     *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
