/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     sp_delay_async  (guint                 milliseconds,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data);
gboolean sp_delay_finish (GAsyncResult         *result,
                          GError              **error);

G_END_DECLS
