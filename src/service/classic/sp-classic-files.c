/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include <string.h>

#include "base/sp-id.h"
#include "base/sp-json.h"

/* Generated files. The classic API knows only one kind of file: what a cell
 * wrote or showed is put among the uploaded ones, with the purpose
 * "assistants_output" and the contents that are stored already. */

static JsonObject *
make_file (const char *filename,
           gint64      size)
{
  JsonObject *file = _sp_classic_new_object ("assistant", "file");

  json_object_set_int_member (file, "bytes", size);
  json_object_set_null_member (file, "expires_at");
  json_object_set_string_member (file, "filename", filename);
  json_object_set_string_member (file, "purpose", "assistants_output");
  json_object_set_string_member (file, "status", "processed");
  json_object_set_null_member (file, "status_details");

  return file;
}

/* Puts a container's file among the uploaded ones. */
JsonObject *
_sp_classic_publish_file (SpEngine    *engine,
                          const char  *container_id,
                          const char  *file_id,
                          GError     **error)
{
  g_autoptr(JsonObject) made = NULL;
  g_autoptr(JsonObject) file = NULL;
  g_autofree char *blob = NULL;

  made = sp_store_get_container_file (engine->store, container_id, file_id, &blob, error);
  if (made == NULL)
    return NULL;

  file = make_file (sp_json_peek_string (made, "path", "/mnt/data/file"),
                    sp_json_peek_int (made, "bytes", 0));
  if (!sp_store_add_file (engine->store, file, blob, error))
    return NULL;

  return g_steal_pointer (&file);
}

typedef struct
{
  SpEngine     *engine;    /* (owned) */
  SpBlobWriter *writer;    /* (owned) */
  char         *filename;  /* (owned) */
} Publish;

static void
publish_free (Publish *publish)
{
  g_clear_object (&publish->engine);
  g_clear_object (&publish->writer);
  g_clear_pointer (&publish->filename, g_free);
  g_free (publish); /* the struct itself, in its own free function */
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) file = NULL;
  Publish *publish = g_task_get_task_data (task);

  if (sp_blob_writer_close_finish (publish->writer, result, &error))
    {
      file = make_file (publish->filename, sp_blob_writer_get_size (publish->writer));
      if (sp_store_add_file (publish->engine->store, file,
                             sp_blob_writer_get_hash (publish->writer), &error))
        {
          g_task_return_pointer (task, g_strdup (json_object_get_string_member (file, "id")),
                                 g_free);
          return;
        }
    }

  g_task_return_error (task, g_steal_pointer (&error));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Publish *publish = g_task_get_task_data (task);

  if (!sp_blob_writer_write_finish (publish->writer, result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    sp_blob_writer_close_async (publish->writer, NULL, closed_cb, g_steal_pointer (&task));
}

/* The bytes of a data URL, or NULL. */
static GBytes *
decode_url (const char *url)
{
  const char *data = g_str_has_prefix (url, "data:image/") ? strstr (url, ";base64,") : NULL;
  guchar *bytes;
  gsize size;

  if (data == NULL)
    return NULL;
  bytes = g_base64_decode (data + strlen (";base64,"), &size);

  return g_bytes_new_take (bytes, size);
}

/* Makes a file of a picture that a cell showed, whose data URL is @url. */
void
_sp_classic_publish_image_async (SpEngine            *engine,
                                 const char          *url,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (engine, cancellable, callback, user_data);
  g_autoptr(GBytes) bytes = decode_url (url);
  g_autofree char *id = sp_id_new ("image");
  Publish *publish;

  g_task_set_source_tag (task, _sp_classic_publish_image_async);
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      g_task_return_new_error (task, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INTERNAL,
                               "A picture that a cell showed cannot be read.");
      return;
    }

  publish = g_new0 (Publish, 1);
  publish->engine = g_object_ref (engine);
  publish->writer = sp_engine_begin_upload (engine);
  publish->filename = g_strconcat ("/mnt/data/", id,
                                   g_str_has_prefix (url, "data:image/jpeg") ? ".jpg" : ".png", NULL);
  g_task_set_task_data (task, publish, (GDestroyNotify) publish_free);
  sp_blob_writer_write_async (publish->writer, bytes, cancellable, written_cb,
                              g_steal_pointer (&task));
}

/* The id of the new file, or NULL with @error set. */
char *
_sp_classic_publish_image_finish (SpEngine      *engine,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_classic_list_files:
 * @self: the classic API
 * @purpose: (nullable): only files of this purpose
 * @error: set when the database fails
 *
 * Returns: (transfer full): all files at once, newest first: this list has no pages
 */
JsonObject *
sp_classic_list_files (SpClassic   *self,
                       const char  *purpose,
                       GError     **error)
{
  const SpPageQuery query = { .limit = G_MAXINT32 };
  g_autoptr(JsonObject) page = NULL;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  page = sp_engine_list_files (self->engine, &query, purpose, error);
  if (page == NULL)
    return NULL;

  json_object_remove_member (page, "first_id");
  json_object_remove_member (page, "last_id");
  json_object_remove_member (page, "has_more");

  return g_steal_pointer (&page);
}
