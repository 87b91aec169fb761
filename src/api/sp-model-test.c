/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Tests a model in two questions: run this code; what did it print? Nothing is run: the tool's answer is a number that
 * the model cannot guess, so who says it has read it. A server that takes no tools is asked again without them, and a
 * call that is only printed counts, because the agent loop runs those too. What belongs to a test lives in its task;
 * main thread. */

#include "config.h"

#include "api/sp-model-test.h"

#include <string.h>

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "wire/sp-text-call.h"

/* A large model may first have to be read from a disk. */
#define TEST_SECONDS 180
#define MAX_TOKENS 2000

#define SYSTEM_TEXT \
  "You can run Python code with the tool named python, whose one argument is the code. When you are asked what code " \
  "prints, run it with the tool; never guess."
#define QUESTION_TEXT "Run this Python code with the tool: print(open('number.txt').read()) — and tell me the number that it prints."

typedef struct
{
  SpOpenaiChatModel *model;        /* (unowned): the task holds it */
  SpChatRequest     *request;      /* (owned) */
  SpModelOutcome    *outcome;      /* (owned) */
  char              *number;       /* (owned): what the tool answers */
  GCancellable      *stop;         /* (owned): by the caller or by the clock */
  GCancellable      *outer;        /* (owned) (nullable) */
  gulong             outer_handler;
  guint              timeout;
  gint64             asked_at;     /* 0: nothing is being asked */
  gint64             first_at;     /* 0: nothing has come yet */
  gint64             streamed_us;  /* from the first piece of each answer to its end */
  gint64             n_tokens;
  guint              n_pieces;
  gboolean           timed_out;
  gboolean           second;       /* the second question is being asked */
} Test;

static void ask (GTask *task);

static void
test_free (Test *test)
{
  g_clear_handle_id (&test->timeout, g_source_remove);
  if (test->outer != NULL)
    g_cancellable_disconnect (test->outer, test->outer_handler);
  g_clear_object (&test->outer);
  g_clear_object (&test->stop);
  g_clear_pointer (&test->request, sp_chat_request_free);
  g_clear_pointer (&test->outcome, sp_model_outcome_free);
  g_clear_pointer (&test->number, g_free);
  g_free (test);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Test *test = user_data;

  test->timeout = 0;
  test->timed_out = TRUE;
  g_cancellable_cancel (test->stop);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer,
                    gpointer      stop)
{
  g_cancellable_cancel (stop);
}

static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Test *test = user_data;

  if (test->first_at == 0)
    test->first_at = g_get_monotonic_time ();
  if (delta->kind != SP_CHAT_DELTA_TOOL_CALL)
    test->n_pieces++;
}

static void
finish_test (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  if (test->streamed_us > 0 && test->n_tokens > 0 && test->outcome->streams)
    test->outcome->tokens_per_second = (double) test->n_tokens * G_USEC_PER_SEC / (double) test->streamed_us;
  g_task_return_pointer (task, g_steal_pointer (&test->outcome), (GDestroyNotify) sp_model_outcome_free);
}

/* What counts of every answer. */
static void
measure (Test        *test,
         SpChatReply *reply)
{
  gint64 now = g_get_monotonic_time ();

  if (!test->second)
    test->outcome->first_token_ms = ((test->first_at != 0 ? test->first_at : now) - test->asked_at) / 1000;
  if (test->n_pieces > 1)
    {
      test->outcome->streams = TRUE;
      test->streamed_us += now - test->first_at;
      test->n_tokens += reply->output_tokens > 0 ? reply->output_tokens : test->n_pieces;
    }
}

/* Whether a server that gave @error may be one that takes no tools: vLLM and Ollama say 400, llama.cpp 500. */
static gboolean
may_refuse_tools (const GError *error)
{
  guint status = sp_api_error_get_status (error);

  return status == 400 || status == 422 || status == 500 || status == 501;
}

static void
fail (GTask  *task,
      GError *cause)
{
  Test *test = g_task_get_task_data (task);
  g_autoptr(GError) error = cause;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !test->timed_out)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (!test->second && !test->outcome->refuses_tools && may_refuse_tools (error))
    {
      test->outcome->refuses_tools = TRUE;
      sp_openai_chat_model_set_tool_mode (test->model, SP_TOOL_MODE_TEXT);
      ask (task);
      return;
    }

  test->outcome->error = test->timed_out ? g_strdup (_("It did not answer within three minutes."))
                                         : g_strdup (error->message);
  finish_test (task);
}

