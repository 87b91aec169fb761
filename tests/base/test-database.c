/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-database.h"

#include "base/sp-base-error.h"

static const char *const migrations[] = { "CREATE TABLE thing (name TEXT, n INTEGER, d REAL, b BLOB)", NULL };

static gint64
count_things (SpDatabase *database)
{
  g_autoptr(SpStatement) query = sp_database_query (database, NULL, "SELECT count(*) FROM thing", "");

  g_assert_true (sp_statement_step (query, NULL));
  return sp_statement_get_int (query, 0);
}

static void
test_values (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDatabase) database = sp_database_open (":memory:", migrations, &error);
  g_autoptr(GBytes) blob = g_bytes_new_static ("a\0b", 3);
  g_autoptr(GBytes) read = NULL;
  g_autoptr(SpStatement) query = NULL;

  g_assert_no_error (error);
  g_assert_true (sp_database_execute (database, &error, "INSERT INTO thing VALUES (?, ?, ?, ?)", "sidb",
                                      "naïve", (gint64) 1 << 40, 2.5, blob));
  g_assert_cmpint (sp_database_get_n_changes (database), ==, 1);

  query = sp_database_query (database, &error, "SELECT name, n, d, b, NULL FROM thing WHERE name = ?", "s", "naïve");
  g_assert_no_error (error);
  g_assert_true (sp_statement_step (query, &error));
  g_assert_cmpstr (sp_statement_get_text (query, 0), ==, "naïve");
  g_assert_cmpint (sp_statement_get_int (query, 1), ==, (gint64) 1 << 40);
  g_assert_cmpfloat (sp_statement_get_double (query, 2), ==, 2.5);
  read = sp_statement_dup_bytes (query, 3);
  g_assert_true (g_bytes_equal (read, blob));
  g_assert_true (sp_statement_is_null (query, 4));
  g_assert_false (sp_statement_step (query, &error));
  g_assert_no_error (error);
}

static void
test_nulls (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDatabase) database = sp_database_open (":memory:", migrations, &error);
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) read = NULL;
  g_autoptr(SpStatement) query = NULL;

  sp_database_execute (database, &error, "INSERT INTO thing VALUES (?, 1, 1, ?)", "sb", NULL, empty);
  g_assert_no_error (error);
  query = sp_database_query (database, &error, "SELECT name, b FROM thing", "");
  g_assert_true (sp_statement_step (query, &error));
  g_assert_null (sp_statement_get_text (query, 0));
  read = sp_statement_dup_bytes (query, 1);
  g_assert_nonnull (read);
  g_assert_cmpuint (g_bytes_get_size (read), ==, 0);
}

static void
test_same_query_twice_at_once (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDatabase) database = sp_database_open (":memory:", migrations, &error);
  g_autoptr(SpStatement) first = NULL;
  g_autoptr(SpStatement) second = NULL;

  for (gint64 i = 0; i < 3; i++)
    sp_database_execute (database, &error, "INSERT INTO thing VALUES ('x', ?, 0, NULL)", "i", i);
  first = sp_database_query (database, &error, "SELECT n FROM thing ORDER BY n", "");
  g_assert_true (sp_statement_step (first, &error));
  second = sp_database_query (database, &error, "SELECT n FROM thing ORDER BY n", "");
  g_assert_true (sp_statement_step (second, &error));
  g_assert_true (sp_statement_step (second, &error));
  g_assert_cmpint (sp_statement_get_int (first, 0), ==, 0);
  g_assert_cmpint (sp_statement_get_int (second, 0), ==, 1);
}

static void
test_rollback (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDatabase) database = sp_database_open (":memory:", migrations, &error);

  g_assert_true (sp_database_begin (database, &error));
  sp_database_execute (database, &error, "INSERT INTO thing VALUES ('x', 1, 1, NULL)", "");
  sp_database_rollback (database);
  g_assert_cmpint (count_things (database), ==, 0);

  g_assert_true (sp_database_begin (database, &error));
  sp_database_execute (database, &error, "INSERT INTO thing VALUES ('x', 1, 1, NULL)", "");
  g_assert_true (sp_database_commit (database, &error));
  g_assert_cmpint (count_things (database), ==, 1);
  sp_database_rollback (database);
  g_assert_cmpint (count_things (database), ==, 1);
}

static void
test_errors (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDatabase) database = sp_database_open (":memory:", migrations, &error);

  g_assert_false (sp_database_execute (database, &error, "INSERT INTO nothing VALUES (1)", ""));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE);
  g_clear_error (&error);
  g_assert_null (sp_database_query (database, &error, "SELEC", ""));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE);
}

static void
test_migrates_and_refuses_newer (void)
{
  static const char *const more[] = { "CREATE TABLE thing (name TEXT, n INTEGER, d REAL, b BLOB)",
                                      "ALTER TABLE thing ADD COLUMN extra TEXT", NULL };
  g_autofree char *folder = g_dir_make_tmp ("sp-database-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test.db", NULL);
  g_autoptr(GError) error = NULL;
  SpDatabase *database = sp_database_open (path, migrations, &error);

  g_assert_no_error (error);
  sp_database_execute (database, &error, "INSERT INTO thing VALUES ('kept', 1, 1, NULL)", "");
  g_assert_finalize_object (database);

  database = sp_database_open (path, more, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_things (database), ==, 1);
  g_assert_true (sp_database_execute (database, &error, "UPDATE thing SET extra = 'new'", ""));
  g_assert_finalize_object (database);

  g_assert_null (sp_database_open (path, migrations, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE_NEWER);
}

static void
test_broken_migration_changes_nothing (void)
{
  static const char *const broken[] = { "CREATE TABLE a (x)", "CREATE TABLE b (x); NONSENSE", NULL };
  static const char *const mended[] = { "CREATE TABLE a (x)", "CREATE TABLE b (x)", NULL };
  g_autofree char *folder = g_dir_make_tmp ("sp-database-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test.db", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDatabase) database = NULL;

  g_assert_null (sp_database_open (path, broken, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE);
  g_clear_error (&error);
  database = sp_database_open (path, mended, &error);
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/database/values", test_values);
  g_test_add_func ("/sp/database/nulls", test_nulls);
  g_test_add_func ("/sp/database/same-query-twice-at-once", test_same_query_twice_at_once);
  g_test_add_func ("/sp/database/rollback", test_rollback);
  g_test_add_func ("/sp/database/errors", test_errors);
  g_test_add_func ("/sp/database/migrates-and-refuses-newer", test_migrates_and_refuses_newer);
  g_test_add_func ("/sp/database/broken-migration-changes-nothing", test_broken_migration_changes_nothing);

  return g_test_run ();
}
