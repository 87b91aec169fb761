/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

#include <string.h>

#include "base/sp-json.h"
#include "service/sp-agent-loop.h"
#include "service/sp-run-private.h"

/* Responses (foundry-v2.md 5): each becomes a run. The runs of one conversation
 * wait for each other in a short queue; runs of different conversations work at
 * the same time. */

#define MAX_WAITING 8     /* runs behind the one that works, in one conversation */
#define MAX_CHAIN 1000    /* responses that previous_response_id is followed back through */

static void sp_engine_start_run (SpEngine *self, SpRun *run);

/* The run that works in the conversation, if there is one. */
SpRun *
_sp_engine_find_running (SpEngine   *self,
                         const char *conversation_id)
{
  GQueue *queue = g_hash_table_lookup (self->queues, conversation_id);

  return queue != NULL ? g_queue_peek_head (queue) : NULL;
}

static void
ended_cb (SpEngine *self,
          SpRun    *ended)
{
  g_autoptr(SpRun) run = g_object_ref (ended);
  const char *conversation_id = sp_run_get_conversation_id (run);
  GQueue *queue = conversation_id != NULL
                  ? g_hash_table_lookup (self->queues, conversation_id) : NULL;
  gboolean was_first;

  g_hash_table_remove (self->runs, sp_run_get_id (run));

  if (queue != NULL)
    {
      g_autoptr(SpRun) queued = NULL;

      was_first = g_queue_peek_head (queue) == run;
      if (g_queue_remove (queue, run))
        queued = run;

      if (g_queue_is_empty (queue))
        g_hash_table_remove (self->queues, conversation_id);
      else if (was_first && !self->closed)
        sp_engine_start_run (self, g_queue_peek_head (queue));
    }

  _sp_engine_update_busy (self);
}

static void
interrupt_run (SpRun *run)
{
  _sp_run_fail (run, "interrupted",
                "The service was stopped while this response was made. "
                "What was finished is kept; ask again to go on.");
}

/* Ends all runs, because the service ends: those that wait after the one that
 * works, so that the conversation keeps its order. */
void
_sp_engine_interrupt_runs (SpEngine *self)
{
  GHashTableIter iter;
  gpointer value;

  g_assert (self->closed);

  /* Each end takes its run out of the queue and the table. */
  while (g_hash_table_iter_init (&iter, self->queues),
         g_hash_table_iter_next (&iter, NULL, &value))
    interrupt_run (g_queue_peek_head (value));

  while (g_hash_table_iter_init (&iter, self->runs),
         g_hash_table_iter_next (&iter, NULL, &value))
    interrupt_run (value);
}

/* Ends the runs of one conversation, the last one first, so that none begins. */
void
_sp_engine_cancel_runs (SpEngine   *self,
                        const char *conversation_id)
{
  GQueue *queue;

  while ((queue = g_hash_table_lookup (self->queues, conversation_id)) != NULL)
    _sp_run_cancel (g_queue_peek_tail (queue));
}

/* ---- What a run stands on ---- */

/* The responses before this one, oldest first. */
static GPtrArray *
sp_engine_load_chain (SpEngine   *self,
                      const char *previous_id)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *id = g_strdup (previous_id);

  while (id != NULL && *id != '\0' && chain->len < MAX_CHAIN)
    {
      char *previous = sp_store_dup_previous_response (self->store, id);

      if (previous == NULL)
        break;

      g_ptr_array_insert (chain, 0, id);
      id = previous;
    }

  return chain;
}

/* Whose container a run uses: its conversation's, or that of the first response of its chain. */
static char *
sp_engine_dup_container_key (SpEngine *self,
                             SpRun    *run)
{
  SpRequest *request = _sp_run_get_request (run);
  g_autoptr(GPtrArray) chain = NULL;

  if (request->conversation_id != NULL)
    return g_strdup (request->conversation_id);
  if (request->previous_id == NULL)
    return g_strdup (sp_run_get_id (run));

  chain = sp_engine_load_chain (self, request->previous_id);

  return g_strdup (chain->len > 0 ? g_ptr_array_index (chain, 0) : sp_run_get_id (run));
}

