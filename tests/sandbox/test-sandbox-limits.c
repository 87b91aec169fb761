/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The limits of a session: time, memory, processes, output; interrupts; and every way for Python to die. */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "sandbox-test-utils.h"

#define MIB (1024 * 1024)

static SpSandbox *
sandbox_with (gint64 memory,
              guint  cell_seconds)
{
  SpSandboxLimits limits;

  sp_sandbox_limits_init (&limits);
  limits.memory = memory > 0 ? memory : limits.memory;
  limits.cell_seconds = cell_seconds > 0 ? cell_seconds : limits.cell_seconds;
  limits.grace_ms = 500;

  return test_sandbox_new (&limits);
}

typedef struct
{
  SpCellResult *result;
  GMainLoop    *loop;
  gint64        interrupted;
  gint64        ended;
} Running;

static void
running_clear (Running *running)
{
  g_clear_object (&running->result);
  g_clear_pointer (&running->loop, g_main_loop_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Running, running_clear)

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Running *running = user_data;

  running->result = sp_sandbox_execute_finish (SP_SANDBOX (object), result, NULL);
  running->ended = g_get_monotonic_time ();
  g_main_loop_quit (running->loop);
}

static void
run_and_interrupt (SpSandbox  *sandbox,
                   const char *code,
                   Running    *running)
{
  running->loop = g_main_loop_new (NULL, FALSE);
  sp_sandbox_execute_async (sandbox, code, NULL, ended_cb, running);
  test_wait (200);
  running->interrupted = g_get_monotonic_time ();
  sp_sandbox_interrupt (sandbox);
  g_main_loop_run (running->loop);
  g_assert_nonnull (running->result);
}

static void
test_interrupt (void)
{
  static const char *const codes[] = { "while True: pass", "import time; time.sleep(1000)",
                                       "import subprocess; subprocess.run(['sleep', '1000'])" };
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 0);
  test_assert_printed (sandbox, "kept = 5", "");
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_auto(Running) running = { NULL };

      run_and_interrupt (sandbox, codes[i], &running);
      g_assert_cmpint (sp_cell_result_get_outcome (running.result), ==, SP_CELL_INTERRUPTED);
      g_assert_cmpstr (sp_cell_result_get_message (running.result), ==, "Stopped. Variables are kept.");
      g_assert_cmpint (running.ended - running.interrupted, <, 500 * 1000);
    }

  test_assert_printed (sandbox, "print(kept)", "5\n");
}

static void
test_interrupt_ignored (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_auto(Running) running = { NULL };

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 0);
  run_and_interrupt (sandbox, "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('deaf', flush=True)\n"
                              "while True: pass", &running);
  g_assert_cmpint (sp_cell_result_get_outcome (running.result), ==, SP_CELL_INTERRUPTED);
  g_assert_cmpstr (sp_cell_result_get_text (running.result), ==, "deaf\n");
  g_assert_nonnull (strstr (sp_cell_result_get_message (running.result), "variables are lost"));
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_DEAD);
}

static void
test_cancel (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Running) running = { NULL };

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 0);
  running.loop = g_main_loop_new (NULL, FALSE);
  sp_sandbox_execute_async (sandbox, "while True: pass", cancellable, ended_cb, &running);
  test_wait (100);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (running.loop);
  g_assert_cmpint (sp_cell_result_get_outcome (running.result), ==, SP_CELL_INTERRUPTED);
}

static void
test_timeout (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 1);
  result = test_run (sandbox, "print('begun')\nwhile True: pass");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_TIMEOUT);
  g_assert_cmpstr (sp_cell_result_get_text (result), ==, "begun\n");
  g_assert_cmpstr (sp_cell_result_get_message (result), ==,
                   "Stopped after 1 second, the limit for one cell. Variables are kept.");
  test_assert_printed (sandbox, "print('alive')", "alive\n");
}

static void
test_memory (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) alone = NULL;
  g_autoptr(SpCellResult) together = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (300 * MIB, 0);
  alone = test_run (sandbox, "b = bytearray(400 << 20)");
  g_assert_cmpstr (sp_cell_result_get_ename (alone), ==, "MemoryError");

  /* Each stays below its own limit; together they do not. */
  together = test_run (sandbox, "import os, time\nfor i in range(3):\n  if os.fork() == 0:\n"
                                "    b = bytearray(b'x') * (150 << 20); time.sleep(20); os._exit(0)\ntime.sleep(20)");
  g_assert_cmpint (sp_cell_result_get_outcome (together), ==, SP_CELL_DIED);
  g_assert_nonnull (strstr (sp_cell_result_get_message (together), "300.0"));
}

static void
test_fork_bomb (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 10);
  result = test_run (sandbox, "import os, time\nn = 0\ntry:\n  while True:\n    if os.fork() == 0: time.sleep(30); os._exit(0)\n"
                              "    n += 1\nexcept OSError as e: print('stopped', n < 64)");
  g_assert_cmpstr (sp_cell_result_get_text (result), ==, "stopped True\n");
  test_assert_printed (sandbox, "print(len([p for p in os.listdir('/proc') if p.isdigit() and "
                                "'Z' not in open(f'/proc/{p}/stat').read()]))", "2\n");
}

