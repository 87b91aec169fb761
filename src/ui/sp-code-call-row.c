/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A cell: the code, filling while it is written, how it is doing and how long it has run, and what came out of it. Code
 * can be collapsed; outputs stay. The clock only ticks while the cell runs and can be seen. Owned by its SpItemRow; main
 * thread. */

#include "config.h"

#include "ui/sp-code-call-row.h"

#include <glib/gi18n.h>

#include "model/sp-code-call.h"
#include "ui/sp-ansi.h"
#include "ui/sp-code-view.h"
#include "ui/sp-log-text.h"
#include "ui/sp-output-view.h"
#include "ui/sp-safe-text.h"

#define TICK_MILLISECONDS 200

struct _SpCodeCallRow
{
  AdwBin        parent_instance;

  SpItem       *item;  /* (nullable) */
  GSignalGroup *item_signals;
  GSignalGroup *output_signals;
  guint         tick_source;
  guint         collapsed : 1;

  GtkStack     *status_stack;
  GtkImage     *status_icon;
  GtkLabel     *status_label;
  GtkLabel     *detail_label;
  GtkLabel     *elapsed_label;
  GtkImage     *chevron;
  GtkWidget    *header_button;
  SpCodeView   *code;
  GtkBox       *outputs;
};

G_DEFINE_FINAL_TYPE (SpCodeCallRow, sp_code_call_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean tick_cb (gpointer user_data);

/* When a cell was seen to begin and to end: the item remembers, rows come and go. */
typedef struct
{
  gint64 began;  /* monotonic */
  gint64 ended;  /* 0 while it runs */
} Watch;

/* The seconds that @item has run, as far as this window saw it; less than 0 when it saw nothing. */
static double
watch_item (SpItem   *item,
            gboolean  running)
{
  Watch *watch = g_object_get_data (G_OBJECT (item), "sp-watch");
  gint64 now = g_get_monotonic_time ();

  if (watch == NULL && !running)
    return -1;
  if (watch == NULL)
    {
      watch = g_new0 (Watch, 1);
      watch->began = now;
      g_object_set_data_full (G_OBJECT (item), "sp-watch", watch, g_free);
    }
  if (!running && watch->ended == 0)
    watch->ended = now;
  return (double) ((running ? now : watch->ended) - watch->began) / G_USEC_PER_SEC;
}

static char *
format_elapsed (double seconds)
{
  if (seconds < 0.1)
    /* translators: a time in seconds with two decimals */
    return g_strdup_printf (_("%.2f s"), seconds);
  if (seconds < 10)
    /* translators: a time in seconds with a decimal */
    return g_strdup_printf (_("%.1f s"), seconds);
  if (seconds < 60)
    /* translators: a time in whole seconds */
    return g_strdup_printf (_("%.0f s"), seconds);
  /* translators: a time in minutes and seconds */
  return g_strdup_printf (_("%d min %02d s"), (int) (seconds / 60), (int) seconds % 60);
}

static void
sp_code_call_row_update_elapsed (SpCodeCallRow *self)
{
  SpCodeCall *call = SP_CODE_CALL (self->item);
  gboolean running = sp_code_call_get_code_status (call) == SP_CODE_RUNNING;
  double watched = watch_item (self->item, running);
  double seconds = sp_code_call_get_elapsed (call);
  g_autofree char *text = NULL;

  /* Not every service tells the time that a cell took. */
  if (running || seconds < 0)
    seconds = watched;
  text = seconds >= 0 ? format_elapsed (seconds) : g_strdup ("");
  gtk_label_set_label (self->elapsed_label, text);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (running && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_source = g_timeout_add (TICK_MILLISECONDS, tick_cb, self);
}

static gboolean
tick_cb (gpointer user_data)
{
  SpCodeCallRow *self = user_data;

  self->tick_source = 0;
  sp_code_call_row_update_elapsed (self);
  return G_SOURCE_REMOVE;
}

static void
mapped_cb (SpCodeCallRow *self)
{
  if (self->item != NULL)
    sp_code_call_row_update_elapsed (self);
}

static const char *
status_word (SpCodeStatus status)
{
  switch (status)
    {
    case SP_CODE_WRITING:
      return _("Writing…");
    case SP_CODE_RUNNING:
      return _("Running…");
    case SP_CODE_FAILED:
      return _("Failed");
    case SP_CODE_INTERRUPTED:
      return _("Stopped");
    case SP_CODE_SUCCEEDED:
    default:
      return _("Done");
    }
}

static const char *
status_icon (SpCodeStatus status)
{
  switch (status)
    {
    case SP_CODE_WRITING:
      return "document-edit-symbolic";
    case SP_CODE_FAILED:
      return "dialog-error-symbolic";
    case SP_CODE_INTERRUPTED:
      return "media-playback-stop-symbolic";
    case SP_CODE_RUNNING:
    case SP_CODE_SUCCEEDED:
    default:
      return "object-select-symbolic";
    }
}

/* The line of the traceback that names the error, from the outputs of a cell that failed. */
static char *
find_error_line (SpCodeCall *call)
{
  GListModel *outputs = sp_code_call_get_outputs (call);

  for (guint i = g_list_model_get_n_items (outputs); i > 0; i--)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, i - 1);
      const char *text = sp_output_get_kind (output) == SP_OUTPUT_LOGS ? sp_output_get_text (output) : NULL;
      g_autoptr(SpAnsiText) plain = text != NULL ? sp_ansi_parse (text, -1) : NULL;
      SpLogTraceback traceback;

      if (plain != NULL && sp_log_find_traceback (plain->text, &traceback))
        {
          plain->text[traceback.error_end] = '\0';
          return sp_safe_text_summary (plain->text + traceback.error_start, 160);
        }
    }
  return g_strdup ("");
}

