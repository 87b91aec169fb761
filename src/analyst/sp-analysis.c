/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpAnalysis: what is asked of one table. Whoever builds one owns it; it holds no references to anything else and may be
 * used on any thread. Its stored form is in sp-analysis-json.c. */

#include "config.h"

#include "analyst/sp-analysis.h"

static const char * const task_ids[SP_N_TASKS] = {
  "rows", "summary", "describe", "correlation", "normality", "outliers", "missing",
};

static const char * const aggregate_ids[SP_N_AGGREGATES] = {
  "none", "count", "distinct", "sum", "mean", "median", "min", "max", "std", "var", "skew", "kurtosis",
};

static const char * const chart_ids[SP_N_CHARTS] = {
  "none", "bar", "grouped-bar", "stacked-bar", "line", "area", "pie", "scatter", "histogram", "box",
};

static const char * const part_ids[SP_N_PARTS] = {
  "none", "year", "quarter", "month", "month-name", "weekday", "day", "hour",
};

static const char * const filter_op_ids[SP_N_FILTER_OPS] = {
  "is", "is-not", "over", "at-least", "below", "at-most", "between", "not-between", "contains", "not-contains",
  "starts", "ends", "missing", "present",
};

G_DEFINE_QUARK (sp-analyst-error-quark, sp_analyst_error)

/**
 * sp_task_get_id:
 * @task: a task
 *
 * Returns: (transfer none): its name in stored analyses
 */
const char *
sp_task_get_id (SpTask task)
{
  g_return_val_if_fail (task < SP_N_TASKS, NULL);

  return task_ids[task];
}

/**
 * sp_aggregate_get_id:
 * @aggregate: an aggregate
 *
 * Returns: (transfer none): its name in stored analyses
 */
const char *
sp_aggregate_get_id (SpAggregate aggregate)
{
  g_return_val_if_fail (aggregate < SP_N_AGGREGATES, NULL);

  return aggregate_ids[aggregate];
}

/**
 * sp_chart_get_id:
 * @chart: a kind of chart
 *
 * Returns: (transfer none): its name in stored analyses
 */
const char *
sp_chart_get_id (SpChart chart)
{
  g_return_val_if_fail (chart < SP_N_CHARTS, NULL);

  return chart_ids[chart];
}

/**
 * sp_part_get_id:
 * @part: a part of a date
 *
 * Returns: (transfer none): its name in stored analyses
 */
const char *
sp_part_get_id (SpPart part)
{
  g_return_val_if_fail (part < SP_N_PARTS, NULL);

  return part_ids[part];
}

/**
 * sp_filter_op_get_id:
 * @op: a comparison
 *
 * Returns: (transfer none): its name in stored analyses
 */
const char *
sp_filter_op_get_id (SpFilterOp op)
{
  g_return_val_if_fail (op < SP_N_FILTER_OPS, NULL);

  return filter_op_ids[op];
}

/**
 * sp_key_new:
 * @column: a column
 * @part: the part of its dates, or %SP_PART_NONE
 *
 * Returns: (transfer full): a new key
 */
SpKey *
sp_key_new (const char *column,
            SpPart      part)
{
  SpKey *self;

  g_return_val_if_fail (column != NULL, NULL);

  self = g_new0 (SpKey, 1);
  self->column = g_strdup (column);
  self->part = part;

  return self;
}

/**
 * sp_key_free:
 * @self: (transfer full): a key
 */
void
sp_key_free (SpKey *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->column, g_free);
  g_free (self);
}

/**
 * sp_measure_new:
 * @aggregate: how the values become one
 * @column: (nullable): a column; none counts the rows
 *
 * Returns: (transfer full): a new measure
 */
SpMeasure *
sp_measure_new (SpAggregate  aggregate,
                const char  *column)
{
  SpMeasure *self;

  g_return_val_if_fail (column != NULL || aggregate == SP_AGGREGATE_COUNT, NULL);

  self = g_new0 (SpMeasure, 1);
  self->aggregate = aggregate;
  self->column = g_strdup (column);

  return self;
}

/**
 * sp_measure_equal:
 * @self: (nullable): a measure
 * @other: (nullable): another
 *
 * Returns: whether they are the same figure
 */
gboolean
sp_measure_equal (const SpMeasure *self,
                  const SpMeasure *other)
{
  if (self == NULL || other == NULL)
    return self == other;

  return self->aggregate == other->aggregate && g_strcmp0 (self->column, other->column) == 0;
}

/**
 * sp_measure_free:
 * @self: (transfer full): a measure
 */
void
sp_measure_free (SpMeasure *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->column, g_free);
  g_free (self);
}

/**
 * sp_filter_new:
 * @column: a column
 * @op: the comparison
 *
 * Returns: (transfer full): a new filter without values
 */
