/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sandbox/sp-sandbox-error.h"

G_DEFINE_QUARK (sp-sandbox-error-quark, sp_sandbox_error)
