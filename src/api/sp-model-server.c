/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A server of models as people set it up. Owned by the list that was read from the configuration. The key itself
 * is never here: only the name of the environment variable or of the entry of the Secret Service that holds it.
 * Lives on the main thread. */

#include "config.h"

#include "api/sp-model-server.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-str.h"

#define GROUP_PREFIX "server "

struct _SpModelServer
{
  GObject            parent_instance;

  char              *address;          /* (owned) (nullable) */
  char              *api_version;      /* (owned) (nullable) */
  char              *id;               /* (owned) */
  char              *key_env;          /* (owned) (nullable) */
  char              *key_secret;       /* (owned) (nullable) */
  char              *title;            /* (owned) (nullable) */
  GStrv              models;           /* (owned) (nullable): the models that are offered */
  SpModelServerKind  kind;
};

/* What is known of each kind (auth.md 3.1). */
typedef struct
{
  const char *nick;
  const char *title;
  const char *address;         /* (nullable): where it usually is */
  gboolean    old_max_tokens;  /* reads only "max_tokens" (auth.md 3.1) */
} KindInfo;

static const KindInfo kind_infos[] = {
  [SP_MODEL_SERVER_OLLAMA] = { "ollama", "Ollama", "http://127.0.0.1:11434", TRUE },
  [SP_MODEL_SERVER_LLAMA_CPP] = { "llama.cpp", "llama.cpp", "http://127.0.0.1:8080", TRUE },
  [SP_MODEL_SERVER_VLLM] = { "vllm", "vLLM", "http://127.0.0.1:8000", TRUE },
  [SP_MODEL_SERVER_LM_STUDIO] = { "lm-studio", "LM Studio", "http://127.0.0.1:1234", TRUE },
  [SP_MODEL_SERVER_OPENAI] = { "openai", "OpenAI", "https://api.openai.com", FALSE },
  [SP_MODEL_SERVER_AZURE_OPENAI] = { "azure-openai", "Azure OpenAI", NULL, FALSE },
  [SP_MODEL_SERVER_OTHER] = { "other", "OpenAI-compatible", NULL, TRUE },
};

G_DEFINE_ENUM_TYPE (SpModelServerKind, sp_model_server_kind,
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_OLLAMA, "ollama"),
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_LLAMA_CPP, "llama.cpp"),
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_VLLM, "vllm"),
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_LM_STUDIO, "lm-studio"),
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_OPENAI, "openai"),
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_AZURE_OPENAI, "azure-openai"),
                    G_DEFINE_ENUM_VALUE (SP_MODEL_SERVER_OTHER, "other"))

