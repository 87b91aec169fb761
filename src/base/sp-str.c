/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-str.h"

#include <string.h>

/* The longest file name in bytes that Linux file systems take is 255; room is left for " (999)". */
#define FILENAME_MAX_BYTES 240

/**
 * sp_set_str:
 * @field: (inout): where an owned string, or %NULL, is kept
 * @value: (nullable): what it shall be
 *
 * Stores a copy of @value unless @field holds the same already. Safe when @value lies inside the old string.
 *
 * Returns: whether anything changed, which is when to notify
 */
gboolean
sp_set_str (char       **field,
            const char  *value)
{
  g_autofree char *old = NULL;

  g_return_val_if_fail (field != NULL, FALSE);

  if (g_strcmp0 (*field, value) == 0)
    return FALSE;

  old = g_steal_pointer (field);
  *field = g_strdup (value);
  return TRUE;
}

/**
 * sp_str_make_valid:
 * @bytes: any bytes
 * @length: how many, or -1 when they end with a NUL
 *
 * Returns: (transfer full): valid UTF-8 with U+FFFD in place of what was not, NULs included
 */
char *
sp_str_make_valid (const char *bytes,
                   gssize      length)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return g_utf8_make_valid (bytes, length);
}

/* Marks that reorder or hide text: zero-width characters, line and paragraph separators, the bidi controls, BOM,
 * the "tag" block. In a name or a title they only serve to make it look like another. */
static gboolean
is_deceptive (gunichar c)
{
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
         c == 0xfeff || c == 0x061c || c == 0x180e || c == 0x00ad || (c >= 0xe0000 && c <= 0xe007f);
}

static gboolean
is_control (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/**
 * sp_str_safe_display:
 * @text: (nullable): foreign text of one line, such as a file's name; need not be valid UTF-8
 *
 * Makes @text safe to show: what reorders or hides text is taken out, each control character becomes U+FFFD.
 * It is not escaped for markup.
 *
 * Returns: (transfer full): one line of UTF-8, "" for %NULL
 */
char *
sp_str_safe_display (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *safe = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_control (c))
        g_string_append_unichar (safe, 0xfffd);
      else if (!is_deceptive (c))
        g_string_append_unichar (safe, c);
    }

  return g_string_free (safe, FALSE);
}

/* Cuts @name to @max_bytes at a character's start and keeps a short suffix such as ".csv". */
static char *
shorten_filename (const char *name,
                  gsize       max_bytes)
{
  const char *dot = strrchr (name, '.');
  const char *suffix = dot != NULL && strlen (dot) <= 16 ? dot : "";
  const char *cut;

  if (strlen (name) <= max_bytes)
    return g_strdup (name);

  cut = name + max_bytes - strlen (suffix);
  while ((*cut & 0xc0) == 0x80)
    cut--;

  return g_strdup_printf ("%.*s%s", (int) (cut - name), name, suffix);
}

/**
 * sp_str_clean_filename:
 * @name: (nullable): a name or path from outside; need not be valid UTF-8
 *
 * Makes a plain file name of @name: the part after the last slash or backslash, without control and deceptive
 * characters, without leading dots and surrounding spaces, at most 240 bytes. Never "." or "..".
 *
 * Returns: (transfer full): a name that is safe to create in any folder, "file" when nothing is left
 */
char *
sp_str_clean_filename (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  g_autoptr(GString) clean = g_string_new (NULL);
  const char *base = valid;

  for (const char *p = valid; *p != '\0'; p++)
    if ((*p == '/' || *p == '\\') && p[1] != '\0')
      base = p + 1;

  for (const char *p = base; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean leading_dot = c == '.' && clean->len == 0;

      if (!is_control (c) && !is_deceptive (c) && c != '/' && c != '\\' && c != 0xfffd && !leading_dot)
        g_string_append_unichar (clean, c);
    }

  g_strstrip (clean->str);
  if (*clean->str == '\0')
    return g_strdup ("file");

  return shorten_filename (clean->str, FILENAME_MAX_BYTES);
}

/**
 * sp_str_unique_filename:
 * @name: a plain file name
 * @taken: (element-type utf8 gpointer): the names in use, as keys
 *
 * Keeps files of the same name apart: "data.csv", "data (2).csv", "data (3).csv", ….
 *
 * Returns: (transfer full): @name, or the first such name that @taken does not hold
 */
char *
sp_str_unique_filename (const char *name,
                        GHashTable *taken)
{
  const char *dot;
  gsize stem;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (taken != NULL, NULL);

  if (!g_hash_table_contains (taken, name))
    return g_strdup (name);

  dot = strrchr (name, '.');
  stem = dot != NULL && dot != name ? (gsize) (dot - name) : strlen (name);

  for (guint i = 2;; i++)
    {
      g_autofree char *candidate = g_strdup_printf ("%.*s (%u)%s", (int) stem, name, i, name + stem);

      if (!g_hash_table_contains (taken, candidate))
        return g_steal_pointer (&candidate);
    }
}

/* The byte after the escape sequence that begins at @p, which points to ESC. An unfinished one takes all that is left. */
static const char *
skip_escape (const char *p)
{
  char kind = p[1];

  if (kind == '[')
    {
      for (p += 2; *p != '\0' && (*p < 0x40 || *p > 0x7e); p++)
        ;
      return *p != '\0' ? p + 1 : p;
    }

  /* Strings (OSC, DCS, PM, APC, SOS) end with BEL or ESC \. */
  if (kind == ']' || kind == 'P' || kind == '^' || kind == '_' || kind == 'X')
    {
      for (p += 2; *p != '\0' && *p != '\a'; p++)
        if (p[0] == '\033' && p[1] == '\\')
          return p + 2;
      return *p != '\0' ? p + 1 : p;
    }

  return kind != '\0' ? p + 2 : p + 1;
}

/**
 * sp_str_strip_ansi:
 * @text: UTF-8
 *
 * Takes terminal escape sequences (ECMA-48) out of @text; line ends and tabs stay.
 *
 * Returns: (transfer full): plain text
 */
char *
sp_str_strip_ansi (const char *text)
{
  GString *plain;

  g_return_val_if_fail (text != NULL, NULL);

  plain = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0';)
    {
      if (*p == '\033')
        p = skip_escape (p);
      else
        g_string_append_c (plain, *p++);
    }

  return g_string_free (plain, FALSE);
}

/**
 * sp_str_ellipsize:
 * @text: UTF-8
 * @max_chars: the most characters that may be left, at least 1
 *
 * Returns: (transfer full): @text, or its beginning with "…" as the last of @max_chars characters
 */
char *
sp_str_ellipsize (const char *text,
                  guint       max_chars)
{
  const char *cut;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_chars > 0, NULL);

  if (g_utf8_strlen (text, -1) <= max_chars)
    return g_strdup (text);

  cut = g_utf8_offset_to_pointer (text, max_chars - 1);
  return g_strdup_printf ("%.*s…", (int) (cut - text), text);
}
