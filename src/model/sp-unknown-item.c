/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* An item of a type that this program does not know: kept whole, shown as a label, never fatal. Immutable
 * but for what all items share. */

#include "config.h"

#include "model/sp-unknown-item.h"

struct _SpUnknownItem
{
  SpItem  parent_instance;

  char   *json;             /* (owned) (nullable) */
  char   *type_name;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SpUnknownItem, sp_unknown_item, SP_TYPE_ITEM)

enum
{
  PROP_0,
  PROP_JSON,
  PROP_TYPE_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_unknown_item_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpUnknownItem *self = SP_UNKNOWN_ITEM (object);

  switch (prop_id)
    {
    case PROP_JSON:
      g_value_set_string (value, sp_unknown_item_get_json (self));
      break;

    case PROP_TYPE_NAME:
      g_value_set_string (value, sp_unknown_item_get_type_name (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_unknown_item_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpUnknownItem *self = SP_UNKNOWN_ITEM (object);

  switch (prop_id)
    {
    case PROP_JSON:
      self->json = g_value_dup_string (value);
      break;

    case PROP_TYPE_NAME:
      self->type_name = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_unknown_item_finalize (GObject *object)
{
  SpUnknownItem *self = SP_UNKNOWN_ITEM (object);

  g_clear_pointer (&self->json, g_free);
  g_clear_pointer (&self->type_name, g_free);

  G_OBJECT_CLASS (sp_unknown_item_parent_class)->finalize (object);
}

static void
sp_unknown_item_class_init (SpUnknownItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_unknown_item_finalize;
  object_class->get_property = sp_unknown_item_get_property;
  object_class->set_property = sp_unknown_item_set_property;

  properties[PROP_JSON] =
    g_param_spec_string ("json", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TYPE_NAME] =
    g_param_spec_string ("type-name", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_unknown_item_init (SpUnknownItem *self)
{
}

/**
 * sp_unknown_item_new:
 * @type_name: (nullable): its type on the wire
 * @json: (nullable): the whole item as JSON text
 *
 * Returns: (transfer full): a new #SpUnknownItem
 */
SpUnknownItem *
sp_unknown_item_new (const char *type_name,
                     const char *json)
{
  return g_object_new (SP_TYPE_UNKNOWN_ITEM, "type-name", type_name, "json", json, NULL);
}

/**
 * sp_unknown_item_get_json:
 * @self: a #SpUnknownItem
 *
 * Returns: (transfer none) (nullable): the whole item as JSON text
 */
const char *
sp_unknown_item_get_json (SpUnknownItem *self)
{
  g_return_val_if_fail (SP_IS_UNKNOWN_ITEM (self), NULL);

  return self->json;
}

/**
 * sp_unknown_item_get_type_name:
 * @self: a #SpUnknownItem
 *
 * Returns: (transfer none) (nullable): its type on the wire; foreign text
 */
const char *
sp_unknown_item_get_type_name (SpUnknownItem *self)
{
  g_return_val_if_fail (SP_IS_UNKNOWN_ITEM (self), NULL);

  return self->type_name;
}
