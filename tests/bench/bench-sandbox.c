/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What sessions cost: run by hand, on a quiet machine. Prints one line for each figure, in milliseconds.
 *
 *   bench-sandbox [ROUNDS] */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "sandbox/sp-bwrap-launcher.h"
#include "sandbox/sp-sandbox.h"

#define N_CELLS 1000

static SpLauncher *launcher;

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *place;
}

static double
now (void)
{
  return g_get_monotonic_time () / 1000.0;
}

static int
compare (const void *a,
         const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
show (const char *what,
      double     *times,
      guint       n)
{
  qsort (times, n, sizeof *times, compare);
  printf ("%-44s median %8.3f  min %8.3f  p99 %8.3f  max %8.3f  (n=%u)\n", what,
          times[n / 2], times[0], times[n * 99 / 100], times[n - 1], n);
}

static void
stop_on (GError *error)
{
  if (error != NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
}

static SpSandbox *
start (gboolean preload)
{
  SpSandbox *sandbox = sp_sandbox_new (launcher, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  sp_sandbox_set_preload (sandbox, preload);
  sp_sandbox_start_async (sandbox, NULL, result_cb, &result);
  sp_sandbox_start_finish (sandbox, wait_for (&result), &error);
  stop_on (error);

  return sandbox;
}

static SpCellOutcome
run (SpSandbox  *sandbox,
     const char *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpCellResult) cell = NULL;
  GError *error = NULL;

  sp_sandbox_execute_async (sandbox, code, NULL, result_cb, &result);
  cell = sp_sandbox_execute_finish (sandbox, wait_for (&result), &error);
  stop_on (error);

  return sp_cell_result_get_outcome (cell);
}

static void
put (SpSandbox *sandbox,
     gsize      size)
{
  g_auto(SpFd) fd = memfd_create ("bench", MFD_CLOEXEC);
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  if (ftruncate (fd, size) != 0)
    exit (1);
  sp_sandbox_put_file_async (sandbox, "input.csv", fd, NULL, result_cb, &result);
  sp_sandbox_put_file_finish (sandbox, wait_for (&result), &error);
  stop_on (error);
}

static void
harvest (SpSandbox  *sandbox,
         const char *folder)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SpHarvest) files = NULL;
  GError *error = NULL;

  sp_sandbox_harvest_async (sandbox, folder, NULL, result_cb, &result);
  files = sp_sandbox_harvest_finish (sandbox, wait_for (&result), &error);
  stop_on (error);
}

static void
bench_starts (guint n)
{
  g_autofree double *cold = g_new (double, n);
  g_autofree double *warm = g_new (double, n);
  g_autofree double *hand_over = g_new (double, n);
  g_autofree double *figure = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      double begin = now ();
      g_autoptr(SpSandbox) bare = start (FALSE);
      g_autoptr(SpSandbox) full = NULL;

      cold[i] = now () - begin;
      begin = now ();
      full = start (TRUE);
      warm[i] = now () - begin;

      begin = now ();
      put (full, 100 * 1000);
      run (full, "1+1");
      hand_over[i] = now () - begin;

      begin = now ();
      run (full, "import matplotlib.pyplot as plt\nplt.bar([1, 2], [3, 4])");
      figure[i] = now () - begin;
    }

  show ("cold start to ready", cold, n);
  show ("start with pandas and pyplot imported", warm, n);
  show ("hand-over: 100 kB in and first 1+1 out", hand_over, n);
  show ("first figure after that", figure, n);
}

static void
bench_cells (void)
{
  g_autofree double *times = g_new (double, N_CELLS);
  g_autoptr(SpSandbox) sandbox = start (FALSE);

  for (guint i = 0; i < N_CELLS; i++)
    {
      double begin = now ();

      run (sandbox, "1+1");
      times[i] = now () - begin;
    }

  show ("1+1 round trip", times, N_CELLS);
}

typedef struct
{
  SpSandbox *sandbox;
  double     asked;
} Stop;

static gboolean
stop_cb (gpointer user_data)
{
  Stop *stop = user_data;

  stop->asked = now ();
  sp_sandbox_interrupt (stop->sandbox);

  return G_SOURCE_REMOVE;
}

static gboolean
kill_cb (gpointer user_data)
{
  Stop *stop = user_data;

  stop->asked = now ();
  sp_sandbox_kill (stop->sandbox);

  return G_SOURCE_REMOVE;
}

static void
bench_stops (guint n)
{
  g_autofree double *interrupts = g_new (double, n);
  g_autofree double *kills = g_new (double, n);
  g_autoptr(SpSandbox) sandbox = start (FALSE);

  for (guint i = 0; i < n; i++)
    {
      Stop stop = { .sandbox = sandbox };

      g_timeout_add (30, stop_cb, &stop);
      run (sandbox, "while True: pass");
      interrupts[i] = now () - stop.asked;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpSandbox) victim = start (FALSE);
      Stop stop = { .sandbox = victim };

      g_timeout_add (30, kill_cb, &stop);
      run (victim, "while True: pass");
      kills[i] = now () - stop.asked;
    }

  show ("interrupt of a busy loop", interrupts, n);
  show ("kill to answer", kills, n);
}

static void
bench_files (guint n)
{
  g_autofree double *times = g_new (double, n);
  g_autofree double *crowds = g_new (double, n);
  g_autofree double *inputs = g_new (double, n);
  g_autofree char *folder = g_dir_make_tmp ("sandpiper-bench-XXXXXX", NULL);
  g_autoptr(SpSandbox) sandbox = start (FALSE);

  for (guint i = 0; i < n; i++)
    {
      double begin;

      run (sandbox, "open('out.png', 'wb').write(bytes(100_000))");
      begin = now ();
      harvest (sandbox, folder);
      times[i] = now () - begin;
      begin = now ();
      put (sandbox, 20 * 1000 * 1000);
      inputs[i] = now () - begin;
    }
  for (guint i = 0; i < n; i++)
    {
      double begin;

      run (sandbox, "for i in range(20_000): open(f'f{i}', 'w').close()");
      begin = now ();
      harvest (sandbox, folder);
      crowds[i] = now () - begin;
    }

  show ("harvest of one file of 100 kB", times, n);
  show ("20 MB put in", inputs, n);
  show ("harvest among 20,000 files, up to the cap", crowds, n);
  g_rmdir (folder);
}

static void
bench_flood (void)
{
  g_autoptr(SpSandbox) sandbox = start (FALSE);
  g_autofree char *statm = NULL;
  double begin = now ();
  char *resident;

  run (sandbox, "import os\nb = b'y' * 65536\nfor i in range(8000): os.write(1, b)");
  begin = now () - begin;
  g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL);
  resident = strchr (statm, ' ');
  printf ("%-44s %.0f ms, %.0f MiB resident after\n", "524 MB of output in one cell", begin,
          strtoll (resident, NULL, 10) * (double) sysconf (_SC_PAGESIZE) / (1024 * 1024));
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? MAX (atoi (argv[1]), 1) : 7;
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  launcher = SP_LAUNCHER (sp_bwrap_launcher_new ());
  sp_launcher_probe_async (launcher, NULL, result_cb, &result);
  sp_launcher_probe_finish (launcher, wait_for (&result), &error);
  stop_on (error);

  bench_cells ();
  bench_starts (n);
  bench_stops (n);
  bench_files (n);
  bench_flood ();
  g_object_unref (launcher);

  return 0;
}
