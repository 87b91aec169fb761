/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpAnalystModel: the built-in analyst as a chat model. It keeps nothing between calls: everything is read from the
 * messages (sp-analyst-dialogue.c). This file only streams the answer in pieces, one main loop turn for each, so that
 * code can be seen being written and a cancel takes effect at once. The engine owns it; main context of the caller. */

#include "config.h"

#include "analyst/sp-analyst-model.h"

#include <string.h>

#include "analyst/sp-analyst-dialogue.h"
#include "base/sp-id.h"
#include "base/sp-json.h"

/* How many bytes of text one piece holds at least: about a line. */
#define PIECE 48
#define DEFAULT_DELAY 8

struct _SpAnalystModel
{
  GObject parent_instance;

  guint chunk_delay;
};

/* One answer under way; task data of its GTask. */
typedef struct
{
  SpChatRequest   *request;     /* (not owned): the caller keeps it until the end */
  SpChatDeltaFunc  delta;
  gpointer         delta_data;

  SpAnalystStep   *step;        /* (owned) (nullable) until it is made */
  char            *arguments;   /* (owned) (nullable) */
  char            *call_id;     /* (owned) (nullable) */
  gsize            text_sent;
  gsize            arguments_sent;
  guint            call_begun : 1;
} Answer;

static void sp_analyst_model_chat_model_init (SpChatModelInterface *iface);
static gboolean send_piece_cb (gpointer user_data);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpAnalystModel, sp_analyst_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_CHAT_MODEL, sp_analyst_model_chat_model_init))

enum
{
  PROP_0,
  PROP_CHUNK_DELAY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->step, sp_analyst_step_free);
  g_clear_pointer (&answer->arguments, g_free);
  g_clear_pointer (&answer->call_id, g_free);
  g_free (answer);
}

static void
schedule (GTask *task)
{
  SpAnalystModel *self = g_task_get_source_object (task);
  g_autoptr(GSource) source = g_timeout_source_new (self->chunk_delay);

  g_source_set_name (source, "sp_analyst_model_piece");
  g_task_attach_source (task, source, send_piece_cb);
}

/* The end of the piece that begins at @start: after a space or a newline, never within a character. */
static gsize
piece_end (const char *text,
           gsize       start)
{
  gsize length = strlen (text);
  gsize end = MIN (start + PIECE, length);

  while (end < length && text[end - 1] != ' ' && text[end - 1] != '\n' && end < start + 2 * PIECE)
    end++;
  while (end < length && ((guchar) text[end] & 0xc0) == 0x80)
    end++;

  return end;
}

static void
emit (Answer          *answer,
      SpChatDeltaKind  kind,
      const char      *text)
{
  SpChatDelta delta = { 0 };

  if (answer->delta == NULL)
    return;
  delta.kind = kind;
  delta.text = text;
  if (kind == SP_CHAT_DELTA_TOOL_CALL)
    {
      delta.id = answer->call_id;
      delta.name = "python";
    }
  answer->delta (&delta, answer->delta_data);
}

static void
emit_piece (Answer          *answer,
            SpChatDeltaKind  kind,
            const char      *text,
            gsize           *sent)
{
  gsize end = piece_end (text, *sent);
  g_autofree char *piece = g_strndup (text + *sent, end - *sent);

  *sent = end;
  emit (answer, kind, piece);
}

static char *
make_arguments (const char *code)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "code", code);

  return sp_json_object_to_string (object);
}

/* There are no tokens here; four bytes to one is what others come to. */
static gint64
count_tokens (const SpChatRequest *request)
{
  gsize bytes = 0;

  for (guint i = 0; i < request->messages->len; i++)
    {
      SpChatMessage *message = g_ptr_array_index (request->messages, i);

      bytes += message->text != NULL ? strlen (message->text) : 0;
    }

  return (bytes + 3) / 4;
}

static SpChatReply *
make_reply (Answer *answer)
{
  SpChatReply *reply = sp_chat_reply_new ();

  reply->message->text = g_strdup (answer->step->text);
  reply->finish = SP_CHAT_FINISH_STOP;
  reply->input_tokens = count_tokens (answer->request);
  reply->output_tokens = (answer->text_sent + answer->arguments_sent + 3) / 4;
  if (answer->arguments != NULL)
    {
      reply->finish = SP_CHAT_FINISH_TOOL_CALLS;
      if (reply->message->tool_calls == NULL)
        reply->message->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
      g_ptr_array_add (reply->message->tool_calls,
                       sp_chat_tool_call_new (answer->call_id, "python", answer->arguments));
    }

  return reply;
}

