/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpFoundryBackend: the turns. A turn is a response that runs in the background of the place and is streamed
 * (foundry-v2.md 5.7 and 5.9), so that a connection that breaks loses nothing. */

#include "config.h"

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-foundry-backend-private.h"
#include "api/sp-stream-reader.h"
#include "base/sp-json.h"
#include "wire/sp-conversation-codec.h"
#include "wire/sp-stream-decoder.h"

typedef struct
{
  SpConversation  *conversation;  /* (owned) */
  SpTurn          *turn;          /* (owned) */
  SpStreamDecoder *decoder;       /* (owned) */
} Follow;

static void
follow_free (Follow *follow)
{
  g_clear_object (&follow->conversation);
  g_clear_object (&follow->turn);
  g_clear_object (&follow->decoder);
  g_free (follow);
}

static Follow *
follow_new (GTask          *task,
            SpConversation *conversation,
            SpTurn         *turn)
{
  Follow *follow = g_new0 (Follow, 1);

  follow->conversation = g_object_ref (conversation);
  follow->turn = g_object_ref (turn);
  follow->decoder = sp_stream_decoder_new (conversation, turn);
  g_task_set_task_data (task, follow, (GDestroyNotify) follow_free);
  return follow;
}

static void
stream_ended_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (sp_stream_reader_run_finish (G_INPUT_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
stream_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Follow *follow = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GInputStream) stream = sp_http_send_finish (SP_HTTP (source), result, &message, &error);
  const char *type = NULL;

  if (stream == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  if (g_strcmp0 (type, "text/event-stream") != 0)
    g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_PROTOCOL,
                             _("The service gave an unreadable answer: %s"), _("a stream was expected"));
  else
    sp_stream_reader_run_async (stream, follow->decoder, cancellable, stream_ended_cb, g_steal_pointer (&task));
}

static JsonObject *
make_request (SpFoundryBackend *self,
              SpConversation   *conversation,
              SpMessage        *message)
{
  JsonObject *body = json_object_new ();
  JsonObject *agent = json_object_new ();
  JsonArray *include = json_array_new ();

  json_object_set_string_member (agent, "type", "agent_reference");
  json_object_set_string_member (agent, "name", sp_conversation_get_agent_name (conversation));
  json_object_set_object_member (body, "agent_reference", agent);
  json_object_set_string_member (body, "conversation", sp_conversation_get_id (conversation));
  json_object_set_array_member (body, "input", sp_conversation_codec_encode_input (message));
  json_object_set_boolean_member (body, "stream", TRUE);
  json_object_set_boolean_member (body, "background", TRUE);
  json_object_set_boolean_member (body, "store", TRUE);
  json_array_add_string_element (include, "code_interpreter_call.outputs");
  if (_sp_foundry_backend_is_local (self))
    json_array_add_string_element (include, "sandpiper.details");
  json_object_set_array_member (body, "include", include);
  return body;
}

static void
sp_foundry_backend_start_turn (SpBackend      *backend,
                               SpConversation *conversation,
                               SpTurn         *turn,
                               SpMessage      *message,
                               GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(JsonObject) body = make_request (self, conversation, message);

  follow_new (task, conversation, turn);
  sp_http_send_async (_sp_foundry_backend_get_http (self), "POST", SP_FOUNDRY_OPENAI "responses", body, SP_HTTP_ONCE,
                      cancellable, stream_opened_cb, task);
}

static char *
dup_response_path (SpTurn     *turn,
                   const char *suffix)
{
  g_autofree char *id = _sp_foundry_escape (sp_turn_get_id (turn));

  return g_strconcat (SP_FOUNDRY_OPENAI "responses/", id, suffix, NULL);
}

static void
sp_foundry_backend_resume_turn (SpBackend      *backend,
                                SpConversation *conversation,
                                SpTurn         *turn,
                                GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_response_path (turn, "?stream=true&");
  g_autofree char *from = NULL;
  g_autofree char *full = NULL;

  if (sp_turn_get_sequence (turn) >= 0)
    from = g_strdup_printf ("&starting_after=%" G_GINT64_FORMAT, sp_turn_get_sequence (turn));
  full = g_strconcat (path, _sp_foundry_backend_get_include (self), from, NULL);

  follow_new (task, conversation, turn);
  sp_http_send_async (_sp_foundry_backend_get_http (self), "GET", full, NULL, SP_HTTP_DEFAULT, cancellable,
                      stream_opened_cb, task);
}

static void
response_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Follow *follow = g_task_get_task_data (task);
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  g_autoptr(GError) error = NULL;

  if (answer == NULL)
    return;
  if (!sp_stream_decoder_apply_response (follow->decoder, answer, &error))
    _sp_foundry_return_unreadable (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
sp_foundry_backend_poll_turn (SpBackend      *backend,
                              SpConversation *conversation,
                              SpTurn         *turn,
                              GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_response_path (turn, "?");
  g_autofree char *full = g_strconcat (path, _sp_foundry_backend_get_include (self), NULL);

  follow_new (task, conversation, turn);
  sp_http_json_async (_sp_foundry_backend_get_http (self), "GET", full, NULL, SP_HTTP_DEFAULT, cancellable,
                      response_cb, task);
}

static void
sp_foundry_backend_cancel_turn (SpBackend      *backend,
                                SpConversation *conversation,
                                SpTurn         *turn,
                                GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_response_path (turn, "/cancel");

  follow_new (task, conversation, turn);
  sp_http_json_async (_sp_foundry_backend_get_http (self), "POST", path, NULL, SP_HTTP_DEFAULT, cancellable,
                      response_cb, task);
}

/* Fills in the turns of the interface. */
void
_sp_foundry_backend_init_turns (SpBackendInterface *iface)
{
  iface->start_turn = sp_foundry_backend_start_turn;
  iface->resume_turn = sp_foundry_backend_resume_turn;
  iface->poll_turn = sp_foundry_backend_poll_turn;
  iface->cancel_turn = sp_foundry_backend_cancel_turn;
}
