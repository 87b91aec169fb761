/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-output-writer.h"

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "service/sp-cell-outputs.h"
#include "service/sp-citations.h"
#include "service/sp-run-private.h"

/* The writer of a run's output: for each thing that the model or a cell does,
 * the item and the events of foundry-v2.md 5.5 and 5.7 in their order. It keeps
 * the items that are open; when the run ends early, they are closed as
 * incomplete with what they have. The loop owns it, on the main thread. */

typedef struct
{
  JsonObject *item;         /* the run's own: it is changed until it is done */
  GString    *text;         /* code or arguments so far */
  GString    *printed;      /* what the cell printed so far */
  guint       output_index;
  guint       code_ended : 1;
} OpenCall;

struct _SpOutputWriter
{
  GObject     parent_instance;

  SpRun      *run;
  GHashTable *calls;            /* output index → OpenCall */

  JsonObject *message;          /* (nullable) the open message */
  GString    *text;
  guint       message_index;

  JsonObject *reasoning;        /* (nullable) the open reasoning item */
  GString    *reasoning_text;
  guint       reasoning_index;
};

G_DEFINE_FINAL_TYPE (SpOutputWriter, sp_output_writer, G_TYPE_OBJECT)

static void
free_string (GString *string)
{
  g_string_free (string, TRUE);
}

static void
open_call_free (OpenCall *call)
{
  g_clear_pointer (&call->item, json_object_unref);
  g_clear_pointer (&call->text, free_string);
  g_clear_pointer (&call->printed, free_string);
  g_free (call); /* the struct itself, in its own free function */
}

/* An event about an item; the caller adds its members and emits it. */
static JsonObject *
item_event (const char *type,
            JsonObject *item,
            guint       output_index)
{
  JsonObject *event = _sp_run_new_event (type);

  json_object_set_string_member (event, "item_id", json_object_get_string_member (item, "id"));
  json_object_set_int_member (event, "output_index", output_index);

  return event;
}

static JsonObject *
new_item (const char *prefix,
          const char *type)
{
  JsonObject *item = json_object_new ();
  g_autofree char *id = sp_id_new (prefix);

  json_object_set_string_member (item, "id", id);
  json_object_set_string_member (item, "type", type);
  json_object_set_string_member (item, "status", "in_progress");

  return item;
}

static void
sp_output_writer_close_calls (SpOutputWriter *self)
{
  g_autoptr(GList) keys = g_list_sort (g_hash_table_get_keys (self->calls), NULL);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      OpenCall *call = g_hash_table_lookup (self->calls, l->data);
      gboolean is_code = g_str_equal (json_object_get_string_member (call->item, "type"),
                                      "code_interpreter_call");

      json_object_set_string_member (call->item, "status", "incomplete");
      json_object_set_string_member (call->item, is_code ? "code" : "arguments", call->text->str);
      if (is_code)
        sp_cell_outputs_set_partial (call->item, call->printed->str, "interrupted");
      _sp_run_finish_item (self->run, call->output_index);
    }

  g_hash_table_remove_all (self->calls);
}

static void
finish_message (SpOutputWriter *self,
                const char     *status,
                GPtrArray      *files,
                GPtrArray      *fresh);

static void
items_ending_cb (SpOutputWriter *self)
{
  if (self->reasoning != NULL)
    sp_output_writer_end_reasoning (self);
  if (self->message != NULL)
    finish_message (self, "incomplete", NULL, NULL);
  sp_output_writer_close_calls (self);
}

static void
sp_output_writer_finalize (GObject *object)
{
  SpOutputWriter *self = SP_OUTPUT_WRITER (object);

  g_clear_object (&self->run);
  g_clear_pointer (&self->calls, g_hash_table_unref);
  g_clear_pointer (&self->message, json_object_unref);
  g_clear_pointer (&self->text, free_string);
  g_clear_pointer (&self->reasoning, json_object_unref);
  g_clear_pointer (&self->reasoning_text, free_string);

  G_OBJECT_CLASS (sp_output_writer_parent_class)->finalize (object);
}

