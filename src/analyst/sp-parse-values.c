/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the values of the table that a question names: "the TRANSPORTATION sector", "male or female", a company's name in
 * quotes. The value tells its column; when the question says another one, the value is right and the answer says so. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <string.h>

#include <glib/gi18n.h>

static SpValueMatch *
match_in (const SpTerm       *term,
          const SpDataColumn *column)
{
  for (guint i = 0; i < term->matches->len; i++)
    {
      SpValueMatch *match = &g_array_index (term->matches, SpValueMatch, i);

      if (match->column == column)
        return match;
    }

  return NULL;
}

/* The column right behind a value: "TRANSPORTATION sector". */
static SpTerm *
column_behind (SpReader *self,
               guint     i)
{
  SpTerm *term = _sp_reader_term (self, i + 1);

  return term != NULL && term->kind == SP_TERM_COLUMN && !term->quoted ? term : NULL;
}

/* The column before a value: "sector is TRANSPORTATION", "the sector of …". */
static SpTerm *
column_in_front (SpReader *self,
                 guint     i)
{
  for (guint back = 1; back <= MIN (i, 4); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (term->kind == SP_TERM_COLUMN)
        return term;
      if (!sp_words_is_one_of (term->folded, "is are was were the of in a = : == equal to equals named called titled either not from for "
                                             "as being has have result") || term->folded[0] == '\0')
        return NULL;
    }

  return NULL;
}

static gboolean
is_negated (SpReader *self,
            guint     i)
{
  for (guint back = 1; back <= MIN (i, 3); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (sp_words_is_one_of (term->folded, "not except excluding exclude non without != <> isn"))
        return TRUE;
      if (back < i && g_str_equal (term->folded, "than") && g_str_equal (_sp_reader_term (self, i - back - 1)->folded, "other"))
        return TRUE;
      if (!sp_words_is_one_of (term->folded, "in from the for a t equal to of those is are belong belongs") || term->folded[0] == '\0')
        return FALSE;
    }

  return FALSE;
}

static gboolean
follows_and (SpReader *self,
             guint     i)
{
  for (guint back = 1; back <= MIN (i, 3); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (sp_words_is_one_of (term->folded, "and vs versus v , with to"))
        return TRUE;
      if (!sp_phrases_is_filler (term->folded))
        return FALSE;
    }

  return FALSE;
}

static gboolean
follows_or (SpReader *self,
            guint     i)
{
  for (guint back = 1; back <= MIN (i, 4); back++)
    {
      SpTerm *term = _sp_reader_term (self, i - back);

      if (g_str_equal (term->folded, "or"))
        return TRUE;
      if (term->kind == SP_TERM_VALUE || term->kind == SP_TERM_NUMBER || term->kind == SP_TERM_MARK || g_str_equal (term->folded, "and"))
        return FALSE;
    }

  return FALSE;
}

/* Another value of a column that has one already makes a list of them. */
static void
add_value_filter (SpReader     *self,
                  SpDataColumn *column,
                  SpFilterOp    op,
                  const char   *value,
                  gboolean      or_previous)
{
  GPtrArray *filters = self->analysis->filters;

  for (guint i = 0; i < filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (filters, i);

      if (filter->op != op || filter->relative != SP_AGGREGATE_NONE || !g_str_equal (filter->key->column, column->name))
        continue;
      if (!g_ptr_array_find_with_equal_func (filter->values, value, g_str_equal, NULL))
        g_ptr_array_add (filter->values, g_strdup (value));
      return;
    }
  sp_analysis_add_filter (self->analysis, column->name, op, value, FALSE)->or_previous = or_previous && filters->len > 0;
}

/* Of several columns that hold the value, the one with the fewest different values is the likeliest. */
static SpValueMatch *
likeliest (SpTerm *term)
{
  SpValueMatch *best = &g_array_index (term->matches, SpValueMatch, 0);

  for (guint i = 1; i < term->matches->len; i++)
    {
      SpValueMatch *match = &g_array_index (term->matches, SpValueMatch, i);

      if (match->column->n_unique < best->column->n_unique)
        best = match;
    }

  return best;
}

static void
note_other_column (SpReader           *self,
                   const SpTerm       *value,
                   const SpDataColumn *asked,
                   const SpDataColumn *used)
{
  _sp_reader_note (self, _("“%s” is a value of the column %s, not of %s, so I looked for it in %s."), value->text, used->name,
                   asked->name, used->name);
}

