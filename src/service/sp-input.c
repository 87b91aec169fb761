/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-input.h"

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "service/sp-service-error.h"
#include "service/sp-validate.h"

/* Input items (foundry-v2.md 4 and 5.2): a string or an array of items becomes
 * an array of whole items as they are stored, with id, status and an array of
 * content parts. Members that we do not know are kept. */

#define MAX_TEXT 1500000  /* characters of one message */

static gboolean
fail_at (const char  *param,
         guint        index,
         const char  *code,
         const char  *words,
         GError     **error)
{
  g_autofree char *place = g_strdup_printf ("%s[%u]", param, index);

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, code, place, "%s", words);

  return FALSE;
}

static const char *
item_type (JsonObject *item)
{
  return sp_json_peek_string (item, "type", json_object_has_member (item, "role") ? "message" : "");
}

static gboolean
check_text (JsonObject  *part,
            const char  *param,
            guint        index,
            GError     **error)
{
  const char *text = sp_json_peek_string (part, "text", NULL);

  if (text == NULL)
    return fail_at (param, index, "invalid_type", "The “text” of a text part must be a string.", error);
  if (g_utf8_strlen (text, -1) > MAX_TEXT)
    return fail_at (param, index, "content_size_exceeded",
                    "A message may have at most 1,500,000 characters.", error);

  return TRUE;
}

static gboolean
check_part (JsonNode    *node,
            const char  *param,
            guint        index,
            GError     **error)
{
  JsonObject *part = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type = part != NULL ? sp_json_peek_string (part, "type", NULL) : NULL;

  if (type == NULL)
    return fail_at (param, index, "invalid_type",
                    "Each part of “content” must be an object with a “type”.", error);

  if (g_str_equal (type, "input_text") || g_str_equal (type, "output_text") ||
      g_str_equal (type, "text"))
    return check_text (part, param, index, error);

  if (g_str_equal (type, "input_file") && sp_json_peek_string (part, "file_id", NULL) == NULL)
    return fail_at (param, index, "invalid_value",
                    "A file part must name a “file_id”. Upload the file first; contents inside "
                    "the request and addresses on the web are not taken here.", error);

  return TRUE;
}

static gboolean
check_message (JsonObject  *item,
               const char  *param,
               guint        index,
               GError     **error)
{
  static const char * const roles[] = {
    "user", "assistant", "system", "developer", "tool", "critic", "discriminator", "unknown", NULL,
  };
  const char *role = sp_json_peek_string (item, "role", NULL);
  JsonNode *content = json_object_get_member (item, "content");
  JsonArray *parts;

  if (role == NULL || !g_strv_contains (roles, role))
    return fail_at (param, index, "invalid_value",
                    "The “role” of a message must be “user”, “assistant”, “system” or “developer”.",
                    error);

  if (content != NULL && json_node_get_value_type (content) == G_TYPE_STRING)
    return g_utf8_strlen (json_node_get_string (content), -1) <= MAX_TEXT ||
           fail_at (param, index, "content_size_exceeded",
                    "A message may have at most 1,500,000 characters.", error);

  if (content == NULL || !JSON_NODE_HOLDS_ARRAY (content))
    return fail_at (param, index, "invalid_type",
                    "The “content” of a message must be a string or an array of parts.", error);

  parts = json_node_get_array (content);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    if (!check_part (json_array_get_element (parts, i), param, index, error))
      return FALSE;

  return TRUE;
}

static gboolean
check_call (JsonObject      *item,
            SpInputPurpose   purpose,
            const char      *param,
            guint            index,
            GError         **error)
{
  JsonNode *outputs = json_object_get_member (item, "outputs");
  JsonArray *array;

  if (purpose == SP_INPUT_CONTINUES)
    return fail_at (param, index, "invalid_payload",
                    "Results of the service’s own tools cannot be sent in again here. Use "
                    "“conversation” or “previous_response_id” to go on from them.", error);

  if (outputs == NULL || JSON_NODE_HOLDS_NULL (outputs))
    return TRUE;

  array = JSON_NODE_HOLDS_ARRAY (outputs) ? json_node_get_array (outputs) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      array = NULL;

  return array != NULL ||
         fail_at (param, index, "invalid_type",
                  "The “outputs” of a call must be an array of objects.", error);
}

static gboolean
check_item (JsonNode        *node,
            SpInputPurpose   purpose,
            const char      *param,
            guint            index,
            GError         **error)
{
  JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type = item != NULL ? item_type (item) : "";

  if (*type == '\0')
    return fail_at (param, index, "invalid_type",
                    "Each item must be an object with a “type” or a “role”.", error);

  if (g_str_equal (type, "message"))
    return check_message (item, param, index, error);

  if (g_str_equal (type, "item_reference") && sp_json_peek_string (item, "id", NULL) == NULL)
    return fail_at (param, index, "invalid_type", "An item reference must have an “id”.", error);

  if (g_str_equal (type, "code_interpreter_call"))
    return check_call (item, purpose, param, index, error);

  return TRUE;
}

