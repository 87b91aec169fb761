/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A delimited file as a table: a column view over rows that are read when they
 * are shown, a line that says how many there are and how the file was read,
 * and what of it can be copied. Owned by an SpPreviewPane; main thread. */

#include "config.h"

#include "ui/sp-table-preview-private.h"

#include "ui/sp-cell-text.h"
#include "ui/sp-table-columns.h"

#include <glib/gi18n.h>

/* Until the view has a height. */
#define FIRST_ROWS 24

G_DEFINE_FINAL_TYPE (SpTablePreview, sp_table_preview, ADW_TYPE_BIN)

/**
 * _sp_table_preview_tell:
 * @self: a preview
 * @words: what is to be said
 * @can_reload: whether reading the file again would help
 *
 * Says something above the table until somebody hides it.
 */
void
_sp_table_preview_tell (SpTablePreview *self,
                        const char     *words,
                        gboolean        can_reload)
{
  gtk_label_set_label (self->notice_label, words);
  gtk_widget_set_visible (self->reload_button, can_reload);
  gtk_revealer_set_reveal_child (self->notice, TRUE);
}

static char *
format_rows (SpTable *table)
{
  gboolean is_counting = sp_table_get_counting (table);
  guint64 n = sp_table_get_estimate (table);
  g_autofree char *count = sp_cell_text_format_count (n);

  if (!is_counting)
    /* translators: %s is a number in groups of digits. */
    return g_strdup_printf (ngettext ("%s row", "%s rows", (gulong) n), count);

  /* translators: %s is a number in groups of digits, %d how much was counted. */
  return g_strdup_printf (_("counting… about %s rows, %d %% read"),
                          count, (int) (sp_table_get_progress (table) * 100));
}

static void
sp_table_preview_update_status (SpTablePreview *self)
{
  g_autofree char *rows = NULL;
  g_autofree char *columns = NULL;
  g_autofree char *text = NULL;
  guint n_columns;

  if (self->table == NULL || self->status == NULL)
    return;

  n_columns = sp_table_get_n_columns (self->table);
  rows = format_rows (self->table);
  columns = g_strdup_printf (ngettext ("%u column", "%u columns", n_columns), n_columns);
  text = g_strdup_printf ("%s · %s", rows, columns);
  gtk_label_set_label (self->status, text);
  gtk_spinner_set_spinning (self->spinner, sp_table_get_counting (self->table));
}

static void
sp_table_preview_update_dialect (SpTablePreview *self)
{
  const SpDialect *dialect = sp_table_get_dialect (self->table);
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;
  g_autofree char *preamble = NULL;

  /* translators: the delimiter of a file and its encoding. */
  text = g_strdup_printf (_("%s, %s"), sp_dialect_delimiter_name (dialect->delimiter),
                          sp_encoding_get_name (dialect->encoding));
  gtk_label_set_label (self->dialect_label, text);

  if (dialect->n_preamble > 0)
    preamble = g_strdup_printf (ngettext ("%u line above the table is left out.",
                                             "%u lines above the table are left out.",
                                             dialect->n_preamble), dialect->n_preamble);
  tooltip = g_strjoin ("\n",
                       dialect->has_header ? _("The first row names the columns.")
                                           : _("No row names the columns."),
                       preamble, NULL);
  gtk_widget_set_tooltip_text (self->dialect_button, tooltip);
  sp_dialect_popover_set_dialect (self->dialect_popover, dialect);
}

static void
sp_table_preview_update_pager (SpTablePreview *self)
{
  guint n_columns = sp_table_get_n_columns (self->table);
  guint end = MIN (n_columns, self->first_column + SP_TABLE_COLUMNS_PAGE);
  g_autofree char *text = NULL;

  /* translators: which columns of how many are shown. */
  text = g_strdup_printf (_("Columns %u to %u of %u"), self->first_column + 1, end, n_columns);
  gtk_label_set_label (self->pager_label, text);
  gtk_widget_set_visible (self->pager, n_columns > SP_TABLE_COLUMNS_PAGE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.previous-columns", self->first_column > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.next-columns", end < n_columns);
}

/* The scroll bar follows the window on the table. */
static void
sp_table_preview_update_position (SpTablePreview *self)
{
  guint64 row;
  int column;
  guint n_whole;

  if (self->table == NULL || self->position == NULL)
    return;

  n_whole = sp_table_window_get_n_whole (self->window);
  self->is_positioning = TRUE;
  gtk_adjustment_configure (self->position,
                            (double) sp_table_window_get_first (self->window), 0,
                            (double) MAX (sp_table_get_n_rows (self->table), n_whole),
                            1, n_whole, n_whole);
  self->is_positioning = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy-cell",
                                 sp_table_window_get_cursor (self->window, &row, &column) && column >= 0);
}

