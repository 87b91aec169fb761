/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The children of an item list: one empty bin per item, and rows in those that are near the view. Owned by the list, main
 * thread.
 *
 * The rows are not children of the list themselves, because GTK 4.8 matches the style of every later sibling and of all
 * that is in it anew when a child is inserted before them: with 160 rows a step upwards then takes five times as long.
 * A row that comes into its own bin has no siblings. An empty bin costs less than 2 kB. */

#include "config.h"

#include "ui/sp-item-slots.h"

#include <adwaita.h>

struct _SpItemSlots
{
  GtkWidget *owner;   /* not owned: it owns us */
  GPtrArray *slots;   /* of AdwBin, children of @owner in the order of the items, for the keyboard and screen readers */
  SpItemListCreateFunc create;
  gpointer create_data;
  guint n_built;
};

/**
 * sp_item_slots_new:
 * @owner: the list, which must outlive them
 *
 * Returns: (transfer full): no slots
 */
SpItemSlots *
sp_item_slots_new (GtkWidget *owner)
{
  SpItemSlots *self = g_new0 (SpItemSlots, 1);

  self->owner = owner;
  self->slots = g_ptr_array_new ();

  return self;
}

/**
 * sp_item_slots_free:
 * @self: (transfer full): slots; those that are still there must have left the owner with it
 */
void
sp_item_slots_free (SpItemSlots *self)
{
  g_ptr_array_unref (self->slots);
  g_free (self);
}

/**
 * sp_item_slots_set_create_func:
 * @self: slots
 * @create: makes the row of an item
 * @user_data: (nullable): given to @create
 */
void
sp_item_slots_set_create_func (SpItemSlots          *self,
                               SpItemListCreateFunc  create,
                               gpointer              user_data)
{
  g_return_if_fail (self != NULL);

  self->create = create;
  self->create_data = user_data;
}

/**
 * sp_item_slots_get_n_slots:
 * @self: slots
 *
 * Returns: how many there are
 */
guint
sp_item_slots_get_n_slots (SpItemSlots *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->slots->len;
}

/**
 * sp_item_slots_get_n_built:
 * @self: slots
 *
 * Returns: how many of them hold a row
 */
guint
sp_item_slots_get_n_built (SpItemSlots *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_built;
}

/**
 * sp_item_slots_get_slot:
 * @self: slots
 * @position: an item
 *
 * Returns: (transfer none): the child of the list that is measured, allocated and shown for the item
 */
GtkWidget *
sp_item_slots_get_slot (SpItemSlots *self,
                        guint        position)
{
  g_return_val_if_fail (position < self->slots->len, NULL);

  return g_ptr_array_index (self->slots, position);
}

/**
 * sp_item_slots_get_row:
 * @self: slots
 * @position: an item
 *
 * Returns: (transfer none) (nullable): its row, if it is built
 */
GtkWidget *
sp_item_slots_get_row (SpItemSlots *self,
                       guint        position)
{
  return adw_bin_get_child (ADW_BIN (sp_item_slots_get_slot (self, position)));
}

/**
 * sp_item_slots_build:
 * @self: slots with a function that makes rows
 * @position: an item
 * @model: where the item is
 *
 * Makes the row of an item, if it is not there yet; it is not shown yet.
 */
void
sp_item_slots_build (SpItemSlots *self,
                     guint        position,
                     GListModel  *model)
{
  g_autoptr(GObject) item = NULL;

  g_return_if_fail (self->create != NULL);

  if (sp_item_slots_get_row (self, position) != NULL)
    return;

  item = g_list_model_get_item (model, position);
  adw_bin_set_child (ADW_BIN (sp_item_slots_get_slot (self, position)), self->create (item, self->create_data));
  self->n_built++;
}

/**
 * sp_item_slots_drop:
 * @self: slots
 * @position: an item
 *
 * Destroys the row of an item, if it is there.
 */
void
sp_item_slots_drop (SpItemSlots *self,
                    guint        position)
{
  if (sp_item_slots_get_row (self, position) == NULL)
    return;

  self->n_built--;
  gtk_widget_set_child_visible (sp_item_slots_get_slot (self, position), FALSE);
  adw_bin_set_child (ADW_BIN (sp_item_slots_get_slot (self, position)), NULL);
}

/**
 * sp_item_slots_splice:
 * @self: slots
 * @position: where items come and go
 * @n_removed: how many go, with their rows
 * @n_added: how many come, without rows
 */
void
sp_item_slots_splice (SpItemSlots *self,
                      guint        position,
                      guint        n_removed,
                      guint        n_added)
{
  GtkWidget *before = position > 0 ? sp_item_slots_get_slot (self, position - 1) : NULL;

  g_return_if_fail (position + n_removed <= self->slots->len);

  for (guint i = position; i < position + n_removed; i++)
    {
      sp_item_slots_drop (self, i);
      gtk_widget_unparent (sp_item_slots_get_slot (self, i));
    }
  if (n_removed > 0)
    g_ptr_array_remove_range (self->slots, position, n_removed);

  for (guint i = 0; i < n_added; i++)
    {
      GtkWidget *slot = adw_bin_new ();

      gtk_widget_set_child_visible (slot, FALSE);
      gtk_widget_insert_after (slot, self->owner, before);
      g_ptr_array_insert (self->slots, (int) (position + i), slot);
      before = slot;
    }
}
