/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Writes the canonical sentence of an analysis; sp-sentence-parser.c reads it back. The sentence is English in every
 * locale: it is also the prompt for agents elsewhere. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-sentence.h"
#include "analyst/sp-sentence-private.h"

#include <string.h>

const char * const _sp_sentence_aggregates[SP_N_AGGREGATES] = {
  [SP_AGGREGATE_COUNT] = "number of values",
  [SP_AGGREGATE_DISTINCT] = "number of different values",
  [SP_AGGREGATE_SUM] = "total",
  [SP_AGGREGATE_MEAN] = "average",
  [SP_AGGREGATE_MEDIAN] = "median",
  [SP_AGGREGATE_MIN] = "minimum",
  [SP_AGGREGATE_MAX] = "maximum",
  [SP_AGGREGATE_STD] = "standard deviation",
  [SP_AGGREGATE_VAR] = "variance",
  [SP_AGGREGATE_SKEW] = "skewness",
  [SP_AGGREGATE_KURTOSIS] = "kurtosis",
};

const char * const _sp_sentence_charts[SP_N_CHARTS] = {
  [SP_CHART_BAR] = "bar chart",
  [SP_CHART_GROUPED_BAR] = "grouped bar chart",
  [SP_CHART_STACKED_BAR] = "stacked bar chart",
  [SP_CHART_LINE] = "line chart",
  [SP_CHART_AREA] = "area chart",
  [SP_CHART_PIE] = "pie chart",
  [SP_CHART_SCATTER] = "scatter chart",
  [SP_CHART_HISTOGRAM] = "histogram",
  [SP_CHART_BOX] = "box plot",
};

const char * const _sp_sentence_parts[SP_N_PARTS] = {
  [SP_PART_YEAR] = "year",
  [SP_PART_QUARTER] = "quarter",
  [SP_PART_MONTH] = "month",
  [SP_PART_MONTH_NAME] = "month name",
  [SP_PART_WEEKDAY] = "weekday",
  [SP_PART_DAY] = "day",
  [SP_PART_HOUR] = "hour",
};

const char * const _sp_sentence_heads[SP_N_TASKS] = {
  [SP_TASK_ROWS] = "List",
  [SP_TASK_SUMMARY] = "Calculate",
  [SP_TASK_DESCRIBE] = "Describe",
  [SP_TASK_CORRELATION] = "Correlate",
  [SP_TASK_NORMALITY] = "Test the normality of",
  [SP_TASK_OUTLIERS] = "Find the outliers of",
  [SP_TASK_MISSING] = "Count the missing values of",
};

/* The longer phrases come before those that they begin with. */
const SpSentenceOp _sp_sentence_ops[] = {
  { SP_FILTER_AT_LEAST, "is at least" },
  { SP_FILTER_AT_MOST, "is at most" },
  { SP_FILTER_OVER, "is over" },
  { SP_FILTER_BELOW, "is below" },
  { SP_FILTER_BETWEEN, "is between" },
  { SP_FILTER_NOT_BETWEEN, "is not between" },
  { SP_FILTER_PRESENT, "is not missing" },
  { SP_FILTER_MISSING, "is missing" },
  { SP_FILTER_IS_NOT, "is not" },
  { SP_FILTER_IS, "is" },
  { SP_FILTER_CONTAINS, "contains" },
  { SP_FILTER_NOT_CONTAINS, "does not contain" },
  { SP_FILTER_STARTS, "starts with" },
  { SP_FILTER_ENDS, "ends with" },
};

const gsize _sp_sentence_n_ops = G_N_ELEMENTS (_sp_sentence_ops);

/* Words that the grammar uses where a name may stand: a column of that name is quoted. */
static const char * const reserved[] = {
  "all", "and", "coloured", "day", "for", "hour", "in", "month", "only", "or", "quarter", "rounded", "saved", "sheet",
  "sorted", "taking", "the", "titled", "weekday", "where", "year", "from", "by", "against", NULL,
};

static gboolean
is_bare (const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  if (!g_ascii_isalpha (name[0]) && name[0] != '_')
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '_')
        return FALSE;
    }

  return !g_strv_contains (reserved, folded);
}

