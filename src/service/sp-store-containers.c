/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"

/* Containers, the files in them and the log of their cells. A file that a cell
 * changes gets a new row: the old one is no longer listed, but can still be had
 * by its id, so that what an earlier answer cited is what it shows for ever. */

/**
 * sp_store_add_container:
 * @self: a store
 * @container: the Container object, with its id
 * @conversation_id: (nullable): the conversation that it belongs to; one each
 * @error: set when the database fails
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_container (SpStore     *self,
                        JsonObject  *container,
                        const char  *conversation_id,
                        GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (container != NULL, FALSE);

  json = sp_json_object_to_string (container);

  return sp_database_execute (self->database, error,
                              "INSERT INTO containers (id, name, conversation, status, json) "
                              "VALUES (?1, ?2, ?3, ?4, ?5)", "sssss",
                              json_object_get_string_member (container, "id"),
                              sp_json_peek_string (container, "name", ""), conversation_id,
                              json_object_get_string_member (container, "status"), json);
}

/**
 * sp_store_get_container:
 * @self: a store
 * @id: a container's id
 * @error: set when there is none
 *
 * Returns: (transfer full): the Container object, or %NULL
 */
JsonObject *
sp_store_get_container (SpStore     *self,
                        const char  *id,
                        GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM containers WHERE id = ?1", "s", id);

  return _sp_store_read_row (self, statement, "container", id, error);
}

/**
 * sp_store_find_container:
 * @self: a store
 * @conversation_id: a conversation's id
 *
 * Returns: (transfer full) (nullable): the id of its container, if it has one
 */
char *
sp_store_find_container (SpStore    *self,
                         const char *conversation_id)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (conversation_id != NULL, NULL);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT id FROM containers WHERE conversation = ?1",
                                 "s", conversation_id);

  return statement != NULL && sp_statement_step (statement, NULL)
         ? g_strdup (sp_statement_get_text (statement, 0)) : NULL;
}

/**
 * sp_store_find_container_owner:
 * @self: a store
 * @container_id: a container's id
 *
 * Returns: (transfer full) (nullable): the id of the conversation that it belongs to, if it does
 */
char *
sp_store_find_container_owner (SpStore    *self,
                               const char *container_id)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL, NULL);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT conversation FROM containers WHERE id = ?1",
                                 "s", container_id);

  return statement != NULL && sp_statement_step (statement, NULL)
         ? g_strdup (sp_statement_get_text (statement, 0)) : NULL;
}

/**
 * sp_store_update_container:
 * @self: a store
 * @container: the Container object, with the id of one that is stored
 * @error: set when the database fails
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_update_container (SpStore     *self,
                           JsonObject  *container,
                           GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (container != NULL, FALSE);

  json = sp_json_object_to_string (container);

  return sp_database_execute (self->database, error,
                              "UPDATE containers SET status = ?2, json = ?3 WHERE id = ?1", "sss",
                              json_object_get_string_member (container, "id"),
                              json_object_get_string_member (container, "status"), json);
}

/**
 * sp_store_list_containers:
 * @self: a store
 * @query: which page
 * @name: (nullable): only containers of this name
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of Container objects, or %NULL
 */
JsonObject *
sp_store_list_containers (SpStore            *self,
                          const SpPageQuery  *query,
                          const char         *name,
                          GError            **error)
{
  const char *arguments[3] = { name, NULL, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  return sp_page_select (self->database, query, "containers", "id",
                         "?1 IS NULL OR name = ?1", arguments, error);
}

/**
 * sp_store_delete_container:
 * @self: a store
 * @id: a container's id
 * @error: set when there is none
 *
 * Deletes the container with its files and its log.
 *
 * Returns: (transfer full) (element-type utf8): the hashes of its files, or %NULL
 */
GPtrArray *
sp_store_delete_container (SpStore     *self,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(GPtrArray) blobs = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT DISTINCT blob FROM container_files WHERE container = ?1",
                                 "s", id);
  blobs = _sp_store_read_texts (statement, error);

  if (blobs == NULL ||
      !sp_database_execute (self->database, error,
                            "DELETE FROM containers WHERE id = ?1", "s", id) ||
      !_sp_store_changed_one (self, "container", id, error))
    return NULL;

  return g_steal_pointer (&blobs);
}

