/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sessions/sp-sessions-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-json.h"

/* Running code in a session: at once, with the answer when it has ended, or in
 * the background, to be asked for by its id. A client that hangs up while it
 * waits stops its code. */

#define MAX_SYNCHRONOUS_SECONDS 220
#define MAX_ASYNCHRONOUS_SECONDS 3600

static const char * const state_names[] = { "NotStarted", "Running", "Succeeded", "Failed" };

typedef struct
{
  const char *code;             /* borrowed from the body */
  gint64      timeout_seconds;  /* 0: not said */
  gboolean    is_asynchronous;
} ExecuteRequest;

/* One of two words, in any case; kept when it is not there. */
static gboolean
parse_word (JsonObject          *body,
            const char          *member,
            const char * const  *words,
            guint               *chosen,
            GError             **error)
{
  const char *text = NULL;

  if (!sp_json_opt_string (body, member, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      {
        *chosen = i;
        return TRUE;
      }

  sp_http_error_set (error, 400, "invalid_value", member, _("“%s” cannot be “%s” here; use “%s”."), member,
                     text, words[0]);
  return FALSE;
}

static gboolean
parse_request (JsonObject      *body,
               ExecuteRequest  *request,
               GError         **error)
{
  static const char * const input_types[] = { "inline", NULL };
  static const char * const execution_types[] = { "synchronous", "asynchronous", NULL };
  guint input_type = 0;
  guint execution_type = 0;
  gint64 timeout = 0;
  gint64 most;

  *request = (ExecuteRequest) { 0 };
  if (!parse_word (body, "codeInputType", input_types, &input_type, error) ||
      !parse_word (body, "executionType", execution_types, &execution_type, error) ||
      !sp_json_get_string (body, "code", &request->code, error) ||
      !sp_json_opt_int (body, "timeoutInSeconds", &timeout, error))
    return FALSE;

  request->is_asynchronous = execution_type == 1;
  most = request->is_asynchronous ? MAX_ASYNCHRONOUS_SECONDS : MAX_SYNCHRONOUS_SECONDS;
  if (json_object_has_member (body, "timeoutInSeconds") && (timeout < 1 || timeout > most))
    {
      sp_http_error_set (error, 400, "invalid_value", "timeoutInSeconds",
                         _("“timeoutInSeconds” must be a whole number from 1 to %d here."), (int) most);
      return FALSE;
    }
  request->timeout_seconds = timeout;

  return TRUE;
}

/* Numbers and truths that are the same in JSON; %NULL for all else, where the text must do. */
static JsonNode *
parse_value (const char *text)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *again = NULL;

  if (g_str_equal (text, "True") || g_str_equal (text, "False"))
    {
      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_boolean (node, g_str_equal (text, "True"));
      return g_steal_pointer (&node);
    }

  if (*text == '\0' || strchr ("-0123456789", *text) == NULL)
    return NULL;

  node = sp_json_parse (text, -1, NULL);
  if (node == NULL || json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return g_steal_pointer (&node);

  /* A whole number that is too large for JSON's reader would come out as another one. */
  again = sp_json_to_string (node);

  return g_str_equal (again, text) ? g_steal_pointer (&node) : NULL;
}

static JsonNode *
make_image (const char *data)
{
  JsonObject *image = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (image, "type", "image");
  json_object_set_string_member (image, "format", "png");
  json_object_set_string_member (image, "base64_data", data);
  json_node_take_object (node, image);

  return node;
}

/* The last picture that was shown, else the last value. */
static JsonNode *
dup_result (JsonArray *displays)
{
  guint n_displays = displays != NULL ? json_array_get_length (displays) : 0;
  const char *text = NULL;
  JsonNode *node;

  for (guint i = n_displays; i > 0; i--)
    {
      JsonObject *bundle = json_array_get_object_element (displays, i - 1);
      const char *image = sp_json_peek_string (bundle, "image/png", NULL);

      if (image != NULL)
        return make_image (image);
      if (text == NULL)
        text = sp_json_peek_string (bundle, "text/plain", NULL);
    }

  if (text == NULL)
    return json_node_new (JSON_NODE_NULL);

  node = parse_value (text);
  if (node == NULL)
    {
      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_string (node, text);
    }

  return node;
}

/* Why code was stopped, in the names of the reference; an exception has no other name than its own. */
static const char *
get_failure_code (SpExecution *execution)
{
  if (sp_execution_get_error (execution) != NULL)
    return "InternalServerError";

  switch (sp_execution_get_outcome (execution))
    {
    case SP_OUTCOME_TIMEOUT:
      return "Timeout";
    case SP_OUTCOME_DIED:
      return "ConnectionClosed";
    case SP_OUTCOME_INTERRUPTED:
      return "Cancelled";
    case SP_OUTCOME_OK:
    case SP_OUTCOME_ERROR:
    default:
      return NULL;
    }
}

static void
set_failure (SpExecution *execution,
             JsonObject  *body)
{
  const char *code = get_failure_code (execution);
  const char *message = sp_execution_get_message (execution);
  JsonObject *error;

  if (code == NULL)
    return;

  error = json_object_new ();
  json_object_set_string_member (error, "code", code);
  json_object_set_string_member (error, "message", message != NULL ? message : _("The code was stopped."));
  json_object_set_object_member (body, "error", error);
}

static void
fill_result (SpExecution *execution,
             JsonObject  *result,
             const char  *value_member)
{
  json_object_set_string_member (result, "stdout", sp_execution_get_stdout (execution));
  json_object_set_string_member (result, "stderr", sp_execution_get_stderr (execution));
  json_object_set_member (result, value_member, dup_result (sp_execution_get_displays (execution)));
  json_object_set_int_member (result, "executionTimeInMilliseconds", sp_execution_get_elapsed (execution));
}

static JsonObject *
make_execution (SpExecution    *execution,
                SpHttpExchange *exchange,
                const char     *type)
{
  SpExecutionState state = sp_execution_get_state (execution);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "id", sp_execution_get_id (execution));
  json_object_set_string_member (body, "identifier", sp_http_exchange_get_query (exchange, "identifier"));
  if (type != NULL)
    json_object_set_string_member (body, "executionType", type);
  json_object_set_string_member (body, "status", state_names[state]);
  if (state >= SP_EXECUTION_SUCCEEDED)
    {
      JsonObject *result = json_object_new ();

      fill_result (execution, result, "executionResult");
      json_object_set_object_member (body, "result", result);
      set_failure (execution, body);
    }

  return body;
}

static JsonObject *
make_older_execution (SpExecution *execution)
{
  SpExecutionState state = sp_execution_get_state (execution);
  JsonObject *body = json_object_new ();
  JsonObject *properties = json_object_new ();

  json_object_set_string_member (properties, "id", sp_execution_get_id (execution));
  json_object_set_string_member (properties, "status", state_names[state]);
  if (state >= SP_EXECUTION_SUCCEEDED)
    {
      fill_result (execution, properties, "result");
      set_failure (execution, properties);
    }
  json_object_set_object_member (body, "properties", properties);

  return body;
}

static void
respond_ended (SpHttpExchange *exchange,
               SpExecution    *execution,
               JsonObject     *body)
{
  const GError *cause = sp_execution_get_error (execution);
  g_autoptr(JsonObject) owned = body;
  g_autoptr(GError) error = NULL;

  if (cause == NULL)
    {
      sp_http_exchange_respond_json (exchange, 200, owned);
      return;
    }

  if (cause->domain == SP_SERVICE_ERROR)
    error = g_error_copy (cause);
  else
    error = sp_service_error_new (SP_SERVICE_ERROR_UNAVAILABLE, "internal_server_error", NULL, "%s",
                                  cause->message);
  sp_http_exchange_respond_error (exchange, error);
}

static void
ended_cb (SpExecution    *execution,
          SpHttpExchange *exchange)
{
  respond_ended (exchange, execution, make_execution (execution, exchange, "synchronous"));
}

static void
ended_older_cb (SpExecution    *execution,
                SpHttpExchange *exchange)
{
  respond_ended (exchange, execution, make_older_execution (execution));
}

static void
respond_accepted (SpHttpExchange *exchange,
                  SpExecution    *execution,
                  JsonObject     *body)
{
  g_autoptr(JsonObject) owned = body;
  g_autofree char *location = _sp_sessions_dup_location (exchange, sp_execution_get_id (execution));

  sp_http_exchange_set_header (exchange, "Location", location);
  sp_http_exchange_set_header (exchange, "Operation-Location", location);
  sp_http_exchange_set_header (exchange, "Azure-AsyncOperation", location);
  sp_http_exchange_set_header (exchange, "operation-id", sp_execution_get_id (execution));
  sp_http_exchange_respond_json (exchange, 202, owned);
}

static void
start_execution (SpHttpExchange *exchange,
                 SpEngine       *engine,
                 JsonObject     *body,
                 gboolean        is_older)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpExecution) execution = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  ExecuteRequest request;

  if (key != NULL && parse_request (body, &request, &error))
    execution = sp_engine_start_execution (engine, key, request.code, (guint) request.timeout_seconds,
                                           &error);
  if (execution == NULL)
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }

  if (request.is_asynchronous)
    {
      respond_accepted (exchange, execution,
                        is_older ? make_older_execution (execution)
                                 : make_execution (execution, exchange, "asynchronous"));
      return;
    }

  g_signal_connect_object (execution, "ended", is_older ? G_CALLBACK (ended_older_cb) : G_CALLBACK (ended_cb),
                           exchange, 0);
  /* Also after an answer, when there is nothing left to cancel. */
  g_signal_connect_object (exchange, "closed", G_CALLBACK (sp_execution_cancel), execution, G_CONNECT_SWAPPED);
}

