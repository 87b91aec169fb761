/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads what is computed: aggregates ("the average price"), counts ("how many"), extremes ("the five highest"), and new
 * columns ("profit divided by revenue"). */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <string.h>

/**
 * _sp_reader_default_aggregate:
 * @column: a column of numbers
 *
 * Returns: how its values most likely become one figure: amounts add up, rates and ages do not
 */
SpAggregate
_sp_reader_default_aggregate (const SpDataColumn *column)
{
  g_autofree char *name = sp_words_normalise (column->name);
  g_auto(GStrv) words = g_strsplit (name, " ", -1);
  static const char adding[] = "sale sales revenue revenues amount quantity qty units profit profits income cost costs expense expenses count total "
                               "population gross budget volume orders visits visitors deaths cases goals points runs payment payments turnover number "
                               "spend spending donation donations rainfall production output earnings tax interest "
                               "umsatz menge betrag summe einnahmen gewinn ventes montant ventas importe";
  static const char resting[] = "margin rate ratio percent pct percentage average avg mean per share index score rating";
  gboolean adds = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (sp_words_is_one_of (words[i], resting))
        return SP_AGGREGATE_MEAN;
      adds = adds || sp_words_is_one_of (words[i], adding);
    }

  return adds ? SP_AGGREGATE_SUM : SP_AGGREGATE_MEAN;
}

static gboolean
is_number_column (SpReader *self,
                  guint     i)
{
  return _sp_reader_is_column (self, i) && _sp_reader_term (self, i)->column->type == SP_COLUMN_NUMBER;
}

/* The words of "average of the monthly X": up to two that mean nothing to the table may stand before the column. */
static guint
find_number_after (SpReader *self,
                   guint     i)
{
  guint strangers = 0;

  for (guint at = i; at < self->terms->len; at++)
    {
      SpTerm *term = _sp_reader_term (self, at);

      if (is_number_column (self, at))
        return at;
      if (term->kind == SP_TERM_MARK || (term->kind == SP_TERM_COLUMN && !term->used) || sp_words_is_one_of (term->folded, "by per each"))
        return G_MAXUINT;
      if (term->kind == SP_TERM_WORD && !term->used && !sp_phrases_is_filler (term->folded) &&
          !sp_words_is_one_of (term->folded, "number amount value level") && ++strangers > 2)
        return G_MAXUINT;
    }

  return G_MAXUINT;
}

static void
add_measure (SpReader     *self,
             SpAggregate   aggregate,
             SpDataColumn *column)
{
  for (guint i = 0; i < self->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->measures, i);

      if (measure->aggregate == aggregate && g_strcmp0 (measure->column, column != NULL ? column->name : NULL) == 0)
        return;
    }
  g_ptr_array_add (self->measures, sp_measure_new (aggregate, column != NULL ? column->name : NULL));
}

static gboolean
is_identifier (const SpDataColumn *column)
{
  g_autofree char *name = sp_words_normalise (column->name);

  return column->type == SP_COLUMN_NUMBER && column->whole &&
         (g_str_has_suffix (name, " id") || g_str_has_suffix (name, " code") || g_str_has_suffix (name, " number") || g_str_has_suffix (name, " no"));
}

/* "number of X": X may be a column of such numbers, a column whose values are counted, or only what a row is. */
static void
read_count (SpReader *self,
            guint     i,
            guint     n)
{
  gboolean total = sp_phrases_match_any (self->terms, i, "total number of|total count of|overall number of") > 0;
  guint at;
  SpTerm *term;

  _sp_reader_use (self, i, n);
  at = _sp_reader_skip_fillers (self, i + n);
  /* "the total number of number of platforms" */
  at = _sp_reader_skip_fillers (self, at + sp_phrases_match_any (self->terms, at, "number of|the number of"));
  term = _sp_reader_term (self, at);
  if (term != NULL && term->kind == SP_TERM_COLUMN && !term->used)
    {
      SpDataColumn *column = term->column;
      gboolean names_rows = column->n_unique >= 0.9 * self->card->n_rows || is_identifier (column);

      if (column->type == SP_COLUMN_NUMBER && term->score >= 0.75 && !names_rows && column->whole)
        {
          if (total)
            {
              add_measure (self, SP_AGGREGATE_SUM, column);
              term->used = TRUE;
            }
          return;
        }
      self->count = TRUE;
      term->used = TRUE;
      /* "orders" are rows, though there is an order_date: only part of its name was said, and it has many values. */
      if (is_identifier (column))
        return;
      if (term->score >= 0.75 || (column->type != SP_COLUMN_DATE && column->n_unique * 3 <= self->card->n_rows))
        self->counted = column;
      return;
    }
  self->count = TRUE;
}

