/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Which servers of models the service may ask, with their models beside the built-in analyst. Read from a file, which holds
 * names of environment variables and of keyring entries, never keys:
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
 * What tests of the models found is kept beside it, in model-tests.json. Reading contacts nobody; what changes the list or asks
 * a server is in sp-model-catalog-change.c. Owned by the program's main(); main thread. */

#include "config.h"

#include "service/models/sp-model-catalog-private.h"

#include "api/sp-http.h"
#include "api/sp-model-outcome.h"
#include "base/sp-json.h"
#include "service/sp-service-error.h"

G_DEFINE_FINAL_TYPE (SpModelCatalog, sp_model_catalog, G_TYPE_OBJECT)

static void
catalog_entry_free (SpCatalogEntry *entry)
{
  g_clear_object (&entry->server);
  g_clear_object (&entry->key);
  g_clear_pointer (&entry->key_words, g_free);
  g_free (entry);
}

/* Takes references. */
SpCatalogEntry *
_sp_catalog_entry_new (SpModelServer *server,
                       SpModelKey    *key)
{
  SpCatalogEntry *entry = g_new0 (SpCatalogEntry, 1);

  entry->server = g_object_ref (server);
  entry->key = g_object_ref (key);
  return entry;
}

static void
sp_model_catalog_finalize (GObject *object)
{
  SpModelCatalog *self = SP_MODEL_CATALOG (object);

  g_clear_object (&self->registry);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->outcomes_path, g_free);
  g_clear_pointer (&self->file, g_key_file_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->outcomes, json_object_unref);

  G_OBJECT_CLASS (sp_model_catalog_parent_class)->finalize (object);
}

static void
sp_model_catalog_class_init (SpModelCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_model_catalog_finalize;
}

static void
sp_model_catalog_init (SpModelCatalog *self)
{
  self->file = g_key_file_new ();
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) catalog_entry_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->outcomes = json_object_new ();
}

/**
 * sp_model_catalog_new:
 * @registry: (transfer none): gets the models
 *
 * Returns: (transfer full): a catalog without any server
 */
SpModelCatalog *
sp_model_catalog_new (SpModelRegistry *registry)
{
  SpModelCatalog *self;

  g_return_val_if_fail (SP_IS_MODEL_REGISTRY (registry), NULL);

  self = g_object_new (SP_TYPE_MODEL_CATALOG, NULL);
  self->registry = g_object_ref (registry);
  return self;
}

/* The server of that id; NULL and an error when there is none. */
SpCatalogEntry *
_sp_model_catalog_find (SpModelCatalog  *self,
                        const char      *id,
                        GError         **error)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      SpCatalogEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (sp_model_server_get_id (entry->server), id))
        return entry;
    }

  sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "not_found", "id",
                        "There is no model server “%s”.", id);
  return NULL;
}

/* Puts @entry (transfer full) in the place of the one with its id, or at the end. */
void
_sp_model_catalog_replace (SpModelCatalog *self,
                           SpCatalogEntry *entry)
{
  SpCatalogEntry *old = _sp_model_catalog_find (self, sp_model_server_get_id (entry->server), NULL);
  guint index = self->entries->len;

  if (old != NULL && g_ptr_array_find (self->entries, old, &index))
    g_ptr_array_remove_index (self->entries, index);
  g_ptr_array_insert (self->entries, (int) index, entry);
}

