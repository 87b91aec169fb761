/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-text-source.h"

G_BEGIN_DECLS

/* Where the rows of a large file begin; it fills while a worker scans. */
#define SP_TYPE_ROW_INDEX (sp_row_index_get_type ())
G_DECLARE_FINAL_TYPE (SpRowIndex, sp_row_index, SP, ROW_INDEX, GObject)

SpRowIndex *sp_row_index_new          (SpTextSource         *source,
                                       const SpDialect      *dialect,
                                       guint64               start);
void        sp_row_index_build_async  (SpRowIndex           *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    sp_row_index_build_finish (SpRowIndex           *self,
                                       GAsyncResult         *result,
                                       GError              **error);
guint64     sp_row_index_get_n_rows   (SpRowIndex           *self);
double      sp_row_index_get_progress (SpRowIndex           *self);
gboolean    sp_row_index_get_complete (SpRowIndex           *self);
guint64     sp_row_index_get_estimate (SpRowIndex           *self);
gsize       sp_row_index_get_memory   (SpRowIndex           *self);
gboolean    sp_row_index_get_range    (SpRowIndex           *self,
                                       guint64               block,
                                       guint64              *start,
                                       guint64              *end);

G_END_DECLS
