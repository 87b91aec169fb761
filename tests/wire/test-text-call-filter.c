/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-text-call-filter.h"

#include <string.h>

typedef struct
{
  const char *answer;
  const char *text;      /* what is said */
  const char *arguments; /* of the call, or NULL */
} Case;

static const Case cases[] = {
  { "Let me look.\n\n```python\nprint(1)\n```", "Let me look.\n\n", "{\"code\":\"print(1)\\n\"}" },
  { "```python\nprint(1)\n```\nThat prints one.", "```python\nprint(1)\n```\nThat prints one.", NULL },
  { "a\n```python\nx\n```\nb\n```py\ny\n```\n", "a\n```python\nx\n```\nb\n", "{\"code\":\"y\\n\"}" },
  { "{\"name\":\"python\",\"arguments\":{\"code\":\"1\"}}", "", "{\"code\":\"1\"}" },
  { "{\"answer\":1}", "{\"answer\":1}", NULL },
  { "See <tool_call>{\"name\":\"python\",\"arguments\":{\"code\":\"1\"}}</tool_call>", "See ", "{\"code\":\"1\"}" },
  { "1 < 2 and `x`", "1 < 2 and `x`", NULL },
  { "```", "```", NULL },
  { "", "", NULL },
};

typedef struct
{
  GString *text;
  GString *arguments;
} Seen;

static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Seen *seen = user_data;

  if (delta->kind == SP_CHAT_DELTA_TEXT)
    g_string_append (seen->text, delta->text);
  else if (delta->kind == SP_CHAT_DELTA_TOOL_ARGUMENTS)
    g_string_append (seen->arguments, delta->text);
}

static void
run_case (const Case *c,
          gsize       size)
{
  Seen seen = { g_string_new (NULL), g_string_new (NULL) };
  g_autoptr(SpTextCallFilter) filter = sp_text_call_filter_new (delta_cb, &seen);
  g_autoptr(SpChatToolCall) call = NULL;
  g_autofree char *text = NULL;
  gsize length = strlen (c->answer);

  for (gsize i = 0; i < length; i += size)
    {
      g_autofree char *piece = g_strndup (c->answer + i, MIN (size, length - i));

      sp_text_call_filter_feed (filter, piece);
    }
  call = sp_text_call_filter_finish (filter, TRUE, &text);

  g_assert_cmpstr (seen.text->str, ==, c->text);
  g_assert_cmpstr (call != NULL ? call->arguments : NULL, ==, c->arguments);
  g_assert_cmpstr (seen.arguments->str, ==, c->arguments != NULL ? c->arguments : "");
  g_string_free (seen.text, TRUE);
  g_string_free (seen.arguments, TRUE);
}

static void
test_every_size (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 1; size <= 40; size++)
      run_case (&cases[i], size);
}

static void
test_text_is_not_held_longer_than_needed (void)
{
  Seen seen = { g_string_new (NULL), g_string_new (NULL) };
  g_autoptr(SpTextCallFilter) filter = sp_text_call_filter_new (delta_cb, &seen);

  sp_text_call_filter_feed (filter, "The mean is");
  g_assert_cmpstr (seen.text->str, ==, "The mean is");
  sp_text_call_filter_feed (filter, " 4.\n``");
  g_assert_cmpstr (seen.text->str, ==, "The mean is 4.\n");
  sp_text_call_filter_feed (filter, "quoted");
  g_assert_cmpstr (seen.text->str, ==, "The mean is 4.\n``quoted");
  g_string_free (seen.text, TRUE);
  g_string_free (seen.arguments, TRUE);
}

static void
test_call_not_wanted (void)
{
  Seen seen = { g_string_new (NULL), g_string_new (NULL) };
  g_autoptr(SpTextCallFilter) filter = sp_text_call_filter_new (delta_cb, &seen);
  g_autofree char *text = NULL;

  sp_text_call_filter_feed (filter, "```python\n1\n```");
  g_assert_null (sp_text_call_filter_finish (filter, FALSE, &text));
  g_assert_cmpstr (text, ==, "```python\n1\n```");
  g_assert_cmpstr (seen.text->str, ==, "```python\n1\n```");
  g_string_free (seen.text, TRUE);
  g_string_free (seen.arguments, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/text-call-filter/every-size", test_every_size);
  g_test_add_func ("/sp/text-call-filter/text-is-not-held-longer-than-needed", test_text_is_not_held_longer_than_needed);
  g_test_add_func ("/sp/text-call-filter/call-not-wanted", test_call_not_wanted);

  return g_test_run ();
}
