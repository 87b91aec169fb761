/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Makes one analysis of the clauses that were read: which task it is, what belongs to what, and what goes without saying.
 * Where two readings are likely the better one is taken and the other kept as the alternative. Charts: sp-assemble-chart.c. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <glib/gi18n.h>

/* The columns that no clause took, each once. */
static GPtrArray *
list_left_over (SpReader *self)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < self->terms->len; i++)
    {
      SpTerm *term = _sp_reader_term (self, i);

      if (term->kind != SP_TERM_COLUMN || term->used || g_ptr_array_find (columns, term->column, NULL))
        continue;
      if (term->rival != NULL && term->score < 0.9)
        _sp_reader_note (self, _("By “%s” I understood the column %s; %s was possible too."), term->text, term->column->name,
                         term->rival->name);
      g_ptr_array_add (columns, term->column);
    }

  return columns;
}

static SpDataColumn *
take_number (GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (columns, i);

      if (column->type == SP_COLUMN_NUMBER)
        {
          g_ptr_array_remove_index (columns, i);
          return column;
        }
    }

  return NULL;
}

/* "average by sector of EPS": an aggregate that stood apart from its column. */
static void
settle_pending (SpReader  *self,
                GPtrArray *columns)
{
  SpDataColumn *column;

  if (self->pending->len == 0)
    return;
  column = self->has_extreme ? NULL : take_number (columns);
  if (column == NULL)
    {
      gboolean counts = g_array_index (self->pending, SpAggregate, 0) == SP_AGGREGATE_SUM;

      if (self->measures->len == 0 && !self->count && !self->has_extreme && counts)
        self->count = TRUE;
      else if (self->measures->len == 0 && !self->count && !self->has_extreme && self->problem == NULL && self->task == SP_TASK_ROWS)
        self->problem = g_strdup (_("I did not find the column of numbers that this shall be computed of."));
      return;
    }
  for (guint i = 0; i < self->pending->len; i++)
    g_ptr_array_add (self->measures, sp_measure_new (g_array_index (self->pending, SpAggregate, i), column->name));
}

static void
move_measures (SpReader *self)
{
  for (guint i = 0; i < self->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->measures, i);

      sp_analysis_add_measure (self->analysis, measure->aggregate, measure->column);
    }
  if (self->count && self->measures->len == 0)
    sp_analysis_add_measure (self->analysis, SP_AGGREGATE_COUNT, NULL);
}

static void
move_keys (SpReader *self)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      SpKey *key = g_ptr_array_index (self->keys, i);

      sp_analysis_add_key (self->analysis, key->column, key->part);
    }
}

static void
add_once (SpAnalysis *analysis,
          const char *column)
{
  if (column != NULL && !g_ptr_array_find_with_equal_func (analysis->columns, column, g_str_equal, NULL))
    sp_analysis_add_column (analysis, column);
}

/* What a list of rows shows: their names, what was asked for, and what they were chosen by. */
static void
add_row_columns (SpReader  *self,
                 GPtrArray *columns)
{
  SpAnalysis *analysis = self->analysis;
  SpDataColumn *label = sp_data_card_get_label (self->card);

  if (self->all_columns)
    return;
  if (label == NULL && columns->len == 0)
    return;
  if (label != NULL)
    add_once (analysis, label->name);
  for (guint i = 0; i < columns->len; i++)
    add_once (analysis, ((SpDataColumn *) g_ptr_array_index (columns, i))->name);
  for (guint i = 0; i < analysis->derived->len; i++)
    add_once (analysis, ((SpDerived *) g_ptr_array_index (analysis->derived, i))->name);
  for (guint i = 0; i < analysis->filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (analysis->filters, i);
      gboolean constant = filter->op == SP_FILTER_IS && filter->values->len == 1 && filter->key->part == SP_PART_NONE;

      /* The same value in every row says nothing. */
      if (!constant || analysis->columns->len < 2)
        add_once (analysis, filter->key->column);
    }
  if (analysis->sort != NULL)
    add_once (analysis, analysis->sort->by->column);
}

