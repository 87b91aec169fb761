/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-conversation.h"

#include "lib/sp-test-object.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-turn.h"

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_life (void)
{
  SpConversation *conversation = sp_conversation_new ("c1");

  g_assert_cmpstr (sp_conversation_get_local_id (conversation), ==, "c1");
  g_assert_cmpstr (sp_conversation_get_title (conversation), ==, "");
  sp_test_writable_properties (G_OBJECT (conversation));
  g_assert_finalize_object (conversation);
}

static void
test_items (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c1");
  g_autoptr(SpMessage) question = sp_message_new (SP_ROLE_USER, "?");
  g_autoptr(SpMessage) answer = sp_message_new (SP_ROLE_ASSISTANT, "!");

  sp_item_set_id (SP_ITEM (answer), "msg_2");
  sp_conversation_append_item (conversation, SP_ITEM (question));
  sp_conversation_append_item (conversation, SP_ITEM (answer));
  g_assert_true (sp_conversation_find_item (conversation, "msg_2") == SP_ITEM (answer));
  g_assert_null (sp_conversation_find_item (conversation, "msg_3"));

  g_assert_true (sp_conversation_remove_item (conversation, SP_ITEM (question)));
  g_assert_false (sp_conversation_remove_item (conversation, SP_ITEM (question)));
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_items (conversation)), ==, 1);
}

static void
test_replace_is_one_change (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c1");
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_changes = 0;

  for (guint i = 0; i < 2000; i++)
    g_ptr_array_add (items, sp_message_new (SP_ROLE_USER, "?"));

  g_signal_connect_swapped (sp_conversation_get_items (conversation), "items-changed", G_CALLBACK (count_cb), &n_changes);
  sp_conversation_replace_items (conversation, items);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_items (conversation)), ==, 2000);
}

static void
test_busy_follows_the_turn (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c1");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(SpTurn) next = sp_turn_new ();
  guint n_notified = 0;

  g_signal_connect_swapped (conversation, "notify::busy", G_CALLBACK (count_cb), &n_notified);
  g_assert_false (sp_conversation_get_busy (conversation));
  sp_conversation_set_turn (conversation, turn);
  g_assert_true (sp_conversation_get_busy (conversation));
  g_assert_cmpuint (n_notified, ==, 1);

  sp_turn_set_status (turn, SP_TURN_COMPLETED);
  g_assert_false (sp_conversation_get_busy (conversation));
  g_assert_cmpuint (n_notified, ==, 2);

  sp_conversation_set_turn (conversation, next);
  g_assert_cmpuint (n_notified, ==, 3);
}

static void
test_draft (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c1");
  g_autoptr(SpFile) file = sp_file_new ("a.csv");

  sp_conversation_set_draft_text (conversation, "What is the mean?");
  sp_conversation_add_draft_file (conversation, file);
  sp_conversation_remove_draft_file (conversation, file);
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_draft_files (conversation)), ==, 0);

  sp_conversation_add_draft_file (conversation, file);
  sp_conversation_clear_draft (conversation);
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_draft_files (conversation)), ==, 0);
  g_assert_cmpstr (sp_conversation_get_draft_text (conversation), ==, "");
}

static void
test_files (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("c1");
  g_autoptr(SpFile) first = sp_file_new ("a.png");
  g_autoptr(SpFile) second = sp_file_new ("a.png");

  sp_file_set_id (first, "cfile_1");
  sp_file_set_id (second, "cfile_2");
  sp_conversation_add_file (conversation, first);
  sp_conversation_add_file (conversation, first);
  sp_conversation_add_file (conversation, second);

  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_files (conversation)), ==, 2);
  g_assert_true (sp_conversation_find_file (conversation, "cfile_1") == first);
  g_assert_true (sp_conversation_find_file_by_name (conversation, "a.png") == second);
  g_assert_null (sp_conversation_find_file_by_name (conversation, "b.png"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/conversation/life", test_life);
  g_test_add_func ("/sp/conversation/items", test_items);
  g_test_add_func ("/sp/conversation/replace-is-one-change", test_replace_is_one_change);
  g_test_add_func ("/sp/conversation/busy-follows-the-turn", test_busy_follows_the_turn);
  g_test_add_func ("/sp/conversation/draft", test_draft);
  g_test_add_func ("/sp/conversation/files", test_files);

  return g_test_run ();
}
