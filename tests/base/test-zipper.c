/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-zipper.h"

#include <locale.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>

typedef struct
{
  GFile *archive;
  GError *error;
  gboolean done;
} Wrapped;

static void
wrapped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wrapped *wrapped = user_data;

  wrapped->archive = sp_zipper_wrap_finish (result, &wrapped->error);
  wrapped->done = TRUE;
}

static void
wrap (Wrapped      *wrapped,
      const char   *path,
      GCancellable *cancellable)
{
  g_autoptr(GFile) source = g_file_new_for_path (path);
  g_autoptr(GFile) folder = g_file_new_build_filename (g_get_user_cache_dir (), "zips", NULL);

  sp_zipper_wrap_async (source, folder, cancellable, wrapped_cb, wrapped);
  while (!wrapped->done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
make_file (const char *name,
           const char *contents)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));

  return g_steal_pointer (&path);
}

/* Returns: (transfer full): "name=contents" of each entry */
static GPtrArray *
list_entries (GFile *file)
{
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  int status;

  archive_read_support_format_zip (archive);
  g_assert_cmpint (archive_read_open_filename (archive, g_file_peek_path (file), 10240), ==, ARCHIVE_OK);
  while ((status = archive_read_next_header (archive, &entry)) != ARCHIVE_EOF && status >= ARCHIVE_WARN)
    {
      char contents[64] = "";

      g_assert_cmpint (archive_read_data (archive, contents, sizeof contents - 1), >=, 0);
      g_ptr_array_add (names, g_strdup_printf ("%s=%s", archive_entry_pathname_utf8 (entry), contents));
    }
  archive_read_free (archive);

  return names;
}

static void
test_file (void)
{
  g_autofree char *path = make_file ("Würfel.blend", "a model");
  g_autofree char *basename = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  Wrapped wrapped = { NULL };

  wrap (&wrapped, path, NULL);
  g_assert_no_error (wrapped.error);
  basename = g_file_get_basename (wrapped.archive);
  g_assert_cmpstr (basename, ==, "Würfel.blend.zip");
  entries = list_entries (wrapped.archive);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (entries, 0), ==, "Würfel.blend=a model");
  g_object_unref (wrapped.archive);
}

static void
test_folder (void)
{
  g_autofree char *a = make_file ("folder/a.txt", "A");
  g_autofree char *b = make_file ("folder/deep/b.txt", "B");
  g_autofree char *folder = g_path_get_dirname (a);
  g_autofree char *link = g_build_filename (folder, "link.txt", NULL);
  g_autoptr(GPtrArray) entries = NULL;
  Wrapped wrapped = { NULL };

  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  wrap (&wrapped, folder, NULL);
  g_assert_no_error (wrapped.error);
  entries = list_entries (wrapped.archive);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_true (g_ptr_array_find_with_equal_func (entries, "folder/a.txt=A", g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (entries, "folder/deep/b.txt=B", g_str_equal, NULL));
  g_object_unref (wrapped.archive);
}

static void
test_same_name_twice (void)
{
  g_autofree char *path = make_file ("twice.blend", "x");
  Wrapped first = { NULL };
  Wrapped second = { NULL };

  wrap (&first, path, NULL);
  wrap (&second, path, NULL);
  g_assert_no_error (second.error);
  g_assert_false (g_file_equal (first.archive, second.archive));
  g_object_unref (first.archive);
  g_object_unref (second.archive);
}

static void
test_missing (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "nothing", NULL);
  Wrapped wrapped = { NULL };

  wrap (&wrapped, path, NULL);
  g_assert_error (wrapped.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (wrapped.archive);
  g_error_free (wrapped.error);
}

static void
test_empty_folder (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "empty", NULL);
  Wrapped wrapped = { NULL };

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  wrap (&wrapped, path, NULL);
  g_assert_error (wrapped.error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_error_free (wrapped.error);
}

static void
test_cancelled (void)
{
  g_autofree char *path = make_file ("cancelled.blend", "x");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Wrapped wrapped = { NULL };

  g_cancellable_cancel (cancellable);
  wrap (&wrapped, path, cancellable);
  g_assert_error (wrapped.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (wrapped.error);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sp/zipper/file", test_file);
  g_test_add_func ("/sp/zipper/folder", test_folder);
  g_test_add_func ("/sp/zipper/same-name-twice", test_same_name_twice);
  g_test_add_func ("/sp/zipper/missing", test_missing);
  g_test_add_func ("/sp/zipper/empty-folder", test_empty_folder);
  g_test_add_func ("/sp/zipper/cancelled", test_cancelled);

  return g_test_run ();
}