static void
order_summary (SpReader *self)
{
  SpAnalysis *analysis = self->analysis;
  SpKey *key = analysis->keys->len > 0 ? g_ptr_array_index (analysis->keys, 0) : NULL;
  SpMeasure *first = analysis->measures->len > 0 ? g_ptr_array_index (analysis->measures, 0) : NULL;

  if (key == NULL)
    return;
  if (self->sort == SP_SORT_X)
    {
      sp_analysis_set_sort (analysis, SP_AGGREGATE_NONE, key->column, self->descending);
    }
  else if (self->sort == SP_SORT_COLUMN)
    {
      for (guint i = 0; i < analysis->keys->len; i++)
        {
          SpKey *other = g_ptr_array_index (analysis->keys, i);

          if (g_str_equal (other->column, self->sort_column->name) && self->sort_aggregate == SP_AGGREGATE_NONE)
            {
              sp_analysis_set_sort (analysis, SP_AGGREGATE_NONE, other->column, self->descending);
              return;
            }
        }
      for (guint i = 0; i < analysis->measures->len; i++)
        {
          SpMeasure *measure = g_ptr_array_index (analysis->measures, i);

          if (g_strcmp0 (measure->column, self->sort_column->name) == 0)
            {
              sp_analysis_set_sort (analysis, measure->aggregate, measure->column, self->descending);
              return;
            }
        }
      if (self->sort_column->type != SP_COLUMN_NUMBER && self->sort_column->type != SP_COLUMN_DATE)
        sp_analysis_set_sort (analysis, SP_AGGREGATE_NONE, key->column, self->descending);
      else if (self->sort_column->type == SP_COLUMN_NUMBER)
        sp_analysis_set_sort (analysis, self->sort_aggregate != SP_AGGREGATE_NONE ? self->sort_aggregate :
                              _sp_reader_default_aggregate (self->sort_column), self->sort_column->name, self->descending);
      else if (first != NULL)
        sp_analysis_set_sort (analysis, first->aggregate, first->column, self->descending);
    }
  else if (first != NULL)
    {
      sp_analysis_set_sort (analysis, first->aggregate, first->column, self->descending);
    }
}

/**
 * _sp_reader_set_order:
 * @self: the reader
 *
 * Gives the analysis the order that was asked for.
 */
void
_sp_reader_set_order (SpReader *self)
{
  SpAnalysis *analysis = self->analysis;
  const char *column = NULL;

  if (self->sort == SP_SORT_NONE || analysis->sort != NULL)
    return;
  if (analysis->task == SP_TASK_SUMMARY)
    {
      order_summary (self);
      return;
    }
  if (analysis->task != SP_TASK_ROWS)
    return;

  if (self->sort == SP_SORT_COLUMN)
    column = self->sort_column->name;
  else if (self->sort == SP_SORT_X && analysis->columns->len > 0)
    column = g_ptr_array_index (analysis->columns, 0);
  for (guint i = analysis->chart != SP_CHART_NONE ? 1 : 0; column == NULL && i < analysis->columns->len; i++)
    {
      SpDataColumn *candidate = sp_data_card_get_column (self->card, g_ptr_array_index (analysis->columns, i));

      if (candidate == NULL || candidate->type == SP_COLUMN_NUMBER)
        column = g_ptr_array_index (analysis->columns, i);
    }
  if (column != NULL)
    sp_analysis_set_sort (analysis, SP_AGGREGATE_NONE, column, self->descending);
}

static void
note_aggregate (SpReader           *self,
                const SpDataColumn *column,
                SpAggregate         aggregate)
{
  if (aggregate == SP_AGGREGATE_SUM)
    _sp_reader_note (self, _("I added up %s; ask for the average when you meant that."), column->name);
  else
    _sp_reader_note (self, _("I averaged %s; ask for the total when you meant that."), column->name);
}

static gboolean
names_rows (SpReader           *self,
            const SpDataColumn *column)
{
  return column->n_unique >= 0.95 * (self->card->n_rows - column->n_missing) && column->n_unique > 1;
}

