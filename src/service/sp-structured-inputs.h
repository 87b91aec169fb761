/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char      *sp_structured_inputs_fill       (const char  *text,
                                            JsonObject  *definition,
                                            JsonObject  *body,
                                            GError     **error);
JsonArray *sp_structured_inputs_fill_tools (JsonArray   *tools,
                                            JsonObject  *definition,
                                            JsonObject  *body,
                                            GError     **error);

G_END_DECLS
