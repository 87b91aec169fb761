/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include "base/sp-json.h"
#include "service/sp-validate.h"

/* Runs and steps (agents-v1.md 5): what a caller asks for becomes a response of
 * the engine in the thread's conversation. */

static const char * const spent[] = {
  "additional_instructions", "additional_messages", "include", "instructions", "model", "stream",
  "thread", "tool_resources", "tools", "truncation_strategy", NULL,
};

static const char * const settings[] = { "temperature", "top_p", "response_format", "tools" };

/* Whether the thread has no active run; @what cannot be done while it has one. */
gboolean
_sp_classic_check_idle (SpClassic   *self,
                        const char  *thread_id,
                        const char  *what,
                        GError     **error)
{
  SpClassicRun *run = g_hash_table_lookup (self->runs, thread_id);

  if (run == NULL)
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_request_error", NULL,
                        "%s: the thread %s has an active run, %s. Wait for its end, or cancel it.",
                        what, thread_id, sp_classic_run_get_id (run));

  return FALSE;
}

static gboolean
check_truncation (JsonObject  *body,
                  GError     **error)
{
  JsonObject *strategy = NULL;
  gint64 last = 1;
  const char *type;

  if (!sp_validate_object (body, "truncation_strategy", &strategy, error))
    return FALSE;
  if (strategy == NULL)
    return TRUE;

  type = sp_json_peek_string (strategy, "type", "");
  if (g_str_equal (type, "auto") || g_str_equal (type, "last_messages"))
    return sp_validate_integer (strategy, "last_messages", 1, G_MAXINT32, &last, error);

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "truncation_strategy",
                        "The “type” of “truncation_strategy” must be “auto” or “last_messages”.");

  return FALSE;
}

static gboolean
check_run (SpClassic   *self,
           JsonObject  *body,
           GError     **error)
{
  gint64 tokens = 1;
  gboolean stream = FALSE;

  return _sp_classic_check_settings (self, body, error) &&
         _sp_classic_check_text (body, "additional_instructions", 256000, error) &&
         sp_validate_integer (body, "max_prompt_tokens", 1, G_MAXINT64, &tokens, error) &&
         sp_validate_integer (body, "max_completion_tokens", 1, G_MAXINT64, &tokens, error) &&
         sp_validate_boolean (body, "stream", &stream, error) &&
         check_truncation (body, error);
}

/* ---- The run object ---- */

static void
copy_setting (JsonObject *run,
              const char *member,
              JsonObject *assistant,
              JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, member);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    node = json_object_get_member (assistant, member);
  if (node != NULL)
    json_object_set_member (run, member, json_node_copy (node));
  else
    json_object_set_null_member (run, member);
}

static void
set_instructions (JsonObject *run,
                  JsonObject *assistant,
                  JsonObject *body)
{
  const char *own = sp_json_peek_string (assistant, "instructions", NULL);
  const char *whole = sp_json_peek_string (body, "instructions", own);
  const char *more = sp_json_peek_string (body, "additional_instructions", NULL);
  g_autofree char *joined = NULL;

  if (whole != NULL && more != NULL)
    joined = g_strconcat (whole, "\n\n", more, NULL);
  else
    joined = g_strdup (whole != NULL ? whole : more);
  json_object_set_string_member (run, "instructions", joined != NULL ? joined : "");
}

