/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Tables of English phrases. In each table the longer phrases come before those that they begin with; alternatives of one
 * meaning stand in one string, with "|" between. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-phrases.h"

#include <string.h>

typedef struct
{
  const char *phrases;
  int         meaning;
} Phrase;

static const Phrase comparisons[] = {
  { "not more than|no more than|not exceeding|at most|not over|not above|less than or equal to|smaller than or equal to|"
    "up to|<=|not greater than|not higher than|maximum of|or less than", SP_FILTER_AT_MOST },
  { "not less than|no less than|not under|not below|at least|greater than or equal to|more than or equal to|larger than or equal to|"
    "equal to or greater than|>=|not lower than|minimum of|or more than|from at least", SP_FILTER_AT_LEAST },
  { "is greater than|are greater than|more than|greater than|higher than|larger than|bigger than|longer than|taller than|heavier than|"
    "older than|faster than|better than|exceeding|exceeds|exceed|exceeded|in excess of|over|above|>|later than|after|beyond|"
    "higher then|greater then|more then|warmer than|hotter than", SP_FILTER_OVER },
  { "is less than|are less than|less than|fewer than|lower than|smaller than|shorter than|lighter than|younger than|slower than|"
    "worse than|below|under|<|earlier than|before|prior to|cheaper than|colder than|less then|lower then", SP_FILTER_BELOW },
  { "not between|outside", SP_FILTER_NOT_BETWEEN },
  { "in the range of|in the range from|ranging from|in between|between|within", SP_FILTER_BETWEEN },
  { "does not contain|do not contain|not containing|not including|does not include|do not include|without the word|without the letter|"
    "does not have the letter|not like", SP_FILTER_NOT_CONTAINS },
  { "starts with|start with|starting with|begins with|begin with|beginning with", SP_FILTER_STARTS },
  { "ends with|end with|ending with|ending in|ends in", SP_FILTER_ENDS },
  { "contains the word|contains the letter|contains the letters|contains|contain|containing|includes the word|includes|"
    "with the word|with the letters|with the letter|have the letter|has the letter|have the letters|has the letters|having the letter|"
    "who have the letters|like", SP_FILTER_CONTAINS },
  { "is not null|are not null|is not missing|are not missing|not null|is known|is present|is available|not missing|is not empty|"
    "are present|are known|is filled|are filled", SP_FILTER_PRESENT },
  { "is missing|are missing|is null|are null|is empty|are empty|is unknown|are unknown|is not available|is not known|is blank|are blank",
    SP_FILTER_MISSING },
  { "is not equal to|not equal to|does not equal|do not equal|is not|are not|was not|were not|isn t|aren t|doesn t equal|other than|"
    "different from|except for|except|excluding|!=|<>|not in|not from|not the|not", SP_FILTER_IS_NOT },
  { "is equal to|are equal to|equal to|equals|equal|is exactly|exactly|is in|are in|is one of|=|==|named|called|titled", SP_FILTER_IS },
};

static const Phrase aggregates[] = {
  { "total number of different|number of different|number of distinct|number of unique|different number of|count of unique|"
    "count of distinct|count distinct|count unique|how many different|how many distinct|how many unique|unique count of|unique number of|"
    "distinct number of|distinct count of", SP_AGGREGATE_DISTINCT },
  { "standard deviations|standard deviation|std dev|std deviation|stdev|std|sd", SP_AGGREGATE_STD },
  { "variance|var", SP_AGGREGATE_VAR },
  { "skewness|skew", SP_AGGREGATE_SKEW },
  { "kurtosis", SP_AGGREGATE_KURTOSIS },
  { "total number of|total count of|total number|total count|overall number of|number of|how many|amount of times|count of|counts of|"
    "frequency of|frequencies of|count the|count up|count|counts|frequency|occurrences of|tally", SP_AGGREGATE_COUNT },
  { "average value of|mean value of|average of|averages of|mean of|on average|average|averages|averaged|avg|mean|means|typical",
    SP_AGGREGATE_MEAN },
  { "median value of|median of|median|medians", SP_AGGREGATE_MEDIAN },
  { "total amount of|sum total of|sum of|sums of|total of|totals of|combined|cumulative|overall|in total|summed|aggregate|sum up|sum|"
    "total|totals|added up", SP_AGGREGATE_SUM },
  { "minimum value of|minimum of|minimal|minimum|min", SP_AGGREGATE_MIN },
  { "maximum value of|maximum of|maximal|maximum|max", SP_AGGREGATE_MAX },
};

