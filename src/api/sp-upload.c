/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Uploads one file to a files API: streamed from disk, with progress, repeated from its beginning when the connection
 * breaks. Runs on the caller's main context; the disk is read on a thread. */

#include "config.h"

#include "api/sp-upload.h"

#include "base/sp-file-type.h"
#include "wire/sp-multipart-writer.h"

typedef struct
{
  char           *path;           /* (owned) */
  GFile          *file;           /* (owned) */
  char           *filename;       /* (owned) */
  gint64          size;
  SpProgressFunc  progress;       /* (nullable) */
  gpointer        progress_data;
} Upload;

static void info_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);
static void sent_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
upload_free (Upload *upload)
{
  g_clear_pointer (&upload->path, g_free);
  g_clear_object (&upload->file);
  g_clear_pointer (&upload->filename, g_free);
  g_free (upload);
}

/* The purpose comes first, so that a server that reads as it comes knows it early. */
static GInputStream *
make_body_cb (gpointer   user_data,
              char     **content_type,
              gint64    *length)
{
  Upload *upload = user_data;
  SpMultipartWriter *writer = sp_multipart_writer_new ();

  sp_multipart_writer_add_field (writer, "purpose", "assistants");
  sp_multipart_writer_add_file (writer, "file", upload->filename, sp_file_type_get_mime (upload->filename),
                                upload->file, upload->size);
  *length = sp_multipart_writer_end (writer);
  *content_type = sp_multipart_writer_dup_content_type (writer);
  return G_INPUT_STREAM (writer);
}

static void
progress_cb (gint64   sent,
             gpointer user_data)
{
  Upload *upload = user_data;

  /* The few bytes around the file do not matter. */
  if (upload->progress != NULL)
    upload->progress (MIN (sent, upload->size), upload->size, upload->progress_data);
}

static void
info_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpHttp *http = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Upload *upload = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  upload->size = g_file_info_get_size (info);
  sp_http_upload_async (http, upload->path, make_body_cb, progress_cb, upload, cancellable, sent_cb,
                        g_steal_pointer (&task));
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = sp_http_json_finish (SP_HTTP (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
}

/**
 * sp_upload_async:
 * @http: the place
 * @path: its files API
 * @local_path: the file
 * @filename: the name that it gets there
 * @progress: (nullable): called as it is sent
 * @progress_data: for @progress; must live until @callback
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the place has it
 * @user_data: for @callback
 */
void
sp_upload_async (SpHttp              *http,
                 const char          *path,
                 const char          *local_path,
                 const char          *filename,
                 SpProgressFunc       progress,
                 gpointer             progress_data,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Upload *upload = NULL;

  g_return_if_fail (SP_IS_HTTP (http));
  g_return_if_fail (path != NULL && local_path != NULL && filename != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_upload_async);
  upload = g_new0 (Upload, 1);
  upload->path = g_strdup (path);
  upload->file = g_file_new_for_path (local_path);
  upload->filename = g_strdup (filename);
  upload->progress = progress;
  upload->progress_data = progress_data;
  g_task_set_task_data (task, upload, (GDestroyNotify) upload_free);
  g_file_query_info_async (upload->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           cancellable, info_cb, g_steal_pointer (&task));
}

/**
 * sp_upload_finish:
 *
 * Returns: (transfer full): the File object that the place made; or %NULL with @error of G_IO_ERROR for the disk, else
 *   as of sp_http_json_finish()
 */
JsonObject *
sp_upload_finish (SpHttp        *http,
                  GAsyncResult  *result,
                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
