/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-run-private.h"

#include "base/sp-id.h"
#include "base/sp-json.h"

/* The events of a response, told as those of a classic run (agents-v1.md 5.4 and
 * 6): each message and each cell is a step. Pictures that cells showed become
 * files, and stand at the head of the next message, as the cloud has it. */

typedef struct
{
  JsonObject *step;      /* (owned) */
  JsonObject *message;   /* (owned) (nullable) */
  JsonArray  *outputs;   /* (owned) (nullable) of a cell, as the wire shows them */
  JsonArray  *pending;   /* (owned) (nullable) of a cell, as the engine has them */
  guint       next;      /* of pending */
  GString    *text;      /* (owned) of a message, or the code of a cell */
  JsonArray  *notes;     /* (owned) annotations of the text */
  guint       text_index;
  char       *call_id;   /* (owned) (nullable) */
} Step;

static void
step_free (Step *step)
{
  g_clear_pointer (&step->step, json_object_unref);
  g_clear_pointer (&step->message, json_object_unref);
  g_clear_pointer (&step->outputs, json_array_unref);
  g_clear_pointer (&step->pending, json_array_unref);
  g_clear_pointer (&step->notes, json_array_unref);
  g_clear_pointer (&step->call_id, g_free);
  g_string_free (step->text, TRUE);
  g_free (step); /* the struct itself, in its own free function */
}

void
_sp_classic_run_init_steps (SpClassicRun *self)
{
  self->steps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) step_free);
}

void
_sp_classic_run_free_steps (SpClassicRun *self)
{
  g_clear_pointer (&self->steps, g_hash_table_unref);
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- Steps ---- */

static void
copy_member (JsonObject *target,
             const char *member,
             JsonObject *source,
             const char *from)
{
  json_object_set_member (target, member, json_node_copy (json_object_get_member (source, from)));
}

static JsonObject *
sp_classic_run_new_step (SpClassicRun *self,
                         const char   *type,
                         JsonObject   *details)
{
  static const char * const times[] = {
    "cancelled_at", "completed_at", "expired_at", "failed_at", "last_error", "usage",
  };
  JsonObject *step = _sp_classic_new_object ("step", "thread.run.step");

  copy_member (step, "run_id", self->json, "id");
  copy_member (step, "assistant_id", self->json, "assistant_id");
  copy_member (step, "thread_id", self->json, "thread_id");
  json_object_set_string_member (step, "type", type);
  json_object_set_string_member (step, "status", "in_progress");
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    json_object_set_null_member (step, times[i]);
  json_object_set_string_member (details, "type", type);
  json_object_set_object_member (step, "step_details", details);
  json_object_set_object_member (step, "metadata", json_object_new ());

  _sp_classic_run_store (self, "step", step);
  _sp_classic_run_emit (self, "thread.run.step.created", step);
  _sp_classic_run_emit (self, "thread.run.step.in_progress", step);

  return step;
}

/* Ends a step; the states of a step are fewer than those of a run. */
void
_sp_classic_run_end_step (SpClassicRun *self,
                          JsonObject   *step,
                          const char   *status,
                          const char   *words)
{
  static const char * const states[] = { "completed", "cancelled", "expired", NULL };
  const char *ended = g_strv_contains (states, status) ? status : "failed";
  g_autofree char *member = g_strconcat (ended, "_at", NULL);
  g_autofree char *name = g_strconcat ("thread.run.step.", ended, NULL);

  json_object_set_string_member (step, "status", ended);
  json_object_set_int_member (step, member, now ());
  if (g_str_equal (ended, "failed"))
    {
      JsonObject *error = json_object_new ();

      json_object_set_string_member (error, "code", "server_error");
      json_object_set_string_member (error, "message",
                                     words != NULL ? words : "The run ended before this step did.");
      json_object_set_object_member (step, "last_error", error);
    }
  _sp_classic_run_store (self, "step", step);
  _sp_classic_run_emit (self, name, step);
}

/* How what was open ends: as its item did, or as the run does. */
static const char *
sp_classic_run_judge (SpClassicRun *self,
                      JsonObject   *item)
{
  const char *status = sp_json_peek_string (item, "status", "completed");

  if (!g_str_equal (status, "incomplete") || self->response == NULL)
    return status;
  if (self->expired)
    return "expired";
  if (g_str_equal (sp_run_get_status (self->response), "cancelled"))
    return "cancelled";

  return "failed";
}

static void
emit_delta (SpClassicRun *self,
            const char   *name,
            JsonObject   *object,
            const char   *member,
            JsonNode     *value)
{
  g_autoptr(JsonObject) event = json_object_new ();
  JsonObject *delta = json_object_new ();

  json_object_set_member (delta, member, value);
  copy_member (event, "id", object, "id");
  json_object_set_string_member (event, "object", name);
  json_object_set_object_member (event, "delta", delta);
  _sp_classic_run_emit (self, name, event);
}

/* ---- Messages ---- */

static void
emit_part (SpClassicRun *self,
           Step         *step,
           JsonObject   *part)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *content = json_array_new ();

  json_array_add_object_element (content, part);
  json_node_take_array (node, content);
  emit_delta (self, "thread.message.delta", step->message, "content", node);
}

