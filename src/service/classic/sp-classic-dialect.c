/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-json.h"
#include "service/classic/sp-classic-stream.h"
#include "service/http/sp-http-download.h"
#include "service/http/sp-http-upload.h"

/* Classic agents v1 and Azure OpenAI Assistants over HTTP: one table of routes
 * for both families of paths. The context of each handler is the SpClassic; the
 * shape of paths and errors is at the end. */

static const char *
param (SpHttpExchange *exchange,
       const char     *name)
{
  return sp_http_exchange_get_param (exchange, name);
}

/* Takes both. */
static void
respond (SpHttpExchange *exchange,
         JsonObject     *answer,
         GError         *error)
{
  sp_http_exchange_respond_result (exchange, answer, error);
}

static gboolean
parse_page (SpHttpExchange  *exchange,
            SpPageQuery     *page,
            GError         **error)
{
  return sp_page_query_parse (page,
                              sp_http_exchange_get_query (exchange, "limit"),
                              sp_http_exchange_get_query (exchange, "order"),
                              sp_http_exchange_get_query (exchange, "after"),
                              sp_http_exchange_get_query (exchange, "before"),
                              20, 100, error);
}

/* ---- Assistants ---- */

static void
create_assistant (SpHttpExchange *exchange,
                  gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_create_assistant (context, body, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
list_assistants (SpHttpExchange *exchange,
                 gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (parse_page (exchange, &page, &error))
    answer = sp_classic_list_assistants (context, &page, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_assistant (SpHttpExchange *exchange,
               gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_get_assistant (context, param (exchange, "id"), &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
update_assistant (SpHttpExchange *exchange,
                  gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_update_assistant (context, param (exchange, "id"), body, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
delete_assistant (SpHttpExchange *exchange,
                  gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_delete_assistant (context, param (exchange, "id"), &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/* ---- Threads ---- */

static void
create_thread (SpHttpExchange *exchange,
               gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_create_thread (context, body, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
list_threads (SpHttpExchange *exchange,
              gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (parse_page (exchange, &page, &error))
    answer = sp_classic_list_threads (context, &page, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_thread (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_get_thread (context, param (exchange, "thread"), &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
update_thread (SpHttpExchange *exchange,
               gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_update_thread (context, param (exchange, "thread"), body, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
delete_thread (SpHttpExchange *exchange,
               gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_delete_thread (context, param (exchange, "thread"), &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/* ---- Messages ---- */

static void
create_message (SpHttpExchange *exchange,
                gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_create_message (context, param (exchange, "thread"), body, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
list_messages (SpHttpExchange *exchange,
               gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (parse_page (exchange, &page, &error))
    answer = sp_classic_list_messages (context, param (exchange, "thread"),
                                       &page,
                                       sp_http_exchange_get_query (exchange, "run_id"),
                                       &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_message (SpHttpExchange *exchange,
             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_get_message (context, param (exchange, "thread"),
                                   param (exchange, "id"),
                                   &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
update_message (SpHttpExchange *exchange,
                gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_update_message (context, param (exchange, "thread"),
                                        param (exchange, "id"),
                                        body,
                                        &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
delete_message (SpHttpExchange *exchange,
                gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_delete_message (context, param (exchange, "thread"),
                                      param (exchange, "id"),
                                      &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/* ---- Runs ---- */

/* Answers with the run as it is, or with what happens to it. */
static void
respond_run (SpHttpExchange *exchange,
             SpClassicRun   *run,
             JsonObject     *body,
             JsonObject     *thread,
             gboolean        is_new,
             GError         *error)
{
  g_autoptr(JsonObject) answer = NULL;

  if (run != NULL && sp_json_peek_boolean (body, "stream", FALSE))
    {
      sp_classic_stream_start (exchange, run, thread, is_new);
      return;
    }

  if (run != NULL)
    answer = sp_classic_run_dup_json (run);
  respond (exchange, g_steal_pointer (&answer), error);
}

static void
create_run (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(SpClassicRun) run = NULL;

  if (body != NULL)
    run = sp_classic_start_run (context, param (exchange, "thread"), body, &error);
  respond_run (exchange, run, body, NULL, TRUE, g_steal_pointer (&error));
}

static void
create_thread_run (SpHttpExchange *exchange,
                   gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) thread = NULL;
  g_autoptr(SpClassicRun) run = NULL;

  if (body != NULL)
    run = sp_classic_start_thread_run (context, body, &thread, &error);
  respond_run (exchange, run, body, thread, TRUE, g_steal_pointer (&error));
}

static void
submit_outputs (SpHttpExchange *exchange,
                gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(SpClassicRun) run = NULL;

  if (body != NULL)
    run = sp_classic_submit_outputs (context, param (exchange, "thread"), param (exchange, "run"),
                                     body, &error);
  respond_run (exchange, run, body, NULL, FALSE, g_steal_pointer (&error));
}

static void
list_runs (SpHttpExchange *exchange,
           gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (parse_page (exchange, &page, &error))
    answer = sp_classic_list_runs (context, param (exchange, "thread"), &page, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_run (SpHttpExchange *exchange,
         gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_get_run (context, param (exchange, "thread"),
                               param (exchange, "run"),
                               &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
update_run (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(JsonObject) answer = NULL;

  if (body != NULL)
    answer = sp_classic_update_run (context, param (exchange, "thread"),
                                    param (exchange, "run"),
                                    body,
                                    &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
cancel_run (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_cancel_run (context, param (exchange, "thread"),
                                  param (exchange, "run"),
                                  &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
list_steps (SpHttpExchange *exchange,
            gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (parse_page (exchange, &page, &error))
    answer = sp_classic_list_steps (context, param (exchange, "thread"),
                                    param (exchange, "run"),
                                    &page,
                                    &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_step (SpHttpExchange *exchange,
          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_get_step (context, param (exchange, "thread"),
                                param (exchange, "run"),
                                param (exchange, "id"),
                                &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/* ---- Files ---- */

static void
uploaded_cb (SpHttpUpload   *upload,
             SpHttpExchange *exchange,
             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_create_file (sp_classic_get_engine (context),
                                  sp_http_upload_get_writer (upload),
                                  sp_http_upload_get_filename (upload),
                                  sp_http_upload_get_field (upload, "purpose"), 0, &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
create_file (SpHttpExchange *exchange,
             gpointer        context)
{
  sp_http_upload_start (exchange, sp_engine_begin_upload (sp_classic_get_engine (context)), NULL,
                        uploaded_cb, context);
}

static void
list_files (SpHttpExchange *exchange,
            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_classic_list_files (context, sp_http_exchange_get_query (exchange, "purpose"), &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_file (SpHttpExchange *exchange,
          gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_get_file (sp_classic_get_engine (context), param (exchange, "id"), &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
delete_file (SpHttpExchange *exchange,
             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_file (sp_classic_get_engine (context), param (exchange, "id"),
                                  &error);
  respond (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

static void
get_file_content (SpHttpExchange *exchange,
                  gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *filename = NULL;
  g_autofree char *name = NULL;
  gint64 size = 0;
  int fd = sp_engine_open_file (sp_classic_get_engine (context), param (exchange, "id"), &filename,
                                &size, &error);

  if (fd < 0)
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }

  name = g_path_get_basename (filename);
  sp_http_download_start (exchange, fd, size, name);
}

/* ---- The table ---- */

static const SpHttpRoute routes[] = {
  { "POST", "/assistants", create_assistant },
  { "GET", "/assistants", list_assistants },
  { "GET", "/assistants/{id}", get_assistant },
  { "POST", "/assistants/{id}", update_assistant },
  { "DELETE", "/assistants/{id}", delete_assistant },

  { "POST", "/threads/runs", create_thread_run },
  { "POST", "/threads", create_thread },
  { "GET", "/threads", list_threads },
  { "GET", "/threads/{thread}", get_thread },
  { "POST", "/threads/{thread}", update_thread },
  { "DELETE", "/threads/{thread}", delete_thread },

  { "POST", "/threads/{thread}/messages", create_message },
  { "GET", "/threads/{thread}/messages", list_messages },
  { "GET", "/threads/{thread}/messages/{id}", get_message },
  { "POST", "/threads/{thread}/messages/{id}", update_message },
  { "DELETE", "/threads/{thread}/messages/{id}", delete_message },

  { "POST", "/threads/{thread}/runs", create_run },
  { "GET", "/threads/{thread}/runs", list_runs },
  { "GET", "/threads/{thread}/runs/{run}", get_run },
  { "POST", "/threads/{thread}/runs/{run}", update_run },
  { "POST", "/threads/{thread}/runs/{run}/cancel", cancel_run },
  { "POST", "/threads/{thread}/runs/{run}/submit_tool_outputs", submit_outputs },
  { "GET", "/threads/{thread}/runs/{run}/steps", list_steps },
  { "GET", "/threads/{thread}/runs/{run}/steps/{id}", get_step },

  { "POST", "/files", create_file, SP_HTTP_ROUTE_STREAMS_BODY },
  { "GET", "/files", list_files },
  { "GET", "/files/{id}", get_file },
  { "GET", "/files/{id}/content", get_file_content },
  { "DELETE", "/files/{id}", delete_file },
};

/* ---- The shape ---- */

static const char *
skip_segment (const char *path,
              const char *segment)
{
  gsize n = strlen (segment);

  if (strncmp (path, segment, n) != 0 || (path[n] != '/' && path[n] != '\0'))
    return NULL;
  return path + n;
}

/* A fixed segment and the name after it, which can be any: NULL when they are not there. */
static const char *
skip_named (const char *path,
            const char *segment)
{
  const char *rest = path != NULL ? skip_segment (path, segment) : NULL;

  if (rest == NULL || rest[0] != '/' || rest[1] == '/' || rest[1] == '\0')
    return NULL;
  return rest + 1 + strcspn (rest + 1, "/");
}

/* What stands in front of the paths of the connection-string era. */
static const char *
skip_workspace (const char *path)
{
  const char *rest = skip_named (path, "/agents/v1.0/subscriptions");

  rest = skip_named (rest, "/resourceGroups");
  return skip_named (rest, "/providers/Microsoft.MachineLearningServices/workspaces");
}

/* Versions are dates, from the first one of Assistants on; any of them will do. */
static gboolean
is_dated (const char *version)
{
  return g_regex_match_simple ("^20[0-9]{2}-[0-9]{2}-[0-9]{2}(-preview)?$", version, 0, 0) &&
         strcmp (version, "2024-02") >= 0;
}

static gboolean
check_version (SpHttpQuery  *query,
               GError      **error)
{
  const char *version = sp_http_query_get (query, "api-version");

  if (version == NULL || g_str_equal (version, "v1") || g_str_equal (version, "preview") ||
      is_dated (version))
    return TRUE;

  sp_http_error_set (error, 400, "unsupported_api_version", "api-version",
                     _("The api-version “%s” is not known here. Use “2024-05-01-preview” or “v1”."),
                     version);
  return FALSE;
}

/* The files of both APIs are the same; the older one is meant by its dated versions. */
static gboolean
is_classic (const char  *path,
            SpHttpQuery *query)
{
  const char *version = sp_http_query_get (query, "api-version");

  if (skip_segment (path, "/assistants") != NULL || skip_segment (path, "/threads") != NULL)
    return TRUE;
  return skip_segment (path, "/files") != NULL && version != NULL && is_dated (version) &&
         strcmp (version, "2025-11") < 0;
}

/**
 * sp_classic_dup_local_path:
 * @path: the path of a request, still escaped
 * @query: its query
 * @error: (out) (optional): why the request is refused
 *
 * Takes off what may stand before a route: the workspace of the connection-string era, or
 * `/api/projects/NAME`, then `/openai/v1`, `/openai` or `/v1`.
 *
 * Returns: (transfer full) (nullable): the path of the route, or %NULL when it is not of this API
 *   or @error is set
 */
char *
sp_classic_dup_local_path (const char   *path,
                           SpHttpQuery  *query,
                           GError      **error)
{
  static const char * const prefixes[] = { "/openai/v1", "/openai", "/v1" };
  const char *workspace;
  const char *rest;

  g_return_val_if_fail (path != NULL && query != NULL, NULL);

  workspace = skip_workspace (path);
  rest = workspace != NULL ? workspace : skip_named (path, "/api/projects");
  if (rest == NULL)
    rest = path;

  for (guint i = 0; workspace == NULL && i < G_N_ELEMENTS (prefixes); i++)
    {
      const char *below = skip_segment (rest, prefixes[i]);

      if (below != NULL)
        {
          rest = below;
          break;
        }
    }

  if (workspace == NULL && !is_classic (rest, query))
    return NULL;
  if (!check_version (query, error))
    return NULL;

  return g_strdup (*rest != '\0' ? rest : "/");
}

/**
 * sp_classic_dup_error_body:
 * @problem: what went wrong
 * @request_id: the id of the request, which is in the headers
 *
 * Returns: (transfer full): the body of an error (azure-openai-assistants.md A2)
 */
JsonObject *
sp_classic_dup_error_body (const SpHttpProblem *problem,
                           const char          *request_id)
{
  g_autoptr(JsonObject) body = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "message", problem->message);
  json_object_set_string_member (error, "type", problem->type);
  if (problem->param != NULL)
    json_object_set_string_member (error, "param", problem->param);
  else
    json_object_set_null_member (error, "param");
  json_object_set_string_member (error, "code", problem->code);
  json_object_set_object_member (body, "error", error);

  return g_steal_pointer (&body);
}

static const SpHttpDialect dialect = {
  .name = "classic",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .dup_local_path = sp_classic_dup_local_path,
  .dup_error_body = sp_classic_dup_error_body,
};

/**
 * sp_classic_get_dialect:
 *
 * Returns: (transfer none): the dialect; its context is a #SpClassic
 */
const SpHttpDialect *
sp_classic_get_dialect (void)
{
  return &dialect;
}
