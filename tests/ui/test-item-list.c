/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <stdlib.h>

#include "sp-ui-test.h"
#include "ui/sp-item-list.h"

#define ROW_HEIGHT 40

/* The item's text is the height of its row. */
static GtkWidget *
create_row (GObject  *item,
            gpointer  user_data)
{
  GtkWidget *row = gtk_label_new (NULL);

  g_object_bind_property (item, "string", row, "label", G_BINDING_SYNC_CREATE);
  gtk_widget_set_size_request (row, 100, atoi (gtk_string_object_get_string (GTK_STRING_OBJECT (item))));

  return row;
}

static GtkStringList *
new_model (guint n_items,
           int   height)
{
  GtkStringList *model = gtk_string_list_new (NULL);
  g_autofree char *text = g_strdup_printf ("%d", height);

  for (guint i = 0; i < n_items; i++)
    gtk_string_list_append (model, text);

  return model;
}

typedef struct
{
  GtkWindow *window;
  SpItemList *list;
  GtkAdjustment *adjustment;
  GtkStringList *model;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  n_items)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  fixture->list = SP_ITEM_LIST (sp_item_list_new ());
  fixture->model = new_model (GPOINTER_TO_UINT (n_items), ROW_HEIGHT);
  sp_item_list_set_create_func (fixture->list, create_row, NULL);
  sp_item_list_set_model (fixture->list, G_LIST_MODEL (fixture->model));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->list));
  fixture->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  fixture->window = sp_ui_test_present (scroller, 300, 400);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  n_items)
{
  sp_ui_test_destroy (fixture->window);
  g_assert_finalize_object (fixture->model);
}

/* Returns: where a row is in the view, or -10000 when it is not built */
static double
row_y (Fixture *fixture,
       guint    position)
{
  GtkWidget *row = sp_item_list_get_row (fixture->list, position);
  double x;
  double y = -10000;

  if (row != NULL)
    gtk_widget_translate_coordinates (row, GTK_WIDGET (fixture->list), 0, 0, &x, &y);

  return y;
}

static double
above_end (Fixture *fixture)
{
  return gtk_adjustment_get_upper (fixture->adjustment) - gtk_adjustment_get_page_size (fixture->adjustment)
         - gtk_adjustment_get_value (fixture->adjustment);
}

static void
test_begins_at_end (Fixture       *fixture,
                    gconstpointer  n_items)
{
  int height = gtk_widget_get_height (GTK_WIDGET (fixture->list));

  g_assert_true (sp_item_list_get_at_end (fixture->list));
  g_assert_cmpfloat (row_y (fixture, 1999), ==, height - ROW_HEIGHT);
  g_assert_cmpfloat (above_end (fixture), ==, 0);
  g_assert_cmpfloat (gtk_adjustment_get_upper (fixture->adjustment), ==, 2000 * ROW_HEIGHT);
}

static void
test_builds_few (Fixture       *fixture,
                 gconstpointer  n_items)
{
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), <, 60);

  for (guint i = 0; i < 100; i++)
    {
      gtk_adjustment_set_value (fixture->adjustment, 80000 - 800 * i);
      g_main_context_iteration (NULL, FALSE);
    }
  sp_ui_test_settle ();
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), <=, 260);
}

static void
test_follows_end (Fixture       *fixture,
                  gconstpointer  n_items)
{
  gtk_string_list_append (fixture->model, "90");
  sp_ui_test_settle ();
  g_assert_true (sp_item_list_get_at_end (fixture->list));
  g_assert_cmpfloat (row_y (fixture, 2000), ==, gtk_widget_get_height (GTK_WIDGET (fixture->list)) - 90);

  /* A row that grows, as an answer does. */
  gtk_widget_set_size_request (sp_item_list_get_row (fixture->list, 2000), 100, 300);
  sp_ui_test_settle ();
  g_assert_cmpfloat (row_y (fixture, 2000), ==, gtk_widget_get_height (GTK_WIDGET (fixture->list)) - 300);
}

static void
test_stays_when_scrolled (Fixture       *fixture,
                          gconstpointer  n_items)
{
  double before;

  gtk_adjustment_set_value (fixture->adjustment, 40000);
  sp_ui_test_settle ();
  g_assert_false (sp_item_list_get_at_end (fixture->list));
  before = row_y (fixture, 1001);
  g_assert_cmpfloat (before, ==, ROW_HEIGHT);

  gtk_string_list_append (fixture->model, "90");
  sp_ui_test_settle ();
  g_assert_cmpfloat (row_y (fixture, 1001), ==, before);

  /* A row above that turns out to be taller moves nothing in sight. */
  gtk_widget_set_size_request (sp_item_list_get_row (fixture->list, 998), 100, 200);
  sp_ui_test_settle ();
  g_assert_cmpfloat (row_y (fixture, 1001), ==, before);

  sp_item_list_scroll_to_end (fixture->list);
  sp_ui_test_settle ();
  g_assert_true (sp_item_list_get_at_end (fixture->list));
  g_assert_cmpfloat (above_end (fixture), ==, 0);
}