static JsonObject *
new_image_part (const char *file_id)
{
  JsonObject *part = json_object_new ();
  JsonObject *image = json_object_new ();

  json_object_set_string_member (image, "file_id", file_id);
  json_object_set_string_member (part, "type", "image_file");
  json_object_set_object_member (part, "image_file", image);

  return part;
}

static JsonObject *
new_text_part (const char *value,
               JsonArray  *annotations)
{
  JsonObject *part = json_object_new ();
  JsonObject *text = json_object_new ();

  json_object_set_string_member (text, "value", value);
  json_object_set_array_member (text, "annotations", annotations);
  json_object_set_string_member (part, "type", "text");
  json_object_set_object_member (part, "text", text);

  return part;
}

static JsonObject *
sp_classic_run_new_message (SpClassicRun *self,
                            const char   *id)
{
  JsonObject *message = _sp_classic_new_object ("msg", "thread.message");

  json_object_set_string_member (message, "id", id);
  copy_member (message, "thread_id", self->json, "thread_id");
  json_object_set_string_member (message, "status", "in_progress");
  json_object_set_null_member (message, "incomplete_details");
  json_object_set_null_member (message, "completed_at");
  json_object_set_null_member (message, "incomplete_at");
  json_object_set_string_member (message, "role", "assistant");
  copy_member (message, "assistant_id", self->json, "assistant_id");
  copy_member (message, "run_id", self->json, "id");
  json_object_set_array_member (message, "content", json_array_new ());
  json_object_set_array_member (message, "attachments", json_array_new ());
  json_object_set_object_member (message, "metadata", json_object_new ());

  return message;
}

static void
sp_classic_run_begin_message (SpClassicRun *self,
                              Step         *step,
                              const char   *id)
{
  JsonObject *details = json_object_new ();
  JsonObject *creation = json_object_new ();
  g_autoptr(JsonArray) images = g_steal_pointer (&self->images);
  JsonArray *content;

  json_object_set_string_member (creation, "message_id", id);
  json_object_set_object_member (details, "message_creation", creation);
  step->step = sp_classic_run_new_step (self, "message_creation", details);

  step->message = sp_classic_run_new_message (self, id);
  _sp_classic_run_store (self, "message", step->message);
  _sp_classic_run_emit (self, "thread.message.created", step->message);
  _sp_classic_run_emit (self, "thread.message.in_progress", step->message);

  self->images = json_array_new ();
  content = json_object_get_array_member (step->message, "content");
  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      JsonObject *part = new_image_part (json_array_get_string_element (images, i));

      json_array_add_object_element (content, sp_json_object_copy (part));
      json_object_set_int_member (part, "index", i);
      emit_part (self, step, part);
    }
  step->text_index = json_array_get_length (images);
}

static void
sp_classic_run_add_text (SpClassicRun *self,
                         Step         *step,
                         const char   *delta,
                         JsonObject   *note)
{
  JsonArray *notes = json_array_new ();
  JsonObject *part;

  if (note != NULL)
    json_array_add_object_element (notes, note);
  part = new_text_part (delta, notes);
  json_object_set_int_member (part, "index", step->text_index);
  g_string_append (step->text, delta);
  emit_part (self, step, part);
}

/* The id under which the classic API has a generated file. */
static const char *
sp_classic_run_publish (SpClassicRun *self,
                        const char   *container_id,
                        const char   *file_id)
{
  const char *known = g_hash_table_lookup (self->published, file_id);
  g_autoptr(JsonObject) file = NULL;
  g_autoptr(GError) error = NULL;
  char *id;

  if (known != NULL)
    return known;

  file = _sp_classic_publish_file (self->engine, container_id, file_id, &error);
  if (file == NULL)
    {
      g_warning ("A generated file cannot be given out: %s", error->message);
      return NULL;
    }

  id = g_strdup (json_object_get_string_member (file, "id"));
  g_hash_table_insert (self->published, g_strdup (file_id), id);
  json_array_add_string_element (self->made, id);

  return id;
}

