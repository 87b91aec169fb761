/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A model that an agent can name, as a place lists it. Immutable. */
#define SP_TYPE_DEPLOYMENT (sp_deployment_get_type ())
G_DECLARE_FINAL_TYPE (SpDeployment, sp_deployment, SP, DEPLOYMENT, GObject)

SpDeployment *sp_deployment_new_from_json   (JsonObject    *json,
                                             GError       **error);
const char   *sp_deployment_get_name        (SpDeployment  *self);
const char   *sp_deployment_get_model_name  (SpDeployment  *self);
const char   *sp_deployment_get_version     (SpDeployment  *self);
const char   *sp_deployment_get_publisher   (SpDeployment  *self);
const char   *sp_deployment_get_sku         (SpDeployment  *self);

G_END_DECLS