static JsonObject *
sp_classic_make_run (SpClassic  *self,
                     const char *thread_id,
                     JsonObject *assistant,
                     JsonObject *body)
{
  static const char * const nulls[] = {
    "required_action", "last_error", "started_at", "cancelled_at", "failed_at", "completed_at",
    "incomplete_details", "usage", "max_prompt_tokens", "max_completion_tokens",
  };
  JsonObject *run = _sp_classic_new_object ("run", "thread.run");
  JsonObject *strategy = sp_json_peek_object (body, "truncation_strategy");
  gint64 now = json_object_get_int_member (run, "created_at");

  json_object_set_string_member (run, "thread_id", thread_id);
  json_object_set_member (run, "assistant_id",
                          json_node_copy (json_object_get_member (assistant, "id")));
  json_object_set_string_member (run, "status", "queued");
  for (gsize i = 0; i < G_N_ELEMENTS (nulls); i++)
    json_object_set_null_member (run, nulls[i]);
  json_object_set_int_member (run, "expires_at", now + self->run_seconds);

  copy_setting (run, "model", assistant, body);
  set_instructions (run, assistant, body);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    copy_setting (run, settings[i], assistant, body);
  json_object_set_object_member (run, "tool_resources", json_object_new ());
  json_object_set_object_member (run, "truncation_strategy",
                                 _sp_classic_parse ("{\"type\":\"auto\",\"last_messages\":null}"));
  if (strategy != NULL)
    _sp_classic_apply (json_object_get_object_member (run, "truncation_strategy"), strategy, NULL);
  json_object_set_string_member (run, "tool_choice", "auto");
  json_object_set_boolean_member (run, "parallel_tool_calls", TRUE);
  json_object_set_object_member (run, "metadata", json_object_new ());
  _sp_classic_apply (run, body, spent);

  return run;
}

/* ---- The response that makes it ---- */

/* A tool as the engine knows it. */
static JsonObject *
convert_tool (JsonObject *tool)
{
  JsonObject *function = sp_json_peek_object (tool, "function");
  JsonObject *converted;

  if (g_str_equal (sp_json_peek_string (tool, "type", ""), "code_interpreter"))
    return _sp_classic_parse ("{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}");
  if (function == NULL)
    return sp_json_object_copy (tool);

  converted = sp_json_object_copy (function);
  json_object_set_string_member (converted, "type", "function");

  return converted;
}

static void
copy_if_set (JsonObject *target,
             const char *member,
             JsonObject *source,
             const char *from)
{
  JsonNode *node = json_object_get_member (source, from);

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    json_object_set_member (target, member, json_node_copy (node));
}

static JsonObject *
make_request (JsonObject *run,
              JsonArray  *input)
{
  JsonObject *request = _sp_classic_parse ("{\"background\":true,\"store\":true,"
                                           "\"include\":[\"code_interpreter_call.outputs\"]}");
  JsonArray *sent = sp_json_peek_array (run, "tools");
  JsonArray *tools = json_array_new ();

  for (guint i = 0; sent != NULL && i < json_array_get_length (sent); i++)
    json_array_add_object_element (tools, convert_tool (json_array_get_object_element (sent, i)));

  json_object_set_array_member (request, "tools", tools);
  copy_if_set (request, "conversation", run, "thread_id");
  copy_if_set (request, "model", run, "model");
  copy_if_set (request, "instructions", run, "instructions");
  copy_if_set (request, "temperature", run, "temperature");
  copy_if_set (request, "top_p", run, "top_p");
  copy_if_set (request, "tool_choice", run, "tool_choice");
  copy_if_set (request, "max_output_tokens", run, "max_completion_tokens");
  if (input != NULL)
    json_object_set_array_member (request, "input", json_array_ref (input));

  return request;
}

/* Puts the files of an assistant or a thread into the thread's sandbox. One that was deleted since
 * is no reason not to answer. */
static gboolean
sp_classic_put_files (SpClassic   *self,
                      const char  *thread_id,
                      JsonObject  *owner,
                      GError     **error)
{
  JsonArray *file_ids = _sp_classic_peek_file_ids (owner);
  g_autofree char *container_id = NULL;

  if (file_ids == NULL || json_array_get_length (file_ids) == 0)
    return TRUE;

  container_id = sp_container_keeper_ensure (self->engine->keeper, thread_id, NULL, error);
  for (guint i = 0; container_id != NULL && i < json_array_get_length (file_ids); i++)
    {
      const char *id = json_array_get_string_element (file_ids, i);
      g_autoptr(GError) local_error = NULL;
      g_autoptr(JsonObject) file = sp_container_keeper_add_upload (self->engine->keeper,
                                                                   container_id, id, &local_error);

      if (g_error_matches (local_error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND))
        g_message ("The file %s of %s is gone; the run goes on without it.", id, thread_id);
      else if (file == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }

  return container_id != NULL;
}

static void
ended_cb (SpClassicRun *run,
          SpClassic    *self)
{
  const char *thread_id = json_object_get_string_member (_sp_classic_run_get_json (run),
                                                         "thread_id");

  if (_sp_classic_run_is_terminal (run) && g_hash_table_lookup (self->runs, thread_id) == run)
    g_hash_table_remove (self->runs, thread_id);
}

/* ---- Starting ---- */

static JsonObject *
sp_classic_find_assistant (SpClassic   *self,
                           JsonObject  *body,
                           GError     **error)
{
  const char *id = NULL;

  if (!sp_validate_string (body, "assistant_id", &id, error))
    return NULL;
  if (id != NULL)
    return sp_classic_get_assistant (self, id, error);

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter",
                        "assistant_id", "“assistant_id” is missing: name who shall answer.");

  return NULL;
}

