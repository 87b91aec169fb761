/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpItemRow and the rows that it chooses from, and SpOutputView. */

#include "config.h"

#include <string.h>

#include "model/sp-annotation.h"
#include "model/sp-code-call.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "model/sp-unknown-item.h"
#include "sp-test-actions.h"
#include "sp-ui-test.h"
#include "ui/sp-code-call-row.h"
#include "ui/sp-code-view.h"
#include "ui/sp-file-card.h"
#include "ui/sp-grid-view.h"
#include "ui/sp-item-row.h"
#include "ui/sp-log-view.h"
#include "ui/sp-log-whole.h"
#include "ui/sp-markdown-view.h"
#include "ui/sp-message-row.h"
#include "ui/sp-output-view.h"
#include "ui/sp-picture-view.h"
#include "ui/sp-reasoning-row.h"
#include "ui/sp-unknown-row.h"

typedef struct
{
  GtkWidget *row;
  GtkWindow *window;
  GPtrArray *log;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->row = sp_item_row_new ();
  fixture->window = sp_ui_test_present (fixture->row, 360, 600);
  fixture->log = sp_test_actions_record (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sp_ui_test_destroy (fixture->window);
  g_ptr_array_unref (fixture->log);
}

static void
show (Fixture *fixture,
      gpointer item)
{
  sp_item_row_set_item (SP_ITEM_ROW (fixture->row), item);
  sp_ui_test_settle ();
}

static gboolean
shows (Fixture    *fixture,
       const char *text)
{
  return sp_ui_test_find_text (fixture->row, text) != NULL;
}

static void
test_types (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "question");
  g_autoptr(SpMessage) second = sp_message_new (SP_ROLE_ASSISTANT, "answer");
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpReasoning) reasoning = sp_reasoning_new ("because");
  g_autoptr(SpUnknownItem) unknown = sp_unknown_item_new ("new_thing", "{\"a\": 1}");
  GtkWidget *child;

  show (fixture, message);
  child = adw_bin_get_child (ADW_BIN (fixture->row));
  g_assert_true (SP_IS_MESSAGE_ROW (child));
  show (fixture, second);
  g_assert_true (adw_bin_get_child (ADW_BIN (fixture->row)) == child);
  g_assert_true (shows (fixture, "answer"));
  g_assert_false (shows (fixture, "question"));
  show (fixture, call);
  g_assert_true (SP_IS_CODE_CALL_ROW (adw_bin_get_child (ADW_BIN (fixture->row))));
  show (fixture, reasoning);
  g_assert_true (SP_IS_REASONING_ROW (adw_bin_get_child (ADW_BIN (fixture->row))));
  show (fixture, unknown);
  g_assert_true (SP_IS_UNKNOWN_ROW (adw_bin_get_child (ADW_BIN (fixture->row))));
  show (fixture, NULL);
  g_assert_null (sp_item_row_get_item (SP_ITEM_ROW (fixture->row)));
  show (fixture, unknown);
  g_assert_true (shows (fixture, "new_thing"));
}

static void
test_empty_row_follows_nothing (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, "first");
  g_autoptr(SpCodeCall) call = sp_code_call_new ();

  show (fixture, message);
  show (fixture, NULL);
  sp_message_append_text (message, " second");
  sp_item_set_status (SP_ITEM (message), SP_ITEM_COMPLETED);
  show (fixture, call);
  show (fixture, NULL);
  sp_code_call_append_logs (call, "output");
  sp_code_call_set_code_status (call, SP_CODE_RUNNING);
  sp_ui_test_settle ();
  g_assert_false (shows (fixture, "second"));
  g_assert_false (shows (fixture, "output"));
}

static void
test_user_message (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "**not** <b>markup</b>\xe2\x80\xae");
  g_autoptr(SpFile) file = sp_file_new ("data.csv");

  sp_message_add_attachment (message, file);
  show (fixture, message);
  g_assert_true (shows (fixture, "**not** <b>markup</b>⟨U+202E⟩"));
  g_assert_true (shows (fixture, "data.csv"));
}

static void
test_long_user_message (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *text = g_strnfill (300000, 'y');
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, text);
  GtkWidget *row;
  GtkWidget *whole;

  show (fixture, message);
  row = adw_bin_get_child (ADW_BIN (fixture->row));
  g_assert_null (sp_ui_test_find (row, SP_TYPE_LOG_WHOLE));
  g_assert_nonnull (sp_ui_test_find_button (row, "message.show-all"));
  g_assert_true (gtk_widget_activate_action (row, "message.show-all", NULL));
  sp_ui_test_settle ();
  whole = sp_ui_test_find (row, SP_TYPE_LOG_WHOLE);
  g_assert_true (gtk_widget_get_mapped (whole));
  g_assert_cmpint (gtk_widget_get_height (whole), >, 100);
  g_assert_null (sp_ui_test_find_button (row, "message.show-all"));
}

