/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Compiles an analysis to Python: load, derive, filter, then rows or figures, then a chart, then `result` as the cell's
 * last expression. The first line is the canonical sentence as a comment, from which the analyst recovers the analysis
 * when the conversation goes on. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-compiler.h"
#include "analyst/sp-compiler-private.h"

#include <string.h>

#include "analyst/sp-sentence.h"

static const char * const pandas_aggregates[SP_N_AGGREGATES] = {
  [SP_AGGREGATE_COUNT] = "count",
  [SP_AGGREGATE_DISTINCT] = "nunique",
  [SP_AGGREGATE_SUM] = "sum",
  [SP_AGGREGATE_MEAN] = "mean",
  [SP_AGGREGATE_MEDIAN] = "median",
  [SP_AGGREGATE_MIN] = "min",
  [SP_AGGREGATE_MAX] = "max",
  [SP_AGGREGATE_STD] = "std",
  [SP_AGGREGATE_VAR] = "var",
  [SP_AGGREGATE_SKEW] = "skew",
  [SP_AGGREGATE_KURTOSIS] = "kurt",
};

static const char * const measure_words[SP_N_AGGREGATES] = {
  [SP_AGGREGATE_COUNT] = "count",
  [SP_AGGREGATE_DISTINCT] = "different",
  [SP_AGGREGATE_SUM] = "total",
  [SP_AGGREGATE_MEAN] = "average",
  [SP_AGGREGATE_MEDIAN] = "median",
  [SP_AGGREGATE_MIN] = "minimum",
  [SP_AGGREGATE_MAX] = "maximum",
  [SP_AGGREGATE_STD] = "deviation",
  [SP_AGGREGATE_VAR] = "variance",
  [SP_AGGREGATE_SKEW] = "skewness",
  [SP_AGGREGATE_KURTOSIS] = "kurtosis",
};

/**
 * _sp_compiler_add:
 * @self: the compiler
 * @format: printf() format
 * @...: its arguments
 *
 * Adds to the code.
 */
void
_sp_compiler_add (SpCompiler *self,
                  const char *format,
                  ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->body, format, args);
  va_end (args);
}

/**
 * _sp_compiler_dup_measure_name:
 * @measure: a measure
 *
 * Returns: (transfer full): the name of its column in the result
 */
char *
_sp_compiler_dup_measure_name (const SpMeasure *measure)
{
  g_autofree char *words = NULL;

  if (measure->aggregate == SP_AGGREGATE_COUNT && measure->column == NULL)
    return g_strdup ("count");
  if (measure->aggregate == SP_AGGREGATE_NONE)
    return g_strdup (measure->column);

  words = g_strdup_printf ("%s %s", measure_words[measure->aggregate], measure->column);

  return _sp_python_identifier (words);
}

/**
 * _sp_compiler_dup_key_name:
 * @key: a key
 *
 * Returns: (transfer full): the name of its column in the result
 */
char *
_sp_compiler_dup_key_name (const SpKey *key)
{
  if (key->part == SP_PART_NONE)
    return g_strdup (key->column);
  if (key->part == SP_PART_MONTH_NAME)
    return g_strdup_printf ("%s (month)", key->column);

  return g_strdup_printf ("%s (%s)", key->column, sp_part_get_id (key->part));
}

/**
 * _sp_compiler_dup_key_expression:
 * @frame: the variable of the table
 * @key: a key
 *
 * Returns: (transfer full): the Python expression of its values
 */
char *
_sp_compiler_dup_key_expression (const char  *frame,
                                 const SpKey *key)
{
  static const char * const accessors[SP_N_PARTS] = {
    [SP_PART_NONE] = "",
    [SP_PART_YEAR] = ".dt.year",
    [SP_PART_QUARTER] = ".dt.to_period(\"Q\").astype(str)",
    [SP_PART_MONTH] = ".dt.strftime(\"%Y-%m\")",
    [SP_PART_MONTH_NAME] = ".dt.month_name()",
    [SP_PART_WEEKDAY] = ".dt.day_name()",
    [SP_PART_DAY] = ".dt.strftime(\"%Y-%m-%d\")",
    [SP_PART_HOUR] = ".dt.hour",
  };
  g_autofree char *name = _sp_python_quote (key->column);

  return g_strdup_printf ("%s[%s]%s", frame, name, accessors[key->part]);
}