static gboolean
sp_classic_add_more (SpClassic   *self,
                     const char  *thread_id,
                     JsonObject  *body,
                     GError     **error)
{
  JsonArray *messages = NULL;

  if (!sp_validate_array (body, "additional_messages", &messages, error))
    return FALSE;

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    {
      JsonNode *node = json_array_get_element (messages, i);
      g_autoptr(JsonObject) message = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type",
                                "additional_messages", "Each of “additional_messages” must be an "
                                "object.");
          return FALSE;
        }
      message = _sp_classic_add_message (self, thread_id, json_node_get_object (node), error);
      if (message == NULL)
        return FALSE;
    }

  return TRUE;
}

/* Everything that is stored of a new run; its response begins with it. */
static SpRun *
sp_classic_store_run (SpClassic   *self,
                      JsonObject  *run,
                      JsonObject  *assistant,
                      JsonObject  *body,
                      GError     **error)
{
  const char *thread_id = json_object_get_string_member (run, "thread_id");
  g_autoptr(JsonObject) own = NULL;
  g_autoptr(JsonObject) thread = NULL;
  g_autoptr(JsonObject) request = make_request (run, NULL);

  if (!_sp_classic_read_resources (self, body, &own, error) ||
      !sp_classic_add_more (self, thread_id, body, error))
    return NULL;

  thread = sp_classic_get_thread (self, thread_id, error);
  if (thread == NULL)
    return NULL;

  if (own != NULL)
    json_object_set_object_member (run, "tool_resources", json_object_ref (own));
  if (!sp_classic_put_files (self, thread_id, assistant, error) ||
      !sp_classic_put_files (self, thread_id, thread, error) ||
      !sp_classic_put_files (self, thread_id, run, error) ||
      !sp_store_put_classic (self->engine->store, "run", run, error))
    return NULL;

  return sp_engine_create_response (self->engine, request, error);
}

/**
 * sp_classic_start_run:
 * @self: the classic API
 * @thread_id: a thread's id
 * @body: the body of POST /threads/{id}/runs
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or to %SP_SERVICE_ERROR_INVALID when the body is
 *   wrong or a run is active
 *
 * Begins a run. No event is shown before the main loop runs again.
 *
 * Returns: (transfer full): the run, or %NULL
 */
SpClassicRun *
sp_classic_start_run (SpClassic   *self,
                      const char  *thread_id,
                      JsonObject  *body,
                      GError     **error)
{
  g_autoptr(JsonObject) thread = NULL;
  g_autoptr(JsonObject) assistant = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(SpRun) response = NULL;
  g_autoptr(SpClassicRun) run = NULL;
  gboolean stored;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  thread = sp_classic_get_thread (self, thread_id, error);
  if (thread == NULL || !check_run (self, body, error) ||
      !_sp_classic_check_idle (self, thread_id, "A run cannot be started", error))
    return NULL;
  assistant = sp_classic_find_assistant (self, body, error);
  if (assistant == NULL)
    return NULL;

  json = sp_classic_make_run (self, thread_id, assistant, body);
  if (!sp_store_begin (self->engine->store, error))
    return NULL;
  response = sp_classic_store_run (self, json, assistant, body, error);
  stored = response != NULL;
  if (!sp_store_end (self->engine->store, stored, stored ? error : NULL))
    return NULL;

  run = _sp_classic_run_new (self->engine, json, self->run_seconds);
  _sp_classic_run_follow (run, response);
  g_signal_connect_object (run, "ended", G_CALLBACK (ended_cb), self, 0);
  g_hash_table_insert (self->runs, g_strdup (thread_id), g_object_ref (run));

  return g_steal_pointer (&run);
}