static void
test_answer (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, "");
  g_autoptr(SpFile) file = sp_file_new ("chart.png");
  g_autoptr(SpAnnotation) citation = sp_annotation_new ("container_file_citation", 0, 1, file, NULL);
  g_autoptr(SpAnnotation) again = sp_annotation_new ("container_file_citation", 2, 3, file, NULL);
  GtkWidget *row;
  GtkWidget *card;

  sp_item_set_status (SP_ITEM (message), SP_ITEM_IN_PROGRESS);
  show (fixture, message);
  row = adw_bin_get_child (ADW_BIN (fixture->row));
  g_assert_true (shows (fixture, "Writing…"));
  sp_message_append_text (message, "It is **done**.");
  sp_ui_test_settle ();
  g_assert_false (shows (fixture, "Writing…"));
  g_assert_true (shows (fixture, "It is done."));
  g_assert_null (sp_ui_test_find_button (row, "message.copy"));
  sp_message_add_annotation (message, citation);
  sp_message_add_annotation (message, again);
  sp_item_set_status (SP_ITEM (message), SP_ITEM_INCOMPLETE);
  sp_ui_test_settle ();
  g_assert_true (shows (fixture, "stopped before its end"));
  g_assert_nonnull (sp_ui_test_find_button (row, "message.copy"));
  card = sp_ui_test_find (row, SP_TYPE_FILE_CARD);
  g_assert_true (sp_file_card_get_file (SP_FILE_CARD (card)) == file);
  g_assert_null (gtk_widget_get_next_sibling (card));
  g_assert_true (sp_picture_view_get_file (SP_PICTURE_VIEW (sp_ui_test_find (row, SP_TYPE_PICTURE_VIEW))) == file);
}

static void
test_cell_story (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  GtkWidget *row;

  show (fixture, call);
  row = adw_bin_get_child (ADW_BIN (fixture->row));
  g_assert_true (shows (fixture, "Writing…"));
  sp_code_call_append_code (call, "import pan");
  sp_code_call_append_code (call, "das");
  g_assert_cmpstr (sp_code_view_get_text (SP_CODE_VIEW (sp_ui_test_find (row, SP_TYPE_CODE_VIEW))), ==, "import pandas");
  sp_code_call_set_code_status (call, SP_CODE_RUNNING);
  g_assert_true (shows (fixture, "Running…"));
  sp_code_call_append_logs (call, "half ");
  sp_code_call_append_logs (call, "and half\n");
  sp_ui_test_settle ();
  g_assert_true (shows (fixture, "half and half"));
  sp_code_call_set_code_status (call, SP_CODE_SUCCEEDED);
  sp_code_call_set_elapsed (call, 75.2);
  g_assert_true (shows (fixture, "Done"));
  g_assert_true (shows (fixture, "1 min 15 s"));
  g_assert_true (gtk_widget_activate_action (row, "cell.toggle", NULL));
  g_assert_false (gtk_widget_get_visible (sp_ui_test_find (row, SP_TYPE_CODE_VIEW)));
  g_assert_true (shows (fixture, "half and half"));
  g_assert_true (gtk_widget_activate_action (row, "cell.copy", NULL));
}

static void
test_cell_clock (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpMessage) other = sp_message_new (SP_ROLE_USER, "x");

  sp_code_call_set_code_status (call, SP_CODE_RUNNING);
  show (fixture, call);
  for (guint i = 0; i < 20 && !shows (fixture, "0.2 s") && !shows (fixture, "0.3 s") && !shows (fixture, "0.4 s"); i++)
    sp_ui_test_settle ();
  g_assert_false (shows (fixture, "0.00 s"));
  /* The time goes on though the row went away in between. */
  show (fixture, other);
  for (guint i = 0; i < 5; i++)
    sp_ui_test_settle ();
  show (fixture, call);
  g_assert_false (shows (fixture, "0.0"));
  /* A service that does not tell how long it took: what was seen stays. */
  sp_code_call_set_code_status (call, SP_CODE_SUCCEEDED);
  g_assert_true (shows (fixture, " s"));
  sp_code_call_set_elapsed (call, 61.0);
  g_assert_true (shows (fixture, "1 min 01 s"));
}