static void
test_removes (Fixture       *fixture,
              gconstpointer  n_items)
{
  gtk_adjustment_set_value (fixture->adjustment, 40000);
  sp_ui_test_settle ();
  gtk_string_list_splice (fixture->model, 0, 500, NULL);
  sp_ui_test_settle ();
  g_assert_cmpfloat (row_y (fixture, 501), ==, ROW_HEIGHT);

  gtk_string_list_splice (fixture->model, 0, 1500, NULL);
  sp_ui_test_settle ();
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), ==, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (fixture->adjustment), ==, 0);
}

static void
test_scrolls_to_row (Fixture       *fixture,
                     gconstpointer  n_items)
{
  sp_item_list_scroll_to_row (fixture->list, 700);
  sp_ui_test_settle ();
  g_assert_cmpfloat (row_y (fixture, 700), ==, 0);
  g_assert_false (sp_item_list_get_at_end (fixture->list));

  /* The last rows cannot stand at the top. */
  sp_item_list_scroll_to_row (fixture->list, 1999);
  sp_ui_test_settle ();
  g_assert_cmpfloat (above_end (fixture), ==, 0);
}

static void
test_few_rows (Fixture       *fixture,
               gconstpointer  n_items)
{
  g_assert_cmpfloat (row_y (fixture, 0), ==, 0);
  g_assert_cmpfloat (row_y (fixture, 1), ==, ROW_HEIGHT);
  g_assert_true (sp_item_list_get_at_end (fixture->list));
}

static void
test_order (Fixture       *fixture,
            gconstpointer  n_items)
{
  GtkWidget *slot = gtk_widget_get_first_child (GTK_WIDGET (fixture->list));
  guint n_rows = 0;

  gtk_adjustment_set_value (fixture->adjustment, 40000);
  sp_ui_test_settle ();
  gtk_adjustment_set_value (fixture->adjustment, 20000);
  sp_ui_test_settle ();

  /* The rows follow each other as the items do, whenever they were built. */
  for (guint i = 0; i < 2000; i++)
    {
      GtkWidget *row = sp_item_list_get_row (fixture->list, i);

      g_assert_nonnull (slot);
      g_assert_true (gtk_widget_get_first_child (slot) == row);
      if (row != NULL)
        n_rows++;
      slot = gtk_widget_get_next_sibling (slot);
    }
  g_assert_null (slot);
  g_assert_cmpuint (n_rows, ==, sp_item_list_get_n_built (fixture->list));
}

/* However little is built, none of the view is left empty, and what comes next is made ready without being asked for. */
static void
test_covers_view (Fixture       *fixture,
                  gconstpointer  n_items)
{
  int height = gtk_widget_get_height (GTK_WIDGET (fixture->list));

  for (guint i = 0; i < 40; i++)
    {
      gtk_adjustment_set_value (fixture->adjustment, 60000 - 1234 * i);
      for (int y = 0; y < height; y += ROW_HEIGHT)
        g_assert_nonnull (sp_item_list_get_row (fixture->list, (guint) (60000 - 1234 * i + y) / ROW_HEIGHT));
    }

  gtk_adjustment_set_value (fixture->adjustment, 4000);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_item_list_get_row (fixture->list, 100 - height / ROW_HEIGHT + 1));
  g_assert_nonnull (sp_item_list_get_row (fixture->list, 100 + 2 * height / ROW_HEIGHT - 1));
}

/* A conversation that was long and is replaced leaves nothing behind. */
static void
test_replaced (Fixture       *fixture,
               gconstpointer  n_items)
{
  g_autoptr(GtkStringList) few = new_model (2, ROW_HEIGHT);

  sp_item_list_set_model (fixture->list, G_LIST_MODEL (few));
  sp_ui_test_settle ();
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), ==, 2);
  sp_item_list_set_model (fixture->list, NULL);
  g_assert_null (gtk_widget_get_first_child (GTK_WIDGET (fixture->list)));
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, n_items, test) \
  g_test_add ("/sp/item-list/" name, Fixture, GUINT_TO_POINTER (n_items), set_up, test, tear_down)

  ADD ("begins-at-end", 2000, test_begins_at_end);
  ADD ("builds-few", 2000, test_builds_few);
  ADD ("follows-end", 2000, test_follows_end);
  ADD ("stays-when-scrolled", 2000, test_stays_when_scrolled);
  ADD ("removes", 2000, test_removes);
  ADD ("scrolls-to-row", 2000, test_scrolls_to_row);
  ADD ("few-rows", 3, test_few_rows);
  ADD ("order", 2000, test_order);
  ADD ("covers-view", 2000, test_covers_view);
  ADD ("replaced", 2000, test_replaced);

#undef ADD

  return g_test_run ();
}
