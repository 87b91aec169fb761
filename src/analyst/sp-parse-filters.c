/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the comparisons of a question: a column, a comparison, a value, in the orders that people use. The values that
 * stand alone ("the TRANSPORTATION sector") are read by sp-parse-values.c. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

/* A comparison that names its column by itself: "older than 30". */
static const struct
{
  const char *word;
  const char *column;
} implied[] = {
  { "older", "age" }, { "younger", "age" }, { "heavier", "weight" }, { "lighter", "weight" }, { "taller", "height" },
  { "shorter", "height" }, { "faster", "speed" }, { "slower", "speed" }, { "cheaper", "price" }, { "longer", "length" },
  { "warmer", "temperature" }, { "hotter", "temperature" }, { "colder", "temperature" },
};

static SpDataColumn *
implied_column (SpReader *self,
                guint     i)
{
  const char *word = _sp_reader_term (self, i)->folded;

  for (gsize j = 0; j < G_N_ELEMENTS (implied); j++)
    {
      if (g_str_equal (implied[j].word, word))
        return sp_vocabulary_find_column (self->card, implied[j].column);
    }
  if (sp_words_is_one_of (word, "after before later earlier prior"))
    {
      SpDataColumn *date = _sp_reader_find_date (self);

      return date != NULL ? date : _sp_reader_find_year (self);
    }

  return NULL;
}

static gboolean
fits (const SpDataColumn *column,
      const SpTerm       *value)
{
  if (value == NULL)
    return TRUE;
  if (value->kind == SP_TERM_NUMBER)
    return column->type == SP_COLUMN_NUMBER || (column->type == SP_COLUMN_DATE && value->number >= 1800 && value->number <= 2200);
  if (value->kind == SP_TERM_DATE)
    return column->type == SP_COLUMN_DATE || column->type == SP_COLUMN_TEXT;

  return TRUE;
}

/* The column that a comparison at @i is about: the nearest one before it in its clause. */
static SpTerm *
column_before (SpReader     *self,
               guint         i,
               const SpTerm *value)
{
  for (guint back = 1; back <= MIN (i, 7); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (term->kind == SP_TERM_MARK && !g_str_equal (term->folded, ","))
        return NULL;
      if (term->kind == SP_TERM_NUMBER && term->used)
        return NULL;
      if (term->kind == SP_TERM_COLUMN && fits (term->column, value))
        return term;
    }

  return NULL;
}

static SpTerm *
column_after (SpReader     *self,
              guint         i,
              const SpTerm *value)
{
  for (guint ahead = 0; ahead < 5 && i + ahead < self->terms->len; ahead++)
    {
      SpTerm *term = _sp_reader_term (self, i + ahead);

      if (term->kind == SP_TERM_MARK || term->kind == SP_TERM_NUMBER || sp_words_is_one_of (term->folded, "or by per each and"))
        return NULL;
      if (term->kind == SP_TERM_COLUMN && !term->used && fits (term->column, value))
        return term;
    }

  return NULL;
}

/* "the letter D in the first name": the column stands behind "in". */
static SpTerm *
column_after_in (SpReader *self,
                 guint     i)
{
  gboolean in = FALSE;

  for (guint ahead = 0; ahead < 7 && i + ahead < self->terms->len; ahead++)
    {
      SpTerm *term = _sp_reader_term (self, i + ahead);

      if (term->kind == SP_TERM_MARK)
        return NULL;
      in = in || sp_words_is_one_of (term->folded, "in as on");
      if (term->kind == SP_TERM_COLUMN && !term->used && in)
        return term;
    }

  return NULL;
}

static gboolean
joined_by_or (SpReader *self,
              guint     i)
{
  for (guint back = 1; back <= MIN (i, 4); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (g_str_equal (term->folded, "or"))
        return TRUE;
      if (term->kind == SP_TERM_NUMBER || term->kind == SP_TERM_VALUE || g_str_equal (term->folded, "and"))
        return FALSE;
    }

  return FALSE;
}

/* Numbers as Python and the canonical sentence write them. */
static char *
number_text (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == floor (value) && ABS (value) < 1e15)
    return g_strdup_printf ("%.0f", value);

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", value));
}

static void
add_number (SpFilter           *filter,
            const SpDataColumn *column,
            const SpTerm       *value)
{
  double number = value->number;

  /* "over 10%" of a column of shares is 0.1. */
  if (value->percent && column->has_range && ABS (column->max) <= 1.5)
    number /= 100;
  filter->numeric = TRUE;
  if (column->type == SP_COLUMN_DATE)
    filter->key->part = SP_PART_YEAR;
  g_ptr_array_add (filter->values, number_text (number));
}

