/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-private.h"

#include "service/http/sp-http-download.h"
#include "service/http/sp-http-upload.h"

/* Containers, the sandboxes, and the files in them (foundry-v2.md 7). */

/**
 * _sp_foundry_create_container:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /containers`
 */
void
_sp_foundry_create_container (SpHttpExchange *exchange,
                              gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_create_container (context,
                                         body,
                                         &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_containers:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /containers`
 */
void
_sp_foundry_list_containers (SpHttpExchange *exchange,
                             gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_containers (context,
                                        &page,
                                        sp_http_exchange_get_query (exchange, "name"),
                                        &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_container:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /containers/{id}`
 */
void
_sp_foundry_get_container (SpHttpExchange *exchange,
                           gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_container (context,
                                    sp_http_exchange_get_param (exchange, "id"),
                                    &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_container:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /containers/{id}`
 */
void
_sp_foundry_delete_container (SpHttpExchange *exchange,
                              gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_container (context,
                                       sp_http_exchange_get_param (exchange, "id"),
                                       &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_container_files:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /containers/{id}/files`
 */
void
_sp_foundry_list_container_files (SpHttpExchange *exchange,
                                  gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_container_files (context,
                                             sp_http_exchange_get_param (exchange, "id"),
                                             &page,
                                             &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_container_file:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /containers/{id}/files/{file}`
 */
void
_sp_foundry_get_container_file (SpHttpExchange *exchange,
                                gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_container_file (context,
                                         sp_http_exchange_get_param (exchange, "id"),
                                         sp_http_exchange_get_param (exchange, "file"),
                                         &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_container_file:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /containers/{id}/files/{file}`
 */
void
_sp_foundry_delete_container_file (SpHttpExchange *exchange,
                                   gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_container_file (context,
                                            sp_http_exchange_get_param (exchange, "id"),
                                            sp_http_exchange_get_param (exchange, "file"),
                                            &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
uploaded_cb (SpHttpUpload   *upload,
             SpHttpExchange *exchange,
             gpointer        context)
{
  const char *id = sp_http_exchange_get_param (exchange, "id");
  const char *filename = sp_http_upload_get_filename (upload);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (filename != NULL)
    {
      answer = sp_engine_upload_container_file (context, id, sp_http_upload_get_writer (upload),
                                                filename, &error);
    }
  else
    {
      g_autoptr(JsonObject) named = json_object_new ();

      json_object_set_string_member (named, "file_id",
                                     sp_http_upload_get_field (upload, "file_id"));
      answer = sp_engine_add_container_file (context, id, named, &error);
    }
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
copy_file (SpHttpExchange *exchange,
           gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_engine_add_container_file (context, sp_http_exchange_get_param (exchange, "id"),
                                           body, &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_add_container_file:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /containers/{id}/files`: a form with a file, or JSON that names an uploaded one; older SDKs
 * name it in a form too
 */
void
_sp_foundry_add_container_file (SpHttpExchange *exchange,
                                gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) container = NULL;

  if (sp_http_exchange_is_json (exchange))
    {
      sp_http_exchange_collect_body (exchange, copy_file);
      return;
    }

  /* Before the bytes come, not after. */
  container = sp_engine_get_container (context, sp_http_exchange_get_param (exchange, "id"),
                                       &error);
  if (container == NULL)
    sp_http_exchange_respond_error (exchange, error);
  else
    sp_http_upload_start (exchange, sp_engine_begin_upload (context), "file_id", uploaded_cb,
                          context);
}

/**
 * _sp_foundry_get_container_content:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /containers/{id}/files/{file}/content`
 */
void
_sp_foundry_get_container_content (SpHttpExchange *exchange,
                                   gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *filename = NULL;
  gint64 size = 0;
  int fd = sp_engine_open_container_file (context,
                                          sp_http_exchange_get_param (exchange, "id"),
                                          sp_http_exchange_get_param (exchange, "file"),
                                          &filename, &size, &error);

  if (fd < 0)
    sp_http_exchange_respond_error (exchange, error);
  else
    sp_http_download_start (exchange, fd, size, filename);
}
