/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Starting the kernel: limits first, then nothing of the runner's but the channel and the three standard streams. */

#include "sandbox/runner/runner.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A limit above what the system gives anyway cannot be set, and need not be. */
static bool
limit (int      resource,
       uint64_t value)
{
  struct rlimit now;
  struct rlimit wanted;

  if (value == 0)
    return true;
  if (getrlimit ((__rlimit_resource_t) resource, &now) != 0)
    return false;

  wanted.rlim_max = now.rlim_max != RLIM_INFINITY && now.rlim_max < value ? now.rlim_max : value;
  wanted.rlim_cur = wanted.rlim_max;

  return setrlimit ((__rlimit_resource_t) resource, &wanted) == 0;
}

static bool
set_limits (const SpRunnerConfig *config)
{
  const struct rlimit none = { 0, 0 };
  const struct rlimit locked = { 65536, 65536 };

  return limit (RLIMIT_AS, config->address_space)
         && limit (RLIMIT_DATA, config->memory)
         && limit (RLIMIT_FSIZE, config->file_size)
         && limit (RLIMIT_NPROC, config->max_processes)
         && limit (RLIMIT_NOFILE, config->max_open_files)
         && limit (RLIMIT_CPU, config->cpu_seconds)
         && setrlimit (RLIMIT_CORE, &none) == 0
         && setrlimit (RLIMIT_MEMLOCK, &locked) == 0;
}

static void
run_kernel (const SpRunnerConfig *config,
            char                **argv)
{
  sigset_t none;

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  close (SP_RUNNER_CONTROL_FD);

  if (!set_limits (config))
    {
      perror ("sandpiper-runner: setting the limits");
      _exit (125);
    }

  execv (argv[0], argv);
  perror (argv[0]);
  _exit (127);
}

/**
 * runner_start_kernel:
 * @config: what is allowed
 * @argv: the program with its arguments
 *
 * Starts the kernel below the limits, and lets go of the channel, so that its end is seen when the kernel ends.
 *
 * Returns: the process, or -1 with `errno`
 */
pid_t
runner_start_kernel (const SpRunnerConfig *config,
                     char                **argv)
{
  pid_t pid = fork ();

  if (pid == 0)
    run_kernel (config, argv);
  if (pid > 0)
    close (SP_RUNNER_CHANNEL_FD);

  return pid;
}
