/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container.h"

G_BEGIN_DECLS

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
  guint             closed : 1;
  guint             expire_later : 1; /* its time is over, but a cell runs */
  guint             died : 1;         /* the session has, but a cell is not at its end */
};

SpSessionBackend *_sp_container_open_session  (SpContainer *self);
void              _sp_container_drop_session  (SpContainer *self);
void              _sp_container_stop_idling   (SpContainer *self);
void              _sp_container_start_idling  (SpContainer *self);
void              _sp_container_touch         (SpContainer *self);
void              _sp_container_emit_changed  (SpContainer *self);
JsonObject       *_sp_container_make_file     (SpContainer *self,
                                               const char  *name,
                                               gint64       size,
                                               const char  *source);

G_END_DECLS
