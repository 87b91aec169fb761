/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads what the figures are for each of: columns, and the years, months and weekdays of dates. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <string.h>

/* Words that stand for a row of the table, whatever the table is about. */
static const char row_words[] =
  "row rows record records entry entries item items case cases line lines data point points observation observations one ones person "
  "people individual individuals time times";

static gboolean
is_key_start (SpReader *self,
              guint     i,
              guint    *n)
{
  *n = sp_phrases_match_any (self->terms, i, "grouped by|group by|grouping by|and group by|broken down by|split by|split out by|divided by|classified by|segmented by|"
                             "for each of the|for each|for every|for all the|for all|for different|for the different|in each|in every|of each|of every|per|"
                             "each|every|across all|across the|across|among the|among|by each|by different|by the|by|based on|depending on|from each|"
                             "from different|with each|within each|at each|over the|over|on each|under each|different|from all|binned by|binning by|bin by|"
                             "in different|of different|of all|for various|colored by|coloured by|color by|colour by|by type of|and each|separated by|as per|"
                             "according to|through|along|coloring by|colouring by|color code by|color coded by|colour coded by|slice by|sliced by|parameterized by|"
                             "segregated by|segregate by|broken out by|split out separate charts for each|separate charts for each|separated for each|faceted by|"
                             "facet by|distinguished by|categorized by|organized by|with each|and for each|labeled by|labelled by");

  return *n > 0;
}

static void
add_key (SpReader     *self,
         SpDataColumn *column)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      if (g_str_equal (((SpKey *) g_ptr_array_index (self->keys, i))->column, column->name))
        return;
    }
  g_ptr_array_add (self->keys, sp_key_new (column->name, SP_PART_NONE));
}

/* A date's part in front of or instead of the date: "month of the order date", "per weekday". */
static gboolean
read_part_key (SpReader *self,
               guint     i,
               guint    *end)
{
  SpPart part;
  guint n = sp_phrases_part (self->terms, i, &part);
  SpDataColumn *date = NULL;
  guint at;

  if (n == 0)
    return FALSE;
  at = _sp_reader_skip_fillers (self, i + n);
  if (_sp_reader_is_column (self, at) && _sp_reader_term (self, at)->column->type == SP_COLUMN_DATE)
    {
      date = _sp_reader_term (self, at)->column;
      _sp_reader_use (self, i, at + 1 - i);
      *end = at + 1;
    }
  else
    {
      /* The date that is named anywhere, or the only one. */
      for (guint j = 0; j < self->terms->len && date == NULL; j++)
        {
          if (_sp_reader_is_column (self, j) && _sp_reader_term (self, j)->column->type == SP_COLUMN_DATE)
            {
              date = _sp_reader_term (self, j)->column;
              _sp_reader_term (self, j)->used = TRUE;
            }
        }
      if (date == NULL)
        date = _sp_reader_find_date (self);
      if (date == NULL && part == SP_PART_YEAR && _sp_reader_find_year (self) != NULL)
        {
          add_key (self, _sp_reader_find_year (self));
          _sp_reader_use (self, i, n);
          *end = i + n;
          return TRUE;
        }
      if (date == NULL)
        return FALSE;
      _sp_reader_use (self, i, n);
      *end = i + n;
    }
  for (guint j = 0; j < self->keys->len; j++)
    {
      SpKey *key = g_ptr_array_index (self->keys, j);

      if (g_str_equal (key->column, date->name))
        {
          key->part = part;
          return TRUE;
        }
    }
  g_ptr_array_add (self->keys, sp_key_new (date->name, part));

  return TRUE;
}

/* A word that fits several columns means the one that can make groups. */
static SpDataColumn *
as_category (SpReader     *self,
             const SpTerm *term)
{
  g_autoptr(GPtrArray) words = NULL;

  if (term->score >= 0.95 || _sp_reader_is_category (self, term->column))
    return term->column;
  words = sp_words_split (term->text);
  for (guint i = 0; i < self->card->columns->len && words->len > 0; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, i);
      g_autoptr(GPtrArray) parts = sp_words_split (column->name);

      if (!_sp_reader_is_category (self, column))
        continue;
      for (guint j = 0; j < parts->len; j++)
        {
          if (sp_words_similarity (((SpWord *) g_ptr_array_index (words, words->len - 1))->folded,
                                   ((SpWord *) g_ptr_array_index (parts, j))->folded) > 0.9)
            return column;
        }
    }

  return term->column;
}