static char *
operand_to_python (const char *operand)
{
  g_autofree char *name = NULL;
  char *end;

  g_ascii_strtod (operand, &end);
  if (operand[0] != '\0' && *end == '\0' && !g_ascii_isalpha (operand[0]))
    return g_strdup (operand);
  name = _sp_python_quote (operand);

  return g_strdup_printf ("df[%s]", name);
}

static void
add_derived (SpCompiler *self)
{
  for (guint i = 0; i < self->analysis->derived->len; i++)
    {
      SpDerived *derived = g_ptr_array_index (self->analysis->derived, i);
      g_autofree char *name = _sp_python_quote (derived->name);
      g_autofree char *left = operand_to_python (derived->left);
      g_autofree char *right = operand_to_python (derived->right);

      _sp_compiler_add (self, "df[%s] = %s %c %s\n", name, left, derived->op, right);
    }
}

/* A value as Python: numbers as they are, yes and no of boolean columns, texts quoted. */
static char *
value_to_python (SpCompiler     *self,
                 const SpFilter *filter,
                 guint           i)
{
  SpDataColumn *column = sp_data_card_get_column (self->card, filter->key->column);
  const char *value = i < filter->values->len ? g_ptr_array_index (filter->values, i) : "";

  if (filter->numeric)
    return g_strdup (value);
  if (column != NULL && column->type == SP_COLUMN_BOOLEAN)
    return g_strdup (g_ascii_strcasecmp (value, "true") == 0 ? "True" : "False");

  return _sp_python_quote (value);
}

static char *
values_to_python (SpCompiler     *self,
                  const SpFilter *filter)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; i < filter->values->len; i++)
    {
      g_autofree char *value = value_to_python (self, filter, i);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", value);
    }
  g_string_append_c (list, ']');

  return g_string_free (list, FALSE);
}

/* A text that the card does not list is compared without regard to case. */
static gboolean
is_unlisted (SpCompiler     *self,
             const SpFilter *filter)
{
  SpDataColumn *column = sp_data_card_get_column (self->card, filter->key->column);

  return (!filter->numeric && filter->values->len == 1 && filter->key->part == SP_PART_NONE && column != NULL &&
          column->type == SP_COLUMN_TEXT && !column->values_complete &&
          sp_data_column_count_of (column, g_ptr_array_index (filter->values, 0)) < 0);
}

static char *
equality_to_python (SpCompiler     *self,
                    const SpFilter *filter,
                    const char     *key)
{
  gboolean negated = filter->op == SP_FILTER_IS_NOT;
  g_autofree char *value = value_to_python (self, filter, 0);

  if (filter->values->len > 1)
    {
      g_autofree char *list = values_to_python (self, filter);

      return g_strdup_printf ("%s%s.isin(%s)", negated ? "~" : "", key, list);
    }
  if (is_unlisted (self, filter))
    {
      g_autofree char *lower = g_utf8_strdown (value, -1);

      return g_strdup_printf ("%s.str.lower() %s %s", key, negated ? "!=" : "==", lower);
    }

  return g_strdup_printf ("%s %s %s", key, negated ? "!=" : "==", value);
}

static char *
text_test_to_python (SpCompiler     *self,
                     const SpFilter *filter,
                     const char     *key)
{
  SpDataColumn *column = sp_data_card_get_column (self->card, filter->key->column);
  gboolean text = column == NULL || column->type == SP_COLUMN_TEXT;
  g_autofree char *value = value_to_python (self, filter, 0);
  g_autofree char *lower = g_utf8_strdown (value, -1);
  const char *cast = text ? "" : ".astype(str)";

  if (filter->op == SP_FILTER_STARTS)
    return g_strdup_printf ("%s%s.str.lower().str.startswith(%s, na=False)", key, cast, lower);
  if (filter->op == SP_FILTER_ENDS)
    return g_strdup_printf ("%s%s.str.lower().str.endswith(%s, na=False)", key, cast, lower);

  return g_strdup_printf ("%s%s%s.str.contains(%s, case=False, na=False, regex=False)",
                          filter->op == SP_FILTER_NOT_CONTAINS ? "~" : "", key, cast, value);
}

