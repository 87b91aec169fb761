/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What all entries of a conversation share. Owned by the conversation; a response that streams changes it
 * through its setters. Lives on the main thread. */

#include "config.h"

#include "model/sp-item.h"

#include "base/sp-str.h"

typedef struct
{
  char         *id;           /* (owned) (nullable) */
  char         *response_id;  /* (owned) (nullable) */
  gint64        created;
  SpItemStatus  status;
} SpItemPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SpItem, sp_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CREATED,
  PROP_ID,
  PROP_RESPONSE_ID,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_item_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  SpItem *self = SP_ITEM (object);

  switch (prop_id)
    {
    case PROP_CREATED:
      g_value_set_int64 (value, sp_item_get_created (self));
      break;

    case PROP_ID:
      g_value_set_string (value, sp_item_get_id (self));
      break;

    case PROP_RESPONSE_ID:
      g_value_set_string (value, sp_item_get_response_id (self));
      break;

    case PROP_STATUS:
      g_value_set_enum (value, sp_item_get_status (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_item_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  SpItem *self = SP_ITEM (object);

  switch (prop_id)
    {
    case PROP_CREATED:
      sp_item_set_created (self, g_value_get_int64 (value));
      break;

    case PROP_ID:
      sp_item_set_id (self, g_value_get_string (value));
      break;

    case PROP_RESPONSE_ID:
      sp_item_set_response_id (self, g_value_get_string (value));
      break;

    case PROP_STATUS:
      sp_item_set_status (self, g_value_get_enum (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_item_finalize (GObject *object)
{
  SpItem *self = SP_ITEM (object);
  SpItemPrivate *priv = sp_item_get_instance_private (self);

  g_clear_pointer (&priv->id, g_free);
  g_clear_pointer (&priv->response_id, g_free);

  G_OBJECT_CLASS (sp_item_parent_class)->finalize (object);
}

static void
sp_item_class_init (SpItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_item_finalize;
  object_class->get_property = sp_item_get_property;
  object_class->set_property = sp_item_set_property;

  properties[PROP_CREATED] =
    g_param_spec_int64 ("created", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_RESPONSE_ID] =
    g_param_spec_string ("response-id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, SP_TYPE_ITEM_STATUS, SP_ITEM_IN_PROGRESS,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_item_init (SpItem *self)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);

  priv->status = SP_ITEM_IN_PROGRESS;
}

/**
 * sp_item_get_created:
 * @self: a #SpItem
 *
 * Returns: Unix seconds, 0 when not known
 */
gint64
sp_item_get_created (SpItem *self)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_val_if_fail (SP_IS_ITEM (self), 0);

  return priv->created;
}

/**
 * sp_item_set_created:
 * @self: a #SpItem
 * @created:: Unix seconds, 0 when not known
 */
void
sp_item_set_created (SpItem *self,
                     gint64  created)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_if_fail (SP_IS_ITEM (self));

  if (priv->created == created)
    return;

  priv->created = created;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATED]);
}

/**
 * sp_item_get_id:
 * @self: a #SpItem
 *
 * Returns: (transfer none) (nullable): the service's id, %NULL for a message that has not reached it yet
 */
const char *
sp_item_get_id (SpItem *self)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_val_if_fail (SP_IS_ITEM (self), NULL);

  return priv->id;
}

/**
 * sp_item_set_id:
 * @self: a #SpItem
 * @id: (nullable): the service's id, %NULL for a message that has not reached it yet
 */
void
sp_item_set_id (SpItem     *self,
                const char *id)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_if_fail (SP_IS_ITEM (self));

  if (sp_set_str (&priv->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * sp_item_get_response_id:
 * @self: a #SpItem
 *
 * Returns: (transfer none) (nullable): the response that it belongs to
 */
const char *
sp_item_get_response_id (SpItem *self)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_val_if_fail (SP_IS_ITEM (self), NULL);

  return priv->response_id;
}

/**
 * sp_item_set_response_id:
 * @self: a #SpItem
 * @response_id: (nullable): the response that it belongs to
 */
void
sp_item_set_response_id (SpItem     *self,
                         const char *response_id)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_if_fail (SP_IS_ITEM (self));

  if (sp_set_str (&priv->response_id, response_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESPONSE_ID]);
}

/**
 * sp_item_get_status:
 * @self: a #SpItem
 *
 * Returns: how far it is
 */
SpItemStatus
sp_item_get_status (SpItem *self)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_val_if_fail (SP_IS_ITEM (self), SP_ITEM_IN_PROGRESS);

  return priv->status;
}

/**
 * sp_item_set_status:
 * @self: a #SpItem
 * @status:: how far it is
 */
void
sp_item_set_status (SpItem       *self,
                    SpItemStatus  status)
{
  SpItemPrivate *priv = sp_item_get_instance_private (self);
  g_return_if_fail (SP_IS_ITEM (self));

  if (priv->status == status)
    return;

  priv->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}
