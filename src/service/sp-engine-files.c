/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

#include <string.h>

#include "base/sp-file-type.h"
#include "base/sp-id.h"
#include "base/sp-json.h"

/* Uploaded files (foundry-v2.md 6) as the API shows them. Contents go through
 * an SpBlobWriter, which the caller feeds at the speed at which they come. */

#define MAX_FILENAME 255
#define MIN_EXPIRY 3600
#define MAX_EXPIRY 2592000

static gboolean
fail_value (const char  *param,
            const char  *code,
            const char  *words,
            GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, code, param, "%s", words);

  return FALSE;
}

/* What is over by the clock is gone, whenever somebody looks. */
static void
sp_engine_purge_files (SpEngine *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) blobs = NULL;

  blobs = sp_store_delete_expired_files (self->store, g_get_real_time () / G_USEC_PER_SEC, &error);
  if (blobs == NULL)
    {
      g_warning ("Deleting files whose time is over: %s", error->message);
      return;
    }

  for (guint i = 0; i < blobs->len; i++)
    _sp_engine_drop_blob (self, g_ptr_array_index (blobs, i));
}

/**
 * sp_engine_begin_upload:
 * @self: an engine
 *
 * Returns: (transfer full): a writer for the contents of one file
 */
SpBlobWriter *
sp_engine_begin_upload (SpEngine *self)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_blob_writer_new (self->blobs, SP_FILE_MAX_SIZE);
}

static gboolean
check_filename (const char  *filename,
                GError     **error)
{
  if (filename == NULL || *filename == '\0')
    return fail_value ("file", "invalid_value", "The part “file” must have a “filename”.", error);

  if (!g_utf8_validate (filename, -1, NULL) || g_utf8_strlen (filename, -1) > MAX_FILENAME ||
      strpbrk (filename, "/\\") != NULL || g_str_equal (filename, ".") || g_str_equal (filename, ".."))
    return fail_value ("file", "invalid_value",
                       "The file’s name must be plain: at most 255 characters, no slashes.", error);

  return TRUE;
}

static gboolean
check_purpose (const char  *purpose,
               GError     **error)
{
  static const char * const purposes[] = {
    "assistants", "batch", "fine-tune", "vision", "user_data", "evals", NULL,
  };

  if (purpose == NULL)
    return fail_value ("purpose", "missing_required_parameter",
                       "“purpose” is missing; for the code interpreter it is “assistants”.", error);

  if (!g_strv_contains (purposes, purpose))
    return fail_value ("purpose", "invalid_value",
                       "“purpose” must be “assistants”, “batch”, “fine-tune”, “vision”, “user_data” or "
                       "“evals”; for the code interpreter it is “assistants”.", error);

  return TRUE;
}

static JsonObject *
make_file (SpBlobWriter *upload,
           const char   *filename,
           const char   *purpose,
           gint64        expires_after)
{
  JsonObject *file = json_object_new ();
  g_autofree char *id = sp_id_new (g_str_equal (purpose, "assistants") ? "assistant" : "file");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  json_object_set_string_member (file, "id", id);
  json_object_set_string_member (file, "object", "file");
  json_object_set_int_member (file, "bytes", sp_blob_writer_get_size (upload));
  json_object_set_int_member (file, "created_at", now);
  if (expires_after > 0)
    json_object_set_int_member (file, "expires_at", now + expires_after);
  else
    json_object_set_null_member (file, "expires_at");
  json_object_set_string_member (file, "filename", filename);
  json_object_set_string_member (file, "purpose", purpose);
  json_object_set_string_member (file, "status", "processed");
  json_object_set_null_member (file, "status_details");

  return file;
}

/**
 * sp_engine_create_file:
 * @self: an engine
 * @upload: a writer that was closed; it may be dropped afterwards
 * @filename: (nullable): the name that came with it
 * @purpose: (nullable): what it is for
 * @expires_after: seconds from now, or 0 for never
 * @error: set to %SP_SERVICE_ERROR_INVALID; the contents then go with @upload
 *
 * Returns: (transfer full): the File object, or %NULL
 */
