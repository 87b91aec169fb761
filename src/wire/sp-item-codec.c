/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Items of conversations and responses (foundry-v2.md 5.5) ↔ the subclasses of SpItem. Also the form in which the
 * history keeps items: the wire's own, with what only we know in a `sandpiper` member. An item of an unknown type is
 * kept whole. Plain functions; the objects belong to the caller's thread. */

#include "config.h"

#include "wire/sp-item-codec.h"

#include <string.h>

#include "base/sp-json.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "model/sp-unknown-item.h"
#include "wire/sp-message-codec.h"
#include "wire/sp-output-codec.h"
#include "wire/sp-wire-error.h"

static SpItemStatus
decode_status (const char   *status,
               SpItemStatus  fallback)
{
  if (status == NULL)
    return fallback;
  if (g_str_equal (status, "completed"))
    return SP_ITEM_COMPLETED;
  if (g_str_equal (status, "incomplete"))
    return SP_ITEM_INCOMPLETE;
  if (g_str_equal (status, "failed"))
    return SP_ITEM_FAILED;
  if (g_str_equal (status, "in_progress") || g_str_equal (status, "interpreting"))
    return SP_ITEM_IN_PROGRESS;
  return fallback;
}

static const char *
encode_status (SpItemStatus status)
{
  switch (status)
    {
    case SP_ITEM_IN_PROGRESS:
      return "in_progress";

    case SP_ITEM_INCOMPLETE:
      return "incomplete";

    case SP_ITEM_FAILED:
      return "failed";

    case SP_ITEM_COMPLETED:
    default:
      return "completed";
    }
}

/* A place without `sandpiper.details` tells of a failed cell only by the traceback in its logs. */
static gboolean
ends_with_traceback (GListModel *outputs)
{
  guint n_outputs = g_list_model_get_n_items (outputs);

  for (guint i = 0; i < n_outputs; i++)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, i);
      const char *text = sp_output_get_text (output);
      const char *found = text != NULL ? strstr (text, "Traceback (most recent call last)") : NULL;

      /* Printed in the middle of a line it is somebody's text, and after dashes it is IPython's form. */
      if (sp_output_get_kind (output) == SP_OUTPUT_LOGS && found != NULL
          && (found == text || found[-1] == '\n' || found[-1] == ' '))
        return TRUE;
    }
  return FALSE;
}

static SpCodeStatus
decode_code_status (JsonObject *json,
                    JsonObject *details,
                    SpCodeCall *call)
{
  const char *status = sp_json_peek_string (json, "status", "completed");
  const char *outcome = details != NULL ? sp_json_peek_string (details, "outcome", NULL) : NULL;

  if (g_str_equal (status, "in_progress"))
    return SP_CODE_WRITING;
  if (g_str_equal (status, "interpreting"))
    return SP_CODE_RUNNING;
  if (g_strcmp0 (outcome, "interrupted") == 0)
    return SP_CODE_INTERRUPTED;
  if (outcome != NULL)
    return g_str_equal (outcome, "ok") ? SP_CODE_SUCCEEDED : SP_CODE_FAILED;
  if (g_str_equal (status, "incomplete"))
    return SP_CODE_INTERRUPTED;
  if (g_str_equal (status, "failed") || ends_with_traceback (sp_code_call_get_outputs (call)))
    return SP_CODE_FAILED;
  return SP_CODE_SUCCEEDED;
}

static void
update_code_call (SpCodeCall *call,
                  JsonObject *json)
{
  JsonObject *details = sp_json_peek_object (json, "sandpiper");
  JsonArray *outputs = sp_json_peek_array (json, "outputs");
  JsonArray *displays = details != NULL ? sp_json_peek_array (details, "displays") : NULL;
  const char *code = sp_json_peek_string (json, "code", NULL);
  const char *container_id = sp_json_peek_string (json, "container_id", NULL);
  double elapsed = details != NULL ? sp_json_peek_double (details, "elapsed", -1) : -1;

  if (code != NULL)
    sp_code_call_set_code (call, code);
  if (container_id != NULL)
    sp_code_call_set_container_id (call, container_id);
  if (elapsed >= 0)
    sp_code_call_set_elapsed (call, elapsed);

  /* Without the include value "outputs" is null or empty: what was seen while the code ran stays then. */
  if ((outputs != NULL && json_array_get_length (outputs) > 0)
      || (displays != NULL && json_array_get_length (displays) > 0))
    {
      g_autoptr(GPtrArray) decoded = sp_output_codec_decode (outputs, displays);

      sp_code_call_replace_outputs (call, decoded);
    }
  sp_code_call_set_code_status (call, decode_code_status (json, details, call));
}

