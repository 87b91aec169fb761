/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-private.h"

/* Conversations and their items (foundry-v2.md 4). */

/**
 * _sp_foundry_create_conversation:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /conversations`
 */
void
_sp_foundry_create_conversation (SpHttpExchange *exchange,
                                 gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_create_conversation (context,
                                            body,
                                            &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_conversations:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /conversations`
 */
void
_sp_foundry_list_conversations (SpHttpExchange *exchange,
                                gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_conversations (context,
                                           &page,
                                           sp_http_exchange_get_query (exchange, "agent_name"),
                                           sp_http_exchange_get_query (exchange, "agent_id"),
                                           &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_conversation:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /conversations/{id}`
 */
void
_sp_foundry_get_conversation (SpHttpExchange *exchange,
                              gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_conversation (context,
                                       sp_http_exchange_get_param (exchange, "id"),
                                       &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_update_conversation:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /conversations/{id}`
 */
void
_sp_foundry_update_conversation (SpHttpExchange *exchange,
                                 gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_update_conversation (context,
                                            sp_http_exchange_get_param (exchange, "id"),
                                            body,
                                            &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_conversation:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /conversations/{id}`
 */
void
_sp_foundry_delete_conversation (SpHttpExchange *exchange,
                                 gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_conversation (context,
                                          sp_http_exchange_get_param (exchange, "id"),
                                          &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_create_items:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /conversations/{id}/items`
 */
void
_sp_foundry_create_items (SpHttpExchange *exchange,
                          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_create_items (context,
                                     sp_http_exchange_get_param (exchange, "id"),
                                     body,
                                     _sp_foundry_get_include (exchange),
                                     &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_items:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /conversations/{id}/items`
 */
void
_sp_foundry_list_items (SpHttpExchange *exchange,
                        gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_items (context,
                                   sp_http_exchange_get_param (exchange, "id"),
                                   &page,
                                   sp_http_exchange_get_query (exchange, "item_type"),
                                   _sp_foundry_get_include (exchange),
                                   &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_item:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /conversations/{id}/items/{item}`
 */
void
_sp_foundry_get_item (SpHttpExchange *exchange,
                      gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_item (context,
                               sp_http_exchange_get_param (exchange, "id"),
                               sp_http_exchange_get_param (exchange, "item"),
                               _sp_foundry_get_include (exchange),
                               &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_item:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /conversations/{id}/items/{item}`
 */
void
_sp_foundry_delete_item (SpHttpExchange *exchange,
                         gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_item (context,
                                  sp_http_exchange_get_param (exchange, "id"),
                                  sp_http_exchange_get_param (exchange, "item"),
                                  &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}
