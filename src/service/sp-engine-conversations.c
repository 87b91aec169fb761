/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

#include <string.h>

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "service/sp-input.h"
#include "service/sp-validate.h"

/* Conversations and their items (foundry-v2.md 4), as the API shows them. */

#define MAX_NEW_ITEMS 20

typedef struct
{
  SpEngine   *engine;
  const char *container_key;
} InputContext;

static char *
input_file (const char  *file_id,
            gpointer     user_data,
            GError     **error)
{
  InputContext *context = user_data;
  g_autofree char *container_id = NULL;
  g_autoptr(JsonObject) file = NULL;
  const char *path;

  container_id = sp_container_keeper_ensure (context->engine->keeper, context->container_key, NULL,
                                             error);
  if (container_id == NULL)
    return NULL;

  file = sp_container_keeper_add_upload (context->engine->keeper, container_id, file_id, error);
  if (file == NULL)
    return NULL;

  path = json_object_get_string_member (file, "path");

  return g_strdup (path + strlen ("/mnt/data/"));
}

static JsonObject *
input_item (const char  *item_id,
            gpointer     user_data,
            GError     **error)
{
  InputContext *context = user_data;

  return sp_store_find_item (context->engine->store, item_id, error);
}

/* Reads items that came in; their files go into the container of @container_key. */
GPtrArray *
_sp_engine_read_input (SpEngine    *self,
                       JsonNode    *input,
                       const char  *container_key,
                       gboolean     seeding,
                       const char  *param,
                       GError     **error)
{
  InputContext context = { self, container_key };
  SpInputReader reader = { input_file, input_item, &context, seeding };

  return sp_input_read (input, &reader, param, error);
}

/* Adds what the local service tells more than the cloud does. */
static void
sp_engine_complete_conversation (SpEngine   *self,
                                 JsonObject *conversation)
{
  const char *id = json_object_get_string_member (conversation, "id");
  g_autofree char *container_id = sp_store_find_container (self->store, id);
  SpRun *run = _sp_engine_find_running (self, id);
  JsonObject *more = json_object_new ();

  if (container_id != NULL)
    json_object_set_string_member (more, "container_id", container_id);
  else
    json_object_set_null_member (more, "container_id");

  if (run != NULL)
    json_object_set_string_member (more, "response_id", sp_run_get_id (run));
  else
    json_object_set_null_member (more, "response_id");

  json_object_set_object_member (conversation, "sandpiper", more);
}

/* Checks the "items" of @body and stores them at the end of the conversation. */
static GPtrArray *
sp_engine_add_items (SpEngine    *self,
                     const char  *id,
                     JsonObject  *body,
                     GError     **error)
{
  JsonNode *node = json_object_get_member (body, "items");
  g_autoptr(GPtrArray) items = NULL;

  if (!sp_validate_depth (body, error) || !sp_input_check (node, SP_INPUT_SEEDS, "items", error))
    return NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
      json_array_get_length (json_node_get_array (node)) > MAX_NEW_ITEMS)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "items",
                            "At most %d items can be added at once.", MAX_NEW_ITEMS);
      return NULL;
    }

  items = _sp_engine_read_input (self, node, id, TRUE, "items", error);
  if (items == NULL)
    return NULL;

  for (guint i = 0; i < items->len; i++)
    {
      JsonObject *item = g_ptr_array_index (items, i);

      if (!sp_store_put_item (self->store, item, error) ||
          !sp_store_link_item (self->store, id, json_object_get_string_member (item, "id"), error))
        return NULL;
    }

  return g_steal_pointer (&items);
}

static gboolean
sp_engine_store_conversation (SpEngine    *self,
                              JsonObject  *conversation,
                              JsonObject  *body,
                              GError     **error)
{
  g_autoptr(GPtrArray) items = NULL;

  if (!sp_store_add_conversation (self->store, conversation, error))
    return FALSE;

  items = sp_engine_add_items (self, json_object_get_string_member (conversation, "id"), body, error);

  return items != NULL;
}

/**
 * sp_engine_create_conversation:
 * @self: an engine
 * @body: the body of POST /conversations
 * @error: set to %SP_SERVICE_ERROR_INVALID
 *
 * Returns: (transfer full): the Conversation, or %NULL
 */
