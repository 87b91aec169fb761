/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpModelCatalog: what changes the list and what asks a server. A key goes into the Secret Service, or stays in memory when
 * there is none, and is bound to the address that it was given for: a server whose address changes loses it, so that nobody
 * who may change the list can have a key sent elsewhere. For the same reason the wire names no environment variables. */

#include "config.h"

#include "service/models/sp-model-catalog-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "api/sp-model-list.h"
#include "api/sp-model-test.h"
#include "base/sp-json.h"
#include "service/http/sp-http-error.h"
#include "service/sp-service-error.h"

#define MAX_MODELS 1000
#define MAX_ID 64
/* A server on this computer answers at once, or is busy with something that is no server of models. */
#define LOOK_AROUND_MS 2000

/* A change under way. */
typedef struct
{
  SpModelServer *server;  /* (owned) */
  SpModelKey    *key;     /* (owned) */
  char          *words;   /* (owned) (nullable): why the key is in memory only */
} Change;

static void
change_free (Change *change)
{
  g_clear_object (&change->server);
  g_clear_object (&change->key);
  g_clear_pointer (&change->words, g_free);
  g_free (change);
}

/* ---- Changing ---- */

static gboolean
is_usable_id (const char *id)
{
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_' && *p != '.')
      return FALSE;

  return *id != '\0' && strlen (id) <= MAX_ID;
}

static gboolean
parse_kind (const char         *nick,
            SpModelServerKind  *kind,
            GError            **error)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (SP_TYPE_MODEL_SERVER_KIND);
  GEnumValue *value = g_enum_get_value_by_nick (kinds, nick);

  if (value == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "kind",
                            "There is no kind of model server called “%s”.", nick);
      return FALSE;
    }

  *kind = value->value;
  return TRUE;
}

static gboolean
read_models (SpModelServer  *server,
             JsonArray      *models,
             GError        **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) names = NULL;
  guint n_models = json_array_get_length (models);

  for (guint i = 0; i < n_models; i++)
    {
      JsonNode *node = json_array_get_element (models, i);
      const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (name == NULL || *name == '\0' || n_models > MAX_MODELS)
        {
          sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "models",
                                "The models are given as an array of at most %d names.", MAX_MODELS);
          return FALSE;
        }
      g_strv_builder_add (builder, name);
    }

  names = g_strv_builder_end (builder);
  sp_model_server_set_models (server, (const char *const *) names);
  return TRUE;
}

static gboolean
read_address (SpModelServer  *server,
              const char     *address,
              GError        **error)
{
  g_autoptr(GError) cause = NULL;

  if (address != NULL && !sp_model_server_set_address (server, address, &cause))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "address", "%s", cause->message);
      return FALSE;
    }
  if (sp_model_server_get_address (server) == NULL)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "missing_required_parameter", "address",
                            "%s", _("A server of this kind needs an address."));
      return FALSE;
    }

  return TRUE;
}

/* A server as @body describes it; what @body leaves out stays as it was. (transfer full) (nullable) */
static SpModelServer *
read_server (const char     *id,
             SpCatalogEntry *old,
             JsonObject     *body,
             GError        **error)
{
  SpModelServer *before = old != NULL ? old->server : NULL;
  SpModelServerKind kind = before != NULL ? sp_model_server_get_kind (before) : SP_MODEL_SERVER_OTHER;
  const char *nick = NULL;
  const char *title = before != NULL ? sp_model_server_get_title (before) : NULL;
  const char *address = before != NULL ? sp_model_server_get_address (before) : NULL;
  const char *version = before != NULL ? sp_model_server_get_api_version (before) : NULL;
  JsonArray *models = NULL;
  g_autoptr(SpModelServer) server = NULL;

  if (!sp_json_opt_string (body, "kind", &nick, error) || !sp_json_opt_string (body, "title", &title, error) ||
      !sp_json_opt_string (body, "address", &address, error) ||
      !sp_json_opt_string (body, "api_version", &version, error) ||
      !sp_json_opt_array (body, "models", &models, error) || (nick != NULL && !parse_kind (nick, &kind, error)))
    return NULL;

  server = sp_model_server_new (id, kind);
  if (!read_address (server, address, error))
    return NULL;
  if (title != NULL && *title != '\0')
    sp_model_server_set_title (server, title);
  sp_model_server_set_api_version (server, version != NULL && *version != '\0' ? version : NULL);
  if (models != NULL)
    return read_models (server, models, error) ? g_steal_pointer (&server) : NULL;

  if (before != NULL)
    sp_model_server_set_models (server, (const char *const *) sp_model_server_get_models (before));
  return g_steal_pointer (&server);
}