static void
append_texts (GString   *text,
              JsonArray *parts)
{
  guint length = parts != NULL ? json_array_get_length (parts) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (parts, i);
      const char *part = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        part = sp_json_peek_string (json_node_get_object (node), "text", NULL);
      if (part == NULL || *part == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, SP_MESSAGE_CODEC_GAP);
      g_string_append (text, part);
    }
}

static void
update_reasoning (SpReasoning *reasoning,
                  JsonObject  *json)
{
  g_autoptr(GString) text = g_string_new (NULL);

  append_texts (text, sp_json_peek_array (json, "summary"));
  append_texts (text, sp_json_peek_array (json, "content"));

  /* Encrypted reasoning says nothing; what was streamed stays. */
  if (text->len > 0)
    sp_reasoning_set_text (reasoning, text->str);
}

static void
update_message (SpMessage  *message,
                JsonObject *json,
                GHashTable *files)
{
  JsonArray *content = sp_json_peek_array (json, "content");

  if (content != NULL)
    sp_message_codec_update (message, content, files);
  else if (sp_json_peek_string (json, "content", NULL) != NULL)
    sp_message_set_text (message, sp_json_peek_string (json, "content", NULL));
}

static const char *
peek_response_id (JsonObject *json)
{
  JsonObject *created_by = sp_json_peek_object (json, "created_by");
  const char *id = sp_json_peek_string (json, "response_id", NULL);

  /* The form of 2025-11-15-preview (foundry-v2.md 4). */
  if (id == NULL && created_by != NULL)
    id = sp_json_peek_string (created_by, "response_id", NULL);
  return id;
}

/**
 * sp_item_codec_update:
 * @item: an item
 * @json: what it now is, of the same type
 * @files: a table of sp_file_codec_table_new(); files that are cited first here are added to it
 *
 * Brings @item to what @json tells; what @json does not tell stays.
 */
void
sp_item_codec_update (SpItem     *item,
                      JsonObject *json,
                      GHashTable *files)
{
  JsonObject *details = NULL;
  gint64 created = 0;

  g_return_if_fail (SP_IS_ITEM (item));
  g_return_if_fail (json != NULL);
  g_return_if_fail (files != NULL);

  if (sp_json_peek_string (json, "id", NULL) != NULL)
    sp_item_set_id (item, sp_json_peek_string (json, "id", NULL));
  if (peek_response_id (json) != NULL)
    sp_item_set_response_id (item, peek_response_id (json));

  details = sp_json_peek_object (json, "sandpiper");
  created = (gint64) sp_json_peek_double (details != NULL ? details : json, "created_at", 0);
  if (created > 0)
    sp_item_set_created (item, created);

  if (SP_IS_MESSAGE (item))
    update_message (SP_MESSAGE (item), json, files);
  else if (SP_IS_CODE_CALL (item))
    update_code_call (SP_CODE_CALL (item), json);
  else if (SP_IS_REASONING (item))
    update_reasoning (SP_REASONING (item), json);

  /* Last: who watches the status then finds the rest in place. */
  sp_item_set_status (item, decode_status (sp_json_peek_string (json, "status", NULL), SP_ITEM_COMPLETED));
}

/**
 * sp_item_codec_decode:
 * @json: an item of a conversation, of a response or of the history
 * @files: a table of sp_file_codec_table_new(); files that are cited first here are added to it
 *
 * Returns: (transfer full): the item, an SpUnknownItem for types that we do not know; or %NULL with @error of
 *   SP_BASE_ERROR when it has no type
 */
SpItem *
sp_item_codec_decode (JsonObject  *json,
                      GHashTable  *files,
                      GError     **error)
{
  g_autoptr(SpItem) item = NULL;
  const char *type = NULL;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (files != NULL, NULL);

  if (!sp_json_get_string (json, "type", &type, error))
    return NULL;

  if (g_str_equal (type, "message"))
    {
      item = SP_ITEM (sp_message_new (sp_message_codec_decode_role (sp_json_peek_string (json, "role", NULL)), ""));
    }
  else if (g_str_equal (type, "code_interpreter_call"))
    {
      item = SP_ITEM (sp_code_call_new ());
    }
  else if (g_str_equal (type, "reasoning"))
    {
      item = SP_ITEM (sp_reasoning_new (""));
    }
  else
    {
      g_autofree char *text = sp_json_object_to_string (json);

      item = SP_ITEM (sp_unknown_item_new (type, text));
    }

  sp_item_codec_update (item, json, files);
  return g_steal_pointer (&item);
}

