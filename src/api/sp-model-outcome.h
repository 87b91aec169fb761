/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How a model calls a tool. */
typedef enum
{
  SP_MODEL_CALLS_NONE,
  SP_MODEL_CALLS_PRINTED,  /* it writes the call as text, which is run all the same */
  SP_MODEL_CALLS_NATIVE,
} SpModelCalls;

typedef enum
{
  SP_MODEL_VERDICT_FAILED,  /* it could not be asked */
  SP_MODEL_VERDICT_POOR,    /* it answers, but is no analyst: calls no tool, or does not read what came out */
  SP_MODEL_VERDICT_GOOD,
} SpModelVerdict;

/* What a test of a model found. Plain struct, handed over once. */
typedef struct
{
  gint64        date;               /* Unix seconds */
  char         *error;              /* (owned) (nullable) why it could not be asked, in words for people */
  SpModelCalls  calls;
  gint64        first_token_ms;     /* until something came, of the first answer */
  double        tokens_per_second;  /* 0: not known */
  gboolean      streams;
  gboolean      reads;              /* it said what the tool had answered */
  gboolean      refuses_tools;      /* the server takes no request that offers tools */
} SpModelOutcome;

SpModelOutcome *sp_model_outcome_new         (void);
void            sp_model_outcome_free        (SpModelOutcome       *self);
SpModelOutcome *sp_model_outcome_from_json   (JsonObject           *json);
JsonObject     *sp_model_outcome_to_json     (const SpModelOutcome *self);
SpModelVerdict  sp_model_outcome_get_verdict (const SpModelOutcome *self);
char           *sp_model_outcome_dup_words   (const SpModelOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpModelOutcome, sp_model_outcome_free)

G_END_DECLS
