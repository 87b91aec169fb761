/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/classic/sp-classic.h"
#include "service/sp-engine-private.h"

G_BEGIN_DECLS

struct _SpClassic
{
  GObject     parent_instance;

  SpEngine   *engine;       /* (owned) */
  GHashTable *runs;         /* (owned) thread id → SpClassicRun: the one that has not ended */
  guint       run_seconds;  /* how long a run may take */
};

/* Shapes: what several kinds of objects share. */
JsonObject   *_sp_classic_new_object       (const char          *prefix,
                                            const char          *type);
void          _sp_classic_set_string       (JsonObject          *object,
                                            const char          *member,
                                            const char          *value);
void          _sp_classic_apply            (JsonObject          *target,
                                            JsonObject          *body,
                                            const char * const  *spent);
gboolean      _sp_classic_check_metadata   (JsonObject          *body,
                                            GError             **error);
gboolean      _sp_classic_check_text       (JsonObject          *body,
                                            const char          *member,
                                            glong                max_chars,
                                            GError             **error);
gboolean      _sp_classic_check_settings   (SpClassic           *self,
                                            JsonObject          *body,
                                            GError             **error);
gboolean      _sp_classic_read_resources   (SpClassic           *self,
                                            JsonObject          *body,
                                            JsonObject         **resources,
                                            GError             **error);
JsonArray    *_sp_classic_peek_file_ids    (JsonObject          *object);
JsonObject   *_sp_classic_make_deleted     (const char          *id,
                                            const char          *type);
JsonObject   *_sp_classic_parse            (const char          *text);

/* Threads and messages, without the check that no run is active. */
JsonObject   *_sp_classic_add_message      (SpClassic           *self,
                                            const char          *thread_id,
                                            JsonObject          *body,
                                            GError             **error);
gboolean      _sp_classic_check_idle       (SpClassic           *self,
                                            const char          *thread_id,
                                            const char          *what,
                                            GError             **error);

/* Generated files, made visible among the uploaded ones. */
JsonObject   *_sp_classic_publish_file     (SpEngine            *engine,
                                            const char          *container_id,
                                            const char          *file_id,
                                            GError             **error);
void          _sp_classic_publish_image_async  (SpEngine            *engine,
                                                const char          *url,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
char         *_sp_classic_publish_image_finish (SpEngine            *engine,
                                                GAsyncResult        *result,
                                                GError             **error);

/* Runs: what is in the making. */
SpClassicRun *_sp_classic_run_new          (SpEngine            *engine,
                                            JsonObject          *run,
                                            guint                seconds);
void          _sp_classic_run_follow       (SpClassicRun        *self,
                                            SpRun               *response);
JsonObject   *_sp_classic_run_get_json     (SpClassicRun        *self);
JsonObject   *_sp_classic_run_cancel       (SpClassicRun        *self);
void          _sp_classic_run_abandon      (SpClassicRun        *self);
gboolean      _sp_classic_run_is_terminal  (SpClassicRun        *self);
JsonArray    *_sp_classic_run_take_outputs (SpClassicRun        *self,
                                            JsonArray           *outputs,
                                            GError             **error);
void          _sp_classic_run_resume       (SpClassicRun        *self,
                                            JsonArray           *outputs,
                                            SpRun               *response);

G_END_DECLS
