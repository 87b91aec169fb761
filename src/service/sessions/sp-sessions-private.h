/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"
#include "service/sp-engine-pools.h"

G_BEGIN_DECLS

/* The handlers of the table in sp-sessions.c; the context is the engine. Those
 * with "older" speak the first form, of 2024-02-02-preview. */
void        _sp_sessions_execute          (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_execute_older    (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_get_execution    (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_stop             (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_upload_file      (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_upload_older     (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_list_files       (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_get_file         (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_get_content      (SpHttpExchange       *exchange,
                                           gpointer              context);
void        _sp_sessions_delete_file      (SpHttpExchange       *exchange,
                                           gpointer              context);

/* What the handlers share (sp-sessions-shape.c). */
char       *_sp_sessions_dup_local_path   (const char           *path,
                                           SpHttpQuery          *query,
                                           GError              **error);
JsonObject *_sp_sessions_dup_error_body   (const SpHttpProblem  *problem,
                                           const char           *request_id);
char       *_sp_sessions_dup_key          (SpHttpExchange       *exchange,
                                           GError              **error);
char       *_sp_sessions_dup_location     (SpHttpExchange       *exchange,
                                           const char           *execution_id);
gboolean    _sp_sessions_is_older         (SpHttpExchange       *exchange);
char       *_sp_sessions_dup_code         (const char           *code);

G_END_DECLS
