/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-backend.h"

G_BEGIN_DECLS

/* Drives one turn to its end: uploads → conversation → response → stream, through broken connections, and its stop. */
#define SP_TYPE_TURN_RUNNER (sp_turn_runner_get_type ())
G_DECLARE_FINAL_TYPE (SpTurnRunner, sp_turn_runner, SP, TURN_RUNNER, GObject)

SpTurnRunner *sp_turn_runner_new            (SpBackend            *backend,
                                             SpConversation       *conversation,
                                             SpTurn               *turn,
                                             SpMessage            *message);
void          sp_turn_runner_set_base_delay (SpTurnRunner         *self,
                                             guint                 milliseconds);
void          sp_turn_runner_run_async      (SpTurnRunner         *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean      sp_turn_runner_run_finish     (SpTurnRunner         *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void          sp_turn_runner_stop           (SpTurnRunner         *self);
void          sp_turn_runner_leave          (SpTurnRunner         *self);

G_END_DECLS
