/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void    sp_read_all_async  (GInputStream         *stream,
                            gsize                 max_size,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
GBytes *sp_read_all_finish (GInputStream         *stream,
                            GAsyncResult         *result,
                            gboolean             *cut,
                            GError              **error);

G_END_DECLS
