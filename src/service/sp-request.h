/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "service/sp-include.h"
#include "service/sp-model-registry.h"
#include "service/sp-store.h"

G_BEGIN_DECLS

/* A request for a response, checked and completed with what its agent defines. */
typedef struct
{
  /* Who answers */
  char       *agent_name;         /* (nullable) */
  char       *agent_version;      /* (nullable) */
  char       *model;              /* deployment name */
  char       *instructions;       /* (nullable) with structured inputs put in */
  double      temperature;        /* < 0: the model's own */
  double      top_p;              /* < 0: the model's own */
  gint64      max_output_tokens;  /* 0: no limit */
  gint64      max_tool_calls;     /* 0: the usual limit */
  JsonArray  *tools;              /* as the response shows them */
  JsonObject *code_interpreter;   /* (nullable) (borrowed from tools) its tool */
  gboolean    tools_allowed;      /* tool_choice is not "none" */

  /* On what */
  JsonNode   *input;              /* (nullable) (borrowed from body) */
  char       *conversation_id;    /* (nullable) */
  char       *previous_id;        /* (nullable) */

  /* How */
  gboolean    background;
  gboolean    store;
  gboolean    stream;
  gboolean    older_form;         /* named its agent by "agent" */
  SpInclude   include;
  JsonObject *definition;         /* (nullable) of the agent */
  JsonObject *body;               /* the request as it came */
} SpRequest;

SpRequest  *sp_request_parse         (JsonObject       *body,
                                      SpStore          *store,
                                      SpModelRegistry  *models,
                                      GError          **error);
void        sp_request_free          (SpRequest        *self);
JsonObject *sp_request_make_response (SpRequest        *self,
                                      const char       *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpRequest, sp_request_free)

G_END_DECLS
