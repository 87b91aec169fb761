/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What the real rows cost: a conversation of 2,000 items (questions, cells with logs and tables, answers in Markdown) in
 * the list that carries it. Printed: time until it stands, time per frame while scrolling up from the end, by the clock
 * and in work of this thread (which a busy machine does not lengthen), what a row of each kind takes to make and measure,
 * what a frame takes while an answer of 5,000 pieces and 20,000 lines of output come in, memory. Run it under a virtual X
 * server with GSK_RENDERER=cairo. */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <time.h>

#include "model/sp-code-call.h"
#include "model/sp-message.h"
#include "ui/sp-item-list.h"
#include "ui/sp-item-row.h"

#define N_ITEMS 2000
#define N_STEPS 200
#define STEP 180
#define N_PIECES 5000
#define N_LINES 20000

static const char markdown[] =
  "The **operating profit** of the *Transportation* sector, largest first, as read from `results.csv`:\n\n"
  "1. Adani Ports leads\n2. Container Corp. follows\n   - both above average\n\n"
  "| Company | Profit | Margin |\n|---|--:|--:|\n| Adani Ports | 3,869 | 58 % |\n| Blue Dart | 209 | 14 % |\n\n"
  "Download [the chart](sandbox:/mnt/data/chart.png).\n";

static const char table[] =
  "{\"columns\": [\"name\", \"sector\", \"revenue\", \"profit\"], \"rows\": [[\"a\", \"T\", 1, 2], [\"b\", \"T\", 3, 4], "
  "[\"c\", \"T\", 5, 6], [\"d\", \"T\", 7, 8], [\"e\", \"T\", 9, 10]], \"n_rows\": 5, \"n_cols\": 4}";

static guint n_frames;

static SpItem *
new_cell (guint i)
{
  SpCodeCall *call = sp_code_call_new ();
  g_autoptr(SpOutput) output = sp_output_new (SP_OUTPUT_TABLE, "application/vnd.sandpiper.table+json");
  g_autoptr(GString) code = g_string_new ("import pandas as pd\n");

  for (guint k = 0; k < 4 + i % 12; k++)
    g_string_append_printf (code, "table_%u = frame.groupby(\"sector\")[\"profit\"].sum()  # %u\n", k, i);
  sp_code_call_set_code (call, code->str);
  sp_code_call_set_code_status (call, SP_CODE_SUCCEEDED);
  sp_code_call_set_elapsed (call, 0.3);
  sp_code_call_append_logs (call, "9 rows in \033[1;32mTRANSPORTATION\033[0m\nas expected\n");
  sp_output_set_text (output, table);
  if (i % 3 == 0)
    sp_code_call_add_output (call, output);
  return SP_ITEM (call);
}

static SpItem *
new_item (guint i)
{
  SpItem *item;

  if (i % 4 == 0)
    item = SP_ITEM (sp_message_new (SP_ROLE_USER, "And the same for the next sector, please, as a bar chart with the values above the bars?"));
  else if (i % 4 == 3)
    item = SP_ITEM (sp_message_new (SP_ROLE_ASSISTANT, markdown));
  else
    item = new_cell (i);
  sp_item_set_status (item, SP_ITEM_COMPLETED);
  return item;
}

static GtkWidget *
create_row (GObject  *item,
            gpointer  user_data)
{
  GtkWidget *row = sp_item_row_new ();

  sp_item_row_set_item (SP_ITEM_ROW (row), SP_ITEM (item));
  return row;
}

static void
after_paint_cb (void)
{
  n_frames++;
}

/* Returns: milliseconds that this thread has worked */
static double
get_work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
wait_frame (GtkWidget *window,
            gint64     begin)
{
  guint before = n_frames;

  gtk_widget_queue_draw (window);
  while (n_frames == before)
    g_main_context_iteration (NULL, TRUE);
  return (double) (g_get_monotonic_time () - begin) / 1000.0;
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
print_times (GArray     *times,
             const char *name)
{
  g_array_sort (times, compare_doubles);
  g_print ("%-24s median %7.2f ms   95%% %7.2f ms   worst %7.2f ms\n", name, g_array_index (times, double, times->len / 2),
           g_array_index (times, double, times->len * 95 / 100), g_array_index (times, double, times->len - 1));
  g_array_set_size (times, 0);
}

static void
bench_making (GArray *times)
{
  static const char *const names[] = { "make a question", "make a cell", "make a cell with table", "make an answer" };
  static const guint kinds[] = { 0, 1, 6, 3 };

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      for (guint i = 0; i < 100; i++)
        {
          g_autoptr(SpItem) item = new_item (kinds[kind]);
          gint64 begin = g_get_monotonic_time ();
          GtkWidget *row = g_object_ref_sink (create_row (G_OBJECT (item), NULL));
          double took;

          gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 760, NULL, NULL, NULL, NULL);
          took = (double) (g_get_monotonic_time () - begin) / 1000.0;
          g_array_append_val (times, took);
          g_object_unref (row);
        }
      print_times (times, names[kind]);
    }
}

