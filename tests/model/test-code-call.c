/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-code-call.h"

#include "lib/sp-test-object.h"

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_life (void)
{
  SpCodeCall *call = sp_code_call_new ();

  sp_test_writable_properties (G_OBJECT (call));
  g_assert_finalize_object (call);
}

static void
test_code_streams (void)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();

  sp_code_call_append_code (call, "import pandas");
  sp_code_call_append_code (call, " as pd\n");
  g_assert_cmpstr (sp_code_call_get_code (call), ==, "import pandas as pd\n");
  sp_code_call_set_code (call, NULL);
  g_assert_cmpstr (sp_code_call_get_code (call), ==, "");
}

static void
test_logs_join (void)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpOutput) image = sp_output_new (SP_OUTPUT_IMAGE, "image/png");
  g_autoptr(SpOutput) logs = NULL;

  sp_code_call_append_logs (call, "one\n");
  sp_code_call_append_logs (call, "two\n");
  sp_code_call_add_output (call, image);
  sp_code_call_append_logs (call, "three\n");

  g_assert_cmpuint (g_list_model_get_n_items (sp_code_call_get_outputs (call)), ==, 3);
  logs = g_list_model_get_item (sp_code_call_get_outputs (call), 0);
  g_assert_cmpstr (sp_output_get_text (logs), ==, "one\ntwo\n");
}

static void
test_replace_is_one_change (void)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_changes = 0;

  sp_code_call_append_logs (call, "shown while running");
  g_ptr_array_add (outputs, sp_output_new (SP_OUTPUT_LOGS, "text/plain"));
  g_ptr_array_add (outputs, sp_output_new (SP_OUTPUT_IMAGE, "image/png"));

  g_signal_connect_swapped (sp_code_call_get_outputs (call), "items-changed", G_CALLBACK (count_cb), &n_changes);
  sp_code_call_replace_outputs (call, outputs);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (sp_code_call_get_outputs (call)), ==, 2);
}

static void
test_output_bytes (void)
{
  SpOutput *output = sp_output_new (SP_OUTPUT_IMAGE, "image/png");
  g_autoptr(GBytes) bytes = g_bytes_new_static ("png", 3);
  guint n_notified = 0;

  g_signal_connect_swapped (output, "notify::bytes", G_CALLBACK (count_cb), &n_notified);
  sp_output_set_bytes (output, bytes);
  sp_output_set_bytes (output, bytes);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (sp_output_get_bytes (output) == bytes);

  sp_test_writable_properties (G_OBJECT (output));
  g_assert_finalize_object (output);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/code-call/life", test_life);
  g_test_add_func ("/sp/code-call/code-streams", test_code_streams);
  g_test_add_func ("/sp/code-call/logs-join", test_logs_join);
  g_test_add_func ("/sp/code-call/replace-is-one-change", test_replace_is_one_change);
  g_test_add_func ("/sp/code-call/output-bytes", test_output_bytes);

  return g_test_run ();
}
