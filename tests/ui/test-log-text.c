/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "ui/sp-log-text.h"

static char *
numbered_lines (guint n_lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i <= n_lines; i++)
    g_string_append_printf (text, "line %u\n", i);
  return g_string_free (text, FALSE);
}

static void
test_short (void)
{
  g_autofree char *text = numbered_lines (10);
  g_autoptr(SpLogFold) fold = sp_log_fold_new (text, 5, 3);
  g_autoptr(SpLogFold) empty = sp_log_fold_new ("", 5, 3);

  g_assert_cmpstr (fold->head, ==, text);
  g_assert_null (fold->tail);
  g_assert_cmpuint (fold->n_lines, ==, 10);
  g_assert_cmpuint (empty->n_lines, ==, 0);
  g_assert_cmpstr (empty->head, ==, "");
}

static void
test_long (void)
{
  g_autofree char *text = numbered_lines (1000);
  g_autoptr(SpLogFold) fold = sp_log_fold_new (text, 2, 3);

  g_assert_cmpstr (fold->head, ==, "line 1\nline 2\n");
  g_assert_cmpstr (fold->tail, ==, "line 998\nline 999\nline 1000\n");
  g_assert_cmpuint (fold->n_hidden, ==, 995);
  g_assert_cmpuint (fold->n_lines, ==, 1000);
}

static void
test_no_last_newline (void)
{
  g_autoptr(SpLogFold) fold = sp_log_fold_new ("1\n2\n3\n4\n5\n6\n7\n8", 1, 1);

  g_assert_cmpuint (fold->n_lines, ==, 8);
  g_assert_cmpstr (fold->head, ==, "1\n");
  g_assert_cmpstr (fold->tail, ==, "8");
  g_assert_cmpuint (fold->n_hidden, ==, 6);
}

static void
test_one_endless_line (void)
{
  g_autofree char *filler = g_strnfill (500000, 'a');
  g_autofree char *text = g_strconcat ("é", filler, "é", NULL);
  g_autoptr(SpLogFold) fold = sp_log_fold_new (text, 5, 3);

  g_assert_cmpuint (strlen (fold->head), <=, 16000);
  g_assert_cmpuint (strlen (fold->tail), <=, 16000);
  g_assert_cmpuint (fold->n_hidden, ==, 1);
  g_assert_true (g_utf8_validate (fold->head, -1, NULL));
  g_assert_true (g_utf8_validate (fold->tail, -1, NULL));
  g_assert_true (g_str_has_suffix (fold->tail, "é"));
}

static void
test_random_folds (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(SpLogFold) fold = NULL;

      for (int n = g_test_rand_int_range (0, 80); n > 0; n--)
        g_string_append (text, g_test_rand_int_range (0, 3) == 0 ? "é" : "\n");
      fold = sp_log_fold_new (text->str, (guint) g_test_rand_int_range (0, 6), (guint) g_test_rand_int_range (0, 6));
      g_assert_true (g_str_has_prefix (text->str, fold->head));
      if (fold->tail == NULL)
        g_assert_cmpstr (fold->head, ==, text->str);
      else
        {
          g_assert_true (g_str_has_suffix (text->str, fold->tail));
          g_assert_cmpuint (strlen (fold->head) + strlen (fold->tail), <=, text->len);
        }
    }
}

static void
test_traceback (void)
{
  static const char text[] =
    "before\nTraceback (most recent call last):\n  File \"<cell 1>\", line 2, in <module>\n    int('x')\n"
    "ValueError: invalid literal for int() with base 10: 'x'\nafter";
  SpLogTraceback traceback;
  g_autofree char *line = NULL;

  g_assert_true (sp_log_find_traceback (text, &traceback));
  line = g_strndup (text + traceback.error_start, traceback.error_end - traceback.error_start);
  g_assert_cmpstr (line, ==, "ValueError: invalid literal for int() with base 10: 'x'");
  g_assert_true (g_str_has_prefix (text + traceback.start, "Traceback"));
}

static void
test_chained_traceback (void)
{
  static const char text[] =
    "Traceback (most recent call last):\n  File \"a\", line 1\nKeyError: 'a'\n\n"
    "During handling of the above exception, another exception occurred:\n\n"
    "Traceback (most recent call last):\n  File \"b\", line 1\nmy.package_1.Bad\n";
  SpLogTraceback traceback;
  g_autofree char *line = NULL;

  g_assert_true (sp_log_find_traceback (text, &traceback));
  line = g_strndup (text + traceback.error_start, traceback.error_end - traceback.error_start);
  g_assert_cmpstr (line, ==, "my.package_1.Bad");
}

static void
test_no_traceback (void)
{
  SpLogTraceback traceback;

  g_assert_false (sp_log_find_traceback ("", &traceback));
  g_assert_false (sp_log_find_traceback ("ValueError: only a line", &traceback));
  g_assert_false (sp_log_find_traceback ("Traceback (most recent call last):\n  File", &traceback));
  g_assert_false (sp_log_find_traceback ("Traceback (most recent call last):", &traceback));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/log-text/short", test_short);
  g_test_add_func ("/sp/log-text/long", test_long);
  g_test_add_func ("/sp/log-text/no-last-newline", test_no_last_newline);
  g_test_add_func ("/sp/log-text/one-endless-line", test_one_endless_line);
  g_test_add_func ("/sp/log-text/random", test_random_folds);
  g_test_add_func ("/sp/log-text/traceback", test_traceback);
  g_test_add_func ("/sp/log-text/chained-traceback", test_chained_traceback);
  g_test_add_func ("/sp/log-text/no-traceback", test_no_traceback);

  return g_test_run ();
}
