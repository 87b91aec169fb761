/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Opening a large delimited file: how long until the first rows are there,
 * how fast the rest is counted, how much memory it takes.
 *
 *   bench-table [BYTES]      (1,000,000,000 when not given)
 */

#include "config.h"

#include "bench-csv.h"

#include "table/sp-record-scanner.h"
#include "table/sp-table.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct
{
  GMainLoop *loop;
  SpTable   *table;
  gint64     start;
  gint64     opened;
  gint64     first_rows;
  gint64     counted;
} Run;

static void
block_loaded_cb (SpTable *table,
                 guint64  block,
                 Run     *run)
{
  if (run->first_rows == 0)
    run->first_rows = g_get_monotonic_time ();
  if (!sp_table_get_counting (table))
    g_main_loop_quit (run->loop);
}

static void
n_rows_cb (SpTable    *table,
           GParamSpec *pspec,
           Run        *run)
{
  sp_table_request_block (table, 0);
}

static void
counting_cb (SpTable    *table,
             GParamSpec *pspec,
             Run        *run)
{
  run->counted = g_get_monotonic_time ();
  if (run->first_rows != 0)
    g_main_loop_quit (run->loop);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;

  run->table = sp_table_open_finish (result, &error);
  if (run->table == NULL)
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }

  run->opened = g_get_monotonic_time ();
  g_signal_connect (run->table, "block-loaded", G_CALLBACK (block_loaded_cb), run);
  g_signal_connect (run->table, "notify::n-rows", G_CALLBACK (n_rows_cb), run);
  g_signal_connect (run->table, "notify::counting", G_CALLBACK (counting_cb), run);
}

static void
open_once (const char *name,
           const char *path,
           guint64     n_bytes)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { .loop = loop };
  double seconds;

  run.start = g_get_monotonic_time ();
  sp_table_open_async (path, NULL, NULL, opened_cb, &run);
  g_main_loop_run (loop);

  seconds = (run.counted - run.start) / 1e6;
  g_print ("%-22s opened %.1f ms, first rows %.1f ms, %" G_GUINT64_FORMAT " rows counted in %.0f ms "
           "(%.2f GB/s), index and cache %.0f KiB, resident %.1f MiB\n",
           name, (run.opened - run.start) / 1e3, (run.first_rows - run.start) / 1e3,
           sp_table_get_n_rows (run.table), seconds * 1e3, n_bytes / seconds / 1e9,
           sp_table_get_memory (run.table) / 1024.0, bench_get_resident () / 1048576.0);

  g_signal_handlers_disconnect_by_data (run.table, &run);
  sp_table_close (run.table);
  g_object_unref (run.table);
}

/* The processor's time, which other programs do not lengthen. */
static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
scan_in_memory (const char     *name,
                SpByteMaskKind  kind,
                const char     *text,
                gsize           length)
{
  SpDialect dialect = SP_DIALECT_INIT;
  g_auto(SpRecordScanner) scanner = { 0 };
  gint64 start;

  if (!sp_byte_mask_is_available (kind))
    return;

  sp_record_scanner_init (&scanner, &dialect, 0, SP_BLOCK_ROWS);
  scanner.find_marks = sp_byte_mask_get (kind);
  start = get_cpu_time ();
  sp_record_scanner_text (&scanner, (const guint8 *) text, length);
  g_print ("%-22s %.2f GB in a second of the processor\n", name, length / 1e3 / (get_cpu_time () - start));
}

static void
bench_file (const char *folder,
            guint64     n_bytes,
            gboolean    quote_all)
{
  g_autofree char *path = g_build_filename (folder, "large.csv", NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!bench_write_csv (path, n_bytes, quote_all))
    {
      g_printerr ("cannot write %s\n", path);
      exit (1);
    }

  g_print ("%s, %.2f GB\n", quote_all ? "every cell quoted" : "5 % of the rows quoted", n_bytes / 1e9);
  for (guint i = 0; i < 5; i++)
    open_once (i == 0 ? "  first" : "  again", path, n_bytes);

  if (g_file_get_contents (path, &text, &length, NULL))
    {
      length = MIN (length, 64 * 1024 * 1024);
      scan_in_memory ("  scan, plain", SP_BYTE_MASK_PLAIN, text, length);
      scan_in_memory ("  scan, SSE2", SP_BYTE_MASK_SSE2, text, length);
      scan_in_memory ("  scan, AVX2", SP_BYTE_MASK_AVX2, text, length);
    }
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  guint64 n_bytes = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1000 * 1000 * 1000;
  g_autofree char *folder = g_dir_make_tmp ("sandpiper-bench-XXXXXX", NULL);

  if (folder == NULL)
    return 1;

  bench_file (folder, n_bytes, FALSE);
  bench_file (folder, n_bytes / 8, TRUE);
  g_rmdir (folder);

  return 0;
}
