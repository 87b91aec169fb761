/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-private.h"

#include <glib/gi18n.h>

#include "base/sp-json.h"

/* Deployments, which are the models, and connections, of which there are none
 * here (foundry-v2.md 3). The same models in OpenAI's form besides. */

static JsonObject *
wrap_values (JsonArray *values)
{
  JsonObject *page = json_object_new ();

  json_object_set_array_member (page, "value", values);
  return page;
}

/**
 * _sp_foundry_list_deployments:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /deployments`
 */
void
_sp_foundry_list_deployments (SpHttpExchange *exchange,
                              gpointer        context)
{
  const char *kind = sp_http_exchange_get_query (exchange, "deploymentType");
  JsonArray *values = kind == NULL || g_str_equal (kind, "ModelDeployment")
                      ? sp_model_registry_list (sp_engine_get_models (context),
                                                sp_http_exchange_get_query (exchange, "modelName"),
                                                sp_http_exchange_get_query (exchange,
                                                                            "modelPublisher"))
                      : json_array_new ();

  sp_http_exchange_respond_result (exchange, wrap_values (values), NULL);
}

/**
 * _sp_foundry_get_deployment:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /deployments/{name}`
 */
void
_sp_foundry_get_deployment (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_model_registry_get_deployment (sp_engine_get_models (context),
                                             sp_http_exchange_get_param (exchange, "name"),
                                             &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_connections:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /connections`
 */
void
_sp_foundry_list_connections (SpHttpExchange *exchange,
                              gpointer        context)
{
  sp_http_exchange_respond_result (exchange, wrap_values (json_array_new ()), NULL);
}

/**
 * _sp_foundry_get_connection:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /connections/{name}`, with or without secrets
 */
void
_sp_foundry_get_connection (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_autoptr(GError) error = NULL;

  sp_http_error_set (&error, 404, "not_found", "name",
                     _("There is no connection “%s”: the local service has none."),
                     sp_http_exchange_get_param (exchange, "name"));
  sp_http_exchange_respond_error (exchange, error);
}

static JsonObject *
make_model (JsonObject *deployment)
{
  JsonObject *model = json_object_new ();

  json_object_set_string_member (model, "id", sp_json_peek_string (deployment, "name", ""));
  json_object_set_string_member (model, "object", "model");
  json_object_set_int_member (model, "created", 0);
  json_object_set_string_member (model, "owned_by",
                                 sp_json_peek_string (deployment, "modelPublisher", ""));
  return model;
}

/**
 * _sp_foundry_list_models:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /models`
 */
void
_sp_foundry_list_models (SpHttpExchange *exchange,
                         gpointer        context)
{
  g_autoptr(JsonArray) deployments = sp_model_registry_list (sp_engine_get_models (context), NULL,
                                                             NULL);
  JsonObject *page = json_object_new ();
  JsonArray *data = json_array_new ();

  for (guint i = 0; i < json_array_get_length (deployments); i++)
    json_array_add_object_element (data,
                                   make_model (json_array_get_object_element (deployments, i)));
  json_object_set_string_member (page, "object", "list");
  json_object_set_array_member (page, "data", data);
  sp_http_exchange_respond_result (exchange, page, NULL);
}

/**
 * _sp_foundry_get_model:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /models/{name}`
 */
void
_sp_foundry_get_model (SpHttpExchange *exchange,
                       gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) deployment = NULL;

  deployment = sp_model_registry_get_deployment (sp_engine_get_models (context),
                                                 sp_http_exchange_get_param (exchange, "name"),
                                                 &error);
  sp_http_exchange_respond_result (exchange, deployment != NULL ? make_model (deployment) : NULL,
                                   g_steal_pointer (&error));
}
