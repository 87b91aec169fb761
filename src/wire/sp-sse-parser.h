/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most that one event may hold: an output with several large pictures as data URLs. */
#define SP_SSE_MAX_EVENT (96 * 1024 * 1024)

typedef struct _SpSseParser SpSseParser;

/* @name is NULL when the event has none; @data ends with a NUL that @length does not count. */
typedef gboolean (*SpSseFunc) (const char  *name,
                               const char  *data,
                               gsize        length,
                               gpointer     user_data,
                               GError     **error);

SpSseParser *sp_sse_parser_new    (gsize         max_event);
void         sp_sse_parser_free   (SpSseParser  *self);
gboolean     sp_sse_parser_feed   (SpSseParser  *self,
                                   const char   *bytes,
                                   gsize         length,
                                   SpSseFunc     func,
                                   gpointer      user_data,
                                   GError      **error);
gboolean     sp_sse_parser_finish (SpSseParser  *self,
                                   SpSseFunc     func,
                                   gpointer      user_data,
                                   GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpSseParser, sp_sse_parser_free)

G_END_DECLS
