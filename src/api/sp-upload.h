/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-backend.h"
#include "api/sp-http.h"

G_BEGIN_DECLS

void        sp_upload_async  (SpHttp               *http,
                              const char           *path,
                              const char           *local_path,
                              const char           *filename,
                              SpProgressFunc        progress,
                              gpointer              progress_data,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
JsonObject *sp_upload_finish (SpHttp               *http,
                              GAsyncResult         *result,
                              GError              **error);

G_END_DECLS
