/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-json.h"
#include "sp-ui-test.h"
#include "ui/sp-session-pane.h"

/* The Session pane with what a service may say of a session. */

static GtkWindow *
present (SpSessionPane *pane,
         const char    *json)
{
  g_autoptr(JsonObject) object = sp_json_parse_object (json, -1, NULL);
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 360, 640);

  sp_session_pane_take_state (pane, sp_session_codec_decode_state (object, g_get_real_time () / G_USEC_PER_SEC));
  sp_ui_test_settle ();

  return window;
}

static void
test_empty (void)
{
  SpSessionPane *pane = SP_SESSION_PANE (sp_session_pane_new ());
  g_autoptr(SpViewState) state = sp_ui_test_new_state ();
  GtkWindow *window = sp_ui_test_present (GTK_WIDGET (pane), 360, 640);

  sp_session_pane_set_view_state (pane, state);
  g_assert_true (sp_session_pane_get_view_state (pane) == state);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "No Session Yet"));
  sp_session_pane_set_view_state (pane, NULL);
  sp_ui_test_destroy (window);
}

static void
test_idle (void)
{
  SpSessionPane *pane = SP_SESSION_PANE (sp_session_pane_new ());
  GtkWindow *window = present (pane, "{\"status\":\"idle\",\"started_at\":1700000000,\"idle_left\":1800,\"time_left\":3700,"
                                     "\"cells\":3,\"memory\":10485760,\"cpu\":1.5,\"replayable_cells\":2}");
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GListModel) variables = NULL;

  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "Session Ready"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "MiB of memory · 1.5 s of computing"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "1:01:"));
  g_assert_true (gtk_widget_is_sensitive (sp_ui_test_find_button (GTK_WIDGET (pane), "session.restart")));
  g_assert_true (gtk_widget_is_sensitive (sp_ui_test_find_button (GTK_WIDGET (pane), "session.replay")));

  json = sp_json_parse_object ("{\"variables\":[{\"name\":\"df\",\"type\":\"DataFrame\",\"shape\":[10,3],\"size\":900,"
                               "\"preview\":\"<b>, c\",\"table\":true},{\"name\":\"n\",\"type\":\"int\",\"preview\":\"1\"}]}",
                               -1, NULL);
  variables = sp_session_codec_decode_variables (json);
  sp_session_pane_set_variables (pane, variables);
  sp_ui_test_settle ();
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "DataFrame · 10 × 3 · 900"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "<b>, c"));
  sp_ui_test_destroy (window);
}

static void
test_expired (void)
{
  SpSessionPane *pane = SP_SESSION_PANE (sp_session_pane_new ());
  GtkWindow *window = present (pane, "{\"status\":\"expired\",\"replayable_cells\":2}");

  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "Session Has Ended"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "files are kept"));
  g_assert_true (gtk_widget_is_sensitive (sp_ui_test_find_button (GTK_WIDGET (pane), "session.replay")));
  g_assert_null (sp_ui_test_find_button (GTK_WIDGET (pane), "session.end"));
  sp_ui_test_destroy (window);
}

static void
test_replay (void)
{
  SpSessionPane *pane = SP_SESSION_PANE (sp_session_pane_new ());
  GtkWindow *window = present (pane, "{\"status\":\"replaying\",\"replayable_cells\":4,\"replay\":{\"status\":\"running\","
                                     "\"n_cells\":4,\"n_done\":1,\"cells\":[{\"title\":\"print(x)\",\"change\":\"output\"}]}}");

  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "1 of 4 cells run again"));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (pane), "print(x)"));
  g_assert_true (gtk_widget_is_sensitive (sp_ui_test_find_button (GTK_WIDGET (pane), "session.stop-replay")));
  g_assert_null (sp_ui_test_find_button (GTK_WIDGET (pane), "session.replay"));
  sp_ui_test_destroy (window);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/session-pane/empty", test_empty);
  g_test_add_func ("/sp/session-pane/idle", test_idle);
  g_test_add_func ("/sp/session-pane/expired", test_expired);
  g_test_add_func ("/sp/session-pane/replay", test_replay);

  return g_test_run ();
}
