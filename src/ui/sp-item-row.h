/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_ITEM_ROW (sp_item_row_get_type ())
G_DECLARE_FINAL_TYPE (SpItemRow, sp_item_row, SP, ITEM_ROW, AdwBin)

GtkWidget *sp_item_row_new      (void);
SpItem    *sp_item_row_get_item (SpItemRow *self);
void       sp_item_row_set_item (SpItemRow *self,
                                 SpItem    *item);

G_END_DECLS
