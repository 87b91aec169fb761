/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "service/sp-container-keeper.h"

/* Containers by themselves: cells one after the other, lifetimes, files in and
 * out, ends in the middle of a cell, and the log. */

typedef struct
{
  char              *folder;
  SpStore           *store;
  SpBlobStore       *blobs;
  TestFactory       *factory;
  SpContainerKeeper *keeper;
  char              *id;
  SpContainer       *container;  /* borrowed */
} ContainerFixture;

static void
set_up (ContainerFixture *fixture,
        gconstpointer     data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("sandpiper-container-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "service.db", NULL);
  fixture->store = sp_store_open (path, NULL);
  fixture->blobs = sp_blob_store_open (fixture->folder, NULL);
  fixture->factory = test_factory_new ();
  fixture->keeper = sp_container_keeper_new (fixture->store, fixture->blobs,
                                             SP_SESSION_FACTORY (fixture->factory));
  fixture->id = sp_container_keeper_ensure (fixture->keeper, "conv_1", "4g", NULL);
  fixture->container = sp_container_keeper_get (fixture->keeper, fixture->id, NULL);
}

static void
tear_down (ContainerFixture *fixture,
           gconstpointer     data)
{
  sp_container_keeper_close (fixture->keeper);
  spin (30);
  g_assert_finalize_object (fixture->keeper);
  g_assert_finalize_object (fixture->factory);
  g_assert_finalize_object (fixture->blobs);
  g_assert_finalize_object (fixture->store);
  delete_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->id);
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

static void
execute (ContainerFixture  *fixture,
         const char        *code,
         GCancellable      *cancellable,
         GAsyncResult     **result)
{
  sp_container_execute_async (fixture->container, code, "resp_1", "ci_1", NULL, NULL, cancellable,
                              take_result, result);
}

static SpCellReport *
finish (ContainerFixture  *fixture,
        GAsyncResult     **result,
        GError           **error)
{
  wait_for (has_result, result);

  return sp_container_execute_finish (fixture->container, *result, error);
}

static SpCellReport *
run (ContainerFixture *fixture,
     const char       *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SpCellReport *report;

  execute (fixture, code, NULL, &result);
  report = finish (fixture, &result, &error);
  g_assert_no_error (error);

  return report;
}

static void
test_one_each (ContainerFixture *fixture,
               gconstpointer     data)
{
  g_autofree char *same = sp_container_keeper_ensure (fixture->keeper, "conv_1", NULL, NULL);
  g_autofree char *other = sp_container_keeper_ensure (fixture->keeper, "conv_2", NULL, NULL);
  g_autofree char *nobody = sp_container_keeper_ensure (fixture->keeper, NULL, NULL, NULL);
  g_autoptr(JsonObject) row = sp_container_keeper_describe (fixture->keeper, fixture->id, NULL);

  g_assert_cmpstr (same, ==, fixture->id);
  g_assert_cmpstr (other, !=, fixture->id);
  g_assert_cmpstr (nobody, !=, other);
  g_assert_cmpstr (member (row, "$.memory_limit"), ==, "4g");
  g_assert_cmpstr (member (row, "$.status"), ==, "running");
  g_assert_cmpuint (sp_container_keeper_get_n_sessions (fixture->keeper), ==, 0);
}

static void
test_cells_wait (ContainerFixture *fixture,
                 gconstpointer     data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(SpCellReport) two = NULL;

  execute (fixture, "print one\nhang", cancellable, &first);
  execute (fixture, "print two", NULL, &second);
  spin (30);
  g_assert_null (second);

  g_cancellable_cancel (cancellable);
  one = finish (fixture, &first, NULL);
  two = finish (fixture, &second, NULL);
  g_assert_cmpint (one->cell->outcome, ==, SP_OUTCOME_INTERRUPTED);
  g_assert_cmpstr (two->cell->text, ==, "two\n");
  g_assert_false (two->restarted);
}

static void
test_cancel_waiting (ContainerFixture *fixture,
                     gconstpointer     data)
{
  g_autoptr(GCancellable) first_cancellable = g_cancellable_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(GError) error = NULL;

  execute (fixture, "hang", first_cancellable, &first);
  execute (fixture, "print never", cancellable, &second);
  g_cancellable_cancel (cancellable);
  spin (30);
  g_cancellable_cancel (first_cancellable);
  one = finish (fixture, &first, NULL);
  g_assert_null (finish (fixture, &second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sp_store_count_cells (fixture->store, fixture->id), ==, 1);
}

static void
test_idle (ContainerFixture *fixture,
           gconstpointer     data)
{
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(SpCellReport) two = NULL;
  g_autoptr(JsonObject) row = NULL;

  sp_container_set_lifetimes (fixture->container, 60, 1);
  one = run (fixture, "print one");
  g_assert_true (sp_container_has_session (fixture->container));
  spin (2100);
  g_assert_false (sp_container_has_session (fixture->container));
  row = sp_container_keeper_describe (fixture->keeper, fixture->id, NULL);
  g_assert_cmpstr (member (row, "$.status"), ==, "expired");

  two = run (fixture, "print two");
  g_assert_true (two->restarted);
  g_clear_pointer (&row, json_object_unref);
  row = sp_store_get_container (fixture->store, fixture->id, NULL);
  g_assert_cmpstr (member (row, "$.status"), ==, "running");
}

/* With more sessions than may be kept, the one that was not used for the longest time makes room. */
static void
test_max_sessions (ContainerFixture *fixture,
                   gconstpointer     data)
{
  SpContainer *containers[4];
  g_autoptr(SpCellReport) again = NULL;

  sp_container_keeper_set_max_sessions (fixture->keeper, 3);
  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      g_autofree char *name = g_strdup_printf ("conv_%u", i + 1);
      g_autofree char *id = sp_container_keeper_ensure (fixture->keeper, name, NULL, NULL);
      g_autoptr(SpCellReport) report = NULL;

      fixture->container = containers[i] = sp_container_keeper_get (fixture->keeper, id, NULL);
      report = run (fixture, "print one");
      g_assert_cmpuint (sp_container_keeper_get_n_sessions (fixture->keeper), ==, MIN (i + 1, 3));
    }
  g_assert_false (sp_container_has_session (containers[0]));
  g_assert_true (sp_container_has_session (containers[1]));

  fixture->container = containers[0];
  again = run (fixture, "print two");
  g_assert_true (again->restarted);
  g_assert_false (sp_container_has_session (containers[1]));
  g_assert_true (sp_container_has_session (containers[3]));
}

/* A session at work is never the one too many; once it rests, it may be. */
static void
test_max_sessions_at_work (ContainerFixture *fixture,
                           gconstpointer     data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpCellReport) first = NULL;
  g_autoptr(SpCellReport) second = NULL;
  g_autofree char *id = sp_container_keeper_ensure (fixture->keeper, "conv_2", NULL, NULL);
  SpContainer *working = fixture->container;
  SpContainer *other = sp_container_keeper_get (fixture->keeper, id, NULL);

  sp_container_keeper_set_max_sessions (fixture->keeper, 1);
  execute (fixture, "hang", cancellable, &result);
  spin (30);
  fixture->container = other;
  second = run (fixture, "print two");
  g_assert_true (sp_container_has_session (working));
  g_assert_false (sp_container_has_session (other));

  g_cancellable_cancel (cancellable);
  fixture->container = working;
  first = finish (fixture, &result, NULL);
  g_assert_cmpint (first->cell->outcome, ==, SP_OUTCOME_INTERRUPTED);
  g_assert_true (sp_container_has_session (working));
}

