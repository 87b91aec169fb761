/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Puts the pieces of streamed tool calls together, as tolerantly as the servers differ (auth.md 3.3, rules 4 to 7 of 3.4):
 * the index may be missing or always 0, the id may be missing, late or used twice, the arguments may come as text in
 * pieces, whole, empty, or as an object. Owned by a decoder; any one thread. */

#include "config.h"

#include "wire/sp-tool-call-merger.h"

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "base/sp-str.h"
#include "wire/sp-wire-error.h"

#define MAX_CALLS 64
#define MAX_ARGUMENTS (8 * 1024 * 1024)

typedef struct
{
  gint64    index;      /* as the server counts, or -1 */
  char     *id;         /* (owned) (nullable) */
  char     *name;       /* (owned) (nullable) */
  GString  *arguments;  /* (owned) */
  gsize     n_told;     /* bytes of the arguments that the delta function has seen */
  gboolean  told;       /* whether it has heard of the call */
} Slot;

struct _SpToolCallMerger
{
  GPtrArray       *slots;  /* (owned): of Slot */
  SpChatDeltaFunc  delta;
  gpointer         delta_data;
};

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->id, g_free);
  g_clear_pointer (&slot->name, g_free);
  g_string_free (g_steal_pointer (&slot->arguments), TRUE);
  g_free (slot);
}

/**
 * sp_tool_call_merger_new:
 * @delta: (nullable): is told of each call and of more of its arguments
 * @delta_data: for @delta
 *
 * Returns: (transfer full): a merger without calls
 */
SpToolCallMerger *
sp_tool_call_merger_new (SpChatDeltaFunc delta,
                         gpointer        delta_data)
{
  SpToolCallMerger *self = g_new0 (SpToolCallMerger, 1);

  self->slots = g_ptr_array_new_with_free_func (slot_free);
  self->delta = delta;
  self->delta_data = delta_data;
  return self;
}

/**
 * sp_tool_call_merger_free:
 * @self: (transfer full) (nullable): a merger
 */
void
sp_tool_call_merger_free (SpToolCallMerger *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_free (self);
}

/* Ids and codes are numbers at some servers. */
static char *
dup_scalar (JsonObject *object,
            const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0' ? g_strdup (json_node_get_string (node)) : NULL;
  return sp_json_to_string (node);
}

static Slot *
last_slot (SpToolCallMerger *self)
{
  return self->slots->len > 0 ? self->slots->pdata[self->slots->len - 1] : NULL;
}

/* The newest slot of that index: an older one was left behind when another id came with the same index. */
static Slot *
find_by_index (SpToolCallMerger *self,
               gint64            index)
{
  for (guint i = self->slots->len; i > 0; i--)
    {
      Slot *slot = self->slots->pdata[i - 1];

      if (slot->index == index)
        return slot;
    }

  return NULL;
}

static Slot *
find_by_id (SpToolCallMerger *self,
            const char       *id)
{
  for (guint i = self->slots->len; id != NULL && i > 0; i--)
    {
      Slot *slot = self->slots->pdata[i - 1];

      if (g_strcmp0 (slot->id, id) == 0)
        return slot;
    }

  return NULL;
}

static Slot *
open_slot (SpToolCallMerger  *self,
           gint64             index,
           GError           **error)
{
  Slot *slot;

  if (self->slots->len >= MAX_CALLS)
    {
      g_set_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG, "The model made more than %d calls at once", MAX_CALLS);
      return NULL;
    }

  slot = g_new0 (Slot, 1);
  slot->index = index;
  slot->arguments = g_string_new (NULL);
  g_ptr_array_add (self->slots, slot);
  return slot;
}

static Slot *
choose_slot (SpToolCallMerger  *self,
             gint64             index,
             const char       *id,
             const char       *name,
             GError          **error)
{
  Slot *slot = index >= 0 ? find_by_index (self, index) : find_by_id (self, id);

  if (index >= 0)
    {
      /* Two whole calls that both say index 0 but have different ids are two calls. */
      if (slot != NULL && id != NULL && slot->id != NULL && !g_str_equal (slot->id, id))
        slot = NULL;
      return slot != NULL ? slot : open_slot (self, index, error);
    }

  if (slot != NULL)
    return slot;
  slot = last_slot (self);
  if (slot == NULL || (id != NULL && slot->id != NULL) || (name != NULL && slot->arguments->len > 0))
    return open_slot (self, -1, error);
  return slot;
}

