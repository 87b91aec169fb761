/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A picture that can be zoomed about the pointer and dragged. It either fits
 * its place or has a zoom of its own. Owned by an SpImagePreview; main thread. */

#include "config.h"

#include "ui/sp-image-view.h"

#define MIN_ZOOM 0.01
#define MAX_ZOOM 32.0

/* Of the squares that are seen through a transparent picture. */
#define CHECK_SIZE 10

struct _SpImageView
{
  GtkWidget   parent_instance;

  GdkTexture *texture;
  double      width;       /* of the picture itself, which the texture may show smaller */
  double      height;
  double      zoom;
  double      x;           /* where its corner lies in the widget */
  double      y;
  double      drag_x;
  double      drag_y;
  double      pinch_zoom;
  double      pointer_x;
  double      pointer_y;

  guint       fits : 1;
};

G_DEFINE_FINAL_TYPE (SpImageView, sp_image_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZOOM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* A picture that is smaller than its place is in the middle, a larger one
 * leaves no gap. */
static double
place_side (double place,
            double side,
            double position)
{
  if (side <= place)
    return (place - side) / 2;

  return CLAMP (position, place - side, 0);
}

static void
sp_image_view_place (SpImageView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double zoom = self->zoom;

  if (self->texture == NULL || width <= 0 || height <= 0)
    return;

  if (self->fits)
    zoom = MIN (1, MIN (width / self->width, height / self->height));
  self->x = place_side (width, self->width * zoom, self->x);
  self->y = place_side (height, self->height * zoom, self->y);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  if (zoom != self->zoom)
    {
      self->zoom = zoom;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
    }
}

static void
sp_image_view_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  sp_image_view_place (SP_IMAGE_VIEW (widget));
}

static void
snapshot_checks (GtkSnapshot           *snapshot,
                 const graphene_rect_t *bounds)
{
  static const GdkRGBA light = { 0.93f, 0.93f, 0.93f, 1 };
  static const GdkRGBA dark = { 0.82f, 0.82f, 0.82f, 1 };
  graphene_rect_t tile = GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y, 2 * CHECK_SIZE, 2 * CHECK_SIZE);

  gtk_snapshot_append_color (snapshot, &light, bounds);
  gtk_snapshot_push_repeat (snapshot, bounds, &tile);
  gtk_snapshot_append_color (snapshot, &dark,
                             &GRAPHENE_RECT_INIT (tile.origin.x, tile.origin.y, CHECK_SIZE, CHECK_SIZE));
  gtk_snapshot_append_color (snapshot, &dark,
                             &GRAPHENE_RECT_INIT (tile.origin.x + CHECK_SIZE, tile.origin.y + CHECK_SIZE,
                                                  CHECK_SIZE, CHECK_SIZE));
  gtk_snapshot_pop (snapshot);
}

static void
sp_image_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  SpImageView *self = SP_IMAGE_VIEW (widget);
  graphene_rect_t view;
  graphene_rect_t place;
  graphene_rect_t seen;

  if (self->texture == NULL)
    return;

  graphene_rect_init (&view, 0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  sp_image_view_get_place (self, &place);
  if (!graphene_rect_intersection (&view, &place, &seen))
    return;

  gtk_snapshot_push_clip (snapshot, &view);
  snapshot_checks (snapshot, &seen);
  gtk_snapshot_append_texture (snapshot, self->texture, &place);
  gtk_snapshot_pop (snapshot);
}

