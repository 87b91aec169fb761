/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One conversation in the sidebar: its title, when it last changed, a spinner while it works and a menu. Owned by the
 * list view that recycles it, main thread. What the menu offers is done by the window. */

#include "config.h"

#include "ui/sp-conversation-row.h"

#include <glib/gi18n.h>

struct _SpConversationRow
{
  AdwBin parent_instance;

  SpConversation *conversation;
  GSignalGroup *title_signals;

  GtkMenuButton *menu_button;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpConversationRow, sp_conversation_row, ADW_TYPE_BIN)

static char *
format_title (gpointer    object,
              const char *title)
{
  return g_strdup (title != NULL && *title != '\0' ? title : _("New conversation"));
}

/* Near dates are said as people say them. */
static char *
format_date (gint64 unix_seconds)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (unix_seconds);
  g_autoptr(GDateTime) today = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                                      g_date_time_get_day_of_month (now), 0, 0, 0);
  GTimeSpan before_today = g_date_time_difference (today, time);

  if (before_today <= 0)
    return g_date_time_format (time, "%H:%M");
  if (before_today <= G_TIME_SPAN_DAY)
    return g_strdup (_("Yesterday"));
  if (before_today <= 6 * G_TIME_SPAN_DAY)
    return g_date_time_format (time, "%A");

  return g_date_time_format (time, "%x");
}

static char *
format_subtitle (gpointer object,
                 gint64   updated,
                 gboolean busy)
{
  if (busy)
    return g_strdup (_("Working…"));
  if (updated <= 0)
    return g_strdup ("");

  return format_date (updated);
}

/* The list's own row, which has the keyboard, is named after the conversation. */
static void
sp_conversation_row_sync_name (SpConversationRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *title = NULL;

  if (parent == NULL || self->conversation == NULL)
    return;

  title = format_title (self, sp_conversation_get_title (self->conversation));
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
pressed_cb (SpConversationRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
long_pressed_cb (SpConversationRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
sp_conversation_row_menu_action (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  SpConversationRow *self = SP_CONVERSATION_ROW (widget);

  if (self->conversation == NULL)
    return;

  gtk_widget_activate_action (widget,
                              g_str_equal (action_name, "row.rename") ? "win.rename-conversation"
                                                                      : "win.delete-conversation",
                              "s", sp_conversation_get_local_id (self->conversation));
}

static void
sp_conversation_row_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, sp_conversation_row_get_conversation (SP_CONVERSATION_ROW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_conversation_row_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      sp_conversation_row_set_conversation (SP_CONVERSATION_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_conversation_row_dispose (GObject *object)
{
  g_clear_object (&SP_CONVERSATION_ROW (object)->title_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_CONVERSATION_ROW);
  g_clear_object (&SP_CONVERSATION_ROW (object)->conversation);

  G_OBJECT_CLASS (sp_conversation_row_parent_class)->dispose (object);
}

static void
sp_conversation_row_class_init (SpConversationRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_conversation_row_dispose;
  object_class->get_property = sp_conversation_row_get_property;
  object_class->set_property = sp_conversation_row_set_property;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, SP_TYPE_CONVERSATION,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-conversation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpConversationRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, format_title);
  gtk_widget_class_bind_template_callback (widget_class, format_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_install_action (widget_class, "row.rename", NULL, sp_conversation_row_menu_action);
  gtk_widget_class_install_action (widget_class, "row.delete", NULL, sp_conversation_row_menu_action);
}

static void
sp_conversation_row_init (SpConversationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->title_signals = g_signal_group_new (SP_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->title_signals, "notify::title", G_CALLBACK (sp_conversation_row_sync_name),
                                  self);
  g_signal_connect (self, "notify::parent", G_CALLBACK (sp_conversation_row_sync_name), NULL);
}

/**
 * sp_conversation_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
sp_conversation_row_new (void)
{
  return g_object_new (SP_TYPE_CONVERSATION_ROW, NULL);
}

/**
 * sp_conversation_row_get_conversation:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the conversation that it shows
 */
SpConversation *
sp_conversation_row_get_conversation (SpConversationRow *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION_ROW (self), NULL);

  return self->conversation;
}

/**
 * sp_conversation_row_set_conversation:
 * @self: a row
 * @conversation: (nullable) (transfer none): the conversation to show
 */
void
sp_conversation_row_set_conversation (SpConversationRow *self,
                                      SpConversation    *conversation)
{
  g_return_if_fail (SP_IS_CONVERSATION_ROW (self));
  g_return_if_fail (conversation == NULL || SP_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->title_signals, conversation);
  sp_conversation_row_sync_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}
