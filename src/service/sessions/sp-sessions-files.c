/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sessions/sp-sessions-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-file-type.h"
#include "base/sp-json.h"
#include "base/sp-str.h"
#include "service/http/sp-http-download.h"
#include "service/http/sp-http-upload.h"

/* The files of a session, known by their names below its working folder. The
 * query's `path` is a folder in it; folders are there while something is in
 * them. */

#define WORKING_FOLDER "/mnt/data"
#define MAX_DEPTH 16
#define FORM_SLACK (256 * 1024)

/* Joins @path and @name below the working folder. Nothing may point out of it. */
static char *
make_name (const char  *path,
           const char  *name,
           gboolean     clean,
           GError     **error)
{
  g_autofree char *joined = g_strjoin ("/", path != NULL ? path : "", name, NULL);
  const char *rest = g_str_has_prefix (joined, WORKING_FOLDER "/") ? joined + strlen (WORKING_FOLDER) : joined;
  g_auto(GStrv) parts = g_strsplit (rest, "/", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0' || g_str_equal (parts[i], "."))
        continue;
      if (g_str_equal (parts[i], "..") || kept->len == MAX_DEPTH)
        {
          sp_http_error_set (error, 400, "invalid_path", path != NULL ? "path" : "name",
                             _("“%s” does not lie in the working folder of the session."), joined);
          return NULL;
        }
      g_ptr_array_add (kept, clean ? sp_str_clean_filename (parts[i]) : g_strdup (parts[i]));
    }

  g_ptr_array_add (kept, NULL);
  return g_strjoinv ("/", (char **) kept->pdata);
}

static char *
dup_requested_name (SpHttpExchange  *exchange,
                    GError         **error)
{
  return make_name (sp_http_exchange_get_query (exchange, "path"), sp_http_exchange_get_param (exchange, "name"),
                    FALSE, error);
}

static char *
dup_time (JsonObject *file)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (sp_json_peek_int (file, "created_at", 0));

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("1970-01-01T00:00:00Z");
}

static void
set_folder (JsonObject *metadata,
            const char *name)
{
  g_autofree char *folder = g_path_get_dirname (name);
  g_autofree char *whole = g_str_equal (folder, ".") ? g_strdup (WORKING_FOLDER)
                                                     : g_build_filename (WORKING_FOLDER, folder, NULL);

  json_object_set_string_member (metadata, "directory", whole);
}

static JsonObject *
make_metadata (JsonObject *file)
{
  const char *name = sp_json_peek_string (file, "name", "");
  JsonObject *metadata = json_object_new ();
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *time = dup_time (file);

  json_object_set_string_member (metadata, "name", base);
  json_object_set_string_member (metadata, "type", "file");
  json_object_set_string_member (metadata, "contentType", sp_file_type_get_mime (base));
  json_object_set_int_member (metadata, "sizeInBytes", sp_json_peek_int (file, "bytes", 0));
  json_object_set_string_member (metadata, "lastModifiedAt", time);
  set_folder (metadata, name);

  return metadata;
}

static JsonObject *
make_folder (const char *name,
             JsonObject *newest)
{
  JsonObject *metadata = json_object_new ();
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *time = dup_time (newest);

  json_object_set_string_member (metadata, "name", base);
  json_object_set_string_member (metadata, "type", "directory");
  json_object_set_int_member (metadata, "sizeInBytes", 0);
  json_object_set_string_member (metadata, "lastModifiedAt", time);
  set_folder (metadata, name);

  return metadata;
}

static JsonObject *
make_older_metadata (JsonObject *file)
{
  JsonObject *body = json_object_new ();
  JsonObject *properties = json_object_new ();
  g_autofree char *time = dup_time (file);

  json_object_set_string_member (properties, "filename", sp_json_peek_string (file, "name", ""));
  json_object_set_int_member (properties, "size", sp_json_peek_int (file, "bytes", 0));
  json_object_set_int_member (properties, "sizeInBytes", sp_json_peek_int (file, "bytes", 0));
  json_object_set_string_member (properties, "lastModifiedTime", time);
  json_object_set_object_member (body, "properties", properties);

  return body;
}

static JsonObject *
wrap_list (JsonArray *values)
{
  JsonObject *body = json_object_new ();

  json_object_set_array_member (body, "value", values);

  return body;
}

static JsonObject *
make_older_list (GPtrArray *files)
{
  JsonArray *values = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    json_array_add_object_element (values, make_older_metadata (g_ptr_array_index (files, i)));

  return wrap_list (values);
}

/* What lies in @folder (empty: the working folder): its files and folders, or all files below it. */
static JsonObject *
make_list (GPtrArray  *files,
           const char *folder,
           gboolean    is_recursive)
{
  g_autoptr(GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *prefix = *folder != '\0' ? g_strconcat (folder, "/", NULL) : g_strdup ("");
  JsonArray *values = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      JsonObject *file = g_ptr_array_index (files, i);
      const char *name = sp_json_peek_string (file, "name", "");
      const char *slash;
      g_autofree char *inner = NULL;

      if (!g_str_has_prefix (name, prefix))
        continue;

      slash = strchr (name + strlen (prefix), '/');
      if (slash == NULL || is_recursive)
        {
          json_array_add_object_element (values, make_metadata (file));
          continue;
        }

      inner = g_strndup (name, slash - name);
      if (!g_hash_table_contains (folders, inner))
        json_array_add_object_element (values, make_folder (inner, file));
      g_hash_table_add (folders, g_steal_pointer (&inner));
    }

  return wrap_list (values);
}

