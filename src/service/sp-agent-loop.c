/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-agent-loop.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-json.h"
#include "service/sp-code-extractor.h"
#include "service/sp-output-writer.h"
#include "service/sp-prompt.h"
#include "service/sp-run-private.h"
#include "service/sp-service-error.h"

/* The loop of a turn:
 *
 *   ask → (deltas) → reply → next call → cell → next call … → ask … → the end
 *
 * A turn lives as long as something is under way for it: each callback holds a
 * reference. When the run has ended meanwhile (cancelled, out of time), the
 * next callback finds that and does nothing more. Main thread only. */

typedef struct
{
  SpCodeExtractor *extractor;     /* (nullable) of a call of the code interpreter */
  GString         *arguments;
  char            *name;
  guint            model_index;   /* how the model numbers it */
  guint            output_index;
  guint            refused : 1;   /* a tool that is not there */
} Call;

typedef struct
{
  gatomicrefcount    n_refs;

  /* Input */
  SpRun             *run;
  SpRequest         *request;       /* (borrowed from run) */
  SpChatModel       *model;
  SpContainerKeeper *keeper;
  char              *container_key;
  SpGuard            guard;

  /* In progress */
  SpPrompt          *prompt;
  SpOutputWriter    *writer;
  SpChatRequest     *chat_request;  /* (nullable) outlives the call of the model */
  char              *container_id;  /* (nullable) */
  GPtrArray         *calls;         /* of Call: what the model asked for in its last answer */
  guint              n_done;        /* of the calls */
  guint              n_prompted;    /* of the run's items */
  GPtrArray         *fresh;         /* of JsonObject: the files that this turn made */
  gint64             started_at;    /* monotonic */
  guint              time_source;
  guint              waits_for_caller : 1;
} Turn;

static void ask       (Turn *turn);
static void delta_cb  (const SpChatDelta *delta, gpointer user_data);
static void reply_cb  (GObject *source, GAsyncResult *result, gpointer user_data);
static void next_call (Turn *turn);
static void output_cb (const char *stream, const char *text, gpointer user_data);
static void cell_cb   (GObject *source, GAsyncResult *result, gpointer user_data);

static void
free_string (GString *string)
{
  g_string_free (string, TRUE);
}

static void
call_free (Call *call)
{
  g_clear_pointer (&call->extractor, sp_code_extractor_free);
  g_clear_pointer (&call->arguments, free_string);
  g_clear_pointer (&call->name, g_free);
  g_free (call); /* the struct itself, in its own free function */
}

static Turn *
turn_ref (Turn *turn)
{
  g_atomic_ref_count_inc (&turn->n_refs);

  return turn;
}

static void
turn_unref (Turn *turn)
{
  if (!g_atomic_ref_count_dec (&turn->n_refs))
    return;

  g_clear_handle_id (&turn->time_source, g_source_remove);
  g_clear_object (&turn->run);
  g_clear_object (&turn->model);
  g_clear_object (&turn->keeper);
  g_clear_pointer (&turn->container_key, g_free);
  sp_guard_clear (&turn->guard);
  g_clear_object (&turn->prompt);
  g_clear_object (&turn->writer);
  g_clear_pointer (&turn->chat_request, sp_chat_request_free);
  g_clear_pointer (&turn->container_id, g_free);
  g_clear_pointer (&turn->calls, g_ptr_array_unref);
  g_clear_pointer (&turn->fresh, g_ptr_array_unref);
  g_free (turn); /* the struct itself, in its own free function */
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_unref)

/* An error from below becomes the end of the run. */
static void
fail_run (Turn       *turn,
          GError     *error,
          const char *fallback_code)
{
  const char *code = sp_service_error_get_code (error);

  _sp_run_fail (turn->run, code != NULL ? code : fallback_code, error->message);
}

static GPtrArray *
load_files (Turn *turn)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *files = NULL;

  if (turn->container_id == NULL)
    turn->container_id = sp_store_find_container (_sp_run_get_store (turn->run), turn->container_key);
  if (turn->container_id != NULL)
    files = sp_store_load_container_files (_sp_run_get_store (turn->run), turn->container_id, &error);
  if (error != NULL)
    g_warning ("Listing the files of a container: %s", error->message);

  return files != NULL ? files : g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
}

