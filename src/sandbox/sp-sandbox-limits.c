/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a session may use, and why the defaults are what they are. */

#include "config.h"

#include "sandbox/sp-sandbox-limits.h"

#include <unistd.h>

#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define GIB (MIB * 1024)

/* Three quarters of the machine, at most 3 GiB: pandas needs about two and a half times a CSV's size to read it,
 * so the largest upload (512 MB) can just be worked with. */
static gint64
default_memory (void)
{
  gint64 pages = sysconf (_SC_PHYS_PAGES);
  gint64 page_size = sysconf (_SC_PAGESIZE);

  if (pages <= 0 || page_size <= 0)
    return GIB;

  return CLAMP (pages * page_size / 4 * 3, 512 * MIB, 3 * GIB);
}

/**
 * sp_sandbox_limits_init:
 * @limits: (out caller-allocates): where to put the defaults
 *
 * Fills @limits with what a session gets when nobody asks for anything else. The working folder is a tmpfs of 1 GiB:
 * room for the largest upload (512 MB) and as much again for what is made of it; memory is only taken as files come.
 */
void
sp_sandbox_limits_init (SpSandboxLimits *limits)
{
  g_return_if_fail (limits != NULL);

  *limits = (SpSandboxLimits) {
    .memory = default_memory (),
    .data_size = GIB,
    .tmp_size = 64 * MIB,
    .shm_size = 16 * MIB,
    .max_processes = 64,
    .max_open_files = 256,
    .max_inodes = 50000,
    .cpu_percent = 400,
    .blas_threads = 0,
    .cell_seconds = 120,
    .grace_ms = 2000,
    .start_seconds = 30,
    .output_size = MIB,
    .whole_output_size = 64 * MIB,
    .display_size = 32 * MIB,
    .n_displays = 100,
    .file_size = 128 * MIB,
    .files_size = 512 * MIB,
    .n_files = 500,
    .n_entries = 20000,
  };
}
