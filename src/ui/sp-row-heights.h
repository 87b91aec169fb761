/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SpRowHeights SpRowHeights;

SpRowHeights *sp_row_heights_new          (int           first_guess);
void          sp_row_heights_free         (SpRowHeights *self);
guint         sp_row_heights_get_n_rows   (SpRowHeights *self);
void          sp_row_heights_splice       (SpRowHeights *self,
                                           guint         position,
                                           guint         n_removed,
                                           guint         n_added);
int           sp_row_heights_get          (SpRowHeights *self,
                                           guint         row);
void          sp_row_heights_set          (SpRowHeights *self,
                                           guint         row,
                                           int           height);
double        sp_row_heights_get_top      (SpRowHeights *self,
                                           guint         row);
guint         sp_row_heights_find         (SpRowHeights *self,
                                           double        y,
                                           int          *offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpRowHeights, sp_row_heights_free)

G_END_DECLS
