/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "sp-test-actions.h"
#include "sp-ui-test.h"
#include "ui/sp-code-block.h"
#include "ui/sp-grid-view.h"
#include "ui/sp-markdown-builder.h"
#include "ui/sp-markdown-view.h"

static const char sample[] =
  "# Title\n\nText with **bold**.\n\n1. one\n2. two\n   - deep\n- [x] done\n\n> quoted\n\n```python\nx = 1\n```\n\n"
  "intro:\n| name | n |\n|---|--:|\n| a | 1 |\n\n<script>alert(1)</script>\n\n---\n\nend\n";

static GtkWidget *
new_box (const char *source)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  sp_markdown_builder_update (GTK_BOX (box), source);
  return box;
}

static void
test_builder_kinds (void)
{
  GtkWidget *box = new_box (sample);
  SpGridView *grid = SP_GRID_VIEW (sp_ui_test_find (box, SP_TYPE_GRID_VIEW));

  g_assert_nonnull (sp_ui_test_find_text (box, "Title"));
  g_assert_nonnull (sp_ui_test_find_text (box, "Text with bold."));
  g_assert_nonnull (sp_ui_test_find_text (box, "2."));
  g_assert_nonnull (sp_ui_test_find_text (box, "deep"));
  g_assert_nonnull (sp_ui_test_find_text (box, "☑"));
  g_assert_null (sp_ui_test_find_text (box, "[x]"));
  g_assert_nonnull (sp_ui_test_find_text (box, "quoted"));
  g_assert_cmpstr (sp_code_block_get_text (SP_CODE_BLOCK (sp_ui_test_find (box, SP_TYPE_CODE_BLOCK))), ==, "x = 1\n");
  g_assert_nonnull (sp_ui_test_find_text (box, "intro:"));
  g_assert_cmpstr (sp_grid_get_cell (sp_grid_view_get_grid (grid), 0, 0), ==, "a");
  g_assert_nonnull (sp_ui_test_find_text (box, "<script>alert(1)</script>"));
  g_assert_nonnull (sp_ui_test_find (box, GTK_TYPE_SEPARATOR));
  g_assert_finalize_object (box);
}

static void
test_builder_keeps_widgets (void)
{
  GtkWidget *box = new_box ("first\n\n- one\n- tw");
  GtkWidget *first = sp_ui_test_find_text (box, "first");
  GtkWidget *one = sp_ui_test_find_text (box, "one");
  GtkWidget *two = sp_ui_test_find_text (box, "tw");

  sp_markdown_builder_update (GTK_BOX (box), "first\n\n- one\n- two\n- three\n");
  g_assert_true (sp_ui_test_find_text (box, "first") == first);
  g_assert_true (sp_ui_test_find_text (box, "one") == one);
  g_assert_true (sp_ui_test_find_text (box, "two") == two);
  g_assert_nonnull (sp_ui_test_find_text (box, "three"));
  sp_markdown_builder_update (GTK_BOX (box), "first\n\nno list");
  g_assert_true (sp_ui_test_find_text (box, "first") == first);
  g_assert_null (sp_ui_test_find_text (box, "one"));
  sp_markdown_builder_update (GTK_BOX (box), "");
  g_assert_null (gtk_widget_get_first_child (box));
  g_assert_finalize_object (box);
}

static void
test_builder_table_in_list (void)
{
  GtkWidget *box = new_box ("- item\n\n  | a | b |\n  |---|---|\n  | `x\\|y` | 2 |\n");
  SpGridView *grid = SP_GRID_VIEW (sp_ui_test_find (box, SP_TYPE_GRID_VIEW));

  g_assert_nonnull (grid);
  g_assert_nonnull (strstr (sp_grid_get_cell (sp_grid_view_get_grid (grid), 0, 0), "x|y"));
  g_assert_finalize_object (box);
}

