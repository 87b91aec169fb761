/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-sandbox-pool.h"
#include "service/sp-session-backend.h"

G_BEGIN_DECLS

#define SP_TYPE_SANDBOX_SESSION (sp_sandbox_session_get_type ())
G_DECLARE_FINAL_TYPE (SpSandboxSession, sp_sandbox_session, SP, SANDBOX_SESSION, GObject)

SpSandboxSession *sp_sandbox_session_new (SpSandboxPool         *pool,
                                          const SpSandboxLimits *limits,
                                          const char            *spool);

G_END_DECLS
