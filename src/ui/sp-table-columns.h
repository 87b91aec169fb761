/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/sp-table-window.h"

G_BEGIN_DECLS

/* Each shown cell is a widget: more columns than this at once make scrolling
 * stutter. */
#define SP_TABLE_COLUMNS_PAGE 24

void        sp_table_columns_fill    (GtkColumnView  *view,
                                      SpTable        *table,
                                      SpTableWindow  *window,
                                      guint           first_column);
void        sp_table_columns_retitle (GtkColumnView  *view,
                                      SpTable        *table);
gboolean    sp_table_columns_pick    (GtkColumnView  *view,
                                      double          x,
                                      double          y,
                                      guint64        *row,
                                      int            *column);

G_END_DECLS
