/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The application: one per process, main thread. It owns what outlives a window and the actions that need none
 * ("app.quit", "app.about"). The window's own commands are actions of SpWindow. */

#include "config.h"

#include "ui/sp-application.h"

#include <glib/gi18n.h>

#include "ui/sp-window.h"

struct _SpApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (SpApplication, sp_application, ADW_TYPE_APPLICATION)

static void
sp_application_about_action (GSimpleAction *action,
                             GVariant      *parameter,
                             gpointer       user_data)
{
  SpApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  adw_show_about_window (window,
                         "application-name", SP_APPLICATION_NAME,
                         "application-icon", SP_APPLICATION_ID,
                         "version", SP_VERSION,
                         "developer-name", _("The Sandpiper Authors"),
                         "comments", _("Ask questions about your data and watch the code that answers them"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* translators: one line per translator: Name <address> */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
sp_application_quit_action (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = sp_application_about_action },
  { .name = "quit", .activate = sp_application_quit_action },
};

static void
sp_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (sp_window_new (SP_APPLICATION (application)));

  gtk_window_present (window);
}

static void
sp_application_startup (GApplication *application)
{
  static const char *quit_accels[] = { "<Control>q", NULL };

  G_APPLICATION_CLASS (sp_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.quit", quit_accels);
}

static void
sp_application_class_init (SpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = sp_application_activate;
  application_class->startup = sp_application_startup;
}

static void
sp_application_init (SpApplication *self)
{
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
                       "resource-base-path", SP_RESOURCE_PREFIX,
                       NULL);
}
