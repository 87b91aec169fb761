/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_UNKNOWN_ROW (sp_unknown_row_get_type ())
G_DECLARE_FINAL_TYPE (SpUnknownRow, sp_unknown_row, SP, UNKNOWN_ROW, AdwBin)

GtkWidget *sp_unknown_row_new      (void);
SpItem    *sp_unknown_row_get_item (SpUnknownRow *self);
void       sp_unknown_row_set_item (SpUnknownRow *self,
                                    SpItem       *item);

G_END_DECLS