/* The change is decided: it is written and followed. */
static void
commit (GTask *task)
{
  SpModelCatalog *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  SpCatalogEntry *old = _sp_model_catalog_find (self, sp_model_server_get_id (change->server), NULL);
  const char *old_secret = old != NULL ? sp_model_server_get_key_secret (old->server) : NULL;
  SpCatalogEntry *entry = _sp_catalog_entry_new (change->server, change->key);
  g_autoptr(GError) error = NULL;

  if (old_secret != NULL && g_strcmp0 (old_secret, sp_model_server_get_key_secret (change->server)) != 0)
    sp_model_key_forget (old_secret);
  entry->key_words = g_steal_pointer (&change->words);
  _sp_model_catalog_replace (self, entry);
  _sp_model_catalog_sync (self);
  if (_sp_model_catalog_save (self, &error))
    g_task_return_pointer (task, _sp_model_catalog_describe (self, entry), (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, sp_service_error_new (SP_SERVICE_ERROR_INTERNAL, NULL, NULL,
                                                     _("The list of model servers could not be written: %s"),
                                                     error->message));
}

static void
key_stored_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (sp_model_key_store_finish (result, &error))
    sp_model_server_set_key_secret (change->server, sp_model_server_get_id (change->server));
  else
    change->words = g_strdup_printf (_("The key is kept in memory until the service ends, because the keyring did not "
                                       "take it: %s"), error->message);
  commit (task);
}

static gboolean
is_same_place (SpModelServer *a,
               SpModelServer *b)
{
  g_autoptr(GUri) left = g_uri_parse (sp_model_server_get_address (a), G_URI_FLAGS_NONE, NULL);
  g_autoptr(GUri) right = g_uri_parse (sp_model_server_get_address (b), G_URI_FLAGS_NONE, NULL);

  return left != NULL && right != NULL && g_str_equal (g_uri_get_scheme (left), g_uri_get_scheme (right)) &&
         g_strcmp0 (g_uri_get_host (left), g_uri_get_host (right)) == 0 &&
         g_uri_get_port (left) == g_uri_get_port (right);
}

static void
keep_key (Change         *change,
          SpCatalogEntry *old)
{
  sp_model_server_set_key_env (change->server, sp_model_server_get_key_env (old->server));
  sp_model_server_set_key_secret (change->server, sp_model_server_get_key_secret (old->server));
  change->words = g_strdup (old->key_words);
  sp_model_key_take_value_of (change->key, old->key);
}

/**
 * sp_model_catalog_put_async:
 * @self: a catalog that was loaded
 * @id: the server's name: letters, digits and "-_."
 * @body: `kind`, `title`, `address`, `api_version`, `models`, `key`; of a server that is there, what is left out stays; the
 *   key stays only while the address is of the same place, and `""` takes it away
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is written; sp_model_catalog_finish() gives the server
 * @user_data: for @callback
 *
 * Adds a server or changes one.
 */
void
sp_model_catalog_put_async (SpModelCatalog      *self,
                            const char          *id,
                            JsonObject          *body,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpModelServer) server = NULL;
  SpCatalogEntry *old = NULL;
  Change *change = NULL;
  const char *key = NULL;

  g_return_if_fail (SP_IS_MODEL_CATALOG (self));
  g_return_if_fail (id != NULL && body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_catalog_put_async);
  old = _sp_model_catalog_find (self, id, NULL);
  if (old == NULL && !is_usable_id (id))
    sp_service_error_set (&error, SP_SERVICE_ERROR_INVALID, "invalid_value", "id",
                          "A model server is called by letters, digits and “-_.”.");
  else if (sp_json_opt_string (body, "key", &key, &error))
    server = read_server (id, old, body, &error);
  if (server == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  change = g_new0 (Change, 1);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  change->server = g_steal_pointer (&server);
  change->key = sp_model_key_new (change->server);
  if (key != NULL && *key != '\0')
    {
      sp_model_key_set_value (change->key, key);
      sp_model_key_store_async (id, key, cancellable, key_stored_cb, g_steal_pointer (&task));
      return;
    }

  if (key == NULL && old != NULL && is_same_place (old->server, change->server))
    keep_key (change, old);
  commit (task);
}

/**
 * sp_model_catalog_remove_async:
 * @self: a catalog that was loaded
 * @id: a server
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is written; sp_model_catalog_finish() gives what was removed
 * @user_data: for @callback
 *
 * Takes a server out of the list, its key out of the keyring and what was found of its models out of the memory.
 */
