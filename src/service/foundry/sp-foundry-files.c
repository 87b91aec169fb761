/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-private.h"

#include <glib/gi18n.h>

#include "service/http/sp-http-download.h"
#include "service/http/sp-http-upload.h"

/* Uploaded files (foundry-v2.md 6). */

#define MIN_LIFETIME 3600
#define MAX_LIFETIME 2592000

static gboolean
parse_lifetime (SpHttpUpload  *upload,
                gint64        *seconds,
                GError       **error)
{
  const char *anchor = sp_http_upload_get_field (upload, "expires_after[anchor]");
  const char *text = sp_http_upload_get_field (upload, "expires_after[seconds]");

  *seconds = 0;
  if (anchor == NULL && text == NULL)
    return TRUE;

  if (anchor != NULL && !g_str_equal (anchor, "created_at"))
    {
      sp_http_error_set (error, 400, "invalid_payload", "expires_after[anchor]",
                         _("“expires_after[anchor]” must be “created_at”."));
      return FALSE;
    }
  if (text == NULL ||
      !g_ascii_string_to_signed (text, 10, MIN_LIFETIME, MAX_LIFETIME, seconds, NULL))
    {
      sp_http_error_set (error, 400, "invalid_payload", "expires_after[seconds]",
                         _("“expires_after[seconds]” must be a whole number from %d to %d."),
                         MIN_LIFETIME, MAX_LIFETIME);
      return FALSE;
    }

  return TRUE;
}

static void
uploaded_cb (SpHttpUpload   *upload,
             SpHttpExchange *exchange,
             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;
  gint64 lifetime;

  if (parse_lifetime (upload, &lifetime, &error))
    answer = sp_engine_create_file (context,
                                    sp_http_upload_get_writer (upload),
                                    sp_http_upload_get_filename (upload),
                                    sp_http_upload_get_field (upload, "purpose"),
                                    lifetime,
                                    &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_create_file:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /files`
 */
void
_sp_foundry_create_file (SpHttpExchange *exchange,
                         gpointer        context)
{
  sp_http_upload_start (exchange, sp_engine_begin_upload (context), NULL, uploaded_cb, context);
}

/**
 * _sp_foundry_list_files:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /files`
 */
void
_sp_foundry_list_files (SpHttpExchange *exchange,
                        gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 10000, 10000, &page, &error))
    answer = sp_engine_list_files (context,
                                   &page,
                                   sp_http_exchange_get_query (exchange, "purpose"),
                                   &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_file:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /files/{id}`
 */
void
_sp_foundry_get_file (SpHttpExchange *exchange,
                      gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_file (context,
                               sp_http_exchange_get_param (exchange, "id"),
                               &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_file:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /files/{id}`
 */
void
_sp_foundry_delete_file (SpHttpExchange *exchange,
                         gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_file (context,
                                  sp_http_exchange_get_param (exchange, "id"),
                                  &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_get_file_content:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /files/{id}/content`
 */
void
_sp_foundry_get_file_content (SpHttpExchange *exchange,
                              gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *filename = NULL;
  gint64 size = 0;
  int fd = sp_engine_open_file (context, sp_http_exchange_get_param (exchange, "id"), &filename,
                                &size, &error);

  if (fd < 0)
    sp_http_exchange_respond_error (exchange, error);
  else
    sp_http_download_start (exchange, fd, size, filename);
}
