/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-file.h"
#include "model/sp-output.h"

G_BEGIN_DECLS

/* Shows one file, or one output of a code call, in the way that suits it. Properties, notified: "file". */
#define SP_TYPE_PREVIEW_PANE (sp_preview_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpPreviewPane, sp_preview_pane, SP, PREVIEW_PANE, AdwBin)

GtkWidget  *sp_preview_pane_new         (void);
SpFile     *sp_preview_pane_get_file    (SpPreviewPane *self);
void        sp_preview_pane_set_file    (SpPreviewPane *self,
                                         SpFile        *file);
void        sp_preview_pane_show_output (SpPreviewPane *self,
                                         SpOutput      *output);
const char *sp_preview_pane_get_page    (SpPreviewPane *self);

G_END_DECLS
