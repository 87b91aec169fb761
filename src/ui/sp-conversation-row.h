/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-conversation.h"

G_BEGIN_DECLS

/* One conversation in the sidebar. Property "conversation". */
#define SP_TYPE_CONVERSATION_ROW (sp_conversation_row_get_type ())
G_DECLARE_FINAL_TYPE (SpConversationRow, sp_conversation_row, SP, CONVERSATION_ROW, AdwBin)

GtkWidget      *sp_conversation_row_new              (void);
SpConversation *sp_conversation_row_get_conversation (SpConversationRow *self);
void            sp_conversation_row_set_conversation (SpConversationRow *self,
                                                      SpConversation    *conversation);

G_END_DECLS
