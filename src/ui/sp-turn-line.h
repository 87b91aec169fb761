/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-conversation.h"

G_BEGIN_DECLS

/* What a conversation's turn is doing, in words. Property "conversation". */
#define SP_TYPE_TURN_LINE (sp_turn_line_get_type ())
G_DECLARE_FINAL_TYPE (SpTurnLine, sp_turn_line, SP, TURN_LINE, GtkWidget)

GtkWidget      *sp_turn_line_new              (void);
SpConversation *sp_turn_line_get_conversation (SpTurnLine     *self);
void            sp_turn_line_set_conversation (SpTurnLine     *self,
                                               SpConversation *conversation);
const char     *sp_turn_line_get_text         (SpTurnLine     *self);

G_END_DECLS
