/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A file that is read in pieces. Shared by reference count between the main
 * thread and workers; nothing in it changes after it was opened.
 *
 * Pieces are read with pread(). A mapping would be no faster (the scan runs at
 * the same speed over a buffer that stays in the cache), and would kill the
 * program with SIGBUS when somebody cuts the file short under it. */

#include "config.h"

#include "table/sp-text-source.h"

#include "base/sp-fd.h"
#include "table/sp-table-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct _SpTextSource
{
  gatomicrefcount ref_count;
  SpFd            fd;
  struct stat     info;      /* as it was when the file was opened */
};

static guint64
origin_of (const SpDialect *dialect)
{
  return dialect->bom_length;
}

/**
 * sp_text_source_open:
 * @path: a regular file
 * @error: return location for an error
 *
 * Blocks; meant for worker threads.
 *
 * Returns: (transfer full): the open file, or %NULL with @error set to
 *   %SP_TABLE_ERROR_OPEN or %SP_TABLE_ERROR_NOT_REGULAR
 */
SpTextSource *
sp_text_source_open (const char  *path,
                     GError     **error)
{
  g_auto(SpFd) fd = -1;
  SpTextSource *self;
  struct stat info;

  g_return_val_if_fail (path != NULL, NULL);

  /* Without O_NONBLOCK, opening a pipe would wait for its other end. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat (fd, &info) != 0)
    {
      int saved = errno;

      g_set_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_OPEN, "%s", g_strerror (saved));
      return NULL;
    }

  if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, SP_TABLE_ERROR, SP_TABLE_ERROR_NOT_REGULAR,
                           "This is a folder or a device, not a file");
      return NULL;
    }

  self = g_new0 (SpTextSource, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fd = g_steal_fd (&fd);
  self->info = info;

  return self;
}

/**
 * sp_text_source_ref:
 * @self: an open file
 *
 * Returns: (transfer full): @self
 */
SpTextSource *
sp_text_source_ref (SpTextSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * sp_text_source_unref:
 * @self: (transfer full): an open file
 *
 * Closes it with the last reference.
 */
void
sp_text_source_unref (SpTextSource *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    {
      sp_fd_close (self->fd);
      g_free (self);
    }
}

/**
 * sp_text_source_get_size:
 * @self: an open file
 *
 * Returns: its size in bytes when it was opened
 */
guint64
sp_text_source_get_size (SpTextSource *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint64) self->info.st_size;
}

/**
 * sp_text_source_get_n_units:
 * @self: an open file
 * @dialect: how it is written
 *
 * Returns: the length of the text without its byte order mark, in units
 */
guint64
sp_text_source_get_n_units (SpTextSource    *self,
                            const SpDialect *dialect)
{
  guint64 size = sp_text_source_get_size (self);

  g_return_val_if_fail (dialect != NULL, 0);

  return size > origin_of (dialect)
         ? (size - origin_of (dialect)) / sp_encoding_get_unit (dialect->encoding)
         : 0;
}

/**
 * sp_text_source_has_changed:
 * @self: an open file
 *
 * Returns: whether somebody wrote to the file since it was opened
 */
gboolean
sp_text_source_has_changed (SpTextSource *self)
{
  struct stat now;

  g_return_val_if_fail (self != NULL, FALSE);

  return fstat (self->fd, &now) != 0 ||
         now.st_size != self->info.st_size ||
         now.st_mtim.tv_sec != self->info.st_mtim.tv_sec ||
         now.st_mtim.tv_nsec != self->info.st_mtim.tv_nsec;
}

/**
 * sp_text_source_read:
 * @self: an open file
 * @offset: the first byte
 * @buffer: where the bytes go
 * @n_bytes: how many
 * @error: return location for an error
 *
 * Blocks; meant for worker threads.
 *
 * Returns: how many bytes there were, fewer than @n_bytes only at the end of
 *   the file; -1 with @error set to %SP_TABLE_ERROR_READ
 */
gssize
sp_text_source_read (SpTextSource  *self,
                     guint64        offset,
                     guint8        *buffer,
                     gsize          n_bytes,
                     GError       **error)
{
  gsize n_read = 0;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (buffer != NULL || n_bytes == 0, -1);

  while (n_read < n_bytes)
    {
      ssize_t n = pread (self->fd, buffer + n_read, n_bytes - n_read, (off_t) (offset + n_read));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int saved = errno;

          g_set_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_READ, "%s", g_strerror (saved));
          return -1;
        }
      if (n == 0)
        break;
      n_read += (gsize) n;
    }

  return (gssize) n_read;
}

/* Two bytes become one: what is not ASCII cannot be a mark. */
static void
narrow (guint8     *bytes,
        gsize       n_units,
        SpEncoding  encoding)
{
  gsize low = encoding == SP_ENCODING_UTF_16LE ? 0 : 1;

  for (gsize i = 0; i < n_units; i++)
    {
      guint8 c = bytes[2 * i + low];
      guint8 high = bytes[2 * i + 1 - low];

      bytes[i] = high == 0 && (c < 0x80 || c == 0x85) ? c : 0xFF;
    }
}

/**
 * sp_text_source_read_units:
 * @self: an open file
 * @dialect: how it is written
 * @position: the first unit, counted from the beginning of the text
 * @buffer: where the units go; it must hold @n_units times the unit's bytes
 * @n_units: how many
 * @error: return location for an error
 *
 * Reads a piece as the scanner wants it: one byte for each unit. In UTF-16 all
 * that is not ASCII becomes 0xFF.
 *
 * Returns: how many units there were; -1 with @error set to %SP_TABLE_ERROR_READ
 */
gssize
sp_text_source_read_units (SpTextSource     *self,
                           const SpDialect  *dialect,
                           guint64           position,
                           guint8           *buffer,
                           gsize             n_units,
                           GError          **error)
{
  guint unit;
  gssize n;

  g_return_val_if_fail (dialect != NULL, -1);

  unit = sp_encoding_get_unit (dialect->encoding);
  n = sp_text_source_read (self, origin_of (dialect) + position * unit, buffer, n_units * unit, error);
  if (n > 0 && unit == 2)
    {
      n /= 2;
      narrow (buffer, (gsize) n, dialect->encoding);
    }

  return n;
}

/**
 * sp_text_source_read_text:
 * @self: an open file
 * @dialect: how it is written
 * @position: the first unit, counted from the beginning of the text
 * @n_units: how many
 * @length: (out): length of the answer in bytes
 * @damaged: (inout): set to %TRUE when some bytes were not in the encoding
 * @error: return location for an error
 *
 * Reads a piece as UTF-8.
 *
 * Returns: (transfer full): the text, shorter when the file is; %NULL with
 *   @error set to %SP_TABLE_ERROR_READ
 */
char *
sp_text_source_read_text (SpTextSource     *self,
                          const SpDialect  *dialect,
                          guint64           position,
                          gsize             n_units,
                          gsize            *length,
                          gboolean         *damaged,
                          GError          **error)
{
  g_autofree guint8 *bytes = NULL;
  guint unit;
  gssize n;

  g_return_val_if_fail (dialect != NULL, NULL);
  g_return_val_if_fail (length != NULL && damaged != NULL, NULL);

  unit = sp_encoding_get_unit (dialect->encoding);
  bytes = g_malloc (n_units * unit + 1);
  n = sp_text_source_read (self, origin_of (dialect) + position * unit, bytes, n_units * unit, error);
  if (n < 0)
    return NULL;

  return sp_encoding_decode (dialect->encoding, bytes, (gsize) n, length, damaged);
}
