/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-pools.h"

#include "base/sp-json.h"
#include "service/sp-container-private.h"
#include "service/sp-engine-private.h"

/* Containers for other programs: code is run in them without any conversation
 * or response, and their files are known by name. They are the same containers
 * with the same lifetimes; a key takes the place of the conversation's id. The
 * results of the latest executions are kept in memory, to be asked for. */

#define MAX_SESSIONS 64
#define MAX_CELLS 32
#define MAX_EXECUTIONS 256

/* Keys cannot be mistaken for conversations, whose ids have no colon. */
static char *
make_owner (const char *key)
{
  return g_strconcat ("session:", key, NULL);
}

static char *
sp_engine_find_session (SpEngine    *self,
                        const char  *key,
                        GError     **error)
{
  g_autofree char *owner = make_owner (key);
  char *id = sp_store_find_container (self->store, owner);

  if (id == NULL)
    sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "session_not_found", "identifier",
                          "There is no session of this identifier. It begins with the first code or file.");

  return id;
}

static SpContainer *
sp_engine_ensure_session (SpEngine    *self,
                          const char  *key,
                          GError     **error)
{
  g_autofree char *owner = make_owner (key);
  g_autofree char *id = sp_container_keeper_ensure (self->keeper, owner, NULL, error);

  return id != NULL ? sp_container_keeper_get (self->keeper, id, error) : NULL;
}

static gboolean
sp_engine_has_room (SpEngine     *self,
                    SpContainer  *container,
                    GError      **error)
{
  if (sp_container_get_n_cells (container) >= MAX_CELLS)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_CONFLICT, "session_busy", "identifier",
                            "%d executions wait in this session already. Wait for them, or stop the session.",
                            MAX_CELLS);
      return FALSE;
    }
  if (!sp_container_has_session (container) &&
      sp_container_keeper_get_n_sessions (self->keeper) >= MAX_SESSIONS)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_BUSY, "pool_exhausted", NULL,
                            "%d sessions are alive already. Stop one of them, or try again later.",
                            MAX_SESSIONS);
      return FALSE;
    }

  return TRUE;
}

/* Forgets the oldest that has ended; how many can run is bounded by the sessions. */
static void
sp_engine_keep_execution (SpEngine    *self,
                          SpExecution *execution)
{
  char *id = g_strdup (sp_execution_get_id (execution));

  g_hash_table_insert (self->executions, id, g_object_ref (execution));
  g_queue_push_tail (&self->execution_ids, id);

  while (g_queue_get_length (&self->execution_ids) > MAX_EXECUTIONS)
    {
      char *oldest = g_queue_pop_head (&self->execution_ids);
      SpExecution *old = g_hash_table_lookup (self->executions, oldest);

      if (sp_execution_get_state (old) < SP_EXECUTION_SUCCEEDED)
        {
          g_queue_push_tail (&self->execution_ids, oldest);
          break;
        }
      g_hash_table_remove (self->executions, oldest);
    }
}

/**
 * sp_engine_start_execution:
 * @self: an engine
 * @key: whose session
 * @code: what to run
 * @timeout_seconds: how long it may run once its turn has come; 0 for the usual time
 * @error: set to %SP_SERVICE_ERROR_CONFLICT or %SP_SERVICE_ERROR_BUSY when too much waits
 *
 * Puts code into the queue of a session, which is made if there is none.
 *
 * Returns: (transfer full): the execution, or %NULL
 */
SpExecution *
sp_engine_start_execution (SpEngine    *self,
                           const char  *key,
                           const char  *code,
                           guint        timeout_seconds,
                           GError     **error)
{
  g_autoptr(SpExecution) execution = NULL;
  SpContainer *container;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (key != NULL && code != NULL, NULL);

  container = sp_engine_ensure_session (self, key, error);
  if (container == NULL || !sp_engine_has_room (self, container, error))
    return NULL;

  execution = sp_execution_new (key);
  sp_engine_keep_execution (self, execution);
  sp_execution_start (execution, container, code, timeout_seconds);

  return g_steal_pointer (&execution);
}

/**
 * sp_engine_get_execution:
 * @self: an engine
 * @key: whose session
 * @id: an execution's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, also for one of another session
 *
 * Returns: (transfer full): the execution, or %NULL
 */
SpExecution *
sp_engine_get_execution (SpEngine    *self,
                         const char  *key,
                         const char  *id,
                         GError     **error)
{
  SpExecution *execution;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (key != NULL && id != NULL, NULL);

  execution = g_hash_table_lookup (self->executions, id);
  if (execution != NULL && g_str_equal (sp_execution_get_session_key (execution), key))
    return g_object_ref (execution);

  sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "execution_not_found", NULL,
                        "There is no execution “%s” in this session, or its result is no longer kept.", id);
  return NULL;
}

/**
 * sp_engine_stop_session:
 * @self: an engine
 * @key: whose session
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Ends what runs and deletes the session with its files.
 *
 * Returns: whether it is gone
 */
