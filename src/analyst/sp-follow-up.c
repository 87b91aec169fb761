/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A question that only changes the one before it: "now as a pie chart", "only the top 5", "and for retail?". What the new
 * question says replaces what the old one said of the same thing; the rest stays. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <glib/gi18n.h>

/* What the new question brings of its own. */
static gboolean
has_subject (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      SpTerm *term = _sp_reader_term (self, i);

      if (term->kind == SP_TERM_COLUMN && !term->used)
        return TRUE;
    }

  return self->measures->len > 0 || self->count || self->extreme_by != NULL || self->task != SP_TASK_ROWS ||
         self->analysis->derived->len > 0;
}

/**
 * _sp_follow_up_is_one:
 * @self: the reader, with all clauses read
 * @question: the question
 *
 * Returns: whether the question only makes sense as a change of the one before
 */
gboolean
_sp_follow_up_is_one (SpReader   *self,
                      const char *question)
{
  static const char openings[] = "now|and|but|also|instead|same|the same|make it|make that|show it|show that|show them|show this|sort it|sort them|sort|"
                                 "only|just|what about|how about|then|ok now|okay now|again|turn it|turn that|as a|as|with|without|limit|change|switch|use|"
                                 "add|color|colour|group|split|break|segregate|slice|stack|ignore|exclude|leave out|redo|plot it|plot that|plot them|draw it|draw that|chart it|save|export|do the same|repeat|in";
  g_autoptr(GPtrArray) fresh = sp_vocabulary_read (self->card, question);
  guint opening = fresh->len > 0 ? sp_phrases_match_any (fresh, 0, openings) : 0;
  gboolean refers = FALSE;

  for (guint i = 0; i < fresh->len; i++)
    refers = refers || sp_phrases_match_any (fresh, i, "it|that|them|this chart|the chart|the same|instead|the previous|the result|the results") > 0;
  if (!has_subject (self))
    return opening > 0 || refers || self->chart_named || self->sort != SP_SORT_NONE || self->has_extreme || self->analysis->limit > 0 ||
           self->without_dates || self->pending->len > 0 || self->analysis->save_as != NULL || self->analysis->title != NULL || self->analysis->decimals >= 0 ||
           (fresh->len <= 6 && (self->analysis->filters->len > 0 || self->keys->len > 0));

  return opening > 0 && fresh->len <= 14 && sp_phrases_match_any (fresh, 0, "with|use|as|in|sort") == 0 &&
         (self->keys->len == 0 || self->measures->len == 0);
}

static void
merge_filters (SpReader   *self,
               SpAnalysis *merged)
{
  for (guint i = 0; i < self->analysis->filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (self->analysis->filters, i);

      /* Another value of the same column replaces the old one. */
      for (guint j = merged->filters->len; j > 0; j--)
        {
          SpFilter *old = g_ptr_array_index (merged->filters, j - 1);

          if (g_str_equal (old->key->column, filter->key->column) && (old->op == filter->op || filter->op == SP_FILTER_IS))
            g_ptr_array_remove_index (merged->filters, j - 1);
        }
      g_ptr_array_add (merged->filters, sp_filter_copy (filter));
    }
  if (merged->filters->len > 0)
    ((SpFilter *) g_ptr_array_index (merged->filters, 0))->or_previous = FALSE;
}

/* From a table to a chart: the label and the first numbers are what it shows. */
static void
merge_chart (SpReader   *self,
             SpAnalysis *merged)
{
  merged->chart = self->chart;
  if (merged->task == SP_TASK_SUMMARY && merged->keys->len > 1 && merged->chart == SP_CHART_BAR)
    merged->chart = SP_CHART_GROUPED_BAR;
  if (merged->task == SP_TASK_SUMMARY && merged->keys->len > 1 && merged->chart == SP_CHART_PIE)
    g_ptr_array_set_size (merged->keys, 1);
  if (merged->task == SP_TASK_ROWS && merged->chart != SP_CHART_SCATTER)
    {
      g_clear_pointer (&merged->colour, g_free);
      for (guint i = merged->columns->len; i > 1; i--)
        {
          SpDataColumn *column = sp_data_card_get_column (self->card, g_ptr_array_index (merged->columns, i - 1));

          if (column != NULL && column->type != SP_COLUMN_NUMBER)
            g_ptr_array_remove_index (merged->columns, i - 1);
        }
      if (merged->columns->len < 2 && merged->chart != SP_CHART_HISTOGRAM && merged->chart != SP_CHART_BOX)
        self->problem = g_strdup (_("What I showed last has no figures that a chart could draw."));
    }
}

