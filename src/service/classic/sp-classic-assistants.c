/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include "base/sp-json.h"

/* Assistants (agents-v1.md 3). */

static const char * const spent[] = { "file_ids", "tool_resources", NULL };

static gboolean
check_assistant (SpClassic   *self,
                 JsonObject  *body,
                 GError     **error)
{
  return _sp_classic_check_settings (self, body, error) &&
         _sp_classic_check_text (body, "name", 256, error) &&
         _sp_classic_check_text (body, "description", 512, error);
}

/* Applies a checked body and stores the assistant. */
static gboolean
sp_classic_store_assistant (SpClassic   *self,
                            JsonObject  *assistant,
                            JsonObject  *body,
                            GError     **error)
{
  g_autoptr(JsonObject) resources = NULL;

  if (!check_assistant (self, body, error) ||
      !_sp_classic_read_resources (self, body, &resources, error))
    return FALSE;

  _sp_classic_apply (assistant, body, spent);
  if (resources != NULL)
    json_object_set_object_member (assistant, "tool_resources", g_steal_pointer (&resources));

  return sp_store_put_classic (self->engine->store, "assistant", assistant, error);
}

/**
 * sp_classic_create_assistant:
 * @self: the classic API
 * @body: the body of POST /assistants
 * @error: set when it is wrong, or names a model that is not served
 *
 * Returns: (transfer full): the assistant, or %NULL
 */
JsonObject *
sp_classic_create_assistant (SpClassic   *self,
                             JsonObject  *body,
                             GError     **error)
{
  g_autoptr(JsonObject) assistant = NULL;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  if (sp_json_peek_string (body, "model", NULL) == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "model",
                            "“model” is missing: name the deployment that shall answer.");
      return NULL;
    }

  assistant = _sp_classic_new_object ("asst", "assistant");
  json_object_set_null_member (assistant, "name");
  json_object_set_null_member (assistant, "description");
  json_object_set_null_member (assistant, "model");
  json_object_set_null_member (assistant, "instructions");
  json_object_set_array_member (assistant, "tools", json_array_new ());
  json_object_set_object_member (assistant, "tool_resources", json_object_new ());
  json_object_set_double_member (assistant, "temperature", 1);
  json_object_set_double_member (assistant, "top_p", 1);
  json_object_set_string_member (assistant, "response_format", "auto");
  json_object_set_object_member (assistant, "metadata", json_object_new ());
  if (!sp_classic_store_assistant (self, assistant, body, error))
    return NULL;

  return g_steal_pointer (&assistant);
}

/**
 * sp_classic_list_assistants:
 * @self: the classic API
 * @query: which page
 * @error: set when the page makes no sense
 *
 * Returns: (transfer full): a page of assistants, or %NULL
 */
JsonObject *
sp_classic_list_assistants (SpClassic          *self,
                            const SpPageQuery  *query,
                            GError            **error)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return sp_store_list_classic (self->engine->store, "assistant", query, NULL, NULL, error);
}

/**
 * sp_classic_get_assistant:
 * @self: the classic API
 * @id: an assistant's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the assistant, or %NULL
 */
JsonObject *
sp_classic_get_assistant (SpClassic   *self,
                          const char  *id,
                          GError     **error)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return sp_store_get_classic (self->engine->store, "assistant", NULL, id, error);
}

/**
 * sp_classic_update_assistant:
 * @self: the classic API
 * @id: an assistant's id
 * @body: what changes
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the body is wrong
 *
 * Returns: (transfer full): the assistant as it is now, or %NULL
 */
JsonObject *
sp_classic_update_assistant (SpClassic   *self,
                             const char  *id,
                             JsonObject  *body,
                             GError     **error)
{
  g_autoptr(JsonObject) assistant = NULL;

  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  assistant = sp_classic_get_assistant (self, id, error);
  if (assistant == NULL || !sp_classic_store_assistant (self, assistant, body, error))
    return NULL;

  return g_steal_pointer (&assistant);
}

/**
 * sp_classic_delete_assistant:
 * @self: the classic API
 * @id: an assistant's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the mark of the deletion, or %NULL
 */
JsonObject *
sp_classic_delete_assistant (SpClassic   *self,
                             const char  *id,
                             GError     **error)
{
  g_autoptr(JsonObject) assistant = sp_classic_get_assistant (self, id, error);

  if (assistant == NULL ||
      !sp_store_delete_classic (self->engine->store, "assistant", id, error))
    return NULL;

  return _sp_classic_make_deleted (id, "assistant.deleted");
}
