/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Cuts questions and column names into words and compares words: case, plural, abbreviations, a few general synonyms,
 * slips of the finger. Nothing here knows any particular table. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-words.h"

#include <string.h>

/* Words that mean the same in most tables. One group a line; abbreviations that are no prefixes stand here too. */
static const char * const synonyms[] = {
  "department dept division",
  "quantity qty amount amt",
  "number num no nr nbr count",
  "percent percentage pct",
  "year yr",
  "month mth mon",
  "quarter qtr",
  "address addr",
  "account acct acc",
  "manager mgr",
  "gender sex",
  "country nation origin",
  "salary wage pay earning",
  "revenue sale turnover",
  "price cost",
  "weight heavy weigh",
  "height tall",
  "age old young",
  "length duration long",
  "speed velocity fast",
  "customer client",
  "employee staff worker",
  "product item",
  "category kind type",
  "city town",
  "phone telephone",
  "score mark grade",
  "rating rate",
  "birth dob born",
  "profit gain",
  "temperature temp",
  "rain rainfall precipitation",
  "horsepower hp power",
  "population inhabitant pop",
  "budget spending",
  "date day",
  "latitude lat",
  "longitude lon lng",
  "people person",
  "genre style",
  "company firm business",
};

static const char * const number_words[] = {
  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
};

static void
word_free (SpWord *word)
{
  g_clear_pointer (&word->text, g_free);
  g_clear_pointer (&word->folded, g_free);
  g_free (word);
}

/**
 * sp_words_is_one_of:
 * @folded: a word
 * @list: words with single spaces between them
 *
 * Returns: whether the word stands in the list
 */
gboolean
sp_words_is_one_of (const char *folded,
                    const char *list)
{
  gsize length = strlen (folded);
  const char *p = list;

  if (length == 0)
    return FALSE;
  while ((p = strstr (p, folded)) != NULL)
    {
      if ((p == list || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
        return TRUE;
      p += length;
    }

  return FALSE;
}

static SpWord *
add_word (GPtrArray  *words,
          SpWordKind  kind,
          const char *start,
          gsize       length)
{
  SpWord *word = g_new0 (SpWord, 1);

  word->kind = kind;
  word->text = g_strndup (start, length);
  word->folded = g_utf8_casefold (word->text, -1);
  g_ptr_array_add (words, word);

  return word;
}

static gboolean
is_date (const char *p)
{
  static const char pattern[] = "dddd-dd-dd";

  for (gsize i = 0; pattern[i] != '\0'; i++)
    {
      if (pattern[i] == 'd' ? !g_ascii_isdigit (p[i]) : p[i] != pattern[i])
        return FALSE;
    }

  return !g_ascii_isdigit (p[10]);
}

static double
scale_after (const char **p)
{
  static const struct
  {
    const char *text;
    double      scale;
  } scales[] = {
    { "thousand", 1e3 }, { "million", 1e6 }, { "billion", 1e9 }, { "k", 1e3 }, { "m", 1e6 }, { "bn", 1e9 },
  };
  const char *q = *p;
  gboolean space = *q == ' ';

  if (space)
    q++;
  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      gsize length = strlen (scales[i].text);

      /* A letter alone is a scale only right behind the number. */
      if (space && length < 3)
        continue;
      if (g_ascii_strncasecmp (q, scales[i].text, length) == 0 && !g_ascii_isalnum (q[length]))
        {
          *p = q + length;
          return scales[i].scale;
        }
    }

  return 1;
}

/* Numbers may have thousands separators, a decimal point, a per cent sign and a scale: 25,000  1.5m  10%. */
static const char *
add_number (GPtrArray  *words,
            const char *start)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  const char *p = start;
  SpWord *word;
  char *end = NULL;
  double value;

  if (*p == '-' || *p == '+')
    g_string_append_c (digits, *p++);
  for (; *p != '\0'; p++)
    {
      gboolean group = (*p == ',' && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) && g_ascii_isdigit (p[3]) &&
                        !g_ascii_isdigit (p[4]));

      if (group)
        continue;
      if (!g_ascii_isdigit (*p) && !(*p == '.' && g_ascii_isdigit (p[1])))
        break;
      g_string_append_c (digits, *p);
    }
  value = g_ascii_strtod (digits->str, &end);
  value *= scale_after (&p);
  word = add_word (words, SP_WORD_NUMBER, start, p - start);
  word->number = value;
  if (*p == '%')
    {
      word->percent = TRUE;
      p++;
    }

  return p;
}

