/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* Agents and their versions. The row of an agent holds the whole AgentObject
 * with its latest version, written anew whenever a version comes or goes, so
 * that a list is one query. A version number is never used twice. */

/**
 * sp_store_has_agent:
 * @self: a store
 * @name: an agent's name
 *
 * Returns: whether there is such an agent
 */
gboolean
sp_store_has_agent (SpStore    *self,
                    const char *name)
{
  g_autoptr(JsonObject) agent = sp_store_get_agent (self, name, NULL);

  return agent != NULL;
}

/**
 * sp_store_get_agent:
 * @self: a store
 * @name: an agent's name
 * @error: set when there is none
 *
 * Returns: (transfer full): the AgentObject with its latest version, or %NULL
 */
JsonObject *
sp_store_get_agent (SpStore     *self,
                    const char  *name,
                    GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM agents WHERE name = ?1", "s", name);

  return _sp_store_read_row (self, statement, "agent", name, error);
}

/**
 * sp_store_list_agents:
 * @self: a store
 * @query: which page; its ids are names
 * @kind: (nullable): only agents whose latest definition is of this kind
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of AgentObjects, or %NULL
 */
JsonObject *
sp_store_list_agents (SpStore            *self,
                      const SpPageQuery  *query,
                      const char         *kind,
                      GError            **error)
{
  const char *arguments[3] = { kind, NULL, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  return sp_page_select (self->database, query, "agents", "name",
                         "?1 IS NULL OR kind = ?1", arguments, error);
}

static const char *
get_kind (JsonObject *version)
{
  JsonObject *definition = sp_json_peek_object (version, "definition");

  return definition != NULL ? sp_json_peek_string (definition, "kind", "prompt") : "prompt";
}

static JsonObject *
make_agent (const char *name)
{
  JsonObject *agent = json_object_new ();

  json_object_set_string_member (agent, "object", "agent");
  json_object_set_string_member (agent, "id", name);
  json_object_set_string_member (agent, "name", name);
  json_object_set_string_member (agent, "state", "enabled");

  return agent;
}

/* Writes the agent's row with @latest inside; the row may not exist yet. */
static gboolean
sp_store_write_agent (SpStore     *self,
                      const char  *name,
                      JsonObject  *latest,
                      gint64       last_version,
                      GError     **error)
{
  g_autoptr(JsonObject) agent = sp_store_get_agent (self, name, NULL);
  g_autoptr(JsonObject) versions = json_object_new ();
  g_autofree char *json = NULL;

  if (agent == NULL)
    agent = make_agent (name);

  json_object_set_object_member (versions, "latest", json_object_ref (latest));
  json_object_set_object_member (agent, "versions", g_steal_pointer (&versions));
  json = sp_json_object_to_string (agent);

  return sp_database_execute (self->database, error,
                              "INSERT INTO agents (name, kind, last_version, json) "
                              "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE "
                              "SET kind = ?2, last_version = max (last_version, ?3), json = ?4",
                              "ssis", name, get_kind (latest), last_version, json);
}

static gint64
sp_store_get_last_version (SpStore    *self,
                           const char *name)
{
  g_autoptr(SpStatement) statement = NULL;

  statement = sp_database_query (self->database, NULL,
                                 "SELECT last_version FROM agents WHERE name = ?1", "s", name);

  return statement != NULL && sp_statement_step (statement, NULL)
         ? sp_statement_get_int (statement, 0) : 0;
}

static gboolean
sp_store_write_version (SpStore     *self,
                        const char  *name,
                        JsonObject  *version,
                        gint64       number,
                        GError     **error)
{
  g_autofree char *json = sp_json_object_to_string (version);

  return sp_store_write_agent (self, name, version, number, error) &&
         sp_database_execute (self->database, error,
                              "INSERT INTO agent_versions (agent, version, json) VALUES (?1, ?2, ?3)",
                              "sss", name, json_object_get_string_member (version, "version"), json);
}

/**
 * sp_store_add_agent_version:
 * @self: a store
 * @name: an agent's name; the agent is made when it is new
 * @fields: the members of the version that the caller chose
 * @error: set when the database fails
 *
 * Adds the next version.
 *
 * Returns: (transfer full): the whole AgentVersion, or %NULL
 */
JsonObject *
sp_store_add_agent_version (SpStore     *self,
                            const char  *name,
                            JsonObject  *fields,
                            GError     **error)
{
  g_autoptr(JsonObject) version = NULL;
  g_autofree char *number_text = NULL;
  g_autofree char *id = NULL;
  gint64 number;
  gboolean written;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL && fields != NULL, NULL);

  if (!sp_store_begin (self, error))
    return NULL;

  number = sp_store_get_last_version (self, name) + 1;
  number_text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  id = g_strconcat (name, ":", number_text, NULL);

  version = sp_json_object_copy (fields);
  json_object_set_string_member (version, "object", "agent.version");
  json_object_set_string_member (version, "id", id);
  json_object_set_string_member (version, "name", name);
  json_object_set_string_member (version, "version", number_text);
  json_object_set_string_member (version, "status", "active");
  json_object_set_int_member (version, "created_at", g_get_real_time () / G_USEC_PER_SEC);

  written = sp_store_write_version (self, name, version, number, error);
  if (!sp_store_end (self, written, written ? error : NULL))
    return NULL;

  return g_steal_pointer (&version);
}

