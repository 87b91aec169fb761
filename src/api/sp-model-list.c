/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Asks a server of models which it has. The state of a question is its task; main thread. */

#include "config.h"

#include "api/sp-model-list.h"

#include <string.h>

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-http.h"
#include "base/sp-json.h"

/* Nobody scrolls through more. */
#define MAX_MODELS 1000
/* A server that is not there is not waited for: somebody looks at the page. */
#define BASE_DELAY_MS 60

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full) (nullable): the ids, sorted */
static GStrv
decode_list (JsonObject *answer)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  JsonArray *data = sp_json_peek_array (answer, "data");

  if (data == NULL)
    return NULL;

  for (guint i = 0; i < MIN (json_array_get_length (data), MAX_MODELS); i++)
    {
      JsonNode *node = json_array_get_element (data, i);
      const char *id = JSON_NODE_HOLDS_OBJECT (node) ? sp_json_peek_string (json_node_get_object (node), "id", "") : "";

      if (*id != '\0')
        g_ptr_array_add (names, g_strdup (id));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = sp_http_json_finish (SP_HTTP (source), result, &error);
  g_auto(GStrv) names = answer != NULL ? decode_list (answer) : NULL;

  if (names != NULL)
    g_task_return_pointer (task, g_steal_pointer (&names), (GDestroyNotify) g_strfreev);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_PROTOCOL,
                             _("What answers there gives no list of models."));
}

/**
 * sp_model_list_async:
 * @server: a server with an address
 * @key: (nullable): its key
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called with the list
 * @user_data: for @callback
 *
 * Asks the server for its models.
 */
void
sp_model_list_async (SpModelServer       *server,
                     SpModelKey          *key,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(SpHttp) http = NULL;
  g_autofree char *base_url = NULL;
  const char *version = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (SP_IS_MODEL_SERVER (server));
  g_return_if_fail (sp_model_server_get_address (server) != NULL);

  task = g_task_new (server, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_list_async);
  version = sp_model_server_get_kind (server) == SP_MODEL_SERVER_AZURE_OPENAI
            ? sp_model_server_get_api_version (server) : NULL;
  base_url = version != NULL ? g_strconcat (sp_model_server_get_address (server), "/openai", NULL)
                             : sp_model_server_dup_base_url (server, "");
  path = version != NULL ? g_strconcat ("models?api-version=", version, NULL) : g_strdup ("models");

  http = sp_http_new (base_url, NULL);
  sp_http_set_base_delay (http, BASE_DELAY_MS);
  if (key != NULL)
    sp_http_set_authorize (http, sp_model_key_authorize, g_object_ref (key), g_object_unref);
  sp_http_json_async (http, "GET", path, NULL, SP_HTTP_DEFAULT, cancellable, listed_cb, g_steal_pointer (&task));
}

/**
 * sp_model_list_finish:
 * @server: the server
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the names, sorted; %NULL with an error of #SpApiError
 */
GStrv
sp_model_list_finish (SpModelServer  *server,
                      GAsyncResult   *result,
                      GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, server), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
