/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-analysis.h"
#include "analyst/sp-data-card.h"

G_BEGIN_DECLS

/* What was understood of a question in free wording. */
typedef struct
{
  SpAnalysis *analysis;      /* (nullable) NULL: it was not understood */
  char       *problem;       /* (nullable) why not, in words for people */
  GPtrArray  *notes;         /* of char: what was assumed on the way */
  SpAnalysis *alternative;   /* (nullable) another likely reading */
  double      score;         /* how much of the question the table knows; compares tables */
} SpReading;

SpReading *sp_parser_read      (const SpDataCard *card,
                                const char       *question,
                                const SpAnalysis *previous);
void       sp_reading_free     (SpReading        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpReading, sp_reading_free)

G_END_DECLS