/* The rows with the highest of a column; in each group, when groups were named. */
static void
assemble_extreme_rows (SpReader  *self,
                       GPtrArray *columns)
{
  SpAnalysis *analysis = self->analysis;

  analysis->task = SP_TASK_ROWS;
  move_keys (self);
  sp_analysis_set_sort (analysis, SP_AGGREGATE_NONE, self->extreme_by->column, self->highest);
  analysis->limit = self->extreme_n;
  if (self->extreme_head != NULL)
    add_once (analysis, self->extreme_head->name);
  for (guint i = 0; i < analysis->keys->len; i++)
    add_once (analysis, ((SpKey *) g_ptr_array_index (analysis->keys, i))->column);
  add_row_columns (self, columns);
}

static void
assemble_extreme_groups (SpReader   *self,
                         SpAggregate aggregate)
{
  SpAnalysis *analysis = self->analysis;

  analysis->task = SP_TASK_SUMMARY;
  move_keys (self);
  if (self->extreme_head != NULL)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < analysis->keys->len; i++)
        found = found || g_str_equal (((SpKey *) g_ptr_array_index (analysis->keys, i))->column, self->extreme_head->name);
      if (!found)
        g_ptr_array_insert (analysis->keys, 0, sp_key_new (self->extreme_head->name, SP_PART_NONE));
    }
  sp_analysis_add_measure (analysis, aggregate, self->extreme_by->column);
  sp_analysis_set_sort (analysis, aggregate, self->extreme_by->column, self->highest);
  analysis->limit = self->extreme_n;
}

/* "which sector has the highest profit": of all its rows together, or of one row? */
static void
assemble_doubtful_extreme (SpReader  *self,
                           GPtrArray *columns)
{
  SpDataColumn *column = sp_data_card_get_column (self->card, self->extreme_by->column);
  SpAggregate aggregate = _sp_reader_default_aggregate (column);
  SpAnalysis *groups;

  groups = sp_analysis_copy (self->analysis);
  assemble_extreme_rows (self, columns);
  self->alternative = g_steal_pointer (&self->analysis);
  self->alternative->file = g_strdup (self->card->file);
  self->analysis = groups;
  assemble_extreme_groups (self, aggregate);
  note_aggregate (self, column, aggregate);
}

static void
assemble_both_extremes (SpReader *self)
{
  self->analysis->task = SP_TASK_SUMMARY;
  move_keys (self);
  sp_analysis_add_measure (self->analysis, SP_AGGREGATE_MIN, self->extreme_by->column);
  sp_analysis_add_measure (self->analysis, SP_AGGREGATE_MAX, self->extreme_by->column);
}

static void
assemble_extreme (SpReader  *self,
                  GPtrArray *columns)
{
  gboolean grouped = self->extreme_head != NULL && !names_rows (self, self->extreme_head);

  if (self->extreme_by == NULL)
    {
      SpDataColumn *number = NULL;

      if (self->measures->len > 0)
        {
          SpMeasure *measure = g_ptr_array_index (self->measures, 0);

          self->extreme_by = sp_measure_new (measure->aggregate, measure->column);
        }
      else
        {
          number = take_number (columns);
          if (number != NULL)
            self->extreme_by = sp_measure_new (self->pending->len > 0 ? g_array_index (self->pending, SpAggregate, 0) : SP_AGGREGATE_NONE,
                                               number->name);
        }
    }
  if (self->extreme_head == NULL && self->extreme_by != NULL && self->extreme_by->aggregate != SP_AGGREGATE_NONE && self->keys->len == 0)
    {
      for (guint i = 0; i < columns->len && self->extreme_head == NULL; i++)
        {
          SpDataColumn *column = g_ptr_array_index (columns, i);

          if (column->type != SP_COLUMN_NUMBER)
            self->extreme_head = column;
        }
      grouped = self->extreme_head != NULL;
    }
  /* "which sector has the most companies" */
  if (self->extreme_by == NULL && (grouped || self->keys->len > 0))
    self->extreme_by = sp_measure_new (SP_AGGREGATE_COUNT, NULL);
  if (self->extreme_by == NULL)
    {
      self->problem = g_strdup (_("I did not find the column of numbers whose highest or lowest you mean."));
      return;
    }

  if (self->both_extremes && self->extreme_by->column != NULL)
    assemble_both_extremes (self);
  else if (self->extreme_by->aggregate != SP_AGGREGATE_NONE && (grouped || self->keys->len > 0))
    assemble_extreme_groups (self, self->extreme_by->aggregate);
  else if (self->extreme_by->aggregate == SP_AGGREGATE_NONE && !grouped)
    assemble_extreme_rows (self, columns);
  else if (self->extreme_by->aggregate == SP_AGGREGATE_NONE)
    assemble_doubtful_extreme (self, columns);
  else
    {
      self->analysis->task = SP_TASK_SUMMARY;
      sp_analysis_add_measure (self->analysis, self->extreme_by->aggregate, self->extreme_by->column);
    }
}

