/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <libsoup/soup.h>

#include "service/http/sp-http-exchange.h"
#include "service/http/sp-http-router.h"

G_BEGIN_DECLS

struct _SpHttpExchange
{
  GObject              parent_instance;

  SoupServerMessage   *message;     /* (owned) (nullable): NULL when over */
  GSocket             *socket;      /* (owned) */
  GSource             *watch;       /* (owned) (nullable): tells that the client hung up */

  /* The request */
  char                *request_id;  /* (owned) */
  SpHttpQuery         *query;       /* (owned) */
  GHashTable          *params;      /* (owned) (nullable) */
  const SpHttpDialect *dialect;     /* (nullable) shape of the errors */
  const SpHttpRoute   *route;       /* (nullable) until it is found */
  SpHttpHandler        handler;     /* (nullable) called at the end of the body; NULL when it is streamed */
  gpointer             context;
  gsize                n_body;

  guint                answered : 1;   /* a status is set */
  guint                complete : 1;   /* the answer has gone out whole */
  guint                held : 1;       /* libsoup is told to wait */
  guint                streaming : 1;  /* the body of the answer comes in pieces */
};

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
void            _sp_http_exchange_release    (SpHttpExchange       *self);
void            _sp_http_exchange_unwatch    (SpHttpExchange       *self);

G_END_DECLS
