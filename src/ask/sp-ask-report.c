/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What `sandpiper ask --json` prints: the turn as one JSON object, for scripts. */

#include "config.h"

#include "ask/sp-ask-printer.h"

#include "model/sp-code-call.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-turn.h"

static const char *
enum_nick (GType type,
           int   value)
{
  g_autoptr(GEnumClass) enum_class = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (enum_class, value);

  /* Enumerations are static: the nick outlives the reference to the class. */
  return found != NULL ? found->value_nick : "unknown";
}

static JsonObject *
report_call (SpCodeCall *call)
{
  GListModel *outputs = sp_code_call_get_outputs (call);
  guint n_outputs = g_list_model_get_n_items (outputs);
  g_autoptr(GString) logs = g_string_new (NULL);
  JsonObject *cell = json_object_new ();

  for (guint i = 0; i < n_outputs; i++)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, i);

      if (sp_output_get_kind (output) == SP_OUTPUT_LOGS)
        g_string_append (logs, sp_output_get_text (output));
    }

  json_object_set_string_member (cell, "code", sp_code_call_get_code (call));
  json_object_set_string_member (cell, "status", enum_nick (SP_TYPE_CODE_STATUS, sp_code_call_get_code_status (call)));
  json_object_set_string_member (cell, "logs", logs->str);
  if (sp_code_call_get_elapsed (call) >= 0.0)
    json_object_set_double_member (cell, "elapsed", sp_code_call_get_elapsed (call));
  return cell;
}

static JsonArray *
report_files (SpConversation *conversation,
              GHashTable     *saved)
{
  GListModel *files = sp_conversation_get_files (conversation);
  guint n_files = g_list_model_get_n_items (files);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      const char *path = g_hash_table_lookup (saved, file);
      JsonObject *object;

      if (sp_file_get_origin (file) != SP_FILE_GENERATED)
        continue;

      object = json_object_new ();
      json_object_set_string_member (object, "filename", sp_file_get_filename (file));
      json_object_set_string_member (object, "type", sp_file_get_mime_type (file));
      json_object_set_int_member (object, "bytes", sp_file_get_size (file));
      if (path != NULL)
        json_object_set_string_member (object, "path", path);
      json_array_add_object_element (array, object);
    }

  return array;
}

static void
report_turn (JsonObject *report,
             SpTurn     *turn)
{
  JsonObject *usage = json_object_new ();

  json_object_set_string_member (report, "status", enum_nick (SP_TYPE_TURN_STATUS, sp_turn_get_status (turn)));
  if (sp_turn_get_error_message (turn) != NULL)
    json_object_set_string_member (report, "error", sp_turn_get_error_message (turn));

  json_object_set_int_member (usage, "input_tokens", sp_turn_get_input_tokens (turn));
  json_object_set_int_member (usage, "output_tokens", sp_turn_get_output_tokens (turn));
  json_object_set_object_member (report, "usage", usage);
}

/**
 * sp_ask_report:
 * @conversation: a conversation of one turn
 * @saved: (element-type SpFile utf8): where files were saved
 *
 * Returns: (transfer full): `{"status", "error"?, "usage", "text", "cells", "files"}`
 */
JsonObject *
sp_ask_report (SpConversation *conversation,
               GHashTable     *saved)
{
  JsonObject *report = json_object_new ();
  JsonArray *cells = json_array_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  GListModel *items;
  guint n_items;

  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (saved != NULL, NULL);

  items = sp_conversation_get_items (conversation);
  n_items = g_list_model_get_n_items (items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      if (SP_IS_CODE_CALL (item))
        json_array_add_object_element (cells, report_call (SP_CODE_CALL (item)));
      else if (SP_IS_MESSAGE (item) && sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_ASSISTANT)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", sp_message_get_text (SP_MESSAGE (item)));
    }

  if (sp_conversation_get_turn (conversation) != NULL)
    report_turn (report, sp_conversation_get_turn (conversation));
  json_object_set_string_member (report, "text", text->str);
  json_object_set_array_member (report, "cells", cells);
  json_object_set_array_member (report, "files", report_files (conversation, saved));
  return report;
}
