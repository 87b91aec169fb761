/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-run-private.h"

#include "base/sp-json.h"

/* One response while it is made: its object, its items, its events. What
 * happens is collected and then, once per turn of the main loop, written in one
 * transaction and only then shown to those who listen: nobody ever sees what a
 * restarted service would not know.
 *
 * The engine owns the runs; a listener may hold a reference for as long as it
 * likes. Main thread only. A run ends exactly once; after that, nothing that
 * still arrives from a model or a cell changes it. */

typedef enum
{
  STATE_WAITING,  /* behind another run of its conversation */
  STATE_RUNNING,
  STATE_ENDED,
} State;

struct _SpRun
{
  GObject       parent_instance;

  SpRequest    *request;
  SpStore      *store;
  GCancellable *cancellable;
  JsonObject   *response;        /* without output */
  GPtrArray    *items;           /* of JsonObject: the output so far */
  GHashTable   *unsaved;         /* the items that changed since the last flush */
  GQueue        events;          /* of JsonObject: not yet written and shown */
  GQueue        unwritten;       /* of JsonObject: shown, but the disk did not take them */
  gint64        sequence;        /* of the next event */
  guint         flush_source;
  gint64        input_tokens;
  gint64        output_tokens;
  gint64        reasoning_tokens;
  State         state;
  guint         response_unsaved : 1;
  guint         flushing : 1;
};

enum
{
  ITEMS_ENDING,
  EVENT,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpRun, sp_run, G_TYPE_OBJECT)

static void
sp_run_dispose (GObject *object)
{
  SpRun *self = SP_RUN (object);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_queue_clear_full (&self->events, (GDestroyNotify) json_object_unref);
  g_queue_clear_full (&self->unwritten, (GDestroyNotify) json_object_unref);

  G_OBJECT_CLASS (sp_run_parent_class)->dispose (object);
}

static void
sp_run_finalize (GObject *object)
{
  SpRun *self = SP_RUN (object);

  g_clear_pointer (&self->request, sp_request_free);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->response, json_object_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->unsaved, g_hash_table_unref);

  G_OBJECT_CLASS (sp_run_parent_class)->finalize (object);
}

static void
sp_run_class_init (SpRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_run_dispose;
  object_class->finalize = sp_run_finalize;

  /**
   * SpRun::items-ending:
   *
   * The run is about to end: who has an item open closes it now.
   */
  signals[ITEMS_ENDING] = g_signal_new ("items-ending", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SpRun::event:
   * @self: the run
   * @event: the event as the response's creator sees it
   */
  signals[EVENT] = g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);

  /**
   * SpRun::ended:
   *
   * The last event was shown; the status is final.
   */
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_run_init (SpRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->unsaved = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->events);
  g_queue_init (&self->unwritten);
}

/* Makes the run of a checked request; @waits when it begins behind another. */
SpRun *
_sp_run_new (SpRequest *request,
             SpStore   *store,
             gboolean   waits)
{
  SpRun *self = g_object_new (SP_TYPE_RUN, NULL);

  self->request = request;
  self->store = g_object_ref (store);
  self->response = sp_request_make_response (request,
                                             waits || request->background ? "queued" : "in_progress");

  return self;
}

SpRequest *
_sp_run_get_request (SpRun *self)
{
  return self->request;
}

SpStore *
_sp_run_get_store (SpRun *self)
{
  return self->store;
}

GCancellable *
_sp_run_get_cancellable (SpRun *self)
{
  return self->cancellable;
}

/* The live response object, without output. */
JsonObject *
_sp_run_get_response (SpRun *self)
{
  return self->response;
}

gboolean
_sp_run_is_started (SpRun *self)
{
  return self->state != STATE_WAITING;
}

static gboolean
store_inputs (SpRun       *self,
              GPtrArray   *inputs,
              GError     **error)
{
  for (guint i = 0; i < inputs->len; i++)
    {
      JsonObject *item = g_ptr_array_index (inputs, i);
      const char *item_id = json_object_get_string_member (item, "id");

      if (!sp_store_put_item (self->store, item, error))
        return FALSE;

      /* Without a stored response the conversation alone remembers what was said. */
      if (self->request->store
          ? !sp_store_add_response_input (self->store, sp_run_get_id (self), item_id, error)
          : self->request->conversation_id != NULL &&
            !sp_store_link_item (self->store, self->request->conversation_id, item_id, error))
        return FALSE;
    }

  return TRUE;
}

