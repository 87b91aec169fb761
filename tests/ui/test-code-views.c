/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpCodeView, SpCodeBlock and SpLogView: text that grows, long text that folds, hostile text. */

#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "sp-ui-test.h"
#include "ui/sp-code-block.h"
#include "ui/sp-code-view.h"
#include "ui/sp-log-view.h"

static char *
shown_code (GtkWidget *widget)
{
  GtkTextView *view = GTK_TEXT_VIEW (sp_ui_test_find (widget, GTK_SOURCE_TYPE_VIEW));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static char *
numbered_lines (guint n_lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i <= n_lines; i++)
    g_string_append_printf (text, "line_%u = %u\n", i, i);
  return g_string_free (text, FALSE);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_code_text (void)
{
  GtkWidget *view = sp_code_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autofree char *shown = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (view, "notify::text", G_CALLBACK (count_cb), &n_notified);
  sp_code_view_set_language (SP_CODE_VIEW (view), "Python");
  sp_code_view_set_text (SP_CODE_VIEW (view), "x = 1\n");
  sp_code_view_set_text (SP_CODE_VIEW (view), "x = 1\n");
  sp_code_view_set_text (SP_CODE_VIEW (view), "x = 1\nprint('\x1b\xe2\x80\xae" "x')\n");
  g_assert_cmpuint (n_notified, ==, 2);
  shown = shown_code (view);
  g_assert_cmpstr (shown, ==, "x = 1\nprint('␛⟨U+202E⟩x')");
  g_assert_cmpstr (sp_code_view_get_language (SP_CODE_VIEW (view)), ==, "Python");
  sp_ui_test_destroy (window);
}

static void
test_code_grows (void)
{
  GtkWidget *view = sp_code_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (sp_ui_test_find (view, GTK_SOURCE_TYPE_VIEW)));
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *code = numbered_lines (12);
  g_autofree char *shown = NULL;

  sp_code_view_set_text (SP_CODE_VIEW (view), "line_1 = 1\n");
  gtk_text_buffer_get_iter_at_offset (buffer, &start, 0);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, 6);
  gtk_text_buffer_select_range (buffer, &start, &end);
  for (gsize length = 12; length <= strlen (code); length++)
    {
      g_autofree char *part = g_strndup (code, length);

      sp_code_view_set_text (SP_CODE_VIEW (view), part);
    }
  shown = shown_code (view);
  g_strchomp (code);
  g_assert_cmpstr (shown, ==, code);
  /* What was selected while it was written is still selected. */
  g_assert_true (gtk_text_buffer_get_selection_bounds (buffer, &start, &end));
  g_assert_cmpint (gtk_text_iter_get_offset (&end), ==, 6);
  sp_ui_test_destroy (window);
}

static void
test_code_folds (void)
{
  GtkWidget *view = sp_code_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autofree char *code = numbered_lines (100);
  g_autofree char *folded = NULL;
  g_autofree char *whole = NULL;

  sp_code_view_set_text (SP_CODE_VIEW (view), code);
  folded = shown_code (view);
  g_assert_true (g_str_has_suffix (folded, "line_20 = 20"));
  g_assert_nonnull (sp_ui_test_find_button (view, "Show all 100 lines"));
  g_assert_true (gtk_widget_activate_action (view, "code.toggle-fold", NULL));
  whole = shown_code (view);
  g_assert_true (g_str_has_suffix (whole, "line_100 = 100"));
  g_assert_nonnull (sp_ui_test_find_button (view, "Show less"));
  sp_code_view_set_text (SP_CODE_VIEW (view), "short");
  g_assert_null (sp_ui_test_find_button (view, "code.toggle-fold"));
  sp_ui_test_destroy (window);
}

static void
test_code_height_follows (void)
{
  GtkWidget *view = sp_code_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autofree char *ten = numbered_lines (10);
  int one_line;
  int ten_lines;

  sp_code_view_set_text (SP_CODE_VIEW (view), "x");
  sp_ui_test_settle ();
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 360, NULL, &one_line, NULL, NULL);
  sp_code_view_set_text (SP_CODE_VIEW (view), ten);
  sp_ui_test_settle ();
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 360, NULL, &ten_lines, NULL, NULL);
  g_assert_cmpint (one_line, >, 8);
  g_assert_cmpint (ten_lines, >, one_line + 8 * 9);
  sp_ui_test_destroy (window);
}

static void
test_code_endless_line (void)
{
  GtkWidget *view = sp_code_view_new ();
  GtkWindow *window;
  g_autofree char *line = g_strnfill (1500000, 'x');
  gint64 start = g_get_monotonic_time ();

  sp_code_view_set_text (SP_CODE_VIEW (view), line);
  window = sp_ui_test_present (view, 360, 300);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (strlen (sp_code_view_get_text (SP_CODE_VIEW (view))), ==, 1500000);
  sp_ui_test_destroy (window);
}