static gboolean
ensure_container (Turn    *turn,
                  GError **error)
{
  JsonObject *tool = turn->request->code_interpreter;
  JsonObject *container = tool != NULL ? sp_json_peek_object (tool, "container") : NULL;

  if (turn->container_id == NULL)
    turn->container_id = sp_container_keeper_ensure (turn->keeper, turn->container_key,
                                                     container != NULL
                                                     ? sp_json_peek_string (container, "memory_limit", NULL)
                                                     : NULL, error);

  return turn->container_id != NULL;
}

static gint64
elapsed_seconds (Turn *turn)
{
  return (g_get_monotonic_time () - turn->started_at) / G_USEC_PER_SEC;
}

/* Whether the model may go on; if not, the run has ended. */
static gboolean
check_guard (Turn     *turn,
             gboolean  wants_cell)
{
  SpGuardVerdict verdict = sp_guard_decide (&turn->guard, elapsed_seconds (turn), wants_cell);
  g_autofree char *words = NULL;

  if (verdict == SP_GUARD_GO_ON)
    return TRUE;

  words = sp_guard_dup_words (&turn->guard, verdict);
  _sp_run_stop_incomplete (turn->run, sp_guard_get_reason (verdict), words);

  return FALSE;
}

static gboolean
time_cb (gpointer user_data)
{
  Turn *turn = user_data;
  g_autofree char *words = sp_guard_dup_words (&turn->guard, SP_GUARD_TOO_LONG);

  turn->time_source = 0;
  _sp_run_stop_incomplete (turn->run, sp_guard_get_reason (SP_GUARD_TOO_LONG), words);

  return G_SOURCE_REMOVE;
}

/* ---- Asking the model ---- */

static void
ask (Turn *turn)
{
  g_autoptr(GPtrArray) files = NULL;

  if (sp_run_is_ended (turn->run) || !check_guard (turn, FALSE))
    return;

  while (turn->n_prompted < _sp_run_get_n_items (turn->run))
    sp_prompt_add_item (turn->prompt, _sp_run_get_item (turn->run, turn->n_prompted++));

  files = load_files (turn);
  sp_prompt_set_files (turn->prompt, files);
  g_clear_pointer (&turn->chat_request, sp_chat_request_free);
  turn->chat_request = sp_prompt_build (turn->prompt, turn->request->model);
  turn->chat_request->temperature = turn->request->temperature;
  turn->chat_request->top_p = turn->request->top_p;
  turn->chat_request->max_output_tokens = turn->request->max_output_tokens;
  if (!turn->request->tools_allowed)
    g_clear_pointer (&turn->chat_request->tools, json_array_unref);

  g_ptr_array_set_size (turn->calls, 0);
  turn->n_done = 0;
  sp_chat_model_complete_async (turn->model, turn->chat_request, delta_cb, turn,
                                _sp_run_get_cancellable (turn->run), reply_cb, turn_ref (turn));
}

static Call *
find_call (Turn  *turn,
           guint  model_index)
{
  for (guint i = 0; i < turn->calls->len; i++)
    {
      Call *call = g_ptr_array_index (turn->calls, i);

      if (call->model_index == model_index)
        return call;
    }

  return NULL;
}

static gboolean
is_code_tool (Turn       *turn,
              const char *name)
{
  return turn->request->code_interpreter != NULL && turn->request->tools_allowed &&
         (g_str_equal (name, "python") || g_str_equal (name, "code_interpreter"));
}

static gboolean
is_function (Turn       *turn,
             const char *name)
{
  for (guint i = 0; i < json_array_get_length (turn->request->tools); i++)
    {
      JsonObject *tool = json_array_get_object_element (turn->request->tools, i);

      if (g_str_equal (sp_json_peek_string (tool, "type", ""), "function") &&
          g_str_equal (sp_json_peek_string (tool, "name", ""), name))
        return TRUE;
    }

  return FALSE;
}

