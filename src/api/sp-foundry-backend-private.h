/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-foundry-backend.h"

G_BEGIN_DECLS

#define SP_FOUNDRY_OPENAI "openai/v1/"

SpHttp     *_sp_foundry_backend_get_http     (SpFoundryBackend   *self);
gboolean    _sp_foundry_backend_is_local     (SpFoundryBackend   *self);
const char *_sp_foundry_backend_get_include  (SpFoundryBackend   *self);
char       *_sp_foundry_escape               (const char         *id);
JsonObject *_sp_foundry_take_answer          (GTask              *task,
                                              GObject            *source,
                                              GAsyncResult       *result);
void        _sp_foundry_return_unreadable    (GTask              *task,
                                              const GError       *cause);
void        _sp_foundry_answer_gone_cb       (GObject            *source,
                                              GAsyncResult       *result,
                                              gpointer            user_data);
void        _sp_foundry_backend_init_files   (SpBackendInterface *iface);
void        _sp_foundry_backend_init_turns   (SpBackendInterface *iface);

G_END_DECLS