static void
test_builder_is_bounded (void)
{
  g_autofree char *quotes = g_strnfill (5000, '>');
  g_autoptr(GString) items = g_string_new (NULL);
  g_autofree char *words = g_strnfill (400000, 'w');
  GtkWidget *deep = new_box (quotes);
  GtkWidget *many;
  GtkWidget *endless = new_box (words);
  g_autofree char *thirty = g_strnfill (30000, 'v');
  GtkWidget *cut = new_box (thirty);
  GtkWidget *part = sp_ui_test_find_text (cut, "vvv");

  for (guint i = 0; i < 20000; i++)
    g_string_append (items, "- x\n");
  many = new_box (items->str);
  g_assert_true (gtk_widget_get_first_child (many) == gtk_widget_get_last_child (many));
  g_assert_nonnull (sp_ui_test_find (many, SP_TYPE_CODE_BLOCK));
  g_assert_nonnull (sp_ui_test_find (endless, SP_TYPE_CODE_BLOCK));
  g_assert_cmpuint (strlen (gtk_label_get_text (GTK_LABEL (part))), <, 5000);
  g_assert_null (sp_ui_test_find (cut, SP_TYPE_CODE_BLOCK));
  g_assert_finalize_object (cut);
  g_assert_finalize_object (deep);
  g_assert_finalize_object (many);
  g_assert_finalize_object (endless);
}

static void
test_view_streams (void)
{
  GtkWidget *view = sp_markdown_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 400, 600);
  GtkWidget *title = NULL;
  GtkWidget *whole;
  g_autofree char *half = NULL;

  for (gsize length = 1; length <= strlen (sample); length += 3)
    {
      g_autofree char *part = g_strndup (sample, length);

      sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), part);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      if (length > 12 && title == NULL)
        title = sp_ui_test_find_text (view, "Title");
    }
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), sample);
  sp_ui_test_settle ();

  /* What was finished early was never made again, and the end is the same as if it had come at once. */
  g_assert_true (sp_ui_test_find_text (view, "Title") == title);
  whole = g_object_ref_sink (sp_markdown_view_new ());
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (whole), sample);
  g_assert_cmpuint (sp_markdown_view_get_n_blocks (SP_MARKDOWN_VIEW (view)), ==, sp_markdown_view_get_n_blocks (SP_MARKDOWN_VIEW (whole)));
  g_assert_nonnull (sp_ui_test_find_text (view, "end"));
  g_assert_finalize_object (whole);
  sp_ui_test_destroy (window);
}

static void
test_view_replaces (void)
{
  GtkWidget *view = sp_markdown_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 400, 300);

  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), "one\n\ntwo\n\nthree");
  g_assert_cmpuint (sp_markdown_view_get_n_blocks (SP_MARKDOWN_VIEW (view)), ==, 3);
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), "one\n\nother");
  g_assert_cmpuint (sp_markdown_view_get_n_blocks (SP_MARKDOWN_VIEW (view)), ==, 2);
  g_assert_null (sp_ui_test_find_text (view, "two"));
  g_assert_nonnull (sp_ui_test_find_text (view, "other"));
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), NULL);
  g_assert_cmpuint (sp_markdown_view_get_n_blocks (SP_MARKDOWN_VIEW (view)), ==, 0);
  g_assert_cmpstr (sp_markdown_view_get_text (SP_MARKDOWN_VIEW (view)), ==, "");
  sp_ui_test_destroy (window);
}

static void
test_view_long (void)
{
  GtkWidget *view = sp_markdown_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWindow *window;
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; text->len < 1500000; i++)
    g_string_append_printf (text, "Paragraph %u of a *very* long text that somebody had to read.\n\n", i);
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), text->str);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  window = sp_ui_test_present (scroller, 400, 400);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  for (guint i = 0; i < 40; i++)
    sp_ui_test_settle ();
  g_assert_cmpuint (sp_markdown_view_get_n_blocks (SP_MARKDOWN_VIEW (view)), <, 1500);
  g_assert_nonnull (sp_ui_test_find_button (view, "markdown.show-all"));
  sp_ui_test_destroy (window);
}

static void
test_view_shows_all (void)
{
  GtkWidget *view = g_object_ref_sink (sp_markdown_view_new ());
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; text->len < 130000; i++)
    g_string_append_printf (text, "Paragraph %u %s\n\n", i, "word word word word word word word word word word word word word word word word word");
  g_string_append (text, "the end");
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), text->str);
  g_assert_true (gtk_widget_activate_action (view, "markdown.show-all", NULL));
  for (guint i = 0; i < 4000 && sp_ui_test_find_text (view, "the end") == NULL; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (sp_ui_test_find_text (view, "the end"));
  g_assert_null (sp_ui_test_find_button (view, "markdown.show-all"));
  g_assert_finalize_object (view);
}

