/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpStreamDecoder: applies the streaming events of a response (foundry-v2.md 5.7 and 5.8, and the local service's
 * `sandpiper.` ones) to an SpConversation and its SpTurn. Made by a backend for one reading of a stream, on the thread
 * of the model.
 *
 * Each event is applied once and in the order of its sequence number: one that comes again is dropped, one that comes
 * early waits for those before it, but not for ever (a place may number with gaps). `….done` events and the final
 * response bring whole values, so a lost delta is healed. An event of an unknown type is ignored; what cannot be read
 * at all is an error. */

#include "config.h"

#include "wire/sp-stream-decoder.h"

#include "base/sp-json.h"
#include "model/sp-code-call.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "wire/sp-error-codec.h"
#include "wire/sp-file-codec.h"
#include "wire/sp-item-codec.h"
#include "wire/sp-message-codec.h"
#include "wire/sp-wire-error.h"

/* How many early events wait for a missing one before it is given up. */
#define MAX_EARLY 16

struct _SpStreamDecoder
{
  GObject parent_instance;

  SpConversation *conversation;
  SpTurn         *turn;
  GHashTable     *files;         /* id → SpFile */
  GHashTable     *items;         /* output index → SpItem */
  GHashTable     *part_starts;   /* "item id/content index" → code points before that part */
  GHashTable     *code_starts;   /* SpCodeCall → the time when its code began to run */
  GTree          *early;         /* sequence number → JsonObject */

  guint           ended : 1;
  guint           has_gaps : 1;  /* the numbers of this place are not without gaps */
};

typedef void (*EventFunc) (SpStreamDecoder *self,
                           JsonObject      *event);

G_DEFINE_FINAL_TYPE (SpStreamDecoder, sp_stream_decoder, G_TYPE_OBJECT)

