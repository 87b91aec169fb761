/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-think-filter.h"

#include <string.h>

typedef struct
{
  GString *text;
  GString *reasoning;
} Seen;

static void
think_cb (gboolean    is_reasoning,
          const char *text,
          gpointer    user_data)
{
  Seen *seen = user_data;

  g_string_append (is_reasoning ? seen->reasoning : seen->text, text);
}

static void
run (const char *answer,
     gsize       size,
     Seen       *seen)
{
  g_autoptr(SpThinkFilter) filter = sp_think_filter_new ();
  gsize length = strlen (answer);

  for (gsize i = 0; i < length; i += size)
    {
      g_autofree char *piece = g_strndup (answer + i, MIN (size, length - i));

      sp_think_filter_feed (filter, piece, think_cb, seen);
    }
  sp_think_filter_finish (filter, think_cb, seen);
}

static void
test_every_size (void)
{
  static const struct { const char *answer, *reasoning, *text; } cases[] = {
    { "<think>hm</think>\n\nyes", "hm", "yes" },
    { "  \n<think>a < b</think>x", "a < b", "x" },
    { "<think>never ends", "never ends", "" },
    { "no <think>tags</think>", "", "no <think>tags</think>" },
    { "<thinly veiled>", "", "<thinly veiled>" },
    { "<think></think>", "", "" },
    { "", "", "" },
    { "<", "", "<" },
    { "<think>one</thin</think>two</think>", "one</thin", "two</think>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 1; size <= 40; size++)
      {
        Seen seen = { g_string_new (NULL), g_string_new (NULL) };

        run (cases[i].answer, size, &seen);
        g_assert_cmpstr (seen.reasoning->str, ==, cases[i].reasoning);
        g_assert_cmpstr (seen.text->str, ==, cases[i].text);
        g_string_free (seen.text, TRUE);
        g_string_free (seen.reasoning, TRUE);
      }
}

static void
test_reasoning_streams (void)
{
  Seen seen = { g_string_new (NULL), g_string_new (NULL) };
  g_autoptr(SpThinkFilter) filter = sp_think_filter_new ();

  sp_think_filter_feed (filter, "<think>first thoughts", think_cb, &seen);
  g_assert_cmpstr (seen.reasoning->str, ==, "first thoughts");
  sp_think_filter_feed (filter, " and </th", think_cb, &seen);
  g_assert_cmpstr (seen.reasoning->str, ==, "first thoughts and ");
  g_string_free (seen.text, TRUE);
  g_string_free (seen.reasoning, TRUE);
}

static void
test_leading_space_of_an_answer_stays (void)
{
  Seen seen = { g_string_new (NULL), g_string_new (NULL) };

  run ("\n  indented", 3, &seen);
  g_assert_cmpstr (seen.text->str, ==, "\n  indented");
  g_string_free (seen.text, TRUE);
  g_string_free (seen.reasoning, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/think-filter/every-size", test_every_size);
  g_test_add_func ("/sp/think-filter/reasoning-streams", test_reasoning_streams);
  g_test_add_func ("/sp/think-filter/leading-space-of-an-answer-stays", test_leading_space_of_an_answer_stays);

  return g_test_run ();
}
