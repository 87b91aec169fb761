/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/sp-fd.h"
#include "engine-test-utils.h"
#include "service/sp-blob-writer.h"

/* The blob store and its writer: streaming, dedupe, limits, pins, leftovers. */

typedef struct
{
  char        *folder;
  SpBlobStore *store;
} BlobFixture;

static void
set_up (BlobFixture   *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sandpiper-blobs-XXXXXX", NULL);
  fixture->store = sp_blob_store_open (fixture->folder, &error);
  g_assert_no_error (error);
}

static void
tear_down (BlobFixture   *fixture,
           gconstpointer  data)
{
  spin (20);
  g_assert_finalize_object (fixture->store);
  delete_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static gboolean
write_text (SpBlobWriter  *writer,
            const char    *text,
            GError       **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GAsyncResult) result = NULL;

  sp_blob_writer_write_async (writer, bytes, NULL, take_result, &result);

  return sp_blob_writer_write_finish (writer, wait_result (&result), error);
}

static gboolean
close_writer (SpBlobWriter  *writer,
              GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_blob_writer_close_async (writer, NULL, take_result, &result);

  return sp_blob_writer_close_finish (writer, wait_result (&result), error);
}

static SpBlobWriter *
write_blob (SpBlobStore *store,
            const char  *text)
{
  SpBlobWriter *writer = sp_blob_writer_new (store, 1000);
  g_autoptr(GError) error = NULL;

  if (*text != '\0')
    write_text (writer, text, &error);
  g_assert_no_error (error);
  close_writer (writer, &error);
  g_assert_no_error (error);

  return writer;
}

static guint
count_spool (SpBlobStore *store)
{
  g_autoptr(GDir) dir = g_dir_open (sp_blob_store_get_spool (store), 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

static void
test_write (BlobFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(SpBlobWriter) writer = sp_blob_writer_new (fixture->store, 1000);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "one two three", -1);
  g_autoptr(GError) error = NULL;
  char buffer[100];
  g_auto(SpFd) fd = -1;

  g_assert_true (write_text (writer, "one ", &error));
  g_assert_true (write_text (writer, "two ", &error));
  g_assert_true (write_text (writer, "three", &error));
  g_assert_null (sp_blob_writer_get_hash (writer));
  g_assert_cmpuint (count_spool (fixture->store), ==, 1);
  g_assert_true (close_writer (writer, &error));

  g_assert_cmpstr (sp_blob_writer_get_hash (writer), ==, hash);
  g_assert_cmpint (sp_blob_writer_get_size (writer), ==, 13);
  g_assert_cmpuint (count_spool (fixture->store), ==, 0);
  fd = sp_blob_store_open_blob (fixture->store, hash, &error);
  g_assert_cmpint (read (fd, buffer, sizeof buffer), ==, 13);
  g_assert_cmpint (memcmp (buffer, "one two three", 13), ==, 0);
}

static void
test_dedupe (BlobFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(SpBlobWriter) one = write_blob (fixture->store, "same");
  g_autoptr(SpBlobWriter) two = write_blob (fixture->store, "same");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) hashes = NULL;

  g_assert_cmpstr (sp_blob_writer_get_hash (one), ==, sp_blob_writer_get_hash (two));
  sp_blob_store_list_async (fixture->store, NULL, take_result, &result);
  hashes = sp_blob_store_list_finish (fixture->store, wait_result (&result), NULL);
  g_assert_cmpuint (hashes->len, ==, 1);
  g_assert_cmpuint (count_spool (fixture->store), ==, 0);
}

static void
test_empty (BlobFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(SpBlobWriter) writer = write_blob (fixture->store, "");

  g_assert_cmpint (sp_blob_writer_get_size (writer), ==, 0);
  g_assert_true (sp_blob_store_has (fixture->store, sp_blob_writer_get_hash (writer)));
}