SpFilter *
sp_filter_new (const char *column,
               SpFilterOp  op)
{
  SpFilter *self;

  g_return_val_if_fail (column != NULL, NULL);

  self = g_new0 (SpFilter, 1);
  self->key = sp_key_new (column, SP_PART_NONE);
  self->op = op;
  self->values = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * sp_filter_copy:
 * @self: a filter
 *
 * Returns: (transfer full): a filter that equals it
 */
SpFilter *
sp_filter_copy (const SpFilter *self)
{
  SpFilter *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = sp_filter_new (self->key->column, self->op);
  copy->key->part = self->key->part;
  copy->numeric = self->numeric;
  copy->relative = self->relative;
  copy->or_previous = self->or_previous;
  for (guint i = 0; i < self->values->len; i++)
    g_ptr_array_add (copy->values, g_strdup (g_ptr_array_index (self->values, i)));

  return copy;
}

/**
 * sp_filter_free:
 * @self: (transfer full): a filter
 */
void
sp_filter_free (SpFilter *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->key, sp_key_free);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self);
}

static void
derived_free (SpDerived *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->left, g_free);
  g_clear_pointer (&self->right, g_free);
  g_free (self);
}

/**
 * sp_sort_new:
 * @aggregate: of what figure, or %SP_AGGREGATE_NONE for the column itself
 * @column: (nullable): the column
 * @descending: whether the highest comes first
 *
 * Returns: (transfer full): a new order
 */
SpSort *
sp_sort_new (SpAggregate  aggregate,
             const char  *column,
             gboolean     descending)
{
  SpSort *self = g_new0 (SpSort, 1);

  self->by = sp_measure_new (aggregate, column);
  self->descending = !!descending;

  return self;
}

/**
 * sp_sort_free:
 * @self: (transfer full): an order
 */
void
sp_sort_free (SpSort *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->by, sp_measure_free);
  g_free (self);
}

/**
 * sp_analysis_new:
 * @task: what is asked
 *
 * Returns: (transfer full): a new analysis of all rows
 */
SpAnalysis *
sp_analysis_new (SpTask task)
{
  SpAnalysis *self = g_new0 (SpAnalysis, 1);

  self->task = task;
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->measures = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_measure_free);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_key_free);
  self->derived = g_ptr_array_new_with_free_func ((GDestroyNotify) derived_free);
  self->filters = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_filter_free);
  self->decimals = -1;

  return self;
}

/**
 * sp_analysis_copy:
 * @self: an analysis
 *
 * Returns: (transfer full): an analysis that equals it
 */
SpAnalysis *
sp_analysis_copy (const SpAnalysis *self)
{
  SpAnalysis *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = sp_analysis_new (self->task);
  copy->file = g_strdup (self->file);
  copy->sheet = g_strdup (self->sheet);
  for (guint i = 0; i < self->columns->len; i++)
    sp_analysis_add_column (copy, g_ptr_array_index (self->columns, i));
  for (guint i = 0; i < self->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->measures, i);

      sp_analysis_add_measure (copy, measure->aggregate, measure->column);
    }
  for (guint i = 0; i < self->keys->len; i++)
    {
      SpKey *key = g_ptr_array_index (self->keys, i);

      sp_analysis_add_key (copy, key->column, key->part);
    }
  for (guint i = 0; i < self->derived->len; i++)
    {
      SpDerived *derived = g_ptr_array_index (self->derived, i);

      sp_analysis_add_derived (copy, derived->name, derived->left, derived->op, derived->right);
    }
  for (guint i = 0; i < self->filters->len; i++)
    g_ptr_array_add (copy->filters, sp_filter_copy (g_ptr_array_index (self->filters, i)));
  if (self->sort != NULL)
    sp_analysis_set_sort (copy, self->sort->by->aggregate, self->sort->by->column, self->sort->descending);
  copy->limit = self->limit;
  copy->chart = self->chart;
  copy->colour = g_strdup (self->colour);
  copy->bins = self->bins;
  copy->title = g_strdup (self->title);
  copy->save_as = g_strdup (self->save_as);
  copy->decimals = self->decimals;

  return copy;
}

/**
 * sp_analysis_equal:
 * @self: an analysis
 * @other: another
 *
 * Returns: whether they ask the same in every part
 */
gboolean
sp_analysis_equal (const SpAnalysis *self,
                   const SpAnalysis *other)
{
  g_autoptr(JsonNode) a = NULL;
  g_autoptr(JsonNode) b = NULL;

  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  a = json_node_new (JSON_NODE_OBJECT);
  b = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (a, sp_analysis_to_json (self));
  json_node_take_object (b, sp_analysis_to_json (other));

  return json_node_equal (a, b);
}

/**
 * sp_analysis_free:
 * @self: (transfer full): an analysis
 */
void
sp_analysis_free (SpAnalysis *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->sheet, g_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->measures, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->derived, g_ptr_array_unref);
  g_clear_pointer (&self->filters, g_ptr_array_unref);
  g_clear_pointer (&self->sort, sp_sort_free);
  g_clear_pointer (&self->colour, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->save_as, g_free);
  g_free (self);
}

/**
 * sp_analysis_add_column:
 * @self: an analysis
 * @column: a column that shall be shown
 */
void
sp_analysis_add_column (SpAnalysis *self,
                        const char *column)
{
  g_return_if_fail (self != NULL && column != NULL);

  g_ptr_array_add (self->columns, g_strdup (column));
}

