/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sp-test-actions.h"
#include "sp-ui-test.h"
#include "ui/sp-grid-view.h"

static SpGrid *
new_grid (guint n_rows)
{
  const char *const names[] = { "name", "value", NULL };
  SpGrid *grid = sp_grid_new (names);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("row <%u>", i + 1);
      g_autofree char *value = g_strdup_printf ("%u", i * 10);
      const char *const cells[] = { name, value, NULL };

      sp_grid_add_row (grid, cells);
    }
  return grid;
}

static void
test_small (void)
{
  GtkWidget *view = sp_grid_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autoptr(SpGrid) grid = new_grid (3);
  GtkWidget *cell;

  sp_grid_set_title (grid, "data.csv");
  sp_grid_view_set_grid (SP_GRID_VIEW (view), grid);
  g_assert_nonnull (sp_ui_test_find_text (view, "data.csv"));
  g_assert_nonnull (sp_ui_test_find_text (view, "name"));
  g_assert_nonnull (sp_ui_test_find_text (view, "row <3>"));
  g_assert_nonnull (sp_ui_test_find_text (view, "3 rows × 2 columns"));
  g_assert_null (sp_ui_test_find_button (view, "grid.show-all"));
  cell = sp_ui_test_find_text (view, "20");
  g_assert_cmpfloat (gtk_label_get_xalign (GTK_LABEL (cell)), ==, 1);
  g_assert_true (gtk_widget_activate_action (view, "grid.copy", NULL));
  sp_ui_test_destroy (window);
}

static void
test_folds (void)
{
  GtkWidget *view = sp_grid_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autoptr(SpGrid) grid = new_grid (50);

  sp_grid_set_totals (grid, 123456, 2);
  sp_grid_view_set_grid (SP_GRID_VIEW (view), grid);
  g_assert_nonnull (sp_ui_test_find_text (view, "row <10>"));
  g_assert_null (sp_ui_test_find_text (view, "row <11>"));
  g_assert_nonnull (sp_ui_test_find_text (view, "123456 rows"));
  g_assert_nonnull (sp_ui_test_find_button (view, "Show 50 rows"));
  g_assert_true (gtk_widget_activate_action (view, "grid.show-all", NULL));
  g_assert_nonnull (sp_ui_test_find_text (view, "row <50>"));
  g_assert_null (sp_ui_test_find_button (view, "grid.show-all"));
  sp_ui_test_destroy (window);
}

static void
test_replaced (void)
{
  GtkWidget *view = sp_grid_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autoptr(SpGrid) first = new_grid (5);
  g_autoptr(SpGrid) second = new_grid (1);

  sp_grid_view_set_grid (SP_GRID_VIEW (view), first);
  sp_grid_view_set_grid (SP_GRID_VIEW (view), second);
  g_assert_true (sp_grid_view_get_grid (SP_GRID_VIEW (view)) == second);
  g_assert_null (sp_ui_test_find_text (view, "row <2>"));
  sp_grid_view_set_grid (SP_GRID_VIEW (view), NULL);
  g_assert_false (gtk_widget_get_visible (view));
  sp_ui_test_destroy (window);
}

static void
test_links_in_cells (void)
{
  const char *const names[] = { "file", NULL };
  const char *const cells[] = { "<a href=\"sandbox:/mnt/data/x.csv\">x</a>", NULL };
  GtkWidget *view = sp_grid_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autoptr(GPtrArray) log = sp_test_actions_record (GTK_WIDGET (window));
  g_autoptr(SpGrid) grid = sp_grid_new (names);
  gboolean handled = FALSE;

  sp_grid_set_markup (grid, TRUE);
  sp_grid_add_row (grid, cells);
  sp_grid_view_set_grid (SP_GRID_VIEW (view), grid);
  g_signal_emit_by_name (sp_ui_test_find_text (view, "x"), "activate-link", "sandbox:/mnt/data/x.csv", &handled);
  g_assert_true (handled);
  g_assert_cmpuint (log->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (log, 0), ==, "open-link 'sandbox:/mnt/data/x.csv'");
  sp_ui_test_destroy (window);
}

static void
test_wide_fits_narrow_window (void)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(SpGrid) grid = NULL;
  GtkWidget *view = sp_grid_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 300, 300);
  int minimum;

  for (guint i = 0; i < 60; i++)
    g_ptr_array_add (names, (char *) "a long column name");
  g_ptr_array_add (names, NULL);
  grid = sp_grid_new ((const char *const *) names->pdata);
  sp_grid_view_set_grid (SP_GRID_VIEW (view), grid);
  gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 300);
  sp_ui_test_destroy (window);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/grid-view/small", test_small);
  g_test_add_func ("/sp/grid-view/folds", test_folds);
  g_test_add_func ("/sp/grid-view/replaced", test_replaced);
  g_test_add_func ("/sp/grid-view/links-in-cells", test_links_in_cells);
  g_test_add_func ("/sp/grid-view/fits", test_wide_fits_narrow_window);

  return g_test_run ();
}