JsonObject *
sp_engine_create_file (SpEngine      *self,
                       SpBlobWriter  *upload,
                       const char    *filename,
                       const char    *purpose,
                       gint64         expires_after,
                       GError       **error)
{
  g_autoptr(JsonObject) file = NULL;
  gboolean valid;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (SP_IS_BLOB_WRITER (upload), NULL);
  g_return_val_if_fail (sp_blob_writer_get_hash (upload) != NULL, NULL);

  valid = check_purpose (purpose, error) && check_filename (filename, error);
  if (valid && sp_blob_writer_get_size (upload) == 0)
    valid = fail_value ("file", "invalid_file", "The file is empty.", error);
  if (valid && expires_after != 0 && (expires_after < MIN_EXPIRY || expires_after > MAX_EXPIRY))
    valid = fail_value ("expires_after", "invalid_value",
                        "“expires_after[seconds]” must be from 3600 to 2592000.", error);

  if (valid)
    {
      file = make_file (upload, filename, purpose, expires_after);
      valid = sp_store_add_file (self->store, file, sp_blob_writer_get_hash (upload), error);
    }

  if (!valid)
    {
      sp_blob_writer_discard (upload);
      _sp_engine_drop_blob (self, sp_blob_writer_get_hash (upload));
      return NULL;
    }

  return g_steal_pointer (&file);
}

/**
 * sp_engine_get_file:
 * @self: an engine
 * @id: a file's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the File object, or %NULL
 */
JsonObject *
sp_engine_get_file (SpEngine    *self,
                    const char  *id,
                    GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  sp_engine_purge_files (self);

  return sp_store_get_file (self->store, id, NULL, error);
}

/**
 * sp_engine_list_files:
 * @self: an engine
 * @query: which page
 * @purpose: (nullable): only files of this purpose
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of File objects, or %NULL
 */
JsonObject *
sp_engine_list_files (SpEngine           *self,
                      const SpPageQuery  *query,
                      const char         *purpose,
                      GError            **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  sp_engine_purge_files (self);

  return sp_store_list_files (self->store, query, purpose, error);
}

/**
 * sp_engine_delete_file:
 * @self: an engine
 * @id: a file's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Copies in containers stay.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_file (SpEngine    *self,
                       const char  *id,
                       GError     **error)
{
  g_autofree char *blob = NULL;
  JsonObject *deleted;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  if (!sp_store_delete_file (self->store, id, &blob, error))
    return NULL;

  _sp_engine_drop_blob (self, blob);
  deleted = json_object_new ();
  json_object_set_string_member (deleted, "id", id);
  json_object_set_string_member (deleted, "object", "file");
  json_object_set_boolean_member (deleted, "deleted", TRUE);

  return deleted;
}

/**
 * sp_engine_open_file:
 * @self: an engine
 * @id: a file's id
 * @filename: (out) (transfer full): its name
 * @size: (out): its size in bytes
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or a %G_IO_ERROR
 *
 * Returns: a descriptor of the contents, owned by the caller, or -1
 */
int
sp_engine_open_file (SpEngine    *self,
                     const char  *id,
                     char       **filename,
                     gint64      *size,
                     GError     **error)
{
  g_autoptr(JsonObject) file = NULL;
  g_autofree char *blob = NULL;
  int fd;

  g_return_val_if_fail (SP_IS_ENGINE (self), -1);
  g_return_val_if_fail (filename != NULL && size != NULL, -1);

  sp_engine_purge_files (self);
  file = sp_store_get_file (self->store, id, &blob, error);
  if (file == NULL)
    return -1;

  fd = sp_blob_store_open_blob (self->blobs, blob, error);
  if (fd >= 0)
    {
      *filename = g_strdup (sp_json_peek_string (file, "filename", "file"));
      *size = sp_json_peek_int (file, "bytes", 0);
    }

  return fd;
}
