/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A message: what the user asked stands in a bubble at the right with the files that went along; what the agent answers is
 * Markdown over the whole width, below it the pictures and files that it cites. Owned by its SpItemRow; main thread. */

#include "config.h"

#include "ui/sp-message-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/sp-file-type.h"
#include "base/sp-str.h"
#include "model/sp-message.h"
#include "ui/sp-file-card.h"
#include "ui/sp-log-whole.h"
#include "ui/sp-markdown-view.h"
#include "ui/sp-picture-view.h"
#include "ui/sp-safe-text.h"

/* What a bubble shows at once of what somebody pasted, in characters: a label takes time with the square of its text, more
 * so the narrower it may get. */
#define MAX_BUBBLE 2000
#define MIN_WIDTH_CHARS 12

struct _SpMessageRow
{
  AdwBin          parent_instance;

  SpItem         *item;  /* (nullable) */
  GSignalGroup   *item_signals;
  GSignalGroup   *file_signals;
  GSignalGroup   *attachment_signals;

  GtkWidget      *user_box;
  GtkLabel       *user_label;
  GtkWidget      *user_more;
  AdwBin         *user_whole;
  GtkBox         *attachments;
  GtkWidget      *agent_box;
  GtkWidget      *waiting;
  SpMarkdownView *text;
  GtkLabel       *note;
  GtkBox         *pictures;
  GtkBox         *files;
  GtkWidget      *copy_button;
};

G_DEFINE_FINAL_TYPE (SpMessageRow, sp_message_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean
is_from_user (SpMessage *message)
{
  return sp_message_get_role (message) == SP_ROLE_USER;
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
fill_with_cards (GtkBox     *box,
                 GListModel *files)
{
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  clear_box (box);
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      GtkWidget *card = sp_file_card_new ();

      sp_file_card_set_file (SP_FILE_CARD (card), file);
      gtk_box_append (box, card);
    }
  gtk_widget_set_visible (GTK_WIDGET (box), n_files > 0);
}

static void
sp_message_row_update_attachments (SpMessageRow *self)
{
  GListModel *attachments = sp_message_get_attachments (SP_MESSAGE (self->item));

  fill_with_cards (self->attachments, is_from_user (SP_MESSAGE (self->item)) ? attachments : NULL);
  gtk_widget_set_halign (GTK_WIDGET (self->attachments), GTK_ALIGN_END);
}

static void
sp_message_row_update_files (SpMessageRow *self)
{
  GListModel *files = sp_message_get_files (SP_MESSAGE (self->item));
  gboolean any = FALSE;

  fill_with_cards (self->files, is_from_user (SP_MESSAGE (self->item)) ? NULL : files);
  clear_box (self->pictures);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      GtkWidget *picture;

      if (sp_file_type_get_kind (sp_file_get_filename (file)) != SP_FILE_KIND_IMAGE)
        continue;
      picture = sp_picture_view_new ();
      sp_picture_view_set_file (SP_PICTURE_VIEW (picture), file);
      gtk_box_append (self->pictures, picture);
      any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->pictures), any);
}

static void
sp_message_row_update_user_text (SpMessageRow *self,
                                 const char   *text)
{
  g_autofree char *safe = sp_safe_text (text, -1);
  g_autofree char *trimmed = g_strstrip (g_steal_pointer (&safe));
  g_autofree char *shown = sp_str_ellipsize (trimmed, MAX_BUBBLE);

  gtk_label_set_width_chars (self->user_label, (int) MIN (g_utf8_strlen (shown, -1), MIN_WIDTH_CHARS));
  gtk_label_set_text (self->user_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->user_label), *shown != '\0');
  gtk_widget_set_visible (self->user_more, strcmp (shown, trimmed) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->user_whole), FALSE);
}

static const char *
describe_status (SpItem *item)
{
  switch (sp_item_get_status (item))
    {
    case SP_ITEM_INCOMPLETE:
      return _("This answer was stopped before its end.");
    case SP_ITEM_FAILED:
      return _("This answer failed before its end.");
    case SP_ITEM_IN_PROGRESS:
    case SP_ITEM_COMPLETED:
    default:
      return "";
    }
}

