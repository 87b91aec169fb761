/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a cell printed, in its colours: the first and last lines of a long text, the rest one click away in a scroller of
 * its own. In a traceback the line that names the error stands out. The text may grow while the cell runs; a burst of
 * changes is drawn once. Main thread. */

#include "config.h"

#include "ui/sp-log-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/sp-str.h"
#include "ui/sp-ansi.h"
#include "ui/sp-log-text.h"
#include "ui/sp-log-whole.h"
#include "ui/sp-safe-text.h"
#include "ui/sp-side-scroller.h"

#define HEAD_LINES 14
#define TAIL_LINES 10

struct _SpLogView
{
  AdwBin       parent_instance;

  char        *text;         /* as it was given */
  guint        update_source;
  guint        folded : 1;

  GtkLabel    *head;
  GtkLabel    *tail;
  GtkButton   *hidden_button;
  GtkWidget   *folded_scroller;
  AdwBin      *whole_bin;
  GtkWidget   *less_button;
};

G_DEFINE_FINAL_TYPE (SpLogView, sp_log_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_FOLDED,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean
is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

static void
insert_attribute (PangoAttrList  *attributes,
                  PangoAttribute *attribute,
                  gsize           start,
                  gsize           end)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (attributes, attribute);
}

static guint16
channel (guint32 rgb,
         guint   shift)
{
  return (guint16) ((rgb >> shift & 0xff) * 0x101);
}

static void
insert_color (PangoAttrList *attributes,
              int            color,
              gboolean       background,
              const SpAnsiRun *run)
{
  guint32 rgb;
  PangoAttribute *attribute;

  if (color == SP_ANSI_NO_COLOR)
    return;
  rgb = sp_ansi_color_rgb (color, is_dark ());
  if (background)
    attribute = pango_attr_background_new (channel (rgb, 16), channel (rgb, 8), channel (rgb, 0));
  else
    attribute = pango_attr_foreground_new (channel (rgb, 16), channel (rgb, 8), channel (rgb, 0));
  insert_attribute (attributes, attribute, run->start, run->end);
  if (background)
    insert_attribute (attributes, pango_attr_background_alpha_new (0x6000), run->start, run->end);
}

static void
insert_run (PangoAttrList   *attributes,
            const SpAnsiRun *run)
{
  gboolean inverse = (run->flags & SP_ANSI_INVERSE) != 0;

  insert_color (attributes, inverse ? run->background : run->foreground, FALSE, run);
  insert_color (attributes, inverse ? run->foreground : run->background, TRUE, run);
  if ((run->flags & SP_ANSI_BOLD) != 0)
    insert_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), run->start, run->end);
  if ((run->flags & SP_ANSI_DIM) != 0)
    insert_attribute (attributes, pango_attr_foreground_alpha_new (0x9000), run->start, run->end);
  if ((run->flags & SP_ANSI_ITALIC) != 0)
    insert_attribute (attributes, pango_attr_style_new (PANGO_STYLE_ITALIC), run->start, run->end);
  if ((run->flags & SP_ANSI_UNDERLINE) != 0)
    insert_attribute (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), run->start, run->end);
  if ((run->flags & SP_ANSI_STRIKE) != 0)
    insert_attribute (attributes, pango_attr_strikethrough_new (TRUE), run->start, run->end);
}

/* The frames stand back, the error stands out. */
static void
insert_traceback (PangoAttrList *attributes,
                  const char    *text)
{
  SpLogTraceback traceback;
  SpAnsiRun error;

  if (!sp_log_find_traceback (text, &traceback))
    return;
  insert_attribute (attributes, pango_attr_foreground_alpha_new (0xa000), traceback.start, traceback.error_start);
  error = (SpAnsiRun) { traceback.error_start, traceback.error_end, SP_ANSI_BOLD, 1, SP_ANSI_NO_COLOR };
  insert_run (attributes, &error);
}

static char *
strip_last_newline (char *text)
{
  gsize length = strlen (text);

  if (length > 0 && text[length - 1] == '\n')
    text[length - 1] = '\0';
  return text;
}

static void
show_in_label (GtkLabel   *label,
               const char *text)
{
  g_autofree char *broken = sp_safe_text_break_lines (text, SP_SAFE_TEXT_MAX_LINE);
  g_autoptr(SpAnsiText) ansi = sp_ansi_parse (broken, -1);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  for (guint i = 0; i < ansi->runs->len; i++)
    insert_run (attributes, &g_array_index (ansi->runs, SpAnsiRun, i));
  insert_traceback (attributes, ansi->text);
  gtk_label_set_attributes (label, attributes);
  gtk_label_set_text (label, strip_last_newline (ansi->text));
}

static void
sp_log_view_show_folded (SpLogView *self)
{
  g_autofree char *valid = sp_str_make_valid (self->text, -1);
  g_autoptr(SpLogFold) fold = sp_log_fold_new (valid, HEAD_LINES, TAIL_LINES);

  show_in_label (self->head, fold->head);
  gtk_widget_set_visible (GTK_WIDGET (self->tail), fold->tail != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->hidden_button), fold->tail != NULL);
  if (fold->tail != NULL)
    {
      /* translators: the placeholder is how many lines of output are not shown */
      g_autofree char *hidden = g_strdup_printf (ngettext ("⋯  %'u more line", "⋯  %'u more lines", fold->n_hidden),
                                                 fold->n_hidden);

      gtk_button_set_label (self->hidden_button, hidden);
      show_in_label (self->tail, fold->tail);
    }
}

