/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "table/sp-dialect-sniffer.h"
#include "table/sp-table-error.h"

#include <string.h>

static SpDialect
sniff (const char *text)
{
  g_autoptr(GError) error = NULL;
  SpDialect dialect;

  sp_dialect_sniff ((const guint8 *) text, strlen (text), TRUE, &dialect, &error);
  g_assert_no_error (error);

  return dialect;
}

static void
test_delimiters (void)
{
  g_assert_cmpint (sniff ("a,b,c\n1,2,3\n4,5,6\n").delimiter, ==, ',');
  g_assert_cmpint (sniff ("a;b;c\n1,5;2,5;3\n4,5;5;6,1\n").delimiter, ==, ';');
  g_assert_cmpint (sniff ("a\tb\n1\t2 x, y\n4\tq\n").delimiter, ==, '\t');
  g_assert_cmpint (sniff ("a|b|c\n1|2|x,y\n4|5|z\n").delimiter, ==, '|');
  g_assert_cmpint (sniff ("name\nAnna\nBert\nCarl the Great\n").delimiter, ==, '\0');
  g_assert_cmpint (sniff ("2026-01-01 10:00:00,5\n2026-01-02 11:00:00,6\n").delimiter, ==, ',');
}

static void
test_quotes (void)
{
  g_assert_cmpint (sniff ("a,b\n\"x, y\",\"1\"\n\"z\",\"2\"\n").quote, ==, '"');
  g_assert_cmpint (sniff ("a,b,c\n'x, y, z',1,2\n'z, 1, 2',2,3\n").quote, ==, '\'');
  g_assert_cmpint (sniff ("a,b\n\"x \\\"y\\\", and z\",1\n\"z\",2\n").escape, ==, '\\');
  g_assert_cmpint (sniff ("a,b\n\"x \"\"y\"\"\",1\n\"z\",2\n").escape, ==, '\0');
}

static void
test_header (void)
{
  g_assert_true (sniff ("name,age\nAnna,31\nBert,44\n").has_header);
  g_assert_true (sniff ("name,town\nAnna,Ulm\nBert,Rom\n").has_header);
  g_assert_true (sniff ("a,b\n").has_header);
  g_assert_false (sniff ("1,2\n3,4\n5,6\n").has_header);
  g_assert_false (sniff ("Anna,31\nBert,44\nAnna,12\n").has_header == FALSE &&
                  sniff ("1,Anna\n2,Bert\n3,Anna\n").has_header);
  /* Years as names of columns. */
  g_assert_true (sniff ("town,2019,2020\nUlm,a,b\nRom,c,d\n").has_header);
}

static void
test_decimal (void)
{
  g_assert_cmpint (sniff ("a;b\n1,5;2,25\n3,5;4,75\n").decimal, ==, ',');
  g_assert_cmpint (sniff ("a;b\n1.5;2.25\n3.5;4.75\n").decimal, ==, '.');
  g_assert_cmpint (sniff ("a,b\n1.5,2.25\n").decimal, ==, '.');
}

static void
test_preamble (void)
{
  SpDialect dialect = sniff ("Report of the year\nmade by hand\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n");

  g_assert_cmpint (dialect.delimiter, ==, ',');
  g_assert_cmpuint (dialect.n_preamble, ==, 3);
  g_assert_true (dialect.has_header);

  dialect = sniff ("sep=;\r\na;b\r\n1;2\r\n");
  g_assert_cmpint (dialect.delimiter, ==, ';');
  g_assert_cmpuint (dialect.n_preamble, ==, 1);

  g_assert_cmpuint (sniff ("a,b,c\n1,2,3\n").n_preamble, ==, 0);
}

static void
test_encodings (void)
{
  static const guint8 utf16[] = { 0xFF, 0xFE, 'a', 0, ';', 0, 'b', 0, '\n', 0, '1', 0, ';', 0, '2', 0, '\n', 0 };
  SpDialect dialect;

  g_assert_true (sp_dialect_sniff (utf16, sizeof utf16, TRUE, &dialect, NULL));
  g_assert_cmpint (dialect.encoding, ==, SP_ENCODING_UTF_16LE);
  g_assert_cmpuint (dialect.bom_length, ==, 2);
  g_assert_cmpint (dialect.delimiter, ==, ';');

  g_assert_cmpint (sniff ("\xEF\xBB\xBF" "a,b\n1,2\n").bom_length, ==, 3);
  g_assert_cmpint (sniff ("a,b\nM\xFCller,2\n").encoding, ==, SP_ENCODING_WINDOWS_1252);
  g_assert_true (sniff ("a,b\xC2\x85" "1,2\xC2\x85").nel);
}

