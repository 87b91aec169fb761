/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpDeployment: a model that an agent can name, as a place lists it (foundry-v2.md 3). Made by a backend, listed by
 * the workspace, immutable, so any thread may read it. */

#include "config.h"

#include "api/sp-deployment.h"

#include "base/sp-json.h"

struct _SpDeployment
{
  GObject parent_instance;

  char *name;
  char *model_name;
  char *version;
  char *publisher;
  char *sku;
};

G_DEFINE_FINAL_TYPE (SpDeployment, sp_deployment, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MODEL_NAME,
  PROP_NAME,
  PROP_PUBLISHER,
  PROP_SKU,
  PROP_VERSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_deployment_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpDeployment *self = SP_DEPLOYMENT (object);

  switch (prop_id)
    {
    case PROP_MODEL_NAME:
      g_value_set_string (value, sp_deployment_get_model_name (self));
      break;

    case PROP_NAME:
      g_value_set_string (value, sp_deployment_get_name (self));
      break;

    case PROP_PUBLISHER:
      g_value_set_string (value, sp_deployment_get_publisher (self));
      break;

    case PROP_SKU:
      g_value_set_string (value, sp_deployment_get_sku (self));
      break;

    case PROP_VERSION:
      g_value_set_string (value, sp_deployment_get_version (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_deployment_finalize (GObject *object)
{
  SpDeployment *self = SP_DEPLOYMENT (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->model_name, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->publisher, g_free);
  g_clear_pointer (&self->sku, g_free);

  G_OBJECT_CLASS (sp_deployment_parent_class)->finalize (object);
}

static void
install_string (guint       prop_id,
                const char *name)
{
  properties[prop_id] = g_param_spec_string (name, NULL, NULL, NULL,
                                             (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
sp_deployment_class_init (SpDeploymentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_deployment_get_property;
  object_class->finalize = sp_deployment_finalize;

  install_string (PROP_MODEL_NAME, "model-name");
  install_string (PROP_NAME, "name");
  install_string (PROP_PUBLISHER, "publisher");
  install_string (PROP_SKU, "sku");
  install_string (PROP_VERSION, "version");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_deployment_init (SpDeployment *self)
{
}

/**
 * sp_deployment_new_from_json:
 * @json: an entry of the deployments list
 *
 * Only "name" is needed; what else is missing reads as "".
 *
 * Returns: (transfer full): the deployment, or %NULL with @error of SP_BASE_ERROR when it has no name
 */
SpDeployment *
sp_deployment_new_from_json (JsonObject  *json,
                             GError     **error)
{
  SpDeployment *self = NULL;
  JsonObject *sku = NULL;
  const char *name = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  if (!sp_json_get_string (json, "name", &name, error))
    return NULL;

  sku = sp_json_peek_object (json, "sku");
  self = g_object_new (SP_TYPE_DEPLOYMENT, NULL);
  self->name = g_strdup (name);
  self->model_name = g_strdup (sp_json_peek_string (json, "modelName", name));
  self->version = g_strdup (sp_json_peek_string (json, "modelVersion", ""));
  self->publisher = g_strdup (sp_json_peek_string (json, "modelPublisher", ""));
  self->sku = g_strdup (sku != NULL ? sp_json_peek_string (sku, "name", "") : "");
  return self;
}

/**
 * sp_deployment_get_name:
 *
 * Returns: what an agent writes as its model
 */
const char *
sp_deployment_get_name (SpDeployment *self)
{
  g_return_val_if_fail (SP_IS_DEPLOYMENT (self), NULL);

  return self->name;
}

/**
 * sp_deployment_get_model_name:
 *
 * Returns: the model that is deployed under the name
 */
const char *
sp_deployment_get_model_name (SpDeployment *self)
{
  g_return_val_if_fail (SP_IS_DEPLOYMENT (self), NULL);

  return self->model_name;
}

/**
 * sp_deployment_get_version:
 *
 * Returns: the model's version, "" when not told
 */
const char *
sp_deployment_get_version (SpDeployment *self)
{
  g_return_val_if_fail (SP_IS_DEPLOYMENT (self), NULL);

  return self->version;
}

/**
 * sp_deployment_get_publisher:
 *
 * Returns: who makes the model, "" when not told
 */
const char *
sp_deployment_get_publisher (SpDeployment *self)
{
  g_return_val_if_fail (SP_IS_DEPLOYMENT (self), NULL);

  return self->publisher;
}

/**
 * sp_deployment_get_sku:
 *
 * Returns: the name of what is paid for, such as "GlobalStandard", "" when not told
 */
const char *
sp_deployment_get_sku (SpDeployment *self)
{
  g_return_val_if_fail (SP_IS_DEPLOYMENT (self), NULL);

  return self->sku;
}