static void
position_changed_cb (SpTablePreview *self)
{
  if (self->window != NULL && !self->is_positioning)
    sp_table_window_set_first (self->window, (guint64) gtk_adjustment_get_value (self->position));
}

/* Wheels count in steps, touchpads in pixels; both move by whole rows. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           SpTablePreview           *self)
{
  double rows;

  if (self->window == NULL || dy == 0)
    return FALSE;

  rows = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL ? dy * 3
                                                                                    : dy / self->row_height;
  self->scroll_rest += rows;
  rows = (double) (gint64) self->scroll_rest;
  self->scroll_rest -= rows;
  gtk_adjustment_set_value (self->position, gtk_adjustment_get_value (self->position) + rows);

  return TRUE;
}

/* The widget of a row, as the list view makes it around our cells. */
static GtkWidget *
find_row_widget (GtkWidget *widget)
{
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_widget_get_parent (gtk_widget_get_parent (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row_widget (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* How many rows fit follows from the view's height and that of its rows. */
static gboolean
fit_rows_cb (GtkWidget     *widget,
             GdkFrameClock *clock,
             gpointer       user_data)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (widget);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *row = find_row_widget (GTK_WIDGET (self->view));
  int height = gtk_widget_get_height (GTK_WIDGET (self->view)) - gtk_widget_get_height (header);

  self->fit_tick = 0;
  if (self->window == NULL)
    return G_SOURCE_REMOVE;

  if (row != NULL && gtk_widget_get_height (row) > 0)
    self->row_height = gtk_widget_get_height (row);
  if (height > 0)
    sp_table_window_set_n_whole (self->window, MAX (1, (guint) (height / self->row_height)));

  return G_SOURCE_REMOVE;
}

/* Sizes change while widgets are placed, and rows must not come or go then:
 * they do before the next frame. */
static void
sp_table_preview_fit_rows (SpTablePreview *self)
{
  if (self->fit_tick == 0)
    self->fit_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fit_rows_cb, NULL, NULL);
}

/* Moving the focus may shift the rows by pixels; their place is at the top. */
static void
pixels_changed_cb (SpTablePreview *self)
{
  GtkAdjustment *pixels = gtk_scrolled_window_get_vadjustment (self->scroller);
  guint64 row;
  int column;

  /* At the end of the table the last row is to be seen whole. */
  if (self->window != NULL && gtk_adjustment_get_value (pixels) > 0 &&
      !(sp_table_window_get_cursor (self->window, &row, &column) && row + 1 == sp_table_get_n_rows (self->table)))
    gtk_adjustment_set_value (pixels, 0);
}

/**
 * _sp_table_preview_show_columns:
 * @self: a preview of a table
 * @first_column: the first column of the page
 *
 * Shows a page of columns.
 */
void
_sp_table_preview_show_columns (SpTablePreview *self,
                                guint           first_column)
{
  self->first_column = first_column;
  sp_table_columns_fill (self->view, self->table, self->window, first_column);
  sp_table_preview_update_pager (self);
}

static void
table_changed_cb (SpTablePreview *self)
{
  if (sp_table_get_changed (self->table))
    _sp_table_preview_tell (self, _("The file was changed by another program since it was read. "
                                    "What is shown may be wrong."), TRUE);
}

static void
table_n_rows_cb (SpTablePreview *self)
{
  sp_table_preview_update_status (self);
}

static void
table_counting_cb (SpTablePreview *self)
{
  sp_table_preview_update_status (self);
}

static void
table_profile_changed_cb (SpTablePreview *self)
{
  sp_table_columns_retitle (self->view, self->table);
}

static void
table_block_loaded_cb (SpTablePreview *self)
{
  if (sp_table_get_damaged (self->table) && !gtk_revealer_get_reveal_child (self->notice))
    {
      g_autofree char *words = NULL;

      /* translators: %s is the name of an encoding. */
      words = g_strdup_printf (_("Some bytes of the file are not %s. They are shown as Windows-1252."),
                               sp_encoding_get_name (sp_table_get_dialect (self->table)->encoding));
      _sp_table_preview_tell (self, words, FALSE);
    }
}

static void
sp_table_preview_drop_table (SpTablePreview *self)
{
  if (self->table == NULL)
    return;

  g_signal_group_set_target (self->table_signals, NULL);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->window);
  sp_table_close (self->table);
  g_clear_object (&self->table);
}

static void
sp_table_preview_take_table (SpTablePreview *self,
                             SpTable        *table)
{
  sp_table_preview_drop_table (self);
  self->table = table;
  g_signal_group_set_target (self->table_signals, table);

  self->window = sp_table_window_new (table);
  g_signal_connect_object (self->window, "moved", G_CALLBACK (sp_table_preview_update_position),
                           self, G_CONNECT_SWAPPED);
  _sp_table_preview_show_columns (self, 0);
  /* A list view that begins empty makes no rows when they come. */
  sp_table_window_set_n_whole (self->window, FIRST_ROWS);
  sp_table_preview_fit_rows (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->window));

  sp_table_preview_update_status (self);
  sp_table_preview_update_dialect (self);
}