/* Stores the response and what goes in, before its id is given to anybody. */
gboolean
_sp_run_store_new (SpRun      *self,
                   GPtrArray  *inputs,
                   GError    **error)
{
  gboolean stored;

  if (!self->request->store && self->request->conversation_id == NULL)
    return TRUE;

  if (!sp_store_begin (self->store, error))
    return FALSE;

  stored = (!self->request->store ||
            sp_store_add_response (self->store, self->response, self->request->include, error)) &&
           store_inputs (self, inputs, error);

  return sp_store_end (self->store, stored, stored ? error : NULL);
}

static gboolean
save_items (SpRun   *self,
            GError **error)
{
  SpRequest *request = self->request;

  /* In their order: it becomes the order of the conversation. */
  for (guint i = 0; i < self->items->len; i++)
    {
      JsonObject *item = g_ptr_array_index (self->items, i);
      const char *id = json_object_get_string_member (item, "id");

      if (!g_hash_table_contains (self->unsaved, item))
        continue;

      if (!sp_store_put_item (self->store, item, error) ||
          (request->store &&
           !sp_store_add_response_output (self->store, sp_run_get_id (self), id, i, error)) ||
          (request->conversation_id != NULL &&
           !sp_store_link_item (self->store, request->conversation_id, id, error)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
save_events (SpRun   *self,
             GQueue  *events,
             GError **error)
{
  for (GList *l = events->head; l != NULL; l = l->next)
    if (!sp_store_add_event (self->store, sp_run_get_id (self), l->data, error))
      return FALSE;

  return TRUE;
}

static gboolean
save_all (SpRun   *self,
          GError **error)
{
  if (!save_items (self, error))
    return FALSE;

  if (!self->request->store)
    return TRUE;

  if (!save_events (self, &self->unwritten, error) || !save_events (self, &self->events, error))
    return FALSE;

  return !self->response_unsaved || sp_store_update_response (self->store, self->response, error);
}

static void
sp_run_save (SpRun *self)
{
  g_autoptr(GError) error = NULL;
  gboolean saved = TRUE;

  if (self->request->store || self->request->conversation_id != NULL)
    {
      saved = sp_store_begin (self->store, &error);
      if (saved)
        {
          saved = save_all (self, &error);
          saved = sp_store_end (self->store, saved, saved ? &error : NULL);
        }
    }

  /* A full disk may have room again: what could not be written goes with what comes next. */
  if (!saved)
    {
      g_message ("Keeping the events of a response: %s", error->message);
      for (GList *l = self->events.head; l != NULL; l = l->next)
        g_queue_push_tail (&self->unwritten, json_object_ref (l->data));
      return;
    }

  g_queue_clear_full (&self->unwritten, (GDestroyNotify) json_object_unref);
  g_hash_table_remove_all (self->unsaved);
  self->response_unsaved = FALSE;
}

/* Writes what has happened and then shows it. */
void
_sp_run_flush (SpRun *self)
{
  g_autoptr(SpRun) alive = g_object_ref (self);
  GQueue shown = G_QUEUE_INIT;
  JsonObject *event;

  g_clear_handle_id (&self->flush_source, g_source_remove);

  /* A listener that reads from the store flushes again: the outer call goes on showing. */
  if (self->flushing || g_queue_is_empty (&self->events))
    return;

  self->flushing = TRUE;
  sp_run_save (self);
  shown = self->events;
  g_queue_init (&self->events);

  while ((event = g_queue_pop_head (&shown)) != NULL)
    {
      g_autoptr(JsonObject) whole = event;
      g_autoptr(JsonObject) seen = sp_include_event (self->request->include, whole);

      g_signal_emit (self, signals[EVENT], 0, seen);
    }

  self->flushing = FALSE;
}

static gboolean
flush_cb (gpointer user_data)
{
  SpRun *self = SP_RUN (user_data);

  self->flush_source = 0;
  _sp_run_flush (self);

  return G_SOURCE_REMOVE;
}

/* A new event object with its type, for _sp_run_emit(). */
JsonObject *
_sp_run_new_event (const char *type)
{
  JsonObject *event = json_object_new ();

  json_object_set_string_member (event, "type", type);

  return event;
}

/* Takes @event, numbers it, and has it written and shown soon. */
void
_sp_run_emit (SpRun      *self,
              JsonObject *event)
{
  json_object_set_int_member (event, "sequence_number", self->sequence++);
  g_queue_push_tail (&self->events, event);

  if (self->flush_source == 0)
    self->flush_source = g_idle_add_full (G_PRIORITY_DEFAULT, flush_cb, self, NULL);
}

static void
emit_response (SpRun      *self,
               const char *type)
{
  JsonObject *event = _sp_run_new_event (type);

  json_object_set_object_member (event, "response", sp_run_dup_response (self));
  _sp_run_emit (self, event);
}

static void
set_status (SpRun      *self,
            const char *status)
{
  json_object_set_string_member (self->response, "status", status);
  self->response_unsaved = TRUE;
}

/* The first events: the response is there, and whether it waits. */
void
_sp_run_announce (SpRun *self)
{
  emit_response (self, "response.created");
  if (g_str_equal (sp_run_get_status (self), "queued"))
    emit_response (self, "response.queued");
}

/* It is this run's turn. */
void
_sp_run_start (SpRun *self)
{
  g_autoptr(GError) error = NULL;

  g_assert (self->state == STATE_WAITING);

  self->state = STATE_RUNNING;
  set_status (self, "in_progress");

  if (self->request->store && self->request->conversation_id != NULL &&
      !sp_store_link_response_inputs (self->store, sp_run_get_id (self),
                                      self->request->conversation_id, &error))
    g_warning ("Adding a message to its conversation: %s", error->message);

  emit_response (self, "response.in_progress");
}

/* Takes @item as the next of the output and announces it; returns its index. */
guint
_sp_run_add_item (SpRun      *self,
                  JsonObject *item)
{
  JsonObject *event = _sp_run_new_event ("response.output_item.added");
  JsonObject *agent = sp_json_peek_object (self->response, "agent_reference");
  guint output_index = self->items->len;

  json_object_set_string_member (item, "response_id", sp_run_get_id (self));
  if (agent != NULL)
    json_object_set_object_member (item, "agent_reference", json_object_ref (agent));

  g_ptr_array_add (self->items, item);
  g_hash_table_add (self->unsaved, item);

  json_object_set_int_member (event, "output_index", output_index);
  json_object_set_object_member (event, "item", sp_json_object_copy (item));
  _sp_run_emit (self, event);

  return output_index;
}

/* The item has its final form. */
void
_sp_run_finish_item (SpRun *self,
                     guint  output_index)
{
  JsonObject *item = g_ptr_array_index (self->items, output_index);
  JsonObject *event = _sp_run_new_event ("response.output_item.done");

  g_hash_table_add (self->unsaved, item);
  json_object_set_int_member (event, "output_index", output_index);
  json_object_set_object_member (event, "item", json_object_ref (item));
  _sp_run_emit (self, event);
}

guint
_sp_run_get_n_items (SpRun *self)
{
  return self->items->len;
}

JsonObject *
_sp_run_get_item (SpRun *self,
                  guint  output_index)
{
  return g_ptr_array_index (self->items, output_index);
}

/* Adds what one call of the model used. */
void
_sp_run_add_usage (SpRun  *self,
                   gint64  input_tokens,
                   gint64  output_tokens,
                   gint64  reasoning_tokens)
{
  self->input_tokens += input_tokens;
  self->output_tokens += output_tokens;
  self->reasoning_tokens += reasoning_tokens;
}

static void
set_usage (SpRun *self)
{
  JsonObject *usage = json_object_new ();
  JsonObject *input_details = json_object_new ();
  JsonObject *output_details = json_object_new ();

  json_object_set_int_member (input_details, "cached_tokens", 0);
  json_object_set_int_member (output_details, "reasoning_tokens", self->reasoning_tokens);
  json_object_set_int_member (usage, "input_tokens", self->input_tokens);
  json_object_set_object_member (usage, "input_tokens_details", input_details);
  json_object_set_int_member (usage, "output_tokens", self->output_tokens);
  json_object_set_object_member (usage, "output_tokens_details", output_details);
  json_object_set_int_member (usage, "total_tokens", self->input_tokens + self->output_tokens);
  json_object_set_object_member (self->response, "usage", usage);
}

/* Every end comes through here: the open items are closed, the last event goes
 * out, and what still works for this run is told to stop. */
static void
end_run (SpRun      *self,
         const char *status,
         const char *event_type)
{
  g_autoptr(SpRun) alive = g_object_ref (self);
  g_autoptr(GError) error = NULL;

  g_assert (self->state != STATE_ENDED);

  g_signal_emit (self, signals[ITEMS_ENDING], 0);

  /* One that never had its turn: what was said still belongs to the conversation. */
  if (self->state == STATE_WAITING && self->request->store && self->request->conversation_id != NULL &&
      !sp_store_link_response_inputs (self->store, sp_run_get_id (self),
                                      self->request->conversation_id, &error))
    g_message ("Adding a message to its conversation: %s", error->message);

  self->state = STATE_ENDED;
  set_usage (self);
  json_object_set_int_member (self->response, "completed_at", g_get_real_time () / G_USEC_PER_SEC);
  set_status (self, status);
  emit_response (self, event_type);

  g_cancellable_cancel (self->cancellable);
  _sp_run_flush (self);
  g_signal_emit (self, signals[ENDED], 0);
}

/* The model has answered. */
void
_sp_run_complete (SpRun *self)
{
  if (self->state != STATE_ENDED)
    end_run (self, "completed", "response.completed");
}

/* Something stopped it on the way; @words says what, for people. */
void
_sp_run_stop_incomplete (SpRun      *self,
                         const char *reason,
                         const char *words)
{
  JsonObject *details;

  if (self->state == STATE_ENDED)
    return;

  details = json_object_new ();
  json_object_set_string_member (details, "reason", reason);
  if (words != NULL)
    json_object_set_string_member (details, "message", words);
  json_object_set_object_member (self->response, "incomplete_details", details);
  end_run (self, "incomplete", "response.incomplete");
}

/* It cannot be made; @words says why and what to do, for people. */
void
_sp_run_fail (SpRun      *self,
              const char *code,
              const char *words)
{
  JsonObject *error;

  if (self->state == STATE_ENDED)
    return;

  error = json_object_new ();
  json_object_set_string_member (error, "code", code);
  json_object_set_string_member (error, "message", words);
  json_object_set_object_member (self->response, "error", error);
  end_run (self, "failed", "response.failed");
}

/* Somebody stopped it. The reference has no event of its own for this: streams
 * end with response.incomplete, whose response has the status "cancelled". */
void
_sp_run_cancel (SpRun *self)
{
  if (self->state != STATE_ENDED)
    end_run (self, "cancelled", "response.incomplete");
}

/**
 * sp_run_get_id:
 * @self: a run
 *
 * Returns: (transfer none): the response's id
 */
const char *
sp_run_get_id (SpRun *self)
{
  g_return_val_if_fail (SP_IS_RUN (self), NULL);

  return json_object_get_string_member (self->response, "id");
}

/**
 * sp_run_get_conversation_id:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the conversation that it belongs to
 */
const char *
sp_run_get_conversation_id (SpRun *self)
{
  g_return_val_if_fail (SP_IS_RUN (self), NULL);

  return self->request->conversation_id;
}

/**
 * sp_run_get_status:
 * @self: a run
 *
 * Returns: (transfer none): "queued", "in_progress", "completed", "failed",
 *   "incomplete" or "cancelled"
 */
const char *
sp_run_get_status (SpRun *self)
{
  g_return_val_if_fail (SP_IS_RUN (self), NULL);

  return json_object_get_string_member (self->response, "status");
}

/**
 * sp_run_is_ended:
 * @self: a run
 *
 * Returns: whether the status is final
 */
gboolean
sp_run_is_ended (SpRun *self)
{
  g_return_val_if_fail (SP_IS_RUN (self), TRUE);

  return self->state == STATE_ENDED;
}

/**
 * sp_run_get_include:
 * @self: a run
 *
 * Returns: what the response's creator asked to see
 */
SpInclude
sp_run_get_include (SpRun *self)
{
  g_return_val_if_fail (SP_IS_RUN (self), SP_INCLUDE_NONE);

  return self->request->include;
}

/**
 * sp_run_dup_response:
 * @self: a run
 *
 * Returns: (transfer full): the response as it is now, with its whole items;
 *   pass it through sp_include_response() before it is shown
 */
JsonObject *
sp_run_dup_response (SpRun *self)
{
  JsonObject *response;
  JsonArray *output;

  g_return_val_if_fail (SP_IS_RUN (self), NULL);

  response = sp_json_object_copy (self->response);
  output = json_array_sized_new (self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    json_array_add_object_element (output, sp_json_object_copy (g_ptr_array_index (self->items, i)));
  json_object_set_array_member (response, "output", output);

  return response;
}
