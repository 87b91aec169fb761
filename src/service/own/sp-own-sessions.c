/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/own/sp-own-private.h"

/* The sessions of the containers: how they are, what they hold, ending them and
 * bringing them back. */

#define MAX_PAGE 200
#define MAX_OFFSET G_GUINT64_CONSTANT (1000000000000)

/**
 * _sp_own_get_session:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /sandpiper/containers/{id}/session`
 */
void
_sp_own_get_session (SpHttpExchange *exchange,
                     gpointer        context)
{
  GError *error = NULL;
  JsonObject *session = sp_engine_get_session (context, sp_http_exchange_get_param (exchange, "id"), &error);

  sp_http_exchange_respond_result (exchange, session, error);
}

/**
 * _sp_own_end_session:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /sandpiper/containers/{id}/end`
 */
void
_sp_own_end_session (SpHttpExchange *exchange,
                     gpointer        context)
{
  GError *error = NULL;
  JsonObject *session = sp_engine_end_session (context, sp_http_exchange_get_param (exchange, "id"), &error);

  sp_http_exchange_respond_result (exchange, session, error);
}

/**
 * _sp_own_begin_replay:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /sandpiper/containers/{id}/replay`
 */
void
_sp_own_begin_replay (SpHttpExchange *exchange,
                      gpointer        context)
{
  GError *error = NULL;
  JsonObject *session = sp_engine_begin_replay (context, sp_http_exchange_get_param (exchange, "id"), &error);

  sp_http_exchange_respond_result (exchange, session, error);
}

/**
 * _sp_own_stop_replay:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /sandpiper/containers/{id}/replay/stop`
 */
void
_sp_own_stop_replay (SpHttpExchange *exchange,
                     gpointer        context)
{
  GError *error = NULL;
  JsonObject *session = sp_engine_stop_replay (context, sp_http_exchange_get_param (exchange, "id"), &error);

  sp_http_exchange_respond_result (exchange, session, error);
}

static void
restarted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(SpHttpExchange) exchange = user_data;
  GError *error = NULL;
  JsonObject *session = sp_engine_restart_session_finish (SP_ENGINE (source), result, &error);

  sp_http_exchange_respond_result (exchange, session, error);
}

/**
 * _sp_own_restart_session:
 * @exchange: a request
 * @context: the engine
 *
 * `POST /sandpiper/containers/{id}/restart`
 */
void
_sp_own_restart_session (SpHttpExchange *exchange,
                         gpointer        context)
{
  sp_engine_restart_session_async (context, sp_http_exchange_get_param (exchange, "id"), restarted_cb,
                                   g_object_ref (exchange));
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpHttpExchange) exchange = user_data;
  GError *error = NULL;
  JsonObject *answer = sp_engine_look_finish (SP_ENGINE (source), result, &error);

  sp_http_exchange_respond_result (exchange, answer, error);
}

/**
 * _sp_own_list_variables:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /sandpiper/containers/{id}/variables`
 */
void
_sp_own_list_variables (SpHttpExchange *exchange,
                        gpointer        context)
{
  const SpVariableQuery query = { .name = NULL };

  sp_engine_look_async (context, sp_http_exchange_get_param (exchange, "id"), &query, looked_cb,
                        g_object_ref (exchange));
}

static gboolean
parse_number (SpHttpExchange  *exchange,
              const char      *name,
              guint64          max,
              guint64         *value,
              GError         **error)
{
  const char *text = sp_http_exchange_get_query (exchange, name);

  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL))
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", name,
                        "“%s” must be a whole number from 0 to %" G_GUINT64_FORMAT ".", name, max);

  return FALSE;
}

/**
 * _sp_own_read_variable:
 * @exchange: a request
 * @context: the engine
 *
 * `GET /sandpiper/containers/{id}/variables/{name}?offset=&limit=&column=&columns=`
 */
void
_sp_own_read_variable (SpHttpExchange *exchange,
                       gpointer        context)
{
  SpVariableQuery query = { .name = (char *) sp_http_exchange_get_param (exchange, "name") };
  g_autoptr(GError) error = NULL;
  guint64 offset = 0;
  guint64 limit = 50;
  guint64 column = 0;
  guint64 columns = MAX_PAGE;

  if (!parse_number (exchange, "offset", MAX_OFFSET, &offset, &error) ||
      !parse_number (exchange, "limit", MAX_PAGE, &limit, &error) ||
      !parse_number (exchange, "column", MAX_OFFSET, &column, &error) ||
      !parse_number (exchange, "columns", MAX_PAGE, &columns, &error))
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }

  query.offset = (gint64) offset;
  query.limit = (guint) limit;
  query.column = (gint64) column;
  query.n_columns = (guint) columns;
  sp_engine_look_async (context, sp_http_exchange_get_param (exchange, "id"), &query, looked_cb,
                        g_object_ref (exchange));
}