/* Writes the file anew. Blocks as the store does: it is small, and who changed the list is told whether it was kept. */
gboolean
_sp_model_catalog_save (SpModelCatalog  *self,
                        GError         **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *text = NULL;
  gsize length = 0;

  for (guint i = 0; i < self->entries->len; i++)
    sp_model_server_save (((SpCatalogEntry *) g_ptr_array_index (self->entries, i))->server, self->file);

  text = g_key_file_to_data (self->file, &length, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (self->path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return TRUE;

  g_prefix_error (error, "%s: ", self->path);
  return FALSE;
}

/* What is lost when this fails can be tested again. */
void
_sp_model_catalog_save_outcomes (SpModelCatalog *self)
{
  g_autofree char *text = sp_json_object_to_string (self->outcomes);
  g_autoptr(GError) error = NULL;

  if (!g_file_set_contents_full (self->outcomes_path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_message ("%s: %s", self->outcomes_path, error->message);
}

static JsonObject *
sp_model_catalog_peek_outcome (SpModelCatalog *self,
                               const char     *id,
                               const char     *model)
{
  JsonObject *of_server = sp_json_peek_object (self->outcomes, id);

  return of_server != NULL ? sp_json_peek_object (of_server, model) : NULL;
}

/* The way to one model of a server. (transfer full) */
SpOpenaiChatModel *
_sp_model_catalog_make_model (SpCatalogEntry *entry,
                              const char     *name)
{
  g_autofree char *base_url = sp_model_server_dup_base_url (entry->server, name);
  g_autofree char *path = sp_model_server_dup_chat_path (entry->server);
  g_autoptr(SpHttp) http = sp_http_new (base_url, NULL);
  SpOpenaiChatModel *model = sp_openai_chat_model_new (http, name);

  sp_http_set_authorize (http, sp_model_key_authorize, g_object_ref (entry->key), g_object_unref);
  sp_openai_chat_model_set_path (model, path);
  sp_openai_chat_model_set_old_max_tokens (model, sp_model_server_get_old_max_tokens (entry->server));
  return model;
}

/* What a test has found decides how the model is asked. */
static SpToolMode
choose_tool_mode (JsonObject *json)
{
  g_autoptr(SpModelOutcome) outcome = json != NULL ? sp_model_outcome_from_json (json) : NULL;

  if (outcome == NULL || outcome->error != NULL)
    return SP_TOOL_MODE_AUTO;
  if (outcome->refuses_tools)
    return SP_TOOL_MODE_TEXT;

  return outcome->calls == SP_MODEL_CALLS_NATIVE ? SP_TOOL_MODE_NATIVE : SP_TOOL_MODE_AUTO;
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
sp_model_catalog_add_model (SpModelCatalog *self,
                            SpCatalogEntry *entry,
                            const char     *model)
{
  const char *id = sp_model_server_get_id (entry->server);
  JsonObject *outcome = sp_model_catalog_peek_outcome (self, id, model);
  g_autofree char *name = choose_deployment_name (self->registry, entry->server, model);
  g_autoptr(SpOpenaiChatModel) chat = _sp_model_catalog_make_model (entry, model);
  JsonObject *details = json_object_new ();

  sp_openai_chat_model_set_tool_mode (chat, choose_tool_mode (outcome));
  sp_model_registry_add (self->registry, name, model, sp_model_server_get_title (entry->server), SP_CHAT_MODEL (chat));
  json_object_set_string_member (details, "server", id);
  if (outcome != NULL)
    json_object_set_object_member (details, "test", sp_json_object_copy (outcome));
  sp_model_registry_set_details (self->registry, name, details);
  g_ptr_array_add (self->names, g_steal_pointer (&name));
}

/* Makes the registry say what the list says. */
void
_sp_model_catalog_sync (SpModelCatalog *self)
{
  for (guint i = 0; i < self->names->len; i++)
    sp_model_registry_remove (self->registry, g_ptr_array_index (self->names, i));
  g_ptr_array_set_size (self->names, 0);

  for (guint i = 0; i < self->entries->len; i++)
    {
      SpCatalogEntry *entry = g_ptr_array_index (self->entries, i);
      GStrv models = sp_model_server_get_models (entry->server);

      for (guint j = 0; models != NULL && models[j] != NULL; j++)
        if (*models[j] != '\0')
          sp_model_catalog_add_model (self, entry, models[j]);
    }
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

static void
sp_model_catalog_load_outcomes (SpModelCatalog *self)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  JsonObject *outcomes = NULL;

  if (g_file_get_contents (self->outcomes_path, &text, &length, NULL))
    outcomes = sp_json_parse_object (text, (gssize) length, NULL);
  if (outcomes == NULL)
    return;

  json_object_unref (self->outcomes);
  self->outcomes = outcomes;
}

/**
 * sp_model_catalog_load:
 * @self: a catalog
 * @path: (nullable): the file; %NULL for the usual one, `sandpiper/models.conf` in the user's configuration, which need not be
 *   there
 * @error: return location
 *
 * Reads the list. Blocks for the time of two small files' reads; is called before anybody asks.
 *
 * Returns: %FALSE with an error of #GFileError, #GKeyFileError or %G_IO_ERROR_INVALID_ARGUMENT, in words for people
 */
gboolean
sp_model_catalog_load (SpModelCatalog  *self,
                       const char      *path,
                       GError         **error)
{
  g_autoptr(GPtrArray) servers = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (SP_IS_MODEL_CATALOG (self), FALSE);

  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_config_dir (), "sandpiper", "models.conf", NULL);
  folder = g_path_get_dirname (self->path);
  self->outcomes_path = g_build_filename (folder, "model-tests.json", NULL);
  if (path == NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_KEEP_COMMENTS, error))
    {
      g_prefix_error (error, "%s: ", self->path);
      return FALSE;
    }

  servers = sp_model_server_load_all (self->file, error);
  if (servers == NULL)
    return FALSE;

  sp_model_catalog_load_outcomes (self);
  for (guint i = 0; i < servers->len; i++)
    {
      g_autoptr(SpModelKey) key = sp_model_key_new (servers->pdata[i]);

      sp_model_key_find_async (key, NULL, key_found_cb, NULL);
      g_ptr_array_add (self->entries, _sp_catalog_entry_new (servers->pdata[i], key));
    }
  _sp_model_catalog_sync (self);
  return TRUE;
}

static const char *
name_key_place (SpCatalogEntry *entry)
{
  if (entry->key_words != NULL)
    return "memory";
  if (sp_model_server_get_key_env (entry->server) != NULL)
    return "environment";

  return sp_model_server_get_key_secret (entry->server) != NULL ? "keyring" : "none";
}

static void
set_string (JsonObject *json,
            const char *member,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (json, member, value);
}

/* A server as the wire shows it: all but the key. (transfer full) */
JsonObject *
_sp_model_catalog_describe (SpModelCatalog *self,
                            SpCatalogEntry *entry)
{
  JsonObject *json = json_object_new ();
  JsonArray *models = json_array_new ();
  const char *id = sp_model_server_get_id (entry->server);
  GStrv names = sp_model_server_get_models (entry->server);
  JsonObject *tests = sp_json_peek_object (self->outcomes, id);
  g_autoptr(GEnumClass) kinds = g_type_class_ref (SP_TYPE_MODEL_SERVER_KIND);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    json_array_add_string_element (models, names[i]);

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "kind",
                                 g_enum_get_value (kinds, (int) sp_model_server_get_kind (entry->server))->value_nick);
  set_string (json, "title", sp_model_server_get_title (entry->server));
  set_string (json, "address", sp_model_server_get_address (entry->server));
  set_string (json, "api_version", sp_model_server_get_api_version (entry->server));
  json_object_set_string_member (json, "key", name_key_place (entry));
  set_string (json, "key_message", entry->key_words);
  json_object_set_array_member (json, "models", models);
  json_object_set_object_member (json, "tests", tests != NULL ? sp_json_object_copy (tests) : json_object_new ());
  return json;
}

/**
 * sp_model_catalog_list:
 * @self: a catalog
 *
 * Returns: (transfer full): the servers in the order of the file, without any key
 */
JsonObject *
sp_model_catalog_list (SpModelCatalog *self)
{
  JsonObject *list = NULL;
  JsonArray *data = NULL;

  g_return_val_if_fail (SP_IS_MODEL_CATALOG (self), NULL);

  list = json_object_new ();
  data = json_array_new ();
  for (guint i = 0; i < self->entries->len; i++)
    json_array_add_object_element (data, _sp_model_catalog_describe (self, g_ptr_array_index (self->entries, i)));
  json_object_set_array_member (list, "data", data);
  return list;
}
