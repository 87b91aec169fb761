/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Frames of a hostile kernel: split anywhere, huge, forged, deep, unreadable. */

#include "config.h"

#include <string.h>

#include "sandbox/sp-frame-reader.h"
#include "sandbox/sp-sandbox-error.h"

static GBytes *
build (const char *text)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint32 size = GUINT32_TO_BE ((guint32) strlen (text));

  g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
assert_next (SpFrameReader *reader,
             const char    *type)
{
  g_autoptr(JsonObject) frame = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_frame_reader_next (reader, &frame, &error));
  g_assert_no_error (error);
  if (type == NULL)
    g_assert_null (frame);
  else
    g_assert_cmpstr (json_object_get_string_member (frame, "t"), ==, type);
}

static void
test_split (void)
{
  g_autoptr(GBytes) first = build ("{\"t\":\"one\"}");
  g_autoptr(GBytes) second = build ("{\"t\":\"zwei\"}");
  g_autoptr(GByteArray) all = g_byte_array_new ();
  gsize first_size = g_bytes_get_size (first);

  g_byte_array_append (all, g_bytes_get_data (first, NULL), first_size);
  g_byte_array_append (all, g_bytes_get_data (second, NULL), g_bytes_get_size (second));

  for (gsize split = 0; split <= all->len; split++)
    {
      g_autoptr(SpFrameReader) reader = sp_frame_reader_new (1000);

      sp_frame_reader_push (reader, all->data, split);
      assert_next (reader, split >= first_size ? "one" : NULL);
      sp_frame_reader_push (reader, all->data + split, all->len - split);
      if (split < first_size)
        assert_next (reader, "one");
      assert_next (reader, "zwei");
      assert_next (reader, NULL);
    }
}

static void
test_single_bytes (void)
{
  g_autoptr(GBytes) bytes = build ("{\"t\":\"slow\",\"d\":[1,2,3]}");
  g_autoptr(SpFrameReader) reader = sp_frame_reader_new (1000);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    {
      assert_next (reader, NULL);
      sp_frame_reader_push (reader, data + i, 1);
    }

  assert_next (reader, "slow");
}

static void
assert_refused (const void *data,
                gsize       size)
{
  g_autoptr(SpFrameReader) reader = sp_frame_reader_new (1024 * 1024);
  g_autoptr(JsonObject) frame = NULL;
  g_autoptr(GError) error = NULL;

  sp_frame_reader_push (reader, data, size);
  g_assert_false (sp_frame_reader_next (reader, &frame, &error));
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL);
  g_assert_null (frame);
}

static void
test_huge (void)
{
  /* Four bytes are enough to know: no memory is taken for what is announced. */
  assert_refused ("\xff\xff\xff\xff", 4);
  assert_refused ("\x00\x10\x00\x01", 4);
}

static void
test_unreadable (void)
{
  static const char *const texts[] = { "", "null", "[]", "\"text\"", "{", "{\"t\":}", "not JSON", "{\"t\":\"\xff\xfe\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GBytes) bytes = build (texts[i]);
      gsize size;
      gconstpointer data = g_bytes_get_data (bytes, &size);
      g_autofree char *shown = g_strescape (texts[i], NULL);

      g_test_message ("%s", shown);
      assert_refused (data, size);
    }
}

static void
test_deep (void)
{
  g_autofree char *open = g_strnfill (200000, '[');
  g_autofree char *close = g_strnfill (200000, ']');
  g_autofree char *text = g_strconcat ("{\"d\":", open, close, "}", NULL);
  g_autoptr(GBytes) bytes = build (text);
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  assert_refused (data, size);
}

static void
test_build (void)
{
  g_autoptr(JsonObject) frame = json_object_new ();
  g_autoptr(SpFrameReader) reader = sp_frame_reader_new (1000);
  g_autoptr(GBytes) bytes = NULL;
  gsize size;
  gconstpointer data;

  json_object_set_string_member (frame, "t", "there and back");
  bytes = sp_frame_build (frame);
  data = g_bytes_get_data (bytes, &size);
  sp_frame_reader_push (reader, data, size);
  assert_next (reader, "there and back");
}

static void
test_noise (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  /* Whatever comes, there is an answer: a frame, a wish for more, or an error. */
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr(SpFrameReader) reader = sp_frame_reader_new (64);
      guint8 noise[128] = { 0 };
      gboolean going = TRUE;

      for (guint i = 4; i < sizeof noise; i++)
        noise[i] = g_rand_int_range (rand, 0, 256);
      noise[3] = g_rand_int_range (rand, 0, 80);
      sp_frame_reader_push (reader, noise, sizeof noise);

      while (going)
        {
          g_autoptr(JsonObject) frame = NULL;
          g_autoptr(GError) error = NULL;

          going = sp_frame_reader_next (reader, &frame, &error) && frame != NULL;
          g_assert_true (error == NULL || error->domain == SP_SANDBOX_ERROR);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/frame-reader/split", test_split);
  g_test_add_func ("/sp/frame-reader/single-bytes", test_single_bytes);
  g_test_add_func ("/sp/frame-reader/huge", test_huge);
  g_test_add_func ("/sp/frame-reader/unreadable", test_unreadable);
  g_test_add_func ("/sp/frame-reader/deep", test_deep);
  g_test_add_func ("/sp/frame-reader/build", test_build);
  g_test_add_func ("/sp/frame-reader/noise", test_noise);

  return g_test_run ();
}
