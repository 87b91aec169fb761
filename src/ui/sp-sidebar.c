/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The conversations, newest first, with a search in their titles. Owned by the window, main thread. The selected one is
 * the view state's conversation, in both directions; a search that hides it does not close it. */

#include "config.h"

#include "ui/sp-sidebar.h"

#include "ui/sp-conversation-row.h"

struct _SpSidebar
{
  AdwBin parent_instance;

  SpViewState *view_state;
  GSignalGroup *state_signals;

  GtkFilterListModel *filtered;
  GtkListView *list_view;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkSingleSelection *selection;
  GtkStack *stack;

  guint syncing : 1;
};

enum
{
  PROP_0,
  PROP_VIEW_STATE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpSidebar, sp_sidebar, ADW_TYPE_BIN)

/* Selects the open conversation where the list shows it, and says so when the list is empty. */
static void
sp_sidebar_sync (SpSidebar *self)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  SpConversation *open = self->view_state != NULL ? sp_view_state_get_conversation (self->view_state) : NULL;
  guint n_items = g_list_model_get_n_items (model);
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n_items && position == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr(SpConversation) conversation = g_list_model_get_item (model, i);

      if (conversation == open)
        position = i;
    }

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->syncing = FALSE;

  if (n_items > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    gtk_stack_set_visible_child_name (self->stack,
                                      *gtk_editable_get_text (self->search_entry) != '\0' ? "no-match" : "empty");
}

static void
selected_cb (SpSidebar *self)
{
  SpConversation *conversation;

  if (self->syncing || self->view_state == NULL || self->selection == NULL)
    return;

  conversation = gtk_single_selection_get_selected_item (self->selection);
  if (conversation != NULL)
    sp_view_state_set_conversation (self->view_state, conversation);
}

static void
items_changed_cb (SpSidebar *self)
{
  if (self->selection != NULL && self->stack != NULL)
    sp_sidebar_sync (self);
}

/* A click or Return on a row goes to the conversation, also to the one that is already open. */
static void
activate_cb (SpSidebar *self,
             guint      position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-composer", NULL);
}

static void
stop_search_cb (SpSidebar *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

static void
search_activate_cb (SpSidebar *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    activate_cb (self, 0);
}

static void
sp_sidebar_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      g_value_set_object (value, sp_sidebar_get_view_state (SP_SIDEBAR (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_sidebar_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      sp_sidebar_set_view_state (SP_SIDEBAR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_sidebar_dispose (GObject *object)
{
  SpSidebar *self = SP_SIDEBAR (object);

  self->syncing = TRUE;
  g_clear_object (&self->state_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_SIDEBAR);
  g_clear_object (&self->view_state);

  G_OBJECT_CLASS (sp_sidebar_parent_class)->dispose (object);
}

static void
sp_sidebar_class_init (SpSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SP_TYPE_CONVERSATION);
  g_type_ensure (SP_TYPE_CONVERSATION_ROW);

  object_class->dispose = sp_sidebar_dispose;
  object_class->get_property = sp_sidebar_get_property;
  object_class->set_property = sp_sidebar_set_property;

  properties[PROP_VIEW_STATE] =
    g_param_spec_object ("view-state", NULL, NULL, SP_TYPE_VIEW_STATE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SpSidebar, filtered);
  gtk_widget_class_bind_template_child (widget_class, SpSidebar, list_view);
  gtk_widget_class_bind_template_child (widget_class, SpSidebar, search_bar);
  gtk_widget_class_bind_template_child (widget_class, SpSidebar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SpSidebar, selection);
  gtk_widget_class_bind_template_child (widget_class, SpSidebar, stack);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, items_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "win.delete-conversation", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "win.delete-conversation", "s", "");
}

static void
sp_sidebar_init (SpSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  self->state_signals = g_signal_group_new (SP_TYPE_VIEW_STATE);
  g_signal_group_connect_swapped (self->state_signals, "notify::conversation", G_CALLBACK (sp_sidebar_sync), self);
  sp_sidebar_sync (self);
}

/**
 * sp_sidebar_new:
 *
 * Returns: (transfer floating): a sidebar without conversations
 */
GtkWidget *
sp_sidebar_new (void)
{
  return g_object_new (SP_TYPE_SIDEBAR, NULL);
}

/**
 * sp_sidebar_get_view_state:
 * @self: a sidebar
 *
 * Returns: (transfer none) (nullable): the state of its window
 */
SpViewState *
sp_sidebar_get_view_state (SpSidebar *self)
{
  g_return_val_if_fail (SP_IS_SIDEBAR (self), NULL);

  return self->view_state;
}

/**
 * sp_sidebar_set_view_state:
 * @self: a sidebar
 * @view_state: (nullable) (transfer none): the state of its window
 *
 * Shows the conversations of the state's workspace.
 */
void
sp_sidebar_set_view_state (SpSidebar   *self,
                           SpViewState *view_state)
{
  GListModel *conversations = NULL;

  g_return_if_fail (SP_IS_SIDEBAR (self));
  g_return_if_fail (view_state == NULL || SP_IS_VIEW_STATE (view_state));

  if (!g_set_object (&self->view_state, view_state))
    return;

  if (view_state != NULL)
    conversations = sp_workspace_get_conversations (sp_view_state_get_workspace (view_state));
  gtk_filter_list_model_set_model (self->filtered, conversations);
  g_signal_group_set_target (self->state_signals, view_state);
  sp_sidebar_sync (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW_STATE]);
}

/**
 * sp_sidebar_start_search:
 * @self: a sidebar
 *
 * Opens the search in the titles and puts the cursor there.
 */
void
sp_sidebar_start_search (SpSidebar *self)
{
  g_return_if_fail (SP_IS_SIDEBAR (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