static int
compare_numbers (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* Files that an item cited for the first time belong to the conversation from now on. */
static void
sp_stream_decoder_publish_files (SpStreamDecoder *self)
{
  GHashTableIter iter;
  gpointer file = NULL;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    sp_conversation_add_file (self->conversation, file);
}

static void
sp_stream_decoder_add_item (SpStreamDecoder *self,
                            SpItem          *item)
{
  if (sp_item_get_created (item) == 0)
    sp_item_set_created (item, g_get_real_time () / G_USEC_PER_SEC);
  if (sp_turn_get_id (self->turn) != NULL)
    sp_item_set_response_id (item, sp_turn_get_id (self->turn));

  /* Before the item is seen: who sees code begin may want to look where it runs. */
  if (SP_IS_CODE_CALL (item) && sp_code_call_get_container_id (SP_CODE_CALL (item)) != NULL)
    sp_conversation_set_container_id (self->conversation, sp_code_call_get_container_id (SP_CODE_CALL (item)));
  sp_conversation_append_item (self->conversation, item);
}

/* The item that an event speaks of; when its beginning was missed, a new one of @type. (transfer none) */
static SpItem *
sp_stream_decoder_find (SpStreamDecoder *self,
                        JsonObject      *event,
                        GType            type)
{
  const char *id = sp_json_peek_string (event, "item_id", NULL);
  gint64 index = sp_json_peek_int (event, "output_index", -1);
  g_autoptr(SpItem) made = NULL;
  SpItem *item = NULL;

  if (id != NULL)
    item = sp_conversation_find_item (self->conversation, id);
  if (item == NULL && index >= 0)
    item = g_hash_table_lookup (self->items, &index);
  if (item != NULL)
    return G_TYPE_CHECK_INSTANCE_TYPE (item, type) ? item : NULL;

  if (type == SP_TYPE_MESSAGE)
    made = SP_ITEM (sp_message_new (SP_ROLE_ASSISTANT, ""));
  else
    made = g_object_new (type, NULL);
  if (id != NULL)
    sp_item_set_id (made, id);
  sp_stream_decoder_add_item (self, made);
  if (index >= 0)
    g_hash_table_insert (self->items, g_memdup2 (&index, sizeof index), g_object_ref (made));
  return made;
}

static SpItem *
sp_stream_decoder_take_item (SpStreamDecoder *self,
                             JsonObject      *json,
                             gint64           index)
{
  const char *id = sp_json_peek_string (json, "id", NULL);
  g_autoptr(SpItem) made = NULL;
  SpItem *item = NULL;

  if (id != NULL)
    item = sp_conversation_find_item (self->conversation, id);
  if (item == NULL && index >= 0)
    item = g_hash_table_lookup (self->items, &index);
  if (item != NULL)
    {
      sp_item_codec_update (item, json, self->files);
    }
  else
    {
      made = sp_item_codec_decode (json, self->files, NULL);
      if (made == NULL)
        return NULL;
      sp_stream_decoder_add_item (self, made);
      item = made;
    }

  if (index >= 0)
    g_hash_table_replace (self->items, g_memdup2 (&index, sizeof index), g_object_ref (item));
  sp_stream_decoder_publish_files (self);
  return item;
}

/* An item that is replayed after a restart begins again from nothing. */
static void
item_added_cb (SpStreamDecoder *self,
               JsonObject      *event)
{
  JsonObject *json = sp_json_peek_object (event, "item");
  gint64 index = sp_json_peek_int (event, "output_index", -1);
  SpItem *item = NULL;

  if (json == NULL)
    return;
  item = sp_stream_decoder_take_item (self, json, index);
  if (item == NULL)
    return;

  /* Some places leave the status of a new item out; only what is done says so. */
  if (sp_json_peek_string (json, "status", NULL) == NULL)
    sp_item_set_status (item, SP_ITEM_IN_PROGRESS);
  if (SP_IS_MESSAGE (item) && sp_item_get_status (item) == SP_ITEM_IN_PROGRESS
      && sp_json_peek_array (json, "content") == NULL)
    sp_message_set_text (SP_MESSAGE (item), "");
  if (SP_IS_REASONING (item) && sp_item_get_status (item) == SP_ITEM_IN_PROGRESS)
    sp_reasoning_set_text (SP_REASONING (item), "");
  if (SP_IS_CODE_CALL (item) && sp_item_get_status (item) == SP_ITEM_IN_PROGRESS)
    {
      g_autoptr(GPtrArray) none = g_ptr_array_new ();

      sp_code_call_replace_outputs (SP_CODE_CALL (item), none);
    }
}

static void
item_done_cb (SpStreamDecoder *self,
              JsonObject      *event)
{
  JsonObject *json = sp_json_peek_object (event, "item");

  if (json != NULL)
    sp_stream_decoder_take_item (self, json, sp_json_peek_int (event, "output_index", -1));
}

static char *
dup_part_key (JsonObject *event)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, sp_json_peek_string (event, "item_id", ""),
                          sp_json_peek_int (event, "content_index", 0));
}

static guint
sp_stream_decoder_get_part_start (SpStreamDecoder *self,
                                  JsonObject      *event)
{
  g_autofree char *key = dup_part_key (event);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->part_starts, key));
}

static void
part_added_cb (SpStreamDecoder *self,
               JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_MESSAGE);
  const char *text = item != NULL ? sp_message_get_text (SP_MESSAGE (item)) : NULL;

  if (text == NULL || *text == '\0' || sp_json_peek_int (event, "content_index", 0) == 0)
    return;

  sp_message_append_text (SP_MESSAGE (item), SP_MESSAGE_CODEC_GAP);
  g_hash_table_replace (self->part_starts, dup_part_key (event),
                        GUINT_TO_POINTER ((guint) g_utf8_strlen (sp_message_get_text (SP_MESSAGE (item)), -1)));
}

static void
text_delta_cb (SpStreamDecoder *self,
               JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_MESSAGE);

  if (item != NULL)
    sp_message_append_text (SP_MESSAGE (item), sp_json_peek_string (event, "delta", ""));
}

