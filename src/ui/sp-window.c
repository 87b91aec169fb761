/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The window: conversations at the left, one conversation in the middle, a pane at the right; on a narrow screen the
 * sides lie over the middle. Owned by the application, main thread. It holds what the parts share and no logic of a
 * part; its commands are in sp-window-actions.c and sp-window-files.c, drops in sp-window-dnd.c. */

#include "config.h"

#include "ui/sp-window-private.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_SETTINGS,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpWindow, sp_window, ADW_TYPE_APPLICATION_WINDOW)

/* Columns */

/* The window's buttons stand in the first and the last header bar that begin and end the window. */
static void
sync_title_buttons_cb (SpWindow *self)
{
  gboolean sidebar_beside;
  gboolean pane_beside;

  if (self->sidebar_flap == NULL || self->pane_flap == NULL || self->page == NULL)
    return;

  sidebar_beside = adw_flap_get_reveal_flap (self->sidebar_flap) && !adw_flap_get_folded (self->sidebar_flap);
  pane_beside = adw_flap_get_reveal_flap (self->pane_flap) && !adw_flap_get_folded (self->pane_flap);
  sp_conversation_page_set_title_buttons (self->page, !sidebar_beside, !pane_beside);
}

/* A side that folds away goes, and comes back as it was when there is room again. */
static void
sidebar_folded_cb (SpWindow *self)
{
  gboolean remembered;

  if (self->view_state == NULL)
    return;

  g_object_get (self->settings, "show-sidebar", &remembered, NULL);
  sp_view_state_set_show_sidebar (self->view_state, !adw_flap_get_folded (self->sidebar_flap) && remembered);
  sync_title_buttons_cb (self);
}

static void
pane_folded_cb (SpWindow *self)
{
  gboolean remembered;

  if (self->view_state == NULL)
    return;

  g_object_get (self->settings, "show-pane", &remembered, NULL);
  sp_view_state_set_show_pane (self->view_state, !adw_flap_get_folded (self->pane_flap) && remembered);
  sync_title_buttons_cb (self);
}

static void
show_sidebar_changed_cb (SpWindow *self)
{
  if (!adw_flap_get_folded (self->sidebar_flap))
    g_object_set (self->settings, "show-sidebar", sp_view_state_get_show_sidebar (self->view_state), NULL);
}

static void
show_pane_changed_cb (SpWindow *self)
{
  if (!adw_flap_get_folded (self->pane_flap))
    g_object_set (self->settings, "show-pane", sp_view_state_get_show_pane (self->view_state), NULL);
}

/* The open conversation */

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (sp_workspace_load_conversation_finish (SP_WORKSPACE (object), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* translators: %s is what went wrong */
  text = g_strdup_printf (_("The conversation could not be read: %s"), error->message);
  sp_window_show_toast (self, text);
}

static void
conversation_changed_cb (SpWindow *self)
{
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);

  g_cancellable_cancel (self->load_cancellable);
  g_clear_object (&self->load_cancellable);
  g_signal_group_set_target (self->conversation_signals, conversation);
  _sp_window_sync_actions (self);
  if (conversation == NULL)
    return;

  sp_settings_set_last_conversation (self->settings, sp_conversation_get_local_id (conversation));
  if (adw_flap_get_folded (self->sidebar_flap))
    sp_view_state_set_show_sidebar (self->view_state, FALSE);
  self->load_cancellable = g_cancellable_new ();
  sp_workspace_load_conversation_async (self->workspace, conversation, self->load_cancellable, load_cb,
                                        g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (sp_conversation_page_get_composer (self->page)));
}

/* The conversation that was deleted, here or elsewhere, cannot stay open. */
static void
conversations_changed_cb (SpWindow *self)
{
  SpConversation *open = sp_view_state_get_conversation (self->view_state);
  GListModel *conversations = sp_workspace_get_conversations (self->workspace);
  g_autoptr(SpConversation) first = NULL;

  if (open == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (conversations); i++)
    {
      g_autoptr(SpConversation) conversation = g_list_model_get_item (conversations, i);

      if (conversation == open)
        return;
    }

  first = g_list_model_get_item (conversations, 0);
  sp_view_state_set_conversation (self->view_state, first);
}

/* Window */

static void
sp_window_save_size (SpWindow *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_object_set (self->settings,
                "window-width", MAX (width, 360),
                "window-height", MAX (height, 294),
                "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)),
                NULL);
}

static gboolean
sp_window_close_request (GtkWindow *window)
{
  sp_window_save_size (SP_WINDOW (window));

  return GTK_WINDOW_CLASS (sp_window_parent_class)->close_request (window);
}

