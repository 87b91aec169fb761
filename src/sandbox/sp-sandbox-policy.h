/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-bwrap-args.h"
#include "sandbox/sp-font-cache.h"
#include "sandbox/sp-sandbox-limits.h"

G_BEGIN_DECLS

/* The user inside, and what the host's root becomes before it starts a sandbox. */
#define SP_SANDBOX_USER 1000
#define SP_SANDBOX_HOST_USER 64321

#define SP_SANDBOX_RUNNER "/run/sandpiper/runner"
#define SP_SANDBOX_KERNEL "/run/sandpiper/kernel/kernel.py"
#define SP_SANDBOX_PYTHON "/usr/bin/python3"

gboolean sp_sandbox_policy_apply (SpBwrapArgs            *args,
                                  const SpSandboxLimits  *limits,
                                  const char             *runner,
                                  const char             *kernel_dir,
                                  SpFontCache            *fonts,
                                  GError                **error);

G_END_DECLS
