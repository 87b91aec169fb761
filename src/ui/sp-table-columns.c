/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The columns of a table's view: one of row numbers, then the table's own.
 * Cells are GtkInscriptions, which unlike labels never ask for another size
 * when their text changes. Main thread. */

#include "config.h"

#include "ui/sp-table-columns.h"

#include "ui/sp-cell-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Widths in characters, before somebody pulls at them. */
#define MIN_CHARS 6
#define MAX_CHARS 36

/* How many rows a column's width is told from. */
#define MEASURE_ROWS 100

static GQuark column_quark;
static GQuark list_item_quark;
static GQuark window_quark;

static guint
get_column (gpointer object)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (object, column_quark));
}

static void
show_cell (GtkListItem *item,
           SpTableRow  *row)
{
  GtkInscription *cell = GTK_INSCRIPTION (gtk_list_item_get_child (item));
  SpTableWindow *window = g_object_get_qdata (G_OBJECT (item), window_quark);
  int column = (int) get_column (item);
  gboolean is_cut = FALSE;
  const char *text = sp_table_row_peek_cell (row, (guint) column, &is_cut);
  g_autofree char *shown = NULL;
  guint64 cursor_row;
  int cursor_column;

  if (text != NULL)
    shown = sp_cell_text_format (text, is_cut);
  gtk_inscription_set_text (cell, shown);

  if (sp_table_window_get_cursor (window, &cursor_row, &cursor_column) &&
      cursor_column == column && cursor_row == sp_table_row_get_number (row))
    gtk_widget_add_css_class (GTK_WIDGET (cell), "sp-current-cell");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (cell), "sp-current-cell");
}

static void
row_changed_cb (SpTableRow  *row,
                GtkListItem *item)
{
  show_cell (item, row);
}

static void
show_number (GtkListItem *item,
             SpTableRow  *row)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, sp_table_row_get_number (row) + 1);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), number);
}

static void
row_renumbered_cb (SpTableRow  *row,
                   GtkListItem *item)
{
  show_number (item, row);
}

static GtkWidget *
new_cell (GtkListItem *item,
          float        xalign)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), xalign);
  gtk_list_item_set_child (item, cell);
  /* So that a click finds what it hit; the item outlives its child. */
  g_object_set_qdata (G_OBJECT (cell), list_item_quark, item);

  return cell;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          SpTable                  *table)
{
  guint column = get_column (factory);
  gboolean is_right = sp_column_profile_is_right (sp_table_get_profile (table, column));
  GtkWidget *cell = new_cell (item, is_right ? 1 : 0);

  g_object_set_qdata (G_OBJECT (item), column_quark, GUINT_TO_POINTER (column));
  g_object_set_qdata (G_OBJECT (item), window_quark, g_object_get_qdata (G_OBJECT (factory), window_quark));
  if (is_right)
    gtk_widget_add_css_class (cell, "numeric");
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  SpTableRow *row = gtk_list_item_get_item (item);

  show_cell (item, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (row_changed_cb), item, 0);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  SpTableRow *row = gtk_list_item_get_item (item);

  if (row == NULL)
    return;

  g_signal_handlers_disconnect_by_func (row, row_changed_cb, item);
  g_signal_handlers_disconnect_by_func (row, row_renumbered_cb, item);
}

static void
setup_number_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *cell = new_cell (item, 1);

  g_object_set_qdata (G_OBJECT (item), column_quark, GUINT_TO_POINTER (G_MAXUINT));
  gtk_widget_add_css_class (cell, "dim-label");
  gtk_widget_add_css_class (cell, "numeric");
}

static void
bind_number_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  SpTableRow *row = gtk_list_item_get_item (item);

  show_number (item, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (row_renumbered_cb), item, 0);
}

static int
get_char_width (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                   pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (width);
}

/* The longest of the first cells, within bounds. */
static guint
count_chars (SpTable *table,
             guint    column)
{
  SpRowBlock *block = sp_table_peek_block (table, 0);
  const char *type = sp_cell_type_get_name (sp_column_profile_get_cell_type (sp_table_get_profile (table, column)));
  guint n = MAX (sp_cell_text_measure (sp_table_get_column_name (table, column)),
                 sp_cell_text_measure (type) * 8 / 10);

  for (guint row = 0; block != NULL && row < MIN (MEASURE_ROWS, sp_row_block_get_n_rows (block)); row++)
    {
      const char *text = sp_row_block_get_cell (block, row, column, NULL);

      if (text != NULL)
        n = MAX (n, sp_cell_text_measure (text));
    }

  return CLAMP (n + 2, MIN_CHARS, MAX_CHARS);
}

/* Name above, type below: a view's header takes no widgets on this floor. */
static char *
format_title (SpTable *table,
              guint    column)
{
  const SpColumnProfile *profile = sp_table_get_profile (table, column);
  g_autofree char *name = sp_cell_text_format (sp_table_get_column_name (table, column), FALSE);

  return g_strdup_printf ("%s\n%s", name, sp_cell_type_get_name (sp_column_profile_get_cell_type (profile)));
}

static GtkColumnViewColumn *
new_column (SpTableWindow *window,
            SpTable       *table,
            guint          column,
            int            char_width)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autofree char *title = format_title (table, column);
  GtkColumnViewColumn *view_column;

  g_object_set_qdata (G_OBJECT (factory), column_quark, GUINT_TO_POINTER (column));
  /* Not owned: the view drops its columns before the window goes. */
  g_object_set_qdata (G_OBJECT (factory), window_quark, window);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), table, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  view_column = gtk_column_view_column_new (title, g_steal_pointer (&factory));
  g_object_set_qdata (G_OBJECT (view_column), column_quark, GUINT_TO_POINTER (column));
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_fixed_width (view_column, (int) count_chars (table, column) * char_width + 14);

  return view_column;
}

