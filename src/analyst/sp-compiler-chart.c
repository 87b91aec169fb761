/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The part of a compiled analysis that draws `result` (or `rows`, for points and distributions) and saves the picture. The
 * figure stays open: the kernel shows it in the conversation. */

#include "config.h"

#include "analyst/sp-compiler-private.h"

#include <string.h>

#define COLOUR "#3584e4"

/* Beyond this many characters, labels stand beside horizontal bars. */
#define LONG_LABEL 9

typedef struct
{
  char      *x;        /* names in the result */
  char      *series;   /* (nullable) */
  GPtrArray *ys;       /* of char */
  char      *x_words;
  char      *y_words;
  char      *title;
} Plot;

static void
plot_clear (Plot *plot)
{
  g_clear_pointer (&plot->x, g_free);
  g_clear_pointer (&plot->series, g_free);
  g_clear_pointer (&plot->ys, g_ptr_array_unref);
  g_clear_pointer (&plot->x_words, g_free);
  g_clear_pointer (&plot->y_words, g_free);
  g_clear_pointer (&plot->title, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plot, plot_clear)

static const char *
x_column_name (const SpAnalysis *analysis)
{
  if (analysis->task == SP_TASK_SUMMARY && analysis->keys->len > 0)
    return ((SpKey *) g_ptr_array_index (analysis->keys, 0))->column;

  return analysis->columns->len > 0 ? g_ptr_array_index (analysis->columns, 0) : NULL;
}

static SpPart
x_part (const SpAnalysis *analysis)
{
  if (analysis->task == SP_TASK_SUMMARY && analysis->keys->len > 0)
    return ((SpKey *) g_ptr_array_index (analysis->keys, 0))->part;

  return SP_PART_NONE;
}

static gboolean
has_long_labels (SpCompiler *self)
{
  SpDataColumn *column = sp_data_card_get_column (self->card, x_column_name (self->analysis));
  gsize length = 0;

  if (column == NULL || column->type != SP_COLUMN_TEXT || x_part (self->analysis) != SP_PART_NONE || column->values->len == 0)
    return FALSE;

  for (guint i = 0; i < column->values->len; i++)
    length += g_utf8_strlen (g_ptr_array_index (column->values, i), -1);

  return length / column->values->len > LONG_LABEL || column->n_unique > 8;
}

/* "average EPS by sector (sector is TRANSPORTATION)", with a capital. */
static char *
make_title (const SpAnalysis *analysis,
            const char       *subject)
{
  GString *title;
  gunichar first;

  if (analysis->title != NULL)
    return g_strdup (analysis->title);

  title = g_string_new (NULL);
  first = g_unichar_toupper (g_utf8_get_char (subject));
  g_string_append_unichar (title, first);
  g_string_append (title, g_utf8_next_char (subject));
  for (guint i = 0; i < analysis->filters->len; i++)
    {
      SpFilter *filter = g_ptr_array_index (analysis->filters, i);
      g_autofree char *words = _sp_python_words (filter->key->column);

      if (filter->op != SP_FILTER_IS || filter->values->len != 1)
        continue;
      g_string_append_printf (title, "\n%s: %s", words, (const char *) g_ptr_array_index (filter->values, 0));
    }

  return g_string_free (title, FALSE);
}

static void
plot_init_names (Plot             *plot,
                 const SpAnalysis *analysis)
{
  plot->ys = g_ptr_array_new_with_free_func (g_free);
  if (analysis->task == SP_TASK_SUMMARY)
    {
      for (guint i = 0; i < analysis->measures->len; i++)
        g_ptr_array_add (plot->ys, _sp_compiler_dup_measure_name (g_ptr_array_index (analysis->measures, i)));
      if (analysis->keys->len > 0)
        plot->x = _sp_compiler_dup_key_name (g_ptr_array_index (analysis->keys, 0));
      if (analysis->keys->len > 1)
        plot->series = _sp_compiler_dup_key_name (g_ptr_array_index (analysis->keys, 1));
    }
  else
    {
      for (guint i = 1; i < analysis->columns->len; i++)
        g_ptr_array_add (plot->ys, g_strdup (g_ptr_array_index (analysis->columns, i)));
      if (analysis->columns->len > 0)
        plot->x = g_strdup (g_ptr_array_index (analysis->columns, 0));
      if (analysis->columns->len == 1)
        g_ptr_array_add (plot->ys, g_strdup (plot->x));
    }
}

static void
plot_init (Plot             *plot,
           const SpAnalysis *analysis)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *subject = NULL;

  plot_init_names (plot, analysis);
  for (guint i = 0; i < plot->ys->len; i++)
    g_ptr_array_add (words, _sp_python_words (g_ptr_array_index (plot->ys, i)));
  g_ptr_array_add (words, NULL);
  plot->y_words = g_strjoinv (", ", (char **) words->pdata);
  plot->x_words = plot->x != NULL ? _sp_python_words (plot->x) : g_strdup ("");

  if (plot->x == NULL || g_strcmp0 (plot->x_words, plot->y_words) == 0)
    subject = g_strdup (plot->y_words);
  else if (analysis->chart == SP_CHART_SCATTER)
    subject = g_strdup_printf ("%s against %s", plot->y_words, plot->x_words);
  else if (analysis->chart == SP_CHART_HISTOGRAM)
    subject = g_strdup_printf ("distribution of %s", plot->x_words);
  else
    subject = g_strdup_printf ("%s by %s", plot->y_words, plot->x_words);
  if (plot->series != NULL)
    {
      g_autofree char *series = _sp_python_words (plot->series);
      g_autofree char *longer = g_strdup_printf ("%s and %s", subject, series);

      g_clear_pointer (&subject, g_free);
      subject = g_steal_pointer (&longer);
    }
  plot->title = make_title (analysis, subject);
}

