/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "api/sp-api-error.h"
#include "api/sp-history.h"
#include "api/sp-keeper.h"
#include "base/sp-json.h"
#include "model/sp-code-call.h"
#include "model/sp-message.h"
#include "tests/api/sp-scripted-server.h"

typedef struct
{
  char      *folder;
  char      *path;
  SpHistory *history;
} Fixture;

static GPtrArray *
open_history (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *entries = NULL;

  fixture->history = sp_history_new (fixture->path);
  sp_history_open_async (fixture->history, NULL, sp_test_store_result, &result);
  entries = sp_history_open_finish (fixture->history, sp_test_wait_result (&result), &error);
  g_assert_no_error (error);
  return entries;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GPtrArray) entries = NULL;

  fixture->folder = g_dir_make_tmp ("sandpiper-history-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "sub", "history.db", NULL);
  entries = open_history (fixture);
  g_assert_cmpuint (entries->len, ==, 0);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
close_history (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_history_flush_async (fixture->history, NULL, sp_test_store_result, &result);
  g_assert_true (sp_history_flush_finish (fixture->history, sp_test_wait_result (&result), NULL));
  g_clear_object (&result);
  g_object_add_weak_pointer (G_OBJECT (fixture->history), (gpointer *) &fixture->history);
  g_object_unref (fixture->history);
  sp_test_wait_until (is_gone, &fixture->history);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_history (fixture);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static SpFile *
add_file (SpConversation *conversation,
          const char     *id,
          const char     *path,
          gboolean        draft)
{
  g_autoptr(SpFile) file = sp_file_new ("ü.csv");

  sp_file_set_id (file, id);
  sp_file_set_size (file, 7);
  sp_file_set_local_path (file, path);
  sp_file_set_state (file, SP_FILE_UPLOADING);
  if (draft)
    sp_conversation_add_draft_file (conversation, file);
  else
    sp_conversation_add_file (conversation, file);
  return file;
}

static void
test_conversation (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(GPtrArray) entries = NULL;
  SpHistoryEntry *entry = NULL;
  g_autoptr(SpFile) file = NULL;

  sp_conversation_set_id (conversation, "conv_1");
  sp_conversation_set_agent_name (conversation, "a");
  sp_conversation_set_container_id (conversation, "cntr_1");
  sp_conversation_set_title (conversation, "Title");
  sp_conversation_set_draft_text (conversation, "Draft");
  sp_conversation_set_updated (conversation, 77);
  sp_turn_set_id (turn, "resp_1");
  sp_turn_fail (turn, "code", "Words");
  sp_conversation_set_turn (conversation, turn);
  add_file (conversation, "f1", fixture->path, FALSE);
  add_file (conversation, "f2", "/nonexistent/x", TRUE);
  sp_history_save_conversation (fixture->history, conversation);
  sp_history_save_conversation (fixture->history, conversation);
  close_history (fixture);

  entries = open_history (fixture);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_false (entry->deleted);
  g_assert_cmpstr (sp_conversation_get_local_id (entry->conversation), ==, "l1");
  g_assert_cmpstr (sp_conversation_get_id (entry->conversation), ==, "conv_1");
  g_assert_cmpstr (sp_conversation_get_agent_name (entry->conversation), ==, "a");
  g_assert_cmpstr (sp_conversation_get_container_id (entry->conversation), ==, "cntr_1");
  g_assert_cmpstr (sp_conversation_get_title (entry->conversation), ==, "Title");
  g_assert_cmpstr (sp_conversation_get_draft_text (entry->conversation), ==, "Draft");
  g_assert_cmpint (sp_conversation_get_updated (entry->conversation), ==, 77);
  g_assert_cmpstr (sp_turn_get_id (sp_conversation_get_turn (entry->conversation)), ==, "resp_1");
  g_assert_cmpstr (sp_turn_get_error_message (sp_conversation_get_turn (entry->conversation)), ==, "Words");
  g_assert_false (sp_conversation_get_loaded (entry->conversation));

  file = g_list_model_get_item (sp_conversation_get_draft_files (entry->conversation), 0);
  g_assert_cmpstr (sp_file_get_filename (file), ==, "ü.csv");
  g_assert_cmpint (sp_file_get_state (file), ==, SP_FILE_LOCAL);
  g_assert_null (sp_file_get_local_path (file));
  g_assert_cmpstr (sp_file_get_local_path (sp_conversation_find_file (entry->conversation, "f1")), ==, fixture->path);
}

static void
append_message (SpConversation *conversation,
                const char     *text)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, text);

  sp_item_set_status (SP_ITEM (message), SP_ITEM_COMPLETED);
  sp_conversation_append_item (conversation, SP_ITEM (message));
}

