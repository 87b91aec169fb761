/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The watchdog: looks at what all processes use together. Limits of one process multiply with their number, and a
 * control group is not to be had everywhere; this one always is. */

#include "sandbox/runner/runner.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *const writable_folders[] = { "/mnt/data", "/tmp", "/dev/shm" };

static ssize_t
read_proc_file (pid_t       pid,
                const char *name,
                char       *buffer,
                size_t      size)
{
  char path[64];
  ssize_t n_read;
  int fd;

  snprintf (path, sizeof path, "/proc/%d/%s", (int) pid, name);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -1;

  n_read = read (fd, buffer, size - 1);
  close (fd);
  if (n_read >= 0)
    buffer[n_read] = '\0';

  return n_read;
}

static uint64_t
read_resident (pid_t pid)
{
  char buffer[128];
  unsigned long long size;
  unsigned long long resident;

  if (read_proc_file (pid, "statm", buffer, sizeof buffer) <= 0
      || sscanf (buffer, "%llu %llu", &size, &resident) != 2)
    return 0;

  return resident * (uint64_t) sysconf (_SC_PAGESIZE);
}

static void
add_resident (pid_t  pid,
              void  *data)
{
  uint64_t *sum = data;

  *sum += read_resident (pid);
}

/* Pages shared between processes count once. A process may forbid reading this: then it counts in full. */
static void
add_proportional (pid_t  pid,
                  void  *data)
{
  uint64_t *sum = data;
  char buffer[2048];
  const char *pss = NULL;

  if (read_proc_file (pid, "smaps_rollup", buffer, sizeof buffer) > 0)
    pss = strstr (buffer, "\nPss:");

  *sum += pss != NULL ? strtoull (pss + 5, NULL, 10) * 1024 : read_resident (pid);
}

/**
 * runner_get_memory:
 * @limit: what is allowed
 *
 * Adds up the memory of all processes: the cheap way while that stays below @limit, the exact way above it.
 *
 * Returns: bytes
 */
uint64_t
runner_get_memory (uint64_t limit)
{
  uint64_t resident = 0;
  uint64_t proportional = 0;

  runner_each_process (0, add_resident, &resident);
  if (limit == 0 || resident <= limit)
    return resident;

  runner_each_process (0, add_proportional, &proportional);
  return proportional;
}

/**
 * runner_check_limits:
 * @config: what is allowed
 * @memory: (out): bytes in use
 *
 * Returns: the #SpRunnerLimit that is passed, or 0
 */
int
runner_check_limits (const SpRunnerConfig *config,
                     uint64_t             *memory)
{
  *memory = runner_get_memory (config->memory);
  if (config->memory != 0 && *memory > config->memory)
    return SP_RUNNER_LIMIT_MEMORY;

  for (size_t i = 0; config->max_inodes != 0 && i < sizeof writable_folders / sizeof *writable_folders; i++)
    {
      struct statvfs fs;

      if (statvfs (writable_folders[i], &fs) == 0 && fs.f_files - fs.f_ffree > config->max_inodes)
        return SP_RUNNER_LIMIT_INODES;
    }

  return 0;
}