static char *
filter_to_python (SpCompiler     *self,
                  const SpFilter *filter)
{
  g_autofree char *key = _sp_compiler_dup_key_expression ("df", filter->key);
  g_autofree char *value = value_to_python (self, filter, 0);
  g_autofree char *second = value_to_python (self, filter, 1);
  const char *sign = NULL;

  if (filter->relative != SP_AGGREGATE_NONE)
    {
      g_clear_pointer (&value, g_free);
      value = g_strdup_printf ("%s.%s()", key, pandas_aggregates[filter->relative]);
    }

  switch (filter->op)
    {
    case SP_FILTER_IS:
    case SP_FILTER_IS_NOT:
      if (filter->relative == SP_AGGREGATE_NONE)
        return equality_to_python (self, filter, key);
      sign = filter->op == SP_FILTER_IS ? "==" : "!=";
      break;

    case SP_FILTER_OVER:
      sign = ">";
      break;

    case SP_FILTER_AT_LEAST:
      sign = ">=";
      break;

    case SP_FILTER_BELOW:
      sign = "<";
      break;

    case SP_FILTER_AT_MOST:
      sign = "<=";
      break;

    case SP_FILTER_BETWEEN:
    case SP_FILTER_NOT_BETWEEN:
      return g_strdup_printf ("%s%s.between(%s, %s)", filter->op == SP_FILTER_BETWEEN ? "" : "~", key, value, second);

    case SP_FILTER_CONTAINS:
    case SP_FILTER_NOT_CONTAINS:
    case SP_FILTER_STARTS:
    case SP_FILTER_ENDS:
      return text_test_to_python (self, filter, key);

    case SP_FILTER_MISSING:
      return g_strdup_printf ("%s.isna()", key);

    case SP_FILTER_PRESENT:
      return g_strdup_printf ("%s.notna()", key);

    case SP_N_FILTER_OPS:
    default:
      g_assert_not_reached ();
    }

  return g_strdup_printf ("%s %s %s", key, sign, value);
}

static void
add_filters (SpCompiler *self)
{
  GPtrArray *filters = self->analysis->filters;

  if (filters->len == 0)
    {
      _sp_compiler_add (self, "rows = df\n");
      return;
    }
  if (filters->len == 1)
    {
      g_autofree char *condition = filter_to_python (self, g_ptr_array_index (filters, 0));

      _sp_compiler_add (self, "rows = df[%s]\n", condition);
      return;
    }

  _sp_compiler_add (self, "rows = df[\n");
  for (guint i = 0; i < filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (filters, i);
      SpFilter *next = i + 1 < filters->len ? g_ptr_array_index (filters, i + 1) : NULL;
      g_autofree char *condition = filter_to_python (self, filter);
      gboolean opens = next != NULL && next->or_previous && !filter->or_previous;
      gboolean closes = filter->or_previous && (next == NULL || !next->or_previous);

      _sp_compiler_add (self, "    %s%s(%s)%s\n", i == 0 ? "" : filter->or_previous ? "| " : "& ", opens ? "(" : "",
                        condition, closes ? ")" : "");
    }
  _sp_compiler_add (self, "]\n");
}

/* Numbers that look like dates are counted among the rows in use, so that the answer can tell how many took part. */
static void
add_date_check (SpCompiler *self)
{
  g_autoptr(GPtrArray) used = sp_analysis_list_used (self->analysis);

  for (guint i = 0; i < used->len; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (self->card, g_ptr_array_index (used, i));
      SpFault *fault = column != NULL ? sp_data_column_get_fault (column, SP_FAULT_SPREADSHEET_DATES) : NULL;
      g_autofree char *name = NULL;
      g_autofree char *words = NULL;

      if (fault == NULL)
        continue;
      name = _sp_python_quote (column->name);
      words = _sp_python_quote (column->name);
      _sp_compiler_add (self, "like_dates = rows[%s].between(%.0f, %.0f)\n", name, fault->low, fault->high);
      _sp_compiler_add (self, "print(like_dates.sum(), \"of\", len(rows), \"values look like spreadsheet dates:\", %s)\n", words);
    }
}

