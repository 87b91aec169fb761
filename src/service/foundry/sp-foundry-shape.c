/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry.h"

#include <string.h>

#include <glib/gi18n.h>

/* What the dialect looks like from outside: what stands before its paths, and
 * how an error is worded. */

/* The families with a required api-version (foundry-v2.md 1.2). */
static const char * const versioned[] = { "/agents", "/connections", "/deployments" };
static const char * const versions[] = {
  "v1", "2025-11-15-preview", "2025-05-15-preview", "2025-05-01", NULL
};

static const char *
skip_segment (const char *path,
              const char *segment)
{
  gsize n = strlen (segment);

  if (strncmp (path, segment, n) != 0 || (path[n] != '/' && path[n] != '\0'))
    return NULL;
  return path + n;
}

/* A project's name can be any one segment: there is one project here. */
static const char *
skip_project (const char *path)
{
  const char *rest = skip_segment (path, "/api/projects");

  if (rest == NULL || rest[0] != '/' || rest[1] == '/' || rest[1] == '\0')
    return path;
  return rest + 1 + strcspn (rest + 1, "/");
}

static gboolean
check_version (const char   *path,
               SpHttpQuery  *query,
               GError      **error)
{
  const char *version = sp_http_query_get (query, "api-version");

  if (version == NULL || g_strv_contains (versions, version))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (versioned); i++)
    if (skip_segment (path, versioned[i]) != NULL || g_str_has_prefix (path, "/agents/"))
      {
        sp_http_error_set (error, 400, "unsupported_api_version", "api-version",
                           _("The api-version “%s” is not known here. Use “v1”."), version);
        return FALSE;
      }

  return TRUE;
}

/**
 * sp_foundry_dup_local_path:
 * @path: the path of a request, still escaped
 * @query: its query
 * @error: (out) (optional): why the request is refused
 *
 * Takes off what may stand before a route: `/api/projects/NAME`, then `/openai/v1`, `/openai` or
 * `/v1`. The api-version may be left out; one that nobody knows is refused on the paths that need
 * one, and ignored on the others.
 *
 * Returns: (transfer full) (nullable): the path of the route, always, unless @error is set
 */
char *
sp_foundry_dup_local_path (const char   *path,
                           SpHttpQuery  *query,
                           GError      **error)
{
  static const char * const prefixes[] = { "/openai/v1", "/openai", "/v1" };
  const char *rest;

  g_return_val_if_fail (path != NULL && query != NULL, NULL);

  rest = skip_project (path);
  if (!check_version (rest, query, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      const char *below = skip_segment (rest, prefixes[i]);

      if (below != NULL)
        return g_strdup (*below != '\0' ? below : "/");
    }

  return g_strdup (*rest != '\0' ? rest : "/");
}

/**
 * sp_foundry_dup_error_body:
 * @problem: what went wrong
 * @request_id: the id of the request
 *
 * Returns: (transfer full): the body of an error (foundry-v2.md 9)
 */
JsonObject *
sp_foundry_dup_error_body (const SpHttpProblem *problem,
                           const char          *request_id)
{
  g_autoptr(JsonObject) body = json_object_new ();
  JsonObject *error = json_object_new ();
  JsonObject *info = json_object_new ();

  json_object_set_string_member (error, "code", problem->code);
  json_object_set_string_member (error, "message", problem->message);
  if (problem->param != NULL)
    json_object_set_string_member (error, "param", problem->param);
  else
    json_object_set_null_member (error, "param");
  json_object_set_string_member (error, "type", problem->type);
  json_object_set_array_member (error, "details", json_array_new ());
  json_object_set_string_member (info, "request_id", request_id);
  json_object_set_object_member (error, "additionalInfo", info);
  json_object_set_null_member (error, "debugInfo");
  json_object_set_object_member (body, "error", error);

  return g_steal_pointer (&body);
}
