/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One output of a cell, by what it is: logs, a picture, a table, formatted text, or anything else with its type named.
 * HTML is never rendered: a table in it is read into our own, the rest is shown as text. Emits “activated” when its
 * picture is to be opened. Owned by the code cell's row; main thread. */

#include "config.h"

#include "ui/sp-output-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/sp-str.h"
#include "ui/sp-grid-view.h"
#include "ui/sp-html-table.h"
#include "ui/sp-log-view.h"
#include "ui/sp-markdown-view.h"
#include "ui/sp-picture-view.h"

#define CARD_TYPE "application/vnd.sandpiper.datacard+json"

/* A table to read in a conversation has some kilobytes; what is longer is shown as text, folded. */
#define MAX_TABLE (4 * 1024 * 1024)

struct _SpOutputView
{
  AdwBin        parent_instance;

  SpOutput     *output;          /* (nullable) */
  GSignalGroup *output_signals;
  guint         update_source;
};

G_DEFINE_FINAL_TYPE (SpOutputView, sp_output_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_OUTPUT,
  N_PROPS
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
picture_activated_cb (SpOutputView *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static gboolean
has_prefix (const char *text,
            const char *prefix)
{
  return text != NULL && g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

static SpGrid *
read_grid (SpOutput *output)
{
  const char *text = sp_output_get_text (output);
  const char *type = sp_output_get_mime_type (output);

  if (text == NULL || *text == '\0' || strnlen (text, MAX_TABLE) == MAX_TABLE)
    return NULL;
  if (g_strcmp0 (type, CARD_TYPE) == 0)
    return sp_grid_new_from_card (text, NULL);
  if (has_prefix (type, "text/html"))
    return sp_html_table_parse (text, -1, NULL);
  if (sp_output_get_kind (output) == SP_OUTPUT_TABLE)
    return sp_grid_new_from_json (text, NULL);
  return NULL;
}

static void
sp_output_view_show_picture (SpOutputView *self)
{
  GtkWidget *view = sp_picture_view_new ();

  sp_picture_view_set_bytes (SP_PICTURE_VIEW (view), sp_output_get_bytes (self->output));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Picture made by the code"), -1);
  g_signal_connect_object (view, "activated", G_CALLBACK (picture_activated_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), view);
}

static void
sp_output_view_show_grid (SpOutputView *self,
                          SpGrid       *grid)
{
  GtkWidget *view = sp_grid_view_new ();

  sp_grid_view_set_grid (SP_GRID_VIEW (view), grid);
  adw_bin_set_child (ADW_BIN (self), view);
}

static void
sp_output_view_show_markdown (SpOutputView *self)
{
  if (!SP_IS_MARKDOWN_VIEW (adw_bin_get_child (ADW_BIN (self))))
    adw_bin_set_child (ADW_BIN (self), sp_markdown_view_new ());
  sp_markdown_view_set_text (SP_MARKDOWN_VIEW (adw_bin_get_child (ADW_BIN (self))), sp_output_get_text (self->output));
}

static void
sp_output_view_show_log (SpOutputView *self)
{
  if (!SP_IS_LOG_VIEW (adw_bin_get_child (ADW_BIN (self))))
    adw_bin_set_child (ADW_BIN (self), sp_log_view_new ());
  sp_log_view_set_text (SP_LOG_VIEW (adw_bin_get_child (ADW_BIN (self))), sp_output_get_text (self->output));
}

/* What we have no view for: its type, then its text as far as there is one. */
static void
sp_output_view_show_other (SpOutputView *self)
{
  const char *text = sp_output_get_text (self->output);
  g_autofree char *type = sp_str_safe_display (sp_output_get_mime_type (self->output));
  g_autofree char *url = sp_str_safe_display (sp_output_get_url (self->output));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (*type != '\0' ? type : _("Output"));
  GtkWidget *log = sp_log_view_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "sp-output-type");
  sp_log_view_set_text (SP_LOG_VIEW (log), text != NULL && *text != '\0' ? text : url);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), log);
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
sp_output_view_update (SpOutputView *self)
{
  g_autoptr(SpGrid) grid = NULL;
  const char *type;
  SpOutputKind kind;

  if (self->output == NULL)
    {
      adw_bin_set_child (ADW_BIN (self), NULL);
      return;
    }

  kind = sp_output_get_kind (self->output);
  type = sp_output_get_mime_type (self->output);
  if (kind == SP_OUTPUT_IMAGE && sp_output_get_bytes (self->output) != NULL)
    sp_output_view_show_picture (self);
  else if ((grid = kind != SP_OUTPUT_LOGS ? read_grid (self->output) : NULL) != NULL)
    sp_output_view_show_grid (self, grid);
  else if (kind == SP_OUTPUT_LOGS || g_strcmp0 (type, "text/plain") == 0)
    sp_output_view_show_log (self);
  else if (has_prefix (type, "text/markdown"))
    sp_output_view_show_markdown (self);
  else
    sp_output_view_show_other (self);
}

static gboolean
update_cb (gpointer user_data)
{
  SpOutputView *self = user_data;

  self->update_source = 0;
  sp_output_view_update (self);
  return G_SOURCE_REMOVE;
}

/* What a cell prints comes line by line, thousands in a second: it is shown once before the next frame. */
static void
output_changed_cb (SpOutputView *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (GDK_PRIORITY_REDRAW - 16, update_cb, self, NULL);
}

static void
sp_output_view_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpOutputView *self = SP_OUTPUT_VIEW (object);

  switch (prop_id)
    {
    case PROP_OUTPUT:
      g_value_set_object (value, sp_output_view_get_output (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_output_view_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  SpOutputView *self = SP_OUTPUT_VIEW (object);

  switch (prop_id)
    {
    case PROP_OUTPUT:
      sp_output_view_set_output (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_output_view_dispose (GObject *object)
{
  SpOutputView *self = SP_OUTPUT_VIEW (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->output_signals);
  g_clear_object (&self->output);

  G_OBJECT_CLASS (sp_output_view_parent_class)->dispose (object);
}

static void
sp_output_view_class_init (SpOutputViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_output_view_get_property;
  object_class->set_property = sp_output_view_set_property;
  object_class->dispose = sp_output_view_dispose;

  properties[PROP_OUTPUT] =
    g_param_spec_object ("output", NULL, NULL, SP_TYPE_OUTPUT,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
}

static void
sp_output_view_init (SpOutputView *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "sp-output");
  self->output_signals = g_signal_group_new (SP_TYPE_OUTPUT);
  g_signal_group_connect_swapped (self->output_signals, "notify", G_CALLBACK (output_changed_cb), self);
}

/**
 * sp_output_view_new:
 *
 * Returns: (transfer floating): a view without an output
 */
GtkWidget *
sp_output_view_new (void)
{
  return g_object_new (SP_TYPE_OUTPUT_VIEW, NULL);
}

/**
 * sp_output_view_get_output:
 * @self: an output view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
SpOutput *
sp_output_view_get_output (SpOutputView *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT_VIEW (self), NULL);

  return self->output;
}

/**
 * sp_output_view_set_output:
 * @self: an output view
 * @output: (nullable): an output, untrusted
 *
 * Shows @output and follows its changes.
 */
void
sp_output_view_set_output (SpOutputView *self,
                           SpOutput     *output)
{
  g_return_if_fail (SP_IS_OUTPUT_VIEW (self));

  if (!g_set_object (&self->output, output))
    return;
  g_signal_group_set_target (self->output_signals, output);
  sp_output_view_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTPUT]);
}
