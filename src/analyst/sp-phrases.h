/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-analysis.h"
#include "analyst/sp-vocabulary.h"

G_BEGIN_DECLS

/* The words of the question's own grammar: comparisons, aggregates, charts, orders. Each function looks at the terms that
 * begin at @start and returns how many of them the phrase takes, 0 when none stands there. */

guint    sp_phrases_match      (GPtrArray   *terms,
                                guint        start,
                                const char  *phrase);
guint    sp_phrases_match_any  (GPtrArray   *terms,
                                guint        start,
                                const char  *phrases);
guint    sp_phrases_comparison (GPtrArray   *terms,
                                guint        start,
                                SpFilterOp  *op);
guint    sp_phrases_aggregate  (GPtrArray   *terms,
                                guint        start,
                                SpAggregate *aggregate);
guint    sp_phrases_chart      (GPtrArray   *terms,
                                guint        start,
                                SpChart     *chart);
guint    sp_phrases_direction  (GPtrArray   *terms,
                                guint        start,
                                gboolean    *descending);
guint    sp_phrases_extreme    (GPtrArray   *terms,
                                guint        start,
                                gboolean    *highest);
guint    sp_phrases_part       (GPtrArray   *terms,
                                guint        start,
                                SpPart      *part);
gboolean sp_phrases_is_filler  (const char  *folded);

G_END_DECLS
