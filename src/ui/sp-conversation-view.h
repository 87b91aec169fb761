/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-conversation.h"

G_BEGIN_DECLS

/* The items of a conversation, following the newest. Property "conversation". */
#define SP_TYPE_CONVERSATION_VIEW (sp_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (SpConversationView, sp_conversation_view, SP, CONVERSATION_VIEW, AdwBin)

GtkWidget      *sp_conversation_view_new              (void);
SpConversation *sp_conversation_view_get_conversation (SpConversationView *self);
void            sp_conversation_view_set_conversation (SpConversationView *self,
                                                       SpConversation     *conversation);
void            sp_conversation_view_jump_to_latest   (SpConversationView *self);

G_END_DECLS
