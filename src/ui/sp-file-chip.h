/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-file.h"

G_BEGIN_DECLS

/* A file of the draft in the composer. Property "file".
 * Signals: "removed", "retried", "wrapped": the person asked for it. */
#define SP_TYPE_FILE_CHIP (sp_file_chip_get_type ())
G_DECLARE_FINAL_TYPE (SpFileChip, sp_file_chip, SP, FILE_CHIP, AdwBin)

GtkWidget *sp_file_chip_new      (SpFile     *file);
SpFile    *sp_file_chip_get_file (SpFileChip *self);

G_END_DECLS
