/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Where the programs find each other and keep their things. One place decides, because the window, the service and
 * their tests must agree. Every path can be moved by an environment variable for tests and for running from a
 * build folder. */

#include "config.h"

#include "base/sp-paths.h"

#include <string.h>

static char *
dup_env_path (const char *variable)
{
  const char *value = g_getenv (variable);

  return value != NULL && g_path_is_absolute (value) ? g_strdup (value) : NULL;
}

/**
 * sp_paths_dup_runtime_dir:
 *
 * The folder for the socket and the lock of the local service: `$XDG_RUNTIME_DIR/sandpiper`, in a Flatpak
 * `$XDG_RUNTIME_DIR/app/$FLATPAK_ID`, the one folder that is shared with its sandboxes. The folder may not exist yet.
 *
 * Returns: (transfer full): an absolute path
 */
char *
sp_paths_dup_runtime_dir (void)
{
  const char *flatpak = g_getenv ("FLATPAK_ID");
  char *moved = dup_env_path ("SANDPIPER_RUNTIME_DIR");

  if (moved != NULL)
    return moved;
  if (flatpak != NULL && *flatpak != '\0' && strchr (flatpak, '/') == NULL)
    return g_build_filename (g_get_user_runtime_dir (), "app", flatpak, NULL);
  return g_build_filename (g_get_user_runtime_dir (), "sandpiper", NULL);
}

/**
 * sp_paths_dup_socket:
 *
 * Returns: (transfer full): the path of the local service's Unix socket
 */
char *
sp_paths_dup_socket (void)
{
  g_autofree char *folder = sp_paths_dup_runtime_dir ();

  return g_build_filename (folder, "service.sock", NULL);
}

/**
 * sp_paths_dup_data_dir:
 *
 * The folder for what lasts: the window's history lies directly in it, the service's store in `service/` below it.
 *
 * Returns: (transfer full): an absolute path, which may not exist yet
 */
char *
sp_paths_dup_data_dir (void)
{
  char *moved = dup_env_path ("SANDPIPER_DATA_DIR");

  return moved != NULL ? moved : g_build_filename (g_get_user_data_dir (), "sandpiper", NULL);
}

/**
 * sp_paths_dup_kernel_dir:
 *
 * Returns: (transfer full): the folder of the Python files that run inside the sandbox
 */
char *
sp_paths_dup_kernel_dir (void)
{
  char *moved = dup_env_path ("SANDPIPER_KERNEL_DIR");

  return moved != NULL ? moved : g_strdup (SP_KERNEL_DIR);
}

/**
 * sp_paths_dup_sample_dir:
 *
 * Returns: (transfer full): the folder of the sample data that the welcome page offers
 */
char *
sp_paths_dup_sample_dir (void)
{
  char *moved = dup_env_path ("SANDPIPER_SAMPLE_DIR");

  return moved != NULL ? moved : g_strdup (SP_SAMPLE_DIR);
}

/**
 * sp_paths_dup_program:
 * @name: the base name of one of our programs, such as "sandpiper-service"
 *
 * Looks for @name in the build folder when the program runs from one (`$SANDPIPER_BUILD_DIR/src`), else where it was
 * installed, else on the search path.
 *
 * Returns: (transfer full) (nullable): the path of an executable file, or %NULL when there is none
 */
char *
sp_paths_dup_program (const char *name)
{
  g_autofree char *build_dir = dup_env_path ("SANDPIPER_BUILD_DIR");
  const char *installed[] = { SP_BIN_DIR, SP_LIBEXEC_DIR };

  g_return_val_if_fail (name != NULL, NULL);

  if (build_dir != NULL)
    {
      g_autofree char *built = g_build_filename (build_dir, "src", name, NULL);

      if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&built);
    }

  for (guint i = 0; i < G_N_ELEMENTS (installed); i++)
    {
      g_autofree char *path = g_build_filename (installed[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }

  return g_find_program_in_path (name);
}
