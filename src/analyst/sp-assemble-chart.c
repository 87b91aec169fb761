/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Makes the analysis of a chart: which column lies along which axis, what is counted or added up for each mark, and which
 * kind of chart fits when none was named. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <glib/gi18n.h>

/* More bars than this make no chart; the highest ones do. */
#define MAX_BARS 60
#define SHOWN_BARS 30

/* Columns sorted by what they can be in a chart. */
typedef struct
{
  GPtrArray *numbers;      /* of SpDataColumn */
  GPtrArray *categories;   /* of SpDataColumn: anything else */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->numbers, g_ptr_array_unref);
  g_clear_pointer (&parts->categories, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static void
parts_init (Parts     *parts,
            GPtrArray *columns)
{
  parts->numbers = g_ptr_array_new ();
  parts->categories = g_ptr_array_new ();
  for (guint i = 0; i < columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (columns, i);

      g_ptr_array_add (column->type == SP_COLUMN_NUMBER ? parts->numbers : parts->categories, column);
    }
}

static SpDataColumn *
key_column (SpReader *self,
            guint     i)
{
  SpKey *key = i < self->keys->len ? g_ptr_array_index (self->keys, i) : NULL;

  return key != NULL ? sp_data_card_get_column (self->card, key->column) : NULL;
}

static gboolean
is_time (SpReader           *self,
         const SpDataColumn *column)
{
  return column != NULL && (column->type == SP_COLUMN_DATE || column == _sp_reader_find_year (self));
}

static gboolean
names_rows (SpReader           *self,
            const SpDataColumn *column)
{
  return column->n_unique >= 0.95 * (self->card->n_rows - column->n_missing) && column->n_unique > 1;
}

/* The numbers that a chart of points can show: those left over, those measured, those grouped by. */
static GPtrArray *
list_numbers (SpReader *self,
              Parts    *parts)
{
  GPtrArray *numbers = g_ptr_array_new ();

  for (guint i = 0; i < self->measures->len; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (self->card, ((SpMeasure *) g_ptr_array_index (self->measures, i))->column);

      if (column != NULL && !g_ptr_array_find (numbers, column, NULL))
        g_ptr_array_add (numbers, column);
    }
  for (guint i = 0; i < parts->numbers->len; i++)
    {
      if (!g_ptr_array_find (numbers, g_ptr_array_index (parts->numbers, i), NULL))
        g_ptr_array_add (numbers, g_ptr_array_index (parts->numbers, i));
    }
  for (guint i = 0; i < self->keys->len; i++)
    {
      SpDataColumn *column = key_column (self, i);

      if (column != NULL && column->type == SP_COLUMN_NUMBER && !g_ptr_array_find (numbers, column, NULL))
        g_ptr_array_add (numbers, column);
    }

  return numbers;
}

/* Without a named kind: points for two numbers, a line along time, a histogram for one number, else bars. */
static SpChart
choose_kind (SpReader *self,
             Parts    *parts)
{
  g_autoptr(GPtrArray) numbers = list_numbers (self, parts);
  gboolean figures = self->measures->len > 0 || self->count;
  gboolean time = self->trend || is_time (self, key_column (self, 0)) || is_time (self, key_column (self, 1));

  for (guint i = 0; i < parts->numbers->len && figures && self->keys->len == 0; i++)
    time = time || is_time (self, g_ptr_array_index (parts->numbers, i));

  if (self->has_extreme)
    return SP_CHART_BAR;
  if (time)
    return SP_CHART_LINE;
  if (numbers->len >= 2 && self->measures->len == 0 && !self->count)
    {
      SpDataColumn *key = key_column (self, 0);

      if (self->relation || key == NULL || !_sp_reader_is_category (self, key))
        return SP_CHART_SCATTER;
    }
  if (!figures && self->keys->len == 0 && parts->numbers->len == 1 && parts->categories->len == 0)
    return SP_CHART_HISTOGRAM;

  return SP_CHART_BAR;
}

static SpDataColumn *
find_series (SpReader *self,
             Parts    *parts)
{
  if (self->colour != NULL)
    return self->colour;
  for (guint i = 0; i < self->keys->len; i++)
    {
      SpDataColumn *column = key_column (self, i);

      if (column != NULL && column->type != SP_COLUMN_NUMBER && !names_rows (self, column))
        return column;
    }
  for (guint i = 0; i < parts->categories->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (parts->categories, i);

      if (!names_rows (self, column))
        return column;
    }

  return NULL;
}

/* A point for each group: one figure against another. */
static void
assemble_figure_points (SpReader *self)
{
  SpKey *key = g_ptr_array_index (self->keys, 0);

  self->analysis->task = SP_TASK_SUMMARY;
  sp_analysis_add_key (self->analysis, key->column, key->part);
  if (self->count)
    sp_analysis_add_measure (self->analysis, SP_AGGREGATE_COUNT, NULL);
  for (guint i = 0; i < self->measures->len && self->analysis->measures->len < 2; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->measures, i);

      sp_analysis_add_measure (self->analysis, measure->aggregate, measure->column);
    }
}