/* The model begins a call; what it said before is a message of its own. */
static void
begin_call (Turn       *turn,
            guint       model_index,
            const char *id,
            const char *name)
{
  g_autoptr(GPtrArray) files = load_files (turn);
  g_autoptr(GError) error = NULL;
  Call *call;

  sp_output_writer_end_text (turn->writer, files, NULL);

  call = g_new0 (Call, 1);
  call->model_index = model_index;
  call->name = g_strdup (name != NULL ? name : "");
  call->arguments = g_string_new (NULL);
  g_ptr_array_add (turn->calls, call);

  if (is_code_tool (turn, call->name))
    {
      if (!ensure_container (turn, &error))
        {
          call->refused = TRUE;
          fail_run (turn, error, "server_error");
          return;
        }
      call->extractor = sp_code_extractor_new ();
      call->output_index = sp_output_writer_begin_code (turn->writer, turn->container_id);
    }
  else if (is_function (turn, call->name))
    call->output_index = sp_output_writer_begin_function (turn->writer, id, call->name);
  else
    call->refused = TRUE;
}

static void
add_arguments (Turn       *turn,
               Call       *call,
               const char *text)
{
  g_string_append (call->arguments, text);

  if (call->extractor != NULL)
    {
      g_autofree char *code = sp_code_extractor_feed (call->extractor, text, strlen (text));

      sp_output_writer_add_code (turn->writer, call->output_index, code);
    }
  else if (!call->refused)
    sp_output_writer_add_arguments (turn->writer, call->output_index, text);
}

static void
delta_cb (const SpChatDelta *delta,
          gpointer           user_data)
{
  Turn *turn = user_data;
  Call *call;

  if (sp_run_is_ended (turn->run))
    return;

  switch (delta->kind)
    {
    case SP_CHAT_DELTA_TEXT:
      sp_output_writer_add_text (turn->writer, delta->text);
      break;

    case SP_CHAT_DELTA_REASONING:
      sp_output_writer_add_reasoning (turn->writer, delta->text);
      break;

    case SP_CHAT_DELTA_TOOL_CALL:
      begin_call (turn, delta->index, delta->id, delta->name);
      break;

    case SP_CHAT_DELTA_TOOL_ARGUMENTS:
      call = find_call (turn, delta->index);
      if (call != NULL && delta->text != NULL)
        add_arguments (turn, call, delta->text);
      break;

    default:
      break;
    }
}

/* A model that does not stream gives everything at the end. */
static void
add_unstreamed (Turn        *turn,
                SpChatReply *reply)
{
  SpChatMessage *message = reply->message;

  if (turn->calls->len == 0 && !sp_output_writer_has_text (turn->writer) && message->text != NULL)
    sp_output_writer_add_text (turn->writer, message->text);

  for (guint i = 0; message->tool_calls != NULL && i < message->tool_calls->len; i++)
    {
      SpChatToolCall *tool_call = g_ptr_array_index (message->tool_calls, i);

      if (sp_run_is_ended (turn->run) || i < turn->calls->len)
        continue;

      begin_call (turn, i, tool_call->id, tool_call->name);
      if (!sp_run_is_ended (turn->run) && tool_call->arguments != NULL)
        add_arguments (turn, find_call (turn, i), tool_call->arguments);
    }
}

static void
link_fresh_files (Turn *turn)
{
  for (guint i = 0; i < turn->fresh->len; i++)
    {
      const char *path = sp_json_peek_string (g_ptr_array_index (turn->fresh, i), "path", "");
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *link = g_strdup_printf ("%s[%s](sandbox:%s)", i > 0 ? "\n" : "", name, path);

      sp_output_writer_add_text (turn->writer, link);
    }
}

static void
finish_turn (Turn         *turn,
             SpChatFinish  finish)
{
  g_autoptr(GPtrArray) files = load_files (turn);

  /* Files without a word would not be found: the links are the answer then. */
  if (!sp_output_writer_has_text (turn->writer))
    link_fresh_files (turn);
  sp_output_writer_end_text (turn->writer, files, turn->fresh);

  if (finish == SP_CHAT_FINISH_LENGTH)
    _sp_run_stop_incomplete (turn->run, "max_output_tokens",
                             _("The answer was cut: it reached the most that this model may write."));
  else if (finish == SP_CHAT_FINISH_FILTER)
    _sp_run_stop_incomplete (turn->run, "content_filter",
                             _("The model’s provider held the answer back."));
  else
    _sp_run_complete (turn->run);
}

