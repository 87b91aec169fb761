/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most entries that one archive takes; a folder with more was not meant. */
#define SP_ZIPPER_MAX_ENTRIES 20000

void   sp_zipper_wrap_async  (GFile                *source,
                              GFile                *folder,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
GFile *sp_zipper_wrap_finish (GAsyncResult         *result,
                              GError              **error);

G_END_DECLS
