/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* The deployment that is always there: the built-in analyst. */
#define SP_MODEL_REGISTRY_BUILT_IN "built-in-analyst"

#define SP_TYPE_MODEL_REGISTRY (sp_model_registry_get_type ())
G_DECLARE_FINAL_TYPE (SpModelRegistry, sp_model_registry, SP, MODEL_REGISTRY, GObject)

SpModelRegistry *sp_model_registry_new             (void);
void             sp_model_registry_add             (SpModelRegistry  *self,
                                                    const char       *name,
                                                    const char       *model_name,
                                                    const char       *publisher,
                                                    SpChatModel      *model);
void             sp_model_registry_remove          (SpModelRegistry  *self,
                                                    const char       *name);
void             sp_model_registry_set_details     (SpModelRegistry  *self,
                                                    const char       *name,
                                                    JsonObject       *details);
SpChatModel     *sp_model_registry_lookup          (SpModelRegistry  *self,
                                                    const char       *name,
                                                    GError          **error);
JsonArray       *sp_model_registry_list            (SpModelRegistry  *self,
                                                    const char       *model_name,
                                                    const char       *publisher);
JsonObject      *sp_model_registry_get_deployment  (SpModelRegistry  *self,
                                                    const char       *name,
                                                    GError          **error);

G_END_DECLS
