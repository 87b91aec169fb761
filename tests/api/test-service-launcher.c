/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The launcher with programs that only pretend to be the service. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "api/sp-api-error.h"
#include "api/sp-service-launcher.h"
#include "base/sp-fd.h"
#include "tests/api/sp-scripted-server.h"

typedef struct
{
  char *folder;
  char *socket_path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("sandpiper-XXXXXX", NULL);
  fixture->socket_path = g_build_filename (fixture->folder, "s", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_free (fixture->folder);
  g_free (fixture->socket_path);
}

static SpServiceLauncher *
make_launcher (Fixture    *fixture,
               const char *script)
{
  g_autofree char *program = g_build_filename (fixture->folder, "program", NULL);
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", script, "\n", NULL);

  g_assert_true (g_file_set_contents_full (program, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  return sp_service_launcher_new (program, fixture->socket_path, fixture->folder);
}

static gboolean
ensure (SpServiceLauncher  *launcher,
        GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_service_launcher_ensure_async (launcher, NULL, sp_test_store_result, &result);
  return sp_service_launcher_ensure_finish (launcher, sp_test_wait_result (&result), error);
}

static void
test_starts (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher =
    make_launcher (fixture, "echo \"$@\" > \"${0%/*}/arguments\"; echo warming up; echo \"listening on unix:$2\"");
  g_autofree char *path = g_build_filename (fixture->folder, "arguments", NULL);
  g_autofree char *expected = g_strdup_printf ("--socket %s --data-dir %s\n", fixture->socket_path, fixture->folder);
  g_autofree char *arguments = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (ensure (launcher, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &arguments, NULL, NULL));
  g_assert_cmpstr (arguments, ==, expected);
  g_assert_cmpstr (sp_service_launcher_get_socket (launcher), ==, fixture->socket_path);
}

static void
test_starts_once (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher =
    make_launcher (fixture, "echo x >> \"${0%/*}/starts\"; sleep 0.2; echo listening on unix:x");
  g_autofree char *path = g_build_filename (fixture->folder, "starts", NULL);
  g_autofree char *starts = NULL;
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;

  sp_service_launcher_ensure_async (launcher, NULL, sp_test_store_result, &first);
  sp_service_launcher_ensure_async (launcher, NULL, sp_test_store_result, &second);
  g_assert_true (sp_service_launcher_ensure_finish (launcher, sp_test_wait_result (&first), NULL));
  g_assert_true (sp_service_launcher_ensure_finish (launcher, sp_test_wait_result (&second), NULL));
  g_assert_true (g_file_get_contents (path, &starts, NULL, NULL));
  g_assert_cmpstr (starts, ==, "x\n");
}

static void
test_dies (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher =
    make_launcher (fixture, "echo 'first' >&2; printf '\\033[31mno disk\\033[0m\\n\\n' >&2; exit 1");
  g_autoptr(GError) error = NULL;

  g_assert_false (ensure (launcher, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_SERVICE);
  g_assert_true (g_str_has_suffix (error->message, ": no disk"));
}

static void
test_dies_silently (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher = make_launcher (fixture, "exit 7");
  g_autoptr(GError) error = NULL;

  g_assert_false (ensure (launcher, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_SERVICE);
  g_assert_nonnull (strstr (error->message, "no reason"));
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher =
    sp_service_launcher_new ("/nonexistent/program", fixture->socket_path, fixture->folder);
  g_autoptr(GError) error = NULL;

  g_assert_false (ensure (launcher, &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_SERVICE);
  g_assert_null (sp_service_launcher_get_pid (launcher));
}

static int
listen_on (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 8), ==, 0);
  return fd;
}

static void
test_is_there (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher = make_launcher (fixture, "exit 1");
  g_auto(SpFd) fd = listen_on (fixture->socket_path);
  g_autoptr(GError) error = NULL;

  g_assert_true (ensure (launcher, &error));
  g_assert_no_error (error);
  g_assert_null (sp_service_launcher_get_pid (launcher));
}

static gboolean
listen_later_cb (gpointer user_data)
{
  gpointer *data = user_data;

  *(int *) data[0] = listen_on (data[1]);
  return G_SOURCE_REMOVE;
}

/* Ours finds the lock taken, and the other one needs a moment more. */
static void
test_another_is_starting (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr(SpServiceLauncher) launcher = make_launcher (fixture, "exit 3");
  g_auto(SpFd) fd = -1;
  gpointer listen_data[] = { &fd, fixture->socket_path };
  g_autoptr(GError) error = NULL;

  g_timeout_add (500, listen_later_cb, listen_data);
  g_assert_true (ensure (launcher, &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/service-launcher/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("starts", test_starts);
  ADD ("starts-once", test_starts_once);
  ADD ("dies", test_dies);
  ADD ("dies-silently", test_dies_silently);
  ADD ("missing", test_missing);
  ADD ("is-there", test_is_there);
  ADD ("another-is-starting", test_another_is_starting);
#undef ADD

  return g_test_run ();
}