gboolean
sp_engine_stop_session (SpEngine    *self,
                       const char  *key,
                       GError     **error)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  id = sp_engine_find_session (self, key, error);

  return id != NULL && sp_container_keeper_delete (self->keeper, id, error);
}

/**
 * sp_engine_begin_session_upload:
 * @self: an engine
 *
 * Returns: (transfer full): a writer for one file of at most %SP_SESSION_UPLOAD_MAX bytes
 */
SpBlobWriter *
sp_engine_begin_session_upload (SpEngine *self)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_blob_writer_new (self->blobs, SP_SESSION_UPLOAD_MAX);
}

/**
 * sp_engine_put_session_file:
 * @self: an engine
 * @key: whose session
 * @name: below the working folder, checked by the caller: each part of it a clean file name
 * @upload: a writer that was closed; it may be dropped afterwards
 * @error: set when the database fails
 *
 * Adds a file to a session, which is made if there is none, or takes the place of
 * the one with this name. Running code gets it before the next cell.
 *
 * Returns: (transfer full): the ContainerFile, or %NULL
 */
JsonObject *
sp_engine_put_session_file (SpEngine      *self,
                            const char    *key,
                            const char    *name,
                            SpBlobWriter  *upload,
                            GError       **error)
{
  g_autoptr(JsonObject) file = NULL;
  SpContainer *container;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (key != NULL && name != NULL, NULL);
  g_return_val_if_fail (SP_IS_BLOB_WRITER (upload), NULL);
  g_return_val_if_fail (sp_blob_writer_get_hash (upload) != NULL, NULL);

  container = sp_engine_ensure_session (self, key, error);
  if (container != NULL)
    file = _sp_container_make_file (container, name, sp_blob_writer_get_size (upload), "user");
  if (file != NULL &&
      sp_store_add_container_file (self->store, file, name, sp_blob_writer_get_hash (upload), NULL, TRUE, error))
    {
      json_object_set_string_member (file, "name", name);
      return g_steal_pointer (&file);
    }

  sp_blob_writer_discard (upload);
  _sp_engine_drop_blob (self, sp_blob_writer_get_hash (upload));
  return NULL;
}

/**
 * sp_engine_load_session_files:
 * @self: an engine
 * @key: whose session
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type JsonObject): the files, oldest first, as
 *   sp_store_load_container_files() gives them; none for a session that has not begun
 */
GPtrArray *
sp_engine_load_session_files (SpEngine    *self,
                              const char  *key,
                              GError     **error)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  id = sp_engine_find_session (self, key, NULL);
  if (id == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  return sp_store_load_container_files (self->store, id, error);
}

static JsonObject *
sp_engine_find_session_file (SpEngine    *self,
                             const char  *key,
                             const char  *name,
                             char       **blob,
                             GError     **error)
{
  g_autofree char *id = sp_engine_find_session (self, key, error);
  JsonObject *file;

  if (id == NULL)
    return NULL;

  file = sp_store_find_container_file (self->store, id, name, blob);
  if (file != NULL)
    json_object_set_string_member (file, "name", name);
  else
    sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "file_not_found", "name",
                          "There is no file “%s” in this session.", name);

  return file;
}

/**
 * sp_engine_get_session_file:
 * @self: an engine
 * @key: whose session
 * @name: below the working folder
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the ContainerFile with the member "name", or %NULL
 */
JsonObject *
sp_engine_get_session_file (SpEngine    *self,
                            const char  *key,
                            const char  *name,
                            GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (key != NULL && name != NULL, NULL);

  return sp_engine_find_session_file (self, key, name, NULL, error);
}

/**
 * sp_engine_delete_session_file:
 * @self: an engine
 * @key: whose session
 * @name: below the working folder
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Deletes a file; code loses it before the next cell.
 *
 * Returns: whether it is gone
 */
gboolean
sp_engine_delete_session_file (SpEngine    *self,
                               const char  *key,
                               const char  *name,
                               GError     **error)
{
  g_autoptr(JsonObject) file = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (key != NULL && name != NULL, FALSE);

  file = sp_engine_find_session_file (self, key, name, NULL, error);

  return file != NULL &&
         sp_container_keeper_delete_file (self->keeper,
                                          json_object_get_string_member (file, "container_id"),
                                          json_object_get_string_member (file, "id"), error);
}

/**
 * sp_engine_open_session_file:
 * @self: an engine
 * @key: whose session
 * @name: below the working folder
 * @size: (out): its size in bytes
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or a %G_IO_ERROR
 *
 * Returns: a descriptor of the contents, owned by the caller, or -1
 */
int
sp_engine_open_session_file (SpEngine    *self,
                             const char  *key,
                             const char  *name,
                             gint64      *size,
                             GError     **error)
{
  g_autoptr(JsonObject) file = NULL;
  g_autofree char *blob = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), -1);
  g_return_val_if_fail (key != NULL && name != NULL && size != NULL, -1);

  file = sp_engine_find_session_file (self, key, name, &blob, error);
  if (file == NULL)
    return -1;

  *size = sp_json_peek_int (file, "bytes", 0);

  return sp_blob_store_open_blob (self->blobs, blob, error);
}
