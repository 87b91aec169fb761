/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-launcher.h"
#include "service/sp-session-backend.h"

G_BEGIN_DECLS

/* Makes sessions in sandboxes of this computer. Signal: probed () when it is known whether that works. */
#define SP_TYPE_SANDBOX_FACTORY (sp_sandbox_factory_get_type ())
G_DECLARE_FINAL_TYPE (SpSandboxFactory, sp_sandbox_factory, SP, SANDBOX_FACTORY, GObject)

SpSessionFactory *sp_sandbox_factory_new               (void);
SpSessionFactory *sp_sandbox_factory_new_with_launcher (SpLauncher            *launcher);
void              sp_sandbox_factory_set_pool_size     (SpSandboxFactory      *self,
                                                        guint                  size);
void              sp_sandbox_factory_set_limits        (SpSandboxFactory      *self,
                                                        const SpSandboxLimits *limits);
gboolean          sp_sandbox_factory_is_probed         (SpSandboxFactory      *self);

G_END_DECLS
