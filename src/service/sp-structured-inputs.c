/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-structured-inputs.h"

#include <string.h>

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* Structured inputs: an agent's instructions and its tools may hold `{{name}}`;
 * the request gives the values, the agent's definition the defaults. Only names
 * that the agent declares are replaced: other braces are the author's text. */

/* A long value in many places multiplies: a body of the size that is accepted could ask for terabytes. */
#define MAX_FILLED (32 * 1024 * 1024)

static JsonNode *
find_value (const char  *name,
            JsonObject  *declared,
            JsonObject  *given)
{
  JsonObject *declaration = sp_json_peek_object (declared, name);
  JsonNode *value = given != NULL ? json_object_get_member (given, name) : NULL;

  if ((value == NULL || JSON_NODE_HOLDS_NULL (value)) && declaration != NULL)
    value = json_object_get_member (declaration, "default_value");

  return value != NULL && !JSON_NODE_HOLDS_NULL (value) ? value : NULL;
}

static char *
dup_value (JsonNode *value)
{
  if (value == NULL)
    return g_strdup ("");
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);

  return sp_json_to_string (value);
}

static gboolean
append_value (GString     *filled,
              const char  *name,
              JsonObject  *declared,
              JsonObject  *given,
              GError     **error)
{
  JsonObject *declaration = sp_json_peek_object (declared, name);
  JsonNode *value = find_value (name, declared, given);
  g_autofree char *text = NULL;

  if (value == NULL && declaration != NULL && sp_json_peek_boolean (declaration, "required", FALSE))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter",
                            "structured_inputs",
                            "The agent needs a value for “%s” in “structured_inputs”.", name);
      return FALSE;
    }

  text = dup_value (value);
  if (filled->len + strlen (text) > MAX_FILLED)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "content_size_exceeded", "structured_inputs",
                            "With the values in “structured_inputs” a text becomes longer than %d MB.",
                            MAX_FILLED / (1024 * 1024));
      return FALSE;
    }
  g_string_append (filled, text);

  return TRUE;
}

/**
 * sp_structured_inputs_fill:
 * @text: a text with `{{name}}` in it
 * @definition: (nullable): the agent's definition
 * @body: the request's body
 * @error: set to %SP_SERVICE_ERROR_INVALID when a required value is missing
 *
 * Returns: (transfer full): the text with the values in it, or %NULL
 */
char *
sp_structured_inputs_fill (const char  *text,
                           JsonObject  *definition,
                           JsonObject  *body,
                           GError     **error)
{
  JsonObject *declared = definition != NULL
                         ? sp_json_peek_object (definition, "structured_inputs") : NULL;
  JsonObject *given = sp_json_peek_object (body, "structured_inputs");
  g_autoptr(GString) filled = g_string_new (NULL);
  const char *open;

  g_return_val_if_fail (text != NULL, NULL);

  if (declared == NULL)
    return g_strdup (text);

  while ((open = strstr (text, "{{")) != NULL)
    {
      const char *close = strstr (open, "}}");
      g_autofree char *name = NULL;

      if (close == NULL)
        break;

      g_string_append_len (filled, text, open - text);
      name = g_strstrip (g_strndup (open + 2, (gsize) (close - open - 2)));

      if (!json_object_has_member (declared, name))
        g_string_append_len (filled, open, close + 2 - open);
      else if (!append_value (filled, name, declared, given, error))
        return NULL;

      text = close + 2;
    }

  g_string_append (filled, text);

  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static gboolean
fill_container (JsonObject  *tool,
                JsonObject  *definition,
                JsonObject  *body,
                GError     **error)
{
  JsonNode *node = json_object_get_member (tool, "container");
  JsonArray *file_ids;
  g_autoptr(JsonArray) filled_ids = json_array_new ();

  if (node == NULL)
    return TRUE;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *id = sp_structured_inputs_fill (json_node_get_string (node), definition, body,
                                                       error);

      if (id != NULL)
        json_object_set_string_member (tool, "container", id);
      return id != NULL;
    }

  file_ids = JSON_NODE_HOLDS_OBJECT (node)
             ? sp_json_peek_array (json_node_get_object (node), "file_ids") : NULL;
  if (file_ids == NULL)
    return TRUE;

  for (guint i = 0; i < json_array_get_length (file_ids); i++)
    {
      g_autofree char *id = sp_structured_inputs_fill (json_array_get_string_element (file_ids, i),
                                                       definition, body, error);

      if (id == NULL)
        return FALSE;
      if (*id != '\0')
        json_array_add_string_element (filled_ids, id);
    }

  json_object_set_array_member (json_node_get_object (node), "file_ids", g_steal_pointer (&filled_ids));

  return TRUE;
}

/**
 * sp_structured_inputs_fill_tools:
 * @tools: an agent's or a request's tools, as sp_validate_tools() lets them through
 * @definition: (nullable): the agent's definition
 * @body: the request's body
 * @error: set to %SP_SERVICE_ERROR_INVALID when a required value is missing
 *
 * Puts the values into containers' and files' ids.
 *
 * Returns: (transfer full): a copy of the tools, or %NULL
 */
JsonArray *
sp_structured_inputs_fill_tools (JsonArray   *tools,
                                 JsonObject  *definition,
                                 JsonObject  *body,
                                 GError     **error)
{
  g_autoptr(JsonArray) filled = json_array_new ();

  g_return_val_if_fail (tools != NULL, NULL);

  for (guint i = 0; i < json_array_get_length (tools); i++)
    {
      g_autoptr(JsonObject) tool = sp_json_object_copy (json_array_get_object_element (tools, i));

      if (!fill_container (tool, definition, body, error))
        return NULL;
      json_array_add_object_element (filled, g_steal_pointer (&tool));
    }

  return g_steal_pointer (&filled);
}
