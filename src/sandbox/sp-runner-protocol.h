/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What the host and sandpiper-runner say to each other: fixed structs over a SOCK_SEQPACKET socket that the code in
 * the sandbox never holds. Both sides come from one build, so there is no version. The runner greets, the host
 * puts it where its use is counted, then sends the configuration. Plain C types only, for the runner knows no GLib. */

#pragma once

#include <stdint.h>

#define SP_RUNNER_CHANNEL_FD 3
#define SP_RUNNER_CONTROL_FD 4

/* Host to runner, once, before anything else. */
typedef struct
{
  uint64_t memory;          /* bytes of all processes; 0 for no watching */
  uint64_t address_space;   /* RLIMIT_AS of each process */
  uint64_t file_size;       /* RLIMIT_FSIZE */
  uint32_t max_processes;   /* RLIMIT_NPROC */
  uint32_t max_open_files;  /* RLIMIT_NOFILE */
  uint32_t max_inodes;      /* of each writable folder */
  uint32_t cpu_seconds;     /* RLIMIT_CPU of each process */
} SpRunnerConfig;

typedef enum
{
  SP_RUNNER_INTERRUPT = 1,  /* SIGINT to the kernel */
  SP_RUNNER_CELL_BEGIN,     /* let it run, and watch it */
  SP_RUNNER_CELL_END,       /* stop watching, kill what it left behind, answer SWEPT */
  SP_RUNNER_FREEZE,         /* SIGSTOP to the kernel */
  SP_RUNNER_THAW,           /* SIGCONT to the kernel */
} SpRunnerRequest;

typedef enum
{
  SP_RUNNER_HELLO = 1,      /* waits for its configuration; nothing was started */
  SP_RUNNER_READY,          /* the kernel was started; carries a descriptor of /mnt/data */
  SP_RUNNER_SWEPT,          /* value: how many processes were killed */
  SP_RUNNER_UNSWEPT,        /* they came faster than they could be killed: end the session */
  SP_RUNNER_LIMIT,          /* value: an SpRunnerLimit; everything was killed */
  SP_RUNNER_EXITED,         /* value: the kernel's wait status */
} SpRunnerEvent;

typedef enum
{
  SP_RUNNER_LIMIT_MEMORY = 1,
  SP_RUNNER_LIMIT_INODES,
} SpRunnerLimit;

typedef struct
{
  uint32_t event;
  int32_t  value;
  uint64_t memory;          /* bytes in use when it was sent */
} SpRunnerReport;
