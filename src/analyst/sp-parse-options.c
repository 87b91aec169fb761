/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the clauses that say how the answer shall look: kind of chart, statistic, title, decimals, file to save, order. */

#include "config.h"

#include "analyst/sp-parser-private.h"

#include <string.h>

static const char courtesies[] =
  "could you please|can you please|would you please|please|can you help me|i want to see|i want you to|i want to|i want|i would like to|"
  "i d like to|i need to|i need|help me|from the uploaded csv file|from the uploaded file|from the csv file|from the file|from the data|"
  "from the dataset|from the table|in the dataset|in the data|in the table|in the file|in the database|in the csv file|in this dataset|"
  "of the dataset|of the data|in this file|using the uploaded file|based on the data|and provide file to me|provide file to me|"
  "and provide the file to me|provide me the file|and give me the file|for me|to me|as well|if possible|thank you|thanks";

static void
use_all (SpReader   *self,
         const char *phrases)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, phrases);

      if (n > 0)
        _sp_reader_use (self, i, n);
    }
}

static void
read_title (SpReader *self,
            guint     i)
{
  guint n = sp_phrases_match_any (self->terms, i, "with the title|titled|entitled|title it|title|with title|call it|headed");
  SpTerm *term = n > 0 ? _sp_reader_term (self, i + n) : NULL;

  gboolean chart = FALSE;

  if (term == NULL || !term->quoted || self->analysis->title != NULL)
    return;
  for (guint j = 0; j < i; j++)
    {
      SpChart kind;

      chart = chart || sp_phrases_chart (self->terms, j, &kind) > 0 || sp_phrases_match_any (self->terms, j, "chart|graph|plot|it|diagram") > 0;
    }
  /* "the film titled X" looks for a film. */
  if (!chart)
    return;
  self->analysis->title = g_strdup (term->text);
  _sp_reader_use (self, i, n + 1);
}

static void
read_decimals (SpReader *self,
               guint     i)
{
  guint n = sp_phrases_match_any (self->terms, i, "rounded to|round to|round it to|round the result to|round the results to|rounding to|to|with|up to");
  SpTerm *number = _sp_reader_term (self, i + n);

  if (number == NULL || number->kind != SP_TERM_NUMBER || number->number < 0 || number->number > 10)
    return;
  if (sp_phrases_match_any (self->terms, i + n + 1, "decimals|decimal|decimal places|decimal place|digits after the decimal point|places") == 0)
    return;
  self->analysis->decimals = number->number;
  _sp_reader_use (self, i, n + 1);
  _sp_reader_use (self, i + n + 1, sp_phrases_match_any (self->terms, i + n + 1, "decimals|decimal|decimal places|decimal place|digits after the decimal point|places"));
}

static void
read_bins (SpReader *self,
           guint     i)
{
  SpTerm *number = _sp_reader_term (self, i);

  if (number == NULL || number->kind != SP_TERM_NUMBER || number->number < 1 || number->number > 1000)
    return;
  if (sp_phrases_match_any (self->terms, i + 1, "bins|buckets|classes|intervals") == 0)
    return;
  self->analysis->bins = number->number;
  _sp_reader_use (self, i, 2);
}

/* "save it as a CSV", "export the result to result.csv". */
static void
read_save (SpReader *self,
           guint     i)
{
  guint n = sp_phrases_match_any (self->terms, i, "save|saved|saving|export|exported|write|store|download|give me|as a|as|to a|to|provide");
  guint last = MIN (self->terms->len, i + n + 7);

  if (n == 0)
    return;
  for (guint j = i + n; j < last; j++)
    {
      SpTerm *term = _sp_reader_term (self, j);
      gboolean named = term->quoted && g_str_has_suffix (term->folded, ".csv");
      g_autofree char *name = NULL;

      if (term->kind == SP_TERM_MARK && !g_str_equal (term->folded, "."))
        return;
      if (!named && !(g_str_equal (term->folded, "csv") && !term->used))
        continue;
      /* "from the csv file" names the source. */
      if (sp_phrases_match_any (self->terms, j - 1, "uploaded|the|this|attached|my") > 0 && !named)
        return;
      if (named)
        name = g_path_get_basename (term->text);
      self->analysis->save_as = name != NULL ? g_steal_pointer (&name) : g_strdup ("result.csv");
      _sp_reader_use (self, i, j + 1 - i);
      _sp_reader_use (self, j + 1, sp_phrases_match_any (self->terms, j + 1, "file|files"));
      return;
    }
}

