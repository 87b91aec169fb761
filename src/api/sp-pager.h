/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-http.h"

G_BEGIN_DECLS

void       sp_pager_collect_async  (SpHttp               *http,
                                    const char           *path,
                                    guint                 max_entries,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
GPtrArray *sp_pager_collect_finish (SpHttp               *http,
                                    GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