/**
 * sp_store_get_agent_version:
 * @self: a store
 * @name: an agent's name
 * @version: (nullable): a version, or %NULL for the latest
 * @error: set when there is none
 *
 * Returns: (transfer full): the AgentVersion, or %NULL
 */
JsonObject *
sp_store_get_agent_version (SpStore     *self,
                            const char  *name,
                            const char  *version,
                            GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  id = version != NULL ? g_strconcat (name, ":", version, NULL) : g_strdup (name);
  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM agent_versions WHERE agent = ?1 AND "
                                 "(?2 IS NULL OR version = ?2) ORDER BY seq DESC LIMIT 1",
                                 "ss", name, version);

  return _sp_store_read_row (self, statement, version != NULL ? "agent version" : "agent", id, error);
}

/**
 * sp_store_list_agent_versions:
 * @self: a store
 * @name: an agent's name
 * @query: which page; its ids are version ids or version numbers
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of AgentVersions, or %NULL
 */
JsonObject *
sp_store_list_agent_versions (SpStore            *self,
                              const char         *name,
                              const SpPageQuery  *query,
                              GError            **error)
{
  const char *arguments[3] = { name, NULL, NULL };
  g_auto(SpPageQuery) by_number = { 0 };
  g_autofree char *prefix = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL && query != NULL, NULL);

  if (!sp_store_has_agent (self, name))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL,
                            "There is no agent “%s”.", name);
      return NULL;
    }

  /* Callers page by the id that they saw ("name:2") or by the number alone. */
  prefix = g_strconcat (name, ":", NULL);
  by_number.limit = query->limit;
  by_number.ascending = query->ascending;
  if (query->after != NULL)
    by_number.after = g_str_has_prefix (query->after, prefix)
                      ? g_strdup (query->after) : g_strconcat (prefix, query->after, NULL);
  if (query->before != NULL)
    by_number.before = g_str_has_prefix (query->before, prefix)
                       ? g_strdup (query->before) : g_strconcat (prefix, query->before, NULL);

  return sp_page_select (self->database, &by_number, "agent_versions", "agent || ':' || version",
                         "agent = ?1", arguments, error);
}

/**
 * sp_store_delete_agent:
 * @self: a store
 * @name: an agent's name
 * @error: set when there is none
 *
 * Deletes the agent with all versions; conversations and files stay.
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_agent (SpStore     *self,
                       const char  *name,
                       GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return sp_database_execute (self->database, error,
                              "DELETE FROM agents WHERE name = ?1", "s", name) &&
         _sp_store_changed_one (self, "agent", name, error);
}

static gboolean
sp_store_delete_version_row (SpStore     *self,
                             const char  *name,
                             const char  *version,
                             GError     **error)
{
  g_autofree char *id = g_strconcat (name, ":", version, NULL);
  g_autoptr(JsonObject) latest = NULL;

  if (!sp_database_execute (self->database, error,
                            "DELETE FROM agent_versions WHERE agent = ?1 AND version = ?2",
                            "ss", name, version) ||
      !_sp_store_changed_one (self, "agent version", id, error))
    return FALSE;

  latest = sp_store_get_agent_version (self, name, NULL, NULL);
  if (latest == NULL)
    return sp_store_delete_agent (self, name, error);

  return sp_store_write_agent (self, name, latest, 0, error);
}

/**
 * sp_store_delete_agent_version:
 * @self: a store
 * @name: an agent's name
 * @version: one of its versions
 * @error: set when there is none
 *
 * Deletes a version; with the last one the agent goes.
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_agent_version (SpStore     *self,
                               const char  *name,
                               const char  *version,
                               GError     **error)
{
  gboolean deleted;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL && version != NULL, FALSE);

  if (!sp_store_begin (self, error))
    return FALSE;

  deleted = sp_store_delete_version_row (self, name, version, error);

  return sp_store_end (self, deleted, deleted ? error : NULL);
}

/**
 * sp_store_set_agent_enabled:
 * @self: a store
 * @name: an agent's name
 * @enabled: whether it may be used
 * @error: set when there is none
 *
 * Returns: whether that is stored
 */
gboolean
sp_store_set_agent_enabled (SpStore     *self,
                            const char  *name,
                            gboolean     enabled,
                            GError     **error)
{
  g_autoptr(JsonObject) agent = NULL;
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  agent = sp_store_get_agent (self, name, error);
  if (agent == NULL)
    return FALSE;

  json_object_set_string_member (agent, "state", enabled ? "enabled" : "disabled");
  json = sp_json_object_to_string (agent);

  return sp_database_execute (self->database, error,
                              "UPDATE agents SET json = ?2 WHERE name = ?1", "ss", name, json);
}
