/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpOutputCollector: what a cell prints. Owned by one session, main thread only. However much comes, the pipes are
 * always emptied, so that the code never hangs on a full pipe; memory is bounded: the beginning and the end are kept
 * as text, more of it goes into a file, the rest is only counted. What comes between cells is thrown away. */

#include "config.h"

#include "sandbox/sp-output-collector.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/sp-str.h"

#define READ_SIZE 65536
#define READS_PER_TURN 4

/* The longest beginning of a character that may have been cut off at the end of a read. */
#define MAX_CARRY 3

typedef struct
{
  const char *name;
  SpFd        fd;
  guint       source;
  char        carry[MAX_CARRY + 1];  /* the beginning of a character whose rest has not come */
  gsize       n_carry;
} SpOutputStream;

struct _SpOutputCollector
{
  GObject         parent_instance;

  SpOutputStream  streams[2];

  /* The cell that is collected */
  GString        *head;         /* (owned) (nullable) */
  GString        *tail;         /* (owned) (nullable) */
  char           *folder;       /* (owned) (nullable): where the file goes */
  char           *whole_path;   /* (owned) (nullable) */
  SpFd            whole_fd;
  gint64          max_text;
  gint64          max_whole;
  gint64          total;
  gint64          whole_size;
};

G_DEFINE_FINAL_TYPE (SpOutputCollector, sp_output_collector, G_TYPE_OBJECT)

