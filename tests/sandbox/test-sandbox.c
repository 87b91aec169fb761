/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A session's life: start, state between cells, results, errors, displays, files. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sandbox-test-utils.h"

static void
test_life (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autofree char *ending = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_IDLE);
  g_assert_nonnull (json_object_get_string_member (sp_sandbox_get_info (sandbox), "python"));

  test_assert_printed (sandbox, "x = 6\nprint('set')", "set\n");
  test_assert_printed (sandbox, "print(x * 7)", "42\n");
  g_assert_cmpuint (sp_sandbox_get_n_cells (sandbox), ==, 2);
  g_assert_null (sp_sandbox_get_ending (sandbox));

  sp_sandbox_kill (sandbox);
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_DEAD);
  g_assert_nonnull (sp_sandbox_get_ending (sandbox));
  test_wait (50);
  g_assert_finalize_object (g_steal_pointer (&sandbox));
}

static void
test_result (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  result = test_run (sandbox, "1 + 1");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_OK);
  g_assert_cmpstr (sp_cell_result_get_outcome_nick (result), ==, "ok");
  g_assert_cmpstr (test_get_display (result, 0, "text/plain"), ==, "2");
  g_assert_cmpstr (sp_cell_result_get_text (result), ==, "");
  g_assert_cmpuint (sp_cell_result_get_execution_count (result), ==, 1);
  g_assert_cmpfloat (sp_cell_result_get_elapsed (result), >, 0);
  g_assert_null (sp_cell_result_get_message (result));
}

static void
test_traceback (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autoptr(SpCellResult) syntax = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  test_assert_printed (sandbox, "import json\ndef load(text):\n    return json.loads(text)\n", "");
  result = test_run (sandbox, "print('before')\nload('{')");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_ERROR);
  g_assert_cmpstr (sp_cell_result_get_text (result), ==, "before\n");
  g_assert_cmpstr (sp_cell_result_get_ename (result), ==, "JSONDecodeError");
  g_assert_cmpstr (sp_cell_result_get_traceback (result), ==,
                   "Traceback (most recent call last):\n"
                   "  Cell 2, line 2\n"
                   "    load('{')\n"
                   "  Cell 1, line 3, in load\n"
                   "    return json.loads(text)\n"
                   "  (raised inside json)\n"
                   "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: "
                   "line 1 column 2 (char 1)");

  syntax = test_run (sandbox, "x = 1\ny = = 2");
  g_assert_cmpstr (sp_cell_result_get_ename (syntax), ==, "SyntaxError");
  g_assert_cmpstr (sp_cell_result_get_traceback (syntax), ==,
                   "Traceback (most recent call last):\n"
                   "  Cell 3, line 2\n"
                   "    y = = 2\n"
                   "        ^\n"
                   "SyntaxError: invalid syntax");
}

static void
test_odd_text (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) error = NULL;
  g_autoptr(SpCellResult) shown = NULL;

  if (!test_can_sandbox ())
    return;

  /* Half characters, NULs and NaN are all Python, and none of them is JSON. */
  sandbox = test_sandbox_new (NULL);
  error = test_run (sandbox, "print('\\0 \\ud800')\nraise ValueError('a \\ud800 b \\0 c')");
  g_assert_cmpstr (sp_cell_result_get_evalue (error), ==, "a ? b \xef\xbf\xbd c");
  g_assert_cmpstr (sp_cell_result_get_text (error), ==, "\xef\xbf\xbd \\ud800\n");
  shown = test_run (sandbox, "class R:\n  def _repr_html_(self): return 'x\\0y'\n  def __repr__(self): raise KeyError(1)\nR()");
  g_assert_cmpstr (sp_cell_result_get_ename (shown), ==, "KeyError");
  test_assert_printed (sandbox, "print('alive')", "alive\n");
}

static void
test_exit (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;

  if (!test_can_sandbox ())
    return;

  /* Scripts end so; a session does not. */
  sandbox = test_sandbox_new (NULL);
  test_assert_printed (sandbox, "import sys\nprint('done')\nsys.exit()", "done\n");
  result = test_run (sandbox, "sys.exit('no data')");
  g_assert_cmpstr (sp_cell_result_get_ename (result), ==, "SystemExit");
  g_assert_cmpstr (sp_cell_result_get_evalue (result), ==, "no data");
  test_assert_printed (sandbox, "import os\nif os.fork() == 0: print('child', flush=True)\nelse: os.wait()", "child\n");
  test_assert_printed (sandbox, "sys.stdout.close(); os.close(1)", "");
  test_assert_printed (sandbox, "print('printed again')", "printed again\n");
}

