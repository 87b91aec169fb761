/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-file.h"

G_BEGIN_DECLS

/* For a file that cannot be shown: what it is, why, and what else can be done with it. */
#define SP_TYPE_NO_PREVIEW (sp_no_preview_get_type ())
G_DECLARE_FINAL_TYPE (SpNoPreview, sp_no_preview, SP, NO_PREVIEW, AdwBin)

GtkWidget *sp_no_preview_new      (void);
SpFile    *sp_no_preview_get_file (SpNoPreview *self);
void       sp_no_preview_set_file (SpNoPreview *self,
                                   SpFile      *file,
                                   const char  *reason);

G_END_DECLS