/* A label of a word without end would take minutes. */
static void
test_view_long_words_are_quick (void)
{
  g_autofree char *word = g_strnfill (30000, 'w');
  GtkWidget *view = sp_markdown_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWindow *window;
  gint64 start = g_get_monotonic_time ();

  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), word);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  window = sp_ui_test_present (scroller, 400, 400);
  g_test_message ("%.2f s", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  sp_ui_test_destroy (window);
}

/* A text view that comes into a window which is already there learns its height too late, if nobody tells it. */
static void
test_view_code_has_height (void)
{
  GtkWidget *bin = adw_bin_new ();
  GtkWindow *window = sp_ui_test_present (bin, 360, 300);
  GtkWidget *view = sp_markdown_view_new ();
  GtkWidget *code;

  adw_bin_set_child (ADW_BIN (bin), view);
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), "```\none\ntwo\n```\n");
  sp_ui_test_settle ();
  code = sp_ui_test_find (view, GTK_TYPE_TEXT_VIEW);
  g_assert_cmpint (gtk_widget_get_height (code), >, 16);
  sp_ui_test_destroy (window);
}

static void
test_view_links (void)
{
  GtkWidget *view = sp_markdown_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 400, 300);
  g_autoptr(GPtrArray) log = sp_test_actions_record (GTK_WIDGET (window));
  gboolean handled = FALSE;

  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), "[chart](sandbox:/mnt/data/a.png)");
  g_signal_emit_by_name (sp_ui_test_find_text (view, "chart"), "activate-link", "sandbox:/mnt/data/a.png", &handled);
  g_assert_true (handled);
  g_assert_cmpstr (g_ptr_array_index (log, 0), ==, "open-link 'sandbox:/mnt/data/a.png'");
  sp_ui_test_destroy (window);
}

/* GTK prints a warning, which is fatal here, for markup that it does not take. */
static void
test_view_random (void)
{
  static const char *const pieces[] = {
    "*", "**", "`", "```\n", "[", "](http://a.b)", "](sandbox:/mnt/data/a b)", "<", "&", "~~", "$", "\\", "\n", "\n\n", "| a ", "|---|", "- ", "1. ",
    "> ", "# ", "    ", "\xff", "\xe2\x80\xae", "\x01", "x", " ", "<br>", "![", "https://a.org/\"x", "]: http://a.b\n", "[ ] ", "===\n",
  };
  GtkWidget *view = g_object_ref_sink (sp_markdown_view_new ());

  for (guint round = 0; round < 400; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      for (int n = g_test_rand_int_range (0, 40); n > 0; n--)
        {
          g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
          if (g_test_rand_int_range (0, 6) == 0)
            {
              sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), text->str);
              g_main_context_iteration (NULL, FALSE);
            }
        }
      sp_markdown_view_set_text (SP_MARKDOWN_VIEW (view), text->str);
    }
  g_assert_finalize_object (view);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/markdown-builder/kinds", test_builder_kinds);
  g_test_add_func ("/sp/markdown-builder/keeps-widgets", test_builder_keeps_widgets);
  g_test_add_func ("/sp/markdown-builder/table-in-list", test_builder_table_in_list);
  g_test_add_func ("/sp/markdown-builder/bounded", test_builder_is_bounded);
  g_test_add_func ("/sp/markdown-view/streams", test_view_streams);
  g_test_add_func ("/sp/markdown-view/replaces", test_view_replaces);
  g_test_add_func ("/sp/markdown-view/long", test_view_long);
  g_test_add_func ("/sp/markdown-view/shows-all", test_view_shows_all);
  g_test_add_func ("/sp/markdown-view/long-words", test_view_long_words_are_quick);
  g_test_add_func ("/sp/markdown-view/code-has-height", test_view_code_has_height);
  g_test_add_func ("/sp/markdown-view/links", test_view_links);
  g_test_add_func ("/sp/markdown-view/random", test_view_random);

  return g_test_run ();
}
