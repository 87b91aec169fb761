/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Draws a picture as wide as there is room, never larger than it is, and asks for its height before the picture has been
 * decoded, so that a conversation does not jump when pictures arrive. Owned by the picture view; main thread. */

#include "config.h"

#include "ui/sp-picture-area.h"

/* What a picture may take of the conversation; the preview shows it whole. */
#define MAX_HEIGHT 460
#define MIN_WIDTH 48

struct _SpPictureArea
{
  GtkWidget     parent_instance;

  GdkPaintable *paintable;  /* (nullable) */
  guint         width;      /* of the whole picture; 0: not known */
  guint         height;
};

G_DEFINE_FINAL_TYPE (SpPictureArea, sp_picture_area, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PAINTABLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static int
natural_width (SpPictureArea *self)
{
  double scale;

  if (self->width == 0)
    return MIN_WIDTH;
  scale = MIN (1.0, (double) MAX_HEIGHT / self->height);
  return MAX (1, (int) (self->width * scale));
}

static int
height_for_width (SpPictureArea *self,
                  int            width)
{
  if (self->width == 0)
    return MIN_WIDTH;
  if (width < 0)
    width = natural_width (self);
  width = MIN (width, natural_width (self));
  return MAX (1, (int) ((double) width * self->height / self->width + 0.5));
}

static GtkSizeRequestMode
sp_picture_area_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sp_picture_area_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  SpPictureArea *self = SP_PICTURE_AREA (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = natural_width (self);
      *minimum = MIN (*natural, MIN_WIDTH);
    }
  else
    *minimum = *natural = height_for_width (self, for_size);
}

static void
sp_picture_area_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  SpPictureArea *self = SP_PICTURE_AREA (widget);
  int width = MIN (gtk_widget_get_width (widget), natural_width (self));

  if (self->paintable != NULL)
    gdk_paintable_snapshot (self->paintable, snapshot, width, height_for_width (self, width));
}

static void
sp_picture_area_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpPictureArea *self = SP_PICTURE_AREA (object);

  switch (prop_id)
    {
    case PROP_PAINTABLE:
      g_value_set_object (value, sp_picture_area_get_paintable (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_picture_area_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpPictureArea *self = SP_PICTURE_AREA (object);

  switch (prop_id)
    {
    case PROP_PAINTABLE:
      sp_picture_area_set_paintable (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_picture_area_dispose (GObject *object)
{
  g_clear_object (&SP_PICTURE_AREA (object)->paintable);

  G_OBJECT_CLASS (sp_picture_area_parent_class)->dispose (object);
}

static void
sp_picture_area_class_init (SpPictureAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_picture_area_get_property;
  object_class->set_property = sp_picture_area_set_property;
  object_class->dispose = sp_picture_area_dispose;

  widget_class->get_request_mode = sp_picture_area_get_request_mode;
  widget_class->measure = sp_picture_area_measure;
  widget_class->snapshot = sp_picture_area_snapshot;

  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "picture-area");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sp_picture_area_init (SpPictureArea *self)
{
}

/**
 * sp_picture_area_get_paintable:
 * @self: a picture area
 *
 * Returns: (transfer none) (nullable): what it draws
 */
GdkPaintable *
sp_picture_area_get_paintable (SpPictureArea *self)
{
  g_return_val_if_fail (SP_IS_PICTURE_AREA (self), NULL);

  return self->paintable;
}

/**
 * sp_picture_area_set_paintable:
 * @self: a picture area
 * @paintable: (nullable): what to draw
 *
 * Sets the picture; it is stretched to the size that was told before.
 */
void
sp_picture_area_set_paintable (SpPictureArea *self,
                               GdkPaintable  *paintable)
{
  g_return_if_fail (SP_IS_PICTURE_AREA (self));

  if (!g_set_object (&self->paintable, paintable))
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAINTABLE]);
}

/**
 * sp_picture_area_set_size:
 * @self: a picture area
 * @width: pixels, or 0 when not known yet
 * @height: pixels
 *
 * Tells how large the whole picture is.
 */
void
sp_picture_area_set_size (SpPictureArea *self,
                          guint          width,
                          guint          height)
{
  g_return_if_fail (SP_IS_PICTURE_AREA (self));

  if (self->width == width && self->height == height)
    return;
  self->width = width;
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
