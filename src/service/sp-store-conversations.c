/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* Conversations and items. An item is one row, linked to its conversation and
 * to the response that took it in or put it out; it goes with its last link. */

/**
 * sp_store_add_conversation:
 * @self: a store
 * @conversation: the whole object, with its id
 * @error: set when the database fails
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_conversation (SpStore     *self,
                           JsonObject  *conversation,
                           GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (conversation != NULL, FALSE);

  json = sp_json_object_to_string (conversation);

  return sp_database_execute (self->database, error,
                              "INSERT INTO conversations (id, json) VALUES (?1, ?2)", "ss",
                              json_object_get_string_member (conversation, "id"), json);
}

/**
 * sp_store_get_conversation:
 * @self: a store
 * @id: a conversation's id
 * @error: set when there is none
 *
 * Returns: (transfer full): the conversation object, or %NULL
 */
JsonObject *
sp_store_get_conversation (SpStore     *self,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM conversations WHERE id = ?1", "s", id);

  return _sp_store_read_row (self, statement, "conversation", id, error);
}

/**
 * sp_store_update_conversation:
 * @self: a store
 * @conversation: the whole object, with the id of one that is stored
 * @error: set when there is none
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_update_conversation (SpStore     *self,
                              JsonObject  *conversation,
                              GError     **error)
{
  g_autofree char *json = NULL;
  const char *id;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (conversation != NULL, FALSE);

  id = json_object_get_string_member (conversation, "id");
  json = sp_json_object_to_string (conversation);

  return sp_database_execute (self->database, error,
                              "UPDATE conversations SET json = ?2 WHERE id = ?1", "ss", id, json) &&
         _sp_store_changed_one (self, "conversation", id, error);
}

/**
 * sp_store_set_conversation_agent:
 * @self: a store
 * @id: a conversation's id
 * @agent_name: (nullable): who answered in it last
 * @agent_version: (nullable): which version
 * @error: set when the database fails
 *
 * Remembers the agent for filtered lists.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_set_conversation_agent (SpStore     *self,
                                 const char  *id,
                                 const char  *agent_name,
                                 const char  *agent_version,
                                 GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return sp_database_execute (self->database, error,
                              "UPDATE conversations SET agent_name = ?2, agent_version = ?3 "
                              "WHERE id = ?1", "sss", id, agent_name, agent_version);
}

/**
 * sp_store_list_conversations:
 * @self: a store
 * @query: which page
 * @agent_name: (nullable): only those in which this agent answered last
 * @agent_version: (nullable): only those in which it had this version
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of conversations, or %NULL
 */