static void
test_output_flood (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autofree char *whole = NULL;
  const char *text;
  gint64 before;
  GStatBuf file;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 0);
  before = test_resident_memory ();
  result = test_run (sandbox, "import sys\nprint('first')\nline = 'x' * 999 + '\\n'\n"
                              "for i in range(200_000): sys.stdout.write(line)\nprint('last')");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_OK);
  g_assert_cmpint (sp_cell_result_get_output_size (result), ==, 200 * 1000 * 1000 + 11);
  g_assert_true (sp_cell_result_is_text_cut (result));

  text = sp_cell_result_get_text (result);
  g_assert_true (g_str_has_prefix (text, "first\nxxx"));
  g_assert_true (g_str_has_suffix (text, "xxx\nlast\n"));
  g_assert_nonnull (strstr (text, "left out"));
  g_assert_cmpuint (strlen (text), <, MIB + 200);
  g_assert_cmpint (test_resident_memory () - before, <, 20 * MIB);

  g_assert_cmpint (g_stat (sp_cell_result_get_whole_output_path (result), &file), ==, 0);
  g_assert_cmpint (file.st_size, ==, 64 * MIB);
  whole = g_strdup (sp_cell_result_get_whole_output_path (result));
  g_clear_object (&result);
  g_assert_false (g_file_test (whole, G_FILE_TEST_EXISTS));

  test_assert_printed (sandbox, "print('next')", "next\n");
}

static void
output_cb (SpSandbox  *sandbox,
           const char *stream,
           const char *text,
           GString    *all)
{
  g_string_append_printf (all, "%s:%s", stream, text);
}

static void
test_output_live (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(GString) all = g_string_new (NULL);
  g_auto(Running) running = { NULL };

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_with (0, 0);
  g_signal_connect (sandbox, "output", G_CALLBACK (output_cb), all);
  running.loop = g_main_loop_new (NULL, FALSE);
  sp_sandbox_execute_async (sandbox, "import sys, time, os\nprint('önе')\ntime.sleep(0.1)\nprint('two', file=sys.stderr)\n"
                                     "time.sleep(0.1)\nos.system('echo three')\nos.write(1, b'\\xc3'); time.sleep(0.1); "
                                     "os.write(1, b'\\xb6\\xff'); time.sleep(30)", NULL, ended_cb, &running);
  while (strstr (all->str, "\xc3\xb6\xef\xbf\xbd") == NULL)
    g_main_context_iteration (NULL, TRUE);
  sp_sandbox_interrupt (sandbox);
  g_main_loop_run (running.loop);
  g_assert_cmpstr (all->str, ==, "stdout:önе\nstderr:two\nstdout:three\nstdout:ö\xef\xbf\xbd");
  g_assert_cmpstr (sp_cell_result_get_text (running.result), ==, "önе\ntwo\nthree\nö\xef\xbf\xbd");
}

static void
test_deaths (void)
{
  static const struct { const char *code; const char *words; } deaths[] = {
    { "import os; os._exit(7)", "exit code 7" },
    { "import os; os.abort()", "signal 6" },
    { "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed" },
    { "import ctypes; ctypes.string_at(0)", "signal 11" },
    { "import os; os.close(3); import time; time.sleep(60)", "no longer answers" },
    { "import os; os.execv('/bin/sh', ['sh', '-c', 'exit 4'])", "exit code 4" },
    { "import os; os.write(3, b'\\xff' * 8); import time; time.sleep(60)", "not Python's" },
    { "import os\nfor i in range(20000): os.write(3, b'\\0\\0\\0\\2{}')\nimport time; time.sleep(60)", "flood" },
  };

  if (!test_can_sandbox ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (deaths); i++)
    {
      g_autoptr(SpSandbox) sandbox = sandbox_with (0, 0);
      g_autoptr(SpCellResult) result = test_run (sandbox, deaths[i].code);

      g_test_message ("%s: %s", deaths[i].code, sp_cell_result_get_message (result));
      g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_DIED);
      g_assert_nonnull (strstr (sp_cell_result_get_message (result), deaths[i].words));
      g_assert_nonnull (strstr (sp_cell_result_get_message (result), "variables are lost"));
      g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_DEAD);
    }
}

static void
test_nothing_left (void)
{
  guint n_fds = 0;

  if (!test_can_sandbox ())
    return;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(SpSandbox) sandbox = sandbox_with (0, 0);
      g_autoptr(SpCellResult) result = test_run (sandbox, "import subprocess\n"
                                                          "for i in range(3): subprocess.Popen(['sleep', '3600'])");

      g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_OK);
      if (i % 2 == 0)
        sp_sandbox_kill (sandbox);
      g_clear_object (&sandbox);
      test_wait (30);
      if (i == 1)
        n_fds = test_count_fds ();
    }

  g_assert_cmpuint (test_count_fds (), <=, n_fds + 2);
}

