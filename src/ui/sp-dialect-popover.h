/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

#include "table/sp-dialect.h"

G_BEGIN_DECLS

/* Lets a person say how a delimited file is to be read. Signals: "changed"
 * when something else was chosen, "reset" to find it out again. */
#define SP_TYPE_DIALECT_POPOVER (sp_dialect_popover_get_type ())
G_DECLARE_FINAL_TYPE (SpDialectPopover, sp_dialect_popover, SP, DIALECT_POPOVER, GtkPopover)

const SpDialect *sp_dialect_popover_get_dialect (SpDialectPopover *self);
void             sp_dialect_popover_set_dialect (SpDialectPopover *self,
                                                 const SpDialect  *dialect);

G_END_DECLS
