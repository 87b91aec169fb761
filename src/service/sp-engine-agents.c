/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

#include <string.h>

#include "base/sp-json.h"
#include "service/sp-validate.h"

/* Agents and versions (foundry-v2.md 2): the rules of names and definitions.
 * What a definition holds beyond them is kept as it came. */

#define MAX_NAME 63
#define MAX_DESCRIPTION 512

static gboolean
fail_value (const char  *param,
            const char  *words,
            GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", param, "%s", words);

  return FALSE;
}

static gboolean
check_name (const char  *name,
            GError     **error)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (name == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "name",
                            "“name” is missing.");
      return FALSE;
    }

  if (length >= 1 && length <= MAX_NAME && name[0] != '-' && name[length - 1] != '-' &&
      strspn (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-") == length)
    return TRUE;

  return fail_value ("name",
                     "An agent’s name has 1 to 63 letters, digits and hyphens, and begins and ends "
                     "with a letter or a digit.", error);
}

static gboolean
check_definition (JsonObject  *definition,
                  GError     **error)
{
  const char *kind = NULL;
  const char *model = NULL;
  const char *instructions = NULL;
  JsonArray *tools = NULL;
  JsonObject *structured_inputs = NULL;
  double number;

  if (!sp_validate_string (definition, "kind", &kind, error) ||
      !sp_validate_string (definition, "model", &model, error) ||
      !sp_validate_string (definition, "instructions", &instructions, error) ||
      !sp_validate_number (definition, "temperature", 0, 2, &number, error) ||
      !sp_validate_number (definition, "top_p", 0, 1, &number, error) ||
      !sp_validate_object (definition, "structured_inputs", &structured_inputs, error) ||
      !sp_validate_array (definition, "tools", &tools, error) ||
      !sp_validate_tools (tools, error))
    return FALSE;

  if (g_strcmp0 (kind, "prompt") != 0)
    return fail_value ("definition.kind", "The “kind” of a definition must be “prompt”: other kinds of "
                       "agents cannot run here.", error);
  if (model == NULL || *model == '\0')
    return fail_value ("definition.model", "The definition must name a “model”.", error);

  /* Whether the model is served here is found when the agent is used: an agent may be
   * written down before its model is there, or brought from elsewhere. */
  return TRUE;
}

/* Reads the members of a version out of @body. */
static JsonObject *
read_fields (JsonObject  *body,
             GError     **error)
{
  g_autoptr(JsonObject) fields = NULL;
  JsonObject *definition = NULL;
  JsonObject *metadata = NULL;
  const char *description = NULL;

  if (!sp_validate_depth (body, error) ||
      !sp_validate_object (body, "definition", &definition, error) ||
      !sp_validate_string (body, "description", &description, error) ||
      !sp_validate_metadata (body, &metadata, error))
    return NULL;

  if (definition == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter",
                            "definition", "“definition” is missing.");
      return NULL;
    }

  if (description != NULL && g_utf8_strlen (description, -1) > MAX_DESCRIPTION)
    {
      fail_value ("description", "“description” may have at most 512 characters.", error);
      return NULL;
    }

  if (!check_definition (definition, error))
    return NULL;

  fields = sp_json_object_copy (body);
  json_object_remove_member (fields, "name");
  if (metadata == NULL)
    json_object_set_object_member (fields, "metadata", json_object_new ());
  if (description == NULL)
    json_object_set_string_member (fields, "description", "");

  return g_steal_pointer (&fields);
}

/**
 * sp_engine_create_agent:
 * @self: an engine
 * @body: the body of POST /agents
 * @error: set to %SP_SERVICE_ERROR_CONFLICT when the name is taken
 *
 * Returns: (transfer full): the AgentObject, or %NULL
 */
JsonObject *
sp_engine_create_agent (SpEngine    *self,
                        JsonObject  *body,
                        GError     **error)
{
  g_autoptr(JsonObject) version = NULL;
  const char *name = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  if (!sp_validate_string (body, "name", &name, error) || !check_name (name, error))
    return NULL;

  if (sp_store_has_agent (self->store, name))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_CONFLICT, "conflict", "name",
                            "There is an agent “%s” already. Make a new version of it instead.", name);
      return NULL;
    }

  version = sp_engine_create_agent_version (self, name, body, error);

  return version != NULL ? sp_store_get_agent (self->store, name, error) : NULL;
}

static gboolean
is_same_member (JsonObject *one,
                JsonObject *other,
                const char *member)
{
  JsonNode *a = json_object_get_member (one, member);
  JsonNode *b = json_object_get_member (other, member);

  return a != NULL && b != NULL ? json_node_equal (a, b) : a == b;
}