JsonObject *
sp_engine_create_conversation (SpEngine    *self,
                               JsonObject  *body,
                               GError     **error)
{
  g_autoptr(JsonObject) conversation = NULL;
  g_autofree char *id = NULL;
  JsonObject *metadata = NULL;
  gboolean stored;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  if (!sp_validate_metadata (body, &metadata, error))
    return NULL;

  id = sp_id_new ("conv");
  conversation = json_object_new ();
  json_object_set_string_member (conversation, "id", id);
  json_object_set_string_member (conversation, "object", "conversation");
  json_object_set_int_member (conversation, "created_at", g_get_real_time () / G_USEC_PER_SEC);
  json_object_set_object_member (conversation, "metadata",
                                 metadata != NULL ? json_object_ref (metadata) : json_object_new ());

  if (!sp_store_begin (self->store, error))
    return NULL;
  stored = sp_engine_store_conversation (self, conversation, body, error);
  if (!sp_store_end (self->store, stored, stored ? error : NULL))
    return NULL;

  sp_engine_complete_conversation (self, conversation);

  return g_steal_pointer (&conversation);
}

/**
 * sp_engine_get_conversation:
 * @self: an engine
 * @id: a conversation's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the Conversation, or %NULL
 */
JsonObject *
sp_engine_get_conversation (SpEngine    *self,
                            const char  *id,
                            GError     **error)
{
  JsonObject *conversation;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  conversation = sp_store_get_conversation (self->store, id, error);
  if (conversation != NULL)
    sp_engine_complete_conversation (self, conversation);

  return conversation;
}

/**
 * sp_engine_update_conversation:
 * @self: an engine
 * @id: a conversation's id
 * @body: the body of POST /conversations/{id}
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_INVALID
 *
 * Returns: (transfer full): the Conversation with its new metadata, or %NULL
 */
JsonObject *
sp_engine_update_conversation (SpEngine    *self,
                               const char  *id,
                               JsonObject  *body,
                               GError     **error)
{
  g_autoptr(JsonObject) conversation = NULL;
  JsonObject *metadata = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  conversation = sp_store_get_conversation (self->store, id, error);
  if (conversation == NULL || !sp_validate_metadata (body, &metadata, error))
    return NULL;

  json_object_set_object_member (conversation, "metadata",
                                 metadata != NULL ? json_object_ref (metadata) : json_object_new ());
  if (!sp_store_update_conversation (self->store, conversation, error))
    return NULL;

  sp_engine_complete_conversation (self, conversation);

  return g_steal_pointer (&conversation);
}

/* "name:version" is two conditions. */
static char *
split_agent_id (const char  *agent_name,
                const char  *agent_id,
                char       **version)
{
  const char *colon = agent_id != NULL ? strrchr (agent_id, ':') : NULL;

  *version = colon != NULL ? g_strdup (colon + 1) : NULL;
  if (agent_id == NULL)
    return g_strdup (agent_name);

  return colon != NULL ? g_strndup (agent_id, (gsize) (colon - agent_id)) : g_strdup (agent_id);
}

/**
 * sp_engine_list_conversations:
 * @self: an engine
 * @query: which page
 * @agent_name: (nullable): only those that this agent answered last
 * @agent_id: (nullable): the same with the version, "name:version"
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of Conversations, or %NULL
 */
JsonObject *
sp_engine_list_conversations (SpEngine           *self,
                              const SpPageQuery  *query,
                              const char         *agent_name,
                              const char         *agent_id,
                              GError            **error)
{
  g_autofree char *version = NULL;
  g_autofree char *name = split_agent_id (agent_name, agent_id, &version);
  JsonObject *page;
  JsonArray *data;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  page = sp_store_list_conversations (self->store, query, name, version, error);
  if (page == NULL)
    return NULL;

  data = json_object_get_array_member (page, "data");
  for (guint i = 0; i < json_array_get_length (data); i++)
    sp_engine_complete_conversation (self, json_array_get_object_element (data, i));

  return page;
}

