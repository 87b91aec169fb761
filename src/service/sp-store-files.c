/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"

/* Uploaded files: the object of the wire and the hash of the contents. */

/**
 * sp_store_add_file:
 * @self: a store
 * @file: the File object, with its id
 * @blob: the hash of its contents
 * @error: set when the database fails
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_file (SpStore     *self,
                   JsonObject  *file,
                   const char  *blob,
                   GError     **error)
{
  g_autofree char *json = NULL;
  gint64 expires_at;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (file != NULL && blob != NULL, FALSE);

  json = sp_json_object_to_string (file);
  expires_at = sp_json_peek_int (file, "expires_at", 0);

  return sp_database_execute (self->database, error,
                              "INSERT INTO files (id, purpose, blob, expires_at, json) "
                              "VALUES (?1, ?2, ?3, nullif (?4, 0), ?5)", "sssis",
                              json_object_get_string_member (file, "id"),
                              sp_json_peek_string (file, "purpose", "assistants"),
                              blob, expires_at, json);
}

/**
 * sp_store_get_file:
 * @self: a store
 * @id: a file's id
 * @blob: (out) (optional) (transfer full): the hash of its contents
 * @error: set when there is none
 *
 * Returns: (transfer full): the File object, or %NULL
 */
JsonObject *
sp_store_get_file (SpStore     *self,
                   const char  *id,
                   char       **blob,
                   GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(JsonObject) file = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json, blob FROM files WHERE id = ?1", "s", id);
  file = _sp_store_read_row (self, statement, "file", id, error);
  if (file != NULL && blob != NULL)
    *blob = g_strdup (sp_statement_get_text (statement, 1));

  return g_steal_pointer (&file);
}

/**
 * sp_store_list_files:
 * @self: a store
 * @query: which page
 * @purpose: (nullable): only files of this purpose
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of File objects, or %NULL
 */
JsonObject *
sp_store_list_files (SpStore            *self,
                     const SpPageQuery  *query,
                     const char         *purpose,
                     GError            **error)
{
  const char *arguments[3] = { purpose, NULL, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  return sp_page_select (self->database, query, "files", "id",
                         "?1 IS NULL OR purpose = ?1", arguments, error);
}

/**
 * sp_store_delete_file:
 * @self: a store
 * @id: a file's id
 * @blob: (out) (transfer full): the hash of what its contents were
 * @error: set when there is none
 *
 * Copies of the file in containers stay.
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_file (SpStore     *self,
                      const char  *id,
                      char       **blob,
                      GError     **error)
{
  g_autoptr(JsonObject) file = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (id != NULL && blob != NULL, FALSE);

  *blob = NULL;
  file = sp_store_get_file (self, id, blob, error);

  return file != NULL &&
         sp_database_execute (self->database, error, "DELETE FROM files WHERE id = ?1", "s", id);
}

/**
 * sp_store_delete_expired_files:
 * @self: a store
 * @now: Unix seconds
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type utf8): the hashes of the contents of
 *   the files whose time is over and which are gone now, or %NULL
 */
GPtrArray *
sp_store_delete_expired_files (SpStore  *self,
                               gint64    now,
                               GError  **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(GPtrArray) blobs = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT blob FROM files WHERE expires_at <= ?1", "i", now);
  blobs = _sp_store_read_texts (statement, error);

  if (blobs == NULL ||
      (blobs->len > 0 &&
       !sp_database_execute (self->database, error,
                             "DELETE FROM files WHERE expires_at <= ?1", "i", now)))
    return NULL;

  return g_steal_pointer (&blobs);
}
