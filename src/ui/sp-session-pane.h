/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-view-state.h"

G_BEGIN_DECLS

/* The sandbox of a conversation: how it is, what it holds, and what can be done with it. Property "view-state". */
#define SP_TYPE_SESSION_PANE (sp_session_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpSessionPane, sp_session_pane, SP, SESSION_PANE, AdwBin)

GtkWidget   *sp_session_pane_new            (void);
SpViewState *sp_session_pane_get_view_state (SpSessionPane        *self);
void         sp_session_pane_set_view_state (SpSessionPane        *self,
                                             SpViewState          *view_state);
/* What the service has said; the pane asks for it by itself while it is visible. */
void         sp_session_pane_take_state     (SpSessionPane        *self,
                                             SpSessionState       *state);
void         sp_session_pane_set_variables  (SpSessionPane        *self,
                                             GListModel           *variables);

G_END_DECLS