/* The whole text of the last part: what stands before the part stays. */
static void
set_part_text (SpStreamDecoder *self,
               JsonObject      *event,
               const char      *part)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_MESSAGE);
  guint start = sp_stream_decoder_get_part_start (self, event);
  g_autofree char *before = NULL;
  g_autofree char *text = NULL;

  if (item == NULL || part == NULL)
    return;

  before = g_utf8_substring (sp_message_get_text (SP_MESSAGE (item)), 0, start);
  text = g_strconcat (before, part, NULL);
  sp_message_set_text (SP_MESSAGE (item), text);
}

static void
text_done_cb (SpStreamDecoder *self,
              JsonObject      *event)
{
  set_part_text (self, event, sp_json_peek_string (event, "text", NULL));
}

static void
refusal_done_cb (SpStreamDecoder *self,
                 JsonObject      *event)
{
  set_part_text (self, event, sp_json_peek_string (event, "refusal", NULL));
}

static void
annotation_added_cb (SpStreamDecoder *self,
                     JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_MESSAGE);
  JsonObject *annotation = sp_json_peek_object (event, "annotation");

  if (item == NULL || annotation == NULL)
    return;
  sp_message_codec_take_annotation (SP_MESSAGE (item), annotation,
                                    sp_stream_decoder_get_part_start (self, event), self->files);
  sp_stream_decoder_publish_files (self);
}

static void
reasoning_delta_cb (SpStreamDecoder *self,
                    JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_REASONING);

  if (item != NULL)
    sp_reasoning_append_text (SP_REASONING (item), sp_json_peek_string (event, "delta", ""));
}

static void
reasoning_part_cb (SpStreamDecoder *self,
                   JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_REASONING);
  const char *text = item != NULL ? sp_reasoning_get_text (SP_REASONING (item)) : NULL;

  if (text != NULL && *text != '\0')
    sp_reasoning_append_text (SP_REASONING (item), SP_MESSAGE_CODEC_GAP);
}

static void
code_delta_cb (SpStreamDecoder *self,
               JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_CODE_CALL);

  if (item != NULL)
    sp_code_call_append_code (SP_CODE_CALL (item), sp_json_peek_string (event, "delta", ""));
}

static void
code_done_cb (SpStreamDecoder *self,
              JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_CODE_CALL);
  const char *code = sp_json_peek_string (event, "code", NULL);

  if (item != NULL && code != NULL)
    sp_code_call_set_code (SP_CODE_CALL (item), code);
}

static void
code_running_cb (SpStreamDecoder *self,
                 JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_CODE_CALL);
  gint64 now = g_get_monotonic_time ();

  if (item == NULL)
    return;
  g_hash_table_replace (self->code_starts, item, g_memdup2 (&now, sizeof now));
  sp_code_call_set_code_status (SP_CODE_CALL (item), SP_CODE_RUNNING);
}

/* How it went is told by the item's end only; until then it has run for as long as we saw. */
static void
code_completed_cb (SpStreamDecoder *self,
                   JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_CODE_CALL);
  gint64 *start = item != NULL ? g_hash_table_lookup (self->code_starts, item) : NULL;

  if (start != NULL)
    sp_code_call_set_elapsed (SP_CODE_CALL (item),
                              (double) (g_get_monotonic_time () - *start) / G_USEC_PER_SEC);
}

static void
code_output_cb (SpStreamDecoder *self,
                JsonObject      *event)
{
  SpItem *item = sp_stream_decoder_find (self, event, SP_TYPE_CODE_CALL);

  if (item != NULL)
    sp_code_call_append_logs (SP_CODE_CALL (item), sp_json_peek_string (event, "delta", ""));
}

static void
response_cb (SpStreamDecoder *self,
             JsonObject      *event)
{
  JsonObject *response = sp_json_peek_object (event, "response");

  if (response != NULL)
    sp_stream_decoder_apply_response (self, response, NULL);
}

/* The end by its name alone, should the response inside say otherwise or be missing. */
static void
sp_stream_decoder_end (SpStreamDecoder *self,
                       SpTurnStatus     status)
{
  sp_turn_set_status (self->turn, status);
  sp_stream_decoder_close_items (self->conversation, self->turn);
  self->ended = TRUE;
}

static void
completed_cb (SpStreamDecoder *self,
              JsonObject      *event)
{
  response_cb (self, event);
  sp_stream_decoder_end (self, SP_TURN_COMPLETED);
}

