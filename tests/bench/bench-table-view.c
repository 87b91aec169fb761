/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A large delimited file in the window: from asking for it to the first rows
 * on the screen, and how long frames take while somebody scrolls.
 *
 *   bench-table-view [BYTES | FILE]      (1,000,000,000 when not given)
 */

#include "config.h"

#include "bench-csv.h"

#include "ui/sp-table-preview.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#define N_SCROLLS 120

typedef struct
{
  GMainLoop      *loop;
  SpTablePreview *preview;
  GtkAdjustment  *adjustment;
  gint64          asked;
  gint64          loaded;
  gint64          painted;
  gint64          counted;
  gint64          scroll_start;
  gint64          worst;
  gint64          sum;
  guint           n_scrolls;
  gboolean        jumps;
} Run;

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_table_preview_load_finish (run->preview, result, &error))
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
  run->loaded = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                Run           *run)
{
  gint64 now = g_get_monotonic_time ();
  SpTable *table = sp_table_preview_get_table (run->preview);

  if (run->loaded == 0)
    return;
  if (run->painted == 0)
    run->painted = now;
  if (run->counted == 0 && !sp_table_get_counting (table))
    run->counted = now;
  if (run->counted == 0)
    return;

  if (run->scroll_start != 0)
    {
      run->sum += now - run->scroll_start;
      run->worst = MAX (run->worst, now - run->scroll_start);
      run->n_scrolls++;
    }
  if (run->n_scrolls == N_SCROLLS)
    {
      g_main_loop_quit (run->loop);
      return;
    }

  run->scroll_start = g_get_monotonic_time ();
  if (run->jumps)
    gtk_adjustment_set_value (run->adjustment, g_random_double () * gtk_adjustment_get_upper (run->adjustment));
  else
    gtk_adjustment_set_value (run->adjustment, gtk_adjustment_get_value (run->adjustment) + 3);
}

static GtkAdjustment *
find_adjustment (GtkWidget *widget)
{
  if (GTK_IS_SCROLLBAR (widget) && gtk_widget_get_parent (widget) != NULL &&
      !GTK_IS_SCROLLED_WINDOW (gtk_widget_get_parent (widget)))
    return gtk_scrollbar_get_adjustment (GTK_SCROLLBAR (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAdjustment *found = find_adjustment (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
scroll (Run      *run,
        gboolean  jumps)
{
  run->jumps = jumps;
  run->n_scrolls = 0;
  run->scroll_start = 0;
  run->sum = 0;
  run->worst = 0;
  gtk_widget_queue_draw (GTK_WIDGET (run->preview));
  g_main_loop_run (run->loop);
  g_print ("%s: mean %.1f ms, worst %.1f ms a frame\n", jumps ? "jumping anywhere" : "scrolling by lines",
           run->sum / 1e3 / N_SCROLLS, run->worst / 1e3);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *made = NULL;
  const char *path = argc > 1 && !g_ascii_isdigit (argv[1][0]) ? argv[1] : NULL;
  guint64 n_bytes = argc > 1 && path == NULL ? g_ascii_strtoull (argv[1], NULL, 10) : 1000 * 1000 * 1000;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { .loop = loop };
  GtkWidget *window;
  guint64 memory;

  adw_init ();
  if (path == NULL)
    {
      folder = g_dir_make_tmp ("sandpiper-bench-XXXXXX", NULL);
      made = g_build_filename (folder, "large.csv", NULL);
      if (!bench_write_csv (made, n_bytes, FALSE))
        return 1;
      path = made;
    }

  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  run.preview = SP_TABLE_PREVIEW (sp_table_preview_new ());
  run.adjustment = find_adjustment (GTK_WIDGET (run.preview));
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (run.preview));
  gtk_window_present (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  memory = bench_get_resident ();

  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), &run);
  run.asked = g_get_monotonic_time ();
  sp_table_preview_load_async (run.preview, path, NULL, loaded_cb, &run);
  scroll (&run, FALSE);
  g_print ("asked to loaded %.0f ms, to the first painted row %.0f ms, to all counted %.0f ms\n",
           (run.loaded - run.asked) / 1e3, (run.painted - run.asked) / 1e3, (run.counted - run.asked) / 1e3);
  scroll (&run, TRUE);
  g_print ("resident %.0f MiB, before the file %.0f MiB\n", bench_get_resident () / 1048576.0, memory / 1048576.0);

  gtk_window_destroy (GTK_WINDOW (window));
  if (made != NULL)
    {
      g_unlink (made);
      g_rmdir (folder);
    }

  return 0;
}