/* How many decimals the labels of a chart need. */
static const char *
number_format (SpCompiler *self)
{
  const SpAnalysis *analysis = self->analysis;
  const char *name = NULL;
  gboolean counts = FALSE;
  gboolean kept = TRUE;
  SpDataColumn *column;

  if (analysis->task == SP_TASK_SUMMARY && analysis->measures->len > 0)
    {
      SpMeasure *measure = g_ptr_array_index (analysis->measures, 0);

      name = measure->column;
      counts = measure->aggregate == SP_AGGREGATE_COUNT || measure->aggregate == SP_AGGREGATE_DISTINCT;
      kept = (measure->aggregate == SP_AGGREGATE_SUM || measure->aggregate == SP_AGGREGATE_MIN ||
              measure->aggregate == SP_AGGREGATE_MAX);
    }
  else if (analysis->columns->len > 1)
    {
      name = g_ptr_array_index (analysis->columns, 1);
    }
  if (counts)
    return ",.0f";

  column = sp_data_card_get_column (self->card, name);
  if (column == NULL || !column->has_range)
    return ",.2f";
  if (MAX (ABS (column->min), ABS (column->max)) >= 1e6 || (column->whole && kept))
    return ",.0f";

  return MAX (ABS (column->min), ABS (column->max)) < 10 ? ",.2f" : ",.1f";
}

/* The scale needs no more decimals than its steps. */
static const char *
scale_format (SpCompiler *self)
{
  const char *format = number_format (self);

  return g_str_equal (format, ",.1f") ? ",.0f" : format;
}

static void
add_labels (SpCompiler *self,
            const char *x_words,
            const char *y_words,
            const char *title)
{
  g_autofree char *x = _sp_python_quote (x_words);
  g_autofree char *y = _sp_python_quote (y_words);
  g_autofree char *quoted = _sp_python_quote (title);

  _sp_compiler_add (self, "ax.set_xlabel(%s)\nax.set_ylabel(%s)\nax.set_title(%s)\n", x, y, quoted);
}

static void
add_one_bar (SpCompiler *self,
             const Plot *plot)
{
  g_autofree char *x = _sp_python_quote (plot->x);
  g_autofree char *y = _sp_python_quote (g_ptr_array_index (plot->ys, 0));
  const char *format = number_format (self);

  _sp_compiler_add (self, "labels = result[%s].astype(str)\n", x);
  _sp_compiler_add (self, "values = result[%s]\n", y);
  if (has_long_labels (self))
    {
      _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(10, min(60, 1.5 + 0.38 * len(result))))\n"
                        "bars = ax.barh(range(len(result)), values, color=\"" COLOUR "\")\n"
                        "ax.set_yticks(range(len(result)), labels)\n"
                        "ax.invert_yaxis()\n"
                        "ax.axvline(0, color=\"black\", linewidth=0.8)\n"
                        "ax.xaxis.set_major_formatter(\"{x:%s}\")\n"
                        "ax.margins(x=0.12, y=0.02)\n", scale_format (self));
      _sp_compiler_add (self, "ax.bar_label(bars, labels=[f\"{value:%s}\" for value in values], padding=3, fontsize=8)\n", format);
      add_labels (self, plot->y_words, plot->x_words, plot->title);
    }
  else
    {
      _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(min(40, max(6, 1.5 + 0.6 * len(result))), 5))\n"
                        "bars = ax.bar(range(len(result)), values, color=\"" COLOUR "\")\n"
                        "ax.set_xticks(range(len(result)), labels, rotation=45 if len(result) > 8 else 0)\n"
                        "ax.axhline(0, color=\"black\", linewidth=0.8)\n"
                        "ax.yaxis.set_major_formatter(\"{x:%s}\")\n"
                        "ax.margins(y=0.1)\n", scale_format (self));
      _sp_compiler_add (self, "if len(result) <= 20:\n"
                        "    ax.bar_label(bars, labels=[f\"{value:%s}\" for value in values], padding=2, fontsize=8)\n", format);
      add_labels (self, plot->x_words, plot->y_words, plot->title);
    }
}

