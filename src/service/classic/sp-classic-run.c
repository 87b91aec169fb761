/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-run-private.h"

#include "base/sp-json.h"

/* One run of the classic API while it is made: drives a response of the engine
 * and tells what happens in the words of agents-v1.md 5 and 6. The class and its
 * states are here, the translation of events in sp-classic-run-events.c. Owned
 * by SpClassic until it is terminal, and by whoever streams it; main thread. */

enum
{
  EVENT,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpClassicRun, sp_classic_run, G_TYPE_OBJECT)

static void
sp_classic_run_dispose (GObject *object)
{
  SpClassicRun *self = SP_CLASSIC_RUN (object);

  g_clear_handle_id (&self->expiry_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->events, (GDestroyNotify) json_object_unref);
  g_clear_object (&self->response);

  G_OBJECT_CLASS (sp_classic_run_parent_class)->dispose (object);
}

static void
sp_classic_run_finalize (GObject *object)
{
  SpClassicRun *self = SP_CLASSIC_RUN (object);

  _sp_classic_run_free_steps (self);
  g_clear_object (&self->engine);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->json, json_object_unref);
  g_clear_pointer (&self->images, json_array_unref);
  g_clear_pointer (&self->made, json_array_unref);
  g_clear_pointer (&self->published, g_hash_table_unref);
  g_clear_pointer (&self->calls, json_array_unref);
  g_clear_pointer (&self->calls_step, json_object_unref);

  G_OBJECT_CLASS (sp_classic_run_parent_class)->finalize (object);
}

static void
sp_classic_run_class_init (SpClassicRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_classic_run_dispose;
  object_class->finalize = sp_classic_run_finalize;

  /**
   * SpClassicRun::event:
   * @self: the run
   * @name: the event's name
   * @data: its data, JSON
   */
  signals[EVENT] = g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * SpClassicRun::ended:
   *
   * No event follows: it is terminal, or waits for what functions say.
   */
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_classic_run_init (SpClassicRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->images = json_array_new ();
  self->made = json_array_new ();
  self->calls = json_array_new ();
  self->published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->events);
  _sp_classic_run_init_steps (self);
}

/* ---- Telling and keeping ---- */

void
_sp_classic_run_emit (SpClassicRun *self,
                      const char   *name,
                      JsonObject   *object)
{
  g_autofree char *data = sp_json_object_to_string (object);

  g_signal_emit (self, signals[EVENT], 0, name, data);
}

void
_sp_classic_run_store (SpClassicRun *self,
                       const char   *kind,
                       JsonObject   *object)
{
  g_autoptr(GError) error = NULL;

  if (!self->abandoned && !sp_store_put_classic (self->engine->store, kind, object, &error))
    g_warning ("Keeping the %s of a run: %s", kind, error->message);
}

static void
set_now (JsonObject *json,
         const char *member)
{
  json_object_set_int_member (json, member, g_get_real_time () / G_USEC_PER_SEC);
}

/* A new state: stored, then told. */
static void
set_status (SpClassicRun *self,
            const char   *status)
{
  g_autofree char *name = g_strconcat ("thread.run.", status, NULL);

  json_object_set_string_member (self->json, "status", status);
  _sp_classic_run_store (self, "run", self->json);
  _sp_classic_run_emit (self, name, self->json);
}

/* ---- Ends ---- */

static void
set_last_error (JsonObject *json,
                JsonObject *response)
{
  JsonObject *cause = sp_json_peek_object (response, "error");
  JsonObject *error = json_object_new ();
  const char *code = cause != NULL ? sp_json_peek_string (cause, "code", "") : "";

  if (!g_str_equal (code, "rate_limit_exceeded") && !g_str_equal (code, "invalid_prompt"))
    code = "server_error";
  json_object_set_string_member (error, "code", code);
  json_object_set_string_member (error, "message",
                                 cause != NULL ? sp_json_peek_string (cause, "message", "")
                                               : "The run could not be made.");
  json_object_set_object_member (json, "last_error", error);
}

static void
set_incomplete (JsonObject *json,
                JsonObject *response)
{
  JsonObject *details = sp_json_peek_object (response, "incomplete_details");
  JsonObject *shown = details != NULL ? sp_json_object_copy (details) : json_object_new ();
  const char *reason = sp_json_peek_string (shown, "reason", "");

  if (g_str_equal (reason, "max_output_tokens") || *reason == '\0')
    json_object_set_string_member (shown, "reason", "max_completion_tokens");
  json_object_set_object_member (json, "incomplete_details", shown);
}

static void
add_usage (JsonObject *json,
           JsonObject *response)
{
  JsonObject *more = sp_json_peek_object (response, "usage");
  JsonObject *old = sp_json_peek_object (json, "usage");
  JsonObject *usage = json_object_new ();
  gint64 prompt = more != NULL ? sp_json_peek_int (more, "input_tokens", 0) : 0;
  gint64 completion = more != NULL ? sp_json_peek_int (more, "output_tokens", 0) : 0;

  if (old != NULL)
    {
      prompt += sp_json_peek_int (old, "prompt_tokens", 0);
      completion += sp_json_peek_int (old, "completion_tokens", 0);
    }
  json_object_set_int_member (usage, "prompt_tokens", prompt);
  json_object_set_int_member (usage, "completion_tokens", completion);
  json_object_set_int_member (usage, "total_tokens", prompt + completion);
  json_object_set_object_member (json, "usage", usage);
}

