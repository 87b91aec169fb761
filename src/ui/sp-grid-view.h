/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-grid.h"

G_BEGIN_DECLS

#define SP_TYPE_GRID_VIEW (sp_grid_view_get_type ())
G_DECLARE_FINAL_TYPE (SpGridView, sp_grid_view, SP, GRID_VIEW, AdwBin)

GtkWidget *sp_grid_view_new      (void);
SpGrid    *sp_grid_view_get_grid (SpGridView *self);
void       sp_grid_view_set_grid (SpGridView *self,
                                  SpGrid     *grid);

G_END_DECLS
