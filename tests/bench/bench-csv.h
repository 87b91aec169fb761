/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean bench_write_csv    (const char *path,
                             guint64     n_bytes,
                             gboolean    quote_all);
guint64  bench_get_resident (void);

G_END_DECLS
