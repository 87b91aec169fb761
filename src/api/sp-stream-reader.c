/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the stream of a response to its end: bytes → SpSseParser → SpStreamDecoder, on the caller's main context. What
 * one reading brings is applied at once, so that the view draws once for it. */

#include "config.h"

#include "api/sp-stream-reader.h"

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "wire/sp-sse-parser.h"

#define CHUNK (64 * 1024)

typedef struct
{
  SpSseParser     *parser;   /* (owned) */
  SpStreamDecoder *decoder;  /* (owned) */
} Run;

static void read_next (GTask *task);

static void
run_free (Run *run)
{
  g_clear_pointer (&run->parser, sp_sse_parser_free);
  g_clear_object (&run->decoder);
  g_free (run);
}

static gboolean
event_cb (const char  *name,
          const char  *data,
          gsize        length,
          gpointer     user_data,
          GError     **error)
{
  return sp_stream_decoder_push (SP_STREAM_DECODER (user_data), name, data, (gssize) length, error);
}

/* The end without an end: the response may go on without us. */
static void
finish (GTask        *task,
        const GError *cause)
{
  Run *run = g_task_get_task_data (task);

  sp_stream_decoder_flush (run->decoder);
  if (sp_stream_decoder_has_ended (run->decoder))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (cause));
  else
    g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_INTERRUPTED, _("The answer broke off: %s"),
                             cause != NULL ? cause->message : _("the connection was closed"));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  gboolean ok = FALSE;

  if (size > 0)
    ok = sp_sse_parser_feed (run->parser, data, size, event_cb, run->decoder, &error);
  else if (bytes != NULL)
    sp_sse_parser_finish (run->parser, event_cb, run->decoder, &error);

  if (ok && !sp_stream_decoder_has_ended (run->decoder))
    read_next (g_steal_pointer (&task));
  else
    finish (task, error);
}

static void
read_next (GTask *task)
{
  GInputStream *stream = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, cancellable, read_cb, task);
}

/**
 * sp_stream_reader_run_async:
 * @stream: the body of a response's stream
 * @decoder: what applies its events
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the stream has ended
 * @user_data: for @callback
 */
void
sp_stream_reader_run_async (GInputStream        *stream,
                            SpStreamDecoder     *decoder,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Run *run = NULL;

  g_return_if_fail (G_IS_INPUT_STREAM (stream));
  g_return_if_fail (SP_IS_STREAM_DECODER (decoder));

  task = g_task_new (stream, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_stream_reader_run_async);
  run = g_new0 (Run, 1);
  run->parser = sp_sse_parser_new (SP_SSE_MAX_EVENT);
  run->decoder = g_object_ref (decoder);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  read_next (g_steal_pointer (&task));
}

/**
 * sp_stream_reader_run_finish:
 *
 * Returns: %TRUE when the response has ended; else %FALSE with @error: SP_API_ERROR_INTERRUPTED when the stream broke
 *   or could not be read on
 */
gboolean
sp_stream_reader_run_finish (GInputStream  *stream,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
