/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is asked of a table, in a form that three faces share: a canonical English sentence (sp-sentence.h), a
 * point-and-click form, and Python (sp-compiler.h). Plain structs: built, handed over once and freed. */

#define SP_ANALYST_ERROR (sp_analyst_error_quark ())

/**
 * SpAnalystError:
 * @SP_ANALYST_ERROR_SENTENCE: the text is not a canonical sentence
 * @SP_ANALYST_ERROR_SPEC: the stored form of an analysis has an unknown or missing part
 * @SP_ANALYST_ERROR_CARD: the data card has an unknown or missing part
 */
typedef enum
{
  SP_ANALYST_ERROR_SENTENCE,
  SP_ANALYST_ERROR_SPEC,
  SP_ANALYST_ERROR_CARD,
} SpAnalystError;

GQuark sp_analyst_error_quark (void);

typedef enum
{
  SP_TASK_ROWS,          /* the rows themselves */
  SP_TASK_SUMMARY,       /* measures, perhaps for each key */
  SP_TASK_DESCRIBE,
  SP_TASK_CORRELATION,
  SP_TASK_NORMALITY,
  SP_TASK_OUTLIERS,
  SP_TASK_MISSING,
  SP_N_TASKS,
} SpTask;

typedef enum
{
  SP_AGGREGATE_NONE,     /* the column as it is */
  SP_AGGREGATE_COUNT,    /* of rows; with a column: of its values */
  SP_AGGREGATE_DISTINCT,
  SP_AGGREGATE_SUM,
  SP_AGGREGATE_MEAN,
  SP_AGGREGATE_MEDIAN,
  SP_AGGREGATE_MIN,
  SP_AGGREGATE_MAX,
  SP_AGGREGATE_STD,
  SP_AGGREGATE_VAR,
  SP_AGGREGATE_SKEW,
  SP_AGGREGATE_KURTOSIS,
  SP_N_AGGREGATES,
} SpAggregate;

typedef enum
{
  SP_CHART_NONE,
  SP_CHART_BAR,
  SP_CHART_GROUPED_BAR,
  SP_CHART_STACKED_BAR,
  SP_CHART_LINE,
  SP_CHART_AREA,
  SP_CHART_PIE,
  SP_CHART_SCATTER,
  SP_CHART_HISTOGRAM,
  SP_CHART_BOX,
  SP_N_CHARTS,
} SpChart;

typedef enum
{
  SP_PART_NONE,
  SP_PART_YEAR,
  SP_PART_QUARTER,       /* 2024Q1 */
  SP_PART_MONTH,         /* 2024-01 */
  SP_PART_MONTH_NAME,    /* January, of any year */
  SP_PART_WEEKDAY,
  SP_PART_DAY,           /* 2024-01-31 */
  SP_PART_HOUR,
  SP_N_PARTS,
} SpPart;

typedef enum
{
  SP_FILTER_IS,          /* one of the values */
  SP_FILTER_IS_NOT,      /* none of the values */
  SP_FILTER_OVER,
  SP_FILTER_AT_LEAST,
  SP_FILTER_BELOW,
  SP_FILTER_AT_MOST,
  SP_FILTER_BETWEEN,
  SP_FILTER_NOT_BETWEEN,
  SP_FILTER_CONTAINS,
  SP_FILTER_NOT_CONTAINS,
  SP_FILTER_STARTS,
  SP_FILTER_ENDS,
  SP_FILTER_MISSING,
  SP_FILTER_PRESENT,
  SP_N_FILTER_OPS,
} SpFilterOp;

typedef struct
{
  char   *column;
  SpPart  part;
} SpKey;

typedef struct
{
  SpAggregate  aggregate;
  char        *column;   /* (nullable) only with SP_AGGREGATE_COUNT: the rows */
} SpMeasure;

typedef struct
{
  SpKey       *key;
  SpFilterOp   op;
  GPtrArray   *values;     /* of char: one, two for "between", any number for "is" and "is not" */
  gboolean     numeric;    /* the values are numbers */
  SpAggregate  relative;   /* compared with this figure of the same column, instead of a value */
  gboolean     or_previous; /* joined to the filter before it by "or", which binds tighter than "and" */
} SpFilter;

