/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-listen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>

#include "base/sp-fd.h"

/* Where the service can be reached: sockets that only this user, or only this
 * computer, can open. All of it blocks and belongs to the start of a program. */

static void
set_path_error (GError     **error,
                const char  *what,
                const char  *path)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s “%s”: %s", what, path,
               g_strerror (saved));
}

/**
 * sp_http_lock_file:
 * @path: a file that stands for what only one process may hold
 *
 * Takes the lock, which the kernel gives back when the process ends, however it ends. The file
 * itself stays.
 *
 * Returns: a file descriptor to keep open, or -1 with @error set; %G_IO_ERROR_BUSY when another
 *    process has it
 */
int
sp_http_lock_file (const char  *path,
                   GError     **error)
{
  g_auto(SpFd) fd = -1;

  g_return_val_if_fail (path != NULL, -1);

  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      set_path_error (error, _("Could not make the lock file"), path);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EWOULDBLOCK)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("Another process holds the lock “%s”."),
                     path);
      else
        set_path_error (error, _("Could not lock"), path);
      return -1;
    }

  return g_steal_fd (&fd);
}

/**
 * sp_http_make_private_folder:
 * @path: a folder
 *
 * Makes it with its parents, and sees to it that it is ours and closed to everybody else.
 *
 * Returns: %FALSE with @error set in words
 */
gboolean
sp_http_make_private_folder (const char  *path,
                             GError     **error)
{
  struct stat info;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_mkdir_with_parents (path, 0700) != 0 || lstat (path, &info) != 0)
    {
      set_path_error (error, _("Could not make the folder"), path);
      return FALSE;
    }
  if (!S_ISDIR (info.st_mode) || info.st_uid != geteuid ())
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("“%s” is not a folder of this user; the service will not use it."), path);
      return FALSE;
    }
  if ((info.st_mode & 077) != 0 && chmod (path, 0700) != 0)
    {
      set_path_error (error, _("Could not close to others the folder"), path);
      return FALSE;
    }

  return TRUE;
}

/**
 * sp_http_listen_unix:
 * @path: the socket to make; its folder must be private, and its lock ours
 *
 * Listens on a Unix socket. One that was left behind by a killed process is replaced.
 *
 * Returns: (transfer full): a listening socket, or %NULL with @error set
 */
GSocket *
sp_http_listen_unix (const char  *path,
                     GError     **error)
{
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GSocketAddress) address = NULL;
  struct stat info;
  mode_t mask;
  gboolean bound;

  g_return_val_if_fail (path != NULL, NULL);

  if (strlen (path) > 107)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
                   _("The socket's path “%s” is longer than the 107 bytes that Linux allows. "
                     "Give a shorter one with --socket."), path);
      return NULL;
    }
  if (lstat (path, &info) == 0)
    {
      if (!S_ISSOCK (info.st_mode))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       _("“%s” exists and is not a socket; it is left alone."), path);
          return NULL;
        }
      if (unlink (path) != 0)
        {
          set_path_error (error, _("Could not remove the old socket"), path);
          return NULL;
        }
    }

  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                         error);
  if (socket == NULL)
    return NULL;

  address = g_unix_socket_address_new (path);
  mask = umask (0177);
  bound = g_socket_bind (socket, address, FALSE, error);
  umask (mask);
  if (!bound || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

/**
 * sp_http_parse_loopback:
 * @text: an address such as `127.0.0.1:8080`, `localhost:0` or `[::1]:8080`
 *
 * Reads the argument of --listen. Only this computer may be named: the service runs code for
 * whoever reaches it.
 *
 * Returns: (transfer full): the address, or %NULL with @error set in words
 */
GSocketAddress *
sp_http_parse_loopback (const char  *text,
                        GError     **error)
{
  const char *colon;
  g_autofree char *host = NULL;
  g_autoptr(GInetAddress) inet = NULL;
  guint64 port;

  g_return_val_if_fail (text != NULL, NULL);

  colon = strrchr (text, ':');
  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not an address with a port. Write --listen 127.0.0.1:PORT; port 0 "
                     "takes any free one."),
                   text);
      return NULL;
    }

  host = g_strndup (text, colon - text);
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    inet = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  else if (g_str_equal (host, "[::1]"))
    inet = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  else
    inet = g_inet_address_new_from_string (host);

  if (inet == NULL || !g_inet_address_get_is_loopback (inet))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("The service listens only on this computer itself (127.0.0.1), not on “%s”: "
                     "whoever can reach it can run code. To use it from elsewhere, forward a port with ssh."), host);
      return NULL;
    }

  return g_inet_socket_address_new (inet, port);
}

/**
 * sp_http_listen_loopback:
 * @address: from sp_http_parse_loopback()
 *
 * Listens on a TCP port.
 *
 * Returns: (transfer full): a listening socket, or %NULL with @error set
 */
GSocket *
sp_http_listen_loopback (GSocketAddress  *address,
                         GError         **error)
{
  g_autoptr(GSocket) socket = NULL;

  g_return_val_if_fail (G_IS_INET_SOCKET_ADDRESS (address), NULL);

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    {
      g_prefix_error (error, _("Could not listen on port %u: "),
                      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
      return NULL;
    }

  return g_steal_pointer (&socket);
}
