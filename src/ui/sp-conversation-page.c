/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The middle of the window: the open conversation, what its turn does, the composer, and a banner while the place where
 * agents run is out of reach. Owned by the window, main thread. */

#include "config.h"

#include "ui/sp-conversation-page.h"

#include <glib/gi18n.h>

#include "ui/sp-conversation-view.h"
#include "ui/sp-turn-line.h"
#include "ui/sp-welcome-page.h"

struct _SpConversationPage
{
  GtkWidget parent_instance;

  SpViewState *view_state;
  SpConversation *conversation;  /* (owned) (nullable) the one that is shown */
  GSignalGroup *state_signals;
  GSignalGroup *connection_signals;
  GSignalGroup *conversation_signals;

  GtkRevealer *banner;
  GtkWidget *banner_button;
  GtkLabel *banner_label;
  GtkWidget *box;
  SpComposer *composer;
  AdwHeaderBar *header_bar;
  GtkStack *stack;
  SpTurnLine *turn_line;
  SpConversationView *view;
};

enum
{
  PROP_0,
  PROP_VIEW_STATE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpConversationPage, sp_conversation_page, GTK_TYPE_WIDGET)

static char *
format_title (gpointer    object,
              const char *title)
{
  return g_strdup (title != NULL && *title != '\0' ? title : _("New conversation"));
}

/* Which page of the stack the conversation needs. */
static void
sp_conversation_page_sync (SpConversationPage *self)
{
  guint n_items;

  if (self->conversation == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "loading");
      return;
    }

  n_items = g_list_model_get_n_items (sp_conversation_get_items (self->conversation));
  if (n_items > 0 || sp_conversation_get_busy (self->conversation))
    gtk_stack_set_visible_child_name (self->stack, "items");
  else if (!sp_conversation_get_loaded (self->conversation))
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else
    gtk_stack_set_visible_child_name (self->stack, "welcome");
}

static void
sp_conversation_page_sync_banner (SpConversationPage *self)
{
  g_autoptr(SpConnection) connection = g_signal_group_dup_target (self->connection_signals);
  const char *message;

  if (connection == NULL)
    return;

  message = sp_connection_get_error_message (connection);
  if (message != NULL)
    gtk_label_set_text (self->banner_label, message);
  gtk_widget_set_visible (self->banner_button, sp_connection_get_status (connection) == SP_CONNECTION_FAILED);
  /* Also of a place that is there but lacks something, such as a sandbox. */
  gtk_revealer_set_reveal_child (self->banner, message != NULL);
}

static void
sp_conversation_page_conversation_changed_cb (SpConversationPage *self)
{
  SpConversation *conversation = self->view_state != NULL ? sp_view_state_get_conversation (self->view_state) : NULL;

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (sp_conversation_get_items (self->conversation), sp_conversation_page_sync,
                                          self);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    g_signal_connect_object (sp_conversation_get_items (conversation), "items-changed",
                             G_CALLBACK (sp_conversation_page_sync), self, G_CONNECT_SWAPPED);

  g_signal_group_set_target (self->conversation_signals, conversation);
  sp_conversation_view_set_conversation (self->view, conversation);
  sp_turn_line_set_conversation (self->turn_line, conversation);
  sp_conversation_page_sync (self);
}

/* It asks for no more width than it needs, so that the pane beside it gets what the person has dragged it to; it is
 * given all the rest. */
static void
sp_conversation_page_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  SpConversationPage *self = SP_CONVERSATION_PAGE (widget);

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = *minimum;
}

static void
sp_conversation_page_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  gtk_widget_allocate (SP_CONVERSATION_PAGE (widget)->box, width, height, baseline, NULL);
}