static void
assemble_points (SpReader *self,
                 Parts    *parts)
{
  g_autoptr(GPtrArray) numbers = list_numbers (self, parts);
  SpDataColumn *x, *y, *series;

  if (self->measures->len + self->count >= 2 && self->keys->len > 0)
    {
      assemble_figure_points (self);
      return;
    }
  if (numbers->len < 2)
    {
      self->problem = numbers->len == 1
        ? g_strdup_printf (_("A scatter chart needs two columns of numbers; I found only %s."),
                           ((SpDataColumn *) g_ptr_array_index (numbers, 0))->name)
        : g_strdup (_("A scatter chart needs two columns of numbers; I found none in your question."));
      return;
    }
  y = g_ptr_array_index (numbers, 0);
  x = g_ptr_array_index (numbers, 1);
  self->analysis->task = SP_TASK_ROWS;
  sp_analysis_add_column (self->analysis, x->name);
  sp_analysis_add_column (self->analysis, y->name);
  series = find_series (self, parts);
  if (series != NULL && series->n_unique <= 30)
    self->analysis->colour = g_strdup (series->name);
}

static void
assemble_distribution (SpReader *self,
                       Parts    *parts)
{
  g_autoptr(GPtrArray) numbers = list_numbers (self, parts);
  SpDataColumn *column = numbers->len > 0 ? g_ptr_array_index (numbers, 0) : NULL;

  self->analysis->task = SP_TASK_ROWS;
  sp_analysis_add_column (self->analysis, column->name);
  if (self->analysis->chart == SP_CHART_BOX)
    {
      SpDataColumn *series = find_series (self, parts);

      if (series != NULL)
        sp_analysis_add_key (self->analysis, series->name, SP_PART_NONE);
    }
}

/* Dates in their own right make too many marks: months or years do. */
static void
coarsen_date (SpReader *self,
              SpKey    *key)
{
  SpDataColumn *column = sp_data_card_get_column (self->card, key->column);
  int years;

  if (column == NULL || column->type != SP_COLUMN_DATE || key->part != SP_PART_NONE || column->first == NULL || column->last == NULL ||
      column->n_unique <= 40)
    return;
  years = atoi (column->last) - atoi (column->first);
  key->part = years >= 4 ? SP_PART_YEAR : SP_PART_MONTH;
  _sp_reader_note (self, _("%s holds %d different dates, so I took them by %s."), column->name, (int) column->n_unique,
                   key->part == SP_PART_YEAR ? _("year") : _("month"));
}

/* A line runs along time, when the table has any; the other groups are the lines. */
static void
settle_time (SpReader *self,
             Parts    *parts)
{
  SpAnalysis *analysis = self->analysis;

  if (self->trend || analysis->keys->len == 0)
    {
      SpDataColumn *time = _sp_reader_find_date (self);
      gboolean has_time = FALSE;

      for (guint i = 0; i < analysis->keys->len; i++)
        has_time = has_time || is_time (self, sp_data_card_get_column (self->card, ((SpKey *) g_ptr_array_index (analysis->keys, i))->column));
      if (time == NULL)
        time = _sp_reader_find_year (self);
      if (!has_time && time != NULL)
        {
          g_ptr_array_remove (parts->numbers, time);
          g_ptr_array_insert (analysis->keys, 0, sp_key_new (time->name, SP_PART_NONE));
        }
    }
  if (analysis->keys->len == 2 &&
      !is_time (self, sp_data_card_get_column (self->card, ((SpKey *) g_ptr_array_index (analysis->keys, 0))->column)) &&
      is_time (self, sp_data_card_get_column (self->card, ((SpKey *) g_ptr_array_index (analysis->keys, 1))->column)))
    {
      SpKey *first = g_ptr_array_steal_index (analysis->keys, 0);

      g_ptr_array_add (analysis->keys, first);
    }
}

