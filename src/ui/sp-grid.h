/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a grid keeps of a table at most; the counts of the whole are kept beside. */
#define SP_GRID_MAX_ROWS 500
#define SP_GRID_MAX_COLUMNS 100
#define SP_GRID_MAX_CELL 400

#define SP_TYPE_GRID (sp_grid_get_type ())
G_DECLARE_FINAL_TYPE (SpGrid, sp_grid, SP, GRID, GObject)

SpGrid     *sp_grid_new             (const char *const *columns);
SpGrid     *sp_grid_new_from_json   (const char        *text,
                                     GError           **error);
SpGrid     *sp_grid_new_from_card   (const char        *text,
                                     GError           **error);
void        sp_grid_add_row         (SpGrid            *self,
                                     const char *const *cells);
guint       sp_grid_get_n_rows      (SpGrid            *self);
guint       sp_grid_get_n_columns   (SpGrid            *self);
const char *sp_grid_get_column      (SpGrid            *self,
                                     guint              column);
const char *sp_grid_get_cell        (SpGrid            *self,
                                     guint              row,
                                     guint              column);
/* 0: left, 0.5: centre, 1: right. */
float       sp_grid_get_alignment   (SpGrid            *self,
                                     guint              column);
void        sp_grid_set_alignment   (SpGrid            *self,
                                     guint              column,
                                     float              alignment);
/* Sizes of the table that this is a part of. */
gint64      sp_grid_get_total_rows    (SpGrid          *self);
gint64      sp_grid_get_total_columns (SpGrid          *self);
void        sp_grid_set_totals        (SpGrid          *self,
                                       gint64           rows,
                                       gint64           columns);
/* Whether the texts are Pango markup. */
gboolean    sp_grid_get_markup      (SpGrid            *self);
void        sp_grid_set_markup      (SpGrid            *self,
                                     gboolean           markup);
const char *sp_grid_get_title       (SpGrid            *self);
void        sp_grid_set_title       (SpGrid            *self,
                                     const char        *title);
char       *sp_grid_to_delimited    (SpGrid            *self);

G_END_DECLS
