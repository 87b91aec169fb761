/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpFoundryBackend: agents of the Foundry v2 dialect (foundry-v2.md): this computer's service over its Unix socket, or
 * a project in the cloud. Owned by the workspace, lives on its main context. Here: deployments, agents, conversations
 * and their items; turns and files have files of their own. */

#include "config.h"

#include "api/sp-foundry-backend.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-foundry-backend-private.h"
#include "api/sp-pager.h"
#include "base/sp-json.h"
#include "wire/sp-agent-codec.h"
#include "wire/sp-conversation-codec.h"
#include "wire/sp-file-codec.h"
#include "wire/sp-item-codec.h"

/* Nobody scrolls through more; a runaway list must not fill the memory. */
#define MAX_LISTED 10000

struct _SpFoundryBackend
{
  GObject parent_instance;

  SpHttp *http;
  guint   local : 1;
};

static void sp_foundry_backend_iface_init (SpBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpFoundryBackend, sp_foundry_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_BACKEND, sp_foundry_backend_iface_init))

/* For the other files of this class: the way to the place. */
SpHttp *
_sp_foundry_backend_get_http (SpFoundryBackend *self)
{
  return self->http;
}

/* Whether the place knows the `sandpiper` extensions. They are never sent to a cloud. */
gboolean
_sp_foundry_backend_is_local (SpFoundryBackend *self)
{
  return self->local;
}

/* The query that asks for everything that items can tell. */
const char *
_sp_foundry_backend_get_include (SpFoundryBackend *self)
{
  return self->local ? "include[]=code_interpreter_call.outputs&include[]=sandpiper.details"
                     : "include[]=code_interpreter_call.outputs";
}

/* Ids are opaque: what looks like a path in one must not become one. */
char *
_sp_foundry_escape (const char *id)
{
  return g_uri_escape_string (id, NULL, FALSE);
}

/* The answer of a request; NULL when @task has been told that there is none. */
JsonObject *
_sp_foundry_take_answer (GTask        *task,
                         GObject      *source,
                         GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;
  JsonObject *answer = sp_http_json_finish (SP_HTTP (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  return answer;
}

/* An answer that is JSON, but not what was asked for. */
void
_sp_foundry_return_unreadable (GTask        *task,
                               const GError *cause)
{
  g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_PROTOCOL, _("The service gave an unreadable answer: %s"),
                           cause->message);
}

/* Ends a deletion: what is not there any more counts as deleted. */
void
_sp_foundry_answer_gone_cb (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) answer = sp_http_json_finish (SP_HTTP (source), result, &error);

  if (answer != NULL || sp_api_error_get_status (error) == 404)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

typedef gpointer (*DecodeFunc) (JsonObject  *json,
                                GError     **error);

/* Makes objects of all @entries; one that cannot be read is left out, the others are still worth having. */
static GPtrArray *
decode_entries (GPtrArray  *entries,
                DecodeFunc  decode)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr(GError) error = NULL;
      gpointer object = decode (g_ptr_array_index (entries, i), &error);

      if (object != NULL)
        g_ptr_array_add (objects, object);
      else
        g_info ("An entry of a list was left out: %s", error->message);
    }
  return objects;
}

static void
return_entries (GTask        *task,
                GObject      *source,
                GAsyncResult *result,
                DecodeFunc    decode)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = sp_pager_collect_finish (SP_HTTP (source), result, &error);

  if (entries == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, decode_entries (entries, decode), (GDestroyNotify) g_ptr_array_unref);
}

static void
collect (SpBackend           *backend,
         const char          *path,
         GAsyncReadyCallback  callback,
         GTask               *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);

  sp_pager_collect_async (self->http, path, MAX_LISTED, cancellable, callback, task);
}

static void
deployments_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  return_entries (task, source, result, (DecodeFunc) sp_deployment_new_from_json);
}

static void
sp_foundry_backend_list_deployments (SpBackend *backend,
                                     GTask     *task)
{
  collect (backend, "deployments?api-version=v1", deployments_cb, task);
}

static void
agents_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  return_entries (task, source, result, (DecodeFunc) sp_agent_codec_decode);
}

static void
sp_foundry_backend_list_agents (SpBackend *backend,
                                GTask     *task)
{
  collect (backend, "agents?api-version=v1&limit=100", agents_cb, task);
}

