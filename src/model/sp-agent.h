/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

#define SP_TYPE_AGENT (sp_agent_get_type ())
G_DECLARE_FINAL_TYPE (SpAgent, sp_agent, SP, AGENT, GObject)

SpAgent    *sp_agent_new              (const char *name);
const char *sp_agent_get_name         (SpAgent    *self);
/* NULL until it has been saved. */
const char *sp_agent_get_version      (SpAgent    *self);
void        sp_agent_set_version      (SpAgent    *self,
                                       const char *version);
const char *sp_agent_get_description  (SpAgent    *self);
void        sp_agent_set_description  (SpAgent    *self,
                                       const char *description);
const char *sp_agent_get_model        (SpAgent    *self);
void        sp_agent_set_model        (SpAgent    *self,
                                       const char *deployment);
const char *sp_agent_get_instructions (SpAgent    *self);
void        sp_agent_set_instructions (SpAgent    *self,
                                       const char *instructions);
/* Less than 0: not set, the model's own. */
double      sp_agent_get_temperature  (SpAgent    *self);
void        sp_agent_set_temperature  (SpAgent    *self,
                                       double      temperature);
double      sp_agent_get_top_p        (SpAgent    *self);
void        sp_agent_set_top_p        (SpAgent    *self,
                                       double      top_p);
gint64      sp_agent_get_created      (SpAgent    *self);
void        sp_agent_set_created      (SpAgent    *self,
                                       gint64      unix_seconds);
gboolean    sp_agent_get_dirty        (SpAgent    *self);
void        sp_agent_set_dirty        (SpAgent    *self,
                                       gboolean    dirty);
/* Of SpTool. */
GListModel *sp_agent_get_tools        (SpAgent    *self);
void        sp_agent_add_tool         (SpAgent    *self,
                                       SpTool     *tool);
void        sp_agent_remove_tool      (SpAgent    *self,
                                       SpTool     *tool);
SpTool     *sp_agent_find_tool        (SpAgent    *self,
                                       const char *type_name);

G_END_DECLS
