/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-annotation.h"
#include "model/sp-code-call.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "wire/sp-stream-decoder.h"
#include "wire/sp-wire-error.h"

/* The shape and the order of a recorded turn (foundry-v2.md 5.7); the words are ours. */
static const char *const turn_events[] = {
  "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"status\":\"queued\",\"output\":[]}}",
  "{\"type\":\"response.in_progress\",\"sequence_number\":1,\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}",
  "{\"type\":\"response.output_item.added\",\"sequence_number\":2,\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}}",
  "{\"type\":\"response.reasoning_summary_text.delta\",\"sequence_number\":3,\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"delta\":\"Think\"}",
  "{\"type\":\"response.output_item.done\",\"sequence_number\":4,\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}}",
  "{\"type\":\"response.output_item.added\",\"sequence_number\":5,\"output_index\":1,\"item\":{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"in_progress\",\"code\":\"\",\"container_id\":\"cntr_1\",\"outputs\":[]}}",
  "{\"type\":\"response.code_interpreter_call.in_progress\",\"sequence_number\":6,\"output_index\":1,\"item_id\":\"ci_1\"}",
  "{\"type\":\"response.code_interpreter_call_code.delta\",\"sequence_number\":7,\"output_index\":1,\"item_id\":\"ci_1\",\"delta\":\"pri\",\"obfuscation\":\"x\"}",
  "{\"type\":\"response.code_interpreter_call.code.delta\",\"sequence_number\":8,\"output_index\":1,\"item_id\":\"ci_1\",\"delta\":\"nt(1)\"}",
  "{\"type\":\"response.code_interpreter_call_code.done\",\"sequence_number\":9,\"output_index\":1,\"item_id\":\"ci_1\",\"code\":\"print(1)\"}",
  "{\"type\":\"response.code_interpreter_call.interpreting\",\"sequence_number\":10,\"output_index\":1,\"item_id\":\"ci_1\"}",
  "{\"type\":\"sandpiper.code_interpreter_call_output.delta\",\"sequence_number\":11,\"output_index\":1,\"item_id\":\"ci_1\",\"stream\":\"stdout\",\"delta\":\"1\\n\"}",
  "{\"type\":\"response.code_interpreter_call.completed\",\"sequence_number\":12,\"output_index\":1,\"item_id\":\"ci_1\"}",
  "{\"type\":\"response.output_item.done\",\"sequence_number\":13,\"output_index\":1,\"item\":{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"completed\",\"code\":\"print(1)\",\"container_id\":\"cntr_1\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"1\\n\"}]}}",
  "{\"type\":\"response.output_item.added\",\"sequence_number\":14,\"output_index\":2,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}",
  "{\"type\":\"response.content_part.added\",\"sequence_number\":15,\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\"}}",
  "{\"type\":\"response.output_text.delta\",\"sequence_number\":16,\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"delta\":\"See \"}",
  "{\"type\":\"response.output_text.delta\",\"sequence_number\":17,\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"delta\":\"sandbox:/mnt/data/x.png\"}",
  "{\"type\":\"response.output_text.annotation.added\",\"sequence_number\":18,\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"annotation_index\":0,\"annotation\":{\"type\":\"container_file_citation\",\"container_id\":\"cntr_1\",\"file_id\":\"cfile_1\",\"filename\":\"x.png\",\"start_index\":4,\"end_index\":27}}",
  "{\"type\":\"response.output_text.done\",\"sequence_number\":19,\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"text\":\"See sandbox:/mnt/data/x.png\"}",
  "{\"type\":\"response.something_new\",\"sequence_number\":20,\"x\":1}",
  "{\"type\":\"response.output_item.done\",\"sequence_number\":21,\"output_index\":2,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"See sandbox:/mnt/data/x.png\",\"annotations\":[{\"type\":\"container_file_citation\",\"container_id\":\"cntr_1\",\"file_id\":\"cfile_1\",\"filename\":\"x.png\",\"start_index\":4,\"end_index\":27}]}]}}",
  "{\"type\":\"response.completed\",\"sequence_number\":22,\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":["
  "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]},"
  "{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"completed\",\"code\":\"print(1)\",\"container_id\":\"cntr_1\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"1\\n\"}]},"
  "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"See sandbox:/mnt/data/x.png\",\"annotations\":[{\"type\":\"container_file_citation\",\"container_id\":\"cntr_1\",\"file_id\":\"cfile_1\",\"filename\":\"x.png\",\"start_index\":4,\"end_index\":27}]}]}],"
  "\"usage\":{\"input_tokens\":10,\"output_tokens\":20}}}",
};

typedef struct
{
  SpConversation  *conversation;
  SpTurn          *turn;
  SpStreamDecoder *decoder;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->conversation = sp_conversation_new ("local");
  fixture->turn = sp_turn_new ();
  fixture->decoder = sp_stream_decoder_new (fixture->conversation, fixture->turn);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (G_OBJECT (fixture->decoder));
  g_assert_finalize_object (G_OBJECT (fixture->conversation));
  g_assert_finalize_object (G_OBJECT (fixture->turn));
}

static void
push (Fixture    *fixture,
      const char *event)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_stream_decoder_push (fixture->decoder, NULL, event, -1, &error));
  g_assert_no_error (error);
}

