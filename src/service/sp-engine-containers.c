/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

#include "base/sp-json.h"
#include "service/sp-validate.h"

/* Containers and the files in them (foundry-v2.md 7) as the API shows them. */

#define MAX_IDLE_MINUTES (24 * 60)

static JsonObject *
make_deleted (const char *object,
              const char *id)
{
  JsonObject *deleted = json_object_new ();

  json_object_set_string_member (deleted, "id", id);
  json_object_set_string_member (deleted, "object", object);
  json_object_set_boolean_member (deleted, "deleted", TRUE);

  return deleted;
}

static gboolean
read_expiry (JsonObject  *body,
             gint64      *minutes,
             GError     **error)
{
  JsonObject *expires_after = NULL;

  *minutes = 0;
  if (!sp_validate_object (body, "expires_after", &expires_after, error))
    return FALSE;

  return expires_after == NULL ||
         sp_validate_integer (expires_after, "minutes", 1, MAX_IDLE_MINUTES, minutes, error);
}

static gboolean
sp_engine_fill_container (SpEngine    *self,
                          const char  *id,
                          JsonArray   *file_ids,
                          GError     **error)
{
  for (guint i = 0; file_ids != NULL && i < json_array_get_length (file_ids); i++)
    {
      g_autoptr(JsonObject) file = NULL;

      if (json_node_get_value_type (json_array_get_element (file_ids, i)) != G_TYPE_STRING)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "file_ids",
                                "“file_ids” must be an array of strings.");
          return FALSE;
        }

      file = sp_container_keeper_add_upload (self->keeper, id,
                                             json_array_get_string_element (file_ids, i), error);
      if (file == NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * sp_engine_create_container:
 * @self: an engine
 * @body: the body of POST /containers
 * @error: set to %SP_SERVICE_ERROR_INVALID or %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the Container, or %NULL
 */
JsonObject *
sp_engine_create_container (SpEngine    *self,
                            JsonObject  *body,
                            GError     **error)
{
  g_autoptr(JsonObject) container = NULL;
  JsonArray *file_ids = NULL;
  const char *name = NULL;
  const char *memory_limit = NULL;
  gint64 minutes;
  gboolean stored;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  if (!sp_validate_string (body, "name", &name, error) ||
      !sp_validate_memory_limit (body, "memory_limit", &memory_limit, error) ||
      !sp_validate_array (body, "file_ids", &file_ids, error) ||
      !read_expiry (body, &minutes, error))
    return NULL;

  if (name == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "name",
                            "“name” is missing.");
      return NULL;
    }

  if (!sp_store_begin (self->store, error))
    return NULL;
  container = sp_container_keeper_create (self->keeper, name, memory_limit, minutes, error);
  stored = container != NULL &&
           sp_engine_fill_container (self, json_object_get_string_member (container, "id"), file_ids,
                                     error);

  return sp_store_end (self->store, stored, stored ? error : NULL) ? g_steal_pointer (&container) : NULL;
}

/**
 * sp_engine_get_container:
 * @self: an engine
 * @id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the Container with its status now, or %NULL
 */
JsonObject *
sp_engine_get_container (SpEngine    *self,
                         const char  *id,
                         GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_container_keeper_describe (self->keeper, id, error);
}

/**
 * sp_engine_list_containers:
 * @self: an engine
 * @query: which page
 * @name: (nullable): only containers of this name
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of Containers, or %NULL
 */
JsonObject *
sp_engine_list_containers (SpEngine           *self,
                           const SpPageQuery  *query,
                           const char         *name,
                           GError            **error)
{
  g_autoptr(JsonObject) page = NULL;
  JsonArray *data;
  g_autoptr(JsonArray) now = json_array_new ();

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  page = sp_store_list_containers (self->store, query, name, error);
  if (page == NULL)
    return NULL;

  data = json_object_get_array_member (page, "data");
  for (guint i = 0; i < json_array_get_length (data); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (data, i), "id");
      JsonObject *container = sp_container_keeper_describe (self->keeper, id, error);

      if (container == NULL)
        return NULL;
      json_array_add_object_element (now, container);
    }
  json_object_set_array_member (page, "data", g_steal_pointer (&now));

  return g_steal_pointer (&page);
}

/**
 * sp_engine_delete_container:
 * @self: an engine
 * @id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Ends its session and deletes it with its files.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_container (SpEngine    *self,
                            const char  *id,
                            GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  if (!sp_container_keeper_delete (self->keeper, id, error))
    return NULL;

  return make_deleted ("container.deleted", id);
}

/**
 * sp_engine_add_container_file:
 * @self: an engine
 * @container_id: a container's id
 * @body: the JSON body of POST /containers/{id}/files: {"file_id"}
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_INVALID
 *
 * Copies an uploaded file into the container.
 *
 * Returns: (transfer full): the ContainerFile, or %NULL
 */