static void
sp_classic_run_end (SpClassicRun *self,
                    const char   *status)
{
  g_autoptr(SpClassicRun) alive = g_object_ref (self);

  g_clear_handle_id (&self->expiry_source, g_source_remove);
  if (!g_str_equal (status, "expired"))
    json_object_set_null_member (self->json, "expires_at");
  json_object_set_null_member (self->json, "required_action");
  if (self->calls_step != NULL)
    _sp_classic_run_end_step (self, self->calls_step, status, NULL);
  g_clear_pointer (&self->calls_step, json_object_unref);
  set_status (self, status);
  g_signal_emit (self, signals[ENDED], 0);
}

/* The caller's functions are to be run. */
static void
sp_classic_run_require_action (SpClassicRun *self)
{
  g_autoptr(SpClassicRun) alive = g_object_ref (self);
  JsonObject *action = json_object_new ();
  JsonObject *submit = json_object_new ();

  json_object_set_array_member (submit, "tool_calls", json_array_ref (self->calls));
  json_object_set_string_member (action, "type", "submit_tool_outputs");
  json_object_set_object_member (action, "submit_tool_outputs", submit);
  json_object_set_object_member (self->json, "required_action", action);
  set_status (self, "requires_action");
  g_signal_emit (self, signals[ENDED], 0);
}

/* The response has ended; so does the run, unless its caller has to act. */
void
_sp_classic_run_finish (SpClassicRun *self,
                        JsonObject   *response)
{
  const char *status = sp_json_peek_string (response, "status", "failed");

  g_clear_object (&self->response);
  add_usage (self->json, response);

  if (self->expired)
    sp_classic_run_end (self, "expired");
  else if (g_str_equal (status, "completed") && json_array_get_length (self->calls) > 0)
    sp_classic_run_require_action (self);
  else if (g_str_equal (status, "completed"))
    {
      set_now (self->json, "completed_at");
      sp_classic_run_end (self, "completed");
    }
  else if (g_str_equal (status, "cancelled"))
    {
      set_now (self->json, "cancelled_at");
      sp_classic_run_end (self, "cancelled");
    }
  else if (g_str_equal (status, "incomplete"))
    {
      set_incomplete (self->json, response);
      sp_classic_run_end (self, "incomplete");
    }
  else
    {
      set_last_error (self->json, response);
      set_now (self->json, "failed_at");
      sp_classic_run_end (self, "failed");
    }
}

/* ---- Following the response ---- */

/* Tells what waits, until a picture has to be kept first. */
void
_sp_classic_run_pump (SpClassicRun *self)
{
  g_autoptr(SpClassicRun) alive = g_object_ref (self);

  while (!self->working && !g_queue_is_empty (&self->events))
    {
      g_autoptr(JsonObject) event = g_queue_pop_head (&self->events);

      if (!self->abandoned)
        _sp_classic_run_handle (self, event);
    }
}

static void
event_cb (SpRun        *response,
          JsonObject   *event,
          SpClassicRun *self)
{
  g_queue_push_tail (&self->events, json_object_ref (event));
  _sp_classic_run_pump (self);
}

static void
sp_classic_run_stop_response (SpClassicRun *self)
{
  g_autoptr(SpRun) response = self->response != NULL ? g_object_ref (self->response) : NULL;
  g_autoptr(JsonObject) stopped = NULL;
  g_autoptr(GError) error = NULL;

  if (response == NULL)
    {
      sp_classic_run_end (self, self->expired ? "expired" : "cancelled");
      return;
    }

  stopped = sp_engine_cancel_response (self->engine, sp_run_get_id (response), &error);
  if (stopped == NULL)
    g_warning ("A run could not be stopped: %s", error->message);
}

static gboolean
expire_cb (gpointer user_data)
{
  SpClassicRun *self = user_data;

  self->expiry_source = 0;
  self->expired = TRUE;
  sp_classic_run_stop_response (self);

  return G_SOURCE_REMOVE;
}

/* Makes a run of @json, which expires after @seconds. */
SpClassicRun *
_sp_classic_run_new (SpEngine   *engine,
                     JsonObject *json,
                     guint       seconds)
{
  SpClassicRun *self = g_object_new (SP_TYPE_CLASSIC_RUN, NULL);

  self->engine = g_object_ref (engine);
  self->json = json_object_ref (json);
  self->expiry_source = g_timeout_add_seconds (seconds, expire_cb, self);

  return self;
}

/* Takes up a response before its first event is shown. */
void
_sp_classic_run_follow (SpClassicRun *self,
                        SpRun        *response)
{
  g_set_object (&self->response, response);
  g_signal_connect_object (response, "event", G_CALLBACK (event_cb), self, 0);
}

