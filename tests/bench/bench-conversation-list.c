/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Which widget carries a conversation of 2,000 items? Rows are what a conversation has: wrapping text of one to a dozen
 * lines, code in source views, pictures. For each candidate, with the mode as the argument:
 *
 *   listview   GtkListView, one factory
 *   listbox    GtkListBox, every row built
 *   shells     GtkListBox of empty shells of a guessed height, filled when they come near the view
 *   items      SpItemList
 *
 * Printed: time until the first frame, memory, time per frame while scrolling up from the end in steps and in jumps, how
 * far what is in sight moved beside what was asked for ("jump"), time per frame while the last row grows, and how far
 * from the end the view was then. Run it under a virtual X server with GSK_RENDERER=cairo. */

#include "config.h"

#include <stdlib.h>

#include <gtksourceview/gtksource.h>

#include "ui/sp-item-list.h"

#define N_ITEMS 2000
#define N_STEPS 200
#define STEP 180
#define JUMP 2600

typedef struct
{
  GtkWindow *window;
  GtkWidget *scroller;
  GtkAdjustment *adjustment;
  GtkStringList *model;
  GArray *steps;    /* of double: milliseconds */
  double worst_jump;
  guint frames;
} Bench;

/* Rows */

static guint
row_kind (guint index)
{
  return (index * 7 + index / 5) % 20;
}

static GtkWidget *
make_code (guint index)
{
  g_autoptr(GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  GtkWidget *view;

  for (guint i = 0; i < 5 + index % 25; i++)
    g_string_append_printf (text, "table_%u = frame.groupby(\"sector\")[\"profit\"].sum()  # %u\n", i, index);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text->str, -1);
  gtk_source_buffer_set_language (buffer, gtk_source_language_manager_get_language (
                                            gtk_source_language_manager_get_default (), "python3"));
  view = gtk_source_view_new_with_buffer (buffer);
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (view), TRUE);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);

  return view;
}

static GtkWidget *
make_row (const char *text)
{
  guint index = (guint) strtoul (text, NULL, 10);
  GtkWidget *child;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (row_kind (index) < 5)
    child = make_code (index);
  else if (row_kind (index) < 8)
    {
      child = gtk_drawing_area_new ();
      gtk_widget_set_size_request (child, 320, 240);
    }
  else
    {
      child = gtk_label_new (text);
      gtk_label_set_wrap (GTK_LABEL (child), TRUE);
      gtk_label_set_selectable (GTK_LABEL (child), TRUE);
      gtk_label_set_xalign (GTK_LABEL (child), 0);
    }
  gtk_box_append (GTK_BOX (box), child);
  g_object_set_data (G_OBJECT (box), "item", GUINT_TO_POINTER (index + 1));

  return box;
}

/* Candidates */

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         gpointer                  user_data)
{
  GtkStringObject *item = gtk_list_item_get_item (list_item);

  gtk_list_item_set_child (list_item, make_row (gtk_string_object_get_string (item)));
}

static GtkWidget *
create_box_row (gpointer item,
                gpointer user_data)
{
  return make_row (gtk_string_object_get_string (item));
}

static GtkWidget *
create_shell (gpointer item,
              gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_set_size_request (row, -1, 120);
  g_object_set_data_full (G_OBJECT (row), "text", g_strdup (gtk_string_object_get_string (item)), g_free);

  return row;
}

static GtkWidget *
create_item_row (GObject  *item,
                 gpointer  user_data)
{
  return make_row (gtk_string_object_get_string (GTK_STRING_OBJECT (item)));
}

static void
fill_shells_cb (GtkAdjustment *adjustment,
                gpointer       user_data)
{
  GtkListBox *box = user_data;
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (box, (int) MAX (value - page, 0));
  int index = row != NULL ? gtk_list_box_row_get_index (row) : 0;
  double y = value - page;

  while (y < value + 2 * page && (row = gtk_list_box_get_row_at_index (box, index++)) != NULL)
    {
      if (gtk_list_box_row_get_child (row) == NULL)
        {
          gtk_list_box_row_set_child (row, make_row (g_object_get_data (G_OBJECT (row), "text")));
          gtk_widget_set_size_request (GTK_WIDGET (row), -1, -1);
        }
      y += MAX (gtk_widget_get_height (GTK_WIDGET (row)), 40);
    }
}

static GtkWidget *
make_candidate (Bench      *bench,
                const char *mode)
{
  GtkListItemFactory *factory;
  GtkWidget *widget;

  if (g_str_equal (mode, "listview"))
    {
      factory = gtk_signal_list_item_factory_new ();
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      return gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (bench->model)))),
                                factory);
    }
  if (g_str_equal (mode, "items"))
    {
      widget = sp_item_list_new ();
      sp_item_list_set_create_func (SP_ITEM_LIST (widget), create_item_row, NULL);
      sp_item_list_set_model (SP_ITEM_LIST (widget), G_LIST_MODEL (bench->model));
      return widget;
    }

  widget = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (widget), GTK_SELECTION_NONE);
  gtk_list_box_bind_model (GTK_LIST_BOX (widget), G_LIST_MODEL (bench->model),
                           g_str_equal (mode, "shells") ? create_shell : create_box_row, NULL, NULL);

  return widget;
}

/* Measuring */

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  Bench *bench = user_data;

  bench->frames++;
}

/* Returns: milliseconds from @begin until the next frame is painted */
static double
wait_frame (Bench  *bench,
            gint64  begin)
{
  guint frames = bench->frames;

  gtk_widget_queue_draw (GTK_WIDGET (bench->window));
  while (bench->frames == frames)
    g_main_context_iteration (NULL, TRUE);

  return (double) (g_get_monotonic_time () - begin) / 1000.0;
}

