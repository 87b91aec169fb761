/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-text-source.h"

G_BEGIN_DECLS

/* Rows come in blocks of this many. */
#define SP_BLOCK_ROWS 256

/* What a block keeps: of each record, of each row, of each cell. */
#define SP_BLOCK_MAX_RECORD  (256 * 1024)
#define SP_BLOCK_MAX_COLUMNS 16384
#define SP_BLOCK_MAX_CELL    1024

/* Up to SP_BLOCK_ROWS rows of a table, taken apart. */
typedef struct _SpRowBlock SpRowBlock;

SpRowBlock *sp_row_block_read        (SpTextSource    *source,
                                      const SpDialect *dialect,
                                      guint64          start,
                                      guint64          end,
                                      guint            max_rows,
                                      GError         **error);
SpRowBlock *sp_row_block_ref         (SpRowBlock      *self);
void        sp_row_block_unref       (SpRowBlock      *self);
guint       sp_row_block_get_n_rows  (SpRowBlock      *self);
guint       sp_row_block_get_n_cells (SpRowBlock      *self,
                                      guint            row);
const char *sp_row_block_get_cell    (SpRowBlock      *self,
                                      guint            row,
                                      guint            column,
                                      gboolean        *is_cut);
guint64     sp_row_block_get_start   (SpRowBlock      *self,
                                      guint            row);
guint64     sp_row_block_get_end     (SpRowBlock      *self,
                                      guint            row);
gboolean    sp_row_block_get_damaged (SpRowBlock      *self);
gsize       sp_row_block_get_memory  (SpRowBlock      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpRowBlock, sp_row_block_unref)

G_END_DECLS