/**
 * sp_analysis_add_key:
 * @self: an analysis
 * @column: a column whose values make the groups
 * @part: the part of its dates, or %SP_PART_NONE
 */
void
sp_analysis_add_key (SpAnalysis *self,
                     const char *column,
                     SpPart      part)
{
  g_return_if_fail (self != NULL && column != NULL);

  g_ptr_array_add (self->keys, sp_key_new (column, part));
}

/**
 * sp_analysis_add_measure:
 * @self: an analysis
 * @aggregate: how the values become one
 * @column: (nullable): their column; none counts the rows
 */
void
sp_analysis_add_measure (SpAnalysis  *self,
                         SpAggregate  aggregate,
                         const char  *column)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_add (self->measures, sp_measure_new (aggregate, column));
}

/**
 * sp_analysis_add_filter:
 * @self: an analysis
 * @column: a column
 * @op: the comparison
 * @value: (nullable): the first value
 * @numeric: whether the value is a number
 *
 * Returns: (transfer none): the new filter, to which more values may be added
 */
SpFilter *
sp_analysis_add_filter (SpAnalysis *self,
                        const char *column,
                        SpFilterOp  op,
                        const char *value,
                        gboolean    numeric)
{
  SpFilter *filter;

  g_return_val_if_fail (self != NULL && column != NULL, NULL);

  filter = sp_filter_new (column, op);
  filter->numeric = !!numeric;
  if (value != NULL)
    g_ptr_array_add (filter->values, g_strdup (value));
  g_ptr_array_add (self->filters, filter);

  return filter;
}

/**
 * sp_analysis_add_derived:
 * @self: an analysis
 * @name: the name of the new column
 * @left: a column or a number
 * @op: one of + - * /
 * @right: a column or a number
 */
void
sp_analysis_add_derived (SpAnalysis *self,
                         const char *name,
                         const char *left,
                         char        op,
                         const char *right)
{
  SpDerived *derived;

  g_return_if_fail (self != NULL && name != NULL && left != NULL && right != NULL);
  g_return_if_fail (op == '+' || op == '-' || op == '*' || op == '/');

  derived = g_new0 (SpDerived, 1);
  derived->name = g_strdup (name);
  derived->left = g_strdup (left);
  derived->op = op;
  derived->right = g_strdup (right);
  g_ptr_array_add (self->derived, derived);
}

/**
 * sp_analysis_get_derived:
 * @self: an analysis
 * @name: a column's name
 *
 * Returns: (transfer none) (nullable): the derived column of that name
 */
SpDerived *
sp_analysis_get_derived (const SpAnalysis *self,
                         const char       *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->derived->len; i++)
    {
      SpDerived *derived = g_ptr_array_index (self->derived, i);

      if (g_strcmp0 (derived->name, name) == 0)
        return derived;
    }

  return NULL;
}

/**
 * sp_analysis_set_sort:
 * @self: an analysis
 * @aggregate: of what figure, or %SP_AGGREGATE_NONE for the column itself
 * @column: (nullable): the column
 * @descending: whether the highest comes first
 */
void
sp_analysis_set_sort (SpAnalysis  *self,
                      SpAggregate  aggregate,
                      const char  *column,
                      gboolean     descending)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->sort, sp_sort_free);
  self->sort = sp_sort_new (aggregate, column, descending);
}

static void
add_used (const SpAnalysis *self,
          GPtrArray        *used,
          const char       *name)
{
  SpDerived *derived;

  if (name == NULL || g_ptr_array_find_with_equal_func (used, name, g_str_equal, NULL))
    return;

  derived = sp_analysis_get_derived (self, name);
  if (derived == NULL)
    {
      g_ptr_array_add (used, (gpointer) name);
      return;
    }

  /* A derived column may carry the name of one of its own operands. */
  if (g_strcmp0 (derived->left, name) != 0)
    add_used (self, used, derived->left);
  if (g_strcmp0 (derived->right, name) != 0)
    add_used (self, used, derived->right);
}

/**
 * sp_analysis_list_used:
 * @self: an analysis
 *
 * Returns: (transfer container) (element-type utf8): the names of the table's columns that it reads, each once; they
 *   belong to @self. A number that a derived column is made with may be among them.
 */
GPtrArray *
sp_analysis_list_used (const SpAnalysis *self)
{
  g_autoptr(GPtrArray) used = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  used = g_ptr_array_new ();
  for (guint i = 0; i < self->columns->len; i++)
    add_used (self, used, g_ptr_array_index (self->columns, i));
  for (guint i = 0; i < self->measures->len; i++)
    add_used (self, used, ((SpMeasure *) g_ptr_array_index (self->measures, i))->column);
  for (guint i = 0; i < self->keys->len; i++)
    add_used (self, used, ((SpKey *) g_ptr_array_index (self->keys, i))->column);
  for (guint i = 0; i < self->filters->len; i++)
    add_used (self, used, ((SpFilter *) g_ptr_array_index (self->filters, i))->key->column);
  if (self->sort != NULL)
    add_used (self, used, self->sort->by->column);
  add_used (self, used, self->colour);

  return g_steal_pointer (&used);
}
