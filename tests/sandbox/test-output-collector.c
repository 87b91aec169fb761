/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Output however it comes: split characters, floods, two streams, between cells. */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "sandbox-test-utils.h"
#include "sandbox/sp-output-collector.h"

typedef struct
{
  SpOutputCollector *collector;
  SpFd               out;   /* the writing ends */
  SpFd               err;
  char              *folder;
  GString           *live;
} Fixture;

static void
text_cb (SpOutputCollector *collector,
         const char        *stream,
         const char        *text,
         Fixture           *fixture)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append_printf (fixture->live, "[%s]%s", stream, text);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  int out[2];
  int err[2];

  g_assert_cmpint (pipe2 (out, O_CLOEXEC), ==, 0);
  g_assert_cmpint (pipe2 (err, O_CLOEXEC), ==, 0);
  fixture->collector = sp_output_collector_new (out[0], err[0]);
  fixture->out = out[1];
  fixture->err = err[1];
  fixture->folder = test_folder_new ();
  fixture->live = g_string_new (NULL);
  g_signal_connect (fixture->collector, "text", G_CALLBACK (text_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->collector);
  sp_fd_close (fixture->out);
  sp_fd_close (fixture->err);
  test_folder_remove (fixture->folder);
  g_string_free (fixture->live, TRUE);
}

static void
say (int         fd,
     const char *text,
     gsize       size)
{
  g_assert_true (sp_fd_write_all (fd, text, size, NULL));
}

static void
run_main_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static char *
end (Fixture *fixture)
{
  gboolean is_cut;
  gint64 total;

  sp_output_collector_drain (fixture->collector);

  return sp_output_collector_end (fixture->collector, &is_cut, &total, NULL);
}

static void
test_streams (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = NULL;

  sp_output_collector_begin (fixture->collector, 1000, 1000, fixture->folder);
  say (fixture->out, "one\n", 4);
  run_main_loop ();
  say (fixture->err, "two\n", 4);
  run_main_loop ();
  say (fixture->out, "three", 5);

  text = end (fixture);
  g_assert_cmpstr (text, ==, "one\ntwo\nthree");
  g_assert_cmpstr (fixture->live->str, ==, "[stdout]one\n[stderr]two\n[stdout]three");
}

static void
test_characters (Fixture       *fixture,
                 gconstpointer  data)
{
  const char *all = "a€ß😀\xff" "ж";

  /* Whatever the cut, no half character is told. */
  for (gsize split = 0; split <= strlen (all); split++)
    {
      g_autofree char *text = NULL;

      sp_output_collector_begin (fixture->collector, 1000, 0, fixture->folder);
      say (fixture->out, all, split);
      run_main_loop ();
      say (fixture->out, all + split, strlen (all) - split);
      text = end (fixture);
      g_assert_cmpstr (text, ==, "a€ß😀\xef\xbf\xbdж");
    }
}

static void
test_unfinished (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *next = NULL;

  sp_output_collector_begin (fixture->collector, 1000, 0, fixture->folder);
  say (fixture->out, "x\xe2\x82", 3);
  text = end (fixture);
  g_assert_true (g_str_has_prefix (text, "x\xef\xbf\xbd"));

  sp_output_collector_begin (fixture->collector, 1000, 0, fixture->folder);
  say (fixture->out, "\xac", 1);
  next = end (fixture);
  g_assert_cmpstr (next, ==, "\xef\xbf\xbd");
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *filler = g_strnfill (50000, '-');
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *kept = NULL;
  gboolean is_cut;
  gint64 total;
  gsize size;

  sp_output_collector_begin (fixture->collector, 400, 60000, fixture->folder);
  say (fixture->out, "BEGIN", 5);
  run_main_loop ();
  for (guint i = 0; i < 4; i++)
    {
      say (fixture->out, filler, 50000);
      run_main_loop ();
    }
  say (fixture->out, "END", 3);
  sp_output_collector_drain (fixture->collector);
  text = sp_output_collector_end (fixture->collector, &is_cut, &total, &whole);

  g_assert_true (is_cut);
  g_assert_cmpint (total, ==, 200008);
  g_assert_true (g_str_has_prefix (text, "BEGIN---"));
  g_assert_true (g_str_has_suffix (text, "---END"));
  g_assert_nonnull (strstr (text, "199.6\xc2\xa0kB of output left out"));
  g_assert_cmpuint (strlen (text), <, 500);

  g_assert_true (g_file_get_contents (whole, &kept, &size, NULL));
  g_assert_cmpuint (size, ==, 60000);
  g_assert_true (g_str_has_prefix (kept, "BEGIN---"));
  g_unlink (whole);
}

static void
test_between (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = NULL;

  say (fixture->out, "nobody asked", 12);
  run_main_loop ();
  sp_output_collector_begin (fixture->collector, 1000, 0, fixture->folder);
  say (fixture->out, "asked", 5);
  text = end (fixture);
  g_assert_cmpstr (text, ==, "asked");
  g_assert_cmpstr (fixture->live->str, ==, "[stdout]asked");
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *text = NULL;

  sp_output_collector_begin (fixture->collector, 1000, 0, fixture->folder);
  say (fixture->out, "last words", 10);
  sp_fd_close (g_steal_fd (&fixture->out));
  sp_fd_close (g_steal_fd (&fixture->err));
  run_main_loop ();
  text = end (fixture);
  g_assert_cmpstr (text, ==, "last words");
  sp_output_collector_close (fixture->collector);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sp/output-collector/streams", Fixture, NULL, set_up, test_streams, tear_down);
  g_test_add ("/sp/output-collector/characters", Fixture, NULL, set_up, test_characters, tear_down);
  g_test_add ("/sp/output-collector/unfinished", Fixture, NULL, set_up, test_unfinished, tear_down);
  g_test_add ("/sp/output-collector/cut", Fixture, NULL, set_up, test_cut, tear_down);
  g_test_add ("/sp/output-collector/between", Fixture, NULL, set_up, test_between, tear_down);
  g_test_add ("/sp/output-collector/closed", Fixture, NULL, set_up, test_closed, tear_down);

  return g_test_run ();
}