static void
append_all (GPtrArray *target,
            GPtrArray *items)
{
  for (guint i = 0; items != NULL && i < items->len; i++)
    g_ptr_array_add (target, json_object_ref (g_ptr_array_index (items, i)));
}

/* Everything that was said so far, the run's own input last. */
static GPtrArray *
sp_engine_load_history (SpEngine  *self,
                        SpRun     *run,
                        GPtrArray *inputs)
{
  SpRequest *request = _sp_run_get_request (run);
  GPtrArray *history = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr(GPtrArray) chain = NULL;

  /* The run's start has put its input at the end of the conversation. */
  if (request->conversation_id != NULL)
    {
      g_autoptr(GPtrArray) items = sp_store_load_items (self->store, request->conversation_id, NULL);

      append_all (history, items);
      return history;
    }

  chain = sp_engine_load_chain (self, request->previous_id);
  for (guint i = 0; i < chain->len; i++)
    {
      g_autoptr(GPtrArray) items = sp_store_load_response_items (self->store,
                                                                 g_ptr_array_index (chain, i), NULL);

      append_all (history, items);
    }
  append_all (history, inputs);

  return history;
}

/* ---- Starting ---- */

static void
sp_engine_start_run (SpEngine *self,
                     SpRun    *run)
{
  SpRequest *request = _sp_run_get_request (run);
  GPtrArray *inputs = g_object_get_data (G_OBJECT (run), "sp-inputs");
  g_autoptr(GPtrArray) history = NULL;
  g_autofree char *container_key = NULL;
  g_autoptr(GError) error = NULL;
  SpChatModel *model;

  if (sp_run_is_ended (run) || _sp_run_is_started (run))
    return;

  _sp_run_start (run);
  if (request->conversation_id != NULL &&
      !sp_store_set_conversation_agent (self->store, request->conversation_id, request->agent_name,
                                        request->agent_version, &error))
    g_warning ("Remembering the agent of a conversation: %s", error->message);
  g_clear_error (&error);

  /* It was there when the request came; it may have been removed while the run waited. */
  model = sp_model_registry_lookup (self->models, request->model, &error);
  if (model == NULL)
    {
      _sp_run_fail (run, "DeploymentNotFound", error->message);
      return;
    }

  history = sp_engine_load_history (self, run, inputs);
  container_key = sp_engine_dup_container_key (self, run);
  sp_agent_loop_start (run, model, self->keeper, container_key, history, &self->guard_limits);
}

typedef struct
{
  SpEngine *engine;
  SpRun    *run;
} Start;

static void
start_free (Start *start)
{
  g_clear_object (&start->engine);
  g_clear_object (&start->run);
  g_free (start); /* the struct itself, in its own free function */
}

static gboolean
start_cb (gpointer user_data)
{
  Start *start = user_data;

  if (!start->engine->closed)
    sp_engine_start_run (start->engine, start->run);

  return G_SOURCE_REMOVE;
}

/* Not before the caller has connected to the run's signals. */
static void
sp_engine_start_soon (SpEngine *self,
                      SpRun    *run)
{
  Start *start = g_new0 (Start, 1);

  start->engine = g_object_ref (self);
  start->run = g_object_ref (run);
  g_idle_add_full (G_PRIORITY_DEFAULT, start_cb, start, (GDestroyNotify) start_free);
}

/* ---- Making ---- */

static gboolean
sp_engine_check_queue (SpEngine    *self,
                       const char  *conversation_id,
                       gboolean    *waits,
                       GError     **error)
{
  GQueue *queue = conversation_id != NULL
                  ? g_hash_table_lookup (self->queues, conversation_id) : NULL;

  *waits = queue != NULL;
  if (queue == NULL || g_queue_get_length (queue) <= MAX_WAITING)
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_BUSY, "rate_limit_exceeded", "conversation",
                        "%d requests wait in this conversation already. Wait until one is "
                        "answered, or cancel one.", MAX_WAITING);

  return FALSE;
}

