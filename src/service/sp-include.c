/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-include.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* What the caller asked to see. The store keeps every object whole; these pure
 * functions take out what was not asked for, always on a shallow copy, so that
 * what is stored or shared with other listeners is never touched. */

static SpInclude
include_from_name (const char *name)
{
  if (g_str_equal (name, "code_interpreter_call.outputs"))
    return SP_INCLUDE_CODE_OUTPUTS;
  if (g_str_equal (name, "sandpiper.details"))
    return SP_INCLUDE_DETAILS;

  return SP_INCLUDE_NONE;
}

/**
 * sp_include_from_strv:
 * @values: (nullable): the values of the `include` parameters
 *
 * Values that are for other tools or not known are passed over.
 *
 * Returns: what is to be shown
 */
SpInclude
sp_include_from_strv (const char * const *values)
{
  SpInclude include = SP_INCLUDE_NONE;

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    include |= include_from_name (values[i]);

  return include;
}

/**
 * sp_include_from_json:
 * @body: a request's body
 * @include: (out): what is to be shown
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Reads the member `include` of @body.
 *
 * Returns: %FALSE when it is not an array of strings
 */
gboolean
sp_include_from_json (JsonObject  *body,
                      SpInclude   *include,
                      GError     **error)
{
  JsonNode *node;
  JsonArray *values;

  g_return_val_if_fail (body != NULL, FALSE);

  *include = SP_INCLUDE_NONE;
  node = json_object_get_member (body, "include");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  values = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    {
      JsonNode *value = json_array_get_element (values, i);

      if (json_node_get_value_type (value) != G_TYPE_STRING)
        {
          values = NULL;
          break;
        }

      *include |= include_from_name (json_node_get_string (value));
    }

  if (values == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "include",
                            "“include” must be an array of strings.");
      return FALSE;
    }

  return TRUE;
}

static JsonObject *
shallow_copy (JsonObject *object)
{
  g_autoptr(JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (copy, name, json_node_ref (node));

  return g_steal_pointer (&copy);
}

/* Who sees the details has the displays there; for all others their text is a
 * part of the one log. */
static JsonArray *
select_outputs (SpInclude  include,
                JsonArray *outputs)
{
  g_autoptr(JsonArray) selected = json_array_new ();
  g_autoptr(GString) logs = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (outputs); i++)
    {
      JsonObject *output = json_array_get_object_element (outputs, i);

      if (g_str_equal (sp_json_peek_string (output, "type", ""), "logs") &&
          ((include & SP_INCLUDE_DETAILS) == 0 || !sp_json_peek_boolean (output, "display", FALSE)))
        g_string_append (logs, sp_json_peek_string (output, "logs", ""));
    }

  if (logs->len > 0)
    {
      JsonObject *output = json_object_new ();

      json_object_set_string_member (output, "type", "logs");
      json_object_set_string_member (output, "logs", logs->str);
      json_array_add_object_element (selected, output);
    }

  for (guint i = 0; i < json_array_get_length (outputs); i++)
    {
      JsonObject *output = json_array_get_object_element (outputs, i);

      if (!g_str_equal (sp_json_peek_string (output, "type", ""), "logs"))
        json_array_add_object_element (selected, json_object_ref (output));
    }

  return g_steal_pointer (&selected);
}

/**
 * sp_include_item:
 * @include: what is to be shown
 * @item: an item with all its members
 *
 * Returns: (transfer full): the item as the caller sees it
 */
JsonObject *
sp_include_item (SpInclude   include,
                 JsonObject *item)
{
  JsonObject *copy;
  JsonArray *outputs;

  g_return_val_if_fail (item != NULL, NULL);

  if (!g_str_equal (sp_json_peek_string (item, "type", ""), "code_interpreter_call"))
    return json_object_ref (item);

  copy = shallow_copy (item);
  outputs = sp_json_peek_array (item, "outputs");

  if ((include & SP_INCLUDE_CODE_OUTPUTS) == 0)
    json_object_set_null_member (copy, "outputs");
  else if (outputs != NULL)
    json_object_set_array_member (copy, "outputs", select_outputs (include, outputs));

  if ((include & SP_INCLUDE_DETAILS) == 0 && json_object_has_member (copy, "sandpiper"))
    json_object_remove_member (copy, "sandpiper");

  return copy;
}

static JsonObject *
include_array_member (SpInclude   include,
                      JsonObject *object,
                      const char *member)
{
  JsonArray *items = sp_json_peek_array (object, member);
  g_autoptr(JsonArray) shown = NULL;
  JsonObject *copy;

  if (items == NULL)
    return json_object_ref (object);

  shown = json_array_sized_new (json_array_get_length (items));
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        json_array_add_object_element (shown, sp_include_item (include, json_node_get_object (node)));
      else
        json_array_add_element (shown, json_node_ref (node));
    }

  copy = shallow_copy (object);
  json_object_set_array_member (copy, member, g_steal_pointer (&shown));

  return copy;
}

/**
 * sp_include_response:
 * @include: what is to be shown
 * @response: a response object with whole items in `output`
 *
 * Returns: (transfer full): the response as the caller sees it
 */
JsonObject *
sp_include_response (SpInclude   include,
                     JsonObject *response)
{
  g_return_val_if_fail (response != NULL, NULL);

  return include_array_member (include, response, "output");
}

/**
 * sp_include_page:
 * @include: what is to be shown
 * @page: a page of items
 *
 * Returns: (transfer full): the page as the caller sees it
 */
JsonObject *
sp_include_page (SpInclude   include,
                 JsonObject *page)
{
  g_return_val_if_fail (page != NULL, NULL);

  return include_array_member (include, page, "data");
}

/**
 * sp_include_event:
 * @include: what is to be shown
 * @event: a streaming event
 *
 * Returns: (transfer full): the event as the caller sees it
 */
JsonObject *
sp_include_event (SpInclude   include,
                  JsonObject *event)
{
  JsonObject *inner;
  JsonObject *copy;

  g_return_val_if_fail (event != NULL, NULL);

  if ((inner = sp_json_peek_object (event, "item")) != NULL)
    {
      copy = shallow_copy (event);
      json_object_set_object_member (copy, "item", sp_include_item (include, inner));
      return copy;
    }

  if ((inner = sp_json_peek_object (event, "response")) != NULL)
    {
      copy = shallow_copy (event);
      json_object_set_object_member (copy, "response", sp_include_response (include, inner));
      return copy;
    }

  return json_object_ref (event);
}
