/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A variable of a session as it was when somebody looked. Never changes. The texts come from a sandbox. */
#define SP_TYPE_VARIABLE (sp_variable_get_type ())
G_DECLARE_FINAL_TYPE (SpVariable, sp_variable, SP, VARIABLE, GObject)

SpVariable *sp_variable_new         (const char *name,
                                     const char *type_name,
                                     const char *shape,
                                     gint64      size,
                                     const char *preview,
                                     gboolean    is_table);
const char *sp_variable_get_name    (SpVariable *self);
const char *sp_variable_get_preview (SpVariable *self);
gboolean    sp_variable_is_table    (SpVariable *self);
char       *sp_variable_dup_details (SpVariable *self);

G_END_DECLS