static void
sp_window_bind_state (SpWindow *self)
{
  const GBindingFlags both = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;
  g_autofree char *page = NULL;
  gboolean show_pane;
  gboolean show_sidebar;

  g_object_get (self->settings, "show-pane", &show_pane, "show-sidebar", &show_sidebar, "pane-page", &page, NULL);
  sp_view_state_set_show_pane (self->view_state, show_pane);
  sp_view_state_set_show_sidebar (self->view_state, show_sidebar);
  sp_view_state_set_pane_page (self->view_state, page);

  g_object_bind_property (self->view_state, "show-sidebar", self->sidebar_flap, "reveal-flap", both);
  g_object_bind_property (self->view_state, "show-pane", self->pane_flap, "reveal-flap", both);
  g_object_bind_property (self->view_state, "pane-page", self->settings, "pane-page", G_BINDING_DEFAULT);
  g_object_bind_property (self->settings, "pane-width", self->pane, "width", both);

  g_signal_connect_object (self->view_state, "notify::show-sidebar", G_CALLBACK (show_sidebar_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view_state, "notify::show-pane", G_CALLBACK (show_pane_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view_state, "notify::conversation", G_CALLBACK (conversation_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sp_workspace_get_conversations (self->workspace), "items-changed",
                           G_CALLBACK (conversations_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
sp_window_constructed (GObject *object)
{
  SpWindow *self = SP_WINDOW (object);
  gboolean maximized;
  int width;
  int height;

  G_OBJECT_CLASS (sp_window_parent_class)->constructed (object);

  g_assert (SP_IS_WORKSPACE (self->workspace));
  g_assert (SP_IS_SETTINGS (self->settings));

  g_object_get (self->settings, "window-width", &width, "window-height", &height, "window-maximized", &maximized, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));

  self->view_state = sp_view_state_new (self->workspace);
  sp_window_bind_state (self);
  sp_sidebar_set_view_state (self->sidebar, self->view_state);
  sp_conversation_page_set_view_state (self->page, self->view_state);
  sp_pane_set_view_state (self->pane, self->view_state);
  _sp_window_init_actions (self);
  _sp_window_init_dnd (self);
  sync_title_buttons_cb (self);
}

static void
sp_window_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  SpWindow *self = SP_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_WORKSPACE:
      self->workspace = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_window_dispose (GObject *object)
{
  SpWindow *self = SP_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->load_cancellable);
  g_clear_object (&self->load_cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->conversation_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_WINDOW);
  g_clear_object (&self->view_state);

  G_OBJECT_CLASS (sp_window_parent_class)->dispose (object);
}

static void
sp_window_finalize (GObject *object)
{
  SpWindow *self = SP_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (sp_window_parent_class)->finalize (object);
}

static void
sp_window_class_init (SpWindowClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SP_TYPE_CONVERSATION_PAGE);
  g_type_ensure (SP_TYPE_PANE);
  g_type_ensure (SP_TYPE_SIDEBAR);

  object_class->constructed = sp_window_constructed;
  object_class->dispose = sp_window_dispose;
  object_class->finalize = sp_window_finalize;
  object_class->set_property = sp_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = sp_window_close_request;

  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, SP_TYPE_SETTINGS, flags);
  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, SP_TYPE_WORKSPACE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SpWindow, drop_area);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, drop_revealer);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, page);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, pane);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, pane_flap);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, sidebar_flap);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, toast_overlay);
  gtk_widget_class_bind_template_callback (widget_class, pane_folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, sidebar_folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, sync_title_buttons_cb);
  _sp_window_class_actions_init (klass);
  _sp_window_class_files_init (klass);
}

static void
sp_window_init (SpWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->conversation_signals = g_signal_group_new (SP_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::busy", G_CALLBACK (_sp_window_sync_actions),
                                  self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_window_new:
 * @application: the application that owns the window
 * @workspace: (transfer none): what the window shows
 * @settings: (transfer none): what it remembers
 *
 * Makes a window, not yet shown. It shows no conversation before sp_window_restore().
 *
 * Returns: (transfer none): a new window, kept alive by GTK until it is closed
 */
SpWindow *
sp_window_new (GtkApplication *application,
               SpWorkspace    *workspace,
               SpSettings     *settings)
{
  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (SP_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (SP_IS_SETTINGS (settings), NULL);

  return g_object_new (SP_TYPE_WINDOW,
                       "application", application,
                       "workspace", workspace,
                       "settings", settings,
                       NULL);
}

/**
 * sp_window_get_view_state:
 * @self: a window
 *
 * Returns: (transfer none): what its parts share
 */
SpViewState *
sp_window_get_view_state (SpWindow *self)
{
  g_return_val_if_fail (SP_IS_WINDOW (self), NULL);

  return self->view_state;
}

/**
 * sp_window_restore:
 * @self: a window
 *
 * Opens the conversation that was open last, or a new one. To be called once the workspace has read its history.
 */
void
sp_window_restore (SpWindow *self)
{
  g_autofree char *last = NULL;
  SpConversation *conversation = NULL;

  g_return_if_fail (SP_IS_WINDOW (self));

  if (sp_view_state_get_conversation (self->view_state) != NULL)
    return;

  last = sp_settings_dup_last_conversation (self->settings);
  if (*last != '\0')
    conversation = sp_workspace_find_conversation (self->workspace, last);
  if (conversation == NULL)
    conversation = sp_workspace_create_conversation (self->workspace);

  sp_view_state_set_conversation (self->view_state, conversation);
}

/**
 * sp_window_open_conversation:
 * @self: a window
 * @local_id: which conversation
 *
 * Opens a conversation; nothing happens when it is gone.
 */
void
sp_window_open_conversation (SpWindow   *self,
                             const char *local_id)
{
  SpConversation *conversation;

  g_return_if_fail (SP_IS_WINDOW (self));
  g_return_if_fail (local_id != NULL);

  conversation = sp_workspace_find_conversation (self->workspace, local_id);
  if (conversation != NULL)
    sp_view_state_set_conversation (self->view_state, conversation);
}

/**
 * sp_window_attach_files:
 * @self: a window
 * @files: (transfer none): a list of #GFile
 *
 * Begins a new conversation about files. To be called once the workspace has read its history.
 */
void
sp_window_attach_files (SpWindow   *self,
                        GListModel *files)
{
  g_return_if_fail (SP_IS_WINDOW (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  sp_view_state_set_conversation (self->view_state, sp_workspace_create_conversation (self->workspace));
  sp_composer_attach_files (sp_conversation_page_get_composer (self->page), files);
}

/**
 * sp_window_show_toast:
 * @self: a window
 * @text: what to say, plain text
 *
 * Says something for a few seconds.
 */
void
sp_window_show_toast (SpWindow   *self,
                      const char *text)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (SP_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  if (self->toast_overlay == NULL)
    return;

  markup = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (markup));
}