/* What lies along the axis: the groups, else time for a line, else a category that was named. */
static void
settle_keys (SpReader *self,
             Parts    *parts)
{
  SpAnalysis *analysis = self->analysis;
  gboolean line = analysis->chart == SP_CHART_LINE || analysis->chart == SP_CHART_AREA;

  for (guint i = 0; i < self->keys->len; i++)
    {
      SpKey *key = g_ptr_array_index (self->keys, i);

      sp_analysis_add_key (analysis, key->column, key->part);
    }
  for (guint i = 0; i < parts->categories->len && analysis->keys->len < 2; i++)
    {
      SpDataColumn *column = g_ptr_array_index (parts->categories, i);

      gboolean more = self->keys->len == 0 || analysis->chart == SP_CHART_STACKED_BAR || analysis->chart == SP_CHART_GROUPED_BAR ||
                      analysis->chart == SP_CHART_LINE;

      if (key_column (self, 0) == column || key_column (self, 1) == column)
        continue;
      if (analysis->keys->len == 0 || (more && !names_rows (self, column) && analysis->chart != SP_CHART_PIE))
        sp_analysis_add_key (analysis, column->name, SP_PART_NONE);
    }
  if (self->colour != NULL && analysis->keys->len < 2)
    sp_analysis_add_key (analysis, self->colour->name, SP_PART_NONE);
  if (self->counted != NULL && analysis->keys->len == 0)
    sp_analysis_add_key (analysis, self->counted->name, SP_PART_NONE);
  for (guint i = 0; i < analysis->filters->len && analysis->keys->len == 0; i++)
    {
      SpFilter *filter = g_ptr_array_index (analysis->filters, i);

      if ((filter->op == SP_FILTER_IS && filter->values->len > 1 && !filter->numeric) && (self->count || self->measures->len > 0))
        sp_analysis_add_key (analysis, filter->key->column, SP_PART_NONE);
    }

  if (line)
    settle_time (self, parts);
  while (analysis->keys->len > 2)
    g_ptr_array_remove_index (analysis->keys, analysis->keys->len - 1);
  for (guint i = 0; i < analysis->keys->len; i++)
    coarsen_date (self, g_ptr_array_index (analysis->keys, i));
}

/* A number left over and nothing along the axis: a year or a rank may be it, "population by year". */
static void
settle_number_axis (SpReader *self,
                    Parts    *parts)
{
  SpAnalysis *analysis = self->analysis;

  if (analysis->keys->len > 0 || parts->numbers->len < 2 - (self->measures->len > 0 || self->count))
    return;
  for (guint i = parts->numbers->len; i > 0; i--)
    {
      SpDataColumn *column = g_ptr_array_index (parts->numbers, i - 1);

      if (column->whole && (is_time (self, column) || column->n_unique <= 30))
        {
          sp_analysis_add_key (analysis, column->name, SP_PART_NONE);
          g_ptr_array_remove_index (parts->numbers, i - 1);
          return;
        }
    }
}

static void
add_measures (SpReader *self,
              Parts    *parts)
{
  SpAnalysis *analysis = self->analysis;

  analysis->task = SP_TASK_SUMMARY;
  for (guint i = 0; i < self->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->measures, i);

      sp_analysis_add_measure (analysis, measure->aggregate, measure->column);
    }
  if (analysis->measures->len == 0 && (self->count || parts->numbers->len == 0))
    {
      sp_analysis_add_measure (analysis, SP_AGGREGATE_COUNT, NULL);
      return;
    }
  for (guint i = 0; i < parts->numbers->len && self->measures->len == 0; i++)
    {
      SpDataColumn *column = g_ptr_array_index (parts->numbers, i);
      SpAggregate aggregate = _sp_reader_default_aggregate (column);

      sp_analysis_add_measure (analysis, aggregate, column->name);
      _sp_reader_note_aggregate (self, column, aggregate);
    }
}