static void
read_distinct (SpReader *self,
               guint     i,
               guint     n)
{
  guint at = _sp_reader_skip_fillers (self, i + n);

  if (!_sp_reader_is_column (self, at))
    {
      self->count = TRUE;
      _sp_reader_use (self, i, n);
      return;
    }
  add_measure (self, SP_AGGREGATE_DISTINCT, _sp_reader_term (self, at)->column);
  _sp_reader_use (self, i, at + 1 - i);
}

/* "average and maximum of a, b and c": every aggregate of every column. */
static void
read_aggregate (SpReader   *self,
                guint       i,
                guint       n,
                SpAggregate first)
{
  g_autoptr(GArray) aggregates = g_array_new (FALSE, FALSE, sizeof (SpAggregate));
  guint at = i + n;
  guint column;

  g_array_append_val (aggregates, first);
  for (;;)
    {
      SpAggregate next;
      guint joint = sp_phrases_match_any (self->terms, at, ", and|and the|and also the|and|,|, the|or");
      guint more = joint > 0 ? sp_phrases_aggregate (self->terms, at + joint, &next) : 0;

      if (more == 0 || next == SP_AGGREGATE_COUNT || next == SP_AGGREGATE_DISTINCT)
        break;
      g_array_append_val (aggregates, next);
      at += joint + more;
    }
  /* "minimum and maximum price" were not two extremes. */
  column = find_number_after (self, at);
  if (column == G_MAXUINT && i > 0 && is_number_column (self, i - 1))
    {
      column = i - 1;
      at = i + n;
    }
  if (column == G_MAXUINT)
    {
      g_array_append_vals (self->pending, aggregates->data, aggregates->len);
      _sp_reader_use (self, i, at - i);
      return;
    }

  for (;;)
    {
      SpTerm *term = _sp_reader_term (self, column);
      guint joint;

      for (guint j = 0; j < aggregates->len; j++)
        add_measure (self, g_array_index (aggregates, SpAggregate, j), term->column);
      term->used = TRUE;
      joint = sp_phrases_match_any (self->terms, column + 1, ", and|and the|and|,");
      if (joint == 0 || !is_number_column (self, column + 1 + joint))
        break;
      column += 1 + joint;
    }
  if (at > i)
    _sp_reader_use (self, i, at - i);
}

/**
 * _sp_reader_read_measures:
 * @self: the reader
 *
 * Reads aggregates and counts.
 */
void
_sp_reader_read_measures (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      SpAggregate aggregate;
      guint n = sp_phrases_aggregate (self->terms, i, &aggregate);

      if (n == 0)
        continue;
      if (aggregate == SP_AGGREGATE_DISTINCT)
        read_distinct (self, i, n);
      else if (aggregate == SP_AGGREGATE_COUNT)
        read_count (self, i, n);
      else
        read_aggregate (self, i, n, aggregate);
    }
}

/* What the extreme is of: an aggregate of a column, a count, or a column. */
static gboolean
read_extreme_target (SpReader *self,
                     guint     from,
                     guint     to)
{
  SpAggregate aggregate = SP_AGGREGATE_NONE;

  for (guint i = from; i < to; i++)
    {
      SpTerm *term = _sp_reader_term (self, i);
      SpAggregate found;
      guint n = sp_phrases_aggregate (self->terms, i, &found);

      if (n > 0)
        {
          guint next = _sp_reader_skip_fillers (self, i + n);
          gboolean raw = found == SP_AGGREGATE_COUNT && is_number_column (self, next) && _sp_reader_term (self, next)->score >= 0.75;

          if (found == SP_AGGREGATE_COUNT && !raw)
            {
              self->extreme_by = sp_measure_new (SP_AGGREGATE_COUNT, NULL);
              _sp_reader_use (self, i, n);
              if (_sp_reader_is_column (self, next) && _sp_reader_term (self, next)->column != self->extreme_head)
                _sp_reader_use (self, next, 1);
              return TRUE;
            }
          if (found != SP_AGGREGATE_COUNT)
            aggregate = found;
          _sp_reader_use (self, i, n);
          i += n - 1;
          continue;
        }
      if (is_number_column (self, i))
        {
          self->extreme_by = sp_measure_new (aggregate, term->column->name);
          term->used = TRUE;
          return TRUE;
        }
      if (term->kind == SP_TERM_MARK)
        return FALSE;
    }

  return FALSE;
}