/* Rows that share the extreme all stand in the result. */
static void
add_extreme (SpCompiler *self,
             const char *frame,
             const char *name)
{
  _sp_compiler_add (self, "result = %s[%s[%s] == %s[%s].%s()]", frame, frame, name, frame, name,
                    self->analysis->sort->descending ? "max" : "min");
}

/* The columns of the result; empty for all. The colours of points are among them. */
static char *
list_row_columns (const SpAnalysis *analysis)
{
  g_autoptr(GPtrArray) columns = NULL;

  if (analysis->columns->len == 0)
    return g_strdup ("");

  columns = g_ptr_array_copy (analysis->columns, NULL, NULL);
  g_ptr_array_set_free_func (columns, NULL);
  if (analysis->colour != NULL && !g_ptr_array_find_with_equal_func (columns, analysis->colour, g_str_equal, NULL))
    g_ptr_array_add (columns, analysis->colour);

  return _sp_python_list (columns, 0);
}

static void
add_rows (SpCompiler *self)
{
  const SpAnalysis *analysis = self->analysis;
  g_autofree char *columns = NULL;
  g_autofree char *sort = NULL;
  const char *ascending;

  columns = list_row_columns (analysis);
  if (analysis->sort == NULL || analysis->sort->by->column == NULL)
    {
      if (columns[0] == '\0')
        _sp_compiler_add (self, "result = rows");
      else
        _sp_compiler_add (self, "result = rows[%s]", columns);
      if (analysis->limit > 0)
        _sp_compiler_add (self, ".head(%u)", analysis->limit);
      _sp_compiler_add (self, "\n");
      return;
    }

  sort = _sp_python_quote (analysis->sort->by->column);
  ascending = analysis->sort->descending ? ", ascending=False" : "";
  if (analysis->keys->len > 0 && analysis->limit > 0)
    {
      SpKey *key = g_ptr_array_index (analysis->keys, 0);
      g_autofree char *group = _sp_compiler_dup_key_expression ("rows", key);

      _sp_compiler_add (self, "rows = rows.sort_values(%s%s)\n", sort, ascending);
      _sp_compiler_add (self, "result = rows.groupby(%s).head(%u)", group, analysis->limit);
      if (key->part == SP_PART_NONE)
        {
          g_autofree char *name = _sp_python_quote (key->column);

          _sp_compiler_add (self, ".sort_values([%s, %s], ascending=[True, %s])", name, sort,
                            analysis->sort->descending ? "False" : "True");
        }
    }
  else if (analysis->limit == 1)
    {
      add_extreme (self, "rows", sort);
    }
  else
    {
      _sp_compiler_add (self, "result = rows.sort_values(%s%s, kind=\"stable\")", sort, ascending);
      if (analysis->limit > 0)
        _sp_compiler_add (self, ".head(%u)", analysis->limit);
    }
  if (columns[0] != '\0')
    _sp_compiler_add (self, "[%s]", columns);
  _sp_compiler_add (self, "\n");
}

static char *
measure_to_python (const SpMeasure *measure)
{
  g_autofree char *name = NULL;

  if (measure->column == NULL)
    return g_strdup ("len(rows)");
  name = _sp_python_quote (measure->column);

  return g_strdup_printf ("rows[%s].%s()", name, pandas_aggregates[measure->aggregate]);
}

static GPtrArray *
list_measures (SpCompiler *self)
{
  GPtrArray *measures = g_ptr_array_new ();
  SpSort *sort = self->analysis->sort;
  gboolean found = sort == NULL || sort->by->aggregate == SP_AGGREGATE_NONE;

  for (guint i = 0; i < self->analysis->measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (self->analysis->measures, i);

      found = found || sp_measure_equal (measure, sort->by);
      g_ptr_array_add (measures, measure);
    }
  if (!found)
    g_ptr_array_add (measures, sort->by);

  return measures;
}

