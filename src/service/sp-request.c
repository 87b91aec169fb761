/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-request.h"

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "service/sp-input.h"
#include "service/sp-service-error.h"
#include "service/sp-structured-inputs.h"
#include "service/sp-validate.h"

/* The body of POST /responses (foundry-v2.md 5.1–5.4), checked member by member
 * before anything is stored or run. What the agent defines wins; what the
 * request may not set beside an agent is refused as the cloud refuses it. */

static gboolean
fail_value (const char  *param,
            const char  *code,
            const char  *words,
            GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, code, param, "%s", words);

  return FALSE;
}

/**
 * sp_request_free:
 * @self: (transfer full) (nullable): a request
 *
 * Frees it.
 */
void
sp_request_free (SpRequest *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->agent_name, g_free);
  g_clear_pointer (&self->agent_version, g_free);
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->instructions, g_free);
  g_clear_pointer (&self->tools, json_array_unref);
  g_clear_pointer (&self->conversation_id, g_free);
  g_clear_pointer (&self->previous_id, g_free);
  g_clear_pointer (&self->definition, json_object_unref);
  g_clear_pointer (&self->body, json_object_unref);
  g_free (self); /* the struct itself, in its own free function */
}

/* "agent_reference", or "agent" as in the preview. */
static gboolean
find_agent_member (JsonObject  *body,
                   JsonObject **reference,
                   gboolean    *older_form,
                   GError     **error)
{
  *reference = NULL;
  if (!sp_validate_object (body, "agent_reference", reference, error))
    return FALSE;

  if (*reference != NULL)
    {
      if (g_strcmp0 (sp_json_peek_string (*reference, "type", NULL), "agent_reference") != 0)
        return fail_value ("agent_reference", "invalid_payload",
                           "“agent_reference” must have the “type” “agent_reference”.", error);
      return TRUE;
    }

  if (!sp_validate_object (body, "agent", reference, error))
    return FALSE;
  *older_form = *reference != NULL;

  return TRUE;
}

static gboolean
refuse_overrides (JsonObject  *body,
                  GError     **error)
{
  static const char * const refused[] = { "tools", "text", "parallel_tool_calls" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    if (json_object_has_member (body, refused[i]) && !json_object_get_null_member (body, refused[i]))
      return fail_value (refused[i], "invalid_payload", "Not allowed when agent is specified.", error);

  return TRUE;
}

static gboolean
check_agent_state (SpStore     *store,
                   const char  *name,
                   GError     **error)
{
  g_autoptr(JsonObject) agent = sp_store_get_agent (store, name, error);

  if (agent == NULL)
    return FALSE;

  if (g_str_equal (sp_json_peek_string (agent, "state", "enabled"), "enabled"))
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_CONFLICT, "agent_disabled", "agent_reference",
                        "The agent “%s” is switched off. Switch it on to use it.", name);

  return FALSE;
}

/* Finds the agent that the request names, if it names one. */
static gboolean
resolve_agent (SpRequest  *self,
               SpStore    *store,
               GError    **error)
{
  g_autoptr(JsonObject) version = NULL;
  JsonObject *reference;
  JsonNode *version_node;
  g_autofree char *written = NULL; /* some programs count with numbers, not with names of them */
  const char *name = NULL;
  const char *number = NULL;

  if (!find_agent_member (self->body, &reference, &self->older_form, error))
    return FALSE;
  if (reference == NULL)
    return TRUE;

  version_node = json_object_get_member (reference, "version");
  if (version_node != NULL && json_node_get_value_type (version_node) == G_TYPE_INT64)
    number = written = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (version_node));
  else if (!sp_validate_string (reference, "version", &number, error))
    return FALSE;
  if (!sp_validate_string (reference, "name", &name, error))
    return FALSE;
  if (name == NULL)
    return fail_value (self->older_form ? "agent" : "agent_reference", "invalid_payload",
                       "The agent must be named by “name”.", error);

  if (!refuse_overrides (self->body, error) || !check_agent_state (store, name, error))
    return FALSE;

  version = sp_store_get_agent_version (store, name, number, error);
  if (version == NULL)
    return FALSE;

  self->agent_name = g_strdup (name);
  self->agent_version = g_strdup (json_object_get_string_member (version, "version"));
  self->definition = json_object_ref (json_object_get_object_member (version, "definition"));

  return TRUE;
}

static gboolean
read_model (SpRequest        *self,
            JsonObject       *definition,
            SpModelRegistry  *models,
            GError          **error)
{
  const char *model = NULL;

  if (!sp_validate_string (self->body, "model", &model, error))
    return FALSE;
  if (definition != NULL)
    model = sp_json_peek_string (definition, "model", NULL);

  if (model == NULL || *model == '\0')
    return fail_value ("model", "missing_required_parameter",
                       "Name a “model”, or an agent by “agent_reference”.", error);

  self->model = g_strdup (model);

  return sp_model_registry_lookup (models, model, error) != NULL;
}

