/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The small popover in which a person overrules how a delimited file was read.
 * Owned by an SpTablePreview; main thread. */

#include "config.h"

#include "ui/sp-dialect-popover.h"

#include <string.h>

struct _SpDialectPopover
{
  GtkPopover   parent_instance;

  GtkDropDown *delimiter;
  GtkDropDown *quote;
  GtkDropDown *encoding;

  SpDialect    dialect;

  guint        is_setting : 1;
};

G_DEFINE_FINAL_TYPE (SpDialectPopover, sp_dialect_popover, GTK_TYPE_POPOVER)

enum
{
  CHANGED,
  RESET,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the order of the drop-downs; what follows the last means “as found”. */
static const char delimiters[] = { ',', ';', '\t', '|', ' ', ':', '\0' };
static const char quotes[] = { '"', '\'', '\0' };

static guint
find_char (const char *chars,
           guint       n_chars,
           char        c)
{
  for (guint i = 0; i < n_chars; i++)
    if (chars[i] == c)
      return i;

  return n_chars;
}

static void
selected_cb (SpDialectPopover *self)
{
  SpDialect dialect = self->dialect;
  guint delimiter;
  guint quote;

  if (self->is_setting || self->delimiter == NULL || self->quote == NULL || self->encoding == NULL)
    return;

  delimiter = gtk_drop_down_get_selected (self->delimiter);
  quote = gtk_drop_down_get_selected (self->quote);
  if (delimiter < G_N_ELEMENTS (delimiters))
    dialect.delimiter = delimiters[delimiter];
  if (quote < G_N_ELEMENTS (quotes))
    dialect.quote = quotes[quote];
  if (gtk_drop_down_get_selected (self->encoding) < SP_N_ENCODINGS)
    dialect.encoding = gtk_drop_down_get_selected (self->encoding);

  if (sp_dialect_equal (&dialect, &self->dialect))
    return;

  self->dialect = dialect;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
reset_clicked_cb (SpDialectPopover *self)
{
  g_signal_emit (self, signals[RESET], 0);
}

static void
sp_dialect_popover_class_init (SpDialectPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", SP_TYPE_DIALECT_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESET] = g_signal_new ("reset", SP_TYPE_DIALECT_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-dialect-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, SpDialectPopover, delimiter);
  gtk_widget_class_bind_template_child (widget_class, SpDialectPopover, quote);
  gtk_widget_class_bind_template_child (widget_class, SpDialectPopover, encoding);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
}

static void
sp_dialect_popover_init (SpDialectPopover *self)
{
  g_autoptr(GtkStringList) encodings = gtk_string_list_new (NULL);

  self->dialect = (SpDialect) SP_DIALECT_INIT;
  self->is_setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < SP_N_ENCODINGS; i++)
    gtk_string_list_append (encodings, sp_encoding_get_name (i));
  gtk_drop_down_set_model (self->encoding, G_LIST_MODEL (encodings));
  self->is_setting = FALSE;
}

/**
 * sp_dialect_popover_get_dialect:
 * @self: a popover
 *
 * Returns: (transfer none): what is chosen
 */
const SpDialect *
sp_dialect_popover_get_dialect (SpDialectPopover *self)
{
  g_return_val_if_fail (SP_IS_DIALECT_POPOVER (self), NULL);

  return &self->dialect;
}

/**
 * sp_dialect_popover_set_dialect:
 * @self: a popover
 * @dialect: how the file is read now
 *
 * Shows @dialect. Does not emit “changed”.
 */
void
sp_dialect_popover_set_dialect (SpDialectPopover *self,
                                const SpDialect  *dialect)
{
  g_return_if_fail (SP_IS_DIALECT_POPOVER (self));
  g_return_if_fail (dialect != NULL);

  self->is_setting = TRUE;
  self->dialect = *dialect;
  gtk_drop_down_set_selected (self->delimiter, find_char (delimiters, G_N_ELEMENTS (delimiters), dialect->delimiter));
  gtk_drop_down_set_selected (self->quote, find_char (quotes, G_N_ELEMENTS (quotes), dialect->quote));
  gtk_drop_down_set_selected (self->encoding, dialect->encoding);
  self->is_setting = FALSE;
}
