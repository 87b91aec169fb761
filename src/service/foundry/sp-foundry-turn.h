/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"
#include "service/sp-engine.h"

G_BEGIN_DECLS

typedef enum
{
  SP_FOUNDRY_TURN_WAIT,    /* answer with the response when it has ended */
  SP_FOUNDRY_TURN_STREAM,  /* answer with its events */
  SP_FOUNDRY_TURN_WATCH,   /* the same, of one that others may be waiting for */
} SpFoundryTurnMode;

#define SP_TYPE_FOUNDRY_TURN (sp_foundry_turn_get_type ())
G_DECLARE_FINAL_TYPE (SpFoundryTurn, sp_foundry_turn, SP, FOUNDRY_TURN, GObject)

void sp_foundry_turn_follow (SpHttpExchange    *exchange,
                             SpEngine          *engine,
                             SpRun             *run,
                             SpFoundryTurnMode  mode,
                             gboolean           is_stored);
void sp_foundry_turn_resume (SpHttpExchange    *exchange,
                             SpEngine          *engine,
                             const char        *response_id,
                             gint64             after,
                             SpInclude          include);

G_END_DECLS
