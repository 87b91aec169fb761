/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The few rows of a table that are on the screen. A list view of GTK 4.8 keeps
 * widgets for two hundred rows whatever is seen of them, and places rows by
 * pixels in an int: with forty columns its first frame took 1.5 s, and beyond
 * seventy million rows it cannot go. So the view gets as many rows as fit, and
 * scrolling gives these rows other numbers. Selection and cursor are kept here
 * by the table's row numbers. Owned by an SpTablePreview; main thread. */

#include "config.h"

#include "ui/sp-table-window.h"

struct _SpTableWindow
{
  GObject    parent_instance;

  SpTable   *table;
  GPtrArray *rows;            /* of SpTableRow */
  guint64    first;           /* the table's row that is the first here */
  guint      n_whole;         /* rows that fit; one more is seen in part */

  guint64    anchor;          /* where the selection began */
  guint64    cursor_row;
  int        cursor_column;   /* -1: the row's number */

  guint      has_cursor : 1;
};

static void list_model_iface_init (GListModelInterface *iface);
static void selection_model_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpTableWindow, sp_table_window, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_iface_init))

enum
{
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sp_table_window_selection_changed (SpTableWindow *self)
{
  if (self->rows->len > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, self->rows->len);
}

/* As many rows as fit and exist, with the right numbers. */
static void
sp_table_window_arrange (SpTableWindow *self)
{
  guint64 n_rows = sp_table_get_n_rows (self->table);
  guint n_old = self->rows->len;
  guint n_wanted;

  if (self->first + self->n_whole > n_rows)
    self->first = n_rows > self->n_whole ? n_rows - self->n_whole : 0;
  n_wanted = (guint) MIN (n_rows - self->first, (guint64) self->n_whole + 1);

  for (guint i = 0; i < MIN (n_old, n_wanted); i++)
    sp_table_row_set_number (g_ptr_array_index (self->rows, i), self->first + i);

  for (guint i = n_old; i < n_wanted; i++)
    g_ptr_array_add (self->rows, sp_table_row_new (self->table, self->first + i));
  if (n_wanted < n_old)
    g_ptr_array_set_size (self->rows, (int) n_wanted);

  if (n_wanted != n_old)
    g_list_model_items_changed (G_LIST_MODEL (self), MIN (n_old, n_wanted),
                                n_old > n_wanted ? n_old - n_wanted : 0,
                                n_wanted > n_old ? n_wanted - n_old : 0);
}

static void
table_n_rows_cb (SpTableWindow *self)
{
  sp_table_window_arrange (self);
  g_signal_emit (self, signals[MOVED], 0);
}

static GType
sp_table_window_get_item_type (GListModel *list)
{
  return SP_TYPE_TABLE_ROW;
}

static guint
sp_table_window_get_n_items (GListModel *list)
{
  return SP_TABLE_WINDOW (list)->rows->len;
}

static gpointer
sp_table_window_get_item (GListModel *list,
                          guint       position)
{
  SpTableWindow *self = SP_TABLE_WINDOW (list);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = sp_table_window_get_item_type;
  iface->get_n_items = sp_table_window_get_n_items;
  iface->get_item = sp_table_window_get_item;
}

static gboolean
sp_table_window_is_selected (GtkSelectionModel *model,
                             guint              position)
{
  SpTableWindow *self = SP_TABLE_WINDOW (model);
  guint64 first;
  guint64 last;

  return sp_table_window_get_selected_rows (self, &first, &last) &&
         self->first + position >= first && self->first + position <= last;
}

static GtkBitset *
sp_table_window_get_selection_in_range (GtkSelectionModel *model,
                                        guint              position,
                                        guint              n_items)
{
  GtkBitset *selection = gtk_bitset_new_empty ();

  for (guint i = position; i < position + n_items; i++)
    if (sp_table_window_is_selected (model, i))
      gtk_bitset_add (selection, i);

  return selection;
}

static gboolean
sp_table_window_select_item (GtkSelectionModel *model,
                             guint              position,
                             gboolean           unselect_rest)
{
  SpTableWindow *self = SP_TABLE_WINDOW (model);

  /* The preview has put the cursor there already; this is for others, such as
   * screen readers. */
  if (!sp_table_window_is_selected (model, position))
    sp_table_window_set_cursor (self, self->first + position, self->cursor_column, FALSE);
  return TRUE;
}

static gboolean
sp_table_window_select_range (GtkSelectionModel *model,
                              guint              position,
                              guint              n_items,
                              gboolean           unselect_rest)
{
  SpTableWindow *self = SP_TABLE_WINDOW (model);

  if (n_items == 1)
    return sp_table_window_select_item (model, position, unselect_rest);

  /* A view knows only what is on the screen: the anchor here is the truth. */
  if (!sp_table_window_is_selected (model, position) ||
      !sp_table_window_is_selected (model, position + n_items - 1))
    sp_table_window_set_cursor (self,
                                self->first + (self->anchor <= self->first + position ? position + n_items - 1 : position),
                                self->cursor_column, TRUE);
  return TRUE;
}

static gboolean
sp_table_window_select_all (GtkSelectionModel *model)
{
  SpTableWindow *self = SP_TABLE_WINDOW (model);
  guint64 n_rows = sp_table_get_n_rows (self->table);

  if (n_rows > 0)
    sp_table_window_select_rows (self, 0, n_rows - 1);
  return TRUE;
}

static gboolean
sp_table_window_unselect_all (GtkSelectionModel *model)
{
  SpTableWindow *self = SP_TABLE_WINDOW (model);

  self->has_cursor = FALSE;
  sp_table_window_selection_changed (self);
  return TRUE;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = sp_table_window_is_selected;
  iface->get_selection_in_range = sp_table_window_get_selection_in_range;
  iface->select_item = sp_table_window_select_item;
  iface->select_range = sp_table_window_select_range;
  iface->select_all = sp_table_window_select_all;
  iface->unselect_all = sp_table_window_unselect_all;
}

static void
sp_table_window_dispose (GObject *object)
{
  SpTableWindow *self = SP_TABLE_WINDOW (object);

  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->table);

