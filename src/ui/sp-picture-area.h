/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_PICTURE_AREA (sp_picture_area_get_type ())
G_DECLARE_FINAL_TYPE (SpPictureArea, sp_picture_area, SP, PICTURE_AREA, GtkWidget)

GdkPaintable *sp_picture_area_get_paintable (SpPictureArea *self);
void          sp_picture_area_set_paintable (SpPictureArea *self,
                                             GdkPaintable  *paintable);
void          sp_picture_area_set_size      (SpPictureArea *self,
                                             guint          width,
                                             guint          height);

G_END_DECLS
