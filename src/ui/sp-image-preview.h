/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A picture with what zooms and copies it. */
#define SP_TYPE_IMAGE_PREVIEW (sp_image_preview_get_type ())
G_DECLARE_FINAL_TYPE (SpImagePreview, sp_image_preview, SP, IMAGE_PREVIEW, AdwBin)

GtkWidget *sp_image_preview_new              (void);
void       sp_image_preview_load_path_async  (SpImagePreview       *self,
                                              const char           *path,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void       sp_image_preview_load_bytes_async (SpImagePreview       *self,
                                              GBytes               *bytes,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   sp_image_preview_load_finish      (SpImagePreview       *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void       sp_image_preview_clear            (SpImagePreview       *self);

G_END_DECLS
