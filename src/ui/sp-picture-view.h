/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-file.h"

G_BEGIN_DECLS

#define SP_TYPE_PICTURE_VIEW (sp_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (SpPictureView, sp_picture_view, SP, PICTURE_VIEW, AdwBin)

GtkWidget  *sp_picture_view_new       (void);
GBytes     *sp_picture_view_get_bytes (SpPictureView *self);
void        sp_picture_view_set_bytes (SpPictureView *self,
                                       GBytes        *bytes);
SpFile     *sp_picture_view_get_file  (SpPictureView *self);
void        sp_picture_view_set_file  (SpPictureView *self,
                                       SpFile        *file);

G_END_DECLS
