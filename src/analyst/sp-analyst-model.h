/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* The deployment's name. */
#define SP_ANALYST_MODEL_NAME "built-in-analyst"

#define SP_TYPE_ANALYST_MODEL (sp_analyst_model_get_type ())
G_DECLARE_FINAL_TYPE (SpAnalystModel, sp_analyst_model, SP, ANALYST_MODEL, GObject)

SpAnalystModel *sp_analyst_model_new             (void);
guint           sp_analyst_model_get_chunk_delay (SpAnalystModel *self);
void            sp_analyst_model_set_chunk_delay (SpAnalystModel *self,
                                                  guint           milliseconds);

G_END_DECLS
