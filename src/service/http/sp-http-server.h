/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-router.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Properties: n-connections (uint, read only, notified). */
#define SP_TYPE_HTTP_SERVER (sp_http_server_get_type ())
G_DECLARE_FINAL_TYPE (SpHttpServer, sp_http_server, SP, HTTP_SERVER, GObject)

SpHttpServer *sp_http_server_new               (void);
void          sp_http_server_add_dialect       (SpHttpServer         *self,
                                                const SpHttpDialect  *dialect,
                                                gpointer              context);
void          sp_http_server_add_dialect_first (SpHttpServer         *self,
                                                const SpHttpDialect  *dialect,
                                                gpointer              context);
gboolean      sp_http_server_listen_unix       (SpHttpServer         *self,
                                                const char           *path,
                                                GError              **error);
gboolean      sp_http_server_listen_tcp        (SpHttpServer         *self,
                                                const char           *address,
                                                const char           *key,
                                                char                **uri,
                                                GError              **error);
guint         sp_http_server_get_n_connections (SpHttpServer         *self);
void          sp_http_server_stop_listening    (SpHttpServer         *self);

G_END_DECLS
