/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* One response (run) of an agent: the state machine uploading → queued → running → completed | failed | incomplete | cancelled.
 * An ended turn never changes its status again. */
#define SP_TYPE_TURN (sp_turn_get_type ())
G_DECLARE_FINAL_TYPE (SpTurn, sp_turn, SP, TURN, GObject)

SpTurn       *sp_turn_new                 (void);
const char   *sp_turn_get_id              (SpTurn       *self);
void          sp_turn_set_id              (SpTurn       *self,
                                           const char   *response_id);
SpTurnStatus  sp_turn_get_status          (SpTurn       *self);
gboolean      sp_turn_is_active           (SpTurn       *self);
/* FALSE, and nothing changes, when the turn has ended. */
gboolean      sp_turn_set_status          (SpTurn       *self,
                                           SpTurnStatus  status);
void          sp_turn_fail                (SpTurn       *self,
                                           const char   *code,
                                           const char   *message);
const char   *sp_turn_get_error_code      (SpTurn       *self);
const char   *sp_turn_get_error_message   (SpTurn       *self);
gint64        sp_turn_get_started         (SpTurn       *self);
/* The last sequence number seen in its stream, or -1. */
gint64        sp_turn_get_sequence        (SpTurn       *self);
void          sp_turn_set_sequence        (SpTurn       *self,
                                           gint64        sequence);
gint64        sp_turn_get_input_tokens    (SpTurn       *self);
gint64        sp_turn_get_output_tokens   (SpTurn       *self);
void          sp_turn_set_usage           (SpTurn       *self,
                                           gint64        input_tokens,
                                           gint64        output_tokens);

G_END_DECLS
