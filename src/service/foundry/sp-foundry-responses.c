/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry-private.h"

#include <glib/gi18n.h>

#include "base/sp-json.h"
#include "service/foundry/sp-foundry-turn.h"

/* Responses: one turn of a conversation, plain, streamed, in the background
 * (foundry-v2.md 5). */

static gboolean
get_flag (JsonObject  *body,
          const char  *member,
          gboolean    *value,
          GError     **error)
{
  if (sp_json_opt_boolean (body, member, value, NULL))
    return TRUE;

  sp_http_error_set (error, 400, "invalid_payload", member, _("“%s” must be true or false."),
                     member);
  return FALSE;
}

static void
respond_started (SpHttpExchange *exchange,
                 SpRun          *run)
{
  g_autoptr(JsonObject) whole = sp_run_dup_response (run);

  sp_http_exchange_respond_result (exchange, sp_include_response (sp_run_get_include (run), whole),
                                   NULL);
}

/**
 * _sp_foundry_create_response:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /responses`
 */
void
_sp_foundry_create_response (SpHttpExchange *exchange,
                             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = sp_http_exchange_dup_json (exchange, &error);
  g_autoptr(SpRun) run = NULL;
  gboolean stream = FALSE;
  gboolean background = FALSE;
  gboolean store = TRUE;

  if (body != NULL && get_flag (body, "stream", &stream, &error) &&
      get_flag (body, "background", &background, &error) &&
      get_flag (body, "store", &store, &error))
    run = sp_engine_create_response (context, body, &error);

  if (run == NULL)
    sp_http_exchange_respond_error (exchange, error);
  else if (background && !stream)
    respond_started (exchange, run);
  else if (background)
    sp_foundry_turn_follow (exchange, context, run, SP_FOUNDRY_TURN_WATCH, store);
  else
    sp_foundry_turn_follow (exchange, context, run,
                            stream ? SP_FOUNDRY_TURN_STREAM : SP_FOUNDRY_TURN_WAIT, store);
}

/* Whoever takes up a stream again must get the numbers that it had, so the creator's own choice
 * counts unless the request makes one. */
static SpInclude
get_stream_include (SpHttpExchange *exchange,
                    SpRun          *run)
{
  g_auto(GStrv) values = sp_http_exchange_dup_query_all (exchange, "include");

  if (values[0] == NULL && run != NULL)
    return sp_run_get_include (run);
  return sp_include_from_strv ((const char * const *) values);
}

static gboolean
get_starting_after (SpHttpExchange  *exchange,
                    gint64          *after,
                    GError         **error)
{
  const char *text = sp_http_exchange_get_query (exchange, "starting_after");

  *after = -1;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, after, NULL))
    return TRUE;

  sp_http_error_set (error, 400, "invalid_payload", "starting_after",
                     _("“starting_after” must be the number of an event, not “%s”."), text);
  return FALSE;
}

/**
 * _sp_foundry_get_response:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /responses/{id}`, as an object or as a stream
 */
void
_sp_foundry_get_response (SpHttpExchange *exchange,
                          gpointer        context)
{
  const char *id = sp_http_exchange_get_param (exchange, "id");
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) response = NULL;
  gboolean stream = FALSE;
  gint64 after = -1;

  if (_sp_foundry_parse_flag (exchange, "stream", &stream, &error) &&
      get_starting_after (exchange, &after, &error))
    response = sp_engine_get_response (context, id, _sp_foundry_get_include (exchange), &error);

  if (response != NULL && stream)
    sp_foundry_turn_resume (exchange, context, id, after,
                            get_stream_include (exchange, sp_engine_get_run (context, id)));
  else
    sp_http_exchange_respond_result (exchange, g_steal_pointer (&response),
                                     g_steal_pointer (&error));
}

/**
 * _sp_foundry_cancel_response:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /responses/{id}/cancel`
 */
void
_sp_foundry_cancel_response (SpHttpExchange *exchange,
                             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_cancel_response (context, sp_http_exchange_get_param (exchange, "id"), &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_responses:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /responses`
 */
void
_sp_foundry_list_responses (SpHttpExchange *exchange,
                            gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_responses (context,
                                       &page,
                                       sp_http_exchange_get_query (exchange, "agent_name"),
                                       sp_http_exchange_get_query (exchange, "agent_id"),
                                       sp_http_exchange_get_query (exchange, "conversation_id"),
                                       &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_delete_response:
 * @exchange: a request
 * @context: the engine
 *
 * `DELETE /responses/{id}`
 */
void
_sp_foundry_delete_response (SpHttpExchange *exchange,
                             gpointer        context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  answer = sp_engine_delete_response (context,
                                      sp_http_exchange_get_param (exchange, "id"),
                                      &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}

/**
 * _sp_foundry_list_input_items:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /responses/{id}/input_items`
 */
void
_sp_foundry_list_input_items (SpHttpExchange *exchange,
                              gpointer        context)
{
  g_auto(SpPageQuery) page = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (_sp_foundry_parse_page (exchange, 20, 100, &page, &error))
    answer = sp_engine_list_input_items (context,
                                         sp_http_exchange_get_param (exchange, "id"),
                                         &page,
                                         _sp_foundry_get_include (exchange),
                                         &error);
  sp_http_exchange_respond_result (exchange, g_steal_pointer (&answer), g_steal_pointer (&error));
}
