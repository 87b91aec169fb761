/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "service/sp-blob-writer.h"
#include "service/sp-guard.h"
#include "service/sp-include.h"
#include "service/sp-model-registry.h"
#include "service/sp-page.h"
#include "service/sp-run.h"
#include "service/sp-service-error.h"
#include "service/sp-session-backend.h"

G_BEGIN_DECLS

/* The engine: everything that the REST dialects offer, without HTTP. JSON in
 * is the request's body, JSON out is the answer's body; every function that
 * can fail sets SP_SERVICE_ERROR. A page is
 * {"object":"list","data":[…],"first_id","last_id","has_more"}.
 * Property "busy": a turn runs or a session is alive. */
#define SP_TYPE_ENGINE (sp_engine_get_type ())
G_DECLARE_FINAL_TYPE (SpEngine, sp_engine, SP, ENGINE, GObject)

SpEngine        *sp_engine_open                 (const char         *data_dir,
                                                 SpSessionFactory   *factory,
                                                 GError            **error);
void             sp_engine_close                (SpEngine           *self);
SpBlobStore     *sp_engine_get_blobs            (SpEngine           *self);
SpModelRegistry *sp_engine_get_models           (SpEngine           *self);
gboolean         sp_engine_get_busy             (SpEngine           *self);
JsonObject      *sp_engine_dup_status           (SpEngine           *self);
void             sp_engine_set_lifetimes        (SpEngine           *self,
                                                 gint64              active_seconds,
                                                 gint64              idle_seconds);
void             sp_engine_set_max_sessions     (SpEngine           *self,
                                                 guint               max_sessions);
void             sp_engine_set_guard_limits     (SpEngine           *self,
                                                 const SpGuardLimits *limits);

