/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finding and killing what a cell left running. The runner is process 1 of its namespace: every process that it can
 * see belongs to this sandbox, and orphans become its children. */

#include "sandbox/runner/runner.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_TRIES 200

/* A process that has ended but was not waited for by its parent cannot be killed, and does no harm. */
static bool
is_zombie (pid_t pid)
{
  char path[64];
  char stat[512];
  const char *state;
  ssize_t size;
  int fd;

  snprintf (path, sizeof path, "/proc/%d/stat", (int) pid);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return true;

  size = read (fd, stat, sizeof stat - 1);
  close (fd);
  if (size <= 0)
    return true;

  /* The name stands in brackets and may hold anything, brackets too. */
  stat[size] = '\0';
  state = strrchr (stat, ')');

  return state != NULL && (state[2] == 'Z' || state[2] == 'X');
}

static void
look_at (const char        *name,
         pid_t              except,
         RunnerProcessFunc  func,
         void              *data)
{
  pid_t pid = (pid_t) atoi (name);

  if (pid != getpid () && pid != except && !is_zombie (pid))
    func (pid, data);
}

/**
 * runner_each_process:
 * @except: a process to leave out, besides the runner itself
 * @func: what to call with each living process
 * @data: for @func
 *
 * Goes through the processes of the sandbox.
 */
void
runner_each_process (pid_t              except,
                     RunnerProcessFunc  func,
                     void              *data)
{
  static int proc = -1;
  char buffer[16384] __attribute__ ((aligned (8)));
  long size;

  if (proc < 0)
    proc = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* This happens after every cell: the plain system call takes half the time of readdir(). */
  lseek (proc, 0, SEEK_SET);
  while ((size = syscall (SYS_getdents64, proc, buffer, sizeof buffer)) > 0)
    for (long at = 0; at < size;)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (buffer + at);
        const char *name = entry->d_name;

        at += entry->d_reclen;
        if (isdigit ((unsigned char) name[0]))
          look_at (name, except, func, data);
      }
}

static void
kill_one (pid_t  pid,
          void  *data)
{
  int *n_killed = data;

  if (kill (pid, SIGKILL) == 0)
    (*n_killed)++;
}

/**
 * runner_sweep:
 * @kernel: the process that stays
 *
 * Kills all others, again and again, for a fork bomb makes new ones while it is being killed.
 *
 * Returns: how many were killed, or -1 when they would not end
 */
int
runner_sweep (pid_t kernel)
{
  int n_killed = 0;

  for (int try = 0; try < MAX_TRIES; try++)
    {
      int n_found = 0;
      struct timespec pause = { .tv_nsec = 50000 + 10000 * try };

      runner_each_process (kernel, kill_one, &n_found);
      if (n_found == 0)
        return n_killed;

      n_killed += n_found;
      nanosleep (&pause, NULL);
    }

  return -1;
}