/* A load waits until the first rows are there, so that columns get their
 * widths from them and nothing is painted twice. */
typedef struct
{
  SpTable *table;              /* (owned) */
  gulong   block_loaded_id;
  gulong   n_rows_id;
  gulong   counting_id;
  gulong   changed_id;
} Load;

static void
load_disconnect (Load *load)
{
  g_clear_signal_handler (&load->block_loaded_id, load->table);
  g_clear_signal_handler (&load->n_rows_id, load->table);
  g_clear_signal_handler (&load->counting_id, load->table);
  g_clear_signal_handler (&load->changed_id, load->table);
}

static void
load_free (Load *load)
{
  if (load->table != NULL)
    load_disconnect (load);
  g_clear_object (&load->table);
  g_free (load);
}

static void
load_ready (GTask *handlers_task)
{
  g_autoptr(GTask) task = handlers_task;
  SpTablePreview *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  load_disconnect (load);
  if (g_task_return_error_if_cancelled (task))
    {
      sp_table_close (load->table);
      return;
    }

  sp_table_preview_take_table (self, g_steal_pointer (&load->table));
  g_task_return_boolean (task, TRUE);
}

static void
load_n_rows_cb (SpTable    *table,
                GParamSpec *pspec,
                GTask      *task)
{
  sp_table_request_block (table, 0);
}

static void
load_block_loaded_cb (SpTable *table,
                      guint64  block,
                      GTask   *task)
{
  load_ready (task);
}

/* A table without rows, or one that cannot be read, loads no block. */
static void
load_counting_cb (SpTable    *table,
                  GParamSpec *pspec,
                  GTask      *task)
{
  if (sp_table_get_n_rows (table) == 0 || sp_table_peek_block (table, 0) != NULL || sp_table_get_changed (table))
    load_ready (task);
}

static void
load_opened_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  Load *load = g_task_get_task_data (task);

  load->table = sp_table_open_finish (result, &error);
  if (load->table == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  load->n_rows_id = g_signal_connect (load->table, "notify::n-rows", G_CALLBACK (load_n_rows_cb), task);
  load->block_loaded_id = g_signal_connect (load->table, "block-loaded", G_CALLBACK (load_block_loaded_cb), task);
  load->changed_id = g_signal_connect (load->table, "notify::changed", G_CALLBACK (load_counting_cb), task);
  load->counting_id = g_signal_connect (load->table, "notify::counting", G_CALLBACK (load_counting_cb), task);
  /* The handlers hold the task until one of them is called. */
  g_steal_pointer (&task);
}

static void
reread_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (object);
  g_autoptr(GError) error = NULL;

  if (sp_table_preview_load_finish (self, result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  _sp_table_preview_tell (self, error->message, FALSE);
}

static void
sp_table_preview_reread (SpTablePreview  *self,
                         const SpDialect *wish)
{
  g_autoptr(GTask) task = NULL;

  if (self->path == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();

  task = g_task_new (self, self->cancellable, reread_cb, NULL);
  g_task_set_source_tag (task, sp_table_preview_load_async);
  g_task_set_task_data (task, g_new0 (Load, 1), (GDestroyNotify) load_free);
  gtk_revealer_set_reveal_child (self->notice, FALSE);
  sp_table_open_async (self->path, wish, self->cancellable, load_opened_cb, g_steal_pointer (&task));
}

static void
dialect_changed_cb (SpTablePreview *self)
{
  sp_table_preview_reread (self, sp_dialect_popover_get_dialect (self->dialect_popover));
}

static void
dialect_reset_cb (SpTablePreview *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->dialect_popover));
  sp_table_preview_reread (self, NULL);
}

static void
sp_table_preview_reload_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  sp_table_preview_reread (SP_TABLE_PREVIEW (widget), NULL);
}

static void
sp_table_preview_hide_notice_action (GtkWidget  *widget,
                                     const char *action_name,
                                     GVariant   *parameter)
{
  gtk_revealer_set_reveal_child (SP_TABLE_PREVIEW (widget)->notice, FALSE);
}

