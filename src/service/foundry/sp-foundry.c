/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/foundry/sp-foundry.h"

#include <glib/gi18n.h>

#include "service/foundry/sp-foundry-private.h"

/* The Microsoft Foundry agents API, version 2, and with it the OpenAI
 * responses API: one table of routes. The whole dialect is this folder. */

static const SpHttpRoute routes[] = {
  { "POST", "/agents", _sp_foundry_create_agent },
  { "GET", "/agents", _sp_foundry_list_agents },
  { "POST", "/agents/{name}:enable", _sp_foundry_enable_agent },
  { "POST", "/agents/{name}:disable", _sp_foundry_disable_agent },
  { "GET", "/agents/{name}", _sp_foundry_get_agent },
  { "POST", "/agents/{name}", _sp_foundry_update_agent },
  { "DELETE", "/agents/{name}", _sp_foundry_delete_agent },
  { "POST", "/agents/{name}/versions", _sp_foundry_create_version },
  { "GET", "/agents/{name}/versions", _sp_foundry_list_versions },
  { "GET", "/agents/{name}/versions/{version}", _sp_foundry_get_version },
  { "DELETE", "/agents/{name}/versions/{version}", _sp_foundry_delete_version },

  { "GET", "/deployments", _sp_foundry_list_deployments },
  { "GET", "/deployments/{name}", _sp_foundry_get_deployment },
  { "GET", "/connections", _sp_foundry_list_connections },
  { "GET", "/connections/{name}", _sp_foundry_get_connection },
  { "POST", "/connections/{name}/getConnectionWithCredentials", _sp_foundry_get_connection },
  { "GET", "/models", _sp_foundry_list_models },
  { "GET", "/models/{name}", _sp_foundry_get_model },

  { "POST", "/conversations", _sp_foundry_create_conversation },
  { "GET", "/conversations", _sp_foundry_list_conversations },
  { "GET", "/conversations/{id}", _sp_foundry_get_conversation },
  { "POST", "/conversations/{id}", _sp_foundry_update_conversation },
  { "DELETE", "/conversations/{id}", _sp_foundry_delete_conversation },
  { "POST", "/conversations/{id}/items", _sp_foundry_create_items },
  { "GET", "/conversations/{id}/items", _sp_foundry_list_items },
  { "GET", "/conversations/{id}/items/{item}", _sp_foundry_get_item },
  { "DELETE", "/conversations/{id}/items/{item}", _sp_foundry_delete_item },

  { "POST", "/responses", _sp_foundry_create_response },
  { "GET", "/responses", _sp_foundry_list_responses },
  { "GET", "/responses/{id}", _sp_foundry_get_response },
  { "DELETE", "/responses/{id}", _sp_foundry_delete_response },
  { "POST", "/responses/{id}/cancel", _sp_foundry_cancel_response },
  { "GET", "/responses/{id}/input_items", _sp_foundry_list_input_items },

  { "POST", "/files", _sp_foundry_create_file, SP_HTTP_ROUTE_STREAMS_BODY },
  { "GET", "/files", _sp_foundry_list_files },
  { "GET", "/files/{id}", _sp_foundry_get_file },
  { "GET", "/files/{id}/content", _sp_foundry_get_file_content },
  { "DELETE", "/files/{id}", _sp_foundry_delete_file },

  { "POST", "/containers", _sp_foundry_create_container },
  { "GET", "/containers", _sp_foundry_list_containers },
  { "GET", "/containers/{id}", _sp_foundry_get_container },
  { "DELETE", "/containers/{id}", _sp_foundry_delete_container },
  { "POST", "/containers/{id}/files", _sp_foundry_add_container_file, SP_HTTP_ROUTE_STREAMS_BODY },
  { "GET", "/containers/{id}/files", _sp_foundry_list_container_files },
  { "GET", "/containers/{id}/files/{file}", _sp_foundry_get_container_file },
  { "GET", "/containers/{id}/files/{file}/content", _sp_foundry_get_container_content },
  { "DELETE", "/containers/{id}/files/{file}", _sp_foundry_delete_container_file },
};

static const SpHttpDialect dialect = {
  .name = "foundry",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .dup_local_path = sp_foundry_dup_local_path,
  .dup_error_body = sp_foundry_dup_error_body,
};

/**
 * sp_foundry_get_dialect:
 *
 * Returns: (transfer none): the dialect; its context is the #SpEngine
 */
const SpHttpDialect *
sp_foundry_get_dialect (void)
{
  return &dialect;
}

/* Some clients write what they leave open as `after=`. */
static const char *
get_said (SpHttpExchange *exchange,
          const char     *name)
{
  const char *text = sp_http_exchange_get_query (exchange, name);

  return text != NULL && *text != '\0' ? text : NULL;
}

/**
 * _sp_foundry_parse_page:
 * @exchange: a request for a list
 * @default_limit: how many entries when it does not say
 * @max_limit: how many it may ask for
 * @page: (out): what it asks for
 *
 * Reads `limit`, `order`, `after` and `before`; empty ones are as good as none.
 *
 * Returns: %FALSE with @error set when one of them is wrong
 */
gboolean
_sp_foundry_parse_page (SpHttpExchange  *exchange,
                        guint            default_limit,
                        guint            max_limit,
                        SpPageQuery     *page,
                        GError         **error)
{
  return sp_page_query_parse (page,
                              get_said (exchange, "limit"),
                              get_said (exchange, "order"),
                              get_said (exchange, "after"),
                              get_said (exchange, "before"),
                              default_limit, max_limit, error);
}

/**
 * _sp_foundry_get_include:
 * @exchange: a request
 *
 * Returns: what its query asks to include; unknown values do not matter
 */
SpInclude
_sp_foundry_get_include (SpHttpExchange *exchange)
{
  g_auto(GStrv) values = sp_http_exchange_dup_query_all (exchange, "include");

  return sp_include_from_strv ((const char * const *) values);
}

/**
 * _sp_foundry_parse_flag:
 * @exchange: a request
 * @name: a query parameter that is true or false
 * @value: (inout): kept when it is not there
 *
 * Returns: %FALSE with @error set when it is neither
 */
gboolean
_sp_foundry_parse_flag (SpHttpExchange  *exchange,
                        const char      *name,
                        gboolean        *value,
                        GError         **error)
{
  const char *text = sp_http_exchange_get_query (exchange, name);

  if (text == NULL || *text == '\0')
    return TRUE;
  if (g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1"))
    *value = TRUE;
  else if (g_ascii_strcasecmp (text, "false") == 0 || g_str_equal (text, "0"))
    *value = FALSE;
  else
    {
      sp_http_error_set (error, 400, "invalid_payload", name,
                         _("“%s” must be true or false, not “%s”."), name, text);
      return FALSE;
    }

  return TRUE;
}
