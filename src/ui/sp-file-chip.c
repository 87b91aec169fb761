/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One file of the draft, in the composer: name, size, how far its upload is, a tick when it is there, or what is wrong
 * with it in words and what can be done. Owned by the composer's box, main thread. It only says what was asked of it. */

#include "config.h"

#include "ui/sp-file-chip.h"

#include "base/sp-file-type.h"

struct _SpFileChip
{
  AdwBin parent_instance;

  SpFile *file;

  GtkWidget *progress;
  GtkWidget *retry_button;
  GtkWidget *tick;
  GtkWidget *trouble;
  GtkWidget *wrap_button;
};

enum
{
  PROP_0,
  PROP_FILE,
  N_PROPS,
};

enum
{
  REMOVED,
  RETRIED,
  WRAPPED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpFileChip, sp_file_chip, ADW_TYPE_BIN)

static char *
format_icon (gpointer    object,
             const char *filename)
{
  return g_strdup (filename != NULL ? sp_file_type_get_icon_name (filename) : "text-x-generic-symbolic");
}

static char *
format_size (gpointer object,
             gint64   size)
{
  return size >= 0 ? g_format_size ((guint64) size) : g_strdup ("");
}

/* The one place that decides what of the chip is in sight. */
static void
sp_file_chip_sync (SpFileChip *self)
{
  SpFileState state = sp_file_get_state (self->file);
  gboolean failed = state == SP_FILE_FAILED || state == SP_FILE_GONE;
  gboolean supported = sp_file_type_is_supported (sp_file_get_filename (self->file));

  gtk_widget_set_visible (self->progress, state == SP_FILE_UPLOADING);
  gtk_widget_set_visible (self->tick, state == SP_FILE_READY || sp_file_get_in_sandbox (self->file));
  gtk_widget_set_visible (self->trouble, failed);
  gtk_widget_set_visible (self->wrap_button, failed && !supported);
  gtk_widget_set_visible (self->retry_button, failed && supported && sp_file_get_size (self->file) != 0
                                                && sp_file_get_size (self->file) <= SP_FILE_MAX_SIZE);
}

static void
remove_clicked_cb (SpFileChip *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
retry_clicked_cb (SpFileChip *self)
{
  g_signal_emit (self, signals[RETRIED], 0);
}

static void
wrap_clicked_cb (SpFileChip *self)
{
  gtk_widget_set_sensitive (self->wrap_button, FALSE);
  g_signal_emit (self, signals[WRAPPED], 0);
}

static void
sp_file_chip_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, sp_file_chip_get_file (SP_FILE_CHIP (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_file_chip_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_FILE:
      SP_FILE_CHIP (object)->file = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_file_chip_constructed (GObject *object)
{
  SpFileChip *self = SP_FILE_CHIP (object);

  G_OBJECT_CLASS (sp_file_chip_parent_class)->constructed (object);

  g_assert (SP_IS_FILE (self->file));
  g_signal_connect_object (self->file, "notify::state", G_CALLBACK (sp_file_chip_sync), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->file, "notify::in-sandbox", G_CALLBACK (sp_file_chip_sync), self, G_CONNECT_SWAPPED);
  sp_file_chip_sync (self);
}

static void
sp_file_chip_dispose (GObject *object)
{
  SpFileChip *self = SP_FILE_CHIP (object);

  if (self->file != NULL)
    g_signal_handlers_disconnect_by_func (self->file, sp_file_chip_sync, self);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_FILE_CHIP);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (sp_file_chip_parent_class)->dispose (object);
}

static void
sp_file_chip_class_init (SpFileChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sp_file_chip_constructed;
  object_class->dispose = sp_file_chip_dispose;
  object_class->get_property = sp_file_chip_get_property;
  object_class->set_property = sp_file_chip_set_property;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, SP_TYPE_FILE,
                                               (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REMOVED] = g_signal_new ("removed", SP_TYPE_FILE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[RETRIED] = g_signal_new ("retried", SP_TYPE_FILE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[WRAPPED] = g_signal_new ("wrapped", SP_TYPE_FILE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-file-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, SpFileChip, progress);
  gtk_widget_class_bind_template_child (widget_class, SpFileChip, retry_button);
  gtk_widget_class_bind_template_child (widget_class, SpFileChip, tick);
  gtk_widget_class_bind_template_child (widget_class, SpFileChip, trouble);
  gtk_widget_class_bind_template_child (widget_class, SpFileChip, wrap_button);
  gtk_widget_class_bind_template_callback (widget_class, format_icon);
  gtk_widget_class_bind_template_callback (widget_class, format_size);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, wrap_clicked_cb);
}

static void
sp_file_chip_init (SpFileChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_file_chip_new:
 * @file: (transfer none): a file of a draft
 *
 * Returns: (transfer floating): a chip for the file
 */
GtkWidget *
sp_file_chip_new (SpFile *file)
{
  g_return_val_if_fail (SP_IS_FILE (file), NULL);

  return g_object_new (SP_TYPE_FILE_CHIP, "file", file, NULL);
}

/**
 * sp_file_chip_get_file:
 * @self: a chip
 *
 * Returns: (transfer none): the file that it shows
 */
SpFile *
sp_file_chip_get_file (SpFileChip *self)
{
  g_return_val_if_fail (SP_IS_FILE_CHIP (self), NULL);

  return self->file;
}
