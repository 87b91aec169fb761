/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-sandbox.h"

G_BEGIN_DECLS

/* The most sessions that may wait: each holds some 60 MiB. */
#define SP_SANDBOX_POOL_MAX_SIZE 3

/* Sessions that wait warm: Python started, pandas and matplotlib imported. */
#define SP_TYPE_SANDBOX_POOL (sp_sandbox_pool_get_type ())
G_DECLARE_FINAL_TYPE (SpSandboxPool, sp_sandbox_pool, SP, SANDBOX_POOL, GObject)

SpSandboxPool *sp_sandbox_pool_new         (SpLauncher             *launcher,
                                            const SpSandboxLimits  *limits);
guint          sp_sandbox_pool_get_size    (SpSandboxPool          *self);
void           sp_sandbox_pool_set_size    (SpSandboxPool          *self,
                                            guint                   size);
guint          sp_sandbox_pool_get_n_warm  (SpSandboxPool          *self);
guint          sp_sandbox_pool_get_delay   (SpSandboxPool          *self);
void           sp_sandbox_pool_set_delay   (SpSandboxPool          *self,
                                            guint                   milliseconds);
void           sp_sandbox_pool_take_async  (SpSandboxPool          *self,
                                            const SpSandboxLimits  *limits,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
SpSandbox     *sp_sandbox_pool_take_finish (SpSandboxPool          *self,
                                            GAsyncResult           *result,
                                            GError                **error);

G_END_DECLS
