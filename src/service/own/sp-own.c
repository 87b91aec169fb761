/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/own/sp-own.h"

#include "service/foundry/sp-foundry.h"
#include "service/own/sp-own-private.h"

/* What no cloud has: how this service is doing, and the sessions of the
 * containers. The smallest dialect; its context is the engine. */

static void
get_status (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(JsonObject) status = sp_engine_dup_status (context);

  sp_http_exchange_respond_json (exchange, 200, status);
}

static char *
dup_local_path (const char   *path,
                SpHttpQuery  *query,
                GError      **error)
{
  return g_str_has_prefix (path, "/sandpiper/") ? g_strdup (path) : NULL;
}

static const SpHttpRoute routes[] = {
  { "GET", "/sandpiper/status", get_status },
  { "GET", "/sandpiper/containers/{id}/session", _sp_own_get_session },
  { "GET", "/sandpiper/containers/{id}/variables", _sp_own_list_variables },
  { "GET", "/sandpiper/containers/{id}/variables/{name}", _sp_own_read_variable },
  { "POST", "/sandpiper/containers/{id}/restart", _sp_own_restart_session },
  { "POST", "/sandpiper/containers/{id}/end", _sp_own_end_session },
  { "POST", "/sandpiper/containers/{id}/replay", _sp_own_begin_replay },
  { "POST", "/sandpiper/containers/{id}/replay/stop", _sp_own_stop_replay },
};

static const SpHttpDialect dialect = {
  .name = "own",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .dup_local_path = dup_local_path,
  .dup_error_body = sp_foundry_dup_error_body,
};

/**
 * sp_own_get_dialect:
 *
 * Returns: (transfer none): the routes below `/sandpiper/`; their context is the #SpEngine
 */
const SpHttpDialect *
sp_own_get_dialect (void)
{
  return &dialect;
}
