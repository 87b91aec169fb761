/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-download.h"

#include "base/sp-json.h"
#include "service/http/sp-http-event-writer.h"

static void
test_range (void)
{
  static const struct
  {
    const char *header;
    gint64      size;
    gint64      start;
    gint64      length;  /* -1: refused */
  } cases[] = {
    { NULL, 100, 0, 100 },
    { "bytes=0-9", 100, 0, 10 },
    { "bytes=10-", 100, 10, 90 },
    { "bytes=-10", 100, 90, 10 },
    { "bytes=-1000", 100, 0, 100 },
    { "bytes=90-1000", 100, 90, 10 },
    { "bytes=99-99", 100, 99, 1 },
    { "bytes=100-", 100, 0, -1 },
    { "bytes=-0", 100, 0, -1 },
    { "bytes=0-", 0, 0, -1 },
    { "bytes=9-5", 100, 0, 100 },
    { "bytes=0-1,5-6", 100, 0, 100 },
    { "bytes=", 100, 0, 100 },
    { "bytes=-", 100, 0, 100 },
    { "bytes=a-b", 100, 0, 100 },
    { "bytes=99999999999999999999-", 100, 0, 100 },
    { "lines=0-9", 100, 0, 100 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 start = -1;
      gint64 length = -1;
      gboolean good = sp_http_download_parse_range (cases[i].header, cases[i].size, &start, &length, &error);

      g_assert_cmpint (good, ==, cases[i].length >= 0);
      if (!good)
        {
          g_assert_error (error, SP_HTTP_ERROR, 416);
          continue;
        }
      g_assert_cmpint (start, ==, cases[i].start);
      g_assert_cmpint (length, ==, cases[i].length);
    }
}

static void
test_frame (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) event = sp_json_parse_object ("{\"type\":\"a.b\",\"delta\":\"1\\n2\\r\\n\\n\"}", -1, &error);
  g_autofree char *frame = sp_http_event_writer_frame (event);

  g_assert_no_error (error);
  g_assert_cmpstr (frame, ==, "event: a.b\ndata: {\"type\":\"a.b\",\"delta\":\"1\\n2\\r\\n\\n\"}\n\n");
}

static void
test_problem (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(SpHttpProblem) problem = { 0 };
  g_auto(SpHttpProblem) other = { 0 };

  sp_http_error_set (&error, 405, "method_not_allowed", "verb", "No %s here.", "PUT");
  sp_http_problem_init_from_error (&problem, error);
  g_assert_cmpuint (problem.status, ==, 405);
  g_assert_cmpstr (problem.code, ==, "method_not_allowed");
  g_assert_cmpstr (problem.param, ==, "verb");
  g_assert_cmpstr (problem.type, ==, "invalid_request_error");
  g_assert_cmpstr (problem.message, ==, "No PUT here.");

  g_clear_error (&error);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
  sp_http_problem_init_from_error (&other, error);
  g_assert_cmpuint (other.status, ==, 500);
  g_assert_cmpstr (other.type, ==, "server_error");
  g_assert_null (other.param);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/http-download/range", test_range);
  g_test_add_func ("/sp/http-event-writer/frame", test_frame);
  g_test_add_func ("/sp/http-error/problem", test_problem);

  return g_test_run ();
}