/**
 * sp_store_expire_containers:
 * @self: a store
 * @error: set when the database fails
 *
 * Marks all running containers as expired: their sessions went with the
 * process that had them.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_expire_containers (SpStore  *self,
                            GError  **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  return sp_database_execute (self->database, error,
                              "UPDATE containers SET status = 'expired', "
                              "json = json_set (json, '$.status', 'expired') "
                              "WHERE status = 'running'", "");
}

static gboolean
sp_store_insert_container_file (SpStore     *self,
                                JsonObject  *file,
                                const char  *name,
                                const char  *blob,
                                const char  *origin_file,
                                gboolean     listed,
                                GError     **error)
{
  g_autofree char *json = sp_json_object_to_string (file);

  return sp_database_execute (self->database, error,
                              "INSERT INTO container_files (id, container, name, blob, origin, "
                              "listed, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", "sssssis",
                              json_object_get_string_member (file, "id"),
                              json_object_get_string_member (file, "container_id"),
                              name, blob, origin_file, (gint64) listed, json);
}

/**
 * sp_store_add_container_file:
 * @self: a store
 * @file: the ContainerFile object, with its id
 * @name: its name below the working folder
 * @blob: the hash of its contents
 * @origin_file: (nullable): the uploaded file that it was copied from
 * @listed: %FALSE for what can only be had by its id
 * @error: set when the database fails
 *
 * Adds a file. A listed one takes the place of the one with the same name.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_container_file (SpStore     *self,
                             JsonObject  *file,
                             const char  *name,
                             const char  *blob,
                             const char  *origin_file,
                             gboolean     listed,
                             GError     **error)
{
  gboolean added;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (file != NULL && name != NULL && blob != NULL, FALSE);

  if (!sp_store_begin (self, error))
    return FALSE;

  added = (!listed ||
           sp_database_execute (self->database, error,
                                "UPDATE container_files SET listed = 0 "
                                "WHERE container = ?1 AND name = ?2 AND listed", "ss",
                                json_object_get_string_member (file, "container_id"), name)) &&
          sp_store_insert_container_file (self, file, name, blob, origin_file, listed, error);

  return sp_store_end (self, added, added ? error : NULL);
}

/**
 * sp_store_get_container_file:
 * @self: a store
 * @container_id: a container's id
 * @id: the id of a file in it, listed or not
 * @blob: (out) (optional) (transfer full): the hash of its contents
 * @error: set when there is none
 *
 * Returns: (transfer full): the ContainerFile object, or %NULL
 */
JsonObject *
sp_store_get_container_file (SpStore     *self,
                             const char  *container_id,
                             const char  *id,
                             char       **blob,
                             GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(JsonObject) file = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL && id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json, blob FROM container_files "
                                 "WHERE container = ?1 AND id = ?2", "ss", container_id, id);
  file = _sp_store_read_row (self, statement, "container file", id, error);
  if (file != NULL && blob != NULL)
    *blob = g_strdup (sp_statement_get_text (statement, 1));

  return g_steal_pointer (&file);
}

/**
 * sp_store_find_container_file:
 * @self: a store
 * @container_id: a container's id
 * @name: a name below the working folder
 * @blob: (out) (optional) (transfer full): the hash of its contents
 *
 * Returns: (transfer full) (nullable): the ContainerFile that has this name now
 */
JsonObject *
sp_store_find_container_file (SpStore     *self,
                              const char  *container_id,
                              const char  *name,
                              char       **blob)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(JsonObject) file = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL && name != NULL, NULL);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT json, blob FROM container_files "
                                 "WHERE container = ?1 AND name = ?2 AND listed",
                                 "ss", container_id, name);
  file = _sp_store_read_row (self, statement, "container file", name, NULL);
  if (file != NULL && blob != NULL)
    *blob = g_strdup (sp_statement_get_text (statement, 1));

  return g_steal_pointer (&file);
}

