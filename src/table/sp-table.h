/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-column-profile.h"
#include "table/sp-dialect.h"
#include "table/sp-row-block.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most that one copy puts together. */
#define SP_TABLE_MAX_COPY_ROWS  10000
#define SP_TABLE_MAX_COPY_BYTES (16 * 1024 * 1024)

/* A delimited file as a table, however large: rows are counted by a worker and
 * read in blocks when somebody asks for them. */
#define SP_TYPE_TABLE (sp_table_get_type ())
G_DECLARE_FINAL_TYPE (SpTable, sp_table, SP, TABLE, GObject)

void                   sp_table_open_async       (const char           *path,
                                                  const SpDialect      *wish,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
SpTable               *sp_table_open_finish      (GAsyncResult         *result,
                                                  GError              **error);
void                   sp_table_close            (SpTable              *self);
const SpDialect       *sp_table_get_dialect      (SpTable              *self);
guint                  sp_table_get_n_columns    (SpTable              *self);
const char            *sp_table_get_column_name  (SpTable              *self,
                                                  guint                 column);
const SpColumnProfile *sp_table_get_profile      (SpTable              *self,
                                                  guint                 column);
guint64                sp_table_get_n_rows       (SpTable              *self);
guint64                sp_table_get_estimate     (SpTable              *self);
gboolean               sp_table_get_counting     (SpTable              *self);
double                 sp_table_get_progress     (SpTable              *self);
gboolean               sp_table_get_changed      (SpTable              *self);
gboolean               sp_table_get_damaged      (SpTable              *self);
gsize                  sp_table_get_memory       (SpTable              *self);
SpRowBlock            *sp_table_peek_block       (SpTable              *self,
                                                  guint64               block);
void                   sp_table_request_block    (SpTable              *self,
                                                  guint64               block);
void                   sp_table_copy_async       (SpTable              *self,
                                                  const guint64        *rows,
                                                  gsize                 n_rows,
                                                  int                   column,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
char                  *sp_table_copy_finish      (SpTable              *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

G_END_DECLS
