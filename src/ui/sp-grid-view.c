/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Shows an SpGrid in a conversation: names above, numbers at the right, scrolled sideways inside of itself, long tables cut
 * to their first rows until asked for more. Whole tables belong into the preview. Main thread. */

#include "config.h"

#include "ui/sp-grid-view.h"

#include <glib/gi18n.h>

#include "ui/sp-side-scroller.h"

/* What is shown at first, what of a longer table is worth no button, and how many labels there may be at all. */
#define FOLDED_ROWS 10
#define FOLD_SLACK 3
#define MAX_PROSE_ROWS 60
#define MAX_CELLS 4000

/* Texts longer than this are wrapped or cut. */
#define MAX_CHARS 44

struct _SpGridView
{
  AdwBin     parent_instance;

  SpGrid    *grid;        /* (nullable) */
  guint      n_shown;     /* rows with widgets */

  GtkLabel  *title;
  GtkGrid   *cells;
  GtkWidget *footer;
  GtkLabel  *size_label;
  GtkButton *more_button;
};

G_DEFINE_FINAL_TYPE (SpGridView, sp_grid_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_GRID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GtkWidget *
create_cell (SpGrid     *grid,
             const char *text,
             guint       column,
             gboolean    markup)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "use-markup", markup,
                                   "label", text,
                                   "xalign", sp_grid_get_alignment (grid, column),
                                   "yalign", 0.0F,
                                   "selectable", FALSE,
                                   "single-line-mode", !markup,
                                   NULL);

  if (g_utf8_strlen (text, -1) > MAX_CHARS)
    {
      gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
      gtk_label_set_width_chars (GTK_LABEL (label), MIN (MAX_CHARS, 24));
      if (markup)
        {
          gtk_label_set_wrap (GTK_LABEL (label), TRUE);
          gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
        }
      else
        {
          gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
          gtk_widget_set_tooltip_text (label, text);
        }
    }
  return label;
}

static gboolean
activate_link_cb (GtkLabel   *label,
                  const char *uri,
                  gpointer    user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (label), "conversation.open-link", "s", uri);
  return TRUE;
}

static void
sp_grid_view_attach_row (SpGridView *self,
                         guint       row)
{
  gboolean markup = sp_grid_get_markup (self->grid);

  for (guint c = 0; c < sp_grid_get_n_columns (self->grid); c++)
    {
      GtkWidget *cell = create_cell (self->grid, sp_grid_get_cell (self->grid, row, c), c, markup);

      if (row % 2 == 1)
        gtk_widget_add_css_class (cell, "odd");
      if (markup)
        g_signal_connect (cell, "activate-link", G_CALLBACK (activate_link_cb), NULL);
      gtk_grid_attach (self->cells, cell, (int) c, (int) row + 1, 1, 1);
    }
}

static guint
max_rows (SpGrid *grid)
{
  guint n_columns = MAX (sp_grid_get_n_columns (grid), 1);

  return MIN (sp_grid_get_n_rows (grid), MAX (MAX_CELLS / n_columns, FOLDED_ROWS));
}

static void
sp_grid_view_update_footer (SpGridView *self)
{
  gint64 n_rows = sp_grid_get_total_rows (self->grid);
  gint64 n_columns = sp_grid_get_total_columns (self->grid);
  guint n_more = max_rows (self->grid);
  /* translators: the first placeholder is how many rows a table has, the second its columns */
  g_autofree char *size = g_strdup_printf (_("%'" G_GINT64_FORMAT " rows × %'" G_GINT64_FORMAT " columns"),
                                           n_rows, n_columns);
  /* translators: the placeholder is a number of rows */
  g_autofree char *more = g_strdup_printf (ngettext ("Show %u row", "Show %u rows", n_more), n_more);

  gtk_label_set_label (self->size_label, size);
  gtk_button_set_label (self->more_button, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), n_more > self->n_shown);
  gtk_widget_set_visible (self->footer, !sp_grid_get_markup (self->grid) || n_more > self->n_shown || n_rows > 3);
  gtk_widget_set_visible (GTK_WIDGET (self->size_label), !sp_grid_get_markup (self->grid) || n_rows > FOLDED_ROWS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cells), GTK_ACCESSIBLE_PROPERTY_LABEL, size, -1);
}

static void
sp_grid_view_show_rows (SpGridView *self,
                        guint       n_rows)
{
  for (; self->n_shown < n_rows; self->n_shown++)
    sp_grid_view_attach_row (self, self->n_shown);
  sp_grid_view_update_footer (self);
}

