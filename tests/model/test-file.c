/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-file.h"

#include "lib/sp-test-object.h"

static void
test_life (void)
{
  SpFile *file = sp_file_new ("data.csv");

  sp_test_writable_properties (G_OBJECT (file));
  g_assert_finalize_object (file);
}

static void
test_type_follows_name (void)
{
  g_autoptr(SpFile) file = sp_file_new ("data.csv");

  g_assert_cmpstr (sp_file_get_mime_type (file), ==, "application/csv");
  sp_file_set_filename (file, "picture.PNG");
  g_assert_cmpstr (sp_file_get_mime_type (file), ==, "image/png");
  sp_file_set_filename (file, "no suffix");
  g_assert_cmpstr (sp_file_get_mime_type (file), ==, "application/octet-stream");
}

static void
test_for_path (void)
{
  g_autoptr(SpFile) file = sp_file_new_for_path ("/some/where/sales 2026.xlsx");

  g_assert_cmpstr (sp_file_get_filename (file), ==, "sales 2026.xlsx");
  g_assert_cmpstr (sp_file_get_local_path (file), ==, "/some/where/sales 2026.xlsx");
  g_assert_cmpint (sp_file_get_state (file), ==, SP_FILE_LOCAL);
  g_assert_cmpint (sp_file_get_size (file), ==, -1);
}

static void
test_failure_and_retry (void)
{
  g_autoptr(SpFile) file = sp_file_new ("data.csv");

  sp_file_fail (file, "The disk is full.");
  g_assert_cmpint (sp_file_get_state (file), ==, SP_FILE_FAILED);
  g_assert_cmpstr (sp_file_get_error_message (file), ==, "The disk is full.");

  sp_file_set_state (file, SP_FILE_UPLOADING);
  g_assert_null (sp_file_get_error_message (file));
}

static void
test_progress_is_bounded (void)
{
  g_autoptr(SpFile) file = sp_file_new ("data.csv");

  sp_file_set_progress (file, 7.5);
  g_assert_cmpfloat (sp_file_get_progress (file), ==, 1.0);
  sp_file_set_progress (file, -1.0);
  g_assert_cmpfloat (sp_file_get_progress (file), ==, 0.0);
  sp_file_set_progress (file, 0.0 / 0.0);
  g_assert_cmpfloat (sp_file_get_progress (file), ==, 0.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/file/life", test_life);
  g_test_add_func ("/sp/file/type-follows-name", test_type_follows_name);
  g_test_add_func ("/sp/file/for-path", test_for_path);
  g_test_add_func ("/sp/file/failure-and-retry", test_failure_and_retry);
  g_test_add_func ("/sp/file/progress-is-bounded", test_progress_is_bounded);

  return g_test_run ();
}
