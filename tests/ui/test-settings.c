/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "ui/sp-settings.h"

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  (*count)++;
}

static void
test_defaults (void)
{
  SpSettings *settings = sp_settings_new ();
  g_autofree char *last = sp_settings_dup_last_conversation (settings);
  g_autofree char *page = NULL;
  gboolean show_sidebar;
  int width;

  g_object_get (settings, "pane-page", &page, "show-sidebar", &show_sidebar, "window-width", &width, NULL);
  g_assert_cmpstr (last, ==, "");
  g_assert_cmpstr (page, ==, "files");
  g_assert_true (show_sidebar);
  g_assert_cmpint (width, >=, 360);
  g_assert_true (sp_settings_get_notify_when_done (settings));

  g_assert_finalize_object (settings);
}

static void
test_remembers (void)
{
  SpSettings *settings = sp_settings_new ();
  SpSettings *other;
  g_autofree char *last = NULL;
  int width;

  g_object_set (settings, "window-width", 777, "show-sidebar", FALSE, NULL);
  sp_settings_set_last_conversation (settings, "conv-7");
  g_assert_finalize_object (settings);

  other = sp_settings_new ();
  g_object_get (other, "window-width", &width, NULL);
  last = sp_settings_dup_last_conversation (other);
  g_assert_cmpint (width, ==, 777);
  g_assert_cmpstr (last, ==, "conv-7");

  sp_settings_set_last_conversation (other, NULL);
  g_free (last);
  last = sp_settings_dup_last_conversation (other);
  g_assert_cmpstr (last, ==, "");
  g_object_set (other, "show-sidebar", TRUE, NULL);
  g_assert_finalize_object (other);
}

static void
test_notifies (void)
{
  SpSettings *settings = sp_settings_new ();
  SpSettings *other = sp_settings_new ();
  guint count = 0;
  guint other_count = 0;

  g_signal_connect (settings, "notify::pane-width", G_CALLBACK (count_cb), &count);
  g_signal_connect (other, "notify::pane-width", G_CALLBACK (count_cb), &other_count);

  g_object_set (settings, "pane-width", 500, NULL);
  g_assert_cmpuint (count, ==, 1);
  g_object_set (settings, "pane-width", 500, NULL);
  g_assert_cmpuint (count, ==, 1);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (other_count, ==, 1);

  g_assert_finalize_object (settings);
  g_assert_finalize_object (other);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sp/settings/defaults", test_defaults);
  g_test_add_func ("/sp/settings/remembers", test_remembers);
  g_test_add_func ("/sp/settings/notifies", test_notifies);

  return g_test_run ();
}
