/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-model-key.h"
#include "api/sp-model-server.h"

G_BEGIN_DECLS

void  sp_model_list_async  (SpModelServer        *server,
                            SpModelKey           *key,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
GStrv sp_model_list_finish (SpModelServer        *server,
                            GAsyncResult         *result,
                            GError              **error);

G_END_DECLS