static void
sp_conversation_page_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      g_value_set_object (value, sp_conversation_page_get_view_state (SP_CONVERSATION_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_conversation_page_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      sp_conversation_page_set_view_state (SP_CONVERSATION_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_conversation_page_dispose (GObject *object)
{
  SpConversationPage *self = SP_CONVERSATION_PAGE (object);

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (sp_conversation_get_items (self->conversation), sp_conversation_page_sync,
                                          self);
  g_clear_object (&self->state_signals);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->conversation_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_CONVERSATION_PAGE);
  g_clear_object (&self->conversation);
  g_clear_object (&self->view_state);

  G_OBJECT_CLASS (sp_conversation_page_parent_class)->dispose (object);
}

static void
sp_conversation_page_class_init (SpConversationPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SP_TYPE_COMPOSER);
  g_type_ensure (SP_TYPE_CONVERSATION_VIEW);
  g_type_ensure (SP_TYPE_TURN_LINE);
  g_type_ensure (SP_TYPE_WELCOME_PAGE);

  object_class->dispose = sp_conversation_page_dispose;
  object_class->get_property = sp_conversation_page_get_property;
  object_class->set_property = sp_conversation_page_set_property;
  widget_class->measure = sp_conversation_page_measure;
  widget_class->size_allocate = sp_conversation_page_size_allocate;

  properties[PROP_VIEW_STATE] =
    g_param_spec_object ("view-state", NULL, NULL, SP_TYPE_VIEW_STATE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-conversation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, banner_button);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, banner_label);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, box);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, composer);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, turn_line);
  gtk_widget_class_bind_template_child (widget_class, SpConversationPage, view);
  gtk_widget_class_bind_template_callback (widget_class, format_title);
}

static void
sp_conversation_page_init (SpConversationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->state_signals = g_signal_group_new (SP_TYPE_VIEW_STATE);
  g_signal_group_connect_swapped (self->state_signals, "notify::conversation",
                                  G_CALLBACK (sp_conversation_page_conversation_changed_cb), self);
  self->connection_signals = g_signal_group_new (SP_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->connection_signals, "notify::status",
                                  G_CALLBACK (sp_conversation_page_sync_banner), self);
  g_signal_group_connect_swapped (self->connection_signals, "notify::error-message",
                                  G_CALLBACK (sp_conversation_page_sync_banner), self);
  self->conversation_signals = g_signal_group_new (SP_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::loaded",
                                  G_CALLBACK (sp_conversation_page_sync), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::busy",
                                  G_CALLBACK (sp_conversation_page_sync), self);
}

/**
 * sp_conversation_page_new:
 *
 * Returns: (transfer floating): a page without a conversation
 */
GtkWidget *
sp_conversation_page_new (void)
{
  return g_object_new (SP_TYPE_CONVERSATION_PAGE, NULL);
}

/**
 * sp_conversation_page_get_view_state:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the state of its window
 */
SpViewState *
sp_conversation_page_get_view_state (SpConversationPage *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION_PAGE (self), NULL);

  return self->view_state;
}

/**
 * sp_conversation_page_set_view_state:
 * @self: a page
 * @view_state: (nullable) (transfer none): the state of its window
 */
void
sp_conversation_page_set_view_state (SpConversationPage *self,
                                     SpViewState        *view_state)
{
  SpConnection *connection = NULL;

  g_return_if_fail (SP_IS_CONVERSATION_PAGE (self));
  g_return_if_fail (view_state == NULL || SP_IS_VIEW_STATE (view_state));

  if (!g_set_object (&self->view_state, view_state))
    return;

  if (view_state != NULL)
    connection = sp_workspace_get_connection (sp_view_state_get_workspace (view_state));
  g_signal_group_set_target (self->state_signals, view_state);
  g_signal_group_set_target (self->connection_signals, connection);
  sp_composer_set_view_state (self->composer, view_state);
  sp_conversation_page_conversation_changed_cb (self);
  sp_conversation_page_sync_banner (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW_STATE]);
}

/**
 * sp_conversation_page_get_composer:
 * @self: a page
 *
 * Returns: (transfer none): where its next message is written
 */
SpComposer *
sp_conversation_page_get_composer (SpConversationPage *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION_PAGE (self), NULL);

  return self->composer;
}

/**
 * sp_conversation_page_set_title_buttons:
 * @self: a page
 * @start: whether its header bar begins the window
 * @end: whether its header bar ends the window
 *
 * Shows the window's buttons where they belong while other columns come and go.
 */
void
sp_conversation_page_set_title_buttons (SpConversationPage *self,
                                        gboolean            start,
                                        gboolean            end)
{
  g_return_if_fail (SP_IS_CONVERSATION_PAGE (self));

  adw_header_bar_set_show_start_title_buttons (self->header_bar, start);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, end);
}

/**
 * sp_conversation_page_jump_to_latest:
 * @self: a page
 *
 * Shows the newest item.
 */
void
sp_conversation_page_jump_to_latest (SpConversationPage *self)
{
  g_return_if_fail (SP_IS_CONVERSATION_PAGE (self));

  sp_conversation_view_jump_to_latest (self->view);
}
