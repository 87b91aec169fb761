/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-text-call.h"

#include "base/sp-json.h"

static void
test_found (void)
{
  static const struct { const char *text, *code; gsize start; } cases[] = {
    { "Let me see.\n\n```python\nprint(1)\n```\n", "print(1)\n", 13 },
    { "```py\nx = 1\n```", "x = 1\n", 0 },
    { "{\"name\": \"python\", \"arguments\": {\"code\": \"1+1\"}}", "1+1", 0 },
    { "{\"name\":\"python\",\"parameters\":{\"code\":\"1+1\"}}", "1+1", 0 },
    { "{\"type\":\"function\",\"function\":{\"name\":\"python\",\"arguments\":{\"code\":\"2\"}}}", "2", 0 },
    { "ok <tool_call>{\"name\":\"python\",\"arguments\":{\"code\":\"3\"}}</tool_call>", "3", 3 },
    { "```json\n{\"name\":\"python\",\"arguments\":{\"code\":\"4\"}}\n```", "4", 0 },
    { "first\n```python\nold\n```\nthen\n```python\nnew\n```", "new\n", 29 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize start = 99;
      g_autoptr(SpChatToolCall) call = sp_text_call_find (cases[i].text, &start);
      g_autoptr(JsonObject) arguments = NULL;

      g_assert_nonnull (call);
      g_assert_cmpstr (call->name, ==, "python");
      arguments = sp_json_parse_object (call->arguments, -1, NULL);
      g_assert_cmpstr (sp_json_peek_string (arguments, "code", NULL), ==, cases[i].code);
      g_assert_cmpuint (start, ==, cases[i].start);
    }
}

static void
test_an_example_is_no_call (void)
{
  static const char *const texts[] = {
    "", "   ", "plain text", "```", "``````", "```python\nprint(1)\n```\nis how it is done.", "```sql\nselect 1\n```",
    "{\"name\":\"other\",\"arguments\":{\"code\":\"1\"}}", "{\"answer\":42}", "{broken", "<tool_call>nonsense</tool_call>",
    "```python", "text ```python x```",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gsize start;

      g_assert_null (sp_text_call_find (texts[i], &start));
    }
}

static void
test_any_bytes_end (void)
{
  for (guint seed = 0; seed < 2000; seed++)
    {
      static const char *const parts[] = { "```", "python", "\n", "{", "}", "<tool_call>", "</tool_call>", "\"", ":", "name", " " };
      g_autoptr(GRand) random = g_rand_new_with_seed (seed);
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(SpChatToolCall) call = NULL;
      gsize start;

      for (guint i = g_rand_int_range (random, 0, 30); i > 0; i--)
        g_string_append (text, parts[g_rand_int_range (random, 0, G_N_ELEMENTS (parts))]);
      call = sp_text_call_find (text->str, &start);
      g_assert_true (call == NULL || start <= text->len);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/text-call/found", test_found);
  g_test_add_func ("/sp/text-call/an-example-is-no-call", test_an_example_is_no_call);
  g_test_add_func ("/sp/text-call/any-bytes-end", test_any_bytes_end);

  return g_test_run ();
}
