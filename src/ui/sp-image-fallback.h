/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void        sp_image_fallback_load_async  (const char           *path,
                                           guint                 max_side,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GdkTexture *sp_image_fallback_load_finish (GAsyncResult         *result,
                                           guint                *width,
                                           guint                *height,
                                           GError              **error);

G_END_DECLS
