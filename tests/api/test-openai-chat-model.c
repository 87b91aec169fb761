/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "api/sp-openai-chat-model.h"

#include <libsoup/soup.h>
#include <string.h>

#include "api/sp-api-error.h"
#include "wire/sp-wire-error.h"

/* A chat server that says what it is told to. Each request takes the next answer of the script. */
typedef struct
{
  guint       status;
  const char *body;
  const char *retry_after;
  gboolean    hang;         /* after the body nothing more comes */
  gboolean    cut;          /* the connection breaks after the body */
} Answer;

typedef struct
{
  SoupServer        *server;
  SpHttp            *http;
  SpOpenaiChatModel *model;
  const Answer      *script;
  guint              n_requests;
  GString           *last_body;
  GString           *text;
  GString           *arguments;
  SpChatReply       *reply;
  GError            *error;
  gboolean           done;
  guint              n_stalls;
  GCancellable      *cancellable;
} Fixture;

#define CHUNK(delta) "data: {\"choices\":[{\"index\":0,\"delta\":" delta ",\"finish_reason\":null}]}\n\n"
#define STOP "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

static void
wrote_chunk_cb (SoupServerMessage *message,
                gpointer           user_data)
{
  g_autoptr(GSocket) socket = g_object_ref (soup_server_message_get_socket (message));

  g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
server_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *f = user_data;
  const Answer *answer = &f->script[f->n_requests++];
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_string_assign (f->last_body, soup_server_message_get_request_body (message)->data);
  g_assert_cmpstr (path, ==, "/v1/chat/completions");
  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->retry_after != NULL)
    soup_message_headers_append (headers, "Retry-After", answer->retry_after);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, answer->body,
                            strlen (answer->body));
  if (answer->cut)
    g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), NULL);
  if (!answer->hang && !answer->cut)
    soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
stalled_cb (Fixture *f)
{
  f->n_stalls++;
  g_cancellable_cancel (f->cancellable);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *base = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, server_cb, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (f->server);
  base = g_strdup_printf ("http://127.0.0.1:%d/v1", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  f->http = sp_http_new (base, NULL);
  sp_http_set_base_delay (f->http, 1);
  f->model = sp_openai_chat_model_new (f->http, "tiny");
  f->last_body = g_string_new (NULL);
  f->text = g_string_new (NULL);
  f->arguments = g_string_new (NULL);
  f->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (f->model, "stalled", G_CALLBACK (stalled_cb), f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  soup_server_disconnect (f->server);
  g_assert_finalize_object (f->model);
  sp_http_abort (f->http);
  g_clear_object (&f->http);
  g_clear_object (&f->server);
  g_clear_object (&f->cancellable);
  g_clear_pointer (&f->reply, sp_chat_reply_free);
  g_clear_error (&f->error);
  g_string_free (f->last_body, TRUE);
  g_string_free (f->text, TRUE);
  g_string_free (f->arguments, TRUE);
}

static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Fixture *f = user_data;

  if (delta->kind == SP_CHAT_DELTA_TEXT)
    g_string_append (f->text, delta->text);
  else if (delta->kind == SP_CHAT_DELTA_TOOL_ARGUMENTS)
    g_string_append (f->arguments, delta->text);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *f = user_data;

  f->reply = sp_chat_model_complete_finish (SP_CHAT_MODEL (source), result, &f->error);
  f->done = TRUE;
}

static void
ask (Fixture      *f,
     const Answer *script)
{
  g_autoptr(SpChatRequest) request = sp_chat_request_new ("any");

  f->script = script;
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_USER, "1+1?"));
  request->tools = json_array_new ();
  json_array_add_object_element (request->tools, json_object_new ());
  sp_chat_model_complete_async (SP_CHAT_MODEL (f->model), request, delta_cb, f, f->cancellable, done_cb, f);
  while (!f->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_text (Fixture       *f,
           gconstpointer  data)
{
  static const Answer script[] = { { 200, CHUNK ("{\"content\":\"Two\"}") CHUNK ("{\"content\":\".\"}") STOP } };

  ask (f, script);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->text->str, ==, "Two.");
  g_assert_cmpstr (f->reply->message->text, ==, "Two.");
  g_assert_nonnull (strstr (f->last_body->str, "\"model\":\"tiny\""));
  g_assert_nonnull (strstr (f->last_body->str, "\"tools\":"));
}

