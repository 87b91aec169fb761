/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* sandpiper-runner: the first process inside a sandbox. It hands the working folder to the host, starts the kernel
 * below its limits, passes interrupts on, watches what the cell uses, kills what a cell leaves behind, reaps, and
 * takes everything with it when the host lets go of the control socket. It knows nothing of how the sandbox was
 * made, and never reads a byte that came from the code in it.
 *
 *   sandpiper-runner PROGRAM [ARGUMENT…]
 *
 * with the kernel's channel as descriptor 3 and the control socket as descriptor 4. */

#include "sandbox/runner/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WATCH_INTERVAL_MS 100

typedef struct
{
  SpRunnerConfig config;
  pid_t          kernel;
  int            signal_fd;
  bool           watching;
  int64_t        next_watch;  /* milliseconds; kept apart from poll(), which a cell can wake as often as it likes */
} Runner;

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
end_everything (int code)
{
  kill (-1, SIGKILL);
  _exit (code);
}

/* The host may be gone, or so busy that the socket is full: neither may hold the runner up. */
static void
report (SpRunnerEvent event,
        int           value,
        uint64_t      memory)
{
  SpRunnerReport message = { .event = event, .value = value, .memory = memory };

  if (send (SP_RUNNER_CONTROL_FD, &message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    end_everything (124);
}

static bool
report_ready (void)
{
  SpRunnerReport message = { .event = SP_RUNNER_READY };
  struct iovec part = { .iov_base = &message, .iov_len = sizeof message };
  union { char bytes[CMSG_SPACE (sizeof (int))]; struct cmsghdr align; } control = { { 0 } };
  struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes };
  struct cmsghdr *rights = CMSG_FIRSTHDR (&header);
  int folder = open ("/mnt/data", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  bool sent;

  if (folder < 0)
    return false;

  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN (sizeof (int));
  memcpy (CMSG_DATA (rights), &folder, sizeof folder);
  sent = sendmsg (SP_RUNNER_CONTROL_FD, &header, MSG_NOSIGNAL) == sizeof message;
  close (folder);

  return sent;
}

static void
end_cell (Runner *self)
{
  int n_killed = runner_sweep (self->kernel);

  self->watching = false;
  if (n_killed < 0)
    report (SP_RUNNER_UNSWEPT, 0, 0);
  else
    report (SP_RUNNER_SWEPT, n_killed, 0);
}

static void
handle_request (Runner *self)
{
  uint32_t request;
  ssize_t size = recv (SP_RUNNER_CONTROL_FD, &request, sizeof request, MSG_DONTWAIT);

  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (size != sizeof request)
    end_everything (0);

  switch ((SpRunnerRequest) request)
    {
    case SP_RUNNER_INTERRUPT:
      kill (self->kernel, SIGINT);
      break;

    case SP_RUNNER_CELL_BEGIN:
      self->watching = true;
      self->next_watch = now_ms () + WATCH_INTERVAL_MS;
      kill (self->kernel, SIGCONT);
      break;

    case SP_RUNNER_CELL_END:
      end_cell (self);
      break;

    case SP_RUNNER_FREEZE:
      kill (self->kernel, SIGSTOP);
      break;

    case SP_RUNNER_THAW:
      kill (self->kernel, SIGCONT);
      break;

    default:
      end_everything (123);
    }
}

static void
reap (Runner *self)
{
  struct signalfd_siginfo info;
  pid_t pid;
  int status;

  while (read (self->signal_fd, &info, sizeof info) == sizeof info)
    continue;

  while ((pid = waitpid (-1, &status, WNOHANG)) > 0)
    if (pid == self->kernel)
      {
        report (SP_RUNNER_EXITED, status, 0);
        end_everything (WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status));
      }
}

static void
watch (Runner *self)
{
  uint64_t memory;
  int passed = runner_check_limits (&self->config, &memory);

  if (passed != 0)
    {
      /* First nothing may grow any more, then the host hears why. */
      kill (-1, SIGKILL);
      report (SP_RUNNER_LIMIT, passed, memory);
      end_everything (122);
    }

  self->next_watch = now_ms () + WATCH_INTERVAL_MS;
}

static int
get_timeout (Runner *self)
{
  int64_t left = self->next_watch - now_ms ();

  if (!self->watching)
    return -1;

  return left > 0 ? (int) left : 0;
}

static void
loop (Runner *self)
{
  struct pollfd fds[] = { { .fd = SP_RUNNER_CONTROL_FD, .events = POLLIN }, { .fd = self->signal_fd, .events = POLLIN } };

  for (;;)
    {
      int n_ready = poll (fds, 2, get_timeout (self));

      if (n_ready < 0 && errno != EINTR)
        end_everything (121);
      if (get_timeout (self) == 0)
        watch (self);
      if (n_ready > 0 && fds[0].revents != 0)
        handle_request (self);
      if (n_ready > 0 && fds[1].revents != 0)
        reap (self);
    }
}

static int
open_signals (void)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGCHLD);
  sigprocmask (SIG_BLOCK, &signals, NULL);

  return signalfd (-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
main (int    argc,
      char **argv)
{
  Runner self = { .kernel = -1 };

  /* It kills every process that it can see: outside a process namespace of its own that would be all of the user's. */
  if (argc < 2 || getpid () != 1)
    {
      fputs ("sandpiper-runner is started by Sandpiper, not by hand.\n", stderr);
      return 2;
    }

  /* The code in the sandbox runs as the same user: it must not look into this process. */
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  fcntl (SP_RUNNER_CONTROL_FD, F_SETFD, FD_CLOEXEC);

  self.signal_fd = open_signals ();
  report (SP_RUNNER_HELLO, 0, 0);
  if (self.signal_fd < 0 || recv (SP_RUNNER_CONTROL_FD, &self.config, sizeof self.config, 0) != sizeof self.config)
    {
      perror ("sandpiper-runner: reading the configuration");
      return 3;
    }

  self.kernel = runner_start_kernel (&self.config, argv + 1);
  if (self.kernel < 0 || !report_ready ())
    {
      perror ("sandpiper-runner: starting the kernel");
      return 4;
    }

  loop (&self);
}
