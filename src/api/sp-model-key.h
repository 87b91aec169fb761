/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <libsoup/soup.h>

#include "api/sp-model-server.h"

G_BEGIN_DECLS

/* The key of a server of models: found once, kept in memory, put on each request. */
#define SP_TYPE_MODEL_KEY (sp_model_key_get_type ())
G_DECLARE_FINAL_TYPE (SpModelKey, sp_model_key, SP, MODEL_KEY, GObject)

SpModelKey *sp_model_key_new          (SpModelServer        *server);
void        sp_model_key_find_async   (SpModelKey           *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    sp_model_key_find_finish  (SpModelKey           *self,
                                       GAsyncResult         *result,
                                       GError              **error);
void        sp_model_key_set_value    (SpModelKey           *self,
                                       const char           *value);
void        sp_model_key_take_value_of (SpModelKey          *self,
                                       SpModelKey           *other);
void        sp_model_key_authorize    (SoupMessage          *message,
                                       gpointer              key);

void        sp_model_key_store_async  (const char           *name,
                                       const char           *key,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    sp_model_key_store_finish (GAsyncResult         *result,
                                       GError              **error);
void        sp_model_key_forget       (const char           *name);

G_END_DECLS