static void
test_errors (void)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 1, 0 };
  g_autoptr(GError) error = NULL;
  SpDialect dialect;

  g_assert_false (sp_dialect_sniff (NULL, 0, TRUE, &dialect, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_EMPTY);
  g_clear_error (&error);

  g_assert_false (sp_dialect_sniff (png, sizeof png, TRUE, &dialect, &error));
  g_assert_error (error, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY);
}

static void
test_rest (void)
{
  const char *text = "a,b;c\n1,5;2\n2,5;3\n";
  SpDialect dialect = sniff (text);

  dialect.delimiter = ';';
  sp_dialect_sniff_rest ((const guint8 *) text, strlen (text), TRUE, &dialect);
  g_assert_cmpint (dialect.decimal, ==, ',');
  g_assert_true (dialect.has_header);
}

static char
delimiter_of (const char *word)
{
  static const struct { const char *word; char delimiter; } words[] = {
    { "comma", ',' }, { "semicolon", ';' }, { "tab", '\t' }, { "space", ' ' }, { "vslash", '|' },
    { "pipe", '|' }, { "colon", ':' }, { "caret", '^' }, { "tilde", '~' }, { "asterisk", '*' },
    { "star", '*' }, { "hash", '#' }, { "numbersign", '#' }, { "ampersand", '&' }, { "equals", '=' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i].word) == 0)
      return words[i].delimiter;

  return '\0';
}

/* Files with a known dialect, where there are any: the share that is found. */
static void
score_folder (const char *folder,
              const char *name,
              double      least)
{
  g_autofree char *list_name = g_strconcat (name, "_dialects.txt", NULL);
  g_autofree char *list = g_build_filename (folder, list_name, NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  guint n_files = 0;
  guint n_found = 0;

  if (!g_file_get_contents (list, &contents, NULL, NULL))
    {
      g_test_message ("%s: not here", name);
      return;
    }

  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (g_strchomp (lines[i]), "|", -1);
      g_autofree char *path = NULL;
      g_autofree char *bytes = NULL;
      SpDialect dialect;
      gsize length;

      if (g_strv_length (parts) < 4 || lines[i][0] == '#' || strcmp (parts[0], "file_name") == 0)
        continue;
      path = g_build_filename (folder, name, parts[0], NULL);
      if (!g_file_get_contents (path, &bytes, &length, NULL))
        continue;

      n_files++;
      if (sp_dialect_sniff ((guint8 *) bytes, MIN (length, SP_SNIFF_SAMPLE), length <= SP_SNIFF_SAMPLE, &dialect, NULL) &&
          dialect.delimiter == delimiter_of (parts[2]))
        n_found++;
      else
        g_test_message ("%s: '%c' instead of %s", parts[0], dialect.delimiter ? dialect.delimiter : '0', parts[2]);
    }

  g_test_message ("%s: the delimiter of %u of %u files found, %.1f %%",
                  name, n_found, n_files, 100.0 * n_found / MAX (n_files, 1));
  g_assert_cmpfloat (100.0 * n_found, >=, least * n_files);
}

static void
test_known_files (void)
{
  g_autofree char *folder = NULL;

  if (g_getenv ("SANDPIPER_BENCH_DIR") != NULL)
    folder = g_build_filename (g_getenv ("SANDPIPER_BENCH_DIR"), "csv", "dialects", NULL);
  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the files with known dialects are not here");
      return;
    }

  /* What Python's csv.Sniffer finds. */
  score_folder (folder, "set1", 94.6);
  score_folder (folder, "w3c", 57.5);
  score_folder (folder, "wild", 68.2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/dialect-sniffer/delimiters", test_delimiters);
  g_test_add_func ("/sp/dialect-sniffer/quotes", test_quotes);
  g_test_add_func ("/sp/dialect-sniffer/header", test_header);
  g_test_add_func ("/sp/dialect-sniffer/decimal", test_decimal);
  g_test_add_func ("/sp/dialect-sniffer/preamble", test_preamble);
  g_test_add_func ("/sp/dialect-sniffer/encodings", test_encodings);
  g_test_add_func ("/sp/dialect-sniffer/errors", test_errors);
  g_test_add_func ("/sp/dialect-sniffer/rest", test_rest);
  g_test_add_func ("/sp/dialect-sniffer/known-files", test_known_files);

  return g_test_run ();
}
