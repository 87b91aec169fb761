/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The model's stream and the dialogue's steps, with cells that the test answers itself. */

#include "config.h"

#include "analyst/sp-analyst-dialogue.h"
#include "analyst/sp-analyst-model.h"
#include "analyst/sp-data-card.h"
#include "base/sp-json.h"

static const char tools_text[] = "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"python\"}}]}";

static const char card_text[] =
  "[{\"" SP_DATA_CARD_MIME "\":{\"file\":\"t.csv\",\"format\":\"csv\",\"n_rows\":40,\"columns\":["
  "{\"name\":\"town\",\"type\":\"text\",\"n_unique\":4,\"values\":[[\"Bath\",10],[\"Cork\",10],[\"Lens\",10],[\"Nice\",10]],\"values_complete\":true},"
  "{\"name\":\"height\",\"type\":\"number\",\"n_unique\":39,\"min\":1,\"max\":9,\"values\":[]}]}}]";

typedef struct
{
  GString     *text;
  GString     *arguments;
  char        *name;
  guint        n_pieces;
  SpChatReply *reply;
  GError      *error;
  GCancellable *cancel_after_first;   /* (not owned) */
} Stream;

static void
stream_clear (Stream *stream)
{
  g_clear_pointer (&stream->name, g_free);
  g_clear_pointer (&stream->reply, sp_chat_reply_free);
  g_clear_error (&stream->error);
  g_string_free (stream->text, TRUE);
  g_string_free (stream->arguments, TRUE);
}

static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Stream *stream = user_data;

  stream->n_pieces++;
  if (delta->kind == SP_CHAT_DELTA_TEXT)
    g_string_append (stream->text, delta->text);
  else if (delta->kind == SP_CHAT_DELTA_TOOL_ARGUMENTS)
    g_string_append (stream->arguments, delta->text);
  else if (delta->kind == SP_CHAT_DELTA_TOOL_CALL)
    {
      g_assert_cmpuint (stream->arguments->len, ==, 0);
      stream->name = g_strdup (delta->name);
    }
  if (delta->text != NULL)
    g_assert_true (g_utf8_validate (delta->text, -1, NULL));
  if (stream->cancel_after_first != NULL)
    g_cancellable_cancel (stream->cancel_after_first);
}

static void
complete_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Stream *stream = user_data;

  stream->reply = sp_chat_model_complete_finish (SP_CHAT_MODEL (object), result, &stream->error);
}

static SpChatRequest *
make_request (gboolean with_file)
{
  SpChatRequest *request = sp_chat_request_new (SP_ANALYST_MODEL_NAME);
  g_autoptr(JsonObject) tools = sp_json_parse_object (tools_text, -1, NULL);

  request->tools = json_array_ref (json_object_get_array_member (tools, "tools"));
  if (with_file)
    g_ptr_array_add (request->files, sp_chat_file_new ("t.csv", "text/csv", 100, 0));

  return request;
}

static void
say (SpChatRequest *request,
     const char    *text)
{
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_USER, text));
}

/* The analyst ran @step's cell, and this came of it. */
static void
run (SpChatRequest       *request,
     const SpAnalystStep *step,
     const char          *output,
     const char          *data,
     gboolean             failed)
{
  static guint serial;
  SpChatMessage *call = sp_chat_message_new (SP_CHAT_ASSISTANT, step->text);
  SpChatMessage *answer = sp_chat_message_new (SP_CHAT_TOOL, output);
  g_autofree char *id = g_strdup_printf ("call-%u", ++serial);
  g_autoptr(JsonObject) arguments = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (arguments, "code", step->code);
  text = sp_json_object_to_string (arguments);
  if (call->tool_calls == NULL)
    call->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (call->tool_calls, sp_chat_tool_call_new (id, "python", text));
  answer->tool_call_id = g_steal_pointer (&id);
  answer->failed = failed;
  answer->data = data != NULL ? sp_json_parse (data, -1, NULL) : NULL;
  g_ptr_array_add (request->messages, call);
  g_ptr_array_add (request->messages, answer);
}

static void
run_stream (Stream        *stream,
            SpChatRequest *request,
            GCancellable  *cancellable)
{
  g_autoptr(SpAnalystModel) model = sp_analyst_model_new ();

  sp_analyst_model_set_chunk_delay (model, 0);
  sp_chat_model_complete_async (SP_CHAT_MODEL (model), request, delta_cb, stream, cancellable, complete_cb, stream);
  while (stream->reply == NULL && stream->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&model));
}

static void
test_stream_text (void)
{
  g_autoptr(SpChatRequest) request = make_request (FALSE);
  Stream stream = { g_string_new (NULL), g_string_new (NULL) };

  say (request, "What can you do?");
  run_stream (&stream, request, NULL);
  g_assert_no_error (stream.error);
  g_assert_cmpint (stream.reply->finish, ==, SP_CHAT_FINISH_STOP);
  g_assert_cmpstr (stream.text->str, ==, stream.reply->message->text);
  g_assert_cmpuint (stream.n_pieces, >, 3);
  g_assert_cmpint (stream.reply->output_tokens, >, 0);
  stream_clear (&stream);
}

