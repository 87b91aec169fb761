/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-validate.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* The checks of request bodies that several routes share: types, ranges,
 * metadata (foundry-v2.md 2) and tools. Pure functions. */

#define MAX_METADATA_PAIRS 16
#define MAX_METADATA_KEY 64
#define MAX_METADATA_VALUE 512
#define MAX_TOOLS 128
#define MAX_TOOL_FILES 50

static JsonNode *
find_member (JsonObject *body,
             const char *member)
{
  JsonNode *node = json_object_get_member (body, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
fail_type (const char  *member,
           const char  *wanted,
           GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", member,
                        "“%s” must be %s.", member, wanted);

  return FALSE;
}

static gboolean
is_within (JsonNode *node,
           guint     depth)
{
  if (depth == 0)
    return FALSE;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!is_within (json_array_get_element (array, i), depth - 1))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      JsonNode *value;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, NULL, &value))
        if (!is_within (value, depth - 1))
          return FALSE;
    }

  return TRUE;
}

/**
 * sp_validate_is_flat:
 * @node: any JSON
 *
 * Returns: whether it is nested no deeper than can be kept
 */
gboolean
sp_validate_is_flat (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, FALSE);

  return is_within (node, SP_VALIDATE_MAX_DEPTH);
}

/**
 * sp_validate_depth:
 * @body: a request's body
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: whether the body is nested no deeper than can be kept
 */
gboolean
sp_validate_depth (JsonObject  *body,
                   GError     **error)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (body != NULL, FALSE);

  node = json_node_init_object (json_node_alloc (), body);
  if (sp_validate_is_flat (node))
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_payload", NULL,
                        "The body is nested deeper than %d levels.", SP_VALIDATE_MAX_DEPTH);

  return FALSE;
}

/**
 * sp_validate_string:
 * @body: a request's body
 * @member: the member to read
 * @value: (inout) (transfer none): the string, valid as long as @body
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when it is something else than a string
 */
gboolean
sp_validate_string (JsonObject  *body,
                    const char  *member,
                    const char **value,
                    GError     **error)
{
  JsonNode *node = find_member (body, member);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return fail_type (member, "a string", error);

  *value = json_node_get_string (node);

  return TRUE;
}

/**
 * sp_validate_boolean:
 * @body: a request's body
 * @member: the member to read
 * @value: (inout): the answer
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when it is neither true nor false
 */
gboolean
sp_validate_boolean (JsonObject  *body,
                     const char  *member,
                     gboolean    *value,
                     GError     **error)
{
  JsonNode *node = find_member (body, member);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail_type (member, "true or false", error);

  *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * sp_validate_number:
 * @body: a request's body
 * @member: the member to read
 * @minimum: the least that it may be
 * @maximum: the most
 * @value: (inout): the number
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when it is no number or out of its range
 */
gboolean
sp_validate_number (JsonObject  *body,
                    const char  *member,
                    double       minimum,
                    double       maximum,
                    double      *value,
                    GError     **error)
{
  JsonNode *node = find_member (body, member);
  double number;

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE &&
      json_node_get_value_type (node) != G_TYPE_INT64)
    return fail_type (member, "a number", error);

  number = json_node_get_double (node);
  if (!(number >= minimum && number <= maximum))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", member,
                            "“%s” must be from %g to %g.", member, minimum, maximum);
      return FALSE;
    }

  *value = number;

  return TRUE;
}

/**
 * sp_validate_integer:
 * @body: a request's body
 * @member: the member to read
 * @minimum: the least that it may be
 * @maximum: the most
 * @value: (inout): the number
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when it is no whole number or out of its range
 */
gboolean
sp_validate_integer (JsonObject  *body,
                     const char  *member,
                     gint64       minimum,
                     gint64       maximum,
                     gint64      *value,
                     GError     **error)
{
  JsonNode *node = find_member (body, member);
  gint64 number;

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return fail_type (member, "a whole number", error);

  number = json_node_get_int (node);
  if (number < minimum || number > maximum)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", member,
                            "“%s” must be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".",
                            member, minimum, maximum);
      return FALSE;
    }

  *value = number;

  return TRUE;
}

/**
 * sp_validate_object:
 * @body: a request's body
 * @member: the member to read
 * @value: (inout) (transfer none): the object
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when it is something else than an object
 */
gboolean
sp_validate_object (JsonObject  *body,
                    const char  *member,
                    JsonObject **value,
                    GError     **error)
{
  JsonNode *node = find_member (body, member);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_type (member, "an object", error);

  *value = json_node_get_object (node);

  return TRUE;
}

/**
 * sp_validate_array:
 * @body: a request's body
 * @member: the member to read
 * @value: (inout) (transfer none): the array
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when it is something else than an array
 */
