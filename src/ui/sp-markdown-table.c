/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Tables of GitHub's flavour of Markdown, which cmark reads as paragraphs: a row of names, a row of dashes, rows. Cells
 * are separated before their inlines are read; a pipe in a code span or behind a backslash separates nothing. */

#include "config.h"

#include "ui/sp-markdown-source.h"

#include <string.h>

#define MAX_CELL 2000

/* Copies the code span at @p, in which "\|" stands for a pipe. Returns where it ends. */
static const char *
copy_code_span (GString    *cell,
                const char *p)
{
  gsize n_ticks = strspn (p, "`");
  const char *end = p + n_ticks;

  while (*end != '\0' && strspn (end, "`") != n_ticks)
    end += MAX (strspn (end, "`"), 1);
  if (*end == '\0')
    {
      g_string_append_len (cell, p, (gssize) n_ticks);
      return p + n_ticks;
    }
  end += n_ticks;
  for (; p < end; p++)
    if (p[0] != '\\' || p[1] != '|')
      g_string_append_c (cell, *p);
  return end;
}

static void
add_cell (GPtrArray *cells,
          GString   *cell)
{
  g_ptr_array_add (cells, g_strstrip (g_strndup (cell->str, MIN (cell->len, MAX_CELL))));
  g_string_truncate (cell, 0);
}

/**
 * sp_markdown_split_row:
 * @line: a line of Markdown
 *
 * Splits a row of a table into its cells.
 *
 * Returns: (transfer full) (array zero-terminated=1): the cells' Markdown; one when there is no pipe
 */
char **
sp_markdown_split_row (const char *line)
{
  g_autoptr(GPtrArray) cells = NULL;
  g_autoptr(GString) cell = g_string_new (NULL);
  g_autofree char *row = NULL;
  const char *p;

  g_return_val_if_fail (line != NULL, NULL);

  cells = g_ptr_array_new ();
  row = g_strstrip (g_strdup (line));
  p = row + (*row == '|' ? 1 : 0);
  while (*p != '\0')
    {
      if (*p == '`')
        {
          p = copy_code_span (cell, p);
          continue;
        }
      if (p[0] == '\\' && p[1] != '\0')
        g_string_append_c (cell, *p++);
      else if (*p == '|')
        {
          add_cell (cells, cell);
          p++;
          continue;
        }
      g_string_append_c (cell, *p++);
    }
  if (cell->len > 0 || cells->len == 0)
    add_cell (cells, cell);
  g_ptr_array_add (cells, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&cells), FALSE);
}

/* "---", ":--", "--:", ":-:". */
static gboolean
read_alignment (const char *cell,
                float      *alignment)
{
  gboolean left = *cell == ':';
  gsize dashes;

  cell += left ? 1 : 0;
  dashes = strspn (cell, "-");
  cell += dashes;
  if (dashes == 0 || (*cell != '\0' && strcmp (cell, ":") != 0))
    return FALSE;
  if (*cell == ':')
    *alignment = left ? 0.5F : 1;
  else
    *alignment = left ? 0 : -1;
  return TRUE;
}

static gboolean
is_delimiter_row (const char *line,
                  guint       n_columns)
{
  g_auto(GStrv) cells = NULL;
  float alignment;

  if (line[strspn (line, " \t|:-")] != '\0' || strchr (line, '-') == NULL || (n_columns == 1 && strchr (line, '|') == NULL))
    return FALSE;
  cells = sp_markdown_split_row (line);
  if (g_strv_length (cells) != n_columns)
    return FALSE;
  for (guint i = 0; cells[i] != NULL; i++)
    if (!read_alignment (cells[i], &alignment))
      return FALSE;
  return TRUE;
}

static void
add_row (SpGrid     *grid,
         const char *line)
{
  g_auto(GStrv) cells = sp_markdown_split_row (line);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_autofree char *source = cells[i];

      cells[i] = sp_markdown_inlines_of_text (source);
    }
  sp_grid_add_row (grid, (const char *const *) cells);
}

/* Names of columns are shown plain: the markup without its tags. */
static char **
plain_names (const char *line)
{
  char **cells = sp_markdown_split_row (line);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_autofree char *source = cells[i];
      cmark_node *document = cmark_parse_document (source, strlen (source), CMARK_OPT_DEFAULT);
      cmark_iter *iter = cmark_iter_new (document);
      GString *name = g_string_new (NULL);
      cmark_event_type event;

      while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
        {
          cmark_node *node = cmark_iter_get_node (iter);
          const char *literal = event == CMARK_EVENT_ENTER ? cmark_node_get_literal (node) : NULL;

          g_string_append (name, literal != NULL ? literal : "");
        }
      cmark_iter_free (iter);
      cmark_node_free (document);
      cells[i] = g_string_free (name, FALSE);
    }
  return cells;
}

/**
 * sp_markdown_find_table:
 * @lines: (array zero-terminated=1): the lines of a paragraph
 * @first_line: (out): which of them is the table's first
 *
 * Looks for a table in a paragraph; it reaches to the paragraph's end.
 *
 * Returns: (transfer full) (nullable): the table, its cells as markup; %NULL when there is none
 */
SpGrid *
sp_markdown_find_table (char  **lines,
                        guint  *first_line)
{
  g_return_val_if_fail (lines != NULL, NULL);
  g_return_val_if_fail (first_line != NULL, NULL);

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      g_auto(GStrv) names = NULL;
      g_auto(GStrv) delimiters = NULL;
      g_autoptr(SpGrid) grid = NULL;

      /* Cheap tests first: most lines are no delimiters. */
      if (strchr (lines[i], '|') == NULL || lines[i + 1][strspn (lines[i + 1], " \t|:-")] != '\0')
        continue;
      names = plain_names (lines[i]);
      if (!is_delimiter_row (lines[i + 1], g_strv_length (names)))
        continue;

      grid = sp_grid_new ((const char *const *) names);
      sp_grid_set_markup (grid, TRUE);
      delimiters = sp_markdown_split_row (lines[i + 1]);
      for (guint row = i + 2; lines[row] != NULL; row++)
        add_row (grid, lines[row]);
      for (guint c = 0; c < sp_grid_get_n_columns (grid); c++)
        {
          float alignment = -1;

          read_alignment (delimiters[c], &alignment);
          sp_grid_set_alignment (grid, c, alignment);
        }
      *first_line = i;
      return g_steal_pointer (&grid);
    }
  return NULL;
}
