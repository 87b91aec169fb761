/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "service/http/sp-http-types.h"

G_BEGIN_DECLS

/* The largest JSON body that is read. */
#define SP_HTTP_MAX_JSON (32 * 1024 * 1024)

/* Signals (main thread):
 *   chunk (GBytes *bytes)  a piece of the body, on routes that stream it
 *   body-end ()            the body is whole, on routes that stream it
 *   drained ()             what was written last has gone out
 *   closed ()              over: all is sent, or the client went away */
#define SP_TYPE_HTTP_EXCHANGE (sp_http_exchange_get_type ())
G_DECLARE_FINAL_TYPE (SpHttpExchange, sp_http_exchange, SP, HTTP_EXCHANGE, GObject)

/* The request */
const char   *sp_http_exchange_get_method     (SpHttpExchange  *self);
const char   *sp_http_exchange_get_request_id (SpHttpExchange  *self);
const char   *sp_http_exchange_get_param      (SpHttpExchange  *self,
                                               const char      *name);
const char   *sp_http_exchange_get_query      (SpHttpExchange  *self,
                                               const char      *name);
GStrv         sp_http_exchange_dup_query_all  (SpHttpExchange  *self,
                                               const char      *name);
const char   *sp_http_exchange_get_header     (SpHttpExchange  *self,
                                               const char      *name);
gboolean      sp_http_exchange_is_json        (SpHttpExchange  *self);
JsonObject   *sp_http_exchange_dup_json       (SpHttpExchange  *self,
                                               GError         **error);
void          sp_http_exchange_collect_body   (SpHttpExchange  *self,
                                               SpHttpHandler    handler);
void          sp_http_exchange_hold_body      (SpHttpExchange  *self);
void          sp_http_exchange_resume_body    (SpHttpExchange  *self);

/* The answer: exactly one of the respond functions or begin_stream; nothing
 * happens when the client has gone. */
gboolean      sp_http_exchange_is_answered    (SpHttpExchange  *self);
gboolean      sp_http_exchange_is_closed      (SpHttpExchange  *self);
gboolean      sp_http_exchange_is_complete    (SpHttpExchange  *self);
void          sp_http_exchange_set_header     (SpHttpExchange  *self,
                                               const char      *name,
                                               const char      *value);
void          sp_http_exchange_respond_json   (SpHttpExchange  *self,
                                               guint            status,
                                               JsonObject      *object);
void          sp_http_exchange_respond_empty  (SpHttpExchange  *self,
                                               guint            status);
void          sp_http_exchange_respond_error  (SpHttpExchange  *self,
                                               const GError    *error);
void          sp_http_exchange_respond_result (SpHttpExchange  *self,
                                               JsonObject      *object,
                                               GError          *error);
void          sp_http_exchange_begin_stream   (SpHttpExchange  *self,
                                               guint            status,
                                               const char      *content_type,
                                               gint64           length);
void          sp_http_exchange_write          (SpHttpExchange  *self,
                                               GBytes          *bytes);
void          sp_http_exchange_end_stream     (SpHttpExchange  *self);
void          sp_http_exchange_abort          (SpHttpExchange  *self);

G_END_DECLS
