/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-cell-result.h"
#include "sandbox/sp-harvest.h"
#include "sandbox/sp-launcher.h"
#include "sandbox/sp-sandbox-error.h"

G_BEGIN_DECLS

#define SP_TYPE_SANDBOX_STATE (sp_sandbox_state_get_type ())
typedef enum { SP_SANDBOX_NEW, SP_SANDBOX_STARTING, SP_SANDBOX_IDLE, SP_SANDBOX_BUSY, SP_SANDBOX_DEAD } SpSandboxState;
GType sp_sandbox_state_get_type (void);

/* Which part of a table: rows and columns from 0 on. */
typedef struct
{
  gint64 offset;
  guint  limit;
  gint64 column;
  guint  n_columns;
} SpTablePart;

/* One session: a Python kernel in namespaces of its own, with its /mnt/data. Main thread only.
 *
 * Signal "output" (const char *stream, const char *text): what a running cell prints, as it comes, valid UTF-8;
 * @stream is "stdout" or "stderr". Signal "display" (JsonObject *bundle): a rich display, as it comes. */
#define SP_TYPE_SANDBOX (sp_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (SpSandbox, sp_sandbox, SP, SANDBOX, GObject)

SpSandbox              *sp_sandbox_new               (SpLauncher             *launcher,
                                                      const SpSandboxLimits  *limits);
SpSandboxState          sp_sandbox_get_state         (SpSandbox              *self);
guint                   sp_sandbox_get_n_cells       (SpSandbox              *self);
const SpSandboxLimits  *sp_sandbox_get_limits        (SpSandbox              *self);
void                    sp_sandbox_set_limits        (SpSandbox              *self,
                                                      const SpSandboxLimits  *limits);
const char             *sp_sandbox_get_ending        (SpSandbox              *self);
JsonObject             *sp_sandbox_get_info          (SpSandbox              *self);
gint64                  sp_sandbox_get_memory        (SpSandbox              *self);
double                  sp_sandbox_get_cpu           (SpSandbox              *self);
gboolean                sp_sandbox_get_preload       (SpSandbox              *self);
void                    sp_sandbox_set_preload       (SpSandbox              *self,
                                                      gboolean                preload);
const char             *sp_sandbox_get_spool_folder  (SpSandbox              *self);
void                    sp_sandbox_set_spool_folder  (SpSandbox              *self,
                                                      const char             *folder);

void                    sp_sandbox_start_async       (SpSandbox              *self,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
gboolean                sp_sandbox_start_finish      (SpSandbox              *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void                    sp_sandbox_put_file_async    (SpSandbox              *self,
                                                      const char             *name,
                                                      int                     fd,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
gboolean                sp_sandbox_put_file_finish   (SpSandbox              *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void                    sp_sandbox_execute_async     (SpSandbox              *self,
                                                      const char             *code,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
SpCellResult           *sp_sandbox_execute_finish    (SpSandbox              *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void                    sp_sandbox_harvest_async     (SpSandbox              *self,
                                                      const char             *folder,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
SpHarvest              *sp_sandbox_harvest_finish    (SpSandbox              *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void                    sp_sandbox_list_variables_async
                                                     (SpSandbox              *self,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
JsonObject             *sp_sandbox_list_variables_finish
                                                     (SpSandbox              *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void                    sp_sandbox_read_table_async  (SpSandbox              *self,
                                                      const char             *name,
                                                      const SpTablePart      *part,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
JsonObject             *sp_sandbox_read_table_finish (SpSandbox              *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void                    sp_sandbox_interrupt         (SpSandbox              *self);
void                    sp_sandbox_kill              (SpSandbox              *self);

G_END_DECLS
