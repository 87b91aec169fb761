/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The pane at the right of the window: the conversation's files, its session, or a preview. Owned by the window, main thread. Its
 * natural width is what the person dragged its edge to; less is given where there is less, so that the flap around it
 * still folds down to the width of a phone. */

#include "config.h"

#include "ui/sp-pane.h"

#include "ui/sp-files-pane.h"
#include "ui/sp-preview-pane.h"
#include "ui/sp-session-pane.h"

#define MIN_WIDTH 300
#define MAX_WIDTH 2000

struct _SpPane
{
  GtkWidget parent_instance;

  SpViewState *view_state;
  GBindingGroup *bindings;
  int width;

  SpFilesPane *files_pane;
  GtkWidget *handle;
  GtkWidget *overlay;
  SpPreviewPane *preview_pane;
  SpSessionPane *session_pane;
  AdwViewStack *stack;

  guint folded : 1;
};

enum
{
  PROP_0,
  PROP_FOLDED,
  PROP_VIEW_STATE,
  PROP_WIDTH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpPane, sp_pane, GTK_TYPE_WIDGET)

/* The page, in both directions; a page that this version does not have is passed over. */
static void
sp_pane_sync_page (SpPane *self)
{
  const char *page = sp_view_state_get_pane_page (self->view_state);

  if (adw_view_stack_get_child_by_name (self->stack, page) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, page);
}

/* The preview shows an output or else a file, or nothing. */
static void
sp_pane_sync_preview (SpPane *self)
{
  SpOutput *output = sp_view_state_get_preview_output (self->view_state);

  if (self->preview_pane == NULL)
    return;

  if (output != NULL)
    sp_preview_pane_show_output (self->preview_pane, output);
  else
    sp_preview_pane_set_file (self->preview_pane, sp_view_state_get_preview_file (self->view_state));
}

static void
page_changed_cb (SpPane *self)
{
  const char *page = self->stack != NULL ? adw_view_stack_get_visible_child_name (self->stack) : NULL;

  if (self->view_state != NULL && page != NULL)
    sp_view_state_set_pane_page (self->view_state, page);
}

/* The edge follows the pointer; its distance from the other edge is the width, whichever way the text runs. */
static void
drag_update_cb (SpPane         *self,
                double          offset_x,
                double          offset_y,
                GtkGestureDrag *gesture)
{
  double start_x;
  double start_y;
  double x;
  double y;

  gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y);
  if (!gtk_widget_translate_coordinates (self->handle, GTK_WIDGET (self), start_x + offset_x, start_y, &x, &y))
    return;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    sp_pane_set_width (self, (int) x);
  else
    sp_pane_set_width (self, gtk_widget_get_width (GTK_WIDGET (self)) - (int) x);
}

static void
sp_pane_close_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  SpPane *self = SP_PANE (widget);

  if (self->view_state != NULL)
    sp_view_state_set_show_pane (self->view_state, FALSE);
}

static void
sp_pane_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  SpPane *self = SP_PANE (widget);

  gtk_widget_measure (self->overlay, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;

  *minimum = MAX (*minimum, MIN_WIDTH);
  *natural = MAX (*minimum, self->width);
}

static void
sp_pane_size_allocate (GtkWidget *widget,
                       int        width,
                       int        height,
                       int        baseline)
{
  gtk_widget_allocate (SP_PANE (widget)->overlay, width, height, baseline, NULL);
}

