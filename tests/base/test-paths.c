/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-paths.h"

static void
test_default (void)
{
  g_autofree char *socket = NULL;
  g_autofree char *data = NULL;
  g_autofree char *expected = g_build_filename (g_get_user_runtime_dir (), "sandpiper", "service.sock", NULL);

  g_unsetenv ("SANDPIPER_RUNTIME_DIR");
  g_unsetenv ("SANDPIPER_DATA_DIR");
  g_unsetenv ("FLATPAK_ID");
  socket = sp_paths_dup_socket ();
  data = sp_paths_dup_data_dir ();
  g_assert_cmpstr (socket, ==, expected);
  g_assert_true (g_str_has_suffix (data, "/sandpiper"));
}

static void
test_flatpak (void)
{
  g_autofree char *runtime = NULL;

  g_setenv ("FLATPAK_ID", "org.example.App", TRUE);
  runtime = sp_paths_dup_runtime_dir ();
  g_assert_true (g_str_has_suffix (runtime, "/app/org.example.App"));
  g_unsetenv ("FLATPAK_ID");
}

static void
test_moved (void)
{
  g_autofree char *socket = NULL;
  g_autofree char *kernel = NULL;

  g_setenv ("SANDPIPER_RUNTIME_DIR", "/somewhere/else", TRUE);
  g_setenv ("SANDPIPER_KERNEL_DIR", "relative is not taken", TRUE);
  socket = sp_paths_dup_socket ();
  kernel = sp_paths_dup_kernel_dir ();
  g_assert_cmpstr (socket, ==, "/somewhere/else/service.sock");
  g_assert_cmpstr (kernel, ==, SP_KERNEL_DIR);
  g_unsetenv ("SANDPIPER_RUNTIME_DIR");
}

static void
test_programs (void)
{
  g_autofree char *shell = sp_paths_dup_program ("sh");
  g_autofree char *nothing = sp_paths_dup_program ("no-such-program-anywhere");

  g_assert_true (g_path_is_absolute (shell));
  g_assert_null (nothing);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sp/paths/default", test_default);
  g_test_add_func ("/sp/paths/flatpak", test_flatpak);
  g_test_add_func ("/sp/paths/moved", test_moved);
  g_test_add_func ("/sp/paths/programs", test_programs);

  return g_test_run ();
}
