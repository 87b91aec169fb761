/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpTurnRunner: drives one turn to its end. Made by the workspace for one turn, lives on its main context, keeps itself
 * alive while it runs.
 *
 * A new turn goes UPLOADING → CREATING → STARTING, one that is found again begins at FOLLOWING. When the stream breaks
 * the runner pauses and follows again from the last event; a place that cannot do that is polled. A stop ends the turn
 * for the user at once; the runner goes on until the place knows it too. Everything that fails ends the turn with
 * words. */

#include "config.h"

#include "api/sp-turn-runner.h"

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-delay.h"
#include "wire/sp-stream-decoder.h"

/* How often in a row following fails before it is given up; the pauses add up to about half a minute. */
#define MAX_FAILURES 7
#define MAX_PAUSE_MS 8000

/* A place that does not tell the id of a response that is to be stopped is not waited for longer. */
#define STOP_WAIT_MS 10000

typedef enum
{
  PHASE_NEW,
  PHASE_UPLOADING,
  PHASE_CREATING,
  PHASE_STARTING,
  PHASE_FOLLOWING,
  PHASE_PAUSING,
  PHASE_POLLING,
  PHASE_ENDED,
} Phase;

struct _SpTurnRunner
{
  GObject parent_instance;

  SpBackend      *backend;
  SpConversation *conversation;
  SpTurn         *turn;
  SpMessage      *message;        /* (nullable): what begins the turn, NULL: it has begun */
  GTask          *task;           /* (nullable): while it runs */
  GCancellable   *cancellable;    /* of what is under way */
  gulong          turn_id_handler;
  gint64          sequence;       /* what following began with */
  guint           base_delay_ms;
  guint           n_failures;
  Phase           phase;
  guint           polls : 1;      /* following does not work here */
  guint           stopping : 1;
  guint           cancel_sent : 1;
};

