/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The files of a conversation in two sections, what was uploaded and what the
 * agent made, each file as a card. Owned by an SpPane; main thread. */

#include "config.h"

#include "ui/sp-files-pane.h"

#include "model/sp-file.h"
#include "ui/sp-file-card.h"

struct _SpFilesPane
{
  AdwBin               parent_instance;

  GtkStack            *stack;
  GtkWidget           *uploaded;
  GtkListBox          *uploaded_list;
  GtkFilterListModel  *uploaded_files;
  GtkWidget           *generated;
  GtkListBox          *generated_list;
  GtkFilterListModel  *generated_files;

  SpConversation      *conversation;
};

G_DEFINE_FINAL_TYPE (SpFilesPane, sp_files_pane, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean
has_origin (gpointer item,
            gpointer user_data)
{
  return sp_file_get_origin (SP_FILE (item)) == (SpFileOrigin) GPOINTER_TO_INT (user_data);
}

static GtkWidget *
create_card (gpointer item,
             gpointer user_data)
{
  GtkWidget *card = sp_file_card_new ();

  sp_file_card_set_file (SP_FILE_CARD (card), SP_FILE (item));
  gtk_widget_set_halign (card, GTK_ALIGN_FILL);

  return card;
}

static void
sp_files_pane_update (SpFilesPane *self)
{
  guint n_uploaded;
  guint n_generated;

  if (self->stack == NULL)
    return;

  n_uploaded = g_list_model_get_n_items (G_LIST_MODEL (self->uploaded_files));
  n_generated = g_list_model_get_n_items (G_LIST_MODEL (self->generated_files));
  gtk_widget_set_visible (self->uploaded, n_uploaded > 0);
  gtk_widget_set_visible (self->generated, n_generated > 0);
  gtk_stack_set_visible_child_name (self->stack, n_uploaded + n_generated > 0 ? "files" : "empty");
}

static void
sp_files_pane_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, sp_files_pane_get_conversation (SP_FILES_PANE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_files_pane_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      sp_files_pane_set_conversation (SP_FILES_PANE (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_files_pane_dispose (GObject *object)
{
  SpFilesPane *self = SP_FILES_PANE (object);

  g_clear_object (&self->conversation);
  /* A status page of libadwaita 1.2 must not be disposed twice, which it would be inside a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_FILES_PANE);

  G_OBJECT_CLASS (sp_files_pane_parent_class)->dispose (object);
}

static void
sp_files_pane_class_init (SpFilesPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_files_pane_dispose;
  object_class->get_property = sp_files_pane_get_property;
  object_class->set_property = sp_files_pane_set_property;

  properties[PROP_CONVERSATION] = g_param_spec_object ("conversation", NULL, NULL, SP_TYPE_CONVERSATION,
                                                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                        G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-files-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, stack);
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, uploaded);
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, uploaded_list);
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, uploaded_files);
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, generated);
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, generated_list);
  gtk_widget_class_bind_template_child (widget_class, SpFilesPane, generated_files);
}

static void
sp_files_pane_watch (SpFilesPane        *self,
                     GtkFilterListModel *files,
                     GtkListBox         *list,
                     SpFileOrigin        origin)
{
  g_autoptr(GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (has_origin, GINT_TO_POINTER ((int) origin), NULL));

  gtk_filter_list_model_set_filter (files, filter);
  gtk_list_box_bind_model (list, G_LIST_MODEL (files), create_card, NULL, NULL);
  g_signal_connect_object (files, "items-changed", G_CALLBACK (sp_files_pane_update), self, G_CONNECT_SWAPPED);
}

static void
sp_files_pane_init (SpFilesPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  sp_files_pane_watch (self, self->uploaded_files, self->uploaded_list, SP_FILE_UPLOADED);
  sp_files_pane_watch (self, self->generated_files, self->generated_list, SP_FILE_GENERATED);
}

/**
 * sp_files_pane_new:
 *
 * Returns: (transfer floating): a pane of no conversation
 */
GtkWidget *
sp_files_pane_new (void)
{
  return g_object_new (SP_TYPE_FILES_PANE, NULL);
}

/**
 * sp_files_pane_get_conversation:
 * @self: a pane
 *
 * Returns: (transfer none) (nullable): the conversation whose files it lists
 */
SpConversation *
sp_files_pane_get_conversation (SpFilesPane *self)
{
  g_return_val_if_fail (SP_IS_FILES_PANE (self), NULL);

  return self->conversation;
}

/**
 * sp_files_pane_set_conversation:
 * @self: a pane
 * @conversation: (nullable) (transfer none): a conversation
 *
 * Lists the files of a conversation and follows as they come and go.
 */
void
sp_files_pane_set_conversation (SpFilesPane    *self,
                                SpConversation *conversation)
{
  GListModel *files;

  g_return_if_fail (SP_IS_FILES_PANE (self));
  g_return_if_fail (conversation == NULL || SP_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;

  files = conversation != NULL ? sp_conversation_get_files (conversation) : NULL;
  gtk_filter_list_model_set_model (self->uploaded_files, files);
  gtk_filter_list_model_set_model (self->generated_files, files);
  sp_files_pane_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}
