/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* A tool of an agent. The code interpreter ("code_interpreter") carries files and a memory limit ("1g" …); a tool of
 * another type is kept whole as JSON text and given back untouched. */
#define SP_TYPE_TOOL (sp_tool_get_type ())
G_DECLARE_FINAL_TYPE (SpTool, sp_tool, SP, TOOL, GObject)

SpTool     *sp_tool_new              (const char *type_name,
                                      const char *json);
const char *sp_tool_get_type_name    (SpTool     *self);
const char *sp_tool_get_json         (SpTool     *self);
const char *sp_tool_get_memory_limit (SpTool     *self);
void        sp_tool_set_memory_limit (SpTool     *self,
                                      const char *memory_limit);
GListModel *sp_tool_get_files        (SpTool     *self);
void        sp_tool_add_file         (SpTool     *self,
                                      SpFile     *file);
void        sp_tool_remove_file      (SpTool     *self,
                                      SpFile     *file);

G_END_DECLS
