/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-data-folder.h"

G_BEGIN_DECLS

/* What a file looked like when it was last put or taken: any change shows in one of these. */
typedef struct
{
  guint64 inode;
  gint64  size;
  gint64  mtime;   /* nanoseconds */
  gint64  ctime;   /* nanoseconds; cannot be set from inside */
} SpFileStamp;

/* What is known about a folder from one harvest to the next. Used by one thread at a time. */
typedef struct
{
  GHashTable *stamps;  /* (element-type utf8 SpFileStamp): by raw path */
  GHashTable *names;   /* (element-type utf8 utf8): raw path to the name that it was given */
  GHashTable *taken;   /* (element-type utf8 gpointer): the names that were given */
} SpFolderMemory;

SpFolderMemory *_sp_folder_memory_new    (void);
void            _sp_folder_memory_free   (SpFolderMemory         *self);
void            _sp_folder_memory_note   (SpFolderMemory         *self,
                                          const char             *path,
                                          int                     fd);
SpHarvest      *_sp_harvester_run        (int                     root_fd,
                                          SpFolderMemory         *memory,
                                          const SpSandboxLimits  *limits,
                                          const char             *folder,
                                          GCancellable           *cancellable,
                                          GError                **error);
int             _sp_open_beneath         (int                     root_fd,
                                          const char             *path,
                                          guint64                 flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpFolderMemory, _sp_folder_memory_free)

G_END_DECLS