static const char *
encode_outcome (SpCodeStatus status)
{
  switch (status)
    {
    case SP_CODE_SUCCEEDED:
      return "ok";

    case SP_CODE_FAILED:
      return "error";

    case SP_CODE_INTERRUPTED:
      return "interrupted";

    case SP_CODE_WRITING:
    case SP_CODE_RUNNING:
    default:
      return NULL;
    }
}

static void
encode_code_call (SpCodeCall *call,
                  JsonObject *json,
                  JsonObject *details)
{
  const char *container_id = sp_code_call_get_container_id (call);
  const char *code = sp_code_call_get_code (call);
  const char *outcome = encode_outcome (sp_code_call_get_code_status (call));

  json_object_set_string_member (json, "type", "code_interpreter_call");
  json_object_set_string_member (json, "code", code != NULL ? code : "");
  if (container_id != NULL)
    json_object_set_string_member (json, "container_id", container_id);
  json_object_set_array_member (json, "outputs", sp_output_codec_encode (sp_code_call_get_outputs (call)));
  json_object_set_array_member (details, "displays",
                                sp_output_codec_displays (sp_code_call_get_outputs (call)));
  if (outcome != NULL)
    json_object_set_string_member (details, "outcome", outcome);
  if (sp_code_call_get_elapsed (call) >= 0)
    json_object_set_double_member (details, "elapsed", sp_code_call_get_elapsed (call));
  if (sp_code_call_get_code_status (call) == SP_CODE_RUNNING)
    json_object_set_string_member (json, "status", "interpreting");
}

static void
encode_reasoning (SpReasoning *reasoning,
                  JsonObject  *json)
{
  JsonArray *summary = json_array_new ();
  JsonObject *part = json_object_new ();

  json_object_set_string_member (json, "type", "reasoning");
  json_object_set_string_member (part, "type", "summary_text");
  json_object_set_string_member (part, "text", sp_reasoning_get_text (reasoning));
  json_array_add_object_element (summary, part);
  json_object_set_array_member (json, "summary", summary);
}

/**
 * sp_item_codec_encode:
 * @item: an item
 *
 * Returns: (transfer full): JSON of which sp_item_codec_decode() makes the same item again; of an unknown item what
 *   it was made of
 */
JsonObject *
sp_item_codec_encode (SpItem *item)
{
  JsonObject *json = NULL;
  JsonObject *details = NULL;

  g_return_val_if_fail (SP_IS_ITEM (item), NULL);

  if (SP_IS_UNKNOWN_ITEM (item))
    json = sp_json_parse_object (sp_unknown_item_get_json (SP_UNKNOWN_ITEM (item)), -1, NULL);
  if (json != NULL)
    return json;

  json = json_object_new ();
  details = json_object_new ();
  if (sp_item_get_id (item) != NULL)
    json_object_set_string_member (json, "id", sp_item_get_id (item));
  if (sp_item_get_response_id (item) != NULL)
    json_object_set_string_member (json, "response_id", sp_item_get_response_id (item));
  json_object_set_string_member (json, "status", encode_status (sp_item_get_status (item)));

  if (SP_IS_MESSAGE (item))
    {
      SpMessage *message = SP_MESSAGE (item);

      json_object_set_string_member (json, "type", "message");
      json_object_set_string_member (json, "role", sp_message_codec_encode_role (sp_message_get_role (message)));
      json_object_set_array_member (json, "content", sp_message_codec_encode_content (message));
    }
  else if (SP_IS_CODE_CALL (item))
    {
      encode_code_call (SP_CODE_CALL (item), json, details);
    }
  else if (SP_IS_REASONING (item))
    {
      encode_reasoning (SP_REASONING (item), json);
    }

  json_object_set_int_member (details, "created_at", sp_item_get_created (item));
  json_object_set_object_member (json, "sandpiper", details);
  return json;
}

/**
 * sp_item_codec_close:
 * @item: an item
 *
 * Its turn has ended: when @item is still in progress it will stay as it is, incomplete.
 */
void
sp_item_codec_close (SpItem *item)
{
  g_return_if_fail (SP_IS_ITEM (item));

  if (SP_IS_CODE_CALL (item))
    {
      SpCodeCall *call = SP_CODE_CALL (item);
      SpCodeStatus status = sp_code_call_get_code_status (call);

      if (status == SP_CODE_WRITING || status == SP_CODE_RUNNING)
        sp_code_call_set_code_status (call, SP_CODE_INTERRUPTED);
    }
  if (sp_item_get_status (item) == SP_ITEM_IN_PROGRESS)
    sp_item_set_status (item, SP_ITEM_INCOMPLETE);
}
