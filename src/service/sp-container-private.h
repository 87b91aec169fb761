/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container.h"

G_BEGIN_DECLS

/* What waits in a container's queue, one after the other. */
typedef enum
{
  SP_CONTAINER_CELL,    /* runs code and writes it into the log */
  SP_CONTAINER_REPLAY,  /* runs code of the log again */
  SP_CONTAINER_START,   /* only brings the session up, with its files */
  SP_CONTAINER_LOOK,    /* asks what the session holds */
} SpContainerJob;

typedef struct _SpReplay SpReplay;

struct _SpContainer
{
  GObject           parent_instance;

  char             *id;
  SpStore          *store;
  SpBlobStore      *blobs;
  SpSessionFactory *factory;

  /* The session */
  SpSessionBackend *backend;         /* (nullable) */
  GHashTable       *inside;          /* name → hash: the files that the session has */
  gint64            started_at;      /* Unix seconds */
  gint64            last_active_at;
  gint64            used_at;         /* monotonic microseconds */
  gint64            active_seconds;
  gint64            idle_seconds;
  guint             idle_source;
  guint             active_source;

  /* The cells */
  GQueue            tasks;           /* of GTask: the first one runs */
  SpReplay         *replay;          /* (owned) (nullable) the last one */
  guint             n_cells;         /* of this session */
  guint             closed : 1;
  guint             forgotten : 1;   /* variables went that the log knows of */
  guint             expire_later : 1; /* its time is over, but a cell runs */
  guint             died : 1;         /* the session has, but a cell is not at its end */
};

SpSessionBackend *_sp_container_open_session  (SpContainer *self);
void              _sp_container_drop_session  (SpContainer *self);
void              _sp_container_stop_idling   (SpContainer *self);
void              _sp_container_start_idling  (SpContainer *self);
void              _sp_container_touch         (SpContainer *self);
void              _sp_container_emit_changed  (SpContainer *self);
void              _sp_container_push          (SpContainer           *self,
                                               SpContainerJob         job,
                                               const char            *code,
                                               const SpVariableQuery *query,
                                               GTask                 *task);
char             *_sp_container_hash_output   (SpCell      *cell);
JsonObject       *_sp_replay_describe         (SpReplay    *replay);
gboolean          _sp_replay_is_running       (SpReplay    *replay);
void              _sp_replay_unref            (SpReplay    *replay);
JsonObject       *_sp_container_make_file     (SpContainer *self,
                                               const char  *name,
                                               gint64       size,
                                               const char  *source);
void              _sp_container_push_run      (SpContainer       *self,
                                               const char        *code,
                                               const char        *id,
                                               guint              timeout_seconds,
                                               SpCellStartedFunc  started,
                                               SpCellOutputFunc   output,
                                               gpointer           data,
                                               GTask             *task);

G_END_DECLS
