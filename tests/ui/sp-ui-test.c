/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What the tests of widgets share. */

#include "config.h"

#include "sp-ui-test.h"

#include <string.h>

#define PATIENCE_SECONDS 10

gboolean
sp_ui_test_init (int    *argc,
                 char ***argv)
{
  /* The tests hide the system's folders, and with them what tells that an icon is an SVG; unless it was asked before. */
  g_content_type_get_mime_dirs ();

  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return FALSE;
    }
  adw_init ();

  return TRUE;
}

static void
painted_cb (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

GtkWindow *
sp_ui_test_present (GtkWidget *widget,
                    int        width,
                    int        height)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  gboolean painted = FALSE;
  gulong handler;
  GdkFrameClock *clock;

  gtk_window_set_default_size (window, width, height);
  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);
  sp_ui_test_wait (&painted);
  g_signal_handler_disconnect (clock, handler);
  sp_ui_test_settle ();

  return window;
}

void
sp_ui_test_destroy (GtkWindow *window)
{
  GtkWidget *child = gtk_window_get_child (window);

  if (child != NULL)
    g_object_ref (child);
  gtk_window_destroy (window);
  sp_ui_test_settle ();
  if (child != NULL)
    g_assert_finalize_object (child);
}

void
sp_ui_test_settle (void)
{
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_MILLISECOND;
  gint64 last_end = end + 2 * G_TIME_SPAN_SECOND;

  /* A frame and a half, so that what was asked of the frame clock has been done; on a busy machine, until nothing waits. */
  while (g_get_monotonic_time () < end || (g_main_context_pending (NULL) && g_get_monotonic_time () < last_end))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

void
sp_ui_test_wait (gboolean *flag)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  while (!*flag)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

GtkWidget *
sp_ui_test_find (GtkWidget *root,
                 GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = sp_ui_test_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

GtkWidget *
sp_ui_test_find_text (GtkWidget  *root,
                      const char *needle)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), needle) != NULL)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = sp_ui_test_find_text (child, needle);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
button_is (GtkWidget  *widget,
           const char *action_or_label)
{
  const char *label;
  const char *action;

  if (!GTK_IS_BUTTON (widget))
    return FALSE;

  label = gtk_button_get_label (GTK_BUTTON (widget));
  action = gtk_actionable_get_action_name (GTK_ACTIONABLE (widget));

  return g_strcmp0 (label, action_or_label) == 0 || g_strcmp0 (action, action_or_label) == 0;
}

GtkWidget *
sp_ui_test_find_button (GtkWidget  *root,
                        const char *action_or_label)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (button_is (root, action_or_label))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = sp_ui_test_find_button (child, action_or_label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

SpViewState *
sp_ui_test_new_state (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "sandpiper-test", NULL);
  g_autoptr(SpWorkspace) workspace = sp_workspace_new (folder);

  return sp_view_state_new (workspace);
}
