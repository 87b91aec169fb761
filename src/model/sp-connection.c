/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A place where agents work: this computer or a cloud. Owned by the workspace. Lives on the main thread. */

#include "config.h"

#include "model/sp-connection.h"

#include "base/sp-str.h"

struct _SpConnection
{
  GObject             parent_instance;

  char               *endpoint;         /* (owned) (nullable) */
  char               *error_message;    /* (owned) (nullable) */
  char               *id;               /* (owned) */
  char               *title;            /* (owned) (nullable) */
  SpConnectionKind    kind;
  SpConnectionStatus  status;
};

G_DEFINE_FINAL_TYPE (SpConnection, sp_connection, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ENDPOINT,
  PROP_ERROR_MESSAGE,
  PROP_ID,
  PROP_KIND,
  PROP_STATUS,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_connection_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpConnection *self = SP_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_ENDPOINT:
      g_value_set_string (value, sp_connection_get_endpoint (self));
      break;

    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, sp_connection_get_error_message (self));
      break;

    case PROP_ID:
      g_value_set_string (value, sp_connection_get_id (self));
      break;

    case PROP_KIND:
      g_value_set_enum (value, sp_connection_get_kind (self));
      break;

    case PROP_STATUS:
      g_value_set_enum (value, sp_connection_get_status (self));
      break;

    case PROP_TITLE:
      g_value_set_string (value, sp_connection_get_title (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_connection_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SpConnection *self = SP_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_ENDPOINT:
      sp_connection_set_endpoint (self, g_value_get_string (value));
      break;

    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;

    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_TITLE:
      sp_connection_set_title (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_connection_finalize (GObject *object)
{
  SpConnection *self = SP_CONNECTION (object);

  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->error_message, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (sp_connection_parent_class)->finalize (object);
}

static void
sp_connection_class_init (SpConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_connection_finalize;
  object_class->get_property = sp_connection_get_property;
  object_class->set_property = sp_connection_set_property;

  properties[PROP_ENDPOINT] =
    g_param_spec_string ("endpoint", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ERROR_MESSAGE] =
    g_param_spec_string ("error-message", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SP_TYPE_CONNECTION_KIND, SP_CONNECTION_LOCAL,
                       (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, SP_TYPE_CONNECTION_STATUS, SP_CONNECTION_UNKNOWN,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_connection_init (SpConnection *self)
{
  self->status = SP_CONNECTION_UNKNOWN;
}

/**
 * sp_connection_new:
 * @id: its name on this computer
 * @kind: which API it speaks
 *
 * Returns: (transfer full): a new #SpConnection
 */
SpConnection *
sp_connection_new (const char       *id,
                   SpConnectionKind  kind)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (SP_TYPE_CONNECTION, "id", id, "kind", kind, NULL);
}

/**
 * sp_connection_get_endpoint:
 * @self: a #SpConnection
 *
 * Returns: (transfer none) (nullable): its address
 */
const char *
sp_connection_get_endpoint (SpConnection *self)
{
  g_return_val_if_fail (SP_IS_CONNECTION (self), NULL);

  return self->endpoint;
}

/**
 * sp_connection_set_endpoint:
 * @self: a #SpConnection
 * @endpoint: (nullable): its address
 */
void
sp_connection_set_endpoint (SpConnection *self,
                            const char   *endpoint)
{
  g_return_if_fail (SP_IS_CONNECTION (self));

  if (sp_set_str (&self->endpoint, endpoint))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDPOINT]);
}

/**
 * sp_connection_get_error_message:
 * @self: a #SpConnection
 *
 * Returns: (transfer none) (nullable): why it does not answer, in words for people
 */
const char *
sp_connection_get_error_message (SpConnection *self)
{
  g_return_val_if_fail (SP_IS_CONNECTION (self), NULL);

  return self->error_message;
}

/**
 * sp_connection_get_id:
 * @self: a #SpConnection
 *
 * Returns: (transfer none): its name on this computer; "local" is this computer itself
 */
const char *
sp_connection_get_id (SpConnection *self)
{
  g_return_val_if_fail (SP_IS_CONNECTION (self), NULL);

  return self->id;
}

/**
 * sp_connection_get_kind:
 * @self: a #SpConnection
 *
 * Returns: which API it speaks
 */
SpConnectionKind
sp_connection_get_kind (SpConnection *self)
{
  g_return_val_if_fail (SP_IS_CONNECTION (self), SP_CONNECTION_LOCAL);

  return self->kind;
}

/**
 * sp_connection_get_status:
 * @self: a #SpConnection
 *
 * Returns: whether it answers
 */
SpConnectionStatus
sp_connection_get_status (SpConnection *self)
{
  g_return_val_if_fail (SP_IS_CONNECTION (self), SP_CONNECTION_UNKNOWN);

  return self->status;
}

/**
 * sp_connection_get_title:
 * @self: a #SpConnection
 *
 * Returns: (transfer none) (nullable): the name that people gave it
 */
const char *
sp_connection_get_title (SpConnection *self)
{
  g_return_val_if_fail (SP_IS_CONNECTION (self), NULL);

  return self->title;
}

/**
 * sp_connection_set_title:
 * @self: a #SpConnection
 * @title: (nullable): the name that people gave it
 */
void
sp_connection_set_title (SpConnection *self,
                         const char   *title)
{
  g_return_if_fail (SP_IS_CONNECTION (self));

  if (sp_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * sp_connection_set_status:
 * @self: a #SpConnection
 * @status: whether it answers
 * @error_message: (nullable): why it does not, in words for people
 *
 * The message is set before the status changes, so that whoever hears of the change finds it.
 */
void
sp_connection_set_status (SpConnection       *self,
                          SpConnectionStatus  status,
                          const char         *error_message)
{
  g_return_if_fail (SP_IS_CONNECTION (self));

  if (sp_set_str (&self->error_message, error_message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
  if (self->status == status)
    return;

  self->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}
