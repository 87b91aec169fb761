/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-runner-protocol.h"

#include <stdbool.h>
#include <sys/types.h>

/* runner-processes.c */
typedef void (*RunnerProcessFunc) (pid_t pid, void *data);

void     runner_each_process    (pid_t              except,
                                 RunnerProcessFunc  func,
                                 void              *data);
int      runner_sweep           (pid_t              kernel);

/* runner-watchdog.c */
uint64_t runner_get_memory      (uint64_t           limit);
int      runner_check_limits    (const SpRunnerConfig *config,
                                 uint64_t             *memory);

/* runner-kernel.c */
pid_t    runner_start_kernel    (const SpRunnerConfig *config,
                                 char                **argv);