static void
add_value (SpFilter           *filter,
           const SpDataColumn *column,
           const SpTerm       *value)
{
  if (value->kind == SP_TERM_NUMBER && (column->type == SP_COLUMN_NUMBER || column->type == SP_COLUMN_DATE))
    {
      add_number (filter, column, value);
      return;
    }
  if (value->kind == SP_TERM_VALUE)
    {
      for (guint i = 0; i < value->matches->len; i++)
        {
          SpValueMatch *match = &g_array_index (value->matches, SpValueMatch, i);

          if (match->column == column)
            {
              g_ptr_array_add (filter->values, g_strdup (match->value));
              return;
            }
        }
    }
  g_ptr_array_add (filter->values, g_strdup (value->text));
}

static guint
skip_to_value (SpReader *self,
               guint     i)
{
  while (i < self->terms->len && (sp_words_is_one_of (_sp_reader_term (self, i)->folded, "than to a an the of about only value with letter letters word character") ||
                                  strchr ("=:", _sp_reader_term (self, i)->folded[0]) != NULL) &&
         !_sp_reader_term (self, i)->used && _sp_reader_term (self, i)->folded[0] != '\0')
    i++;

  return i;
}

static gboolean
is_value (const SpTerm *term)
{
  return term != NULL && !term->used && (term->kind == SP_TERM_NUMBER || term->kind == SP_TERM_DATE || term->kind == SP_TERM_QUOTED ||
                                         term->kind == SP_TERM_VALUE);
}

static SpFilter *
last_filter (SpReader *self)
{
  GPtrArray *filters = self->analysis->filters;

  return filters->len > 0 ? g_ptr_array_index (filters, filters->len - 1) : NULL;
}

/* Finds the column for the value at @at, compared at @i, and sets the terms aside. */
static SpDataColumn *
take_column (SpReader *self,
             guint     i,
             guint     at)
{
  SpTerm *value = _sp_reader_term (self, at);
  SpDataColumn *column = implied_column (self, i);
  SpTerm *term = NULL;
  gboolean after_or = last_filter (self) != NULL && joined_by_or (self, i);

  if (column != NULL && fits (column, value))
    {
      term = column_before (self, i, value);
      if (term == NULL)
        return column;
    }
  if (term == NULL)
    term = column_before (self, i, value);
  if (value != NULL && value->kind != SP_TERM_NUMBER && value->kind != SP_TERM_DATE)
    {
      SpTerm *behind = column_after_in (self, at + 1);

      term = behind != NULL ? behind : term;
    }
  /* "more than 100 employees": the column behind the number, unless the one before is close by. */
  if (term == NULL || term->used)
    {
      SpTerm *after = column_after (self, at + 1, value);

      term = after != NULL ? after : term;
    }
  if (term != NULL && !(term->used && after_or))
    {
      term->used = TRUE;
      return term->column;
    }
  if (after_or)
    return sp_data_card_get_column (self->card, last_filter (self)->key->column);
  if (value != NULL && value->kind == SP_TERM_NUMBER && value->number >= 1800 && value->number <= 2200)
    {
      column = _sp_reader_find_year (self);
      return column != NULL ? column : _sp_reader_find_date (self);
    }
  if (value != NULL && value->kind == SP_TERM_DATE)
    return _sp_reader_find_date (self);

  return term != NULL ? term->column : NULL;
}

static gboolean
read_relative (SpReader  *self,
               guint      i,
               guint      at,
               SpFilterOp op)
{
  SpAggregate aggregate;
  guint n = sp_phrases_aggregate (self->terms, at, &aggregate);
  SpTerm *after;
  SpDataColumn *column = NULL;
  SpFilter *filter;

  if (n == 0 || aggregate < SP_AGGREGATE_MEAN || aggregate > SP_AGGREGATE_MAX)
    return FALSE;
  after = column_after (self, at + n, NULL);
  if (after != NULL && after->column->type == SP_COLUMN_NUMBER)
    column = after->column;
  else
    after = NULL;
  if (column == NULL)
    column = implied_column (self, i);
  if (column == NULL)
    {
      SpTerm *before = column_before (self, i, NULL);

      if (before == NULL || before->column->type != SP_COLUMN_NUMBER)
        return FALSE;
      before->used = TRUE;
      column = before->column;
    }
  else
    {
      SpTerm *before = column_before (self, i, NULL);

      if (before != NULL && before->column == column)
        before->used = TRUE;
    }
  if (after != NULL)
    after->used = TRUE;
  filter = sp_analysis_add_filter (self->analysis, column->name, op, NULL, FALSE);
  filter->relative = aggregate;
  _sp_reader_use (self, i, at + n - i);

  return TRUE;
}

