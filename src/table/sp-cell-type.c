/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What kind of value a cell's text stands for. Hand-written, for it runs over
 * every cell of a sample for every dialect that is tried. Pure functions; any
 * thread. */

#include "config.h"

#include "table/sp-cell-type.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_ENUM_TYPE (SpCellType, sp_cell_type,
                    G_DEFINE_ENUM_VALUE (SP_CELL_MISSING, "missing"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_BOOLEAN, "boolean"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_INTEGER, "integer"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_NUMBER, "number"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_DATE, "date"),
                    G_DEFINE_ENUM_VALUE (SP_CELL_TEXT, "text"))

typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static const char * const missing_words[] = {
  "-", "--", ".", "..", "?", "na", "n/a", "nan", "null", "none", "nil", "#n/a", "<na>", "#na",
  "\xE2\x80\x93", "\xE2\x80\x94",
};

static const char * const boolean_words[] = { "true", "false", "yes", "no" };

static const char * const months[] = {
  "january", "february", "march", "april", "may", "june",
  "july", "august", "september", "october", "november", "december",
};

static gboolean
is_one_of (const char         *text,
           gsize               length,
           const char * const *words,
           gsize               n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (text, words[i], length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
take (Cursor *cursor,
      char    c)
{
  if (cursor->at >= cursor->end || *cursor->at != c)
    return FALSE;

  cursor->at++;
  return TRUE;
}

static gboolean
take_any (Cursor     *cursor,
          const char *chars)
{
  if (cursor->at >= cursor->end || *cursor->at == '\0' || strchr (chars, *cursor->at) == NULL)
    return FALSE;

  cursor->at++;
  return TRUE;
}

static gboolean
take_string (Cursor     *cursor,
             const char *string)
{
  gsize length = strlen (string);

  if ((gsize) (cursor->end - cursor->at) < length || memcmp (cursor->at, string, length) != 0)
    return FALSE;

  cursor->at += length;
  return TRUE;
}

static guint
take_digits (Cursor *cursor)
{
  const char *start = cursor->at;

  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at))
    cursor->at++;

  return cursor->at - start;
}

/* Dollar, euro, pound, rupee, yen. */
static gboolean
take_currency (Cursor *cursor)
{
  return take_any (cursor, "$") ||
         take_string (cursor, "\xE2\x82\xAC") ||
         take_string (cursor, "\xC2\xA3") ||
         take_string (cursor, "\xE2\x82\xB9") ||
         take_string (cursor, "\xC2\xA5");
}

/* Digits, perhaps in groups of three. FALSE if the grouping is no grouping. */
static gboolean
take_whole_part (Cursor *cursor,
                 char    group,
                 guint  *n_digits)
{
  const char *start = cursor->at;

  *n_digits = take_digits (cursor);
  if (*n_digits > 1 && *start == '0' && cursor->at == cursor->end)
    return FALSE;

  while (*n_digits >= 1 && cursor->at < cursor->end && *cursor->at == group)
    {
      guint n;

      cursor->at++;
      n = take_digits (cursor);
      /* 12,34,567 is how lakhs and crores are grouped. */
      if (n != 3 && !(n == 2 && group == ','))
        return FALSE;
      *n_digits += n;
    }

  return TRUE;
}

static SpCellType
parse_number (Cursor cursor,
              char   decimal)
{
  gboolean is_negative = take (&cursor, '(');
  SpCellType type = SP_CELL_INTEGER;
  guint n_digits;

  if (!take_any (&cursor, "+-") && take_currency (&cursor))
    take_any (&cursor, "-");
  else
    take_currency (&cursor);
  if (!take_whole_part (&cursor, decimal == ',' ? '.' : ',', &n_digits))
    return SP_CELL_TEXT;

  if (take (&cursor, decimal))
    {
      type = SP_CELL_NUMBER;
      n_digits += take_digits (&cursor);
    }
  if (n_digits == 0)
    return SP_CELL_TEXT;

  if (take_any (&cursor, "eE"))
    {
      type = SP_CELL_NUMBER;
      take_any (&cursor, "+-");
      if (take_digits (&cursor) == 0)
        return SP_CELL_TEXT;
    }

  if (is_negative && !take (&cursor, ')'))
    return SP_CELL_TEXT;
  take (&cursor, ' ');
  if (take (&cursor, '%'))
    type = SP_CELL_NUMBER;

  return cursor.at == cursor.end ? type : SP_CELL_TEXT;
}

