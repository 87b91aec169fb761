/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"
#include "service/sp-engine.h"

G_BEGIN_DECLS

/* The handlers of the table in sp-foundry.c, one file per resource. Each reads
 * the request, makes one call to the engine (the context), and answers. */

void _sp_foundry_create_agent          (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_agents           (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_agent             (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_update_agent          (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_agent          (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_enable_agent          (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_disable_agent         (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_create_version        (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_versions         (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_version           (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_version        (SpHttpExchange *exchange,
                                        gpointer        context);

void _sp_foundry_list_deployments      (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_deployment        (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_connections      (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_connection        (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_models           (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_model             (SpHttpExchange *exchange,
                                        gpointer        context);

void _sp_foundry_create_conversation   (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_conversations    (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_conversation      (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_update_conversation   (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_conversation   (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_create_items          (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_items            (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_item              (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_item           (SpHttpExchange *exchange,
                                        gpointer        context);

void _sp_foundry_create_response       (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_responses        (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_response          (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_cancel_response       (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_response       (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_input_items      (SpHttpExchange *exchange,
                                        gpointer        context);

void _sp_foundry_create_file           (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_files            (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_file              (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_file_content      (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_file           (SpHttpExchange *exchange,
                                        gpointer        context);

void _sp_foundry_create_container      (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_containers       (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_container         (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_container      (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_add_container_file    (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_list_container_files  (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_container_file    (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_get_container_content (SpHttpExchange *exchange,
                                        gpointer        context);
void _sp_foundry_delete_container_file (SpHttpExchange *exchange,
                                        gpointer        context);

/* What the handlers share. */
gboolean  _sp_foundry_parse_page       (SpHttpExchange  *exchange,
                                        guint            default_limit,
                                        guint            max_limit,
                                        SpPageQuery     *page,
                                        GError         **error);
SpInclude _sp_foundry_get_include      (SpHttpExchange  *exchange);
gboolean  _sp_foundry_parse_flag       (SpHttpExchange  *exchange,
                                        const char      *name,
                                        gboolean        *value,
                                        GError         **error);

G_END_DECLS
