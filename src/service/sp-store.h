/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "service/sp-page.h"

G_BEGIN_DECLS

/* What the service remembers, in SQLite. Rows are JSON objects as the wire shows them, with the columns beside them that
 * are searched. Every function answers at once and sets SP_SERVICE_ERROR_NOT_FOUND for an unknown id, or SP_BASE_ERROR
 * when the database fails. */
#define SP_TYPE_STORE (sp_store_get_type ())
G_DECLARE_FINAL_TYPE (SpStore, sp_store, SP, STORE, GObject)

SpStore    *sp_store_open                   (const char         *path,
                                             GError            **error);
void        sp_store_close                  (SpStore            *self);
gboolean    sp_store_begin                  (SpStore            *self,
                                             GError            **error);
gboolean    sp_store_end                    (SpStore            *self,
                                             gboolean            success,
                                             GError            **error);
gboolean    sp_store_is_blob_used           (SpStore            *self,
                                             const char         *hash);

/* Agents */
gboolean    sp_store_has_agent              (SpStore            *self,
                                             const char         *name);
JsonObject *sp_store_get_agent              (SpStore            *self,
                                             const char         *name,
                                             GError            **error);
JsonObject *sp_store_list_agents            (SpStore            *self,
                                             const SpPageQuery  *query,
                                             const char         *kind,
                                             GError            **error);
JsonObject *sp_store_add_agent_version      (SpStore            *self,
                                             const char         *name,
                                             JsonObject         *fields,
                                             GError            **error);
JsonObject *sp_store_get_agent_version      (SpStore            *self,
                                             const char         *name,
                                             const char         *version,
                                             GError            **error);
JsonObject *sp_store_list_agent_versions    (SpStore            *self,
                                             const char         *name,
                                             const SpPageQuery  *query,
                                             GError            **error);
gboolean    sp_store_delete_agent           (SpStore            *self,
                                             const char         *name,
                                             GError            **error);
gboolean    sp_store_delete_agent_version   (SpStore            *self,
                                             const char         *name,
                                             const char         *version,
                                             GError            **error);
gboolean    sp_store_set_agent_enabled      (SpStore            *self,
                                             const char         *name,
                                             gboolean            enabled,
                                             GError            **error);

/* Conversations and items */
gboolean    sp_store_add_conversation       (SpStore            *self,
                                             JsonObject         *conversation,
                                             GError            **error);
JsonObject *sp_store_get_conversation       (SpStore            *self,
                                             const char         *id,
                                             GError            **error);
gboolean    sp_store_update_conversation    (SpStore            *self,
                                             JsonObject         *conversation,
                                             GError            **error);
gboolean    sp_store_set_conversation_agent (SpStore            *self,
                                             const char         *id,
                                             const char         *agent_name,
                                             const char         *agent_version,
                                             GError            **error);
JsonObject *sp_store_list_conversations     (SpStore            *self,
                                             const SpPageQuery  *query,
                                             const char         *agent_name,
                                             const char         *agent_version,
                                             GError            **error);
gboolean    sp_store_delete_conversation    (SpStore            *self,
                                             const char         *id,
                                             GError            **error);
gboolean    sp_store_put_item               (SpStore            *self,
                                             JsonObject         *item,
                                             GError            **error);
JsonObject *sp_store_find_item              (SpStore            *self,
                                             const char         *item_id,
                                             GError            **error);
gboolean    sp_store_link_item              (SpStore            *self,
                                             const char         *conversation_id,
                                             const char         *item_id,
                                             GError            **error);
JsonObject *sp_store_get_item               (SpStore            *self,
                                             const char         *conversation_id,
                                             const char         *item_id,
                                             GError            **error);
JsonObject *sp_store_list_items             (SpStore            *self,
                                             const char         *conversation_id,
                                             const SpPageQuery  *query,
                                             const char         *item_type,
                                             GError            **error);
GPtrArray  *sp_store_load_items             (SpStore            *self,
                                             const char         *conversation_id,
                                             GError            **error);
gboolean    sp_store_unlink_item            (SpStore            *self,
                                             const char         *conversation_id,
                                             const char         *item_id,
                                             GError            **error);

/* Responses and their events */
gboolean    sp_store_add_response           (SpStore            *self,
                                             JsonObject         *response,
                                             guint               include,
                                             GError            **error);
gboolean    sp_store_update_response        (SpStore            *self,
                                             JsonObject         *response,
                                             GError            **error);
JsonObject *sp_store_get_response           (SpStore            *self,
                                             const char         *id,
                                             GError            **error);
guint       sp_store_get_response_include   (SpStore            *self,
                                             const char         *id);
char       *sp_store_dup_previous_response  (SpStore            *self,
                                             const char         *id);
gboolean    sp_store_is_response_continued  (SpStore            *self,
                                             const char         *id);
JsonObject *sp_store_list_responses         (SpStore            *self,
                                             const SpPageQuery  *query,
                                             const char         *agent_name,
                                             const char         *agent_version,
                                             const char         *conversation_id,
                                             GError            **error);
gboolean    sp_store_delete_response        (SpStore            *self,
                                             const char         *id,
                                             GError            **error);
gboolean    sp_store_add_response_input     (SpStore            *self,
                                             const char         *response_id,
                                             const char         *item_id,
                                             GError            **error);
