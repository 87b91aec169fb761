/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

#include "table/sp-table-row.h"

G_BEGIN_DECLS

/* The few rows of a table that are on the screen, as a list and selection
 * model of SpTableRow. Signals: "moved" when it shows other rows or the cursor
 * went elsewhere. */
#define SP_TYPE_TABLE_WINDOW (sp_table_window_get_type ())
G_DECLARE_FINAL_TYPE (SpTableWindow, sp_table_window, SP, TABLE_WINDOW, GObject)

SpTableWindow *sp_table_window_new               (SpTable       *table);
guint64        sp_table_window_get_first         (SpTableWindow *self);
void           sp_table_window_set_first         (SpTableWindow *self,
                                                  guint64        first);
guint          sp_table_window_get_n_whole       (SpTableWindow *self);
void           sp_table_window_set_n_whole       (SpTableWindow *self,
                                                  guint          n_whole);
gboolean       sp_table_window_get_cursor        (SpTableWindow *self,
                                                  guint64       *row,
                                                  int           *column);
void           sp_table_window_set_cursor        (SpTableWindow *self,
                                                  guint64        row,
                                                  int            column,
                                                  gboolean       extend);
gboolean       sp_table_window_get_selected_rows (SpTableWindow *self,
                                                  guint64       *first,
                                                  guint64       *last);
void           sp_table_window_select_rows       (SpTableWindow *self,
                                                  guint64        first,
                                                  guint64        last);

G_END_DECLS
