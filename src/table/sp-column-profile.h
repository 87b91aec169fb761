/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-cell-type.h"

G_BEGIN_DECLS

/* What the cells of one column were seen to hold. A plain value: begin with
 * { 0 }, copy it with =. */
typedef struct
{
  guint64 counts[SP_N_CELL_TYPES];
} SpColumnProfile;

void       sp_column_profile_add            (SpColumnProfile       *self,
                                             const char            *text,
                                             gsize                  length,
                                             char                   decimal);
SpCellType sp_column_profile_get_cell_type  (const SpColumnProfile *self);
guint64    sp_column_profile_get_n_odd      (const SpColumnProfile *self);
gboolean   sp_column_profile_is_right       (const SpColumnProfile *self);

G_END_DECLS
