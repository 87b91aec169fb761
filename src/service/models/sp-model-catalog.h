/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

#include "service/sp-model-registry.h"

G_BEGIN_DECLS

/* The servers of models that the service may ask, and their models in the registry. */
#define SP_TYPE_MODEL_CATALOG (sp_model_catalog_get_type ())
G_DECLARE_FINAL_TYPE (SpModelCatalog, sp_model_catalog, SP, MODEL_CATALOG, GObject)

SpModelCatalog *sp_model_catalog_new                (SpModelRegistry      *registry);
gboolean        sp_model_catalog_load               (SpModelCatalog       *self,
                                                     const char           *path,
                                                     GError              **error);
JsonObject     *sp_model_catalog_list               (SpModelCatalog       *self);

void            sp_model_catalog_put_async          (SpModelCatalog       *self,
                                                     const char           *id,
                                                     JsonObject           *body,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
void            sp_model_catalog_remove_async       (SpModelCatalog       *self,
                                                     const char           *id,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
void            sp_model_catalog_list_models_async  (SpModelCatalog       *self,
                                                     const char           *id,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
void            sp_model_catalog_test_async         (SpModelCatalog       *self,
                                                     const char           *id,
                                                     const char           *model,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
void            sp_model_catalog_look_around_async  (SpModelCatalog       *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
JsonObject     *sp_model_catalog_finish             (SpModelCatalog       *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
