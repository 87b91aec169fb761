/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The window's commands and their keys. Buttons, menus and shortcuts only name them; gtk/help-overlay.ui lists the same
 * keys for people. */

#include "config.h"

#include "ui/sp-window-private.h"

#include <glib/gi18n.h>

#include "base/sp-paths.h"
#include "model/sp-message.h"
#include "ui/sp-rename-dialog.h"

/* Seconds for which a deletion can be undone. */
#define UNDO_SECONDS 6

/* Returns: (transfer none) (nullable): the conversation that a parameter names; "" is the open one */
static SpConversation *
sp_window_find_conversation (SpWindow *self,
                             GVariant *parameter)
{
  const char *local_id = g_variant_get_string (parameter, NULL);

  if (*local_id == '\0')
    return sp_view_state_get_conversation (self->view_state);

  return sp_workspace_find_conversation (self->workspace, local_id);
}

static void
sp_window_new_conversation_action (GtkWidget  *widget,
                                   const char *action_name,
                                   GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);

  sp_view_state_set_conversation (self->view_state, sp_workspace_create_conversation (self->workspace));
  gtk_widget_activate_action (widget, "win.focus-composer", NULL);
}

static void
renamed_cb (GtkWindow  *dialog,
            const char *title,
            gpointer    user_data)
{
  SpConversation *conversation = user_data;
  SpWindow *self = SP_WINDOW (gtk_window_get_transient_for (dialog));

  sp_workspace_rename (self->workspace, conversation, title);
}

static void
sp_window_rename_conversation_action (GtkWidget  *widget,
                                      const char *action_name,
                                      GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpConversation *conversation = sp_window_find_conversation (self, parameter);
  GtkWindow *dialog;

  if (conversation == NULL)
    return;

  dialog = sp_rename_dialog_new (GTK_WINDOW (self), sp_conversation_get_title (conversation));
  g_signal_connect_object (dialog, "renamed", G_CALLBACK (renamed_cb), conversation, 0);
  gtk_window_present (dialog);
}

static void
sp_window_delete_conversation_action (GtkWidget  *widget,
                                      const char *action_name,
                                      GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  g_autoptr(SpConversation) conversation = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (!g_set_object (&conversation, sp_window_find_conversation (self, parameter)))
    return;

  title = g_markup_escape_text (sp_conversation_get_title (conversation), -1);
  /* translators: %s is the title of a conversation */
  text = *title != '\0' ? g_strdup_printf (_("“%s” deleted"), title) : g_strdup (_("Conversation deleted"));
  sp_workspace_delete (self->workspace, conversation);
  if (sp_view_state_get_conversation (self->view_state) == NULL)
    gtk_widget_activate_action (widget, "win.new-conversation", NULL);

  toast = adw_toast_new (text);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-delete");
  adw_toast_set_action_target (toast, "s", sp_conversation_get_local_id (conversation));
  g_object_set_data_full (G_OBJECT (self), "deleted", g_steal_pointer (&conversation), g_object_unref);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
sp_window_undo_delete_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  g_autoptr(SpConversation) conversation = g_object_steal_data (G_OBJECT (self), "deleted");

  if (conversation == NULL
      || g_strcmp0 (sp_conversation_get_local_id (conversation), g_variant_get_string (parameter, NULL)) != 0
      || !sp_workspace_undo_delete (self->workspace, conversation))
    {
      sp_window_show_toast (self, _("It is too late to undo this."));
      return;
    }

  sp_view_state_set_conversation (self->view_state, conversation);
}

static void
sp_window_search_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);

  sp_view_state_set_show_sidebar (self->view_state, TRUE);
  sp_sidebar_start_search (self->sidebar);
}

