/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The contents of files by their hash: an own copy of everything that was attached or made. */
#define SP_TYPE_CONTENT_STORE (sp_content_store_get_type ())
G_DECLARE_FINAL_TYPE (SpContentStore, sp_content_store, SP, CONTENT_STORE, GObject)

typedef struct
{
  char   *path;  /* where it lies, under its own name */
  char   *hash;  /* SHA-256 in hexadecimal */
  gint64  size;
} SpContent;

SpContentStore *sp_content_store_new                (const char           *folder);
gboolean        sp_content_store_prepare            (SpContentStore       *self,
                                                     GError              **error);
void            sp_content_store_import_async       (SpContentStore       *self,
                                                     GFile                *file,
                                                     const char           *filename,
                                                     gint64                max_size,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
void            sp_content_store_import_bytes_async (SpContentStore       *self,
                                                     GBytes               *bytes,
                                                     const char           *filename,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
char           *sp_content_store_dup_temp_path      (SpContentStore       *self);
void            sp_content_store_adopt_async        (SpContentStore       *self,
                                                     const char           *temp_path,
                                                     const char           *hash,
                                                     const char           *filename,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
SpContent      *sp_content_store_finish             (SpContentStore       *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            sp_content_free                     (SpContent            *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpContent, sp_content_free)

G_END_DECLS
