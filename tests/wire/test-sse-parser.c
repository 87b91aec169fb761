/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "wire/sp-sse-parser.h"
#include "wire/sp-wire-error.h"

static gboolean
collect (const char  *name,
         const char  *data,
         gsize        length,
         gpointer     user_data,
         GError     **error)
{
  GString *seen = user_data;

  g_assert_cmpuint (strlen (data), ==, length);
  g_string_append_printf (seen, "<%s|%s>", name != NULL ? name : "-", data);
  return TRUE;
}

static char *
parse_in_pieces (const char *text,
                 gsize       length,
                 gsize       split,
                 gsize       size)
{
  g_autoptr(SpSseParser) parser = sp_sse_parser_new (SP_SSE_MAX_EVENT);
  g_autoptr(GError) error = NULL;
  GString *seen = g_string_new (NULL);
  gsize done = 0;

  while (done < length)
    {
      gsize limit = done < split ? split : length;
      gsize step = MIN (size, limit - done);

      g_assert_true (sp_sse_parser_feed (parser, text + done, step, collect, seen, &error));
      g_assert_no_error (error);
      done += step;
    }
  g_assert_true (sp_sse_parser_finish (parser, collect, seen, &error));
  g_assert_no_error (error);
  return g_string_free (seen, FALSE);
}

/* Every split point and every read size must give the same events. */
static void
assert_events (const char *text,
               const char *expected)
{
  gsize length = strlen (text);

  for (gsize split = 0; split <= length; split++)
    for (gsize size = 1; size <= 16; size++)
      {
        g_autofree char *seen = parse_in_pieces (text, length, split, size);

        g_assert_cmpstr (seen, ==, expected);
      }
}

static void
test_plain (void)
{
  assert_events ("event: a\ndata: {\"x\":1}\n\nevent: b\ndata: 2\n\n", "<a|{\"x\":1}><b|2>");
}

static void
test_line_ends (void)
{
  assert_events ("event: a\r\ndata: 1\r\n\r\ndata: 2\r\rdata: 3\n\ndata: 4\r\n\r\n", "<a|1><-|2><-|3><-|4>");
}

static void
test_joined_lines (void)
{
  assert_events ("data: one\ndata:two\ndata:\ndata:  four\n\n", "<-|one\ntwo\n\n four>");
}

static void
test_comments_and_unknown_fields (void)
{
  assert_events (": hello\nid: 7\nretry: 10\ndata: x\n:\nwhat: ever\nlonely\n\n: only a comment\n\n", "<-|x>");
}

static void
test_end_of_file (void)
{
  assert_events ("event: last\ndata: kept", "<last|kept>");
  assert_events ("data: a\n\ndata: b\n", "<-|a><-|b>");
}

static void
test_done_mark (void)
{
  assert_events ("data: x\n\ndata: [DONE]\n\n", "<-|x>");
}

static void
test_byte_order_mark (void)
{
  assert_events ("\xEF\xBB\xBF" "data: x\n\ndata: \xEF\xBB\xBFy\n\n", "<-|x><-|\xEF\xBB\xBFy>");
}

static void
test_empty_events (void)
{
  assert_events ("event: a\n\nevent: b\ndata\n\n\n\ndata: c\n\n", "<-|c>");
}

static void
test_too_long (void)
{
  g_autoptr(SpSseParser) parser = sp_sse_parser_new (16);
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) seen = g_string_new (NULL);

  g_assert_false (sp_sse_parser_feed (parser, "data: 12345678901234567890", 26, collect, seen, &error));
  g_assert_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG);
}

static void
test_too_many_lines (void)
{
  g_autoptr(SpSseParser) parser = sp_sse_parser_new (16);
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) seen = g_string_new (NULL);
  const char *text = "data: 123456\ndata: 123456\ndata: 123456\n";

  g_assert_false (sp_sse_parser_feed (parser, text, strlen (text), collect, seen, &error));
  g_assert_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG);
}

static gboolean
refuse (const char  *name,
        const char  *data,
        gsize        length,
        gpointer     user_data,
        GError     **error)
{
  guint *n_calls = user_data;

  (*n_calls)++;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no");
  return FALSE;
}

static void
test_stops_at_first_error (void)
{
  g_autoptr(SpSseParser) parser = sp_sse_parser_new (SP_SSE_MAX_EVENT);
  g_autoptr(GError) error = NULL;
  guint n_calls = 0;

  g_assert_false (sp_sse_parser_feed (parser, "data: 1\n\ndata: 2\n\n", 18, refuse, &n_calls, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (n_calls, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sse-parser/plain", test_plain);
  g_test_add_func ("/sp/sse-parser/line-ends", test_line_ends);
  g_test_add_func ("/sp/sse-parser/joined-lines", test_joined_lines);
  g_test_add_func ("/sp/sse-parser/comments-and-unknown-fields", test_comments_and_unknown_fields);
  g_test_add_func ("/sp/sse-parser/end-of-file", test_end_of_file);
  g_test_add_func ("/sp/sse-parser/done-mark", test_done_mark);
  g_test_add_func ("/sp/sse-parser/byte-order-mark", test_byte_order_mark);
  g_test_add_func ("/sp/sse-parser/empty-events", test_empty_events);
  g_test_add_func ("/sp/sse-parser/too-long", test_too_long);
  g_test_add_func ("/sp/sse-parser/too-many-lines", test_too_many_lines);
  g_test_add_func ("/sp/sse-parser/stops-at-first-error", test_stops_at_first_error);

  return g_test_run ();
}
