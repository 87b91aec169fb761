/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"
#include "service/sp-engine.h"

G_BEGIN_DECLS

/* The handlers of the table in sp-own.c. */

void _sp_own_get_session     (SpHttpExchange *exchange,
                              gpointer        context);
void _sp_own_list_variables  (SpHttpExchange *exchange,
                              gpointer        context);
void _sp_own_read_variable   (SpHttpExchange *exchange,
                              gpointer        context);
void _sp_own_restart_session (SpHttpExchange *exchange,
                              gpointer        context);
void _sp_own_end_session     (SpHttpExchange *exchange,
                              gpointer        context);
void _sp_own_begin_replay    (SpHttpExchange *exchange,
                              gpointer        context);
void _sp_own_stop_replay     (SpHttpExchange *exchange,
                              gpointer        context);

G_END_DECLS
