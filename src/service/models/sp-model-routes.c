/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/models/sp-model-routes.h"

#include "base/sp-json.h"
#include "service/foundry/sp-foundry.h"
#include "service/http/sp-http-exchange.h"
#include "service/models/sp-model-catalog.h"

/* The list of model servers over HTTP, for the Models page of the window. Its context is the catalog. What clouds call
 * deployments are the models of these servers. Main thread. */

#define BASE "/sandpiper/model-servers"

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(SpHttpExchange) exchange = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = sp_model_catalog_finish (SP_MODEL_CATALOG (source), result, &error);

  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
list_servers (SpHttpExchange *exchange,
              gpointer        context)
{
  sp_http_exchange_respond_result (exchange, sp_model_catalog_list (context), NULL);
}

static void
put_server (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);

  if (body == NULL)
    sp_http_exchange_respond_error (exchange, error);
  else
    sp_model_catalog_put_async (context, sp_http_exchange_get_param (exchange, "id"), body, NULL, answered_cb,
                                g_object_ref (exchange));
}

static void
delete_server (SpHttpExchange *exchange,
               gpointer        context)
{
  sp_model_catalog_remove_async (context, sp_http_exchange_get_param (exchange, "id"), NULL, answered_cb,
                                 g_object_ref (exchange));
}

static void
list_models (SpHttpExchange *exchange,
             gpointer        context)
{
  sp_model_catalog_list_models_async (context, sp_http_exchange_get_param (exchange, "id"), NULL, answered_cb,
                                      g_object_ref (exchange));
}

/* A test ends when whoever wanted it has gone: it may cost money. */
static void
closed_cb (SpHttpExchange *exchange,
           GCancellable   *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_model (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  const char *model = NULL;

  if (body == NULL || !sp_json_get_string (body, "model", &model, &error))
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }

  g_signal_connect_data (exchange, "closed", G_CALLBACK (closed_cb), g_object_ref (cancellable),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  sp_model_catalog_test_async (context, sp_http_exchange_get_param (exchange, "id"), model, cancellable, answered_cb,
                               g_object_ref (exchange));
}

static void
look_around (SpHttpExchange *exchange,
             gpointer        context)
{
  sp_model_catalog_look_around_async (context, NULL, answered_cb, g_object_ref (exchange));
}

static char *
dup_local_path (const char   *path,
                SpHttpQuery  *query,
                GError      **error)
{
  return g_str_has_prefix (path, BASE) ? g_strdup (path) : NULL;
}

static const SpHttpRoute routes[] = {
  { "GET", BASE, list_servers },
  { "POST", BASE ":look-around", look_around },
  { "PUT", BASE "/{id}", put_server },
  { "DELETE", BASE "/{id}", delete_server },
  { "GET", BASE "/{id}/models", list_models },
  { "POST", BASE "/{id}/test", test_model },
};

static const SpHttpDialect dialect = {
  .name = "models",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .dup_local_path = dup_local_path,
  .dup_error_body = sp_foundry_dup_error_body,
};

/**
 * sp_model_routes_get_dialect:
 *
 * Returns: (transfer none): the routes below `/sandpiper/model-servers`; their context is the #SpModelCatalog
 */
const SpHttpDialect *
sp_model_routes_get_dialect (void)
{
  return &dialect;
}
