/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-blob-store.h"

G_BEGIN_DECLS

#define SP_TYPE_BLOB_WRITER (sp_blob_writer_get_type ())
G_DECLARE_FINAL_TYPE (SpBlobWriter, sp_blob_writer, SP, BLOB_WRITER, GObject)

SpBlobWriter *sp_blob_writer_new           (SpBlobStore          *store,
                                            gint64                max_size);
void          sp_blob_writer_write_async   (SpBlobWriter         *self,
                                            GBytes               *bytes,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean      sp_blob_writer_write_finish  (SpBlobWriter         *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void          sp_blob_writer_close_async   (SpBlobWriter         *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean      sp_blob_writer_close_finish  (SpBlobWriter         *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void          sp_blob_writer_abort         (SpBlobWriter         *self);
void          sp_blob_writer_discard       (SpBlobWriter         *self);
const char   *sp_blob_writer_get_hash      (SpBlobWriter         *self);
gint64        sp_blob_writer_get_size      (SpBlobWriter         *self);

G_END_DECLS