static gboolean
read_instructions (SpRequest   *self,
                   JsonObject  *definition,
                   GError     **error)
{
  const char *own = NULL;
  const char *agents = NULL;
  g_autofree char *filled = NULL;

  if (!sp_validate_string (self->body, "instructions", &own, error))
    return FALSE;

  if (definition != NULL)
    agents = sp_json_peek_string (definition, "instructions", NULL);

  if (agents != NULL)
    {
      filled = sp_structured_inputs_fill (agents, definition, self->body, error);
      if (filled == NULL)
        return FALSE;
    }

  if (filled != NULL && own != NULL)
    self->instructions = g_strconcat (filled, "\n\n", own, NULL);
  else
    self->instructions = filled != NULL ? g_steal_pointer (&filled) : g_strdup (own);

  return TRUE;
}

static gboolean
read_numbers (SpRequest   *self,
              JsonObject  *definition,
              GError     **error)
{
  self->temperature = -1;
  self->top_p = -1;

  return sp_validate_number (self->body, "temperature", 0, 2, &self->temperature, error) &&
         sp_validate_number (self->body, "top_p", 0, 1, &self->top_p, error) &&
         sp_validate_integer (self->body, "max_output_tokens", 1, G_MAXINT64,
                              &self->max_output_tokens, error) &&
         sp_validate_integer (self->body, "max_tool_calls", 1, G_MAXINT64,
                              &self->max_tool_calls, error) &&
         (definition == NULL ||
          (sp_validate_number (definition, "temperature", 0, 2, &self->temperature, error) &&
           sp_validate_number (definition, "top_p", 0, 1, &self->top_p, error)));
}

static gboolean
read_tool_choice (SpRequest   *self,
                  JsonObject  *definition,
                  GError     **error)
{
  static const char * const choices[] = { "none", "auto", "required", NULL };
  JsonNode *choice = json_object_get_member (self->body, "tool_choice");

  if ((choice == NULL || JSON_NODE_HOLDS_NULL (choice)) && definition != NULL)
    choice = json_object_get_member (definition, "tool_choice");

  self->tools_allowed = TRUE;
  if (choice == NULL || JSON_NODE_HOLDS_NULL (choice) || JSON_NODE_HOLDS_OBJECT (choice))
    return TRUE;

  if (json_node_get_value_type (choice) != G_TYPE_STRING)
    return fail_value ("tool_choice", "invalid_type",
                       "“tool_choice” must be “none”, “auto”, “required” or an object.", error);

  if (!g_strv_contains (choices, json_node_get_string (choice)))
    return fail_value ("tool_choice", "invalid_value",
                       "“tool_choice” must be “none”, “auto”, “required” or an object.", error);

  self->tools_allowed = !g_str_equal (json_node_get_string (choice), "none");

  return TRUE;
}

static gboolean
read_tools (SpRequest   *self,
            JsonObject  *definition,
            GError     **error)
{
  JsonArray *tools = NULL;

  if (!sp_validate_array (definition != NULL ? definition : self->body, "tools", &tools, error) ||
      !sp_validate_tools (tools, error) ||
      !read_tool_choice (self, definition, error))
    return FALSE;

  self->tools = tools != NULL
                ? sp_structured_inputs_fill_tools (tools, definition, self->body, error)
                : json_array_new ();
  if (self->tools == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (self->tools); i++)
    {
      JsonObject *tool = json_array_get_object_element (self->tools, i);

      if (self->code_interpreter == NULL &&
          g_str_equal (sp_json_peek_string (tool, "type", ""), "code_interpreter"))
        self->code_interpreter = tool;
    }

  return TRUE;
}

static gboolean
read_conversation (SpRequest   *self,
                   SpStore     *store,
                   GError     **error)
{
  JsonNode *node = json_object_get_member (self->body, "conversation");
  g_autoptr(JsonObject) conversation = NULL;
  const char *id = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    id = json_node_get_string (node);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    id = sp_json_peek_string (json_node_get_object (node), "id", NULL);

  if (id == NULL)
    return fail_value ("conversation", "invalid_type",
                       "“conversation” must be a conversation’s id or an object with an “id”.", error);

  conversation = sp_store_get_conversation (store, id, error);
  if (conversation == NULL)
    return FALSE;

  self->conversation_id = g_strdup (id);

  return TRUE;
}