/* The files that the agent always has, and a container that the request names. */
static gboolean
sp_engine_prepare_container (SpEngine    *self,
                             SpRequest   *request,
                             const char  *container_key,
                             GError     **error)
{
  JsonObject *container;
  JsonArray *file_ids;
  const char *named;
  g_autofree char *container_id = NULL;

  if (request->code_interpreter == NULL)
    return TRUE;

  named = sp_json_peek_string (request->code_interpreter, "container", NULL);
  if (named != NULL)
    return sp_container_keeper_get (self->keeper, named, error) != NULL;

  container = sp_json_peek_object (request->code_interpreter, "container");
  file_ids = container != NULL ? sp_json_peek_array (container, "file_ids") : NULL;
  if (file_ids == NULL || json_array_get_length (file_ids) == 0)
    return TRUE;

  container_id = sp_container_keeper_ensure (self->keeper, container_key,
                                             sp_json_peek_string (container, "memory_limit", NULL),
                                             error);

  for (guint i = 0; container_id != NULL && i < json_array_get_length (file_ids); i++)
    {
      g_autoptr(JsonObject) file = NULL;

      file = sp_container_keeper_add_upload (self->keeper, container_id,
                                             json_array_get_string_element (file_ids, i), error);
      if (file == NULL)
        return FALSE;
    }

  return container_id != NULL;
}

static gboolean
sp_engine_store_run (SpEngine    *self,
                     SpRun       *run,
                     GError     **error)
{
  SpRequest *request = _sp_run_get_request (run);
  g_autofree char *container_key = sp_engine_dup_container_key (self, run);
  g_autoptr(GPtrArray) inputs = NULL;

  if (!sp_engine_prepare_container (self, request, container_key, error))
    return FALSE;

  inputs = _sp_engine_read_input (self, request->input, container_key, FALSE, "input", error);
  if (inputs == NULL || !_sp_run_store_new (run, inputs, error))
    return FALSE;

  g_object_set_data_full (G_OBJECT (run), "sp-inputs", g_steal_pointer (&inputs),
                          (GDestroyNotify) g_ptr_array_unref);

  return TRUE;
}

static void
sp_engine_enqueue (SpEngine *self,
                   SpRun    *run,
                   gboolean  waits)
{
  const char *conversation_id = sp_run_get_conversation_id (run);
  GQueue *queue;

  g_hash_table_insert (self->runs, g_strdup (sp_run_get_id (run)), g_object_ref (run));
  g_signal_connect_object (run, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);

  if (conversation_id != NULL)
    {
      queue = g_hash_table_lookup (self->queues, conversation_id);
      if (queue == NULL)
        {
          queue = g_queue_new ();
          g_hash_table_insert (self->queues, g_strdup (conversation_id), queue);
        }
      g_queue_push_tail (queue, g_object_ref (run));
    }

  _sp_run_announce (run);
  if (!waits)
    sp_engine_start_soon (self, run);
  _sp_engine_update_busy (self);
}

/**
 * sp_engine_create_response:
 * @self: an engine
 * @body: the body of POST /responses
 * @error: set to an %SP_SERVICE_ERROR: everything that can be known before the
 *   model is asked
 *
 * Begins a response. No event is shown before the main loop runs again, so a
 * caller that connects at once misses none. With "store": false nothing is
 * kept, and the events can only be had from the signals.
 *
 * Returns: (transfer full): the run, or %NULL
 */
SpRun *
sp_engine_create_response (SpEngine    *self,
                           JsonObject  *body,
                           GError     **error)
{
  SpRequest *request;
  g_autoptr(SpRun) run = NULL;
  gboolean waits;
  gboolean stored;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  request = sp_request_parse (body, self->store, self->models, error);
  if (request == NULL)
    return NULL;

  if (!sp_engine_check_queue (self, request->conversation_id, &waits, error))
    {
      sp_request_free (request);
      return NULL;
    }

  run = _sp_run_new (request, self->store, waits);
  if (!sp_store_begin (self->store, error))
    return NULL;
  stored = sp_engine_store_run (self, run, error);
  if (!sp_store_end (self->store, stored, stored ? error : NULL))
    return NULL;

  sp_engine_enqueue (self, run, waits);

  return g_steal_pointer (&run);
}

