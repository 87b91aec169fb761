/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "service/http/sp-http-error.h"
#include "service/http/sp-http-query.h"

G_BEGIN_DECLS

typedef struct _SpHttpDialect SpHttpDialect;
typedef struct _SpHttpExchange SpHttpExchange;
typedef struct _SpHttpRoute SpHttpRoute;

/* Answers @exchange, now or later; @context is what the dialect was added with. */
typedef void (*SpHttpHandler) (SpHttpExchange *exchange,
                               gpointer        context);

G_END_DECLS
