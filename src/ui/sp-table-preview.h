/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "table/sp-table.h"

G_BEGIN_DECLS

/* A delimited file as a table, with a line below that says how it was read. */
#define SP_TYPE_TABLE_PREVIEW (sp_table_preview_get_type ())
G_DECLARE_FINAL_TYPE (SpTablePreview, sp_table_preview, SP, TABLE_PREVIEW, AdwBin)

GtkWidget *sp_table_preview_new         (void);
void       sp_table_preview_load_async  (SpTablePreview       *self,
                                         const char           *path,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean   sp_table_preview_load_finish (SpTablePreview       *self,
                                         GAsyncResult         *result,
                                         GError              **error);
void       sp_table_preview_clear       (SpTablePreview       *self);
SpTable   *sp_table_preview_get_table   (SpTablePreview       *self);

G_END_DECLS