/* How many rows the filters leave, as far as the card tells; else all. */
static gint64
estimate_rows (SpReader *self)
{
  gint64 rows = self->card->n_rows;

  for (guint i = 0; i < self->analysis->filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (self->analysis->filters, i);
      SpDataColumn *column = sp_data_card_get_column (self->card, filter->key->column);
      gint64 sum = 0;

      if (filter->op != SP_FILTER_IS || column == NULL || filter->numeric)
        continue;
      for (guint j = 0; j < filter->values->len; j++)
        {
          gint64 count = sp_data_column_count_of (column, g_ptr_array_index (filter->values, j));

          sum += count < 0 ? rows : count;
        }
      rows = MIN (rows, sum);
    }

  return rows;
}

/* A bar for each row: its name along the axis. */
static void
assemble_row_marks (SpReader     *self,
                    Parts        *parts,
                    SpDataColumn *label)
{
  SpAnalysis *analysis = self->analysis;

  analysis->task = SP_TASK_ROWS;
  g_ptr_array_set_size (analysis->keys, 0);
  sp_analysis_add_column (analysis, label->name);
  for (guint i = 0; i < parts->numbers->len; i++)
    sp_analysis_add_column (analysis, ((SpDataColumn *) g_ptr_array_index (parts->numbers, i))->name);
  for (guint i = 0; i < analysis->derived->len; i++)
    sp_analysis_add_column (analysis, ((SpDerived *) g_ptr_array_index (analysis->derived, i))->name);
  if (analysis->columns->len > 1 && analysis->sort == NULL && analysis->chart != SP_CHART_LINE && estimate_rows (self) > MAX_BARS)
    {
      sp_analysis_set_sort (analysis, SP_AGGREGATE_NONE, g_ptr_array_index (analysis->columns, 1), TRUE);
      analysis->limit = SHOWN_BARS;
      _sp_reader_note (self, _("There are more rows than a chart can show, so I took the %d highest."), SHOWN_BARS);
    }
}

static void
assemble_marks (SpReader *self,
                Parts    *parts)
{
  SpAnalysis *analysis = self->analysis;
  gboolean figures = self->measures->len > 0 || self->count;
  SpDataColumn *label;
  SpDataColumn *x;
  SpKey *key;

  settle_keys (self, parts);
  settle_number_axis (self, parts);
  key = analysis->keys->len > 0 ? g_ptr_array_index (analysis->keys, 0) : NULL;
  x = key != NULL ? sp_data_card_get_column (self->card, key->column) : NULL;
  label = sp_data_card_get_label (self->card);
  if (!figures && analysis->keys->len < 2 && (key == NULL || key->part == SP_PART_NONE) &&
      (parts->numbers->len > 0 || analysis->derived->len > 0) && (x != NULL || label != NULL) &&
      (x == NULL || names_rows (self, x) || (self->keys->len == 0 && analysis->keys->len == 1 && x->n_unique >= 0.5 * self->card->n_rows)))
    {
      assemble_row_marks (self, parts, x != NULL ? x : label);
      return;
    }
  if (!figures && x == NULL && parts->numbers->len == 0)
    {
      self->problem = self->unknown_key != NULL
        ? g_strdup_printf (_("The table has no column that I would call “%s”."), self->unknown_key)
        : g_strdup (_("I did not find the columns that the chart shall show."));
      return;
    }
  add_measures (self, parts);
  if (analysis->chart == SP_CHART_BAR && analysis->keys->len > 1)
    {
      SpMeasure *measure = g_ptr_array_index (analysis->measures, 0);

      analysis->chart = measure->aggregate == SP_AGGREGATE_COUNT || measure->aggregate == SP_AGGREGATE_SUM ? SP_CHART_STACKED_BAR
                                                                                                         : SP_CHART_GROUPED_BAR;
    }
  if (analysis->chart == SP_CHART_PIE)
    g_ptr_array_set_size (analysis->keys, MIN (analysis->keys->len, 1));
}