static void
assert_whole_turn (Fixture *fixture)
{
  GListModel *items = sp_conversation_get_items (fixture->conversation);
  g_autoptr(SpReasoning) reasoning = g_list_model_get_item (items, 0);
  g_autoptr(SpCodeCall) call = g_list_model_get_item (items, 1);
  g_autoptr(SpMessage) message = g_list_model_get_item (items, 2);
  g_autoptr(SpOutput) output = g_list_model_get_item (sp_code_call_get_outputs (call), 0);

  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);
  g_assert_cmpstr (sp_reasoning_get_text (reasoning), ==, "Think");
  g_assert_cmpstr (sp_code_call_get_code (call), ==, "print(1)");
  g_assert_cmpint (sp_code_call_get_code_status (call), ==, SP_CODE_SUCCEEDED);
  g_assert_cmpuint (g_list_model_get_n_items (sp_code_call_get_outputs (call)), ==, 1);
  g_assert_cmpstr (sp_output_get_text (output), ==, "1\n");
  g_assert_cmpstr (sp_message_get_text (message), ==, "See sandbox:/mnt/data/x.png");
  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_annotations (message)), ==, 1);
  g_assert_cmpstr (sp_item_get_response_id (SP_ITEM (message)), ==, "resp_1");
  g_assert_cmpint (sp_item_get_status (SP_ITEM (message)), ==, SP_ITEM_COMPLETED);
  g_assert_nonnull (sp_conversation_find_file (fixture->conversation, "cfile_1"));
  g_assert_cmpint (sp_turn_get_status (fixture->turn), ==, SP_TURN_COMPLETED);
  g_assert_true (sp_stream_decoder_has_ended (fixture->decoder));
}

static void
test_turn (Fixture      *fixture,
           gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (turn_events); i++)
    {
      push (fixture, turn_events[i]);
      g_assert_cmpint (sp_turn_get_sequence (fixture->turn), ==, i);
    }
  assert_whole_turn (fixture);
  g_assert_cmpint (sp_turn_get_input_tokens (fixture->turn), ==, 10);
  g_assert_cmpint (sp_turn_get_output_tokens (fixture->turn), ==, 20);
  g_assert_cmpstr (sp_conversation_get_container_id (fixture->conversation), ==, "cntr_1");
}

static void
test_as_it_comes (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(SpCodeCall) call = NULL;

  for (guint i = 0; i <= 11; i++)
    push (fixture, turn_events[i]);

  call = g_list_model_get_item (sp_conversation_get_items (fixture->conversation), 1);
  g_assert_cmpint (sp_turn_get_status (fixture->turn), ==, SP_TURN_RUNNING);
  g_assert_cmpint (sp_code_call_get_code_status (call), ==, SP_CODE_RUNNING);
  g_assert_cmpint (sp_item_get_status (SP_ITEM (call)), ==, SP_ITEM_IN_PROGRESS);
  g_assert_cmpuint (g_list_model_get_n_items (sp_code_call_get_outputs (call)), ==, 1);
}

static void
test_duplicates (Fixture      *fixture,
                 gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (turn_events); i++)
    {
      push (fixture, turn_events[i]);
      push (fixture, turn_events[i]);
      push (fixture, turn_events[i / 2]);
    }
  assert_whole_turn (fixture);
}