static void
add_figures (SpCompiler *self)
{
  g_autoptr(GPtrArray) measures = list_measures (self);

  _sp_compiler_add (self, "result = pd.DataFrame([{\n");
  for (guint i = 0; i < measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (measures, i);
      g_autofree char *name = _sp_compiler_dup_measure_name (measure);
      g_autofree char *quoted = _sp_python_quote (name);
      g_autofree char *value = measure_to_python (measure);

      _sp_compiler_add (self, "    %s: %s,\n", quoted, value);
    }
  _sp_compiler_add (self, "}])\n");
}

static void
add_key_columns (SpCompiler *self)
{
  for (guint i = 0; i < self->analysis->keys->len; i++)
    {
      SpKey *key = g_ptr_array_index (self->analysis->keys, i);
      g_autofree char *name = NULL;
      g_autofree char *quoted = NULL;
      g_autofree char *expression = NULL;

      if (key->part == SP_PART_NONE)
        continue;
      name = _sp_compiler_dup_key_name (key);
      quoted = _sp_python_quote (name);
      expression = _sp_compiler_dup_key_expression ("rows", key);
      _sp_compiler_add (self, "rows = rows.assign(**{%s: %s})\n", quoted, expression);
    }
}

/* The days of the week and the months have their own order, not the alphabet's. */
static void
add_calendar_order (SpCompiler *self)
{
  for (guint i = self->analysis->keys->len; i > 0; i--)
    {
      SpKey *key = g_ptr_array_index (self->analysis->keys, i - 1);
      g_autofree char *name = _sp_compiler_dup_key_name (key);
      g_autofree char *quoted = _sp_python_quote (name);

      if (key->part != SP_PART_WEEKDAY && key->part != SP_PART_MONTH_NAME)
        continue;
      _sp_compiler_add (self, "order = list(pd.date_range(\"2024-01-01\", periods=%d, freq=\"%s\").%s())\n",
                        key->part == SP_PART_WEEKDAY ? 7 : 12, key->part == SP_PART_WEEKDAY ? "D" : "MS",
                        key->part == SP_PART_WEEKDAY ? "day_name" : "month_name");
      _sp_compiler_add (self, "result = result.sort_values(%s, key=lambda names: names.map(order.index), kind=\"stable\")\n", quoted);
    }
}

static void
add_summary_order (SpCompiler *self)
{
  const SpAnalysis *analysis = self->analysis;
  g_autofree char *name = NULL;
  g_autofree char *quoted = NULL;

  if (analysis->sort == NULL)
    {
      add_calendar_order (self);
      if (analysis->limit > 0)
        _sp_compiler_add (self, "result = result.head(%u)\n", analysis->limit);
      return;
    }

  if (analysis->sort->by->aggregate == SP_AGGREGATE_NONE)
    {
      for (guint i = 0; i < analysis->keys->len; i++)
        {
          SpKey *key = g_ptr_array_index (analysis->keys, i);

          if (g_str_equal (key->column, analysis->sort->by->column))
            {
              g_clear_pointer (&name, g_free);
              name = _sp_compiler_dup_key_name (key);
            }
        }
    }
  if (name == NULL)
    name = _sp_compiler_dup_measure_name (analysis->sort->by);
  quoted = _sp_python_quote (name);
  if (analysis->limit == 1)
    {
      add_extreme (self, "result", quoted);
      _sp_compiler_add (self, "\n");
      return;
    }
  _sp_compiler_add (self, "result = result.sort_values(%s%s, kind=\"stable\")", quoted,
                    analysis->sort->descending ? ", ascending=False" : "");
  if (analysis->limit > 0)
    _sp_compiler_add (self, ".head(%u)", analysis->limit);
  _sp_compiler_add (self, "\n");
}