static void
pressed_cb (SpTablePreview  *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint64 row;
  guint64 first;
  guint64 last;
  int column;

  if (self->window == NULL || !sp_table_columns_pick (self->view, x, y, &row, &column))
    return;

  if (button != GDK_BUTTON_SECONDARY)
    {
      sp_table_window_set_cursor (self->window, row, column, (state & GDK_SHIFT_MASK) != 0);
      return;
    }

  /* A menu on selected rows leaves them selected. */
  if (!sp_table_window_get_selected_rows (self->window, &first, &last) || row < first || row > last || first == last)
    sp_table_window_set_cursor (self->window, row, column, FALSE);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), gtk_widget_get_parent (GTK_WIDGET (self->menu)),
                                    x, y, &x, &y);
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

/* An empty list view does not tell its height by its adjustment. */
static void
sp_table_preview_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  GTK_WIDGET_CLASS (sp_table_preview_parent_class)->size_allocate (widget, width, height, baseline);
  sp_table_preview_fit_rows (SP_TABLE_PREVIEW (widget));
}

static void
sp_table_preview_dispose (GObject *object)
{
  SpTablePreview *self = SP_TABLE_PREVIEW (object);

  sp_table_preview_clear (self);
  g_clear_object (&self->table_signals);
  g_clear_pointer (&self->path, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_TABLE_PREVIEW);

  G_OBJECT_CLASS (sp_table_preview_parent_class)->dispose (object);
}

static void
sp_table_preview_class_init (SpTablePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_table_preview_dispose;
  widget_class->size_allocate = sp_table_preview_size_allocate;

  g_type_ensure (SP_TYPE_DIALECT_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-table-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, notice);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, notice_label);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, reload_button);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, view);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, scroller);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, position);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, pager);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, pager_label);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, spinner);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, status);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, dialect_button);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, dialect_label);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, dialect_popover);
  gtk_widget_class_bind_template_child (widget_class, SpTablePreview, menu);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, position_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_bind_template_callback (widget_class, dialect_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, dialect_reset_cb);

  _sp_table_preview_class_init_actions (klass);
  gtk_widget_class_install_action (widget_class, "table.reload", NULL, sp_table_preview_reload_action);
  gtk_widget_class_install_action (widget_class, "table.hide-notice", NULL, sp_table_preview_hide_notice_action);
}

static void
sp_table_preview_init (SpTablePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->row_height = 23;
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (sp_table_preview_fit_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (pixels_changed_cb), self, G_CONNECT_SWAPPED);

  self->table_signals = g_signal_group_new (SP_TYPE_TABLE);
  g_signal_group_connect_swapped (self->table_signals, "notify::n-rows", G_CALLBACK (table_n_rows_cb), self);
  g_signal_group_connect_swapped (self->table_signals, "notify::counting", G_CALLBACK (table_counting_cb), self);
  g_signal_group_connect_swapped (self->table_signals, "notify::changed", G_CALLBACK (table_changed_cb), self);
  g_signal_group_connect_swapped (self->table_signals, "block-loaded", G_CALLBACK (table_block_loaded_cb), self);
  g_signal_group_connect_swapped (self->table_signals, "profile-changed", G_CALLBACK (table_profile_changed_cb), self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy-cell", FALSE);
}

/**
 * sp_table_preview_new:
 *
 * Returns: (transfer floating): a preview of nothing
 */
GtkWidget *
sp_table_preview_new (void)
{
  return g_object_new (SP_TYPE_TABLE_PREVIEW, NULL);
}

/**
 * sp_table_preview_load_async:
 * @self: a preview
 * @path: a delimited file
 * @cancellable: (nullable): stops it
 * @callback: called when the first rows are shown
 * @user_data: for @callback
 *
 * Shows a file. What was shown stays until the first rows are there.
 */
void
sp_table_preview_load_async (SpTablePreview      *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_TABLE_PREVIEW (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_table_preview_load_async);
  g_task_set_task_data (task, g_new0 (Load, 1), (GDestroyNotify) load_free);

  g_clear_pointer (&self->path, g_free);
  self->path = g_strdup (path);
  gtk_revealer_set_reveal_child (self->notice, FALSE);
  sp_table_open_async (path, NULL, cancellable, load_opened_cb, g_steal_pointer (&task));
}

/**
 * sp_table_preview_load_finish:
 * @self: a preview
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %FALSE with @error set to an %SP_TABLE_ERROR or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
sp_table_preview_load_finish (SpTablePreview  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_table_preview_clear:
 * @self: a preview
 *
 * Lets the file go and stops all work on it.
 */
void
sp_table_preview_clear (SpTablePreview *self)
{
  g_return_if_fail (SP_IS_TABLE_PREVIEW (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  sp_table_preview_drop_table (self);
}

/**
 * sp_table_preview_get_table:
 * @self: a preview
 *
 * Returns: (transfer none) (nullable): the table that is shown
 */
SpTable *
sp_table_preview_get_table (SpTablePreview *self)
{
  g_return_val_if_fail (SP_IS_TABLE_PREVIEW (self), NULL);

  return self->table;
}