/* Takes more values: "4 or 6", "A, B and C" behind "is" or "is not"; the second bound behind "between". */
static guint
take_more (SpReader     *self,
           SpFilter     *filter,
           SpDataColumn *column,
           guint         at)
{
  gboolean range = filter->op == SP_FILTER_BETWEEN || filter->op == SP_FILTER_NOT_BETWEEN;

  while (at + 2 < self->terms->len + 1)
    {
      SpTerm *joint = _sp_reader_term (self, at + 1);
      SpTerm *next = _sp_reader_term (self, at + 2);

      if (joint == NULL || next == NULL || !is_value (next) || !sp_words_is_one_of (joint->folded, range ? "and to - until" : "or and ,"))
        break;
      if (next->kind != _sp_reader_term (self, at)->kind && !range)
        break;
      add_value (filter, column, next);
      at += 2;
      if (range)
        break;
    }

  return at;
}

/* "the letters D or S": each text is a condition of its own. */
static guint
take_more_texts (SpReader       *self,
                 const SpFilter *first,
                 guint           at)
{
  for (;;)
    {
      SpTerm *joint = _sp_reader_term (self, at + 1);
      SpTerm *next = _sp_reader_term (self, at + 2);
      SpFilter *filter;

      if (joint == NULL || next == NULL || next->used || !g_str_equal (joint->folded, "or"))
        return at;
      if (next->kind != SP_TERM_QUOTED && !(next->kind == SP_TERM_WORD && g_utf8_strlen (next->text, -1) <= 2))
        return at;
      filter = sp_analysis_add_filter (self->analysis, first->key->column, first->op, next->text, FALSE);
      filter->or_previous = TRUE;
      at += 2;
    }
}

static void
read_comparison (SpReader   *self,
                 guint       i,
                 guint       n,
                 SpFilterOp  op)
{
  guint at = skip_to_value (self, i + n);
  SpTerm *value = _sp_reader_term (self, at);
  SpDataColumn *column;
  SpFilter *filter;
  gboolean or_previous = last_filter (self) != NULL && joined_by_or (self, i);

  if (op == SP_FILTER_MISSING || op == SP_FILTER_PRESENT)
    {
      SpTerm *before = column_before (self, i, NULL);

      if (before == NULL)
        return;
      before->used = TRUE;
      sp_analysis_add_filter (self->analysis, before->column->name, op, NULL, FALSE)->or_previous = or_previous;
      _sp_reader_use (self, i, n);
      return;
    }
  if (read_relative (self, i, at, op))
    return;
  /* A listed value says itself which column it belongs to. */
  if (!is_value (value) || ((op == SP_FILTER_IS || op == SP_FILTER_IS_NOT) && value->kind == SP_TERM_VALUE))
    {
      SpTerm *word = value;
      gboolean text_test = op == SP_FILTER_CONTAINS || op == SP_FILTER_NOT_CONTAINS || op == SP_FILTER_STARTS || op == SP_FILTER_ENDS;

      /* "starting with A": the letters need no quotes. */
      if (!text_test || word == NULL || word->used || word->kind != SP_TERM_WORD || n < 2)
        return;
    }

  column = take_column (self, i, at);
  if (column == NULL)
    {
      column = op >= SP_FILTER_CONTAINS ? sp_data_card_get_label (self->card) : NULL;
      if (column == NULL)
        return;
    }
  filter = sp_analysis_add_filter (self->analysis, column->name, op, NULL, FALSE);
  filter->or_previous = or_previous;
  add_value (filter, column, value);
  if (op >= SP_FILTER_CONTAINS && op <= SP_FILTER_ENDS)
    at = take_more_texts (self, filter, at);
  if (op == SP_FILTER_BETWEEN || op == SP_FILTER_NOT_BETWEEN || op == SP_FILTER_IS || op == SP_FILTER_IS_NOT)
    at = take_more (self, filter, column, at);
  if ((op == SP_FILTER_BETWEEN || op == SP_FILTER_NOT_BETWEEN) && filter->values->len < 2)
    {
      g_ptr_array_remove_index (self->analysis->filters, self->analysis->filters->len - 1);
      return;
    }
  _sp_reader_use (self, i, at + 1 - i);
}

