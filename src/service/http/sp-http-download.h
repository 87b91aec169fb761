/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"

G_BEGIN_DECLS

gboolean sp_http_download_parse_range (const char      *header,
                                       gint64           size,
                                       gint64          *start,
                                       gint64          *length,
                                       GError         **error);
void     sp_http_download_start       (SpHttpExchange  *exchange,
                                       int              fd,
                                       gint64           size,
                                       const char      *filename);

G_END_DECLS
