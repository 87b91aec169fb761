/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-query.h"

static void
test_get (void)
{
  g_autoptr(SpHttpQuery) query = sp_http_query_parse ("limit=5&after=a%20b+c&limit=7&flag&x=%zz&&=n&nul=%00");

  g_assert_cmpstr (sp_http_query_get (query, "limit"), ==, "7");
  g_assert_cmpstr (sp_http_query_get (query, "after"), ==, "a b c");
  g_assert_cmpstr (sp_http_query_get (query, "flag"), ==, "");
  g_assert_cmpstr (sp_http_query_get (query, "x"), ==, "%zz");
  g_assert_cmpstr (sp_http_query_get (query, "nul"), ==, "%00");
  g_assert_null (sp_http_query_get (query, "order"));
}

static void
test_lists (void)
{
  static const char * const spellings[] = {
    "include[]=a.b&include[]=c", "include%5B%5D=a.b&include%5B%5D=c", "include=a.b&include=c", "include=a.b,c",
    "include[0]=a.b&include[1]=c", "include=a.b,&includes=x&include[]=c&include[x]=y",
  };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autoptr(SpHttpQuery) query = sp_http_query_parse (spellings[i]);
      g_auto(GStrv) values = sp_http_query_dup_all (query, "include");
      g_autofree char *joined = g_strjoinv ("|", values);

      g_assert_cmpstr (joined, ==, "a.b|c");
    }
}

static void
test_nothing (void)
{
  g_autoptr(SpHttpQuery) none = sp_http_query_parse (NULL);
  g_autoptr(SpHttpQuery) empty = sp_http_query_parse ("");
  g_auto(GStrv) values = sp_http_query_dup_all (none, "include");

  g_assert_cmpuint (g_strv_length (values), ==, 0);
  g_assert_null (sp_http_query_get (empty, ""));
}

static void
test_invalid_utf8 (void)
{
  g_autoptr(SpHttpQuery) query = sp_http_query_parse ("name=%ff%fe");

  g_assert_true (g_utf8_validate (sp_http_query_get (query, "name"), -1, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/http-query/get", test_get);
  g_test_add_func ("/sp/http-query/lists", test_lists);
  g_test_add_func ("/sp/http-query/nothing", test_nothing);
  g_test_add_func ("/sp/http-query/invalid-utf8", test_invalid_utf8);

  return g_test_run ();
}
