/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <libsoup/soup.h>

#include "service/http/sp-http-exchange.h"
#include "service/http/sp-http-router.h"

G_BEGIN_DECLS

SpHttpExchange *_sp_http_exchange_new        (SoupServerMessage    *message,
                                              GSocket              *socket);
SpHttpQuery    *_sp_http_exchange_peek_query (SpHttpExchange       *self);
void            _sp_http_exchange_set_shape  (SpHttpExchange       *self,
                                              const SpHttpDialect  *dialect);
void            _sp_http_exchange_start      (SpHttpExchange       *self,
                                              const SpHttpRoute    *route,
                                              GHashTable           *params,
                                              gpointer              context);
void            _sp_http_exchange_body_end   (SpHttpExchange       *self);

G_END_DECLS