  G_OBJECT_CLASS (sp_table_window_parent_class)->dispose (object);
}

static void
sp_table_window_finalize (GObject *object)
{
  g_clear_pointer (&SP_TABLE_WINDOW (object)->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (sp_table_window_parent_class)->finalize (object);
}

static void
sp_table_window_class_init (SpTableWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_table_window_dispose;
  object_class->finalize = sp_table_window_finalize;

  signals[MOVED] = g_signal_new ("moved", SP_TYPE_TABLE_WINDOW, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_table_window_init (SpTableWindow *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->cursor_column = -1;
}

/**
 * sp_table_window_new:
 * @table: a table
 *
 * Returns: (transfer full): a window on it that shows no row yet
 */
SpTableWindow *
sp_table_window_new (SpTable *table)
{
  SpTableWindow *self;

  g_return_val_if_fail (SP_IS_TABLE (table), NULL);

  self = g_object_new (SP_TYPE_TABLE_WINDOW, NULL);
  self->table = g_object_ref (table);
  g_signal_connect_object (table, "notify::n-rows", G_CALLBACK (table_n_rows_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * sp_table_window_get_first:
 * @self: a window
 *
 * Returns: the table's row that is its first
 */
guint64
sp_table_window_get_first (SpTableWindow *self)
{
  g_return_val_if_fail (SP_IS_TABLE_WINDOW (self), 0);

  return self->first;
}

/**
 * sp_table_window_set_first:
 * @self: a window
 * @first: the table's row that is to be its first; less when there are not
 *   enough rows below it
 *
 * Scrolls.
 */
void
sp_table_window_set_first (SpTableWindow *self,
                           guint64        first)
{
  guint64 old_first;

  g_return_if_fail (SP_IS_TABLE_WINDOW (self));

  old_first = self->first;
  self->first = first;
  sp_table_window_arrange (self);
  if (self->first == old_first)
    return;

  sp_table_window_selection_changed (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/**
 * sp_table_window_get_n_whole:
 * @self: a window
 *
 * Returns: how many rows fit
 */
guint
sp_table_window_get_n_whole (SpTableWindow *self)
{
  g_return_val_if_fail (SP_IS_TABLE_WINDOW (self), 0);

  return self->n_whole;
}

/**
 * sp_table_window_set_n_whole:
 * @self: a window
 * @n_whole: how many rows fit
 *
 * Grows or shrinks; one row more is listed, for what is seen of it in part.
 */
void
sp_table_window_set_n_whole (SpTableWindow *self,
                             guint          n_whole)
{
  g_return_if_fail (SP_IS_TABLE_WINDOW (self));

  if (n_whole == self->n_whole)
    return;

  self->n_whole = n_whole;
  sp_table_window_arrange (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/**
 * sp_table_window_get_cursor:
 * @self: a window
 * @row: (out): the table's row
 * @column: (out): the table's column, -1 for the row's number
 *
 * Returns: %FALSE when there is no cursor
 */
gboolean
sp_table_window_get_cursor (SpTableWindow *self,
                            guint64       *row,
                            int           *column)
{
  g_return_val_if_fail (SP_IS_TABLE_WINDOW (self), FALSE);
  g_return_val_if_fail (row != NULL && column != NULL, FALSE);

  *row = self->cursor_row;
  *column = self->cursor_column;
  return self->has_cursor;
}

static void
sp_table_window_show_cursor (SpTableWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    g_signal_emit_by_name (g_ptr_array_index (self->rows, i), "changed");
  sp_table_window_selection_changed (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/**
 * sp_table_window_set_cursor:
 * @self: a window
 * @row: a row of the table
 * @column: a column, or -1 for the row's number
 * @extend: whether the selection grows to here, or begins here anew
 *
 * Moves the cursor and scrolls so far that it is seen.
 */
void
sp_table_window_set_cursor (SpTableWindow *self,
                            guint64        row,
                            int            column,
                            gboolean       extend)
{
  g_return_if_fail (SP_IS_TABLE_WINDOW (self));

  if (row >= sp_table_get_n_rows (self->table))
    return;

  if (!extend || !self->has_cursor)
    self->anchor = row;
  self->has_cursor = TRUE;
  self->cursor_row = row;
  self->cursor_column = column;

  if (row < self->first)
    self->first = row;
  else if (self->n_whole > 0 && row >= self->first + self->n_whole)
    self->first = row - self->n_whole + 1;
  sp_table_window_arrange (self);
  sp_table_window_show_cursor (self);
}

/**
 * sp_table_window_get_selected_rows:
 * @self: a window
 * @first: (out): the table's first selected row
 * @last: (out): the table's last selected row
 *
 * Returns: %FALSE when no row is selected
 */
gboolean
sp_table_window_get_selected_rows (SpTableWindow *self,
                                   guint64       *first,
                                   guint64       *last)
{
  g_return_val_if_fail (SP_IS_TABLE_WINDOW (self), FALSE);
  g_return_val_if_fail (first != NULL && last != NULL, FALSE);

  *first = MIN (self->anchor, self->cursor_row);
  *last = MAX (self->anchor, self->cursor_row);
  return self->has_cursor;
}

/**
 * sp_table_window_select_rows:
 * @self: a window
 * @first: a row of the table
 * @last: a row of the table, not before @first
 *
 * Selects rows without scrolling.
 */
void
sp_table_window_select_rows (SpTableWindow *self,
                             guint64        first,
                             guint64        last)
{
  g_return_if_fail (SP_IS_TABLE_WINDOW (self));
  g_return_if_fail (first <= last && last < sp_table_get_n_rows (self->table));

  self->has_cursor = TRUE;
  self->anchor = first;
  self->cursor_row = last;
  self->cursor_column = -1;
  sp_table_window_show_cursor (self);
}
