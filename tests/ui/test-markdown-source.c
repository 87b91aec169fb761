/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <pango/pango.h>
#include <string.h>

#include "ui/sp-markdown-source.h"

static const char sample[] =
  "# Title\n\nA paragraph with *emphasis*\nover two lines.\n\n- one\n- two\n\n  still two\n\n```py\nx = 1\n\ny = 2\n```\n"
  "> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nlast\n";

static char *
block_text (const char *text,
            GArray     *blocks,
            guint       i)
{
  const SpMarkdownBlock *block = &g_array_index (blocks, SpMarkdownBlock, i);

  return g_strndup (text + block->start, block->end - block->start);
}

static void
test_split (void)
{
  g_autoptr(GArray) blocks = sp_markdown_split (sample);
  g_autoptr(GString) joined = g_string_new (NULL);
  g_autofree char *code = block_text (sample, blocks, 3);

  g_assert_cmpuint (blocks->len, ==, 7);
  g_assert_true (g_str_has_prefix (code, "```py"));
  for (guint i = 0; i < blocks->len; i++)
    {
      g_autofree char *text = block_text (sample, blocks, i);

      g_string_append (joined, text);
    }
  g_assert_cmpstr (joined->str, ==, sample);
}

/* What streaming relies on: whatever comes next, only the last block may change. */
static void
test_split_grows_at_its_end (void)
{
  g_autoptr(GArray) before = sp_markdown_split ("");

  g_assert_cmpuint (before->len, ==, 0);
  for (gsize length = 1; length <= strlen (sample); length++)
    {
      g_autofree char *part = g_strndup (sample, length);
      g_autoptr(GArray) blocks = sp_markdown_split (part);

      for (guint i = 0; i + 1 < before->len; i++)
        {
          g_assert_cmpuint (g_array_index (blocks, SpMarkdownBlock, i).start, ==, g_array_index (before, SpMarkdownBlock, i).start);
          g_assert_cmpuint (g_array_index (blocks, SpMarkdownBlock, i).end, ==, g_array_index (before, SpMarkdownBlock, i).end);
        }
      g_array_unref (before);
      before = g_array_ref (blocks);
    }
}

static void
assert_inlines (const char *source,
                const char *markup)
{
  g_autofree char *prepared = sp_markdown_prepare (source);
  g_autofree char *result = sp_markdown_inlines_of_text (prepared);

  g_assert_cmpstr (result, ==, markup);
}

static void
test_formulas (void)
{
  assert_inlines ("$a_1 * b_2 * c$", "$a_1 * b_2 * c$");
  assert_inlines ("\\(x_i\\) and \\[y*z*\\]", "\\(x_i\\) and \\[y*z*\\]");
  assert_inlines ("$$\\frac{a}{b} < c$$", "$$\\frac{a}{b} &lt; c$$");
  assert_inlines ("it costs $5 and *not* $6", "it costs $5 and <i>not</i> $6");
  assert_inlines ("$ *a* $", "$ <i>a</i> $");
}

static void
test_prepare_leaves_code_alone (void)
{
  static const char *const texts[] = {
    "`$a_b$`\n", "```\n$a_b$ \\(x\\)\n```\n", "~~~py\n$x$\n", "``a ` $b$``", "plain text", "a \\$ b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *prepared = sp_markdown_prepare (texts[i]);

      g_assert_cmpstr (prepared, ==, texts[i]);
    }
  {
    g_autofree char *after = sp_markdown_prepare ("```\n$x$\n```\n$y$\n");

    g_assert_cmpstr (after, ==, "```\n$x$\n```\n\\$y\\$\n");
  }
}

static void
test_links (void)
{
  assert_inlines ("[file](sandbox:/mnt/data/my file.csv)",
                  "<a href=\"sandbox:/mnt/data/my file.csv\" title=\"sandbox:/mnt/data/my file.csv\">file</a>");
  assert_inlines ("[x](javascript:alert(1))", "x (javascript:alert(1))");
  assert_inlines ("[x](file:///etc/passwd)", "x (file:///etc/passwd)");
  assert_inlines ("see https://a.org/b?c=1&d, or", "see <a href=\"https://a.org/b?c=1&amp;d\" title=\"https://a.org/b?c=1&amp;amp;d\">"
                  "https://a.org/b?c=1&amp;d</a>, or");
  assert_inlines ("![alt *x*](https://a.org/i.png)", "<a href=\"https://a.org/i.png\" title=\"https://a.org/i.png\">alt <i>x</i></a>");
}

static void
test_link_safety (void)
{
  static const char *const bad[] = {
    "javascript:x", "file:///etc/passwd", "data:text/html,x", "sandbox:/etc/passwd", "//host", "/path", "", "http:x", "https://a\nb", NULL,
  };

  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (sp_markdown_link_is_safe (bad[i]));
  g_assert_false (sp_markdown_link_is_safe (NULL));
  g_assert_true (sp_markdown_link_is_safe ("HTTPS://example.org"));
  g_assert_true (sp_markdown_link_is_safe ("mailto:a@b.c"));
  g_assert_true (sp_markdown_link_is_safe ("sandbox:/mnt/data/x.png"));
}

