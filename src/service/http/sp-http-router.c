/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-router.h"

#include <string.h>

#include "base/sp-str.h"

/* Finds the handler of a path in a dialect's static table. The tables are
 * short (some fifty lines), so they are walked. */

/* Takes the value of a `{name}` or `{name}:verb` segment into @params. */
static gboolean
match_segment (const char *pattern,
               const char *segment,
               GHashTable *params)
{
  const char *close = strchr (pattern, '}');
  g_autofree char *decoded = NULL;
  gsize n = strlen (segment);
  gsize n_ending;

  if (pattern[0] != '{' || close == NULL)
    return g_str_equal (pattern, segment);

  n_ending = strlen (close + 1);
  if (n <= n_ending || !g_str_has_suffix (segment, close + 1))
    return FALSE;

  decoded = g_uri_unescape_segment (segment, segment + n - n_ending, NULL);
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return FALSE;

  g_hash_table_insert (params, g_strndup (pattern + 1, close - pattern - 1),
                       g_steal_pointer (&decoded));
  return TRUE;
}

static gboolean
match_path (const char * const *patterns,
            const char * const *segments,
            GHashTable         *params)
{
  guint i;

  for (i = 0; patterns[i] != NULL && segments[i] != NULL; i++)
    if (!match_segment (patterns[i], segments[i], params))
      return FALSE;

  return patterns[i] == NULL && segments[i] == NULL;
}

/**
 * sp_http_router_match:
 * @dialect: whose table is searched
 * @method: the verb, in capitals
 * @path: the path below the dialect's prefix, still escaped
 * @params: (out) (transfer full): the values of the `{…}` segments, unescaped
 * @allowed: (out) (transfer full) (nullable): the verbs of the path, when only the verb is wrong
 *
 * Finds the first line that fits. A slash at the end of @path does not matter, and HEAD finds what
 * GET does.
 *
 * Returns: (nullable): the route; %NULL with @allowed set for a wrong verb, %NULL without it for an
 *    unknown path
 */
const SpHttpRoute *
sp_http_router_match (const SpHttpDialect  *dialect,
                      const char           *method,
                      const char           *path,
                      GHashTable          **params,
                      char                **allowed)
{
  g_autofree char *trimmed = NULL;
  g_auto(GStrv) segments = NULL;
  g_autoptr(GString) verbs = g_string_new (NULL);
  const char *wanted;

  g_return_val_if_fail (dialect != NULL && method != NULL && path != NULL, NULL);
  g_return_val_if_fail (params != NULL && allowed != NULL, NULL);

  /* The headers of what GET would give; libsoup leaves the body out. */
  wanted = g_str_equal (method, "HEAD") ? "GET" : method;
  *params = NULL;
  *allowed = NULL;
  trimmed = g_strdup (path);
  if (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';
  segments = g_strsplit (trimmed, "/", -1);

  for (gsize i = 0; i < dialect->n_routes; i++)
    {
      const SpHttpRoute *route = &dialect->routes[i];
      g_auto(GStrv) patterns = g_strsplit (route->pattern, "/", -1);
      g_autoptr(GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

      if (!match_path ((const char * const *) patterns, (const char * const *) segments, found))
        continue;
      if (g_str_equal (route->method, wanted))
        {
          *params = g_steal_pointer (&found);
          return route;
        }
      if (strstr (verbs->str, route->method) == NULL)
        g_string_append_printf (verbs, "%s%s", verbs->len > 0 ? ", " : "", route->method);
    }

  if (verbs->len > 0)
    *allowed = g_strdup (verbs->str);
  return NULL;
}