/**
 * sp_classic_start_thread_run:
 * @self: the classic API
 * @body: the body of POST /threads/runs
 * @thread: (out) (transfer full): the new thread
 * @error: set as sp_classic_create_thread() and sp_classic_start_run() do
 *
 * Makes a thread and begins a run in it.
 *
 * Returns: (transfer full): the run, or %NULL
 */
SpClassicRun *
sp_classic_start_thread_run (SpClassic   *self,
                             JsonObject  *body,
                             JsonObject **thread,
                             GError     **error)
{
  g_autoptr(JsonObject) assistant = NULL;
  g_autoptr(JsonObject) empty = json_object_new ();
  g_autoptr(JsonObject) made = NULL;
  JsonObject *sent = NULL;
  SpClassicRun *run;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL && thread != NULL, NULL);

  /* What can be known to fail must not leave a thread behind. */
  if (!check_run (self, body, error) || !sp_validate_object (body, "thread", &sent, error))
    return NULL;
  assistant = sp_classic_find_assistant (self, body, error);
  if (assistant == NULL)
    return NULL;

  made = sp_classic_create_thread (self, sent != NULL ? sent : empty, error);
  if (made == NULL)
    return NULL;

  run = sp_classic_start_run (self, json_object_get_string_member (made, "id"), body, error);
  if (run != NULL)
    *thread = g_steal_pointer (&made);
  else
    {
      g_autoptr(JsonObject) deleted = sp_classic_delete_thread (self, json_object_get_string_member (made, "id"),
                                                                NULL);

      g_debug ("A thread without a run was %s.", deleted != NULL ? "taken back" : "left behind");
    }

  return run;
}

/**
 * sp_classic_submit_outputs:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: the id of a run that waits
 * @body: what the caller's functions say
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or to %SP_SERVICE_ERROR_INVALID when the run waits
 *   for nothing or for more
 *
 * Returns: (transfer full): the run, which goes on, or %NULL
 */
SpClassicRun *
sp_classic_submit_outputs (SpClassic   *self,
                           const char  *thread_id,
                           const char  *id,
                           JsonObject  *body,
                           GError     **error)
{
  g_autoptr(JsonObject) stored = sp_classic_get_run (self, thread_id, id, error);
  g_autoptr(JsonArray) input = NULL;
  g_autoptr(JsonObject) request = NULL;
  g_autoptr(SpRun) response = NULL;
  JsonArray *outputs = NULL;
  SpClassicRun *run;

  if (stored == NULL || !sp_validate_depth (body, error) ||
      !sp_validate_array (body, "tool_outputs", &outputs, error))
    return NULL;

  run = g_hash_table_lookup (self->runs, thread_id);
  if (run == NULL || !g_str_equal (sp_classic_run_get_id (run), id) || outputs == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_request_error", "tool_outputs",
                            "The run waits for no outputs, or none were sent.");
      return NULL;
    }

  input = _sp_classic_run_take_outputs (run, outputs, error);
  if (input == NULL)
    return NULL;
  request = make_request (_sp_classic_run_get_json (run), input);
  response = sp_engine_create_response (self->engine, request, error);
  if (response == NULL)
    return NULL;
  _sp_classic_run_resume (run, outputs, response);

  return g_object_ref (run);
}

/* ---- Looking, changing, stopping ---- */

/**
 * sp_classic_list_runs:
 * @self: the classic API
 * @thread_id: a thread's id
 * @query: which page
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of runs, or %NULL
 */
JsonObject *
sp_classic_list_runs (SpClassic          *self,
                      const char         *thread_id,
                      const SpPageQuery  *query,
                      GError            **error)
{
  g_autoptr(JsonObject) thread = sp_classic_get_thread (self, thread_id, error);

  if (thread == NULL)
    return NULL;

  return sp_store_list_classic (self->engine->store, "run", query, thread_id, NULL, error);
}

