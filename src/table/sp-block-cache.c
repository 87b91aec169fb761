/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Blocks of rows that were read; those not used for longest go first when they
 * take more memory than allowed. Owned by an SpTable; one thread. */

#include "config.h"

#include "table/sp-block-cache.h"

struct _SpBlockCache
{
  GHashTable *kept;        /* (owned) guint64 -> Kept */
  gsize       n_bytes;
  gsize       max_bytes;
  guint64     clock;       /* ticks with each use of a block */
};

typedef struct
{
  SpRowBlock *block;       /* (owned) */
  guint64     last_use;
} Kept;

static void
kept_free (Kept *kept)
{
  sp_row_block_unref (kept->block);
  g_free (kept);
}

static void
forget_oldest (SpBlockCache *self)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  gpointer oldest_key = NULL;
  Kept *oldest = NULL;

  g_hash_table_iter_init (&iter, self->kept);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Kept *kept = value;

      if (oldest == NULL || kept->last_use < oldest->last_use)
        {
          oldest = kept;
          oldest_key = key;
        }
    }

  if (oldest != NULL)
    {
      self->n_bytes -= sp_row_block_get_memory (oldest->block);
      g_hash_table_remove (self->kept, oldest_key);
    }
}

/**
 * sp_block_cache_new:
 * @max_bytes: how much memory the blocks may take; one is always kept
 *
 * Returns: (transfer full): an empty cache
 */
SpBlockCache *
sp_block_cache_new (gsize max_bytes)
{
  SpBlockCache *self = g_new0 (SpBlockCache, 1);

  self->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) kept_free);
  self->max_bytes = max_bytes;

  return self;
}

/**
 * sp_block_cache_free:
 * @self: (transfer full): a cache
 *
 * Frees it and lets its blocks go.
 */
void
sp_block_cache_free (SpBlockCache *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->kept);
  g_free (self);
}

/**
 * sp_block_cache_peek:
 * @self: a cache
 * @number: a block's number
 *
 * Returns: (transfer none) (nullable): the block, until the next
 *   sp_block_cache_put()
 */
SpRowBlock *
sp_block_cache_peek (SpBlockCache *self,
                     guint64       number)
{
  Kept *kept;

  g_return_val_if_fail (self != NULL, NULL);

  kept = g_hash_table_lookup (self->kept, &number);
  if (kept == NULL)
    return NULL;

  kept->last_use = ++self->clock;
  return kept->block;
}

/**
 * sp_block_cache_put:
 * @self: a cache
 * @number: a block's number
 * @block: the block
 *
 * Keeps a block in the place of an older reading of it.
 */
void
sp_block_cache_put (SpBlockCache *self,
                    guint64       number,
                    SpRowBlock   *block)
{
  Kept *kept;
  Kept *old;

  g_return_if_fail (self != NULL && block != NULL);

  old = g_hash_table_lookup (self->kept, &number);
  if (old != NULL)
    self->n_bytes -= sp_row_block_get_memory (old->block);

  kept = g_new0 (Kept, 1);
  kept->block = sp_row_block_ref (block);
  kept->last_use = ++self->clock;
  g_hash_table_replace (self->kept, g_memdup2 (&number, sizeof number), kept);
  self->n_bytes += sp_row_block_get_memory (block);

  while (self->n_bytes > self->max_bytes && g_hash_table_size (self->kept) > 1)
    forget_oldest (self);
}

/**
 * sp_block_cache_get_memory:
 * @self: a cache
 *
 * Returns: about how many bytes the blocks take
 */
gsize
sp_block_cache_get_memory (SpBlockCache *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_bytes;
}