static gboolean
send_piece_cb (gpointer user_data)
{
  GTask *task = user_data;
  Answer *answer = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }

  if (answer->step == NULL)
    {
      answer->step = sp_analyst_dialogue_next (answer->request);
      if (answer->step->code != NULL)
        {
          answer->arguments = make_arguments (answer->step->code);
          answer->call_id = sp_id_new ("call");
        }
    }
  else if (answer->step->text[answer->text_sent] != '\0')
    {
      emit_piece (answer, SP_CHAT_DELTA_TEXT, answer->step->text, &answer->text_sent);
    }
  else if (answer->arguments != NULL && !answer->call_begun)
    {
      answer->call_begun = TRUE;
      emit (answer, SP_CHAT_DELTA_TOOL_CALL, NULL);
    }
  else if (answer->arguments != NULL && answer->arguments[answer->arguments_sent] != '\0')
    {
      emit_piece (answer, SP_CHAT_DELTA_TOOL_ARGUMENTS, answer->arguments, &answer->arguments_sent);
    }
  else
    {
      g_task_return_pointer (task, make_reply (answer), (GDestroyNotify) sp_chat_reply_free);
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }

  schedule (task);

  return G_SOURCE_REMOVE;
}

static void
sp_analyst_model_complete_async (SpChatModel         *model,
                                 SpChatRequest       *request,
                                 SpChatDeltaFunc      delta,
                                 gpointer             delta_data,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Answer *answer;

  task = g_task_new (model, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_analyst_model_complete_async);

  answer = g_new0 (Answer, 1);
  answer->request = request;
  answer->delta = delta;
  answer->delta_data = delta_data;
  g_task_set_task_data (task, answer, (GDestroyNotify) answer_free);

  /* The chain of sources keeps one reference, which its last link drops. */
  schedule (g_object_ref (task));
}

static SpChatReply *
sp_analyst_model_complete_finish (SpChatModel   *model,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, model), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sp_analyst_model_chat_model_init (SpChatModelInterface *iface)
{
  iface->complete_async = sp_analyst_model_complete_async;
  iface->complete_finish = sp_analyst_model_complete_finish;
}

static void
sp_analyst_model_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SpAnalystModel *self = SP_ANALYST_MODEL (object);

  switch (prop_id)
    {
    case PROP_CHUNK_DELAY:
      g_value_set_uint (value, sp_analyst_model_get_chunk_delay (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_analyst_model_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpAnalystModel *self = SP_ANALYST_MODEL (object);

  switch (prop_id)
    {
    case PROP_CHUNK_DELAY:
      sp_analyst_model_set_chunk_delay (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_analyst_model_class_init (SpAnalystModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_analyst_model_get_property;
  object_class->set_property = sp_analyst_model_set_property;

  properties[PROP_CHUNK_DELAY] = g_param_spec_uint ("chunk-delay", NULL, NULL, 0, 1000, DEFAULT_DELAY,
                                                    (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_analyst_model_init (SpAnalystModel *self)
{
  self->chunk_delay = DEFAULT_DELAY;
}

/**
 * sp_analyst_model_new:
 *
 * Returns: (transfer full): the built-in analyst
 */
SpAnalystModel *
sp_analyst_model_new (void)
{
  return g_object_new (SP_TYPE_ANALYST_MODEL, NULL);
}

/**
 * sp_analyst_model_get_chunk_delay:
 * @self: the analyst
 *
 * Returns: how many milliseconds pass between two pieces of an answer
 */
guint
sp_analyst_model_get_chunk_delay (SpAnalystModel *self)
{
  g_return_val_if_fail (SP_IS_ANALYST_MODEL (self), 0);

  return self->chunk_delay;
}

/**
 * sp_analyst_model_set_chunk_delay:
 * @self: the analyst
 * @milliseconds: how long to wait between two pieces of an answer; 0 for one main loop turn
 */
void
sp_analyst_model_set_chunk_delay (SpAnalystModel *self,
                                  guint           milliseconds)
{
  g_return_if_fail (SP_IS_ANALYST_MODEL (self));

  if (self->chunk_delay == milliseconds)
    return;
  self->chunk_delay = milliseconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHUNK_DELAY]);
}
