/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* Responses with what went in and came out. The row holds the response without
 * its output: that is put together from the items, so that each item (pictures
 * included) is stored once. */

static void
read_agent (JsonObject  *response,
            const char **name,
            const char **version)
{
  JsonObject *agent = sp_json_peek_object (response, "agent_reference");

  *name = agent != NULL ? sp_json_peek_string (agent, "name", NULL) : NULL;
  *version = agent != NULL ? sp_json_peek_string (agent, "version", NULL) : NULL;
}

static char *
to_row (JsonObject *response)
{
  g_autoptr(JsonObject) row = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, response);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (row, name, json_node_ref (node));
  json_object_set_array_member (row, "output", json_array_new ());

  return sp_json_object_to_string (row);
}

/**
 * sp_store_add_response:
 * @self: a store
 * @response: the response object, with its id
 * @include: what its creator asked to see
 * @error: set when the database fails
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_response (SpStore     *self,
                       JsonObject  *response,
                       guint        include,
                       GError     **error)
{
  g_autofree char *json = NULL;
  JsonObject *conversation;
  const char *agent_name;
  const char *agent_version;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (response != NULL, FALSE);

  json = to_row (response);
  conversation = sp_json_peek_object (response, "conversation");
  read_agent (response, &agent_name, &agent_version);

  return sp_database_execute (self->database, error,
                              "INSERT INTO responses (id, status, conversation, agent_name, "
                              "agent_version, include, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                              "sssssis",
                              json_object_get_string_member (response, "id"),
                              json_object_get_string_member (response, "status"),
                              conversation != NULL
                              ? sp_json_peek_string (conversation, "id", NULL) : NULL,
                              agent_name, agent_version, (gint64) include, json);
}

/**
 * sp_store_update_response:
 * @self: a store
 * @response: the response object, with the id of one that is stored
 * @error: set when the database fails; a response deleted meanwhile is no error
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_update_response (SpStore     *self,
                          JsonObject  *response,
                          GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (response != NULL, FALSE);

  json = to_row (response);

  return sp_database_execute (self->database, error,
                              "UPDATE responses SET status = ?2, json = ?3 WHERE id = ?1", "sss",
                              json_object_get_string_member (response, "id"),
                              json_object_get_string_member (response, "status"), json);
}

static gboolean
sp_store_fill_output (SpStore     *self,
                      JsonObject  *response,
                      GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(JsonArray) output = json_array_new ();

  statement = sp_database_query (self->database, error,
                                 "SELECT i.json FROM response_items r JOIN items i ON i.id = r.item "
                                 "WHERE r.response = ?1 AND r.output_index IS NOT NULL "
                                 "ORDER BY r.output_index", "s",
                                 json_object_get_string_member (response, "id"));
  rows = _sp_store_read_rows (statement, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (output, json_object_ref (g_ptr_array_index (rows, i)));
  json_object_set_array_member (response, "output", g_steal_pointer (&output));

  return TRUE;
}

/**
 * sp_store_get_response:
 * @self: a store
 * @id: a response's id
 * @error: set when there is none
 *
 * Returns: (transfer full): the response with its output, or %NULL
 */
JsonObject *
sp_store_get_response (SpStore     *self,
                       const char  *id,
                       GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(JsonObject) response = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM responses WHERE id = ?1", "s", id);
  response = _sp_store_read_row (self, statement, "response", id, error);
  if (response == NULL || !sp_store_fill_output (self, response, error))
    return NULL;

  return g_steal_pointer (&response);
}

/**
 * sp_store_get_response_include:
 * @self: a store
 * @id: a response's id
 *
 * Returns: what the response's creator asked to see; 0 when there is no such response
 */
guint
sp_store_get_response_include (SpStore    *self,
                               const char *id)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), 0);
  g_return_val_if_fail (id != NULL, 0);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT include FROM responses WHERE id = ?1", "s", id);

  return statement != NULL && sp_statement_step (statement, NULL)
         ? (guint) sp_statement_get_int (statement, 0) : 0;
}

/**
 * sp_store_dup_previous_response:
 * @self: a store
 * @id: a response's id
 *
 * Returns: (transfer full) (nullable): the id of the response that it goes on
 *   from; "" when it goes on from none, %NULL when there is no such response
 */
char *
sp_store_dup_previous_response (SpStore    *self,
                                const char *id)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT coalesce (json_extract (json, '$.previous_response_id'), '') "
                                 "FROM responses WHERE id = ?1", "s", id);

  return statement != NULL && sp_statement_step (statement, NULL)
         ? g_strdup (sp_statement_get_text (statement, 0)) : NULL;
}

/**
 * sp_store_is_response_continued:
 * @self: a store
 * @id: a response's id
 *
 * Returns: whether another response names it as the one before
 */
