/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* How a table's cell is shown on one line: of bounded length, with signs for
 * what cannot be seen. Pure functions. */

#include "config.h"

#include "ui/sp-cell-text.h"

#include <string.h>

/* For line ends, tabs and control characters Unicode has pictures. */
static gunichar
picture_of (gunichar c)
{
  if (c == '\n' || c == '\r')
    return 0x23CE;
  if (c == '\t')
    return 0x21E5;
  if (c < 0x20)
    return 0x2400 + c;
  if (c == 0x7F)
    return 0x2421;

  return c;
}

/* Characters that turn the direction of what follows, also of other cells. */
static gboolean
is_direction_control (gunichar c)
{
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_plain (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] < 0x20 || (guchar) text[i] >= 0x7F)
      return FALSE;

  return TRUE;
}

/**
 * sp_cell_text_format:
 * @text: a cell's text in UTF-8
 * @is_cut: whether there is more of it
 *
 * Returns: (transfer full): one line of at most %SP_CELL_TEXT_MAX characters
 */
char *
sp_cell_text_format (const char *text,
                     gboolean    is_cut)
{
  g_autoptr(GString) shown = NULL;
  gsize length;
  guint n_chars = 0;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  if (length <= SP_CELL_TEXT_MAX && !is_cut && is_plain (text, length))
    return g_strdup (text);

  shown = g_string_sized_new (MIN (length, SP_CELL_TEXT_MAX) + 8);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (n_chars++ == SP_CELL_TEXT_MAX - 1)
        {
          is_cut = TRUE;
          break;
        }
      if (c == '\r' && at[1] == '\n')
        continue;
      if (!is_direction_control (c))
        g_string_append_unichar (shown, picture_of (c));
    }
  if (is_cut)
    g_string_append (shown, "…");

  return g_string_free (g_steal_pointer (&shown), FALSE);
}

/**
 * sp_cell_text_measure:
 * @text: a cell's text in UTF-8
 *
 * Returns: about how many columns of a terminal it takes
 */
guint
sp_cell_text_measure (const char *text)
{
  guint n = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (const char *at = text; *at != '\0' && n < SP_CELL_TEXT_MAX; at = g_utf8_next_char (at))
    n += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;

  return n;
}

/**
 * sp_cell_text_format_count:
 * @n: a number of things
 *
 * Returns: (transfer full): the number in groups of three digits
 */
char *
sp_cell_text_format_count (guint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  GString *text = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      /* A narrow no-break space, which reads well in every language. */
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, "\u202F");
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (text, FALSE);
}
