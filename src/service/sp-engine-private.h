/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container-keeper.h"
#include "service/sp-engine.h"
#include "service/sp-execution.h"
#include "service/sp-guard.h"
#include "service/sp-store.h"

G_BEGIN_DECLS

struct _SpEngine
{
  GObject            parent_instance;

  SpStore           *store;
  SpBlobStore       *blobs;
  SpSessionFactory  *factory;
  SpContainerKeeper *keeper;
  SpModelRegistry   *models;
  GCancellable      *cancellable;   /* of what the engine itself has started */
  GHashTable        *runs;          /* id → SpRun: those that have not ended */
  GHashTable        *queues;        /* conversation id → GQueue of SpRun: the first one runs */
  GHashTable        *executions;    /* id → SpExecution: the latest of those that belong to no response */
  GQueue             execution_ids; /* of char, borrowed from the table: oldest first */
  SpGuardLimits      guard_limits;
  guint              busy : 1;
  guint              closed : 1;
};

void       _sp_engine_update_busy    (SpEngine     *self);
void       _sp_engine_drop_blob      (SpEngine     *self,
                                      const char   *blob);
void       _sp_engine_interrupt_runs (SpEngine     *self);
void       _sp_engine_cancel_runs    (SpEngine     *self,
                                      const char   *conversation_id);
SpRun     *_sp_engine_find_running   (SpEngine     *self,
                                      const char   *conversation_id);
GPtrArray *_sp_engine_read_input     (SpEngine     *self,
                                      JsonNode     *input,
                                      const char   *container_key,
                                      gboolean      seeding,
                                      const char   *param,
                                      GError      **error);

G_END_DECLS