static gboolean
starts_number (const char *text,
               const char *p)
{
  gboolean sign = (*p == '-' || *p == '+') && g_ascii_isdigit (p[1]);
  gboolean point = *p == '.' && g_ascii_isdigit (p[1]) && (p == text || g_ascii_isspace (p[-1]));

  if (sign && p > text && (g_ascii_isalnum (p[-1]) || p[-1] == ')'))
    return FALSE;

  return g_ascii_isdigit (*p) || sign || point;
}

/* The closing partner of a quoting character, or 0. */
static gunichar
closing_quote (gunichar c)
{
  switch (c)
    {
    case '"':
    case '`':
    case '\'':
      return c;

    case 0x201c:
    case 0x201e:
      return 0x201d;

    case 0x2018:
      return 0x2019;

    case 0x00ab:
      return 0x00bb;

    default:
      return 0;
    }
}

/* Returns what follows a quoted text, or NULL when @p begins none: an apostrophe within a word does not. */
static const char *
add_quoted (GPtrArray  *words,
            const char *text,
            const char *p)
{
  gunichar close = closing_quote (g_utf8_get_char (p));
  const char *start = g_utf8_next_char (p);
  const char *end;

  if (close == 0 || (close == '\'' && p > text && g_ascii_isalnum (p[-1])))
    return NULL;
  for (end = start; *end != '\0'; end = g_utf8_next_char (end))
    {
      if (g_utf8_get_char (end) != close)
        continue;
      if ((close == '\'' || close == 0x2019) && g_unichar_isalnum (g_utf8_get_char (g_utf8_next_char (end))))
        continue;
      if (end == start)
        return NULL;
      add_word (words, SP_WORD_QUOTED, start, end - start);
      return g_utf8_next_char (end);
    }

  return NULL;
}

static const char *
add_letters (GPtrArray  *words,
             const char *p)
{
  const char *start = p;
  gunichar previous = 0;
  SpWord *word;

  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isalpha (c) && !g_unichar_ismark (c))
        break;
      /* camelCase is two words, and so is HTMLPage. */
      if (previous != 0 && g_unichar_isupper (c) && g_unichar_islower (previous))
        break;
      if (previous != 0 && g_unichar_isupper (c) && g_unichar_isupper (previous) && p - start >= 2 &&
          g_unichar_islower (g_utf8_get_char (g_utf8_next_char (p))) && g_utf8_get_char (g_utf8_next_char (p)) != 's')
        break;
      previous = c;
    }
  word = add_word (words, SP_WORD_WORD, start, p - start);
  for (gsize i = 2; i < G_N_ELEMENTS (number_words); i++)
    {
      if (g_str_equal (word->folded, number_words[i]))
        {
          word->kind = SP_WORD_NUMBER;
          word->number = i;
          word->spelled = TRUE;
        }
    }
  /* The 's of a genitive says nothing. */
  if ((g_str_has_prefix (p, "'s") || g_str_has_prefix (p, "\xe2\x80\x99s")) && !g_ascii_isalnum (p[*p == '\'' ? 2 : 4]))
    p += *p == '\'' ? 2 : 4;

  return p;
}

static const char *
add_mark (GPtrArray  *words,
          const char *p)
{
  static const char * const pairs[] = { ">=", "<=", "!=", "==", "<>" };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (g_str_has_prefix (p, pairs[i]))
        {
          add_word (words, SP_WORD_MARK, p, 2);
          return p + 2;
        }
    }
  if (strchr (",;?!:=<>", *p) != NULL || (*p == '.' && !g_ascii_isalnum (p[1])))
    add_word (words, SP_WORD_MARK, p, 1);

  return g_utf8_next_char (p);
}

/**
 * sp_words_split:
 * @text: a question, or a column's name
 *
 * Returns: (transfer full) (element-type SpWord): its words, numbers, quoted texts and marks
 */
GPtrArray *
sp_words_split (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) word_free);
  const char *p = text;

  g_return_val_if_fail (text != NULL, words);

  while (*p != '\0')
    {
      const char *after = add_quoted (words, text, p);

      if (after != NULL)
        p = after;
      else if (is_date (p))
        {
          add_word (words, SP_WORD_DATE, p, 10);
          p += 10;
        }
      else if (starts_number (text, p))
        p = add_number (words, p);
      else if (g_unichar_isalpha (g_utf8_get_char (p)))
        p = add_letters (words, p);
      else
        p = add_mark (words, p);
    }

  return words;
}

/**
 * sp_words_normalise:
 * @text: a value or a part of a question
 *
 * Returns: (transfer full): its folded words with single spaces between them, without marks and "and"
 */