/**
 * sp_engine_get_run:
 * @self: an engine
 * @response_id: a response's id
 *
 * Returns: (transfer none) (nullable): its run, if it has not ended
 */
SpRun *
sp_engine_get_run (SpEngine   *self,
                   const char *response_id)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (response_id != NULL, NULL);

  return g_hash_table_lookup (self->runs, response_id);
}

/**
 * sp_engine_get_response:
 * @self: an engine
 * @id: a response's id
 * @include: what the caller sees
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the response as it is now, or %NULL
 */
JsonObject *
sp_engine_get_response (SpEngine    *self,
                        const char  *id,
                        SpInclude    include,
                        GError     **error)
{
  g_autoptr(JsonObject) response = NULL;
  SpRun *run;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  run = sp_engine_get_run (self, id);
  response = run != NULL ? sp_run_dup_response (run) : sp_store_get_response (self->store, id, error);

  return response != NULL ? sp_include_response (include, response) : NULL;
}

/**
 * sp_engine_list_responses:
 * @self: an engine
 * @query: which page
 * @agent_name: (nullable): only those of this agent
 * @agent_id: (nullable): the same with the version, "name:version"
 * @conversation_id: (nullable): only those in this conversation
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of responses, or %NULL
 */
JsonObject *
sp_engine_list_responses (SpEngine           *self,
                          const SpPageQuery  *query,
                          const char         *agent_name,
                          const char         *agent_id,
                          const char         *conversation_id,
                          GError            **error)
{
  g_auto(GStrv) parts = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(JsonArray) shown = json_array_new ();
  JsonArray *data;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  if (agent_id != NULL)
    parts = g_strsplit (agent_id, ":", 2);

  page = sp_store_list_responses (self->store, query, parts != NULL ? parts[0] : agent_name,
                                  parts != NULL ? parts[1] : NULL, conversation_id, error);
  if (page == NULL)
    return NULL;

  data = json_object_get_array_member (page, "data");
  for (guint i = 0; i < json_array_get_length (data); i++)
    json_array_add_object_element (shown,
                                   sp_include_response (SP_INCLUDE_NONE,
                                                        json_array_get_object_element (data, i)));
  json_object_set_array_member (page, "data", g_steal_pointer (&shown));

  return g_steal_pointer (&page);
}

/**
 * sp_engine_cancel_response:
 * @self: an engine
 * @id: a response's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or to %SP_SERVICE_ERROR_INVALID
 *   when it has ended and was not made in the background
 *
 * Stops a response wherever it is: waiting, with the model, in a cell. It is
 * cancelled when this returns; a cell that runs is interrupted meanwhile.
 *
 * Returns: (transfer full): the response, or %NULL
 */
JsonObject *
sp_engine_cancel_response (SpEngine    *self,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(JsonObject) response = NULL;
  SpRun *run;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  run = sp_engine_get_run (self, id);
  if (run != NULL)
    {
      g_autoptr(SpRun) alive = g_object_ref (run);

      _sp_run_cancel (alive);
      response = sp_run_dup_response (alive);
      return sp_include_response (sp_run_get_include (alive), response);
    }

  response = sp_store_get_response (self->store, id, error);
  if (response == NULL)
    return NULL;

  if (!sp_json_peek_boolean (response, "background", FALSE) &&
      !g_str_equal (sp_json_peek_string (response, "status", ""), "cancelled"))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_request_error", NULL,
                            "Only a response that is being made, or that was made in the background, "
                            "can be cancelled.");
      return NULL;
    }

  return sp_include_response (sp_store_get_response_include (self->store, id), response);
}