/**
 * sp_store_find_container_copy:
 * @self: a store
 * @container_id: a container's id
 * @origin_file: the id of an uploaded file
 *
 * Returns: (transfer full) (nullable): the ContainerFile that is a copy of it
 */
JsonObject *
sp_store_find_container_copy (SpStore    *self,
                              const char *container_id,
                              const char *origin_file)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL && origin_file != NULL, NULL);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT json FROM container_files "
                                 "WHERE container = ?1 AND origin = ?2 AND listed",
                                 "ss", container_id, origin_file);

  return _sp_store_read_row (self, statement, "container file", origin_file, NULL);
}

/**
 * sp_store_list_container_files:
 * @self: a store
 * @container_id: a container's id
 * @query: which page
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of ContainerFile objects, or %NULL
 */
JsonObject *
sp_store_list_container_files (SpStore            *self,
                               const char         *container_id,
                               const SpPageQuery  *query,
                               GError            **error)
{
  const char *arguments[3] = { container_id, NULL, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL, NULL);

  return sp_page_select (self->database, query, "container_files", "id",
                         "container = ?1 AND listed", arguments, error);
}

/**
 * sp_store_load_container_files:
 * @self: a store
 * @container_id: a container's id
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type JsonObject): the listed files, oldest
 *   first, each with the members "name" and "blob" besides those of the wire
 */
GPtrArray *
sp_store_load_container_files (SpStore     *self,
                               const char  *container_id,
                               GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json_set (json, '$.name', name, '$.blob', blob) "
                                 "FROM container_files WHERE container = ?1 AND listed ORDER BY seq",
                                 "s", container_id);

  return _sp_store_read_rows (statement, error);
}

/**
 * sp_store_delete_container_file:
 * @self: a store
 * @container_id: a container's id
 * @id: the id of a file in it
 * @blob: (out) (transfer full): the hash of what its contents were
 * @error: set when there is none
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_container_file (SpStore     *self,
                                const char  *container_id,
                                const char  *id,
                                char       **blob,
                                GError     **error)
{
  g_autoptr(JsonObject) file = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (blob != NULL, FALSE);

  *blob = NULL;
  file = sp_store_get_container_file (self, container_id, id, blob, error);

  return file != NULL &&
         sp_database_execute (self->database, error,
                              "DELETE FROM container_files WHERE id = ?1", "s", id);
}

/**
 * sp_store_add_cell:
 * @self: a store
 * @container_id: a container's id
 * @cell: what was run and what came of it
 * @error: set when the database fails
 *
 * Appends to the container's log, from which its variables can be made again.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_cell (SpStore     *self,
                   const char  *container_id,
                   JsonObject  *cell,
                   GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (container_id != NULL && cell != NULL, FALSE);

  json = sp_json_object_to_string (cell);

  return sp_database_execute (self->database, error,
                              "INSERT INTO cells (container, json) VALUES (?1, ?2)",
                              "ss", container_id, json);
}

/**
 * sp_store_load_cells:
 * @self: a store
 * @container_id: a container's id
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type JsonObject): the log, oldest first
 */
GPtrArray *
sp_store_load_cells (SpStore     *self,
                     const char  *container_id,
                     GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (container_id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM cells WHERE container = ?1 ORDER BY seq",
                                 "s", container_id);

  return _sp_store_read_rows (statement, error);
}

/**
 * sp_store_count_cells:
 * @self: a store
 * @container_id: a container's id
 *
 * Returns: how many cells the log holds
 */
guint
sp_store_count_cells (SpStore    *self,
                      const char *container_id)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), 0);
  g_return_val_if_fail (container_id != NULL, 0);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT count (*) FROM cells WHERE container = ?1",
                                 "s", container_id);

  return statement != NULL && sp_statement_step (statement, NULL)
         ? (guint) sp_statement_get_int (statement, 0) : 0;
}