static void
merge_extreme (SpReader   *self,
               SpAnalysis *merged)
{
  SpMeasure *first = merged->measures->len > 0 ? g_ptr_array_index (merged->measures, 0) : NULL;

  merged->limit = self->extreme_n;
  if (self->extreme_by != NULL)
    {
      gboolean raw = merged->task == SP_TASK_SUMMARY && self->extreme_by->aggregate == SP_AGGREGATE_NONE && first != NULL;

      sp_analysis_set_sort (merged, raw ? first->aggregate : self->extreme_by->aggregate, raw ? first->column : self->extreme_by->column,
                            self->highest);
    }
  else if (first != NULL)
    {
      sp_analysis_set_sort (merged, first->aggregate, first->column, self->highest);
    }
  else
    {
      self->sort = SP_SORT_Y;
      self->descending = self->highest;
      g_clear_pointer (&merged->sort, sp_sort_free);
    }
}

/* "split by sex" adds a group, "by year instead" exchanges it; points are coloured. */
static void
merge_keys (SpReader   *self,
            SpAnalysis *merged)
{
  gboolean adds = self->colour != NULL;

  for (guint i = 0; i < self->terms->len; i++)
    adds = adds || sp_words_is_one_of (_sp_reader_term (self, i)->folded, "add split break segregate legend colour color also slice stack too");
  if (merged->chart == SP_CHART_SCATTER)
    {
      const char *column = self->colour != NULL ? self->colour->name
        : self->keys->len > 0 ? ((SpKey *) g_ptr_array_index (self->keys, 0))->column : NULL;

      if (column == NULL)
        return;
      g_clear_pointer (&merged->colour, g_free);
      merged->colour = g_strdup (column);
      return;
    }
  if (merged->task != SP_TASK_SUMMARY || (self->keys->len == 0 && self->colour == NULL))
    return;

  if (!adds || merged->keys->len > 1)
    {
      g_ptr_array_set_size (merged->keys, adds ? 1 : 0);
      if (merged->sort != NULL && merged->sort->by->aggregate == SP_AGGREGATE_NONE)
        g_clear_pointer (&merged->sort, sp_sort_free);
    }
  for (guint i = 0; i < self->keys->len; i++)
    {
      SpKey *key = g_ptr_array_index (self->keys, i);

      sp_analysis_add_key (merged, key->column, key->part);
    }
  if (self->colour != NULL && merged->keys->len < 2)
    sp_analysis_add_key (merged, self->colour->name, SP_PART_NONE);
  if (merged->keys->len > 1 && merged->chart == SP_CHART_BAR)
    merged->chart = SP_CHART_GROUPED_BAR;
}

static void
merge_figures (SpReader   *self,
               SpAnalysis *merged)
{
  if (merged->task != SP_TASK_SUMMARY)
    return;
  /* "the median instead": another aggregate of the same columns. */
  for (guint i = 0; self->pending->len > 0 && i < merged->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (merged->measures, i);

      if (measure->column != NULL)
        measure->aggregate = g_array_index (self->pending, SpAggregate, 0);
    }
  if (self->measures->len == 0 && !self->count)
    return;
  g_ptr_array_set_size (merged->measures, 0);
  g_clear_pointer (&merged->sort, sp_sort_free);
  for (guint i = 0; i < self->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->measures, i);

      sp_analysis_add_measure (merged, measure->aggregate, measure->column);
    }
  if (self->measures->len == 0)
    sp_analysis_add_measure (merged, SP_AGGREGATE_COUNT, NULL);
}