static void
sp_output_writer_class_init (SpOutputWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_output_writer_finalize;
}

static void
sp_output_writer_init (SpOutputWriter *self)
{
  self->calls = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) open_call_free);
  self->text = g_string_new (NULL);
  self->reasoning_text = g_string_new (NULL);
}

/**
 * sp_output_writer_new:
 * @run: the run whose output is written
 *
 * Returns: (transfer full): the writer
 */
SpOutputWriter *
sp_output_writer_new (SpRun *run)
{
  SpOutputWriter *self;

  g_return_val_if_fail (SP_IS_RUN (run), NULL);

  self = g_object_new (SP_TYPE_OUTPUT_WRITER, NULL);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "items-ending", G_CALLBACK (items_ending_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/* ---- Messages ---- */

static JsonObject *
new_text_part (const char *text,
               JsonArray  *annotations)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "type", "output_text");
  json_object_set_string_member (part, "text", text);
  json_object_set_array_member (part, "annotations", annotations);
  json_object_set_array_member (part, "logprobs", json_array_new ());

  return part;
}

static JsonObject *
text_event (SpOutputWriter *self,
            const char     *type)
{
  JsonObject *event = item_event (type, self->message, self->message_index);

  json_object_set_int_member (event, "content_index", 0);

  return event;
}

static void
begin_message (SpOutputWriter *self)
{
  JsonObject *event;

  self->message = new_item ("msg", "message");
  json_object_set_string_member (self->message, "role", "assistant");
  json_object_set_array_member (self->message, "content", json_array_new ());
  self->message_index = _sp_run_add_item (self->run, json_object_ref (self->message));
  g_string_truncate (self->text, 0);

  event = text_event (self, "response.content_part.added");
  json_object_set_object_member (event, "part", new_text_part ("", json_array_new ()));
  _sp_run_emit (self->run, event);
}

/**
 * sp_output_writer_add_text:
 * @self: a writer
 * @delta: more of what the model says
 *
 * Begins a message if none is open.
 */
void
sp_output_writer_add_text (SpOutputWriter *self,
                           const char     *delta)
{
  JsonObject *event;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  sp_output_writer_end_reasoning (self);
  if (self->message == NULL)
    begin_message (self);

  g_string_append (self->text, delta);
  event = text_event (self, "response.output_text.delta");
  json_object_set_string_member (event, "delta", delta);
  json_object_set_array_member (event, "logprobs", json_array_new ());
  _sp_run_emit (self->run, event);
}

/**
 * sp_output_writer_has_text:
 * @self: a writer
 *
 * Returns: whether a message is open
 */
gboolean
sp_output_writer_has_text (SpOutputWriter *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT_WRITER (self), FALSE);

  return self->message != NULL;
}

static void
emit_annotations (SpOutputWriter *self,
                  JsonArray      *annotations)
{
  for (guint i = 0; i < json_array_get_length (annotations); i++)
    {
      JsonObject *event = text_event (self, "response.output_text.annotation.added");

      json_object_set_int_member (event, "annotation_index", i);
      json_object_set_object_member (event, "annotation",
                                     json_object_ref (json_array_get_object_element (annotations, i)));
      _sp_run_emit (self->run, event);
    }
}

static void
finish_message (SpOutputWriter *self,
                const char     *status,
                GPtrArray      *files,
                GPtrArray      *fresh)
{
  g_autoptr(JsonArray) annotations = files != NULL
                                     ? sp_citations_find (self->text->str, files, fresh)
                                     : json_array_new ();
  g_autoptr(JsonObject) part = new_text_part (self->text->str, json_array_ref (annotations));
  JsonArray *content = json_array_new ();
  JsonObject *event;

  emit_annotations (self, annotations);

  event = text_event (self, "response.output_text.done");
  json_object_set_string_member (event, "text", self->text->str);
  json_object_set_array_member (event, "logprobs", json_array_new ());
  _sp_run_emit (self->run, event);

  event = text_event (self, "response.content_part.done");
  json_object_set_object_member (event, "part", json_object_ref (part));
  _sp_run_emit (self->run, event);

  json_array_add_object_element (content, g_steal_pointer (&part));
  json_object_set_array_member (self->message, "content", content);
  json_object_set_string_member (self->message, "status", status);
  _sp_run_finish_item (self->run, self->message_index);
  g_clear_pointer (&self->message, json_object_unref);
}

