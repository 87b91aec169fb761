/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-stream.h"

#include "base/sp-json.h"

/* Answers one exchange with the events of a run. They have no numbers and cannot
 * be taken up again, so what a slow reader has not got yet waits here: at most
 * what the run says. A reader that goes away does not stop the run. Holds itself
 * until the exchange is closed; main thread. */

struct _SpClassicStream
{
  GObject         parent_instance;

  SpHttpExchange *exchange;  /* (owned) */
  SpClassicRun   *run;       /* (owned) */
  GString        *waiting;   /* (owned) frames that have not gone out */

  guint           busy : 1;
  guint           ended : 1;
};

G_DEFINE_FINAL_TYPE (SpClassicStream, sp_classic_stream, G_TYPE_OBJECT)

static void
sp_classic_stream_pump (SpClassicStream *self)
{
  g_autoptr(GBytes) bytes = NULL;

  if (self->busy || sp_http_exchange_is_closed (self->exchange))
    return;

  if (self->waiting->len > 0)
    {
      self->busy = TRUE;
      bytes = g_bytes_new (self->waiting->str, self->waiting->len);
      g_string_truncate (self->waiting, 0);
      sp_http_exchange_write (self->exchange, bytes);
    }
  else if (self->ended)
    {
      self->busy = TRUE;
      sp_http_exchange_end_stream (self->exchange);
    }
}

static void
sp_classic_stream_add (SpClassicStream *self,
                       const char      *name,
                       const char      *data)
{
  g_string_append_printf (self->waiting, "event: %s\ndata: %s\n\n", name, data);
}

static void
sp_classic_stream_add_object (SpClassicStream *self,
                              const char      *name,
                              JsonObject      *object)
{
  g_autofree char *data = sp_json_object_to_string (object);

  sp_classic_stream_add (self, name, data);
}

static void
event_cb (SpClassicRun    *run,
          const char      *name,
          const char      *data,
          SpClassicStream *self)
{
  if (self->ended)
    return;

  sp_classic_stream_add (self, name, data);
  sp_classic_stream_pump (self);
}

static void
ended_cb (SpClassicRun    *run,
          SpClassicStream *self)
{
  if (self->ended)
    return;

  sp_classic_stream_add (self, "done", "[DONE]");
  self->ended = TRUE;
  sp_classic_stream_pump (self);
}

static void
drained_cb (SpHttpExchange  *exchange,
            SpClassicStream *self)
{
  self->busy = FALSE;
  sp_classic_stream_pump (self);
}

static void
closed_cb (SpHttpExchange  *exchange,
           SpClassicStream *data)
{
  g_autoptr(SpClassicStream) self = data;

  g_signal_handlers_disconnect_by_data (self->exchange, self);
  g_signal_handlers_disconnect_by_data (self->run, self);
}

static void
sp_classic_stream_finalize (GObject *object)
{
  SpClassicStream *self = SP_CLASSIC_STREAM (object);

  g_clear_object (&self->exchange);
  g_clear_object (&self->run);
  g_string_free (self->waiting, TRUE);

  G_OBJECT_CLASS (sp_classic_stream_parent_class)->finalize (object);
}

static void
sp_classic_stream_class_init (SpClassicStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_classic_stream_finalize;
}

static void
sp_classic_stream_init (SpClassicStream *self)
{
  self->waiting = g_string_new (NULL);
}

/**
 * sp_classic_stream_start:
 * @exchange: to be answered
 * @run: a run that was just started or resumed
 * @thread: (nullable): the thread that was made with it
 * @is_new: whether the run was made by this request
 *
 * Answers @exchange with the events of @run. Must be called before the main loop runs again.
 */
void
sp_classic_stream_start (SpHttpExchange *exchange,
                         SpClassicRun   *run,
                         JsonObject     *thread,
                         gboolean        is_new)
{
  SpClassicStream *self;
  g_autoptr(JsonObject) json = NULL;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (exchange));
  g_return_if_fail (SP_IS_CLASSIC_RUN (run));

  self = g_object_new (SP_TYPE_CLASSIC_STREAM, NULL);
  self->exchange = g_object_ref (exchange);
  self->run = g_object_ref (run);
  g_signal_connect (exchange, "closed", G_CALLBACK (closed_cb), self);
  g_signal_connect (exchange, "drained", G_CALLBACK (drained_cb), self);
  g_signal_connect (run, "event", G_CALLBACK (event_cb), self);
  g_signal_connect (run, "ended", G_CALLBACK (ended_cb), self);

  json = sp_classic_run_dup_json (run);
  if (thread != NULL)
    sp_classic_stream_add_object (self, "thread.created", thread);
  if (is_new)
    sp_classic_stream_add_object (self, "thread.run.created", json);
  sp_classic_stream_add_object (self, "thread.run.queued", json);

  sp_http_exchange_set_header (exchange, "Cache-Control", "no-cache");
  sp_http_exchange_begin_stream (exchange, 200, "text/event-stream; charset=utf-8", -1);
  sp_classic_stream_pump (self);
}
