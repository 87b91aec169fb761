/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include "base/sp-json.h"
#include "service/sp-validate.h"

/* Threads (agents-v1.md 3): each is a conversation of the engine with the same
 * id, which holds the items, and an object of its own, which holds the rest. */

static const char * const spent[] = { "file_ids", "messages", "tool_resources", NULL };

static gboolean
sp_classic_store_thread (SpClassic   *self,
                         JsonObject  *thread,
                         JsonObject  *body,
                         gboolean     is_new,
                         GError     **error)
{
  g_autoptr(JsonObject) resources = NULL;
  g_autoptr(JsonObject) conversation = json_object_new ();
  const char *id = json_object_get_string_member (thread, "id");

  if (!_sp_classic_check_metadata (body, error) ||
      !_sp_classic_read_resources (self, body, &resources, error))
    return FALSE;

  _sp_classic_apply (thread, body, spent);
  if (resources != NULL)
    json_object_set_object_member (thread, "tool_resources", g_steal_pointer (&resources));

  json_object_set_string_member (conversation, "id", id);
  json_object_set_string_member (conversation, "object", "conversation");
  json_object_set_member (conversation, "created_at",
                          json_node_copy (json_object_get_member (thread, "created_at")));
  json_object_set_member (conversation, "metadata",
                          json_node_copy (json_object_get_member (thread, "metadata")));

  return sp_store_put_classic (self->engine->store, "thread", thread, error) &&
         (is_new ? sp_store_add_conversation (self->engine->store, conversation, error)
                 : sp_store_update_conversation (self->engine->store, conversation, error));
}

static gboolean
sp_classic_fill_thread (SpClassic   *self,
                        JsonObject  *thread,
                        JsonObject  *body,
                        GError     **error)
{
  JsonArray *messages = NULL;

  if (!sp_classic_store_thread (self, thread, body, TRUE, error) ||
      !sp_validate_array (body, "messages", &messages, error))
    return FALSE;

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    {
      JsonNode *node = json_array_get_element (messages, i);
      g_autoptr(JsonObject) message = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "messages",
                                "Each of “messages” must be an object.");
          return FALSE;
        }
      message = _sp_classic_add_message (self, json_object_get_string_member (thread, "id"),
                                         json_node_get_object (node), error);
      if (message == NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * sp_classic_create_thread:
 * @self: the classic API
 * @body: the body of POST /threads
 * @error: set when it is wrong; nothing is kept then
 *
 * Returns: (transfer full): the thread, or %NULL
 */
JsonObject *
sp_classic_create_thread (SpClassic   *self,
                          JsonObject  *body,
                          GError     **error)
{
  g_autoptr(JsonObject) thread = NULL;
  SpStore *store;
  gboolean stored;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  store = self->engine->store;
  thread = _sp_classic_new_object ("thread", "thread");
  json_object_set_object_member (thread, "tool_resources", json_object_new ());
  json_object_set_object_member (thread, "metadata", json_object_new ());

  if (!sp_store_begin (store, error))
    return NULL;
  stored = sp_classic_fill_thread (self, thread, body, error);
  if (!sp_store_end (store, stored, stored ? error : NULL))
    return NULL;

  /* The messages may have brought files. */
  return sp_classic_get_thread (self, json_object_get_string_member (thread, "id"), error);
}

/**
 * sp_classic_list_threads:
 * @self: the classic API
 * @query: which page
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of threads, or %NULL
 */
JsonObject *
sp_classic_list_threads (SpClassic          *self,
                         const SpPageQuery  *query,
                         GError            **error)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return sp_store_list_classic (self->engine->store, "thread", query, NULL, NULL, error);
}

/**
 * sp_classic_get_thread:
 * @self: the classic API
 * @id: a thread's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the thread, or %NULL
 */
JsonObject *
sp_classic_get_thread (SpClassic   *self,
                       const char  *id,
                       GError     **error)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return sp_store_get_classic (self->engine->store, "thread", NULL, id, error);
}

/**
 * sp_classic_update_thread:
 * @self: the classic API
 * @id: a thread's id
 * @body: its new tool_resources and metadata
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the body is wrong
 *
 * Returns: (transfer full): the thread as it is now, or %NULL
 */
JsonObject *
sp_classic_update_thread (SpClassic   *self,
                          const char  *id,
                          JsonObject  *body,
                          GError     **error)
{
  g_autoptr(JsonObject) thread = NULL;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  thread = sp_classic_get_thread (self, id, error);
  if (thread == NULL || !sp_classic_store_thread (self, thread, body, FALSE, error))
    return NULL;

  return g_steal_pointer (&thread);
}

/**
 * sp_classic_delete_thread:
 * @self: the classic API
 * @id: a thread's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Stops what runs in it and deletes it with its messages, runs and sandbox. Files stay.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_classic_delete_thread (SpClassic   *self,
                          const char  *id,
                          GError     **error)
{
  g_autoptr(JsonObject) thread = sp_classic_get_thread (self, id, error);
  g_autoptr(JsonObject) conversation = NULL;
  g_autoptr(GError) local_error = NULL;
  SpClassicRun *run;

  if (thread == NULL)
    return NULL;

  run = g_hash_table_lookup (self->runs, id);
  if (run != NULL)
    _sp_classic_run_abandon (run);
  g_hash_table_remove (self->runs, id);

  /* It may have been deleted as a conversation already. */
  conversation = sp_engine_delete_conversation (self->engine, id, &local_error);
  if (conversation == NULL &&
      !g_error_matches (local_error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!sp_store_delete_classic (self->engine->store, "thread", id, error))
    return NULL;

  return _sp_classic_make_deleted (id, "thread.deleted");
}
