/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-launcher.h"

G_BEGIN_DECLS

/* Makes sandboxes with bubblewrap. */
#define SP_TYPE_BWRAP_LAUNCHER (sp_bwrap_launcher_get_type ())
G_DECLARE_FINAL_TYPE (SpBwrapLauncher, sp_bwrap_launcher, SP, BWRAP_LAUNCHER, GObject)

SpBwrapLauncher *sp_bwrap_launcher_new         (void);
const char      *sp_bwrap_launcher_get_program (SpBwrapLauncher *self);
void             sp_bwrap_launcher_set_program (SpBwrapLauncher *self,
                                                const char      *program);

G_END_DECLS
