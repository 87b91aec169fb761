/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "api/sp-api-error.h"
#include "api/sp-content-store.h"
#include "tests/api/sp-scripted-server.h"

#define ABC_HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

typedef struct
{
  char           *folder;
  char           *store_path;
  SpContentStore *store;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sandpiper-store-XXXXXX", NULL);
  fixture->store_path = g_build_filename (fixture->folder, "files", NULL);
  fixture->store = sp_content_store_new (fixture->store_path);
  g_assert_true (sp_content_store_prepare (fixture->store, &error));
  g_assert_no_error (error);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  /* The thread that did the work may need a moment to let go of it. */
  g_object_add_weak_pointer (G_OBJECT (fixture->store), (gpointer *) &fixture->store);
  g_object_unref (fixture->store);
  sp_test_wait_until (is_gone, &fixture->store);
  g_free (fixture->folder);
  g_free (fixture->store_path);
}

static SpContent *
import_path (Fixture     *fixture,
             const char  *path,
             const char  *name,
             gint64       max_size,
             GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  sp_content_store_import_async (fixture->store, file, name, max_size, NULL, sp_test_store_result, &result);
  return sp_content_store_finish (fixture->store, sp_test_wait_result (&result), error);
}

static char *
write_file (Fixture    *fixture,
            const char *name,
            const char *contents)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return path;
}

static guint
count_temp_files (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->store_path, "tmp", NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

static void
test_import (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "a.csv", "abc");
  g_autoptr(GError) error = NULL;
  g_autoptr(SpContent) content = import_path (fixture, path, "a.csv", 100, &error);
  g_autofree char *contents = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (content->hash, ==, ABC_HASH);
  g_assert_cmpint (content->size, ==, 3);
  g_assert_true (g_str_has_suffix (content->path, "/ba/" ABC_HASH "/a.csv"));

  /* The original may go: what a portal lends does. */
  g_unlink (path);
  g_assert_true (g_file_get_contents (content->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "abc");
  g_assert_cmpuint (count_temp_files (fixture), ==, 0);
}

static void
test_import_twice (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "a.csv", "abc");
  g_autoptr(SpContent) first = import_path (fixture, path, "a.csv", 100, NULL);
  g_autoptr(SpContent) second = import_path (fixture, path, "a.csv", 100, NULL);
  g_autoptr(SpContent) other = import_path (fixture, path, "b.csv", 100, NULL);

  g_assert_cmpstr (first->path, ==, second->path);
  g_assert_cmpstr (first->path, !=, other->path);
  g_assert_cmpuint (count_temp_files (fixture), ==, 0);
}

/* Other programs open what lies in the store, and may write into it. */
static void
test_import_after_edit (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "a.csv", "abc");
  g_autoptr(SpContent) first = import_path (fixture, path, "a.csv", 100, NULL);
  g_autoptr(SpContent) second = NULL;
  g_autoptr(SpContent) third = NULL;
  g_autofree char *edited = NULL;
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (first->path, "xyz", -1, NULL));
  second = import_path (fixture, path, "a.csv", 100, NULL);
  g_assert_true (g_file_get_contents (second->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "abc");
  g_assert_cmpstr (second->hash, ==, ABC_HASH);

  /* What was written there is not thrown away, and the whole copy is found again. */
  g_assert_true (g_file_get_contents (first->path, &edited, NULL, NULL));
  g_assert_cmpstr (edited, ==, "xyz");
  third = import_path (fixture, path, "a.csv", 100, NULL);
  g_assert_cmpstr (third->path, ==, second->path);
  g_assert_cmpuint (count_temp_files (fixture), ==, 0);
}

static void
test_bad_names (Fixture      *fixture,
                gconstpointer data)
{
  static const char *const names[] = { "../../evil.csv", "/etc/passwd", "..", "a/b", "" };
  g_autofree char *path = write_file (fixture, "a.csv", "abc");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(SpContent) content = import_path (fixture, path, names[i], 100, NULL);
      g_autofree char *folder = g_path_get_dirname (content->path);

      g_assert_true (g_str_has_suffix (folder, "/ba/" ABC_HASH));
    }
}

static void
test_refusals (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *empty = write_file (fixture, "empty.csv", "");
  g_autofree char *large = write_file (fixture, "large.csv", "0123456789");
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.csv", NULL);
  const char *paths[] = { empty, large, fixture->folder, "/dev/zero" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (import_path (fixture, paths[i], "x.csv", 9, &error));
      g_assert_error (error, SP_API_ERROR, SP_API_ERROR_CONTENT);
    }
  {
    g_autoptr(GError) error = NULL;

    g_assert_null (import_path (fixture, missing, "x.csv", 9, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
  g_assert_cmpuint (count_temp_files (fixture), ==, 0);
}

static void
test_bytes (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpContent) content = NULL;

  sp_content_store_import_bytes_async (fixture->store, bytes, "p.png", NULL, sp_test_store_result, &result);
  content = sp_content_store_finish (fixture->store, sp_test_wait_result (&result), NULL);
  g_assert_cmpstr (content->hash, ==, ABC_HASH);
}

static void
test_adopt (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *temp_path = sp_content_store_dup_temp_path (fixture->store);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpContent) content = NULL;

  g_assert_true (g_file_set_contents (temp_path, "abc", -1, NULL));
  sp_content_store_adopt_async (fixture->store, temp_path, ABC_HASH, "q.txt", NULL, sp_test_store_result, &result);
  content = sp_content_store_finish (fixture->store, sp_test_wait_result (&result), NULL);
  g_assert_cmpint (content->size, ==, 3);
  g_assert_true (g_file_test (content->path, G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (temp_path, G_FILE_TEST_EXISTS));
}

static void
test_prepare_clears (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *temp_path = sp_content_store_dup_temp_path (fixture->store);

  g_assert_true (g_file_set_contents (temp_path, "half", -1, NULL));
  g_assert_true (sp_content_store_prepare (fixture->store, NULL));
  g_assert_cmpuint (count_temp_files (fixture), ==, 0);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "a.csv", "abc");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  sp_content_store_import_async (fixture->store, file, "a.csv", 100, cancellable, sp_test_store_result, &result);
  g_assert_null (sp_content_store_finish (fixture->store, sp_test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/content-store/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("import", test_import);
  ADD ("import-twice", test_import_twice);
  ADD ("import-after-edit", test_import_after_edit);
  ADD ("bad-names", test_bad_names);
  ADD ("refusals", test_refusals);
  ADD ("bytes", test_bytes);
  ADD ("adopt", test_adopt);
  ADD ("prepare-clears", test_prepare_clears);
  ADD ("cancelled", test_cancelled);
#undef ADD

  return g_test_run ();
}