/* Questions of somebody who does not know the file yet. Before the courtesies, which take "in the file" away. */
static void
read_overview (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "what is in this file|what is in the file|what is in it|what is inside|what is in this data|"
                                      "what is in the data|what is in this table|what is in the table|what does this file contain|"
                                      "what does the file contain|what does it contain|what is this file about|what is this data about|"
                                      "tell me about this file|tell me about the file|tell me about this data|tell me about the data|"
                                      "how many rows and columns|how big is this file|how big is the file|overview");

      if (n == 0 || self->task != SP_TASK_ROWS)
        continue;
      self->task = SP_TASK_DESCRIBE;
      _sp_reader_use (self, i, n);
    }
}

/**
 * _sp_reader_read_options:
 * @self: the reader
 *
 * Reads title, decimals, bins and the file to save in, and sets courtesies aside.
 */
void
_sp_reader_read_options (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      read_title (self, i);
      read_decimals (self, i);
      read_bins (self, i);
      if (self->analysis->save_as == NULL)
        read_save (self, i);
    }
  read_overview (self);
  use_all (self, courtesies);
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "leave out the spreadsheet dates|leave out the dates|exclude the spreadsheet dates|exclude spreadsheet dates|"
                                      "exclude the dates|ignore the spreadsheet dates|ignore spreadsheet dates|ignore the dates|"
                                      "without the spreadsheet dates|without spreadsheet dates|without the dates|skip the spreadsheet dates|"
                                      "remove the spreadsheet dates|drop the spreadsheet dates");

      if (n > 0)
        {
          self->without_dates = TRUE;
          _sp_reader_use (self, i, n);
        }
    }
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "all information|all the information|all details|all the details|all data|every detail|"
                                      "everything|full information|complete information|all columns|all fields|full details|entire row|"
                                      "whole row|entire rows|all attributes|information about|details of|details about|information on|"
                                      "full record|all available information");

      if (n > 0)
        {
          self->all_columns = TRUE;
          self->list = TRUE;
          _sp_reader_use (self, i, n);
        }
    }
}

static const struct
{
  const char *phrases;
  SpTask      task;
} statistics[] = {
  { "correlation coefficient between|correlation coefficient of|correlation between|correlation of|correlation matrix|correlations between|"
    "correlations|correlation|correlated with|correlated|correlate|pearson", SP_TASK_CORRELATION },
  { "summary statistics of|summary statistics for|summary statistics|descriptive statistics|statistical summary|statistics of|statistics for|"
    "statistics|describe|summarise|summarize|summary of|basic stats|stats", SP_TASK_DESCRIBE },
  { "normally distributed|normal distribution|normality test|normality of|normality|shapiro wilk test|shapiro", SP_TASK_NORMALITY },
  { "outliers in|outliers of|outliers|outlier", SP_TASK_OUTLIERS },
  { "missing values|missing value|missing data|null values|nulls|empty values|number of missing|missing entries|nan values", SP_TASK_MISSING },
};

static void
read_statistic (SpReader *self,
                guint     i)
{
  for (gsize j = 0; j < G_N_ELEMENTS (statistics); j++)
    {
      guint n = sp_phrases_match_any (self->terms, i, statistics[j].phrases);

      if (n == 0 || self->task != SP_TASK_ROWS)
        continue;
      self->task = statistics[j].task;
      _sp_reader_use (self, i, n);
    }
}