static void
sp_code_call_row_update_status (SpCodeCallRow *self)
{
  static const char *const classes[] = { "writing", "running", "succeeded", "failed", "interrupted" };
  SpCodeCall *call = SP_CODE_CALL (self->item);
  SpCodeStatus status = sp_code_call_get_code_status (call);
  g_autofree char *detail = status == SP_CODE_FAILED ? find_error_line (call) : g_strdup ("");
  g_autofree char *summary = sp_safe_text_summary (sp_code_call_get_code (call), 120);
  /* translators: for screen readers: how a cell is doing, what its code begins with */
  g_autofree char *label = g_strdup_printf (_("Python code, %s: %s"), status_word (status), summary);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == status)
      gtk_widget_add_css_class (GTK_WIDGET (self), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self), classes[i]);

  gtk_stack_set_visible_child_name (self->status_stack, status == SP_CODE_RUNNING ? "running" : "icon");
  gtk_image_set_from_icon_name (self->status_icon, status_icon (status));
  gtk_label_set_label (self->status_label, status_word (status));
  gtk_label_set_label (self->detail_label, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), *detail != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  sp_code_call_row_update_elapsed (self);
}

static void
sp_code_call_row_update_code (SpCodeCallRow *self)
{
  sp_code_view_set_text (self->code, sp_code_call_get_code (SP_CODE_CALL (self->item)));
}

static void
sp_code_call_row_update_collapsed (SpCodeCallRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->code), !self->collapsed);
  gtk_image_set_from_icon_name (self->chevron, self->collapsed ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->header_button), GTK_ACCESSIBLE_STATE_EXPANDED, !self->collapsed, -1);
}

static guint
child_index (GtkWidget *child)
{
  guint index = 0;

  while ((child = gtk_widget_get_prev_sibling (child)) != NULL)
    index++;
  return index;
}

static void
output_activated_cb (SpCodeCallRow *self,
                     GtkWidget     *view)
{
  const char *id = self->item != NULL ? sp_item_get_id (self->item) : NULL;

  if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "conversation.preview-output", "(su)", id, child_index (view));
}

static void
outputs_changed_cb (SpCodeCallRow *self,
                    guint          position,
                    guint          n_removed,
                    guint          n_added,
                    GListModel    *outputs)
{
  GtkWidget *before = NULL;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->outputs));

  for (guint i = 0; i < position && child != NULL; i++)
    {
      before = child;
      child = gtk_widget_get_next_sibling (child);
    }
  for (; n_removed > 0 && child != NULL; n_removed--)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_box_remove (self->outputs, child);
      child = next;
    }
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, position + i);
      GtkWidget *view = sp_output_view_new ();

      sp_output_view_set_output (SP_OUTPUT_VIEW (view), output);
      g_signal_connect_object (view, "activated", G_CALLBACK (output_activated_cb), self, G_CONNECT_SWAPPED);
      gtk_box_insert_child_after (self->outputs, view, before);
      before = view;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->outputs), g_list_model_get_n_items (outputs) > 0);
  sp_code_call_row_update_status (self);
}

