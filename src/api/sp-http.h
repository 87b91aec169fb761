/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "api/sp-service-launcher.h"

G_BEGIN_DECLS

/* Requests to one place: base URL, authorization, repeating, status → error. */
#define SP_TYPE_HTTP (sp_http_get_type ())
G_DECLARE_FINAL_TYPE (SpHttp, sp_http, SP, HTTP, GObject)

/**
 * SpHttpFlags:
 * @SP_HTTP_DEFAULT: repeated as the reference says
 * @SP_HTTP_ONCE: begins something that must not begin twice: after the request may have arrived, a broken connection
 *   does not repeat it
 */
typedef enum
{
  SP_HTTP_DEFAULT = 0,
  SP_HTTP_ONCE = 1 << 0,
} SpHttpFlags;

/* Puts what the place wants to see of us on a message, before it is sent. */
typedef void          (*SpHttpAuthorizeFunc) (SoupMessage  *message,
                                              gpointer      user_data);

/* Makes the body for one sending. (transfer full) */
typedef GInputStream *(*SpHttpBodyFunc)      (gpointer      user_data,
                                              char        **content_type,
                                              gint64       *length);

/* Bytes of the body sent so far. */
typedef void          (*SpHttpSentFunc)      (gint64        sent,
                                              gpointer      user_data);

SpHttp       *sp_http_new            (const char           *base_url,
                                      GSocketConnectable   *connectable);
const char   *sp_http_get_base_url   (SpHttp               *self);
void          sp_http_set_authorize  (SpHttp               *self,
                                      SpHttpAuthorizeFunc   func,
                                      gpointer              user_data,
                                      GDestroyNotify        destroy);
void          sp_http_set_launcher   (SpHttp               *self,
                                      SpServiceLauncher    *launcher);
void          sp_http_set_base_delay (SpHttp               *self,
                                      guint                 milliseconds);
void          sp_http_abort          (SpHttp               *self);

void          sp_http_send_async     (SpHttp               *self,
                                      const char           *method,
                                      const char           *path,
                                      JsonObject           *body,
                                      SpHttpFlags           flags,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
GInputStream *sp_http_send_finish    (SpHttp               *self,
                                      GAsyncResult         *result,
                                      SoupMessage         **message,
                                      GError              **error);
void          sp_http_json_async     (SpHttp               *self,
                                      const char           *method,
                                      const char           *path,
                                      JsonObject           *body,
                                      SpHttpFlags           flags,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
void          sp_http_upload_async   (SpHttp               *self,
                                      const char           *path,
                                      SpHttpBodyFunc        body,
                                      SpHttpSentFunc        sent,
                                      gpointer              func_data,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
JsonObject   *sp_http_json_finish    (SpHttp               *self,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
