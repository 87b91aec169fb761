/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container.h"

G_BEGIN_DECLS

/* All containers: who has which, what is in them, and which have a session. Signal "changed": a session began or ended. */
/* How many sessions are kept alive when nobody says otherwise. */
#define SP_CONTAINER_KEEPER_USUAL_SESSIONS 6

#define SP_TYPE_CONTAINER_KEEPER (sp_container_keeper_get_type ())
G_DECLARE_FINAL_TYPE (SpContainerKeeper, sp_container_keeper, SP, CONTAINER_KEEPER, GObject)

SpContainerKeeper *sp_container_keeper_new           (SpStore            *store,
                                                      SpBlobStore        *blobs,
                                                      SpSessionFactory   *factory);
void               sp_container_keeper_close         (SpContainerKeeper  *self);
void               sp_container_keeper_set_lifetimes (SpContainerKeeper  *self,
                                                      gint64              active_seconds,
                                                      gint64              idle_seconds);
void               sp_container_keeper_set_max_sessions (SpContainerKeeper *self,
                                                        guint              max_sessions);
guint              sp_container_keeper_get_n_sessions (SpContainerKeeper *self);
JsonObject        *sp_container_keeper_create        (SpContainerKeeper  *self,
                                                      const char         *name,
                                                      const char         *memory_limit,
                                                      gint64              idle_minutes,
                                                      GError            **error);
char              *sp_container_keeper_ensure        (SpContainerKeeper  *self,
                                                      const char         *conversation_id,
                                                      const char         *memory_limit,
                                                      GError            **error);
SpContainer       *sp_container_keeper_get           (SpContainerKeeper  *self,
                                                      const char         *id,
                                                      GError            **error);
JsonObject        *sp_container_keeper_describe      (SpContainerKeeper  *self,
                                                      const char         *id,
                                                      GError            **error);
gboolean           sp_container_keeper_delete        (SpContainerKeeper  *self,
                                                      const char         *id,
                                                      GError            **error);
JsonObject        *sp_container_keeper_add_upload    (SpContainerKeeper  *self,
                                                      const char         *id,
                                                      const char         *file_id,
                                                      GError            **error);
JsonObject        *sp_container_keeper_add_blob      (SpContainerKeeper  *self,
                                                      const char         *id,
                                                      const char         *filename,
                                                      const char         *blob,
                                                      gint64              size,
                                                      const char         *file_id,
                                                      GError            **error);
gboolean           sp_container_keeper_delete_file   (SpContainerKeeper  *self,
                                                      const char         *id,
                                                      const char         *file_id,
                                                      GError            **error);
void               sp_container_keeper_drop_blob     (SpContainerKeeper  *self,
                                                      const char         *blob);

G_END_DECLS
