/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Asks for the title of a conversation. Owned by GTK until it is answered, main thread. */

#include "config.h"

#include "ui/sp-rename-dialog.h"

struct _SpRenameDialog
{
  AdwMessageDialog parent_instance;

  GtkEditable *entry;
};

enum
{
  RENAMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpRenameDialog, sp_rename_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
sp_rename_dialog_dup_title (SpRenameDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static void
changed_cb (SpRenameDialog *self)
{
  g_autofree char *title = sp_rename_dialog_dup_title (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "rename", *title != '\0');
}

static void
rename_cb (SpRenameDialog *self)
{
  g_autofree char *title = sp_rename_dialog_dup_title (self);

  g_signal_emit (self, signals[RENAMED], 0, title);
}

static void
sp_rename_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_RENAME_DIALOG);

  G_OBJECT_CLASS (sp_rename_dialog_parent_class)->dispose (object);
}

static void
sp_rename_dialog_class_init (SpRenameDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_rename_dialog_dispose;

  signals[RENAMED] = g_signal_new ("renamed", SP_TYPE_RENAME_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-rename-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SpRenameDialog, entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
}

static void
sp_rename_dialog_init (SpRenameDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_rename_dialog_new:
 * @parent: (nullable): the window that asks
 * @title: the title until now
 *
 * Makes a dialog that shows @title, all of it selected.
 *
 * Returns: (transfer none): a new dialog, kept alive by GTK until it is answered
 */
GtkWindow *
sp_rename_dialog_new (GtkWindow  *parent,
                      const char *title)
{
  SpRenameDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (SP_TYPE_RENAME_DIALOG, "transient-for", parent, NULL);
  gtk_editable_set_text (self->entry, title);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);

  return GTK_WINDOW (self);
}
