/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A text file to read, with the colours of its language. */
#define SP_TYPE_TEXT_PREVIEW (sp_text_preview_get_type ())
G_DECLARE_FINAL_TYPE (SpTextPreview, sp_text_preview, SP, TEXT_PREVIEW, AdwBin)

GtkWidget *sp_text_preview_new         (void);
void       sp_text_preview_load_async  (SpTextPreview        *self,
                                        const char           *path,
                                        const char           *filename,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean   sp_text_preview_load_finish (SpTextPreview        *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void       sp_text_preview_set_text    (SpTextPreview        *self,
                                        const char           *text);
void       sp_text_preview_clear       (SpTextPreview        *self);

G_END_DECLS
