/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The row of a conversation for any item: holds the row of the item's type. It may be given another item at any time, or
 * none; a row of the same type is used again. Owned by the list that shows it; main thread. */

#include "config.h"

#include "ui/sp-item-row.h"

#include "model/sp-code-call.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "ui/sp-code-call-row.h"
#include "ui/sp-message-row.h"
#include "ui/sp-reasoning-row.h"
#include "ui/sp-unknown-row.h"

struct _SpItemRow
{
  AdwBin  parent_instance;

  SpItem *item;  /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SpItemRow, sp_item_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
row_type_for (SpItem *item)
{
  if (SP_IS_MESSAGE (item))
    return SP_TYPE_MESSAGE_ROW;
  if (SP_IS_CODE_CALL (item))
    return SP_TYPE_CODE_CALL_ROW;
  if (SP_IS_REASONING (item))
    return SP_TYPE_REASONING_ROW;
  return SP_TYPE_UNKNOWN_ROW;
}

static void
sp_item_row_update (SpItemRow *self)
{
  GtkWidget *row = adw_bin_get_child (ADW_BIN (self));
  GType type;

  if (self->item == NULL)
    {
      if (row != NULL)
        g_object_set (row, "item", NULL, NULL);
      return;
    }

  type = row_type_for (self->item);
  if (row == NULL || G_OBJECT_TYPE (row) != type)
    {
      row = g_object_new (type, NULL);
      adw_bin_set_child (ADW_BIN (self), row);
    }
  g_object_set (row, "item", self->item, NULL);
}

static void
sp_item_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpItemRow *self = SP_ITEM_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, sp_item_row_get_item (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_item_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  SpItemRow *self = SP_ITEM_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      sp_item_row_set_item (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_item_row_dispose (GObject *object)
{
  g_clear_object (&SP_ITEM_ROW (object)->item);

  G_OBJECT_CLASS (sp_item_row_parent_class)->dispose (object);
}

static void
sp_item_row_class_init (SpItemRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_item_row_get_property;
  object_class->set_property = sp_item_row_set_property;
  object_class->dispose = sp_item_row_dispose;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, SP_TYPE_ITEM,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_item_row_init (SpItemRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "sp-item-row");
}

/**
 * sp_item_row_new:
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
sp_item_row_new (void)
{
  return g_object_new (SP_TYPE_ITEM_ROW, NULL);
}

/**
 * sp_item_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the item that it shows
 */
SpItem *
sp_item_row_get_item (SpItemRow *self)
{
  g_return_val_if_fail (SP_IS_ITEM_ROW (self), NULL);

  return self->item;
}

/**
 * sp_item_row_set_item:
 * @self: a row
 * @item: (nullable): an item of any type
 *
 * Shows @item and follows its changes.
 */
void
sp_item_row_set_item (SpItemRow *self,
                      SpItem    *item)
{
  g_return_if_fail (SP_IS_ITEM_ROW (self));

  if (!g_set_object (&self->item, item))
    return;
  sp_item_row_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
