/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib-object.h>

#include "base/sp-fd.h"
#include "sandbox/sp-runner-protocol.h"
#include "sandbox/sp-sandbox-limits.h"

G_BEGIN_DECLS

/* The service's end of the socket to sandpiper-runner.
 *
 * Signal "report" (gpointer SpRunnerReport): what the runner tells, borrowed for the call. */
#define SP_TYPE_RUNNER_LINK (sp_runner_link_get_type ())
G_DECLARE_FINAL_TYPE (SpRunnerLink, sp_runner_link, SP, RUNNER_LINK, GObject)

SpRunnerLink *sp_runner_link_new          (SpFd                   fd);
void          sp_runner_link_configure    (SpRunnerLink          *self,
                                           const SpSandboxLimits *limits);
void          sp_runner_link_request      (SpRunnerLink          *self,
                                           SpRunnerRequest        request);
gboolean      sp_runner_link_read         (SpRunnerLink          *self);
GPid          sp_runner_link_get_pid      (SpRunnerLink          *self);
SpFd          sp_runner_link_steal_folder (SpRunnerLink          *self);
void          sp_runner_link_close        (SpRunnerLink          *self);

G_END_DECLS