enum
{
  SIGNAL_TEXT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gsize
head_size (SpOutputCollector *self)
{
  return self->max_text / 4 * 3;
}

static gsize
tail_size (SpOutputCollector *self)
{
  return self->max_text - head_size (self);
}

/* The folder is on a disk, but pages are written behind our back; what this can cost is bounded by max_whole. */
static void
sp_output_collector_keep_aside (SpOutputCollector *self,
                                const char        *data,
                                gsize              size)
{
  g_autoptr(GError) error = NULL;
  gsize room = MAX (self->max_whole - self->whole_size, 0);

  if (self->whole_fd < 0 || room == 0)
    return;

  size = MIN (size, room);
  if (!sp_fd_write_all (self->whole_fd, data, size, &error))
    {
      g_debug ("Output is not kept aside any longer: %s", error->message);
      sp_fd_close (g_steal_fd (&self->whole_fd));
      return;
    }

  self->whole_size += size;
}

static void
sp_output_collector_open_whole (SpOutputCollector *self)
{
  g_autofree char *path = g_build_filename (self->folder, "sandpiper-output-XXXXXX", NULL);

  self->whole_fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (self->whole_fd >= 0)
    {
      self->whole_path = g_steal_pointer (&path);
      sp_output_collector_keep_aside (self, self->head->str, self->head->len);
      sp_output_collector_keep_aside (self, self->tail->str, self->tail->len);
    }
}

static void
sp_output_collector_store (SpOutputCollector *self,
                           const char        *text,
                           gsize              size)
{
  gsize to_head = MIN (size, head_size (self) - MIN (self->head->len, head_size (self)));
  gboolean was_whole = self->total <= self->max_text;

  self->total += size;
  if (self->total > self->max_text && was_whole && self->max_whole > 0)
    sp_output_collector_open_whole (self);
  sp_output_collector_keep_aside (self, text, size);

  /* Once something went to the tail, nothing goes to the head any more. */
  if (self->tail->len > 0)
    to_head = 0;
  g_string_append_len (self->head, text, to_head);
  g_string_append_len (self->tail, text + to_head, size - to_head);
  if (self->tail->len > 2 * tail_size (self))
    g_string_erase (self->tail, 0, self->tail->len - tail_size (self));
}

static void
sp_output_collector_emit (SpOutputCollector *self,
                          SpOutputStream    *stream,
                          const char        *data,
                          gsize              size)
{
  gboolean show = self->total <= self->max_text;

  if (size == 0)
    return;

  sp_output_collector_store (self, data, size);
  if (show)
    {
      g_autofree char *valid = sp_str_make_valid (data, size);

      g_signal_emit (self, signals[SIGNAL_TEXT], 0, stream->name, valid);
    }
}

/* Bytes at the end of @data that begin a character whose rest is missing. */
static gsize
count_unfinished (const char *data,
                  gsize       size)
{
  for (gsize i = 1; i <= MIN (size, MAX_CARRY); i++)
    {
      guint8 byte = data[size - i];

      if ((byte & 0xc0) == 0x80)
        continue;
      if (byte < 0xc2 || byte > 0xf4)
        return 0;

      return i < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? i : 0;
    }

  return 0;
}

static void
sp_output_collector_take (SpOutputCollector *self,
                          SpOutputStream    *stream,
                          char              *buffer,
                          gsize              size)
{
  gsize unfinished;

  if (self->head == NULL)
    {
      stream->n_carry = 0;
      return;
    }

  unfinished = count_unfinished (buffer, size);
  sp_output_collector_emit (self, stream, buffer, size - unfinished);
  stream->n_carry = unfinished;
  memcpy (stream->carry, buffer + size - unfinished, unfinished);
}

/* Returns whether more may be there. */
static gboolean
sp_output_collector_read (SpOutputCollector *self,
                          SpOutputStream    *stream,
                          gsize              max_size)
{
  char buffer[READ_SIZE + MAX_CARRY];
  gsize n_carry = stream->n_carry;
  ssize_t size;

  if (stream->fd < 0)
    return FALSE;

  memcpy (buffer, stream->carry, n_carry);
  size = read (stream->fd, buffer + n_carry, MIN (max_size, READ_SIZE));
  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  if (size <= 0)
    {
      g_clear_handle_id (&stream->source, g_source_remove);
      sp_fd_close (g_steal_fd (&stream->fd));
      return FALSE;
    }

  sp_output_collector_take (self, stream, buffer, n_carry + size);

  return TRUE;
}

static SpOutputStream *
find_stream (SpOutputCollector *self,
             int                fd)
{
  return self->streams[0].fd == fd ? &self->streams[0] : &self->streams[1];
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(SpOutputCollector) self = g_object_ref (user_data);
  SpOutputStream *stream = find_stream (self, fd);

  for (guint i = 0; i < READS_PER_TURN; i++)
    if (!sp_output_collector_read (self, stream, READ_SIZE))
      break;

  return stream->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
sp_output_collector_dispose (GObject *object)
{
  sp_output_collector_close (SP_OUTPUT_COLLECTOR (object));

  G_OBJECT_CLASS (sp_output_collector_parent_class)->dispose (object);
}

static void
sp_output_collector_finalize (GObject *object)
{
  SpOutputCollector *self = SP_OUTPUT_COLLECTOR (object);

  if (self->whole_path != NULL)
    g_unlink (self->whole_path);
  if (self->head != NULL)
    g_string_free (g_steal_pointer (&self->head), TRUE);
  if (self->tail != NULL)
    g_string_free (g_steal_pointer (&self->tail), TRUE);

  sp_fd_close (g_steal_fd (&self->whole_fd));
  g_clear_pointer (&self->whole_path, g_free);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (sp_output_collector_parent_class)->finalize (object);
}

static void
sp_output_collector_class_init (SpOutputCollectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_output_collector_dispose;
  object_class->finalize = sp_output_collector_finalize;

  signals[SIGNAL_TEXT] = g_signal_new ("text", SP_TYPE_OUTPUT_COLLECTOR, G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
sp_output_collector_init (SpOutputCollector *self)
{
  self->whole_fd = -1;
  self->streams[0] = (SpOutputStream) { .name = "stdout", .fd = -1 };
  self->streams[1] = (SpOutputStream) { .name = "stderr", .fd = -1 };
}

/**
 * sp_output_collector_new:
 * @stdout_fd: (transfer full): the reading end of a pipe
 * @stderr_fd: (transfer full): the reading end of another
 *
 * Reads with less haste than channels do: a flood of output must not hold up what else the service does.
 *
 * Returns: (transfer full): a collector that empties both pipes
 */
SpOutputCollector *
sp_output_collector_new (SpFd stdout_fd,
                         SpFd stderr_fd)
{
  SpOutputCollector *self;
  const int fds[] = { stdout_fd, stderr_fd };

  g_return_val_if_fail (stdout_fd >= 0 && stderr_fd >= 0, NULL);

  self = g_object_new (SP_TYPE_OUTPUT_COLLECTOR, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_unix_set_fd_nonblocking (fds[i], TRUE, NULL);
      self->streams[i].fd = fds[i];
      self->streams[i].source = g_unix_fd_add_full (G_PRIORITY_DEFAULT + 10, fds[i], G_IO_IN | G_IO_HUP | G_IO_ERR,
                                                    readable_cb, self, NULL);
    }

  return self;
}

/**
 * sp_output_collector_begin:
 * @self: a collector
 * @max_text: bytes to keep in memory
 * @max_whole: bytes to keep aside in a file when that is not enough
 * @folder: where to make that file
 *
 * Begins a cell.
 */
void
sp_output_collector_begin (SpOutputCollector *self,
                           gint64             max_text,
                           gint64             max_whole,
                           const char        *folder)
{
  g_return_if_fail (SP_IS_OUTPUT_COLLECTOR (self));
  g_return_if_fail (self->head == NULL);
  g_return_if_fail (folder != NULL);

  self->head = g_string_new (NULL);
  self->tail = g_string_new (NULL);
  self->max_text = max_text;
  self->max_whole = max_whole;
  self->total = 0;
  self->whole_size = 0;
  sp_set_str (&self->folder, folder);
}

/**
 * sp_output_collector_drain:
 * @self: a collector
 *
 * Takes what is in the pipes at this moment, and no more: whoever keeps on printing does not keep us here.
 */
void
sp_output_collector_drain (SpOutputCollector *self)
{
  g_return_if_fail (SP_IS_OUTPUT_COLLECTOR (self));

  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    {
      SpOutputStream *stream = &self->streams[i];
      int left = 0;

      if (stream->fd < 0 || ioctl (stream->fd, FIONREAD, &left) != 0)
        continue;

      while (left > 0 && sp_output_collector_read (self, stream, left))
        left -= READ_SIZE;
    }
}

static void
sp_output_collector_flush_carry (SpOutputCollector *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    {
      SpOutputStream *stream = &self->streams[i];
      gsize size = stream->n_carry;

      stream->n_carry = 0;
      sp_output_collector_emit (self, stream, stream->carry, size);
    }
}

static char *
sp_output_collector_join (SpOutputCollector *self)
{
  g_autoptr(GString) text = g_steal_pointer (&self->head);
  g_autoptr(GString) tail = g_steal_pointer (&self->tail);
  gint64 left_out = self->total - (gint64) text->len - (gint64) tail->len;

  if (self->total > self->max_text && tail->len > tail_size (self))
    {
      left_out += tail->len - tail_size (self);
      g_string_erase (tail, 0, tail->len - tail_size (self));
    }
  if (left_out > 0)
    {
      g_autofree char *size = g_format_size (left_out);

      /* translators: stands in the middle of a cell's output; %s is a size such as “3 MB” */
      g_string_append_printf (text, _("\n… %s of output left out …\n"), size);
    }
  g_string_append_len (text, tail->str, tail->len);

  return sp_str_make_valid (text->str, text->len);
}

/**
 * sp_output_collector_end:
 * @self: a collector
 * @is_cut: (out): whether the text is not all
 * @total: (out): bytes that came
 * @whole_path: (out) (optional) (transfer full) (nullable): the file with more of it
 *
 * Ends the cell. Call sp_output_collector_drain() before.
 *
 * Returns: (transfer full): the output of both streams, valid UTF-8; when it is cut, its beginning and its end
 */
char *
sp_output_collector_end (SpOutputCollector  *self,
                         gboolean           *is_cut,
                         gint64             *total,
                         char              **whole_path)
{
  g_return_val_if_fail (SP_IS_OUTPUT_COLLECTOR (self), NULL);
  g_return_val_if_fail (self->head != NULL, NULL);

  sp_output_collector_flush_carry (self);
  sp_fd_close (g_steal_fd (&self->whole_fd));
  *is_cut = self->total > self->max_text;
  *total = self->total;
  if (whole_path != NULL)
    *whole_path = g_steal_pointer (&self->whole_path);

  return sp_output_collector_join (self);
}

/**
 * sp_output_collector_close:
 * @self: a collector
 *
 * Stops reading. May be called twice.
 */
void
sp_output_collector_close (SpOutputCollector *self)
{
  g_return_if_fail (SP_IS_OUTPUT_COLLECTOR (self));

  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    {
      g_clear_handle_id (&self->streams[i].source, g_source_remove);
      sp_fd_close (g_steal_fd (&self->streams[i].fd));
    }
}