static void
test_stream_code (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  g_autoptr(JsonObject) arguments = NULL;
  Stream stream = { g_string_new (NULL), g_string_new (NULL) };
  SpChatToolCall *call;

  say (request, "average height by town — “für alle”");
  run_stream (&stream, request, NULL);
  g_assert_no_error (stream.error);
  g_assert_cmpint (stream.reply->finish, ==, SP_CHAT_FINISH_TOOL_CALLS);
  g_assert_cmpstr (stream.name, ==, "python");
  call = g_ptr_array_index (stream.reply->message->tool_calls, 0);
  g_assert_cmpstr (stream.arguments->str, ==, call->arguments);
  arguments = sp_json_parse_object (call->arguments, -1, NULL);
  g_assert_nonnull (strstr (sp_json_peek_string (arguments, "code", ""), "datacard.look(\"t.csv\")"));
  stream_clear (&stream);
}

static void
test_stream_cancel (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Stream stream = { g_string_new (NULL), g_string_new (NULL) };

  say (request, "average height");
  stream.cancel_after_first = cancellable;
  run_stream (&stream, request, cancellable);
  g_assert_error (stream.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (stream.n_pieces, ==, 1);
  stream_clear (&stream);
}

static void
test_chunk_delay (void)
{
  g_autoptr(SpAnalystModel) model = sp_analyst_model_new ();
  guint before = sp_analyst_model_get_chunk_delay (model);
  guint value = 0;

  g_assert_cmpuint (before, >, 0);
  g_object_set (model, "chunk-delay", 3, NULL);
  g_object_get (model, "chunk-delay", &value, NULL);
  g_assert_cmpuint (value, ==, 3);
  g_assert_finalize_object (g_steal_pointer (&model));
}

/* Look, compute, answer. */
static void
test_steps (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  g_autoptr(SpAnalystStep) look = NULL;
  g_autoptr(SpAnalystStep) code = NULL;
  g_autoptr(SpAnalystStep) end = NULL;

  say (request, "How many rows are there in Cork?");
  look = sp_analyst_dialogue_next (request);
  g_assert_nonnull (strstr (look->code, "datacard.look(\"t.csv\")"));
  run (request, look, "…", card_text, FALSE);
  code = sp_analyst_dialogue_next (request);
  g_assert_true (g_str_has_prefix (code->code, "# Calculate the number of rows where town is \"Cork\", from \"t.csv\".\n"));
  run (request, code, "10", "[{\"application/vnd.sandpiper.table+json\":{\"columns\":[{\"name\":\"count\",\"type\":\"integer\"}],\"rows\":[[10]],\"n_rows\":1}}]",
       FALSE);
  end = sp_analyst_dialogue_next (request);
  g_assert_null (end->code);
  g_assert_nonnull (strstr (end->text, "**10**"));
}

static void
test_repairs_visibly (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  g_autoptr(SpAnalystStep) look = NULL;
  g_autoptr(SpAnalystStep) first = NULL;
  g_autoptr(SpAnalystStep) second = NULL;
  g_autoptr(SpAnalystStep) third = NULL;
  g_autoptr(SpAnalystStep) end = NULL;

  say (request, "average height by town");
  look = sp_analyst_dialogue_next (request);
  run (request, look, "…", card_text, FALSE);
  first = sp_analyst_dialogue_next (request);
  run (request, first, "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfc", NULL, TRUE);
  second = sp_analyst_dialogue_next (request);
  g_assert_nonnull (strstr (second->code, "encoding=\"cp1252\""));
  g_assert_nonnull (strstr (second->text, "cp1252"));
  run (request, second, "ValueError: could not convert string to float: 'x'", NULL, TRUE);
  third = sp_analyst_dialogue_next (request);
  g_assert_nonnull (strstr (third->code, "encoding=\"cp1252\""));
  g_assert_nonnull (strstr (third->code, "to_numeric"));
  run (request, third, "RuntimeError: no way", NULL, TRUE);
  end = sp_analyst_dialogue_next (request);
  g_assert_null (end->code);
  g_assert_nonnull (strstr (end->text, "RuntimeError: no way"));
}

/* Failures that go on end after a few attempts. */
static void
test_bounded (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  static const char * const errors[] = {
    "UnicodeDecodeError: a", "UnicodeDecodeError: b", "KeyError: 'height'", "ValueError: could not convert", "ParserError: Error tokenizing data",
  };
  guint n = 0;

  say (request, "average height by town");
  for (;;)
    {
      g_autoptr(SpAnalystStep) step = sp_analyst_dialogue_next (request);

      if (step->code == NULL)
        break;
      g_assert_cmpuint (n, <, 8);
      run (request, step, n == 0 ? "…" : errors[(n - 1) % G_N_ELEMENTS (errors)], n == 0 ? card_text : NULL, n > 0);
      n++;
    }
  g_assert_cmpuint (n, >=, 3);
  g_assert_cmpuint (n, <=, 6);
}

static void
test_follows_up (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  g_autoptr(SpAnalystStep) look = NULL;
  g_autoptr(SpAnalystStep) first = NULL;
  g_autoptr(SpAnalystStep) second = NULL;

  say (request, "average height by town");
  look = sp_analyst_dialogue_next (request);
  run (request, look, "…", card_text, FALSE);
  first = sp_analyst_dialogue_next (request);
  run (request, first, "…", NULL, FALSE);
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_ASSISTANT, "There you are."));
  say (request, "now as a bar chart, please");
  second = sp_analyst_dialogue_next (request);
  g_assert_true (g_str_has_prefix (second->code, "# Draw a bar chart of the average of height for each town"));
}