/* Agents */
JsonObject      *sp_engine_create_agent         (SpEngine           *self,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_update_agent         (SpEngine           *self,
                                                 const char         *name,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_get_agent            (SpEngine           *self,
                                                 const char         *name,
                                                 GError            **error);
JsonObject      *sp_engine_list_agents          (SpEngine           *self,
                                                 const SpPageQuery  *query,
                                                 const char         *kind,
                                                 GError            **error);
JsonObject      *sp_engine_delete_agent         (SpEngine           *self,
                                                 const char         *name,
                                                 GError            **error);
gboolean         sp_engine_set_agent_enabled    (SpEngine           *self,
                                                 const char         *name,
                                                 gboolean            enabled,
                                                 GError            **error);
JsonObject      *sp_engine_create_agent_version (SpEngine           *self,
                                                 const char         *name,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_get_agent_version    (SpEngine           *self,
                                                 const char         *name,
                                                 const char         *version,
                                                 GError            **error);
JsonObject      *sp_engine_list_agent_versions  (SpEngine           *self,
                                                 const char         *name,
                                                 const SpPageQuery  *query,
                                                 GError            **error);
JsonObject      *sp_engine_delete_agent_version (SpEngine           *self,
                                                 const char         *name,
                                                 const char         *version,
                                                 GError            **error);

/* Conversations */
JsonObject      *sp_engine_create_conversation  (SpEngine           *self,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_get_conversation     (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
JsonObject      *sp_engine_update_conversation  (SpEngine           *self,
                                                 const char         *id,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_list_conversations   (SpEngine           *self,
                                                 const SpPageQuery  *query,
                                                 const char         *agent_name,
                                                 const char         *agent_id,
                                                 GError            **error);
JsonObject      *sp_engine_delete_conversation  (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
JsonObject      *sp_engine_create_items         (SpEngine           *self,
                                                 const char         *conversation_id,
                                                 JsonObject         *body,
                                                 SpInclude           include,
                                                 GError            **error);
JsonObject      *sp_engine_list_items           (SpEngine           *self,
                                                 const char         *conversation_id,
                                                 const SpPageQuery  *query,
                                                 const char         *item_type,
                                                 SpInclude           include,
                                                 GError            **error);
JsonObject      *sp_engine_get_item             (SpEngine           *self,
                                                 const char         *conversation_id,
                                                 const char         *item_id,
                                                 SpInclude           include,
                                                 GError            **error);
JsonObject      *sp_engine_delete_item          (SpEngine           *self,
                                                 const char         *conversation_id,
                                                 const char         *item_id,
                                                 GError            **error);

/* Responses */
SpRun           *sp_engine_create_response      (SpEngine           *self,
                                                 JsonObject         *body,
                                                 GError            **error);
SpRun           *sp_engine_get_run              (SpEngine           *self,
                                                 const char         *response_id);
JsonObject      *sp_engine_get_response         (SpEngine           *self,
                                                 const char         *id,
                                                 SpInclude           include,
                                                 GError            **error);
JsonObject      *sp_engine_list_responses       (SpEngine           *self,
                                                 const SpPageQuery  *query,
                                                 const char         *agent_name,
                                                 const char         *agent_id,
                                                 const char         *conversation_id,
                                                 GError            **error);
JsonObject      *sp_engine_cancel_response      (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
JsonObject      *sp_engine_delete_response      (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
JsonObject      *sp_engine_list_input_items     (SpEngine           *self,
                                                 const char         *response_id,
                                                 const SpPageQuery  *query,
                                                 SpInclude           include,
                                                 GError            **error);
JsonArray       *sp_engine_read_events          (SpEngine           *self,
                                                 const char         *response_id,
                                                 gint64              starting_after,
                                                 guint               max_events,
                                                 SpInclude           include,
                                                 GError            **error);

/* Files */
SpBlobWriter    *sp_engine_begin_upload         (SpEngine           *self);
JsonObject      *sp_engine_create_file          (SpEngine           *self,
                                                 SpBlobWriter       *upload,
                                                 const char         *filename,
                                                 const char         *purpose,
                                                 gint64              expires_after,
                                                 GError            **error);
JsonObject      *sp_engine_get_file             (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
JsonObject      *sp_engine_list_files           (SpEngine           *self,
                                                 const SpPageQuery  *query,
                                                 const char         *purpose,
                                                 GError            **error);
JsonObject      *sp_engine_delete_file          (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
int              sp_engine_open_file            (SpEngine           *self,
                                                 const char         *id,
                                                 char              **filename,
                                                 gint64             *size,
                                                 GError            **error);

/* Containers */
JsonObject      *sp_engine_create_container     (SpEngine           *self,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_get_container        (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);
JsonObject      *sp_engine_list_containers      (SpEngine           *self,
                                                 const SpPageQuery  *query,
                                                 const char         *name,
                                                 GError            **error);
JsonObject      *sp_engine_delete_container     (SpEngine           *self,
                                                 const char         *id,
                                                 GError            **error);

/* The sessions of the containers */
JsonObject      *sp_engine_get_session          (SpEngine           *self,
                                                 const char         *container_id,
                                                 GError            **error);
JsonObject      *sp_engine_end_session          (SpEngine           *self,
                                                 const char         *container_id,
                                                 GError            **error);
void             sp_engine_restart_session_async (SpEngine          *self,
                                                 const char         *container_id,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
JsonObject      *sp_engine_restart_session_finish (SpEngine         *self,
                                                 GAsyncResult       *result,
                                                 GError            **error);
void             sp_engine_look_async           (SpEngine           *self,
                                                 const char         *container_id,
                                                 const SpVariableQuery *query,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
JsonObject      *sp_engine_look_finish          (SpEngine           *self,
                                                 GAsyncResult       *result,
                                                 GError            **error);
JsonObject      *sp_engine_begin_replay         (SpEngine           *self,
                                                 const char         *container_id,
                                                 GError            **error);
JsonObject      *sp_engine_stop_replay          (SpEngine           *self,
                                                 const char         *container_id,
                                                 GError            **error);

JsonObject      *sp_engine_add_container_file   (SpEngine           *self,
                                                 const char         *container_id,
                                                 JsonObject         *body,
                                                 GError            **error);
JsonObject      *sp_engine_upload_container_file (SpEngine          *self,
                                                 const char         *container_id,
                                                 SpBlobWriter       *upload,
                                                 const char         *filename,
                                                 GError            **error);
JsonObject      *sp_engine_get_container_file   (SpEngine           *self,
                                                 const char         *container_id,
                                                 const char         *file_id,
                                                 GError            **error);
JsonObject      *sp_engine_list_container_files (SpEngine           *self,
                                                 const char         *container_id,
                                                 const SpPageQuery  *query,
                                                 GError            **error);
JsonObject      *sp_engine_delete_container_file (SpEngine          *self,
                                                 const char         *container_id,
                                                 const char         *file_id,
                                                 GError            **error);
int              sp_engine_open_container_file  (SpEngine           *self,
                                                 const char         *container_id,
                                                 const char         *file_id,
                                                 char              **filename,
                                                 gint64             *size,
                                                 GError            **error);

G_END_DECLS
