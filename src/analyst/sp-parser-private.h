/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-parser.h"
#include "analyst/sp-phrases.h"
#include "analyst/sp-vocabulary.h"

G_BEGIN_DECLS

typedef enum
{
  SP_SORT_NONE,
  SP_SORT_X,         /* by the groups, or the labels */
  SP_SORT_Y,         /* by the figures */
  SP_SORT_COLUMN,
} SpSortTarget;

/* One question while it is read: the terms, and what the clauses that were found in them ask for. */
typedef struct
{
  const SpDataCard *card;
  GPtrArray        *terms;          /* of SpTerm */
  SpAnalysis       *analysis;       /* gathers filters, derived columns and options, then becomes the answer */
  GPtrArray        *notes;          /* of char */
  char             *problem;        /* (nullable) */
  SpAnalysis       *alternative;    /* (nullable) */

  /* Charts and statistics */
  SpChart           chart;
  SpTask            task;           /* a statistic that was named, or SP_TASK_ROWS */

  /* Figures */
  GPtrArray        *measures;       /* of SpMeasure */
  GArray           *pending;        /* of SpAggregate: named without a column */
  SpDataColumn     *counted;        /* (nullable) "how many sectors" */

  /* Groups */
  GPtrArray        *keys;           /* of SpKey */
  SpDataColumn     *colour;         /* (nullable) */
  char             *unknown_key;    /* (nullable) "by region", and there is no such column */

  /* "the 5 highest" */
  guint             extreme_n;
  SpMeasure        *extreme_by;     /* (nullable) */
  SpDataColumn     *extreme_head;   /* (nullable) what is looked for: "which sector" */

  /* Order */
  SpSortTarget      sort;
  SpDataColumn     *sort_column;    /* (nullable) */
  SpAggregate       sort_aggregate;

  guint             chart_wanted : 1;
  guint             chart_named : 1;
  guint             trend : 1;
  guint             relation : 1;      /* "the relationship between" */
  guint             count : 1;
  guint             has_extreme : 1;
  guint             highest : 1;
  guint             both_extremes : 1;
  guint             descending : 1;
  guint             all_columns : 1;
  guint             list : 1;          /* asks for rows, in so many words */
  guint             compares : 1;      /* "male and female": each of them */
  guint             alphabetical : 1;
  guint             without_dates : 1; /* leave out the numbers that look like spreadsheet dates */
} SpReader;

SpTerm       *_sp_reader_term            (SpReader      *self,
                                          guint          i);
void          _sp_reader_use             (SpReader      *self,
                                          guint          start,
                                          guint          n);
guint         _sp_reader_skip_fillers    (SpReader      *self,
                                          guint          i);
gboolean      _sp_reader_is_column       (SpReader      *self,
                                          guint          i);
gboolean      _sp_reader_is_category     (SpReader           *self,
                                          const SpDataColumn *column);
SpDataColumn *_sp_reader_find_date       (SpReader      *self);
SpDataColumn *_sp_reader_find_year       (SpReader      *self);
void          _sp_reader_note            (SpReader      *self,
                                          const char    *format,
                                          ...) G_GNUC_PRINTF (2, 3);

void          _sp_reader_read_options    (SpReader      *self);
void          _sp_reader_read_chart      (SpReader      *self);
void          _sp_reader_read_derived    (SpReader      *self);
void          _sp_reader_read_filters    (SpReader      *self);
void          _sp_reader_read_values     (SpReader      *self);
void          _sp_reader_read_sort       (SpReader      *self);
void          _sp_reader_read_extremes   (SpReader      *self);
void          _sp_reader_read_groups     (SpReader      *self);
void          _sp_reader_read_measures   (SpReader      *self);
void          _sp_reader_assemble        (SpReader      *self);
void          _sp_reader_assemble_extreme (SpReader     *self,
                                           GPtrArray    *columns);
void          _sp_reader_note_aggregate (SpReader      *self,
                                         const SpDataColumn *column,
                                         SpAggregate    aggregate);
void          _sp_reader_assemble_chart  (SpReader      *self,
                                          GPtrArray     *columns);

SpAggregate   _sp_reader_default_aggregate (const SpDataColumn *column);
void          _sp_reader_set_order         (SpReader           *self);
SpAnalysis   *_sp_follow_up_merge          (SpReader           *self,
                                            const SpAnalysis   *previous,
                                            const char         *question);
gboolean      _sp_follow_up_is_one         (SpReader           *self,
                                            const char         *question);

G_END_DECLS