gboolean
sp_validate_array (JsonObject  *body,
                   const char  *member,
                   JsonArray  **value,
                   GError     **error)
{
  JsonNode *node = find_member (body, member);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_type (member, "an array", error);

  *value = json_node_get_array (node);

  return TRUE;
}

static gboolean
check_pair (const char  *key,
            JsonNode    *node,
            GError     **error)
{
  if (g_utf8_strlen (key, -1) > MAX_METADATA_KEY)
    sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "metadata",
                          "A name in “metadata” has more than %d characters.", MAX_METADATA_KEY);
  else if (json_node_get_value_type (node) != G_TYPE_STRING)
    sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "metadata",
                          "“%s” in “metadata” must be a string.", key);
  else if (g_utf8_strlen (json_node_get_string (node), -1) > MAX_METADATA_VALUE)
    sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "metadata",
                          "“%s” in “metadata” has more than %d characters.", key,
                          MAX_METADATA_VALUE);
  else
    return TRUE;

  return FALSE;
}

/**
 * sp_validate_metadata:
 * @body: a request's body
 * @value: (inout) (transfer none): its member "metadata"
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: %FALSE when there are more than 16 pairs, or a name or a value is
 *   too long or no string
 */
gboolean
sp_validate_metadata (JsonObject  *body,
                      JsonObject **value,
                      GError     **error)
{
  JsonObject *metadata = NULL;
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (!sp_validate_object (body, "metadata", &metadata, error))
    return FALSE;
  if (metadata == NULL)
    return TRUE;

  if (json_object_get_size (metadata) > MAX_METADATA_PAIRS)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "metadata",
                            "“metadata” has more than %d pairs.", MAX_METADATA_PAIRS);
      return FALSE;
    }

  json_object_iter_init (&iter, metadata);
  while (json_object_iter_next (&iter, &key, &node))
    if (!check_pair (key, node, error))
      return FALSE;

  *value = metadata;

  return TRUE;
}

/**
 * sp_validate_memory_limit:
 * @container: a container, or the description of one
 * @param: what to blame in the error
 * @value: (out) (nullable): the limit, kept when there is none
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Reads the member `memory_limit`.
 *
 * Returns: %FALSE when it is none of those that there are
 */
gboolean
sp_validate_memory_limit (JsonObject  *container,
                          const char  *param,
                          const char **value,
                          GError     **error)
{
  static const char * const limits[] = { "1g", "4g", "16g", "64g", NULL };

  if (!sp_validate_string (container, "memory_limit", value, error))
    return FALSE;
  if (*value == NULL || g_strv_contains (limits, *value))
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", param,
                        "“memory_limit” must be “1g”, “4g”, “16g” or “64g”.");

  return FALSE;
}

static gboolean
check_container (JsonObject  *container,
                 GError     **error)
{
  const char *limit = NULL;
  JsonArray *file_ids = NULL;

  if (!sp_validate_memory_limit (container, "tools", &limit, error) ||
      !sp_validate_array (container, "file_ids", &file_ids, error))
    return FALSE;

  if (file_ids != NULL && json_array_get_length (file_ids) > MAX_TOOL_FILES)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "tools",
                            "“file_ids” may name at most %d files.", MAX_TOOL_FILES);
      return FALSE;
    }

  for (guint i = 0; file_ids != NULL && i < json_array_get_length (file_ids); i++)
    if (json_node_get_value_type (json_array_get_element (file_ids, i)) != G_TYPE_STRING)
      return fail_type ("file_ids", "an array of strings", error);

  return TRUE;
}

static gboolean
check_tool (JsonNode  *node,
            GError   **error)
{
  JsonObject *tool = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type = NULL;
  JsonNode *container;

  if (tool == NULL || !sp_validate_string (tool, "type", &type, NULL) || type == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "tools",
                            "Each tool must be an object with a “type”.");
      return FALSE;
    }

  container = find_member (tool, "container");
  if (!g_str_equal (type, "code_interpreter") || container == NULL ||
      json_node_get_value_type (container) == G_TYPE_STRING)
    return TRUE;

  if (!JSON_NODE_HOLDS_OBJECT (container))
    return fail_type ("container", "a container’s id or an object", error);

  return check_container (json_node_get_object (container), error);
}

/**
 * sp_validate_tools:
 * @tools: (nullable): the tools of an agent or a request
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Checks what is known of tools; those of other types are let through as they
 * are.
 *
 * Returns: whether they can be kept
 */
gboolean
sp_validate_tools (JsonArray  *tools,
                   GError    **error)
{
  if (tools == NULL)
    return TRUE;

  if (json_array_get_length (tools) > MAX_TOOLS)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "tool_limit_exceeded", "tools",
                            "An agent may have at most %d tools.", MAX_TOOLS);
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (tools); i++)
    if (!check_tool (json_array_get_element (tools, i), error))
      return FALSE;

  return TRUE;
}