static void upload_state_cb (SpTurnRunner *self);
static void created_cb      (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void started_cb      (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void found_cb        (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void followed_cb     (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void paused_cb       (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void polled_cb       (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void cancel_told_cb  (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);

G_DEFINE_FINAL_TYPE (SpTurnRunner, sp_turn_runner, G_TYPE_OBJECT)

static void
sp_turn_runner_end (SpTurnRunner *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;

  self->phase = PHASE_ENDED;
  g_clear_signal_handler (&self->turn_id_handler, self->turn);
  sp_stream_decoder_close_items (self->conversation, self->turn);
  g_task_return_boolean (task, TRUE);
}

static void
sp_turn_runner_fail (SpTurnRunner *self,
                     const GError *error)
{
  const char *code = sp_api_error_get_code (error);
  const char *request_id = sp_api_error_get_request_id (error);
  g_autofree char *message = NULL;

  if (code == NULL)
    code = g_error_matches (error, SP_API_ERROR, SP_API_ERROR_SERVICE) ? "service" : "connection";
  if (request_id != NULL)
    {
      /* translators: the first is what went wrong, the second an id to quote when asking for help */
      message = g_strdup_printf (_("%s (request %s)"), error->message, request_id);
    }
  sp_turn_fail (self->turn, code, message != NULL ? message : error->message);
  sp_turn_runner_end (self);
}

/* A stop that came in the middle of something ends here. */
static gboolean
sp_turn_runner_ended_by_stop (SpTurnRunner *self)
{
  if (self->task == NULL)
    return TRUE;
  if (!self->stopping || sp_turn_get_id (self->turn) != NULL)
    return FALSE;
  sp_turn_runner_end (self);
  return TRUE;
}

static void
sp_turn_runner_start (SpTurnRunner *self)
{
  self->phase = PHASE_STARTING;
  sp_turn_set_status (self->turn, SP_TURN_QUEUED);
  sp_backend_start_turn_async (self->backend, self->conversation, self->turn, self->message, self->cancellable,
                               started_cb, g_object_ref (self));
}

static void
sp_turn_runner_create (SpTurnRunner *self)
{
  if (sp_conversation_get_id (self->conversation) != NULL)
    {
      sp_turn_runner_start (self);
      return;
    }

  self->phase = PHASE_CREATING;
  sp_backend_create_conversation_async (self->backend, self->conversation, self->cancellable, created_cb,
                                        g_object_ref (self));
}

/* TRUE when all are there; ends the turn when one has failed. */
static gboolean
sp_turn_runner_check_uploads (SpTurnRunner *self)
{
  GListModel *files = sp_message_get_attachments (self->message);
  gboolean ready = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      SpFileState state = sp_file_get_state (file);

      if (state == SP_FILE_FAILED || state == SP_FILE_GONE)
        {
          const char *reason = sp_file_get_error_message (file);
          g_autofree char *words = g_strdup_printf (_("“%s” could not be uploaded: %s"), sp_file_get_filename (file),
                                                    reason != NULL ? reason : _("it is gone"));

          sp_turn_fail (self->turn, "upload_failed", words);
          sp_turn_runner_end (self);
          return FALSE;
        }
      ready = ready && state == SP_FILE_READY;
    }
  return ready;
}

static void
upload_state_cb (SpTurnRunner *self)
{
  if (self->phase == PHASE_UPLOADING && self->task != NULL && sp_turn_runner_check_uploads (self))
    sp_turn_runner_create (self);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = sp_backend_create_conversation_finish (SP_BACKEND (source), result, &error);

  if (sp_turn_runner_ended_by_stop (self))
    return;
  if (ok)
    sp_turn_runner_start (self);
  else
    sp_turn_runner_fail (self, error);
}

static void
sp_turn_runner_follow (SpTurnRunner *self)
{
  self->phase = self->polls ? PHASE_POLLING : PHASE_FOLLOWING;
  self->sequence = sp_turn_get_sequence (self->turn);
  if (self->polls)
    sp_backend_poll_turn_async (self->backend, self->conversation, self->turn, self->cancellable, polled_cb,
                                g_object_ref (self));
  else
    sp_backend_resume_turn_async (self->backend, self->conversation, self->turn, self->cancellable, followed_cb,
                                  g_object_ref (self));
}

static void
sp_turn_runner_pause (SpTurnRunner *self,
                      guint         milliseconds)
{
  self->phase = PHASE_PAUSING;
  sp_delay_async (milliseconds, self->cancellable, paused_cb, g_object_ref (self));
}

/* After a failure: pauses and tries again, or gives up. */
static void
sp_turn_runner_recover (SpTurnRunner *self,
                        const GError *error)
{
  guint pause = MIN (self->base_delay_ms << MIN (self->n_failures, 6u), MAX_PAUSE_MS);

  if (sp_turn_get_sequence (self->turn) > self->sequence)
    self->n_failures = 0;
  if (++self->n_failures <= MAX_FAILURES)
    {
      g_debug ("The stream broke off, trying again in %u ms: %s", pause, error->message);
      sp_turn_runner_pause (self, pause);
      return;
    }
  sp_turn_runner_fail (self, error);
}

static gboolean
is_recoverable (const GError *error)
{
  guint status = sp_api_error_get_status (error);

  return g_error_matches (error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED)
         || g_error_matches (error, SP_API_ERROR, SP_API_ERROR_UNREACHABLE)
         || status == 408 || status == 429 || status >= 500;
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ended = sp_backend_start_turn_finish (SP_BACKEND (source), result, &error);

  if (sp_turn_runner_ended_by_stop (self))
    return;
  if (ended || (self->stopping && self->cancel_sent))
    sp_turn_runner_end (self);
  else if (sp_turn_get_id (self->turn) != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sp_turn_runner_recover (self, error);
  else if (g_error_matches (error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED))
    sp_backend_refresh_conversation_async (self->backend, self->conversation, self->cancellable, found_cb,
                                           g_object_ref (self));
  else
    sp_turn_runner_fail (self, error);
}

/* The request may have arrived although its answer did not: the conversation knows what runs in it. */
static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = sp_backend_refresh_conversation_finish (SP_BACKEND (source), result, &error);

  if (sp_turn_runner_ended_by_stop (self))
    return;
  if (id != NULL && *id != '\0')
    {
      sp_turn_set_id (self->turn, id);
      sp_turn_runner_follow (self);
      return;
    }

  if (error == NULL)
    g_set_error_literal (&error, SP_API_ERROR, SP_API_ERROR_INTERRUPTED,
                         _("The connection broke before the service answered. Send the question again."));
  sp_turn_runner_fail (self, error);
}

static void
followed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ended = sp_backend_resume_turn_finish (SP_BACKEND (source), result, &error);

  if (self->task == NULL)
    return;
  if (ended || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sp_turn_runner_end (self);
    }
  else if (is_recoverable (error))
    {
      sp_turn_runner_recover (self, error);
    }
  else if (sp_api_error_get_status (error) != 0 || g_error_matches (error, SP_API_ERROR, SP_API_ERROR_PROTOCOL))
    {
      /* No stream for this response here, or none any more. */
      self->polls = TRUE;
      sp_turn_runner_follow (self);
    }
  else
    {
      sp_turn_runner_fail (self, error);
    }
}

static void
paused_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  gboolean over = sp_delay_finish (result, NULL);

  if (self->task == NULL)
    return;
  if (over)
    sp_turn_runner_follow (self);
  else
    sp_turn_runner_end (self);
}

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = sp_backend_poll_turn_finish (SP_BACKEND (source), result, &error);

  if (self->task == NULL)
    return;
  if (ok && sp_turn_is_active (self->turn))
    sp_turn_runner_pause (self, self->base_delay_ms * 4);
  else if (ok || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sp_turn_runner_end (self);
  else if (is_recoverable (error))
    sp_turn_runner_recover (self, error);
  else
    sp_turn_runner_fail (self, error);
}

static void
cancel_told_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;
  g_autoptr(GError) error = NULL;

  /* It may have ended by itself a moment before. */
  if (!sp_backend_cancel_turn_finish (SP_BACKEND (source), result, &error))
    g_debug ("Stopping a turn: %s", error->message);
  g_cancellable_cancel (self->cancellable);
  sp_turn_runner_end (self);
}

static void
sp_turn_runner_tell_cancel (SpTurnRunner *self)
{
  if (self->cancel_sent || sp_turn_get_id (self->turn) == NULL)
    return;

  self->cancel_sent = TRUE;
  sp_backend_cancel_turn_async (self->backend, self->conversation, self->turn, NULL, cancel_told_cb,
                                g_object_ref (self));
}

static void
turn_id_cb (SpTurnRunner *self)
{
  if (self->stopping)
    sp_turn_runner_tell_cancel (self);
}

/* The id of what was to be stopped never came. */
static void
stop_waited_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpTurnRunner) self = user_data;

  sp_delay_finish (result, NULL);
  if (!self->cancel_sent)
    g_cancellable_cancel (self->cancellable);
}