JsonObject *
sp_engine_add_container_file (SpEngine    *self,
                              const char  *container_id,
                              JsonObject  *body,
                              GError     **error)
{
  const char *file_id = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  if (sp_container_keeper_get (self->keeper, container_id, error) == NULL ||
      !sp_validate_string (body, "file_id", &file_id, error))
    return NULL;

  if (file_id == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "file_id",
                            "“file_id” is missing.");
      return NULL;
    }

  return sp_container_keeper_add_upload (self->keeper, container_id, file_id, error);
}

/**
 * sp_engine_upload_container_file:
 * @self: an engine
 * @container_id: a container's id
 * @upload: a writer that was closed; it may be dropped afterwards
 * @filename: (nullable): the name that came with it
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_INVALID
 *
 * Returns: (transfer full): the ContainerFile, or %NULL
 */
JsonObject *
sp_engine_upload_container_file (SpEngine      *self,
                                 const char    *container_id,
                                 SpBlobWriter  *upload,
                                 const char    *filename,
                                 GError       **error)
{
  JsonObject *file = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (SP_IS_BLOB_WRITER (upload), NULL);
  g_return_val_if_fail (sp_blob_writer_get_hash (upload) != NULL, NULL);

  if (filename == NULL || *filename == '\0')
    sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "file",
                          "The part “file” must have a “filename”.");
  else
    file = sp_container_keeper_add_blob (self->keeper, container_id, filename,
                                         sp_blob_writer_get_hash (upload),
                                         sp_blob_writer_get_size (upload), NULL, error);

  if (file == NULL)
    {
      sp_blob_writer_discard (upload);
      _sp_engine_drop_blob (self, sp_blob_writer_get_hash (upload));
    }

  return file;
}

/**
 * sp_engine_get_container_file:
 * @self: an engine
 * @container_id: a container's id
 * @file_id: the id of a file in it
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the ContainerFile, or %NULL
 */
JsonObject *
sp_engine_get_container_file (SpEngine    *self,
                              const char  *container_id,
                              const char  *file_id,
                              GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_store_get_container_file (self->store, container_id, file_id, NULL, error);
}

/**
 * sp_engine_list_container_files:
 * @self: an engine
 * @container_id: a container's id
 * @query: which page
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of ContainerFiles, or %NULL
 */
JsonObject *
sp_engine_list_container_files (SpEngine           *self,
                                const char         *container_id,
                                const SpPageQuery  *query,
                                GError            **error)
{
  g_autoptr(JsonObject) container = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  container = sp_store_get_container (self->store, container_id, error);
  if (container == NULL)
    return NULL;

  return sp_store_list_container_files (self->store, container_id, query, error);
}

/**
 * sp_engine_delete_container_file:
 * @self: an engine
 * @container_id: a container's id
 * @file_id: the id of a file in it
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_container_file (SpEngine    *self,
                                 const char  *container_id,
                                 const char  *file_id,
                                 GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_container_keeper_delete_file (self->keeper, container_id, file_id, error)
         ? make_deleted ("container.file.deleted", file_id) : NULL;
}

/**
 * sp_engine_open_container_file:
 * @self: an engine
 * @container_id: a container's id
 * @file_id: the id of a file in it, listed or replaced since
 * @filename: (out) (transfer full): the last part of its path
 * @size: (out): its size in bytes
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or a %G_IO_ERROR
 *
 * Returns: a descriptor of the contents, owned by the caller, or -1
 */
int
sp_engine_open_container_file (SpEngine    *self,
                               const char  *container_id,
                               const char  *file_id,
                               char       **filename,
                               gint64      *size,
                               GError     **error)
{
  g_autoptr(JsonObject) file = NULL;
  g_autofree char *blob = NULL;
  int fd;

  g_return_val_if_fail (SP_IS_ENGINE (self), -1);
  g_return_val_if_fail (filename != NULL && size != NULL, -1);

  file = sp_store_get_container_file (self->store, container_id, file_id, &blob, error);
  if (file == NULL)
    return -1;

  fd = sp_blob_store_open_blob (self->blobs, blob, error);
  if (fd >= 0)
    {
      *filename = g_path_get_basename (sp_json_peek_string (file, "path", "file"));
      *size = sp_json_peek_int (file, "bytes", 0);
    }

  return fd;
}
