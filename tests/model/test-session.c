/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-session.h"

#include "lib/sp-test-object.h"

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_life (void)
{
  SpSession *session = sp_session_new ("cntr_1");

  g_assert_cmpstr (sp_session_get_id (session), ==, "cntr_1");
  sp_test_writable_properties (G_OBJECT (session));
  g_assert_finalize_object (session);
}

static void
test_times (void)
{
  g_autoptr(SpSession) session = sp_session_new ("cntr_1");
  guint n_notified = 0;

  g_signal_connect_swapped (session, "notify", G_CALLBACK (count_cb), &n_notified);
  sp_session_set_times (session, 100, 150, 3700);
  g_assert_cmpuint (n_notified, ==, 3);
  sp_session_set_times (session, 100, 160, 3700);
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_cmpint (sp_session_get_last_active (session), ==, 160);
  g_assert_cmpint (sp_session_get_expires (session), ==, 3700);
}

static void
test_unknown_times (void)
{
  g_autoptr(SpSession) session = sp_session_new ("cntr_1");

  sp_session_set_times (session, -1, -1, -1);
  g_assert_cmpint (sp_session_get_started (session), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/session/life", test_life);
  g_test_add_func ("/sp/session/times", test_times);
  g_test_add_func ("/sp/session/unknown-times", test_unknown_times);

  return g_test_run ();
}