static JsonObject *
store_upload (SpHttpUpload    *upload,
              SpHttpExchange  *exchange,
              SpEngine        *engine,
              GError         **error)
{
  g_autofree char *key = _sp_sessions_dup_key (exchange, error);
  g_autofree char *name = NULL;

  if (key == NULL)
    return NULL;

  name = make_name (sp_http_exchange_get_query (exchange, "path"), sp_http_upload_get_filename (upload), TRUE, error);
  if (name == NULL)
    return NULL;

  return sp_engine_put_session_file (engine, key, name, sp_http_upload_get_writer (upload), error);
}

static void
uploaded_cb (SpHttpUpload   *upload,
             SpHttpExchange *exchange,
             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) file = store_upload (upload, exchange, context, &error);

  sp_http_exchange_respond_result (exchange, file != NULL ? make_metadata (file) : NULL,
                                   g_steal_pointer (&error));
}

static void
uploaded_older_cb (SpHttpUpload   *upload,
                   SpHttpExchange *exchange,
                   gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) file = store_upload (upload, exchange, context, &error);
  g_autoptr(GPtrArray) files = g_ptr_array_new ();

  if (file != NULL)
    g_ptr_array_add (files, file);
  sp_http_exchange_respond_result (exchange, file != NULL ? make_older_list (files) : NULL,
                                   g_steal_pointer (&error));
}

/* Everything that can be told from the headers, before the bytes come. */
static void
start_upload (SpHttpExchange   *exchange,
              SpEngine         *engine,
              SpHttpUploadFunc  done)
{
  const char *length = sp_http_exchange_get_header (exchange, "Content-Length");
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  g_autofree char *folder = NULL;

  if (key != NULL)
    folder = make_name (sp_http_exchange_get_query (exchange, "path"), "", TRUE, &error);
  if (folder != NULL && length != NULL &&
      g_ascii_strtoull (length, NULL, 10) > SP_SESSION_UPLOAD_MAX + FORM_SLACK)
    sp_http_error_set (&error, 413, "file_size_exceeded", "file",
                       _("The file is larger than %d MB, the most that one upload may hold."),
                       (int) (SP_SESSION_UPLOAD_MAX / 1024 / 1024));

  if (error != NULL)
    sp_http_exchange_respond_error (exchange, error);
  else
    sp_http_upload_start (exchange, sp_engine_begin_session_upload (engine), NULL, done, engine);
}

/**
 * _sp_sessions_upload_file:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /files`
 */
void
_sp_sessions_upload_file (SpHttpExchange *exchange,
                          gpointer        context)
{
  start_upload (exchange, context, uploaded_cb);
}

/**
 * _sp_sessions_upload_older:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /files/upload`
 */
void
_sp_sessions_upload_older (SpHttpExchange *exchange,
                           gpointer        context)
{
  start_upload (exchange, context, uploaded_older_cb);
}

/**
 * _sp_sessions_list_files:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /files`, in both forms; the older one has no folders
 */
void
_sp_sessions_list_files (SpHttpExchange *exchange,
                         gpointer        context)
{
  const char *recursive = sp_http_exchange_get_query (exchange, "recursive");
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  g_autofree char *folder = NULL;
  g_autoptr(GPtrArray) files = NULL;
  JsonObject *body = NULL;

  if (key != NULL)
    folder = make_name (sp_http_exchange_get_query (exchange, "path"), "", FALSE, &error);
  if (folder != NULL)
    files = sp_engine_load_session_files (context, key, &error);
  if (files != NULL)
    body = _sp_sessions_is_older (exchange)
           ? make_older_list (files)
           : make_list (files, folder, recursive != NULL && g_ascii_strcasecmp (recursive, "true") == 0);
  sp_http_exchange_respond_result (exchange, body, g_steal_pointer (&error));
}

/**
 * _sp_sessions_get_file:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /files/{name}`
 */
void
_sp_sessions_get_file (SpHttpExchange *exchange,
                       gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  g_autofree char *name = key != NULL ? dup_requested_name (exchange, &error) : NULL;
  g_autoptr(JsonObject) file = NULL;

  if (name != NULL)
    file = sp_engine_get_session_file (context, key, name, &error);
  sp_http_exchange_respond_result (exchange, file != NULL ? make_metadata (file) : NULL,
                                   g_steal_pointer (&error));
}

/**
 * _sp_sessions_get_content:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /files/{name}/content`, and `GET /files/content/{name}` of the older form
 */
void
_sp_sessions_get_content (SpHttpExchange *exchange,
                          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  g_autofree char *name = key != NULL ? dup_requested_name (exchange, &error) : NULL;
  g_autofree char *base = NULL;
  gint64 size = 0;
  int fd = name != NULL ? sp_engine_open_session_file (context, key, name, &size, &error) : -1;

  if (fd < 0)
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }

  base = g_path_get_basename (name);
  sp_http_download_start (exchange, fd, size, base);
}

/**
 * _sp_sessions_delete_file:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /files/{name}`
 */
void
_sp_sessions_delete_file (SpHttpExchange *exchange,
                          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  g_autofree char *name = key != NULL ? dup_requested_name (exchange, &error) : NULL;

  if (name != NULL && sp_engine_delete_session_file (context, key, name, &error))
    sp_http_exchange_respond_empty (exchange, 204);
  else
    sp_http_exchange_respond_error (exchange, error);
}
