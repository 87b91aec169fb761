/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-guard.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/sp-fd.h"
#include "base/sp-id.h"
#include "service/http/sp-http-error.h"

/* Who may talk to the service. Over the Unix socket the kernel has already
 * said that it is the same user. Over TCP any program of any user can connect,
 * and so can a web page through the user's own browser: hence the key, no
 * request of a page (Origin), and no foreign name for this address (DNS
 * rebinding). */

#define MAX_KEY 4096

static gboolean
is_loopback_host (const char *host)
{
  static const char * const names[] = { "127.0.0.1", "localhost", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n = strlen (names[i]);

      if (g_ascii_strncasecmp (host, names[i], n) != 0)
        continue;
      if (host[n] == '\0')
        return TRUE;
      if (host[n] == ':' && strspn (host + n + 1, "0123456789") == strlen (host + n + 1))
        return TRUE;
    }

  return FALSE;
}

static const char *
get_bearer (const char *authorization)
{
  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return NULL;

  return authorization + 7 + strspn (authorization + 7, " ");
}

/**
 * sp_http_guard_equal:
 * @a: a secret
 * @b: what somebody says it is
 *
 * Compares in a time that depends only on the length of @b.
 *
 * Returns: whether both are the same
 */
gboolean
sp_http_guard_equal (const char *a,
                     const char *b)
{
  gsize n_a;
  gsize n_b;
  volatile guint8 differs;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  n_a = strlen (a);
  n_b = strlen (b);
  differs = n_a != n_b;
  for (gsize i = 0; i < n_b; i++)
    differs |= (guint8) (a[n_a > 0 ? i % n_a : 0] ^ b[i]);

  return differs == 0;
}

/**
 * sp_http_guard_admits:
 * @claims: what the request says
 * @key: (nullable): the key that it must bring; %NULL on the Unix socket
 * @error: (out) (optional): why not
 *
 * Decides whether a request may be answered at all.
 *
 * Returns: %FALSE with @error set to %SP_HTTP_ERROR 401 or 403
 */
gboolean
sp_http_guard_admits (const SpHttpClaims  *claims,
                      const char          *key,
                      GError             **error)
{
  const char *bearer;

  g_return_val_if_fail (claims != NULL, FALSE);

  if (claims->origin != NULL)
    {
      sp_http_error_set (error, 403, "origin_not_allowed", NULL,
                         _("Requests of web pages are not answered. Call the service from a "
                           "program of your own."));
      return FALSE;
    }

  if (key == NULL)
    return TRUE;

  if (claims->host == NULL || !is_loopback_host (claims->host))
    {
      sp_http_error_set (error, 403, "host_not_allowed", NULL,
                         _("The service answers only under the names 127.0.0.1, localhost and "
                           "[::1]."));
      return FALSE;
    }

  bearer = get_bearer (claims->authorization);
  if ((bearer != NULL && sp_http_guard_equal (key, bearer)) ||
      (claims->api_key != NULL && sp_http_guard_equal (key, claims->api_key)))
    return TRUE;

  if (bearer == NULL && claims->api_key == NULL)
    sp_http_error_set (error, 401, "missing_api_key", NULL,
                       _("A key is needed: send it as “Authorization: Bearer KEY” or as "
                         "“api-key: KEY”. It stands in the file that --key-file names."));
  else
    sp_http_error_set (error, 401, "invalid_api_key", NULL,
                       _("The key is wrong. The right one stands in the file that --key-file "
                         "names."));
  return FALSE;
}

static gboolean
set_errno_error (GError     **error,
                 const char  *format,
                 const char  *path)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s “%s”: %s", format, path,
               g_strerror (saved));
  return FALSE;
}

static char *
make_key (const char  *path,
          GError     **error)
{
  g_auto(SpFd) fd = -1;
  g_autofree char *key = sp_id_new ("sk");
  g_autofree char *line = g_strconcat (key, "\n", NULL);

  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      set_errno_error (error, _("Could not make the key file"), path);
      return NULL;
    }
  if (!sp_fd_write_all (fd, line, strlen (line), error))
    {
      g_prefix_error (error, _("Could not write the key file “%s”: "), path);
      return NULL;
    }
  if (fsync (fd) != 0)
    {
      set_errno_error (error, _("Could not write the key file"), path);
      return NULL;
    }

  return g_steal_pointer (&key);
}

static gboolean
check_key_file (int          fd,
                const char  *path,
                GError     **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return set_errno_error (error, _("Could not read the key file"), path);

  if (!S_ISREG (info.st_mode) || info.st_size > MAX_KEY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("The key file “%s” is not a small regular file."), path);
      return FALSE;
    }
  if ((info.st_mode & 077) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("Others can read the key file “%s”. Take that right away with “chmod 600” and "
                     "start again."), path);
      return FALSE;
    }

  return TRUE;
}

/**
 * sp_http_guard_load_key:
 * @path: where the key is kept
 *
 * Reads the key, or makes one at the first use, readable by nobody else. Blocks; for the start of
 * the program.
 *
 * Returns: (transfer full): the key, or %NULL with @error set in words
 */
char *
sp_http_guard_load_key (const char  *path,
                        GError     **error)
{
  g_auto(SpFd) fd = -1;
  char text[MAX_KEY + 1] = { 0 };
  ssize_t n;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT)
    return make_key (path, error);
  if (fd < 0)
    {
      set_errno_error (error, _("Could not read the key file"), path);
      return NULL;
    }
  if (!check_key_file (fd, path, error))
    return NULL;

  n = read (fd, text, MAX_KEY);
  if (n < 0)
    {
      set_errno_error (error, _("Could not read the key file"), path);
      return NULL;
    }
  g_strstrip (text);
  if (strlen (text) < 16 || strpbrk (text, " \t\r\n") != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("The key file “%s” must hold one line of at least 16 characters without "
                     "blanks."), path);
      return NULL;
    }

  return g_strdup (text);
}