static void
sp_pane_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  SpPane *self = SP_PANE (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    case PROP_VIEW_STATE:
      g_value_set_object (value, sp_pane_get_view_state (self));
      break;
    case PROP_WIDTH:
      g_value_set_int (value, sp_pane_get_width (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_pane_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  SpPane *self = SP_PANE (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      if (self->folded != g_value_get_boolean (value))
        {
          self->folded = g_value_get_boolean (value);
          gtk_widget_set_visible (self->handle, !self->folded);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    case PROP_VIEW_STATE:
      sp_pane_set_view_state (self, g_value_get_object (value));
      break;
    case PROP_WIDTH:
      sp_pane_set_width (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_pane_disconnect (SpPane *self)
{
  g_signal_handlers_disconnect_by_func (self->view_state, sp_pane_sync_page, self);
  g_signal_handlers_disconnect_by_func (self->view_state, sp_pane_sync_preview, self);
}

static void
sp_pane_dispose (GObject *object)
{
  SpPane *self = SP_PANE (object);

  if (self->view_state != NULL)
    sp_pane_disconnect (self);
  g_clear_object (&self->view_state);
  g_clear_object (&self->bindings);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_PANE);

  G_OBJECT_CLASS (sp_pane_parent_class)->dispose (object);
}

static void
sp_pane_class_init (SpPaneClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_pane_dispose;
  object_class->get_property = sp_pane_get_property;
  object_class->set_property = sp_pane_set_property;
  widget_class->measure = sp_pane_measure;
  widget_class->size_allocate = sp_pane_size_allocate;

  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, flags);
  properties[PROP_VIEW_STATE] = g_param_spec_object ("view-state", NULL, NULL, SP_TYPE_VIEW_STATE, flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, MIN_WIDTH, MAX_WIDTH, 420, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_FILES_PANE);
  g_type_ensure (SP_TYPE_PREVIEW_PANE);
  g_type_ensure (SP_TYPE_SESSION_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, SpPane, files_pane);
  gtk_widget_class_bind_template_child (widget_class, SpPane, handle);
  gtk_widget_class_bind_template_child (widget_class, SpPane, overlay);
  gtk_widget_class_bind_template_child (widget_class, SpPane, preview_pane);
  gtk_widget_class_bind_template_child (widget_class, SpPane, session_pane);
  gtk_widget_class_bind_template_child (widget_class, SpPane, stack);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_install_action (widget_class, "pane.close", NULL, sp_pane_close_action);
}

static void
sp_pane_init (SpPane *self)
{
  self->width = 420;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "conversation", self->files_pane, "conversation", G_BINDING_SYNC_CREATE);
}

/**
 * sp_pane_new:
 *
 * Returns: (transfer floating): a pane without a state
 */
GtkWidget *
sp_pane_new (void)
{
  return g_object_new (SP_TYPE_PANE, NULL);
}

/**
 * sp_pane_get_view_state:
 * @self: a pane
 *
 * Returns: (transfer none) (nullable): the state of its window
 */
SpViewState *
sp_pane_get_view_state (SpPane *self)
{
  g_return_val_if_fail (SP_IS_PANE (self), NULL);

  return self->view_state;
}

/**
 * sp_pane_set_view_state:
 * @self: a pane
 * @view_state: (nullable) (transfer none): the state of its window
 */
void
sp_pane_set_view_state (SpPane      *self,
                        SpViewState *view_state)
{
  g_return_if_fail (SP_IS_PANE (self));
  g_return_if_fail (view_state == NULL || SP_IS_VIEW_STATE (view_state));

  if (self->view_state == view_state)
    return;

  if (self->view_state != NULL)
    sp_pane_disconnect (self);
  g_set_object (&self->view_state, view_state);
  g_binding_group_set_source (self->bindings, view_state);
  sp_session_pane_set_view_state (self->session_pane, view_state);
  if (view_state != NULL)
    {
      g_signal_connect_object (view_state, "notify::pane-page", G_CALLBACK (sp_pane_sync_page), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (view_state, "notify::preview-file", G_CALLBACK (sp_pane_sync_preview), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (view_state, "notify::preview-output", G_CALLBACK (sp_pane_sync_preview), self,
                               G_CONNECT_SWAPPED);
      sp_pane_sync_page (self);
      sp_pane_sync_preview (self);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW_STATE]);
}

/**
 * sp_pane_get_width:
 * @self: a pane
 *
 * Returns: how wide it would like to be
 */
int
sp_pane_get_width (SpPane *self)
{
  g_return_val_if_fail (SP_IS_PANE (self), 0);

  return self->width;
}

/**
 * sp_pane_set_width:
 * @self: a pane
 * @width: how wide it would like to be; brought into its bounds
 */
void
sp_pane_set_width (SpPane *self,
                   int     width)
{
  g_return_if_fail (SP_IS_PANE (self));

  width = CLAMP (width, MIN_WIDTH, MAX_WIDTH);
  if (self->width == width)
    return;

  self->width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
}