static void
test_too_large (BlobFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(SpBlobWriter) writer = sp_blob_writer_new (fixture->store, 10);
  g_autoptr(GError) error = NULL;

  g_assert_true (write_text (writer, "0123456789", &error));
  g_assert_false (write_text (writer, "x", &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_TOO_LARGE);
  g_clear_object (&writer);
  spin (50);
  g_assert_cmpuint (count_spool (fixture->store), ==, 0);
}

static void
test_abort (BlobFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(SpBlobWriter) aborted = sp_blob_writer_new (fixture->store, 100);
  g_autoptr(SpBlobWriter) dropped = sp_blob_writer_new (fixture->store, 100);

  g_assert_true (write_text (aborted, "half", NULL));
  g_assert_true (write_text (dropped, "half", NULL));
  g_assert_cmpuint (count_spool (fixture->store), ==, 2);
  sp_blob_writer_abort (aborted);
  g_assert_cmpuint (count_spool (fixture->store), ==, 1);
  g_clear_object (&dropped);
  spin (50);
  g_assert_cmpuint (count_spool (fixture->store), ==, 0);
}

static void
test_pins (BlobFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(SpBlobWriter) writer = write_blob (fixture->store, "pinned");
  g_autofree char *hash = g_strdup (sp_blob_writer_get_hash (writer));

  g_assert_false (sp_blob_store_remove (fixture->store, hash));
  sp_blob_store_pin (fixture->store, hash);
  g_clear_object (&writer);
  spin (50);
  g_assert_false (sp_blob_store_remove (fixture->store, hash));
  sp_blob_store_unpin (fixture->store, hash);
  g_assert_true (sp_blob_store_remove (fixture->store, hash));
  g_assert_false (sp_blob_store_has (fixture->store, hash));
  g_assert_false (sp_blob_store_remove (fixture->store, hash));
}

static void
test_adopt (BlobFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (sp_blob_store_get_spool (fixture->store), "made", NULL);
  g_autofree char *hash = NULL;
  g_autoptr(GAsyncResult) hashed = NULL;
  g_autoptr(GAsyncResult) adopted = NULL;
  g_autoptr(GAsyncResult) missing = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "made", -1, NULL));
  sp_blob_store_hash_async (fixture->store, path, NULL, take_result, &hashed);
  hash = sp_blob_store_hash_finish (fixture->store, wait_result (&hashed), &error);
  sp_blob_store_adopt_async (fixture->store, path, hash, NULL, take_result, &adopted);
  g_assert_true (sp_blob_store_adopt_finish (fixture->store, wait_result (&adopted), &error));
  g_assert_true (sp_blob_store_has (fixture->store, hash));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  /* A file that is not there leaves no pin behind. */
  sp_blob_store_unpin (fixture->store, hash);
  g_assert_true (sp_blob_store_remove (fixture->store, hash));
  sp_blob_store_adopt_async (fixture->store, path, hash, NULL, take_result, &missing);
  g_assert_false (sp_blob_store_adopt_finish (fixture->store, wait_result (&missing), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_leftovers (BlobFixture   *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (sp_blob_store_get_spool (fixture->store), "upload_killed", NULL);
  g_autoptr(SpBlobStore) again = NULL;

  g_assert_true (g_file_set_contents (path, "half of it", -1, NULL));
  again = sp_blob_store_open (fixture->folder, NULL);
  g_assert_cmpuint (count_spool (again), ==, 0);
}

static void
test_missing (BlobFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "never", -1);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (sp_blob_store_open_blob (fixture->store, hash, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define BLOB(name, function) g_test_add ("/sp/blob-store/" name, BlobFixture, NULL, set_up, function, tear_down)
  BLOB ("write", test_write);
  BLOB ("dedupe", test_dedupe);
  BLOB ("empty", test_empty);
  BLOB ("too-large", test_too_large);
  BLOB ("abort", test_abort);
  BLOB ("pins", test_pins);
  BLOB ("adopt", test_adopt);
  BLOB ("leftovers", test_leftovers);
  BLOB ("missing", test_missing);

  return g_test_run ();
}
