/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* An item of a type that this program does not know: a quiet line with the type's name that unfolds to what was received.
 * Also the row of last resort for every other item. Owned by its SpItemRow; main thread. */

#include "config.h"

#include "ui/sp-unknown-row.h"

#include <glib/gi18n.h>

#include "base/sp-json.h"
#include "base/sp-str.h"
#include "model/sp-unknown-item.h"
#include "ui/sp-code-block.h"

struct _SpUnknownRow
{
  AdwBin           parent_instance;

  SpItem          *item;  /* (nullable) */

  GtkToggleButton *toggle;
  GtkImage        *chevron;
  GtkLabel        *title;
  SpCodeBlock     *json;
};

G_DEFINE_FINAL_TYPE (SpUnknownRow, sp_unknown_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* JSON is shown with line breaks where it can be read; what cannot is shown as it is. */
static char *
format_json (const char *text)
{
  g_autoptr(JsonNode) node = sp_json_parse (text, -1, NULL);

  return node != NULL ? json_to_string (node, TRUE) : g_strdup (text);
}

static void
toggled_cb (SpUnknownRow *self)
{
  gboolean active = gtk_toggle_button_get_active (self->toggle);
  const char *json = SP_IS_UNKNOWN_ITEM (self->item) ? sp_unknown_item_get_json (SP_UNKNOWN_ITEM (self->item)) : NULL;

  gtk_image_set_from_icon_name (self->chevron, active ? "pan-down-symbolic" : "pan-end-symbolic");
  if (active && json != NULL)
    {
      g_autofree char *shown = format_json (json);

      sp_code_block_set_language (self->json, "json");
      sp_code_block_set_text (self->json, shown);
    }
}

static void
sp_unknown_row_set_target (SpUnknownRow *self)
{
  const char *type = SP_IS_UNKNOWN_ITEM (self->item) ? sp_unknown_item_get_type_name (SP_UNKNOWN_ITEM (self->item)) : NULL;
  g_autofree char *safe = sp_str_safe_display (type);
  g_autofree char *name = sp_str_ellipsize (*safe != '\0' ? safe : _("unknown"), 80);
  /* translators: the placeholder is a type's name as it came from the service */
  g_autofree char *title = g_strdup_printf (_("Item of type “%s”"), name);

  gtk_toggle_button_set_active (self->toggle, FALSE);
  sp_code_block_set_text (self->json, "");
  gtk_label_set_label (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
sp_unknown_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpUnknownRow *self = SP_UNKNOWN_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, sp_unknown_row_get_item (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_unknown_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  SpUnknownRow *self = SP_UNKNOWN_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      sp_unknown_row_set_item (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_unknown_row_dispose (GObject *object)
{
  SpUnknownRow *self = SP_UNKNOWN_ROW (object);

  g_clear_object (&self->item);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_UNKNOWN_ROW);

  G_OBJECT_CLASS (sp_unknown_row_parent_class)->dispose (object);
}

static void
sp_unknown_row_class_init (SpUnknownRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_unknown_row_get_property;
  object_class->set_property = sp_unknown_row_set_property;
  object_class->dispose = sp_unknown_row_dispose;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, SP_TYPE_ITEM,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_CODE_BLOCK);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-unknown-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpUnknownRow, chevron);
  gtk_widget_class_bind_template_child (widget_class, SpUnknownRow, json);
  gtk_widget_class_bind_template_child (widget_class, SpUnknownRow, title);
  gtk_widget_class_bind_template_child (widget_class, SpUnknownRow, toggle);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sp_unknown_row_init (SpUnknownRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->toggle, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sp_unknown_row_new:
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
sp_unknown_row_new (void)
{
  return g_object_new (SP_TYPE_UNKNOWN_ROW, NULL);
}

/**
 * sp_unknown_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the item that it shows
 */
SpItem *
sp_unknown_row_get_item (SpUnknownRow *self)
{
  g_return_val_if_fail (SP_IS_UNKNOWN_ROW (self), NULL);

  return self->item;
}

/**
 * sp_unknown_row_set_item:
 * @self: a row
 * @item: (nullable): an item
 *
 * Shows @item and follows its changes.
 */
void
sp_unknown_row_set_item (SpUnknownRow *self,
                         SpItem       *item)
{
  g_return_if_fail (SP_IS_UNKNOWN_ROW (self));
  g_return_if_fail (item == NULL || SP_IS_ITEM (item));

  if (!g_set_object (&self->item, item))
    return;
  sp_unknown_row_set_target (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
