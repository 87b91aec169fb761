/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a session holds: the list of its variables, pages of its tables, and answers of hostile code. */

#include "config.h"

#include <string.h>

#include "base/sp-json.h"
#include "sandbox-test-utils.h"

static void
result_cb (GObject      *source,
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

static JsonObject *
list_variables (SpSandbox  *sandbox,
                GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_sandbox_list_variables_async (sandbox, NULL, result_cb, &result);

  return sp_sandbox_list_variables_finish (sandbox, wait_for (&result), error);
}

static JsonObject *
read_table (SpSandbox          *sandbox,
            const char         *name,
            const SpTablePart  *part,
            GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_sandbox_read_table_async (sandbox, name, part, NULL, result_cb, &result);

  return sp_sandbox_read_table_finish (sandbox, wait_for (&result), error);
}

/* The variable as text, so that a test can state it whole; its size depends on the version of Python. */
static char *
print_variable (JsonObject *variables,
                guint       position)
{
  g_autoptr(JsonObject) copy = NULL;

  copy = sp_json_object_copy (json_array_get_object_element (sp_json_peek_array (variables, "variables"), position));
  json_object_remove_member (copy, "size");

  return sp_json_object_to_string (copy);
}

static void
assert_variable (JsonObject *variables,
                 guint       position,
                 const char *expected)
{
  g_autofree char *text = print_variable (variables, position);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_list (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(JsonObject) empty = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  empty = list_variables (sandbox, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sp_json_peek_int (empty, "n_variables", -1), ==, 0);

  test_assert_printed (sandbox, "import os\nrate = 0.5\nwords = ['a', 'b']\n_own = 1\ndef f(): pass\nclass C: pass\n", "");
  variables = list_variables (sandbox, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sp_json_peek_int (variables, "n_variables", -1), ==, 2);
  assert_variable (variables, 0, "{\"name\":\"rate\",\"type\":\"float\",\"preview\":\"0.5\",\"table\":false}");
  assert_variable (variables, 1, "{\"name\":\"words\",\"type\":\"list\",\"preview\":\"['a', 'b']\",\"length\":2,\"table\":false}");

  /* A look is no cell, and leaves nothing behind. */
  g_assert_cmpuint (sp_sandbox_get_n_cells (sandbox), ==, 1);
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_IDLE);
  g_assert_cmpfloat (sp_sandbox_get_cpu (sandbox), >, 0);
  test_assert_printed (sandbox, "print(rate, len(words))", "0.5 2\n");
}

static void
test_foreign_classes (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  /* Nothing that the code has defined is called: each of these would end the session. */
  sandbox = test_sandbox_new (NULL);
  test_assert_printed (sandbox,
                       "import os\n"
                       "def bad(*_): os._exit(3)\n"
                       "class Meta(type):\n"
                       "    __instancecheck__ = __subclasscheck__ = __eq__ = __hash__ = __getattribute__ = bad\n"
                       "class Trap(metaclass=Meta):\n"
                       "    __repr__ = __str__ = __len__ = __iter__ = __sizeof__ = __getattribute__ = __eq__ = bad\n"
                       "    __hash__ = bad\n"
                       "    __class__ = property(bad)\n"
                       "trap = Trap()\n"
                       "trap_list = [trap]\n"
                       "class Point:\n"
                       "    def __init__(self): self.x = 1; self.y = [2]\n"
                       "    __repr__ = bad\n"
                       "point = Point()\n"
                       "round = []\n"
                       "round.append(round)\n"
                       "huge = 10 ** 100000\n", "");
  variables = list_variables (sandbox, &error);
  g_assert_no_error (error);
  assert_variable (variables, 0, "{\"name\":\"trap\",\"type\":\"Trap\",\"preview\":\"Trap()\",\"table\":false}");
  assert_variable (variables, 1, "{\"name\":\"trap_list\",\"type\":\"list\",\"preview\":\"[Trap()]\",\"length\":1,\"table\":false}");
  assert_variable (variables, 2, "{\"name\":\"point\",\"type\":\"Point\",\"preview\":\"Point(x=1, y=[2])\",\"table\":false}");
  assert_variable (variables, 3, "{\"name\":\"round\",\"type\":\"list\",\"preview\":\"[[[…]]]\",\"length\":1,\"table\":false}");
  assert_variable (variables, 4, "{\"name\":\"huge\",\"type\":\"int\",\"preview\":\"an integer of 332193 bits\",\"table\":false}");
  test_assert_printed (sandbox, "print('alive')", "alive\n");
}

static void
test_table (void)
{
  const SpTablePart part = { .offset = 250, .limit = 1000, .column = 1, .n_columns = 2 };
  const SpTablePart beyond = { .offset = 5000, .limit = 10, .column = 90, .n_columns = 10 };
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(JsonObject) table = NULL;
  g_autoptr(JsonObject) nothing = NULL;
  g_autoptr(JsonObject) none = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *row;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  test_assert_printed (sandbox,
                       "import pandas\n"
                       "df = pandas.DataFrame({'n': range(1000), 's': ['t' * i for i in range(1000)], 'f': [None] * 1000})\n", "");
  variables = list_variables (sandbox, &error);
  g_assert_no_error (error);
  assert_variable (variables, 0, "{\"name\":\"df\",\"type\":\"DataFrame\",\"preview\":\"n, s, f\",\"shape\":[1000,3],\"table\":true}");

  table = read_table (sandbox, "df", &part, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sp_json_peek_int (table, "n_rows", -1), ==, 1000);
  g_assert_cmpint (sp_json_peek_int (table, "n_cols", -1), ==, 3);
  g_assert_cmpint (sp_json_peek_int (table, "offset", -1), ==, 250);
  g_assert_cmpuint (json_array_get_length (sp_json_peek_array (table, "columns")), ==, 2);
  g_assert_cmpuint (json_array_get_length (sp_json_peek_array (table, "rows")), ==, 200);
  row = json_array_get_array_element (sp_json_peek_array (table, "rows"), 0);
  g_assert_cmpuint (strlen (json_array_get_string_element (row, 0)), ==, 250);
  g_assert_true (json_array_get_null_element (row, 1));

  nothing = read_table (sandbox, "df", &beyond, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (sp_json_peek_array (nothing, "rows")), ==, 0);
  none = read_table (sandbox, "other", &part, &error);
  g_assert_null (none);
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NO_VARIABLE);
}

