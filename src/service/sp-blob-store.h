/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_TYPE_BLOB_STORE (sp_blob_store_get_type ())
G_DECLARE_FINAL_TYPE (SpBlobStore, sp_blob_store, SP, BLOB_STORE, GObject)

SpBlobStore *sp_blob_store_open         (const char           *folder,
                                         GError              **error);
const char  *sp_blob_store_get_spool    (SpBlobStore          *self);
int          sp_blob_store_open_blob    (SpBlobStore          *self,
                                         const char           *hash,
                                         GError              **error);
gboolean     sp_blob_store_has          (SpBlobStore          *self,
                                         const char           *hash);
void         sp_blob_store_pin          (SpBlobStore          *self,
                                         const char           *hash);
void         sp_blob_store_unpin        (SpBlobStore          *self,
                                         const char           *hash);
gboolean     sp_blob_store_remove       (SpBlobStore          *self,
                                         const char           *hash);
void         sp_blob_store_adopt_async  (SpBlobStore          *self,
                                         const char           *path,
                                         const char           *hash,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean     sp_blob_store_adopt_finish (SpBlobStore          *self,
                                         GAsyncResult         *result,
                                         GError              **error);
void         sp_blob_store_hash_async   (SpBlobStore          *self,
                                         const char           *path,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
char        *sp_blob_store_hash_finish  (SpBlobStore          *self,
                                         GAsyncResult         *result,
                                         GError              **error);
void         sp_blob_store_list_async   (SpBlobStore          *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GPtrArray   *sp_blob_store_list_finish  (SpBlobStore          *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