static void
test_input (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autoptr(SpCellResult) second = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  result = test_run (sandbox, "name = input('Your name? ')");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_ERROR);
  g_assert_nonnull (strstr (sp_cell_result_get_evalue (result), "nobody can type"));
  second = test_run (sandbox, "import sys; sys.stdin.readline()");
  g_assert_nonnull (strstr (sp_cell_result_get_evalue (second), "nobody can type"));
}

static void
test_figure (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autoptr(SpCellResult) shown = NULL;
  g_autofree guint8 *png = NULL;
  gsize size;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  result = test_run (sandbox, "import matplotlib.pyplot as plt\nplt.bar(['a', 'b'], [1, 2])\nplt.title('收入 2024')");
  if (g_strcmp0 (sp_cell_result_get_ename (result), "ModuleNotFoundError") == 0)
    {
      g_test_skip ("matplotlib is not installed");
      return;
    }

  g_assert_cmpstr (sp_cell_result_get_traceback (result), ==, NULL);
  g_assert_cmpuint (json_array_get_length (sp_cell_result_get_displays (result)), ==, 1);
  g_assert_cmpstr (test_get_display (result, 0, "text/plain"), ==, "Figure: 收入 2024");
  png = g_base64_decode (test_get_display (result, 0, "image/png"), &size);
  g_assert_cmpuint (size, >, 1000);
  g_assert_cmpmem (png, 8, "\x89PNG\r\n\x1a\n", 8);

  shown = test_run (sandbox, "plt.plot([1, 2])\nplt.show()\nprint('after')\nplt.plot([3])\nplt.show()");
  g_assert_cmpuint (json_array_get_length (sp_cell_result_get_displays (shown)), ==, 2);
  g_assert_cmpstr (sp_cell_result_get_text (shown), ==, "after\n");
}

static void
test_table (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autofree char *text = NULL;
  JsonObject *bundle;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  result = test_run (sandbox, "import pandas as pd\n"
                              "pd.DataFrame({'name': ['a', None], 'n': [1, 2], 'x': [0.5, float('nan')],\n"
                              "              'day': pd.to_datetime(['2024-01-02', None])})");
  if (g_strcmp0 (sp_cell_result_get_ename (result), "ModuleNotFoundError") == 0)
    {
      g_test_skip ("pandas is not installed");
      return;
    }

  bundle = json_array_get_object_element (sp_cell_result_get_displays (result), 0);
  text = json_to_string (json_object_get_member (bundle, "application/vnd.sandpiper.table+json"), FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"columns\":[{\"name\":\"name\",\"type\":\"text\"},{\"name\":\"n\",\"type\":\"integer\"},"
                   "{\"name\":\"x\",\"type\":\"number\"},{\"name\":\"day\",\"type\":\"date\"}],"
                   "\"rows\":[[\"a\",1,0.5,\"2024-01-02\"],[null,2,null,null]],\"n_rows\":2,\"n_cols\":4}");
  g_assert_nonnull (strstr (test_get_display (result, 0, "text/html"), "<table"));
  g_assert_nonnull (strstr (test_get_display (result, 0, "text/plain"), "name  n    x"));
}

static void
test_rich (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autofree char *json = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  result = test_run (sandbox, "from IPython.display import Markdown, Latex, JSON, display\n"
                              "display(Markdown('**bold**'), Latex('$x^2$'))\n"
                              "JSON({'a': [1, float('nan')]})");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_OK);
  g_assert_cmpstr (test_get_display (result, 0, "text/markdown"), ==, "**bold**");
  g_assert_cmpstr (test_get_display (result, 1, "text/latex"), ==, "$x^2$");
  json = json_to_string (json_object_get_member (json_array_get_object_element (sp_cell_result_get_displays (result), 2),
                                                 "application/json"), FALSE);
  g_assert_cmpstr (json, ==, "{\"a\":[1,null]}");
}

