/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-dialect.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much of a file's beginning is looked at. */
#define SP_SNIFF_SAMPLE (128 * 1024)

gboolean sp_dialect_sniff      (const guint8     *sample,
                                gsize             n_bytes,
                                gboolean          is_whole,
                                SpDialect        *dialect,
                                GError          **error);
void     sp_dialect_sniff_rest (const guint8     *sample,
                                gsize             n_bytes,
                                gboolean          is_whole,
                                SpDialect        *dialect);

G_END_DECLS
