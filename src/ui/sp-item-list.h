/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SpItemListCreateFunc:
 * @item: (transfer none): an object of the list's model
 * @user_data: what was given with the function
 *
 * Makes the row that shows @item from now on.
 *
 * Returns: (transfer floating): a new widget
 */
typedef GtkWidget *(*SpItemListCreateFunc) (GObject  *item,
                                            gpointer  user_data);

#define SP_TYPE_ITEM_LIST (sp_item_list_get_type ())
G_DECLARE_FINAL_TYPE (SpItemList, sp_item_list, SP, ITEM_LIST, GtkWidget)

GtkWidget  *sp_item_list_new             (void);
void        sp_item_list_set_create_func (SpItemList           *self,
                                          SpItemListCreateFunc  create,
                                          gpointer              user_data);
GListModel *sp_item_list_get_model       (SpItemList           *self);
void        sp_item_list_set_model       (SpItemList           *self,
                                          GListModel           *model);
gboolean    sp_item_list_get_at_end      (SpItemList           *self);
void        sp_item_list_scroll_to_end   (SpItemList           *self);
void        sp_item_list_scroll_to_row   (SpItemList           *self,
                                          guint                 position);
guint       sp_item_list_get_n_built     (SpItemList           *self);
GtkWidget  *sp_item_list_get_row         (SpItemList           *self,
                                          guint                 position);

G_END_DECLS
