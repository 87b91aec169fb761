/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-fd.h"

#include <errno.h>
#include <gio/gio.h>
#include <unistd.h>

/**
 * sp_fd_close:
 * @fd: a file descriptor, or -1
 *
 * Closes @fd and keeps `errno` as it was, so that it may run while an error is being reported.
 */
void
sp_fd_close (int fd)
{
  int saved_errno = errno;

  /* Linux has let go of the number even when close() reports EINTR: never try again. */
  if (fd >= 0)
    close (fd);

  errno = saved_errno;
}

/**
 * sp_fd_write_all:
 * @fd: a blocking file descriptor
 * @data: what to write
 * @size: bytes of @data
 * @error: return location
 *
 * Writes all of @data, going on after interruptions and short writes.
 *
 * Returns: %FALSE with a code of #GIOErrorEnum made from `errno`
 */
gboolean
sp_fd_write_all (int          fd,
                 const void  *data,
                 gsize        size,
                 GError     **error)
{
  const char *next = data;

  g_return_val_if_fail (fd >= 0, FALSE);
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  while (size > 0)
    {
      ssize_t written = write (fd, next, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          int saved_errno = errno;

          g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
          return FALSE;
        }

      next += written;
      size -= written;
    }

  return TRUE;
}