/* Tells of the call once it has a name, for before it there is nothing to show, and then of its arguments. */
static void
tell (SpToolCallMerger *self,
      Slot             *slot)
{
  SpChatDelta delta = { SP_CHAT_DELTA_TOOL_CALL };

  if (self->delta == NULL || slot->name == NULL)
    return;

  g_ptr_array_find (self->slots, slot, &delta.index);
  if (!slot->told)
    {
      if (slot->id == NULL)
        slot->id = sp_id_new ("call");
      slot->told = TRUE;
      delta.id = slot->id;
      delta.name = slot->name;
      self->delta (&delta, self->delta_data);
    }
  if (slot->n_told < slot->arguments->len)
    {
      delta = (SpChatDelta) { SP_CHAT_DELTA_TOOL_ARGUMENTS, delta.index, NULL, NULL, slot->arguments->str + slot->n_told };
      slot->n_told = slot->arguments->len;
      self->delta (&delta, self->delta_data);
    }
}

static gboolean
add_arguments (Slot        *slot,
               JsonObject  *function,
               GError     **error)
{
  JsonNode *node = function != NULL ? json_object_get_member (function, "arguments") : NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_string_append (slot->arguments, json_node_get_string (node));
    }
  else
    {
      g_autofree char *text = sp_json_to_string (node);

      g_string_append (slot->arguments, text);
    }

  if (slot->arguments->len <= MAX_ARGUMENTS)
    return TRUE;
  g_set_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG,
               "The model wrote a call of more than %d bytes", MAX_ARGUMENTS);
  return FALSE;
}

static gboolean
feed_piece (SpToolCallMerger  *self,
            gint64             index,
            const char        *id,
            JsonObject        *function,
            GError           **error)
{
  g_autofree char *name = function != NULL ? dup_scalar (function, "name") : NULL;
  Slot *slot = choose_slot (self, index, id, name, error);

  if (slot == NULL)
    return FALSE;

  /* The id that a call was told by stays. */
  if (id != NULL && !slot->told)
    sp_set_str (&slot->id, id);
  if (name != NULL && slot->name == NULL)
    slot->name = g_steal_pointer (&name);
  if (!add_arguments (slot, function, error))
    return FALSE;

  tell (self, slot);
  return TRUE;
}

/**
 * sp_tool_call_merger_feed:
 * @self: a merger
 * @pieces: the member `tool_calls` of one delta
 * @error: return location
 *
 * Takes in the pieces of one chunk. What is no object among them is passed over.
 *
 * Returns: %FALSE with %SP_WIRE_ERROR_TOO_LONG when a bound is passed
 */
gboolean
sp_tool_call_merger_feed (SpToolCallMerger  *self,
                          JsonArray         *pieces,
                          GError           **error)
{
  guint n_pieces;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (pieces != NULL, FALSE);

  n_pieces = json_array_get_length (pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      JsonNode *node = json_array_get_element (pieces, i);
      JsonObject *piece = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *id = NULL;

      if (piece == NULL)
        continue;

      id = dup_scalar (piece, "id");
      if (!feed_piece (self, sp_json_peek_int (piece, "index", -1), id, sp_json_peek_object (piece, "function"), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * sp_tool_call_merger_feed_legacy:
 * @self: a merger
 * @function_call: the member `function_call` that came before `tool_calls`
 * @error: return location
 *
 * Returns: %FALSE with %SP_WIRE_ERROR_TOO_LONG when a bound is passed
 */
gboolean
sp_tool_call_merger_feed_legacy (SpToolCallMerger  *self,
                                 JsonObject        *function_call,
                                 GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (function_call != NULL, FALSE);

  return feed_piece (self, 0, NULL, function_call, error);
}

/**
 * sp_tool_call_merger_get_n_calls:
 * @self: a merger
 *
 * Returns: how many calls have begun
 */
guint
sp_tool_call_merger_get_n_calls (SpToolCallMerger *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->slots->len;
}

static gboolean
is_id_taken (GPtrArray  *calls,
             const char *id)
{
  for (guint i = 0; i < calls->len; i++)
    if (g_strcmp0 (((SpChatToolCall *) calls->pdata[i])->id, id) == 0)
      return TRUE;

  return FALSE;
}

/**
 * sp_tool_call_merger_finish:
 * @self: a merger
 *
 * Makes the calls of what has come. A missing or repeated id is replaced by one of our own, empty arguments by `{}`;
 * a call that never had a name is dropped.
 *
 * Returns: (transfer full) (element-type SpChatToolCall) (nullable): the calls, %NULL when there are none
 */
GPtrArray *
sp_tool_call_merger_finish (SpToolCallMerger *self)
{
  g_autoptr(GPtrArray) calls = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = self->slots->pdata[i];
      g_autofree char *id = NULL;

      if (slot->name == NULL)
        continue;

      id = slot->id != NULL && !is_id_taken (calls, slot->id) ? g_strdup (slot->id) : sp_id_new ("call");
      g_ptr_array_add (calls, sp_chat_tool_call_new (id, slot->name, slot->arguments->len > 0 ? slot->arguments->str : "{}"));
    }

  return calls->len > 0 ? g_steal_pointer (&calls) : NULL;
}
