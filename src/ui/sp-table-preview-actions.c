/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a person can do with a table: move the cursor, select, copy, turn the
 * pages of a wide one. A part of SpTablePreview. */

#include "config.h"

#include "ui/sp-table-preview-private.h"

#include "ui/sp-table-columns.h"

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpTablePreview) self = SP_TABLE_PREVIEW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  text = sp_table_copy_finish (SP_TABLE (object), result, &error);
  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _sp_table_preview_tell (self, error->message, FALSE);
}

static void
sp_table_preview_copy_cell_action (GtkWidget  *widget,
                                   const char *action_name,
                                   GVariant   *parameter)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);
  guint64 row;
  int column;

  if (self->table != NULL && sp_table_window_get_cursor (self->window, &row, &column) && column >= 0)
    sp_table_copy_async (self->table, &row, 1, column, self->cancellable, copied_cb, g_object_ref (self));
}

static void
sp_table_preview_copy_rows_action (GtkWidget  *widget,
                                   const char *action_name,
                                   GVariant   *parameter)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);
  g_autofree guint64 *rows = NULL;
  guint64 first;
  guint64 last;
  gsize n_rows;

  if (self->table == NULL || !sp_table_window_get_selected_rows (self->window, &first, &last))
    return;

  /* One more than allowed is refused in words. */
  n_rows = MIN (last - first + 1, SP_TABLE_MAX_COPY_ROWS + 1);
  rows = g_new (guint64, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    rows[i] = first + i;
  sp_table_copy_async (self->table, rows, n_rows, -1, self->cancellable, copied_cb, g_object_ref (self));
}

/* The cell with the cursor when only its row is selected, else the rows. */
static void
sp_table_preview_copy_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);
  guint64 first;
  guint64 last;
  int column;

  if (self->table == NULL || !sp_table_window_get_selected_rows (self->window, &first, &last))
    return;

  if (first == last && sp_table_window_get_cursor (self->window, &first, &column) && column >= 0)
    sp_table_preview_copy_cell_action (widget, NULL, NULL);
  else
    sp_table_preview_copy_rows_action (widget, NULL, NULL);
}

/* Columns are as wide as they were made or pulled: scroll so far that the
 * cursor's is seen. */
static void
sp_table_preview_show_cursor_column (SpTablePreview *self,
                                     int             column)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GtkAdjustment *pixels = gtk_scrolled_window_get_hadjustment (self->scroller);
  double left = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      int width = gtk_column_view_column_get_fixed_width (view_column);

      if ((int) (i + self->first_column) == column + 1)
        {
          gtk_adjustment_clamp_page (pixels, left, left + width);
          return;
        }
      left += width;
    }
}

static guint64
add_clamped (guint64 value,
             gint64  change,
             guint64 n)
{
  if (change < 0)
    return value > (guint64) -change ? value - (guint64) -change : 0;

  return MIN (value + (guint64) change, n - 1);
}

/* Up, down and aside: "line", "page", "column" or "end", how far, and whether
 * the selection grows. */
static void
sp_table_preview_move_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);
  const char *what;
  gboolean extend;
  int change;
  guint64 row;
  int column;
  guint end;

  if (self->table == NULL || sp_table_get_n_rows (self->table) == 0)
    return;

  g_variant_get (parameter, "(&sib)", &what, &change, &extend);
  if (!sp_table_window_get_cursor (self->window, &row, &column))
    {
      sp_table_window_set_cursor (self->window, sp_table_window_get_first (self->window),
                                  (int) self->first_column, FALSE);
      return;
    }

  end = MIN (sp_table_get_n_columns (self->table), self->first_column + SP_TABLE_COLUMNS_PAGE);
  if (g_str_equal (what, "line"))
    row = add_clamped (row, change, sp_table_get_n_rows (self->table));
  else if (g_str_equal (what, "page"))
    row = add_clamped (row, change * (gint64) sp_table_window_get_n_whole (self->window),
                       sp_table_get_n_rows (self->table));
  else if (g_str_equal (what, "end"))
    row = change < 0 ? 0 : sp_table_get_n_rows (self->table) - 1;
  else
    column = CLAMP (column + change, (int) self->first_column, (int) end - 1);

  sp_table_window_set_cursor (self->window, row, column, extend);
  if (g_str_equal (what, "column"))
    sp_table_preview_show_cursor_column (self, column);
}

static void
sp_table_preview_select_all_action (GtkWidget  *widget,
                                    const char *action_name,
                                    GVariant   *parameter)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);

  if (self->window != NULL)
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->window));
}

static void
sp_table_preview_columns_action (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);
  gboolean is_next = g_str_equal (action_name, "table.next-columns");

  if (self->table == NULL)
    return;

  if (is_next && self->first_column + SP_TABLE_COLUMNS_PAGE < sp_table_get_n_columns (self->table))
    _sp_table_preview_show_columns (self, self->first_column + SP_TABLE_COLUMNS_PAGE);
  else if (!is_next && self->first_column >= SP_TABLE_COLUMNS_PAGE)
    _sp_table_preview_show_columns (self, self->first_column - SP_TABLE_COLUMNS_PAGE);
}

/**
 * _sp_table_preview_class_init_actions:
 * @klass: the class
 *
 * Installs the actions of this file.
 */
void
_sp_table_preview_class_init_actions (SpTablePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "table.copy", NULL, sp_table_preview_copy_action);
  gtk_widget_class_install_action (widget_class, "table.copy-cell", NULL, sp_table_preview_copy_cell_action);
  gtk_widget_class_install_action (widget_class, "table.copy-rows", NULL, sp_table_preview_copy_rows_action);
  gtk_widget_class_install_action (widget_class, "table.previous-columns", NULL, sp_table_preview_columns_action);
  gtk_widget_class_install_action (widget_class, "table.next-columns", NULL, sp_table_preview_columns_action);
  gtk_widget_class_install_action (widget_class, "table.move", "(sib)", sp_table_preview_move_action);
  gtk_widget_class_install_action (widget_class, "table.select-all", NULL, sp_table_preview_select_all_action);
}
