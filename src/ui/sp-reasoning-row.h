/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_REASONING_ROW (sp_reasoning_row_get_type ())
G_DECLARE_FINAL_TYPE (SpReasoningRow, sp_reasoning_row, SP, REASONING_ROW, AdwBin)

GtkWidget *sp_reasoning_row_new      (void);
SpItem    *sp_reasoning_row_get_item (SpReasoningRow *self);
void       sp_reasoning_row_set_item (SpReasoningRow *self,
                                      SpItem         *item);

G_END_DECLS