static gboolean
read_previous (SpRequest   *self,
               SpStore     *store,
               GError     **error)
{
  g_autoptr(JsonObject) previous = NULL;
  const char *id = NULL;

  if (!sp_validate_string (self->body, "previous_response_id", &id, error))
    return FALSE;
  if (id == NULL)
    return TRUE;

  if (self->conversation_id != NULL)
    return fail_value ("previous_response_id", "mutually_exclusive_parameters",
                       "“conversation” and “previous_response_id” cannot be used together.", error);

  previous = sp_store_get_response (store, id, NULL);
  if (previous == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "previous_response_not_found",
                            "previous_response_id", "There is no stored response “%s”.", id);
      return FALSE;
    }

  self->previous_id = g_strdup (id);

  return TRUE;
}

static gboolean
read_input (SpRequest  *self,
            GError    **error)
{
  JsonNode *input = json_object_get_member (self->body, "input");
  gboolean missing = input == NULL || JSON_NODE_HOLDS_NULL (input);
  gboolean owned = self->agent_name != NULL || self->conversation_id != NULL;

  if (missing && self->conversation_id == NULL && self->previous_id == NULL)
    return fail_value ("input", "missing_required_parameter",
                       "“input” is missing: there is nothing to answer.", error);

  /* SDKs that keep the history themselves send every item of it. A cloud refuses that beside an
   * agent (foundry-v2.md 5.1); a model by itself takes it. */
  if (!sp_input_check (input, owned ? SP_INPUT_CONTINUES : SP_INPUT_REPLAYS, "input", error))
    return FALSE;

  self->input = missing ? NULL : input;

  return TRUE;
}

/* What is only handed on must still be what it should be: it comes back in the response. */
static gboolean
check_shapes (JsonObject  *body,
              GError     **error)
{
  static const char * const formats[] = { "text", "json_object", "json_schema", NULL };
  static const char * const truncations[] = { "auto", "disabled", NULL };
  JsonObject *options = NULL;
  JsonObject *reasoning = NULL;
  JsonObject *text = NULL;
  JsonObject *format = NULL;
  const char *truncation = NULL;

  if (!sp_validate_object (body, "stream_options", &options, error) ||
      !sp_validate_object (body, "reasoning", &reasoning, error) ||
      !sp_validate_object (body, "text", &text, error) ||
      (text != NULL && !sp_validate_object (text, "format", &format, error)) ||
      !sp_validate_string (body, "truncation", &truncation, error))
    return FALSE;

  if (format != NULL && !g_strv_contains (formats, sp_json_peek_string (format, "type", "")))
    return fail_value ("text.format", "invalid_value",
                       "The “type” of “text.format” must be “text”, “json_object” or “json_schema”.",
                       error);
  if (truncation != NULL && !g_strv_contains (truncations, truncation))
    return fail_value ("truncation", "invalid_value",
                       "“truncation” must be “auto” or “disabled”.", error);

  return TRUE;
}

static gboolean
read_manner (SpRequest  *self,
             GError    **error)
{
  JsonObject *metadata = NULL;

  self->store = TRUE;
  if (!sp_validate_boolean (self->body, "background", &self->background, error) ||
      !sp_validate_boolean (self->body, "store", &self->store, error) ||
      !sp_validate_boolean (self->body, "stream", &self->stream, error) ||
      !sp_validate_metadata (self->body, &metadata, error) ||
      !sp_include_from_json (self->body, &self->include, error))
    return FALSE;

  if (self->background && !self->store)
    return fail_value ("background", "invalid_value",
                       "A response in the background must be stored: leave “store” out or set it "
                       "to true.", error);

  return TRUE;
}

/**
 * sp_request_parse:
 * @body: the body of a request
 * @store: where agents, conversations and responses are looked up
 * @models: where the model is looked up
 * @error: set to an %SP_SERVICE_ERROR naming the member that is wrong
 *
 * Returns: (transfer full): the checked request, or %NULL
 */
