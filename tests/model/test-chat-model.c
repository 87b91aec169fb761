/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-chat-model.h"

static void
test_request (void)
{
  g_autoptr(SpChatRequest) request = sp_chat_request_new ("built-in-analyst");
  SpChatMessage *answer = sp_chat_message_new (SP_CHAT_ASSISTANT, NULL);

  answer->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (answer->tool_calls, sp_chat_tool_call_new ("call_1", "python", "{\"code\":\"1+1\"}"));
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_USER, "What is 1+1?"));
  g_ptr_array_add (request->messages, answer);
  g_ptr_array_add (request->files, sp_chat_file_new ("a.csv", "application/csv", 12, 0));

  g_assert_cmpstr (request->model, ==, "built-in-analyst");
  g_assert_cmpfloat (request->temperature, <, 0.0);
  g_assert_cmpuint (request->messages->len, ==, 2);
}

static void
test_reply (void)
{
  g_autoptr(SpChatReply) reply = sp_chat_reply_new ();

  g_assert_cmpint (reply->message->role, ==, SP_CHAT_ASSISTANT);
  g_assert_cmpint (reply->finish, ==, SP_CHAT_FINISH_STOP);
  g_assert_null (reply->message->text);
}

static void
test_free_nothing (void)
{
  sp_chat_tool_call_free (NULL);
  sp_chat_message_free (NULL);
  sp_chat_file_free (NULL);
  sp_chat_request_free (NULL);
  sp_chat_reply_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/chat-model/request", test_request);
  g_test_add_func ("/sp/chat-model/reply", test_reply);
  g_test_add_func ("/sp/chat-model/free-nothing", test_free_nothing);

  return g_test_run ();
}
