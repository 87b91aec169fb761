/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpErrorInfo: error bodies of all the shapes that services and the gateways before them send (foundry-v2.md 9 and
 * 5.8): nested, flat, only a status code, plain text, HTML. Plain data, any thread. */

#include "config.h"

#include "wire/sp-error-codec.h"

#include <string.h>

#include "base/sp-json.h"
#include "base/sp-str.h"

/* Longer than any message that a person would read; a gateway's page can be a megabyte. */
#define MAX_MESSAGE 2000

/**
 * sp_error_info_free:
 * @info: (transfer full): what sp_error_codec_parse() gave
 */
void
sp_error_info_free (SpErrorInfo *info)
{
  g_return_if_fail (info != NULL);

  g_clear_pointer (&info->code, g_free);
  g_clear_pointer (&info->message, g_free);
  g_clear_pointer (&info->param, g_free);
  g_clear_pointer (&info->type, g_free);
  g_clear_pointer (&info->request_id, g_free);
  g_free (info);
}

/* A code may be null, a string or a number. */
static char *
dup_scalar (JsonObject *object,
            const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

static char *
dup_message (const char *message)
{
  return message != NULL ? sp_str_ellipsize (message, MAX_MESSAGE) : NULL;
}

/* A validation error of some gateways: {"detail":[{"msg":…}]} or {"detail":"…"}. */
static char *
dup_detail (JsonObject *object)
{
  JsonArray *details = sp_json_peek_array (object, "detail");
  JsonNode *first = NULL;

  if (details == NULL)
    return dup_message (sp_json_peek_string (object, "detail", NULL));
  if (json_array_get_length (details) == 0)
    return NULL;

  first = json_array_get_element (details, 0);
  return JSON_NODE_HOLDS_OBJECT (first)
           ? dup_message (sp_json_peek_string (json_node_get_object (first), "msg", NULL))
           : NULL;
}

/**
 * sp_error_codec_from_object:
 * @object: an error body, the "error" member of one, or an "error" event of a stream
 *
 * Returns: (transfer full) (nullable): what it tells, or %NULL when it tells no error at all
 */
SpErrorInfo *
sp_error_codec_from_object (JsonObject *object)
{
  g_autoptr(SpErrorInfo) info = NULL;
  JsonObject *inner = NULL;
  JsonObject *additional = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  info = g_new0 (SpErrorInfo, 1);
  inner = sp_json_peek_object (object, "error");
  if (inner == NULL)
    {
      info->message = dup_message (sp_json_peek_string (object, "error", NULL));
      inner = object;
    }

  if (info->message == NULL)
    info->message = dup_message (sp_json_peek_string (inner, "message", NULL));
  if (info->message == NULL)
    info->message = dup_detail (inner);
  info->code = dup_scalar (inner, "code");
  if (info->code == NULL)
    info->code = dup_scalar (inner, "statusCode");
  if (info->message == NULL && info->code == NULL)
    return NULL;

  info->param = dup_scalar (inner, "param");

  /* The type of a flat error in a stream is only the event's name. */
  if (g_strcmp0 (sp_json_peek_string (inner, "type", NULL), "error") != 0)
    info->type = dup_scalar (inner, "type");
  additional = sp_json_peek_object (inner, "additionalInfo");
  if (additional != NULL)
    info->request_id = dup_scalar (additional, "request_id");
  if (info->message == NULL)
    info->message = g_strdup ("");
  return g_steal_pointer (&info);
}

/* A page's title says as much as its body, and its body is not for people. */
static char *
dup_page_title (const char *text)
{
  g_autoptr(GRegex) regex = g_regex_new ("<title[^>]*>\\s*([^<]*?)\\s*</title>",
                                         G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  if (!g_regex_match (regex, text, 0, &match))
    return g_strdup ("");
  return g_match_info_fetch (match, 1);
}

/**
 * sp_error_codec_parse:
 * @body: (nullable): the bytes of an error's body, of any kind
 * @length: how many, or -1 when they end with a NUL
 *
 * Never fails: what is not JSON is taken as the message, of a page of HTML its title. The message is "" when the body
 * tells nothing.
 *
 * Returns: (transfer full): what the body tells
 */
SpErrorInfo *
sp_error_codec_parse (const char *body,
                      gssize      length)
{
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *text = NULL;
  SpErrorInfo *info = NULL;

  if (body != NULL)
    object = sp_json_parse_object (body, length, NULL);
  if (object != NULL)
    info = sp_error_codec_from_object (object);
  if (info != NULL)
    return info;

  info = g_new0 (SpErrorInfo, 1);
  text = body != NULL ? sp_str_make_valid (body, length) : g_strdup ("");
  g_strstrip (text);
  if (*text == '<')
    info->message = dup_page_title (text);
  else if (object == NULL && *text != '[')
    info->message = dup_message (text);
  else
    info->message = g_strdup ("");
  return info;
}

static void
set_or_null (JsonObject *object,
             const char *member,
             const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/**
 * sp_error_codec_encode:
 * @info: what to tell
 *
 * Returns: (transfer full): the body of the reference: {"error":{code, message, param, type, …}}
 */
JsonObject *
sp_error_codec_encode (const SpErrorInfo *info)
{
  JsonObject *body = json_object_new ();
  JsonObject *error = json_object_new ();

  g_return_val_if_fail (info != NULL, body);

  set_or_null (error, "code", info->code);
  json_object_set_string_member (error, "message", info->message != NULL ? info->message : "");
  set_or_null (error, "param", info->param);
  set_or_null (error, "type", info->type);
  if (info->request_id != NULL)
    {
      JsonObject *additional = json_object_new ();

      json_object_set_string_member (additional, "request_id", info->request_id);
      json_object_set_object_member (error, "additionalInfo", additional);
    }
  json_object_set_object_member (body, "error", error);
  return body;
}
