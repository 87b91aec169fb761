/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-file.h"

G_BEGIN_DECLS

#define SP_TYPE_FILE_CARD (sp_file_card_get_type ())
G_DECLARE_FINAL_TYPE (SpFileCard, sp_file_card, SP, FILE_CARD, AdwBin)

GtkWidget *sp_file_card_new      (void);
SpFile    *sp_file_card_get_file (SpFileCard *self);
void       sp_file_card_set_file (SpFileCard *self,
                                  SpFile     *file);

G_END_DECLS
