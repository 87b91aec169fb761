/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include "base/sp-json.h"
#include "service/sp-validate.h"

/* Messages (agents-v1.md 4). What a caller says becomes an item of the thread's
 * conversation, which is what a model reads, and a message with the same id. */

static const char * const spent[] = { "attachments", "content", "file_ids", "role", NULL };

static gboolean
fail_content (const char  *words,
              GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "content", "%s", words);

  return FALSE;
}

static void
add_text (JsonArray  *content,
          JsonArray  *parts,
          const char *role,
          const char *text)
{
  JsonObject *block = json_object_new ();
  JsonObject *inner = json_object_new ();
  JsonObject *part = json_object_new ();
  gboolean assistant = g_str_equal (role, "assistant");

  json_object_set_string_member (inner, "value", text);
  json_object_set_array_member (inner, "annotations", json_array_new ());
  json_object_set_string_member (block, "type", "text");
  json_object_set_object_member (block, "text", inner);
  json_array_add_object_element (content, block);

  json_object_set_string_member (part, "type", assistant ? "output_text" : "input_text");
  json_object_set_string_member (part, "text", text);
  if (assistant)
    json_object_set_array_member (part, "annotations", json_array_new ());
  json_array_add_object_element (parts, part);
}

/* A picture that came as a file or by its address. */
static gboolean
add_image (JsonArray   *content,
           JsonArray   *parts,
           JsonObject  *block,
           const char  *type,
           GError     **error)
{
  gboolean is_file = g_str_equal (type, "image_file");
  JsonObject *inner = sp_json_peek_object (block, type);
  const char *value = inner != NULL
                      ? sp_json_peek_string (inner, is_file ? "file_id" : "url", NULL) : NULL;
  JsonObject *part;

  if (value == NULL)
    return fail_content ("A picture must be given as “image_file” with a “file_id” or as “image_url” "
                         "with a “url”.", error);

  part = json_object_new ();
  json_object_set_string_member (part, "type", "input_image");
  json_object_set_string_member (part, is_file ? "file_id" : "image_url", value);
  json_array_add_object_element (parts, part);
  json_array_add_object_element (content, sp_json_object_copy (block));

  return TRUE;
}

static gboolean
add_block (JsonArray   *content,
           JsonArray   *parts,
           const char  *role,
           JsonNode    *node,
           GError     **error)
{
  JsonObject *block = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type = block != NULL ? sp_json_peek_string (block, "type", "") : "";
  const char *text = NULL;

  if (g_str_equal (type, "image_file") || g_str_equal (type, "image_url"))
    return add_image (content, parts, block, type, error);

  if (g_str_equal (type, "text"))
    {
      /* As it is sent, or as it comes back. */
      text = sp_json_peek_string (block, "text", NULL);
      if (text == NULL && sp_json_peek_object (block, "text") != NULL)
        text = sp_json_peek_string (sp_json_peek_object (block, "text"), "value", NULL);
    }
  if (text == NULL)
    return fail_content ("Each part of “content” must be a “text”, an “image_file” or an “image_url”.",
                         error);
  add_text (content, parts, role, text);

  return TRUE;
}

static gboolean
read_content (JsonObject  *body,
              const char  *role,
              JsonArray   *content,
              JsonArray   *parts,
              GError     **error)
{
  JsonNode *node = json_object_get_member (body, "content");

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      add_text (content, parts, role, json_node_get_string (node));
      return TRUE;
    }

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) == 0)
    return fail_content ("“content” must be a text or an array of parts that is not empty.", error);

  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    if (!add_block (content, parts, role,
                    json_array_get_element (json_node_get_array (node), i), error))
      return FALSE;

  return TRUE;
}

/* Attachments without tools are for the code interpreter, as the file_ids of old were. */
static gboolean
is_for_code (JsonObject *attachment)
{
  JsonArray *tools = sp_json_peek_array (attachment, "tools");

  for (guint i = 0; tools != NULL && i < json_array_get_length (tools); i++)
    {
      JsonNode *tool = json_array_get_element (tools, i);

      if (JSON_NODE_HOLDS_OBJECT (tool) &&
          g_str_equal (sp_json_peek_string (json_node_get_object (tool), "type", ""),
                       "code_interpreter"))
        return TRUE;
    }

  return tools == NULL || json_array_get_length (tools) == 0;
}

static void
add_file_part (JsonArray  *parts,
               JsonArray  *file_ids,
               const char *file_id)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "type", "input_file");
  json_object_set_string_member (part, "file_id", file_id);
  json_array_add_object_element (parts, part);
  json_array_add_string_element (file_ids, file_id);
}