typedef struct
{
  char *name;
  char  op;       /* one of + - * / */
  char *left;     /* a column, or a number */
  char *right;
} SpDerived;

typedef struct
{
  SpMeasure *by;
  gboolean   descending;
} SpSort;

typedef struct
{
  /* Source */
  char       *file;        /* (nullable) */
  char       *sheet;       /* (nullable) */

  /* What */
  SpTask      task;
  GPtrArray  *columns;     /* of char; of rows: none means all; of a chart: x, then each y */
  GPtrArray  *measures;    /* of SpMeasure */
  GPtrArray  *keys;        /* of SpKey: "for each"; of rows: the limit holds in each */
  GPtrArray  *derived;     /* of SpDerived */
  GPtrArray  *filters;     /* of SpFilter */
  SpSort     *sort;        /* (nullable) */
  guint       limit;       /* 0: all */

  /* How it looks */
  SpChart     chart;
  char       *colour;      /* (nullable) the column that colours a scatter chart's points */
  guint       bins;        /* of a histogram; 0: chosen from the values */
  char       *title;       /* (nullable) */
  char       *save_as;     /* (nullable) name of the CSV file that the result is saved in */
  int         decimals;    /* -1: as they come */
} SpAnalysis;

SpAnalysis  *sp_analysis_new             (SpTask             task);
SpAnalysis  *sp_analysis_copy            (const SpAnalysis  *self);
gboolean     sp_analysis_equal           (const SpAnalysis  *self,
                                          const SpAnalysis  *other);
void         sp_analysis_free            (SpAnalysis        *self);
JsonObject  *sp_analysis_to_json         (const SpAnalysis  *self);
SpAnalysis  *sp_analysis_from_json       (JsonObject        *object,
                                          GError           **error);

void         sp_analysis_add_column      (SpAnalysis        *self,
                                          const char        *column);
void         sp_analysis_add_key         (SpAnalysis        *self,
                                          const char        *column,
                                          SpPart             part);
void         sp_analysis_add_measure     (SpAnalysis        *self,
                                          SpAggregate        aggregate,
                                          const char        *column);
SpFilter    *sp_analysis_add_filter      (SpAnalysis        *self,
                                          const char        *column,
                                          SpFilterOp         op,
                                          const char        *value,
                                          gboolean           numeric);
void         sp_analysis_add_derived     (SpAnalysis        *self,
                                          const char        *name,
                                          const char        *left,
                                          char               op,
                                          const char        *right);
void         sp_analysis_set_sort        (SpAnalysis        *self,
                                          SpAggregate        aggregate,
                                          const char        *column,
                                          gboolean           descending);
GPtrArray   *sp_analysis_list_used       (const SpAnalysis  *self);
SpDerived   *sp_analysis_get_derived     (const SpAnalysis  *self,
                                          const char        *name);

SpKey       *sp_key_new                  (const char        *column,
                                          SpPart             part);
void         sp_key_free                 (SpKey             *self);
SpMeasure   *sp_measure_new              (SpAggregate        aggregate,
                                          const char        *column);
gboolean     sp_measure_equal            (const SpMeasure   *self,
                                          const SpMeasure   *other);
void         sp_measure_free             (SpMeasure         *self);
SpFilter    *sp_filter_new               (const char        *column,
                                          SpFilterOp         op);
SpFilter    *sp_filter_copy              (const SpFilter    *self);
void         sp_filter_free              (SpFilter          *self);
SpSort      *sp_sort_new                 (SpAggregate        aggregate,
                                          const char        *column,
                                          gboolean           descending);
void         sp_sort_free                (SpSort            *self);

const char  *sp_task_get_id              (SpTask             task);
const char  *sp_aggregate_get_id         (SpAggregate        aggregate);
const char  *sp_chart_get_id             (SpChart            chart);
const char  *sp_part_get_id              (SpPart             part);
const char  *sp_filter_op_get_id         (SpFilterOp         op);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpAnalysis, sp_analysis_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpKey, sp_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpMeasure, sp_measure_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpFilter, sp_filter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpSort, sp_sort_free)

G_END_DECLS