gboolean
sp_store_is_response_continued (SpStore    *self,
                                const char *id)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT 1 FROM responses "
                                 "WHERE json_extract (json, '$.previous_response_id') = ?1 LIMIT 1",
                                 "s", id);

  return statement != NULL && sp_statement_step (statement, NULL);
}

/**
 * sp_store_list_responses:
 * @self: a store
 * @query: which page
 * @agent_name: (nullable): only those of this agent
 * @agent_version: (nullable): only those of this version
 * @conversation_id: (nullable): only those in this conversation
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of responses with their output, or %NULL
 */
JsonObject *
sp_store_list_responses (SpStore            *self,
                         const SpPageQuery  *query,
                         const char         *agent_name,
                         const char         *agent_version,
                         const char         *conversation_id,
                         GError            **error)
{
  const char *arguments[3] = { agent_name, agent_version, conversation_id };
  g_autoptr(JsonObject) page = NULL;
  JsonArray *data;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  page = sp_page_select (self->database, query, "responses", "id",
                         "(?1 IS NULL OR agent_name = ?1) AND (?2 IS NULL OR agent_version = ?2) "
                         "AND (?3 IS NULL OR conversation = ?3)", arguments, error);
  if (page == NULL)
    return NULL;

  data = json_object_get_array_member (page, "data");
  for (guint i = 0; i < json_array_get_length (data); i++)
    if (!sp_store_fill_output (self, json_array_get_object_element (data, i), error))
      return NULL;

  return g_steal_pointer (&page);
}

/**
 * sp_store_delete_response:
 * @self: a store
 * @id: a response's id
 * @error: set when there is none
 *
 * Deletes the response and its events; items stay in their conversation.
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_response (SpStore     *self,
                          const char  *id,
                          GError     **error)
{
  gboolean deleted;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!sp_store_begin (self, error))
    return FALSE;

  deleted = sp_database_execute (self->database, error,
                                 "DELETE FROM responses WHERE id = ?1", "s", id) &&
            _sp_store_changed_one (self, "response", id, error) &&
            _sp_store_prune_items (self, error);

  return sp_store_end (self, deleted, deleted ? error : NULL);
}

/**
 * sp_store_add_response_input:
 * @self: a store
 * @response_id: a response's id
 * @item_id: the id of an item that goes in
 * @error: set when the database fails
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_response_input (SpStore     *self,
                             const char  *response_id,
                             const char  *item_id,
                             GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  return sp_database_execute (self->database, error,
                              "INSERT OR IGNORE INTO response_items (response, item) VALUES (?1, ?2)",
                              "ss", response_id, item_id);
}

/**
 * sp_store_link_response_inputs:
 * @self: a store
 * @response_id: a response's id
 * @conversation_id: its conversation
 * @error: set when the database fails
 *
 * Puts what went in at the end of the conversation, as far as it is not in it.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_link_response_inputs (SpStore     *self,
                               const char  *response_id,
                               const char  *conversation_id,
                               GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  return sp_database_execute (self->database, error,
                              "INSERT OR IGNORE INTO conversation_items (conversation, item) "
                              "SELECT ?2, item FROM response_items "
                              "WHERE response = ?1 AND output_index IS NULL ORDER BY seq",
                              "ss", response_id, conversation_id);
}

/**
 * sp_store_add_response_output:
 * @self: a store
 * @response_id: a response's id
 * @item_id: the id of an item that came out
 * @output_index: its place
 * @error: set when the database fails
 *
 * A response deleted while it runs is no error: the item then has no link to it.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_response_output (SpStore     *self,
                              const char  *response_id,
                              const char  *item_id,
                              guint        output_index,
                              GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  return sp_database_execute (self->database, error,
                              "INSERT OR IGNORE INTO response_items (response, item, output_index) "
                              "SELECT id, ?2, ?3 FROM responses WHERE id = ?1",
                              "ssi", response_id, item_id, (gint64) output_index);
}

/**
 * sp_store_list_response_inputs:
 * @self: a store
 * @response_id: a response's id
 * @query: which page
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of the items that went in, or %NULL
 */
JsonObject *
sp_store_list_response_inputs (SpStore            *self,
                               const char         *response_id,
                               const SpPageQuery  *query,
                               GError            **error)
{
  const char *arguments[3] = { response_id, NULL, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  return sp_page_select (self->database, query,
                         "response_items JOIN items ON items.id = response_items.item", "item",
                         "response = ?1 AND output_index IS NULL", arguments, error);
}

/**
 * sp_store_load_response_items:
 * @self: a store
 * @response_id: a response's id
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type JsonObject): what went in, then what came out
 */
GPtrArray *
sp_store_load_response_items (SpStore     *self,
                              const char  *response_id,
                              GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT i.json FROM response_items r JOIN items i ON i.id = r.item "
                                 "WHERE r.response = ?1 ORDER BY r.output_index, r.seq",
                                 "s", response_id);

  return _sp_store_read_rows (statement, error);
}
