/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpFoundryBackend: files and containers (foundry-v2.md 6 and 7). */

#include "config.h"

#include "api/sp-download.h"
#include "api/sp-foundry-backend-private.h"
#include "api/sp-pager.h"
#include "api/sp-upload.h"
#include "wire/sp-conversation-codec.h"
#include "wire/sp-file-codec.h"

#define MAX_CONTAINER_FILES 1000

static void
uploaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = sp_upload_finish (SP_HTTP (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!sp_file_codec_update (g_task_get_task_data (task), answer, &error))
    _sp_foundry_return_unreadable (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
sp_foundry_backend_upload_file (SpBackend      *backend,
                                SpFile         *file,
                                SpProgressFunc  progress,
                                gpointer        progress_data,
                                GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  sp_upload_async (_sp_foundry_backend_get_http (self), SP_FOUNDRY_OPENAI "files", sp_file_get_local_path (file),
                   sp_file_get_filename (file), progress, progress_data, cancellable, uploaded_cb, task);
}

static void
sp_foundry_backend_delete_file (SpBackend  *backend,
                                const char *file_id,
                                GTask      *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *id = _sp_foundry_escape (file_id);
  g_autofree char *path = g_strconcat (SP_FOUNDRY_OPENAI "files/", id, NULL);

  sp_http_json_async (_sp_foundry_backend_get_http (self), "DELETE", path, NULL, SP_HTTP_DEFAULT, cancellable,
                      _sp_foundry_answer_gone_cb, task);
}

static void
downloaded_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *hash = sp_download_finish (SP_HTTP (source), result, &error);

  if (hash == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, hash, g_free);
}

/* A file of a container is only known to the containers API, any other only to the files API. */
static char *
dup_content_path (SpFile *file)
{
  const char *container = sp_file_get_container_id (file);
  g_autofree char *id = _sp_foundry_escape (sp_file_get_id (file));
  g_autofree char *container_id = container != NULL ? _sp_foundry_escape (container) : NULL;

  if (container_id == NULL)
    return g_strconcat (SP_FOUNDRY_OPENAI "files/", id, "/content", NULL);
  return g_strconcat (SP_FOUNDRY_OPENAI "containers/", container_id, "/files/", id, "/content", NULL);
}

static void
sp_foundry_backend_download_file (SpBackend      *backend,
                                  SpFile         *file,
                                  const char     *path,
                                  SpProgressFunc  progress,
                                  gpointer        progress_data,
                                  GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *content_path = dup_content_path (file);
  gint64 size = sp_file_get_size (file);

  sp_download_async (_sp_foundry_backend_get_http (self), content_path, path, sp_file_get_filename (file),
                     size > 0 ? size : -1, progress, progress_data, cancellable, downloaded_cb, task);
}

static void
container_files_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = sp_pager_collect_finish (SP_HTTP (source), result, &error);
  g_autoptr(GPtrArray) files = NULL;
  const char *container_id = g_task_get_task_data (task);

  if (entries == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < entries->len; i++)
    {
      SpFile *file = sp_file_codec_decode_container (g_ptr_array_index (entries, i), NULL);

      if (file == NULL)
        continue;
      if (sp_file_get_container_id (file) == NULL)
        sp_file_set_container_id (file, container_id);
      g_ptr_array_add (files, file);
    }
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

static void
sp_foundry_backend_list_container_files (SpBackend  *backend,
                                         const char *container_id,
                                         GTask      *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *id = _sp_foundry_escape (container_id);
  g_autofree char *path = g_strconcat (SP_FOUNDRY_OPENAI "containers/", id, "/files?limit=100&order=asc", NULL);

  g_task_set_task_data (task, g_strdup (container_id), g_free);
  sp_pager_collect_async (_sp_foundry_backend_get_http (self), path, MAX_CONTAINER_FILES, cancellable,
                          container_files_cb, task);
}

static void
session_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  g_autoptr(GError) error = NULL;
  SpSession *session = NULL;

  if (answer == NULL)
    return;
  session = sp_conversation_codec_decode_session (answer, &error);
  if (session == NULL)
    _sp_foundry_return_unreadable (task, error);
  else
    g_task_return_pointer (task, session, g_object_unref);
}

static void
sp_foundry_backend_get_session (SpBackend  *backend,
                                const char *container_id,
                                GTask      *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *id = _sp_foundry_escape (container_id);
  g_autofree char *path = g_strconcat (SP_FOUNDRY_OPENAI "containers/", id, NULL);

  sp_http_json_async (_sp_foundry_backend_get_http (self), "GET", path, NULL, SP_HTTP_DEFAULT, cancellable,
                      session_cb, task);
}

static void
session_called_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JsonObject *answer = _sp_foundry_take_answer (task, source, result);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
}

static void
sp_foundry_backend_call_session (SpBackend  *backend,
                                 const char *method,
                                 const char *container_id,
                                 const char *what,
                                 GTask      *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *id = _sp_foundry_escape (container_id);
  g_autofree char *path = g_strconcat ("sandpiper/containers/", id, "/", what, NULL);

  sp_http_json_async (_sp_foundry_backend_get_http (self), method, path, NULL, SP_HTTP_ONCE, cancellable,
                      session_called_cb, task);
}

/* Fills in the files and containers of the interface. */
void
_sp_foundry_backend_init_files (SpBackendInterface *iface)
{
  iface->upload_file = sp_foundry_backend_upload_file;
  iface->delete_file = sp_foundry_backend_delete_file;
  iface->download_file = sp_foundry_backend_download_file;
  iface->list_container_files = sp_foundry_backend_list_container_files;
  iface->call_session = sp_foundry_backend_call_session;
  iface->get_session = sp_foundry_backend_get_session;
}