static void
test_inlines (void)
{
  assert_inlines ("**b** *i* ~~s~~ `c<`", "<b>b</b> <i>i</i> <s>s</s> <span font_family=\"monospace\" size=\"92%\" "
                  "background=\"#808080\" background_alpha=\"16%\">c&lt;</span>");
  assert_inlines ("a<br>b <b>raw</b>", "a\nb &lt;b&gt;raw&lt;/b&gt;");
  assert_inlines ("one\ntwo  \nthree", "one two\nthree");
  assert_inlines ("~~ open ~~ a~~b", "~~ open ~~ a~~b");
  assert_inlines ("# not a heading", "# not a heading");
}

static void
test_split_row (void)
{
  static const struct { const char *line; const char *cells; } cases[] = {
    { "| a | b |", "a;b" },
    { "a | b", "a;b" },
    { "| `x|y` | \\| |", "`x|y`;\\|" },
    { "| `a\\|b` |", "`a|b`" },
    { "| ` | b |", "`;b" },
    { "||", "" },
    { "| a || b |", "a;;b" },
    { "plain", "plain" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) cells = sp_markdown_split_row (cases[i].line);
      g_autofree char *joined = g_strjoinv (";", cells);

      g_assert_cmpstr (joined, ==, cases[i].cells);
    }
}

static void
test_table (void)
{
  const char *lines[] = { "before", "| **n** | `b|c` | d |", "|:--|:-:|--:|", "| *x* | 2 |", "| 1 | <b> | 3 | 4 |", NULL };
  guint first = 0;
  g_autoptr(SpGrid) grid = sp_markdown_find_table ((char **) lines, &first);

  g_assert_nonnull (grid);
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (sp_grid_get_n_columns (grid), ==, 3);
  g_assert_cmpstr (sp_grid_get_column (grid, 0), ==, "n");
  g_assert_cmpstr (sp_grid_get_column (grid, 1), ==, "b|c");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 0), ==, "<i>x</i>");
  g_assert_cmpstr (sp_grid_get_cell (grid, 0, 2), ==, "");
  g_assert_cmpstr (sp_grid_get_cell (grid, 1, 1), ==, "&lt;b&gt;");
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 0), ==, 0);
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 1), ==, 0.5F);
  g_assert_cmpfloat (sp_grid_get_alignment (grid, 2), ==, 1);
}

static void
test_no_table (void)
{
  const char *const texts[] = { "a | b\nc | d", "| a |\n| b |", "a | b\n---", "a | b\n--- | --- | ---", "a\n---|", "" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto(GStrv) lines = g_strsplit (texts[i], "\n", -1);
      guint first;

      g_assert_null (sp_markdown_find_table (lines, &first));
    }
}

/* Whatever is written, the markup is one that Pango takes. */
static void
test_random_markup (void)
{
  static const char *const pieces[] = {
    "*", "**", "_", "`", "``", "[", "](", ")", "!", "<", ">", "&", "&amp;", "~~", "$", "\\", "http://a.b", "sandbox:/mnt/data/x y", "\"", "'",
    "é", "\n", "|", "<br>", "<b>", "#", "- ", "x", " ", "&#0;", "https://", "\\(", "\\)",
  };

  for (guint round = 0; round < 6000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *prepared = NULL;
      g_autofree char *markup = NULL;
      g_autofree char *plain = NULL;
      g_autoptr(GRegex) anchors = g_regex_new ("</?a( [^>]*)?>", 0, 0, NULL);
      g_autofree char *without = NULL;
      g_autoptr(GError) error = NULL;

      for (int n = g_test_rand_int_range (0, 30); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      prepared = sp_markdown_prepare (text->str);
      markup = sp_markdown_inlines_of_text (prepared);
      without = g_regex_replace_literal (anchors, markup, -1, 0, "", 0, NULL);
      pango_parse_markup (without, -1, 0, NULL, &plain, NULL, &error);
      if (error != NULL)
        g_test_message ("%s → %s", text->str, markup);
      g_assert_no_error (error);
    }
}

static void
test_takes_linear_time (void)
{
  static const char *const units[] = { "$", "`", "*", "[", "](sandbox:", "~~a", "| ", "\\(", "> ", "<", "![", "``x", "$$ ", "http://a" };
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *prepared = NULL;
      g_autofree char *markup = NULL;

      while (text->len < 100000)
        g_string_append (text, units[i]);
      prepared = sp_markdown_prepare (text->str);
      markup = sp_markdown_inlines_of_text (prepared);
      g_assert_nonnull (markup);
      if (g_get_monotonic_time () - start > 20 * G_USEC_PER_SEC)
        g_error ("“%s” repeated takes too long", units[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/markdown-source/split", test_split);
  g_test_add_func ("/sp/markdown-source/split-grows-at-its-end", test_split_grows_at_its_end);
  g_test_add_func ("/sp/markdown-source/formulas", test_formulas);
  g_test_add_func ("/sp/markdown-source/code-is-left-alone", test_prepare_leaves_code_alone);
  g_test_add_func ("/sp/markdown-source/link-safety", test_link_safety);
  g_test_add_func ("/sp/markdown-source/linear-time", test_takes_linear_time);
  g_test_add_func ("/sp/markdown-inline/inlines", test_inlines);
  g_test_add_func ("/sp/markdown-inline/links", test_links);
  g_test_add_func ("/sp/markdown-inline/random-markup", test_random_markup);
  g_test_add_func ("/sp/markdown-table/split-row", test_split_row);
  g_test_add_func ("/sp/markdown-table/table", test_table);
  g_test_add_func ("/sp/markdown-table/no-table", test_no_table);

  return g_test_run ();
}
