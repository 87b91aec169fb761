/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-engine.h"
#include "service/sp-execution.h"

G_BEGIN_DECLS

/* The most that one upload into a session may hold: 128 MB. */
#define SP_SESSION_UPLOAD_MAX (G_GINT64_CONSTANT (128) * 1024 * 1024)

/* Containers that other programs use directly, each under a key of theirs: it
 * is made by the first execution or upload. */
SpExecution  *sp_engine_start_execution     (SpEngine       *self,
                                             const char     *key,
                                             const char     *code,
                                             guint           timeout_seconds,
                                             GError        **error);
SpExecution  *sp_engine_get_execution       (SpEngine       *self,
                                             const char     *key,
                                             const char     *id,
                                             GError        **error);
gboolean      sp_engine_stop_session         (SpEngine       *self,
                                             const char     *key,
                                             GError        **error);
SpBlobWriter *sp_engine_begin_session_upload (SpEngine      *self);
JsonObject   *sp_engine_put_session_file    (SpEngine       *self,
                                             const char     *key,
                                             const char     *name,
                                             SpBlobWriter   *upload,
                                             GError        **error);
GPtrArray    *sp_engine_load_session_files  (SpEngine       *self,
                                             const char     *key,
                                             GError        **error);
JsonObject   *sp_engine_get_session_file    (SpEngine       *self,
                                             const char     *key,
                                             const char     *name,
                                             GError        **error);
gboolean      sp_engine_delete_session_file (SpEngine       *self,
                                             const char     *key,
                                             const char     *name,
                                             GError        **error);
int           sp_engine_open_session_file   (SpEngine       *self,
                                             const char     *key,
                                             const char     *name,
                                             gint64         *size,
                                             GError        **error);

G_END_DECLS