SpRequest *
sp_request_parse (JsonObject       *body,
                  SpStore          *store,
                  SpModelRegistry  *models,
                  GError          **error)
{
  g_autoptr(SpRequest) self = NULL;

  g_return_val_if_fail (body != NULL, NULL);
  g_return_val_if_fail (SP_IS_STORE (store), NULL);
  g_return_val_if_fail (SP_IS_MODEL_REGISTRY (models), NULL);

  self = g_new0 (SpRequest, 1);
  self->body = json_object_ref (body);

  if (!sp_validate_depth (body, error) ||
      !read_manner (self, error) ||
      !check_shapes (body, error) ||
      !resolve_agent (self, store, error) ||
      !read_model (self, self->definition, models, error) ||
      !read_instructions (self, self->definition, error) ||
      !read_numbers (self, self->definition, error) ||
      !read_tools (self, self->definition, error) ||
      !read_conversation (self, store, error) ||
      !read_previous (self, store, error) ||
      !read_input (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Copies a member of the request, or sets null. */
static void
copy_or_null (SpRequest  *self,
              JsonObject *response,
              const char *member)
{
  JsonNode *node = json_object_get_member (self->body, member);

  if (node != NULL)
    json_object_set_member (response, member, json_node_ref (node));
  else
    json_object_set_null_member (response, member);
}

/* What the request says, else what the agent says, else what is usual. */
static void
copy_or_parse (SpRequest  *self,
               JsonObject *response,
               const char *member,
               const char *fallback)
{
  JsonNode *node = json_object_get_member (self->body, member);

  if ((node == NULL || JSON_NODE_HOLDS_NULL (node)) && self->definition != NULL)
    node = json_object_get_member (self->definition, member);

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    json_object_set_member (response, member, json_node_ref (node));
  else
    json_object_set_member (response, member, sp_json_parse (fallback, -1, NULL));
}

static void
set_agent (SpRequest  *self,
           JsonObject *response)
{
  JsonObject *reference;

  if (self->agent_name == NULL)
    {
      json_object_set_null_member (response, "agent_reference");
      return;
    }

  reference = json_object_new ();
  json_object_set_string_member (reference, "type", "agent_reference");
  json_object_set_string_member (reference, "name", self->agent_name);
  json_object_set_string_member (reference, "version", self->agent_version);
  json_object_set_object_member (response, "agent_reference", reference);

  if (!self->older_form)
    return;

  reference = json_object_new ();
  json_object_set_string_member (reference, "type", "agent_id");
  json_object_set_string_member (reference, "name", self->agent_name);
  json_object_set_string_member (reference, "version", self->agent_version);
  json_object_set_object_member (response, "agent", reference);
}

static void
set_conversation (SpRequest  *self,
                  JsonObject *response)
{
  JsonObject *conversation;

  if (self->conversation_id == NULL)
    {
      json_object_set_null_member (response, "conversation");
      return;
    }

  conversation = json_object_new ();
  json_object_set_string_member (conversation, "id", self->conversation_id);
  json_object_set_object_member (response, "conversation", conversation);
}

/* What we do not know comes back as it was sent. */
static void
keep_unknown (SpRequest  *self,
              JsonObject *response)
{
  static const char * const spent[] = {
    "agent", "include", "input", "stream", "stream_options", NULL,
  };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, self->body);
  while (json_object_iter_next (&iter, &name, &node))
    if (!json_object_has_member (response, name) && !g_strv_contains (spent, name))
      json_object_set_member (response, name, json_node_ref (node));
}

/**
 * sp_request_make_response:
 * @self: a request
 * @status: the response's first status
 *
 * Makes the response object of foundry-v2.md 5.4 with a new id and no output.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
sp_request_make_response (SpRequest  *self,
                          const char *status)
{
  g_autofree char *id = sp_id_new ("resp");
  JsonObject *response = json_object_new ();

  json_object_set_string_member (response, "id", id);
  json_object_set_string_member (response, "object", "response");
  json_object_set_int_member (response, "created_at", g_get_real_time () / G_USEC_PER_SEC);
  json_object_set_null_member (response, "completed_at");
  json_object_set_string_member (response, "status", status);
  json_object_set_boolean_member (response, "background", self->background);
  json_object_set_null_member (response, "error");
  json_object_set_null_member (response, "incomplete_details");
  copy_or_null (self, response, "instructions");
  copy_or_null (self, response, "max_output_tokens");
  copy_or_null (self, response, "max_tool_calls");
  json_object_set_string_member (response, "model", self->model);
  json_object_set_array_member (response, "output", json_array_new ());
  copy_or_parse (self, response, "parallel_tool_calls", "true");
  copy_or_null (self, response, "previous_response_id");
  set_conversation (self, response);
  set_agent (self, response);
  copy_or_parse (self, response, "reasoning", "{\"effort\":null,\"summary\":null}");
  json_object_set_boolean_member (response, "store", self->store);
  json_object_set_double_member (response, "temperature",
                                 self->temperature < 0 ? 1 : self->temperature);
  json_object_set_double_member (response, "top_p", self->top_p < 0 ? 1 : self->top_p);
  copy_or_parse (self, response, "top_logprobs", "0");
  copy_or_parse (self, response, "text", "{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}");
  copy_or_parse (self, response, "tool_choice", "\"auto\"");
  json_object_set_array_member (response, "tools", json_array_ref (self->tools));
  copy_or_parse (self, response, "truncation", "\"disabled\"");
  copy_or_parse (self, response, "service_tier", "\"default\"");
  copy_or_null (self, response, "user");
  copy_or_null (self, response, "safety_identifier");
  copy_or_null (self, response, "prompt_cache_key");
  json_object_set_null_member (response, "content_filters");
  copy_or_parse (self, response, "metadata", "{}");
  json_object_set_null_member (response, "usage");
  keep_unknown (self, response);

  return response;
}
