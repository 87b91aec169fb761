/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* The streaming events of responses, kept so that a dropped stream can go on
 * from any sequence number, and what is made good at the start after a kill.
 * The two kinds of event that repeat something whole (a finished item, the
 * response at its end) are stored without it and filled in when read. */

static gboolean
is_terminal (const char *type)
{
  return g_str_equal (type, "response.completed") ||
         g_str_equal (type, "response.failed") ||
         g_str_equal (type, "response.incomplete");
}

/* What is stored of @event; @item_id is set when its item is left out. */
static char *
to_row (JsonObject  *event,
        const char **item_id)
{
  const char *type = json_object_get_string_member (event, "type");
  g_autoptr(JsonObject) row = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  *item_id = NULL;
  if (g_str_equal (type, "response.output_item.done"))
    *item_id = json_object_get_string_member (json_object_get_object_member (event, "item"), "id");
  else if (!is_terminal (type))
    return sp_json_object_to_string (event);

  row = json_object_new ();
  json_object_iter_init (&iter, event);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_str_equal (name, "item") && !g_str_equal (name, "response"))
      json_object_set_member (row, name, json_node_ref (node));

  return sp_json_object_to_string (row);
}

/**
 * sp_store_add_event:
 * @self: a store
 * @response_id: a response's id
 * @event: the event, with "type" and "sequence_number"
 * @error: set when the database fails; a response deleted meanwhile is no error
 *
 * The item of an `output_item.done` must be stored with sp_store_put_item(),
 * and the response of a last event with sp_store_update_response(), in the same
 * group of changes.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_add_event (SpStore     *self,
                    const char  *response_id,
                    JsonObject  *event,
                    GError     **error)
{
  g_autofree char *json = NULL;
  const char *item_id;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (response_id != NULL && event != NULL, FALSE);

  json = to_row (event, &item_id);

  return sp_database_execute (self->database, error,
                              "INSERT INTO response_events (response, seq, item, json) "
                              "SELECT id, ?2, ?3, ?4 FROM responses WHERE id = ?1", "siss",
                              response_id,
                              json_object_get_int_member (event, "sequence_number"),
                              item_id, json);
}

static gboolean
sp_store_fill_event (SpStore     *self,
                     const char  *response_id,
                     JsonObject  *event,
                     const char  *item_id,
                     GError     **error)
{
  if (item_id != NULL)
    {
      JsonObject *item = sp_store_find_item (self, item_id, error);

      if (item == NULL)
        return FALSE;
      json_object_set_object_member (event, "item", item);
    }
  else if (is_terminal (sp_json_peek_string (event, "type", "")))
    {
      JsonObject *response = sp_store_get_response (self, response_id, error);

      if (response == NULL)
        return FALSE;
      json_object_set_object_member (event, "response", response);
    }

  return TRUE;
}

/**
 * sp_store_read_events:
 * @self: a store
 * @response_id: a response's id
 * @starting_after: the sequence number before the first wanted one; -1 for all
 * @max_events: how many at most
 * @error: set when the database fails
 *
 * Returns: (transfer full): the events in order, or %NULL
 */
JsonArray *
sp_store_read_events (SpStore     *self,
                      const char  *response_id,
                      gint64       starting_after,
                      guint        max_events,
                      GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(JsonArray) events = json_array_new ();
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (response_id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json, item FROM response_events "
                                 "WHERE response = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3", "sii",
                                 response_id, starting_after, (gint64) max_events);
  if (statement == NULL)
    return NULL;

  while (sp_statement_step (statement, &local_error))
    {
      g_autoptr(JsonObject) event = sp_json_parse_object (sp_statement_get_text (statement, 0), -1,
                                                          error);

      if (event == NULL ||
          !sp_store_fill_event (self, response_id, event, sp_statement_get_text (statement, 1), error))
        return NULL;

      json_array_add_object_element (events, g_steal_pointer (&event));
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&events);
}

static gint64
sp_store_get_next_sequence (SpStore    *self,
                            const char *response_id)
{
  g_autoptr(SpStatement) statement = NULL;

  statement = sp_database_query (self->database, NULL,
                                 "SELECT max (seq) FROM response_events WHERE response = ?1",
                                 "s", response_id);
  if (statement == NULL || !sp_statement_step (statement, NULL) || sp_statement_is_null (statement, 0))
    return 0;

  return sp_statement_get_int (statement, 0) + 1;
}

/* What the deltas of an item have told so far, as one text. */
static char *
sp_store_dup_deltas (SpStore    *self,
                     const char *response_id,
                     const char *item_id,
                     const char *type)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  statement = sp_database_query (self->database, NULL,
                                 "SELECT json_extract (json, '$.delta') FROM response_events "
                                 "WHERE response = ?1 AND json_extract (json, '$.item_id') = ?2 AND "
                                 "json_extract (json, '$.type') = ?3 ORDER BY seq",
                                 "sss", response_id, item_id, type);
  while (statement != NULL && sp_statement_step (statement, NULL))
    g_string_append (text, sp_statement_get_text (statement, 0));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* An item that was cut gets what its readers have seen of it. */
