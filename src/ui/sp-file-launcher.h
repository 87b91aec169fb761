/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void      sp_file_launcher_expose_async  (const char           *path,
                                          const char           *filename,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GFile    *sp_file_launcher_expose_finish (GAsyncResult         *result,
                                          GError              **error);
void      sp_file_launcher_open_async    (GFile                *file,
                                          GtkWidget            *widget,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean  sp_file_launcher_open_finish   (GAsyncResult         *result,
                                          GError              **error);
void      sp_file_launcher_show_async    (GFile                *file,
                                          GtkWidget            *widget,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean  sp_file_launcher_show_finish   (GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