static void
test_math_without_file (void)
{
  g_autoptr(SpChatRequest) request = make_request (FALSE);
  g_autoptr(SpAnalystStep) code = NULL;
  g_autoptr(SpAnalystStep) end = NULL;

  say (request, "Please solve 4x = 10");
  code = sp_analyst_dialogue_next (request);
  g_assert_nonnull (strstr (code->code, "Eq(4*x, 10)"));
  run (request, code, "x = 5/2\n", NULL, FALSE);
  end = sp_analyst_dialogue_next (request);
  g_assert_nonnull (strstr (end->text, "**x = 5/2**"));
}

static void
test_declines (void)
{
  g_autoptr(SpChatRequest) no_file = make_request (FALSE);
  g_autoptr(SpChatRequest) no_tool = make_request (TRUE);
  g_autoptr(SpChatRequest) picture = make_request (FALSE);
  g_autoptr(SpChatRequest) broken = make_request (TRUE);
  g_autoptr(SpAnalystStep) first = NULL;
  g_autoptr(SpAnalystStep) second = NULL;
  g_autoptr(SpAnalystStep) third = NULL;
  g_autoptr(SpAnalystStep) look = NULL;
  g_autoptr(SpAnalystStep) fourth = NULL;

  say (no_file, "average height");
  first = sp_analyst_dialogue_next (no_file);
  g_assert_null (first->code);
  g_assert_nonnull (strstr (first->text, "Attach a file"));

  g_clear_pointer (&no_tool->tools, json_array_unref);
  say (no_tool, "average height");
  second = sp_analyst_dialogue_next (no_tool);
  g_assert_null (second->code);
  g_assert_nonnull (strstr (second->text, "code interpreter"));

  g_ptr_array_add (picture->files, sp_chat_file_new ("photo.jpg", "image/jpeg", 9, 0));
  say (picture, "what is on it?");
  third = sp_analyst_dialogue_next (picture);
  g_assert_null (third->code);

  /* A look that leaves no card is not repeated. */
  say (broken, "average height");
  look = sp_analyst_dialogue_next (broken);
  run (broken, look, "boom", NULL, TRUE);
  fourth = sp_analyst_dialogue_next (broken);
  g_assert_null (fourth->code);
}

static void
test_hostile_history (void)
{
  g_autoptr(SpChatRequest) request = make_request (TRUE);
  SpChatMessage *odd = sp_chat_message_new (SP_CHAT_ASSISTANT, NULL);
  g_autoptr(SpAnalystStep) step = NULL;
  g_autoptr(SpChatRequest) empty = make_request (FALSE);
  g_autoptr(SpAnalystStep) nothing = sp_analyst_dialogue_next (empty);

  odd->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (odd->tool_calls, sp_chat_tool_call_new ("a", "python", "not json"));
  g_ptr_array_add (odd->tool_calls, sp_chat_tool_call_new ("b", "python", "{\"code\":7}"));
  g_ptr_array_add (odd->tool_calls, sp_chat_tool_call_new ("c", "other", "{\"code\":\"x\"}"));
  g_ptr_array_add (request->messages, odd);
  say (request, "average height");
  step = sp_analyst_dialogue_next (request);
  g_assert_nonnull (step->code);
  g_assert_null (nothing->code);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/analyst-model/stream-text", test_stream_text);
  g_test_add_func ("/sp/analyst-model/stream-code", test_stream_code);
  g_test_add_func ("/sp/analyst-model/stream-cancel", test_stream_cancel);
  g_test_add_func ("/sp/analyst-model/chunk-delay", test_chunk_delay);
  g_test_add_func ("/sp/analyst-dialogue/steps", test_steps);
  g_test_add_func ("/sp/analyst-dialogue/repairs-visibly", test_repairs_visibly);
  g_test_add_func ("/sp/analyst-dialogue/bounded", test_bounded);
  g_test_add_func ("/sp/analyst-dialogue/follows-up", test_follows_up);
  g_test_add_func ("/sp/analyst-dialogue/math-without-file", test_math_without_file);
  g_test_add_func ("/sp/analyst-dialogue/declines", test_declines);
  g_test_add_func ("/sp/analyst-dialogue/hostile-history", test_hostile_history);

  return g_test_run ();
}
