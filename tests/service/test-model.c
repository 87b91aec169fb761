/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "engine-test-utils.h"

#include <string.h>

#include "base/sp-json.h"

/* The scripted model of the tests: each call of it plays the next step. */

#define CHUNK 7

typedef struct
{
  char     *text;       /* (nullable) */
  char     *reasoning;  /* (nullable) */
  char     *name;       /* (nullable) of a tool call */
  char     *arguments;
  char     *error;
  gboolean  hold;
} Step;

struct _TestModel
{
  GObject       parent_instance;

  GQueue        steps;
  GPtrArray    *prompts;
  guint         n_running;
  SpChatFinish  finish;
  gboolean      streams;
};

typedef struct
{
  Step            *step;
  SpChatDeltaFunc  delta;
  gpointer         delta_data;
  gulong           cancel_id;
} Playing;

static void test_model_iface_init (SpChatModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestModel, test_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_CHAT_MODEL, test_model_iface_init))

static void
step_free (Step *step)
{
  g_free (step->text);
  g_free (step->reasoning);
  g_free (step->name);
  g_free (step->arguments);
  g_free (step->error);
  g_free (step);
}

static void
playing_free (Playing *playing)
{
  step_free (playing->step);
  g_free (playing);
}

static char *
describe (SpChatRequest *request)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < request->messages->len; i++)
    {
      SpChatMessage *message = g_ptr_array_index (request->messages, i);

      g_string_append_printf (text, "%s%s: %s\n",
                              message->role == SP_CHAT_SYSTEM ? "system"
                              : message->role == SP_CHAT_USER ? "user"
                              : message->role == SP_CHAT_TOOL ? "tool" : "assistant",
                              message->failed ? " (failed)" : "",
                              message->text != NULL ? message->text : "");
      for (guint j = 0; message->tool_calls != NULL && j < message->tool_calls->len; j++)
        {
          SpChatToolCall *call = g_ptr_array_index (message->tool_calls, j);

          g_string_append_printf (text, "call %s %s\n", call->name, call->arguments);
        }
      if (message->data != NULL)
        {
          g_autofree char *data = sp_json_to_string (message->data);

          g_string_append_printf (text, "data %s\n", data);
        }
    }
  for (guint i = 0; i < request->files->len; i++)
    {
      SpChatFile *file = g_ptr_array_index (request->files, i);

      g_string_append_printf (text, "file %s %d\n", file->name,
                              file->message == G_MAXUINT ? -1 : (int) file->message);
    }
  g_string_append_printf (text, "tools %d\n", request->tools != NULL
                          ? (int) json_array_get_length (request->tools) : 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
emit_chunks (Playing         *playing,
             SpChatDeltaKind  kind,
             const char      *text)
{
  while (text != NULL && *text != '\0')
    {
      g_autofree char *chunk = NULL;
      const char *end = text + MIN (strlen (text), CHUNK);
      SpChatDelta delta = { .kind = kind };

      if (kind != SP_CHAT_DELTA_TOOL_ARGUMENTS)
        while (*end != '\0' && (*end & 0xc0) == 0x80)
          end++;
      chunk = g_strndup (text, (gsize) (end - text));
      delta.text = chunk;
      playing->delta (&delta, playing->delta_data);
      text = end;
    }
}

static SpChatReply *
make_reply (TestModel *self,
            Step      *step)
{
  SpChatReply *reply = sp_chat_reply_new ();

  reply->message->text = g_strdup (step->text);
  reply->finish = step->name != NULL ? SP_CHAT_FINISH_TOOL_CALLS : self->finish;
  reply->input_tokens = 10;
  reply->output_tokens = 5;
  reply->reasoning_tokens = 1;
  if (step->name != NULL)
    {
      reply->message->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
      g_ptr_array_add (reply->message->tool_calls,
                       sp_chat_tool_call_new ("call_1", step->name, step->arguments));
    }

  return reply;
}

static gboolean
play_cb (gpointer user_data)
{
  GTask *task = user_data;
  TestModel *self = g_task_get_source_object (task);
  Playing *playing = g_task_get_task_data (task);
  Step *step = playing->step;

  if (self->streams && step->error == NULL)
    {
      emit_chunks (playing, SP_CHAT_DELTA_REASONING, step->reasoning);
      emit_chunks (playing, SP_CHAT_DELTA_TEXT, step->text);
      if (step->name != NULL)
        {
          SpChatDelta delta = { .kind = SP_CHAT_DELTA_TOOL_CALL, .id = "call_1", .name = step->name };

          playing->delta (&delta, playing->delta_data);
          emit_chunks (playing, SP_CHAT_DELTA_TOOL_ARGUMENTS, step->arguments);
        }
    }

  self->n_running--;
  if (step->error != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", step->error);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, make_reply (self, step), (GDestroyNotify) sp_chat_reply_free);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  TestModel *self = g_task_get_source_object (task);

  self->n_running--;
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
test_model_complete_async (SpChatModel         *model,
                           SpChatRequest       *request,
                           SpChatDeltaFunc      delta,
                           gpointer             delta_data,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  TestModel *self = TEST_MODEL (model);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Playing *playing = g_new0 (Playing, 1);

  g_ptr_array_add (self->prompts, describe (request));
  playing->step = g_queue_pop_head (&self->steps);
  playing->delta = delta;
  playing->delta_data = delta_data;
  g_task_set_task_data (task, playing, (GDestroyNotify) playing_free);
  g_assert_nonnull (playing->step);

  self->n_running++;
  if (playing->step->hold)
    {
      g_autoptr(GSource) source = g_cancellable_source_new (cancellable);

      SpChatDelta first = { .kind = SP_CHAT_DELTA_TEXT, .text = playing->step->text };

      if (playing->step->text != NULL)
        delta (&first, delta_data);
      g_task_attach_source (task, source, G_SOURCE_FUNC (cancelled_cb));
    }
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, play_cb, g_steal_pointer (&task), g_object_unref);
}

static SpChatReply *
test_model_complete_finish (SpChatModel   *model,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_model_iface_init (SpChatModelInterface *iface)
{
  iface->complete_async = test_model_complete_async;
  iface->complete_finish = test_model_complete_finish;
}

static void
test_model_finalize (GObject *object)
{
  TestModel *self = TEST_MODEL (object);

  g_queue_clear_full (&self->steps, (GDestroyNotify) step_free);
  g_clear_pointer (&self->prompts, g_ptr_array_unref);

  G_OBJECT_CLASS (test_model_parent_class)->finalize (object);
}

static void
test_model_class_init (TestModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_model_finalize;
}

static void
test_model_init (TestModel *self)
{
  g_queue_init (&self->steps);
  self->prompts = g_ptr_array_new_with_free_func (g_free);
  self->streams = TRUE;
}

TestModel *
test_model_new (void)
{
  return g_object_new (TEST_TYPE_MODEL, NULL);
}

static Step *
add_step (TestModel *self)
{
  Step *step = g_new0 (Step, 1);

  g_queue_push_tail (&self->steps, step);

  return step;
}

void
test_model_add_text (TestModel  *self,
                     const char *text)
{
  add_step (self)->text = g_strdup (text);
}

void
test_model_add_reasoning (TestModel  *self,
                          const char *text)
{
  Step *step = add_step (self);

  step->reasoning = g_strdup (text);
  step->text = g_strdup ("Thought.");
}

void
test_model_add_arguments (TestModel  *self,
                          const char *name,
                          const char *arguments)
{
  Step *step = add_step (self);

  step->name = g_strdup (name);
  step->arguments = g_strdup (arguments);
}

static char *
code_arguments (const char *code)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "code", code);

  return sp_json_object_to_string (object);
}

void
test_model_add_code (TestModel  *self,
                     const char *code)
{
  g_autofree char *arguments = code_arguments (code);

  test_model_add_arguments (self, "python", arguments);
}

void
test_model_add_both (TestModel  *self,
                     const char *text,
                     const char *code)
{
  Step *step = add_step (self);

  step->text = g_strdup (text);
  step->name = g_strdup ("python");
  step->arguments = code_arguments (code);
}

void
test_model_add_error (TestModel  *self,
                      const char *message)
{
  add_step (self)->error = g_strdup (message);
}

void
test_model_add_hold (TestModel *self)
{
  Step *step = add_step (self);

  step->hold = TRUE;
  step->text = g_strdup ("Half a sen");
}

void
test_model_set_streams (TestModel *self,
                        gboolean   streams)
{
  self->streams = streams;
}

void
test_model_set_finish (TestModel    *self,
                       SpChatFinish  finish)
{
  self->finish = finish;
}

guint
test_model_get_n_calls (TestModel *self)
{
  return self->prompts->len;
}

guint
test_model_get_n_running (TestModel *self)
{
  return self->n_running;
}

const char *
test_model_get_prompt (TestModel *self,
                       guint      call)
{
  g_assert_cmpuint (call, <, self->prompts->len);

  return g_ptr_array_index (self->prompts, call);
}