static void
assemble_extreme_marks (SpReader  *self,
                        GPtrArray *columns)
{
  SpChart chart = self->analysis->chart;

  if (self->both_extremes && self->keys->len > 0 && self->extreme_by != NULL && self->extreme_by->column != NULL)
    {
      g_ptr_array_add (self->measures, sp_measure_new (SP_AGGREGATE_MIN, self->extreme_by->column));
      g_ptr_array_add (self->measures, sp_measure_new (SP_AGGREGATE_MAX, self->extreme_by->column));
      self->has_extreme = FALSE;
      return;
    }
  /* "lowest and average GPA for every department": two figures. */
  if (self->extreme_by == NULL && self->keys->len > 0 && self->extreme_n <= 1 && self->measures->len > 0)
    {
      const char *column = ((SpMeasure *) g_ptr_array_index (self->measures, 0))->column;

      if (column != NULL)
        self->extreme_by = sp_measure_new (SP_AGGREGATE_NONE, column);
    }
  if (self->extreme_n <= 1 && self->keys->len > 0 && self->extreme_by != NULL && self->extreme_by->column != NULL)
    {
      /* "bar chart of the highest price for each city" */
      g_ptr_array_add (self->measures, sp_measure_new (self->highest ? SP_AGGREGATE_MAX : SP_AGGREGATE_MIN, self->extreme_by->column));
      self->has_extreme = FALSE;
      return;
    }
  _sp_reader_assemble_extreme (self, columns);
  if (self->problem != NULL || self->analysis->task != SP_TASK_ROWS)
    return;
  /* The name, then the figure that they were chosen by; whatever else was listed does not fit into the chart. */
  self->analysis->chart = chart;
  g_ptr_array_set_size (self->analysis->columns, MIN (self->analysis->columns->len, 1));
  if (self->analysis->columns->len == 0)
    {
      self->problem = g_strdup (_("I did not find a column that names the bars."));
      return;
    }
  sp_analysis_add_column (self->analysis, self->analysis->sort->by->column);
}

/* Categories have no histogram: they are counted, and the same word serves for both. Numbers of many kinds that shall be
 * counted make a histogram, by whatever name. */
static void
settle_histogram (SpReader  *self,
                  Parts     *parts,
                  GPtrArray *numbers)
{
  SpDataColumn *number = numbers->len > 0 ? g_ptr_array_index (numbers, 0) : NULL;
  guint n_groups = self->keys->len + parts->categories->len;
  gboolean one_number = numbers->len == 1 && !_sp_reader_is_category (self, number);

  for (guint i = 0; i < self->keys->len; i++)
    n_groups -= key_column (self, i) == number;
  if (self->counted != NULL && self->counted == number)
    n_groups = 0;

  if (self->chart == SP_CHART_HISTOGRAM && number != NULL && _sp_reader_is_category (self, number) && self->analysis->bins == 0 &&
      self->measures->len == 0)
    {
      g_ptr_array_remove (parts->numbers, number);
      if (self->keys->len == 0 || key_column (self, 0) != number)
        g_ptr_array_insert (self->keys, 0, sp_key_new (number->name, SP_PART_NONE));
      self->count = TRUE;
      self->chart = SP_CHART_BAR;
    }
  else if (self->chart == SP_CHART_HISTOGRAM && (number == NULL || n_groups > 0))
    {
      self->chart = numbers->len >= 2 ? SP_CHART_SCATTER : SP_CHART_BAR;
    }
  else if (self->chart == SP_CHART_HISTOGRAM && numbers->len >= 2)
    {
      self->chart = SP_CHART_SCATTER;
    }
  else if (self->chart == SP_CHART_BAR && one_number && n_groups == 0 && self->measures->len == 0 && self->count)
    {
      self->chart = SP_CHART_HISTOGRAM;
    }
}

/**
 * _sp_reader_assemble_chart:
 * @self: the reader
 * @columns: (element-type SpDataColumn): the columns that no clause took
 *
 * Makes the analysis of a chart, or sets the problem.
 */
void
_sp_reader_assemble_chart (SpReader  *self,
                           GPtrArray *columns)
{
  g_auto(Parts) parts = { NULL };
  g_autoptr(GPtrArray) numbers = NULL;

  parts_init (&parts, columns);
  numbers = list_numbers (self, &parts);
  if (self->chart == SP_CHART_NONE)
    self->chart = choose_kind (self, &parts);
  settle_histogram (self, &parts, numbers);
  self->analysis->chart = self->chart;

  if (self->has_extreme)
    {
      assemble_extreme_marks (self, columns);
      if (self->has_extreme)
        return;
    }
  if (self->chart == SP_CHART_SCATTER)
    assemble_points (self, &parts);
  else if (self->chart == SP_CHART_HISTOGRAM || (self->chart == SP_CHART_BOX && numbers->len > 0))
    assemble_distribution (self, &parts);
  else
    assemble_marks (self, &parts);
}