static void
test_out_of_order (Fixture      *fixture,
                   gconstpointer data)
{
  guint n_events = G_N_ELEMENTS (turn_events);

  push (fixture, turn_events[0]);
  for (guint i = 1; i + 1 < n_events; i += 3)
    {
      guint last = MIN (i + 2, n_events - 1);

      for (guint j = last; j >= i; j--)
        push (fixture, turn_events[j]);
    }
  push (fixture, turn_events[n_events - 1]);
  assert_whole_turn (fixture);
}

/* Whatever one event gets lost, the whole values at the end of each item heal it. */
static void
test_each_event_lost (void)
{
  guint n_events = G_N_ELEMENTS (turn_events);

  for (guint lost = 0; lost < n_events - 1; lost++)
    {
      Fixture fixture = { NULL };

      if (lost == 3)   /* the only one that tells what was thought */
        continue;
      set_up (&fixture, NULL);
      for (guint i = 0; i < n_events; i++)
        if (i != lost)
          push (&fixture, turn_events[i]);
      sp_stream_decoder_flush (fixture.decoder);
      assert_whole_turn (&fixture);
      tear_down (&fixture, NULL);
    }
}

static void
test_resumed (Fixture      *fixture,
              gconstpointer data)
{
  for (guint i = 0; i < 17; i++)
    push (fixture, turn_events[i]);
  g_assert_finalize_object (G_OBJECT (fixture->decoder));
  fixture->decoder = sp_stream_decoder_new (fixture->conversation, fixture->turn);
  for (guint i = 17; i < G_N_ELEMENTS (turn_events); i++)
    push (fixture, turn_events[i]);
  assert_whole_turn (fixture);
}

/* After a restart the turn is read again from its beginning, over the items that the history had. */
static void
test_replayed (Fixture      *fixture,
               gconstpointer data)
{
  for (guint i = 0; i < 17; i++)
    push (fixture, turn_events[i]);
  g_assert_finalize_object (G_OBJECT (fixture->decoder));
  sp_turn_set_sequence (fixture->turn, -1);
  fixture->decoder = sp_stream_decoder_new (fixture->conversation, fixture->turn);
  for (guint i = 0; i < G_N_ELEMENTS (turn_events); i++)
    push (fixture, turn_events[i]);
  assert_whole_turn (fixture);
}

static void
test_without_beginnings (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr(SpMessage) message = NULL;
  g_autoptr(SpCodeCall) call = NULL;

  push (fixture, "{\"type\":\"response.code_interpreter_call_code.delta\",\"output_index\":0,\"item_id\":\"ci_9\",\"delta\":\"x\"}");
  push (fixture, "{\"type\":\"response.output_text.delta\",\"output_index\":1,\"content_index\":0,\"delta\":\"a\"}");
  push (fixture, "{\"type\":\"response.output_text.delta\",\"output_index\":1,\"content_index\":0,\"delta\":\"b\"}");

  call = g_list_model_get_item (sp_conversation_get_items (fixture->conversation), 0);
  message = g_list_model_get_item (sp_conversation_get_items (fixture->conversation), 1);
  g_assert_cmpstr (sp_code_call_get_code (call), ==, "x");
  g_assert_cmpstr (sp_message_get_text (message), ==, "ab");
}

