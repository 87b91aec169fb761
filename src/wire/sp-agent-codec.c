/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Agents and their versions (foundry-v2.md 2) ↔ SpAgent. What of a definition the model has no word for (reasoning,
 * response format, structured inputs, …) travels with the agent as JSON text and is given back when it is saved: our
 * saving must not cut off what somebody set up in the portal. Plain functions; the objects belong to the caller's
 * thread. */

#include "config.h"

#include "wire/sp-agent-codec.h"

#include "base/sp-json.h"
#include "model/sp-file.h"
#include "model/sp-tool.h"
#include "wire/sp-file-codec.h"
#include "wire/sp-wire-error.h"

#define CODE_INTERPRETER "code_interpreter"

static GQuark
definition_quark (void)
{
  return g_quark_from_static_string ("sp-agent-codec-definition");
}

static void
decode_container (SpTool     *tool,
                  JsonObject *container)
{
  JsonArray *ids = sp_json_peek_array (container, "file_ids");
  guint length = ids != NULL ? json_array_get_length (ids) : 0;

  sp_tool_set_memory_limit (tool, sp_json_peek_string (container, "memory_limit", NULL));
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (ids, i);
      g_autoptr(SpFile) file = NULL;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;

      /* The name is not told here; whoever shows it asks the files API. */
      file = sp_file_new (json_node_get_string (node));
      sp_file_set_id (file, json_node_get_string (node));
      sp_file_set_state (file, SP_FILE_READY);
      sp_tool_add_file (tool, file);
    }
}

static SpTool *
decode_tool (JsonObject *json)
{
  const char *type = sp_json_peek_string (json, "type", "");
  g_autofree char *text = sp_json_object_to_string (json);
  JsonObject *container = sp_json_peek_object (json, "container");
  SpTool *tool = sp_tool_new (type, text);

  if (g_str_equal (type, CODE_INTERPRETER) && container != NULL)
    decode_container (tool, container);
  return tool;
}

static void
clear_tools (SpAgent *agent)
{
  GListModel *tools = sp_agent_get_tools (agent);

  while (g_list_model_get_n_items (tools) > 0)
    {
      g_autoptr(SpTool) tool = g_list_model_get_item (tools, 0);

      sp_agent_remove_tool (agent, tool);
    }
}

static void
decode_definition (SpAgent    *agent,
                   JsonObject *definition)
{
  JsonArray *tools = sp_json_peek_array (definition, "tools");
  guint length = tools != NULL ? json_array_get_length (tools) : 0;

  sp_agent_set_model (agent, sp_json_peek_string (definition, "model", NULL));
  sp_agent_set_instructions (agent, sp_json_peek_string (definition, "instructions", NULL));
  sp_agent_set_temperature (agent, sp_json_peek_double (definition, "temperature", -1));
  sp_agent_set_top_p (agent, sp_json_peek_double (definition, "top_p", -1));

  clear_tools (agent);
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (tools, i);
      g_autoptr(SpTool) tool = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      tool = decode_tool (json_node_get_object (node));
      sp_agent_add_tool (agent, tool);
    }
  g_object_set_qdata_full (G_OBJECT (agent), definition_quark (), sp_json_object_to_string (definition), g_free);
}

/**
 * sp_agent_codec_update_version:
 * @agent: an agent
 * @json: one of its versions
 *
 * Brings @agent to that version; it is not dirty afterwards.
 *
 * Returns: %FALSE with @error of SP_BASE_ERROR when @json is no version
 */
gboolean
sp_agent_codec_update_version (SpAgent     *agent,
                               JsonObject  *json,
                               GError     **error)
{
  const char *version = NULL;
  JsonObject *definition = NULL;

  g_return_val_if_fail (SP_IS_AGENT (agent), FALSE);
  g_return_val_if_fail (json != NULL, FALSE);

  if (!sp_json_get_string (json, "version", &version, error)
      || !sp_json_opt_object (json, "definition", &definition, error))
    return FALSE;

  sp_agent_set_version (agent, version);
  sp_agent_set_description (agent, sp_json_peek_string (json, "description", NULL));
  sp_agent_set_created (agent, MAX ((gint64) sp_json_peek_double (json, "created_at", 0), 0));
  if (definition != NULL)
    decode_definition (agent, definition);
  sp_agent_set_dirty (agent, FALSE);
  return TRUE;
}

