/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The whole client path against the real service, started by the launcher on a socket of its own: a CSV made here is
 * attached, a question asked, and the picture that comes back is one. Skips where no sandbox can run. */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "api/sp-workspace.h"
#include "base/sp-paths.h"
#include "model/sp-code-call.h"
#include "tests/api/sp-scripted-server.h"

typedef struct
{
  char              *folder;
  SpServiceLauncher *launcher;
  SpWorkspace       *workspace;
} Fixture;

static gboolean
is_settled (gpointer data)
{
  SpConnectionStatus status = sp_connection_get_status (sp_workspace_get_connection (data));

  return status == SP_CONNECTION_READY || status == SP_CONNECTION_FAILED;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
is_idle (gpointer data)
{
  return !sp_conversation_get_busy (data);
}

static gboolean
has_local_copy (gpointer data)
{
  return sp_file_get_local_path (data) != NULL;
}

static void
open_workspace (Fixture *fixture)
{
  g_autofree char *data_dir = g_build_filename (fixture->folder, "client", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->workspace = sp_workspace_new_for_launcher (data_dir, fixture->launcher);
  sp_workspace_open_async (fixture->workspace, NULL, sp_test_store_result, &result);
  sp_workspace_open_finish (fixture->workspace, sp_test_wait_result (&result), &error);
  g_assert_no_error (error);
  sp_test_wait_until (is_settled, fixture->workspace);
  g_assert_cmpstr (sp_connection_get_error_message (sp_workspace_get_connection (fixture->workspace)), ==, NULL);
}

static void
close_workspace (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_workspace_close_async (fixture->workspace, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_close_finish (fixture->workspace, sp_test_wait_result (&result), NULL));
  g_clear_object (&result);
  g_object_add_weak_pointer (G_OBJECT (fixture->workspace), (gpointer *) &fixture->workspace);
  g_object_unref (fixture->workspace);
  sp_test_wait_until (is_gone, &fixture->workspace);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *program = sp_paths_dup_program ("sandpiper-service");
  g_autofree char *socket_path = NULL;
  g_autofree char *store = NULL;

  /* A socket's path may have 107 bytes, which the folders of isolated tests exceed. */
  fixture->folder = g_dir_make_tmp ("sandpiper-XXXXXX", NULL);
  socket_path = g_build_filename (fixture->folder, "s", NULL);
  store = g_build_filename (fixture->folder, "store", NULL);
  g_assert_nonnull (program);
  fixture->launcher = sp_service_launcher_new (program, socket_path, store);
  open_workspace (fixture);
}

static void
kill_service (Fixture *fixture,
              int      signal_number)
{
  const char *pid = sp_service_launcher_get_pid (fixture->launcher);

  if (pid != NULL)
    kill ((pid_t) g_ascii_strtoll (pid, NULL, 10), signal_number);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_workspace (fixture);
  kill_service (fixture, SIGTERM);
  g_clear_object (&fixture->launcher);
  g_free (fixture->folder);
}

static SpConversation *
ask (Fixture    *fixture,
     const char *question)
{
  SpConversation *conversation = sp_workspace_create_conversation (fixture->workspace);
  g_autofree char *path = g_build_filename (fixture->folder, "sales.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "region,units\nNorth,12\nSouth,30\nEast,7\nWest,21\n", -1, NULL));
  sp_workspace_attach (fixture->workspace, conversation, file);
  sp_conversation_set_draft_text (conversation, question);
  g_assert_true (sp_workspace_send (fixture->workspace, conversation));
  return conversation;
}

/* FALSE, and the test is skipped, where the service says that nothing can run. */
static gboolean
check_ran (SpConversation *conversation)
{
  SpTurn *turn = sp_conversation_get_turn (conversation);
  const char *message = sp_turn_get_error_message (turn);

  if (sp_turn_get_status (turn) == SP_TURN_COMPLETED)
    return TRUE;
  if (message != NULL && strstr (message, "sandbox") != NULL)
    {
      g_test_skip (message);
      return FALSE;
    }
  g_error ("The turn ended as %d: %s", sp_turn_get_status (turn), message);
}

static SpFile *
find_picture (SpConversation *conversation)
{
  GListModel *files = sp_conversation_get_files (conversation);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (g_str_has_suffix (sp_file_get_filename (file), ".png"))
        return file;
    }
  return NULL;
}

static guint
count_calls (SpConversation *conversation)
{
  GListModel *items = sp_conversation_get_items (conversation);
  guint n_calls = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      if (SP_IS_CODE_CALL (item))
        {
          g_assert_cmpint (sp_code_call_get_code_status (SP_CODE_CALL (item)), ==, SP_CODE_SUCCEEDED);
          g_assert_cmpfloat (sp_code_call_get_elapsed (SP_CODE_CALL (item)), >=, 0);
          n_calls++;
        }
    }
  return n_calls;
}

static void
test_chart (Fixture      *fixture,
            gconstpointer data)
{
  SpConversation *conversation = ask (fixture, "Please create a bar chart of units by region and provide the file");
  SpFile *picture = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  sp_test_wait_until (is_idle, conversation);
  if (!check_ran (conversation))
    return;

  g_assert_cmpuint (count_calls (conversation), >=, 2);
  picture = find_picture (conversation);
  g_assert_nonnull (picture);
  sp_test_wait_until (has_local_copy, picture);
  g_assert_true (g_file_get_contents (sp_file_get_local_path (picture), &contents, &length, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpmem (contents, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_true (sp_file_get_in_sandbox (sp_conversation_find_file_by_name (conversation, "sales.csv")));
}

/* Everything is the same after the window has been closed and opened again. */
static void
test_comes_back (Fixture      *fixture,
                 gconstpointer data)
{
  SpConversation *conversation = ask (fixture, "Which region has the highest units?");
  g_autofree char *local_id = g_strdup (sp_conversation_get_local_id (conversation));
  g_autoptr(GAsyncResult) result = NULL;
  guint n_items = 0;

  sp_test_wait_until (is_idle, conversation);
  if (!check_ran (conversation))
    return;
  n_items = g_list_model_get_n_items (sp_conversation_get_items (conversation));
  close_workspace (fixture);

  open_workspace (fixture);
  conversation = sp_workspace_find_conversation (fixture->workspace, local_id);
  sp_workspace_load_conversation_async (fixture->workspace, conversation, NULL, sp_test_store_result, &result);
  g_assert_true (sp_workspace_load_conversation_finish (fixture->workspace, sp_test_wait_result (&result), NULL));
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (sp_conversation_get_items (conversation)), ==, n_items);
}

static gboolean
runs_code (gpointer data)
{
  GListModel *items = sp_conversation_get_items (data);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      if (SP_IS_CODE_CALL (item) && sp_code_call_get_code_status (SP_CODE_CALL (item)) == SP_CODE_RUNNING)
        return TRUE;
    }
  return !sp_conversation_get_busy (data);
}

static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  SpConversation *conversation = ask (fixture, "Please create a bar chart of units by region");
  gint64 start = 0;

  sp_test_wait_until (runs_code, conversation);
  if (!sp_conversation_get_busy (conversation))
    {
      check_ran (conversation);
      return;
    }
  start = g_get_monotonic_time ();
  sp_workspace_stop (fixture->workspace, conversation);
  g_assert_false (sp_conversation_get_busy (conversation));
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_cmpint (sp_turn_get_status (sp_conversation_get_turn (conversation)), ==, SP_TURN_CANCELLED);

  /* The next question is answered, after the service knows of the stop. */
  sp_conversation_set_draft_text (conversation, "Which region has the highest units?");
  g_assert_true (sp_workspace_send (fixture->workspace, conversation));
  sp_test_wait_until (is_idle, conversation);
  check_ran (conversation);
}

/* The window ends in the middle of a turn; the next one follows it to its end. */
static void
test_found_again (Fixture      *fixture,
                  gconstpointer data)
{
  SpConversation *conversation = ask (fixture, "Please create a bar chart of units by region and provide the file");
  g_autofree char *local_id = g_strdup (sp_conversation_get_local_id (conversation));
  SpFile *picture = NULL;

  sp_test_wait_until (runs_code, conversation);
  if (!sp_conversation_get_busy (conversation) && !check_ran (conversation))
    return;
  close_workspace (fixture);

  open_workspace (fixture);
  conversation = sp_workspace_find_conversation (fixture->workspace, local_id);
  sp_test_wait_until (is_idle, conversation);
  g_assert_true (check_ran (conversation));
  g_assert_cmpuint (count_calls (conversation), >=, 2);
  picture = find_picture (conversation);
  g_assert_nonnull (picture);
  sp_test_wait_until (has_local_copy, picture);
}

static void
test_two_at_once (Fixture      *fixture,
                  gconstpointer data)
{
  SpConversation *one = ask (fixture, "Please create a bar chart of units by region");
  SpConversation *two = ask (fixture, "Which region has the highest units?");

  g_assert_true (one != two);
  sp_test_wait_until (is_idle, one);
  sp_test_wait_until (is_idle, two);
  if (!check_ran (one) || !check_ran (two))
    return;
  g_assert_cmpstr (sp_conversation_get_container_id (one), !=, sp_conversation_get_container_id (two));
}

/* A service that died is started again by the next request, and tells what became of the turn. */
static void
test_killed (Fixture      *fixture,
             gconstpointer data)
{
  SpConversation *conversation = ask (fixture, "Please create a bar chart of units by region");
  SpTurn *turn = NULL;

  while (sp_turn_get_id (sp_conversation_get_turn (conversation)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  kill_service (fixture, SIGKILL);
  sp_test_wait_until (is_idle, conversation);
  turn = sp_conversation_get_turn (conversation);
  g_assert_cmpint (sp_turn_get_status (turn), ==, SP_TURN_FAILED);
  g_assert_cmpstr (sp_turn_get_error_code (turn), ==, "interrupted");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/sp/real-service/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("chart", test_chart);
  ADD ("comes-back", test_comes_back);
  ADD ("stop", test_stop);
  ADD ("found-again", test_found_again);
  ADD ("two-at-once", test_two_at_once);
  ADD ("killed", test_killed);
#undef ADD

  return g_test_run ();
}
