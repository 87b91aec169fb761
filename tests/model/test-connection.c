/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-connection.h"

#include "lib/sp-test-object.h"

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_life (void)
{
  SpConnection *connection = sp_connection_new ("local", SP_CONNECTION_LOCAL);

  g_assert_cmpstr (sp_connection_get_id (connection), ==, "local");
  sp_test_writable_properties (G_OBJECT (connection));
  g_assert_finalize_object (connection);
}

static void
test_status (void)
{
  g_autoptr(SpConnection) connection = sp_connection_new ("c", SP_CONNECTION_FOUNDRY);
  guint n_notified = 0;

  g_signal_connect_swapped (connection, "notify::status", G_CALLBACK (count_cb), &n_notified);
  sp_connection_set_status (connection, SP_CONNECTION_FAILED, "Nobody answers.");
  g_assert_cmpstr (sp_connection_get_error_message (connection), ==, "Nobody answers.");
  sp_connection_set_status (connection, SP_CONNECTION_FAILED, "Still nobody.");
  g_assert_cmpuint (n_notified, ==, 1);
  sp_connection_set_status (connection, SP_CONNECTION_READY, NULL);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_null (sp_connection_get_error_message (connection));
}

static void
test_kinds (void)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (SP_TYPE_CONNECTION_KIND);

  g_assert_cmpstr (g_enum_get_value (kinds, SP_CONNECTION_AZURE_OPENAI)->value_nick, ==, "azure-openai");
  g_assert_cmpuint (kinds->n_values, ==, 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/connection/life", test_life);
  g_test_add_func ("/sp/connection/status", test_status);
  g_test_add_func ("/sp/connection/kinds", test_kinds);

  return g_test_run ();
}
