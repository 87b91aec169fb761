/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "table/sp-record-parser.h"
#include "table/sp-record-scanner.h"

#include <string.h>

/* A simple reading, one byte after the other, to hold the fast one against.
 * It knows no stray quotes that span lines. */
static GArray *
list_starts_slowly (const char      *text,
                    gsize            length,
                    const SpDialect *dialect)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint64));
  gboolean in_quotes = FALSE;
  guint64 start = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (c == dialect->quote)
        {
          if (in_quotes && i + 1 < length && text[i + 1] == c)
            i++;
          else if (in_quotes)
            in_quotes = FALSE;
          else
            in_quotes = i == start || text[i - 1] == dialect->delimiter;
        }
      else if (!in_quotes && (c == '\n' || c == '\r'))
        {
          if (i > start)
            g_array_append_val (starts, start);
          start = i + 1;
        }
    }
  if (length > start)
    g_array_append_val (starts, start);

  return starts;
}

/* Reads a text by windows of a size, as the index reads a file. */
static GArray *
list_starts (const char      *text,
             gsize            length,
             const SpDialect *dialect,
             gsize            window_size)
{
  g_auto(SpRecordScanner) scanner = { 0 };
  gsize start;
  gsize n;

  sp_record_scanner_init (&scanner, dialect, 0, 1);
  do
    {
      start = scanner.position > SP_SCAN_BEHIND ? scanner.position - SP_SCAN_BEHIND : 0;
      n = MIN (window_size, length - start);
    }
  while (sp_record_scanner_scan (&scanner, (const guint8 *) text + start, start, n, start + n == length));

  g_assert_cmpuint (scanner.n_rows, ==, scanner.starts->len);
  return g_array_ref (scanner.starts);
}

static void
assert_same (GArray *a,
             GArray *b)
{
  g_assert_cmpmem (a->data, a->len * sizeof (guint64), b->data, b->len * sizeof (guint64));
}

static void
assert_n_rows (const char *text,
               guint       n_rows)
{
  SpDialect dialect = SP_DIALECT_INIT;
  g_autoptr(GArray) whole = list_starts (text, strlen (text), &dialect, 1 << 20);

  g_assert_cmpuint (whole->len, ==, n_rows);

  for (gsize size = SP_SCAN_BEHIND + SP_SCAN_AHEAD + 1; size < 100; size++)
    {
      g_autoptr(GArray) starts = list_starts (text, strlen (text), &dialect, size);

      assert_same (whole, starts);
    }
}

static void
test_rows (void)
{
  assert_n_rows ("", 0);
  assert_n_rows ("a", 1);
  assert_n_rows ("a,b\n1,2\n", 2);
  assert_n_rows ("a,b\r\n1,2\r\n", 2);
  assert_n_rows ("a,b\r1,2\r3,4", 3);
  assert_n_rows ("a,b\n\n\n1,2\n", 2);
  assert_n_rows ("a,b\n\"x\ny\",2\n3,4\n", 3);
  assert_n_rows ("a,b\n\"x \"\"y\"\"\n\",2\n3,4\n", 3);
  assert_n_rows ("a,b\n5\" pipe,2\n6\" pipe,4\n", 3);
  assert_n_rows ("a, \"b\nc\" , d\n1,2,3\n", 2);
}

static void
test_stray_quotes (void)
{
  /* Never closed. */
  assert_n_rows ("a,b\n\"12 inch,2\n3,4\n5,6\n", 4);
  /* Closed some lines later, but in the middle of a word. */
  assert_n_rows ("a,b\n\"12 inch,2\n3,4\n5,say \"hello\" now\n7,8\n", 5);
  assert_n_rows ("a,b\n\"open\n3,4\n\"shut\",1\n7,8\n", 5);
  /* Text behind the closing quote on the same line is forgiven. */
  assert_n_rows ("a,b\n\"x\"y,2\n3,4\n", 3);
}

