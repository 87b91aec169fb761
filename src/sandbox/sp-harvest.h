/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A file that was taken out of a sandbox. @path is a copy in the folder that the caller named; it is deleted
 * with the struct unless sp_harvested_file_steal_path() took it. */
typedef struct
{
  char   *name;    /* below /mnt/data, cleaned; "/" between folders */
  char   *path;    /* (nullable) once stolen */
  char   *sha256;
  gint64  size;
  gint64  mtime;   /* microseconds since 1970 */
} SpHarvestedFile;

/* A file that was left where it is, and why, in words. */
typedef struct
{
  char *name;
  char *reason;
} SpSkippedFile;

typedef struct
{
  GPtrArray *files;    /* (element-type SpHarvestedFile): new or changed since the harvest before */
  GPtrArray *skipped;  /* (element-type SpSkippedFile) */
  char      *note;     /* (nullable): what the whole harvest left out, in words */
} SpHarvest;

char *sp_harvested_file_steal_path (SpHarvestedFile *self);
void  sp_harvested_file_free       (SpHarvestedFile *self);
void  sp_skipped_file_free         (SpSkippedFile   *self);
void  sp_harvest_free              (SpHarvest       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpHarvestedFile, sp_harvested_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpSkippedFile, sp_skipped_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpHarvest, sp_harvest_free)

G_END_DECLS
