/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The harvest against a folder of the host that changes under its hands. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "sandbox/sp-data-folder-private.h"
#include "sandbox-test-utils.h"

typedef struct
{
  char           *root;
  char           *target;    /* where copies go */
  SpFd            fd;
  SpFolderMemory *memory;
  SpSandboxLimits limits;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->root = test_folder_new ();
  fixture->target = test_folder_new ();
  fixture->fd = open (fixture->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  fixture->memory = _sp_folder_memory_new ();
  sp_sandbox_limits_init (&fixture->limits);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s' '%s'", fixture->root, fixture->target);

  sp_fd_close (fixture->fd);
  _sp_folder_memory_free (fixture->memory);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (g_steal_pointer (&fixture->root));
  g_free (g_steal_pointer (&fixture->target));
}

static void
write_file (Fixture    *fixture,
            const char *name,
            const char *contents)
{
  g_autofree char *path = g_build_filename (fixture->root, name, NULL);

  g_assert_true (g_file_set_contents_full (path, contents, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

static SpHarvest *
run (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  SpHarvest *harvest = _sp_harvester_run (fixture->fd, fixture->memory, &fixture->limits, fixture->target, NULL, &error);

  g_assert_no_error (error);

  return harvest;
}

static char *
names_of (SpHarvest *harvest)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < harvest->files->len; i++)
    g_string_append_printf (names, "%s;", ((SpHarvestedFile *) g_ptr_array_index (harvest->files, i))->name);

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
assert_harvest (Fixture    *fixture,
                const char *expected)
{
  g_autoptr(SpHarvest) harvest = run (fixture);
  g_autofree char *names = names_of (harvest);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_changes (Fixture       *fixture,
              gconstpointer  data)
{
  struct timespec past[] = { { 1000, 0 }, { 1000, 0 } };

  write_file (fixture, "b.txt", "one");
  write_file (fixture, "a.txt", "two");
  assert_harvest (fixture, "a.txt;b.txt;");
  assert_harvest (fixture, "");

  write_file (fixture, "a.txt", "2wo");
  g_assert_cmpint (utimensat (fixture->fd, "a.txt", past, 0), ==, 0);
  assert_harvest (fixture, "a.txt;");
  assert_harvest (fixture, "");
}

static void
test_special (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *outside = g_build_filename (fixture->target, "secret", NULL);

  g_assert_true (g_file_set_contents (outside, "secret", -1, NULL));
  g_assert_cmpint (symlinkat (outside, fixture->fd, "link"), ==, 0);
  g_assert_cmpint (symlinkat ("/etc", fixture->fd, "folder"), ==, 0);
  g_assert_cmpint (symlinkat ("nowhere", fixture->fd, "dangling"), ==, 0);
  g_assert_cmpint (mkfifoat (fixture->fd, "pipe", 0600), ==, 0);
  write_file (fixture, ".hidden", "x");
  if (mknodat (fixture->fd, "device", S_IFCHR | 0600, 0x103) != 0)
    g_test_message ("no device could be made: %s", g_strerror (errno));
  write_file (fixture, "plain", "x");

  assert_harvest (fixture, "plain;");
}

static void
test_open_beneath (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const refused[] = { "/etc/passwd", "../x", "..", "link/passwd", "up/../..", "", "self/." };

  g_assert_cmpint (symlinkat ("/etc", fixture->fd, "link"), ==, 0);
  g_assert_cmpint (symlinkat ("/proc/self/cwd", fixture->fd, "self"), ==, 0);
  g_assert_cmpint (mkdirat (fixture->fd, "up", 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_cmpint (_sp_open_beneath (fixture->fd, refused[i], 0), <, 0);
}

static void
test_limits (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(SpHarvest) harvest = NULL;
  g_autoptr(SpHarvest) crowded = NULL;
  g_autofree char *names = NULL;
  SpSkippedFile *skipped;

  fixture->limits.file_size = 100;
  fixture->limits.files_size = 150;
  fixture->limits.n_files = 3;
  write_file (fixture, "small", "x");
  write_file (fixture, "sparse", "");
  {
    g_autofree char *path = g_build_filename (fixture->root, "sparse", NULL);

    g_assert_cmpint (truncate (path, 1000000), ==, 0);
  }
  harvest = run (fixture);
  names = names_of (harvest);
  g_assert_cmpstr (names, ==, "small;");
  g_assert_cmpuint (harvest->skipped->len, ==, 1);
  skipped = g_ptr_array_index (harvest->skipped, 0);
  g_assert_cmpstr (skipped->name, ==, "sparse");
  g_assert_nonnull (strstr (skipped->reason, "too large"));

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%u", i);

      write_file (fixture, name, "x");
    }
  crowded = run (fixture);
  g_assert_cmpuint (crowded->files->len, ==, 3);
  g_assert_nonnull (crowded->note);
}

static void
test_deep (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(SpHarvest) harvest = NULL;
  g_auto(SpFd) fd = dup (fixture->fd);

  for (guint i = 0; i < 400; i++)
    {
      int next;

      g_assert_cmpint (mkdirat (fd, "d", 0700), ==, 0);
      next = openat (fd, "d", O_RDONLY | O_DIRECTORY);
      sp_fd_close (fd);
      fd = next;
    }
  harvest = run (fixture);
  g_assert_cmpuint (harvest->files->len, ==, 0);
  g_assert_nonnull (strstr (harvest->note, "deep"));
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  write_file (fixture, "-rf", "x");
  write_file (fixture, "a\\b:c.txt", "x");
  write_file (fixture, "bad\xff.csv", "x");
  write_file (fixture, "bad_.csv", "y");
  write_file (fixture, "rtl\xe2\x80\xaegpj.exe", "x");

  assert_harvest (fixture, "_-rf;a_b_c.txt;bad_ (2).csv;bad_.csv;rtlgpj.exe;");
}

typedef struct
{
  int  fd;
  int  stop;  /* atomic */
} Swapper;

static gpointer
swap_thread (gpointer data)
{
  Swapper *swapper = data;

  while (!g_atomic_int_get (&swapper->stop))
    syscall (SYS_renameat2, swapper->fd, "file", swapper->fd, "link", 2 /* RENAME_EXCHANGE */);

  return NULL;
}

static void
test_swap (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *outside = g_build_filename (fixture->target, "secret", NULL);
  g_autofree char *through = g_build_filename (fixture->root, "swap", NULL);
  Swapper swapper = { .stop = 0 };
  GThread *thread;
  guint n_read = 0;
  g_auto(SpFd) folder = -1;

  g_assert_true (g_file_set_contents (outside, "SECRET", -1, NULL));
  g_assert_cmpint (g_mkdir (through, 0700), ==, 0);
  folder = open (through, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  write_file (fixture, "swap/file", "mine");
  g_assert_cmpint (symlinkat (outside, folder, "link"), ==, 0);

  swapper.fd = folder;
  thread = g_thread_new ("swap", swap_thread, &swapper);
  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(SpFolderMemory) memory = _sp_folder_memory_new ();
      g_autoptr(SpHarvest) harvest = _sp_harvester_run (fixture->fd, memory, &fixture->limits, fixture->target, NULL, NULL);

      for (guint i = 0; i < harvest->files->len; i++)
        {
          g_autofree char *contents = NULL;

          g_assert_true (g_file_get_contents (((SpHarvestedFile *) g_ptr_array_index (harvest->files, i))->path, &contents,
                                              NULL, NULL));
          g_assert_cmpstr (contents, ==, "mine");
          n_read++;
        }
    }
  g_atomic_int_set (&swapper.stop, 1);
  g_thread_join (thread);
  g_test_message ("%u files read, none through a link", n_read);
  g_assert_cmpuint (n_read, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sp/harvester/changes", Fixture, NULL, set_up, test_changes, tear_down);
  g_test_add ("/sp/harvester/special", Fixture, NULL, set_up, test_special, tear_down);
  g_test_add ("/sp/harvester/open-beneath", Fixture, NULL, set_up, test_open_beneath, tear_down);
  g_test_add ("/sp/harvester/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/sp/harvester/deep", Fixture, NULL, set_up, test_deep, tear_down);
  g_test_add ("/sp/harvester/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/sp/harvester/swap", Fixture, NULL, set_up, test_swap, tear_down);

  return g_test_run ();
}