static void
test_blank_lines (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  const char *text = "a\r\n\r\nb\n\nc\n";
  g_autoptr(GArray) starts = NULL;

  dialect.skip_blank = FALSE;
  starts = list_starts (text, strlen (text), &dialect, 1 << 20);
  g_assert_cmpuint (starts->len, ==, 5);
  g_assert_cmpuint (g_array_index (starts, guint64, 1), ==, 3);
  g_assert_cmpuint (g_array_index (starts, guint64, 2), ==, 5);
}

static void
test_nel (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  const char *text = "a,\xC3\x85\xC2\x85" "1,2\xC2\x85";
  g_autoptr(GArray) starts = NULL;

  dialect.nel = TRUE;
  starts = list_starts (text, strlen (text), &dialect, 1 << 20);
  g_assert_cmpuint (starts->len, ==, 2);
  g_assert_cmpuint (g_array_index (starts, guint64, 1), ==, 6);
}

static void
test_escape (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  const char *text = "a,b\n\"x \\\"y\\\"\nz\",2\n\"\\\\\",3\n";
  g_autoptr(GArray) starts = NULL;

  dialect.escape = '\\';
  starts = list_starts (text, strlen (text), &dialect, 1 << 20);
  g_assert_cmpuint (starts->len, ==, 3);
}

/* Valid tables with all that quoting allows, in every window size. */
static void
test_random_tables (void)
{
  static const char * const cells[] = { "", "1", "ab", "\"q\"", "\"a,b\"", "\"a\nb\"", "\"\"\"\"", "\"\"\"x\"\"\r\n\"", "x y", "\"\"" };
  static const char * const ends[] = { "\n", "\r\n", "\r" };
  SpDialect dialect = SP_DIALECT_INIT;

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GArray) expected = NULL;
      guint n_rows = g_test_rand_int_range (1, 40);
      const char *end = ends[g_test_rand_int_range (0, 3)];

      for (guint i = 0; i < n_rows; i++)
        g_string_append_printf (text, "%s,%s,%s%s",
                                cells[g_test_rand_int_range (0, G_N_ELEMENTS (cells))],
                                cells[g_test_rand_int_range (0, G_N_ELEMENTS (cells))],
                                cells[g_test_rand_int_range (0, G_N_ELEMENTS (cells))], end);

      expected = list_starts_slowly (text->str, text->len, &dialect);
      g_assert_cmpuint (expected->len, ==, n_rows);
      for (gsize size = SP_SCAN_BEHIND + SP_SCAN_AHEAD + 1; size < 140; size += 1 + round % 7)
        {
          g_autoptr(GArray) starts = list_starts (text->str, text->len, &dialect, size);

          assert_same (expected, starts);
        }
    }
}

/* Whatever the bytes, the rows are the same however the text is cut, and the
 * parser takes each of them whole. */
static void
test_random_bytes (void)
{
  static const char alphabet[] = "\"\"\",,,\n\n\r\\ ab;'\xC2\x85\xFF";
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint round = 0; round < 1500; round++)
    {
      SpDialect dialect = SP_DIALECT_INIT;
      g_autoptr(GArray) whole = NULL;
      g_autoptr(GString) cell_text = g_string_new (NULL);
      g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SpCell));
      gsize size = g_test_rand_int_range (SP_SCAN_BEHIND + SP_SCAN_AHEAD + 1, 90);
      g_autoptr(GArray) starts = NULL;

      dialect.escape = round % 3 == 0 ? '\\' : '\0';
      dialect.nel = round % 7 == 0;
      dialect.skip_blank = round % 2 == 0;

      g_string_truncate (text, 0);
      for (gint32 n = g_test_rand_int_range (0, 300); n > 0; n--)
        g_string_append_c (text, alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)]);

      whole = list_starts (text->str, text->len, &dialect, 1 << 20);
      starts = list_starts (text->str, text->len, &dialect, size);
      assert_same (whole, starts);

      for (guint i = 0; i < whole->len; i++)
        {
          guint64 start = g_array_index (whole, guint64, i);
          guint64 end = i + 1 < whole->len ? g_array_index (whole, guint64, i + 1) : text->len;
          gsize n = sp_record_parse (&dialect, text->str + start, end - start, 100, 50, cell_text, cells);

          g_assert_cmpuint (n, <=, end - start);
          if (!dialect.skip_blank && !dialect.nel && dialect.escape == '\0')
            g_assert_cmpuint (n, ==, end - start);
        }
    }
}