/**
 * sp_output_writer_end_text:
 * @self: a writer
 * @files: (element-type JsonObject): the ContainerFiles that the text may link
 * @fresh: (nullable) (element-type JsonObject): files to cite even without a link
 *
 * Ends the open message with the citations of its files; does nothing when none
 * is open.
 */
void
sp_output_writer_end_text (SpOutputWriter *self,
                           GPtrArray      *files,
                           GPtrArray      *fresh)
{
  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (files != NULL);

  if (self->message != NULL)
    finish_message (self, "completed", files, fresh);
}

/* ---- Reasoning ---- */

static JsonObject *
reasoning_event (SpOutputWriter *self,
                 const char     *type)
{
  JsonObject *event = item_event (type, self->reasoning, self->reasoning_index);

  json_object_set_int_member (event, "summary_index", 0);

  return event;
}

static JsonObject *
new_summary_part (const char *text)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "type", "summary_text");
  json_object_set_string_member (part, "text", text);

  return part;
}

static void
begin_reasoning (SpOutputWriter *self)
{
  JsonObject *event;

  self->reasoning = new_item ("rs", "reasoning");
  json_object_set_array_member (self->reasoning, "summary", json_array_new ());
  self->reasoning_index = _sp_run_add_item (self->run, json_object_ref (self->reasoning));
  g_string_truncate (self->reasoning_text, 0);

  event = reasoning_event (self, "response.reasoning_summary_part.added");
  json_object_set_object_member (event, "part", new_summary_part (""));
  _sp_run_emit (self->run, event);
}

/**
 * sp_output_writer_add_reasoning:
 * @self: a writer
 * @delta: more of what the model thinks
 *
 * Begins a reasoning item if none is open.
 */
void
sp_output_writer_add_reasoning (SpOutputWriter *self,
                                const char     *delta)
{
  JsonObject *event;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  if (self->reasoning == NULL)
    begin_reasoning (self);

  g_string_append (self->reasoning_text, delta);
  event = reasoning_event (self, "response.reasoning_summary_text.delta");
  json_object_set_string_member (event, "delta", delta);
  _sp_run_emit (self->run, event);
}

/**
 * sp_output_writer_end_reasoning:
 * @self: a writer
 *
 * Ends the open reasoning item; does nothing when none is open.
 */
void
sp_output_writer_end_reasoning (SpOutputWriter *self)
{
  JsonArray *summary;
  JsonObject *event;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));

  if (self->reasoning == NULL)
    return;

  event = reasoning_event (self, "response.reasoning_summary_text.done");
  json_object_set_string_member (event, "text", self->reasoning_text->str);
  _sp_run_emit (self->run, event);

  event = reasoning_event (self, "response.reasoning_summary_part.done");
  json_object_set_object_member (event, "part", new_summary_part (self->reasoning_text->str));
  _sp_run_emit (self->run, event);

  summary = json_array_new ();
  json_array_add_object_element (summary, new_summary_part (self->reasoning_text->str));
  json_object_set_array_member (self->reasoning, "summary", summary);
  json_object_set_string_member (self->reasoning, "status", "completed");
  _sp_run_finish_item (self->run, self->reasoning_index);
  g_clear_pointer (&self->reasoning, json_object_unref);
}

/* ---- Calls ---- */

static OpenCall *
find_call (SpOutputWriter *self,
           guint           output_index)
{
  OpenCall *call = g_hash_table_lookup (self->calls, GUINT_TO_POINTER (output_index));

  g_assert (call != NULL);

  return call;
}

static OpenCall *
open_call (SpOutputWriter *self,
           JsonObject     *item)
{
  OpenCall *call = g_new0 (OpenCall, 1);

  sp_output_writer_end_reasoning (self);
  call->item = item;
  call->text = g_string_new (NULL);
  call->printed = g_string_new (NULL);
  call->output_index = _sp_run_add_item (self->run, json_object_ref (item));
  g_hash_table_insert (self->calls, GUINT_TO_POINTER (call->output_index), call);

  return call;
}

