/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

#include "base/sp-fd.h"
#include "sandbox/sp-harvest.h"
#include "sandbox/sp-sandbox-limits.h"

G_BEGIN_DECLS

/* The working folder of a session, held by a descriptor that outlives the session's processes. */
#define SP_TYPE_DATA_FOLDER (sp_data_folder_get_type ())
G_DECLARE_FINAL_TYPE (SpDataFolder, sp_data_folder, SP, DATA_FOLDER, GObject)

SpDataFolder *sp_data_folder_new             (SpFd                   fd);
void          sp_data_folder_put_async       (SpDataFolder          *self,
                                              const char            *name,
                                              int                    fd,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data);
gboolean      sp_data_folder_put_finish      (SpDataFolder          *self,
                                              GAsyncResult          *result,
                                              GError               **error);
void          sp_data_folder_harvest_async   (SpDataFolder          *self,
                                              const SpSandboxLimits *limits,
                                              const char            *folder,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data);
SpHarvest    *sp_data_folder_harvest_finish  (SpDataFolder          *self,
                                              GAsyncResult          *result,
                                              GError               **error);

G_END_DECLS
