/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Sessions as blocking calls, for tests only. */

#include "config.h"

#include "sandbox-test-utils.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sp-fd.h"

static SpLauncher *launcher;

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *place;
}

gboolean
test_can_sandbox (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (launcher == NULL)
    launcher = SP_LAUNCHER (sp_bwrap_launcher_new ());

  sp_launcher_probe_async (launcher, NULL, result_cb, &result);
  if (sp_launcher_probe_finish (launcher, wait_for (&result), &error))
    return TRUE;

  g_test_skip (error->message);

  return FALSE;
}

SpSandbox *
test_sandbox_new (const SpSandboxLimits *limits)
{
  SpSandboxLimits own;
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  /* The same tests hold without control groups. */
  sp_sandbox_limits_init (&own);
  if (limits != NULL)
    own = *limits;
  own.watchdog_only = g_getenv ("SANDPIPER_TEST_WATCHDOG_ONLY") != NULL;
  sandbox = sp_sandbox_new (launcher, &own);

  sp_sandbox_start_async (sandbox, NULL, result_cb, &result);
  sp_sandbox_start_finish (sandbox, wait_for (&result), &error);
  g_assert_no_error (error);

  return g_steal_pointer (&sandbox);
}

SpCellResult *
test_run (SpSandbox  *sandbox,
          const char *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SpCellResult *cell;

  sp_sandbox_execute_async (sandbox, code, NULL, result_cb, &result);
  cell = sp_sandbox_execute_finish (sandbox, wait_for (&result), &error);
  g_assert_no_error (error);

  return cell;
}

GError *
test_run_error (SpSandbox  *sandbox,
                const char *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  sp_sandbox_execute_async (sandbox, code, NULL, result_cb, &result);
  g_assert_null (sp_sandbox_execute_finish (sandbox, wait_for (&result), &error));

  return error;
}

char *
test_print (SpSandbox  *sandbox,
            const char *code)
{
  g_autoptr(SpCellResult) cell = test_run (sandbox, code);

  if (sp_cell_result_get_outcome (cell) != SP_CELL_OK)
    g_test_message ("%s: %s%s", sp_cell_result_get_outcome_nick (cell), sp_cell_result_get_message (cell),
                    sp_cell_result_get_traceback (cell));
  g_assert_cmpint (sp_cell_result_get_outcome (cell), ==, SP_CELL_OK);

  return g_strdup (sp_cell_result_get_text (cell));
}

GError *
test_put_error (SpSandbox  *sandbox,
                const char *name,
                const char *contents)
{
  g_auto(SpFd) fd = memfd_create ("test", MFD_CLOEXEC);
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  g_assert_true (sp_fd_write_all (fd, contents, strlen (contents), NULL));
  sp_sandbox_put_file_async (sandbox, name, fd, NULL, result_cb, &result);
  sp_sandbox_put_file_finish (sandbox, wait_for (&result), &error);

  return error;
}

void
test_put (SpSandbox  *sandbox,
          const char *name,
          const char *contents)
{
  g_autoptr(GError) error = test_put_error (sandbox, name, contents);

  g_assert_no_error (error);
}

SpHarvest *
test_harvest (SpSandbox  *sandbox,
              const char *folder)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SpHarvest *harvest;

  sp_sandbox_harvest_async (sandbox, folder, NULL, result_cb, &result);
  harvest = sp_sandbox_harvest_finish (sandbox, wait_for (&result), &error);
  g_assert_no_error (error);

  return harvest;
}

static gboolean
wait_cb (gpointer user_data)
{
  gboolean *done = user_data;

  *done = TRUE;

  return G_SOURCE_REMOVE;
}

void
test_wait (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, wait_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

char *
test_folder_new (void)
{
  char *folder = g_dir_make_tmp ("sandpiper-test-XXXXXX", NULL);

  g_assert_nonnull (folder);

  return folder;
}

void
test_folder_remove (char *folder)
{
  g_autofree char *owned = folder;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }

  g_rmdir (folder);
}

gint64
test_resident_memory (void)
{
  g_autofree char *statm = NULL;
  gint64 size;
  gint64 resident;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  g_assert_cmpint (sscanf (statm, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &size, &resident), ==, 2);

  return resident * sysconf (_SC_PAGESIZE);
}

guint
test_count_fds (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n_fds = 0;

  while (g_dir_read_name (dir) != NULL)
    n_fds++;

  return n_fds;
}

const char *
test_get_display (SpCellResult *result,
                  guint         position,
                  const char   *mime_type)
{
  JsonArray *displays = sp_cell_result_get_displays (result);

  if (position >= json_array_get_length (displays))
    return NULL;

  return json_object_get_string_member_with_default (json_array_get_object_element (displays, position),
                                                     mime_type, NULL);
}
