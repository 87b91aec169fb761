/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/classic/sp-classic-run.h"
#include "service/http/sp-http-exchange.h"

G_BEGIN_DECLS

#define SP_TYPE_CLASSIC_STREAM (sp_classic_stream_get_type ())
G_DECLARE_FINAL_TYPE (SpClassicStream, sp_classic_stream, SP, CLASSIC_STREAM, GObject)

void sp_classic_stream_start (SpHttpExchange *exchange,
                              SpClassicRun   *run,
                              JsonObject     *thread,
                              gboolean        is_new);

G_END_DECLS