/* Takes a call that was only printed out of the text. */
static gboolean
take_printed_call (SpChatMessage *message)
{
  g_autoptr(SpChatToolCall) call = NULL;
  gsize start = 0;

  call = message->text != NULL ? sp_text_call_find (message->text, &start) : NULL;
  if (call == NULL)
    return FALSE;

  message->text[start] = '\0';
  message->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (message->tool_calls, g_steal_pointer (&call));
  return TRUE;
}

static void
take_call (GTask       *task,
           SpChatReply *reply)
{
  Test *test = g_task_get_task_data (task);
  gboolean made = reply->message->tool_calls != NULL && reply->message->tool_calls->len > 0;
  SpChatMessage *answer = NULL;

  if (made && !test->outcome->refuses_tools)
    {
      test->outcome->calls = SP_MODEL_CALLS_NATIVE;
    }
  else if (made || take_printed_call (reply->message))
    {
      test->outcome->calls = SP_MODEL_CALLS_PRINTED;
      sp_openai_chat_model_set_tool_mode (test->model, SP_TOOL_MODE_TEXT);
    }
  else
    {
      finish_test (task);
      return;
    }

  /* Of several calls all get the answer: a server refuses a history in which one has none. */
  for (guint i = 0; i < reply->message->tool_calls->len; i++)
    {
      SpChatToolCall *call = g_ptr_array_index (reply->message->tool_calls, i);

      if (i == 0)
        g_ptr_array_add (test->request->messages, reply->message);
      answer = sp_chat_message_new (SP_CHAT_TOOL, test->number);
      answer->tool_call_id = g_strdup (call->id);
      g_ptr_array_add (test->request->messages, answer);
    }
  reply->message = sp_chat_message_new (SP_CHAT_ASSISTANT, NULL);
  test->second = TRUE;
  ask (task);
}

/* Models write 48213 as "48,213" too. */
static gboolean
says_number (const char *text,
             const char *number)
{
  g_autoptr(GString) plain = g_string_new (NULL);

  for (const char *p = text; p != NULL && *p != '\0'; p++)
    if (*p != ',' && *p != '.' && *p != ' ' && *p != '_')
      g_string_append_c (plain, *p);

  return strstr (plain->str, number) != NULL;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpChatReply) reply = sp_chat_model_complete_finish (SP_CHAT_MODEL (source), result, &error);

  if (reply == NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  measure (test, reply);
  if (!test->second)
    {
      take_call (task, reply);
      return;
    }

  test->outcome->reads = says_number (reply->message->text, test->number);
  finish_test (task);
}

static void
ask (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  test->asked_at = g_get_monotonic_time ();
  test->first_at = 0;
  test->n_pieces = 0;
  sp_chat_model_complete_async (SP_CHAT_MODEL (test->model), test->request, delta_cb, test, test->stop, answered_cb,
                                g_object_ref (task));
}

static JsonArray *
make_tools (void)
{
  static const char text[] =
    "[{\"type\":\"function\",\"function\":{\"name\":\"python\",\"description\":\"Runs Python code and answers what it "
    "prints\",\"parameters\":{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\"}},"
    "\"required\":[\"code\"]}}}]";
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_array (node);
}

static SpChatRequest *
make_request (void)
{
  SpChatRequest *request = sp_chat_request_new ("");

  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_SYSTEM, SYSTEM_TEXT));
  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_USER, QUESTION_TEXT));
  request->tools = make_tools ();
  request->temperature = -1;
  request->top_p = -1;
  request->max_output_tokens = MAX_TOKENS;
  return request;
}

/**
 * sp_model_test_async:
 * @model: the model; its tool mode is changed, so it should be one made for the test
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the model twice at most, and at most for three minutes.
 */
void
sp_model_test_async (SpOpenaiChatModel   *model,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Test *test = NULL;

  g_return_if_fail (SP_IS_OPENAI_CHAT_MODEL (model));

  task = g_task_new (model, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_test_async);
  test = g_new0 (Test, 1);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);
  test->model = model;
  test->request = make_request ();
  test->outcome = sp_model_outcome_new ();
  test->number = g_strdup_printf ("%d", g_random_int_range (10000, 99999));
  test->stop = g_cancellable_new ();
  test->timeout = g_timeout_add_seconds (TEST_SECONDS, timeout_cb, test);
  if (g_set_object (&test->outer, cancellable))
    test->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb),
                                                 g_object_ref (test->stop), g_object_unref);

  sp_openai_chat_model_set_tool_mode (model, SP_TOOL_MODE_NATIVE);
  ask (task);
}

/**
 * sp_model_test_finish:
 * @model: the model
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): what was found, of a model that could not be asked too; %NULL only with
 *   %G_IO_ERROR_CANCELLED
 */
SpModelOutcome *
sp_model_test_finish (SpOpenaiChatModel  *model,
                      GAsyncResult       *result,
                      GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, model), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