static void
incomplete_cb (SpStreamDecoder *self,
               JsonObject      *event)
{
  response_cb (self, event);
  sp_stream_decoder_end (self, SP_TURN_INCOMPLETE);
}

static void
cancelled_cb (SpStreamDecoder *self,
              JsonObject      *event)
{
  response_cb (self, event);
  sp_stream_decoder_end (self, SP_TURN_CANCELLED);
}

static void
failed_cb (SpStreamDecoder *self,
           JsonObject      *event)
{
  response_cb (self, event);
  sp_turn_fail (self->turn, "server_error", "The service failed without a reason.");
  sp_stream_decoder_end (self, SP_TURN_FAILED);
}

/* All forms of 5.8: flat, nested, and a body without a type. */
static void
error_cb (SpStreamDecoder *self,
          JsonObject      *event)
{
  g_autoptr(SpErrorInfo) info = sp_error_codec_from_object (event);

  if (info == NULL || *info->message == '\0')
    sp_turn_fail (self->turn, info != NULL ? info->code : "server_error", "The service failed without a reason.");
  else
    sp_turn_fail (self->turn, info->code != NULL ? info->code : info->type, info->message);
  sp_stream_decoder_end (self, SP_TURN_FAILED);
}

static const struct
{
  const char *type;
  EventFunc   func;
} handlers[] = {
  { "response.created",                                response_cb },
  { "response.queued",                                 response_cb },
  { "response.in_progress",                            response_cb },
  { "response.completed",                              completed_cb },
  { "response.failed",                                 failed_cb },
  { "response.incomplete",                             incomplete_cb },
  { "response.cancelled",                              cancelled_cb },
  { "response.output_item.added",                      item_added_cb },
  { "response.output_item.done",                       item_done_cb },
  { "response.content_part.added",                     part_added_cb },
  { "response.output_text.delta",                      text_delta_cb },
  { "response.output_text.done",                       text_done_cb },
  { "response.output_text.annotation.added",           annotation_added_cb },
  { "response.refusal.delta",                          text_delta_cb },
  { "response.refusal.done",                           refusal_done_cb },
  { "response.reasoning_summary_part.added",           reasoning_part_cb },
  { "response.reasoning_summary_text.delta",           reasoning_delta_cb },
  { "response.reasoning_text.delta",                   reasoning_delta_cb },
  { "response.code_interpreter_call_code.delta",       code_delta_cb },
  { "response.code_interpreter_call_code.done",        code_done_cb },
  { "response.code_interpreter_call.code.delta",       code_delta_cb },
  { "response.code_interpreter_call.code.done",        code_done_cb },
  { "response.code_interpreter_call.interpreting",     code_running_cb },
  { "response.code_interpreter_call.completed",        code_completed_cb },
  { "sandpiper.code_interpreter_call_output.delta",    code_output_cb },
  { "error",                                           error_cb },
};

static void
sp_stream_decoder_apply (SpStreamDecoder *self,
                         JsonObject      *event)
{
  const char *type = sp_json_peek_string (event, "type", "");
  gint64 sequence = sp_json_peek_int (event, "sequence_number", -1);

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (g_str_equal (handlers[i].type, type))
      {
        handlers[i].func (self, event);
        break;
      }
  if (sequence > sp_turn_get_sequence (self->turn))
    sp_turn_set_sequence (self->turn, sequence);
}

/* Applies those that waited for nothing but what has come by now; with @all, whatever they wait for. */
static void
sp_stream_decoder_apply_early (SpStreamDecoder *self,
                               gboolean         all)
{
  GTreeNode *node = NULL;

  while ((node = g_tree_node_first (self->early)) != NULL)
    {
      g_autoptr(JsonObject) event = json_object_ref (g_tree_node_value (node));
      gint64 sequence = *(gint64 *) g_tree_node_key (node);

      if (!all && sequence > sp_turn_get_sequence (self->turn) + 1)
        return;
      g_tree_remove (self->early, &sequence);
      sp_stream_decoder_apply (self, event);
    }
}