static void
test_files (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(TestFolder) folder = NULL;
  g_autoptr(SpHarvest) harvest = NULL;
  g_autoptr(SpHarvest) again = NULL;
  g_autoptr(SpHarvest) changed = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *kept = NULL;
  SpHarvestedFile *file;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  folder = test_folder_new ();
  test_put (sandbox, "in.csv", "a,b\n1,2\n");
  test_assert_printed (sandbox, "print(open('in.csv').read(), end='')\n"
                                "import os; os.mkdir('plots')\n"
                                "open('plots/out.txt', 'w').write('result') and None", "a,b\n1,2\n");

  harvest = test_harvest (sandbox, folder);
  g_assert_cmpuint (harvest->files->len, ==, 1);
  file = g_ptr_array_index (harvest->files, 0);
  g_assert_cmpstr (file->name, ==, "plots/out.txt");
  g_assert_cmpint (file->size, ==, 6);
  g_assert_cmpstr (file->sha256, ==, "f6a214f7a5fcda0c2cee9660b7fc29f5649e3c68aad48e20e950137c98913a68");
  g_assert_true (g_file_get_contents (file->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "result");
  g_assert_cmpuint (harvest->skipped->len, ==, 0);
  kept = g_strdup (file->path);

  again = test_harvest (sandbox, folder);
  g_assert_cmpuint (again->files->len, ==, 0);

  test_assert_printed (sandbox, "open('in.csv', 'a').write('3,4\\n') and None", "");
  changed = test_harvest (sandbox, folder);
  g_assert_cmpuint (changed->files->len, ==, 1);
  g_assert_cmpstr (((SpHarvestedFile *) g_ptr_array_index (changed->files, 0))->name, ==, "in.csv");

  g_clear_pointer (&harvest, sp_harvest_free);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
}

static void
test_put_refused (void)
{
  SpSandboxLimits limits;
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(GError) name = NULL;
  g_autoptr(GError) parent = NULL;
  g_autoptr(GError) full = NULL;
  g_autofree char *large = g_strnfill (2 * 1024 * 1024, 'x');

  if (!test_can_sandbox ())
    return;

  sp_sandbox_limits_init (&limits);
  limits.data_size = 1024 * 1024;
  sandbox = test_sandbox_new (&limits);

  name = test_put_error (sandbox, "../escape", "x");
  g_assert_error (name, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NAME);
  parent = test_put_error (sandbox, "..", "x");
  g_assert_error (parent, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NAME);
  full = test_put_error (sandbox, "large.bin", large);
  g_assert_error (full, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_FULL);
  test_assert_printed (sandbox, "import os; print(os.listdir('/mnt/data'))", "[]\n");
}

static void
test_harvest_after_death (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(TestFolder) folder = NULL;
  g_autoptr(SpHarvest) harvest = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  folder = test_folder_new ();
  result = test_run (sandbox, "open('kept.txt', 'w').write('still here')\nimport os\nos._exit(3)");
  g_assert_cmpint (sp_cell_result_get_outcome (result), ==, SP_CELL_DIED);
  g_assert_nonnull (strstr (sp_cell_result_get_message (result), "exit code 3"));
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_DEAD);

  harvest = test_harvest (sandbox, folder);
  g_assert_cmpuint (harvest->files->len, ==, 1);
  error = test_run_error (sandbox, "1");
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD);
}

static void
busy_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpCellResult) cell = sp_sandbox_execute_finish (SP_SANDBOX (object), result, NULL);
  gboolean *done = user_data;

  g_assert_nonnull (cell);
  *done = TRUE;
}

static void
test_busy (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  sp_sandbox_execute_async (sandbox, "1", NULL, busy_cb, &done);
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_BUSY);
  error = test_run_error (sandbox, "2");
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_BUSY);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_await_and_magics (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  test_assert_printed (sandbox, "%matplotlib inline\nimport asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
                       "awaited\n");
  test_assert_printed (sandbox, "import os, getpass; os.chdir('/tmp'); print(getpass.getuser())", "sandpiper\n");
  test_assert_printed (sandbox, "print(os.getcwd())", "/mnt/data\n");
  result = test_run (sandbox, "!pip install polars");
  g_assert_nonnull (strstr (sp_cell_result_get_evalue (result), "no network"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sandbox/life", test_life);
  g_test_add_func ("/sp/sandbox/result", test_result);
  g_test_add_func ("/sp/sandbox/traceback", test_traceback);
  g_test_add_func ("/sp/sandbox/odd-text", test_odd_text);
  g_test_add_func ("/sp/sandbox/exit", test_exit);
  g_test_add_func ("/sp/sandbox/input", test_input);
  g_test_add_func ("/sp/sandbox/figure", test_figure);
  g_test_add_func ("/sp/sandbox/table", test_table);
  g_test_add_func ("/sp/sandbox/rich", test_rich);
  g_test_add_func ("/sp/sandbox/files", test_files);
  g_test_add_func ("/sp/sandbox/put-refused", test_put_refused);
  g_test_add_func ("/sp/sandbox/harvest-after-death", test_harvest_after_death);
  g_test_add_func ("/sp/sandbox/busy", test_busy);
  g_test_add_func ("/sp/sandbox/await-and-magics", test_await_and_magics);

  return g_test_run ();
}
