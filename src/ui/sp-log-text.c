/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Decides what of a log is worth the room: its first and last lines, and the line of a traceback that says what went
 * wrong. Pure functions over what a cell printed, which may be long and is untrusted. */

#include "config.h"

#include "ui/sp-log-text.h"

#include <string.h>

/* One line may be the whole output; this much of the head and of the tail is shown. */
#define MAX_PART 16000

static const char *
find_line_start (const char *text,
                 const char *end,
                 guint       n_lines)
{
  const char *p = end;

  /* A newline at the very end closes the last line, it does not begin another. */
  if (p > text && p[-1] == '\n')
    p--;
  for (; n_lines > 0 && p > text; n_lines--)
    {
      const char *newline = g_strrstr_len (text, p - text, "\n");

      if (newline == NULL)
        return text;
      p = newline;
    }
  return p == end ? p : p + 1;
}

static const char *
find_line_end (const char *text,
               guint       n_lines)
{
  const char *p = text;

  for (; n_lines > 0; n_lines--)
    {
      const char *newline = strchr (p, '\n');

      if (newline == NULL)
        return p + strlen (p);
      p = newline + 1;
    }
  return p;
}

static guint
count_lines (const char *start,
             const char *end)
{
  guint n_lines = 0;

  for (const char *p = start; p < end; p++)
    if ((p = memchr (p, '\n', end - p)) == NULL)
      return n_lines + 1;
    else
      n_lines++;
  return n_lines;
}

/* Cuts a part in the middle of which nobody will read. */
static char *
copy_part (const char *start,
           const char *end,
           gboolean    keep_end)
{
  if (end - start > MAX_PART)
    {
      if (keep_end)
        {
          start = end - MAX_PART;
          while (start < end && (*start & 0xc0) == 0x80)
            start++;
        }
      else
        {
          end = start + MAX_PART;
          while (end > start && (*end & 0xc0) == 0x80)
            end--;
        }
    }
  return g_strndup (start, end - start);
}

/**
 * sp_log_fold_new:
 * @text: what was printed
 * @n_head: lines to keep of its beginning
 * @n_tail: lines to keep of its end
 *
 * Chooses the head and tail of a long text. A text that is only a little
 * longer than both together is kept whole.
 *
 * Returns: (transfer full): the parts
 */
SpLogFold *
sp_log_fold_new (const char *text,
                 guint       n_head,
                 guint       n_tail)
{
  SpLogFold *fold;
  const char *end;
  const char *head_end;
  const char *tail_start;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  fold = g_new0 (SpLogFold, 1);
  length = strlen (text);
  end = text + length;
  fold->n_lines = count_lines (text, end);
  if (fold->n_lines <= n_head + n_tail + 3 && length <= 2 * MAX_PART)
    {
      fold->head = g_strdup (text);
      return fold;
    }

  head_end = find_line_end (text, n_head);
  tail_start = MAX (find_line_start (text, end, n_tail), head_end);
  if (fold->n_lines <= n_head + n_tail + 3)
    {
      /* Few lines, but endless ones. */
      head_end = text + MIN (length, MAX_PART);
      tail_start = end - MIN (length - (head_end - text), MAX_PART);
    }
  fold->head = copy_part (text, head_end, FALSE);
  fold->tail = copy_part (tail_start, end, TRUE);
  fold->n_hidden = MAX (count_lines (head_end, tail_start), 1);

  return fold;
}

/**
 * sp_log_fold_free:
 * @fold: (transfer full): parts of a log
 *
 * Frees @fold.
 */
void
sp_log_fold_free (SpLogFold *fold)
{
  g_return_if_fail (fold != NULL);

  g_free (fold->head);
  g_free (fold->tail);
  g_free (fold);
}

/* "Name", "package.Name: …": how the last line of a traceback begins. */
static gboolean
is_error_line (const char *line)
{
  const char *p = line;

  if (!g_ascii_isalpha (*p) && *p != '_')
    return FALSE;
  while (g_ascii_isalnum (*p) || *p == '_' || *p == '.')
    p++;
  return *p == ':' || *p == '\n' || *p == '\0';
}

/**
 * sp_log_find_traceback:
 * @text: what was printed, without escape sequences
 * @traceback: (out): where it is
 *
 * Finds the last traceback of a text and, in it, the line that names the
 * error, with the lines of its message that follow.
 *
 * Returns: whether there is one
 */
gboolean
sp_log_find_traceback (const char     *text,
                       SpLogTraceback *traceback)
{
  const char *start;
  const char *line;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (traceback != NULL, FALSE);

  start = g_strrstr (text, "Traceback (most recent call last)");
  if (start == NULL)
    return FALSE;

  for (line = strchr (start, '\n'); line != NULL; line = strchr (line, '\n'))
    {
      line++;
      if (!is_error_line (line))
        continue;

      traceback->start = start - text;
      traceback->error_start = line - text;
      traceback->error_end = strcspn (line, "\n") + (line - text);
      return TRUE;
    }
  return FALSE;
}