static void
agent_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  g_autoptr(GError) error = NULL;

  if (answer == NULL)
    return;
  if (!sp_agent_codec_update_version (g_task_get_task_data (task), answer, &error))
    _sp_foundry_return_unreadable (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
sp_foundry_backend_save_agent (SpBackend *backend,
                               SpAgent   *agent,
                               GTask     *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *name = _sp_foundry_escape (sp_agent_get_name (agent));
  g_autofree char *path = g_strdup_printf ("agents/%s/versions?api-version=v1", name);
  g_autoptr(JsonObject) body = sp_agent_codec_encode_version (agent);

  g_task_set_task_data (task, g_object_ref (agent), g_object_unref);
  sp_http_json_async (self->http, "POST", path, body, SP_HTTP_DEFAULT, cancellable, agent_saved_cb, task);
}

static void
sp_foundry_backend_delete_agent (SpBackend  *backend,
                                 const char *name,
                                 GTask      *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *escaped = _sp_foundry_escape (name);
  g_autofree char *path = g_strdup_printf ("agents/%s?api-version=v1", escaped);

  sp_http_json_async (self->http, "DELETE", path, NULL, SP_HTTP_DEFAULT, cancellable, _sp_foundry_answer_gone_cb,
                      task);
}

static void
conversation_stored_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  g_autoptr(GError) error = NULL;

  if (answer == NULL)
    return;
  if (!sp_conversation_codec_update (g_task_get_task_data (task), answer, NULL, &error))
    _sp_foundry_return_unreadable (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
sp_foundry_backend_create_conversation (SpBackend      *backend,
                                        SpConversation *conversation,
                                        GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(JsonObject) body = sp_conversation_codec_encode (conversation);

  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);
  sp_http_json_async (self->http, "POST", SP_FOUNDRY_OPENAI "conversations", body, SP_HTTP_DEFAULT, cancellable,
                      conversation_stored_cb, task);
}

static char *
dup_conversation_path (SpConversation *conversation,
                       const char     *suffix)
{
  g_autofree char *id = _sp_foundry_escape (sp_conversation_get_id (conversation));

  return g_strconcat (SP_FOUNDRY_OPENAI "conversations/", id, suffix, NULL);
}

static void
sp_foundry_backend_update_conversation (SpBackend      *backend,
                                        SpConversation *conversation,
                                        GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_conversation_path (conversation, "");
  g_autoptr(JsonObject) body = sp_conversation_codec_encode (conversation);

  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);
  sp_http_json_async (self->http, "POST", path, body, SP_HTTP_DEFAULT, cancellable, conversation_stored_cb, task);
}

static SpConversation *
decode_conversation (JsonObject  *json,
                     GError     **error)
{
  g_autofree char *local_id = g_uuid_string_random ();
  g_autoptr(SpConversation) conversation = sp_conversation_new (local_id);

  if (!sp_conversation_codec_update (conversation, json, NULL, error))
    return NULL;
  return g_steal_pointer (&conversation);
}

static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  return_entries (task, source, result, (DecodeFunc) decode_conversation);
}

static void
sp_foundry_backend_list_conversations (SpBackend *backend,
                                       GTask     *task)
{
  collect (backend, SP_FOUNDRY_OPENAI "conversations?limit=100&order=desc", conversations_cb, task);
}

static void
conversation_refreshed_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  g_autofree char *response_id = NULL;
  g_autoptr(GError) error = NULL;

  if (answer == NULL)
    return;
  if (!sp_conversation_codec_update (g_task_get_task_data (task), answer, &response_id, &error))
    _sp_foundry_return_unreadable (task, error);
  else
    g_task_return_pointer (task, response_id != NULL ? g_steal_pointer (&response_id) : g_strdup (""), g_free);
}

static void
sp_foundry_backend_refresh_conversation (SpBackend      *backend,
                                         SpConversation *conversation,
                                         GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_conversation_path (conversation, "");

  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);
  sp_http_json_async (self->http, "GET", path, NULL, SP_HTTP_DEFAULT, cancellable, conversation_refreshed_cb, task);
}

static void
sp_foundry_backend_delete_conversation (SpBackend  *backend,
                                        const char *id,
                                        GTask      *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *escaped = _sp_foundry_escape (id);
  g_autofree char *path = g_strconcat (SP_FOUNDRY_OPENAI "conversations/", escaped, NULL);

  sp_http_json_async (self->http, "DELETE", path, NULL, SP_HTTP_DEFAULT, cancellable, _sp_foundry_answer_gone_cb,
                      task);
}