static void
append_quoted (GString    *out,
               const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      /* Either would end the comment that the sentence becomes in code. */
      if (*p == '\n')
        g_string_append (out, "\\n");
      else if (*p == '\r')
        g_string_append (out, "\\r");
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_name (GString    *out,
             const char *name)
{
  if (is_bare (name))
    g_string_append (out, name);
  else
    append_quoted (out, name);
}

static void
append_separator (GString *out,
                  guint    i,
                  guint    n)
{
  if (i == 0)
    return;
  g_string_append (out, i == n - 1 ? " and " : ", ");
}

static void
append_names (GString   *out,
              GPtrArray *names,
              guint      first)
{
  for (guint i = first; i < names->len; i++)
    {
      append_separator (out, i - first, names->len - first);
      append_name (out, g_ptr_array_index (names, i));
    }
}

static void
append_measure (GString         *out,
                const SpMeasure *measure,
                gboolean         article)
{
  if (measure->aggregate != SP_AGGREGATE_NONE && article)
    g_string_append (out, "the ");
  if (measure->aggregate == SP_AGGREGATE_COUNT && measure->column == NULL)
    {
      g_string_append (out, "number of rows");
      return;
    }
  if (measure->aggregate != SP_AGGREGATE_NONE)
    g_string_append_printf (out, "%s of ", _sp_sentence_aggregates[measure->aggregate]);
  append_name (out, measure->column);
}

static void
append_measures (GString          *out,
                 const SpAnalysis *analysis)
{
  for (guint i = 0; i < analysis->measures->len; i++)
    {
      append_separator (out, i, analysis->measures->len);
      append_measure (out, g_ptr_array_index (analysis->measures, i), TRUE);
    }
}

static void
append_key (GString     *out,
            const SpKey *key)
{
  if (key->part != SP_PART_NONE)
    g_string_append_printf (out, "%s of ", _sp_sentence_parts[key->part]);
  append_name (out, key->column);
}

static void
append_keys (GString          *out,
             const SpAnalysis *analysis)
{
  for (guint i = 0; i < analysis->keys->len; i++)
    {
      append_separator (out, i, analysis->keys->len);
      append_key (out, g_ptr_array_index (analysis->keys, i));
    }
}

static void
append_value (GString        *out,
              const SpFilter *filter,
              guint           i)
{
  const char *value = g_ptr_array_index (filter->values, i);

  if (filter->numeric)
    g_string_append (out, value);
  else
    append_quoted (out, value);
}

static void
append_filter (GString        *out,
               const SpFilter *filter)
{
  append_key (out, filter->key);
  g_string_append_c (out, ' ');
  for (gsize i = 0; i < _sp_sentence_n_ops; i++)
    {
      if (_sp_sentence_ops[i].op == filter->op)
        g_string_append (out, _sp_sentence_ops[i].phrase);
    }

  if (filter->relative != SP_AGGREGATE_NONE)
    {
      g_string_append_printf (out, " the %s", _sp_sentence_aggregates[filter->relative]);
      return;
    }
  for (guint i = 0; i < filter->values->len; i++)
    {
      gboolean range = filter->op == SP_FILTER_BETWEEN || filter->op == SP_FILTER_NOT_BETWEEN;

      g_string_append (out, i == 0 ? " " : range ? " and " : " or ");
      append_value (out, filter, i);
    }
}

static void
append_filters (GString          *out,
                const SpAnalysis *analysis)
{
  GPtrArray *filters = analysis->filters;
  gboolean open = FALSE;

  for (guint i = 0; i < filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (filters, i);
      SpFilter *next = i + 1 < filters->len ? g_ptr_array_index (filters, i + 1) : NULL;

      if (i > 0)
        g_string_append (out, filter->or_previous ? " or " : " and ");
      if (!open && next != NULL && next->or_previous)
        {
          g_string_append_c (out, '(');
          open = TRUE;
        }
      append_filter (out, filter);
      if (open && (next == NULL || !next->or_previous))
        {
          g_string_append_c (out, ')');
          open = FALSE;
        }
    }
}

static void
append_order (GString          *out,
              const SpAnalysis *analysis)
{
  if (analysis->sort == NULL)
    {
      if (analysis->limit > 0)
        g_string_append_printf (out, ", only the first %u", analysis->limit);
      return;
    }

  if (analysis->limit == 0)
    {
      g_string_append (out, ", sorted by ");
      append_measure (out, analysis->sort->by, TRUE);
      if (analysis->sort->descending)
        g_string_append (out, " in descending order");
      return;
    }

  g_string_append (out, ", only the ");
  if (analysis->limit == 1)
    g_string_append (out, "one");
  else
    g_string_append_printf (out, "%u", analysis->limit);
  g_string_append_printf (out, " with the %s ", analysis->sort->descending ? "highest" : "lowest");
  append_measure (out, analysis->sort->by, FALSE);
  if (analysis->task == SP_TASK_ROWS && analysis->keys->len > 0)
    {
      g_string_append (out, " in each ");
      append_keys (out, analysis);
    }
}

static void
append_operand (GString    *out,
                const char *operand)
{
  char *end;

  g_ascii_strtod (operand, &end);
  if (operand[0] != '\0' && *end == '\0' && !g_ascii_isalpha (operand[0]))
    g_string_append (out, operand);
  else
    append_name (out, operand);
}

static void
append_derived (GString          *out,
                const SpAnalysis *analysis)
{
  for (guint i = 0; i < analysis->derived->len; i++)
    {
      SpDerived *derived = g_ptr_array_index (analysis->derived, i);

      g_string_append (out, ", taking ");
      append_name (out, derived->name);
      g_string_append (out, " as ");
      append_operand (out, derived->left);
      g_string_append_printf (out, " %c ", derived->op);
      append_operand (out, derived->right);
    }
}

static void
append_options (GString          *out,
                const SpAnalysis *analysis)
{
  if (analysis->decimals >= 0)
    g_string_append_printf (out, ", rounded to %d decimals", analysis->decimals);
  if (analysis->title != NULL)
    {
      g_string_append (out, ", titled ");
      append_quoted (out, analysis->title);
    }
  if (analysis->save_as != NULL)
    {
      g_string_append (out, ", saved as ");
      append_quoted (out, analysis->save_as);
    }
  if (analysis->file != NULL)
    {
      g_string_append (out, ", from ");
      append_quoted (out, analysis->file);
    }
  if (analysis->sheet != NULL)
    {
      g_string_append (out, ", sheet ");
      append_quoted (out, analysis->sheet);
    }
}

/* What a chart of rows shows: "y against x", "y and z by x", or the columns alone. */
static void
append_chart_columns (GString          *out,
                      const SpAnalysis *analysis)
{
  gboolean plain = analysis->chart == SP_CHART_HISTOGRAM || analysis->chart == SP_CHART_BOX || analysis->columns->len < 2;

  append_names (out, analysis->columns, plain ? 0 : 1);
  if (!plain)
    {
      g_string_append (out, analysis->chart == SP_CHART_SCATTER ? " against " : " by ");
      append_name (out, g_ptr_array_index (analysis->columns, 0));
    }
}

static void
append_head (GString          *out,
             const SpAnalysis *analysis)
{
  if (analysis->chart == SP_CHART_NONE)
    g_string_append_printf (out, "%s ", _sp_sentence_heads[analysis->task]);
  else
    g_string_append_printf (out, "Draw a %s of ", _sp_sentence_charts[analysis->chart]);

  if (analysis->task == SP_TASK_SUMMARY)
    append_measures (out, analysis);
  else if (analysis->columns->len == 0)
    g_string_append (out, "all columns");
  else if (analysis->chart == SP_CHART_NONE)
    append_names (out, analysis->columns, 0);
  else
    append_chart_columns (out, analysis);

  /* The keys of rows stand with their limit, see append_order(). */
  if (analysis->keys->len > 0 &&
      !(analysis->task == SP_TASK_ROWS && analysis->sort != NULL && analysis->limit > 0))
    {
      g_string_append (out, " for each ");
      append_keys (out, analysis);
    }
  if (analysis->colour != NULL)
    {
      g_string_append (out, ", coloured by ");
      append_name (out, analysis->colour);
    }
  if (analysis->bins > 0)
    g_string_append_printf (out, ", in %u bins", analysis->bins);
}

/**
 * sp_sentence_write:
 * @analysis: an analysis
 *
 * Returns: (transfer full): its canonical sentence, one line
 */
char *
sp_sentence_write (const SpAnalysis *analysis)
{
  GString *out;

  g_return_val_if_fail (analysis != NULL, NULL);

  out = g_string_new (NULL);
  append_head (out, analysis);
  if (analysis->filters->len > 0)
    {
      g_string_append (out, " where ");
      append_filters (out, analysis);
    }
  append_order (out, analysis);
  append_derived (out, analysis);
  append_options (out, analysis);
  g_string_append_c (out, '.');

  return g_string_free (out, FALSE);
}

/**
 * sp_sentence_write_filters:
 * @analysis: an analysis
 *
 * Returns: (transfer full): which rows it takes, in words; empty for all rows
 */
char *
sp_sentence_write_filters (const SpAnalysis *analysis)
{
  GString *out;

  g_return_val_if_fail (analysis != NULL, NULL);

  out = g_string_new (NULL);
  append_filters (out, analysis);

  return g_string_free (out, FALSE);
}

/**
 * sp_sentence_write_measure:
 * @measure: a measure
 *
 * Returns: (transfer full): it in words, such as "the average of price"
 */
char *
sp_sentence_write_measure (const SpMeasure *measure)
{
  GString *out;

  g_return_val_if_fail (measure != NULL, NULL);

  out = g_string_new (NULL);
  append_measure (out, measure, TRUE);

  return g_string_free (out, FALSE);
}
