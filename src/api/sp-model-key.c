/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Where the key of a model server comes from: an environment variable or an entry of the Secret Service, as the server's
 * configuration names it. The key lives in memory only and is never logged. Owned by whoever asks the server; main thread. */

#include "config.h"

#include "api/sp-model-key.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

struct _SpModelKey
{
  GObject        parent_instance;

  SpModelServer *server;  /* (owned) */
  char          *key;     /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SpModelKey, sp_model_key, G_TYPE_OBJECT)

static const SecretSchema key_schema = {
  SP_APPLICATION_ID ".ModelKey",
  SECRET_SCHEMA_NONE,
  {
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static void
sp_model_key_finalize (GObject *object)
{
  SpModelKey *self = SP_MODEL_KEY (object);

  g_clear_pointer (&self->key, secret_password_free);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sp_model_key_parent_class)->finalize (object);
}

static void
sp_model_key_class_init (SpModelKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_model_key_finalize;
}

static void
sp_model_key_init (SpModelKey *self)
{
}

/**
 * sp_model_key_new:
 * @server: (transfer none): whose key it is
 *
 * Returns: (transfer full): a key that has not been looked for
 */
SpModelKey *
sp_model_key_new (SpModelServer *server)
{
  SpModelKey *self;

  g_return_val_if_fail (SP_IS_MODEL_SERVER (server), NULL);

  self = g_object_new (SP_TYPE_MODEL_KEY, NULL);
  self->server = g_object_ref (server);
  return self;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpModelKey *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (key == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               /* translators: the name of a key, then that of a server */
                               _("The keyring has no key “%s” for “%s”. Set it in the preferences."),
                               sp_model_server_get_key_secret (self->server), sp_model_server_get_title (self->server));
      return;
    }

  g_clear_pointer (&self->key, secret_password_free);
  self->key = key;
  g_task_return_boolean (task, TRUE);
}

/**
 * sp_model_key_find_async:
 * @self: a key
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is known whether the key is there
 * @user_data: for @callback
 *
 * Looks where the server's configuration says. A server that names no key needs none.
 */
void
sp_model_key_find_async (SpModelKey          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *variable = sp_model_server_get_key_env (self->server);
  const char *name = sp_model_server_get_key_secret (self->server);
  const char *value = variable != NULL ? g_getenv (variable) : NULL;

  g_task_set_source_tag (task, sp_model_key_find_async);

  if (value != NULL && *value != '\0')
    {
      g_clear_pointer (&self->key, secret_password_free);
      self->key = g_strdup (value);
      g_task_return_boolean (task, TRUE);
    }
  else if (name != NULL)
    {
      secret_password_lookup (&key_schema, cancellable, found_cb, g_steal_pointer (&task), "name", name, NULL);
    }
  else if (variable != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               /* translators: the name of an environment variable, then that of a server */
                               _("The environment variable “%s”, which holds the key for “%s”, is not set."), variable,
                               sp_model_server_get_title (self->server));
    }
  else
    {
      g_task_return_boolean (task, TRUE);
    }
}

/**
 * sp_model_key_find_finish:
 * @self: a key
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the key is known or none is needed; %FALSE with %G_IO_ERROR_NOT_FOUND and words for people, or with an
 *   error of the Secret Service
 */
gboolean
sp_model_key_find_finish (SpModelKey    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_model_key_set_value:
 * @self: a key
 * @value: (nullable): the key itself; it is kept in memory only
 */
void
sp_model_key_set_value (SpModelKey *self,
                        const char *value)
{
  g_return_if_fail (SP_IS_MODEL_KEY (self));

  g_clear_pointer (&self->key, secret_password_free);
  self->key = g_strdup (value);
}

/**
 * sp_model_key_take_value_of:
 * @self: a key
 * @other: the key of the same server, as it was described before
 *
 * Takes over what @other has found.
 */
void
sp_model_key_take_value_of (SpModelKey *self,
                            SpModelKey *other)
{
  g_return_if_fail (SP_IS_MODEL_KEY (self));
  g_return_if_fail (SP_IS_MODEL_KEY (other));

  sp_model_key_set_value (self, other->key);
}

/**
 * sp_model_key_authorize:
 * @message: a request to the server
 * @key: a #SpModelKey
 *
 * Puts the key on @message, when there is one. Is an #SpHttpAuthorizeFunc.
 */
void
sp_model_key_authorize (SoupMessage *message,
                        gpointer     key)
{
  SpModelKey *self = SP_MODEL_KEY (key);
  const char *header = sp_model_server_get_key_header (self->server);
  g_autofree char *bearer = NULL;

  if (self->key == NULL)
    return;

  bearer = g_str_equal (header, "Authorization") ? g_strconcat ("Bearer ", self->key, NULL) : g_strdup (self->key);
  soup_message_headers_replace (soup_message_get_request_headers (message), header, bearer);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_model_key_store_async:
 * @name: the name of the entry
 * @key: the key
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps a key in the Secret Service, in place of an older one of that name.
 */
void
sp_model_key_store_async (const char          *name,
                          const char          *key,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *label = NULL;

  g_return_if_fail (name != NULL && key != NULL);

  g_task_set_source_tag (task, sp_model_key_store_async);
  /* translators: how the entry is called in the keyring; %s is a name that the user gave */
  label = g_strdup_printf (_("Sandpiper: key of the model server “%s”"), name);
  secret_password_store (&key_schema, SECRET_COLLECTION_DEFAULT, label, key, cancellable, stored_cb,
                         g_steal_pointer (&task), "name", name, NULL);
}

/**
 * sp_model_key_store_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %FALSE with an error of the Secret Service, such as when there is none
 */
gboolean
sp_model_key_store_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* Nobody can do anything about it here; the keyring's own program shows the entry. */
  if (!secret_password_clear_finish (result, &error) && error != NULL)
    g_message ("%s", error->message);
}

/**
 * sp_model_key_forget:
 * @name: the name of the entry
 *
 * Takes a key out of the Secret Service, some time later.
 */
void
sp_model_key_forget (const char *name)
{
  g_return_if_fail (name != NULL);

  secret_password_clear (&key_schema, NULL, forgotten_cb, NULL, "name", name, NULL);
}
