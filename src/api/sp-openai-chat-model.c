/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A model behind a chat server: Ollama, llama.cpp, vLLM, LM Studio, OpenAI, Azure OpenAI. Encodes the request, reads the stream
 * through SpChatDecoder, and turns a call that was only printed into a call. Owned by the registry of models; main thread. One
 * object answers any number of requests at once: what belongs to a request lives in its task. */

#include "config.h"

#include "api/sp-openai-chat-model.h"

#include "base/sp-str.h"
#include "wire/sp-chat-decoder.h"
#include "wire/sp-chat-encoder.h"
#include "wire/sp-text-call-filter.h"

#define READ_SIZE (32 * 1024)
#define STALL_SECONDS 30

struct _SpOpenaiChatModel
{
  GObject     parent_instance;

  SpHttp     *http;           /* (owned) */
  char       *model;          /* (owned) */
  char       *path;           /* (owned) */
  SpToolMode  tool_mode;
  guint       stall_seconds;
  guint       old_max_tokens : 1;
};

/* One request. */
typedef struct
{
  SpChatDecoder     *decoder;   /* (owned) */
  SpTextCallFilter  *filter;    /* (owned) (nullable): when a printed call is to be run */
  GInputStream      *body;      /* (owned) (nullable) */
  SpChatDeltaFunc    delta;
  gpointer           delta_data;
  SpOpenaiChatModel *model;     /* (unowned): the task holds it */
  guint              stall_source;
  guint              stalled_for;
} Request;

enum
{
  STALLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void sp_openai_chat_model_chat_model_init (SpChatModelInterface *iface);

G_DEFINE_ENUM_TYPE (SpToolMode, sp_tool_mode,
                    G_DEFINE_ENUM_VALUE (SP_TOOL_MODE_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (SP_TOOL_MODE_NATIVE, "native"),
                    G_DEFINE_ENUM_VALUE (SP_TOOL_MODE_TEXT, "text"))

G_DEFINE_FINAL_TYPE_WITH_CODE (SpOpenaiChatModel, sp_openai_chat_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_CHAT_MODEL, sp_openai_chat_model_chat_model_init))

static void read_next (GTask *task);

static void
request_free (Request *request)
{
  g_clear_handle_id (&request->stall_source, g_source_remove);
  g_clear_pointer (&request->decoder, sp_chat_decoder_free);
  g_clear_pointer (&request->filter, sp_text_call_filter_free);
  g_clear_object (&request->body);
  g_free (request);
}

static gboolean stall_cb (gpointer user_data);

static void
arm_stall (Request *request)
{
  g_clear_handle_id (&request->stall_source, g_source_remove);
  request->stall_source = g_timeout_add_seconds (request->model->stall_seconds, stall_cb, request);
}

static gboolean
stall_cb (gpointer user_data)
{
  Request *request = user_data;

  request->stall_source = 0;
  request->stalled_for += request->model->stall_seconds;
  g_signal_emit (request->model, signals[STALLED], 0, request->stalled_for);
  arm_stall (request);
  return G_SOURCE_REMOVE;
}

/* Starts counting again from now: something has come. */
static void
watch_for_stall (Request *request)
{
  request->stalled_for = 0;
  arm_stall (request);
}

/* Text goes through the filter when a printed call is to be run; all else goes straight on. */
static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Request *request = user_data;

  if (request->filter != NULL && delta->kind == SP_CHAT_DELTA_TEXT)
    sp_text_call_filter_feed (request->filter, delta->text);
  else if (request->delta != NULL)
    request->delta (delta, request->delta_data);
}

static void
ignore_delta (const SpChatDelta *delta,
              gpointer           user_data)
{
}

static gboolean
has_called_tools (SpChatRequest *request)
{
  for (guint i = 0; i < request->messages->len; i++)
    {
      SpChatMessage *message = request->messages->pdata[i];

      if (message->tool_calls != NULL && message->tool_calls->len > 0)
        return TRUE;
    }

  return FALSE;
}

/* A model that has once called a tool can call it: Python that it prints afterwards is an example. */
static gboolean
wants_printed_calls (SpOpenaiChatModel *self,
                     SpChatRequest     *request)
{
  if (request->tools == NULL || self->tool_mode == SP_TOOL_MODE_NATIVE)
    return FALSE;

  return self->tool_mode == SP_TOOL_MODE_TEXT || !has_called_tools (request);
}

static Request *
request_new (SpOpenaiChatModel *self,
             SpChatRequest     *chat,
             SpChatDeltaFunc    delta,
             gpointer           delta_data)
{
  Request *request = g_new0 (Request, 1);

  request->model = self;
  request->delta = delta;
  request->delta_data = delta_data;
  request->decoder = sp_chat_decoder_new (delta_cb, request);
  if (wants_printed_calls (self, chat))
    request->filter = sp_text_call_filter_new (delta != NULL ? delta : ignore_delta, delta_data);
  return request;
}

/* Ends the text of an answer: a call that it printed is taken out of the text and becomes one of the reply's. */
static void
finish_filter (Request     *request,
               SpChatReply *reply)
{
  g_autoptr(SpChatToolCall) call = NULL;

  g_clear_pointer (&reply->message->text, g_free);
  call = sp_text_call_filter_finish (request->filter, reply->finish == SP_CHAT_FINISH_STOP, &reply->message->text);
  if (call == NULL)
    return;

  reply->message->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (reply->message->tool_calls, g_steal_pointer (&call));
  reply->finish = SP_CHAT_FINISH_TOOL_CALLS;
}

