/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads which servers of models the service may ask, and puts their models beside the built-in analyst. The file holds names of
 * environment variables and of keyring entries, never keys:
 *
 *     [server home]
 *     kind=ollama
 *     address=http://127.0.0.1:11434
 *     models=qwen2.5-coder:14b;llama3.1:8b
 *
 *     [server work]
 *     kind=azure-openai
 *     address=https://example.openai.azure.com
 *     key-env=AZURE_OPENAI_API_KEY
 *     models=gpt-4.1
 *
 * Nothing is contacted here. Main thread. */

#include "config.h"

#include "service/models/sp-model-config.h"

#include "api/sp-http.h"
#include "api/sp-model-key.h"
#include "api/sp-openai-chat-model.h"

/**
 * sp_model_config_dup_default_path:
 *
 * Returns: (transfer full): where the file is when none is named: `sandpiper/models.conf` in the user's configuration
 */
char *
sp_model_config_dup_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "sandpiper", "models.conf", NULL);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The server may answer without a key; if not, its own words say so when it is asked. */
  if (!sp_model_key_find_finish (SP_MODEL_KEY (source), result, &error))
    g_message ("%s", error->message);
}

/* The name that agents choose a model by: its own, or with the server's behind it when another server has one of that name. */
static char *
choose_deployment_name (SpModelRegistry *registry,
                        SpModelServer   *server,
                        const char      *model)
{
  if (sp_model_registry_lookup (registry, model, NULL) == NULL)
    return g_strdup (model);

  return g_strconcat (model, "@", sp_model_server_get_id (server), NULL);
}

static void
add_model (SpModelRegistry *registry,
           SpModelServer   *server,
           SpModelKey      *key,
           const char      *model)
{
  g_autofree char *base_url = sp_model_server_dup_base_url (server, model);
  g_autofree char *path = sp_model_server_dup_chat_path (server);
  g_autofree char *name = choose_deployment_name (registry, server, model);
  g_autoptr(SpHttp) http = sp_http_new (base_url, NULL);
  g_autoptr(SpOpenaiChatModel) chat = sp_openai_chat_model_new (http, model);

  sp_http_set_authorize (http, sp_model_key_authorize, g_object_ref (key), g_object_unref);
  sp_openai_chat_model_set_path (chat, path);
  sp_openai_chat_model_set_old_max_tokens (chat, sp_model_server_get_old_max_tokens (server));
  sp_model_registry_add (registry, name, model, sp_model_server_get_title (server), SP_CHAT_MODEL (chat));
}

static void
add_server (SpModelRegistry *registry,
            SpModelServer   *server)
{
  g_autoptr(SpModelKey) key = sp_model_key_new (server);
  GStrv models = sp_model_server_get_models (server);

  sp_model_key_find_async (key, NULL, key_found_cb, NULL);
  for (guint i = 0; models != NULL && models[i] != NULL; i++)
    if (*models[i] != '\0')
      add_model (registry, server, key, models[i]);
}

/**
 * sp_model_config_load:
 * @registry: gets the models
 * @path: (nullable): the file; %NULL for the usual one, which need not be there
 * @error: return location
 *
 * Reads the configuration. Blocks for the time of a small file's read; is called before the service listens.
 *
 * Returns: %FALSE with an error of #GFileError, #GKeyFileError or %G_IO_ERROR_INVALID_ARGUMENT, in words for people
 */
gboolean
sp_model_config_load (SpModelRegistry  *registry,
                      const char       *path,
                      GError          **error)
{
  g_autofree char *usual = sp_model_config_dup_default_path ();
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GPtrArray) servers = NULL;

  g_return_val_if_fail (SP_IS_MODEL_REGISTRY (registry), FALSE);

  if (path == NULL && !g_file_test (usual, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_key_file_load_from_file (file, path != NULL ? path : usual, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, "%s: ", path != NULL ? path : usual);
      return FALSE;
    }

  servers = sp_model_server_load_all (file, error);
  if (servers == NULL)
    return FALSE;

  for (guint i = 0; i < servers->len; i++)
    add_server (registry, servers->pdata[i]);
  return TRUE;
}