static void
bench_scrolling (GtkWidget     *window,
                 GtkAdjustment *adjustment,
                 GArray        *times)
{
  g_autoptr(GArray) works = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_STEPS; i++)
    {
      gint64 idle_end = g_get_monotonic_time () + 5 * G_TIME_SPAN_MILLISECOND;
      gint64 begin;
      double work;
      double took;

      while (g_get_monotonic_time () < idle_end)
        g_main_context_iteration (NULL, FALSE);
      begin = g_get_monotonic_time ();
      work = get_work ();
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - STEP);
      took = wait_frame (window, begin);
      work = get_work () - work;
      g_array_append_val (times, took);
      g_array_append_val (works, work);
    }
  print_times (times, "step up");
  print_times (works, "step up, work");
}

/* As a fast service sends them: many pieces between two frames. */
static void
bench_growing (GtkWidget *window,
               SpMessage *message,
               GArray    *times)
{
  double work = get_work ();

  for (guint i = 0; i < N_PIECES; i++)
    {
      double took;

      sp_message_append_text (message, i % 50 == 49 ? ".\n\n" : " another *handful* of `words`");
      if (i % 25 != 24)
        continue;
      wait_frame (window, 0);
      took = get_work () - work;
      work += took;
      g_array_append_val (times, took);
    }
  print_times (times, "an answer grows, work");
}

static void
bench_output (GtkWidget  *window,
              SpCodeCall *call,
              GArray     *times)
{
  double work = get_work ();

  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *line = g_strdup_printf ("step %u of 20,000: loss 0.%04u, and so on\n", i, i % 10000);
      double took;

      sp_code_call_append_logs (call, line);
      if (i % 100 != 99)
        continue;
      wait_frame (window, 0);
      took = get_work () - work;
      work += took;
      g_array_append_val (times, took);
    }
  print_times (times, "output comes, work");
}

static void
print_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) && (line = g_strrstr (status, "VmRSS:")) != NULL)
    g_print ("%-24s %ld MB\n", "memory", strtol (line + strlen ("VmRSS:"), NULL, 10) / 1024);
}

int
main (void)
{
  g_autoptr(GListStore) items = g_list_store_new (SP_TYPE_ITEM);
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(SpMessage) last = sp_message_new (SP_ROLE_ASSISTANT, "");
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(GtkCssProvider) style = NULL;
  GtkWidget *window;
  GtkWidget *scroller;
  GtkWidget *list;
  GtkAdjustment *adjustment;
  gint64 begin;

  adw_init ();
  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, SP_RESOURCE_PREFIX "/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autoptr(SpItem) item = new_item (i);

      g_list_store_append (items, item);
    }
  g_list_store_append (items, last);

  begin = g_get_monotonic_time ();
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 900);
  scroller = gtk_scrolled_window_new ();
  list = sp_item_list_new ();
  sp_item_list_set_create_func (SP_ITEM_LIST (list), create_row, NULL);
  sp_item_list_set_model (SP_ITEM_LIST (list), G_LIST_MODEL (items));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), NULL);
  g_print ("%-24s %.0f ms\n", "first frame after", wait_frame (window, begin));
  g_print ("%-24s %.0f ms\n", "second frame after", wait_frame (window, begin));

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  sp_item_list_scroll_to_end (SP_ITEM_LIST (list));
  wait_frame (window, begin);
  bench_growing (window, last, times);
  sp_code_call_set_code_status (call, SP_CODE_RUNNING);
  g_list_store_append (items, call);
  bench_output (window, call, times);
  bench_scrolling (window, adjustment, times);
  bench_making (times);
  print_memory ();
  gtk_window_destroy (GTK_WINDOW (window));

  return EXIT_SUCCESS;
}