static void
finish_answer (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  SpChatReply *reply = sp_chat_decoder_finish (request->decoder, &error);

  g_clear_handle_id (&request->stall_source, g_source_remove);
  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (request->filter != NULL)
    finish_filter (request, reply);
  g_task_return_pointer (task, reply, (GDestroyNotify) sp_chat_reply_free);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes != NULL && g_bytes_get_size (bytes) == 0)
    {
      finish_answer (task);
      return;
    }

  if (bytes == NULL ||
      !sp_chat_decoder_feed (request->decoder, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error))
    {
      g_clear_handle_id (&request->stall_source, g_source_remove);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  watch_for_stall (request);
  read_next (task);
}

static void
read_next (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (request->body, READ_SIZE, g_task_get_priority (task), g_task_get_cancellable (task),
                                   read_cb, g_object_ref (task));
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  request->body = sp_http_send_finish (SP_HTTP (source), result, NULL, &error);
  if (request->body == NULL)
    {
      g_clear_handle_id (&request->stall_source, g_source_remove);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  watch_for_stall (request);
  read_next (task);
}

static void
sp_openai_chat_model_complete_async (SpChatModel         *model,
                                     SpChatRequest       *chat,
                                     SpChatDeltaFunc      delta,
                                     gpointer             delta_data,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  SpOpenaiChatModel *self = SP_OPENAI_CHAT_MODEL (model);
  SpChatDialect dialect = { self->model, self->old_max_tokens, self->tool_mode == SP_TOOL_MODE_TEXT, FALSE };
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(JsonObject) body = sp_chat_encoder_encode (chat, &dialect);
  Request *request = request_new (self, chat, delta, delta_data);

  g_task_set_source_tag (task, sp_openai_chat_model_complete_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  watch_for_stall (request);
  sp_http_send_async (self->http, "POST", self->path, body, SP_HTTP_ONCE, cancellable, sent_cb, g_steal_pointer (&task));
}

static SpChatReply *
sp_openai_chat_model_complete_finish (SpChatModel   *model,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, model), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sp_openai_chat_model_chat_model_init (SpChatModelInterface *iface)
{
  iface->complete_async = sp_openai_chat_model_complete_async;
  iface->complete_finish = sp_openai_chat_model_complete_finish;
}

static void
sp_openai_chat_model_dispose (GObject *object)
{
  SpOpenaiChatModel *self = SP_OPENAI_CHAT_MODEL (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (sp_openai_chat_model_parent_class)->dispose (object);
}

static void
sp_openai_chat_model_finalize (GObject *object)
{
  SpOpenaiChatModel *self = SP_OPENAI_CHAT_MODEL (object);

  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (sp_openai_chat_model_parent_class)->finalize (object);
}

static void
sp_openai_chat_model_class_init (SpOpenaiChatModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_openai_chat_model_dispose;
  object_class->finalize = sp_openai_chat_model_finalize;

  signals[STALLED] = g_signal_new ("stalled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sp_openai_chat_model_init (SpOpenaiChatModel *self)
{
  self->path = g_strdup ("chat/completions");
  self->stall_seconds = STALL_SECONDS;
}

/**
 * sp_openai_chat_model_new:
 * @http: (transfer none): the server; its base URL ends before "chat/completions"
 * @model: the name that the server knows the model by
 *
 * Returns: (transfer full): the model
 */
SpOpenaiChatModel *
sp_openai_chat_model_new (SpHttp     *http,
                          const char *model)
{
  SpOpenaiChatModel *self;

  g_return_val_if_fail (SP_IS_HTTP (http), NULL);
  g_return_val_if_fail (model != NULL, NULL);

  self = g_object_new (SP_TYPE_OPENAI_CHAT_MODEL, NULL);
  self->http = g_object_ref (http);
  self->model = g_strdup (model);
  return self;
}

/**
 * sp_openai_chat_model_set_path:
 * @self: a model
 * @path: what is appended to the base URL, such as "chat/completions?api-version=2024-10-21" for Azure's dated paths
 */
void
sp_openai_chat_model_set_path (SpOpenaiChatModel *self,
                               const char        *path)
{
  g_return_if_fail (SP_IS_OPENAI_CHAT_MODEL (self));
  g_return_if_fail (path != NULL);

  sp_set_str (&self->path, path);
}

/**
 * sp_openai_chat_model_set_tool_mode:
 * @self: a model
 * @tool_mode: how it calls tools
 */
void
sp_openai_chat_model_set_tool_mode (SpOpenaiChatModel *self,
                                    SpToolMode         tool_mode)
{
  g_return_if_fail (SP_IS_OPENAI_CHAT_MODEL (self));

  self->tool_mode = tool_mode;
}

/**
 * sp_openai_chat_model_set_old_max_tokens:
 * @self: a model
 * @old_max_tokens: whether the server reads only `max_tokens` (Ollama does; OpenAI's reasoning models refuse it)
 */
void
sp_openai_chat_model_set_old_max_tokens (SpOpenaiChatModel *self,
                                         gboolean           old_max_tokens)
{
  g_return_if_fail (SP_IS_OPENAI_CHAT_MODEL (self));

  self->old_max_tokens = !!old_max_tokens;
}

/**
 * sp_openai_chat_model_set_stall_seconds:
 * @self: a model
 * @seconds: after how many seconds without a byte "stalled" is emitted, and again each time as many pass
 */
void
sp_openai_chat_model_set_stall_seconds (SpOpenaiChatModel *self,
                                        guint              seconds)
{
  g_return_if_fail (SP_IS_OPENAI_CHAT_MODEL (self));
  g_return_if_fail (seconds > 0);

  self->stall_seconds = seconds;
}
