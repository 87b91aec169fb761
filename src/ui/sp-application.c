/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The application: one per process, main thread. It owns what outlives a window, the workspace and the settings, and
 * the actions that need no window. The commands of the window are SpWindow's. */

#include "config.h"

#include "ui/sp-application.h"

#include <glib/gi18n.h>

#include "base/sp-paths.h"
#include "model/sp-turn.h"
#include "ui/sp-settings.h"
#include "ui/sp-window.h"

struct _SpApplication
{
  AdwApplication parent_instance;

  SpSettings *settings;
  SpWorkspace *workspace;
  GCancellable *cancellable;
  char *wanted_conversation;  /* (nullable) to be opened as soon as the history is there */
  GListStore *wanted_files;   /* of GFile: to be attached as soon as the history is there */

  guint opened : 1;           /* the history is there */
  guint closing : 1;          /* the workspace saves what is pending, then the program ends */
};

G_DEFINE_FINAL_TYPE (SpApplication, sp_application, ADW_TYPE_APPLICATION)

static SpWindow *
sp_application_get_window (SpApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (SP_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

/* The workspace */

static void
sp_application_restore (SpApplication *self)
{
  SpWindow *window = sp_application_get_window (self);

  if (!self->opened || window == NULL)
    return;

  if (self->wanted_conversation != NULL)
    sp_window_open_conversation (window, self->wanted_conversation);
  g_clear_pointer (&self->wanted_conversation, g_free);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->wanted_files)) > 0)
    {
      sp_window_attach_files (window, G_LIST_MODEL (self->wanted_files));
      g_list_store_remove_all (self->wanted_files);
    }
  sp_window_restore (window);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  SpWindow *window = sp_application_get_window (self);

  if (!sp_workspace_open_finish (SP_WORKSPACE (object), result, &error))
    {
      g_autofree char *text = NULL;

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      /* translators: %s is what went wrong */
      text = g_strdup_printf (_("Earlier conversations could not be read: %s"), error->message);
      if (window != NULL)
        sp_window_show_toast (window, text);
    }

  self->opened = TRUE;
  sp_application_restore (self);
}

/* A desktop notification, for an answer that ended while the person was elsewhere. */
static void
turn_ended_cb (SpApplication  *self,
               SpConversation *conversation,
               SpTurn         *turn)
{
  SpWindow *window = sp_application_get_window (self);
  g_autoptr(GNotification) notification = NULL;
  const char *title = sp_conversation_get_title (conversation);
  const char *local_id = sp_conversation_get_local_id (conversation);
  SpTurnStatus status = sp_turn_get_status (turn);

  if (status == SP_TURN_CANCELLED || !sp_settings_get_notify_when_done (self->settings))
    return;
  if (window != NULL && gtk_window_is_active (GTK_WINDOW (window)))
    return;

  notification = g_notification_new (status == SP_TURN_COMPLETED ? _("The answer is ready")
                                                                  : _("The answer could not be finished"));
  g_notification_set_body (notification, *title != '\0' ? title : _("New conversation"));
  g_notification_set_default_action_and_target (notification, "app.open-conversation", "s", local_id);
  g_application_send_notification (G_APPLICATION (self), local_id, notification);
}

/* Actions */

static void
sp_application_about_action (GSimpleAction *action,
                             GVariant      *parameter,
                             gpointer       user_data)
{
  SpApplication *self = user_data;
  static const char *developers[] = { "The Sandpiper Authors", NULL };

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (self)),
                         "application-name", SP_APPLICATION_NAME,
                         "application-icon", SP_APPLICATION_ID,
                         "version", SP_VERSION,
                         "developer-name", _("The Sandpiper Authors"),
                         "developers", developers,
                         "copyright", "© 2026 The Sandpiper Authors",
                         "comments", _("Ask your data a question and watch the code that answers it. The analyst "
                                       "writes Python, runs it in a sandbox on this computer and hands back charts, "
                                       "tables and files."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* translators: one line per translator: Name <address> */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
sp_application_open_conversation_action (GSimpleAction *action,
                                         GVariant      *parameter,
                                         gpointer       user_data)
{
  SpApplication *self = user_data;

  g_clear_pointer (&self->wanted_conversation, g_free);
  self->wanted_conversation = g_variant_dup_string (parameter, NULL);
  g_application_activate (G_APPLICATION (self));
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_workspace_close_finish (SP_WORKSPACE (object), result, &error))
    g_warning ("Closing the workspace: %s", error->message);

  g_application_release (G_APPLICATION (self));
}

