/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "ask/sp-ask-printer.h"

#include "base/sp-json.h"
#include "model/sp-code-call.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-turn.h"

static void
test_whole_turn (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c");
  g_autoptr(SpMessage) question = sp_message_new (SP_ROLE_USER, "How many?");
  g_autoptr(SpMessage) answer = sp_message_new (SP_ROLE_ASSISTANT, "Nine.");
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpFile) made = sp_file_new ("chart.png");
  g_autoptr(SpFile) brought = sp_file_new ("data.csv");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GHashTable) saved = g_hash_table_new (NULL, NULL);
  g_autoptr(JsonObject) report = NULL;
  g_autofree char *text = NULL;

  sp_code_call_set_code (call, "len(df)");
  sp_code_call_append_logs (call, "9\n");
  sp_code_call_set_code_status (call, SP_CODE_SUCCEEDED);
  sp_file_set_origin (made, SP_FILE_GENERATED);
  sp_file_set_size (made, 7);
  sp_turn_set_usage (turn, 3, 4);
  sp_turn_set_status (turn, SP_TURN_COMPLETED);
  sp_conversation_append_item (conversation, SP_ITEM (question));
  sp_conversation_append_item (conversation, SP_ITEM (call));
  sp_conversation_append_item (conversation, SP_ITEM (answer));
  sp_conversation_add_file (conversation, brought);
  sp_conversation_add_file (conversation, made);
  sp_conversation_set_turn (conversation, turn);
  g_hash_table_insert (saved, made, (gpointer) "/out/chart.png");

  report = sp_ask_report (conversation, saved);
  text = sp_json_object_to_string (report);
  g_assert_cmpstr (text, ==,
                   "{\"status\":\"completed\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4},\"text\":\"Nine.\","
                   "\"cells\":[{\"code\":\"len(df)\",\"status\":\"succeeded\",\"logs\":\"9\\n\"}],"
                   "\"files\":[{\"filename\":\"chart.png\",\"type\":\"image/png\",\"bytes\":7,\"path\":\"/out/chart.png\"}]}");
}

static void
test_failure (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GHashTable) saved = g_hash_table_new (NULL, NULL);
  g_autoptr(JsonObject) report = NULL;

  sp_conversation_set_turn (conversation, turn);
  sp_turn_fail (turn, "server_error", "It went away.");
  report = sp_ask_report (conversation, saved);
  g_assert_cmpstr (json_object_get_string_member (report, "status"), ==, "failed");
  g_assert_cmpstr (json_object_get_string_member (report, "error"), ==, "It went away.");
}

static void
test_no_turn (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c");
  g_autoptr(GHashTable) saved = g_hash_table_new (NULL, NULL);
  g_autoptr(JsonObject) report = sp_ask_report (conversation, saved);

  g_assert_false (json_object_has_member (report, "status"));
  g_assert_cmpstr (json_object_get_string_member (report, "text"), ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/ask/report/whole-turn", test_whole_turn);
  g_test_add_func ("/sp/ask/report/failure", test_failure);
  g_test_add_func ("/sp/ask/report/no-turn", test_no_turn);

  return g_test_run ();
}