/* One table column for each series, the x values down the side. */
static void
add_table (SpCompiler *self,
           const Plot *plot)
{
  g_autofree char *x = _sp_python_quote (plot->x);

  if (plot->series != NULL)
    {
      g_autofree char *series = _sp_python_quote (plot->series);
      g_autofree char *y = _sp_python_quote (g_ptr_array_index (plot->ys, 0));

      _sp_compiler_add (self, "table = result.pivot(index=%s, columns=%s, values=%s)\n", x, series, y);
      /* pivot() sorts the x values; the result's own order may be another one. */
      _sp_compiler_add (self, "table = table.reindex(result[%s].unique())\n", x);
    }
  else
    {
      g_autofree char *ys = _sp_python_list (plot->ys, 0);

      _sp_compiler_add (self, "table = result.set_index(%s)[%s]\n", x, ys);
    }
}

static void
add_many_bars (SpCompiler *self,
               const Plot *plot)
{
  gboolean stacked = self->analysis->chart == SP_CHART_STACKED_BAR;
  gboolean horizontal = has_long_labels (self);
  const char *format = scale_format (self);

  add_table (self, plot);
  if (horizontal)
    {
      _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(10, min(60, 2 + %s)))\n",
                        stacked ? "0.4 * len(table)" : "0.22 * table.size");
      _sp_compiler_add (self, "table.plot.barh(ax=ax, stacked=%s, width=0.8)\nax.invert_yaxis()\n", stacked ? "True" : "False");
      _sp_compiler_add (self, "ax.xaxis.set_major_formatter(\"{x:%s}\")\n", format);
      add_labels (self, plot->y_words, plot->x_words, plot->title);
    }
  else
    {
      _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(min(40, max(7, 2 + %s)), 5))\n",
                        stacked ? "0.6 * len(table)" : "0.3 * table.size");
      _sp_compiler_add (self, "table.plot.bar(ax=ax, stacked=%s, width=0.8, rot=45 if len(table) > 8 else 0)\n",
                        stacked ? "True" : "False");
      _sp_compiler_add (self, "ax.yaxis.set_major_formatter(\"{x:%s}\")\n", format);
      add_labels (self, plot->x_words, plot->y_words, plot->title);
    }
}

static void
add_lines (SpCompiler *self,
           const Plot *plot)
{
  g_autofree char *x = _sp_python_quote (plot->x);

  /* Rows come in the file's order; a line runs from left to right. */
  if (self->analysis->task == SP_TASK_ROWS && self->analysis->sort == NULL)
    _sp_compiler_add (self, "result = result.sort_values(%s)\n", x);
  add_table (self, plot);
  _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(10, 5))\n");
  if (self->analysis->chart == SP_CHART_AREA)
    _sp_compiler_add (self, "table.plot.area(ax=ax, alpha=0.7)\n");
  else
    _sp_compiler_add (self, "table.plot(ax=ax, marker=\"o\" if len(table) <= 40 else None, legend=%s)\n",
                      plot->series != NULL || plot->ys->len > 1 ? "True" : "False");
  _sp_compiler_add (self, "ax.yaxis.set_major_formatter(\"{x:%s}\")\nax.grid(alpha=0.3)\n", scale_format (self));
  if (x_part (self->analysis) != SP_PART_NONE)
    _sp_compiler_add (self, "ax.tick_params(axis=\"x\", rotation=45)\n");
  add_labels (self, plot->x_words, plot->y_words, plot->title);
}

