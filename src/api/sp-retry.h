/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often a request is repeated at most. */
#define SP_RETRY_MAX 2

gboolean sp_retry_is_worth_it (guint       status,
                               const char *should_retry);
guint    sp_retry_get_delay   (guint       attempt,
                               const char *retry_after_ms,
                               const char *retry_after,
                               gint64      now,
                               guint       base_ms,
                               double      random);

G_END_DECLS