static const Phrase charts[] = {
  { "stacked bar chart|stacked bar graph|stacked bar plot|stacked bars|stacked bar|stacked column chart|stacked columns|stacked chart|"
    "stacked graph|stack bar chart|stacked", SP_CHART_STACKED_BAR },
  { "grouped bar chart|grouped bar graph|grouped bars|grouped bar|clustered bar chart|clustered bars|clustered column chart|"
    "side by side bar chart|side by side bars|side by side bar|grouping bar chart|multi bar chart|grouped column chart", SP_CHART_GROUPED_BAR },
  { "horizontal bar chart|vertical bar chart|horizontal bar graph|vertical bar graph|bar chart|bar charts|bar graph|bar graphs|bar plot|"
    "bar diagram|barchart|barplot|bargraph|column chart|column graph|column plot|column diagram|bars|bar|columns chart", SP_CHART_BAR },
  { "grouping line chart|multi line chart|multiple line chart|line chart|line charts|line graph|line graphs|line plot|line diagram|"
    "linechart|lineplot|lines|line|timeline|time series", SP_CHART_LINE },
  { "area chart|area graph|area plot|stacked area chart", SP_CHART_AREA },
  { "pie chart|pie charts|pie graph|pie plot|pie diagram|donut chart|doughnut chart|pie|piechart", SP_CHART_PIE },
  { "grouping scatter chart|grouping scatter plot|grouped scatter plot|scatter chart|scatter charts|scatter plot|scatter plots|scatter graph|"
    "scatter diagram|scatterplot|scatterplots|scatter|scattergram|xy plot|xyplot|xy chart|xy graph|point chart|dot plot|bubble chart|data points|points", SP_CHART_SCATTER },
  { "histogram|histograms", SP_CHART_HISTOGRAM },
  { "box plot|box plots|boxplot|boxplots|box chart|box and whisker plot|whisker plot|box and whisker chart", SP_CHART_BOX },
};

static const Phrase directions[] = {
  { "desc order|decreasing order|descending order|descending|desc|decreasing|from high to low|high to low|from highest to lowest|highest to lowest|from large to small|"
    "from largest to smallest|largest to smallest|from most to least|most to least|largest first|highest first|biggest first|most first|"
    "from big to small|from the highest to the lowest|from oldest to youngest|from the oldest to the youngest|from z to a|z to a|"
    "reverse alphabetical order|reverse order|reversed|newest first|latest first|from top to bottom|from greatest to least", TRUE },
  { "asc order|increasing order|ascending order|ascending|asc|increasing|from low to high|low to high|from lowest to highest|lowest to highest|from small to large|"
    "from smallest to largest|smallest to largest|from least to most|least to most|smallest first|lowest first|least first|"
    "from small to big|from the lowest to the highest|from youngest to oldest|from the youngest to the oldest|from a to z|a to z|"
    "alphabetical order|alphabetically|alphabetic order|alphabetical|chronological order|chronologically|oldest first|earliest first|"
    "from bottom to top|from least to greatest", FALSE },
};

static const Phrase extremes[] = {
  { "highest|largest|biggest|greatest|most|maximum|max|top|best|longest|tallest|heaviest|oldest|fastest|latest|newest|richest|strongest|"
    "hottest|warmest|most expensive|priciest|busiest|leading", TRUE },
  { "lowest|smallest|least|fewest|minimum|min|bottom|worst|shortest|lightest|youngest|slowest|earliest|poorest|weakest|coldest|cheapest|"
    "least expensive", FALSE },
};

static const Phrase parts[] = {
  { "year|yearly|years|annual|annually", SP_PART_YEAR },
  { "quarter|quarterly|quarters", SP_PART_QUARTER },
  { "month of the year|month name|calendar month", SP_PART_MONTH_NAME },
  { "month|monthly|months", SP_PART_MONTH },
  { "day of the week|day of week|weekday|weekdays|week day", SP_PART_WEEKDAY },
  { "day|daily|days", SP_PART_DAY },
  { "hour|hourly|hours|hour of the day|hour of day", SP_PART_HOUR },
};

/**
 * sp_phrases_is_filler:
 * @folded: a word
 *
 * Returns: whether the word only joins others
 */
gboolean
sp_phrases_is_filler (const char *folded)
{
  return sp_words_is_one_of (folded, "a an the of in on for to is are was were be been being that this these those its their his her "
                             "value values all any with has have had having do does did there which who whose and column columns "
                             "variable attribute field");
}

/**
 * sp_phrases_match:
 * @terms: (element-type SpTerm): a question
 * @start: the first of the terms to look at
 * @phrase: (nullable): words with single spaces between them
 *
 * Returns: how many terms the phrase takes; 0 when it does not stand there
 */