JsonObject *
sp_store_list_conversations (SpStore            *self,
                             const SpPageQuery  *query,
                             const char         *agent_name,
                             const char         *agent_version,
                             GError            **error)
{
  const char *arguments[3] = { agent_name, agent_version, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  /* The threads of the classic API have a list of their own. */
  return sp_page_select (self->database, query, "conversations", "id",
                         "id NOT GLOB 'thread_*' AND "
                         "(?1 IS NULL OR agent_name = ?1) AND (?2 IS NULL OR agent_version = ?2)",
                         arguments, error);
}

static gboolean
sp_store_delete_conversation_rows (SpStore     *self,
                                   const char  *id,
                                   GError     **error)
{
  return sp_database_execute (self->database, error,
                              "DELETE FROM conversations WHERE id = ?1", "s", id) &&
         _sp_store_changed_one (self, "conversation", id, error) &&
         sp_database_execute (self->database, error,
                              "DELETE FROM responses WHERE conversation = ?1", "s", id) &&
         _sp_store_prune_items (self, error);
}

/**
 * sp_store_delete_conversation:
 * @self: a store
 * @id: a conversation's id
 * @error: set when there is none
 *
 * Deletes the conversation, its items and its responses: whoever deletes a
 * conversation on their own computer expects that nothing of it stays. The
 * container is deleted by the caller, who knows its files.
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_conversation (SpStore     *self,
                              const char  *id,
                              GError     **error)
{
  gboolean deleted;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!sp_store_begin (self, error))
    return FALSE;

  deleted = sp_store_delete_conversation_rows (self, id, error);

  return sp_store_end (self, deleted, deleted ? error : NULL);
}

/**
 * sp_store_put_item:
 * @self: a store
 * @item: the whole object, with its id
 * @error: set when the database fails
 *
 * Stores an item, or a newer state of it.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_put_item (SpStore     *self,
                   JsonObject  *item,
                   GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (item != NULL, FALSE);

  json = sp_json_object_to_string (item);

  return sp_database_execute (self->database, error,
                              "INSERT INTO items (id, type, json) VALUES (?1, ?2, ?3) "
                              "ON CONFLICT (id) DO UPDATE SET json = ?3", "sss",
                              json_object_get_string_member (item, "id"),
                              sp_json_peek_string (item, "type", "message"), json);
}

/**
 * sp_store_find_item:
 * @self: a store
 * @item_id: an item's id
 * @error: set when there is none
 *
 * Returns: (transfer full): the item wherever it is linked, or %NULL
 */
JsonObject *
sp_store_find_item (SpStore     *self,
                    const char  *item_id,
                    GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (item_id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM items WHERE id = ?1", "s", item_id);

  return _sp_store_read_row (self, statement, "item", item_id, error);
}

/**
 * sp_store_link_item:
 * @self: a store
 * @conversation_id: a conversation's id
 * @item_id: an item's id
 * @error: set when the database fails
 *
 * Puts the item at the end of the conversation, unless it is in there.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_link_item (SpStore     *self,
                    const char  *conversation_id,
                    const char  *item_id,
                    GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (conversation_id != NULL && item_id != NULL, FALSE);

  return sp_database_execute (self->database, error,
                              "INSERT OR IGNORE INTO conversation_items (conversation, item) "
                              "VALUES (?1, ?2)", "ss", conversation_id, item_id);
}

/**
 * sp_store_get_item:
 * @self: a store
 * @conversation_id: a conversation's id
 * @item_id: the id of an item in it
 * @error: set when there is none
 *
 * Returns: (transfer full): the item, or %NULL
 */
JsonObject *
sp_store_get_item (SpStore     *self,
                   const char  *conversation_id,
                   const char  *item_id,
                   GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (conversation_id != NULL && item_id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT i.json FROM conversation_items c JOIN items i ON i.id = c.item "
                                 "WHERE c.conversation = ?1 AND c.item = ?2",
                                 "ss", conversation_id, item_id);

  return _sp_store_read_row (self, statement, "item", item_id, error);
}

/**
 * sp_store_list_items:
 * @self: a store
 * @conversation_id: a conversation's id
 * @query: which page
 * @item_type: (nullable): only items of this type
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of items, or %NULL
 */
JsonObject *
sp_store_list_items (SpStore            *self,
                     const char         *conversation_id,
                     const SpPageQuery  *query,
                     const char         *item_type,
                     GError            **error)
{
  const char *arguments[3] = { conversation_id, item_type, NULL };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (conversation_id != NULL, NULL);

  return sp_page_select (self->database, query,
                         "conversation_items JOIN items ON items.id = conversation_items.item",
                         "item",
                         "conversation = ?1 AND (?2 IS NULL OR type = ?2)", arguments, error);
}

/**
 * sp_store_load_items:
 * @self: a store
 * @conversation_id: a conversation's id
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type JsonObject): all items, oldest first
 */
GPtrArray *
sp_store_load_items (SpStore     *self,
                     const char  *conversation_id,
                     GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (conversation_id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT i.json FROM conversation_items c JOIN items i ON i.id = c.item "
                                 "WHERE c.conversation = ?1 ORDER BY c.seq", "s", conversation_id);

  return _sp_store_read_rows (statement, error);
}

static gboolean
sp_store_unlink_item_row (SpStore     *self,
                          const char  *conversation_id,
                          const char  *item_id,
                          GError     **error)
{
  return sp_database_execute (self->database, error,
                              "DELETE FROM conversation_items WHERE conversation = ?1 AND item = ?2",
                              "ss", conversation_id, item_id) &&
         _sp_store_changed_one (self, "item", item_id, error) &&
         sp_database_execute (self->database, error,
                              "DELETE FROM items WHERE id = ?1 AND "
                              "NOT EXISTS (SELECT 1 FROM conversation_items WHERE item = ?1) AND "
                              "NOT EXISTS (SELECT 1 FROM response_items WHERE item = ?1)",
                              "s", item_id);
}

/**
 * sp_store_unlink_item:
 * @self: a store
 * @conversation_id: a conversation's id
 * @item_id: the id of an item in it
 * @error: set when it is not in there
 *
 * Takes the item out of the conversation; a response keeps its items.
 *
 * Returns: whether it is out
 */
gboolean
sp_store_unlink_item (SpStore     *self,
                      const char  *conversation_id,
                      const char  *item_id,
                      GError     **error)
{
  gboolean unlinked;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (conversation_id != NULL && item_id != NULL, FALSE);

  if (!sp_store_begin (self, error))
    return FALSE;

  unlinked = sp_store_unlink_item_row (self, conversation_id, item_id, error);

  return sp_store_end (self, unlinked, unlinked ? error : NULL);
}
