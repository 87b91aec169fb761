/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first program refuses calls by name, the second those that are newer than our list. */
GBytes *sp_seccomp_build_list  (GError **error);
GBytes *sp_seccomp_build_bound (void);

G_END_DECLS
