/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "service/sp-container-keeper.h"

/* The session of a container as people see it: its state, its variables, restart,
 * end, and running the earlier cells again. */

typedef struct
{
  char              *folder;
  SpStore           *store;
  SpBlobStore       *blobs;
  TestFactory       *factory;
  SpContainerKeeper *keeper;
  SpContainer       *container;  /* borrowed */
} SessionFixture;

static void
set_up (SessionFixture *fixture,
        gconstpointer   data)
{
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;

  fixture->folder = g_dir_make_tmp ("sandpiper-session-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "service.db", NULL);
  fixture->store = sp_store_open (path, NULL);
  fixture->blobs = sp_blob_store_open (fixture->folder, NULL);
  fixture->factory = test_factory_new ();
  fixture->keeper = sp_container_keeper_new (fixture->store, fixture->blobs,
                                             SP_SESSION_FACTORY (fixture->factory));
  id = sp_container_keeper_ensure (fixture->keeper, "conv_1", NULL, NULL);
  fixture->container = sp_container_keeper_get (fixture->keeper, id, NULL);
}

static void
tear_down (SessionFixture *fixture,
           gconstpointer   data)
{
  sp_container_keeper_close (fixture->keeper);
  spin (30);
  g_assert_finalize_object (fixture->keeper);
  g_assert_finalize_object (fixture->factory);
  g_assert_finalize_object (fixture->blobs);
  g_assert_finalize_object (fixture->store);
  delete_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static SpCellReport *
run (SessionFixture *fixture,
     const char     *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SpCellReport *report;

  sp_container_execute_async (fixture->container, code, "resp_1", "ci_1", NULL, NULL, NULL, take_result, &result);
  wait_for (has_result, &result);
  report = sp_container_execute_finish (fixture->container, result, &error);
  g_assert_no_error (error);

  return report;
}

static JsonObject *
look (SessionFixture  *fixture,
      const char      *name,
      GError         **error)
{
  const SpVariableQuery query = { .name = (char *) name, .limit = 10, .n_columns = 10 };
  g_autoptr(GAsyncResult) result = NULL;

  sp_container_look_async (fixture->container, &query, NULL, take_result, &result);
  wait_for (has_result, &result);

  return sp_container_look_finish (fixture->container, result, error);
}

static gboolean
restart (SessionFixture  *fixture,
         GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_container_restart_async (fixture->container, NULL, take_result, &result);
  wait_for (has_result, &result);

  return sp_container_restart_finish (fixture->container, result, error);
}

static void
assert_status (SessionFixture *fixture,
               const char     *status)
{
  g_autoptr(JsonObject) session = sp_container_dup_session (fixture->container);

  g_assert_cmpstr (member (session, "$.status"), ==, status);
}

static gboolean
is_replayed (gpointer data)
{
  g_autoptr(JsonObject) session = sp_container_dup_session (data);

  return !g_str_equal (member (session, "$.replay.status"), "running");
}

static void
test_state (SessionFixture *fixture,
            gconstpointer   data)
{
  g_autoptr(SpCellReport) report = NULL;
  g_autoptr(JsonObject) session = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(JsonObject) table = NULL;
  g_autoptr(GError) error = NULL;

  assert_status (fixture, "none");
  variables = look (fixture, NULL, &error);
  g_assert_null (variables);
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);
  g_clear_error (&error);

  report = run (fixture, "print a");
  session = sp_container_dup_session (fixture->container);
  g_assert_cmpstr (member (session, "$.status"), ==, "idle");
  g_assert_cmpint (sp_json_peek_int (session, "cells", -1), ==, 1);
  g_assert_cmpint (sp_json_peek_int (session, "memory", -1), ==, 1000);
  g_assert_cmpint (sp_json_peek_int (session, "replayable_cells", -1), ==, 1);
  g_assert_cmpint (sp_json_peek_int (session, "idle_left", -1), >, 29 * 60);
  g_assert_cmpint (sp_json_peek_int (session, "time_left", -1), >, 59 * 60);

  variables = look (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (member (variables, "$.asked"), ==, "all");
  table = look (fixture, "df", &error);
  g_assert_cmpstr (member (table, "$.asked"), ==, "df");
}

static void
test_busy (SessionFixture *fixture,
           gconstpointer   data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpCellReport) report = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(GError) error = NULL;

  sp_container_execute_async (fixture->container, "hang", "resp_1", "ci_1", NULL, NULL, cancellable, take_result, &result);
  spin (30);
  assert_status (fixture, "busy");
  variables = look (fixture, NULL, &error);
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (sp_container_end_session (fixture->container, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (restart (fixture, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);

  g_cancellable_cancel (cancellable);
  wait_for (has_result, &result);
  report = sp_container_execute_finish (fixture->container, result, NULL);
  g_assert_cmpint (report->cell->outcome, ==, SP_OUTCOME_INTERRUPTED);
}

static void
test_restart (SessionFixture *fixture,
              gconstpointer   data)
{
  g_autoptr(SpCellReport) first = run (fixture, "file a.txt kept");
  g_autoptr(SpCellReport) after = NULL;
  g_autoptr(SpCellReport) next = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (restart (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (test_factory_get_n_created (fixture->factory), ==, 2);
  assert_status (fixture, "idle");

  /* The file is there, and the first cell is told that the variables are not. */
  after = run (fixture, "need a.txt");
  g_assert_cmpint (after->cell->outcome, ==, SP_OUTCOME_OK);
  g_assert_true (after->restarted);
  next = run (fixture, "print b");
  g_assert_false (next->restarted);
}

static void
test_end (SessionFixture *fixture,
          gconstpointer   data)
{
  g_autoptr(SpCellReport) first = run (fixture, "print a");
  g_autoptr(SpCellReport) after = NULL;

  g_assert_true (sp_container_end_session (fixture->container, NULL));
  assert_status (fixture, "expired");
  g_assert_cmpuint (test_factory_get_n_killed (fixture->factory), ==, 1);
  after = run (fixture, "print b");
  g_assert_true (after->restarted);
}

static void
test_replay (SessionFixture *fixture,
             gconstpointer   data)
{
  g_autoptr(SpCellReport) one = run (fixture, "file a.txt kept\nprint 0x7f12");
  g_autoptr(SpCellReport) two = run (fixture, "fail x");
  g_autoptr(SpCellReport) three = run (fixture, "count");
  g_autoptr(SpCellReport) after = NULL;
  g_autoptr(JsonObject) session = NULL;
  g_autoptr(GPtrArray) log = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_container_begin_replay (fixture->container, &error));
  g_assert_no_error (error);
  assert_status (fixture, "replaying");
  g_assert_false (sp_container_begin_replay (fixture->container, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);
  wait_for (is_replayed, fixture->container);

  session = sp_container_dup_session (fixture->container);
  g_assert_cmpstr (member (session, "$.replay.status"), ==, "done");
  g_assert_cmpint (sp_json_peek_int (sp_json_peek_object (session, "replay"), "n_done", -1), ==, 2);
  g_assert_cmpstr (member (session, "$.replay.cells[0].title"), ==, "file a.txt kept");
  g_assert_null (member (session, "$.replay.cells[0].change"));
  g_assert_cmpstr (member (session, "$.replay.cells[1].change"), ==, "output");

  /* Nothing was logged twice, and the variables are known again. */
  log = sp_store_load_cells (fixture->store, sp_container_get_id (fixture->container), NULL);
  g_assert_cmpuint (log->len, ==, 3);
  after = run (fixture, "need a.txt");
  g_assert_false (after->restarted);
}

static void
test_stop_replay (SessionFixture *fixture,
                  gconstpointer   data)
{
  g_autoptr(JsonObject) row = json_object_new ();
  g_autoptr(JsonObject) session = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (sp_container_begin_replay (fixture->container, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_CONFLICT);

  /* Cells that ended well then, and do not now. */
  json_object_set_string_member (row, "code", "hang");
  json_object_set_string_member (row, "outcome", "ok");
  g_assert_true (sp_store_add_cell (fixture->store, sp_container_get_id (fixture->container), row, NULL));
  g_assert_true (sp_store_add_cell (fixture->store, sp_container_get_id (fixture->container), row, NULL));
  g_assert_true (sp_container_begin_replay (fixture->container, NULL));
  spin (30);
  sp_container_stop_replay (fixture->container);
  wait_for (is_replayed, fixture->container);
  session = sp_container_dup_session (fixture->container);
  g_assert_cmpstr (member (session, "$.replay.status"), ==, "stopped");
  g_assert_cmpstr (member (session, "$.status"), ==, "idle");
}

static void
test_replay_dies (SessionFixture *fixture,
                  gconstpointer   data)
{
  g_autoptr(JsonObject) row = json_object_new ();
  g_autoptr(JsonObject) session = NULL;

  json_object_set_string_member (row, "code", "die");
  json_object_set_string_member (row, "outcome", "ok");
  g_assert_true (sp_store_add_cell (fixture->store, sp_container_get_id (fixture->container), row, NULL));
  g_assert_true (sp_store_add_cell (fixture->store, sp_container_get_id (fixture->container), row, NULL));
  g_assert_true (sp_container_begin_replay (fixture->container, NULL));
  wait_for (is_replayed, fixture->container);
  spin (30);
  session = sp_container_dup_session (fixture->container);
  g_assert_cmpstr (member (session, "$.replay.status"), ==, "failed");
  g_assert_cmpstr (member (session, "$.replay.cells[0].change"), ==, "outcome");
  g_assert_cmpstr (member (session, "$.status"), ==, "expired");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define SESSION(name, function) g_test_add ("/sp/container-session/" name, SessionFixture, NULL, set_up, function, tear_down)
  SESSION ("state", test_state);
  SESSION ("busy", test_busy);
  SESSION ("restart", test_restart);
  SESSION ("end", test_end);
  SESSION ("replay", test_replay);
  SESSION ("stop-replay", test_stop_replay);
  SESSION ("replay-dies", test_replay_dies);

  return g_test_run ();
}