/* The longest life waits for the end of the cell that runs. */
static void
test_active_waits_for_cell (ContainerFixture *fixture,
                            gconstpointer     data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpCellReport) report = NULL;

  sp_container_set_lifetimes (fixture->container, 1, 60);
  execute (fixture, "hang", cancellable, &result);
  spin (2100);
  g_assert_true (sp_container_has_session (fixture->container));
  g_cancellable_cancel (cancellable);
  report = finish (fixture, &result, NULL);
  g_assert_false (sp_container_has_session (fixture->container));
}

static void
test_wall_clock (ContainerFixture *fixture,
                 gconstpointer     data)
{
  g_autoptr(SpCellReport) report = run (fixture, "print one");
  g_autoptr(JsonObject) row = NULL;
  g_autoptr(SpContainer) awake = NULL;

  /* As after a night's suspend: the timer has not fired, but the clock says that it is over. */
  row = sp_store_get_container (fixture->store, fixture->id, NULL);
  json_object_set_int_member (row, "last_active_at", 1000);
  g_assert_true (sp_store_update_container (fixture->store, row, NULL));
  awake = sp_container_new (fixture->id, fixture->store, fixture->blobs, SP_SESSION_FACTORY (fixture->factory));
  sp_container_expire_if_due (awake);
  g_clear_pointer (&row, json_object_unref);
  row = sp_store_get_container (fixture->store, fixture->id, NULL);
  g_assert_cmpstr (member (row, "$.status"), ==, "expired");
}

