/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-model-key.h"
#include "api/sp-openai-chat-model.h"
#include "service/models/sp-model-catalog.h"

G_BEGIN_DECLS

/* One server of the list. */
typedef struct
{
  SpModelServer *server;     /* (owned) */
  SpModelKey    *key;        /* (owned) */
  char          *key_words;  /* (owned) (nullable): why the key is in memory only */
} SpCatalogEntry;

struct _SpModelCatalog
{
  GObject          parent_instance;

  SpModelRegistry *registry;       /* (owned) */
  char            *path;           /* (owned) */
  char            *outcomes_path;  /* (owned) */
  GKeyFile        *file;           /* (owned): as it was read, with what others wrote into it */
  GPtrArray       *entries;        /* (owned) of SpCatalogEntry */
  GPtrArray       *names;          /* (owned) of char: the deployments that were added */
  JsonObject      *outcomes;       /* (owned): server → model → outcome */
};

SpCatalogEntry    *_sp_catalog_entry_new              (SpModelServer   *server,
                                                       SpModelKey      *key);
SpCatalogEntry    *_sp_model_catalog_find             (SpModelCatalog  *self,
                                                       const char      *id,
                                                       GError         **error);
void               _sp_model_catalog_replace          (SpModelCatalog  *self,
                                                       SpCatalogEntry  *entry);
gboolean           _sp_model_catalog_save             (SpModelCatalog  *self,
                                                       GError         **error);
void               _sp_model_catalog_save_outcomes    (SpModelCatalog  *self);
void               _sp_model_catalog_sync             (SpModelCatalog  *self);
SpOpenaiChatModel *_sp_model_catalog_make_model       (SpCatalogEntry  *entry,
                                                       const char      *name);
JsonObject        *_sp_model_catalog_describe         (SpModelCatalog  *self,
                                                       SpCatalogEntry  *entry);

G_END_DECLS