/**
 * sp_engine_delete_response:
 * @self: an engine
 * @id: a response's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Stops and deletes a response; its items stay in their conversation.
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_engine_delete_response (SpEngine    *self,
                           const char  *id,
                           GError     **error)
{
  g_autofree char *container_id = NULL;
  g_autoptr(GError) container_error = NULL;
  JsonObject *deleted;
  SpRun *run;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  run = sp_engine_get_run (self, id);
  if (run != NULL)
    _sp_run_cancel (run);

  if (!sp_store_delete_response (self->store, id, error))
    return NULL;

  /* The container of a response without a conversation goes with it, unless others stand on it. */
  container_id = sp_store_find_container (self->store, id);
  if (container_id != NULL && !sp_store_is_response_continued (self->store, id) &&
      !sp_container_keeper_delete (self->keeper, container_id, &container_error))
    g_warning ("Deleting the container of a response: %s", container_error->message);

  deleted = json_object_new ();
  json_object_set_string_member (deleted, "id", id);
  json_object_set_string_member (deleted, "object", "response");
  json_object_set_boolean_member (deleted, "deleted", TRUE);

  return deleted;
}

/**
 * sp_engine_list_input_items:
 * @self: an engine
 * @response_id: a response's id
 * @query: which page
 * @include: what the caller sees
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of the items that went in, or %NULL
 */
JsonObject *
sp_engine_list_input_items (SpEngine           *self,
                            const char         *response_id,
                            const SpPageQuery  *query,
                            SpInclude           include,
                            GError            **error)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) page = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  response = sp_store_get_response (self->store, response_id, error);
  if (response == NULL)
    return NULL;

  page = sp_store_list_response_inputs (self->store, response_id, query, error);

  return page != NULL ? sp_include_page (include, page) : NULL;
}

/* The last event of a response whose events were forgotten. */
static JsonObject *
make_last_event (JsonObject *response,
                 gint64      sequence_number)
{
  const char *status = sp_json_peek_string (response, "status", "");
  JsonObject *event;

  if (g_str_equal (status, "completed"))
    event = _sp_run_new_event ("response.completed");
  else if (g_str_equal (status, "failed"))
    event = _sp_run_new_event ("response.failed");
  else
    event = _sp_run_new_event ("response.incomplete");

  json_object_set_int_member (event, "sequence_number", sequence_number);
  json_object_set_object_member (event, "response", json_object_ref (response));

  return event;
}

/**
 * sp_engine_read_events:
 * @self: an engine
 * @response_id: a response's id
 * @starting_after: the last sequence number that the caller has, or -1
 * @max_events: how many at most
 * @include: what the caller sees, besides what the creator asked for
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Reads stored events. What is read here and what SpRun::event shows after this
 * call join without a gap. Events are kept for a week after the end; then only
 * the last one can be had, by reading from the start.
 *
 * Returns: (transfer full): the events in order, or %NULL
 */
JsonArray *
sp_engine_read_events (SpEngine    *self,
                       const char  *response_id,
                       gint64       starting_after,
                       guint        max_events,
                       SpInclude    include,
                       GError     **error)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonArray) events = NULL;
  g_autoptr(JsonArray) shown = json_array_new ();
  SpRun *run;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (response_id != NULL, NULL);

  run = sp_engine_get_run (self, response_id);
  if (run != NULL)
    _sp_run_flush (run);

  response = sp_store_get_response (self->store, response_id, error);
  if (response == NULL)
    return NULL;

  events = sp_store_read_events (self->store, response_id, starting_after, max_events, error);
  if (events == NULL)
    return NULL;

  if (starting_after < 0 && run == NULL && json_array_get_length (events) == 0)
    json_array_add_object_element (events, make_last_event (response, 0));

  include |= sp_store_get_response_include (self->store, response_id);
  for (guint i = 0; i < json_array_get_length (events); i++)
    json_array_add_object_element (shown,
                                   sp_include_event (include,
                                                     json_array_get_object_element (events, i)));

  return g_steal_pointer (&shown);
}