static GPtrArray *
load_items (Fixture        *fixture,
            SpConversation *conversation)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *items = NULL;

  sp_history_load_items_async (fixture->history, conversation, NULL, sp_test_store_result, &result);
  items = sp_history_load_items_finish (fixture->history, sp_test_wait_result (&result), &error);
  g_assert_no_error (error);
  return items;
}

static void
test_items (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(SpItem) last = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) fewer = NULL;

  append_message (conversation, "one");
  append_message (conversation, "two");
  append_message (conversation, "three");
  sp_history_save_conversation (fixture->history, conversation);
  sp_history_save_items (fixture->history, conversation, 0);
  items = load_items (fixture, conversation);
  g_assert_cmpuint (items->len, ==, 3);

  last = g_list_model_get_item (sp_conversation_get_items (conversation), 2);
  sp_conversation_remove_item (conversation, last);
  sp_history_save_items (fixture->history, conversation, 1);
  fewer = load_items (fixture, conversation);
  g_assert_cmpuint (fewer->len, ==, 2);
}

static void
test_forget (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(SpConversation) one = sp_conversation_new ("l1");
  g_autoptr(SpConversation) two = sp_conversation_new ("l2");
  g_autofree char *own = g_build_filename (fixture->folder, "h1", "own.csv", NULL);
  g_autofree char *shared = g_build_filename (fixture->folder, "shared.csv", NULL);
  g_autofree char *own_folder = g_path_get_dirname (own);
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_cmpint (g_mkdir (own_folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (own, "x", -1, NULL));
  g_assert_true (g_file_set_contents (shared, "x", -1, NULL));
  add_file (one, "f1", own, FALSE);
  add_file (one, "f2", shared, FALSE);
  add_file (two, "f3", shared, FALSE);
  sp_history_save_conversation (fixture->history, one);
  sp_history_save_conversation (fixture->history, two);
  sp_history_save_items (fixture->history, one, 0);
  sp_history_forget (fixture->history, one);
  close_history (fixture);

  g_assert_false (g_file_test (own_folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (shared, G_FILE_TEST_EXISTS));
  entries = open_history (fixture);
  g_assert_cmpuint (entries->len, ==, 1);
}

static void
test_deleted (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(GPtrArray) entries = NULL;

  sp_history_save_conversation (fixture->history, conversation);
  sp_history_set_deleted (fixture->history, conversation, TRUE);
  close_history (fixture);
  entries = open_history (fixture);
  g_assert_true (((SpHistoryEntry *) g_ptr_array_index (entries, 0))->deleted);
}

/* Without a history everything goes on, and nothing is kept. */
static void
test_unusable (void)
{
  g_autoptr(SpHistory) history = sp_history_new ("/dev/null/history.db");
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  sp_history_open_async (history, NULL, sp_test_store_result, &result);
  g_assert_null (sp_history_open_finish (history, sp_test_wait_result (&result), &error));
  g_assert_error (error, SP_API_ERROR, SP_API_ERROR_HISTORY);
  sp_history_save_conversation (history, conversation);
  sp_history_load_items_async (history, conversation, NULL, sp_test_store_result, &loaded);
  items = sp_history_load_items_finish (history, sp_test_wait_result (&loaded), NULL);
  g_assert_cmpuint (items->len, ==, 0);
}

static void
test_keeper_saves (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(SpKeeper) keeper = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GPtrArray) items = NULL;
  gint64 start = g_get_monotonic_time ();
  SpHistoryEntry *entry = NULL;

  sp_conversation_set_loaded (conversation, TRUE);
  keeper = sp_keeper_new (fixture->history, conversation, FALSE);
  sp_conversation_set_draft_text (conversation, "d");
  append_message (conversation, "one");
  while (g_get_monotonic_time () - start < G_USEC_PER_SEC)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (g_steal_pointer (&keeper));
  close_history (fixture);

  entries = open_history (fixture);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (sp_conversation_get_draft_text (entry->conversation), ==, "d");
  items = load_items (fixture, entry->conversation);
  g_assert_cmpuint (items->len, ==, 1);
}

/* What a killed window finds its turn by is written without the usual moment of gathering. */
static void
test_keeper_saves_ids_at_once (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autoptr(SpKeeper) keeper = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  SpHistoryEntry *entry = NULL;

  sp_conversation_set_loaded (conversation, TRUE);
  append_message (conversation, "one");
  sp_conversation_set_turn (conversation, turn);
  keeper = sp_keeper_new (fixture->history, conversation, FALSE);
  sp_conversation_set_id (conversation, "conv_1");
  sp_turn_set_id (turn, "resp_1");
  g_assert_finalize_object (g_steal_pointer (&keeper));
  close_history (fixture);

  entries = open_history (fixture);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (sp_conversation_get_id (entry->conversation), ==, "conv_1");
  g_assert_cmpstr (sp_turn_get_id (sp_conversation_get_turn (entry->conversation)), ==, "resp_1");
}

static void
test_keeper_leaves_nothing (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(SpConversation) empty = sp_conversation_new ("l1");
  g_autoptr(SpConversation) dropped = sp_conversation_new ("l2");
  g_autoptr(SpKeeper) first = sp_keeper_new (fixture->history, empty, FALSE);
  g_autoptr(SpKeeper) second = sp_keeper_new (fixture->history, dropped, FALSE);
  g_autoptr(GPtrArray) entries = NULL;

  sp_conversation_set_title (empty, "a title alone is nothing");
  sp_keeper_save (first);
  sp_conversation_set_draft_text (dropped, "d");
  sp_keeper_let_go (second);
  sp_keeper_save (second);
  g_clear_object (&first);
  g_clear_object (&second);
  close_history (fixture);
  entries = open_history (fixture);
  g_assert_cmpuint (entries->len, ==, 0);
}

/* An item that is still being written is saved again when it is whole. */
static void
test_keeper_unsettled (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("l1");
  g_autoptr(SpKeeper) keeper = NULL;
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(GPtrArray) items = NULL;

  sp_conversation_set_loaded (conversation, TRUE);
  keeper = sp_keeper_new (fixture->history, conversation, FALSE);
  append_message (conversation, "one");
  sp_conversation_append_item (conversation, SP_ITEM (call));
  sp_keeper_save (keeper);
  sp_code_call_set_code (call, "whole");
  sp_item_set_status (SP_ITEM (call), SP_ITEM_COMPLETED);
  sp_keeper_save (keeper);
  sp_code_call_set_code (call, "corrected");
  sp_keeper_touch (keeper);
  sp_keeper_save (keeper);
  items = load_items (fixture, conversation);
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpstr (sp_json_peek_string (g_ptr_array_index (items, 1), "code", NULL), ==, "corrected");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("history/conversation", test_conversation);
  ADD ("history/items", test_items);
  ADD ("history/forget", test_forget);
  ADD ("history/deleted", test_deleted);
  ADD ("keeper/saves", test_keeper_saves);
  ADD ("keeper/saves-ids-at-once", test_keeper_saves_ids_at_once);
  ADD ("keeper/leaves-nothing", test_keeper_leaves_nothing);
  ADD ("keeper/unsettled", test_keeper_unsettled);
#undef ADD
  g_test_add_func ("/sp/history/unusable", test_unusable);

  return g_test_run ();
}