/**
 * sp_engine_update_agent:
 * @self: an engine
 * @name: an agent's name
 * @body: the body of POST /agents/{name}
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Makes a new version if the body differs from the latest one.
 *
 * Returns: (transfer full): the AgentObject, or %NULL
 */
JsonObject *
sp_engine_update_agent (SpEngine    *self,
                        const char  *name,
                        JsonObject  *body,
                        GError     **error)
{
  g_autoptr(JsonObject) latest = NULL;
  g_autoptr(JsonObject) fields = NULL;
  g_autoptr(JsonObject) version = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (name != NULL && body != NULL, NULL);

  latest = sp_store_get_agent_version (self->store, name, NULL, error);
  if (latest == NULL)
    return NULL;

  fields = read_fields (body, error);
  if (fields == NULL)
    return NULL;

  if (!is_same_member (latest, fields, "definition") ||
      !is_same_member (latest, fields, "description") ||
      !is_same_member (latest, fields, "metadata"))
    {
      version = sp_store_add_agent_version (self->store, name, fields, error);
      if (version == NULL)
        return NULL;
    }

  return sp_store_get_agent (self->store, name, error);
}

/**
 * sp_engine_get_agent:
 * @self: an engine
 * @name: an agent's name
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the AgentObject, or %NULL
 */
JsonObject *
sp_engine_get_agent (SpEngine    *self,
                     const char  *name,
                     GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_store_get_agent (self->store, name, error);
}

/**
 * sp_engine_list_agents:
 * @self: an engine
 * @query: which page
 * @kind: (nullable): only agents of this kind
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of AgentObjects, or %NULL
 */
JsonObject *
sp_engine_list_agents (SpEngine           *self,
                       const SpPageQuery  *query,
                       const char         *kind,
                       GError            **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_store_list_agents (self->store, query, kind, error);
}

static JsonObject *
make_deleted (const char *object,
              const char *name,
              const char *version)
{
  JsonObject *deleted = json_object_new ();

  json_object_set_string_member (deleted, "object", object);
  json_object_set_string_member (deleted, "name", name);
  if (version != NULL)
    json_object_set_string_member (deleted, "version", version);
  json_object_set_boolean_member (deleted, "deleted", TRUE);

  return deleted;
}

/**
 * sp_engine_delete_agent:
 * @self: an engine
 * @name: an agent's name
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Deletes all versions; conversations and files stay.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_agent (SpEngine    *self,
                        const char  *name,
                        GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_store_delete_agent (self->store, name, error)
         ? make_deleted ("agent.deleted", name, NULL) : NULL;
}

/**
 * sp_engine_set_agent_enabled:
 * @self: an engine
 * @name: an agent's name
 * @enabled: whether it may be used
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: whether that is stored
 */
gboolean
sp_engine_set_agent_enabled (SpEngine    *self,
                             const char  *name,
                             gboolean     enabled,
                             GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), FALSE);

  return sp_store_set_agent_enabled (self->store, name, enabled, error);
}

/**
 * sp_engine_create_agent_version:
 * @self: an engine
 * @name: an agent's name; the agent is made when it is new
 * @body: the body of POST /agents/{name}/versions
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: (transfer full): the AgentVersion, or %NULL
 */
JsonObject *
sp_engine_create_agent_version (SpEngine    *self,
                                const char  *name,
                                JsonObject  *body,
                                GError     **error)
{
  g_autoptr(JsonObject) fields = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (name != NULL && body != NULL, NULL);

  if (!check_name (name, error))
    return NULL;

  fields = read_fields (body, error);

  return fields != NULL ? sp_store_add_agent_version (self->store, name, fields, error) : NULL;
}

/**
 * sp_engine_get_agent_version:
 * @self: an engine
 * @name: an agent's name
 * @version: one of its versions
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the AgentVersion, or %NULL
 */
JsonObject *
sp_engine_get_agent_version (SpEngine    *self,
                             const char  *name,
                             const char  *version,
                             GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (version != NULL, NULL);

  return sp_store_get_agent_version (self->store, name, version, error);
}

/**
 * sp_engine_list_agent_versions:
 * @self: an engine
 * @name: an agent's name
 * @query: which page
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of AgentVersions, or %NULL
 */
JsonObject *
sp_engine_list_agent_versions (SpEngine           *self,
                               const char         *name,
                               const SpPageQuery  *query,
                               GError            **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_store_list_agent_versions (self->store, name, query, error);
}

/**
 * sp_engine_delete_agent_version:
 * @self: an engine
 * @name: an agent's name
 * @version: one of its versions
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * With the last version the agent goes.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_agent_version (SpEngine    *self,
                                const char  *name,
                                const char  *version,
                                GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return sp_store_delete_agent_version (self->store, name, version, error)
         ? make_deleted ("agent.version.deleted", name, version) : NULL;
}