/**
 * _sp_sessions_execute:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /executions`
 */
void
_sp_sessions_execute (SpHttpExchange *exchange,
                      gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);

  if (body != NULL)
    start_execution (exchange, context, body, FALSE);
  else
    sp_http_exchange_respond_error (exchange, error);
}

/**
 * _sp_sessions_execute_older:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /code/execute`: the older form, in which all members stand in “properties”
 */
void
_sp_sessions_execute_older (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  JsonObject *properties = NULL;

  if (body != NULL && sp_json_get_object (body, "properties", &properties, &error))
    start_execution (exchange, context, properties, TRUE);
  else
    sp_http_exchange_respond_error (exchange, error);
}

/**
 * _sp_sessions_get_execution:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /executions/{id}`
 */
void
_sp_sessions_get_execution (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);
  g_autoptr(SpExecution) execution = NULL;
  JsonObject *body = NULL;

  if (key != NULL)
    execution = sp_engine_get_execution (context, key, sp_http_exchange_get_param (exchange, "id"), &error);
  if (execution != NULL)
    body = _sp_sessions_is_older (exchange) ? make_older_execution (execution)
                                            : make_execution (execution, exchange, NULL);
  sp_http_exchange_respond_result (exchange, body, g_steal_pointer (&error));
}

/**
 * _sp_sessions_stop:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /.management/stopSession`
 */
void
_sp_sessions_stop (SpHttpExchange *exchange,
                   gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = _sp_sessions_dup_key (exchange, &error);

  if (key != NULL && sp_engine_stop_session (context, key, &error))
    sp_http_exchange_respond_empty (exchange, 204);
  else
    sp_http_exchange_respond_error (exchange, error);
}