guint
sp_phrases_match (GPtrArray  *terms,
                  guint       start,
                  const char *phrase)
{
  const char *p = phrase;
  guint i = start;

  while (*p != '\0' && *p != '|')
    {
      gsize length = strcspn (p, " |");
      SpTerm *term = i < terms->len ? g_ptr_array_index (terms, i) : NULL;

      if (term == NULL || term->used || (term->kind != SP_TERM_WORD && term->kind != SP_TERM_MARK) ||
          strncmp (term->folded, p, length) != 0 || term->folded[length] != '\0')
        return 0;
      p += length;
      while (*p == ' ')
        p++;
      i++;
    }

  return i - start;
}

/**
 * sp_phrases_match_any:
 * @terms: (element-type SpTerm): a question
 * @start: the first of the terms to look at
 * @phrases: phrases with "|" between them
 *
 * Returns: how many terms the longest of the phrases that stand there takes, or 0
 */
guint
sp_phrases_match_any (GPtrArray  *terms,
                      guint       start,
                      const char *phrases)
{
  guint longest = 0;

  for (const char *p = phrases; p != NULL; p = strchr (p, '|'))
    {
      guint n;

      if (*p == '|')
        p++;
      n = sp_phrases_match (terms, start, p);
      longest = MAX (longest, n);
    }

  return longest;
}

static guint
match_table (GPtrArray    *terms,
             guint         start,
             const Phrase *table,
             gsize         n_phrases,
             int          *meaning)
{
  guint longest = 0;

  for (gsize i = 0; i < n_phrases; i++)
    {
      guint n = sp_phrases_match_any (terms, start, table[i].phrases);

      if (n > longest)
        {
          longest = n;
          *meaning = table[i].meaning;
        }
    }

  return longest;
}

/**
 * sp_phrases_comparison:
 * @terms: (element-type SpTerm): a question
 * @start: where to look
 * @op: (out): the comparison
 *
 * Returns: how many terms it takes, or 0
 */
guint
sp_phrases_comparison (GPtrArray  *terms,
                       guint       start,
                       SpFilterOp *op)
{
  int meaning = 0;
  guint n = match_table (terms, start, comparisons, G_N_ELEMENTS (comparisons), &meaning);

  *op = meaning;

  return n;
}

/**
 * sp_phrases_aggregate:
 * @terms: (element-type SpTerm): a question
 * @start: where to look
 * @aggregate: (out): the aggregate
 *
 * Returns: how many terms it takes, or 0
 */
guint
sp_phrases_aggregate (GPtrArray   *terms,
                      guint        start,
                      SpAggregate *aggregate)
{
  int meaning = 0;
  guint n = match_table (terms, start, aggregates, G_N_ELEMENTS (aggregates), &meaning);

  *aggregate = meaning;

  return n;
}

/**
 * sp_phrases_chart:
 * @terms: (element-type SpTerm): a question
 * @start: where to look
 * @chart: (out): the kind of chart
 *
 * Returns: how many terms it takes, or 0
 */
guint
sp_phrases_chart (GPtrArray *terms,
                  guint      start,
                  SpChart   *chart)
{
  int meaning = 0;
  guint n = match_table (terms, start, charts, G_N_ELEMENTS (charts), &meaning);

  *chart = meaning;

  return n;
}

/**
 * sp_phrases_direction:
 * @terms: (element-type SpTerm): a question
 * @start: where to look
 * @descending: (out): whether the highest comes first
 *
 * Returns: how many terms it takes, or 0
 */
guint
sp_phrases_direction (GPtrArray *terms,
                      guint      start,
                      gboolean  *descending)
{
  int meaning = 0;
  guint n = match_table (terms, start, directions, G_N_ELEMENTS (directions), &meaning);

  *descending = meaning;

  return n;
}

/**
 * sp_phrases_extreme:
 * @terms: (element-type SpTerm): a question
 * @start: where to look
 * @highest: (out): whether the highest is meant
 *
 * Returns: how many terms it takes, or 0
 */
guint
sp_phrases_extreme (GPtrArray *terms,
                    guint      start,
                    gboolean  *highest)
{
  int meaning = 0;
  guint n = match_table (terms, start, extremes, G_N_ELEMENTS (extremes), &meaning);

  *highest = meaning;

  return n;
}

/**
 * sp_phrases_part:
 * @terms: (element-type SpTerm): a question
 * @start: where to look
 * @part: (out): the part of a date
 *
 * Returns: how many terms it takes, or 0
 */
guint
sp_phrases_part (GPtrArray *terms,
                 guint      start,
                 SpPart    *part)
{
  int meaning = 0;
  guint n = match_table (terms, start, parts, G_N_ELEMENTS (parts), &meaning);

  *part = meaning;

  return n;
}
