/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-analysis.h"

G_BEGIN_DECLS

/* The words that the writer and the reader of canonical sentences share. */

typedef struct
{
  SpFilterOp  op;
  const char *phrase;
} SpSentenceOp;

extern const char * const _sp_sentence_aggregates[SP_N_AGGREGATES];
extern const char * const _sp_sentence_charts[SP_N_CHARTS];
extern const char * const _sp_sentence_parts[SP_N_PARTS];
extern const char * const _sp_sentence_heads[SP_N_TASKS];
extern const SpSentenceOp _sp_sentence_ops[];
extern const gsize        _sp_sentence_n_ops;

G_END_DECLS
