/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The sessions of the local service from JSON: how one is, and what it holds. What is missing or has another type than
 * it should counts as not known. */

#include "config.h"

#include "wire/sp-session-codec.h"

#include "base/sp-json.h"

#define MAX_VARIABLES 500

static SpSessionStatus
decode_status (const char *status)
{
  static const char *const names[] = { "none", "idle", "busy", "replaying", "expired" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (status, names[i]) == 0)
      return (SpSessionStatus) i;

  return SP_SESSION_STATE_NONE;
}

static JsonObject *
peek_element (JsonArray *array,
              guint      position)
{
  JsonNode *node = json_array_get_element (array, position);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
decode_replay (SpSessionState *self,
               JsonObject     *replay)
{
  JsonArray *cells = sp_json_peek_array (replay, "cells");
  g_autoptr(GStrvBuilder) changes = g_strv_builder_new ();

  for (guint i = 0; cells != NULL && i < json_array_get_length (cells); i++)
    {
      JsonObject *cell = peek_element (cells, i);

      if (cell != NULL && sp_json_peek_string (cell, "change", NULL) != NULL)
        g_strv_builder_add (changes, sp_json_peek_string (cell, "title", ""));
    }

  self->replay_status = g_strdup (sp_json_peek_string (replay, "status", NULL));
  self->replay_message = g_strdup (sp_json_peek_string (replay, "message", NULL));
  self->replay_changes = g_strv_builder_end (changes);
  self->n_replay_cells = (guint) CLAMP (sp_json_peek_int (replay, "n_cells", 0), 0, G_MAXINT);
  self->n_replay_done = (guint) CLAMP (sp_json_peek_int (replay, "n_done", 0), 0, self->n_replay_cells);
}

/**
 * sp_session_codec_decode_state:
 * @json: what the service says of a session
 * @now: the time, in Unix seconds: the service tells what is left
 *
 * Returns: (transfer full): the same, in our words
 */
SpSessionState *
sp_session_codec_decode_state (JsonObject *json,
                               gint64      now)
{
  SpSessionState *self = g_new0 (SpSessionState, 1);
  JsonObject *replay;

  g_return_val_if_fail (json != NULL, NULL);

  self->status = decode_status (sp_json_peek_string (json, "status", NULL));
  self->started = sp_json_peek_int (json, "started_at", 0);
  if (json_object_has_member (json, "idle_left"))
    self->idle_ends = now + sp_json_peek_int (json, "idle_left", 0);
  if (json_object_has_member (json, "time_left"))
    self->time_ends = now + sp_json_peek_int (json, "time_left", 0);
  self->memory = sp_json_peek_int (json, "memory", -1);
  self->cpu = sp_json_peek_double (json, "cpu", 0);
  self->n_cells = (guint) CLAMP (sp_json_peek_int (json, "cells", 0), 0, G_MAXINT);
  self->n_replayable = (guint) CLAMP (sp_json_peek_int (json, "replayable_cells", 0), 0, G_MAXINT);
  replay = sp_json_peek_object (json, "replay");
  if (replay != NULL)
    decode_replay (self, replay);

  return self;
}

/**
 * sp_session_state_free:
 * @self: (transfer full) (nullable): a state
 *
 * Frees it.
 */
void
sp_session_state_free (SpSessionState *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->replay_status, g_free);
  g_clear_pointer (&self->replay_message, g_free);
  g_clear_pointer (&self->replay_changes, g_strfreev);
  g_free (self); /* the struct itself, in its own free function */
}

/* "1000 × 3", or the length of what has only one, or NULL. */
static char *
dup_shape (JsonObject *json)
{
  JsonArray *shape = sp_json_peek_array (json, "shape");
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; shape != NULL && i < json_array_get_length (shape); i++)
    if (json_node_get_value_type (json_array_get_element (shape, i)) == G_TYPE_INT64)
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " × " : "", json_array_get_int_element (shape, i));
  if (shape == NULL && json_object_has_member (json, "length"))
    g_string_append_printf (text, "%" G_GINT64_FORMAT, sp_json_peek_int (json, "length", 0));

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * sp_session_codec_decode_variables:
 * @json: what the service says of the variables
 *
 * Returns: (transfer full): a list of #SpVariable
 */
GListModel *
sp_session_codec_decode_variables (JsonObject *json)
{
  GListStore *store = g_list_store_new (SP_TYPE_VARIABLE);
  JsonArray *array;

  g_return_val_if_fail (json != NULL, NULL);

  array = sp_json_peek_array (json, "variables");
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_VARIABLES); i++)
    {
      JsonObject *said = peek_element (array, i);
      g_autoptr(SpVariable) variable = NULL;
      g_autofree char *shape = NULL;

      if (said == NULL)
        continue;
      shape = dup_shape (said);
      variable = sp_variable_new (sp_json_peek_string (said, "name", ""), sp_json_peek_string (said, "type", ""), shape,
                                  sp_json_peek_int (said, "size", -1), sp_json_peek_string (said, "preview", ""),
                                  sp_json_peek_boolean (said, "table", FALSE));
      g_list_store_append (store, variable);
    }

  return G_LIST_MODEL (store);
}
