/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-model-registry.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* The models that agents may name: deployment name → SpChatModel, with the
 * facts that the deployments list shows. The engine owns one; it lives on the
 * main thread. Names are kept in the order in which they were added. */

typedef struct
{
  char        *name;
  char        *model_name;
  char        *publisher;
  SpChatModel *model;
  JsonObject  *details;     /* (nullable): the `sandpiper` member */
} Deployment;

struct _SpModelRegistry
{
  GObject    parent_instance;

  GPtrArray *deployments;  /* of Deployment */
};

G_DEFINE_FINAL_TYPE (SpModelRegistry, sp_model_registry, G_TYPE_OBJECT)

static void
deployment_free (Deployment *deployment)
{
  g_clear_pointer (&deployment->name, g_free);
  g_clear_pointer (&deployment->model_name, g_free);
  g_clear_pointer (&deployment->publisher, g_free);
  g_clear_object (&deployment->model);
  g_clear_pointer (&deployment->details, json_object_unref);
  g_free (deployment);
}

static Deployment *
sp_model_registry_find (SpModelRegistry *self,
                        const char      *name)
{
  for (guint i = 0; i < self->deployments->len; i++)
    {
      Deployment *deployment = g_ptr_array_index (self->deployments, i);

      if (g_str_equal (deployment->name, name))
        return deployment;
    }

  return NULL;
}

static void
set_not_found (const char  *name,
               GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "DeploymentNotFound", "model",
                        "There is no model deployment called “%s” here. "
                        "The deployments list names those that are.", name);
}

static JsonObject *
deployment_to_json (Deployment *deployment)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonObject) capabilities = json_object_new ();
  g_autoptr(JsonObject) sku = json_object_new ();

  json_object_set_string_member (capabilities, "chat_completion", "true");
  json_object_set_string_member (sku, "name", "Local");
  json_object_set_int_member (sku, "capacity", 1);
  json_object_set_string_member (sku, "family", "");
  json_object_set_string_member (sku, "size", "");
  json_object_set_string_member (sku, "tier", "");

  json_object_set_string_member (object, "type", "ModelDeployment");
  json_object_set_string_member (object, "name", deployment->name);
  json_object_set_string_member (object, "modelName", deployment->model_name);
  json_object_set_string_member (object, "modelVersion", "1");
  json_object_set_string_member (object, "modelPublisher", deployment->publisher);
  json_object_set_object_member (object, "capabilities", g_steal_pointer (&capabilities));
  json_object_set_object_member (object, "sku", g_steal_pointer (&sku));
  if (deployment->details != NULL)
    json_object_set_object_member (object, "sandpiper", sp_json_object_copy (deployment->details));

  return g_steal_pointer (&object);
}

static void
sp_model_registry_finalize (GObject *object)
{
  SpModelRegistry *self = SP_MODEL_REGISTRY (object);

  g_clear_pointer (&self->deployments, g_ptr_array_unref);

  G_OBJECT_CLASS (sp_model_registry_parent_class)->finalize (object);
}

static void
sp_model_registry_class_init (SpModelRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_model_registry_finalize;
}

static void
sp_model_registry_init (SpModelRegistry *self)
{
  self->deployments = g_ptr_array_new_with_free_func ((GDestroyNotify) deployment_free);
}

/**
 * sp_model_registry_new:
 *
 * Returns: (transfer full): a registry without any model
 */
SpModelRegistry *
sp_model_registry_new (void)
{
  return g_object_new (SP_TYPE_MODEL_REGISTRY, NULL);
}

/**
 * sp_model_registry_add:
 * @self: a registry
 * @name: the deployment's name, which agents use
 * @model_name: what model it is
 * @publisher: who made the model
 * @model: the model; a reference is kept
 *
 * Adds a deployment; one of the same name is replaced.
 */