static GtkColumnViewColumn *
new_number_column (SpTable *table,
                   int      char_width)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autofree char *last = g_strdup_printf ("%" G_GUINT64_FORMAT, sp_table_get_estimate (table));
  GtkColumnViewColumn *view_column;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_number_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_number_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  view_column = gtk_column_view_column_new ("", g_steal_pointer (&factory));
  g_object_set_qdata (G_OBJECT (view_column), column_quark, GUINT_TO_POINTER (G_MAXUINT));
  gtk_column_view_column_set_fixed_width (view_column, (int) MAX (3, strlen (last)) * char_width + 18);

  return view_column;
}

/* Finds the labels of the header and makes the second line small. */
static void
style_titles (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      g_autoptr(PangoAttrList) attributes = NULL;
      PangoAttribute *attribute;
      const char *type;

      if (!GTK_IS_LABEL (child))
        {
          style_titles (child);
          continue;
        }

      type = strrchr (gtk_label_get_label (GTK_LABEL (child)), '\n');
      if (type == NULL)
        continue;

      attributes = pango_attr_list_new ();
      for (guint i = 0; i < 3; i++)
        {
          attribute = i == 0 ? pango_attr_scale_new (0.8)
                             : i == 1 ? pango_attr_foreground_alpha_new (G_MAXUINT16 * 6 / 10)
                                      : pango_attr_weight_new (PANGO_WEIGHT_NORMAL);
          attribute->start_index = type - gtk_label_get_label (GTK_LABEL (child));
          pango_attr_list_insert (attributes, attribute);
        }
      gtk_label_set_attributes (GTK_LABEL (child), attributes);
      gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
    }
}

static void
style_header (GtkColumnView *view)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));

  if (header != NULL)
    style_titles (header);
}

/**
 * sp_table_columns_fill:
 * @view: a column view
 * @table: what it shows
 * @window: the rows of it that are on the screen
 * @first_column: the table's first column to show
 *
 * Puts columns for up to %SP_TABLE_COLUMNS_PAGE columns of the table into the
 * view, in the place of all that it has.
 */
void
sp_table_columns_fill (GtkColumnView *view,
                       SpTable       *table,
                       SpTableWindow *window,
                       guint          first_column)
{
  g_autoptr(GtkColumnViewColumn) numbers = NULL;
  GListModel *columns;
  guint end;
  int char_width;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  g_return_if_fail (SP_IS_TABLE (table));

  if (column_quark == 0)
    {
      column_quark = g_quark_from_static_string ("sp-table-column");
      list_item_quark = g_quark_from_static_string ("sp-table-list-item");
      window_quark = g_quark_from_static_string ("sp-table-window");
    }

  columns = gtk_column_view_get_columns (view);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) old = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, old);
    }

  char_width = get_char_width (GTK_WIDGET (view));
  end = MIN (sp_table_get_n_columns (table), first_column + SP_TABLE_COLUMNS_PAGE);
  numbers = new_number_column (table, char_width);
  gtk_column_view_append_column (view, numbers);
  for (guint i = first_column; i < end; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = new_column (window, table, i, char_width);

      gtk_column_view_append_column (view, column);
    }
  style_header (view);
}

/**
 * sp_table_columns_retitle:
 * @view: a column view that was filled
 * @table: what it shows
 *
 * Writes the columns' types anew, after more of the table was looked at.
 */
void
sp_table_columns_retitle (GtkColumnView *view,
                          SpTable       *table)
{
  GListModel *columns;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  g_return_if_fail (SP_IS_TABLE (table));

  columns = gtk_column_view_get_columns (view);
  for (guint i = 1; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      g_autofree char *title = format_title (table, get_column (column));

      if (strcmp (title, gtk_column_view_column_get_title (column)) != 0)
        gtk_column_view_column_set_title (column, title);
    }
  style_header (view);
}

/**
 * sp_table_columns_pick:
 * @view: a column view that was filled
 * @x: a point in it
 * @y: a point in it
 * @row: (out): the table's row there
 * @column: (out): the table's column there, -1 for the row's number
 *
 * Returns: %FALSE when there is no cell
 */
gboolean
sp_table_columns_pick (GtkColumnView *view,
                       double         x,
                       double         y,
                       guint64       *row,
                       int           *column)
{
  GtkListItem *item;
  GtkWidget *widget;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), FALSE);
  g_return_val_if_fail (row != NULL && column != NULL, FALSE);

  widget = gtk_widget_pick (GTK_WIDGET (view), x, y, GTK_PICK_DEFAULT);

  /* Beside its text a cell is the view's own widget around ours. */
  if (widget != NULL && !GTK_IS_INSCRIPTION (widget))
    widget = gtk_widget_get_first_child (widget);
  if (widget == NULL || !GTK_IS_INSCRIPTION (widget))
    return FALSE;

  item = g_object_get_qdata (G_OBJECT (widget), list_item_quark);
  if (item == NULL || gtk_list_item_get_item (item) == NULL)
    return FALSE;

  *row = sp_table_row_get_number (gtk_list_item_get_item (item));
  *column = get_column (item) == G_MAXUINT ? -1 : (int) get_column (item);
  return TRUE;
}
