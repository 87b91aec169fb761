/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads canonical sentences: recursive descent over words, quoted texts, numbers and marks, without any table at hand.
 * It accepts exactly what sp-sentence.c writes. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-sentence.h"
#include "analyst/sp-sentence-private.h"

#include <string.h>

typedef enum
{
  TOKEN_WORD,
  TOKEN_QUOTED,
  TOKEN_NUMBER,
  TOKEN_MARK,
} TokenKind;

typedef struct
{
  TokenKind  kind;
  char      *text;
} Token;

typedef struct
{
  GPtrArray *tokens;   /* of Token */
  guint      position;
} Reader;

static void
token_free (Token *token)
{
  g_clear_pointer (&token->text, g_free);
  g_free (token);
}

static void
add_token (GPtrArray *tokens,
           TokenKind  kind,
           char      *text)
{
  Token *token = g_new0 (Token, 1);

  token->kind = kind;
  token->text = text;
  g_ptr_array_add (tokens, token);
}

/* Returns the byte after the closing quote, or NULL when there is none. */
static const char *
read_quoted (const char *p,
             GPtrArray  *tokens)
{
  GString *text = g_string_new (NULL);

  for (p++; *p != '\0' && *p != '"'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        {
          p++;
          g_string_append_c (text, *p == 'n' ? '\n' : *p == 'r' ? '\r' : *p);
        }
      else
        {
          g_string_append_c (text, *p);
        }
    }
  add_token (tokens, TOKEN_QUOTED, g_string_free (text, FALSE));

  return *p == '"' ? p + 1 : NULL;
}

static gboolean
starts_number (const char *p)
{
  return g_ascii_isdigit (*p) || ((*p == '-' || *p == '+') && g_ascii_isdigit (p[1]));
}

static const char *
read_number (const char *p,
             GPtrArray  *tokens)
{
  const char *start = p;

  for (p++; *p != '\0'; p++)
    {
      gboolean exponent = (*p == 'e' || *p == 'E') && (g_ascii_isdigit (p[1]) || ((p[1] == '-' || p[1] == '+') && g_ascii_isdigit (p[2])));

      if (exponent)
        p++;
      else if (!g_ascii_isdigit (*p) && !(*p == '.' && g_ascii_isdigit (p[1])))
        break;
    }
  add_token (tokens, TOKEN_NUMBER, g_strndup (start, p - start));

  return p;
}

static GPtrArray *
read_tokens (const char  *sentence,
             GError     **error)
{
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) token_free);
  const char *p = sentence;

  while (*p != '\0')
    {
      if (g_ascii_isspace (*p))
        {
          p++;
        }
      else if (*p == '"')
        {
          p = read_quoted (p, tokens);
          if (p == NULL)
            {
              g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SENTENCE, "A quoted text has no end");
              return NULL;
            }
        }
      else if (starts_number (p))
        {
          p = read_number (p, tokens);
        }
      else if (g_ascii_isalpha (*p) || *p == '_')
        {
          const char *start = p;

          while (g_ascii_isalnum (*p) || *p == '_')
            p++;
          add_token (tokens, TOKEN_WORD, g_strndup (start, p - start));
        }
      else
        {
          add_token (tokens, TOKEN_MARK, g_strndup (p, 1));
          p++;
        }
    }

  return g_steal_pointer (&tokens);
}

static Token *
peek (Reader *reader,
      guint   ahead)
{
  guint position = reader->position + ahead;

  return position < reader->tokens->len ? g_ptr_array_index (reader->tokens, position) : NULL;
}

/* Accepts words and marks, such as ", sorted by"; nothing is taken when they do not all stand there. */
static gboolean
accept (Reader     *reader,
        const char *phrase)
{
  g_auto(GStrv) words = g_strsplit (phrase, " ", -1);
  guint n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    {
      Token *token = peek (reader, i);

      if (token == NULL || token->kind == TOKEN_QUOTED || token->kind == TOKEN_NUMBER || !g_str_equal (token->text, words[i]))
        return FALSE;
    }
  reader->position += n;

  return TRUE;
}

static gboolean
fail (Reader      *reader,
      const char  *expected,
      GError     **error)
{
  Token *token = peek (reader, 0);

  g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SENTENCE, "Expected %s before “%s”", expected,
               token != NULL ? token->text : "the end");

  return FALSE;
}

static gboolean
read_name (Reader      *reader,
           char       **name,
           GError     **error)
{
  Token *token = peek (reader, 0);

  if (token == NULL || token->kind == TOKEN_NUMBER || token->kind == TOKEN_MARK)
    return fail (reader, "a name", error);
  g_clear_pointer (name, g_free);
  *name = g_strdup (token->text);
  reader->position++;

  return TRUE;
}

