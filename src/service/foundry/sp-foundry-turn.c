/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-turn.h"

#include "service/http/sp-http-event-writer.h"

/* Ties one exchange to one response: waits for its end or streams its events,
 * and stops a response in the foreground whose client has gone, because that is
 * how clients stop it (foundry-v2.md 5.9). Holds itself until the exchange is
 * closed; main thread. */

struct _SpFoundryTurn
{
  GObject            parent_instance;

  SpHttpExchange    *exchange;     /* (owned) (nullable) */
  SpEngine          *engine;       /* (owned) */
  SpRun             *run;          /* (owned) (nullable): NULL once it has ended */
  char              *response_id;  /* (owned) */
  SpInclude          include;
  SpFoundryTurnMode  mode;
  SpHttpEventWriter *writer;       /* (owned) (nullable) while it streams */
  GQueue             unstored;     /* (owned) of JsonObject: events that the store does not keep */

  guint              is_stored : 1;
};

G_DEFINE_FINAL_TYPE (SpFoundryTurn, sp_foundry_turn, G_TYPE_OBJECT)

/* Of a response with "store": false only what the signals say can be had. What waits here is at
 * most the one response. */
static JsonArray *
sp_foundry_turn_take_unstored (SpFoundryTurn *self,
                               guint          max)
{
  JsonArray *events = json_array_new ();

  for (guint i = 0; i < max && !g_queue_is_empty (&self->unstored); i++)
    json_array_add_object_element (events, g_queue_pop_head (&self->unstored));
  return events;
}

static void
sp_foundry_turn_respond (SpHttpExchange *exchange,
                         SpRun          *run)
{
  g_autoptr(JsonObject) whole = sp_run_dup_response (run);

  sp_http_exchange_respond_result (exchange, sp_include_response (sp_run_get_include (run), whole),
                                   NULL);
}

static JsonArray *
read_events (gint64     after,
             guint      max,
             gpointer   user_data,
             GError   **error)
{
  SpFoundryTurn *self = user_data;

  if (!self->is_stored)
    return sp_foundry_turn_take_unstored (self, max);
  return sp_engine_read_events (self->engine, self->response_id, after, max, self->include, error);
}

static void
event_cb (SpRun         *run,
          JsonObject    *event,
          SpFoundryTurn *self)
{
  if (self->writer == NULL)
    return;

  if (!self->is_stored)
    g_queue_push_tail (&self->unstored, json_object_ref (event));
  sp_http_event_writer_wake (self->writer);
}

static void
ended_cb (SpRun         *run,
          SpFoundryTurn *self)
{
  g_autoptr(SpFoundryTurn) guard = g_object_ref (self);

  if (self->writer != NULL)
    sp_http_event_writer_end (self->writer);
  else if (self->exchange != NULL)
    sp_foundry_turn_respond (self->exchange, run);

  g_clear_object (&self->run);
}

static void
closed_cb (SpHttpExchange *exchange,
           SpFoundryTurn  *data)
{
  g_autoptr(SpFoundryTurn) self = data;
  g_autoptr(SpRun) run = g_steal_pointer (&self->run);

  g_signal_handlers_disconnect_by_data (exchange, self);
  g_clear_object (&self->writer);
  g_clear_object (&self->exchange);
  if (run == NULL)
    return;

  g_signal_handlers_disconnect_by_data (run, self);
  if (self->mode != SP_FOUNDRY_TURN_WATCH && !sp_run_is_ended (run))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonObject) response = sp_engine_cancel_response (self->engine, self->response_id,
                                                                  &error);

      if (response == NULL)
        g_warning ("A response whose client went away could not be stopped: %s", error->message);
    }
}

static void
sp_foundry_turn_finalize (GObject *object)
{
  SpFoundryTurn *self = SP_FOUNDRY_TURN (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->run);
  g_clear_object (&self->writer);
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->response_id, g_free);
  g_queue_clear_full (&self->unstored, (GDestroyNotify) json_object_unref);

  G_OBJECT_CLASS (sp_foundry_turn_parent_class)->finalize (object);
}

static void
sp_foundry_turn_class_init (SpFoundryTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_foundry_turn_finalize;
}

static void
sp_foundry_turn_init (SpFoundryTurn *self)
{
  g_queue_init (&self->unstored);
  self->is_stored = TRUE;
}

/* The reference that it returns belongs to closed_cb(). */
static SpFoundryTurn *
sp_foundry_turn_start (SpHttpExchange    *exchange,
                       SpEngine          *engine,
                       SpRun             *run,
                       const char        *response_id,
                       SpFoundryTurnMode  mode,
                       gboolean           is_stored,
                       gint64             after,
                       SpInclude          include)
{
  SpFoundryTurn *self = g_object_new (SP_TYPE_FOUNDRY_TURN, NULL);

  self->exchange = g_object_ref (exchange);
  self->engine = g_object_ref (engine);
  self->response_id = g_strdup (response_id);
  self->mode = mode;
  self->is_stored = is_stored;
  self->include = include;
  g_signal_connect (exchange, "closed", G_CALLBACK (closed_cb), self);

  if (run != NULL && !sp_run_is_ended (run))
    {
      self->run = g_object_ref (run);
      g_signal_connect_object (run, "event", G_CALLBACK (event_cb), self, 0);
      g_signal_connect_object (run, "ended", G_CALLBACK (ended_cb), self, 0);
    }

  if (mode != SP_FOUNDRY_TURN_WAIT)
    {
      self->writer = sp_http_event_writer_new (exchange, after, read_events, self, NULL);
      if (self->run == NULL)
        sp_http_event_writer_end (self->writer);
    }
  else if (self->run == NULL)
    {
      sp_foundry_turn_respond (exchange, run);
    }

  return self;
}

/**
 * sp_foundry_turn_follow:
 * @exchange: to be answered
 * @engine: the engine
 * @run: a response that was just created
 * @mode: how to answer
 * @is_stored: whether the store keeps it
 *
 * Answers @exchange with @run, from its beginning. Must be called before the main loop runs again.
 */
void
sp_foundry_turn_follow (SpHttpExchange    *exchange,
                        SpEngine          *engine,
                        SpRun             *run,
                        SpFoundryTurnMode  mode,
                        gboolean           is_stored)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (exchange));
  g_return_if_fail (SP_IS_ENGINE (engine));
  g_return_if_fail (SP_IS_RUN (run));

  sp_foundry_turn_start (exchange, engine, run, sp_run_get_id (run), mode, is_stored, -1,
                         sp_run_get_include (run));
}

/**
 * sp_foundry_turn_resume:
 * @exchange: to be answered
 * @engine: the engine
 * @response_id: a response that exists, running or not
 * @after: the number of the last event that the client has, or -1
 * @include: what the events shall show
 *
 * Answers @exchange with the events of a response from @after on, those to come included.
 */
void
sp_foundry_turn_resume (SpHttpExchange *exchange,
                        SpEngine       *engine,
                        const char     *response_id,
                        gint64          after,
                        SpInclude       include)
{
  g_return_if_fail (SP_IS_HTTP_EXCHANGE (exchange));
  g_return_if_fail (SP_IS_ENGINE (engine));
  g_return_if_fail (response_id != NULL);

  sp_foundry_turn_start (exchange, engine, sp_engine_get_run (engine, response_id), response_id,
                         SP_FOUNDRY_TURN_WATCH, TRUE, after, include);
}
