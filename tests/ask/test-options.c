/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "ask/sp-ask-options.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
make_file (void)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("sp-ask-XXXXXX.csv", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  return path;
}

static void
test_question_alone (void)
{
  const char *const arguments[] = { "ask", "I need to solve `3x + 11 = 14`", NULL };
  g_autofree char *message = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpAskOptions) options = sp_ask_options_parse ((char **) arguments, &message, &error);

  g_assert_no_error (error);
  g_assert_null (message);
  g_assert_cmpstr (options->question, ==, "I need to solve `3x + 11 = 14`");
  g_assert_cmpuint (options->files->len, ==, 0);
  g_assert_null (options->out);
}

static void
test_files_and_folder (void)
{
  g_autofree char *file = make_file ();
  const char *arguments[] = { "ask", file, "--out", "charts", "  What is the mean?  ", "--json", NULL };
  g_autofree char *message = NULL;
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpAskOptions) options = sp_ask_options_parse ((char **) arguments, &message, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (options->question, ==, "What is the mean?");
  g_assert_cmpuint (options->files->len, ==, 1);
  g_assert_true (options->json);
  out = g_file_get_basename (options->out);
  g_assert_cmpstr (out, ==, "charts");
  g_assert_cmpint (g_remove (file), ==, 0);
}

static void
test_refuses (void)
{
  g_autofree char *file = make_file ();
  const char *no_file[] = { "ask", "missing.csv", "What?", NULL };
  const char *folder[] = { "ask", "/", "What?", NULL };
  const char *no_question[] = { "ask", file, NULL };
  const char *empty_question[] = { "ask", file, "  ", NULL };
  const char *nothing[] = { "ask", NULL };
  const char *unknown_option[] = { "ask", "--frobnicate", "What?", NULL };
  const char **cases[] = { no_file, folder, no_question, empty_question, nothing, unknown_option };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(SpAskOptions) options = sp_ask_options_parse ((char **) cases[i], &message, &error);

      g_assert_null (options);
      g_assert_null (message);
      g_assert_nonnull (error);
      g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (G_OPTION_ERROR));
    }
  g_assert_cmpint (g_remove (file), ==, 0);
}

static void
test_help (void)
{
  const char *const arguments[] = { "ask", "--help", NULL };
  g_autofree char *message = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (sp_ask_options_parse ((char **) arguments, &message, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (message, "--out"));
  g_assert_nonnull (strstr (message, "--json"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/ask/options/question-alone", test_question_alone);
  g_test_add_func ("/sp/ask/options/files-and-folder", test_files_and_folder);
  g_test_add_func ("/sp/ask/options/refuses", test_refuses);
  g_test_add_func ("/sp/ask/options/help", test_help);

  return g_test_run ();
}
