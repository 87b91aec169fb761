/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The answer of a harvest: plain structs, owned by the caller of sp_sandbox_harvest_finish(). */

#include "config.h"

#include "sandbox/sp-harvest.h"

#include <glib/gstdio.h>

/**
 * sp_harvested_file_steal_path:
 * @self: a harvested file
 *
 * Takes the copy: the caller moves or deletes it.
 *
 * Returns: (transfer full) (nullable): the path of the copy, %NULL when it was taken before
 */
char *
sp_harvested_file_steal_path (SpHarvestedFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_steal_pointer (&self->path);
}

/**
 * sp_harvested_file_free:
 * @self: a harvested file
 *
 * Frees @self, and deletes its copy unless that was taken.
 */
void
sp_harvested_file_free (SpHarvestedFile *self)
{
  g_return_if_fail (self != NULL);

  if (self->path != NULL)
    g_unlink (self->path);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->sha256, g_free);
  g_free (self);
}

/**
 * sp_skipped_file_free:
 * @self: a file that was left
 *
 * Frees @self.
 */
void
sp_skipped_file_free (SpSkippedFile *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_free (self);
}

/**
 * sp_harvest_free:
 * @self: a harvest
 *
 * Frees @self with the copies that nobody took.
 */
void
sp_harvest_free (SpHarvest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->skipped, g_ptr_array_unref);
  g_clear_pointer (&self->note, g_free);
  g_free (self);
}