static void
sp_stream_decoder_order (SpStreamDecoder *self,
                         JsonObject      *event)
{
  gint64 sequence = sp_json_peek_int (event, "sequence_number", -1);
  gint64 last = sp_turn_get_sequence (self->turn);

  if (sequence < 0)
    {
      sp_stream_decoder_apply (self, event);
      return;
    }
  if (sequence <= last)
    return;

  /* A stream that we see from the middle tells where it begins only by beginning. */
  if (!self->has_gaps && last >= 0 && sequence > last + 1)
    {
      g_tree_replace (self->early, g_memdup2 (&sequence, sizeof sequence), json_object_ref (event));
      if (g_tree_nnodes (self->early) < MAX_EARLY)
        return;
      self->has_gaps = TRUE;
      sp_stream_decoder_apply_early (self, TRUE);
      return;
    }

  sp_stream_decoder_apply (self, event);
  sp_stream_decoder_apply_early (self, FALSE);
}

static void
sp_stream_decoder_dispose (GObject *object)
{
  SpStreamDecoder *self = SP_STREAM_DECODER (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->turn);
  g_hash_table_remove_all (self->items);
  g_hash_table_remove_all (self->files);

  G_OBJECT_CLASS (sp_stream_decoder_parent_class)->dispose (object);
}

static void
sp_stream_decoder_finalize (GObject *object)
{
  SpStreamDecoder *self = SP_STREAM_DECODER (object);

  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->part_starts, g_hash_table_unref);
  g_clear_pointer (&self->code_starts, g_hash_table_unref);
  g_clear_pointer (&self->early, g_tree_unref);

  G_OBJECT_CLASS (sp_stream_decoder_parent_class)->finalize (object);
}

static void
sp_stream_decoder_class_init (SpStreamDecoderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_stream_decoder_dispose;
  object_class->finalize = sp_stream_decoder_finalize;
}

static void
sp_stream_decoder_init (SpStreamDecoder *self)
{
  self->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->part_starts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->code_starts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->early = g_tree_new_full (compare_numbers, NULL, g_free, (GDestroyNotify) json_object_unref);
}

/**
 * sp_stream_decoder_new:
 * @conversation: the conversation that the response belongs to
 * @turn: the response; its sequence number tells where the stream goes on
 *
 * Returns: (transfer full): a decoder for one reading of the stream
 */
SpStreamDecoder *
sp_stream_decoder_new (SpConversation *conversation,
                       SpTurn         *turn)
{
  SpStreamDecoder *self = NULL;

  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (SP_IS_TURN (turn), NULL);

  self = g_object_new (SP_TYPE_STREAM_DECODER, NULL);
  self->conversation = g_object_ref (conversation);
  self->turn = g_object_ref (turn);
  self->files = sp_file_codec_table_new (sp_conversation_get_files (conversation));
  return self;
}

/**
 * sp_stream_decoder_push:
 * @self: a decoder
 * @name: (nullable): the event's name, for events whose data have no type
 * @data: its data
 * @length: how many bytes, or -1 when they end with a NUL
 *
 * Applies the event. After the stream's end nothing is applied any more.
 *
 * Returns: %FALSE with @error of SP_WIRE_ERROR_EVENT when the data are no JSON object
 */