/* What a program does between two frames while somebody scrolls. */
static void
idle (void)
{
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_steps (Bench      *bench,
             const char *name)
{
  g_array_sort (bench->steps, compare_doubles);
  g_print ("%-22s median %7.1f ms   95%% %7.1f ms   worst %7.1f ms\n", name,
           g_array_index (bench->steps, double, bench->steps->len / 2),
           g_array_index (bench->steps, double, bench->steps->len * 95 / 100),
           g_array_index (bench->steps, double, bench->steps->len - 1));
  g_array_set_size (bench->steps, 0);
}

/* Returns: the item under the middle of the view, with where it begins, or 0 */
static guint
find_row (Bench  *bench,
          guint   wanted,
          double *y)
{
  for (int at = 20; at < gtk_widget_get_height (bench->scroller); at += 20)
    {
      GtkWidget *widget = gtk_widget_pick (bench->scroller, 100, at, GTK_PICK_NON_TARGETABLE);

      for (; widget != NULL && widget != bench->scroller; widget = gtk_widget_get_parent (widget))
        {
          guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "item"));
          double x;

          if (index == 0 || (wanted != 0 && index != wanted))
            continue;
          gtk_widget_translate_coordinates (widget, bench->scroller, 0, 0, &x, y);
          return index;
        }
    }

  return 0;
}

static void
scroll (Bench      *bench,
        const char *name,
        double      step)
{
  bench->worst_jump = 0;

  for (guint i = 0; i < N_STEPS; i++)
    {
      double y = 0;
      double new_y = 0;
      double took;
      gint64 begin;
      guint index;

      idle ();
      index = find_row (bench, 0, &y);
      begin = g_get_monotonic_time ();
      gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) - step);
      took = wait_frame (bench, begin);
      g_array_append_val (bench->steps, took);
      idle ();
      if (index != 0 && find_row (bench, index, &new_y) == index)
        bench->worst_jump = MAX (bench->worst_jump, ABS (new_y - y - step));
    }

  print_steps (bench, name);
  if (step < JUMP)
    g_print ("%-22s %.0f px\n", "worst jump", bench->worst_jump);
}

static void
grow (Bench *bench)
{
  g_autoptr(GString) text = g_string_new ("2000");

  for (guint i = 0; i < N_STEPS; i++)
    {
      const char *strings[] = { NULL, NULL };
      gint64 begin = g_get_monotonic_time ();
      double took;

      g_string_append (text, " another handful of words as they are written");
      strings[0] = text->str;
      gtk_string_list_splice (bench->model, g_list_model_get_n_items (G_LIST_MODEL (bench->model)) - 1, 1, strings);
      took = wait_frame (bench, begin);
      g_array_append_val (bench->steps, took);
    }

  print_steps (bench, "last row grows");
  g_print ("%-22s %.0f px\n", "then above the end",
           gtk_adjustment_get_upper (bench->adjustment) - gtk_adjustment_get_page_size (bench->adjustment)
             - gtk_adjustment_get_value (bench->adjustment));
}

static void
print_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) && (line = strstr (status, "VmRSS:")) != NULL)
    g_print ("%-22s %ld MB\n", "memory", strtol (line + strlen ("VmRSS:"), NULL, 10) / 1024);
}

static void
fill_model (Bench *bench)
{
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      g_string_append_printf (text, "%u", i);
      for (guint k = 0; k < (i * 13) % 90; k++)
        g_string_append (text, " words of an answer");
      gtk_string_list_append (bench->model, text->str);
    }
}

int
main (int   argc,
      char *argv[])
{
  const char *mode = argc > 1 ? argv[1] : "items";
  Bench bench = { NULL };
  GtkWidget *candidate;
  double first;
  gint64 begin;

  gtk_init ();
  bench.steps = g_array_new (FALSE, FALSE, sizeof (double));
  bench.model = gtk_string_list_new (NULL);
  fill_model (&bench);

  begin = g_get_monotonic_time ();
  bench.window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (bench.window, 800, 900);
  bench.scroller = gtk_scrolled_window_new ();
  candidate = make_candidate (&bench, mode);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (bench.scroller), candidate);
  bench.adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (bench.scroller));
  if (g_str_equal (mode, "shells"))
    {
      g_signal_connect (bench.adjustment, "value-changed", G_CALLBACK (fill_shells_cb), candidate);
      g_signal_connect (bench.adjustment, "changed", G_CALLBACK (fill_shells_cb), candidate);
    }
  gtk_window_set_child (bench.window, bench.scroller);
  gtk_window_present (bench.window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (bench.window)), "after-paint",
                    G_CALLBACK (after_paint_cb), &bench);
  wait_frame (&bench, begin);
  first = wait_frame (&bench, begin);

  g_print ("== %s\n%-22s %.0f ms\n", mode, "second frame after", first);
  print_memory ();
  begin = g_get_monotonic_time ();
  gtk_adjustment_set_value (bench.adjustment, gtk_adjustment_get_upper (bench.adjustment));
  wait_frame (&bench, begin);
  g_print ("%-22s %.0f ms\n", "jump to the end", wait_frame (&bench, begin));
  grow (&bench);
  scroll (&bench, "step up", STEP);
  scroll (&bench, "long jump up", JUMP);
  print_memory ();

  gtk_window_destroy (bench.window);
  g_array_unref (bench.steps);
  g_object_unref (bench.model);

  return EXIT_SUCCESS;
}