static void
sp_store_restore_item (SpStore    *self,
                       const char *response_id,
                       JsonObject *item)
{
  const char *id = json_object_get_string_member (item, "id");
  const char *type = sp_json_peek_string (item, "type", "");

  json_object_set_string_member (item, "status", "incomplete");

  if (g_str_equal (type, "message"))
    {
      g_autofree char *text = sp_store_dup_deltas (self, response_id, id, "response.output_text.delta");
      JsonObject *part = json_object_new ();
      JsonArray *content = json_array_new ();

      json_object_set_string_member (part, "type", "output_text");
      json_object_set_string_member (part, "text", text);
      json_object_set_array_member (part, "annotations", json_array_new ());
      json_object_set_array_member (part, "logprobs", json_array_new ());
      json_array_add_object_element (content, part);
      json_object_set_array_member (item, "content", content);
    }
  else if (g_str_equal (type, "code_interpreter_call"))
    {
      g_autofree char *code = sp_store_dup_deltas (self, response_id, id,
                                                   "response.code_interpreter_call_code.delta");

      json_object_set_string_member (item, "code", code);
    }
}

/* Items that were being made stay as far as they came. */
static gboolean
sp_store_recover_items (SpStore     *self,
                        JsonObject  *response,
                        GError     **error)
{
  JsonArray *output = json_object_get_array_member (response, "output");

  for (guint i = 0; i < json_array_get_length (output); i++)
    {
      JsonObject *item = json_array_get_object_element (output, i);
      const char *status = sp_json_peek_string (item, "status", "completed");

      if (!g_str_equal (status, "in_progress") && !g_str_equal (status, "interpreting"))
        continue;

      sp_store_restore_item (self, json_object_get_string_member (response, "id"), item);
      if (!sp_store_put_item (self, item, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
sp_store_add_last_event (SpStore     *self,
                         JsonObject  *response,
                         GError     **error)
{
  const char *id = json_object_get_string_member (response, "id");
  g_autoptr(JsonObject) event = json_object_new ();

  json_object_set_string_member (event, "type", "response.failed");
  json_object_set_int_member (event, "sequence_number", sp_store_get_next_sequence (self, id));

  return sp_store_add_event (self, id, event, error);
}

static gboolean
sp_store_recover_response (SpStore     *self,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(JsonObject) response = sp_store_get_response (self, id, error);
  g_autoptr(JsonObject) failure = NULL;
  JsonObject *conversation;
  const char *conversation_id;

  if (response == NULL)
    return FALSE;

  failure = json_object_new ();
  json_object_set_string_member (failure, "code", "interrupted");
  json_object_set_string_member (failure, "message",
                                 "The service was stopped while this response was made. "
                                 "What was finished is kept; ask again to go on.");
  json_object_set_object_member (response, "error", g_steal_pointer (&failure));
  json_object_set_string_member (response, "status", "failed");

  conversation = sp_json_peek_object (response, "conversation");
  conversation_id = conversation != NULL ? sp_json_peek_string (conversation, "id", NULL) : NULL;

  return (conversation_id == NULL ||
          sp_store_link_response_inputs (self, id, conversation_id, error)) &&
         sp_store_recover_items (self, response, error) &&
         sp_store_update_response (self, response, error) &&
         sp_store_add_last_event (self, response, error);
}

static gboolean
sp_store_recover_all (SpStore    *self,
                      GPtrArray  *ids,
                      GError    **error)
{
  for (guint i = 0; i < ids->len; i++)
    if (!sp_store_recover_response (self, g_ptr_array_index (ids, i), error))
      return FALSE;

  /* Of answers that were not to be stored, only their conversation has the items. */
  return sp_database_execute (self->database, error,
                              "UPDATE items SET json = json_set (json, '$.status', 'incomplete') WHERE "
                              "NOT EXISTS (SELECT 1 FROM response_items r WHERE r.item = items.id) AND "
                              "json_extract (json, '$.status') IN ('in_progress', 'interpreting')", "") &&
         sp_store_expire_containers (self, error);
}

/**
 * sp_store_forget_events:
 * @self: a store
 * @before: Unix seconds
 * @error: set when the database fails
 *
 * Deletes the streaming events of the responses that ended before then: nobody
 * takes up their streams any more, and the responses have all that they told.
 *
 * Returns: whether they are gone
 */
gboolean
sp_store_forget_events (SpStore  *self,
                        gint64    before,
                        GError  **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  return sp_database_execute (self->database, error,
                              "DELETE FROM response_events WHERE response IN "
                              "(SELECT id FROM responses "
                              "WHERE json_extract (json, '$.completed_at') < ?1)", "i", before);
}

/**
 * sp_store_recover:
 * @self: a store that was just opened
 * @n_interrupted: (out) (optional): how many responses were being made
 * @error: set when the database fails
 *
 * Makes good what a kill left: responses that were queued or being made become
 * failed with code "interrupted" and keep their finished items, and containers
 * that had a session are expired.
 *
 * Returns: whether the store is in order
 */
gboolean
sp_store_recover (SpStore  *self,
                  guint    *n_interrupted,
                  GError  **error)
{
  g_autoptr(SpStatement) statement = NULL;
  g_autoptr(GPtrArray) ids = NULL;
  gboolean recovered;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  statement = sp_database_query (self->database, error,
                                 "SELECT id FROM responses WHERE status IN ('queued', 'in_progress') "
                                 "ORDER BY seq", "");
  ids = _sp_store_read_texts (statement, error);
  if (ids == NULL || !sp_store_begin (self, error))
    return FALSE;

  recovered = sp_store_recover_all (self, ids, error);
  if (!sp_store_end (self, recovered, recovered ? error : NULL))
    return FALSE;

  if (n_interrupted != NULL)
    *n_interrupted = ids->len;

  return TRUE;
}