static void
test_cell_of_the_past (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();

  sp_code_call_set_code (call, "x");
  sp_code_call_set_code_status (call, SP_CODE_SUCCEEDED);
  show (fixture, call);
  g_assert_true (shows (fixture, "Done"));
  g_assert_false (shows (fixture, " s"));
}

static void
test_cell_failed (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();

  sp_code_call_append_logs (call, "Traceback (most recent call last):\n  File \"<cell>\", line 1\n\033[31mKeyError\033[0m: 'Sector'\n");
  sp_code_call_set_code_status (call, SP_CODE_FAILED);
  show (fixture, call);
  g_assert_true (shows (fixture, "Failed"));
  g_assert_true (shows (fixture, "KeyError: 'Sector'"));
  sp_code_call_set_code_status (call, SP_CODE_INTERRUPTED);
  g_assert_true (shows (fixture, "Stopped"));
}

static void
test_cell_outputs (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpOutput) logs = sp_output_new (SP_OUTPUT_LOGS, NULL);
  g_autoptr(SpOutput) picture = sp_output_new (SP_OUTPUT_IMAGE, "image/png");
  g_autoptr(GBytes) bytes = g_bytes_new_static ("nothing", 7);
  g_autoptr(GPtrArray) replaced = g_ptr_array_new ();
  GtkWidget *view;

  sp_item_set_id (SP_ITEM (call), "ci_1");
  sp_output_set_text (logs, "first");
  sp_output_set_bytes (picture, bytes);
  sp_code_call_add_output (call, logs);
  show (fixture, call);
  sp_code_call_add_output (call, picture);
  sp_ui_test_settle ();
  g_assert_true (shows (fixture, "not a picture of a kind"));
  view = sp_ui_test_find (fixture->row, SP_TYPE_PICTURE_VIEW);
  gtk_widget_activate_action (view, "picture.preview", NULL);
  g_assert_cmpuint (fixture->log->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->log, 0), ==, "preview-output ('ci_1', 1)");

  g_ptr_array_add (replaced, picture);
  sp_code_call_replace_outputs (call, replaced);
  sp_ui_test_settle ();
  g_assert_false (shows (fixture, "first"));
}

