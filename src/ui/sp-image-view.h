/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture that can be zoomed and dragged about. "zoom", notified: screen pixels for one of the picture. */
#define SP_TYPE_IMAGE_VIEW (sp_image_view_get_type ())
G_DECLARE_FINAL_TYPE (SpImageView, sp_image_view, SP, IMAGE_VIEW, GtkWidget)

GtkWidget  *sp_image_view_new         (void);
GdkTexture *sp_image_view_get_texture (SpImageView *self);
void        sp_image_view_set_texture (SpImageView *self,
                                       GdkTexture  *texture,
                                       guint        width,
                                       guint        height);
double      sp_image_view_get_zoom    (SpImageView *self);
gboolean    sp_image_view_get_fits    (SpImageView *self);
void        sp_image_view_zoom_to     (SpImageView *self,
                                       double       zoom);
void        sp_image_view_zoom_at     (SpImageView *self,
                                       double       factor,
                                       double       x,
                                       double       y);
void        sp_image_view_zoom_by     (SpImageView *self,
                                       double       factor);
void        sp_image_view_fit         (SpImageView *self);
void        sp_image_view_pan         (SpImageView *self,
                                       double       dx,
                                       double       dy);
void        sp_image_view_get_place   (SpImageView     *self,
                                       graphene_rect_t *place);

G_END_DECLS