static gboolean
read_text (Reader      *reader,
           char       **text,
           GError     **error)
{
  Token *token = peek (reader, 0);

  if (token == NULL || token->kind != TOKEN_QUOTED)
    return fail (reader, "a quoted text", error);

  return read_name (reader, text, error);
}

static gboolean
read_count (Reader      *reader,
            guint       *count,
            GError     **error)
{
  Token *token = peek (reader, 0);
  guint64 value;

  if (token == NULL || token->kind != TOKEN_NUMBER ||
      !g_ascii_string_to_unsigned (token->text, 10, 0, G_MAXINT, &value, NULL))
    return fail (reader, "a whole number", error);
  *count = value;
  reader->position++;

  return TRUE;
}

static SpAggregate
accept_aggregate (Reader *reader)
{
  /* Backwards, so that "number of different values" comes before "number of values". */
  for (int i = SP_N_AGGREGATES - 1; i > SP_AGGREGATE_NONE; i--)
    {
      if (accept (reader, _sp_sentence_aggregates[i]))
        return i;
    }

  return SP_AGGREGATE_NONE;
}

/* With the "of" that only a figure has: a column may be called "total". */
static SpAggregate
accept_aggregate_of (Reader *reader)
{
  for (int i = SP_N_AGGREGATES - 1; i > SP_AGGREGATE_NONE; i--)
    {
      g_autofree char *phrase = g_strconcat (_sp_sentence_aggregates[i], " of", NULL);

      if (accept (reader, phrase))
        return i;
    }

  return SP_AGGREGATE_NONE;
}

static gboolean
read_measure (Reader      *reader,
              gboolean     article,
              SpMeasure  **measure,
              GError     **error)
{
  g_autofree char *column = NULL;
  SpAggregate aggregate = SP_AGGREGATE_NONE;

  if (!article || accept (reader, "the"))
    {
      if (accept (reader, "number of rows"))
        {
          *measure = sp_measure_new (SP_AGGREGATE_COUNT, NULL);
          return TRUE;
        }
      aggregate = accept_aggregate_of (reader);
      if (aggregate == SP_AGGREGATE_NONE && article)
        return fail (reader, "a figure such as “average of”", error);
    }
  if (!read_name (reader, &column, error))
    return FALSE;
  *measure = sp_measure_new (aggregate, column);

  return TRUE;
}

static SpPart
accept_part (Reader *reader)
{
  for (int i = SP_N_PARTS - 1; i > SP_PART_NONE; i--)
    {
      g_autofree char *phrase = g_strconcat (_sp_sentence_parts[i], " of", NULL);

      if (accept (reader, phrase))
        return i;
    }

  return SP_PART_NONE;
}

static gboolean
accept_more (Reader *reader)
{
  Token *next = peek (reader, 1);
  static const char * const clauses[] = { "coloured", "in", "sorted", "only", "taking", "rounded", "titled", "saved", "from", "sheet", NULL };

  if (accept (reader, "and"))
    return TRUE;
  /* A comma goes on with the list unless a clause follows it; a column with a clause's name is quoted. */
  if (next == NULL || (next->kind == TOKEN_WORD && g_strv_contains (clauses, next->text)))
    return FALSE;

  return accept (reader, ",");
}

static gboolean
read_names (Reader      *reader,
            GPtrArray   *names,
            GError     **error)
{
  do
    {
      g_autofree char *name = NULL;

      if (!read_name (reader, &name, error))
        return FALSE;
      g_ptr_array_add (names, g_steal_pointer (&name));
    }
  while (accept_more (reader));

  return TRUE;
}

static gboolean
read_measures (Reader      *reader,
               SpAnalysis  *analysis,
               GError     **error)
{
  do
    {
      SpMeasure *measure = NULL;

      if (!read_measure (reader, TRUE, &measure, error))
        return FALSE;
      g_ptr_array_add (analysis->measures, measure);
    }
  while (accept_more (reader));

  return TRUE;
}

static gboolean
read_keys (Reader      *reader,
           SpAnalysis  *analysis,
           GError     **error)
{
  do
    {
      g_autofree char *column = NULL;
      SpPart part = accept_part (reader);

      if (!read_name (reader, &column, error))
        return FALSE;
      sp_analysis_add_key (analysis, column, part);
    }
  while (accept_more (reader));

  return TRUE;
}

static gboolean
read_value (Reader      *reader,
            SpFilter    *filter,
            GError     **error)
{
  Token *token = peek (reader, 0);

  if (token == NULL || (token->kind != TOKEN_NUMBER && token->kind != TOKEN_QUOTED))
    return fail (reader, "a value", error);
  filter->numeric = token->kind == TOKEN_NUMBER;
  g_ptr_array_add (filter->values, g_strdup (token->text));
  reader->position++;

  return TRUE;
}

/* "or" goes on with the values when a value follows it, and a mark after that or nothing that starts a condition: a quoted
 * text may also be the column of the next condition. */