static gboolean
take_month_name (Cursor *cursor)
{
  const char *start = cursor->at;
  gsize length;

  while (cursor->at < cursor->end && g_ascii_isalpha (*cursor->at))
    cursor->at++;

  length = cursor->at - start;
  for (guint i = 0; length >= 3 && i < G_N_ELEMENTS (months); i++)
    if (length <= strlen (months[i]) && g_ascii_strncasecmp (start, months[i], length) == 0)
      {
        take (cursor, '.');
        return TRUE;
      }

  cursor->at = start;
  return FALSE;
}

static gboolean
take_time (Cursor *cursor)
{
  guint n = take_digits (cursor);

  if (n < 1 || n > 2 || !take (cursor, ':') || take_digits (cursor) != 2)
    return FALSE;

  if (take (cursor, ':'))
    {
      if (take_digits (cursor) != 2)
        return FALSE;
      if (take_any (cursor, ".,"))
        take_digits (cursor);
    }

  if (take_string (cursor, " AM") || take_string (cursor, " PM") ||
      take_string (cursor, " am") || take_string (cursor, " pm") ||
      take (cursor, 'Z') || take_string (cursor, " UTC"))
    return TRUE;

  if (take_any (cursor, "+-"))
    {
      n = take_digits (cursor);
      if (n == 2 && take (cursor, ':'))
        n += take_digits (cursor);
      return n == 4 || n == 2;
    }

  return TRUE;
}

/* 2026-11-20, 20/11/2026, 20.11.26, 20-Nov-2026, Nov 20, 2026, Nov-26 */
static gboolean
take_day (Cursor *cursor)
{
  guint first = take_digits (cursor);
  guint last;
  char separator;

  if (first == 3 || first > 4)
    return FALSE;

  if (first == 0)
    {
      if (!take_month_name (cursor))
        return FALSE;
      take_any (cursor, "- ");
      first = take_digits (cursor);
      if (first != 1 && first != 2)
        return first == 4;
      if (!take_string (cursor, ", "))
        return cursor->at == cursor->end;
      return take_digits (cursor) == 4;
    }

  separator = cursor->at < cursor->end ? *cursor->at : '\0';
  if (!take_any (cursor, "-/. "))
    return FALSE;
  if (take_digits (cursor) > 2 || (!g_ascii_isdigit (cursor->at[-1]) && !take_month_name (cursor)))
    return FALSE;
  if (!take (cursor, separator))
    return FALSE;

  last = take_digits (cursor);
  return first == 4 ? last == 1 || last == 2 : last == 2 || last == 4;
}

static gboolean
is_date (Cursor cursor)
{
  Cursor time = cursor;

  if (take_time (&time) && time.at == time.end)
    return TRUE;

  if (!take_day (&cursor))
    return FALSE;
  if (cursor.at == cursor.end)
    return TRUE;

  return (take_any (&cursor, "T ") || take_string (&cursor, ", ")) &&
         take_time (&cursor) && cursor.at == cursor.end;
}

/**
 * sp_cell_type_of:
 * @text: a cell's text; need not end with a NUL
 * @length: its length
 * @decimal: the decimal separator, '.' or ','
 *
 * A number with leading zeros is a code, thus text.
 *
 * Returns: what the text stands for
 */
SpCellType
sp_cell_type_of (const char *text,
                 gsize       length,
                 char        decimal)
{
  Cursor cursor = { text, text + length };
  SpCellType type;

  g_return_val_if_fail (text != NULL || length == 0, SP_CELL_TEXT);

  while (take_any (&cursor, " \t\r\n\v\f") || take_string (&cursor, "\xC2\xA0"))
    ;
  while (cursor.end > cursor.at && g_ascii_isspace (cursor.end[-1]))
    cursor.end--;

  length = cursor.end - cursor.at;
  if (length == 0 || is_one_of (cursor.at, length, missing_words, G_N_ELEMENTS (missing_words)))
    return SP_CELL_MISSING;
  if (length > 40)
    return SP_CELL_TEXT;

  type = parse_number (cursor, decimal);
  if (type != SP_CELL_TEXT)
    return type;
  if (is_one_of (cursor.at, length, boolean_words, G_N_ELEMENTS (boolean_words)))
    return SP_CELL_BOOLEAN;

  return is_date (cursor) ? SP_CELL_DATE : SP_CELL_TEXT;
}

/**
 * sp_cell_type_get_name:
 * @type: what a column holds
 *
 * Returns: (transfer none): the word for people
 */
const char *
sp_cell_type_get_name (SpCellType type)
{
  switch (type)
    {
    case SP_CELL_MISSING: return _("empty");
    case SP_CELL_BOOLEAN: return _("yes or no");
    case SP_CELL_INTEGER: return _("whole number");
    case SP_CELL_NUMBER: return _("number");
    case SP_CELL_DATE: return _("date");
    case SP_CELL_TEXT: return _("text");
    default: g_return_val_if_reached (NULL);
    }
}
