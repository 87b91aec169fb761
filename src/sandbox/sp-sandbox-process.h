/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The first process of a sandbox as the host sees it. */
#define SP_TYPE_SANDBOX_PROCESS (sp_sandbox_process_get_type ())
G_DECLARE_FINAL_TYPE (SpSandboxProcess, sp_sandbox_process, SP, SANDBOX_PROCESS, GObject)

SpSandboxProcess *sp_sandbox_process_new         (GSubprocess      *subprocess);
GPid              sp_sandbox_process_get_pid     (SpSandboxProcess *self);
gboolean          sp_sandbox_process_has_exited  (SpSandboxProcess *self);
gboolean          sp_sandbox_process_was_killed  (SpSandboxProcess *self);
char             *sp_sandbox_process_dup_ending  (SpSandboxProcess *self);
void              sp_sandbox_process_kill        (SpSandboxProcess *self);

G_END_DECLS