static void
emit_plain (SpOutputWriter *self,
            OpenCall       *call,
            const char     *type)
{
  _sp_run_emit (self->run, item_event (type, call->item, call->output_index));
}

static void
emit_string (SpOutputWriter *self,
             OpenCall       *call,
             const char     *type,
             const char     *member,
             const char     *value)
{
  JsonObject *event = item_event (type, call->item, call->output_index);

  json_object_set_string_member (event, member, value);
  _sp_run_emit (self->run, event);
}

/**
 * sp_output_writer_begin_code:
 * @self: a writer
 * @container_id: where the code will run
 *
 * Begins a call of the code interpreter.
 *
 * Returns: its place in the output, which names it from now on
 */
guint
sp_output_writer_begin_code (SpOutputWriter *self,
                             const char     *container_id)
{
  JsonObject *item;
  OpenCall *call;

  g_return_val_if_fail (SP_IS_OUTPUT_WRITER (self), 0);
  g_return_val_if_fail (container_id != NULL, 0);

  item = new_item ("ci", "code_interpreter_call");
  json_object_set_string_member (item, "container_id", container_id);
  json_object_set_string_member (item, "code", "");
  json_object_set_array_member (item, "outputs", json_array_new ());

  call = open_call (self, item);
  emit_plain (self, call, "response.code_interpreter_call.in_progress");

  return call->output_index;
}

/**
 * sp_output_writer_add_code:
 * @self: a writer
 * @output_index: a call
 * @delta: more of the code
 */
void
sp_output_writer_add_code (SpOutputWriter *self,
                           guint           output_index,
                           const char     *delta)
{
  OpenCall *call;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  call = find_call (self, output_index);
  g_string_append (call->text, delta);
  emit_string (self, call, "response.code_interpreter_call_code.delta", "delta", delta);
}

/**
 * sp_output_writer_end_code:
 * @self: a writer
 * @output_index: a call
 * @code: the whole code
 *
 * The code is written and begins to run.
 */
void
sp_output_writer_end_code (SpOutputWriter *self,
                           guint           output_index,
                           const char     *code)
{
  OpenCall *call;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (code != NULL);

  call = find_call (self, output_index);
  if (g_str_has_prefix (code, call->text->str))
    sp_output_writer_add_code (self, output_index, code + call->text->len);
  g_string_assign (call->text, code);
  json_object_set_string_member (call->item, "code", code);
  emit_string (self, call, "response.code_interpreter_call_code.done", "code", code);

  json_object_set_string_member (call->item, "status", "interpreting");
  emit_plain (self, call, "response.code_interpreter_call.interpreting");
}

/**
 * sp_output_writer_add_code_output:
 * @self: a writer
 * @output_index: a call that runs
 * @stream: "stdout" or "stderr"
 * @delta: what was printed
 *
 * Goes to those who asked for the details, as it comes.
 */
void
sp_output_writer_add_code_output (SpOutputWriter *self,
                                  guint           output_index,
                                  const char     *stream,
                                  const char     *delta)
{
  OpenCall *call;
  JsonObject *event;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (stream != NULL && delta != NULL);

  call = g_hash_table_lookup (self->calls, GUINT_TO_POINTER (output_index));
  if (call == NULL)
    return;

  g_string_append (call->printed, delta);
  if ((sp_run_get_include (self->run) & SP_INCLUDE_DETAILS) == 0)
    return;

  event = item_event ("sandpiper.code_interpreter_call_output.delta", call->item, call->output_index);
  json_object_set_string_member (event, "stream", stream);
  json_object_set_string_member (event, "delta", delta);
  _sp_run_emit (self->run, event);
}

