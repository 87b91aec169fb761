/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"
#include "service/sp-blob-writer.h"

G_BEGIN_DECLS

#define SP_TYPE_HTTP_UPLOAD (sp_http_upload_get_type ())
G_DECLARE_FINAL_TYPE (SpHttpUpload, sp_http_upload, SP, HTTP_UPLOAD, GObject)

/* The form has come whole and its file lies in the store; answers the exchange. */
typedef void (*SpHttpUploadFunc) (SpHttpUpload   *upload,
                                  SpHttpExchange *exchange,
                                  gpointer        context);

void          sp_http_upload_start        (SpHttpExchange   *exchange,
                                           SpBlobWriter     *writer,
                                           const char       *instead,
                                           SpHttpUploadFunc  done,
                                           gpointer          context);
SpBlobWriter *sp_http_upload_get_writer   (SpHttpUpload     *self);
const char   *sp_http_upload_get_filename (SpHttpUpload     *self);
const char   *sp_http_upload_get_field    (SpHttpUpload     *self,
                                           const char       *name);

G_END_DECLS