/* "for each type": a word too common to be a column everywhere is one here, when only one column of categories has it. */
static gboolean
read_generic_key (SpReader *self,
                  guint     at)
{
  SpTerm *term = _sp_reader_term (self, at > 0 && at == self->terms->len ? at - 1 : at);
  SpDataColumn *found = NULL;

  if (at >= self->terms->len && at > 0)
    at--;
  if (term == NULL || term->kind != SP_TERM_WORD || term->used || !sp_words_is_one_of (term->folded, "type types kind kinds category name names code codes date status level class"))
    return FALSE;
  for (guint i = 0; i < self->card->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, i);
      g_autoptr(GPtrArray) parts = sp_words_split (column->name);

      for (guint j = 0; j < parts->len && _sp_reader_is_category (self, column); j++)
        {
          if (sp_words_similarity (term->folded, ((SpWord *) g_ptr_array_index (parts, j))->folded) < 0.9)
            continue;
          if (found != NULL && found != column)
            return FALSE;
          found = column;
        }
    }
  if (found == NULL)
    return FALSE;
  add_key (self, found);

  return TRUE;
}

static void
read_key (SpReader *self,
          guint     i,
          guint     n)
{
  gboolean colour = sp_phrases_match_any (self->terms, i, "colored by|coloured by|color by|colour by|coloring by|colouring by|color code by|color coded by|colour coded by") > 0;
  gboolean strong = sp_phrases_match_any (self->terms, i, "by|per|for each|group by|grouped by|for every|by the|in each|each|by each|colored by|coloured by") > 0;
  guint at = i + n;
  guint end = at;

  while (at < self->terms->len && !_sp_reader_term (self, at)->used && _sp_reader_term (self, at)->kind == SP_TERM_WORD &&
         (sp_phrases_is_filler (_sp_reader_term (self, at)->folded) ||
          sp_words_is_one_of (_sp_reader_term (self, at)->folded, "different distinct unique type types kind kinds category each attribute various number")))
    at++;
  if (read_part_key (self, at, &end))
    {
      _sp_reader_use (self, i, n);
      return;
    }
  /* "by engine cylinders": a word before the column that means nothing to the table. */
  if (!_sp_reader_is_column (self, at) && _sp_reader_is_column (self, at + 1) && _sp_reader_term (self, at)->kind == SP_TERM_WORD &&
      !sp_words_is_one_of (_sp_reader_term (self, at)->folded, "and or with in for to"))
    at++;
  if (!_sp_reader_is_column (self, at) && read_generic_key (self, at))
    {
      _sp_reader_use (self, i, at + 1 - i);
      return;
    }
  if (!_sp_reader_is_column (self, at))
    {
      SpTerm *term = _sp_reader_term (self, at);

      if (strong && term != NULL && term->kind == SP_TERM_WORD && !term->used && self->unknown_key == NULL &&
          !sp_words_is_one_of (term->folded, row_words) && !sp_phrases_is_filler (term->folded) && strlen (term->folded) > 2)
        self->unknown_key = g_strdup (term->text);
      return;
    }

  for (;;)
    {
      SpTerm *term = _sp_reader_term (self, at);
      guint joint;

      if (colour)
        self->colour = as_category (self, term);
      else
        add_key (self, as_category (self, term));
      term->used = TRUE;
      /* "departments' names by department": the same column again is the same group. */
      joint = sp_phrases_match_any (self->terms, at + 1, ", and|and the|and by|and each|and per|and|, by|,|then by|by");
      if (colour || joint == 0 || !_sp_reader_is_column (self, at + 1 + joint) ||
          !_sp_reader_is_category (self, _sp_reader_term (self, at + 1 + joint)->column))
        break;
      at += 1 + joint;
    }
  _sp_reader_use (self, i, n);
}

/**
 * _sp_reader_read_groups:
 * @self: the reader
 *
 * Reads what the figures are for each of.
 */
void
_sp_reader_read_groups (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n;

      if (is_key_start (self, i, &n))
        read_key (self, i, n);
      else if (_sp_reader_is_column (self, i) && sp_phrases_match_any (self->terms, i + 1, "wise") > 0)
        {
          add_key (self, _sp_reader_term (self, i)->column);
          _sp_reader_use (self, i, 2);
        }
    }
  /* "monthly sales" */
  for (guint i = 0; i < self->terms->len; i++)
    {
      SpPart part;
      guint n = sp_phrases_part (self->terms, i, &part);
      guint end;

      if (n > 0 && sp_phrases_match_any (self->terms, i + n, "interval|intervals|bucket|buckets|bins|bin|part") > 0)
        read_part_key (self, i, &end);
      else if (sp_phrases_match_any (self->terms, i, "monthly|yearly|annual|annually|daily|quarterly|hourly|weekday") > 0)
        read_part_key (self, i, &end);
    }
}