static void
test_block (void)
{
  GtkWidget *block = sp_code_block_new ();
  GtkWindow *window = sp_ui_test_present (block, 360, 300);

  sp_code_block_set_language (SP_CODE_BLOCK (block), "sh\xe2\x80\xae");
  sp_code_block_set_text (SP_CODE_BLOCK (block), "ls -l\n");
  g_assert_nonnull (sp_ui_test_find_text (block, "sh"));
  g_assert_cmpstr (sp_code_block_get_text (SP_CODE_BLOCK (block)), ==, "ls -l\n");
  g_assert_true (gtk_widget_activate_action (block, "block.copy", NULL));
  sp_code_block_set_language (SP_CODE_BLOCK (block), NULL);
  g_assert_null (sp_ui_test_find_text (block, "sh"));
  sp_ui_test_destroy (window);
}

static void
test_log_short (void)
{
  GtkWidget *view = sp_log_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  GtkWidget *label;

  sp_log_view_set_text (SP_LOG_VIEW (view), "plain <b> \033[31mred\033[0m\n");
  label = sp_ui_test_find_text (view, "plain <b> red");
  g_assert_nonnull (label);
  g_assert_nonnull (gtk_label_get_attributes (GTK_LABEL (label)));
  g_assert_null (sp_ui_test_find_button (view, "log.toggle-fold"));
  sp_ui_test_destroy (window);
}

static void
test_log_folds (void)
{
  GtkWidget *view = sp_log_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);
  g_autofree char *text = numbered_lines (5000);

  sp_log_view_set_text (SP_LOG_VIEW (view), text);
  g_assert_nonnull (sp_ui_test_find_text (view, "line_14 = 14"));
  g_assert_null (sp_ui_test_find_text (view, "line_15 ="));
  g_assert_nonnull (sp_ui_test_find_text (view, "line_4991 ="));
  g_assert_nonnull (sp_ui_test_find_button (view, "log.toggle-fold"));
  g_assert_true (gtk_widget_activate_action (view, "log.toggle-fold", NULL));
  g_assert_false (sp_log_view_get_folded (SP_LOG_VIEW (view)));
  g_assert_nonnull (sp_ui_test_find_button (view, "Show less"));
  g_assert_true (gtk_widget_activate_action (view, "log.copy", NULL));
  sp_ui_test_destroy (window);
}

static void
test_log_grows (void)
{
  GtkWidget *view = sp_log_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 300);

  sp_log_view_set_text (SP_LOG_VIEW (view), "10 %");
  sp_log_view_set_text (SP_LOG_VIEW (view), "10 %\r100 %");
  sp_ui_test_settle ();
  g_assert_null (sp_ui_test_find_text (view, "10 %\n"));
  g_assert_nonnull (sp_ui_test_find_text (view, "100 %"));
  sp_log_view_set_text (SP_LOG_VIEW (view), "other");
  g_assert_nonnull (sp_ui_test_find_text (view, "other"));
  sp_log_view_set_text (SP_LOG_VIEW (view), NULL);
  g_assert_cmpstr (sp_log_view_get_text (SP_LOG_VIEW (view)), ==, "");
  sp_ui_test_destroy (window);
}

/* The controller that a side scroller put on the scroller of @child. */
static GtkEventController *
find_scroll_controller (GtkWidget *child)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (child, GTK_TYPE_SCROLLED_WINDOW);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (scroller);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        return controller;
    }
  return NULL;
}

static gboolean
turn_wheel (GtkEventController *controller,
            double              dx,
            double              dy)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (controller, "scroll", dx, dy, &handled);
  return handled;
}

static void
test_wheel_over_code (void)
{
  GtkWidget *outer = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = sp_code_view_new ();
  GtkWidget *below = gtk_label_new ("below");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (outer));
  GtkWindow *window;
  GtkEventController *controller;

  sp_code_view_set_text (SP_CODE_VIEW (view), "a = 1\nb = 2\n");
  gtk_widget_set_size_request (below, 100, 2000);
  gtk_box_append (GTK_BOX (box), view);
  gtk_box_append (GTK_BOX (box), below);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (outer), box);
  window = sp_ui_test_present (outer, 300, 400);

  controller = find_scroll_controller (sp_ui_test_find (view, GTK_SOURCE_TYPE_VIEW));
  g_assert_nonnull (controller);
  g_assert_false (turn_wheel (controller, 3, 0));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  g_assert_true (turn_wheel (controller, 0, 1));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 10);
  g_assert_true (turn_wheel (controller, 0, -1));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);

  sp_ui_test_destroy (window);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/code-view/text", test_code_text);
  g_test_add_func ("/sp/code-view/grows", test_code_grows);
  g_test_add_func ("/sp/code-view/folds", test_code_folds);
  g_test_add_func ("/sp/code-view/height-follows", test_code_height_follows);
  g_test_add_func ("/sp/code-view/endless-line", test_code_endless_line);
  g_test_add_func ("/sp/code-block/block", test_block);
  g_test_add_func ("/sp/side-scroller/wheel", test_wheel_over_code);
  g_test_add_func ("/sp/log-view/short", test_log_short);
  g_test_add_func ("/sp/log-view/folds", test_log_folds);
  g_test_add_func ("/sp/log-view/grows", test_log_grows);

  return g_test_run ();
}
