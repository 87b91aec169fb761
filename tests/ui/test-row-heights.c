/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "ui/sp-row-heights.h"

static void
test_guess (void)
{
  g_autoptr(SpRowHeights) heights = sp_row_heights_new (100);

  sp_row_heights_splice (heights, 0, 0, 4);
  g_assert_cmpuint (sp_row_heights_get_n_rows (heights), ==, 4);
  g_assert_cmpint (sp_row_heights_get (heights, 3), ==, 100);
  g_assert_cmpfloat (sp_row_heights_get_top (heights, 4), ==, 400);

  sp_row_heights_set (heights, 0, 10);
  sp_row_heights_set (heights, 1, 30);
  g_assert_cmpint (sp_row_heights_get (heights, 0), ==, 10);
  g_assert_cmpint (sp_row_heights_get (heights, 3), ==, 20);
  g_assert_cmpfloat (sp_row_heights_get_top (heights, 4), ==, 80);
}

static void
test_measured_again (void)
{
  g_autoptr(SpRowHeights) heights = sp_row_heights_new (100);

  sp_row_heights_splice (heights, 0, 0, 2);
  sp_row_heights_set (heights, 0, 10);
  sp_row_heights_set (heights, 0, 50);
  g_assert_cmpint (sp_row_heights_get (heights, 0), ==, 50);
  g_assert_cmpint (sp_row_heights_get (heights, 1), ==, 50);
}

static void
test_splice (void)
{
  g_autoptr(SpRowHeights) heights = sp_row_heights_new (100);

  sp_row_heights_splice (heights, 0, 0, 3);
  sp_row_heights_set (heights, 0, 10);
  sp_row_heights_set (heights, 1, 20);
  sp_row_heights_set (heights, 2, 30);

  sp_row_heights_splice (heights, 1, 1, 2);
  g_assert_cmpuint (sp_row_heights_get_n_rows (heights), ==, 4);
  g_assert_cmpint (sp_row_heights_get (heights, 0), ==, 10);
  g_assert_cmpint (sp_row_heights_get (heights, 1), ==, 20);
  g_assert_cmpint (sp_row_heights_get (heights, 3), ==, 30);

  sp_row_heights_splice (heights, 0, 4, 1);
  g_assert_cmpint (sp_row_heights_get (heights, 0), ==, 100);
}

static void
test_find (void)
{
  g_autoptr(SpRowHeights) heights = sp_row_heights_new (100);
  int offset;

  g_assert_cmpuint (sp_row_heights_find (heights, 0, &offset), ==, 0);

  sp_row_heights_splice (heights, 0, 0, 3);
  sp_row_heights_set (heights, 0, 10);
  sp_row_heights_set (heights, 1, 20);
  sp_row_heights_set (heights, 2, 30);

  g_assert_cmpuint (sp_row_heights_find (heights, 9, &offset), ==, 0);
  g_assert_cmpint (offset, ==, 9);
  g_assert_cmpuint (sp_row_heights_find (heights, 10, &offset), ==, 1);
  g_assert_cmpint (offset, ==, 0);
  g_assert_cmpuint (sp_row_heights_find (heights, 1000, &offset), ==, 2);
  g_assert_cmpint (offset, ==, 970);

  for (guint row = 0; row < 3; row++)
    {
      g_assert_cmpuint (sp_row_heights_find (heights, sp_row_heights_get_top (heights, row), &offset), ==, row);
      g_assert_cmpint (offset, ==, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/row-heights/guess", test_guess);
  g_test_add_func ("/sp/row-heights/measured-again", test_measured_again);
  g_test_add_func ("/sp/row-heights/splice", test_splice);
  g_test_add_func ("/sp/row-heights/find", test_find);

  return g_test_run ();
}
