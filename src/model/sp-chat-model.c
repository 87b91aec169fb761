/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The interface that every model implements, the built-in analyst and chat servers alike, and the plain
 * structs that pass through it. The structs have no locks: a request and its reply belong to the caller's
 * thread. */

#include "config.h"

#include "model/sp-chat-model.h"

G_DEFINE_INTERFACE (SpChatModel, sp_chat_model, G_TYPE_OBJECT)

static void
sp_chat_model_default_init (SpChatModelInterface *iface)
{
}

/**
 * sp_chat_model_complete_async:
 * @self: a model
 * @request: (transfer none): what to answer; must stay as it is until the call ends
 * @delta: (nullable) (scope notified): is called with each piece of the answer, on the caller's main context, before @callback
 * @delta_data: for @delta
 * @cancellable: (nullable): ends the answer; what has streamed so far is then the caller's to keep
 * @callback: is called when the answer has ended
 * @user_data: for @callback
 *
 * Asks the model for its next message: text, calls of tools, or both.
 */
void
sp_chat_model_complete_async (SpChatModel         *self,
                              SpChatRequest       *request,
                              SpChatDeltaFunc      delta,
                              gpointer             delta_data,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (SP_IS_CHAT_MODEL (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  SP_CHAT_MODEL_GET_IFACE (self)->complete_async (self, request, delta, delta_data, cancellable, callback, user_data);
}

/**
 * sp_chat_model_complete_finish:
 * @self: a model
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the whole answer, or %NULL with %G_IO_ERROR_CANCELLED or an error of the model's own domain,
 *   whose message is in words for people
 */
SpChatReply *
sp_chat_model_complete_finish (SpChatModel   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (SP_IS_CHAT_MODEL (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return SP_CHAT_MODEL_GET_IFACE (self)->complete_finish (self, result, error);
}

/**
 * sp_chat_tool_call_new:
 * @id: names the call within its answer
 * @name: the function
 * @arguments: JSON text, perhaps not valid: models write it
 *
 * Returns: (transfer full): a new #SpChatToolCall
 */
SpChatToolCall *
sp_chat_tool_call_new (const char *id,
                       const char *name,
                       const char *arguments)
{
  SpChatToolCall *call = g_new0 (SpChatToolCall, 1);

  call->id = g_strdup (id);
  call->name = g_strdup (name);
  call->arguments = g_strdup (arguments);
  return call;
}

/**
 * sp_chat_tool_call_free:
 * @call: (transfer full) (nullable): a call
 */
void
sp_chat_tool_call_free (SpChatToolCall *call)
{
  if (call == NULL)
    return;

  g_clear_pointer (&call->id, g_free);
  g_clear_pointer (&call->name, g_free);
  g_clear_pointer (&call->arguments, g_free);
  g_free (call);
}

/**
 * sp_chat_message_new:
 * @role: who speaks
 * @text: (nullable): what is said
 *
 * Returns: (transfer full): a new #SpChatMessage
 */
SpChatMessage *
sp_chat_message_new (SpChatRole  role,
                     const char *text)
{
  SpChatMessage *message = g_new0 (SpChatMessage, 1);

  message->role = role;
  message->text = g_strdup (text);
  return message;
}

/**
 * sp_chat_message_free:
 * @message: (transfer full) (nullable): a message
 */
void
sp_chat_message_free (SpChatMessage *message)
{
  if (message == NULL)
    return;

  g_clear_pointer (&message->text, g_free);
  g_clear_pointer (&message->tool_calls, g_ptr_array_unref);
  g_clear_pointer (&message->tool_call_id, g_free);
  g_clear_pointer (&message->data, json_node_unref);
  g_free (message);
}

/**
 * sp_chat_file_new:
 * @name: its name in the sandbox's folder
 * @mime_type: (nullable): its type
 * @size: bytes
 * @message: the index of the user message that brought it, or %G_MAXUINT
 *
 * Returns: (transfer full): a new #SpChatFile
 */
SpChatFile *
sp_chat_file_new (const char *name,
                  const char *mime_type,
                  gint64      size,
                  guint       message)
{
  SpChatFile *file = g_new0 (SpChatFile, 1);

  file->name = g_strdup (name);
  file->mime_type = g_strdup (mime_type);
  file->size = size;
  file->message = message;
  return file;
}

/**
 * sp_chat_file_free:
 * @file: (transfer full) (nullable): a file
 */
void
sp_chat_file_free (SpChatFile *file)
{
  if (file == NULL)
    return;

  g_clear_pointer (&file->name, g_free);
  g_clear_pointer (&file->mime_type, g_free);
  g_free (file);
}

/**
 * sp_chat_request_new:
 * @model: the name of the deployment
 *
 * Returns: (transfer full): a request without messages, files and tools, with the model's own settings
 */
SpChatRequest *
sp_chat_request_new (const char *model)
{
  SpChatRequest *request = g_new0 (SpChatRequest, 1);

  request->model = g_strdup (model);
  request->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_message_free);
  request->files = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_file_free);
  request->temperature = -1.0;
  request->top_p = -1.0;
  return request;
}

/**
 * sp_chat_request_free:
 * @request: (transfer full) (nullable): a request
 */
void
sp_chat_request_free (SpChatRequest *request)
{
  if (request == NULL)
    return;

  g_clear_pointer (&request->model, g_free);
  g_clear_pointer (&request->messages, g_ptr_array_unref);
  g_clear_pointer (&request->files, g_ptr_array_unref);
  g_clear_pointer (&request->tools, json_array_unref);
  g_free (request);
}

/**
 * sp_chat_reply_new:
 *
 * Returns: (transfer full): a reply with an empty message of the assistant
 */
SpChatReply *
sp_chat_reply_new (void)
{
  SpChatReply *reply = g_new0 (SpChatReply, 1);

  reply->message = sp_chat_message_new (SP_CHAT_ASSISTANT, NULL);
  return reply;
}

/**
 * sp_chat_reply_free:
 * @reply: (transfer full) (nullable): a reply
 */
void
sp_chat_reply_free (SpChatReply *reply)
{
  if (reply == NULL)
    return;

  g_clear_pointer (&reply->message, sp_chat_message_free);
  g_free (reply);
}