G_DEFINE_FINAL_TYPE (SpModelServer, sp_model_server, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ADDRESS,
  PROP_API_VERSION,
  PROP_ID,
  PROP_KEY_ENV,
  PROP_KEY_SECRET,
  PROP_KIND,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_model_server_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpModelServer *self = SP_MODEL_SERVER (object);

  switch (prop_id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, sp_model_server_get_address (self));
      break;

    case PROP_API_VERSION:
      g_value_set_string (value, sp_model_server_get_api_version (self));
      break;

    case PROP_ID:
      g_value_set_string (value, sp_model_server_get_id (self));
      break;

    case PROP_KEY_ENV:
      g_value_set_string (value, sp_model_server_get_key_env (self));
      break;

    case PROP_KEY_SECRET:
      g_value_set_string (value, sp_model_server_get_key_secret (self));
      break;

    case PROP_KIND:
      g_value_set_enum (value, sp_model_server_get_kind (self));
      break;

    case PROP_TITLE:
      g_value_set_string (value, sp_model_server_get_title (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_model_server_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpModelServer *self = SP_MODEL_SERVER (object);

  switch (prop_id)
    {
    case PROP_API_VERSION:
      sp_model_server_set_api_version (self, g_value_get_string (value));
      break;

    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;

    case PROP_KEY_ENV:
      sp_model_server_set_key_env (self, g_value_get_string (value));
      break;

    case PROP_KEY_SECRET:
      sp_model_server_set_key_secret (self, g_value_get_string (value));
      break;

    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_TITLE:
      sp_model_server_set_title (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_model_server_constructed (GObject *object)
{
  SpModelServer *self = SP_MODEL_SERVER (object);

  G_OBJECT_CLASS (sp_model_server_parent_class)->constructed (object);

  self->address = g_strdup (kind_infos[self->kind].address);
  self->title = g_strdup (kind_infos[self->kind].title);
}

static void
sp_model_server_finalize (GObject *object)
{
  SpModelServer *self = SP_MODEL_SERVER (object);

  g_clear_pointer (&self->models, g_strfreev);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->api_version, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->key_env, g_free);
  g_clear_pointer (&self->key_secret, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (sp_model_server_parent_class)->finalize (object);
}

static void
sp_model_server_class_init (SpModelServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sp_model_server_constructed;
  object_class->finalize = sp_model_server_finalize;
  object_class->get_property = sp_model_server_get_property;
  object_class->set_property = sp_model_server_set_property;

  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_API_VERSION] =
    g_param_spec_string ("api-version", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_KEY_ENV] =
    g_param_spec_string ("key-env", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_KEY_SECRET] =
    g_param_spec_string ("key-secret", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SP_TYPE_MODEL_SERVER_KIND, SP_MODEL_SERVER_OTHER,
                       (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_model_server_init (SpModelServer *self)
{
}

/**
 * sp_model_server_new:
 * @id: its name in the configuration
 * @kind: what it speaks
 *
 * Returns: (transfer full): a server at the usual address of its kind
 */
SpModelServer *
sp_model_server_new (const char        *id,
                     SpModelServerKind  kind)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (SP_TYPE_MODEL_SERVER, "id", id, "kind", kind, NULL);
}

/**
 * sp_model_server_get_address:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none) (nullable): its URL without a slash at the end, %NULL while it has none
 */
const char *
sp_model_server_get_address (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->address;
}

/**
 * sp_model_server_get_api_version:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none) (nullable): the version of Azure's dated paths
 */
const char *
sp_model_server_get_api_version (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->api_version;
}

/**
 * sp_model_server_set_api_version:
 * @self: a #SpModelServer
 * @api_version: (nullable): the version of Azure's dated paths
 */
void
sp_model_server_set_api_version (SpModelServer *self,
                                 const char    *api_version)
{
  g_return_if_fail (SP_IS_MODEL_SERVER (self));

  if (sp_set_str (&self->api_version, api_version))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_API_VERSION]);
}

/**
 * sp_model_server_get_id:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none): its name in the configuration
 */
const char *
sp_model_server_get_id (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->id;
}

/**
 * sp_model_server_get_key_env:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none) (nullable): the environment variable that holds its key
 */
const char *
sp_model_server_get_key_env (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->key_env;
}

/**
 * sp_model_server_set_key_env:
 * @self: a #SpModelServer
 * @key_env: (nullable): the environment variable that holds its key
 */
void
sp_model_server_set_key_env (SpModelServer *self,
                             const char    *key_env)
{
  g_return_if_fail (SP_IS_MODEL_SERVER (self));

  if (sp_set_str (&self->key_env, key_env))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY_ENV]);
}

/**
 * sp_model_server_get_key_secret:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none) (nullable): the entry of the Secret Service that holds its key
 */
const char *
sp_model_server_get_key_secret (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->key_secret;
}

/**
 * sp_model_server_set_key_secret:
 * @self: a #SpModelServer
 * @key_secret: (nullable): the entry of the Secret Service that holds its key
 */
void
sp_model_server_set_key_secret (SpModelServer *self,
                                const char    *key_secret)
{
  g_return_if_fail (SP_IS_MODEL_SERVER (self));

  if (sp_set_str (&self->key_secret, key_secret))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY_SECRET]);
}

/**
 * sp_model_server_get_kind:
 * @self: a #SpModelServer
 *
 * Returns: what it speaks
 */
SpModelServerKind
sp_model_server_get_kind (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), SP_MODEL_SERVER_OTHER);

  return self->kind;
}

/**
 * sp_model_server_get_title:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none) (nullable): what people call it
 */
const char *
sp_model_server_get_title (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->title;
}

/**
 * sp_model_server_set_title:
 * @self: a #SpModelServer
 * @title: (nullable): what people call it
 */
