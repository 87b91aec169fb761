/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a model thought before it answered: a quiet line that unfolds. Owned by its SpItemRow; main thread. */

#include "config.h"

#include "ui/sp-reasoning-row.h"

#include <glib/gi18n.h>

#include "model/sp-reasoning.h"
#include "ui/sp-markdown-view.h"

struct _SpReasoningRow
{
  AdwBin           parent_instance;

  SpItem          *item;  /* (nullable) */
  GSignalGroup    *item_signals;

  GtkToggleButton *toggle;
  GtkImage        *chevron;
  GtkLabel        *title;
  SpMarkdownView  *text;
};

G_DEFINE_FINAL_TYPE (SpReasoningRow, sp_reasoning_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_reasoning_row_update (SpReasoningRow *self)
{
  const char *text = sp_reasoning_get_text (SP_REASONING (self->item));
  gboolean thinking = sp_item_get_status (self->item) == SP_ITEM_IN_PROGRESS;

  gtk_label_set_label (self->title, thinking ? _("Thinking…") : _("Reasoning"));
  gtk_widget_set_visible (GTK_WIDGET (self), thinking || (text != NULL && *text != '\0'));
  /* What nobody has unfolded is not laid out. */
  if (gtk_toggle_button_get_active (self->toggle))
    sp_markdown_view_set_text (self->text, text);
  gtk_image_set_from_icon_name (self->chevron,
                                gtk_toggle_button_get_active (self->toggle) ? "pan-down-symbolic" : "pan-end-symbolic");
}

static void
toggled_cb (SpReasoningRow *self)
{
  if (self->item != NULL)
    sp_reasoning_row_update (self);
}

static void
sp_reasoning_row_set_target (SpReasoningRow *self)
{
  g_signal_group_set_target (self->item_signals, self->item);
  gtk_toggle_button_set_active (self->toggle, FALSE);
  sp_markdown_view_set_text (self->text, NULL);
  if (self->item != NULL)
    sp_reasoning_row_update (self);
}

static void
sp_reasoning_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SpReasoningRow *self = SP_REASONING_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, sp_reasoning_row_get_item (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_reasoning_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpReasoningRow *self = SP_REASONING_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      sp_reasoning_row_set_item (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_reasoning_row_dispose (GObject *object)
{
  SpReasoningRow *self = SP_REASONING_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->item);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_REASONING_ROW);

  G_OBJECT_CLASS (sp_reasoning_row_parent_class)->dispose (object);
}

static void
sp_reasoning_row_class_init (SpReasoningRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_reasoning_row_get_property;
  object_class->set_property = sp_reasoning_row_set_property;
  object_class->dispose = sp_reasoning_row_dispose;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, SP_TYPE_ITEM,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-reasoning-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpReasoningRow, chevron);
  gtk_widget_class_bind_template_child (widget_class, SpReasoningRow, text);
  gtk_widget_class_bind_template_child (widget_class, SpReasoningRow, title);
  gtk_widget_class_bind_template_child (widget_class, SpReasoningRow, toggle);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sp_reasoning_row_init (SpReasoningRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->toggle, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  self->item_signals = g_signal_group_new (SP_TYPE_REASONING);
  g_signal_group_connect_swapped (self->item_signals, "notify::text", G_CALLBACK (sp_reasoning_row_update), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::status", G_CALLBACK (sp_reasoning_row_update), self);
}

/**
 * sp_reasoning_row_new:
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
sp_reasoning_row_new (void)
{
  return g_object_new (SP_TYPE_REASONING_ROW, NULL);
}

/**
 * sp_reasoning_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the item that it shows
 */
SpItem *
sp_reasoning_row_get_item (SpReasoningRow *self)
{
  g_return_val_if_fail (SP_IS_REASONING_ROW (self), NULL);

  return self->item;
}

/**
 * sp_reasoning_row_set_item:
 * @self: a row
 * @item: (nullable): an #SpReasoning
 *
 * Shows @item and follows its changes.
 */
void
sp_reasoning_row_set_item (SpReasoningRow *self,
                           SpItem         *item)
{
  g_return_if_fail (SP_IS_REASONING_ROW (self));
  g_return_if_fail (item == NULL || SP_IS_REASONING (item));

  if (!g_set_object (&self->item, item))
    return;
  sp_reasoning_row_set_target (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
