/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-table.h"

G_BEGIN_DECLS

char    *table_test_write     (const char       *contents,
                               gssize            length);
SpTable *table_test_open      (const char       *path,
                               const SpDialect  *wish,
                               GError          **error);
void     table_test_count     (SpTable          *table);
char    *table_test_dup_cell  (SpTable          *table,
                               guint64           row,
                               guint             column);

G_END_DECLS
