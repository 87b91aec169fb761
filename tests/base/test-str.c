/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-str.h"

#include <string.h>

static void
test_set (void)
{
  g_autofree char *field = NULL;

  g_assert_false (sp_set_str (&field, NULL));
  g_assert_true (sp_set_str (&field, "one two"));
  g_assert_false (sp_set_str (&field, "one two"));
  g_assert_true (sp_set_str (&field, field + 4));
  g_assert_cmpstr (field, ==, "two");
  g_assert_true (sp_set_str (&field, NULL));
}

static void
test_clean_filename (void)
{
  static const struct { const char *name, *clean; } cases[] = {
    { "data.csv", "data.csv" },
    { "../../etc/passwd", "passwd" },
    { "C:\\Users\\x\\report.xlsx", "report.xlsx" },
    { "a/b/", "b" },
    { "..", "file" },
    { ".", "file" },
    { "...hidden", "hidden" },
    { "", "file" },
    { NULL, "file" },
    { "  spaced name .csv ", "spaced name .csv" },
    { "line\nbreak\t.csv", "linebreak.csv" },
    { "photo\xe2\x80\xae" "gnp.exe", "photognp.exe" },
    { "zero\xe2\x80\x8bwidth", "zerowidth" },
    { "broken\xff\xfe.txt", "broken.txt" },
    { "Übersicht 概要.csv", "Übersicht 概要.csv" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = sp_str_clean_filename (cases[i].name);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

static void
test_clean_filename_long (void)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *clean = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (name, "é");
  g_string_append (name, ".csv");
  clean = sp_str_clean_filename (name->str);
  g_assert_cmpuint (strlen (clean), <=, 240);
  g_assert_true (g_utf8_validate (clean, -1, NULL));
  g_assert_true (g_str_has_suffix (clean, "é.csv"));
}

static void
test_unique_filename (void)
{
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *first = sp_str_unique_filename ("data.csv", taken);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *plain = NULL;

  g_hash_table_add (taken, (gpointer) "data.csv");
  second = sp_str_unique_filename ("data.csv", taken);
  g_hash_table_add (taken, second);
  third = sp_str_unique_filename ("data.csv", taken);
  g_hash_table_add (taken, (gpointer) "README");
  plain = sp_str_unique_filename ("README", taken);

  g_assert_cmpstr (first, ==, "data.csv");
  g_assert_cmpstr (second, ==, "data (2).csv");
  g_assert_cmpstr (third, ==, "data (3).csv");
  g_assert_cmpstr (plain, ==, "README (2)");
}

static void
test_safe_display (void)
{
  g_autofree char *safe = sp_str_safe_display ("a\nb\xe2\x80\xae" "c\x1b[31m\xff");
  g_autofree char *nothing = sp_str_safe_display (NULL);

  g_assert_cmpstr (safe, ==, "a\xef\xbf\xbd" "bc\xef\xbf\xbd[31m\xef\xbf\xbd");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_strip_ansi (void)
{
  static const struct { const char *text, *plain; } cases[] = {
    { "plain\ttext\n", "plain\ttext\n" },
    { "\x1b[1;31mred\x1b[0m", "red" },
    { "\x1b]0;title\a" "after", "after" },
    { "\x1b]8;;http://x\x1b\\link", "link" },
    { "\x1b(Bx", "Bx" },
    { "cut \x1b[12", "cut " },
    { "end \x1b", "end " },
    { "\x1bPdevice\x1b\\x", "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = sp_str_strip_ansi (cases[i].text);

      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
test_ellipsize (void)
{
  g_autofree char *same = sp_str_ellipsize ("naïve", 5);
  g_autofree char *cut = sp_str_ellipsize ("naïve approach", 5);

  g_assert_cmpstr (same, ==, "naïve");
  g_assert_cmpstr (cut, ==, "naïv…");
}

static void
test_make_valid (void)
{
  g_autofree char *valid = sp_str_make_valid ("a\0b\xffz", 5);

  g_assert_true (g_utf8_validate (valid, -1, NULL));
  g_assert_true (g_str_has_suffix (valid, "z"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/str/set", test_set);
  g_test_add_func ("/sp/str/clean-filename", test_clean_filename);
  g_test_add_func ("/sp/str/clean-filename-long", test_clean_filename_long);
  g_test_add_func ("/sp/str/unique-filename", test_unique_filename);
  g_test_add_func ("/sp/str/safe-display", test_safe_display);
  g_test_add_func ("/sp/str/strip-ansi", test_strip_ansi);
  g_test_add_func ("/sp/str/ellipsize", test_ellipsize);
  g_test_add_func ("/sp/str/make-valid", test_make_valid);

  return g_test_run ();
}