static void
test_slow (void)
{
  const SpTablePart part = { .limit = 10, .n_columns = 10 };
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(JsonObject) table = NULL;
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  /* A cell of a table may be anything, and its text is made by its class. */
  sandbox = test_sandbox_new (NULL);
  test_assert_printed (sandbox,
                       "import pandas, time\n"
                       "class Slow:\n"
                       "    def __str__(self): time.sleep(60)\n"
                       "df = pandas.DataFrame({'slow': [Slow()]})\n", "");
  table = read_table (sandbox, "df", &part, &error);
  g_assert_null (table);
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_SLOW);
  test_assert_printed (sandbox, "print(len(df))", "1\n");
}

static void
assert_hostile (SpSandbox  *sandbox,
                const char *answer,
                const char *expected)
{
  g_autofree char *code = g_strdup_printf ("import kernel_variables\nkernel_variables.answer = lambda *_: %s\n", answer);
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(GError) error = NULL;

  test_assert_printed (sandbox, code, "");
  variables = list_variables (sandbox, &error);
  if (expected != NULL)
    {
      g_assert_no_error (error);
      assert_variable (variables, 0, expected);
    }
  else
    {
      g_assert_null (variables);
      g_assert_cmpint (error->domain, ==, SP_SANDBOX_ERROR);
    }
}

static void
test_hostile (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  assert_hostile (sandbox, "{}", NULL);
  assert_hostile (sandbox, "{'variables': 5}", NULL);
  assert_hostile (sandbox, "5", NULL);
  assert_hostile (sandbox, "{'variables': ['x' * 9000000]}", NULL);
  assert_hostile (sandbox, "{'variables': [5, {'name': 5, 'shape': ['x', -3, 7], 'size': -1, 'evil': {}}]}",
                  "{\"name\":\"\",\"type\":\"\",\"preview\":\"\",\"shape\":[0,0,7],\"table\":false}");
  assert_hostile (sandbox, "{'variables': [{'type': 'x' * 5}] * 100000}",
                  "{\"name\":\"\",\"type\":\"xxxxx\",\"preview\":\"\",\"table\":false}");
  variables = list_variables (sandbox, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (sp_json_peek_array (variables, "variables")), ==, 500);

  test_assert_printed (sandbox, "import os\nkernel_variables.answer = lambda *_: os._exit(1)", "");
  g_clear_pointer (&variables, json_object_unref);
  variables = list_variables (sandbox, &error);
  g_assert_null (variables);
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD);
}

static void
test_busy (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) variables = NULL;
  g_autoptr(SpCellResult) cell = NULL;
  g_autoptr(GError) error = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  sp_sandbox_execute_async (sandbox, "import time; time.sleep(30)", NULL, result_cb, &result);
  variables = list_variables (sandbox, &error);
  g_assert_null (variables);
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_BUSY);

  sp_sandbox_interrupt (sandbox);
  cell = sp_sandbox_execute_finish (sandbox, wait_for (&result), NULL);
  g_assert_cmpint (sp_cell_result_get_outcome (cell), ==, SP_CELL_INTERRUPTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sandbox-variables/list", test_list);
  g_test_add_func ("/sp/sandbox-variables/foreign-classes", test_foreign_classes);
  g_test_add_func ("/sp/sandbox-variables/table", test_table);
  g_test_add_func ("/sp/sandbox-variables/slow", test_slow);
  g_test_add_func ("/sp/sandbox-variables/hostile", test_hostile);
  g_test_add_func ("/sp/sandbox-variables/busy", test_busy);

  return g_test_run ();
}
