/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-json.h"

#include <string.h>

#include "base/sp-base-error.h"

static void
test_parse (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) object = sp_json_parse_object ("{\"a\":{\"b\":[1,2]}}", -1, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = sp_json_object_to_string (object);
  g_assert_cmpstr (text, ==, "{\"a\":{\"b\":[1,2]}}");
}

static void
test_refuses (void)
{
  static const struct { const char *text; gssize length; int code; } cases[] = {
    { "", -1, SP_BASE_ERROR_JSON_SYNTAX },
    { "{", -1, SP_BASE_ERROR_JSON_SYNTAX },
    { "{\"a\":}", -1, SP_BASE_ERROR_JSON_SYNTAX },
    { "\xff", -1, SP_BASE_ERROR_JSON_SYNTAX },
    { "{}\0{}", 5, SP_BASE_ERROR_JSON_SYNTAX },
    { "[1,2]", -1, SP_BASE_ERROR_JSON_TYPE },
    { "null", -1, SP_BASE_ERROR_JSON_TYPE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonObject) object = sp_json_parse_object (cases[i].text, cases[i].length, &error);

      g_assert_null (object);
      g_assert_error (error, SP_BASE_ERROR, cases[i].code);
    }
}

static void
test_depth (void)
{
  g_autoptr(GString) deep = g_string_new (NULL);
  g_autoptr(GString) brackets_in_string = g_string_new ("\"\\\"");
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) refused = NULL;
  g_autoptr(JsonNode) fine = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');
  refused = sp_json_parse (deep->str, deep->len, &error);
  g_assert_null (refused);
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_DEPTH);
  g_clear_error (&error);

  for (guint i = 0; i < 100; i++)
    g_string_append_c (brackets_in_string, '[');
  g_string_append_c (brackets_in_string, '"');
  fine = sp_json_parse (brackets_in_string->str, -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fine);
}

static void
test_required (void)
{
  g_autoptr(JsonObject) object = sp_json_parse_object ("{\"s\":\"x\",\"i\":3,\"d\":1.5,\"w\":2.0,\"n\":null}", -1, NULL);
  g_autoptr(GError) error = NULL;
  const char *s = "untouched";
  gint64 i = 0;
  double d = 0;

  g_assert_true (sp_json_get_string (object, "s", &s, &error));
  g_assert_cmpstr (s, ==, "x");
  g_assert_true (sp_json_get_int (object, "i", &i, &error) && i == 3);
  g_assert_true (sp_json_get_int (object, "w", &i, &error) && i == 2);
  g_assert_true (sp_json_get_double (object, "i", &d, &error) && d == 3.0);
  g_assert_no_error (error);

  g_assert_false (sp_json_get_string (object, "n", &s, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_MISSING);
  g_clear_error (&error);
  g_assert_false (sp_json_get_string (object, "i", &s, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_TYPE);
  g_assert_nonnull (strstr (error->message, "“i”"));
  g_clear_error (&error);
  g_assert_false (sp_json_get_int (object, "d", &i, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_TYPE);
  g_assert_cmpstr (s, ==, "x");
}

static void
test_optional (void)
{
  g_autoptr(JsonObject) object = sp_json_parse_object ("{\"b\":true,\"o\":{},\"a\":[],\"n\":null}", -1, NULL);
  g_autoptr(GError) error = NULL;
  gboolean b = FALSE;
  JsonObject *o = NULL;
  JsonArray *a = NULL;
  gint64 i = 42;

  g_assert_true (sp_json_opt_boolean (object, "b", &b, &error) && b);
  g_assert_true (sp_json_opt_object (object, "o", &o, &error) && o != NULL);
  g_assert_true (sp_json_opt_array (object, "a", &a, &error) && a != NULL);
  g_assert_true (sp_json_opt_int (object, "n", &i, &error) && i == 42);
  g_assert_true (sp_json_opt_int (object, "missing", &i, &error) && i == 42);
  g_assert_no_error (error);
  g_assert_false (sp_json_opt_int (object, "a", &i, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_TYPE);
}

static void
test_peek (void)
{
  g_autoptr(JsonObject) object = sp_json_parse_object ("{\"s\":\"x\",\"i\":9007199254740993.5}", -1, NULL);

  g_assert_cmpstr (sp_json_peek_string (object, "s", "y"), ==, "x");
  g_assert_cmpstr (sp_json_peek_string (object, "i", "y"), ==, "y");
  g_assert_null (sp_json_peek_string (object, "missing", NULL));
  g_assert_cmpint (sp_json_peek_int (object, "i", -1), ==, -1);
  g_assert_cmpfloat (sp_json_peek_double (object, "s", 2.5), ==, 2.5);
  g_assert_true (sp_json_peek_boolean (object, "s", TRUE));
  g_assert_null (sp_json_peek_object (object, "s"));
  g_assert_null (sp_json_peek_array (object, "s"));
}

static void
test_copy (void)
{
  g_autoptr(JsonObject) object = sp_json_parse_object ("{\"a\":[{\"b\":1}],\"c\":\"d\"}", -1, NULL);
  g_autoptr(JsonObject) copy = sp_json_object_copy (object);
  g_autofree char *before = sp_json_object_to_string (object);
  g_autofree char *after = NULL;
  JsonArray *array = sp_json_peek_array (copy, "a");

  json_object_set_int_member (json_array_get_object_element (array, 0), "b", 2);
  json_object_set_string_member (copy, "c", "changed");
  after = sp_json_object_to_string (object);
  g_assert_cmpstr (before, ==, after);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/json/parse", test_parse);
  g_test_add_func ("/sp/json/refuses", test_refuses);
  g_test_add_func ("/sp/json/depth", test_depth);
  g_test_add_func ("/sp/json/required", test_required);
  g_test_add_func ("/sp/json/optional", test_optional);
  g_test_add_func ("/sp/json/peek", test_peek);
  g_test_add_func ("/sp/json/copy", test_copy);

  return g_test_run ();
}
