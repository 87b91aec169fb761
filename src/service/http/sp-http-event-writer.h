/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-exchange.h"

G_BEGIN_DECLS

/* Up to @max events that follow number @after, in order, each with "type" and
 * "sequence_number"; none when there are none yet; NULL with @error set. */
typedef JsonArray *(*SpHttpEventSource) (gint64     after,
                                         guint      max,
                                         gpointer   user_data,
                                         GError   **error);

#define SP_TYPE_HTTP_EVENT_WRITER (sp_http_event_writer_get_type ())
G_DECLARE_FINAL_TYPE (SpHttpEventWriter, sp_http_event_writer, SP, HTTP_EVENT_WRITER, GObject)

SpHttpEventWriter *sp_http_event_writer_new   (SpHttpExchange    *exchange,
                                               gint64             after,
                                               SpHttpEventSource  source,
                                               gpointer           user_data,
                                               GDestroyNotify     destroy);
void               sp_http_event_writer_wake  (SpHttpEventWriter *self);
void               sp_http_event_writer_end   (SpHttpEventWriter *self);
char              *sp_http_event_writer_frame (JsonObject        *event);

G_END_DECLS