void
sp_model_server_set_title (SpModelServer *self,
                           const char    *title)
{
  g_return_if_fail (SP_IS_MODEL_SERVER (self));

  if (sp_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * sp_model_server_set_address:
 * @self: a #SpModelServer
 * @address: an `http` or `https` URL; what people paste may end with slashes, "/v1" or "/chat/completions"
 * @error: return location
 *
 * Plain `http` is taken for this computer and for addresses of private networks alike: whoever runs a model in the house
 * has no certificate for it. A key is then sent in the clear, which the interface says.
 *
 * Returns: %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and words for people when it is no such URL
 */
gboolean
sp_model_server_set_address (SpModelServer  *self,
                             const char     *address,
                             GError        **error)
{
  /* A slash stands between them, because any of the others may be followed by slashes. */
  static const char *const endings[] = { "/", "/chat/completions", "/", "/openai/v1", "/v1", "/" };
  g_autofree char *clean = NULL;
  g_autoptr(GUri) uri = NULL;

  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  clean = g_strstrip (g_strdup (address));
  uri = g_uri_parse (clean, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "http") && !g_str_equal (g_uri_get_scheme (uri), "https")))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not the address of a server. It begins with http:// or https://."), clean);
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    while (g_str_has_suffix (clean, endings[i]))
      clean[strlen (clean) - strlen (endings[i])] = '\0';

  if (sp_set_str (&self->address, clean))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
  return TRUE;
}

/**
 * sp_model_server_get_models:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none) (nullable): the names of its models that are offered
 */
GStrv
sp_model_server_get_models (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->models;
}

/**
 * sp_model_server_set_models:
 * @self: a #SpModelServer
 * @models: (nullable) (array zero-terminated=1): the names of its models that are offered
 */
void
sp_model_server_set_models (SpModelServer      *self,
                            const char * const *models)
{
  g_auto(GStrv) old = NULL;

  g_return_if_fail (SP_IS_MODEL_SERVER (self));

  old = g_steal_pointer (&self->models);
  self->models = g_strdupv ((char **) models);
}

/**
 * sp_model_server_dup_base_url:
 * @self: a #SpModelServer with an address
 * @model: the model that is asked; Azure's dated paths name it
 *
 * Returns: (transfer full): what "chat/completions" and "models" are appended to (auth.md 3.1)
 */
char *
sp_model_server_dup_base_url (SpModelServer *self,
                              const char    *model)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);
  g_return_val_if_fail (self->address != NULL, NULL);

  if (self->kind != SP_MODEL_SERVER_AZURE_OPENAI)
    return g_strconcat (self->address, "/v1", NULL);
  if (self->api_version == NULL)
    return g_strconcat (self->address, "/openai/v1", NULL);

  escaped = g_uri_escape_string (model, NULL, FALSE);
  return g_strconcat (self->address, "/openai/deployments/", escaped, NULL);
}

/**
 * sp_model_server_dup_chat_path:
 * @self: a #SpModelServer
 *
 * Returns: (transfer full): the path of chat completions below the base URL
 */
char *
sp_model_server_dup_chat_path (SpModelServer *self)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  if (self->kind != SP_MODEL_SERVER_AZURE_OPENAI || self->api_version == NULL)
    return g_strdup ("chat/completions");

  escaped = g_uri_escape_string (self->api_version, NULL, FALSE);
  return g_strconcat ("chat/completions?api-version=", escaped, NULL);
}

/**
 * sp_model_server_get_old_max_tokens:
 * @self: a #SpModelServer
 *
 * Returns: whether it reads `max_tokens` and not its newer name
 */
gboolean
sp_model_server_get_old_max_tokens (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), FALSE);

  return kind_infos[self->kind].old_max_tokens;
}

/**
 * sp_model_server_get_key_header:
 * @self: a #SpModelServer
 *
 * Returns: (transfer none): the header that carries the key: "api-key" bare, "Authorization" after "Bearer "
 */
const char *
sp_model_server_get_key_header (SpModelServer *self)
{
  g_return_val_if_fail (SP_IS_MODEL_SERVER (self), NULL);

  return self->kind == SP_MODEL_SERVER_AZURE_OPENAI ? "api-key" : "Authorization";
}