/* A quote behind spaces that is closed in the middle of a cell was none, for the parser as for the scanner. */
static void
test_padded_stray_quote (void)
{
  static const char text[] = " \"x,\"y,\"z\nw\",v\n1,2\n";
  SpDialect dialect = SP_DIALECT_INIT;
  g_autoptr(GArray) starts = list_starts (text, strlen (text), &dialect, 1 << 20);
  g_autoptr(GString) cell_text = g_string_new (NULL);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SpCell));
  guint64 second = g_array_index (starts, guint64, 1);

  g_assert_cmpuint (sp_record_parse (&dialect, text, second, 100, 50, cell_text, cells), ==, second);
  g_assert_cmpuint (cells->len, ==, 2);
}

/* A quoted cell beyond all measure, and the rows behind it. */
static void
test_endless_quote (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  g_autoptr(GString) text = g_string_new ("a,b\n\"open,1\n");
  g_autoptr(GArray) starts = NULL;
  guint n_rows = 2;

  while (text->len < SP_SCAN_MAX_QUOTED + 100000)
    {
      g_string_append (text, "some text that fills the file,2\n");
      n_rows++;
    }
  g_string_append (text, "\"closed\",3\n");

  starts = list_starts (text->str, text->len, &dialect, 65536);
  g_assert_cmpuint (starts->len, ==, n_rows + 1);
}

static void
test_every (void)
{
  SpDialect dialect = SP_DIALECT_INIT;
  g_auto(SpRecordScanner) scanner = { 0 };
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "a,b\n");

  sp_record_scanner_init (&scanner, &dialect, 0, 256);
  sp_record_scanner_text (&scanner, (const guint8 *) text->str, text->len);
  g_assert_cmpuint (scanner.n_rows, ==, 1000);
  g_assert_cmpuint (scanner.starts->len, ==, 4);
  g_assert_cmpuint (g_array_index (scanner.starts, guint64, 3), ==, 3 * 256 * 4);
}

static void
test_masks (void)
{
  static const guint8 marks[SP_N_MARKS] = { '\n', '\r', '"', '\\' };
  guint8 bytes[1000];
  guint64 plain[16];
  guint64 other[16];

  for (guint round = 0; round < 200; round++)
    {
      gsize n = g_test_rand_int_range (0, sizeof bytes);

      for (gsize i = 0; i < n; i++)
        bytes[i] = "\n\r\"\\abcdef,\xFF\x8A"[g_test_rand_int_range (0, 13)];

      memset (plain, 0, sizeof plain);
      sp_byte_mask_get (SP_BYTE_MASK_PLAIN) (bytes, n, marks, plain);
      for (int kind = SP_BYTE_MASK_SSE2; kind <= SP_BYTE_MASK_AVX2; kind++)
        if (sp_byte_mask_is_available (kind))
          {
            memset (other, 0, sizeof other);
            sp_byte_mask_get (kind) (bytes, n, marks, other);
            g_assert_cmpmem (plain, sizeof plain, other, sizeof other);
          }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/byte-mask/all-agree", test_masks);
  g_test_add_func ("/sp/record-scanner/rows", test_rows);
  g_test_add_func ("/sp/record-scanner/stray-quotes", test_stray_quotes);
  g_test_add_func ("/sp/record-scanner/blank-lines", test_blank_lines);
  g_test_add_func ("/sp/record-scanner/nel", test_nel);
  g_test_add_func ("/sp/record-scanner/escape", test_escape);
  g_test_add_func ("/sp/record-scanner/random-tables", test_random_tables);
  g_test_add_func ("/sp/record-scanner/padded-stray-quote", test_padded_stray_quote);
  g_test_add_func ("/sp/record-scanner/random-bytes", test_random_bytes);
  g_test_add_func ("/sp/record-scanner/endless-quote", test_endless_quote);
  g_test_add_func ("/sp/record-scanner/every", test_every);

  return g_test_run ();
}
