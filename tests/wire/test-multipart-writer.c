/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "wire/sp-multipart-writer.h"

static char *
read_all (SpMultipartWriter  *writer,
          gsize               size,
          GError            **error)
{
  GString *text = g_string_new (NULL);

  for (;;)
    {
      char buffer[64];
      gssize got = g_input_stream_read (G_INPUT_STREAM (writer), buffer, MIN (size, sizeof buffer), NULL, error);

      if (got < 0)
        return g_string_free (text, TRUE);
      if (got == 0)
        return g_string_free (text, FALSE);
      g_string_append_len (text, buffer, got);
    }
}

static SpMultipartWriter *
make_body (const char *filename,
           const char *contents,
           gint64      size)
{
  SpMultipartWriter *writer = sp_multipart_writer_new ();
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "contents", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  sp_multipart_writer_add_field (writer, "purpose", "assistants");
  sp_multipart_writer_add_file (writer, "file", filename, "text/csv", file, size);
  return writer;
}

static void
test_every_read_size (void)
{
  for (gsize size = 1; size <= 64; size++)
    {
      g_autoptr(SpMultipartWriter) writer = make_body ("a.csv", "x,y\n1,2\n", 8);
      g_autofree char *type = sp_multipart_writer_dup_content_type (writer);
      const char *boundary = strstr (type, "boundary=") + strlen ("boundary=");
      gint64 length = sp_multipart_writer_end (writer);
      g_autoptr(GError) error = NULL;
      g_autofree char *text = read_all (writer, size, &error);
      g_autofree char *expected =
        g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n"
                         "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
                         "Content-Type: text/csv\r\n\r\nx,y\n1,2\n\r\n--%s--\r\n",
                         boundary, boundary, boundary);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, expected);
      g_assert_cmpint (length, ==, (gint64) strlen (expected));
    }
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gssize
read_async (SpMultipartWriter  *writer,
            char               *buffer,
            gsize               count,
            GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_input_stream_read_async (G_INPUT_STREAM (writer), buffer, count, G_PRIORITY_DEFAULT, NULL, stored_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_input_stream_read_finish (G_INPUT_STREAM (writer), result, error);
}

/* More than is read ahead at once; sometimes read the other way. */
static void
test_asynchronously (void)
{
  g_autofree char *contents = g_malloc (3 * 1024 * 1024 + 8);
  g_autoptr(SpMultipartWriter) writer = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gint64 length = 0;
  gssize got = 1;

  for (guint i = 0; i < 3 * 1024 * 1024 + 7; i++)
    contents[i] = (char) ('a' + i % 23);
  contents[3 * 1024 * 1024 + 7] = '\0';
  writer = make_body ("a.csv", contents, 3 * 1024 * 1024 + 7);
  length = sp_multipart_writer_end (writer);

  for (guint i = 0; got > 0; i++)
    {
      char buffer[8192];

      if (i % 5 == 4)
        got = g_input_stream_read (G_INPUT_STREAM (writer), buffer, sizeof buffer, NULL, &error);
      else
        got = read_async (writer, buffer, sizeof buffer, &error);
      g_assert_no_error (error);
      g_string_append_len (text, buffer, got);
    }
  g_assert_cmpint ((gint64) text->len, ==, length);
  g_assert_nonnull (strstr (text->str, contents));
}

static void
test_asynchronous_error (void)
{
  g_autoptr(SpMultipartWriter) writer = make_body ("a.csv", "abc", 10);
  g_autoptr(GError) error = NULL;
  char buffer[64];

  sp_multipart_writer_end (writer);
  g_assert_cmpint (read_async (writer, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

static void
test_names_are_escaped (void)
{
  g_autoptr(SpMultipartWriter) writer = make_body ("a\"b\r\nX: ü.csv", "x", 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  sp_multipart_writer_end (writer);
  text = read_all (writer, 64, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "filename=\"a%22b%0D%0AX: ü.csv\"\r\n"));
}

static void
test_file_became_shorter (void)
{
  g_autoptr(SpMultipartWriter) writer = make_body ("a.csv", "abc", 10);
  g_autoptr(GError) error = NULL;

  sp_multipart_writer_end (writer);
  g_assert_null (read_all (writer, 64, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

static void
test_file_became_longer (void)
{
  g_autoptr(SpMultipartWriter) writer = make_body ("a.csv", "abcdef", 3);
  g_autoptr(GError) error = NULL;
  gint64 length = sp_multipart_writer_end (writer);
  g_autofree char *text = read_all (writer, 64, &error);

  g_assert_no_error (error);
  g_assert_cmpint ((gint64) strlen (text), ==, length);
  g_assert_nonnull (strstr (text, "\r\n\r\nabc\r\n--"));
}

static void
test_file_is_gone (void)
{
  g_autoptr(SpMultipartWriter) writer = make_body ("a.csv", "abc", 3);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "contents", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  sp_multipart_writer_end (writer);
  g_assert_null (read_all (writer, 64, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_destroy (void)
{
  SpMultipartWriter *writer = make_body ("a.csv", "abc", 3);

  g_assert_finalize_object (G_OBJECT (writer));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sp/multipart-writer/every-read-size", test_every_read_size);
  g_test_add_func ("/sp/multipart-writer/asynchronously", test_asynchronously);
  g_test_add_func ("/sp/multipart-writer/asynchronous-error", test_asynchronous_error);
  g_test_add_func ("/sp/multipart-writer/names-are-escaped", test_names_are_escaped);
  g_test_add_func ("/sp/multipart-writer/file-became-shorter", test_file_became_shorter);
  g_test_add_func ("/sp/multipart-writer/file-became-longer", test_file_became_longer);
  g_test_add_func ("/sp/multipart-writer/file-is-gone", test_file_is_gone);
  g_test_add_func ("/sp/multipart-writer/destroy", test_destroy);

  return g_test_run ();
}
