/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/classic/sp-classic-run.h"
#include "service/http/sp-http-router.h"
#include "service/sp-engine.h"

G_BEGIN_DECLS

/* Classic agents v1 and Azure OpenAI Assistants (agents-v1.md,
 * azure-openai-assistants.md) over the engine: JSON in is a request's body, JSON
 * out the answer's. A thread is a conversation of the engine, a run drives one
 * of its responses. Everything that can fail sets SP_SERVICE_ERROR. */
#define SP_TYPE_CLASSIC (sp_classic_get_type ())
G_DECLARE_FINAL_TYPE (SpClassic, sp_classic, SP, CLASSIC, GObject)

const SpHttpDialect *sp_classic_get_dialect      (void);
char                *sp_classic_dup_local_path   (const char         *path,
                                                  SpHttpQuery        *query,
                                                  GError            **error);
JsonObject          *sp_classic_dup_error_body   (const SpHttpProblem *problem,
                                                  const char         *request_id);

SpClassic           *sp_classic_new              (SpEngine           *engine,
                                                  GError            **error);
SpEngine            *sp_classic_get_engine       (SpClassic          *self);
void                 sp_classic_set_run_seconds  (SpClassic          *self,
                                                  guint               seconds);

/* Assistants */
JsonObject          *sp_classic_create_assistant (SpClassic          *self,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_list_assistants  (SpClassic          *self,
                                                  const SpPageQuery  *query,
                                                  GError            **error);
JsonObject          *sp_classic_get_assistant    (SpClassic          *self,
                                                  const char         *id,
                                                  GError            **error);
JsonObject          *sp_classic_update_assistant (SpClassic          *self,
                                                  const char         *id,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_delete_assistant (SpClassic          *self,
                                                  const char         *id,
                                                  GError            **error);

/* Threads */
JsonObject          *sp_classic_create_thread    (SpClassic          *self,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_list_threads     (SpClassic          *self,
                                                  const SpPageQuery  *query,
                                                  GError            **error);
JsonObject          *sp_classic_get_thread       (SpClassic          *self,
                                                  const char         *id,
                                                  GError            **error);
JsonObject          *sp_classic_update_thread    (SpClassic          *self,
                                                  const char         *id,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_delete_thread    (SpClassic          *self,
                                                  const char         *id,
                                                  GError            **error);

/* Messages */
JsonObject          *sp_classic_create_message   (SpClassic          *self,
                                                  const char         *thread_id,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_list_messages    (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const SpPageQuery  *query,
                                                  const char         *run_id,
                                                  GError            **error);
JsonObject          *sp_classic_get_message      (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  GError            **error);
JsonObject          *sp_classic_update_message   (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_delete_message   (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  GError            **error);

/* Runs and their steps */
SpClassicRun        *sp_classic_start_run        (SpClassic          *self,
                                                  const char         *thread_id,
                                                  JsonObject         *body,
                                                  GError            **error);
SpClassicRun        *sp_classic_start_thread_run (SpClassic          *self,
                                                  JsonObject         *body,
                                                  JsonObject        **thread,
                                                  GError            **error);
SpClassicRun        *sp_classic_submit_outputs   (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_list_runs        (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const SpPageQuery  *query,
                                                  GError            **error);
JsonObject          *sp_classic_get_run          (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  GError            **error);
JsonObject          *sp_classic_update_run       (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  JsonObject         *body,
                                                  GError            **error);
JsonObject          *sp_classic_cancel_run       (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *id,
                                                  GError            **error);
JsonObject          *sp_classic_list_steps       (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *run_id,
                                                  const SpPageQuery  *query,
                                                  GError            **error);
JsonObject          *sp_classic_get_step         (SpClassic          *self,
                                                  const char         *thread_id,
                                                  const char         *run_id,
                                                  const char         *id,
                                                  GError            **error);

/* Files */
JsonObject          *sp_classic_list_files       (SpClassic          *self,
                                                  const char         *purpose,
                                                  GError            **error);

G_END_DECLS
