/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "api/sp-delay.h"
#include "api/sp-read-all.h"
#include "api/sp-retry.h"
#include "tests/api/sp-scripted-server.h"

static void
test_worth_it (void)
{
  static const guint worth[] = { 408, 409, 429, 500, 502, 503, 504 };
  static const guint vain[] = { 400, 401, 403, 404, 413, 422 };

  for (guint i = 0; i < G_N_ELEMENTS (worth); i++)
    {
      g_assert_true (sp_retry_is_worth_it (worth[i], NULL));
      g_assert_false (sp_retry_is_worth_it (worth[i], "false"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (vain); i++)
    {
      g_assert_false (sp_retry_is_worth_it (vain[i], NULL));
      g_assert_true (sp_retry_is_worth_it (vain[i], "true"));
      g_assert_false (sp_retry_is_worth_it (vain[i], "perhaps"));
    }
}

static void
test_asked_delay (void)
{
  g_assert_cmpuint (sp_retry_get_delay (0, "250", "9", 0, 500, 0), ==, 250);
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "9", 0, 500, 0), ==, 9000);
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "0", 0, 500, 0), ==, 0);
  g_assert_cmpuint (sp_retry_get_delay (0, "soon", "1.5", 0, 500, 0), ==, 1500);
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "Thu, 01 Jan 1970 00:01:40 GMT", 90, 500, 0), ==, 10000);
}

static void
test_asked_too_much (void)
{
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "3600", 0, 500, 0), ==, 500);
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "-1", 0, 500, 0), ==, 500);
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "Thu, 01 Jan 1970 00:00:00 GMT", 100, 500, 0), ==, 500);
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, "1e300", 0, 500, 0), ==, 500);
}

static void
test_own_delay (void)
{
  g_assert_cmpuint (sp_retry_get_delay (0, NULL, NULL, 0, 500, 0), ==, 500);
  g_assert_cmpuint (sp_retry_get_delay (1, NULL, NULL, 0, 500, 0), ==, 1000);
  g_assert_cmpuint (sp_retry_get_delay (1, NULL, NULL, 0, 500, 1), ==, 750);
  g_assert_cmpuint (sp_retry_get_delay (30, NULL, NULL, 0, 500, 0), ==, 8000);
}

static void
test_delay (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  gint64 start = g_get_monotonic_time ();

  sp_delay_async (30, NULL, sp_test_store_result, &result);
  g_assert_true (sp_delay_finish (sp_test_wait_result (&result), NULL));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 29 * 1000);
}

static void
test_delay_cancelled (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  sp_delay_async (60 * 1000, cancellable, sp_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (sp_delay_finish (sp_test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

static GBytes *
read_all (gsize     size,
          gsize     max_size,
          gboolean *cut)
{
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) size, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GBytes *bytes = NULL;

  sp_read_all_async (stream, max_size, NULL, sp_test_store_result, &result);
  bytes = sp_read_all_finish (stream, sp_test_wait_result (&result), cut, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
test_read_all (void)
{
  static const gsize sizes[] = { 0, 1, 65535, 65536, 65537, 300000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gboolean cut = TRUE;
      g_autoptr(GBytes) bytes = read_all (sizes[i], 1000000, &cut);
      const char *data = g_bytes_get_data (bytes, NULL);

      g_assert_cmpuint (g_bytes_get_size (bytes), ==, sizes[i]);
      g_assert_false (cut);
      if (sizes[i] > 0)
        g_assert_cmpint (data[sizes[i]], ==, '\0');
    }
}

static void
test_read_bounded (void)
{
  gboolean cut = FALSE;
  g_autoptr(GBytes) bytes = read_all (300000, 100000, &cut);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 100000);
  g_assert_true (cut);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/retry/worth-it", test_worth_it);
  g_test_add_func ("/sp/retry/asked-delay", test_asked_delay);
  g_test_add_func ("/sp/retry/asked-too-much", test_asked_too_much);
  g_test_add_func ("/sp/retry/own-delay", test_own_delay);
  g_test_add_func ("/sp/delay/passes", test_delay);
  g_test_add_func ("/sp/delay/cancelled", test_delay_cancelled);
  g_test_add_func ("/sp/read-all/sizes", test_read_all);
  g_test_add_func ("/sp/read-all/bounded", test_read_bounded);

  return g_test_run ();
}
