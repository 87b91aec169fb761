/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sessions/sp-sessions-private.h"

#include <string.h>

#include <glib/gi18n.h>

/* What the dialect looks like from outside: its paths and versions, who is
 * meant by an identifier, and how an error is worded. */

#define MIN_IDENTIFIER 4
#define MAX_IDENTIFIER 128
#define IDENTIFIER_SIGNS "|-&^%$#(){}[];<>"
#define OLDER_VERSION "2024-02-02-preview"
/* The pool of requests that name none. */
#define ROOT_POOL "default"

static const char * const versions[] = {
  OLDER_VERSION, "2024-10-02-preview", "2025-02-02-preview", "2025-10-02-preview", NULL
};

static gboolean
is_below (const char *path,
          const char *folder)
{
  gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* At the root others have files, too: those of a session come with an identifier. */
static gboolean
is_root_path (const char  *path,
              SpHttpQuery *query)
{
  return is_below (path, "/executions") || is_below (path, "/.management") || is_below (path, "/code/execute") ||
         (is_below (path, "/files") && sp_http_query_get (query, "identifier") != NULL);
}

/**
 * _sp_sessions_dup_local_path:
 * @path: the path of a request, still escaped
 * @query: its query
 * @error: (out) (optional): set for an api-version that nobody knows
 *
 * Brings every path to the form `/sessionPools/NAME/…`. The api-version may be left out.
 *
 * Returns: (transfer full) (nullable): the path of the route; %NULL without @error for a path of others
 */
char *
_sp_sessions_dup_local_path (const char   *path,
                             SpHttpQuery  *query,
                             GError      **error)
{
  const char *version = sp_http_query_get (query, "api-version");
  const char *pool = is_below (path, "/subscriptions") ? strstr (path, "/sessionPools/") : NULL;

  if (pool == NULL && !is_root_path (path, query))
    return NULL;

  if (version != NULL && !g_strv_contains (versions, version))
    {
      sp_http_error_set (error, 400, "unsupported_api_version", "api-version",
                         _("The api-version “%s” is not known here. Use “%s”."), version,
                         versions[G_N_ELEMENTS (versions) - 2]);
      return NULL;
    }

  return pool != NULL ? g_strdup (pool) : g_strconcat ("/sessionPools/" ROOT_POOL, path, NULL);
}

/**
 * _sp_sessions_dup_code:
 * @code: a word for programs as the service has it: `session_not_found`
 *
 * Returns: (transfer full): the same as this dialect has it: `SessionNotFound`
 */
char *
_sp_sessions_dup_code (const char *code)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean begins = TRUE;

  for (const char *p = code; *p != '\0'; p++)
    {
      if (*p != '_')
        g_string_append_c (text, begins ? g_ascii_toupper (*p) : *p);
      begins = *p == '_';
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * _sp_sessions_dup_error_body:
 * @problem: what went wrong
 * @request_id: the id of the request
 *
 * Returns: (transfer full): the body of an error
 */
JsonObject *
_sp_sessions_dup_error_body (const SpHttpProblem *problem,
                             const char          *request_id)
{
  JsonObject *body = json_object_new ();
  JsonObject *error = json_object_new ();
  g_autofree char *code = _sp_sessions_dup_code (problem->code);

  json_object_set_string_member (error, "code", code);
  json_object_set_string_member (error, "message", problem->message);
  if (problem->param != NULL)
    json_object_set_string_member (error, "target", problem->param);
  json_object_set_string_member (error, "traceId", request_id);
  json_object_set_object_member (body, "error", error);

  return body;
}

static gboolean
check_identifier (const char  *identifier,
                  GError     **error)
{
  gsize length = identifier != NULL ? strlen (identifier) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (identifier[i]) && strchr (IDENTIFIER_SIGNS, identifier[i]) == NULL)
      length = 0;

  if (length >= MIN_IDENTIFIER && length <= MAX_IDENTIFIER)
    return TRUE;

  sp_http_error_set (error, 400, identifier != NULL ? "invalid_identifier" : "missing_identifier", "identifier",
                     _("The query must have an “identifier” of the session: %d to %d letters, digits and "
                       "characters of %s, percent-encoded."),
                     MIN_IDENTIFIER, MAX_IDENTIFIER, IDENTIFIER_SIGNS);
  return FALSE;
}

/**
 * _sp_sessions_dup_key:
 * @exchange: a request
 * @error: set to %SP_HTTP_ERROR when its identifier is missing or wrong
 *
 * Returns: (transfer full): the engine's key of the session that is meant: the same identifier in
 *    another pool is another session
 */
char *
_sp_sessions_dup_key (SpHttpExchange  *exchange,
                      GError         **error)
{
  const char *identifier = sp_http_exchange_get_query (exchange, "identifier");

  if (!check_identifier (identifier, error))
    return NULL;

  return g_strconcat (sp_http_exchange_get_param (exchange, "pool"), "/", identifier, NULL);
}

/**
 * _sp_sessions_dup_location:
 * @exchange: a request with an identifier
 * @execution_id: the id of an execution
 *
 * Returns: (transfer full): where the execution can be asked for
 */
char *
_sp_sessions_dup_location (SpHttpExchange *exchange,
                           const char     *execution_id)
{
  const char *host = sp_http_exchange_get_header (exchange, "Host");
  const char *version = sp_http_exchange_get_query (exchange, "api-version");
  const char *pool_name = sp_http_exchange_get_param (exchange, "pool");
  g_autofree char *pool = g_uri_escape_string (pool_name, NULL, FALSE);
  g_autofree char *identifier = g_uri_escape_string (sp_http_exchange_get_query (exchange, "identifier"), NULL, FALSE);
  g_autoptr(GString) url = g_string_new (NULL);

  if (host != NULL)
    g_string_append_printf (url, "http://%s", host);
  /* Subscription and group say nothing here. */
  if (!g_str_equal (pool_name, ROOT_POOL))
    g_string_append_printf (url, "/subscriptions/local/resourceGroups/local/sessionPools/%s", pool);
  g_string_append_printf (url, "/executions/%s?identifier=%s", execution_id, identifier);
  if (version != NULL)
    g_string_append_printf (url, "&api-version=%s", version);

  return g_string_free (g_steal_pointer (&url), FALSE);
}

/**
 * _sp_sessions_is_older:
 * @exchange: a request
 *
 * Returns: whether it asks for the older form, on the paths that both forms have
 */
gboolean
_sp_sessions_is_older (SpHttpExchange *exchange)
{
  return g_strcmp0 (sp_http_exchange_get_query (exchange, "api-version"), OLDER_VERSION) == 0;
}
