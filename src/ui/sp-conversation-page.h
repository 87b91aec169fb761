/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-composer.h"
#include "ui/sp-view-state.h"

G_BEGIN_DECLS

/* The middle of the window. Property "view-state". */
#define SP_TYPE_CONVERSATION_PAGE (sp_conversation_page_get_type ())
G_DECLARE_FINAL_TYPE (SpConversationPage, sp_conversation_page, SP, CONVERSATION_PAGE, GtkWidget)

GtkWidget   *sp_conversation_page_new               (void);
SpViewState *sp_conversation_page_get_view_state    (SpConversationPage *self);
void         sp_conversation_page_set_view_state    (SpConversationPage *self,
                                                     SpViewState        *view_state);
SpComposer  *sp_conversation_page_get_composer      (SpConversationPage *self);
void         sp_conversation_page_set_title_buttons (SpConversationPage *self,
                                                     gboolean            start,
                                                     gboolean            end);
void         sp_conversation_page_jump_to_latest    (SpConversationPage *self);

G_END_DECLS
