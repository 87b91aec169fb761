/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-view-state.h"

G_BEGIN_DECLS

/* The list of conversations. Property "view-state". */
#define SP_TYPE_SIDEBAR (sp_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SpSidebar, sp_sidebar, SP, SIDEBAR, AdwBin)

GtkWidget   *sp_sidebar_new            (void);
SpViewState *sp_sidebar_get_view_state (SpSidebar   *self);
void         sp_sidebar_set_view_state (SpSidebar   *self,
                                        SpViewState *view_state);
void         sp_sidebar_start_search   (SpSidebar   *self);

G_END_DECLS
