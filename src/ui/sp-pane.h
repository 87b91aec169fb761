/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-view-state.h"

G_BEGIN_DECLS

/* The pane at the right, one page of it at a time. Properties "view-state" and "width", the natural one. */
#define SP_TYPE_PANE (sp_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpPane, sp_pane, SP, PANE, GtkWidget)

GtkWidget   *sp_pane_new            (void);
SpViewState *sp_pane_get_view_state (SpPane      *self);
void         sp_pane_set_view_state (SpPane      *self,
                                     SpViewState *view_state);
int          sp_pane_get_width      (SpPane      *self);
void         sp_pane_set_width      (SpPane      *self,
                                     int          width);

G_END_DECLS