/* The last window is gone: what is pending is saved before the program ends. Running turns go on in the service. */
static void
sp_application_close (SpApplication *self)
{
  if (self->closing || self->workspace == NULL)
    return;

  self->closing = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_application_hold (G_APPLICATION (self));
  sp_workspace_close_async (self->workspace, NULL, closed_cb, g_object_ref (self));
}

static void
sp_application_quit_action (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  SpApplication *self = user_data;
  SpWindow *window = sp_application_get_window (self);

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = sp_application_about_action },
  { .name = "open-conversation", .activate = sp_application_open_conversation_action, .parameter_type = "s" },
  { .name = "quit", .activate = sp_application_quit_action },
};

/* Application */

static void
sp_application_activate (GApplication *application)
{
  SpApplication *self = SP_APPLICATION (application);
  SpWindow *window = sp_application_get_window (self);

  if (self->closing)
    return;

  if (window == NULL)
    window = sp_window_new (GTK_APPLICATION (self), self->workspace, self->settings);

  gtk_window_present (GTK_WINDOW (window));
  sp_application_restore (self);
}

/* Files given on the command line, or by the file manager: a new conversation about them. */
static void
sp_application_open (GApplication  *application,
                     GFile        **files,
                     int            n_files,
                     const char    *hint)
{
  SpApplication *self = SP_APPLICATION (application);

  g_list_store_splice (self->wanted_files, 0, 0, (gpointer *) files, (guint) n_files);
  g_application_activate (application);
}

static void
sp_application_window_removed (GtkApplication *application,
                               GtkWindow      *window)
{
  SpApplication *self = SP_APPLICATION (application);

  GTK_APPLICATION_CLASS (sp_application_parent_class)->window_removed (application, window);

  if (sp_application_get_window (self) == NULL)
    sp_application_close (self);
}

static void
sp_application_startup (GApplication *application)
{
  static const char *quit_accels[] = { "<Control>q", NULL };
  SpApplication *self = SP_APPLICATION (application);
  g_autofree char *data_dir = sp_paths_dup_data_dir ();
  g_autoptr(GPropertyAction) notify = NULL;

  G_APPLICATION_CLASS (sp_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (SP_APPLICATION_ID);
  self->settings = sp_settings_new ();
  notify = g_property_action_new ("notify-when-done", self->settings, "notify-when-done");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (notify));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", quit_accels);

  self->workspace = sp_workspace_new (data_dir);
  g_signal_connect_object (self->workspace, "turn-ended", G_CALLBACK (turn_ended_cb), self, G_CONNECT_SWAPPED);
  sp_workspace_open_async (self->workspace, self->cancellable, opened_cb, g_object_ref (self));
}

static void
sp_application_dispose (GObject *object)
{
  SpApplication *self = SP_APPLICATION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sp_application_parent_class)->dispose (object);
}

static void
sp_application_finalize (GObject *object)
{
  SpApplication *self = SP_APPLICATION (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->wanted_files);
  g_clear_pointer (&self->wanted_conversation, g_free);

  G_OBJECT_CLASS (sp_application_parent_class)->finalize (object);
}

static void
sp_application_class_init (SpApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = sp_application_dispose;
  object_class->finalize = sp_application_finalize;
  application_class->activate = sp_application_activate;
  application_class->open = sp_application_open;
  application_class->startup = sp_application_startup;
  GTK_APPLICATION_CLASS (klass)->window_removed = sp_application_window_removed;
}

static void
sp_application_init (SpApplication *self)
{
  self->cancellable = g_cancellable_new ();
  self->wanted_files = g_list_store_new (G_TYPE_FILE);
}

/**
 * sp_application_new:
 *
 * Makes the application. It does nothing before g_application_run().
 *
 * Returns: (transfer full): a new application
 */
SpApplication *
sp_application_new (void)
{
  return g_object_new (SP_TYPE_APPLICATION,
                       "application-id", SP_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", SP_RESOURCE_PREFIX,
                       NULL);
}
