/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Small pieces of Python text. Everything that comes from a table or a person passes through _sp_python_quote(), so that a
 * column's name can never become code. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-compiler-private.h"

#include <string.h>

/**
 * _sp_python_quote:
 * @text: any UTF-8 text
 *
 * Returns: (transfer full): a Python literal of it
 */
char *
_sp_python_quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\x%02x", c);
      else if ((g_unichar_isprint (c) || c == ' ') && c != 0x2028 && c != 0x2029)
        g_string_append_unichar (out, c);
      else
        g_string_append_printf (out, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
    }
  g_string_append_c (out, '"');

  return g_string_free (out, FALSE);
}

/**
 * _sp_python_list:
 * @strings: (element-type utf8): texts
 * @first: the first of them that is wanted
 *
 * Returns: (transfer full): a Python list of them
 */
char *
_sp_python_list (GPtrArray *strings,
                 guint      first)
{
  GString *out = g_string_new ("[");

  for (guint i = first; i < strings->len; i++)
    {
      g_autofree char *quoted = _sp_python_quote (g_ptr_array_index (strings, i));

      g_string_append_printf (out, "%s%s", i > first ? ", " : "", quoted);
    }
  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}

static char *
fold_to (const char *text,
         gboolean    lower)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  GString *out = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = ascii; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p))
        {
          gap = out->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (out, '_');
      gap = FALSE;
      g_string_append_c (out, lower ? g_ascii_tolower (*p) : *p);
    }

  return g_string_free (out, FALSE);
}

/**
 * _sp_python_identifier:
 * @text: any text
 *
 * Returns: (transfer full): a name that may stand in Python code
 */
char *
_sp_python_identifier (const char *text)
{
  g_autofree char *name = fold_to (text, FALSE);

  if (name[0] == '\0')
    return g_strdup ("value");
  if (g_ascii_isdigit (name[0]))
    return g_strconcat ("_", name, NULL);

  return g_steal_pointer (&name);
}

/**
 * _sp_python_slug:
 * @text: any text
 *
 * Returns: (transfer full): a part of a file name; empty when nothing in @text can be written in ASCII
 */
char *
_sp_python_slug (const char *text)
{
  g_autofree char *slug = fold_to (text, TRUE);

  if (strlen (slug) > 40)
    slug[40] = '\0';

  return g_steal_pointer (&slug);
}

/**
 * _sp_python_words:
 * @name: a column's name
 *
 * Returns: (transfer full): it as words for titles and axes: "net_profit" becomes "net profit"
 */
char *
_sp_python_words (const char *name)
{
  char *words = g_strdup (name);

  return g_strdelimit (words, "_", ' ');
}