gboolean    sp_store_link_response_inputs   (SpStore            *self,
                                             const char         *response_id,
                                             const char         *conversation_id,
                                             GError            **error);
gboolean    sp_store_add_response_output    (SpStore            *self,
                                             const char         *response_id,
                                             const char         *item_id,
                                             guint               output_index,
                                             GError            **error);
JsonObject *sp_store_list_response_inputs   (SpStore            *self,
                                             const char         *response_id,
                                             const SpPageQuery  *query,
                                             GError            **error);
GPtrArray  *sp_store_load_response_items    (SpStore            *self,
                                             const char         *response_id,
                                             GError            **error);
gboolean    sp_store_add_event              (SpStore            *self,
                                             const char         *response_id,
                                             JsonObject         *event,
                                             GError            **error);
JsonArray  *sp_store_read_events            (SpStore            *self,
                                             const char         *response_id,
                                             gint64              starting_after,
                                             guint               max_events,
                                             GError            **error);
gboolean    sp_store_forget_events          (SpStore            *self,
                                             gint64              before,
                                             GError            **error);
gboolean    sp_store_recover                (SpStore            *self,
                                             guint              *n_interrupted,
                                             GError            **error);

/* Uploaded files */
gboolean    sp_store_add_file               (SpStore            *self,
                                             JsonObject         *file,
                                             const char         *blob,
                                             GError            **error);
JsonObject *sp_store_get_file               (SpStore            *self,
                                             const char         *id,
                                             char              **blob,
                                             GError            **error);
JsonObject *sp_store_list_files             (SpStore            *self,
                                             const SpPageQuery  *query,
                                             const char         *purpose,
                                             GError            **error);
gboolean    sp_store_delete_file            (SpStore            *self,
                                             const char         *id,
                                             char              **blob,
                                             GError            **error);
GPtrArray  *sp_store_delete_expired_files   (SpStore            *self,
                                             gint64              now,
                                             GError            **error);

/* What only the classic API has, by kind: "assistant", "thread", "message", "run", "step" */
gboolean    sp_store_put_classic            (SpStore            *self,
                                             const char         *kind,
                                             JsonObject         *object,
                                             GError            **error);
JsonObject *sp_store_get_classic            (SpStore            *self,
                                             const char         *kind,
                                             const char         *thread_id,
                                             const char         *id,
                                             GError            **error);
JsonObject *sp_store_list_classic           (SpStore            *self,
                                             const char         *kind,
                                             const SpPageQuery  *query,
                                             const char         *thread_id,
                                             const char         *run_id,
                                             GError            **error);
GPtrArray  *sp_store_load_open_classic_runs (SpStore            *self,
                                             GError            **error);
gboolean    sp_store_delete_classic         (SpStore            *self,
                                             const char         *kind,
                                             const char         *id,
                                             GError            **error);

/* Containers, their files and the log of cells */
gboolean    sp_store_add_container          (SpStore            *self,
                                             JsonObject         *container,
                                             const char         *conversation_id,
                                             GError            **error);
JsonObject *sp_store_get_container          (SpStore            *self,
                                             const char         *id,
                                             GError            **error);
char       *sp_store_find_container_owner   (SpStore            *self,
                                             const char         *container_id);
char       *sp_store_find_container         (SpStore            *self,
                                             const char         *conversation_id);
gboolean    sp_store_update_container       (SpStore            *self,
                                             JsonObject         *container,
                                             GError            **error);
JsonObject *sp_store_list_containers        (SpStore            *self,
                                             const SpPageQuery  *query,
                                             const char         *name,
                                             GError            **error);
GPtrArray  *sp_store_delete_container       (SpStore            *self,
                                             const char         *id,
                                             GError            **error);
gboolean    sp_store_expire_containers      (SpStore            *self,
                                             GError            **error);
gboolean    sp_store_add_container_file     (SpStore            *self,
                                             JsonObject         *file,
                                             const char         *name,
                                             const char         *blob,
                                             const char         *origin_file,
                                             gboolean            listed,
                                             GError            **error);
JsonObject *sp_store_get_container_file     (SpStore            *self,
                                             const char         *container_id,
                                             const char         *id,
                                             char              **blob,
                                             GError            **error);
JsonObject *sp_store_find_container_file    (SpStore            *self,
                                             const char         *container_id,
                                             const char         *name,
                                             char              **blob);
JsonObject *sp_store_find_container_copy    (SpStore            *self,
                                             const char         *container_id,
                                             const char         *origin_file);
JsonObject *sp_store_list_container_files   (SpStore            *self,
                                             const char         *container_id,
                                             const SpPageQuery  *query,
                                             GError            **error);
GPtrArray  *sp_store_load_container_files   (SpStore            *self,
                                             const char         *container_id,
                                             GError            **error);
gboolean    sp_store_delete_container_file  (SpStore            *self,
                                             const char         *container_id,
                                             const char         *id,
                                             char              **blob,
                                             GError            **error);
gboolean    sp_store_add_cell               (SpStore            *self,
                                             const char         *container_id,
                                             JsonObject         *cell,
                                             GError            **error);
GPtrArray  *sp_store_load_cells             (SpStore            *self,
                                             const char         *container_id,
                                             GError            **error);
guint       sp_store_count_cells            (SpStore            *self,
                                             const char         *container_id);

G_END_DECLS
