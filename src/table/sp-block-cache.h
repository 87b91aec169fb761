/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-row-block.h"

G_BEGIN_DECLS

/* Blocks that were read, up to a bound of memory. */
typedef struct _SpBlockCache SpBlockCache;

SpBlockCache *sp_block_cache_new        (gsize         max_bytes);
void          sp_block_cache_free       (SpBlockCache *self);
SpRowBlock   *sp_block_cache_peek       (SpBlockCache *self,
                                         guint64       number);
void          sp_block_cache_put        (SpBlockCache *self,
                                         guint64       number,
                                         SpRowBlock   *block);
gsize         sp_block_cache_get_memory (SpBlockCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpBlockCache, sp_block_cache_free)

G_END_DECLS
