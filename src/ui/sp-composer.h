/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-view-state.h"

G_BEGIN_DECLS

/* Where the next message is written. Property "view-state". */
#define SP_TYPE_COMPOSER (sp_composer_get_type ())
G_DECLARE_FINAL_TYPE (SpComposer, sp_composer, SP, COMPOSER, AdwBin)

GtkWidget   *sp_composer_new             (void);
SpViewState *sp_composer_get_view_state  (SpComposer  *self);
void         sp_composer_set_view_state  (SpComposer  *self,
                                          SpViewState *view_state);
void         sp_composer_choose_files    (SpComposer  *self);
void         sp_composer_attach_files    (SpComposer  *self,
                                          GListModel  *files);
void         sp_composer_attach_picture  (SpComposer  *self,
                                          GdkTexture  *picture);

G_END_DECLS
