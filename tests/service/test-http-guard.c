/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-guard.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "service/http/sp-http-error.h"
#include "service/http/sp-http-listen.h"

#define KEY "sk_0123456789abcdef"

static void
test_admits (void)
{
  static const struct
  {
    SpHttpClaims  claims;
    const char   *key;
    int           status;  /* 0: admitted */
  } cases[] = {
    { { "127.0.0.1:80", NULL, "Bearer " KEY, NULL }, KEY, 0 },
    { { "127.0.0.1", NULL, "bearer  " KEY, NULL }, KEY, 0 },
    { { "LocalHost:1", NULL, NULL, KEY }, KEY, 0 },
    { { "[::1]:8080", NULL, "Bearer nonsense", KEY }, KEY, 0 },
    { { "localhost", NULL, "Bearer " KEY "x", NULL }, KEY, 401 },
    { { "localhost", NULL, "Bearer sk_", NULL }, KEY, 401 },
    { { "localhost", NULL, "Bearer ", NULL }, KEY, 401 },
    { { "localhost", NULL, "Basic " KEY, NULL }, KEY, 401 },
    { { "localhost", NULL, KEY, NULL }, KEY, 401 },
    { { "localhost", NULL, NULL, "" }, KEY, 401 },
    { { "localhost", NULL, NULL, NULL }, KEY, 401 },
    { { "evil.example", NULL, "Bearer " KEY, NULL }, KEY, 403 },
    { { "localhost.evil.example", NULL, "Bearer " KEY, NULL }, KEY, 403 },
    { { "127.0.0.1.evil.example:80", NULL, "Bearer " KEY, NULL }, KEY, 403 },
    { { "127.0.0.1:80x", NULL, "Bearer " KEY, NULL }, KEY, 403 },
    { { NULL, NULL, "Bearer " KEY, NULL }, KEY, 403 },
    { { "localhost", "http://localhost", "Bearer " KEY, NULL }, KEY, 403 },
    { { "localhost", "null", "Bearer " KEY, NULL }, KEY, 403 },
    { { "anything", NULL, NULL, NULL }, NULL, 0 },
    { { "anything", "http://page.example", NULL, NULL }, NULL, 403 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean admitted = sp_http_guard_admits (&cases[i].claims, cases[i].key, &error);

      g_assert_cmpint (admitted, ==, cases[i].status == 0);
      if (!admitted)
        g_assert_error (error, SP_HTTP_ERROR, cases[i].status);
      else
        g_assert_no_error (error);
    }
}

static void
test_equal (void)
{
  g_assert_true (sp_http_guard_equal ("abc", "abc"));
  g_assert_false (sp_http_guard_equal ("abc", "abd"));
  g_assert_false (sp_http_guard_equal ("abc", "ab"));
  g_assert_false (sp_http_guard_equal ("abc", "abcabc"));
  g_assert_false (sp_http_guard_equal ("abc", ""));
  g_assert_false (sp_http_guard_equal ("", "a"));
}

static void
test_key_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sp-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *made = sp_http_guard_load_key (path, &error);
  g_autofree char *read = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *short_key = NULL;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (made), >=, 24);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  read = sp_http_guard_load_key (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read, ==, made);

  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  refused = sp_http_guard_load_key (path, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_null (refused);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "short\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  short_key = sp_http_guard_load_key (path, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (short_key);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_loopback_only (void)
{
  static const struct
  {
    const char *text;
    int         code;  /* -1: good */
  } cases[] = {
    { "127.0.0.1:0", -1 }, { "127.0.0.1:65535", -1 }, { "localhost:8080", -1 }, { "[::1]:0", -1 },
    { "127.1.2.3:80", -1 },
    { "0.0.0.0:80", G_IO_ERROR_NOT_SUPPORTED }, { "192.168.1.2:80", G_IO_ERROR_NOT_SUPPORTED },
    { "example.org:80", G_IO_ERROR_NOT_SUPPORTED }, { "[::]:80", G_IO_ERROR_NOT_SUPPORTED },
    { ":80", G_IO_ERROR_NOT_SUPPORTED },
    { "127.0.0.1", G_IO_ERROR_INVALID_ARGUMENT }, { "127.0.0.1:", G_IO_ERROR_INVALID_ARGUMENT },
    { "127.0.0.1:65536", G_IO_ERROR_INVALID_ARGUMENT }, { "127.0.0.1:http", G_IO_ERROR_INVALID_ARGUMENT },
    { "8080", G_IO_ERROR_INVALID_ARGUMENT }, { "", G_IO_ERROR_INVALID_ARGUMENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSocketAddress) address = sp_http_parse_loopback (cases[i].text, &error);

      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, cases[i].code);
      g_assert_cmpint (address != NULL, ==, cases[i].code < 0);
    }
}

static void
test_private_folder (void)
{
  g_autofree char *top = g_dir_make_tmp ("sp-test-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "a", "b", NULL);
  g_autofree char *parent = g_build_filename (top, "a", NULL);
  g_autofree char *link = g_build_filename (top, "link", NULL);
  g_autofree char *lock = g_build_filename (folder, "lock", NULL);
  g_autoptr(GError) error = NULL;
  GStatBuf info;
  int fd;

  g_assert_true (sp_http_make_private_folder (folder, &error));
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_true (sp_http_make_private_folder (folder, &error));
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);

  g_assert_cmpint (symlink (folder, link), ==, 0);
  g_assert_false (sp_http_make_private_folder (link, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_clear_error (&error);

  fd = sp_http_lock_file (lock, &error);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (sp_http_lock_file (lock, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (g_close (fd, NULL));
  fd = sp_http_lock_file (lock, &error);
  g_assert_no_error (error);
  g_assert_true (g_close (fd, NULL));

  g_assert_cmpint (g_unlink (lock), ==, 0);
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
  g_assert_cmpint (g_rmdir (top), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/http-guard/admits", test_admits);
  g_test_add_func ("/sp/http-guard/equal", test_equal);
  g_test_add_func ("/sp/http-guard/key-file", test_key_file);
  g_test_add_func ("/sp/http-guard/loopback-only", test_loopback_only);
  g_test_add_func ("/sp/http-guard/private-folder", test_private_folder);

  return g_test_run ();
}