/**
 * sp_agent_codec_decode:
 * @json: an agent, or one of its versions
 *
 * Returns: (transfer full): the agent at its latest version, or %NULL with @error of SP_BASE_ERROR
 */
SpAgent *
sp_agent_codec_decode (JsonObject  *json,
                       GError     **error)
{
  g_autoptr(SpAgent) agent = NULL;
  JsonObject *versions = NULL;
  JsonObject *latest = json;
  const char *name = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  if (!sp_json_get_string (json, "name", &name, error)
      || !sp_json_opt_object (json, "versions", &versions, error)
      || (versions != NULL && !sp_json_get_object (versions, "latest", &latest, error)))
    return NULL;

  agent = sp_agent_new (name);
  if (!sp_agent_codec_update_version (agent, latest, error))
    return NULL;
  return g_steal_pointer (&agent);
}

static JsonObject *
encode_container (SpTool     *tool,
                  JsonObject *old)
{
  JsonObject *container = old != NULL ? sp_json_object_copy (old) : json_object_new ();
  GListModel *files = sp_tool_get_files (tool);
  JsonArray *ids = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_id (file) != NULL)
        json_array_add_string_element (ids, sp_file_get_id (file));
    }

  json_object_set_string_member (container, "type", "auto");
  json_object_set_array_member (container, "file_ids", ids);
  if (sp_tool_get_memory_limit (tool) != NULL)
    json_object_set_string_member (container, "memory_limit", sp_tool_get_memory_limit (tool));
  else
    json_object_remove_member (container, "memory_limit");
  return container;
}

static JsonObject *
encode_tool (SpTool *tool)
{
  const char *text = sp_tool_get_json (tool);
  JsonObject *json = text != NULL ? sp_json_parse_object (text, -1, NULL) : NULL;

  if (json == NULL)
    {
      json = json_object_new ();
      json_object_set_string_member (json, "type", sp_tool_get_type_name (tool));
    }

  /* A tool that names a container by its id keeps it. */
  if (g_str_equal (sp_tool_get_type_name (tool), CODE_INTERPRETER)
      && sp_json_peek_string (json, "container", NULL) == NULL)
    json_object_set_object_member (json, "container",
                                   encode_container (tool, sp_json_peek_object (json, "container")));
  return json;
}

static void
set_or_remove (JsonObject *json,
               const char *member,
               const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (json, member, value);
  else
    json_object_remove_member (json, member);
}

static void
set_number_or_remove (JsonObject *json,
                      const char *member,
                      double      value)
{
  if (value >= 0)
    json_object_set_double_member (json, member, value);
  else
    json_object_remove_member (json, member);
}

/**
 * sp_agent_codec_encode_version:
 * @agent: an agent
 *
 * Returns: (transfer full): the body that makes a new version of it
 */
JsonObject *
sp_agent_codec_encode_version (SpAgent *agent)
{
  JsonObject *body = json_object_new ();
  JsonObject *definition = NULL;
  JsonArray *tools = json_array_new ();
  GListModel *list = NULL;
  const char *kept = NULL;

  g_return_val_if_fail (SP_IS_AGENT (agent), body);

  kept = g_object_get_qdata (G_OBJECT (agent), definition_quark ());
  if (kept != NULL)
    definition = sp_json_parse_object (kept, -1, NULL);
  if (definition == NULL)
    {
      definition = json_object_new ();
      json_object_set_string_member (definition, "kind", "prompt");
    }

  set_or_remove (definition, "model", sp_agent_get_model (agent));
  set_or_remove (definition, "instructions", sp_agent_get_instructions (agent));
  set_number_or_remove (definition, "temperature", sp_agent_get_temperature (agent));
  set_number_or_remove (definition, "top_p", sp_agent_get_top_p (agent));

  list = sp_agent_get_tools (agent);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(SpTool) tool = g_list_model_get_item (list, i);

      json_array_add_object_element (tools, encode_tool (tool));
    }
  json_object_set_array_member (definition, "tools", tools);

  json_object_set_object_member (body, "definition", definition);
  set_or_remove (body, "description", sp_agent_get_description (agent));
  return body;
}
