/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The system calls that the code in a sandbox may not make. One table, each row with its reason: POLICY.md explains
 * it to people. Namespaces already hide most of what these calls reach; the filter is the second wall, and for some
 * families (vsock, kernel crypto, keyrings) the only one. */

#include "config.h"

#include "sandbox/sp-seccomp.h"

#include <errno.h>
#include <gio/gio.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "sandbox/sp-sandbox-error.h"

/* cachestat: the first call that came after this list was drawn up. */
#define FIRST_UNKNOWN_CALL 451

typedef struct
{
  int         call;
  int         code;    /* errno that the caller sees */
  const char *reason;
} SpRefusedCall;

#define NAMESPACES "new namespaces and mounts would open kernel code that only root reaches otherwise"
#define OTHER_PROCESSES "reading or steering other processes"
#define KERNEL "changes or loads kernel state; nothing that analyses data needs it"
#define KEYS "keyrings are not in a namespace"
#define HANDLES "opens files behind the mounts that hide them"
#define ASYNC "does calls that the filter never sees"
#define HIDDEN_MEMORY "memory that no limit of a process counts"
#define IPC "shared objects that outlive their process"
#define NUMA "places memory for other processes; rarely tested kernel code"

static const SpRefusedCall refused[] = {
  { SCMP_SYS (unshare), EPERM, NAMESPACES },
  { SCMP_SYS (setns), EPERM, NAMESPACES },
  { SCMP_SYS (mount), EPERM, NAMESPACES },
  { SCMP_SYS (umount), EPERM, NAMESPACES },
  { SCMP_SYS (umount2), EPERM, NAMESPACES },
  { SCMP_SYS (pivot_root), EPERM, NAMESPACES },
  { SCMP_SYS (chroot), EPERM, NAMESPACES },
  { SCMP_SYS (clone3), ENOSYS, "its flags lie in memory, where no filter can look; the C library falls back to clone" },
  { SCMP_SYS (open_tree), ENOSYS, NAMESPACES },
  { SCMP_SYS (move_mount), ENOSYS, NAMESPACES },
  { SCMP_SYS (fsopen), ENOSYS, NAMESPACES },
  { SCMP_SYS (fsconfig), ENOSYS, NAMESPACES },
  { SCMP_SYS (fsmount), ENOSYS, NAMESPACES },
  { SCMP_SYS (fspick), ENOSYS, NAMESPACES },
  { SCMP_SYS (mount_setattr), ENOSYS, NAMESPACES },
  { SCMP_SYS (ptrace), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (process_vm_readv), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (process_vm_writev), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (process_madvise), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (pidfd_getfd), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (kcmp), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (perf_event_open), EPERM, OTHER_PROCESSES },
  { SCMP_SYS (syslog), EPERM, KERNEL },
  { SCMP_SYS (uselib), EPERM, KERNEL },
  { SCMP_SYS (acct), EPERM, KERNEL },
  { SCMP_SYS (quotactl), EPERM, KERNEL },
  { SCMP_SYS (bpf), EPERM, KERNEL },
  { SCMP_SYS (userfaultfd), EPERM, "lets a race in the kernel be won at leisure" },
  { SCMP_SYS (personality), EPERM, "switches old, weaker rules on" },
  { SCMP_SYS (kexec_load), EPERM, KERNEL },
  { SCMP_SYS (kexec_file_load), EPERM, KERNEL },
  { SCMP_SYS (init_module), EPERM, KERNEL },
  { SCMP_SYS (finit_module), EPERM, KERNEL },
  { SCMP_SYS (delete_module), EPERM, KERNEL },
  { SCMP_SYS (swapon), EPERM, KERNEL },
  { SCMP_SYS (swapoff), EPERM, KERNEL },
  { SCMP_SYS (reboot), EPERM, KERNEL },
  { SCMP_SYS (clock_settime), EPERM, KERNEL },
  { SCMP_SYS (clock_adjtime), EPERM, KERNEL },
  { SCMP_SYS (settimeofday), EPERM, KERNEL },
  { SCMP_SYS (adjtimex), EPERM, KERNEL },
  { SCMP_SYS (iopl), EPERM, KERNEL },
  { SCMP_SYS (ioperm), EPERM, KERNEL },
  { SCMP_SYS (modify_ldt), EPERM, KERNEL },
  { SCMP_SYS (fanotify_init), EPERM, KERNEL },
  { SCMP_SYS (mknod), EPERM, "devices, and pipes with a name that a reader would hang on" },
  { SCMP_SYS (mknodat), EPERM, "devices, and pipes with a name that a reader would hang on" },
  { SCMP_SYS (add_key), EPERM, KEYS },
  { SCMP_SYS (keyctl), EPERM, KEYS },
  { SCMP_SYS (request_key), EPERM, KEYS },
  { SCMP_SYS (name_to_handle_at), EPERM, HANDLES },
  { SCMP_SYS (open_by_handle_at), EPERM, HANDLES },
  { SCMP_SYS (io_uring_setup), ENOSYS, ASYNC },
  { SCMP_SYS (io_uring_enter), ENOSYS, ASYNC },
  { SCMP_SYS (io_uring_register), ENOSYS, ASYNC },
  { SCMP_SYS (memfd_create), EPERM, HIDDEN_MEMORY },
  { SCMP_SYS (memfd_secret), ENOSYS, HIDDEN_MEMORY },
  { SCMP_SYS (vmsplice), EPERM, HIDDEN_MEMORY },
  { SCMP_SYS (shmget), EPERM, IPC },
  { SCMP_SYS (shmat), EPERM, IPC },
  { SCMP_SYS (shmctl), EPERM, IPC },
  { SCMP_SYS (shmdt), EPERM, IPC },
  { SCMP_SYS (semget), EPERM, IPC },
  { SCMP_SYS (semop), EPERM, IPC },
  { SCMP_SYS (semtimedop), EPERM, IPC },
  { SCMP_SYS (semctl), EPERM, IPC },
  { SCMP_SYS (msgget), EPERM, IPC },
  { SCMP_SYS (msgsnd), EPERM, IPC },
  { SCMP_SYS (msgrcv), EPERM, IPC },
  { SCMP_SYS (msgctl), EPERM, IPC },
  { SCMP_SYS (mq_open), EPERM, IPC },
  { SCMP_SYS (mq_unlink), EPERM, IPC },
  { SCMP_SYS (mq_timedsend), EPERM, IPC },
  { SCMP_SYS (mq_timedreceive), EPERM, IPC },
  { SCMP_SYS (mq_notify), EPERM, IPC },
  { SCMP_SYS (mq_getsetattr), EPERM, IPC },
  { SCMP_SYS (move_pages), EPERM, NUMA },
  { SCMP_SYS (migrate_pages), EPERM, NUMA },
  { SCMP_SYS (mbind), EPERM, NUMA },
  { SCMP_SYS (get_mempolicy), EPERM, NUMA },
  { SCMP_SYS (set_mempolicy), EPERM, NUMA },
};