static void
sp_turn_runner_dispose (GObject *object)
{
  SpTurnRunner *self = SP_TURN_RUNNER (object);

  if (self->turn != NULL)
    g_clear_signal_handler (&self->turn_id_handler, self->turn);
  g_clear_object (&self->backend);
  g_clear_object (&self->conversation);
  g_clear_object (&self->turn);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sp_turn_runner_parent_class)->dispose (object);
}

static void
sp_turn_runner_class_init (SpTurnRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_turn_runner_dispose;
}

static void
sp_turn_runner_init (SpTurnRunner *self)
{
  self->cancellable = g_cancellable_new ();
  self->base_delay_ms = 500;
  self->sequence = -1;
}

/**
 * sp_turn_runner_new:
 * @backend: where the turn runs
 * @conversation: its conversation
 * @turn: the turn
 * @message: (nullable): the question that begins it; %NULL: it has begun, and is followed by its id
 *
 * Returns: (transfer full): a runner that has not begun
 */
SpTurnRunner *
sp_turn_runner_new (SpBackend      *backend,
                    SpConversation *conversation,
                    SpTurn         *turn,
                    SpMessage      *message)
{
  SpTurnRunner *self = NULL;

  g_return_val_if_fail (SP_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (SP_IS_TURN (turn), NULL);
  g_return_val_if_fail (message != NULL || sp_turn_get_id (turn) != NULL, NULL);

  self = g_object_new (SP_TYPE_TURN_RUNNER, NULL);
  self->backend = g_object_ref (backend);
  self->conversation = g_object_ref (conversation);
  self->turn = g_object_ref (turn);
  self->message = message != NULL ? g_object_ref (message) : NULL;
  return self;
}

/**
 * sp_turn_runner_set_base_delay:
 * @milliseconds: the first pause after a broken connection, 500 by default
 */
void
sp_turn_runner_set_base_delay (SpTurnRunner *self,
                               guint         milliseconds)
{
  g_return_if_fail (SP_IS_TURN_RUNNER (self));

  self->base_delay_ms = milliseconds;
}

static void
sp_turn_runner_begin (SpTurnRunner *self)
{
  GListModel *files = NULL;

  if (self->message == NULL)
    {
      sp_turn_runner_follow (self);
      return;
    }

  self->phase = PHASE_UPLOADING;
  files = sp_message_get_attachments (self->message);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      g_signal_connect_object (file, "notify::state", G_CALLBACK (upload_state_cb), self, G_CONNECT_SWAPPED);
    }
  upload_state_cb (self);
}