/* A citation. One without a place in the text is only attached: clients replace the text of an
 * annotation by a link, and every text contains the empty one. */
static void
sp_classic_run_annotate (SpClassicRun *self,
                         Step         *step,
                         JsonObject   *citation)
{
  gint64 start = sp_json_peek_int (citation, "start_index", 0);
  gint64 end = sp_json_peek_int (citation, "end_index", 0);
  const char *file_id;
  g_autofree char *span = NULL;
  JsonObject *note;
  JsonObject *path;

  if (!g_str_equal (sp_json_peek_string (citation, "type", ""), "container_file_citation"))
    return;
  file_id = sp_classic_run_publish (self, sp_json_peek_string (citation, "container_id", ""),
                                    sp_json_peek_string (citation, "file_id", ""));
  if (file_id == NULL || start < 0 || end <= start || end > g_utf8_strlen (step->text->str, -1))
    return;

  span = g_utf8_substring (step->text->str, start, end);
  path = json_object_new ();
  json_object_set_string_member (path, "file_id", file_id);
  note = json_object_new ();
  json_object_set_string_member (note, "type", "file_path");
  json_object_set_string_member (note, "text", span);
  json_object_set_int_member (note, "start_index", start);
  json_object_set_int_member (note, "end_index", end);
  json_object_set_object_member (note, "file_path", path);

  json_array_add_object_element (step->notes, sp_json_object_copy (note));
  json_object_set_int_member (note, "index", json_array_get_length (step->notes) - 1);
  sp_classic_run_add_text (self, step, "", note);
}

static void
sp_classic_run_attach_made (SpClassicRun *self,
                            JsonObject   *message)
{
  JsonArray *attachments = json_object_get_array_member (message, "attachments");

  for (guint i = 0; i < json_array_get_length (self->made); i++)
    {
      JsonObject *attachment;

      attachment = _sp_classic_parse ("{\"file_id\":\"\",\"tools\":[{\"type\":\"code_interpreter\"}]}");
      json_object_set_string_member (attachment, "file_id",
                                     json_array_get_string_element (self->made, i));
      json_array_add_object_element (attachments, attachment);
    }
  g_clear_pointer (&self->made, json_array_unref);
  self->made = json_array_new ();
}

static void
sp_classic_run_end_message (SpClassicRun *self,
                            Step         *step,
                            JsonObject   *item)
{
  const char *status = sp_classic_run_judge (self, item);
  gboolean completed = g_str_equal (status, "completed");
  JsonArray *content = json_object_get_array_member (step->message, "content");

  json_array_add_object_element (content, new_text_part (step->text->str,
                                                         json_array_ref (step->notes)));
  sp_classic_run_attach_made (self, step->message);
  json_object_set_string_member (step->message, "status", completed ? "completed" : "incomplete");
  json_object_set_int_member (step->message, completed ? "completed_at" : "incomplete_at", now ());
  if (!completed)
    {
      JsonObject *details = json_object_new ();
      g_autofree char *reason = g_strconcat ("run_", status, NULL);

      json_object_set_string_member (details, "reason", reason);
      json_object_set_object_member (step->message, "incomplete_details", details);
    }

  _sp_classic_run_store (self, "message", step->message);
  _sp_classic_run_emit (self, completed ? "thread.message.completed" : "thread.message.incomplete",
                        step->message);
  _sp_classic_run_end_step (self, step->step, status, NULL);
}

/* ---- Cells ---- */

static void
emit_call (SpClassicRun *self,
           Step         *step,
           const char   *input,
           JsonArray    *outputs,
           gboolean      is_first)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *details = json_object_new ();
  JsonArray *calls = json_array_new ();
  JsonObject *call = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_int_member (call, "index", 0);
  if (is_first)
    json_object_set_string_member (call, "id", step->call_id);
  json_object_set_string_member (call, "type", "code_interpreter");
  if (input != NULL)
    json_object_set_string_member (inner, "input", input);
  json_object_set_array_member (inner, "outputs", outputs);
  json_object_set_object_member (call, "code_interpreter", inner);
  json_array_add_object_element (calls, call);
  json_object_set_string_member (details, "type", "tool_calls");
  json_object_set_array_member (details, "tool_calls", calls);
  json_node_take_object (node, details);
  emit_delta (self, "thread.run.step.delta", step->step, "step_details", node);
}