/**
 * sp_engine_delete_conversation:
 * @self: an engine
 * @id: a conversation's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Stops what runs in it and deletes it with its items, responses and container.
 * Uploaded files stay.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_conversation (SpEngine    *self,
                               const char  *id,
                               GError     **error)
{
  g_autofree char *container_id = NULL;
  g_autoptr(GError) container_error = NULL;
  JsonObject *deleted;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  _sp_engine_cancel_runs (self, id);
  if (!sp_store_delete_conversation (self->store, id, error))
    return NULL;

  container_id = sp_store_find_container (self->store, id);
  if (container_id != NULL && !sp_container_keeper_delete (self->keeper, container_id, &container_error))
    g_warning ("Deleting the container of a conversation: %s", container_error->message);

  deleted = json_object_new ();
  json_object_set_string_member (deleted, "id", id);
  json_object_set_string_member (deleted, "object", "conversation.deleted");
  json_object_set_boolean_member (deleted, "deleted", TRUE);

  return deleted;
}

static JsonObject *
make_list (GPtrArray *items)
{
  JsonObject *list = json_object_new ();
  JsonArray *data = json_array_sized_new (items->len);

  for (guint i = 0; i < items->len; i++)
    json_array_add_object_element (data, json_object_ref (g_ptr_array_index (items, i)));

  json_object_set_string_member (list, "object", "list");
  json_object_set_array_member (list, "data", data);
  if (items->len > 0)
    {
      json_object_set_string_member (list, "first_id",
                                     json_object_get_string_member (g_ptr_array_index (items, 0), "id"));
      json_object_set_string_member (list, "last_id",
                                     json_object_get_string_member (g_ptr_array_index (items, items->len - 1),
                                                                    "id"));
    }
  else
    {
      json_object_set_null_member (list, "first_id");
      json_object_set_null_member (list, "last_id");
    }
  json_object_set_boolean_member (list, "has_more", FALSE);

  return list;
}

/**
 * sp_engine_create_items:
 * @self: an engine
 * @conversation_id: a conversation's id
 * @body: the body of POST /conversations/{id}/items
 * @include: what the caller sees
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND or %SP_SERVICE_ERROR_INVALID
 *
 * Returns: (transfer full): the list of the new items, or %NULL
 */
JsonObject *
sp_engine_create_items (SpEngine    *self,
                        const char  *conversation_id,
                        JsonObject  *body,
                        SpInclude    include,
                        GError     **error)
{
  g_autoptr(JsonObject) conversation = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(JsonObject) list = NULL;
  gboolean stored;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  conversation = sp_store_get_conversation (self->store, conversation_id, error);
  if (conversation == NULL)
    return NULL;

  if (!json_object_has_member (body, "items"))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "items",
                            "“items” is missing.");
      return NULL;
    }

  if (!sp_store_begin (self->store, error))
    return NULL;
  items = sp_engine_add_items (self, conversation_id, body, error);
  stored = items != NULL;
  if (!sp_store_end (self->store, stored, stored ? error : NULL))
    return NULL;

  list = make_list (items);

  return sp_include_page (include, list);
}

/**
 * sp_engine_list_items:
 * @self: an engine
 * @conversation_id: a conversation's id
 * @query: which page
 * @item_type: (nullable): only items of this type
 * @include: what the caller sees
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of items, or %NULL
 */
JsonObject *
sp_engine_list_items (SpEngine           *self,
                      const char         *conversation_id,
                      const SpPageQuery  *query,
                      const char         *item_type,
                      SpInclude           include,
                      GError            **error)
{
  g_autoptr(JsonObject) conversation = NULL;
  g_autoptr(JsonObject) page = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  conversation = sp_store_get_conversation (self->store, conversation_id, error);
  if (conversation == NULL)
    return NULL;

  page = sp_store_list_items (self->store, conversation_id, query, item_type, error);

  return page != NULL ? sp_include_page (include, page) : NULL;
}

/**
 * sp_engine_get_item:
 * @self: an engine
 * @conversation_id: a conversation's id
 * @item_id: the id of an item in it
 * @include: what the caller sees
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the item, or %NULL
 */
JsonObject *
sp_engine_get_item (SpEngine    *self,
                    const char  *conversation_id,
                    const char  *item_id,
                    SpInclude    include,
                    GError     **error)
{
  g_autoptr(JsonObject) item = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  item = sp_store_get_item (self->store, conversation_id, item_id, error);

  return item != NULL ? sp_include_item (include, item) : NULL;
}

/**
 * sp_engine_delete_item:
 * @self: an engine
 * @conversation_id: a conversation's id
 * @item_id: the id of an item in it
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the Conversation, as the API wants it, or %NULL
 */
JsonObject *
sp_engine_delete_item (SpEngine    *self,
                       const char  *conversation_id,
                       const char  *item_id,
                       GError     **error)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  if (!sp_store_unlink_item (self->store, conversation_id, item_id, error))
    return NULL;

  return sp_engine_get_conversation (self, conversation_id, error);
}