static void
sp_window_composer_action (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpComposer *composer = sp_conversation_page_get_composer (self->page);

  /* Where the conversations lie over the conversation, they go. */
  if (adw_flap_get_folded (self->sidebar_flap) && !g_str_equal (action_name, "win.stop"))
    sp_view_state_set_show_sidebar (self->view_state, FALSE);

  if (g_str_equal (action_name, "win.attach"))
    gtk_widget_activate_action (GTK_WIDGET (composer), "composer.attach", NULL);
  else if (g_str_equal (action_name, "win.stop"))
    gtk_widget_activate_action (GTK_WIDGET (composer), "composer.stop", NULL);
  else
    gtk_widget_grab_focus (GTK_WIDGET (composer));
}

static void
sp_window_jump_to_latest_action (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  sp_conversation_page_jump_to_latest (SP_WINDOW (widget)->page);
}

static void
sp_window_show_page_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);

  sp_view_state_set_pane_page (self->view_state, g_variant_get_string (parameter, NULL));
  sp_view_state_set_show_pane (self->view_state, TRUE);
}

static void
sp_window_step_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  GListModel *conversations = sp_workspace_get_conversations (self->workspace);
  guint n_items = g_list_model_get_n_items (conversations);
  int step = g_str_equal (action_name, "win.next-conversation") ? 1 : -1;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(SpConversation) conversation = g_list_model_get_item (conversations, i);
      g_autoptr(SpConversation) neighbour = NULL;

      if (conversation != sp_view_state_get_conversation (self->view_state))
        continue;
      if ((step < 0 && i == 0) || (step > 0 && i + 1 == n_items))
        return;

      neighbour = g_list_model_get_item (conversations, i + step);
      sp_view_state_set_conversation (self->view_state, neighbour);
      return;
    }
}

static void
sp_window_reconnect_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  sp_workspace_reconnect (SP_WINDOW (widget)->workspace);
}

/* Asking again and asking with sample data: the draft of the person is put aside and comes back. */

static void
sp_window_send_instead_of_draft (SpWindow       *self,
                                 SpConversation *conversation,
                                 const char     *text,
                                 GListModel     *attachments,
                                 GFile          *sample)
{
  g_autofree char *draft_text = g_strdup (sp_conversation_get_draft_text (conversation));
  GListModel *draft_files = sp_conversation_get_draft_files (conversation);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_attachments = attachments != NULL ? g_list_model_get_n_items (attachments) : 0;

  for (guint i = 0; i < g_list_model_get_n_items (draft_files); i++)
    g_ptr_array_add (files, g_list_model_get_item (draft_files, i));
  sp_conversation_clear_draft (conversation);

  sp_conversation_set_draft_text (conversation, text);
  for (guint i = 0; i < n_attachments; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (attachments, i);

      sp_conversation_add_draft_file (conversation, file);
      if (sp_file_get_state (file) == SP_FILE_FAILED)
        sp_workspace_retry_file (self->workspace, conversation, file);
    }
  if (sample != NULL)
    sp_workspace_attach (self->workspace, conversation, sample);

  /* When it cannot be sent, it is the draft now, unless there was one before. */
  if (!sp_workspace_send (self->workspace, conversation) && *draft_text == '\0' && files->len == 0)
    return;

  sp_conversation_clear_draft (conversation);
  sp_conversation_set_draft_text (conversation, draft_text);
  for (guint i = 0; i < files->len; i++)
    sp_conversation_add_draft_file (conversation, g_ptr_array_index (files, i));
}

static void
sp_window_retry_turn_action (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  GListModel *items;

  if (conversation == NULL || sp_conversation_get_busy (conversation))
    return;

  items = sp_conversation_get_items (conversation);
  for (guint i = g_list_model_get_n_items (items); i > 0; i--)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i - 1);

      if (!SP_IS_MESSAGE (item) || sp_message_get_role (SP_MESSAGE (item)) != SP_ROLE_USER)
        continue;

      sp_window_send_instead_of_draft (self, conversation, sp_message_get_text (SP_MESSAGE (item)),
                                       sp_message_get_attachments (SP_MESSAGE (item)), NULL);
      return;
    }
}

