/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The builder of bubblewrap's arguments. They travel through a descriptor, not the command line, for the code inside
 * can read the command line of its first process, and paths of the host would stand there. */

#include "config.h"

#include "sandbox/sp-bwrap-args.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "sandbox/sp-runner-protocol.h"

/* The numbers that descriptors have in the child: after the runner's two and the one of the arguments. */
#define FIRST_FD (SP_RUNNER_CONTROL_FD + 2)

struct _SpBwrapArgs
{
  GPtrArray *options;  /* (element-type utf8) */
  GArray    *fds;      /* (element-type SpFd): becomes FIRST_FD and up */
};

static void
clear_fd (gpointer data)
{
  sp_fd_close (*(int *) data);
}

/**
 * sp_bwrap_args_new:
 *
 * Returns: (transfer full): an empty list
 */
SpBwrapArgs *
sp_bwrap_args_new (void)
{
  SpBwrapArgs *self = g_new0 (SpBwrapArgs, 1);

  self->options = g_ptr_array_new_with_free_func (g_free);
  self->fds = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_set_clear_func (self->fds, clear_fd);

  return self;
}

/**
 * sp_bwrap_args_add:
 * @self: the list
 * @first: an argument
 * @...: more, ended by %NULL
 *
 * Appends arguments.
 */
void
sp_bwrap_args_add (SpBwrapArgs *self,
                   const char  *first,
                   ...)
{
  va_list rest;

  g_return_if_fail (self != NULL);

  va_start (rest, first);
  for (const char *next = first; next != NULL; next = va_arg (rest, const char *))
    g_ptr_array_add (self->options, g_strdup (next));
  va_end (rest);
}

static void
take_fd (SpBwrapArgs *self,
         const char  *option,
         int          fd,
         const char  *target)
{
  g_autofree char *number = g_strdup_printf ("%u", FIRST_FD + self->fds->len);

  g_array_append_val (self->fds, fd);
  sp_bwrap_args_add (self, option, number, target, NULL);
}

static int
open_memory (GBytes  *data,
             GError **error)
{
  g_auto(SpFd) fd = memfd_create ("sandpiper", MFD_CLOEXEC);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (data, &size);
  int saved_errno = errno;

  if (fd < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
      return -1;
    }
  if (!sp_fd_write_all (fd, bytes, size, error))
    return -1;

  lseek (fd, 0, SEEK_SET);

  return g_steal_fd (&fd);
}

/**
 * sp_bwrap_args_add_data:
 * @self: the list
 * @option: an option that takes a descriptor, such as "--file"
 * @data: what can be read from it
 * @target: (nullable): the argument after the descriptor
 * @error: return location
 *
 * Appends @option with a descriptor in memory that holds @data.
 *
 * Returns: %FALSE with a #GIOErrorEnum when there is no memory for it
 */
gboolean
sp_bwrap_args_add_data (SpBwrapArgs  *self,
                        const char   *option,
                        GBytes       *data,
                        const char   *target,
                        GError      **error)
{
  g_auto(SpFd) fd = -1;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  fd = open_memory (data, error);
  if (fd < 0)
    return FALSE;

  take_fd (self, option, g_steal_fd (&fd), target);

  return TRUE;
}

/**
 * sp_bwrap_args_add_file:
 * @self: the list
 * @permissions: octal
 * @path: a file of the host
 * @target: where its copy stands in the sandbox
 * @error: return location
 *
 * Puts a copy of @path into the sandbox. Its path and its folder stay unknown inside.
 *
 * Returns: %FALSE with a #GIOErrorEnum when @path cannot be opened
 */
gboolean
sp_bwrap_args_add_file (SpBwrapArgs  *self,
                        const char   *permissions,
                        const char   *path,
                        const char   *target,
                        GError      **error)
{
  g_auto(SpFd) fd = -1;
  int saved_errno;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  saved_errno = errno;
  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   "Opening “%s”: %s", path, g_strerror (saved_errno));
      return FALSE;
    }

  sp_bwrap_args_add (self, "--perms", permissions, NULL);
  take_fd (self, "--file", g_steal_fd (&fd), target);

  return TRUE;
}

static GBytes *
join_options (SpBwrapArgs *self)
{
  g_autoptr(GByteArray) joined = g_byte_array_new ();

  for (guint i = 0; i < self->options->len; i++)
    {
      const char *option = g_ptr_array_index (self->options, i);

      g_byte_array_append (joined, (const guint8 *) option, strlen (option) + 1);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

/**
 * sp_bwrap_args_hand_over:
 * @self: the list; its descriptors go to @launcher
 * @launcher: what starts bubblewrap
 * @args_fd: the number for `--args`
 * @error: return location
 *
 * Gives @launcher every descriptor under the number that the arguments name.
 *
 * Returns: %FALSE with a #GIOErrorEnum when there is no memory for the list
 */
gboolean
sp_bwrap_args_hand_over (SpBwrapArgs          *self,
                         GSubprocessLauncher  *launcher,
                         int                   args_fd,
                         GError              **error)
{
  g_autoptr(GBytes) joined = NULL;
  int fd;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_SUBPROCESS_LAUNCHER (launcher), FALSE);

  joined = join_options (self);
  fd = open_memory (joined, error);
  if (fd < 0)
    return FALSE;

  g_subprocess_launcher_take_fd (launcher, fd, args_fd);
  for (guint i = 0; i < self->fds->len; i++)
    g_subprocess_launcher_take_fd (launcher, g_steal_fd (&g_array_index (self->fds, int, i)), (int) (FIRST_FD + i));

  return TRUE;
}

/**
 * sp_bwrap_args_dup_options:
 * @self: the list
 *
 * Returns: (transfer full): the arguments so far
 */
GStrv
sp_bwrap_args_dup_options (SpBwrapArgs *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->options->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->options, i));

  return g_strv_builder_end (builder);
}

/**
 * sp_bwrap_args_free:
 * @self: the list
 *
 * Frees @self and closes what was not handed over.
 */
void
sp_bwrap_args_free (SpBwrapArgs *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_clear_pointer (&self->fds, g_array_unref);
  g_free (self);
}