/**
 * sp_input_check:
 * @input: (nullable): a string or an array of items
 * @purpose: what the items are for
 * @param: the member's name, for errors
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Checks the form of @input, without looking at what it refers to.
 *
 * Returns: whether sp_input_read() can read it
 */
gboolean
sp_input_check (JsonNode        *input,
                SpInputPurpose   purpose,
                const char      *param,
                GError         **error)
{
  JsonArray *items;

  if (input == NULL || JSON_NODE_HOLDS_NULL (input))
    return TRUE;

  if (json_node_get_value_type (input) == G_TYPE_STRING && purpose != SP_INPUT_SEEDS)
    {
      if (g_utf8_strlen (json_node_get_string (input), -1) <= MAX_TEXT)
        return TRUE;
      return fail_at (param, 0, "content_size_exceeded",
                      "A message may have at most 1,500,000 characters.", error);
    }

  if (!JSON_NODE_HOLDS_ARRAY (input))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", param,
                            purpose == SP_INPUT_SEEDS
                            ? "“%s” must be an array of items."
                            : "“%s” must be a string or an array of items.", param);
      return FALSE;
    }

  items = json_node_get_array (input);
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (!check_item (json_array_get_element (items, i), purpose, param, i, error))
      return FALSE;

  return TRUE;
}

static void
add_text_part (JsonArray  *parts,
               const char *type,
               const char *text)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "type", type);
  json_object_set_string_member (part, "text", text);
  if (g_str_equal (type, "output_text"))
    json_object_set_array_member (part, "annotations", json_array_new ());
  json_array_add_object_element (parts, part);
}

static JsonObject *
make_user_message (const char *text)
{
  JsonObject *item = json_object_new ();
  JsonArray *parts = json_array_new ();

  json_object_set_string_member (item, "type", "message");
  json_object_set_string_member (item, "role", "user");
  add_text_part (parts, "input_text", text);
  json_object_set_array_member (item, "content", parts);

  return item;
}

static gboolean
read_parts (JsonArray            *parts,
            const SpInputReader  *reader,
            GError              **error)
{
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = json_array_get_object_element (parts, i);
      const char *file_id = sp_json_peek_string (part, "file_id", NULL);
      g_autofree char *name = NULL;

      if (file_id == NULL)
        continue;

      name = reader->file (file_id, reader->user_data, error);
      if (name == NULL)
        return FALSE;
      json_object_set_string_member (part, "filename", name);
    }

  return TRUE;
}

static gboolean
read_message (JsonObject           *item,
              const SpInputReader  *reader,
              GError              **error)
{
  JsonNode *content = json_object_get_member (item, "content");
  gboolean assistant = g_str_equal (sp_json_peek_string (item, "role", ""), "assistant");

  json_object_set_string_member (item, "type", "message");

  if (json_node_get_value_type (content) == G_TYPE_STRING)
    {
      g_autoptr(JsonArray) parts = json_array_new ();

      add_text_part (parts, assistant ? "output_text" : "input_text", json_node_get_string (content));
      json_object_set_array_member (item, "content", g_steal_pointer (&parts));
      return TRUE;
    }

  return read_parts (json_node_get_array (content), reader, error);
}

static const char *
id_prefix (const char *type)
{
  if (g_str_equal (type, "message"))
    return "msg";
  if (g_str_equal (type, "reasoning"))
    return "rs";
  if (g_str_equal (type, "code_interpreter_call"))
    return "ci";
  if (g_str_has_prefix (type, "function_call"))
    return "fc";

  return "item";
}

static JsonObject *
read_item (JsonObject           *sent,
           const SpInputReader  *reader,
           GError              **error)
{
  const char *type = item_type (sent);
  g_autoptr(JsonObject) item = NULL;
  g_autofree char *id = NULL;

  if (g_str_equal (type, "item_reference"))
    return reader->item (sp_json_peek_string (sent, "id", ""), reader->user_data, error);

  item = sp_json_object_copy (sent);
  if (g_str_equal (type, "message") && !read_message (item, reader, error))
    return NULL;

  id = sp_id_new (id_prefix (type));
  json_object_set_string_member (item, "id", id);
  json_object_set_string_member (item, "status", "completed");

  return g_steal_pointer (&item);
}

/**
 * sp_input_read:
 * @input: (nullable): what sp_input_check() has let through
 * @reader: how files and references are looked up
 * @param: the member's name, for errors
 * @error: set by the functions of @reader
 *
 * Returns: (transfer full) (element-type JsonObject): whole items, or %NULL
 */
GPtrArray *
sp_input_read (JsonNode             *input,
               const SpInputReader  *reader,
               const char           *param,
               GError              **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  JsonArray *array;

  g_return_val_if_fail (reader != NULL, NULL);

  if (input == NULL || JSON_NODE_HOLDS_NULL (input))
    return g_steal_pointer (&items);

  if (json_node_get_value_type (input) == G_TYPE_STRING)
    {
      g_autoptr(JsonObject) message = make_user_message (json_node_get_string (input));

      g_ptr_array_add (items, read_item (message, reader, error));
      return g_steal_pointer (&items);
    }

  array = json_node_get_array (input);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *item = read_item (json_array_get_object_element (array, i), reader, error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }

  return g_steal_pointer (&items);
}
