/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int sp_ask_command_run (char **arguments);

G_END_DECLS
