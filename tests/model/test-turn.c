/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-turn.h"

#include "lib/sp-test-object.h"

static void
remember_error_cb (SpTurn      *turn,
                   GParamSpec  *pspec,
                   char       **seen)
{
  *seen = g_strdup (sp_turn_get_error_message (turn));
}

static void
test_life (void)
{
  SpTurn *turn = sp_turn_new ();

  sp_test_writable_properties (G_OBJECT (turn));
  g_assert_cmpint (sp_turn_get_started (turn), >, 1700000000);
  g_assert_finalize_object (turn);
}

static void
test_way (void)
{
  g_autoptr(SpTurn) turn = sp_turn_new ();

  g_assert_cmpint (sp_turn_get_status (turn), ==, SP_TURN_UPLOADING);
  g_assert_true (sp_turn_is_active (turn));
  g_assert_true (sp_turn_set_status (turn, SP_TURN_QUEUED));
  g_assert_true (sp_turn_set_status (turn, SP_TURN_RUNNING));
  g_assert_true (sp_turn_is_active (turn));
  g_assert_true (sp_turn_set_status (turn, SP_TURN_COMPLETED));
  g_assert_false (sp_turn_is_active (turn));
}

static void
test_end_is_the_end (void)
{
  g_autoptr(SpTurn) turn = sp_turn_new ();

  sp_turn_set_status (turn, SP_TURN_CANCELLED);
  g_assert_false (sp_turn_set_status (turn, SP_TURN_RUNNING));
  sp_turn_fail (turn, "late", "A late failure");
  g_assert_cmpint (sp_turn_get_status (turn), ==, SP_TURN_CANCELLED);
  g_assert_null (sp_turn_get_error_message (turn));
}

static void
test_error_before_status (void)
{
  g_autoptr(SpTurn) turn = sp_turn_new ();
  g_autofree char *seen = NULL;

  g_signal_connect (turn, "notify::status", G_CALLBACK (remember_error_cb), &seen);
  sp_turn_fail (turn, "server_error", "The service stopped answering.");
  g_assert_cmpstr (seen, ==, "The service stopped answering.");
  g_assert_cmpstr (sp_turn_get_error_code (turn), ==, "server_error");
}

static void
test_usage (void)
{
  g_autoptr(SpTurn) turn = sp_turn_new ();

  sp_turn_set_usage (turn, 2143, 919);
  g_assert_cmpint (sp_turn_get_input_tokens (turn), ==, 2143);
  g_assert_cmpint (sp_turn_get_output_tokens (turn), ==, 919);
  sp_turn_set_usage (turn, -5, 919);
  g_assert_cmpint (sp_turn_get_input_tokens (turn), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/turn/life", test_life);
  g_test_add_func ("/sp/turn/way", test_way);
  g_test_add_func ("/sp/turn/end-is-the-end", test_end_is_the_end);
  g_test_add_func ("/sp/turn/error-before-status", test_error_before_status);
  g_test_add_func ("/sp/turn/usage", test_usage);

  return g_test_run ();
}
