/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "ui/sp-file-launcher.h"

typedef struct
{
  GFile *file;
  GError *error;
  gboolean done;
} Exposed;

static void
exposed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Exposed *exposed = user_data;

  exposed->file = sp_file_launcher_expose_finish (result, &exposed->error);
  exposed->done = TRUE;
}

static void
expose (Exposed    *exposed,
        const char *path,
        const char *filename)
{
  sp_file_launcher_expose_async (path, filename, NULL, exposed_cb, exposed);
  while (!exposed->done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
make_file (const char *name,
           const char *contents)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));

  return g_steal_pointer (&path);
}

static void
test_own_name (void)
{
  g_autofree char *path = make_file ("chart.png", "picture");
  Exposed exposed = { NULL };

  expose (&exposed, path, "chart.png");
  g_assert_no_error (exposed.error);
  g_assert_cmpstr (g_file_peek_path (exposed.file), ==, path);
  g_object_unref (exposed.file);
}

static void
test_other_name (void)
{
  g_autofree char *path = make_file ("0a1b2c", "picture");
  g_autofree char *basename = NULL;
  g_autofree char *contents = NULL;
  Exposed exposed = { NULL };

  expose (&exposed, path, "chart.png");
  g_assert_no_error (exposed.error);
  basename = g_file_get_basename (exposed.file);
  g_assert_cmpstr (basename, ==, "chart.png");
  g_assert_true (g_file_get_contents (g_file_peek_path (exposed.file), &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "picture");
  g_assert_true (g_str_has_prefix (g_file_peek_path (exposed.file), g_get_user_cache_dir ()));
  g_object_unref (exposed.file);
}

/* A name is what a sandbox says; it may not lead anywhere. */
static void
test_hostile_name (void)
{
  g_autofree char *path = make_file ("0a1b2d", "x");
  Exposed exposed = { NULL };

  expose (&exposed, path, "../../../etc/passwd");
  g_assert_no_error (exposed.error);
  g_assert_true (g_str_has_prefix (g_file_peek_path (exposed.file), g_get_user_cache_dir ()));
  g_assert_null (strstr (g_file_peek_path (exposed.file), ".."));
  g_object_unref (exposed.file);
}

static void
test_missing (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "nothing", NULL);
  Exposed exposed = { NULL };

  expose (&exposed, path, "chart.png");
  g_assert_error (exposed.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (exposed.file);
  g_error_free (exposed.error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sp/file-launcher/own-name", test_own_name);
  g_test_add_func ("/sp/file-launcher/other-name", test_other_name);
  g_test_add_func ("/sp/file-launcher/hostile-name", test_hostile_name);
  g_test_add_func ("/sp/file-launcher/missing", test_missing);

  return g_test_run ();
}