/* "cylinders is 4", "cylinders = 4", "year 2020": a number right behind its column. */
static void
read_number (SpReader *self,
             guint     i)
{
  SpTerm *value = _sp_reader_term (self, i);
  SpTerm *before = NULL;
  guint back;

  if (value->kind != SP_TERM_NUMBER || value->used)
    return;
  for (back = 1; back <= MIN (i, 3); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (term->kind == SP_TERM_COLUMN)
        {
          before = term;
          break;
        }
      if (!sp_words_is_one_of (term->folded, "is are was were = : of equal the") || term->folded[0] == '\0')
        break;
    }

  if (before != NULL && !before->used && fits (before->column, value))
    {
      SpFilter *filter = sp_analysis_add_filter (self->analysis, before->column->name, SP_FILTER_IS, NULL, FALSE);

      filter->or_previous = self->analysis->filters->len > 1 && joined_by_or (self, i - back);
      add_value (filter, before->column, value);
      before->used = TRUE;
      _sp_reader_use (self, i - back, take_more (self, filter, before->column, i) + 1 - (i - back));
    }
  else if (i > 0 && value->number >= 1800 && value->number <= 2200 && value->number == floor (value->number) &&
           sp_words_is_one_of (_sp_reader_term (self, i - 1)->folded, "in from for during of year since"))
    {
      SpDataColumn *column = _sp_reader_find_year (self);
      SpFilter *filter;

      if (column == NULL)
        column = _sp_reader_find_date (self);
      if (column == NULL)
        return;
      filter = sp_analysis_add_filter (self->analysis, column->name,
                                       g_str_equal (_sp_reader_term (self, i - 1)->folded, "since") ? SP_FILTER_AT_LEAST : SP_FILTER_IS,
                                       NULL, FALSE);
      add_value (filter, column, value);
      _sp_reader_use (self, i - 1, 2);
    }
}

/* "with missing age", "without a phone number". */
static void
read_missing (SpReader *self,
              guint     i)
{
  guint n = sp_phrases_match_any (self->terms, i, "with missing|having missing|without any|without a|without|with no|having no|missing");
  guint at = i + n;

  if (n == 0 || self->task == SP_TASK_MISSING || !_sp_reader_is_column (self, at))
    return;
  sp_analysis_add_filter (self->analysis, _sp_reader_term (self, at)->column->name, SP_FILTER_MISSING, NULL, FALSE);
  _sp_reader_use (self, i, n + 1);
}

/* A column of yes and no: "who survived", "did not survive". */
static void
read_flag (SpReader *self,
           guint     i)
{
  SpTerm *term = _sp_reader_term (self, i);
  gboolean negated = FALSE;
  gboolean relative = FALSE;
  gboolean numeric;

  if (term->kind != SP_TERM_COLUMN || term->used || term->column->n_unique != 2)
    return;
  numeric = term->column->type == SP_COLUMN_NUMBER && term->column->min == 0 && term->column->max == 1;
  if (!numeric && term->column->type != SP_COLUMN_BOOLEAN)
    return;
  for (guint back = 1; back <= MIN (i, 4); back++)
    {
      const char *word = _sp_reader_term (self, i - back)->folded;

      if (sp_words_is_one_of (word, "not never didn don doesn"))
        negated = TRUE;
      else if (sp_words_is_one_of (word, "who that which whose"))
        relative = TRUE;
      else if (!sp_words_is_one_of (word, "did do does have has had are were is was t"))
        break;
    }
  if (!relative && !negated)
    return;
  sp_analysis_add_filter (self->analysis, term->column->name, SP_FILTER_IS, numeric ? (negated ? "0" : "1") : (negated ? "False" : "True"),
                          numeric);
  term->used = TRUE;
}

/**
 * _sp_reader_read_filters:
 * @self: the reader
 *
 * Reads comparisons.
 */
void
_sp_reader_read_filters (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      SpFilterOp op;
      guint n = sp_phrases_comparison (self->terms, i, &op);

      if (n > 0)
        read_comparison (self, i, n, op);
    }
  for (guint i = 0; i < self->terms->len; i++)
    {
      read_number (self, i);
      read_missing (self, i);
      read_flag (self, i);
    }
}
