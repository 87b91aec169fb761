/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What items hold was written by a model or by code in a sandbox. These functions turn any bytes into text that a
 * label can show without being misled: valid UTF-8, no invisible control characters, no characters that reorder what
 * stands beside them, no endless lines. Pure functions; names of files go through sp_str_safe_display() instead. */

#include "config.h"

#include "ui/sp-safe-text.h"

#include <string.h>

#include "base/sp-str.h"

static gboolean
is_bidi_mark (gunichar character)
{
  return character == 0x200e || character == 0x200f || character == 0x061c;
}

static gboolean
is_bidi_control (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

/**
 * sp_safe_text_append_char:
 * @string: where to add it
 * @character: any code point
 *
 * Adds @character in the form in which it may be shown: control characters
 * become their pictures, bidirectional overrides their code in brackets, and
 * the marks that only nudge the direction are left out. Tabs and newlines stay.
 */
void
sp_safe_text_append_char (GString  *string,
                          gunichar  character)
{
  g_return_if_fail (string != NULL);

  if (character == '\n' || character == '\t')
    g_string_append_c (string, (char) character);
  else if (character < 0x20)
    g_string_append_unichar (string, 0x2400 + character);
  else if (character == 0x7f)
    g_string_append_unichar (string, 0x2421);
  else if (character < 0x80)
    g_string_append_c (string, (char) character);
  else if (character < 0xa0 || character == 0xfffe || character == 0xffff)
    g_string_append_unichar (string, 0xfffd);
  else if (character == 0x2028 || character == 0x2029)
    g_string_append_c (string, '\n');
  else if (is_bidi_control (character) || (character >= 0xe0000 && character <= 0xe007f))
    g_string_append_printf (string, "⟨U+%04X⟩", character);
  else if (!is_bidi_mark (character))
    g_string_append_unichar (string, character);
}

/**
 * sp_safe_text:
 * @bytes: (nullable): anything
 * @length: how many bytes, or -1 when it ends with a zero
 *
 * Makes text for showing out of @bytes. A carriage return before a newline is
 * dropped.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
sp_safe_text (const char *bytes,
              gssize      length)
{
  g_autofree char *valid = NULL;
  g_autoptr(GString) string = NULL;

  if (bytes == NULL)
    return g_strdup ("");

  valid = sp_str_make_valid (bytes, length);
  string = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (p[0] == '\r' && p[1] == '\n')
        continue;
      sp_safe_text_append_char (string, g_utf8_get_char (p));
    }

  return g_string_free (g_steal_pointer (&string), FALSE);
}

/**
 * sp_safe_text_break_lines:
 * @text: valid UTF-8
 * @max_line: the most characters on a line
 *
 * Breaks lines that are longer than @max_line characters, because a text
 * layout takes time with the square of a line.
 *
 * Returns: (transfer full): the text with more newlines
 */
char *
sp_safe_text_break_lines (const char *text,
                          guint       max_line)
{
  g_autoptr(GString) string = NULL;
  const char *run = text;
  guint column = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_line > 0, NULL);

  string = g_string_sized_new (strlen (text) + 16);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '\n')
        {
          column = 0;
          continue;
        }
      if (column == max_line)
        {
          g_string_append_len (string, run, p - run);
          g_string_append_c (string, '\n');
          run = p;
          column = 0;
        }
      column++;
    }
  g_string_append (string, run);

  return g_string_free (g_steal_pointer (&string), FALSE);
}

/**
 * sp_safe_text_summary:
 * @text: (nullable): any text
 * @max_chars: the most characters wanted
 *
 * Makes one line for a screen reader or a tooltip: white space collapsed, cut
 * with an ellipsis.
 *
 * Returns: (transfer full): a single line
 */
char *
sp_safe_text_summary (const char *text,
                      guint       max_chars)
{
  g_autofree char *head = NULL;
  g_autofree char *safe = NULL;
  g_autoptr(GString) line = g_string_new (NULL);
  gboolean space = FALSE;
  gsize length;

  if (text == NULL)
    return g_strdup ("");

  /* Only the beginning matters, however long the text is. */
  length = strnlen (text, (gsize) max_chars * 8 + 64);
  head = g_strndup (text, length);
  safe = sp_safe_text (head, -1);
  for (const char *p = safe; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (g_unichar_isspace (character))
        {
          space = line->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (line, ' ');
      space = FALSE;
      g_string_append_unichar (line, character);
    }

  return sp_str_ellipsize (line->str, max_chars);
}