/* A bare column: of a list one more to show, of figures another one to compute. */
static void
merge_columns (SpReader   *self,
               SpAnalysis *merged)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      SpTerm *term = _sp_reader_term (self, i);

      if (term->kind != SP_TERM_COLUMN || term->used)
        continue;
      if (merged->chart == SP_CHART_SCATTER && _sp_reader_is_category (self, term->column))
        {
          g_clear_pointer (&merged->colour, g_free);
          merged->colour = g_strdup (term->column->name);
        }
      else if (merged->task == SP_TASK_SUMMARY && term->column->type == SP_COLUMN_NUMBER && merged->measures->len > 0)
        {
          SpMeasure *measure = g_ptr_array_index (merged->measures, 0);
          SpAggregate aggregate = measure->column != NULL ? measure->aggregate : _sp_reader_default_aggregate (term->column);

          g_ptr_array_set_size (merged->measures, 0);
          g_clear_pointer (&merged->sort, sp_sort_free);
          sp_analysis_add_measure (merged, aggregate, term->column->name);
        }
      else if (merged->task == SP_TASK_SUMMARY && merged->keys->len < 2)
        {
          sp_analysis_add_key (merged, term->column->name, SP_PART_NONE);
        }
      else if (merged->chart != SP_CHART_NONE && merged->columns->len > 1)
        {
          g_clear_pointer (&merged->columns->pdata[1], g_free);
          merged->columns->pdata[1] = g_strdup (term->column->name);
          g_clear_pointer (&merged->sort, sp_sort_free);
        }
      else if (merged->columns->len > 0)
        {
          sp_analysis_add_column (merged, term->column->name);
        }
      term->used = TRUE;
    }
}

/**
 * _sp_follow_up_merge:
 * @self: the reader, with all clauses read
 * @previous: the analysis before
 * @question: the question
 *
 * Returns: (transfer full): the analysis before, changed as the question says
 */
SpAnalysis *
_sp_follow_up_merge (SpReader         *self,
                     const SpAnalysis *previous,
                     const char       *question)
{
  g_autoptr(SpAnalysis) merged = sp_analysis_copy (previous);

  g_clear_pointer (&merged->save_as, g_free);
  merge_filters (self, merged);
  merge_keys (self, merged);
  merge_figures (self, merged);
  merge_columns (self, merged);
  if (self->chart != SP_CHART_NONE && self->chart_wanted)
    merge_chart (self, merged);
  if (self->has_extreme)
    merge_extreme (self, merged);
  else if (self->analysis->limit > 0)
    merged->limit = self->analysis->limit;
  if (self->analysis->title != NULL)
    {
      g_clear_pointer (&merged->title, g_free);
      merged->title = g_strdup (self->analysis->title);
    }
  if (self->analysis->save_as != NULL)
    {
      g_clear_pointer (&merged->save_as, g_free);
      merged->save_as = g_strdup (self->analysis->save_as);
    }
  if (self->analysis->decimals >= 0)
    merged->decimals = self->analysis->decimals;
  if (self->analysis->bins > 0)
    merged->bins = self->analysis->bins;

  /* Last, for it needs the analysis as it will be. */
  if (self->sort != SP_SORT_NONE)
    {
      g_autoptr(SpSort) old = g_steal_pointer (&merged->sort);

      g_clear_pointer (&self->analysis, sp_analysis_free);
      self->analysis = g_steal_pointer (&merged);
      _sp_reader_set_order (self);
      /* "the 5 highest" were chosen by the old order. */
      if (old != NULL && self->analysis->sort != NULL && !sp_measure_equal (old->by, self->analysis->sort->by))
        self->analysis->limit = 0;
      return g_steal_pointer (&self->analysis);
    }

  return g_steal_pointer (&merged);
}