static void
reply_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Turn) turn = user_data;
  g_autoptr(SpChatReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = sp_chat_model_complete_finish (SP_CHAT_MODEL (source), result, &error);
  if (sp_run_is_ended (turn->run))
    return;

  if (reply == NULL)
    {
      fail_run (turn, error, "server_error");
      return;
    }

  _sp_run_add_usage (turn->run, reply->input_tokens, reply->output_tokens, reply->reasoning_tokens);
  add_unstreamed (turn, reply);
  sp_output_writer_end_reasoning (turn->writer);
  if (sp_run_is_ended (turn->run))
    return;

  if (turn->calls->len == 0)
    {
      finish_turn (turn, reply->finish);
      return;
    }

  /* Text after a call belongs to no cell: it is closed before the cells run. */
  if (sp_output_writer_has_text (turn->writer))
    {
      g_autoptr(GPtrArray) files = load_files (turn);

      sp_output_writer_end_text (turn->writer, files, NULL);
    }

  turn->waits_for_caller = FALSE;
  next_call (turn);
}

/* ---- Running what it asked for ---- */

/* A failed call without an item of its own is told to the model alone. */
static void
refuse_call (Turn *turn,
             Call *call)
{
  g_autoptr(JsonObject) asked = json_object_new ();
  g_autoptr(JsonObject) answer = json_object_new ();

  json_object_set_string_member (asked, "type", "function_call");
  json_object_set_string_member (asked, "call_id", "refused");
  json_object_set_string_member (asked, "name", call->name);
  json_object_set_string_member (asked, "arguments", "{}");
  json_object_set_string_member (answer, "type", "function_call_output");
  json_object_set_string_member (answer, "call_id", "refused");
  json_object_set_string_member (answer, "output", "There is no tool of this name.");

  sp_prompt_add_item (turn->prompt, asked);
  sp_prompt_add_item (turn->prompt, answer);
  sp_guard_note_cell (&turn->guard, call->name, "There is no tool of this name.");
}

static void
run_cell (Turn *turn,
          Call *call)
{
  g_autofree char *code = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) item = NULL;
  SpContainer *container;

  code = sp_code_extractor_parse (call->arguments->str, &error);
  if (code == NULL)
    {
      item = sp_output_writer_fail_code (turn->writer, call->output_index, error->message);
      sp_guard_note_cell (&turn->guard, call->arguments->str, error->message);
      turn->n_done++;
      next_call (turn);
      return;
    }

  container = sp_container_keeper_get (turn->keeper, turn->container_id, &error);
  if (container == NULL)
    {
      item = sp_output_writer_fail_code (turn->writer, call->output_index, error->message);
      fail_run (turn, error, "server_error");
      return;
    }

  sp_output_writer_end_code (turn->writer, call->output_index, code);
  sp_container_execute_async (container, code, sp_run_get_id (turn->run),
                              sp_output_writer_get_code_id (turn->writer, call->output_index),
                              output_cb, turn, _sp_run_get_cancellable (turn->run),
                              cell_cb, turn_ref (turn));
}

static void
next_call (Turn *turn)
{
  Call *call;

  if (sp_run_is_ended (turn->run))
    return;

  if (turn->n_done == turn->calls->len)
    {
      if (turn->waits_for_caller)
        _sp_run_complete (turn->run);
      else
        ask (turn);
      return;
    }

  if (!check_guard (turn, TRUE))
    return;

  call = g_ptr_array_index (turn->calls, turn->n_done);
  if (call->extractor != NULL)
    {
      run_cell (turn, call);
      return;
    }

  if (call->refused)
    refuse_call (turn, call);
  else
    {
      sp_output_writer_end_function (turn->writer, call->output_index, call->arguments->str);
      turn->waits_for_caller = TRUE;
    }

  turn->n_done++;
  next_call (turn);
}

static void
output_cb (const char *stream,
           const char *text,
           gpointer    user_data)
{
  Turn *turn = user_data;
  Call *call = g_ptr_array_index (turn->calls, turn->n_done);

  if (!sp_run_is_ended (turn->run))
    sp_output_writer_add_code_output (turn->writer, call->output_index, stream, text);
}