static void
add_pie (SpCompiler *self,
         const Plot *plot)
{
  g_autofree char *x = _sp_python_quote (plot->x);
  g_autofree char *y = _sp_python_quote (g_ptr_array_index (plot->ys, 0));
  g_autofree char *title = _sp_python_quote (plot->title);

  _sp_compiler_add (self, "slices = result[result[%s] > 0]  # a pie has no room for nothing, nor for less\n", y);
  _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(8, 6))\n");
  _sp_compiler_add (self, "ax.pie(slices[%s], labels=slices[%s].astype(str), autopct=\"%%.1f%%%%\", startangle=90, counterclock=False,\n"
                    "       pctdistance=0.8, textprops={\"fontsize\": 9})\n", y, x);
  _sp_compiler_add (self, "ax.set_title(%s)\n", title);
}

static void
add_scatter (SpCompiler *self,
             const Plot *plot)
{
  gboolean figures = self->analysis->task == SP_TASK_SUMMARY && plot->ys->len > 1;
  g_autofree char *x = _sp_python_quote (figures ? g_ptr_array_index (plot->ys, 0) : plot->x);
  g_autofree char *y = _sp_python_quote (g_ptr_array_index (plot->ys, figures ? 1 : 0));

  _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(8, 6))\n");
  if (figures)
    {
      g_autofree char *name = _sp_python_quote (plot->x);

      _sp_compiler_add (self, "ax.scatter(result[%s], result[%s], s=40, color=\"" COLOUR "\")\n"
                        "for name, x, y in zip(result[%s], result[%s], result[%s]):\n"
                        "    ax.annotate(str(name), (x, y), xytext=(4, 4), textcoords=\"offset points\", fontsize=8)\n", x, y, name, x, y);
      _sp_compiler_add (self, "ax.grid(alpha=0.3)\n");
      add_labels (self, g_ptr_array_index (plot->ys, 0), g_ptr_array_index (plot->ys, 1), plot->title);
      return;
    }
  if (self->analysis->colour != NULL)
    {
      g_autofree char *colour = _sp_python_quote (self->analysis->colour);

      _sp_compiler_add (self, "for name, part in result.groupby(%s):\n"
                        "    ax.scatter(part[%s], part[%s], s=25, alpha=0.7, label=name)\n"
                        "ax.legend(title=%s)\n", colour, x, y, colour);
    }
  else
    {
      _sp_compiler_add (self, "ax.scatter(result[%s], result[%s], s=25, alpha=0.6, color=\"" COLOUR "\")\n", x, y);
    }
  _sp_compiler_add (self, "ax.grid(alpha=0.3)\n");
  add_labels (self, plot->x_words, plot->y_words, plot->title);
}

static void
add_histogram (SpCompiler *self,
               const Plot *plot)
{
  g_autofree char *x = _sp_python_quote (plot->x);
  g_autofree char *bins = self->analysis->bins > 0 ? g_strdup_printf ("%u", self->analysis->bins) : g_strdup ("\"auto\"");

  _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(8, 5))\n"
                    "counts, edges, _ = ax.hist(rows[%s].dropna(), bins=%s, color=\"" COLOUR "\", edgecolor=\"white\")\n"
                    "result = pd.DataFrame({\"from\": edges[:-1], \"to\": edges[1:], \"count\": counts.astype(int)})\n", x, bins);
  add_labels (self, plot->x_words, "count", plot->title);
}

static void
add_box (SpCompiler *self,
         const Plot *plot)
{
  const SpAnalysis *analysis = self->analysis;
  g_autofree char *y = _sp_python_quote (plot->x);

  _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(9, 5))\n");
  if (analysis->keys->len > 0)
    {
      SpKey *key = g_ptr_array_index (analysis->keys, 0);
      g_autofree char *expression = _sp_compiler_dup_key_expression ("rows", key);
      g_autofree char *words = _sp_python_words (key->column);

      _sp_compiler_add (self, "groups = rows.dropna(subset=[%s]).groupby(%s)[%s]\n"
                        "ax.boxplot([values for name, values in groups], labels=[str(name) for name, values in groups])\n"
                        "ax.tick_params(axis=\"x\", rotation=45 if len(groups) > 6 else 0)\n"
                        "result = groups.describe().reset_index()\n", y, expression, y);
      add_labels (self, words, plot->x_words, plot->title);
    }
  else
    {
      g_autofree char *list = _sp_python_list (analysis->columns, 0);

      _sp_compiler_add (self, "columns = %s\n"
                        "ax.boxplot([rows[name].dropna() for name in columns], labels=columns)\n"
                        "result = rows[columns].describe().T.rename_axis(\"column\").reset_index()\n", list);
      add_labels (self, "", "", plot->title);
    }
}