static JsonObject *
finish_call (SpOutputWriter *self,
             OpenCall       *call,
             const char     *status)
{
  JsonObject *item = json_object_ref (call->item);

  json_object_set_string_member (item, "status", status);
  if (g_str_equal (status, "completed"))
    emit_plain (self, call, "response.code_interpreter_call.completed");
  _sp_run_finish_item (self->run, call->output_index);
  g_hash_table_remove (self->calls, GUINT_TO_POINTER (call->output_index));

  return item;
}

/**
 * sp_output_writer_finish_code:
 * @self: a writer
 * @output_index: a call that ran
 * @report: what the cell did
 *
 * Returns: (transfer full): the finished item
 */
JsonObject *
sp_output_writer_finish_code (SpOutputWriter *self,
                              guint           output_index,
                              SpCellReport   *report)
{
  OpenCall *call;

  g_return_val_if_fail (SP_IS_OUTPUT_WRITER (self), NULL);
  g_return_val_if_fail (report != NULL, NULL);

  call = find_call (self, output_index);
  sp_cell_outputs_set (call->item, report);

  return finish_call (self, call, "completed");
}

/**
 * sp_output_writer_fail_code:
 * @self: a writer
 * @output_index: a call
 * @words: why the code could not be run
 *
 * Returns: (transfer full): the failed item
 */
JsonObject *
sp_output_writer_fail_code (SpOutputWriter *self,
                            guint           output_index,
                            const char     *words)
{
  OpenCall *call;

  g_return_val_if_fail (SP_IS_OUTPUT_WRITER (self), NULL);
  g_return_val_if_fail (words != NULL, NULL);

  call = find_call (self, output_index);
  json_object_set_string_member (call->item, "code", call->text->str);
  sp_cell_outputs_set_partial (call->item, words, "error");

  return finish_call (self, call, "failed");
}

/**
 * sp_output_writer_get_code_id:
 * @self: a writer
 * @output_index: an open call
 *
 * Returns: (transfer none): the item's id
 */
const char *
sp_output_writer_get_code_id (SpOutputWriter *self,
                              guint           output_index)
{
  g_return_val_if_fail (SP_IS_OUTPUT_WRITER (self), NULL);

  return json_object_get_string_member (find_call (self, output_index)->item, "id");
}

/**
 * sp_output_writer_begin_function:
 * @self: a writer
 * @call_id: the model's id of the call
 * @name: the function, which the caller of the API runs
 *
 * Returns: its place in the output
 */
guint
sp_output_writer_begin_function (SpOutputWriter *self,
                                 const char     *call_id,
                                 const char     *name)
{
  JsonObject *item;

  g_return_val_if_fail (SP_IS_OUTPUT_WRITER (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  item = new_item ("fc", "function_call");
  json_object_set_string_member (item, "call_id", call_id != NULL ? call_id : "");
  json_object_set_string_member (item, "name", name);
  json_object_set_string_member (item, "arguments", "");

  return open_call (self, item)->output_index;
}

/**
 * sp_output_writer_add_arguments:
 * @self: a writer
 * @output_index: a function call
 * @delta: more of its arguments
 */
void
sp_output_writer_add_arguments (SpOutputWriter *self,
                                guint           output_index,
                                const char     *delta)
{
  OpenCall *call;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));

  call = find_call (self, output_index);
  g_string_append (call->text, delta);
  emit_string (self, call, "response.function_call_arguments.delta", "delta", delta);
}

/**
 * sp_output_writer_end_function:
 * @self: a writer
 * @output_index: a function call
 * @arguments: all of its arguments
 *
 * The call is written; the caller of the API is to run it.
 */
void
sp_output_writer_end_function (SpOutputWriter *self,
                               guint           output_index,
                               const char     *arguments)
{
  OpenCall *call;

  g_return_if_fail (SP_IS_OUTPUT_WRITER (self));
  g_return_if_fail (arguments != NULL);

  call = find_call (self, output_index);
  json_object_set_string_member (call->item, "arguments", arguments);
  json_object_set_string_member (call->item, "status", "completed");
  emit_string (self, call, "response.function_call_arguments.done", "arguments", arguments);
  _sp_run_finish_item (self->run, output_index);
  g_hash_table_remove (self->calls, GUINT_TO_POINTER (output_index));
}
