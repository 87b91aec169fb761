/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-analysis.h"

G_BEGIN_DECLS

/* The canonical sentence of an analysis. It says everything that the analysis holds, so that
 * sp_sentence_parse (sp_sentence_write (a)) equals a. Free wording is read by sp-parser.h. */

char       *sp_sentence_write         (const SpAnalysis  *analysis);
char       *sp_sentence_write_filters (const SpAnalysis  *analysis);
char       *sp_sentence_write_measure (const SpMeasure   *measure);
SpAnalysis *sp_sentence_parse         (const char        *sentence,
                                       GError           **error);

G_END_DECLS
