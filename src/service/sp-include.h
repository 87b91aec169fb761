/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a caller asked to see besides the plain objects (foundry-v2.md 5.3). */
typedef enum
{
  SP_INCLUDE_NONE = 0,
  SP_INCLUDE_CODE_OUTPUTS = 1 << 0,  /* code_interpreter_call.outputs */
  SP_INCLUDE_DETAILS = 1 << 1,       /* sandpiper.details */
} SpInclude;

SpInclude   sp_include_from_strv (const char * const *values);
gboolean    sp_include_from_json (JsonObject         *body,
                                  SpInclude          *include,
                                  GError            **error);
JsonObject *sp_include_item      (SpInclude           include,
                                  JsonObject         *item);
JsonObject *sp_include_response  (SpInclude           include,
                                  JsonObject         *response);
JsonObject *sp_include_event     (SpInclude           include,
                                  JsonObject         *event);
JsonObject *sp_include_page      (SpInclude           include,
                                  JsonObject         *page);

G_END_DECLS
