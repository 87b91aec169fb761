/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The deepest nesting that we read: json-glib recurses, so a hostile text of
 * 200,000 brackets would otherwise exhaust the stack. */
#define SP_JSON_MAX_DEPTH 64

JsonNode   *sp_json_parse            (const char  *text,
                                      gssize       length,
                                      GError     **error);
JsonObject *sp_json_parse_object     (const char  *text,
                                      gssize       length,
                                      GError     **error);
char       *sp_json_to_string        (JsonNode    *node);
char       *sp_json_object_to_string (JsonObject  *object);
JsonObject *sp_json_object_copy      (JsonObject  *object);

/* Required members: FALSE and @error when missing or of another type. */
gboolean    sp_json_get_string       (JsonObject  *object,
                                      const char  *member,
                                      const char **value,
                                      GError     **error);
gboolean    sp_json_get_int          (JsonObject  *object,
                                      const char  *member,
                                      gint64      *value,
                                      GError     **error);
gboolean    sp_json_get_double       (JsonObject  *object,
                                      const char  *member,
                                      double      *value,
                                      GError     **error);
gboolean    sp_json_get_object       (JsonObject  *object,
                                      const char  *member,
                                      JsonObject **value,
                                      GError     **error);
gboolean    sp_json_get_array        (JsonObject  *object,
                                      const char  *member,
                                      JsonArray  **value,
                                      GError     **error);

/* Optional members: @value keeps what it had when the member is missing or
 * null; FALSE and @error when it has another type. */
gboolean    sp_json_opt_string       (JsonObject  *object,
                                      const char  *member,
                                      const char **value,
                                      GError     **error);
gboolean    sp_json_opt_int          (JsonObject  *object,
                                      const char  *member,
                                      gint64      *value,
                                      GError     **error);
gboolean    sp_json_opt_double       (JsonObject  *object,
                                      const char  *member,
                                      double      *value,
                                      GError     **error);
gboolean    sp_json_opt_boolean      (JsonObject  *object,
                                      const char  *member,
                                      gboolean    *value,
                                      GError     **error);
gboolean    sp_json_opt_object       (JsonObject  *object,
                                      const char  *member,
                                      JsonObject **value,
                                      GError     **error);
gboolean    sp_json_opt_array        (JsonObject  *object,
                                      const char  *member,
                                      JsonArray  **value,
                                      GError     **error);

/* For reading what we only show: the value, or @fallback for anything else. */
const char *sp_json_peek_string      (JsonObject  *object,
                                      const char  *member,
                                      const char  *fallback);
gint64      sp_json_peek_int         (JsonObject  *object,
                                      const char  *member,
                                      gint64       fallback);
double      sp_json_peek_double      (JsonObject  *object,
                                      const char  *member,
                                      double       fallback);
gboolean    sp_json_peek_boolean     (JsonObject  *object,
                                      const char  *member,
                                      gboolean     fallback);
JsonObject *sp_json_peek_object      (JsonObject  *object,
                                      const char  *member);
JsonArray  *sp_json_peek_array       (JsonObject  *object,
                                      const char  *member);

G_END_DECLS
