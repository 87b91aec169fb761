/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-output.h"
#include "sp-ui-test.h"

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  (*count)++;
}

static void
test_conversation (void)
{
  SpViewState *state = sp_ui_test_new_state ();
  SpConversation *conversation = sp_workspace_create_conversation (sp_view_state_get_workspace (state));
  g_autoptr(SpFile) file = sp_file_new ("chart.png");
  guint count = 0;

  g_signal_connect (state, "notify::conversation", G_CALLBACK (count_cb), &count);
  sp_view_state_set_conversation (state, conversation);
  sp_view_state_set_conversation (state, conversation);
  g_assert_cmpuint (count, ==, 1);
  g_assert_true (sp_view_state_get_conversation (state) == conversation);

  /* What was previewed belonged to the conversation. */
  sp_view_state_preview_file (state, file);
  sp_view_state_set_conversation (state, NULL);
  g_assert_null (sp_view_state_get_preview_file (state));
  g_assert_cmpuint (count, ==, 2);

  g_assert_finalize_object (state);
}

static void
test_preview (void)
{
  SpViewState *state = sp_ui_test_new_state ();
  g_autoptr(SpFile) file = sp_file_new ("chart.png");
  g_autoptr(SpOutput) output = sp_output_new (SP_OUTPUT_IMAGE, "image/png");

  g_assert_false (sp_view_state_get_show_pane (state));
  g_assert_cmpstr (sp_view_state_get_pane_page (state), ==, "files");

  sp_view_state_preview_file (state, file);
  g_assert_true (sp_view_state_get_show_pane (state));
  g_assert_cmpstr (sp_view_state_get_pane_page (state), ==, "preview");
  g_assert_true (sp_view_state_get_preview_file (state) == file);

  sp_view_state_preview_output (state, output);
  g_assert_null (sp_view_state_get_preview_file (state));
  g_assert_true (sp_view_state_get_preview_output (state) == output);

  g_assert_finalize_object (state);
}

static void
test_notifies (void)
{
  SpViewState *state = sp_ui_test_new_state ();
  guint count = 0;

  g_signal_connect (state, "notify::show-sidebar", G_CALLBACK (count_cb), &count);
  g_signal_connect (state, "notify::pane-page", G_CALLBACK (count_cb), &count);

  sp_view_state_set_show_sidebar (state, FALSE);
  sp_view_state_set_pane_page (state, "files");
  g_assert_cmpuint (count, ==, 0);
  sp_view_state_set_show_sidebar (state, TRUE);
  sp_view_state_set_pane_page (state, "preview");
  g_assert_cmpuint (count, ==, 2);

  g_assert_finalize_object (state);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/view-state/conversation", test_conversation);
  g_test_add_func ("/sp/view-state/preview", test_preview);
  g_test_add_func ("/sp/view-state/notifies", test_notifies);

  return g_test_run ();
}
