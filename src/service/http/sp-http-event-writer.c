/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-event-writer.h"

#include "base/sp-json.h"

/* Writes stored events as server-sent events. It keeps none of them: it asks
 * its source for some, sends them, and asks again when they have gone out. A
 * reader that is slow, or that stops, costs one batch of memory and nothing
 * else, and gets every event all the same. The handler of the exchange holds
 * it; main thread. */

#define MAX_BATCH 64

struct _SpHttpEventWriter
{
  GObject            parent_instance;

  SpHttpExchange    *exchange;   /* (owned) */
  SpHttpEventSource  source;
  gpointer           user_data;  /* (owned) by destroy */
  GDestroyNotify     destroy;
  gint64             after;      /* number of the last event sent */

  guint              busy : 1;   /* a batch is going out */
  guint              ended : 1;  /* the source will get no more */
};

G_DEFINE_FINAL_TYPE (SpHttpEventWriter, sp_http_event_writer, G_TYPE_OBJECT)

static GBytes *
sp_http_event_writer_take_batch (SpHttpEventWriter *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonArray) events = self->source (self->after, MAX_BATCH, self->user_data, &error);
  GString *text = g_string_new (NULL);

  if (events == NULL)
    {
      g_autoptr(JsonObject) event = json_object_new ();
      g_autofree char *frame = NULL;

      json_object_set_string_member (event, "type", "error");
      json_object_set_string_member (event, "code", "server_error");
      json_object_set_string_member (event, "message", error->message);
      json_object_set_null_member (event, "param");
      json_object_set_int_member (event, "sequence_number", self->after + 1);
      frame = sp_http_event_writer_frame (event);
      g_string_append (text, frame);
      self->ended = TRUE;
      self->source = NULL;
    }

  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      g_autofree char *frame = sp_http_event_writer_frame (event);

      g_string_append (text, frame);
      self->after = sp_json_peek_int (event, "sequence_number", self->after + 1);
    }

  return g_string_free_to_bytes (text);
}

static void
sp_http_event_writer_pump (SpHttpEventWriter *self)
{
  g_autoptr(GBytes) bytes = NULL;

  if (self->busy || sp_http_exchange_is_closed (self->exchange))
    return;

  /* Busy from here on: asking the source may make it say that it has more. */
  self->busy = TRUE;
  if (self->source != NULL)
    bytes = sp_http_event_writer_take_batch (self);

  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    sp_http_exchange_write (self->exchange, bytes);
  else if (self->ended)
    sp_http_exchange_end_stream (self->exchange);
  else
    self->busy = FALSE;
}

static void
drained_cb (SpHttpExchange    *exchange,
            SpHttpEventWriter *self)
{
  self->busy = FALSE;
  sp_http_event_writer_pump (self);
}

static void
sp_http_event_writer_finalize (GObject *object)
{
  SpHttpEventWriter *self = SP_HTTP_EVENT_WRITER (object);

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_clear_object (&self->exchange);

  G_OBJECT_CLASS (sp_http_event_writer_parent_class)->finalize (object);
}

static void
sp_http_event_writer_class_init (SpHttpEventWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_http_event_writer_finalize;
}

static void
sp_http_event_writer_init (SpHttpEventWriter *self)
{
}

/**
 * sp_http_event_writer_new:
 * @exchange: to be answered with a stream
 * @after: the number of the last event that the client has, or -1
 * @source: gives the events
 * @user_data: handed to @source
 * @destroy: (nullable): frees @user_data
 *
 * Begins the stream and sends what is there.
 *
 * Returns: (transfer full): the writer
 */
SpHttpEventWriter *
sp_http_event_writer_new (SpHttpExchange    *exchange,
                          gint64             after,
                          SpHttpEventSource  source,
                          gpointer           user_data,
                          GDestroyNotify     destroy)
{
  SpHttpEventWriter *self;

  g_return_val_if_fail (SP_IS_HTTP_EXCHANGE (exchange), NULL);
  g_return_val_if_fail (source != NULL, NULL);

  self = g_object_new (SP_TYPE_HTTP_EVENT_WRITER, NULL);
  self->exchange = g_object_ref (exchange);
  self->after = after;
  self->source = source;
  self->user_data = user_data;
  self->destroy = destroy;
  g_signal_connect_object (exchange, "drained", G_CALLBACK (drained_cb), self, 0);

  sp_http_exchange_set_header (exchange, "Cache-Control", "no-cache");
  sp_http_exchange_begin_stream (exchange, 200, "text/event-stream; charset=utf-8", -1);
  sp_http_event_writer_pump (self);
  return self;
}

/**
 * sp_http_event_writer_wake:
 * @self: a writer
 *
 * Says that the source has more.
 */
void
sp_http_event_writer_wake (SpHttpEventWriter *self)
{
  g_return_if_fail (SP_IS_HTTP_EVENT_WRITER (self));

  sp_http_event_writer_pump (self);
}

/**
 * sp_http_event_writer_end:
 * @self: a writer
 *
 * Says that the source will get no more; what it has is still sent.
 */
void
sp_http_event_writer_end (SpHttpEventWriter *self)
{
  g_return_if_fail (SP_IS_HTTP_EVENT_WRITER (self));

  self->ended = TRUE;
  sp_http_event_writer_pump (self);
}

/**
 * sp_http_event_writer_frame:
 * @event: an event with a "type"
 *
 * Returns: (transfer full): the event as it stands in a stream
 */
char *
sp_http_event_writer_frame (JsonObject *event)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  json = sp_json_object_to_string (event);
  return g_strdup_printf ("event: %s\ndata: %s\n\n", sp_json_peek_string (event, "type", "message"),
                          json);
}
