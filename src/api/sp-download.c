/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Downloads one file: checked by status, type and length before it gets its name, begun again when it broke off. A
 * file of the given name is either whole or not there. Runs on the caller's main context. */

#include "config.h"

#include "api/sp-download.h"

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-delay.h"
#include "api/sp-retry.h"

#define CHUNK (256 * 1024)
#define BASE_DELAY_MS 300

/* send → read ⇄ write → close → rename; from any of them: wait → send. */
typedef struct
{
  /* Input */
  char           *path;           /* (owned) */
  GFile          *target;         /* (owned) */
  char           *filename;       /* (owned): what it is called, for the check of its type */
  gint64          expected_size;  /* -1: not known */
  SpProgressFunc  progress;       /* (nullable) */
  gpointer        progress_data;

  /* In progress */
  GFile          *part;           /* (owned): what is written */
  GInputStream   *body;           /* (owned) (nullable) */
  GOutputStream  *out;            /* (owned) (nullable) */
  GBytes         *chunk;          /* (owned) (nullable) */
  GChecksum      *checksum;       /* (owned) (nullable) */
  gint64          total;          /* what the answer says, -1: nothing */
  gint64          done;
  guint           n_repeats;
  GError         *error;          /* (owned) (nullable): how it ended */
} Download;

static void send_request (GTask        *task);
static void sent_cb      (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void created_cb   (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void read_next    (GTask        *task);
static void read_cb      (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void written_cb   (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void closed_cb    (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void moved_cb     (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void part_deleted_cb (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void waited_cb    (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);

static void
download_free (Download *download)
{
  g_clear_pointer (&download->path, g_free);
  g_clear_object (&download->target);
  g_clear_pointer (&download->filename, g_free);
  g_clear_object (&download->part);
  g_clear_object (&download->body);
  g_clear_object (&download->out);
  g_clear_pointer (&download->chunk, g_bytes_unref);
  g_clear_pointer (&download->checksum, g_checksum_free);
  g_clear_error (&download->error);
  g_free (download);
}

/* What broke on the way is tried again; what the place or the disk refused is not. Takes @task and @error over. */
static void
repeat_or_fail (GTask  *task,
                GError *error)
{
  Download *download = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean broke = g_error_matches (error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED);

  g_clear_object (&download->body);
  g_clear_object (&download->out);
  if (broke && download->n_repeats < SP_RETRY_MAX)
    {
      guint delay = sp_retry_get_delay (download->n_repeats++, NULL, NULL, 0, BASE_DELAY_MS, g_random_double ());

      g_clear_error (&error);
      sp_delay_async (delay, cancellable, waited_cb, task);
      return;
    }

  download->error = error;
  g_file_delete_async (download->part, G_PRIORITY_DEFAULT, NULL, part_deleted_cb, task);
}

/* Before the end is told, for the next try may use the same name. A part that stays is only space. */
static void
part_deleted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);

  g_file_delete_finish (G_FILE (source), result, NULL);
  g_task_return_error (task, g_steal_pointer (&download->error));
}

static void
send_request (GTask *task)
{
  SpHttp *http = g_task_get_source_object (task);
  Download *download = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  download->done = 0;
  g_clear_pointer (&download->checksum, g_checksum_free);
  download->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  sp_http_send_async (http, "GET", download->path, NULL, SP_HTTP_DEFAULT, cancellable, sent_cb, task);
}

/* A gateway's page or an error that came with a 200 is not the file. */
static GError *
check_type (Download    *download,
            SoupMessage *message)
{
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  g_autofree char *name = g_utf8_strdown (download->filename, -1);
  gboolean is_page = g_strcmp0 (type, "text/html") == 0;
  gboolean may_be_page = g_str_has_suffix (name, ".html") || g_str_has_suffix (name, ".htm");

  if (!is_page || may_be_page)
    return NULL;
  return g_error_new (SP_API_ERROR, SP_API_ERROR_CONTENT,
                      _("The service sent a web page instead of “%s”. Try again in a while."), download->filename);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GError) error = NULL;
  SoupMessageHeaders *headers = NULL;

  download->body = sp_http_send_finish (SP_HTTP (source), result, &message, &error);
  if (download->body != NULL)
    error = check_type (download, message);
  if (error != NULL)
    {
      repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  headers = soup_message_get_response_headers (message);
  download->total = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
                      ? soup_message_headers_get_content_length (headers)
                      : -1;
  g_file_replace_async (download->part, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                        G_PRIORITY_DEFAULT, cancellable, created_cb, g_steal_pointer (&task));
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  download->out = G_OUTPUT_STREAM (g_file_replace_finish (G_FILE (source), result, &error));
  if (download->out == NULL)
    repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    read_next (g_steal_pointer (&task));
}

static void
read_next (GTask *task)
{
  Download *download = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_input_stream_read_bytes_async (download->body, CHUNK, G_PRIORITY_DEFAULT, cancellable, read_cb, task);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;
  gsize size = 0;
  gconstpointer data = NULL;

  g_clear_pointer (&download->chunk, g_bytes_unref);
  download->chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (download->chunk == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autoptr(GError) cause = g_steal_pointer (&error);

          error = g_error_new (SP_API_ERROR, SP_API_ERROR_INTERRUPTED, _("The download of “%s” broke off: %s"),
                               download->filename, cause->message);
        }
      repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  data = g_bytes_get_data (download->chunk, &size);
  if (size == 0)
    {
      g_output_stream_close_async (download->out, G_PRIORITY_DEFAULT, cancellable, closed_cb, g_steal_pointer (&task));
      return;
    }

  g_checksum_update (download->checksum, data, (gssize) size);
  download->done += (gint64) size;
  g_output_stream_write_all_async (download->out, data, size, G_PRIORITY_DEFAULT, cancellable, written_cb,
                                   g_steal_pointer (&task));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  if (download->progress != NULL)
    download->progress (download->done, download->total >= 0 ? download->total : download->expected_size,
                        download->progress_data);
  read_next (g_steal_pointer (&task));
}

static GError *
check_length (Download *download)
{
  gint64 want = download->total >= 0 ? download->total : download->expected_size;

  if (want < 0 || want == download->done)
    return NULL;
  return g_error_new (SP_API_ERROR, SP_API_ERROR_INTERRUPTED,
                      _("The download of “%s” broke off: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " bytes came"),
                      download->filename, download->done, want);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;

  if (g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    error = check_length (download);
  if (error != NULL)
    repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    g_file_move_async (download->part, download->target, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, cancellable, NULL,
                       NULL, moved_cb, g_steal_pointer (&task));
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_file_move_finish (G_FILE (source), result, &error))
    repeat_or_fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_strdup (g_checksum_get_string (download->checksum)), g_free);
}

static void
waited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_delay_finish (result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    send_request (g_steal_pointer (&task));
}

/**
 * sp_download_async:
 * @http: the place
 * @path: where it has the contents
 * @local_path: where they shall lie; its folder must exist
 * @filename: what the file is called, for its type and for the words of errors
 * @expected_size: how long it is, or -1
 * @progress: (nullable): called as it comes
 * @progress_data: for @progress; must live until @callback
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the file is there
 * @user_data: for @callback
 */
void
sp_download_async (SpHttp              *http,
                   const char          *path,
                   const char          *local_path,
                   const char          *filename,
                   gint64               expected_size,
                   SpProgressFunc       progress,
                   gpointer             progress_data,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *part = NULL;
  Download *download = NULL;

  g_return_if_fail (SP_IS_HTTP (http));
  g_return_if_fail (path != NULL && local_path != NULL && filename != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_download_async);
  part = g_strconcat (local_path, ".part", NULL);
  download = g_new0 (Download, 1);
  download->path = g_strdup (path);
  download->target = g_file_new_for_path (local_path);
  download->part = g_file_new_for_path (part);
  download->filename = g_strdup (filename);
  download->expected_size = expected_size;
  download->progress = progress;
  download->progress_data = progress_data;
  g_task_set_task_data (task, download, (GDestroyNotify) download_free);
  send_request (g_steal_pointer (&task));
}

/**
 * sp_download_finish:
 *
 * Returns: (transfer full): the SHA-256 of the file; or %NULL with @error: SP_API_ERROR_CONTENT when the contents are
 *   not the file, SP_API_ERROR_INTERRUPTED when it broke off again and again, of G_IO_ERROR for the disk, else as of
 *   sp_http_send_finish()
 */
char *
sp_download_finish (SpHttp        *http,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