static void
read_chart_kind (SpReader *self,
                 guint     i)
{
  SpChart chart;
  guint n = sp_phrases_chart (self->terms, i, &chart);

  if (n == 0)
    return;
  /* "stacked" and "grouped" qualify the bars that are named elsewhere. */
  if (!self->chart_named || self->chart == SP_CHART_BAR || (chart != SP_CHART_BAR && chart != SP_CHART_LINE))
    self->chart = chart;
  self->chart_named = TRUE;
  self->chart_wanted = TRUE;
  _sp_reader_use (self, i, n);
  _sp_reader_use (self, i + n, sp_phrases_match_any (self->terms, i + n, "showing|that shows|which shows|to show|of|about|for|displaying|to display|illustrating"));
}

/**
 * _sp_reader_read_chart:
 * @self: the reader
 *
 * Reads which chart or statistic is asked for.
 */
void
_sp_reader_read_chart (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n;

      read_chart_kind (self, i);
      read_statistic (self, i);
      n = sp_phrases_match_any (self->terms, i, "over time|over the years|over years|over the year|trended|trends|trend|evolution|evolve|evolved|across time|time line|"
                                "across the years|through time|through the years|development of|changed over|change over|as time goes by");
      if (n > 0)
        {
          self->trend = TRUE;
          _sp_reader_use (self, i, n);
        }
      n = sp_phrases_match_any (self->terms, i, "relationship between|relationship of|relation between|relationship|relate to|relates to|related to|"
                                "versus|vs|against|affect|depend on|depends on|compared to");
      if (n > 0)
        {
          self->relation = TRUE;
          _sp_reader_use (self, i, n);
        }
      n = sp_phrases_match_any (self->terms, i, "chart|charts|graph|graphs|plot|plots|visualize|visualise|visualization|draw|diagram|picture");
      if (n > 0)
        {
          self->chart_wanted = TRUE;
          _sp_reader_use (self, i, n);
        }
      n = sp_phrases_match_any (self->terms, i, "distribution of|distributions of|distribution|breakdown of|breakdown|spread of");
      if (n > 0)
        {
          if (!self->chart_named)
            self->chart = SP_CHART_HISTOGRAM;
          self->chart_wanted = TRUE;
          _sp_reader_use (self, i, n);
        }
    }

  /* A statistic with a picture is the picture; without one, "relationship" is a figure. */
  if (self->task == SP_TASK_CORRELATION && self->chart_named)
    self->task = SP_TASK_ROWS;
  if (self->task != SP_TASK_ROWS && !self->chart_named)
    self->chart = SP_CHART_NONE;
}

static SpSortTarget
read_axis (SpReader *self,
           guint     i,
           guint    *n)
{
  *n = sp_phrases_match_any (self->terms, i, "x axis|x-axis|the x axis|x label|x|labels|label|names|name|the names|categories|category|bars|bar");
  if (*n > 0)
    return SP_SORT_X;
  *n = sp_phrases_match_any (self->terms, i, "y axis|y-axis|the y axis|y label|y|total number|the total number|number|numbers|count|counts|the count|"
                             "value|values|the value|the values|frequency|total|totals|sum|average|amount|it|them|their number|the number|size|mean");

  return *n > 0 ? SP_SORT_Y : SP_SORT_NONE;
}