static void
test_two_parts (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(SpMessage) message = NULL;
  g_autoptr(SpAnnotation) annotation = NULL;

  push (fixture, "{\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"content_index\":0,\"delta\":\"ü\"}");
  push (fixture, "{\"type\":\"response.content_part.added\",\"item_id\":\"m\",\"content_index\":1,\"part\":{}}");
  push (fixture, "{\"type\":\"response.refusal.delta\",\"item_id\":\"m\",\"content_index\":1,\"delta\":\"n\"}");
  push (fixture, "{\"type\":\"response.refusal.done\",\"item_id\":\"m\",\"content_index\":1,\"refusal\":\"no\"}");
  push (fixture, "{\"type\":\"response.output_text.annotation.added\",\"item_id\":\"m\",\"content_index\":1,"
                 "\"annotation\":{\"type\":\"url_citation\",\"url\":\"u\",\"start_index\":0,\"end_index\":2}}");

  message = g_list_model_get_item (sp_conversation_get_items (fixture->conversation), 0);
  annotation = g_list_model_get_item (sp_message_get_annotations (message), 0);
  g_assert_cmpstr (sp_message_get_text (message), ==, "ü\n\nno");
  g_assert_cmpuint (sp_annotation_get_start (annotation), ==, 3);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *name;
    const char *event;
    const char *code;
    const char *message;
  } cases[] = {
    { NULL, "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\",\"param\":null,\"sequence_number\":0}",
      "rate_limit_exceeded", "Slow" },
    { NULL, "{\"type\":\"error\",\"sequence_number\":0,\"error\":{\"type\":\"server_error\",\"code\":null,\"message\":\"Oh\"}}",
      "server_error", "Oh" },
    { NULL, "{\"type\":\"response.failed\",\"sequence_number\":0,\"response\":{\"id\":\"r\",\"status\":\"failed\","
      "\"error\":{\"code\":\"interrupted\",\"message\":\"Gone\"}}}", "interrupted", "Gone" },
    { NULL, "{\"error\":{\"code\":\"x\",\"message\":\"Bare\"}}", "x", "Bare" },
    { "error", "{\"message\":\"Named\"}", NULL, "Named" },
    { NULL, "{\"type\":\"response.failed\",\"sequence_number\":0,\"response\":null}", "server_error",
      "The service failed without a reason." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { NULL };

      set_up (&fixture, NULL);
      g_assert_true (sp_stream_decoder_push (fixture.decoder, cases[i].name, cases[i].event, -1, NULL));
      g_assert_cmpint (sp_turn_get_status (fixture.turn), ==, SP_TURN_FAILED);
      g_assert_cmpstr (sp_turn_get_error_code (fixture.turn), ==, cases[i].code);
      g_assert_cmpstr (sp_turn_get_error_message (fixture.turn), ==, cases[i].message);
      g_assert_true (sp_stream_decoder_has_ended (fixture.decoder));
      tear_down (&fixture, NULL);
    }
}

static void
test_unreadable (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const bad[] = { "", "{", "[1]", "nonsense", "{\"a\":1}x" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (sp_stream_decoder_push (fixture->decoder, NULL, bad[i], -1, &error));
      g_assert_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_EVENT);
    }
}

static void
test_cut_off (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(SpCodeCall) call = NULL;

  for (guint i = 0; i <= 11; i++)
    push (fixture, turn_events[i]);
  push (fixture, "{\"type\":\"response.incomplete\",\"sequence_number\":12,\"response\":{\"id\":\"resp_1\","
                 "\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}}");

  call = g_list_model_get_item (sp_conversation_get_items (fixture->conversation), 1);
  g_assert_cmpint (sp_turn_get_status (fixture->turn), ==, SP_TURN_INCOMPLETE);
  g_assert_cmpint (sp_code_call_get_code_status (call), ==, SP_CODE_INTERRUPTED);
  g_assert_cmpint (sp_item_get_status (SP_ITEM (call)), ==, SP_ITEM_INCOMPLETE);
}

static void
test_numbers_with_gaps (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(SpMessage) message = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *event = g_strdup_printf ("{\"type\":\"response.output_text.delta\",\"sequence_number\":%u,"
                                                "\"item_id\":\"m\",\"delta\":\"x\"}", i * 2);

      push (fixture, event);
    }
  message = g_list_model_get_item (sp_conversation_get_items (fixture->conversation), 0);
  g_assert_cmpstr (sp_message_get_text (message), ==, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/sp/stream-decoder/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("turn", test_turn);
  ADD ("as-it-comes", test_as_it_comes);
  ADD ("duplicates", test_duplicates);
  ADD ("out-of-order", test_out_of_order);
  ADD ("resumed", test_resumed);
  ADD ("replayed", test_replayed);
  ADD ("without-beginnings", test_without_beginnings);
  ADD ("two-parts", test_two_parts);
  ADD ("unreadable", test_unreadable);
  ADD ("cut-off", test_cut_off);
  ADD ("numbers-with-gaps", test_numbers_with_gaps);
#undef ADD
  g_test_add_func ("/sp/stream-decoder/each-event-lost", test_each_event_lost);
  g_test_add_func ("/sp/stream-decoder/errors", test_errors);

  return g_test_run ();
}
