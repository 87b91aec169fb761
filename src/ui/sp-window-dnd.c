/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Files and pictures dropped anywhere on the window. The target sees a drop before the widgets under it do, or the text
 * of the composer would take a file for its name. */

#include "config.h"

#include "ui/sp-window-private.h"

static void
sp_window_attach_dropped_files (SpWindow    *self,
                                GdkFileList *list)
{
  g_autoptr(GListStore) store = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GSList) files = gdk_file_list_get_files (list);

  for (GSList *l = files; l != NULL; l = l->next)
    g_list_store_append (store, l->data);

  sp_composer_attach_files (sp_conversation_page_get_composer (self->page), G_LIST_MODEL (store));
}

static gboolean
drop_cb (SpWindow     *self,
         const GValue *value)
{
  SpComposer *composer = sp_conversation_page_get_composer (self->page);

  gtk_revealer_set_reveal_child (self->drop_revealer, FALSE);
  if (sp_view_state_get_conversation (self->view_state) == NULL)
    return FALSE;

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    sp_window_attach_dropped_files (self, g_value_get_boxed (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    sp_composer_attach_picture (composer, g_value_get_object (value));
  else
    return FALSE;

  gtk_widget_grab_focus (GTK_WIDGET (composer));

  return TRUE;
}

static GdkDragAction
enter_cb (SpWindow *self)
{
  gtk_revealer_set_reveal_child (self->drop_revealer, TRUE);

  return GDK_ACTION_COPY;
}

static void
leave_cb (SpWindow *self)
{
  gtk_revealer_set_reveal_child (self->drop_revealer, FALSE);
}

/* What is dragged out of the window is not taken back in. */
static gboolean
accept_cb (GtkDropTarget *target,
           GdkDrop       *drop,
           gpointer       user_data)
{
  GdkContentFormats *formats = gdk_drop_get_formats (drop);

  if (gdk_drop_get_drag (drop) != NULL)
    return FALSE;

  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
         || gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
         || gdk_content_formats_contain_mime_type (formats, "text/uri-list")
         || gdk_content_formats_contain_mime_type (formats, "image/png");
}

/* Called once the parts of the window are there. */
void
_sp_window_init_dnd (SpWindow *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "accept", G_CALLBACK (accept_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "enter", G_CALLBACK (enter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->drop_area, GTK_EVENT_CONTROLLER (target));
}
