/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_TYPE_MODEL_SERVER_KIND (sp_model_server_kind_get_type ())
typedef enum
{
  SP_MODEL_SERVER_OLLAMA,
  SP_MODEL_SERVER_LLAMA_CPP,
  SP_MODEL_SERVER_VLLM,
  SP_MODEL_SERVER_LM_STUDIO,
  SP_MODEL_SERVER_OPENAI,
  SP_MODEL_SERVER_AZURE_OPENAI,
  SP_MODEL_SERVER_OTHER,
} SpModelServerKind;
GType sp_model_server_kind_get_type (void);

/* A server of models as people set it up: where it is, what it speaks, where its key is kept (never the key), and which of its
 * models are offered.
 *
 * Properties: "id" and "kind" (construct only), "title", "key-env", "key-secret", "api-version", "address" (read only).
 */
#define SP_TYPE_MODEL_SERVER (sp_model_server_get_type ())
G_DECLARE_FINAL_TYPE (SpModelServer, sp_model_server, SP, MODEL_SERVER, GObject)

SpModelServer     *sp_model_server_new                (const char          *id,
                                                       SpModelServerKind    kind);
const char        *sp_model_server_get_id             (SpModelServer       *self);
SpModelServerKind  sp_model_server_get_kind           (SpModelServer       *self);
const char        *sp_model_server_get_title          (SpModelServer       *self);
void               sp_model_server_set_title          (SpModelServer       *self,
                                                       const char          *title);
const char        *sp_model_server_get_address        (SpModelServer       *self);
gboolean           sp_model_server_set_address        (SpModelServer       *self,
                                                       const char          *address,
                                                       GError             **error);
const char        *sp_model_server_get_key_env        (SpModelServer       *self);
void               sp_model_server_set_key_env        (SpModelServer       *self,
                                                       const char          *key_env);
const char        *sp_model_server_get_key_secret     (SpModelServer       *self);
void               sp_model_server_set_key_secret     (SpModelServer       *self,
                                                       const char          *key_secret);
const char        *sp_model_server_get_api_version    (SpModelServer       *self);
void               sp_model_server_set_api_version    (SpModelServer       *self,
                                                       const char          *api_version);
GStrv              sp_model_server_get_models         (SpModelServer       *self);
void               sp_model_server_set_models         (SpModelServer       *self,
                                                       const char * const  *models);

char              *sp_model_server_dup_base_url       (SpModelServer       *self,
                                                       const char          *model);
char              *sp_model_server_dup_chat_path      (SpModelServer       *self);
const char        *sp_model_server_get_key_header     (SpModelServer       *self);
gboolean           sp_model_server_get_old_max_tokens (SpModelServer       *self);

GPtrArray         *sp_model_server_load_all           (GKeyFile            *file,
                                                       GError             **error);
void               sp_model_server_save               (SpModelServer       *self,
                                                       GKeyFile            *file);

G_END_DECLS
