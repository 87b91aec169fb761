/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-router.h"

#include "service/foundry/sp-foundry.h"

static const SpHttpRoute routes[] = {
  { "POST", "/things/{name}:start", NULL },
  { "GET", "/things/{name}", NULL },
  { "POST", "/things/{name}", NULL },
  { "GET", "/things/{name}/parts/{part}", NULL },
};

static const SpHttpDialect dialect = { "test", routes, G_N_ELEMENTS (routes), NULL, NULL };

static void
test_match (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    int         route;
    const char *name;
    const char *part;
    const char *allowed;
  } cases[] = {
    { "GET", "/things/a", 1, "a", NULL, NULL },
    { "GET", "/things/a/", 1, "a", NULL, NULL },
    { "POST", "/things/a:start", 0, "a", NULL, NULL },
    { "POST", "/things/a:stop", 2, "a:stop", NULL, NULL },
    { "GET", "/things/a%2Fb%20c", 1, "a/b c", NULL, NULL },
    { "GET", "/things/a/parts/7", 3, "a", "7", NULL },
    { "DELETE", "/things/a", -1, NULL, NULL, "GET, POST" },
    { "DELETE", "/things/a/parts/7", -1, NULL, NULL, "GET" },
    { "GET", "/things", -1, NULL, NULL, NULL },
    { "GET", "/things/", -1, NULL, NULL, NULL },
    { "GET", "/things//parts/7", -1, NULL, NULL, NULL },
    { "GET", "/things/a/parts", -1, NULL, NULL, NULL },
    { "GET", "/things/%ff", -1, NULL, NULL, NULL },
    { "GET", "/things/a%00b", -1, NULL, NULL, NULL },
    { "POST", "/things/:start", 2, ":start", NULL, NULL },
    { "GET", "", -1, NULL, NULL, NULL },
    { "GET", "*", -1, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) params = NULL;
      g_autofree char *allowed = NULL;
      const SpHttpRoute *route = sp_http_router_match (&dialect, cases[i].method, cases[i].path, &params, &allowed);

      g_assert_true (route == (cases[i].route >= 0 ? &routes[cases[i].route] : NULL));
      g_assert_cmpstr (allowed, ==, cases[i].allowed);
      if (route == NULL)
        continue;
      g_assert_cmpstr (g_hash_table_lookup (params, "name"), ==, cases[i].name);
      g_assert_cmpstr (g_hash_table_lookup (params, "part"), ==, cases[i].part);
    }
}

static void
test_foundry_prefixes (void)
{
  static const struct
  {
    const char *path;
    const char *local;
  } cases[] = {
    { "/agents", "/agents" },
    { "/api/projects/any-name/agents/a", "/agents/a" },
    { "/api/projects/any-name/openai/v1/responses", "/responses" },
    { "/api/projects/any-name/openai/responses", "/responses" },
    { "/openai/v1/files", "/files" },
    { "/v1/files/f/content", "/files/f/content" },
    { "/v1", "/" },
    { "/", "/" },
    { "/api/projects/", "/api/projects/" },
    { "/api/projects//agents", "/api/projects//agents" },
    { "/openaix/files", "/openaix/files" },
    { "/v1/v1/files", "/v1/files" },
  };
  g_autoptr(SpHttpQuery) query = sp_http_query_parse (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *local = sp_foundry_dup_local_path (cases[i].path, query, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (local, ==, cases[i].local);
    }
}

static void
test_foundry_versions (void)
{
  static const struct
  {
    const char *path;
    const char *query;
    gboolean    good;
  } cases[] = {
    { "/agents", "api-version=v1", TRUE },
    { "/agents", "api-version=2025-11-15-preview", TRUE },
    { "/agents/a/versions", "api-version=v9", FALSE },
    { "/api/projects/p/deployments", "api-version=1999-01-01", FALSE },
    { "/connections", NULL, TRUE },
    { "/openai/v1/responses", "api-version=v9", TRUE },
    { "/openai/responses", "api-version=2025-11-15-preview", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SpHttpQuery) query = sp_http_query_parse (cases[i].query);
      g_autoptr(GError) error = NULL;
      g_autofree char *local = sp_foundry_dup_local_path (cases[i].path, query, &error);

      if (cases[i].good)
        {
          g_assert_no_error (error);
          g_assert_nonnull (local);
        }
      else
        {
          g_assert_error (error, SP_HTTP_ERROR, 400);
          g_assert_null (local);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/http-router/match", test_match);
  g_test_add_func ("/sp/http-router/foundry-prefixes", test_foundry_prefixes);
  g_test_add_func ("/sp/http-router/foundry-versions", test_foundry_versions);

  return g_test_run ();
}
