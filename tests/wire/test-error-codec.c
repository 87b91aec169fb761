/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "base/sp-json.h"
#include "wire/sp-error-codec.h"

static const struct
{
  const char *body;
  const char *code;
  const char *message;
  const char *request_id;
} shapes[] = {
  { "{\"error\":{\"code\":\"invalid_payload\",\"message\":\"No.\",\"param\":\"tools\",\"type\":\"t\","
    "\"details\":[],\"additionalInfo\":{\"request_id\":\"r1\"},\"debugInfo\":null}}",
    "invalid_payload", "No.", "r1" },
  { "{\"error\":{\"code\":\"401\",\"message\":\"Denied\"}}", "401", "Denied", NULL },
  { "{\"error\":{\"code\":429,\"message\":\"Slow down\"}}", "429", "Slow down", NULL },
  { "{\"error\":{\"code\":null,\"message\":\"Null\"}}", NULL, "Null", NULL },
  { "{\"statusCode\":401,\"message\":\"Access denied\"}", "401", "Access denied", NULL },
  { "{\"error\":\"just words\"}", NULL, "just words", NULL },
  { "{\"message\":\"flat\"}", NULL, "flat", NULL },
  { "{\"detail\":[{\"msg\":\"field required\"}]}", NULL, "field required", NULL },
  { "{\"detail\":\"Not found\"}", NULL, "Not found", NULL },
  { "plain text\n", NULL, "plain text", NULL },
  { "<html><head><TITLE>502 Bad\nGateway </title></head><body>x</body></html>", NULL, "502 Bad\nGateway", NULL },
  { "<html>no title</html>", NULL, "", NULL },
  { "", NULL, "", NULL },
  { "{}", NULL, "", NULL },
  { "[1,2]", NULL, "", NULL },
  { "{\"error\":{\"code\":{},\"message\":7}}", NULL, "", NULL },
};

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr(SpErrorInfo) info = sp_error_codec_parse (shapes[i].body, -1);

      g_test_message ("%s", shapes[i].body);
      g_assert_cmpstr (info->code, ==, shapes[i].code);
      g_assert_cmpstr (info->message, ==, shapes[i].message);
      g_assert_cmpstr (info->request_id, ==, shapes[i].request_id);
    }
}

static void
test_bytes (void)
{
  g_autoptr(SpErrorInfo) none = sp_error_codec_parse (NULL, 0);
  g_autoptr(SpErrorInfo) odd = sp_error_codec_parse ("\xff\xfe bad", 6);

  g_assert_cmpstr (none->message, ==, "");
  g_assert_true (g_utf8_validate (odd->message, -1, NULL));
}

static void
test_long_message (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr(SpErrorInfo) info = sp_error_codec_parse (text, -1);

  g_assert_cmpuint (g_utf8_strlen (info->message, -1), <=, 2001);
}

static void
test_round_trip (void)
{
  g_autoptr(SpErrorInfo) info = sp_error_codec_parse (shapes[0].body, -1);
  g_autoptr(JsonObject) body = sp_error_codec_encode (info);
  g_autofree char *text = sp_json_object_to_string (body);
  g_autoptr(SpErrorInfo) again = sp_error_codec_parse (text, -1);

  g_assert_cmpstr (again->code, ==, info->code);
  g_assert_cmpstr (again->message, ==, info->message);
  g_assert_cmpstr (again->param, ==, "tools");
  g_assert_cmpstr (again->type, ==, "t");
  g_assert_cmpstr (again->request_id, ==, "r1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/error-codec/shapes", test_shapes);
  g_test_add_func ("/sp/error-codec/bytes", test_bytes);
  g_test_add_func ("/sp/error-codec/long-message", test_long_message);
  g_test_add_func ("/sp/error-codec/round-trip", test_round_trip);

  return g_test_run ();
}