static void
test_printed_call (Fixture       *f,
                   gconstpointer  data)
{
  static const Answer script[] = { { 200, CHUNK ("{\"content\":\"Let me see.\\n```python\\n\"}")
                                            CHUNK ("{\"content\":\"1+1\\n```\"}") STOP } };

  ask (f, script);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->text->str, ==, "Let me see.\n");
  g_assert_cmpstr (f->arguments->str, ==, "{\"code\":\"1+1\\n\"}");
  g_assert_cmpint (f->reply->finish, ==, SP_CHAT_FINISH_TOOL_CALLS);
  g_assert_cmpuint (f->reply->message->tool_calls->len, ==, 1);
}

static void
test_printed_call_of_a_model_that_calls (Fixture       *f,
                                         gconstpointer  data)
{
  static const Answer script[] = { { 200, CHUNK ("{\"content\":\"```python\\n1+1\\n```\"}") STOP } };

  sp_openai_chat_model_set_tool_mode (f->model, SP_TOOL_MODE_NATIVE);
  ask (f, script);
  g_assert_no_error (f->error);
  g_assert_null (f->reply->message->tool_calls);
  g_assert_cmpstr (f->text->str, ==, "```python\n1+1\n```");
}

static void
test_too_many_requests (Fixture       *f,
                        gconstpointer  data)
{
  static const Answer script[] = {
    { 429, "{\"error\":{\"message\":\"Slow down\"}}", "0" },
    { 200, CHUNK ("{\"content\":\"ok\"}") STOP },
  };

  ask (f, script);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->n_requests, ==, 2);
  g_assert_cmpstr (f->text->str, ==, "ok");
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  static const Answer script[] = { { 404, "{\"error\":{\"code\":404,\"message\":\"model 'tiny' not found\",\"type\":\"not_found_error\"}}" } };

  ask (f, script);
  g_assert_error (f->error, SP_API_ERROR, SP_API_ERROR_STATUS);
  g_assert_nonnull (strstr (f->error->message, "model 'tiny' not found"));
  g_assert_cmpuint (f->n_requests, ==, 1);
}

static void
test_error_in_stream (Fixture       *f,
                      gconstpointer  data)
{
  static const Answer script[] = { { 200, CHUNK ("{\"content\":\"x\"}") "data: {\"error\":{\"message\":\"out of memory\"}}\n\n" } };

  ask (f, script);
  g_assert_error (f->error, SP_WIRE_ERROR, SP_WIRE_ERROR_EVENT);
  g_assert_cmpstr (f->error->message, ==, "out of memory");
}

static void
test_cut (Fixture       *f,
          gconstpointer  data)
{
  static const Answer script[] = { { 200, CHUNK ("{\"content\":\"x\"}"), NULL, FALSE, TRUE } };

  ask (f, script);
  g_assert_nonnull (f->error);
  g_assert_null (f->reply);
  /* Bytes of the answer had come: asking again might cost twice and say something else. */
  g_assert_cmpuint (f->n_requests, ==, 1);
}

static void
test_stall_and_cancel (Fixture       *f,
                       gconstpointer  data)
{
  static const Answer script[] = { { 200, CHUNK ("{\"content\":\"x\"}"), NULL, TRUE, FALSE } };

  sp_openai_chat_model_set_stall_seconds (f->model, 1);
  ask (f, script);
  g_assert_cmpuint (f->n_stalls, ==, 1);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (f->text->str, ==, "x");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/sp/openai-chat-model/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("text", test_text);
  ADD ("printed-call", test_printed_call);
  ADD ("printed-call-of-a-model-that-calls", test_printed_call_of_a_model_that_calls);
  ADD ("too-many-requests", test_too_many_requests);
  ADD ("refused", test_refused);
  ADD ("error-in-stream", test_error_in_stream);
  ADD ("cut", test_cut);
  ADD ("stall-and-cancel", test_stall_and_cancel);

  return g_test_run ();
}
