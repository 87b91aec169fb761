/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The launcher when there is nothing to launch with: it refuses in words, and never runs anything unconfined. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sandbox-test-utils.h"

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GError *
probe (SpBwrapLauncher *launcher)
{
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  sp_launcher_probe_async (SP_LAUNCHER (launcher), NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  sp_launcher_probe_finish (SP_LAUNCHER (launcher), result, &error);

  return error;
}

static GError *
start (SpBwrapLauncher *launcher)
{
  g_autoptr(SpSandbox) sandbox = sp_sandbox_new (SP_LAUNCHER (launcher), NULL);
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  sp_sandbox_start_async (sandbox, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (sp_sandbox_start_finish (sandbox, result, &error));
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_DEAD);
  g_assert_cmpstr (sp_sandbox_get_ending (sandbox), !=, NULL);

  return error;
}

/* A bubblewrap that fails as the real one does. */
static char *
fake_bwrap (const char *folder,
            const char *says)
{
  char *path = g_build_filename (folder, "bwrap", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\necho \"%s\" >&2\nexit 1\n", says);

  g_assert_true (g_file_set_contents (path, script, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);

  return path;
}

static void
test_missing (void)
{
  g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();
  g_autoptr(GError) probed = NULL;
  g_autoptr(GError) started = NULL;

  sp_bwrap_launcher_set_program (launcher, NULL);
  probed = probe (launcher);
  g_assert_error (probed, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_MISSING);
  g_assert_nonnull (strstr (probed->message, "Install the package “bubblewrap”"));
  started = start (launcher);
  g_assert_error (started, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_MISSING);
}

static void
test_forbidden (void)
{
  static const char *const lines[] = {
    "bwrap: setting up uid map: Permission denied",
    "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted",
    "bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.",
    "bwrap: Creating new namespace failed: No space left on device",
  };
  g_autoptr(TestFolder) folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();
      g_autofree char *program = fake_bwrap (folder, lines[i]);
      g_autoptr(GError) probed = NULL;
      g_autoptr(GError) started = NULL;

      sp_bwrap_launcher_set_program (launcher, program);
      probed = probe (launcher);
      g_assert_error (probed, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_FORBIDDEN);
      g_assert_nonnull (strstr (probed->message, lines[i]));
      g_assert_nonnull (strstr (probed->message, "this system does not let ordinary users make sandboxes"));

      started = start (launcher);
      g_assert_error (started, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_FORBIDDEN);
    }
}

static void
test_broken (void)
{
  g_autoptr(TestFolder) folder = test_folder_new ();
  g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();
  g_autofree char *program = fake_bwrap (folder, "bwrap: something new");
  g_autoptr(GError) error = NULL;

  sp_bwrap_launcher_set_program (launcher, program);
  error = start (launcher);
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_START);
  g_assert_nonnull (strstr (error->message, "bwrap: something new"));
}

static void
test_probe_once (void)
{
  g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();

  if (!test_can_sandbox ())
    return;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = probe (launcher);

      g_assert_no_error (error);
    }
  g_assert_true (g_str_has_suffix (sp_bwrap_launcher_get_program (launcher), "/bwrap"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/bwrap-launcher/missing", test_missing);
  g_test_add_func ("/sp/bwrap-launcher/forbidden", test_forbidden);
  g_test_add_func ("/sp/bwrap-launcher/broken", test_broken);
  g_test_add_func ("/sp/bwrap-launcher/probe-once", test_probe_once);

  return g_test_run ();
}
