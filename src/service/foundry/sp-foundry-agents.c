/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-private.h"

/* Agents and their versions (foundry-v2.md 2). */

/**
 * _sp_foundry_create_agent:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /agents`
 */
void
_sp_foundry_create_agent (SpHttpExchange *exchange,
                          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_create_agent (context,
                                     body,
                                     &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_agents:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /agents`
 */
void
_sp_foundry_list_agents (SpHttpExchange *exchange,
                         gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_agents (context,
                                    &page,
                                    sp_http_exchange_get_query (exchange, "kind"),
                                    &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_agent:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /agents/{name}`
 */
void
_sp_foundry_get_agent (SpHttpExchange *exchange,
                       gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_agent (context,
                                sp_http_exchange_get_param (exchange, "name"),
                                &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_update_agent:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /agents/{name}`
 */
void
_sp_foundry_update_agent (SpHttpExchange *exchange,
                          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_update_agent (context,
                                     sp_http_exchange_get_param (exchange, "name"),
                                     body,
                                     &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_agent:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /agents/{name}`
 */
void
_sp_foundry_delete_agent (SpHttpExchange *exchange,
                          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;
  gboolean force = FALSE; /* nothing depends on an agent here, so there is nothing to force */

  if (_sp_foundry_parse_flag (exchange, "force", &force, &error))
    answer = sp_engine_delete_agent (context, sp_http_exchange_get_param (exchange, "name"),
                                     &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
set_enabled (SpHttpExchange *exchange,
             SpEngine       *engine,
             gboolean        enabled)
{
  g_autoptr(GError) error = NULL;

  if (sp_engine_set_agent_enabled (engine, sp_http_exchange_get_param (exchange, "name"), enabled,
                                   &error))
    sp_http_exchange_respond_empty (exchange, 204);
  else
    sp_http_exchange_respond_error (exchange, error);
}

/**
 * _sp_foundry_enable_agent:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /agents/{name}:enable`
 */
void
_sp_foundry_enable_agent (SpHttpExchange *exchange,
                          gpointer        context)
{
  set_enabled (exchange, context, TRUE);
}

/**
 * _sp_foundry_disable_agent:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /agents/{name}:disable`
 */
void
_sp_foundry_disable_agent (SpHttpExchange *exchange,
                           gpointer        context)
{
  set_enabled (exchange, context, FALSE);
}

/**
 * _sp_foundry_create_version:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /agents/{name}/versions`
 */
void
_sp_foundry_create_version (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_create_agent_version (context,
                                             sp_http_exchange_get_param (exchange, "name"),
                                             body,
                                             &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_versions:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /agents/{name}/versions`
 */
void
_sp_foundry_list_versions (SpHttpExchange *exchange,
                           gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_agent_versions (context,
                                            sp_http_exchange_get_param (exchange, "name"),
                                            &page,
                                            &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_version:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /agents/{name}/versions/{version}`
 */
void
_sp_foundry_get_version (SpHttpExchange *exchange,
                         gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_agent_version (context,
                                        sp_http_exchange_get_param (exchange, "name"),
                                        sp_http_exchange_get_param (exchange, "version"),
                                        &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_version:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /agents/{name}/versions/{version}`
 */
void
_sp_foundry_delete_version (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;
  gboolean force = FALSE; /* as above */

  if (_sp_foundry_parse_flag (exchange, "force", &force, &error))
    answer = sp_engine_delete_agent_version (context,
                                             sp_http_exchange_get_param (exchange, "name"),
                                             sp_http_exchange_get_param (exchange, "version"),
                                             &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}