static void
items_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpConversation *conversation = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = sp_pager_collect_finish (SP_HTTP (source), result, &error);
  g_autoptr(GHashTable) files = NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (entries == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  files = sp_file_codec_table_new (sp_conversation_get_files (conversation));
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < entries->len; i++)
    {
      SpItem *item = sp_item_codec_decode (g_ptr_array_index (entries, i), files, NULL);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  g_task_return_pointer (task, g_steal_pointer (&items), (GDestroyNotify) g_ptr_array_unref);
}

static void
sp_foundry_backend_list_items (SpBackend      *backend,
                               SpConversation *conversation,
                               GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  g_autofree char *path = dup_conversation_path (conversation, "/items?limit=100&order=asc&");
  g_autofree char *full = g_strconcat (path, _sp_foundry_backend_get_include (self), NULL);

  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);
  collect (backend, full, items_cb, task);
}

static void
last_item_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = _sp_foundry_take_answer (task, source, result);
  JsonArray *data = answer != NULL ? sp_json_peek_array (answer, "data") : NULL;
  JsonNode *first = NULL;
  const char *id = "";

  if (answer == NULL)
    return;
  if (data != NULL && json_array_get_length (data) > 0)
    first = json_array_get_element (data, 0);
  if (first != NULL && JSON_NODE_HOLDS_OBJECT (first))
    id = sp_json_peek_string (json_node_get_object (first), "id", "");
  g_task_return_pointer (task, g_strdup (id), g_free);
}

static void
sp_foundry_backend_get_last_item_id (SpBackend      *backend,
                                     SpConversation *conversation,
                                     GTask          *task)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (backend);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_conversation_path (conversation, "/items?limit=1&order=desc");

  sp_http_json_async (self->http, "GET", path, NULL, SP_HTTP_DEFAULT, cancellable, last_item_cb, task);
}

static void
sp_foundry_backend_iface_init (SpBackendInterface *iface)
{
  iface->list_deployments = sp_foundry_backend_list_deployments;
  iface->list_agents = sp_foundry_backend_list_agents;
  iface->save_agent = sp_foundry_backend_save_agent;
  iface->delete_agent = sp_foundry_backend_delete_agent;
  iface->create_conversation = sp_foundry_backend_create_conversation;
  iface->list_conversations = sp_foundry_backend_list_conversations;
  iface->refresh_conversation = sp_foundry_backend_refresh_conversation;
  iface->update_conversation = sp_foundry_backend_update_conversation;
  iface->delete_conversation = sp_foundry_backend_delete_conversation;
  iface->list_items = sp_foundry_backend_list_items;
  iface->get_last_item_id = sp_foundry_backend_get_last_item_id;
  _sp_foundry_backend_init_turns (iface);
  _sp_foundry_backend_init_files (iface);
}

static void
sp_foundry_backend_dispose (GObject *object)
{
  SpFoundryBackend *self = SP_FOUNDRY_BACKEND (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (sp_foundry_backend_parent_class)->dispose (object);
}

static void
sp_foundry_backend_class_init (SpFoundryBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_foundry_backend_dispose;
}

static void
sp_foundry_backend_init (SpFoundryBackend *self)
{
}

/**
 * sp_foundry_backend_new:
 * @http: the way to the project, with its authorization
 * @local: whether it is this computer's service, which knows the `sandpiper` extensions
 *
 * Returns: (transfer full): the place
 */
SpBackend *
sp_foundry_backend_new (SpHttp   *http,
                        gboolean  local)
{
  SpFoundryBackend *self = NULL;

  g_return_val_if_fail (SP_IS_HTTP (http), NULL);

  self = g_object_new (SP_TYPE_FOUNDRY_BACKEND, NULL);
  self->http = g_object_ref (http);
  self->local = local != FALSE;
  return SP_BACKEND (self);
}

/**
 * sp_foundry_backend_new_local:
 * @launcher: knows the service's socket, and starts it when it is not there
 *
 * Returns: (transfer full): this computer's service
 */
SpBackend *
sp_foundry_backend_new_local (SpServiceLauncher *launcher)
{
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(SpHttp) http = NULL;

  g_return_val_if_fail (SP_IS_SERVICE_LAUNCHER (launcher), NULL);

  /* The host's name only fills the Host header: the socket decides where it goes. */
  address = g_unix_socket_address_new (sp_service_launcher_get_socket (launcher));
  http = sp_http_new ("http://localhost/", G_SOCKET_CONNECTABLE (address));
  sp_http_set_launcher (http, launcher);
  return sp_foundry_backend_new (http, TRUE);
}