static void
sp_code_call_row_clear_outputs (SpCodeCallRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->outputs))) != NULL)
    gtk_box_remove (self->outputs, child);
}

static void
sp_code_call_row_toggle_action (GtkWidget  *widget,
                                const char *name,
                                GVariant   *parameter)
{
  SpCodeCallRow *self = SP_CODE_CALL_ROW (widget);

  self->collapsed = !self->collapsed;
  sp_code_call_row_update_collapsed (self);
}

static void
sp_code_call_row_copy_action (GtkWidget  *widget,
                              const char *name,
                              GVariant   *parameter)
{
  SpCodeCallRow *self = SP_CODE_CALL_ROW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), sp_code_view_get_text (self->code));
}

static void
sp_code_call_row_set_target (SpCodeCallRow *self)
{
  SpCodeCall *call = self->item != NULL ? SP_CODE_CALL (self->item) : NULL;
  GListModel *outputs = call != NULL ? sp_code_call_get_outputs (call) : NULL;

  g_signal_group_set_target (self->item_signals, call);
  g_signal_group_set_target (self->output_signals, outputs);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  sp_code_call_row_clear_outputs (self);
  if (call == NULL)
    return;

  /* Code that is being written is watched whole; code of the past is folded. */
  sp_code_view_set_folded (self->code, sp_code_call_get_code_status (call) != SP_CODE_WRITING);
  self->collapsed = FALSE;
  sp_code_call_row_update_collapsed (self);
  sp_code_call_row_update_code (self);
  outputs_changed_cb (self, 0, 0, g_list_model_get_n_items (outputs), outputs);
}

static void
sp_code_call_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SpCodeCallRow *self = SP_CODE_CALL_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, sp_code_call_row_get_item (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_code_call_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpCodeCallRow *self = SP_CODE_CALL_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      sp_code_call_row_set_item (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_code_call_row_dispose (GObject *object)
{
  SpCodeCallRow *self = SP_CODE_CALL_ROW (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->item_signals);
  g_clear_object (&self->output_signals);
  g_clear_object (&self->item);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_CODE_CALL_ROW);

  G_OBJECT_CLASS (sp_code_call_row_parent_class)->dispose (object);
}

static void
sp_code_call_row_class_init (SpCodeCallRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_code_call_row_get_property;
  object_class->set_property = sp_code_call_row_set_property;
  object_class->dispose = sp_code_call_row_dispose;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, SP_TYPE_ITEM,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_CODE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-code-call-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, chevron);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, code);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, elapsed_label);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, header_button);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, outputs);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, status_icon);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, SpCodeCallRow, status_stack);

  gtk_widget_class_install_action (widget_class, "cell.toggle", NULL, sp_code_call_row_toggle_action);
  gtk_widget_class_install_action (widget_class, "cell.copy", NULL, sp_code_call_row_copy_action);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sp_code_call_row_init (SpCodeCallRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect_after (self, "unmap", G_CALLBACK (mapped_cb), NULL);
  self->item_signals = g_signal_group_new (SP_TYPE_CODE_CALL);
  g_signal_group_connect_swapped (self->item_signals, "notify::code", G_CALLBACK (sp_code_call_row_update_code), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::code-status",
                                  G_CALLBACK (sp_code_call_row_update_status), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::elapsed",
                                  G_CALLBACK (sp_code_call_row_update_elapsed), self);
  self->output_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->output_signals, "items-changed", G_CALLBACK (outputs_changed_cb), self);
}

/**
 * sp_code_call_row_new:
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
sp_code_call_row_new (void)
{
  return g_object_new (SP_TYPE_CODE_CALL_ROW, NULL);
}

/**
 * sp_code_call_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the item that it shows
 */
SpItem *
sp_code_call_row_get_item (SpCodeCallRow *self)
{
  g_return_val_if_fail (SP_IS_CODE_CALL_ROW (self), NULL);

  return self->item;
}

/**
 * sp_code_call_row_set_item:
 * @self: a row
 * @item: (nullable): an #SpCodeCall
 *
 * Shows @item and follows its changes.
 */
void
sp_code_call_row_set_item (SpCodeCallRow *self,
                           SpItem        *item)
{
  g_return_if_fail (SP_IS_CODE_CALL_ROW (self));
  g_return_if_fail (item == NULL || SP_IS_CODE_CALL (item));

  if (!g_set_object (&self->item, item))
    return;
  sp_code_call_row_set_target (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