static void
sp_window_ask_sample_action (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  g_autofree char *folder = sp_paths_dup_sample_dir ();
  g_autofree char *path = NULL;
  g_autoptr(GFile) sample = NULL;
  const char *name;
  const char *question;

  if (conversation == NULL || sp_conversation_get_busy (conversation))
    return;

  g_variant_get (parameter, "(&s&s)", &name, &question);
  path = g_build_filename (folder, name, NULL);
  sample = g_file_new_for_path (path);
  sp_window_send_instead_of_draft (self, conversation, question, NULL, sample);
  gtk_widget_activate_action (widget, "win.focus-composer", NULL);
}

/* The one place that decides what can be done now. */
void
_sp_window_sync_actions (SpWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SpConversation *conversation = self->view_state != NULL ? sp_view_state_get_conversation (self->view_state) : NULL;
  gboolean busy = conversation != NULL && sp_conversation_get_busy (conversation);

  gtk_widget_action_set_enabled (widget, "win.attach", conversation != NULL);
  gtk_widget_action_set_enabled (widget, "win.stop", busy);
  gtk_widget_action_set_enabled (widget, "win.retry-turn", conversation != NULL && !busy);
  gtk_widget_action_set_enabled (widget, "conversation.ask-sample", conversation != NULL && !busy);
}

/* The actions that are properties of the state. */
void
_sp_window_init_actions (SpWindow *self)
{
  g_autoptr(GPropertyAction) show_pane = g_property_action_new ("show-pane", self->view_state, "show-pane");
  g_autoptr(GPropertyAction) show_sidebar = g_property_action_new ("show-sidebar", self->view_state, "show-sidebar");

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (show_pane));
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (show_sidebar));
  _sp_window_sync_actions (self);
}

static void
sp_window_class_add_shortcuts (GtkWidgetClass *widget_class)
{
  const GdkModifierType control = GDK_CONTROL_MASK;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, control, "win.new-conversation", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, control, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, control, "win.attach", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, control, "win.focus-composer", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, control, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "win.previous-conversation", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "win.next-conversation", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "win.rename-conversation", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.show-sidebar", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, GDK_SHIFT_MASK, "win.show-pane", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.show-page", "s", "files");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.show-page", "s", "preview");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, GDK_ALT_MASK, "win.jump-to-latest", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.stop", NULL);
}

/* Called from the class initialiser. */
void
_sp_window_class_actions_init (SpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.attach", NULL, sp_window_composer_action);
  gtk_widget_class_install_action (widget_class, "win.delete-conversation", "s", sp_window_delete_conversation_action);
  gtk_widget_class_install_action (widget_class, "win.focus-composer", NULL, sp_window_composer_action);
  gtk_widget_class_install_action (widget_class, "win.jump-to-latest", NULL, sp_window_jump_to_latest_action);
  gtk_widget_class_install_action (widget_class, "win.new-conversation", NULL, sp_window_new_conversation_action);
  gtk_widget_class_install_action (widget_class, "win.next-conversation", NULL, sp_window_step_action);
  gtk_widget_class_install_action (widget_class, "win.previous-conversation", NULL, sp_window_step_action);
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, sp_window_reconnect_action);
  gtk_widget_class_install_action (widget_class, "win.rename-conversation", "s", sp_window_rename_conversation_action);
  gtk_widget_class_install_action (widget_class, "win.retry-turn", NULL, sp_window_retry_turn_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, sp_window_search_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", sp_window_show_page_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, sp_window_composer_action);
  gtk_widget_class_install_action (widget_class, "win.undo-delete", "s", sp_window_undo_delete_action);
  gtk_widget_class_install_action (widget_class, "conversation.ask-sample", "(ss)", sp_window_ask_sample_action);

  sp_window_class_add_shortcuts (widget_class);
}