void
sp_model_catalog_remove_async (SpModelCatalog      *self,
                               const char          *id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *group = NULL;
  SpCatalogEntry *entry = NULL;
  JsonObject *answer = NULL;

  g_return_if_fail (SP_IS_MODEL_CATALOG (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_catalog_remove_async);
  entry = _sp_model_catalog_find (self, id, &error);
  if (entry == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (sp_model_server_get_key_secret (entry->server) != NULL)
    sp_model_key_forget (sp_model_server_get_key_secret (entry->server));
  group = g_strconcat ("server ", id, NULL);
  g_key_file_remove_group (self->file, group, NULL);
  g_ptr_array_remove (self->entries, entry);
  json_object_remove_member (self->outcomes, id);
  _sp_model_catalog_sync (self);
  if (!_sp_model_catalog_save (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  _sp_model_catalog_save_outcomes (self);
  answer = json_object_new ();
  json_object_set_string_member (answer, "id", id);
  json_object_set_boolean_member (answer, "deleted", TRUE);
  g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
}

/* ---- Asking ---- */

static JsonObject *
make_list (GStrv names)
{
  JsonObject *list = json_object_new ();
  JsonArray *data = json_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    json_array_add_string_element (data, names[i]);
  json_object_set_array_member (list, "data", data);
  return list;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) cause = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) names = sp_model_list_finish (SP_MODEL_SERVER (source), result, &cause);

  if (names != NULL)
    {
      g_task_return_pointer (task, make_list (names), (GDestroyNotify) json_object_unref);
      return;
    }

  /* Not 502, which would be asked again: it is not this service that failed. */
  sp_http_error_set (&error, 424, "model_server_failed", NULL, "%s", cause->message);
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_model_catalog_list_models_async:
 * @self: a catalog
 * @id: a server
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when the server has answered; sp_model_catalog_finish() gives `data`, an array of names
 * @user_data: for @callback
 *
 * Asks a server which models it has.
 */
void
sp_model_catalog_list_models_async (SpModelCatalog      *self,
                                    const char          *id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  SpCatalogEntry *entry = NULL;

  g_return_if_fail (SP_IS_MODEL_CATALOG (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_catalog_list_models_async);
  entry = _sp_model_catalog_find (self, id, &error);
  if (entry == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    sp_model_list_async (entry->server, entry->key, cancellable, listed_cb, g_steal_pointer (&task));
}

/* Of a test: server and model. */
static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpModelCatalog *self = g_task_get_source_object (task);
  const char *const *of = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpModelOutcome) outcome = sp_model_test_finish (SP_OPENAI_CHAT_MODEL (source), result, &error);
  JsonObject *of_server = NULL;

  if (outcome == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* The server may have been removed meanwhile. */
  if (_sp_model_catalog_find (self, of[0], NULL) != NULL)
    {
      of_server = sp_json_peek_object (self->outcomes, of[0]);
      if (of_server == NULL)
        {
          of_server = json_object_new ();
          json_object_set_object_member (self->outcomes, of[0], of_server);
        }
      json_object_set_object_member (of_server, of[1], sp_model_outcome_to_json (outcome));
      _sp_model_catalog_save_outcomes (self);
      _sp_model_catalog_sync (self);
    }
  g_task_return_pointer (task, sp_model_outcome_to_json (outcome), (GDestroyNotify) json_object_unref);
}

/**
 * sp_model_catalog_test_async:
 * @self: a catalog that was loaded
 * @id: a server
 * @model: one of its models, whether it is offered or not
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called with the outcome, which is kept
 * @user_data: for @callback
 *
 * Tests a model.
 */
void
sp_model_catalog_test_async (SpModelCatalog      *self,
                             const char          *id,
                             const char          *model,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const char *const of[] = { id, model, NULL };
  g_autoptr(GTask) task = NULL;
  g_autoptr(SpOpenaiChatModel) chat = NULL;
  g_autoptr(GError) error = NULL;
  SpCatalogEntry *entry = NULL;

  g_return_if_fail (SP_IS_MODEL_CATALOG (self));
  g_return_if_fail (id != NULL && model != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_catalog_test_async);
  g_task_set_task_data (task, g_strdupv ((char **) of), (GDestroyNotify) g_strfreev);
  entry = _sp_model_catalog_find (self, id, &error);
  if (entry == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  chat = _sp_model_catalog_make_model (entry, model);
  sp_model_test_async (chat, cancellable, tested_cb, g_steal_pointer (&task));
}

/* ---- Looking around on this computer ---- */

/* Where the servers that people run usually listen (auth.md 3.1). */
static const SpModelServerKind usual_kinds[] = {
  SP_MODEL_SERVER_OLLAMA, SP_MODEL_SERVER_LLAMA_CPP, SP_MODEL_SERVER_LM_STUDIO, SP_MODEL_SERVER_VLLM,
};

typedef struct
{
  JsonObject   *found;      /* (owned): `data` */
  GCancellable *stop;       /* (owned) */
  guint         timeout;
  guint         n_waiting;
} Search;

static void
search_free (Search *search)
{
  g_clear_handle_id (&search->timeout, g_source_remove);
  g_clear_pointer (&search->found, json_object_unref);
  g_clear_object (&search->stop);
  g_free (search);
}

static gboolean
search_timeout_cb (gpointer user_data)
{
  Search *search = user_data;

  search->timeout = 0;
  g_cancellable_cancel (search->stop);
  return G_SOURCE_REMOVE;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  SpModelServer *server = SP_MODEL_SERVER (source);
  g_auto(GStrv) names = sp_model_list_finish (server, result, NULL);

  if (names != NULL)
    {
      g_autoptr(JsonObject) list = make_list (names);

      json_object_set_string_member (list, "kind", sp_model_server_get_id (server));
      json_object_set_string_member (list, "title", sp_model_server_get_title (server));
      json_object_set_string_member (list, "address", sp_model_server_get_address (server));
      json_object_set_array_member (list, "models", json_array_ref (json_object_get_array_member (list, "data")));
      json_object_remove_member (list, "data");
      json_array_add_object_element (json_object_get_array_member (search->found, "data"), g_steal_pointer (&list));
    }

  search->n_waiting--;
  if (search->n_waiting == 0)
    g_task_return_pointer (task, g_steal_pointer (&search->found), (GDestroyNotify) json_object_unref);
}

/* Whether the list has a server at that address. "localhost" is another name of the same place. */
static gboolean
sp_model_catalog_has_address (SpModelCatalog *self,
                              SpModelServer  *server)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      SpCatalogEntry *entry = g_ptr_array_index (self->entries, i);
      g_autoptr(GUri) uri = g_uri_parse (sp_model_server_get_address (entry->server), G_URI_FLAGS_NONE, NULL);
      g_autoptr(GUri) other = g_uri_parse (sp_model_server_get_address (server), G_URI_FLAGS_NONE, NULL);

      if (is_same_place (entry->server, server) ||
          (uri != NULL && other != NULL && g_strcmp0 (g_uri_get_host (uri), "localhost") == 0 &&
           g_uri_get_port (uri) == g_uri_get_port (other)))
        return TRUE;
    }

  return FALSE;
}

/* The server that usually listens there; SANDPIPER_MODEL_PORTS names other ports in the same order, for computers on which
 * they are taken. */
static SpModelServer *
make_candidate (guint index)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (SP_TYPE_MODEL_SERVER_KIND);
  const char *nick = g_enum_get_value (kinds, (int) usual_kinds[index])->value_nick;
  const char *ports = g_getenv ("SANDPIPER_MODEL_PORTS");
  SpModelServer *server = sp_model_server_new (nick, usual_kinds[index]);
  g_auto(GStrv) parts = ports != NULL ? g_strsplit (ports, ",", -1) : NULL;
  g_autofree char *address = NULL;

  if (parts != NULL && g_strv_length (parts) > index)
    {
      address = g_strconcat ("http://127.0.0.1:", parts[index], NULL);
      sp_model_server_set_address (server, address, NULL);
    }
  return server;
}

/**
 * sp_model_catalog_look_around_async:
 * @self: a catalog
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called after two seconds at most
 * @user_data: for @callback
 *
 * Looks whether servers of models listen on this computer at their usual ports, and which models they have. Those that the list
 * has are left out. Only ever done when somebody asks for it. sp_model_catalog_finish() gives `data`, an array of `kind`,
 * `title`, `address` and `models`.
 */
void
sp_model_catalog_look_around_async (SpModelCatalog      *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Search *search = NULL;

  g_return_if_fail (SP_IS_MODEL_CATALOG (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_model_catalog_look_around_async);
  search = g_new0 (Search, 1);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  search->found = json_object_new ();
  json_object_set_array_member (search->found, "data", json_array_new ());
  search->stop = g_cancellable_new ();
  search->timeout = g_timeout_add (LOOK_AROUND_MS, search_timeout_cb, search);

  for (guint i = 0; i < G_N_ELEMENTS (usual_kinds); i++)
    {
      g_autoptr(SpModelServer) server = make_candidate (i);

      if (sp_model_catalog_has_address (self, server))
        continue;
      search->n_waiting++;
      sp_model_list_async (server, NULL, search->stop, looked_cb, g_object_ref (task));
    }
  if (search->n_waiting == 0)
    g_task_return_pointer (task, g_steal_pointer (&search->found), (GDestroyNotify) json_object_unref);
}

/**
 * sp_model_catalog_finish:
 * @self: the catalog
 * @result: what the callback of any of its functions was given
 * @error: return location
 *
 * Returns: (transfer full): what the service answers, or %NULL with an error of #SpServiceError or #SP_HTTP_ERROR
 */
JsonObject *
sp_model_catalog_finish (SpModelCatalog  *self,
                         GAsyncResult    *result,
                         GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
