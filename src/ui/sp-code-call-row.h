/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_CODE_CALL_ROW (sp_code_call_row_get_type ())
G_DECLARE_FINAL_TYPE (SpCodeCallRow, sp_code_call_row, SP, CODE_CALL_ROW, AdwBin)

GtkWidget *sp_code_call_row_new      (void);
SpItem    *sp_code_call_row_get_item (SpCodeCallRow *self);
void       sp_code_call_row_set_item (SpCodeCallRow *self,
                                      SpItem        *item);

G_END_DECLS