static void
sp_grid_view_clear (SpGridView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cells))) != NULL)
    gtk_grid_remove (self->cells, child);
  self->n_shown = 0;
}

static void
sp_grid_view_fill (SpGridView *self)
{
  const char *title;
  guint n_rows;

  sp_grid_view_clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->grid != NULL);
  if (self->grid == NULL)
    return;

  title = sp_grid_get_title (self->grid);
  gtk_label_set_label (self->title, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title), title != NULL);
  for (guint c = 0; c < sp_grid_get_n_columns (self->grid); c++)
    {
      GtkWidget *cell = create_cell (self->grid, sp_grid_get_column (self->grid, c), c, FALSE);

      gtk_widget_add_css_class (cell, "header");
      gtk_grid_attach (self->cells, cell, (int) c, 0, 1, 1);
    }

  n_rows = max_rows (self->grid);
  /* A table in prose is there to be read. */
  if (sp_grid_get_markup (self->grid))
    n_rows = MIN (n_rows, MAX_PROSE_ROWS);
  else if (n_rows > FOLDED_ROWS + FOLD_SLACK)
    n_rows = FOLDED_ROWS;
  sp_grid_view_show_rows (self, n_rows);
}

static void
sp_grid_view_show_all_action (GtkWidget  *widget,
                              const char *name,
                              GVariant   *parameter)
{
  SpGridView *self = SP_GRID_VIEW (widget);

  if (self->grid != NULL)
    sp_grid_view_show_rows (self, max_rows (self->grid));
}

static void
sp_grid_view_copy_action (GtkWidget  *widget,
                          const char *name,
                          GVariant   *parameter)
{
  SpGridView *self = SP_GRID_VIEW (widget);
  g_autofree char *text = NULL;

  if (self->grid == NULL)
    return;
  text = sp_grid_to_delimited (self->grid);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
sp_grid_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpGridView *self = SP_GRID_VIEW (object);

  switch (prop_id)
    {
    case PROP_GRID:
      g_value_set_object (value, sp_grid_view_get_grid (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_grid_view_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpGridView *self = SP_GRID_VIEW (object);

  switch (prop_id)
    {
    case PROP_GRID:
      sp_grid_view_set_grid (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_grid_view_dispose (GObject *object)
{
  SpGridView *self = SP_GRID_VIEW (object);

  g_clear_object (&self->grid);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_GRID_VIEW);

  G_OBJECT_CLASS (sp_grid_view_parent_class)->dispose (object);
}

static void
sp_grid_view_class_init (SpGridViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_grid_view_get_property;
  object_class->set_property = sp_grid_view_set_property;
  object_class->dispose = sp_grid_view_dispose;

  properties[PROP_GRID] =
    g_param_spec_object ("grid", NULL, NULL, SP_TYPE_GRID,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-grid-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpGridView, cells);
  gtk_widget_class_bind_template_child (widget_class, SpGridView, footer);
  gtk_widget_class_bind_template_child (widget_class, SpGridView, more_button);
  gtk_widget_class_bind_template_child (widget_class, SpGridView, size_label);
  gtk_widget_class_bind_template_child (widget_class, SpGridView, title);

  gtk_widget_class_install_action (widget_class, "grid.show-all", NULL, sp_grid_view_show_all_action);
  gtk_widget_class_install_action (widget_class, "grid.copy", NULL, sp_grid_view_copy_action);
}

static void
sp_grid_view_init (SpGridView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sp_side_scroller_attach (GTK_WIDGET (self->cells));
}

/**
 * sp_grid_view_new:
 *
 * Returns: (transfer floating): a view without a table
 */
GtkWidget *
sp_grid_view_new (void)
{
  return g_object_new (SP_TYPE_GRID_VIEW, NULL);
}

/**
 * sp_grid_view_get_grid:
 * @self: a grid view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
SpGrid *
sp_grid_view_get_grid (SpGridView *self)
{
  g_return_val_if_fail (SP_IS_GRID_VIEW (self), NULL);

  return self->grid;
}

/**
 * sp_grid_view_set_grid:
 * @self: a grid view
 * @grid: (nullable): a table that changes no more
 *
 * Shows @grid.
 */
void
sp_grid_view_set_grid (SpGridView *self,
                       SpGrid     *grid)
{
  g_return_if_fail (SP_IS_GRID_VIEW (self));

  if (!g_set_object (&self->grid, grid))
    return;
  sp_grid_view_fill (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GRID]);
}