/* Later versions of a file take the place of earlier ones. */
static void
note_fresh_file (Turn       *turn,
                 JsonObject *file)
{
  const char *path = sp_json_peek_string (file, "path", "");

  for (guint i = 0; i < turn->fresh->len; i++)
    if (g_str_equal (sp_json_peek_string (g_ptr_array_index (turn->fresh, i), "path", ""), path))
      {
        g_ptr_array_remove_index (turn->fresh, i);
        break;
      }

  g_ptr_array_add (turn->fresh, json_object_ref (file));
}

static void
note_report (Turn         *turn,
             Call         *call,
             SpCellReport *report)
{
  g_autofree char *failure = NULL;
  g_autoptr(JsonObject) item = NULL;

  if (report->cell->outcome == SP_OUTCOME_ERROR)
    failure = g_strdup_printf ("%s: %s", report->cell->error_name, report->cell->error_value);
  else if (report->cell->outcome != SP_OUTCOME_OK)
    failure = g_strdup (sp_outcome_to_string (report->cell->outcome));

  for (guint i = 0; i < report->files->len; i++)
    note_fresh_file (turn, g_ptr_array_index (report->files, i));

  item = sp_output_writer_finish_code (turn->writer, call->output_index, report);
  sp_guard_note_cell (&turn->guard, sp_json_peek_string (item, "code", ""), failure);
}

static void
cell_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Turn) turn = user_data;
  g_autoptr(SpCellReport) report = NULL;
  g_autoptr(JsonObject) item = NULL;
  g_autoptr(GError) error = NULL;
  Call *call;

  report = sp_container_execute_finish (SP_CONTAINER (source), result, &error);
  if (sp_run_is_ended (turn->run))
    return;

  call = g_ptr_array_index (turn->calls, turn->n_done);
  if (report == NULL)
    {
      item = sp_output_writer_fail_code (turn->writer, call->output_index, error->message);
      fail_run (turn, error, "sandbox_unavailable");
      return;
    }

  note_report (turn, call, report);
  turn->n_done++;
  next_call (turn);
}

/**
 * sp_agent_loop_start:
 * @run: a run whose turn it is
 * @model: who answers
 * @keeper: the containers
 * @container_key: whose container the turn uses: a conversation, or the first
 *   response of a chain
 * @history: (element-type JsonObject): the items so far, the new input included
 * @limits: how far it may go by itself
 *
 * Lets the model work until the run ends. Cancelling the run stops whatever is
 * under way.
 */
void
sp_agent_loop_start (SpRun               *run,
                     SpChatModel         *model,
                     SpContainerKeeper   *keeper,
                     const char          *container_key,
                     GPtrArray           *history,
                     const SpGuardLimits *limits)
{
  g_autoptr(Turn) turn = NULL;
  SpGuardLimits own_limits;

  g_return_if_fail (SP_IS_RUN (run) && SP_IS_CHAT_MODEL (model));
  g_return_if_fail (SP_IS_CONTAINER_KEEPER (keeper));
  g_return_if_fail (container_key != NULL && history != NULL && limits != NULL);

  turn = g_new0 (Turn, 1);
  g_atomic_ref_count_init (&turn->n_refs);
  turn->run = g_object_ref (run);
  turn->request = _sp_run_get_request (run);
  turn->model = g_object_ref (model);
  turn->keeper = g_object_ref (keeper);
  turn->container_key = g_strdup (container_key);
  turn->writer = sp_output_writer_new (run);
  turn->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  turn->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  turn->started_at = g_get_monotonic_time ();

  if (turn->request->code_interpreter != NULL)
    turn->container_id = g_strdup (sp_json_peek_string (turn->request->code_interpreter,
                                                        "container", NULL));

  own_limits = *limits;
  if (turn->request->max_tool_calls > 0)
    own_limits.max_cells = (guint) MIN (own_limits.max_cells, turn->request->max_tool_calls);
  sp_guard_init (&turn->guard, &own_limits);

  turn->prompt = sp_prompt_new (turn->request->instructions);
  sp_prompt_set_tools (turn->prompt, turn->request->tools,
                       turn->request->code_interpreter != NULL && turn->request->tools_allowed);
  for (guint i = 0; i < history->len; i++)
    sp_prompt_add_item (turn->prompt, g_ptr_array_index (history, i));

  turn->time_source = g_timeout_add_seconds ((guint) own_limits.max_seconds, time_cb, turn);
  ask (turn);
}
