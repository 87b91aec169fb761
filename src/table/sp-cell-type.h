/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a cell, or a whole column, holds. */
#define SP_TYPE_CELL_TYPE (sp_cell_type_get_type ())
typedef enum
{
  SP_CELL_MISSING,
  SP_CELL_BOOLEAN,
  SP_CELL_INTEGER,
  SP_CELL_NUMBER,
  SP_CELL_DATE,
  SP_CELL_TEXT,
} SpCellType;
#define SP_N_CELL_TYPES (SP_CELL_TEXT + 1)

GType       sp_cell_type_get_type (void);
SpCellType  sp_cell_type_of       (const char *text,
                                   gsize       length,
                                   char        decimal);
const char *sp_cell_type_get_name (SpCellType  type);

G_END_DECLS
