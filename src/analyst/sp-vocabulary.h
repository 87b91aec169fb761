/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-data-card.h"
#include "analyst/sp-words.h"

G_BEGIN_DECLS

/* A question in terms of one table: each run of words that names a column or a value has become one term. */

typedef enum
{
  SP_TERM_WORD,
  SP_TERM_NUMBER,
  SP_TERM_DATE,
  SP_TERM_QUOTED,   /* a quoted text that the table does not hold */
  SP_TERM_MARK,
  SP_TERM_COLUMN,
  SP_TERM_VALUE,
} SpTermKind;

typedef struct
{
  SpDataColumn *column;   /* (not owned) */
  const char   *value;    /* (not owned) as it stands in the table */
} SpValueMatch;

typedef struct
{
  SpTermKind     kind;
  char          *text;       /* as it was written */
  char          *folded;
  double         number;
  gboolean       percent;
  gboolean       quoted;
  SpDataColumn  *column;     /* (not owned) (nullable) of a column */
  double         score;      /* of a column: 1 when all of its name was said */
  SpDataColumn  *rival;      /* (not owned) (nullable) another column that the words fit as well */
  GArray        *matches;    /* (nullable) of SpValueMatch: where a value stands */
  gboolean       used;       /* understood already */
} SpTerm;

GPtrArray    *sp_vocabulary_read        (const SpDataCard *card,
                                         const char       *question);
double        sp_vocabulary_score       (GPtrArray        *terms);
SpDataColumn *sp_vocabulary_find_column (const SpDataCard *card,
                                         const char       *text);

G_END_DECLS