static void
add_bars (SpCompiler *self,
          const Plot *plot)
{
  if (plot->x == NULL)
    {
      _sp_compiler_add (self, "fig, ax = plt.subplots(figsize=(6, 5))\n"
                        "bars = ax.bar(result.columns, result.iloc[0], color=\"" COLOUR "\")\nax.bar_label(bars)\n");
      add_labels (self, "", "", plot->title);
    }
  else if (plot->series != NULL || plot->ys->len > 1)
    {
      add_many_bars (self, plot);
    }
  else
    {
      add_one_bar (self, plot);
    }
}

/* What a picture or a table shows, as a file name: "operating_profit_transportation". */
static char *
make_stem (const SpAnalysis *analysis)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_auto(Plot) plot = { NULL };
  g_autofree char *stem = NULL;

  plot_init_names (&plot, analysis);
  for (guint i = 0; i < MIN (plot.ys->len, 2); i++)
    g_ptr_array_add (parts, _sp_python_slug (g_ptr_array_index (plot.ys, i)));
  if (analysis->task == SP_TASK_SUMMARY && plot.x != NULL)
    {
      g_ptr_array_add (parts, g_strdup ("by"));
      g_ptr_array_add (parts, _sp_python_slug (plot.x));
    }
  for (guint i = 0; i < MIN (analysis->filters->len, 2); i++)
    {
      SpFilter *filter = g_ptr_array_index (analysis->filters, i);

      if (filter->op == SP_FILTER_IS && !filter->numeric && filter->values->len > 0)
        g_ptr_array_add (parts, _sp_python_slug (g_ptr_array_index (filter->values, 0)));
    }
  for (guint i = parts->len; i > 0; i--)
    {
      if (((char *) g_ptr_array_index (parts, i - 1))[0] == '\0')
        g_ptr_array_remove_index (parts, i - 1);
    }
  g_ptr_array_add (parts, NULL);
  stem = g_strjoinv ("_", (char **) parts->pdata);
  if (strlen (stem) > 80)
    stem[80] = '\0';

  return stem[0] != '\0' ? g_steal_pointer (&stem) : g_strdup ("chart");
}

/**
 * sp_compiler_dup_picture_name:
 * @analysis: an analysis
 *
 * Returns: (transfer full) (nullable): the name of the picture that its code saves; %NULL when it draws none
 */
char *
sp_compiler_dup_picture_name (const SpAnalysis *analysis)
{
  g_autofree char *stem = NULL;

  g_return_val_if_fail (analysis != NULL, NULL);

  if (analysis->chart == SP_CHART_NONE)
    return NULL;
  stem = make_stem (analysis);
  if (analysis->chart == SP_CHART_BAR || g_str_has_suffix (stem, sp_chart_get_id (analysis->chart)))
    return g_strconcat (stem, ".png", NULL);

  return g_strconcat (stem, "_", sp_chart_get_id (analysis->chart), ".png", NULL);
}

/**
 * _sp_compiler_add_chart:
 * @self: the compiler
 *
 * Adds the code that draws and saves the analysis's chart.
 */
void
_sp_compiler_add_chart (SpCompiler *self)
{
  g_auto(Plot) plot = { NULL };
  g_autofree char *picture = sp_compiler_dup_picture_name (self->analysis);
  g_autofree char *quoted = _sp_python_quote (picture);

  self->pyplot = TRUE;
  plot_init (&plot, self->analysis);
  _sp_compiler_add (self, "\n");
  switch (self->analysis->chart)
    {
    case SP_CHART_BAR:
    case SP_CHART_GROUPED_BAR:
    case SP_CHART_STACKED_BAR:
      add_bars (self, &plot);
      break;

    case SP_CHART_LINE:
    case SP_CHART_AREA:
      if (plot.x != NULL)
        add_lines (self, &plot);
      else
        add_bars (self, &plot);
      break;

    case SP_CHART_PIE:
      if (plot.x != NULL)
        add_pie (self, &plot);
      else
        add_bars (self, &plot);
      break;

    case SP_CHART_SCATTER:
      add_scatter (self, &plot);
      break;

    case SP_CHART_HISTOGRAM:
      add_histogram (self, &plot);
      break;

    case SP_CHART_BOX:
      add_box (self, &plot);
      break;

    case SP_CHART_NONE:
    case SP_N_CHARTS:
    default:
      g_assert_not_reached ();
    }
  _sp_compiler_add (self, "ax.spines[[\"top\", \"right\"]].set_visible(False)\nfig.tight_layout()\nfig.savefig(%s, dpi=150)\n", quoted);
}
