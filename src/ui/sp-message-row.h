/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_MESSAGE_ROW (sp_message_row_get_type ())
G_DECLARE_FINAL_TYPE (SpMessageRow, sp_message_row, SP, MESSAGE_ROW, AdwBin)

GtkWidget *sp_message_row_new      (void);
SpItem    *sp_message_row_get_item (SpMessageRow *self);
void       sp_message_row_set_item (SpMessageRow *self,
                                    SpItem       *item);

G_END_DECLS