char *
sp_words_normalise (const char *text)
{
  g_autoptr(GPtrArray) words = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  words = sp_words_split (text);
  out = g_string_new (NULL);
  for (guint i = 0; i < words->len; i++)
    {
      SpWord *word = g_ptr_array_index (words, i);

      if (word->kind == SP_WORD_MARK || g_str_equal (word->folded, "and"))
        continue;
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append (out, word->folded);
    }

  return g_string_free (out, FALSE);
}

/**
 * sp_words_stem:
 * @folded: a folded word
 *
 * Returns: (transfer full): it without the ending of an English plural
 */
char *
sp_words_stem (const char *folded)
{
  gsize length = strlen (folded);

  /* "running" and "run", "opened" and "open". */
  if (length > 5 && g_str_has_suffix (folded, "ing") && folded[length - 4] == folded[length - 5] && folded[length - 4] != 'l')
    return g_strndup (folded, length - 4);
  if (length > 4 && g_str_has_suffix (folded, "ies"))
    return g_strdup_printf ("%.*sy", (int) length - 3, folded);
  if (length > 4 && (g_str_has_suffix (folded, "sses") || g_str_has_suffix (folded, "xes") ||
                     g_str_has_suffix (folded, "ches") || g_str_has_suffix (folded, "shes")))
    return g_strndup (folded, length - 2);
  if (length > 3 && folded[length - 1] == 's' && !g_str_has_suffix (folded, "ss") && !g_str_has_suffix (folded, "us") &&
      !g_str_has_suffix (folded, "is"))
    return g_strndup (folded, length - 1);

  return g_strdup (folded);
}

/**
 * sp_words_distance:
 * @a: a word
 * @b: another
 *
 * Returns: how many letters have to be changed, added, taken away or exchanged with their neighbour; large when the words
 *   are long
 */
guint
sp_words_distance (const char *a,
                   const char *b)
{
  guint rows[3][66];
  gsize n = strlen (a), m = strlen (b);

  if (n > 64 || m > 64)
    return G_MAXUINT;

  for (gsize j = 0; j <= m; j++)
    rows[0][j] = j;
  for (gsize i = 1; i <= n; i++)
    {
      guint *row = rows[i % 3];
      guint *above = rows[(i + 2) % 3];
      guint *above2 = rows[(i + 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= m; j++)
        {
          guint best = above[j - 1] + (a[i - 1] != b[j - 1]);

          best = MIN (best, above[j] + 1);
          best = MIN (best, row[j - 1] + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            best = MIN (best, above2[j - 2] + 1);
          row[j] = best;
        }
    }

  return rows[n % 3][m];
}

static gboolean
are_synonyms (const char *a,
              const char *b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (synonyms); i++)
    {
      if (sp_words_is_one_of (a, synonyms[i]) && sp_words_is_one_of (b, synonyms[i]))
        return TRUE;
    }

  return FALSE;
}

/**
 * sp_words_similarity:
 * @asked: a folded word of a question
 * @name: a folded word of a name in the table
 *
 * Returns: 1 for the same word, less for a looser likeness, 0 for none
 */
double
sp_words_similarity (const char *asked,
                     const char *name)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gsize n, m;

  g_return_val_if_fail (asked != NULL && name != NULL, 0);

  if (g_str_equal (asked, name))
    return 1;
  a = sp_words_stem (asked);
  b = sp_words_stem (name);
  if (g_str_equal (a, b))
    return 0.97;
  if (are_synonyms (a, b))
    return 0.8;

  n = strlen (a);
  m = strlen (b);
  if (!g_ascii_isalpha (a[0]) || !g_ascii_isalpha (b[0]))
    return 0;
  /* An abbreviation in the table, one in the question, or another ending of a long word. */
  if (m >= 3 && m <= 5 && n >= m + 2 && g_str_has_prefix (a, b))
    return 0.75;
  if (n >= 4 && m >= n + 2 && g_str_has_prefix (b, a))
    return 0.7;
  if (m >= 5 && n > m && g_str_has_prefix (a, b))
    return 0.7;
  if (n >= 6 && m >= 6)
    {
      gsize common = 0;

      while (common < MIN (n, m) && a[common] == b[common])
        common++;
      if (common >= 6 && common * 4 >= MAX (n, m) * 3)
        return 0.65;
    }
  if (n >= 5 && a[0] == b[0] && sp_words_distance (a, b) <= (MIN (n, m) >= 9 ? 2 : 1) && m >= 5)
    return 0.7;

  return 0;
}
