/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-blob-store.h"
#include "service/sp-session-backend.h"
#include "service/sp-store.h"

G_BEGIN_DECLS

/* What one cell did and left in the container. */
typedef struct
{
  SpCell    *cell;
  GPtrArray *files;            /* of JsonObject: the ContainerFiles that it made or changed */
  char      *note;             /* (nullable) what could not be kept, in words */
  char      *whole_output_id;  /* (nullable) container file with all of a capped output */
  guint      restarted : 1;    /* a new session was begun: earlier variables are gone */
} SpCellReport;

typedef void (*SpCellOutputFunc) (const char *stream,
                                  const char *text,
                                  gpointer    user_data);

/* The cell's turn in the queue has come: it runs now. */
typedef void (*SpCellStartedFunc) (gpointer user_data);

/* A container with the session that runs its cells. Signal "changed": its status or its session did, or it came to rest.
 * Property-like getters only; see sp-container-keeper.h for the API's view of it. */
#define SP_TYPE_CONTAINER (sp_container_get_type ())
G_DECLARE_FINAL_TYPE (SpContainer, sp_container, SP, CONTAINER, GObject)

SpContainer  *sp_container_new            (const char           *id,
                                           SpStore              *store,
                                           SpBlobStore          *blobs,
                                           SpSessionFactory     *factory);
const char   *sp_container_get_id         (SpContainer          *self);
gboolean      sp_container_has_session    (SpContainer          *self);
gboolean      sp_container_is_resting     (SpContainer          *self);
gint64        sp_container_get_used_at    (SpContainer          *self);
void          sp_container_set_lifetimes  (SpContainer          *self,
                                           gint64                active_seconds,
                                           gint64                idle_seconds);
gboolean      sp_container_is_busy        (SpContainer          *self);
JsonObject   *sp_container_dup_session    (SpContainer          *self);
void          sp_container_look_async     (SpContainer          *self,
                                           const SpVariableQuery *query,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
JsonObject   *sp_container_look_finish    (SpContainer          *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void          sp_container_restart_async  (SpContainer          *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean      sp_container_restart_finish (SpContainer          *self,
                                           GAsyncResult         *result,
                                           GError              **error);
gboolean      sp_container_end_session    (SpContainer          *self,
                                           GError              **error);
gboolean      sp_container_begin_replay   (SpContainer          *self,
                                           GError              **error);
void          sp_container_stop_replay    (SpContainer          *self);
void          sp_container_expire         (SpContainer          *self);
void          sp_container_expire_if_due  (SpContainer          *self);
void          sp_container_close          (SpContainer          *self);
void          sp_container_execute_async  (SpContainer          *self,
                                           const char           *code,
                                           const char           *response_id,
                                           const char           *item_id,
                                           SpCellOutputFunc      output,
                                           gpointer              output_data,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
SpCellReport *sp_container_execute_finish (SpContainer          *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void          sp_container_run_async      (SpContainer          *self,
                                           const char           *code,
                                           const char           *execution_id,
                                           guint                 timeout_seconds,
                                           SpCellStartedFunc     started,
                                           SpCellOutputFunc      output,
                                           gpointer              watch_data,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
SpCellReport *sp_container_run_finish     (SpContainer          *self,
                                           GAsyncResult         *result,
                                           GError              **error);
guint         sp_container_get_n_cells    (SpContainer          *self);
void          sp_cell_report_free         (SpCellReport         *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpCellReport, sp_cell_report_free)

G_END_DECLS