/* From @i on: a column, an axis, or an aggregate of a column; nothing past the next mark. */
static void
read_sort_target (SpReader *self,
                  guint     from,
                  guint     to)
{
  SpAggregate aggregate = SP_AGGREGATE_NONE;

  for (guint i = from; i < to; i++)
    {
      SpTerm *term = _sp_reader_term (self, i);
      SpAggregate found;
      SpSortTarget axis;
      guint n;

      if (term->kind == SP_TERM_COLUMN && !term->used)
        {
          self->sort = SP_SORT_COLUMN;
          self->sort_column = term->column;
          self->sort_aggregate = aggregate;
          _sp_reader_use (self, i, 1);
          return;
        }
      n = sp_phrases_aggregate (self->terms, i, &found);
      if (n > 0 && _sp_reader_is_column (self, _sp_reader_skip_fillers (self, i + n)))
        {
          aggregate = found;
          i += n - 1;
          continue;
        }
      axis = read_axis (self, i, &n);
      if (axis != SP_SORT_NONE)
        {
          self->sort = axis;
          _sp_reader_use (self, i, n);
          return;
        }
    }
}

static guint
clause_end (SpReader *self,
            guint     i)
{
  while (i < self->terms->len && _sp_reader_term (self, i)->kind != SP_TERM_MARK)
    i++;

  return i;
}

static guint
clause_start (SpReader *self,
              guint     i)
{
  while (i > 0 && _sp_reader_term (self, i - 1)->kind != SP_TERM_MARK && !g_str_equal (_sp_reader_term (self, i - 1)->folded, "and"))
    i--;

  return i;
}

/* The words that say which way round. Returns where they stand, or G_MAXUINT. */
static guint
read_direction (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      gboolean descending;
      guint n = sp_phrases_direction (self->terms, i, &descending);

      if (n == 0)
        continue;
      for (guint j = i; j < i + n; j++)
        self->alphabetical = self->alphabetical || g_str_has_prefix (_sp_reader_term (self, j)->folded, "alphabetic") ||
                             sp_words_is_one_of (_sp_reader_term (self, j)->folded, "chronological chronologically z");
      _sp_reader_use (self, i, n);
      self->descending = descending;
      self->sort = SP_SORT_Y;
      return i;
    }

  return G_MAXUINT;
}

/* "sorted by price" */
static gboolean
read_sort_clause (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "sort it by|sort them by|sort the result by|sort the results by|sort the bars by|sorted by|sort by|"
                                      "sorted in|sort in|order by|ordered by|order it by|ordered in|rank by|ranked by|ranked in|arrange by|arranged by|"
                                      "arranged in|sort|sorted|sorting|order|ordered|rank|ranked|arrange|arranged|in order of|list by|show by|display by");

      if (n == 0)
        continue;
      if (self->sort == SP_SORT_NONE)
        self->sort = SP_SORT_Y;
      _sp_reader_use (self, i, n);
      read_sort_target (self, i + n, clause_end (self, i + n));
      return TRUE;
    }

  return FALSE;
}

/* A direction alone: the target stands behind it, or between it and the last mark. */
static void
read_target_around (SpReader *self,
                    guint     at)
{
  guint end = clause_end (self, at);

  for (guint i = at; i < end; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "by the|by|of the|of|in terms of|according to");

      if (n > 0)
        {
          _sp_reader_use (self, i, n);
          read_sort_target (self, i + n, end);
          return;
        }
    }
  for (guint i = clause_start (self, at); i < at; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "by the|by");
      gboolean verb = sp_phrases_match_any (self->terms, MAX (i, 2) - 2, "list|show|display|please|also") > 0;

      if (n > 0 && verb)
        {
          read_sort_target (self, i + n, at);
          return;
        }
      if (sp_phrases_match_any (self->terms, i, "x axis|y axis|x|y|total number|names") > 0)
        {
          read_sort_target (self, i, at);
          return;
        }
    }
}

/**
 * _sp_reader_read_sort:
 * @self: the reader
 *
 * Reads the order: "sorted by price in descending order", "from high to low by the y axis".
 */
void
_sp_reader_read_sort (SpReader *self)
{
  guint direction_at = read_direction (self);

  if (read_sort_clause (self) || direction_at == G_MAXUINT)
    return;
  if (self->alphabetical)
    self->sort = SP_SORT_X;
  else
    read_target_around (self, direction_at);
}