/**
 * sp_turn_runner_run_async:
 * @callback: called when the turn has ended and the place knows it
 * @user_data: for @callback
 *
 * Runs once. The turn itself tells how it goes.
 */
void
sp_turn_runner_run_async (SpTurnRunner        *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (SP_IS_TURN_RUNNER (self));
  g_return_if_fail (self->phase == PHASE_NEW);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, sp_turn_runner_run_async);
  self->turn_id_handler = g_signal_connect_swapped (self->turn, "notify::id", G_CALLBACK (turn_id_cb), self);
  sp_turn_runner_begin (self);
}

/**
 * sp_turn_runner_run_finish:
 *
 * Returns: %TRUE; how the turn ended stands in the turn
 */
gboolean
sp_turn_runner_run_finish (SpTurnRunner  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_turn_runner_stop:
 *
 * Ends the turn as cancelled, at once and in every phase; the place is told as soon as it can be.
 */
void
sp_turn_runner_stop (SpTurnRunner *self)
{
  g_return_if_fail (SP_IS_TURN_RUNNER (self));

  if (self->stopping || self->task == NULL)
    return;

  self->stopping = TRUE;
  sp_turn_set_status (self->turn, SP_TURN_CANCELLED);
  sp_stream_decoder_close_items (self->conversation, self->turn);
  if (self->phase == PHASE_UPLOADING || self->phase == PHASE_CREATING)
    {
      g_cancellable_cancel (self->cancellable);
      sp_turn_runner_end (self);
    }
  else if (sp_turn_get_id (self->turn) != NULL)
    {
      sp_turn_runner_tell_cancel (self);
    }
  else
    {
      sp_delay_async (STOP_WAIT_MS, self->cancellable, stop_waited_cb, g_object_ref (self));
    }
}

/**
 * sp_turn_runner_leave:
 *
 * Ends the running but not the turn, which goes on at its place and can be found again.
 */
void
sp_turn_runner_leave (SpTurnRunner *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_TURN_RUNNER (self));

  task = g_steal_pointer (&self->task);
  if (task == NULL)
    return;

  self->phase = PHASE_ENDED;
  g_clear_signal_handler (&self->turn_id_handler, self->turn);
  g_cancellable_cancel (self->cancellable);
  g_task_return_boolean (task, TRUE);
}