/**
 * sp_classic_get_run:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: a run's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the run as it is now, or %NULL
 */
JsonObject *
sp_classic_get_run (SpClassic   *self,
                    const char  *thread_id,
                    const char  *id,
                    GError     **error)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return sp_store_get_classic (self->engine->store, "run", thread_id, id, error);
}

/**
 * sp_classic_update_run:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: a run's id
 * @body: its new metadata
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the body is wrong
 *
 * Returns: (transfer full): the run as it is now, or %NULL
 */
JsonObject *
sp_classic_update_run (SpClassic   *self,
                       const char  *thread_id,
                       const char  *id,
                       JsonObject  *body,
                       GError     **error)
{
  g_autoptr(JsonObject) run = sp_classic_get_run (self, thread_id, id, error);
  SpClassicRun *active;
  JsonObject *metadata = NULL;

  if (run == NULL || !sp_validate_depth (body, error) ||
      !sp_validate_metadata (body, &metadata, error))
    return NULL;
  if (metadata == NULL)
    return g_steal_pointer (&run);

  json_object_set_object_member (run, "metadata", sp_json_object_copy (metadata));
  if (!sp_store_put_classic (self->engine->store, "run", run, error))
    return NULL;

  /* One that is being made writes its own object again. */
  active = g_hash_table_lookup (self->runs, thread_id);
  if (active != NULL && g_str_equal (sp_classic_run_get_id (active), id))
    json_object_set_object_member (_sp_classic_run_get_json (active), "metadata",
                                   sp_json_object_copy (metadata));

  return g_steal_pointer (&run);
}

/**
 * sp_classic_cancel_run:
 * @self: the classic API
 * @thread_id: a thread's id
 * @id: a run's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or to %SP_SERVICE_ERROR_INVALID when it has ended
 *
 * Returns: (transfer full): the run, which is “cancelling”, or %NULL
 */
JsonObject *
sp_classic_cancel_run (SpClassic   *self,
                       const char  *thread_id,
                       const char  *id,
                       GError     **error)
{
  g_autoptr(JsonObject) run = sp_classic_get_run (self, thread_id, id, error);
  SpClassicRun *active;

  if (run == NULL)
    return NULL;

  active = g_hash_table_lookup (self->runs, thread_id);
  if (active != NULL && g_str_equal (sp_classic_run_get_id (active), id))
    return _sp_classic_run_cancel (active);

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_request_error", NULL,
                        "A run that is “%s” cannot be cancelled.",
                        sp_json_peek_string (run, "status", ""));

  return NULL;
}

/**
 * sp_classic_list_steps:
 * @self: the classic API
 * @thread_id: a thread's id
 * @run_id: a run's id
 * @query: which page
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the page makes no sense
 *
 * Returns: (transfer full): a page of steps, or %NULL
 */
JsonObject *
sp_classic_list_steps (SpClassic          *self,
                       const char         *thread_id,
                       const char         *run_id,
                       const SpPageQuery  *query,
                       GError            **error)
{
  g_autoptr(JsonObject) run = sp_classic_get_run (self, thread_id, run_id, error);

  if (run == NULL)
    return NULL;

  return sp_store_list_classic (self->engine->store, "step", query, thread_id, run_id, error);
}

/**
 * sp_classic_get_step:
 * @self: the classic API
 * @thread_id: a thread's id
 * @run_id: a run's id
 * @id: a step's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the step, or %NULL
 */
JsonObject *
sp_classic_get_step (SpClassic   *self,
                     const char  *thread_id,
                     const char  *run_id,
                     const char  *id,
                     GError     **error)
{
  g_autoptr(JsonObject) run = sp_classic_get_run (self, thread_id, run_id, error);
  g_autoptr(JsonObject) step = NULL;

  if (run == NULL)
    return NULL;

  step = sp_store_get_classic (self->engine->store, "step", thread_id, id, error);
  if (step != NULL && g_str_equal (sp_json_peek_string (step, "run_id", ""), run_id))
    return g_steal_pointer (&step);

  if (step != NULL)
    sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL,
                          "The run %s has no step “%s”.", run_id, id);

  return NULL;
}