gboolean
sp_stream_decoder_push (SpStreamDecoder  *self,
                        const char       *name,
                        const char       *data,
                        gssize            length,
                        GError          **error)
{
  g_autoptr(JsonObject) event = NULL;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (SP_IS_STREAM_DECODER (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  event = sp_json_parse_object (data, length, &local_error);
  if (event == NULL)
    {
      g_set_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_EVENT,
                   "An event of the stream cannot be read: %s", local_error->message);
      return FALSE;
    }

  if (sp_json_peek_string (event, "type", NULL) == NULL)
    {
      if (json_object_has_member (event, "error"))
        name = "error";
      json_object_set_string_member (event, "type", name != NULL ? name : "");
    }
  if (!self->ended)
    sp_stream_decoder_order (self, event);
  return TRUE;
}

/**
 * sp_stream_decoder_flush:
 * @self: a decoder
 *
 * The stream has ended: events that still wait for missing ones are applied without them.
 */
void
sp_stream_decoder_flush (SpStreamDecoder *self)
{
  g_return_if_fail (SP_IS_STREAM_DECODER (self));

  sp_stream_decoder_apply_early (self, TRUE);
}

/**
 * sp_stream_decoder_has_ended:
 * @self: a decoder
 *
 * Returns: %TRUE when an event has told the end of the response
 */
gboolean
sp_stream_decoder_has_ended (SpStreamDecoder *self)
{
  g_return_val_if_fail (SP_IS_STREAM_DECODER (self), FALSE);

  return self->ended;
}

static void
sp_stream_decoder_apply_usage (SpStreamDecoder *self,
                               JsonObject      *response)
{
  JsonObject *usage = sp_json_peek_object (response, "usage");

  if (usage != NULL)
    sp_turn_set_usage (self->turn, sp_json_peek_int (usage, "input_tokens", 0),
                       sp_json_peek_int (usage, "output_tokens", 0));
}

static void
sp_stream_decoder_apply_status (SpStreamDecoder *self,
                                JsonObject      *response)
{
  const char *status = sp_json_peek_string (response, "status", "");
  JsonObject *error = sp_json_peek_object (response, "error");

  if (g_str_equal (status, "queued"))
    sp_turn_set_status (self->turn, SP_TURN_QUEUED);
  else if (g_str_equal (status, "in_progress"))
    sp_turn_set_status (self->turn, SP_TURN_RUNNING);
  else if (g_str_equal (status, "completed"))
    sp_stream_decoder_end (self, SP_TURN_COMPLETED);
  else if (g_str_equal (status, "incomplete"))
    sp_stream_decoder_end (self, SP_TURN_INCOMPLETE);
  else if (g_str_equal (status, "cancelled"))
    sp_stream_decoder_end (self, SP_TURN_CANCELLED);
  else if (g_str_equal (status, "failed"))
    error_cb (self, error != NULL ? error : response);
}

/**
 * sp_stream_decoder_apply_response:
 * @self: a decoder
 * @response: the response as it now is
 *
 * Brings the conversation and the turn to what @response tells; a response that has ended ends the turn.
 *
 * Returns: %FALSE with @error of SP_BASE_ERROR when it has no id
 */
gboolean
sp_stream_decoder_apply_response (SpStreamDecoder  *self,
                                  JsonObject       *response,
                                  GError          **error)
{
  JsonArray *output = NULL;
  const char *id = NULL;
  guint length = 0;

  g_return_val_if_fail (SP_IS_STREAM_DECODER (self), FALSE);
  g_return_val_if_fail (response != NULL, FALSE);

  if (!sp_json_get_string (response, "id", &id, error))
    return FALSE;

  sp_turn_set_id (self->turn, id);
  output = sp_json_peek_array (response, "output");
  length = output != NULL ? json_array_get_length (output) : 0;
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (output, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        sp_stream_decoder_take_item (self, json_node_get_object (node), i);
    }

  sp_stream_decoder_apply_usage (self, response);
  sp_stream_decoder_apply_status (self, response);
  return TRUE;
}

/**
 * sp_stream_decoder_close_items:
 * @conversation: a conversation
 * @turn: a turn of it that has ended
 *
 * Items of the turn that are still in progress will get no more: they become incomplete.
 */
void
sp_stream_decoder_close_items (SpConversation *conversation,
                               SpTurn         *turn)
{
  GListModel *items = NULL;
  const char *id = NULL;

  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_TURN (turn));

  items = sp_conversation_get_items (conversation);
  id = sp_turn_get_id (turn);
  for (guint i = g_list_model_get_n_items (items); i > 0; i--)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i - 1);

      /* Only one turn runs at a time, so what is open above the last question is of this turn. */
      if (SP_IS_MESSAGE (item) && sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_USER)
        break;
      if (id == NULL || sp_item_get_response_id (item) == NULL
          || g_str_equal (sp_item_get_response_id (item), id))
        sp_item_codec_close (item);
    }
}