static void
test_death_in_cell (ContainerFixture *fixture,
                    gconstpointer     data)
{
  g_autoptr(SpCellReport) one = run (fixture, "print before\ndie");
  g_autoptr(SpCellReport) two = NULL;

  g_assert_cmpint (one->cell->outcome, ==, SP_OUTCOME_DIED);
  g_assert_cmpstr (one->cell->text, ==, "before\n");
  g_assert_false (sp_container_has_session (fixture->container));
  two = run (fixture, "print after");
  g_assert_true (two->restarted);
}

/* A cell that had to be killed is not one that died, but its session is as dead. */
static void
test_stuck_cell (ContainerFixture *fixture,
                 gconstpointer     data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(SpCellReport) two = NULL;

  execute (fixture, "print one\nstuck", cancellable, &result);
  spin (30);
  g_cancellable_cancel (cancellable);
  one = finish (fixture, &result, NULL);
  g_assert_cmpint (one->cell->outcome, ==, SP_OUTCOME_INTERRUPTED);
  g_assert_false (sp_container_has_session (fixture->container));

  two = run (fixture, "print two");
  g_assert_cmpstr (two->cell->text, ==, "two\n");
  g_assert_true (two->restarted);
}

/* The next in the queue gets a new session, too. */
static void
test_stuck_before_another (ContainerFixture *fixture,
                           gconstpointer     data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(SpCellReport) two = NULL;
  g_autoptr(GError) error = NULL;

  execute (fixture, "stuck", cancellable, &first);
  execute (fixture, "print two", NULL, &second);
  spin (30);
  g_cancellable_cancel (cancellable);
  one = finish (fixture, &first, NULL);
  two = finish (fixture, &second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (two->cell->text, ==, "two\n");
  g_assert_cmpuint (test_factory_get_n_created (fixture->factory), ==, 2);
}

/* Idle time is the time in which no cell runs. */
static void
test_idle_not_while_busy (ContainerFixture *fixture,
                          gconstpointer     data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(SpCellReport) two = NULL;

  sp_container_set_lifetimes (fixture->container, 60, 1);
  one = run (fixture, "print one");
  execute (fixture, "hang", cancellable, &result);
  spin (2100);
  g_cancellable_cancel (cancellable);
  two = finish (fixture, &result, NULL);
  g_assert_cmpint (two->cell->outcome, ==, SP_OUTCOME_INTERRUPTED);
  g_assert_true (sp_container_has_session (fixture->container));
  spin (2100);
  g_assert_false (sp_container_has_session (fixture->container));
}

static void
test_delete_in_cell (ContainerFixture *fixture,
                     gconstpointer     data)
{
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(SpCellReport) one = NULL;
  g_autoptr(SpContainer) alive = g_object_ref (fixture->container);
  g_autoptr(GError) error = NULL;

  execute (fixture, "file a.txt x\nhang", NULL, &first);
  execute (fixture, "print never", NULL, &second);
  spin (30);
  g_assert_true (sp_container_keeper_delete (fixture->keeper, fixture->id, &error));
  one = finish (fixture, &first, NULL);
  g_assert_cmpint (one->cell->outcome, ==, SP_OUTCOME_DIED);
  g_assert_null (finish (fixture, &second, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_broken (ContainerFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpCellReport) report = NULL;

  test_factory_set_broken (fixture->factory, TRUE);
  execute (fixture, "print one", NULL, &result);
  g_assert_null (finish (fixture, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_false (sp_container_has_session (fixture->container));

  /* When it is mended, the next cell runs; there is nothing that was lost. */
  test_factory_set_broken (fixture->factory, FALSE);
  report = run (fixture, "print two");
  g_assert_false (report->restarted);
}

static void
test_unchanged_file (ContainerFixture *fixture,
                     gconstpointer     data)
{
  g_autoptr(SpCellReport) one = run (fixture, "file a.txt same");
  g_autoptr(SpCellReport) two = run (fixture, "file a.txt same");
  g_autoptr(SpCellReport) three = run (fixture, "file a.txt other");

  g_assert_cmpuint (one->files->len, ==, 1);
  g_assert_cmpuint (two->files->len, ==, 0);
  g_assert_cmpuint (three->files->len, ==, 1);
  g_assert_cmpstr (member (g_ptr_array_index (one->files, 0), "$.id"), !=,
                   member (g_ptr_array_index (three->files, 0), "$.id"));
}

static void
test_log (ContainerFixture *fixture,
          gconstpointer     data)
{
  g_autoptr(SpCellReport) one = run (fixture, "file a.txt same");
  g_autoptr(SpCellReport) two = run (fixture, "need a.txt\nfail x");
  g_autoptr(GPtrArray) cells = sp_store_load_cells (fixture->store, fixture->id, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "same", -1);

  g_assert_cmpuint (cells->len, ==, 2);
  g_assert_cmpstr (member (g_ptr_array_index (cells, 0), "$.writes['a.txt']"), ==, hash);
  g_assert_cmpstr (member (g_ptr_array_index (cells, 1), "$.reads['a.txt']"), ==, hash);
  g_assert_cmpstr (member (g_ptr_array_index (cells, 1), "$.outcome"), ==, "error");
  g_assert_cmpstr (member (g_ptr_array_index (cells, 1), "$.response_id"), ==, "resp_1");
}

static void
test_names (ContainerFixture *fixture,
            gconstpointer     data)
{
  g_autoptr(JsonObject) one = NULL;
  g_autoptr(JsonObject) two = NULL;
  g_autoptr(JsonObject) bad = NULL;
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "x", -1);
  g_autoptr(GError) error = NULL;

  one = sp_container_keeper_add_blob (fixture->keeper, fixture->id, "../../etc/data.csv", hash, 1, NULL, &error);
  two = sp_container_keeper_add_blob (fixture->keeper, fixture->id, "data.csv", hash, 1, NULL, &error);
  g_assert_cmpstr (member (one, "$.path"), ==, "/mnt/data/data.csv");
  g_assert_cmpstr (member (two, "$.path"), ==, "/mnt/data/data (2).csv");
  bad = sp_container_keeper_add_upload (fixture->keeper, fixture->id, "assistant-none", &error);
  g_assert_null (bad);
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define CONTAINER(name, function) g_test_add ("/sp/container/" name, ContainerFixture, NULL, set_up, function, tear_down)
  CONTAINER ("one-each", test_one_each);
  CONTAINER ("cells-wait", test_cells_wait);
  CONTAINER ("cancel-waiting", test_cancel_waiting);
  CONTAINER ("idle", test_idle);
  CONTAINER ("max-sessions", test_max_sessions);
  CONTAINER ("max-sessions-at-work", test_max_sessions_at_work);
  CONTAINER ("active-waits-for-cell", test_active_waits_for_cell);
  CONTAINER ("wall-clock", test_wall_clock);
  CONTAINER ("death-in-cell", test_death_in_cell);
  CONTAINER ("stuck-cell", test_stuck_cell);
  CONTAINER ("stuck-before-another", test_stuck_before_another);
  CONTAINER ("idle-not-while-busy", test_idle_not_while_busy);
  CONTAINER ("delete-in-cell", test_delete_in_cell);
  CONTAINER ("broken", test_broken);
  CONTAINER ("unchanged-file", test_unchanged_file);
  CONTAINER ("log", test_log);
  CONTAINER ("names", test_names);

  return g_test_run ();
}
