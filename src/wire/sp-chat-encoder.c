/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A request to a model as the body of a streamed chat completion (auth.md 3.1). Reasoning is never sent back: it is not even
 * in SpChatMessage. */

#include "config.h"

#include "wire/sp-chat-encoder.h"

#include "base/sp-json.h"

static const char *
role_name (SpChatRole role)
{
  static const char *const names[] = {
    [SP_CHAT_SYSTEM] = "system",
    [SP_CHAT_USER] = "user",
    [SP_CHAT_ASSISTANT] = "assistant",
    [SP_CHAT_TOOL] = "tool",
  };

  return names[role];
}

static JsonArray *
encode_calls (GPtrArray *calls)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < calls->len; i++)
    {
      SpChatToolCall *call = calls->pdata[i];
      JsonObject *object = json_object_new ();
      JsonObject *function = json_object_new ();
      g_autoptr(JsonNode) valid = sp_json_parse (call->arguments, -1, NULL);

      /* Some servers refuse a replayed call whose arguments are not JSON (auth.md 3.3). */
      json_object_set_string_member (function, "name", call->name);
      json_object_set_string_member (function, "arguments", valid != NULL ? call->arguments : "{}");
      json_object_set_string_member (object, "id", call->id);
      json_object_set_string_member (object, "type", "function");
      json_object_set_object_member (object, "function", function);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonObject *
encode_message (SpChatMessage *message)
{
  JsonObject *object = json_object_new ();
  gboolean has_calls = message->tool_calls != NULL && message->tool_calls->len > 0;

  json_object_set_string_member (object, "role", role_name (message->role));
  if (message->text != NULL || !has_calls)
    json_object_set_string_member (object, "content", message->text != NULL ? message->text : "");
  else
    json_object_set_null_member (object, "content");
  if (has_calls)
    json_object_set_array_member (object, "tool_calls", encode_calls (message->tool_calls));
  if (message->tool_call_id != NULL)
    json_object_set_string_member (object, "tool_call_id", message->tool_call_id);
  return object;
}

/* What an assistant said and called, as it would have printed it. */
static char *
print_calls (SpChatMessage *message)
{
  g_autoptr(GString) text = g_string_new (message->text);

  for (guint i = 0; message->tool_calls != NULL && i < message->tool_calls->len; i++)
    {
      SpChatToolCall *call = message->tool_calls->pdata[i];
      g_autoptr(JsonObject) arguments = sp_json_parse_object (call->arguments, -1, NULL);
      const char *code = arguments != NULL ? sp_json_peek_string (arguments, "code", "") : "";

      g_string_append_printf (text, "%s```python\n%s%s```\n", text->len > 0 ? "\n\n" : "", code,
                              g_str_has_suffix (code, "\n") ? "" : "\n");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static JsonObject *
encode_as_text (SpChatMessage *message)
{
  JsonObject *object = json_object_new ();
  g_autofree char *text = NULL;

  if (message->role == SP_CHAT_TOOL)
    text = g_strdup_printf ("The code printed:\n\n%s", message->text != NULL ? message->text : "");
  else
    text = print_calls (message);

  json_object_set_string_member (object, "role", message->role == SP_CHAT_TOOL ? "user" : role_name (message->role));
  json_object_set_string_member (object, "content", text);
  return object;
}

static void
set_sampling (JsonObject          *body,
              SpChatRequest       *request,
              const SpChatDialect *dialect)
{
  if (request->temperature >= 0.0)
    json_object_set_double_member (body, "temperature", request->temperature);
  if (request->top_p >= 0.0)
    json_object_set_double_member (body, "top_p", request->top_p);
  if (request->max_output_tokens > 0)
    json_object_set_int_member (body, dialect->old_max_tokens ? "max_tokens" : "max_completion_tokens",
                                request->max_output_tokens);
}

static void
set_tools (JsonObject    *body,
           SpChatRequest *request)
{
  if (request->tools == NULL || json_array_get_length (request->tools) == 0)
    return;

  json_object_set_array_member (body, "tools", json_array_ref (request->tools));
  json_object_set_string_member (body, "tool_choice", "auto");
  json_object_set_boolean_member (body, "parallel_tool_calls", FALSE);
}

/**
 * sp_chat_encoder_encode:
 * @request: what to ask
 * @dialect: how the server wants to be asked
 *
 * Returns: (transfer full): the body of `POST /chat/completions`
 */
JsonObject *
sp_chat_encoder_encode (SpChatRequest       *request,
                        const SpChatDialect *dialect)
{
  JsonObject *body = json_object_new ();
  JsonArray *messages = json_array_new ();

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (dialect != NULL, NULL);

  for (guint i = 0; i < request->messages->len; i++)
    json_array_add_object_element (messages, dialect->text_tools ? encode_as_text (request->messages->pdata[i])
                                                                 : encode_message (request->messages->pdata[i]));

  json_object_set_string_member (body, "model", dialect->model != NULL ? dialect->model : request->model);
  json_object_set_boolean_member (body, "stream", TRUE);
  if (!dialect->no_usage_option)
    {
      JsonObject *options = json_object_new ();

      json_object_set_boolean_member (options, "include_usage", TRUE);
      json_object_set_object_member (body, "stream_options", options);
    }
  json_object_set_array_member (body, "messages", messages);
  if (!dialect->text_tools)
    set_tools (body, request);
  set_sampling (body, request, dialect);
  return body;
}