void
sp_model_registry_add (SpModelRegistry *self,
                       const char      *name,
                       const char      *model_name,
                       const char      *publisher,
                       SpChatModel     *model)
{
  Deployment *old;
  Deployment *deployment;

  g_return_if_fail (SP_IS_MODEL_REGISTRY (self));
  g_return_if_fail (name != NULL && model_name != NULL && publisher != NULL);
  g_return_if_fail (SP_IS_CHAT_MODEL (model));

  old = sp_model_registry_find (self, name);
  if (old != NULL)
    g_ptr_array_remove (self->deployments, old);

  deployment = g_new0 (Deployment, 1);
  deployment->name = g_strdup (name);
  deployment->model_name = g_strdup (model_name);
  deployment->publisher = g_strdup (publisher);
  deployment->model = g_object_ref (model);
  g_ptr_array_add (self->deployments, deployment);
}

/**
 * sp_model_registry_remove:
 * @self: a registry
 * @name: the deployment's name
 *
 * Takes a deployment out, if there is one of that name. What runs on its model goes on.
 */
void
sp_model_registry_remove (SpModelRegistry *self,
                          const char      *name)
{
  Deployment *deployment;

  g_return_if_fail (SP_IS_MODEL_REGISTRY (self));
  g_return_if_fail (name != NULL);

  deployment = sp_model_registry_find (self, name);
  if (deployment != NULL)
    g_ptr_array_remove (self->deployments, deployment);
}

/**
 * sp_model_registry_set_details:
 * @self: a registry
 * @name: the name of a deployment that was added
 * @details: (transfer full): what the list shows as its `sandpiper` member
 */
void
sp_model_registry_set_details (SpModelRegistry *self,
                               const char      *name,
                               JsonObject      *details)
{
  Deployment *deployment;

  g_return_if_fail (SP_IS_MODEL_REGISTRY (self));
  g_return_if_fail (name != NULL && details != NULL);

  deployment = sp_model_registry_find (self, name);
  g_return_if_fail (deployment != NULL);

  g_clear_pointer (&deployment->details, json_object_unref);
  deployment->details = details;
}

/**
 * sp_model_registry_lookup:
 * @self: a registry
 * @name: a deployment's name
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND with code "DeploymentNotFound"
 *
 * Returns: (transfer none): the model, or %NULL with @error set
 */
SpChatModel *
sp_model_registry_lookup (SpModelRegistry  *self,
                          const char       *name,
                          GError          **error)
{
  Deployment *deployment;

  g_return_val_if_fail (SP_IS_MODEL_REGISTRY (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  deployment = sp_model_registry_find (self, name);
  if (deployment == NULL)
    {
      set_not_found (name, error);
      return NULL;
    }

  return deployment->model;
}

/**
 * sp_model_registry_list:
 * @self: a registry
 * @model_name: (nullable): only deployments of this model
 * @publisher: (nullable): only models of this publisher
 *
 * Returns: (transfer full): the deployments as the wire shows them (camelCase)
 */
JsonArray *
sp_model_registry_list (SpModelRegistry *self,
                        const char      *model_name,
                        const char      *publisher)
{
  g_autoptr(JsonArray) list = json_array_new ();

  g_return_val_if_fail (SP_IS_MODEL_REGISTRY (self), NULL);

  for (guint i = 0; i < self->deployments->len; i++)
    {
      Deployment *deployment = g_ptr_array_index (self->deployments, i);

      if (model_name != NULL && !g_str_equal (model_name, deployment->model_name))
        continue;
      if (publisher != NULL && !g_str_equal (publisher, deployment->publisher))
        continue;

      json_array_add_object_element (list, deployment_to_json (deployment));
    }

  return g_steal_pointer (&list);
}

/**
 * sp_model_registry_get_deployment:
 * @self: a registry
 * @name: a deployment's name
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the deployment as the wire shows it, or %NULL
 */
JsonObject *
sp_model_registry_get_deployment (SpModelRegistry  *self,
                                  const char       *name,
                                  GError          **error)
{
  Deployment *deployment;

  g_return_val_if_fail (SP_IS_MODEL_REGISTRY (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  deployment = sp_model_registry_find (self, name);
  if (deployment == NULL)
    {
      set_not_found (name, error);
      return NULL;
    }

  return deployment_to_json (deployment);
}