/* The live object. */
JsonObject *
_sp_classic_run_get_json (SpClassicRun *self)
{
  return self->json;
}

gboolean
_sp_classic_run_is_terminal (SpClassicRun *self)
{
  static const char * const open[] = {
    "queued", "in_progress", "requires_action", "cancelling", NULL,
  };

  return !g_strv_contains (open, sp_classic_run_get_status (self));
}

/* Stops it; returns the run as it is at the beginning of that. */
JsonObject *
_sp_classic_run_cancel (SpClassicRun *self)
{
  g_autoptr(SpClassicRun) alive = g_object_ref (self);
  g_autoptr(JsonObject) shown = NULL;
  gboolean again = g_str_equal (sp_classic_run_get_status (self), "cancelling");

  if (!again)
    {
      json_object_set_null_member (self->json, "required_action");
      set_status (self, "cancelling");
    }
  shown = sp_classic_run_dup_json (self);
  if (!again)
    {
      if (self->response == NULL)
        set_now (self->json, "cancelled_at");
      sp_classic_run_stop_response (self);
    }

  return g_steal_pointer (&shown);
}

/* Its thread goes: nothing of it is told or kept any more, and who listens is let go. */
void
_sp_classic_run_abandon (SpClassicRun *self)
{
  self->abandoned = TRUE;
  g_clear_handle_id (&self->expiry_source, g_source_remove);
  g_signal_emit (self, signals[ENDED], 0);
}

/* ---- Functions of the caller ---- */

static const char *
find_output (JsonArray  *outputs,
             const char *call_id)
{
  for (guint i = 0; i < json_array_get_length (outputs); i++)
    {
      JsonNode *node = json_array_get_element (outputs, i);
      JsonObject *output = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (output != NULL &&
          g_strcmp0 (sp_json_peek_string (output, "tool_call_id", NULL), call_id) == 0)
        return sp_json_peek_string (output, "output", "");
    }

  return NULL;
}

/* What the engine is given for the outputs of all waiting functions, or NULL with @error set. */
JsonArray *
_sp_classic_run_take_outputs (SpClassicRun  *self,
                              JsonArray     *outputs,
                              GError       **error)
{
  g_autoptr(JsonArray) input = json_array_new ();

  if (!g_str_equal (sp_classic_run_get_status (self), "requires_action"))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_request_error", NULL,
                            "The run does not wait for outputs: it is “%s”.",
                            sp_classic_run_get_status (self));
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (self->calls); i++)
    {
      JsonObject *call = json_array_get_object_element (self->calls, i);
      const char *id = json_object_get_string_member (call, "id");
      const char *text = find_output (outputs, id);
      JsonObject *item;

      if (text == NULL)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "tool_outputs",
                                "The output of the call “%s” is missing: all are wanted at once.", id);
          return NULL;
        }
      item = json_object_new ();
      json_object_set_string_member (item, "type", "function_call_output");
      json_object_set_string_member (item, "call_id", id);
      json_object_set_string_member (item, "output", text);
      json_array_add_object_element (input, item);
    }

  return g_steal_pointer (&input);
}

/* Goes on with a new response, which has the outputs. */
void
_sp_classic_run_resume (SpClassicRun *self,
                        JsonArray    *outputs,
                        SpRun        *response)
{
  g_autoptr(JsonObject) step = g_steal_pointer (&self->calls_step);

  for (guint i = 0; i < json_array_get_length (self->calls); i++)
    {
      JsonObject *call = json_array_get_object_element (self->calls, i);

      json_object_set_string_member (json_object_get_object_member (call, "function"), "output",
                                     find_output (outputs, json_object_get_string_member (call, "id")));
    }
  g_clear_pointer (&self->calls, json_array_unref);
  self->calls = json_array_new ();
  if (step != NULL)
    _sp_classic_run_end_step (self, step, "completed", NULL);

  json_object_set_null_member (self->json, "required_action");
  json_object_set_string_member (self->json, "status", "queued");
  _sp_classic_run_store (self, "run", self->json);
  _sp_classic_run_follow (self, response);
}

/**
 * sp_classic_run_get_id:
 * @self: a run
 *
 * Returns: (transfer none): its id
 */
const char *
sp_classic_run_get_id (SpClassicRun *self)
{
  g_return_val_if_fail (SP_IS_CLASSIC_RUN (self), NULL);

  return json_object_get_string_member (self->json, "id");
}

/**
 * sp_classic_run_get_status:
 * @self: a run
 *
 * Returns: (transfer none): one of the states of agents-v1.md 5.3
 */
const char *
sp_classic_run_get_status (SpClassicRun *self)
{
  g_return_val_if_fail (SP_IS_CLASSIC_RUN (self), NULL);

  return json_object_get_string_member (self->json, "status");
}

/**
 * sp_classic_run_dup_json:
 * @self: a run
 *
 * Returns: (transfer full): the run as it is now
 */
JsonObject *
sp_classic_run_dup_json (SpClassicRun *self)
{
  g_return_val_if_fail (SP_IS_CLASSIC_RUN (self), NULL);

  return sp_json_object_copy (self->json);
}