static void
read_value (SpReader *self,
            guint     i)
{
  SpTerm *term = _sp_reader_term (self, i);
  SpTerm *behind = column_behind (self, i);
  SpTerm *before = column_in_front (self, i);
  SpValueMatch *match = NULL;
  SpFilterOp op = is_negated (self, i) ? SP_FILTER_IS_NOT : SP_FILTER_IS;

  if (behind != NULL)
    match = match_in (term, behind->column);
  if (match != NULL)
    {
      behind->used = TRUE;
    }
  else if (before != NULL)
    {
      match = match_in (term, before->column);
      if (match != NULL)
        before->used = TRUE;
    }

  if (match == NULL)
    {
      match = likeliest (term);
      if (behind != NULL && !behind->used && behind->column->type == SP_COLUMN_TEXT && behind->column != match->column)
        {
          note_other_column (self, term, behind->column, match->column);
          behind->used = TRUE;
        }
      else if (term->quoted && before != NULL && !before->used && before->column->type == SP_COLUMN_TEXT &&
               _sp_reader_term (self, i - 1) == before)
        {
          note_other_column (self, term, before->column, match->column);
          before->used = TRUE;
        }
      else if (term->matches->len > 1)
        {
          for (guint j = 0; j < term->matches->len; j++)
            {
              SpDataColumn *other = g_array_index (term->matches, SpValueMatch, j).column;

              if (other != match->column)
                _sp_reader_note (self, _("“%s” also stands in the column %s; I used %s."), term->text, other->name, match->column->name);
            }
        }
    }

  term->used = TRUE;
  for (guint j = 0; j < self->analysis->filters->len && follows_and (self, i); j++)
    self->compares = self->compares ||
                     g_str_equal (((SpFilter *) g_ptr_array_index (self->analysis->filters, j))->key->column, match->column->name);
  add_value_filter (self, match->column, op, match->value, follows_or (self, i));
}

/* How many of the column's listed values hold the text. */
static guint
count_containing (SpDataColumn *column,
                  const char   *folded)
{
  guint n = 0;

  for (guint i = 0; i < column->values->len; i++)
    {
      g_autofree char *value = g_utf8_casefold (g_ptr_array_index (column->values, i), -1);

      n += strstr (value, folded) != NULL;
    }

  return n;
}

static const char *
nearest_value (SpDataColumn *column,
               const char   *folded,
               guint        *distance)
{
  const char *best = NULL;

  for (guint i = 0; i < column->values->len; i++)
    {
      g_autofree char *value = g_utf8_casefold (g_ptr_array_index (column->values, i), -1);
      guint d = sp_words_distance (value, folded);

      if (d < *distance)
        {
          *distance = d;
          best = g_ptr_array_index (column->values, i);
        }
    }

  return best;
}

/* A quoted text that is no value: part of one, or a slip away from one, in the column at hand or in any. */
static void
read_quoted (SpReader *self,
             guint     i)
{
  SpTerm *term = _sp_reader_term (self, i);
  SpTerm *before = column_in_front (self, i);
  SpTerm *behind = column_behind (self, i);
  SpDataColumn *asked = before != NULL ? before->column : behind != NULL ? behind->column : NULL;
  SpDataColumn *holder = NULL;
  const char *near = NULL;
  SpDataColumn *near_column = NULL;
  guint distance = MAX (strlen (term->folded) / 5, 1) + 1;

  for (guint j = 0; j < self->card->columns->len; j++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, j);
      const char *value;

      if (column->type != SP_COLUMN_TEXT || (asked != NULL && asked->type == SP_COLUMN_TEXT && column != asked))
        continue;
      if (holder == NULL && count_containing (column, term->folded) > 0)
        holder = column;
      value = nearest_value (column, term->folded, &distance);
      if (value != NULL)
        {
          near = value;
          near_column = column;
        }
    }

  term->used = TRUE;
  if (near != NULL)
    {
      add_value_filter (self, near_column, is_negated (self, i) ? SP_FILTER_IS_NOT : SP_FILTER_IS, near, follows_or (self, i));
      _sp_reader_note (self, _("There is no “%s” in the table; I took “%s”."), term->text, near);
    }
  else if (holder != NULL)
    {
      sp_analysis_add_filter (self->analysis, holder->name, is_negated (self, i) ? SP_FILTER_NOT_CONTAINS : SP_FILTER_CONTAINS, term->text, FALSE);
      _sp_reader_note (self, _("No value is exactly “%s”; I took those of %s that contain it."), term->text, holder->name);
    }
  else if (asked != NULL && asked->type == SP_COLUMN_TEXT && !asked->values_complete)
    {
      sp_analysis_add_filter (self->analysis, asked->name, is_negated (self, i) ? SP_FILTER_IS_NOT : SP_FILTER_IS, term->text, FALSE);
    }
  else if (self->problem == NULL)
    {
      self->problem = g_strdup_printf (_("I find no value or column “%s” in %s."), term->text, self->card->file);
    }
  if (asked != NULL && self->problem == NULL)
    (before != NULL ? before : behind)->used = TRUE;
}

/**
 * _sp_reader_read_values:
 * @self: the reader
 *
 * Reads the values of the table that are named, each as a condition.
 */
void
_sp_reader_read_values (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      SpTerm *term = _sp_reader_term (self, i);

      if (term->used)
        continue;
      if (term->kind == SP_TERM_VALUE)
        read_value (self, i);
      else if (term->kind == SP_TERM_QUOTED)
        read_quoted (self, i);
    }
}
