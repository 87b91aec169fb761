/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

#include "wire/sp-stream-decoder.h"

G_BEGIN_DECLS

void     sp_stream_reader_run_async  (GInputStream         *stream,
                                      SpStreamDecoder      *decoder,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean sp_stream_reader_run_finish (GInputStream         *stream,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
