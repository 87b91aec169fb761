/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpRunnerLink: talks with the first process inside a sandbox. Owned by one session, main thread only. The code in
 * the sandbox does not hold this socket; even so nothing that comes is believed beyond its fixed size. */

#include "config.h"

#include "sandbox/sp-runner-link.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define GIB (G_GINT64_CONSTANT (1024) * 1024 * 1024)

/* Address space is cheap, and libraries map far more of it than they touch. */
#define ADDRESS_SPACE_ROOM (2 * GIB)

/* Processor time of one process over the life of a session. */
#define CPU_SECONDS 3600

struct _SpRunnerLink
{
  GObject  parent_instance;

  SpFd     fd;
  SpFd     folder_fd;
  GPid     pid;
  guint    source;
};

G_DEFINE_FINAL_TYPE (SpRunnerLink, sp_runner_link, G_TYPE_OBJECT)

enum
{
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Closes descriptors that came along, except for the one folder that is waited for. */
static void
sp_runner_link_take_fds (SpRunnerLink   *self,
                         struct cmsghdr *part)
{
  gsize n_fds = (part->cmsg_len - CMSG_LEN (0)) / sizeof (int);

  for (gsize i = 0; i < n_fds; i++)
    {
      g_auto(SpFd) fd = -1;
      struct stat file;

      memcpy (&fd, CMSG_DATA (part) + i * sizeof (int), sizeof (int));
      if (self->folder_fd < 0 && fstat (fd, &file) == 0 && S_ISDIR (file.st_mode))
        self->folder_fd = g_steal_fd (&fd);
    }
}

static void
sp_runner_link_take_extras (SpRunnerLink  *self,
                            struct msghdr *message)
{
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL; part = CMSG_NXTHDR (message, part))
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS)
      {
        sp_runner_link_take_fds (self, part);
      }
    else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_CREDENTIALS)
      {
        struct ucred sender;

        memcpy (&sender, CMSG_DATA (part), sizeof sender);
        self->pid = sender.pid;
      }
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(SpRunnerLink) self = g_object_ref (user_data);

  if (!sp_runner_link_read (self) && (condition & (G_IO_HUP | G_IO_ERR)) != 0)
    {
      /* That it ended is told by the process itself. */
      self->source = 0;
      return G_SOURCE_REMOVE;
    }

  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
sp_runner_link_dispose (GObject *object)
{
  SpRunnerLink *self = SP_RUNNER_LINK (object);

  sp_runner_link_close (self);
  sp_fd_close (g_steal_fd (&self->folder_fd));

  G_OBJECT_CLASS (sp_runner_link_parent_class)->dispose (object);
}

static void
sp_runner_link_class_init (SpRunnerLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_runner_link_dispose;

  signals[SIGNAL_REPORT] = g_signal_new ("report", SP_TYPE_RUNNER_LINK, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sp_runner_link_init (SpRunnerLink *self)
{
  self->fd = -1;
  self->folder_fd = -1;
}

/**
 * sp_runner_link_new:
 * @fd: (transfer full): a connected socket that keeps messages apart
 *
 * Returns: (transfer full): a link that reads as soon as the main loop runs
 */
SpRunnerLink *
sp_runner_link_new (SpFd fd)
{
  SpRunnerLink *self;
  const int yes = 1;

  g_return_val_if_fail (fd >= 0, NULL);

  self = g_object_new (SP_TYPE_RUNNER_LINK, NULL);
  self->fd = fd;
  if (setsockopt (fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0)
    g_debug ("Senders stay unknown: %s", g_strerror (errno));
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);

  return self;
}

static void
sp_runner_link_send (SpRunnerLink *self,
                     const void   *message,
                     gsize         size)
{
  /* Messages are few and tiny: if the socket is full the runner is stuck, and the limits of the cell end it. */
  if (self->fd >= 0 && send (self->fd, message, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    g_debug ("The runner does not listen: %s", g_strerror (errno));
}

/**
 * sp_runner_link_configure:
 * @self: a link
 * @limits: what the session may use
 *
 * Sends the configuration, which the runner waits for.
 */
void
sp_runner_link_configure (SpRunnerLink          *self,
                          const SpSandboxLimits *limits)
{
  SpRunnerConfig config = { 0 };

  g_return_if_fail (SP_IS_RUNNER_LINK (self));
  g_return_if_fail (limits != NULL);

  config.memory = limits->memory;
  config.address_space = limits->memory + ADDRESS_SPACE_ROOM;
  config.file_size = limits->data_size;
  config.max_processes = limits->max_processes;
  config.max_open_files = limits->max_open_files;
  config.max_inodes = limits->max_inodes;
  config.cpu_seconds = CPU_SECONDS;
  sp_runner_link_send (self, &config, sizeof config);
}

/**
 * sp_runner_link_request:
 * @self: a link
 * @request: what the runner shall do
 *
 * Sends @request. Does nothing when the link is closed.
 */
void
sp_runner_link_request (SpRunnerLink    *self,
                        SpRunnerRequest  request)
{
  guint32 message = request;

  g_return_if_fail (SP_IS_RUNNER_LINK (self));

  sp_runner_link_send (self, &message, sizeof message);
}

/**
 * sp_runner_link_read:
 * @self: a link
 *
 * Reads one report that has arrived and emits it. The main loop calls this; others may, who cannot wait for it.
 *
 * Returns: whether there was one
 */
gboolean
sp_runner_link_read (SpRunnerLink *self)
{
  SpRunnerReport report = { 0 };
  struct iovec part = { .iov_base = &report, .iov_len = sizeof report };
  union
  {
    char           bytes[CMSG_SPACE (sizeof (int)) + CMSG_SPACE (sizeof (struct ucred))];
    struct cmsghdr align;
  } control;
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes };

  g_return_val_if_fail (SP_IS_RUNNER_LINK (self), FALSE);

  if (self->fd < 0 || recvmsg (self->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != sizeof report)
    return FALSE;

  sp_runner_link_take_extras (self, &message);
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, &report);

  return TRUE;
}

/**
 * sp_runner_link_get_pid:
 * @self: a link
 *
 * Returns: the runner's number as it is known outside, told by the system; 0 before its first report, and where it has
 *   none out here
 */
GPid
sp_runner_link_get_pid (SpRunnerLink *self)
{
  g_return_val_if_fail (SP_IS_RUNNER_LINK (self), 0);

  return self->pid;
}

/**
 * sp_runner_link_steal_folder:
 * @self: a link
 *
 * Takes the descriptor of /mnt/data that came with %SP_RUNNER_READY.
 *
 * Returns: (transfer full): the descriptor, or -1
 */
SpFd
sp_runner_link_steal_folder (SpRunnerLink *self)
{
  g_return_val_if_fail (SP_IS_RUNNER_LINK (self), -1);

  return g_steal_fd (&self->folder_fd);
}

/**
 * sp_runner_link_close:
 * @self: a link
 *
 * Lets go of the socket, which ends the sandbox. May be called twice.
 */
void
sp_runner_link_close (SpRunnerLink *self)
{
  g_return_if_fail (SP_IS_RUNNER_LINK (self));

  g_clear_handle_id (&self->source, g_source_remove);
  sp_fd_close (g_steal_fd (&self->fd));
}
