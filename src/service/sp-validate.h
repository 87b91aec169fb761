/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Typed reading of a request's body: every function leaves the value alone when the member is missing or null, and sets
 * SP_SERVICE_ERROR_INVALID naming the member when it is wrong. */

/* The deepest nesting that is kept. What comes in is stored inside other objects and must still be readable by
 * sp_json_parse(), whose bound is SP_JSON_MAX_DEPTH. */
#define SP_VALIDATE_MAX_DEPTH 40

gboolean sp_validate_depth    (JsonObject  *body,
                               GError     **error);
gboolean sp_validate_is_flat  (JsonNode    *node);
gboolean sp_validate_string   (JsonObject  *body,
                               const char  *member,
                               const char **value,
                               GError     **error);
gboolean sp_validate_boolean  (JsonObject  *body,
                               const char  *member,
                               gboolean    *value,
                               GError     **error);
gboolean sp_validate_number   (JsonObject  *body,
                               const char  *member,
                               double       minimum,
                               double       maximum,
                               double      *value,
                               GError     **error);
gboolean sp_validate_integer  (JsonObject  *body,
                               const char  *member,
                               gint64       minimum,
                               gint64       maximum,
                               gint64      *value,
                               GError     **error);
gboolean sp_validate_object   (JsonObject  *body,
                               const char  *member,
                               JsonObject **value,
                               GError     **error);
gboolean sp_validate_array    (JsonObject  *body,
                               const char  *member,
                               JsonArray  **value,
                               GError     **error);
gboolean sp_validate_metadata (JsonObject  *body,
                               JsonObject **value,
                               GError     **error);
gboolean sp_validate_tools    (JsonArray   *tools,
                               GError     **error);
gboolean sp_validate_memory_limit (JsonObject  *container,
                                   const char  *param,
                                   const char **value,
                                   GError     **error);

G_END_DECLS
