/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "service/sp-validate.h"

/* What the objects of the classic API share: ids, members that are kept as they
 * come, tool resources and their checks. */

#define MAX_TOOL_FILES 20  /* that a code interpreter resource may name */

/* Members that a caller never sets. */
static const char * const reserved[] = {
  "id", "object", "created_at", "thread_id", "run_id", "assistant_id", "status", NULL,
};

/* A new object with its id, its type and its time. */
JsonObject *
_sp_classic_new_object (const char *prefix,
                        const char *type)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = sp_id_new (prefix);

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "object", type);
  json_object_set_int_member (object, "created_at", g_get_real_time () / G_USEC_PER_SEC);

  return object;
}

/* Sets a member that may be null. */
void
_sp_classic_set_string (JsonObject *object,
                        const char *member,
                        const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/* Copies what @body says to @target, unknown members too, except @spent. A null takes back a text
 * and leaves everything else as it is. */
void
_sp_classic_apply (JsonObject         *target,
                   JsonObject         *body,
                   const char * const *spent)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonNode *old = json_object_get_member (target, name);

      if (g_strv_contains (reserved, name) || (spent != NULL && g_strv_contains (spent, name)))
        continue;
      if (JSON_NODE_HOLDS_NULL (node) && old != NULL && !JSON_NODE_HOLDS_NULL (old) &&
          json_node_get_value_type (old) != G_TYPE_STRING)
        continue;
      json_object_set_member (target, name, json_node_copy (node));
    }
}

/* Whether metadata and depth of a body are in order. */
gboolean
_sp_classic_check_metadata (JsonObject  *body,
                            GError     **error)
{
  JsonObject *metadata = NULL;

  return sp_validate_depth (body, error) && sp_validate_metadata (body, &metadata, error);
}

/* Whether a text, if it is there, is one and not too long. */
gboolean
_sp_classic_check_text (JsonObject  *body,
                        const char  *member,
                        glong        max_chars,
                        GError     **error)
{
  const char *text = NULL;

  if (!sp_validate_string (body, member, &text, error))
    return FALSE;
  if (text == NULL || g_utf8_strlen (text, -1) <= max_chars)
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "string_above_max_length", member,
                        "“%s” may have at most %ld characters.", member, max_chars);

  return FALSE;
}

/* What an assistant has and a run may override. */
gboolean
_sp_classic_check_settings (SpClassic   *self,
                            JsonObject  *body,
                            GError     **error)
{
  const char *model = NULL;
  double temperature = 1;
  double top_p = 1;
  JsonArray *tools = NULL;

  return _sp_classic_check_metadata (body, error) &&
         _sp_classic_check_text (body, "instructions", 256000, error) &&
         sp_validate_number (body, "temperature", 0, 2, &temperature, error) &&
         sp_validate_number (body, "top_p", 0, 1, &top_p, error) &&
         sp_validate_array (body, "tools", &tools, error) &&
         sp_validate_tools (tools, error) &&
         sp_validate_string (body, "model", &model, error) &&
         (model == NULL ||
          sp_model_registry_lookup (sp_engine_get_models (self->engine), model, error) != NULL);
}

static gboolean
check_file_ids (SpClassic   *self,
                JsonArray   *file_ids,
                GError     **error)
{
  if (json_array_get_length (file_ids) > MAX_TOOL_FILES)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "array_above_max_length",
                            "tool_resources.code_interpreter.file_ids",
                            "“file_ids” may name at most %d files.", MAX_TOOL_FILES);
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (file_ids); i++)
    {
      JsonNode *node = json_array_get_element (file_ids, i);
      g_autoptr(JsonObject) file = NULL;

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_type", "file_ids",
                                "“file_ids” must be an array of strings.");
          return FALSE;
        }

      file = sp_engine_get_file (self->engine, json_node_get_string (node), NULL);
      if (file == NULL)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "file_ids",
                                "There is no file “%s”. Upload it first.",
                                json_node_get_string (node));
          return FALSE;
        }
    }

  return TRUE;
}

/* Reads tool_resources, and beside them the file_ids of the first generation, into @resources:
 * kept as it is when there are none. The key with a space stands in Microsoft's own samples. */
gboolean
_sp_classic_read_resources (SpClassic   *self,
                            JsonObject  *body,
                            JsonObject **resources,
                            GError     **error)
{
  JsonObject *sent = NULL;
  JsonObject *tool = NULL;
  JsonArray *file_ids = NULL;
  g_autoptr(JsonObject) read = NULL;

  if (!sp_validate_object (body, "tool_resources", &sent, error) ||
      !sp_validate_array (body, "file_ids", &file_ids, error))
    return FALSE;
  if (sent == NULL && file_ids == NULL)
    return TRUE;

  read = sent != NULL ? sp_json_object_copy (sent) : json_object_new ();
  if (!sp_validate_object (read, "code_interpreter", &tool, error) ||
      (tool == NULL && !sp_validate_object (read, "code interpreter", &tool, error)))
    return FALSE;

  tool = tool != NULL ? json_object_ref (tool) : json_object_new ();
  json_object_set_object_member (read, "code_interpreter", tool);
  json_object_remove_member (read, "code interpreter");
  if (!sp_validate_array (tool, "file_ids", &file_ids, error))
    return FALSE;
  if (file_ids != NULL && !check_file_ids (self, file_ids, error))
    return FALSE;

  json_object_set_array_member (tool, "file_ids",
                                file_ids != NULL ? json_array_ref (file_ids) : json_array_new ());
  g_clear_pointer (resources, json_object_unref);
  *resources = g_steal_pointer (&read);

  return TRUE;
}

/* The files that the code interpreter has from an assistant or a thread, or NULL. */
JsonArray *
_sp_classic_peek_file_ids (JsonObject *object)
{
  JsonObject *resources = sp_json_peek_object (object, "tool_resources");
  JsonObject *tool = resources != NULL ? sp_json_peek_object (resources, "code_interpreter") : NULL;

  return tool != NULL ? sp_json_peek_array (tool, "file_ids") : NULL;
}

/* The mark of a deletion. */
JsonObject *
_sp_classic_make_deleted (const char *id,
                          const char *type)
{
  JsonObject *deleted = json_object_new ();

  json_object_set_string_member (deleted, "id", id);
  json_object_set_string_member (deleted, "object", type);
  json_object_set_boolean_member (deleted, "deleted", TRUE);

  return deleted;
}

/* An object of our own, written down as text. */
JsonObject *
_sp_classic_parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonObject *object = sp_json_parse_object (text, -1, &error);

  g_assert_no_error (error);

  return object;
}