/* The nearest column of categories before the extreme: "which sector has the highest", "sectors with the most". */
static void
read_extreme_head (SpReader *self,
                   guint     i)
{
  for (guint back = 1; back <= MIN (i, 6); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (term->kind == SP_TERM_MARK)
        return;
      if (term->kind == SP_TERM_COLUMN && !term->used && term->column->type != SP_COLUMN_NUMBER)
        {
          self->extreme_head = term->column;
          term->used = TRUE;
          return;
        }
    }
}

static const char *
implied_by (const char *word)
{
  static const char * const pairs[][2] = {
    { "oldest", "age" }, { "youngest", "age" }, { "tallest", "height" }, { "shortest", "height" }, { "heaviest", "weight" },
    { "lightest", "weight" }, { "fastest", "speed" }, { "slowest", "speed" }, { "longest", "length" }, { "cheapest", "price" },
    { "expensive", "price" }, { "priciest", "price" }, { "hottest", "temperature" }, { "warmest", "temperature" }, { "coldest", "temperature" },
    { "richest", "income" }, { "latest", "date" }, { "newest", "date" }, { "earliest", "date" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (g_str_equal (pairs[i][0], word))
        return pairs[i][1];
    }

  return NULL;
}

/* "maximum price" is a figure, "with the maximum price" an extreme. */
static gboolean
is_figure (SpReader   *self,
           guint       i,
           const char *word)
{
  static const char having[] = "with has have having";

  if (!sp_words_is_one_of (word, "maximum max minimum min"))
    return FALSE;
  if (i >= 1 && sp_words_is_one_of (_sp_reader_term (self, i - 1)->folded, having))
    return FALSE;

  return !(i >= 2 && g_str_equal (_sp_reader_term (self, i - 1)->folded, "the") &&
           sp_words_is_one_of (_sp_reader_term (self, i - 2)->folded, having));
}

static gboolean
take_number (SpReader *self,
             guint     i)
{
  SpTerm *term = _sp_reader_term (self, i);

  if (term == NULL || term->kind != SP_TERM_NUMBER || term->used || term->number < 1 || term->number > 100000)
    return FALSE;
  self->extreme_n = term->number;
  term->used = TRUE;

  return TRUE;
}

/* "which 5 students have the lowest" */
static gboolean
take_number_before (SpReader *self,
                    guint     i)
{
  for (guint back = 2; back <= MIN (i, 6); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (term->kind == SP_TERM_MARK)
        return FALSE;
      if (term->kind == SP_TERM_NUMBER)
        return (i == back || sp_words_is_one_of (_sp_reader_term (self, i - back - 1)->folded, "which what the show list find give name")) &&
               take_number (self, i - back);
    }

  return FALSE;
}

/* What the superlative itself tells ("oldest"), or a column before it: "whose net profit is highest". */
static void
read_extreme_backwards (SpReader   *self,
                        guint       i,
                        const char *implied)
{
  SpDataColumn *column = implied != NULL ? sp_vocabulary_find_column (self->card, implied) : NULL;

  if (column == NULL && g_strcmp0 (implied, "date") == 0)
    column = _sp_reader_find_date (self);
  if (column != NULL)
    {
      self->extreme_by = sp_measure_new (SP_AGGREGATE_NONE, column->name);
      return;
    }
  for (guint back = 1; back <= MIN (i, 4) && self->extreme_by == NULL; back++)
    {
      if (is_number_column (self, i - back))
        {
          self->extreme_by = sp_measure_new (SP_AGGREGATE_NONE, _sp_reader_term (self, i - back)->column->name);
          _sp_reader_use (self, i - back, 1);
        }
    }
}

static void
read_extreme (SpReader *self,
              guint     i,
              guint     n,
              gboolean  highest)
{
  const char *word = _sp_reader_term (self, i + n - 1)->folded;
  SpTerm *after = _sp_reader_term (self, i + n);
  guint from = i + n;

  if (is_figure (self, i, word))
    return;
  if (self->has_extreme)
    {
      self->both_extremes = self->both_extremes || self->highest != highest;
      _sp_reader_use (self, i, n);
      return;
    }

  self->has_extreme = TRUE;
  self->highest = highest;
  self->extreme_n = 1;
  if (i > 0 && take_number (self, i - 1))
    ;
  else if (take_number (self, i + n))
    from++;
  else if (take_number_before (self, i))
    ;
  else if (sp_words_is_one_of (word, "top bottom") && after != NULL && after->kind == SP_TERM_WORD)
    self->extreme_n = 5;

  read_extreme_head (self, i);
  _sp_reader_use (self, i, n);
  /* "top 5 sectors by …": the head may stand behind. */
  from = _sp_reader_skip_fillers (self, from);
  if (self->extreme_head == NULL && _sp_reader_is_column (self, from) && _sp_reader_term (self, from)->column->type != SP_COLUMN_NUMBER)
    {
      self->extreme_head = _sp_reader_term (self, from)->column;
      _sp_reader_use (self, from, 1);
      from++;
    }
  if (!read_extreme_target (self, from, MIN (from + 7, self->terms->len)))
    {
      read_extreme_backwards (self, i, implied_by (word));
      return;
    }
  for (guint j = from; j < MIN (from + 4, self->terms->len) && _sp_reader_term (self, j)->kind != SP_TERM_COLUMN; j++)
    _sp_reader_use (self, j, sp_phrases_match_any (self->terms, j, "by|with the|with|in terms of|based on|according to|ranked by|when it comes to|for"));
}

static void
read_first_rows (SpReader *self,
                 guint     i)
{
  guint n = sp_phrases_match_any (self->terms, i, "first|only the first|the first|limit to|only");
  SpTerm *number = _sp_reader_term (self, i + n);

  if (n == 0 || number == NULL || number->kind != SP_TERM_NUMBER || number->used || number->number < 1 || number->number > 100000)
    return;
  self->analysis->limit = number->number;
  self->list = TRUE;
  _sp_reader_use (self, i, n + 1);
}

/**
 * _sp_reader_read_extremes:
 * @self: the reader
 *
 * Reads superlatives: "the company with the highest net profit", "top 5 by price", "the first ten rows".
 */
void
_sp_reader_read_extremes (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      gboolean highest;
      guint n = sp_phrases_extreme (self->terms, i, &highest);

      if (n > 0)
        read_extreme (self, i, n, highest);
      else
        read_first_rows (self, i);
    }
}