static gboolean
value_follows_or (Reader *reader)
{
  Token *value = peek (reader, 1);
  Token *after = peek (reader, 2);
  static const char * const verbs[] = { "is", "contains", "does", "starts", "ends", NULL };

  if (peek (reader, 0) == NULL || peek (reader, 0)->kind != TOKEN_WORD || !g_str_equal (peek (reader, 0)->text, "or"))
    return FALSE;
  if (value == NULL || (value->kind != TOKEN_NUMBER && value->kind != TOKEN_QUOTED))
    return FALSE;

  return after == NULL || after->kind != TOKEN_WORD || !g_strv_contains (verbs, after->text);
}

static gboolean
read_filter (Reader      *reader,
             SpAnalysis  *analysis,
             gboolean     or_previous,
             GError     **error)
{
  g_autofree char *column = NULL;
  SpPart part = accept_part (reader);
  SpFilter *filter = NULL;

  if (!read_name (reader, &column, error))
    return FALSE;
  for (gsize i = 0; filter == NULL && i < _sp_sentence_n_ops; i++)
    {
      if (accept (reader, _sp_sentence_ops[i].phrase))
        filter = sp_analysis_add_filter (analysis, column, _sp_sentence_ops[i].op, NULL, FALSE);
    }
  if (filter == NULL)
    return fail (reader, "a comparison", error);
  filter->key->part = part;
  filter->or_previous = or_previous;

  if (filter->op == SP_FILTER_MISSING || filter->op == SP_FILTER_PRESENT)
    return TRUE;
  if (accept (reader, "the"))
    {
      filter->relative = accept_aggregate (reader);
      return filter->relative != SP_AGGREGATE_NONE || fail (reader, "a figure such as “average”", error);
    }
  if (!read_value (reader, filter, error))
    return FALSE;
  if (filter->op == SP_FILTER_BETWEEN || filter->op == SP_FILTER_NOT_BETWEEN)
    return (accept (reader, "and") || fail (reader, "“and”", error)) && read_value (reader, filter, error);
  while (value_follows_or (reader))
    {
      reader->position++;
      if (!read_value (reader, filter, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_filters (Reader      *reader,
              SpAnalysis  *analysis,
              GError     **error)
{
  do
    {
      gboolean group = accept (reader, "(");

      if (!read_filter (reader, analysis, FALSE, error))
        return FALSE;
      while (group && accept (reader, "or"))
        {
          if (!read_filter (reader, analysis, TRUE, error))
            return FALSE;
        }
      if (group && !accept (reader, ")"))
        return fail (reader, "“)”", error);
    }
  while (accept (reader, "and"));

  return TRUE;
}

static gboolean
read_sort (Reader      *reader,
           SpAnalysis  *analysis,
           gboolean     article,
           gboolean     descending,
           GError     **error)
{
  g_autoptr(SpMeasure) measure = NULL;

  if (!read_measure (reader, article, &measure, error))
    return FALSE;
  sp_analysis_set_sort (analysis, measure->aggregate, measure->column, descending);

  return TRUE;
}

static gboolean
read_limit (Reader      *reader,
            SpAnalysis  *analysis,
            GError     **error)
{
  gboolean highest;

  if (accept (reader, "first"))
    return read_count (reader, &analysis->limit, error);

  if (accept (reader, "one"))
    analysis->limit = 1;
  else if (!read_count (reader, &analysis->limit, error))
    return FALSE;
  highest = accept (reader, "with the highest");
  if (!highest && !accept (reader, "with the lowest"))
    return fail (reader, "“with the highest” or “with the lowest”", error);
  if (!read_sort (reader, analysis, FALSE, highest, error))
    return FALSE;

  return !accept (reader, "in each") || read_keys (reader, analysis, error);
}

static gboolean
read_operand (Reader      *reader,
              char       **operand,
              GError     **error)
{
  Token *token = peek (reader, 0);

  if (token == NULL || token->kind == TOKEN_MARK)
    return fail (reader, "a column or a number", error);
  *operand = g_strdup (token->text);
  reader->position++;

  return TRUE;
}

static gboolean
read_derived (Reader      *reader,
              SpAnalysis  *analysis,
              GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;
  Token *op;

  if (!read_name (reader, &name, error))
    return FALSE;
  if (!accept (reader, "as"))
    return fail (reader, "“as”", error);
  if (!read_operand (reader, &left, error))
    return FALSE;
  op = peek (reader, 0);
  if (op == NULL || op->kind != TOKEN_MARK || strchr ("+-*/", op->text[0]) == NULL)
    return fail (reader, "+, -, * or /", error);
  reader->position++;
  if (!read_operand (reader, &right, error))
    return FALSE;
  sp_analysis_add_derived (analysis, name, left, op->text[0], right);

  return TRUE;
}

static gboolean
read_clause (Reader      *reader,
             SpAnalysis  *analysis,
             GError     **error)
{
  guint count;

  if (accept (reader, "for each"))
    return read_keys (reader, analysis, error);
  if (accept (reader, "where"))
    return read_filters (reader, analysis, error);
  if (accept (reader, ", coloured by"))
    return read_name (reader, &analysis->colour, error);
  if (accept (reader, ", in"))
    return read_count (reader, &analysis->bins, error) && (accept (reader, "bins") || fail (reader, "“bins”", error));
  if (accept (reader, ", only the"))
    return read_limit (reader, analysis, error);
  if (accept (reader, ", sorted by"))
    {
      if (!read_sort (reader, analysis, TRUE, FALSE, error))
        return FALSE;
      analysis->sort->descending = accept (reader, "in descending order");
      return TRUE;
    }
  if (accept (reader, ", taking"))
    return read_derived (reader, analysis, error);
  if (accept (reader, ", rounded to"))
    {
      if (!read_count (reader, &count, error))
        return FALSE;
      analysis->decimals = count;
      return accept (reader, "decimals") || fail (reader, "“decimals”", error);
    }
  if (accept (reader, ", titled"))
    return read_text (reader, &analysis->title, error);
  if (accept (reader, ", saved as"))
    return read_text (reader, &analysis->save_as, error);
  if (accept (reader, ", from"))
    return read_text (reader, &analysis->file, error);
  if (accept (reader, ", sheet"))
    return read_text (reader, &analysis->sheet, error);

  return fail (reader, "another clause", error);
}

/* After "Draw a … chart of": measures begin with "the", columns do not. */
static gboolean
read_chart_body (Reader      *reader,
                 SpAnalysis  *analysis,
                 GError     **error)
{
  g_autofree char *x = NULL;
  Token *first = peek (reader, 0);

  if (first != NULL && first->kind == TOKEN_WORD && g_str_equal (first->text, "the"))
    {
      analysis->task = SP_TASK_SUMMARY;
      return read_measures (reader, analysis, error);
    }
  if (accept (reader, "all columns"))
    return TRUE;
  if (!read_names (reader, analysis->columns, error))
    return FALSE;
  if (accept (reader, "by") || accept (reader, "against"))
    {
      if (!read_name (reader, &x, error))
        return FALSE;
      g_ptr_array_insert (analysis->columns, 0, g_steal_pointer (&x));
    }

  return TRUE;
}

static SpAnalysis *
read_head (Reader  *reader,
           GError **error)
{
  g_autoptr(SpAnalysis) analysis = sp_analysis_new (SP_TASK_ROWS);

  if (accept (reader, "Draw a"))
    {
      for (int i = SP_CHART_BAR; analysis->chart == SP_CHART_NONE && i < SP_N_CHARTS; i++)
        {
          if (accept (reader, _sp_sentence_charts[i]))
            analysis->chart = i;
        }
      if (analysis->chart == SP_CHART_NONE || !accept (reader, "of"))
        {
          fail (reader, "a kind of chart", error);
          return NULL;
        }
      return read_chart_body (reader, analysis, error) ? g_steal_pointer (&analysis) : NULL;
    }

  for (int i = 0; i < SP_N_TASKS; i++)
    {
      if (!accept (reader, _sp_sentence_heads[i]))
        continue;
      analysis->task = i;
      if (i == SP_TASK_SUMMARY)
        return read_measures (reader, analysis, error) ? g_steal_pointer (&analysis) : NULL;
      if (accept (reader, "all columns") || read_names (reader, analysis->columns, error))
        return g_steal_pointer (&analysis);
      return NULL;
    }
  fail (reader, "a verb such as “List”", error);

  return NULL;
}

/**
 * sp_sentence_parse:
 * @sentence: a canonical sentence
 * @error: return location for an error
 *
 * Returns: (transfer full): its analysis, or %NULL with @error set to %SP_ANALYST_ERROR_SENTENCE
 */
SpAnalysis *
sp_sentence_parse (const char  *sentence,
                   GError     **error)
{
  g_autoptr(GPtrArray) tokens = NULL;
  g_autoptr(SpAnalysis) analysis = NULL;
  Reader reader = { NULL, 0 };

  g_return_val_if_fail (sentence != NULL, NULL);

  tokens = read_tokens (sentence, error);
  if (tokens == NULL)
    return NULL;
  reader.tokens = tokens;

  analysis = read_head (&reader, error);
  if (analysis == NULL)
    return NULL;
  while (!accept (&reader, "."))
    {
      if (!read_clause (&reader, analysis, error))
        return NULL;
    }
  if (peek (&reader, 0) != NULL)
    {
      fail (&reader, "the end", error);
      return NULL;
    }

  return g_steal_pointer (&analysis);
}
