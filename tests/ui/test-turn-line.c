/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "model/sp-code-call.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-turn.h"
#include "sp-ui-test.h"
#include "ui/sp-turn-line.h"

typedef struct
{
  GtkWindow *window;
  SpTurnLine *line;
  SpConversation *conversation;
  SpTurn *turn;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->line = SP_TURN_LINE (sp_turn_line_new ());
  fixture->conversation = sp_conversation_new ("conversation");
  fixture->turn = sp_turn_new ();
  fixture->window = sp_ui_test_present (GTK_WIDGET (fixture->line), 500, 200);
  sp_turn_line_set_conversation (fixture->line, fixture->conversation);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sp_ui_test_destroy (fixture->window);
  g_object_unref (fixture->turn);
  g_assert_finalize_object (fixture->conversation);
}

static void
assert_says (Fixture    *fixture,
             const char *words)
{
  if (strstr (sp_turn_line_get_text (fixture->line), words) == NULL)
    g_error ("It says “%s”, not “%s”", sp_turn_line_get_text (fixture->line), words);
}

static GtkWidget *
retry_button (Fixture *fixture)
{
  return sp_ui_test_find_button (GTK_WIDGET (fixture->line), "win.retry-turn");
}

static void
test_quiet (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_cmpstr (sp_turn_line_get_text (fixture->line), ==, "");

  sp_conversation_set_turn (fixture->conversation, fixture->turn);
  sp_turn_set_status (fixture->turn, SP_TURN_RUNNING);
  g_assert_cmpstr (sp_turn_line_get_text (fixture->line), !=, "");
  sp_turn_set_status (fixture->turn, SP_TURN_COMPLETED);
  g_assert_cmpstr (sp_turn_line_get_text (fixture->line), ==, "");
  g_assert_null (retry_button (fixture));
}

static void
test_upload (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(SpFile) file = sp_file_new ("table.csv");
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "What is in it?");

  sp_file_set_state (file, SP_FILE_UPLOADING);
  sp_file_set_progress (file, 0.25);
  sp_message_add_attachment (message, file);
  sp_conversation_append_item (fixture->conversation, SP_ITEM (message));
  sp_conversation_set_turn (fixture->conversation, fixture->turn);

  assert_says (fixture, "table.csv");
  assert_says (fixture, "25 %");
  sp_file_set_progress (file, 0.75);
  assert_says (fixture, "75 %");
  sp_turn_set_status (fixture->turn, SP_TURN_QUEUED);
  assert_says (fixture, "Waiting");
}

static void
test_code (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, "");

  sp_conversation_set_turn (fixture->conversation, fixture->turn);
  sp_turn_set_status (fixture->turn, SP_TURN_RUNNING);
  assert_says (fixture, "thinks");

  sp_conversation_append_item (fixture->conversation, SP_ITEM (call));
  assert_says (fixture, "writes code");
  sp_code_call_set_code_status (call, SP_CODE_RUNNING);
  assert_says (fixture, "code runs");
  sp_code_call_set_code_status (call, SP_CODE_FAILED);
  assert_says (fixture, "went wrong");

  sp_conversation_append_item (fixture->conversation, SP_ITEM (message));
  assert_says (fixture, "writes");
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  sp_conversation_set_turn (fixture->conversation, fixture->turn);
  sp_turn_set_status (fixture->turn, SP_TURN_RUNNING);
  g_assert_null (retry_button (fixture));

  sp_turn_fail (fixture->turn, "interrupted", "The service stopped.");
  assert_says (fixture, "The service stopped.");
  g_assert_nonnull (retry_button (fixture));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->line), "failed"));
}

static void
test_stopped (Fixture       *fixture,
              gconstpointer  data)
{
  sp_conversation_set_turn (fixture->conversation, fixture->turn);
  sp_turn_set_status (fixture->turn, SP_TURN_CANCELLED);
  assert_says (fixture, "Stopped");
  g_assert_nonnull (retry_button (fixture));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->line), "failed"));
}

static void
test_elapsed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SpCodeCall) call = sp_code_call_new ();
  gint64 end = g_get_monotonic_time () + 8 * G_TIME_SPAN_SECOND;

  sp_conversation_set_turn (fixture->conversation, fixture->turn);
  sp_turn_set_status (fixture->turn, SP_TURN_RUNNING);
  sp_code_call_set_code_status (call, SP_CODE_RUNNING);
  sp_conversation_append_item (fixture->conversation, SP_ITEM (call));

  while (strstr (sp_turn_line_get_text (fixture->line), " s") == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  sp_turn_set_status (fixture->turn, SP_TURN_COMPLETED);
  g_assert_cmpstr (sp_turn_line_get_text (fixture->line), ==, "");
}

static void
test_other_conversation (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(SpConversation) other = sp_conversation_new ("other");

  sp_conversation_set_turn (fixture->conversation, fixture->turn);
  sp_turn_set_status (fixture->turn, SP_TURN_RUNNING);
  sp_turn_line_set_conversation (fixture->line, other);
  g_assert_cmpstr (sp_turn_line_get_text (fixture->line), ==, "");

  sp_turn_fail (fixture->turn, "x", "Of the other one.");
  g_assert_cmpstr (sp_turn_line_get_text (fixture->line), ==, "");
  sp_turn_line_set_conversation (fixture->line, NULL);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, test) g_test_add ("/sp/turn-line/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("quiet", test_quiet);
  ADD ("upload", test_upload);
  ADD ("code", test_code);
  ADD ("failure", test_failure);
  ADD ("stopped", test_stopped);
  ADD ("elapsed", test_elapsed);
  ADD ("other-conversation", test_other_conversation);

#undef ADD

  return g_test_run ();
}
