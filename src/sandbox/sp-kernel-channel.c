/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpKernelChannel: frames to and from the kernel, without ever blocking. Owned by one session, main thread only.
 * Descriptors that come along with bytes are not asked for, so the system drops them. */

#include "config.h"

#include "sandbox/sp-kernel-channel.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>

#include "sandbox/sp-frame-reader.h"
#include "sandbox/sp-sandbox-error.h"

/* At most this much is read before others have their turn. */
#define READ_SIZE 65536
#define READS_PER_TURN 8

/* Frames without purpose are cheap to send and dear to parse. */
#define MAX_FRAMES_PER_TURN 2000

struct _SpKernelChannel
{
  GObject        parent_instance;

  SpFd           fd;
  SpFrameReader *reader;        /* (owned) */
  GByteArray    *unsent;        /* (owned) */
  guint          read_source;
  guint          write_source;
};

G_DEFINE_FINAL_TYPE (SpKernelChannel, sp_kernel_channel, G_TYPE_OBJECT)

enum
{
  SIGNAL_CLOSED,
  SIGNAL_FRAME,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
sp_kernel_channel_fail (SpKernelChannel *self,
                        GError          *error)
{
  if (self->fd < 0)
    return;

  sp_kernel_channel_close (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
}

static gboolean
sp_kernel_channel_take_frames (SpKernelChannel *self)
{
  for (guint i = 0; self->fd >= 0 && i < MAX_FRAMES_PER_TURN; i++)
    {
      g_autoptr(JsonObject) frame = NULL;
      g_autoptr(GError) error = NULL;

      if (!sp_frame_reader_next (self->reader, &frame, &error))
        {
          sp_kernel_channel_fail (self, error);
          return FALSE;
        }
      if (frame == NULL)
        return TRUE;

      g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame);
    }

  if (self->fd >= 0)
    {
      g_autoptr(GError) error = g_error_new_literal (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL, "a flood of frames");

      sp_kernel_channel_fail (self, error);
    }

  return FALSE;
}

static gboolean
read_cb (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  g_autoptr(SpKernelChannel) self = g_object_ref (user_data);
  char buffer[READ_SIZE];

  for (guint i = 0; self->fd >= 0 && i < READS_PER_TURN; i++)
    {
      ssize_t size = recv (self->fd, buffer, sizeof buffer, MSG_DONTWAIT);

      if (size < 0 && (errno == EAGAIN || errno == EINTR))
        break;
      if (size <= 0)
        {
          sp_kernel_channel_fail (self, NULL);
          break;
        }

      sp_frame_reader_push (self->reader, buffer, size);
      if (!sp_kernel_channel_take_frames (self) || size < (ssize_t) sizeof buffer)
        break;
    }

  return self->read_source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
sp_kernel_channel_flush (SpKernelChannel *self)
{
  while (self->fd >= 0 && self->unsent->len > 0)
    {
      ssize_t size = send (self->fd, self->unsent->data, self->unsent->len, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (size < 0 && errno == EINTR)
        continue;
      if (size < 0 && errno == EAGAIN)
        return FALSE;
      if (size < 0)
        {
          /* The end of the stream is seen by reading, after what was said last. */
          g_byte_array_set_size (self->unsent, 0);
          return TRUE;
        }

      g_byte_array_remove_range (self->unsent, 0, size);
    }

  return TRUE;
}

static gboolean
write_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  SpKernelChannel *self = user_data;

  if (!sp_kernel_channel_flush (self))
    return G_SOURCE_CONTINUE;

  self->write_source = 0;

  return G_SOURCE_REMOVE;
}

static void
sp_kernel_channel_dispose (GObject *object)
{
  sp_kernel_channel_close (SP_KERNEL_CHANNEL (object));

  G_OBJECT_CLASS (sp_kernel_channel_parent_class)->dispose (object);
}

static void
sp_kernel_channel_finalize (GObject *object)
{
  SpKernelChannel *self = SP_KERNEL_CHANNEL (object);

  g_clear_pointer (&self->reader, sp_frame_reader_free);
  g_clear_pointer (&self->unsent, g_byte_array_unref);

  G_OBJECT_CLASS (sp_kernel_channel_parent_class)->finalize (object);
}

static void
sp_kernel_channel_class_init (SpKernelChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_kernel_channel_dispose;
  object_class->finalize = sp_kernel_channel_finalize;

  signals[SIGNAL_CLOSED] = g_signal_new ("closed", SP_TYPE_KERNEL_CHANNEL, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_FRAME] = g_signal_new ("frame", SP_TYPE_KERNEL_CHANNEL, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
}

static void
sp_kernel_channel_init (SpKernelChannel *self)
{
  self->fd = -1;
  self->reader = sp_frame_reader_new (SP_FRAME_MAX_SIZE);
  self->unsent = g_byte_array_new ();
}

/**
 * sp_kernel_channel_new:
 * @fd: (transfer full): a connected stream socket
 *
 * Returns: (transfer full): a channel that reads as soon as the main loop runs
 */
SpKernelChannel *
sp_kernel_channel_new (SpFd fd)
{
  SpKernelChannel *self;

  g_return_val_if_fail (fd >= 0, NULL);

  self = g_object_new (SP_TYPE_KERNEL_CHANNEL, NULL);
  self->fd = fd;
  self->read_source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, read_cb, self);

  return self;
}

/**
 * sp_kernel_channel_send:
 * @self: a channel
 * @frame: what to send
 *
 * Sends @frame now or as soon as the kernel takes it. Does nothing when the channel is closed.
 */
void
sp_kernel_channel_send (SpKernelChannel *self,
                        JsonObject      *frame)
{
  g_autoptr(GBytes) bytes = NULL;
  gconstpointer data;
  gsize size;

  g_return_if_fail (SP_IS_KERNEL_CHANNEL (self));
  g_return_if_fail (frame != NULL);

  if (self->fd < 0)
    return;

  bytes = sp_frame_build (frame);
  data = g_bytes_get_data (bytes, &size);
  g_byte_array_append (self->unsent, data, size);
  if (self->write_source == 0 && !sp_kernel_channel_flush (self))
    self->write_source = g_unix_fd_add (self->fd, G_IO_OUT | G_IO_HUP | G_IO_ERR, write_cb, self);
}

/**
 * sp_kernel_channel_close:
 * @self: a channel
 *
 * Stops reading and lets go of the socket, without a signal. May be called twice.
 */
void
sp_kernel_channel_close (SpKernelChannel *self)
{
  g_return_if_fail (SP_IS_KERNEL_CHANNEL (self));

  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->write_source, g_source_remove);
  sp_fd_close (g_steal_fd (&self->fd));
}
