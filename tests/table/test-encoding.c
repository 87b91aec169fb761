/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "table/sp-encoding.h"
#include "table/sp-dialect.h"

#include <string.h>

static SpEncoding
sniff (const char *bytes,
       gssize      length,
       guint      *bom_length)
{
  SpEncoding encoding;

  g_assert_true (sp_encoding_sniff ((const guint8 *) bytes, length < 0 ? strlen (bytes) : (gsize) length,
                                    &encoding, bom_length));
  return encoding;
}

static void
test_sniff (void)
{
  guint bom;

  g_assert_cmpint (sniff ("plain", -1, &bom), ==, SP_ENCODING_UTF_8);
  g_assert_cmpuint (bom, ==, 0);
  g_assert_cmpint (sniff ("caf\xC3\xA9", -1, &bom), ==, SP_ENCODING_UTF_8);
  g_assert_cmpint (sniff ("caf\xE9 au lait", -1, &bom), ==, SP_ENCODING_WINDOWS_1252);
  g_assert_cmpint (sniff ("a\x81 b", -1, &bom), ==, SP_ENCODING_ISO_8859_1);
  g_assert_cmpint (sniff ("\xEF\xBB\xBFx", -1, &bom), ==, SP_ENCODING_UTF_8);
  g_assert_cmpuint (bom, ==, 3);
  g_assert_cmpint (sniff ("\xFE\xFF\0a", 4, &bom), ==, SP_ENCODING_UTF_16BE);
  g_assert_cmpuint (bom, ==, 2);
  g_assert_cmpint (sniff ("a\0b\0c\0\n\0", 8, &bom), ==, SP_ENCODING_UTF_16LE);
  g_assert_cmpuint (bom, ==, 0);
  g_assert_cmpint (sniff ("", 0, &bom), ==, SP_ENCODING_UTF_8);
}

/* A character cut by the end of the sample is no fault. */
static void
test_sniff_cut (void)
{
  static const char text[] = "na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x90\xA6";
  guint bom;

  for (gsize n = 0; n < sizeof text; n++)
    g_assert_cmpint (sniff (text, n, &bom), ==, SP_ENCODING_UTF_8);
}

static void
test_binary (void)
{
  SpEncoding encoding;
  guint bom;

  g_assert_false (sp_encoding_sniff ((const guint8 *) "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, &encoding, &bom));
}

static void
test_decode (void)
{
  gboolean damaged = FALSE;
  gsize length;
  g_autofree char *western = sp_encoding_decode (SP_ENCODING_WINDOWS_1252, (const guint8 *) "\x80 \xE9", 3, &length, &damaged);
  g_autofree char *wide = sp_encoding_decode (SP_ENCODING_UTF_16LE, (const guint8 *) "\xAC\x20", 2, &length, &damaged);
  g_autofree char *cyrillic = sp_encoding_decode (SP_ENCODING_WINDOWS_1251, (const guint8 *) "\xC4\xE0", 2, &length, &damaged);
  g_autofree char *japanese = sp_encoding_decode (SP_ENCODING_SHIFT_JIS, (const guint8 *) "\x93\xFA", 2, &length, &damaged);

  g_assert_cmpstr (western, ==, "€ é");
  g_assert_cmpstr (wide, ==, "€");
  g_assert_cmpstr (cyrillic, ==, "Да");
  g_assert_cmpstr (japanese, ==, "日");
  g_assert_false (damaged);
}

static void
test_decode_damaged (void)
{
  gboolean damaged = FALSE;
  gsize length;
  g_autofree char *text = sp_encoding_decode (SP_ENCODING_UTF_8, (const guint8 *) "M\xFCller", 6, &length, &damaged);

  g_assert_cmpstr (text, ==, "Müller");
  g_assert_true (damaged);
}

/* Whatever the bytes, UTF-8 comes out. */
static void
test_decode_random (void)
{
  for (guint round = 0; round < 4000; round++)
    {
      guint8 bytes[40];
      gsize n = g_test_rand_int_range (0, sizeof bytes);
      gboolean damaged = FALSE;
      gsize length;
      g_autofree char *text = NULL;

      for (gsize i = 0; i < n; i++)
        bytes[i] = g_test_rand_int_range (1, 256);
      text = sp_encoding_decode (round % SP_N_ENCODINGS, bytes, n, &length, &damaged);
      g_assert_true (g_utf8_validate (text, length, NULL));
    }
}

static void
test_names (void)
{
  for (guint i = 0; i < SP_N_ENCODINGS; i++)
    {
      g_assert_nonnull (sp_encoding_get_name (i));
      g_assert_cmpuint (sp_encoding_get_unit (i), ==, i == SP_ENCODING_UTF_16LE || i == SP_ENCODING_UTF_16BE ? 2 : 1);
    }
}

static void
test_dialect_equal (void)
{
  SpDialect a = SP_DIALECT_INIT;
  SpDialect b = SP_DIALECT_INIT;

  g_assert_true (sp_dialect_equal (&a, &b));
  b.delimiter = ';';
  g_assert_false (sp_dialect_equal (&a, &b));
  b = a;
  b.encoding = SP_ENCODING_GB18030;
  g_assert_false (sp_dialect_equal (&a, &b));
  b = a;
  b.has_header = FALSE;
  g_assert_false (sp_dialect_equal (&a, &b));
}

static void
test_delimiter_names (void)
{
  g_assert_cmpstr (sp_dialect_delimiter_name (','), ==, "comma");
  g_assert_cmpstr (sp_dialect_delimiter_name ('\t'), ==, "tab");
  g_assert_cmpstr (sp_dialect_delimiter_name ('\0'), ==, "one column");
  g_assert_cmpstr (sp_dialect_delimiter_name ('~'), ==, "special character");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/encoding/sniff", test_sniff);
  g_test_add_func ("/sp/encoding/sniff-cut", test_sniff_cut);
  g_test_add_func ("/sp/encoding/binary", test_binary);
  g_test_add_func ("/sp/encoding/decode", test_decode);
  g_test_add_func ("/sp/encoding/decode-damaged", test_decode_damaged);
  g_test_add_func ("/sp/encoding/decode-random", test_decode_random);
  g_test_add_func ("/sp/encoding/names", test_names);
  g_test_add_func ("/sp/dialect/equal", test_dialect_equal);
  g_test_add_func ("/sp/dialect/delimiter-names", test_delimiter_names);

  return g_test_run ();
}