static void
test_reasoning (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(SpReasoning) reasoning = sp_reasoning_new ("Because of *this*.");

  sp_item_set_status (SP_ITEM (reasoning), SP_ITEM_IN_PROGRESS);
  show (fixture, reasoning);
  g_assert_true (shows (fixture, "Thinking…"));
  g_assert_false (shows (fixture, "Because"));
  sp_item_set_status (SP_ITEM (reasoning), SP_ITEM_COMPLETED);
  g_assert_true (shows (fixture, "Reasoning"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (sp_ui_test_find (fixture->row, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  g_assert_true (shows (fixture, "Because of this."));
  sp_reasoning_append_text (reasoning, " And that.");
  sp_ui_test_settle ();
  g_assert_true (shows (fixture, "And that."));
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SpUnknownItem) unknown = sp_unknown_item_new ("a\xe2\x80\xae<b>", "{\"key\":[1]}");
  g_autoptr(SpUnknownItem) broken = sp_unknown_item_new (NULL, "not json");
  GtkToggleButton *toggle;
  SpCodeView *code;

  show (fixture, unknown);
  g_assert_true (shows (fixture, "“a<b>”"));
  toggle = GTK_TOGGLE_BUTTON (sp_ui_test_find (fixture->row, GTK_TYPE_TOGGLE_BUTTON));
  code = SP_CODE_VIEW (sp_ui_test_find (fixture->row, SP_TYPE_CODE_VIEW));
  gtk_toggle_button_set_active (toggle, TRUE);
  g_assert_nonnull (strstr (sp_code_view_get_text (code), "\"key\" : ["));
  show (fixture, broken);
  g_assert_false (gtk_toggle_button_get_active (toggle));
  g_assert_true (shows (fixture, "“unknown”"));
  gtk_toggle_button_set_active (toggle, TRUE);
  g_assert_cmpstr (sp_code_view_get_text (code), ==, "not json");
}

static GType
output_shows (SpOutputKind  kind,
              const char   *type,
              const char   *text)
{
  GtkWidget *view = g_object_ref_sink (sp_output_view_new ());
  g_autoptr(SpOutput) output = sp_output_new (kind, type);
  GType shown;

  sp_output_set_text (output, text);
  sp_output_view_set_output (SP_OUTPUT_VIEW (view), output);
  shown = G_OBJECT_TYPE (adw_bin_get_child (ADW_BIN (view)));
  sp_output_view_set_output (SP_OUTPUT_VIEW (view), NULL);
  g_assert_null (adw_bin_get_child (ADW_BIN (view)));
  g_assert_finalize_object (view);
  return shown;
}

static void
test_output_kinds (void)
{
  g_assert_true (output_shows (SP_OUTPUT_LOGS, NULL, "x") == SP_TYPE_LOG_VIEW);
  g_assert_true (output_shows (SP_OUTPUT_OTHER, "text/plain", "x") == SP_TYPE_LOG_VIEW);
  g_assert_true (output_shows (SP_OUTPUT_OTHER, "text/markdown", "*x*") == SP_TYPE_MARKDOWN_VIEW);
  g_assert_true (output_shows (SP_OUTPUT_TABLE, "application/vnd.sandpiper.table+json", "{\"columns\": [], \"rows\": []}") == SP_TYPE_GRID_VIEW);
  g_assert_true (output_shows (SP_OUTPUT_TABLE, "text/html", "<table><tr><td>1</td></tr></table>") == SP_TYPE_GRID_VIEW);
  g_assert_true (output_shows (SP_OUTPUT_OTHER, "application/vnd.sandpiper.datacard+json", "{\"columns\": []}") == SP_TYPE_GRID_VIEW);
  /* What is not what it says: as text, with its type. */
  g_assert_true (output_shows (SP_OUTPUT_TABLE, "text/html", "<script>1</script>") == GTK_TYPE_BOX);
  g_assert_true (output_shows (SP_OUTPUT_TABLE, "application/vnd.sandpiper.table+json", "[1") == GTK_TYPE_BOX);
  g_assert_true (output_shows (SP_OUTPUT_IMAGE, "image/svg+xml", "<svg/>") == GTK_TYPE_BOX);
}

static void
test_output_grows (void)
{
  GtkWidget *view = sp_output_view_new ();
  GtkWindow *window = sp_ui_test_present (view, 360, 200);
  g_autoptr(SpOutput) output = sp_output_new (SP_OUTPUT_LOGS, NULL);
  GtkWidget *log;

  sp_output_set_text (output, "a");
  sp_output_view_set_output (SP_OUTPUT_VIEW (view), output);
  log = adw_bin_get_child (ADW_BIN (view));
  sp_output_append_text (output, "bc");
  sp_ui_test_settle ();
  g_assert_true (adw_bin_get_child (ADW_BIN (view)) == log);
  g_assert_nonnull (sp_ui_test_find_text (view, "abc"));
  sp_ui_test_destroy (window);
}

/* However narrow the window may get, no row forces it wider. */
static void
test_rows_are_narrow (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *word = g_strnfill (400, 'w');
  g_autofree char *markdown = g_strdup_printf ("# %s\n\n%s\n\n- %s\n\n> > - `%s`\n\n```\n%s\n```\n\n|%s|\n|--|\n|%s|\n",
                                               word, word, word, word, word, word, word);
  g_autoptr(SpMessage) user = sp_message_new (SP_ROLE_USER, word);
  g_autoptr(SpMessage) agent = sp_message_new (SP_ROLE_ASSISTANT, markdown);
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpUnknownItem) unknown = sp_unknown_item_new (word, "{}");
  SpItem *items[] = { SP_ITEM (user), SP_ITEM (agent), SP_ITEM (call), SP_ITEM (unknown) };

  sp_code_call_set_code (call, word);
  sp_code_call_append_logs (call, markdown);
  sp_code_call_set_code_status (call, SP_CODE_FAILED);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      int minimum;

      show (fixture, items[i]);
      gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 320);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  ADD ("/sp/item-row/types", test_types);
  ADD ("/sp/item-row/empty-follows-nothing", test_empty_row_follows_nothing);
  ADD ("/sp/item-row/narrow", test_rows_are_narrow);
  ADD ("/sp/message-row/user", test_user_message);
  ADD ("/sp/message-row/long-user-message", test_long_user_message);
  ADD ("/sp/message-row/answer", test_answer);
  ADD ("/sp/code-call-row/story", test_cell_story);
  ADD ("/sp/code-call-row/clock", test_cell_clock);
  ADD ("/sp/code-call-row/of-the-past", test_cell_of_the_past);
  ADD ("/sp/code-call-row/failed", test_cell_failed);
  ADD ("/sp/code-call-row/outputs", test_cell_outputs);
  ADD ("/sp/reasoning-row/unfolds", test_reasoning);
  ADD ("/sp/unknown-row/unfolds", test_unknown);
  g_test_add_func ("/sp/output-view/kinds", test_output_kinds);
  g_test_add_func ("/sp/output-view/grows", test_output_grows);

  return g_test_run ();
}
