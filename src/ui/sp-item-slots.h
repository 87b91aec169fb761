/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "ui/sp-item-list.h"

G_BEGIN_DECLS

typedef struct _SpItemSlots SpItemSlots;

SpItemSlots *sp_item_slots_new             (GtkWidget            *owner);
void         sp_item_slots_free            (SpItemSlots          *self);
void         sp_item_slots_set_create_func (SpItemSlots          *self,
                                            SpItemListCreateFunc  create,
                                            gpointer              user_data);
guint        sp_item_slots_get_n_slots     (SpItemSlots          *self);
guint        sp_item_slots_get_n_built     (SpItemSlots          *self);
GtkWidget   *sp_item_slots_get_slot        (SpItemSlots          *self,
                                            guint                 position);
GtkWidget   *sp_item_slots_get_row         (SpItemSlots          *self,
                                            guint                 position);
void         sp_item_slots_build           (SpItemSlots          *self,
                                            guint                 position,
                                            GListModel           *model);
void         sp_item_slots_drop            (SpItemSlots          *self,
                                            guint                 position);
void         sp_item_slots_splice          (SpItemSlots          *self,
                                            guint                 position,
                                            guint                 n_removed,
                                            guint                 n_added);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpItemSlots, sp_item_slots_free)

G_END_DECLS