static void
sp_message_row_update_label (SpMessageRow *self,
                             const char   *text)
{
  g_autofree char *summary = sp_safe_text_summary (text, 200);
  g_autofree char *label = NULL;

  switch (sp_message_get_role (SP_MESSAGE (self->item)))
    {
    case SP_ROLE_USER:
      /* translators: what the user wrote, for screen readers */
      label = g_strdup_printf (_("You: %s"), summary);
      break;
    case SP_ROLE_ASSISTANT:
      /* translators: what the agent answered, for screen readers */
      label = g_strdup_printf (_("Agent: %s"), summary);
      break;
    case SP_ROLE_SYSTEM:
    case SP_ROLE_DEVELOPER:
    case SP_ROLE_OTHER:
    default:
      /* translators: a message from neither user nor agent, for screen readers */
      label = g_strdup_printf (_("Instructions: %s"), summary);
      break;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
sp_message_row_update_text (SpMessageRow *self)
{
  const char *text = sp_message_get_text (SP_MESSAGE (self->item));
  gboolean empty = text == NULL || *text == '\0';
  gboolean user = is_from_user (SP_MESSAGE (self->item));
  const char *note = user ? "" : describe_status (self->item);

  gtk_widget_set_visible (self->user_box, user);
  gtk_widget_set_visible (self->agent_box, !user);
  if (user)
    sp_message_row_update_user_text (self, text);
  else
    sp_markdown_view_set_text (self->text, text);

  gtk_label_set_label (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *note != '\0');
  gtk_widget_set_visible (self->waiting, empty && sp_item_get_status (self->item) == SP_ITEM_IN_PROGRESS);
  gtk_widget_set_visible (self->copy_button, !empty && sp_item_get_status (self->item) != SP_ITEM_IN_PROGRESS);
  sp_message_row_update_label (self, text);
}

static void
sp_message_row_copy_action (GtkWidget  *widget,
                            const char *name,
                            GVariant   *parameter)
{
  SpMessageRow *self = SP_MESSAGE_ROW (widget);

  if (self->item != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), sp_message_get_text (SP_MESSAGE (self->item)));
}

static void
sp_message_row_show_all_action (GtkWidget  *widget,
                                const char *name,
                                GVariant   *parameter)
{
  SpMessageRow *self = SP_MESSAGE_ROW (widget);

  if (self->item == NULL)
    return;
  if (adw_bin_get_child (self->user_whole) == NULL)
    adw_bin_set_child (self->user_whole, sp_log_whole_new ());
  sp_log_whole_set_text (SP_LOG_WHOLE (adw_bin_get_child (self->user_whole)),
                         sp_message_get_text (SP_MESSAGE (self->item)));
  gtk_widget_set_visible (GTK_WIDGET (self->user_whole), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->user_label), FALSE);
  gtk_widget_set_visible (self->user_more, FALSE);
}

static void
sp_message_row_set_target (SpMessageRow *self)
{
  SpMessage *message = self->item != NULL ? SP_MESSAGE (self->item) : NULL;

  g_signal_group_set_target (self->item_signals, message);
  g_signal_group_set_target (self->file_signals, message != NULL ? sp_message_get_files (message) : NULL);
  g_signal_group_set_target (self->attachment_signals, message != NULL ? sp_message_get_attachments (message) : NULL);
  sp_markdown_view_set_text (self->text, NULL);
  clear_box (self->files);
  clear_box (self->pictures);
  clear_box (self->attachments);
  if (message == NULL)
    return;

  sp_message_row_update_text (self);
  sp_message_row_update_attachments (self);
  sp_message_row_update_files (self);
}

static void
sp_message_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpMessageRow *self = SP_MESSAGE_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, sp_message_row_get_item (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_message_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  SpMessageRow *self = SP_MESSAGE_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      sp_message_row_set_item (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_message_row_dispose (GObject *object)
{
  SpMessageRow *self = SP_MESSAGE_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->file_signals);
  g_clear_object (&self->attachment_signals);
  g_clear_object (&self->item);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_MESSAGE_ROW);

  G_OBJECT_CLASS (sp_message_row_parent_class)->dispose (object);
}

static void
sp_message_row_class_init (SpMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_message_row_get_property;
  object_class->set_property = sp_message_row_set_property;
  object_class->dispose = sp_message_row_dispose;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, SP_TYPE_ITEM,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, agent_box);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, attachments);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, files);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, note);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, pictures);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, text);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, user_box);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, user_label);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, user_more);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, user_whole);
  gtk_widget_class_bind_template_child (widget_class, SpMessageRow, waiting);

  gtk_widget_class_install_action (widget_class, "message.copy", NULL, sp_message_row_copy_action);
  gtk_widget_class_install_action (widget_class, "message.show-all", NULL, sp_message_row_show_all_action);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sp_message_row_init (SpMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (SP_TYPE_MESSAGE);
  g_signal_group_connect_swapped (self->item_signals, "notify::text", G_CALLBACK (sp_message_row_update_text), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::status", G_CALLBACK (sp_message_row_update_text), self);
  self->file_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->file_signals, "items-changed", G_CALLBACK (sp_message_row_update_files), self);
  self->attachment_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->attachment_signals, "items-changed",
                                  G_CALLBACK (sp_message_row_update_attachments), self);
}

/**
 * sp_message_row_new:
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
sp_message_row_new (void)
{
  return g_object_new (SP_TYPE_MESSAGE_ROW, NULL);
}

/**
 * sp_message_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the item that it shows
 */
SpItem *
sp_message_row_get_item (SpMessageRow *self)
{
  g_return_val_if_fail (SP_IS_MESSAGE_ROW (self), NULL);

  return self->item;
}

/**
 * sp_message_row_set_item:
 * @self: a row
 * @item: (nullable): an #SpMessage
 *
 * Shows @item and follows its changes.
 */
void
sp_message_row_set_item (SpMessageRow *self,
                         SpItem       *item)
{
  g_return_if_fail (SP_IS_MESSAGE_ROW (self));
  g_return_if_fail (item == NULL || SP_IS_MESSAGE (item));

  if (!g_set_object (&self->item, item))
    return;
  sp_message_row_set_target (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
