/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sp_paths_dup_runtime_dir (void);
char *sp_paths_dup_socket      (void);
char *sp_paths_dup_data_dir    (void);
char *sp_paths_dup_kernel_dir  (void);
char *sp_paths_dup_sample_dir  (void);
char *sp_paths_dup_program     (const char *name);

G_END_DECLS