static gboolean
read_operands (SpReader   *self,
               guint       i,
               const char *phrases,
               char        op)
{
  guint n = i > 0 ? sp_phrases_match_any (self->terms, i, phrases) : 0;
  guint at = n > 0 ? _sp_reader_skip_fillers (self, i + n) : 0;
  SpDataColumn *left, *right;
  g_autofree char *name = NULL;

  if (n == 0 || !is_number_column (self, i - 1) || !is_number_column (self, at))
    return FALSE;
  left = _sp_reader_term (self, i - 1)->column;
  right = _sp_reader_term (self, at)->column;
  if (left == right)
    return FALSE;
  name = g_strdup_printf ("%s %s %s", left->name, op == '+' ? "plus" : op == '-' ? "minus" : op == '*' ? "times" : "per", right->name);
  sp_analysis_add_derived (self->analysis, name, left->name, op, right->name);
  _sp_reader_use (self, i - 1, at + 2 - i);

  return TRUE;
}

/* "the ratio of a to b", "the difference between a and b", "the sum of a and b" (of two columns, as a new one). */
static gboolean
read_named_operation (SpReader   *self,
                      guint       i,
                      const char *phrases,
                      const char *joints,
                      char        op)
{
  guint n = sp_phrases_match_any (self->terms, i, phrases);
  guint at = n > 0 ? _sp_reader_skip_fillers (self, i + n) : 0;
  guint joint;

  if (n == 0 || !is_number_column (self, at))
    return FALSE;
  joint = sp_phrases_match_any (self->terms, at + 1, joints);
  if (joint == 0 || !is_number_column (self, _sp_reader_skip_fillers (self, at + 1 + joint)))
    return FALSE;
  if (!read_operands (self, at + 1, joints, op))
    return FALSE;
  _sp_reader_use (self, i, n);

  return TRUE;
}

/**
 * _sp_reader_read_derived:
 * @self: the reader
 *
 * Reads simple arithmetic of two columns.
 */
void
_sp_reader_read_derived (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      if (read_named_operation (self, i, "ratio of|ratio between|the quotient of", "to|and|divided by", '/') ||
          read_named_operation (self, i, "difference between|difference of", "and", '-') ||
          read_named_operation (self, i, "product of", "and|times", '*') ||
          read_operands (self, i, "divided by|as a share of|relative to", '/') ||
          read_operands (self, i, "minus|less|subtracting", '-') ||
          read_operands (self, i, "plus|added to", '+') ||
          read_operands (self, i, "times|multiplied by", '*'))
        continue;
    }
}
