/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-dialect.h"

G_BEGIN_DECLS

/* One cell in the text that sp_record_parse() collects. */
typedef struct
{
  guint32 offset;
  guint32 length : 30;
  guint32 is_cut : 1;      /* there is more of it in the file */
  guint32 was_quoted : 1;
} SpCell;

gsize sp_record_parse (const SpDialect *dialect,
                       const char      *record,
                       gsize            length,
                       guint            max_cells,
                       gsize            max_cell,
                       GString         *text,
                       GArray          *cells);

G_END_DECLS