static void
assemble_statistic (SpReader  *self,
                    GPtrArray *columns)
{
  SpAnalysis *analysis = self->analysis;
  gboolean numbers = self->task != SP_TASK_MISSING;

  analysis->task = self->task;
  for (guint i = 0; i < self->measures->len; i++)
    add_once (analysis, ((SpMeasure *) g_ptr_array_index (self->measures, i))->column);
  for (guint i = 0; i < columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (columns, i);

      if (!numbers || column->type == SP_COLUMN_NUMBER)
        add_once (analysis, column->name);
    }
  for (guint i = 0; i < analysis->derived->len; i++)
    add_once (analysis, ((SpDerived *) g_ptr_array_index (analysis->derived, i))->name);
  /* "correlation of a by b": b is the other column. */
  for (guint i = 0; i < self->keys->len; i++)
    {
      SpKey *key = g_ptr_array_index (self->keys, i);
      SpDataColumn *column = sp_data_card_get_column (self->card, key->column);

      if (self->task == SP_TASK_CORRELATION && column != NULL && column->type == SP_COLUMN_NUMBER)
        add_once (analysis, key->column);
      else if (self->task == SP_TASK_DESCRIBE)
        sp_analysis_add_key (analysis, key->column, key->part);
    }
  if (self->task == SP_TASK_CORRELATION && analysis->columns->len == 1)
    self->problem = g_strdup_printf (_("A correlation needs two columns of numbers; I found only %s."),
                                     (const char *) g_ptr_array_index (analysis->columns, 0));
}

/* Figures, perhaps for each group. */
static void
assemble_figures (SpReader  *self,
                  GPtrArray *columns)
{
  self->analysis->task = SP_TASK_SUMMARY;
  move_keys (self);
  /* "average EPS sector": a category left over is the group; "number of sectors" counts the different ones. */
  for (guint i = 0; i < columns->len && self->analysis->keys->len == 0; i++)
    {
      SpDataColumn *column = g_ptr_array_index (columns, i);

      if (column->type != SP_COLUMN_NUMBER && !names_rows (self, column))
        sp_analysis_add_key (self->analysis, column->name, SP_PART_NONE);
    }
  if (self->count && self->counted != NULL && self->measures->len == 0 && self->analysis->keys->len == 0 &&
      !names_rows (self, self->counted))
    {
      sp_analysis_add_measure (self->analysis, SP_AGGREGATE_DISTINCT, self->counted->name);
      return;
    }
  /* Comparing "male and female" asks for both. */
  for (guint i = 0; self->compares && i < self->analysis->filters->len && self->analysis->keys->len == 0; i++)
    {
      SpFilter *filter = g_ptr_array_index (self->analysis->filters, i);

      if (filter->op == SP_FILTER_IS && filter->values->len > 1 && filter->key->part == SP_PART_NONE)
        sp_analysis_add_key (self->analysis, filter->key->column, SP_PART_NONE);
    }
  move_measures (self);
}

static void
assemble_grouped_columns (SpReader  *self,
                          GPtrArray *columns)
{
  SpDataColumn *number = take_number (columns);

  self->analysis->task = SP_TASK_SUMMARY;
  move_keys (self);
  if (number == NULL)
    {
      sp_analysis_add_measure (self->analysis, SP_AGGREGATE_COUNT, NULL);
      return;
    }
  while (number != NULL)
    {
      SpAggregate aggregate = _sp_reader_default_aggregate (number);

      sp_analysis_add_measure (self->analysis, aggregate, number->name);
      note_aggregate (self, number, aggregate);
      number = take_number (columns);
    }
}

