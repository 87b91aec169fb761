/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-request.h"
#include "service/sp-run.h"
#include "service/sp-store.h"

G_BEGIN_DECLS

SpRun        *_sp_run_new             (SpRequest   *request,
                                       SpStore     *store,
                                       gboolean     waits);
SpRequest    *_sp_run_get_request     (SpRun       *self);
SpStore      *_sp_run_get_store       (SpRun       *self);
GCancellable *_sp_run_get_cancellable (SpRun       *self);
JsonObject   *_sp_run_get_response    (SpRun       *self);
gboolean      _sp_run_is_started      (SpRun       *self);

gboolean      _sp_run_store_new       (SpRun       *self,
                                       GPtrArray   *inputs,
                                       GError     **error);
void          _sp_run_announce        (SpRun       *self);
void          _sp_run_start           (SpRun       *self);
JsonObject   *_sp_run_new_event       (const char  *type);
void          _sp_run_emit            (SpRun       *self,
                                       JsonObject  *event);
guint         _sp_run_add_item        (SpRun       *self,
                                       JsonObject  *item);
void          _sp_run_finish_item     (SpRun       *self,
                                       guint        output_index);
guint         _sp_run_get_n_items     (SpRun       *self);
JsonObject   *_sp_run_get_item        (SpRun       *self,
                                       guint        output_index);
void          _sp_run_flush           (SpRun       *self);
void          _sp_run_add_usage       (SpRun       *self,
                                       gint64       input_tokens,
                                       gint64       output_tokens,
                                       gint64       reasoning_tokens);

void          _sp_run_complete        (SpRun       *self);
void          _sp_run_stop_incomplete (SpRun       *self,
                                       const char  *reason,
                                       const char  *words);
void          _sp_run_fail            (SpRun       *self,
                                       const char  *code,
                                       const char  *words);
void          _sp_run_cancel          (SpRun       *self);

G_END_DECLS
