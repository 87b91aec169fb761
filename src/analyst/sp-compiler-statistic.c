/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The statistics of a compiled analysis. Each ends with `result`, one row for each column or pair that was asked about. */

#include "config.h"

#include "analyst/sp-compiler-private.h"

/* The columns that were asked for, or all that hold numbers. */
static GPtrArray *
list_columns (SpCompiler *self,
              gboolean    numbers_only)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < self->analysis->columns->len; i++)
    g_ptr_array_add (names, g_ptr_array_index (self->analysis->columns, i));
  if (names->len > 0)
    return names;

  for (guint i = 0; i < self->card->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, i);

      if (!numbers_only || column->type == SP_COLUMN_NUMBER)
        g_ptr_array_add (names, column->name);
    }

  return names;
}

static void
add_describe (SpCompiler *self)
{
  g_autoptr(GPtrArray) names = list_columns (self, TRUE);
  g_autofree char *list = NULL;

  if (names->len == 0)
    {
      _sp_compiler_add (self, "result = rows.describe(include=\"all\").T.rename_axis(\"column\").reset_index()\n");
      return;
    }
  list = _sp_python_list (names, 0);
  if (self->analysis->keys->len > 0)
    {
      SpKey *key = g_ptr_array_index (self->analysis->keys, 0);
      g_autofree char *expression = _sp_compiler_dup_key_expression ("rows", key);
      g_autofree char *first = _sp_python_quote (g_ptr_array_index (names, 0));

      _sp_compiler_add (self, "result = rows.groupby(%s)[%s].describe().reset_index()\n", expression, first);
      return;
    }
  _sp_compiler_add (self, "result = rows[%s].describe().T.rename_axis(\"column\").reset_index()\n", list);
}

static void
add_correlation (SpCompiler *self)
{
  g_autoptr(GPtrArray) names = list_columns (self, TRUE);
  g_autofree char *list = _sp_python_list (names, 0);
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (names->len != 2)
    {
      _sp_compiler_add (self, "result = rows[%s].corr().rename_axis(\"column\").reset_index()\n", list);
      return;
    }

  a = _sp_python_quote (g_ptr_array_index (names, 0));
  b = _sp_python_quote (g_ptr_array_index (names, 1));
  self->stats = TRUE;
  _sp_compiler_add (self, "pairs = rows[%s].dropna()\n"
                    "correlation, p_value = stats.pearsonr(pairs[%s], pairs[%s])\n"
                    "result = pd.DataFrame([{\"correlation\": correlation, \"p_value\": p_value, \"rows\": len(pairs)}])\n", list, a, b);
}

static void
add_normality (SpCompiler *self)
{
  g_autoptr(GPtrArray) names = list_columns (self, TRUE);
  g_autofree char *list = _sp_python_list (names, 0);

  self->stats = TRUE;
  _sp_compiler_add (self, "tests = []\nfor name in %s:\n"
                    "    values = rows[name].dropna()\n"
                    "    statistic, p_value = stats.shapiro(values)\n"
                    "    tests.append({\"column\": name, \"shapiro\": statistic, \"p_value\": p_value, \"normal\": p_value >= 0.05,\n"
                    "                  \"skewness\": values.skew(), \"kurtosis\": values.kurt(), \"values\": len(values)})\n"
                    "result = pd.DataFrame(tests)\n", list);
}

static void
add_outliers (SpCompiler *self)
{
  g_autoptr(GPtrArray) names = list_columns (self, TRUE);
  g_autofree char *list = _sp_python_list (names, 0);

  _sp_compiler_add (self, "tests = []\nfor name in %s:\n"
                    "    values = rows[name].dropna()\n"
                    "    q1, q3 = values.quantile([0.25, 0.75])\n"
                    "    low, high = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)\n"
                    "    z = (values - values.mean()) / values.std()\n"
                    "    tests.append({\"column\": name, \"below\": (values < low).sum(), \"above\": (values > high).sum(),\n"
                    "                  \"low_fence\": low, \"high_fence\": high, \"beyond_3_deviations\": (z.abs() > 3).sum(),\n"
                    "                  \"values\": len(values)})\n"
                    "result = pd.DataFrame(tests)\n", list);
}

static void
add_missing (SpCompiler *self)
{
  g_autoptr(GPtrArray) names = list_columns (self, FALSE);

  if (self->analysis->columns->len > 0)
    {
      g_autofree char *list = _sp_python_list (names, 0);

      _sp_compiler_add (self, "missing = rows[%s].isna().sum()\n", list);
    }
  else
    {
      _sp_compiler_add (self, "missing = rows.isna().sum()\n");
    }
  _sp_compiler_add (self, "result = pd.DataFrame({\"column\": missing.index, \"missing\": missing.values, "
                    "\"percent\": 100 * missing.values / len(rows)})\n"
                    "result = result.sort_values(\"missing\", ascending=False, kind=\"stable\")\n");
}

/**
 * _sp_compiler_add_statistic:
 * @self: the compiler
 *
 * Adds the code of the analysis's statistic.
 */
void
_sp_compiler_add_statistic (SpCompiler *self)
{
  switch (self->analysis->task)
    {
    case SP_TASK_DESCRIBE:
      add_describe (self);
      break;

    case SP_TASK_CORRELATION:
      add_correlation (self);
      break;

    case SP_TASK_NORMALITY:
      add_normality (self);
      break;

    case SP_TASK_OUTLIERS:
      add_outliers (self);
      break;

    case SP_TASK_MISSING:
      add_missing (self);
      break;

    case SP_TASK_ROWS:
    case SP_TASK_SUMMARY:
    case SP_N_TASKS:
    default:
      g_assert_not_reached ();
    }
}