static void
add_groups (SpCompiler *self)
{
  g_autoptr(GPtrArray) measures = list_measures (self);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *keys = NULL;

  add_key_columns (self);
  for (guint i = 0; i < self->analysis->keys->len; i++)
    g_ptr_array_add (names, _sp_compiler_dup_key_name (g_ptr_array_index (self->analysis->keys, i)));
  keys = names->len == 1 ? _sp_python_quote (g_ptr_array_index (names, 0)) : _sp_python_list (names, 0);

  _sp_compiler_add (self, "result = (\n    rows.groupby(%s)\n    .agg(\n", keys);
  for (guint i = 0; i < measures->len; i++)
    {
      SpMeasure *measure = g_ptr_array_index (measures, i);
      g_autofree char *name = _sp_compiler_dup_measure_name (measure);
      g_autofree char *identifier = _sp_python_identifier (name);
      g_autofree char *column = _sp_python_quote (measure->column != NULL ? measure->column : (const char *) g_ptr_array_index (names, 0));

      if (measure->aggregate == SP_AGGREGATE_KURTOSIS)
        _sp_compiler_add (self, "        %s=(%s, pd.Series.kurt),\n", identifier, column);
      else
        _sp_compiler_add (self, "        %s=(%s, \"%s\"),\n", identifier, column,
                          measure->column == NULL ? "size" : pandas_aggregates[measure->aggregate]);
    }
  _sp_compiler_add (self, "    )\n    .reset_index()\n)\n");
  add_summary_order (self);
}

static void
add_result (SpCompiler *self)
{
  if (self->analysis->task == SP_TASK_ROWS)
    add_rows (self);
  else if (self->analysis->task != SP_TASK_SUMMARY)
    _sp_compiler_add_statistic (self);
  else if (self->analysis->keys->len == 0)
    add_figures (self);
  else
    add_groups (self);

  if (self->analysis->decimals >= 0)
    _sp_compiler_add (self, "result = result.round(%d)\n", self->analysis->decimals);
}

/**
 * sp_compiler_compile:
 * @analysis: what is asked
 * @card: the data card of its file
 * @options: (nullable): repairs
 *
 * Returns: (transfer full): Python code
 */
char *
sp_compiler_compile (const SpAnalysis        *analysis,
                     const SpDataCard        *card,
                     const SpCompilerOptions *options)
{
  static const SpCompilerOptions no_repairs = { FALSE, FALSE, FALSE };
  SpCompiler self = { analysis, card, options != NULL ? options : &no_repairs, NULL };
  g_autofree char *sentence = NULL;
  GString *code;

  g_return_val_if_fail (analysis != NULL && card != NULL, NULL);

  sentence = sp_sentence_write (analysis);
  self.body = g_string_new (NULL);
  _sp_compiler_add_load (&self);
  add_derived (&self);
  _sp_compiler_add (&self, "\n");
  add_filters (&self);
  add_date_check (&self);
  add_result (&self);
  if (analysis->chart != SP_CHART_NONE && !self.options->without_chart)
    _sp_compiler_add_chart (&self);
  if (analysis->save_as != NULL)
    {
      g_autofree char *name = _sp_python_quote (analysis->save_as);

      _sp_compiler_add (&self, "result.to_csv(%s, index=False)\n", name);
    }
  _sp_compiler_add (&self, "\nresult\n");

  code = g_string_new (NULL);
  g_string_append_printf (code, "# %s\n%s%simport pandas as pd\n%s\n", sentence, self.json ? "import json\n\n" : "",
                          self.pyplot ? "import matplotlib.pyplot as plt\n" : "", self.stats ? "from scipy import stats\n" : "");
  g_string_append (code, self.body->str);
  g_string_free (self.body, TRUE);

  return g_string_free (code, FALSE);
}

/**
 * sp_compiler_dup_look:
 * @files: (element-type utf8): names of files in the working folder
 *
 * Returns: (transfer full): the code of a cell that looks at them
 */
char *
sp_compiler_dup_look (GPtrArray *files)
{
  g_autofree char *list = NULL;

  g_return_val_if_fail (files != NULL && files->len > 0, NULL);

  list = _sp_python_list (files, 0);
  list[strlen (list) - 1] = '\0';

  return g_strdup_printf ("import datacard\n\ndatacard.look(%s)\n", list + 1);
}