static void
sp_classic_run_begin_cell (SpClassicRun *self,
                           Step         *step)
{
  JsonObject *details = json_object_new ();

  json_object_set_array_member (details, "tool_calls", json_array_new ());
  step->step = sp_classic_run_new_step (self, "tool_calls", details);
  step->call_id = sp_id_new ("call");
  step->outputs = json_array_new ();
}

static void
sp_classic_run_add_code (SpClassicRun *self,
                         Step         *step,
                         const char   *delta)
{
  gboolean is_first = step->text->len == 0;

  g_string_append (step->text, delta);
  emit_call (self, step, delta, json_array_new (), is_first);
}

static void
sp_classic_run_add_output (SpClassicRun *self,
                           Step         *step,
                           JsonObject   *output)
{
  g_autoptr(JsonArray) outputs = json_array_new ();
  JsonObject *numbered = sp_json_object_copy (output);

  json_object_set_int_member (numbered, "index", json_array_get_length (step->outputs));
  json_array_add_object_element (outputs, numbered);
  json_array_add_object_element (step->outputs, output);
  emit_call (self, step, NULL, g_steal_pointer (&outputs), FALSE);
}

static void
sp_classic_run_end_cell (SpClassicRun *self,
                         Step         *step)
{
  JsonObject *details = json_object_get_object_member (step->step, "step_details");
  JsonObject *call = json_object_new ();
  JsonObject *inner = json_object_new ();
  JsonArray *calls = json_array_new ();
  g_autofree char *status = g_strdup (sp_json_peek_string (step->step, "outcome", "completed"));

  json_object_remove_member (step->step, "outcome");
  json_object_set_string_member (inner, "input", step->text->str);
  json_object_set_array_member (inner, "outputs", json_array_ref (step->outputs));
  json_object_set_string_member (call, "id", step->call_id);
  json_object_set_string_member (call, "type", "code_interpreter");
  json_object_set_object_member (call, "code_interpreter", inner);
  json_array_add_object_element (calls, call);
  json_object_set_array_member (details, "tool_calls", calls);
  _sp_classic_run_end_step (self, step->step, status, "The code could not be run.");
}

typedef struct
{
  SpClassicRun *run;      /* (owned) */
  char         *item_id;  /* (owned) */
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_clear_object (&keeping->run);
  g_clear_pointer (&keeping->item_id, g_free);
  g_free (keeping); /* the struct itself, in its own free function */
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeping, keeping_free)

static void sp_classic_run_take_outputs (SpClassicRun *self,
                                         const char   *item_id);

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Keeping) keeping = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *file_id = _sp_classic_publish_image_finish (SP_ENGINE (source), result, &error);
  SpClassicRun *self = keeping->run;
  Step *step = g_hash_table_lookup (self->steps, keeping->item_id);

  self->working = FALSE;
  if (file_id == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("A picture of a run is lost: %s", error->message);

  if (file_id != NULL && step != NULL && !self->abandoned)
    {
      JsonObject *output = json_object_new ();
      JsonObject *image = json_object_new ();

      json_object_set_string_member (image, "file_id", file_id);
      json_object_set_string_member (output, "type", "image");
      json_object_set_object_member (output, "image", image);
      sp_classic_run_add_output (self, step, output);
      json_array_add_string_element (self->images, file_id);
    }
  sp_classic_run_take_outputs (self, keeping->item_id);
  _sp_classic_run_pump (self);
}

/* Takes the outputs of a cell one by one; a picture is kept before it goes on. */
static void
sp_classic_run_take_outputs (SpClassicRun *self,
                             const char   *item_id)
{
  Step *step = g_hash_table_lookup (self->steps, item_id);

  while (step->pending != NULL && step->next < json_array_get_length (step->pending))
    {
      JsonObject *output = json_array_get_object_element (step->pending, step->next++);
      JsonObject *logs;

      if (g_str_equal (sp_json_peek_string (output, "type", ""), "image"))
        {
          Keeping *keeping = g_new0 (Keeping, 1);

          keeping->run = g_object_ref (self);
          keeping->item_id = g_strdup (item_id);
          self->working = TRUE;
          _sp_classic_publish_image_async (self->engine, sp_json_peek_string (output, "url", ""),
                                           self->cancellable, kept_cb, keeping);
          return;
        }

      logs = json_object_new ();
      json_object_set_string_member (logs, "type", "logs");
      json_object_set_string_member (logs, "logs", sp_json_peek_string (output, "logs", ""));
      sp_classic_run_add_output (self, step, logs);
    }

  sp_classic_run_end_cell (self, step);
  g_hash_table_remove (self->steps, item_id);
}

