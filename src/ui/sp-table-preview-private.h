/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "ui/sp-dialect-popover.h"
#include "ui/sp-table-preview.h"
#include "ui/sp-table-window.h"

G_BEGIN_DECLS

struct _SpTablePreview
{
  AdwBin            parent_instance;

  GtkRevealer      *notice;
  GtkLabel         *notice_label;
  GtkWidget        *reload_button;
  GtkColumnView    *view;
  GtkScrolledWindow *scroller;
  GtkAdjustment    *position;          /* counts rows */
  GtkWidget        *pager;
  GtkLabel         *pager_label;
  GtkSpinner       *spinner;
  GtkLabel         *status;
  GtkWidget        *dialect_button;
  GtkLabel         *dialect_label;
  SpDialectPopover *dialect_popover;
  GtkPopover       *menu;

  SpTable          *table;
  SpTableWindow    *window;
  GSignalGroup     *table_signals;
  GCancellable     *cancellable;       /* of a copy, or of reading again */
  char             *path;
  double            scroll_rest;       /* of a row, from fine scrolling */
  double            row_height;
  guint             fit_tick;
  guint             first_column;

  guint             is_positioning : 1;
};

void _sp_table_preview_tell                 (SpTablePreview      *self,
                                             const char          *words,
                                             gboolean             can_reload);
void _sp_table_preview_show_columns         (SpTablePreview      *self,
                                             guint                first_column);
void _sp_table_preview_class_init_actions   (SpTablePreviewClass *klass);

G_END_DECLS