static void
assemble_rows (SpReader  *self,
               GPtrArray *columns)
{
  SpAnalysis *analysis = self->analysis;

  analysis->task = SP_TASK_ROWS;
  if (self->sort == SP_SORT_COLUMN && self->sort_column != NULL)
    g_ptr_array_add (columns, self->sort_column);
  if (columns->len == 0 && analysis->filters->len == 0 && !self->all_columns && !self->list && analysis->derived->len == 0)
    {
      self->problem = g_strdup (_("I did not find anything of this table in your question."));
      return;
    }
  if (analysis->limit > 0 && columns->len == 0 && analysis->filters->len == 0)
    return;
  /* "sort by age": whoever names only the order wants the whole rows. */
  if (columns->len == 1 && columns->pdata[0] == self->sort_column && analysis->filters->len == 0)
    self->all_columns = TRUE;
  add_row_columns (self, columns);
}

/* Numbers by numbers of many kinds, or how many there are of each of them: a table would be as long as the data. */
static gboolean
wants_picture (SpReader  *self,
               GPtrArray *columns)
{
  SpDataColumn *key = self->keys->len == 1
    ? sp_data_card_get_column (self->card, ((SpKey *) g_ptr_array_index (self->keys, 0))->column) : NULL;
  gboolean numbers = FALSE;

  if (key == NULL || key->type != SP_COLUMN_NUMBER || _sp_reader_is_category (self, key) || self->measures->len > 0)
    return FALSE;
  for (guint i = 0; i < columns->len; i++)
    numbers = numbers || ((SpDataColumn *) g_ptr_array_index (columns, i))->type == SP_COLUMN_NUMBER;
  if (self->count && columns->len == 0)
    self->chart = SP_CHART_HISTOGRAM;

  return self->count ? columns->len == 0 : numbers;
}

static void
check_unknown_key (SpReader *self)
{
  if (self->unknown_key == NULL || self->keys->len > 0 || self->problem != NULL || self->relation)
    return;
  /* "the age of each head": what a row is, by whatever word. */
  if (self->chart == SP_CHART_HISTOGRAM || self->has_extreme || self->analysis->task == SP_TASK_ROWS)
    return;
  self->problem = g_strdup_printf (_("The table has no column that I would call “%s”."), self->unknown_key);
}

/**
 * _sp_reader_assemble:
 * @self: the reader, with all clauses read
 *
 * Makes the analysis, or sets the problem.
 */
void
_sp_reader_assemble (SpReader *self)
{
  g_autoptr(GPtrArray) columns = list_left_over (self);

  settle_pending (self, columns);
  if (self->problem != NULL)
    return;

  if (self->task != SP_TASK_ROWS)
    assemble_statistic (self, columns);
  else if (self->chart_wanted || self->trend || (self->relation && !self->has_extreme))
    _sp_reader_assemble_chart (self, columns);
  else if (self->has_extreme)
    assemble_extreme (self, columns);
  else if (wants_picture (self, columns))
    _sp_reader_assemble_chart (self, columns);
  else if (self->measures->len > 0 || self->count)
    assemble_figures (self, columns);
  else if (self->keys->len > 0)
    assemble_grouped_columns (self, columns);
  else
    assemble_rows (self, columns);

  if (self->problem == NULL)
    check_unknown_key (self);
  if (self->problem == NULL)
    _sp_reader_set_order (self);
}

/**
 * _sp_reader_assemble_extreme:
 * @self: the reader
 * @columns: (element-type SpDataColumn): the columns that no clause took
 *
 * Makes the analysis of a superlative, for charts too.
 */
void
_sp_reader_assemble_extreme (SpReader  *self,
                             GPtrArray *columns)
{
  assemble_extreme (self, columns);
}

/**
 * _sp_reader_note_aggregate:
 * @self: the reader
 * @column: a column of numbers
 * @aggregate: how its values were made one, though nobody said so
 *
 * Notes the choice for the answer.
 */
void
_sp_reader_note_aggregate (SpReader           *self,
                           const SpDataColumn *column,
                           SpAggregate         aggregate)
{
  note_aggregate (self, column, aggregate);
}