static void
sp_log_view_show_whole (SpLogView *self)
{
  if (adw_bin_get_child (self->whole_bin) == NULL)
    adw_bin_set_child (self->whole_bin, sp_log_whole_new ());
  sp_log_whole_set_text (SP_LOG_WHOLE (adw_bin_get_child (self->whole_bin)), self->text);
}

static void
sp_log_view_update (SpLogView *self)
{
  g_clear_handle_id (&self->update_source, g_source_remove);
  gtk_widget_set_visible (self->folded_scroller, self->folded);
  gtk_widget_set_visible (GTK_WIDGET (self->whole_bin), !self->folded);
  gtk_widget_set_visible (self->less_button, !self->folded);
  if (self->folded)
    sp_log_view_show_folded (self);
  else
    sp_log_view_show_whole (self);
}

static gboolean
update_cb (gpointer user_data)
{
  SpLogView *self = user_data;

  self->update_source = 0;
  sp_log_view_update (self);
  return G_SOURCE_REMOVE;
}

static void
sp_log_view_toggle_fold_action (GtkWidget  *widget,
                                const char *name,
                                GVariant   *parameter)
{
  SpLogView *self = SP_LOG_VIEW (widget);

  sp_log_view_set_folded (self, !self->folded);
}

static void
sp_log_view_copy_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  SpLogView *self = SP_LOG_VIEW (widget);
  g_autofree char *valid = sp_str_make_valid (self->text, -1);
  g_autofree char *plain = sp_str_strip_ansi (valid);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), plain);
}

static void
sp_log_view_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpLogView *self = SP_LOG_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, sp_log_view_get_folded (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, sp_log_view_get_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_log_view_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  SpLogView *self = SP_LOG_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      sp_log_view_set_folded (self, g_value_get_boolean (value));
      break;
    case PROP_TEXT:
      sp_log_view_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_log_view_dispose (GObject *object)
{
  SpLogView *self = SP_LOG_VIEW (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_LOG_VIEW);

  G_OBJECT_CLASS (sp_log_view_parent_class)->dispose (object);
}

static void
sp_log_view_finalize (GObject *object)
{
  g_clear_pointer (&SP_LOG_VIEW (object)->text, g_free);

  G_OBJECT_CLASS (sp_log_view_parent_class)->finalize (object);
}

static void
sp_log_view_class_init (SpLogViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_log_view_get_property;
  object_class->set_property = sp_log_view_set_property;
  object_class->dispose = sp_log_view_dispose;
  object_class->finalize = sp_log_view_finalize;

  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, TRUE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpLogView, folded_scroller);
  gtk_widget_class_bind_template_child (widget_class, SpLogView, head);
  gtk_widget_class_bind_template_child (widget_class, SpLogView, hidden_button);
  gtk_widget_class_bind_template_child (widget_class, SpLogView, less_button);
  gtk_widget_class_bind_template_child (widget_class, SpLogView, tail);
  gtk_widget_class_bind_template_child (widget_class, SpLogView, whole_bin);

  gtk_widget_class_install_action (widget_class, "log.toggle-fold", NULL, sp_log_view_toggle_fold_action);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, sp_log_view_copy_action);
}

static void
sp_log_view_init (SpLogView *self)
{
  self->text = g_strdup ("");
  self->folded = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  sp_side_scroller_attach (GTK_WIDGET (self->head));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (sp_log_view_update), self, G_CONNECT_SWAPPED);
}

/**
 * sp_log_view_new:
 *
 * Returns: (transfer floating): a view without text
 */
GtkWidget *
sp_log_view_new (void)
{
  return g_object_new (SP_TYPE_LOG_VIEW, NULL);
}

/**
 * sp_log_view_get_text:
 * @self: a log view
 *
 * Returns: (transfer none): the text as it was given
 */
const char *
sp_log_view_get_text (SpLogView *self)
{
  g_return_val_if_fail (SP_IS_LOG_VIEW (self), NULL);

  return self->text;
}

/**
 * sp_log_view_set_text:
 * @self: a log view
 * @text: (nullable): what was printed, untrusted
 *
 * Shows @text: at once when it is another one, with the next idle moment when
 * it has only grown.
 */
void
sp_log_view_set_text (SpLogView  *self,
                      const char *text)
{
  gboolean grown;

  g_return_if_fail (SP_IS_LOG_VIEW (self));

  text = text != NULL ? text : "";
  grown = *self->text != '\0' && g_str_has_prefix (text, self->text);
  if (!sp_set_str (&self->text, text))
    return;
  if (!grown)
    sp_log_view_update (self);
  else if (self->update_source == 0)
    self->update_source = g_idle_add (update_cb, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_log_view_get_folded:
 * @self: a log view
 *
 * Returns: whether the middle of a long text is hidden
 */
gboolean
sp_log_view_get_folded (SpLogView *self)
{
  g_return_val_if_fail (SP_IS_LOG_VIEW (self), FALSE);

  return self->folded;
}

/**
 * sp_log_view_set_folded:
 * @self: a log view
 * @folded: whether the middle of a long text is hidden
 *
 * Folds or unfolds a long text.
 */
void
sp_log_view_set_folded (SpLogView *self,
                        gboolean   folded)
{
  g_return_if_fail (SP_IS_LOG_VIEW (self));

  folded = !!folded;
  if (self->folded == folded)
    return;
  self->folded = folded;
  sp_log_view_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}
