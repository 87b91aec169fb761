/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-file-type.h"

static void
test_seed_table (void)
{
  static const char *const supported[] = {
    "a.c", "a.cpp", "a.csv", "a.docx", "a.html", "a.java", "a.json", "a.md", "a.pdf", "a.php", "a.pptx", "a.py", "a.rb", "a.tex",
    "a.txt", "a.css", "a.jpeg", "a.jpg", "a.js", "a.gif", "a.png", "a.tar", "a.ts", "a.xlsx", "a.xml", "a.zip",
  };

  for (guint i = 0; i < G_N_ELEMENTS (supported); i++)
    {
      g_assert_true (sp_file_type_is_supported (supported[i]));
      g_assert_cmpstr (sp_file_type_get_mime (supported[i]), !=, "application/octet-stream");
      g_assert_cmpint (sp_file_type_get_kind (supported[i]), !=, SP_FILE_KIND_OTHER);
    }
}

static void
test_not_in_the_table (void)
{
  static const char *const others[] = { "a.tsv", "a.parquet", "a.ods", "a.svg", "a.exe", "a", ".csv.", "csv", "" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (sp_file_type_is_supported (others[i]));
}

static void
test_case_and_last_dot (void)
{
  g_assert_cmpstr (sp_file_type_get_mime ("REPORT.FINAL.CSV"), ==, "application/csv");
  g_assert_cmpstr (sp_file_type_get_mime ("a.csv.zip"), ==, "application/zip");
  g_assert_cmpstr (sp_file_type_get_mime ("a.unheard-of"), ==, "application/octet-stream");
}

static void
test_kinds_and_icons (void)
{
  g_assert_cmpint (sp_file_type_get_kind ("a.tsv"), ==, SP_FILE_KIND_TABLE);
  g_assert_cmpint (sp_file_type_get_kind ("a.xlsx"), ==, SP_FILE_KIND_SHEET);
  g_assert_cmpstr (sp_file_type_get_icon_name ("a.png"), ==, "image-x-generic-symbolic");
  g_assert_cmpstr (sp_file_type_get_icon_name ("unknown"), ==, "text-x-generic-symbolic");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/file-type/seed-table", test_seed_table);
  g_test_add_func ("/sp/file-type/not-in-the-table", test_not_in_the_table);
  g_test_add_func ("/sp/file-type/case-and-last-dot", test_case_and_last_dot);
  g_test_add_func ("/sp/file-type/kinds-and-icons", test_kinds_and_icons);

  return g_test_run ();
}