static const char *
peek_key (GKeyFile   *file,
          const char *group,
          const char *key,
          char      **value)
{
  *value = g_key_file_get_string (file, group, key, NULL);
  return *value;
}

static gboolean
load_one (SpModelServer  *self,
          GKeyFile       *file,
          const char     *group,
          GError        **error)
{
  g_autofree char *address = NULL;
  g_autofree char *title = NULL;
  g_autofree char *key_env = NULL;
  g_autofree char *key_secret = NULL;
  g_autofree char *api_version = NULL;
  g_auto(GStrv) models = g_key_file_get_string_list (file, group, "models", NULL, NULL);

  if (peek_key (file, group, "address", &address) != NULL && !sp_model_server_set_address (self, address, error))
    return FALSE;
  if (self->address == NULL)
    {
      /* translators: the name of a server in the configuration file */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The server “%s” has no address."), self->id);
      return FALSE;
    }

  if (peek_key (file, group, "title", &title) != NULL)
    sp_model_server_set_title (self, title);
  sp_model_server_set_key_env (self, peek_key (file, group, "key-env", &key_env));
  sp_model_server_set_key_secret (self, peek_key (file, group, "key-secret", &key_secret));
  sp_model_server_set_api_version (self, peek_key (file, group, "api-version", &api_version));
  sp_model_server_set_models (self, (const char * const *) models);
  return TRUE;
}

static SpModelServerKind
parse_kind (const char *nick)
{
  for (guint i = 0; nick != NULL && i < G_N_ELEMENTS (kind_infos); i++)
    if (g_str_equal (kind_infos[i].nick, nick))
      return i;

  return SP_MODEL_SERVER_OTHER;
}

/**
 * sp_model_server_load_all:
 * @file: a configuration; each group "server NAME" is one server, other groups are left alone
 * @error: return location
 *
 * Reads the servers of a configuration.
 *
 * Returns: (transfer full) (element-type SpModelServer): the servers, or %NULL with %G_IO_ERROR_INVALID_ARGUMENT and the
 *   name of the one that cannot be used
 */
GPtrArray *
sp_model_server_load_all (GKeyFile  *file,
                          GError   **error)
{
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GStrv) groups = NULL;

  g_return_val_if_fail (file != NULL, NULL);

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *kind = NULL;
      SpModelServer *server;

      if (!g_str_has_prefix (groups[i], GROUP_PREFIX))
        continue;

      kind = g_key_file_get_string (file, groups[i], "kind", NULL);
      server = sp_model_server_new (groups[i] + strlen (GROUP_PREFIX), parse_kind (kind));
      g_ptr_array_add (servers, server);
      if (!load_one (server, file, groups[i], error))
        return NULL;
    }

  return g_steal_pointer (&servers);
}

static void
save_string (GKeyFile   *file,
             const char *group,
             const char *key,
             const char *value)
{
  if (value != NULL && *value != '\0')
    g_key_file_set_string (file, group, key, value);
}

/**
 * sp_model_server_save:
 * @self: a #SpModelServer
 * @file: the configuration that it is written to
 *
 * Writes the server's group anew; keys that this program does not know are kept.
 */
void
sp_model_server_save (SpModelServer *self,
                      GKeyFile      *file)
{
  static const char *const known[] = { "kind", "title", "address", "key-env", "key-secret", "api-version", "models" };
  g_autofree char *group = NULL;

  g_return_if_fail (SP_IS_MODEL_SERVER (self));
  g_return_if_fail (file != NULL);

  group = g_strconcat (GROUP_PREFIX, self->id, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_key_file_remove_key (file, group, known[i], NULL);

  save_string (file, group, "kind", kind_infos[self->kind].nick);
  save_string (file, group, "title", self->title);
  save_string (file, group, "address", self->address);
  save_string (file, group, "key-env", self->key_env);
  save_string (file, group, "key-secret", self->key_secret);
  save_string (file, group, "api-version", self->api_version);
  if (self->models != NULL)
    g_key_file_set_string_list (file, group, "models", (const char * const *) self->models, g_strv_length (self->models));
}
