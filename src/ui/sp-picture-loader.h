/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/sp-picture-header.h"

G_BEGIN_DECLS

void        sp_picture_loader_load_bytes_async (GBytes               *bytes,
                                                guint                 max_side,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
void        sp_picture_loader_load_file_async  (GFile                *file,
                                                guint                 max_side,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GdkTexture *sp_picture_loader_load_finish      (GAsyncResult         *result,
                                                SpPictureHeader      *header,
                                                GError              **error);
char       *sp_picture_loader_explain          (const GError         *error);

G_END_DECLS
