/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What is done to Markdown before cmark reads it: finding the top-level blocks, so that a growing text only rebuilds its
 * last one, and protecting what models write beside CommonMark: formulas, and links to sandbox files with spaces in their
 * names. Pure functions; the texts are safe to show already (sp_safe_text) but otherwise untrusted. */

#include "config.h"

#include "ui/sp-markdown-source.h"

#include <string.h>

/* How far the end of a formula is looked for: a paragraph full of "$" must not take time with its square. */
#define MAX_FORMULA 2000

/**
 * sp_markdown_split:
 * @text: Markdown
 *
 * Finds the top-level blocks of @text. Together they cover all of it. Text
 * added to the end of @text changes the last of them only.
 *
 * Returns: (transfer full) (element-type SpMarkdownBlock): the blocks
 */
GArray *
sp_markdown_split (const char *text)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (SpMarkdownBlock));
  gsize length = strlen (text);
  cmark_node *document = cmark_parse_document (text, length, CMARK_OPT_DEFAULT);
  const char *p = text;
  int line = 1;

  for (cmark_node *node = cmark_node_first_child (document); node != NULL; node = cmark_node_next (node))
    {
      SpMarkdownBlock block = { 0, length };

      for (; line < cmark_node_get_start_line (node) && *p != '\0'; line++)
        {
          const char *newline = strchr (p, '\n');

          p = newline != NULL ? newline + 1 : p + strlen (p);
        }
      if (blocks->len > 0)
        {
          block.start = p - text;
          g_array_index (blocks, SpMarkdownBlock, blocks->len - 1).end = block.start;
        }
      g_array_append_val (blocks, block);
    }
  cmark_node_free (document);

  return blocks;
}

/* Every punctuation character escaped, so that cmark takes the stretch for plain text. */
static void
append_literal (GString    *string,
                const char *start,
                const char *end)
{
  for (const char *p = start; p < end; p++)
    {
      if (g_ascii_ispunct (*p))
        g_string_append_c (string, '\\');
      g_string_append_c (string, *p);
    }
}

static const char *
find_within (const char *p,
             const char *word,
             gboolean    same_line)
{
  gsize room = strnlen (p, MAX_FORMULA);
  const char *newline = same_line ? memchr (p, '\n', room) : NULL;

  return g_strstr_len (p, newline != NULL ? newline - p : (gssize) room, word);
}

/* "$5 and $6" is money: in a formula no space stands inside of the marks, and no digit follows. */
static const char *
find_dollar_end (const char *p)
{
  const char *end;

  if (g_ascii_isspace (p[1]) || p[1] == '$' || p[1] == '\0')
    return NULL;
  end = find_within (p + 1, "$", TRUE);
  if (end == NULL || g_ascii_isspace (end[-1]) || g_ascii_isdigit (end[1]))
    return NULL;
  return end + 1;
}

/* The end of the formula that begins at @p, or NULL when none does. */
static const char *
find_formula_end (const char *p)
{
  const char *end = NULL;

  if (p[0] == '$' && p[1] == '$')
    end = find_within (p + 2, "$$", FALSE);
  else if (p[0] == '$')
    return find_dollar_end (p);
  else if (p[0] == '\\' && p[1] == '(')
    end = find_within (p + 2, "\\)", TRUE);
  else if (p[0] == '\\' && p[1] == '[')
    end = find_within (p + 2, "\\]", FALSE);
  return end != NULL ? end + 2 : NULL;
}

/* The end of the code span that begins at @p with a run of backticks; of the run when nothing closes it. */
static const char *
find_code_end (const char *p)
{
  gsize n_ticks = strspn (p, "`");
  const char *end = p + n_ticks;

  while ((end = find_within (end, "`", FALSE)) != NULL)
    {
      gsize run = strspn (end, "`");

      if (run == n_ticks)
        return end + run;
      if (end - p > MAX_FORMULA)
        break;
      end += run;
    }
  return p + n_ticks;
}

/* "](sandbox:/mnt/data/my file.csv)": CommonMark wants such a target in angle brackets. */
static const char *
append_sandbox_link (GString    *string,
                     const char *p)
{
  const char *target = p + strlen ("](");
  const char *end = find_within (target, ")", TRUE);
  const char *space = find_within (target, " ", TRUE);

  if (end == NULL || space == NULL || space > end)
    {
      g_string_append_len (string, p, target - p);
      return target;
    }
  g_string_append (string, "](<");
  g_string_append_len (string, target, end - target);
  g_string_append (string, ">)");
  return end + 1;
}

static gboolean
is_fence (const char *line,
          char       *mark,
          gsize      *length)
{
  const char marks[] = { *mark, '\0' };

  line += strspn (line, " \t>");
  if (*mark == '\0')
    {
      *mark = *line;
      *length = *line == '`' || *line == '~' ? strspn (line, *line == '`' ? "`" : "~") : 0;
      if (*length >= 3)
        return TRUE;
      *mark = '\0';
      return FALSE;
    }
  return strspn (line, marks) >= *length;
}

/* One step outside of fences. Returns how far it came. */
static const char *
prepare_inline (GString    *string,
                const char *p)
{
  const char *end = find_formula_end (p);

  if (end != NULL)
    {
      append_literal (string, p, end);
      return end;
    }
  if (*p == '`')
    end = find_code_end (p);
  else if (g_str_has_prefix (p, "](sandbox:"))
    return append_sandbox_link (string, p);
  else
    end = p + (p[0] == '\\' && p[1] != '\0' && p[1] != '\n' ? 2 : 1);
  g_string_append_len (string, p, end - p);
  return end;
}

/**
 * sp_markdown_prepare:
 * @block: Markdown
 *
 * Protects formulas (“$…$”, “$$…$$”, “\(…\)”, “\[…\]”) from being read as
 * emphasis or escapes and repairs sandbox links with spaces. Code is left alone.
 *
 * Returns: (transfer full): CommonMark with as many lines
 */
char *
sp_markdown_prepare (const char *block)
{
  g_autoptr(GString) string = NULL;
  char fence = '\0';
  gsize fence_length = 0;
  const char *p;

  g_return_val_if_fail (block != NULL, NULL);

  string = g_string_sized_new (strlen (block) + 32);
  for (p = block; *p != '\0';)
    {
      gboolean line_start = p == block || p[-1] == '\n';
      gboolean was_open = fence != '\0';

      if (line_start && is_fence (p, &fence, &fence_length) && was_open)
        fence = '\0';
      if (was_open || fence != '\0')
        {
          const char *newline = strchr (p, '\n');
          const char *end = newline != NULL ? newline + 1 : p + strlen (p);

          g_string_append_len (string, p, end - p);
          p = end;
          continue;
        }
      p = prepare_inline (string, p);
    }

  return g_string_free (g_steal_pointer (&string), FALSE);
}

/**
 * sp_markdown_link_is_safe:
 * @uri: (nullable): a link's target
 *
 * Returns: whether it may be made clickable: the web, mail, or a file of the sandbox
 */
gboolean
sp_markdown_link_is_safe (const char *uri)
{
  static const char *const schemes[] = { "http://", "https://", "mailto:", "sandbox:/mnt/data/" };

  if (uri == NULL || strlen (uri) > 2000)
    return FALSE;
  for (const char *p = uri; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (uri, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}