static gboolean
read_attachments (JsonArray   *sent,
                  JsonArray   *attachments,
                  JsonArray   *parts,
                  JsonArray   *file_ids,
                  GError     **error)
{
  for (guint i = 0; sent != NULL && i < json_array_get_length (sent); i++)
    {
      JsonNode *node = json_array_get_element (sent, i);
      JsonObject *attachment = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *file_id = attachment != NULL
                            ? sp_json_peek_string (attachment, "file_id", NULL) : NULL;

      if (file_id == NULL)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "attachments",
                                "Each of “attachments” must name a “file_id”; data sources of other "
                                "kinds are not served on this computer.");
          return FALSE;
        }
      json_array_add_object_element (attachments, sp_json_object_copy (attachment));
      if (is_for_code (attachment))
        add_file_part (parts, file_ids, file_id);
    }

  return TRUE;
}

static gboolean
read_file_ids (JsonArray   *sent,
               JsonArray   *attachments,
               JsonArray   *parts,
               JsonArray   *file_ids,
               GError     **error)
{
  for (guint i = 0; sent != NULL && i < json_array_get_length (sent); i++)
    {
      JsonNode *node = json_array_get_element (sent, i);
      JsonObject *attachment;

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "file_ids",
                                "“file_ids” must be an array of strings.");
          return FALSE;
        }
      attachment = _sp_classic_parse ("{\"file_id\":\"\",\"tools\":[{\"type\":\"code_interpreter\"}]}");
      json_object_set_string_member (attachment, "file_id", json_node_get_string (node));
      json_array_add_object_element (attachments, attachment);
      add_file_part (parts, file_ids, json_node_get_string (node));
    }

  return TRUE;
}

/* Each attachment adds its file to what the thread's code interpreter has. */
static gboolean
sp_classic_add_files (SpClassic   *self,
                      const char  *thread_id,
                      JsonArray   *added,
                      GError     **error)
{
  g_autoptr(JsonObject) thread = NULL;
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *file_ids;

  if (json_array_get_length (added) == 0)
    return TRUE;

  thread = sp_classic_get_thread (self, thread_id, error);
  if (thread == NULL)
    return FALSE;

  file_ids = _sp_classic_peek_file_ids (thread);
  if (file_ids == NULL)
    {
      JsonObject *resources = json_object_get_object_member (thread, "tool_resources");
      JsonObject *tool = json_object_new ();

      file_ids = json_array_new ();
      json_object_set_array_member (tool, "file_ids", file_ids);
      json_object_set_object_member (resources, "code_interpreter", tool);
    }

  for (guint i = 0; i < json_array_get_length (file_ids); i++)
    g_hash_table_add (known, (gpointer) json_array_get_string_element (file_ids, i));
  for (guint i = 0; i < json_array_get_length (added); i++)
    if (g_hash_table_add (known, (gpointer) json_array_get_string_element (added, i)))
      json_array_add_string_element (file_ids, json_array_get_string_element (added, i));

  return sp_store_put_classic (self->engine->store, "thread", thread, error);
}

/* Stores the item that a model reads; returns its id. */
static char *
sp_classic_add_item (SpClassic   *self,
                     const char  *thread_id,
                     const char  *role,
                     JsonArray   *parts,
                     GError     **error)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(JsonObject) list = NULL;
  JsonArray *items = json_array_new ();
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "type", "message");
  json_object_set_string_member (item, "role", role);
  json_object_set_array_member (item, "content", json_array_ref (parts));
  json_array_add_object_element (items, item);
  json_object_set_array_member (body, "items", items);

  list = sp_engine_create_items (self->engine, thread_id, body, SP_INCLUDE_NONE, error);

  return list != NULL ? g_strdup (sp_json_peek_string (list, "first_id", NULL)) : NULL;
}

static JsonObject *
make_message (const char *id,
              const char *thread_id,
              const char *role)
{
  JsonObject *message = _sp_classic_new_object ("msg", "thread.message");
  gint64 now = json_object_get_int_member (message, "created_at");

  json_object_set_string_member (message, "id", id);
  json_object_set_string_member (message, "thread_id", thread_id);
  json_object_set_string_member (message, "status", "completed");
  json_object_set_null_member (message, "incomplete_details");
  json_object_set_int_member (message, "completed_at", now);
  json_object_set_null_member (message, "incomplete_at");
  json_object_set_string_member (message, "role", role);
  json_object_set_null_member (message, "assistant_id");
  json_object_set_null_member (message, "run_id");
  json_object_set_object_member (message, "metadata", json_object_new ());

  return message;
}

static JsonObject *
sp_classic_store_message (SpClassic   *self,
                          const char  *thread_id,
                          JsonObject  *body,
                          const char  *role,
                          GError     **error)
{
  g_autoptr(JsonArray) content = json_array_new ();
  g_autoptr(JsonArray) parts = json_array_new ();
  g_autoptr(JsonArray) attachments = json_array_new ();
  g_autoptr(JsonArray) file_ids = json_array_new ();
  g_autoptr(JsonObject) message = NULL;
  g_autofree char *id = NULL;
  JsonArray *sent = NULL;
  JsonArray *old = NULL;

  if (!sp_validate_array (body, "attachments", &sent, error) ||
      !sp_validate_array (body, "file_ids", &old, error) ||
      !read_content (body, role, content, parts, error) ||
      !read_attachments (sent, attachments, parts, file_ids, error) ||
      !read_file_ids (old, attachments, parts, file_ids, error) ||
      !sp_classic_add_files (self, thread_id, file_ids, error))
    return NULL;

  id = sp_classic_add_item (self, thread_id, role, parts, error);
  if (id == NULL)
    return NULL;

  message = make_message (id, thread_id, role);
  json_object_set_array_member (message, "content", g_steal_pointer (&content));
  json_object_set_array_member (message, "attachments", g_steal_pointer (&attachments));
  _sp_classic_apply (message, body, spent);
  if (!sp_store_put_classic (self->engine->store, "message", message, error))
    return NULL;

  return g_steal_pointer (&message);
}

