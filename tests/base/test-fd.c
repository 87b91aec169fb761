/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-fd.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <unistd.h>

static void
test_closes (void)
{
  int copy;

  {
    g_auto(SpFd) fd = open ("/dev/null", O_RDWR | O_CLOEXEC);

    copy = fd;
    g_assert_cmpint (fcntl (copy, F_GETFD), !=, -1);
  }
  g_assert_cmpint (fcntl (copy, F_GETFD), ==, -1);
}

static void
test_keeps_errno (void)
{
  errno = ENOSPC;
  sp_fd_close (-1);
  g_assert_cmpint (errno, ==, ENOSPC);
  sp_fd_close (open ("/dev/null", O_RDONLY | O_CLOEXEC));
  errno = ENOSPC;
  sp_fd_close (1 << 20);
  g_assert_cmpint (errno, ==, ENOSPC);
}

static void
test_writes_all (void)
{
  g_autoptr(GError) error = NULL;
  int ends[2];
  char got[6] = { 0 };

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_true (sp_fd_write_all (ends[1], "hello", 5, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read (ends[0], got, 5), ==, 5);
  g_assert_cmpstr (got, ==, "hello");
  sp_fd_close (ends[0]);
  sp_fd_close (ends[1]);
}

static void
test_says_why_not (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(SpFd) full = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  g_assert_false (sp_fd_write_all (full, "x", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/fd/closes", test_closes);
  g_test_add_func ("/sp/fd/keeps-errno", test_keeps_errno);
  g_test_add_func ("/sp/fd/writes-all", test_writes_all);
  g_test_add_func ("/sp/fd/says-why-not", test_says_why_not);

  return g_test_run ();
}
