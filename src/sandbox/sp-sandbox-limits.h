/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one session may use. Sizes in bytes. */
typedef struct
{
  /* The session as a whole */
  gint64 memory;             /* all its processes together */
  gint64 data_size;          /* /mnt/data: inputs and results together */
  gint64 tmp_size;           /* /tmp */
  gint64 shm_size;           /* /dev/shm */
  guint  max_processes;      /* processes and threads */
  guint  max_open_files;     /* of one process */
  guint  max_inodes;         /* files in /mnt/data and /tmp */
  guint  cpu_percent;        /* of one core; where a control group can be had */
  guint  blas_threads;       /* of numpy; 0 for as many as there are cores, at most 4 */
  gboolean watchdog_only;    /* make no control group */

  /* One cell */
  guint  cell_seconds;       /* wall time, then it is interrupted */
  guint  grace_ms;           /* from the interrupt to the kill */
  guint  start_seconds;      /* for the session to come up */
  gint64 output_size;        /* text kept in the result, of both streams */
  gint64 whole_output_size;  /* text kept aside in a file */
  gint64 display_size;       /* all rich displays together */
  guint  n_displays;

  /* Taking files out */
  gint64 file_size;          /* of one file */
  gint64 files_size;         /* of all files of one harvest */
  guint  n_files;            /* files of one harvest */
  guint  n_entries;          /* names looked at in one harvest */
} SpSandboxLimits;

void sp_sandbox_limits_init (SpSandboxLimits *limits);

G_END_DECLS