/* Each a rule of its own: a call is refused when any one bit is set. */
static const guint64 refused_clone_flags[] = {
  CLONE_NEWCGROUP, CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWTIME, CLONE_NEWUSER, CLONE_NEWUTS,
};

/* Sockets may hold far more kernel memory than their default; no limit of a process counts it. */
static const int refused_socket_options[] = { SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE };

/* Would type into the terminal that the service was started from. */
static const int refused_ioctls[] = { TIOCSTI, TIOCLINUX };

static int
add_calls (scmp_filter_ctx filter)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      int result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (refused[i].code), refused[i].call, 0);

      /* Not every architecture has every call. */
      if (result < 0 && result != -EDOM)
        return result;
    }

  return 0;
}

static int
add_argument_rules (scmp_filter_ctx filter)
{
  const guint64 low = 0xffffffff;
  int result = 0;

  for (guint i = 0; result == 0 && i < G_N_ELEMENTS (refused_clone_flags); i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (clone), 1,
                               SCMP_A0 (SCMP_CMP_MASKED_EQ, refused_clone_flags[i], refused_clone_flags[i]));
  for (guint i = 0; result == 0 && i < G_N_ELEMENTS (refused_ioctls); i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (ioctl), 1,
                               SCMP_A1 (SCMP_CMP_MASKED_EQ, low, (guint64) refused_ioctls[i]));
  for (guint i = 0; result == 0 && i < G_N_ELEMENTS (refused_socket_options); i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (setsockopt), 2,
                               SCMP_A1 (SCMP_CMP_MASKED_EQ, low, SOL_SOCKET),
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, low, (guint64) refused_socket_options[i]));

  /* A network namespace does not cover vsock and the kernel's crypto: only local sockets are left. */
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EAFNOSUPPORT), SCMP_SYS (socket), 1,
                               SCMP_A0 (SCMP_CMP_NE, AF_UNIX));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EAFNOSUPPORT), SCMP_SYS (socketpair), 1,
                               SCMP_A0 (SCMP_CMP_NE, AF_UNIX));

  return result;
}

static GBytes *
export_filter (scmp_filter_ctx filter)
{
  g_auto(SpFd) fd = memfd_create ("seccomp", MFD_CLOEXEC);
  g_autofree guint8 *program = NULL;
  off_t size;

  if (fd < 0 || seccomp_export_bpf (filter, fd) < 0)
    return NULL;

  size = lseek (fd, 0, SEEK_END);
  if (size <= 0)
    return NULL;

  program = g_malloc (size);
  if (pread (fd, program, size, 0) != size)
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&program), size);
}

/**
 * sp_seccomp_build_list:
 * @error: return location
 *
 * Compiles the table. Calls of another architecture (32 bit, x32) end the process.
 *
 * Returns: (transfer full): the program, or %NULL with %SP_SANDBOX_ERROR_START
 */
GBytes *
sp_seccomp_build_list (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  GBytes *program = NULL;

  if (filter != NULL
      && seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0
      && add_calls (filter) == 0
      && add_argument_rules (filter) == 0)
    program = export_filter (filter);
  if (filter != NULL)
    seccomp_release (filter);

  if (program == NULL)
    g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_START,
                         "The filter of system calls could not be built on this system");

  return program;
}

/**
 * sp_seccomp_build_bound:
 *
 * Calls that are newer than the list answer ENOSYS, as they would on an older kernel.
 *
 * Returns: (transfer full): the program
 */
GBytes *
sp_seccomp_build_bound (void)
{
  const struct sock_filter program[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JGE | BPF_K, FIRST_UNKNOWN_CALL, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };

  return g_bytes_new (program, sizeof program);
}