static void
motion_cb (SpImageView *self,
           double       x,
           double       y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
scroll_cb (SpImageView              *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean is_wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;

  if ((state & GDK_CONTROL_MASK) != 0)
    sp_image_view_zoom_at (self, is_wheel ? (dy < 0 ? 1.25 : 0.8) : 1 - dy / 100,
                           self->pointer_x, self->pointer_y);
  else
    sp_image_view_pan (self, -dx * (is_wheel ? 40 : 1), -dy * (is_wheel ? 40 : 1));

  return TRUE;
}

static void
drag_begin_cb (SpImageView *self,
               double       x,
               double       y)
{
  self->drag_x = self->x;
  self->drag_y = self->y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_update_cb (SpImageView *self,
                double       dx,
                double       dy)
{
  sp_image_view_pan (self, self->drag_x + dx - self->x, self->drag_y + dy - self->y);
}

static void
drag_end_cb (SpImageView *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static void
pinch_begin_cb (SpImageView *self)
{
  self->pinch_zoom = self->zoom;
}

static void
pinch_cb (SpImageView *self,
          double       scale,
          GtkGesture  *gesture)
{
  double x = self->pointer_x;
  double y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  sp_image_view_zoom_at (self, self->pinch_zoom * scale / self->zoom, x, y);
}

static void
sp_image_view_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, sp_image_view_get_zoom (SP_IMAGE_VIEW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_image_view_dispose (GObject *object)
{
  g_clear_object (&SP_IMAGE_VIEW (object)->texture);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_IMAGE_VIEW);

  G_OBJECT_CLASS (sp_image_view_parent_class)->dispose (object);
}

static void
sp_image_view_class_init (SpImageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_image_view_dispose;
  object_class->get_property = sp_image_view_get_property;
  widget_class->size_allocate = sp_image_view_size_allocate;
  widget_class->snapshot = sp_image_view_snapshot;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, MAX_ZOOM, 1,
                                               (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-image-view.ui");
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sp_image_view_init (SpImageView *self)
{
  self->zoom = 1;
  self->fits = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_image_view_new:
 *
 * Returns: (transfer floating): a view without a picture
 */
GtkWidget *
sp_image_view_new (void)
{
  return g_object_new (SP_TYPE_IMAGE_VIEW, NULL);
}

/**
 * sp_image_view_get_texture:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the picture
 */
GdkTexture *
sp_image_view_get_texture (SpImageView *self)
{
  g_return_val_if_fail (SP_IS_IMAGE_VIEW (self), NULL);

  return self->texture;
}

/**
 * sp_image_view_set_texture:
 * @self: a view
 * @texture: (nullable): a picture
 * @width: how wide the picture itself is; the texture may be smaller
 * @height: how high it is
 *
 * Shows a picture so that it fits.
 */
void
sp_image_view_set_texture (SpImageView *self,
                           GdkTexture  *texture,
                           guint        width,
                           guint        height)
{
  g_return_if_fail (SP_IS_IMAGE_VIEW (self));
  g_return_if_fail (texture == NULL || (width > 0 && height > 0));

  g_set_object (&self->texture, texture);
  self->width = width;
  self->height = height;
  sp_image_view_fit (self);
}

/**
 * sp_image_view_get_zoom:
 * @self: a view
 *
 * Returns: how many pixels of the screen one of the picture takes
 */
double
sp_image_view_get_zoom (SpImageView *self)
{
  g_return_val_if_fail (SP_IS_IMAGE_VIEW (self), 1);

  return self->zoom;
}

/**
 * sp_image_view_get_fits:
 * @self: a view
 *
 * Returns: whether the zoom follows the view's size
 */
gboolean
sp_image_view_get_fits (SpImageView *self)
{
  g_return_val_if_fail (SP_IS_IMAGE_VIEW (self), FALSE);

  return self->fits;
}

/**
 * sp_image_view_zoom_at:
 * @self: a view
 * @factor: how much larger
 * @x: a point in the view
 * @y: a point in the view
 *
 * Zooms so that what is at the point stays there.
 */
void
sp_image_view_zoom_at (SpImageView *self,
                       double       factor,
                       double       x,
                       double       y)
{
  double zoom;

  g_return_if_fail (SP_IS_IMAGE_VIEW (self));

  zoom = CLAMP (self->zoom * factor, MIN_ZOOM, MAX_ZOOM);
  if (self->texture == NULL || zoom == self->zoom)
    return;

  self->fits = FALSE;
  self->x = x - (x - self->x) * zoom / self->zoom;
  self->y = y - (y - self->y) * zoom / self->zoom;
  self->zoom = zoom;
  sp_image_view_place (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/**
 * sp_image_view_zoom_by:
 * @self: a view
 * @factor: how much larger
 *
 * Zooms about the middle.
 */
void
sp_image_view_zoom_by (SpImageView *self,
                       double       factor)
{
  g_return_if_fail (SP_IS_IMAGE_VIEW (self));

  sp_image_view_zoom_at (self, factor,
                         gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                         gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

/**
 * sp_image_view_zoom_to:
 * @self: a view
 * @zoom: pixels of the screen for one of the picture
 *
 * Zooms about the middle.
 */
void
sp_image_view_zoom_to (SpImageView *self,
                       double       zoom)
{
  g_return_if_fail (SP_IS_IMAGE_VIEW (self));

  sp_image_view_zoom_by (self, zoom / self->zoom);
}

/**
 * sp_image_view_fit:
 * @self: a view
 *
 * Shows the whole picture, never larger than it is, whatever the view's size.
 */
void
sp_image_view_fit (SpImageView *self)
{
  g_return_if_fail (SP_IS_IMAGE_VIEW (self));

  self->fits = TRUE;
  sp_image_view_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sp_image_view_pan:
 * @self: a view
 * @dx: how far to the right
 * @dy: how far down
 *
 * Moves a picture that is larger than the view, as far as its edges.
 */
void
sp_image_view_pan (SpImageView *self,
                   double       dx,
                   double       dy)
{
  g_return_if_fail (SP_IS_IMAGE_VIEW (self));

  self->x += dx;
  self->y += dy;
  sp_image_view_place (self);
}

/**
 * sp_image_view_get_place:
 * @self: a view
 * @place: (out): where the picture lies in the view
 *
 * For drawing, and for tests.
 */
void
sp_image_view_get_place (SpImageView     *self,
                         graphene_rect_t *place)
{
  g_return_if_fail (SP_IS_IMAGE_VIEW (self));
  g_return_if_fail (place != NULL);

  graphene_rect_init (place, self->x, self->y, self->width * self->zoom, self->height * self->zoom);
}