/* ---- Functions of the caller ---- */

static void
sp_classic_run_add_function (SpClassicRun *self,
                             JsonObject   *item)
{
  JsonObject *call = json_object_new ();
  JsonObject *function = json_object_new ();

  copy_member (call, "id", item, "call_id");
  json_object_set_string_member (call, "type", "function");
  copy_member (function, "name", item, "name");
  copy_member (function, "arguments", item, "arguments");
  json_object_set_object_member (call, "function", function);

  if (self->calls_step == NULL)
    {
      JsonObject *details = json_object_new ();

      json_object_set_array_member (details, "tool_calls", json_array_ref (self->calls));
      self->calls_step = sp_classic_run_new_step (self, "tool_calls", details);
    }
  json_array_add_object_element (self->calls, call);
  _sp_classic_run_store (self, "step", self->calls_step);
}

/* ---- Events ---- */

static void
sp_classic_run_begin_item (SpClassicRun *self,
                           JsonObject   *item)
{
  const char *type = sp_json_peek_string (item, "type", "");
  const char *id = sp_json_peek_string (item, "id", "");
  gboolean message = g_str_equal (type, "message");
  Step *step;

  if (!message && !g_str_equal (type, "code_interpreter_call"))
    return;

  step = g_new0 (Step, 1);
  step->text = g_string_new (NULL);
  step->notes = json_array_new ();
  g_hash_table_insert (self->steps, g_strdup (id), step);
  if (message)
    sp_classic_run_begin_message (self, step, id);
  else
    sp_classic_run_begin_cell (self, step);
}

static void
sp_classic_run_end_item (SpClassicRun *self,
                         JsonObject   *item)
{
  const char *id = sp_json_peek_string (item, "id", "");
  Step *step = g_hash_table_lookup (self->steps, id);
  JsonArray *outputs;

  if (g_str_equal (sp_json_peek_string (item, "type", ""), "function_call"))
    sp_classic_run_add_function (self, item);
  if (step == NULL)
    return;

  if (step->message != NULL)
    {
      sp_classic_run_end_message (self, step, item);
      g_hash_table_remove (self->steps, id);
      return;
    }

  outputs = sp_json_peek_array (item, "outputs");
  step->pending = outputs != NULL ? json_array_ref (outputs) : NULL;
  g_string_assign (step->text, sp_json_peek_string (item, "code", step->text->str));
  json_object_set_string_member (step->step, "outcome", sp_classic_run_judge (self, item));
  sp_classic_run_take_outputs (self, id);
}

static void
sp_classic_run_handle_text (SpClassicRun *self,
                            const char   *type,
                            JsonObject   *event)
{
  Step *step = g_hash_table_lookup (self->steps, sp_json_peek_string (event, "item_id", ""));

  if (step == NULL)
    return;

  if (g_str_equal (type, "response.output_text.delta"))
    sp_classic_run_add_text (self, step, sp_json_peek_string (event, "delta", ""), NULL);
  else if (g_str_equal (type, "response.code_interpreter_call_code.delta"))
    sp_classic_run_add_code (self, step, sp_json_peek_string (event, "delta", ""));
  else if (g_str_equal (type, "response.output_text.annotation.added"))
    sp_classic_run_annotate (self, step, json_object_get_object_member (event, "annotation"));
}

/* Tells one event of the response. */
void
_sp_classic_run_handle (SpClassicRun *self,
                        JsonObject   *event)
{
  const char *type = sp_json_peek_string (event, "type", "");

  if (g_str_equal (type, "response.in_progress"))
    {
      if (g_str_equal (sp_classic_run_get_status (self), "cancelling"))
        return;
      json_object_set_string_member (self->json, "status", "in_progress");
      json_object_set_int_member (self->json, "started_at", now ());
      _sp_classic_run_store (self, "run", self->json);
      _sp_classic_run_emit (self, "thread.run.in_progress", self->json);
    }
  else if (g_str_equal (type, "response.output_item.added"))
    sp_classic_run_begin_item (self, json_object_get_object_member (event, "item"));
  else if (g_str_equal (type, "response.output_item.done"))
    sp_classic_run_end_item (self, json_object_get_object_member (event, "item"));
  else if (g_str_equal (type, "response.completed") || g_str_equal (type, "response.failed") ||
           g_str_equal (type, "response.incomplete"))
    _sp_classic_run_finish (self, json_object_get_object_member (event, "response"));
  else
    sp_classic_run_handle_text (self, type, event);
}