/* Adds a message whatever runs. A file that is not there is the request's fault, not the path's. */
JsonObject *
_sp_classic_add_message (SpClassic   *self,
                         const char  *thread_id,
                         JsonObject  *body,
                         GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(JsonObject) message = NULL;
  const char *role = NULL;
  gboolean stored;

  if (!_sp_classic_check_metadata (body, error) || !sp_validate_string (body, "role", &role, error))
    return NULL;
  if (role == NULL || (!g_str_equal (role, "user") && !g_str_equal (role, "assistant")))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "role",
                            "The “role” of a message must be “user” or “assistant”.");
      return NULL;
    }

  if (!sp_store_begin (self->engine->store, error))
    return NULL;
  message = sp_classic_store_message (self, thread_id, body, role, &local_error);
  stored = message != NULL;
  if (!sp_store_end (self->engine->store, stored, stored ? error : NULL))
    g_clear_pointer (&message, json_object_unref);

  if (g_error_matches (local_error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND))
    sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "attachments", "%s",
                          local_error->message);
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&message);
}

/**
 * sp_classic_create_message:
 * @self: the classic API
 * @thread_id: a thread's id
 * @body: the message
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or to %SP_SERVICE_ERROR_INVALID when the body is
 *   wrong or a run is active
 *
 * Returns: (transfer full): the message, or %NULL
 */
JsonObject *
sp_classic_create_message (SpClassic   *self,
                           const char  *thread_id,
                           JsonObject  *body,
                           GError     **error)
{
  g_autoptr(JsonObject) thread = NULL;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  thread = sp_classic_get_thread (self, thread_id, error);
  if (thread == NULL || !_sp_classic_check_idle (self, thread_id, "Messages cannot be added", error))
    return NULL;

  return _sp_classic_add_message (self, thread_id, body, error);
}

/**
 * sp_classic_list_messages:
 * @self: the classic API
 * @thread_id: a thread's id
 * @query: which page
 * @run_id: (nullable): only those that this run made
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of messages, or %NULL
 */
JsonObject *
sp_classic_list_messages (SpClassic          *self,
                          const char         *thread_id,
                          const SpPageQuery  *query,
                          const char         *run_id,
                          GError            **error)
{
  g_autoptr(JsonObject) thread = sp_classic_get_thread (self, thread_id, error);

  if (thread == NULL)
    return NULL;

  return sp_store_list_classic (self->engine->store, "message", query, thread_id, run_id, error);
}

/**
 * sp_classic_get_message:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: a message's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the message, or %NULL
 */
JsonObject *
sp_classic_get_message (SpClassic   *self,
                        const char  *thread_id,
                        const char  *id,
                        GError     **error)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return sp_store_get_classic (self->engine->store, "message", thread_id, id, error);
}

/**
 * sp_classic_update_message:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: a message's id
 * @body: its new metadata
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the body is wrong
 *
 * Returns: (transfer full): the message as it is now, or %NULL
 */
JsonObject *
sp_classic_update_message (SpClassic   *self,
                           const char  *thread_id,
                           const char  *id,
                           JsonObject  *body,
                           GError     **error)
{
  g_autoptr(JsonObject) message = sp_classic_get_message (self, thread_id, id, error);

  if (message == NULL || !_sp_classic_check_metadata (body, error))
    return NULL;

  _sp_classic_apply (message, body, spent);
  if (!sp_store_put_classic (self->engine->store, "message", message, error))
    return NULL;

  return g_steal_pointer (&message);
}

/**
 * sp_classic_delete_message:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: a message's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or to %SP_SERVICE_ERROR_INVALID while a run is active
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_classic_delete_message (SpClassic   *self,
                           const char  *thread_id,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(JsonObject) message = sp_classic_get_message (self, thread_id, id, error);
  g_autoptr(GError) local_error = NULL;

  if (message == NULL ||
      !_sp_classic_check_idle (self, thread_id, "Messages cannot be deleted", error) ||
      !sp_store_delete_classic (self->engine->store, "message", id, error))
    return NULL;

  if (!sp_store_unlink_item (self->engine->store, thread_id, id, &local_error))
    g_debug ("The item of a deleted message was gone: %s", local_error->message);

  return _sp_classic_make_deleted (id, "thread.message.deleted");
}