static void
test_start_cancelled (void)
{
  g_autoptr(SpLauncher) launcher = SP_LAUNCHER (sp_bwrap_launcher_new ());
  g_autoptr(SpSandbox) sandbox = sp_sandbox_new (launcher, NULL);
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  /* A session that was never started can be killed and dropped. */
  sp_sandbox_kill (sandbox);
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_DEAD);
  error = test_run_error (sandbox, "1");
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD);
}

/* Every process below @pid, itself included. */
static void
collect_tree (GPid    pid,
              GArray *tree)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", pid, pid);
  g_autofree char *text = NULL;
  g_auto(GStrv) children = NULL;

  g_array_append_val (tree, pid);
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;

  children = g_strsplit (g_strstrip (text), " ", -1);
  for (guint i = 0; children[i] != NULL; i++)
    if (*children[i] != '\0')
      collect_tree ((GPid) g_ascii_strtoll (children[i], NULL, 10), tree);
}

static gboolean
is_alive (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, ") Z ") == NULL;
}

/* The life of a service that is killed: it says when its cell runs, and never comes back. */
static int
be_the_victim (void)
{
  g_autoptr(SpSandbox) sandbox = sandbox_with (0, 0);
  g_autoptr(SpCellResult) result = NULL;

  test_assert_printed (sandbox, "import subprocess, os", "");
  g_print ("running\n");
  result = test_run (sandbox, "subprocess.Popen(['setsid', 'sleep', '3600'])\nwhile True: pass");

  return 0;
}

static void
test_host_killed (void)
{
  g_autoptr(GSubprocess) victim = NULL;
  g_autoptr(GArray) tree = g_array_new (FALSE, FALSE, sizeof (GPid));
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  if (!test_can_sandbox ())
    return;

  victim = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "--victim", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (victim));
  while (g_strcmp0 (line, "running") != 0)
    {
      g_free (g_steal_pointer (&line));
      line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_assert_nonnull (line);
    }

  test_wait (300);
  collect_tree ((GPid) g_ascii_strtoll (g_subprocess_get_identifier (victim), NULL, 10), tree);
  g_assert_cmpuint (tree->len, >=, 5);
  g_subprocess_force_exit (victim);
  g_assert_true (g_subprocess_wait (victim, NULL, NULL));

  for (guint try = 0; try < 100; try++)
    {
      guint n_alive = 0;

      for (guint i = 0; i < tree->len; i++)
        n_alive += is_alive (g_array_index (tree, GPid, i));
      if (n_alive == 0)
        return;
      test_wait (20);
    }

  g_test_message ("processes of the sandbox outlived the service");
  g_test_fail ();
}

/* The names of formats are text from inside as much as what stands behind them. */
static void
test_display_names (void)
{
  SpSandboxLimits limits;
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;

  if (!test_can_sandbox ())
    return;

  sp_sandbox_limits_init (&limits);
  limits.display_size = MIB;
  sandbox = test_sandbox_new (&limits);
  result = test_run (sandbox, "import gc\n"
                              "kernel = [o for o in gc.get_objects() if type(o).__name__ == 'Kernel'][0]\n"
                              "kernel.show_bundle({'x' * 2000000: 'y'})\n"
                              "kernel.show_bundle({'text/plain': 'small'})");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_OK);
  g_assert_cmpuint (json_array_get_length (sp_cell_result_get_displays (result)), ==, 1);
  g_assert_cmpstr (test_get_display (result, 0, "text/plain"), ==, "small");
}

int
main (int    argc,
      char **argv)
{
  gboolean is_victim = argc > 1 && strcmp (argv[1], "--victim") == 0;

  if (is_victim)
    argc = 1;
  g_test_init (&argc, &argv, NULL);
  if (is_victim)
    return test_can_sandbox () ? be_the_victim () : 1;

  g_test_add_func ("/sp/sandbox-limits/interrupt", test_interrupt);
  g_test_add_func ("/sp/sandbox-limits/interrupt-ignored", test_interrupt_ignored);
  g_test_add_func ("/sp/sandbox-limits/cancel", test_cancel);
  g_test_add_func ("/sp/sandbox-limits/timeout", test_timeout);
  g_test_add_func ("/sp/sandbox-limits/memory", test_memory);
  g_test_add_func ("/sp/sandbox-limits/fork-bomb", test_fork_bomb);
  g_test_add_func ("/sp/sandbox-limits/output-flood", test_output_flood);
  g_test_add_func ("/sp/sandbox-limits/output-live", test_output_live);
  g_test_add_func ("/sp/sandbox-limits/display-names", test_display_names);
  g_test_add_func ("/sp/sandbox-limits/deaths", test_deaths);
  g_test_add_func ("/sp/sandbox-limits/nothing-left", test_nothing_left);
  g_test_add_func ("/sp/sandbox-limits/host-killed", test_host_killed);
  g_test_add_func ("/sp/sandbox-limits/never-started", test_start_cancelled);

  return g_test_run ();
}
