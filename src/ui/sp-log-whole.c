/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* All of a long text in a scroller of its own, without colours: tags for millions of characters would take longer than
 * they help. Made by the log view when somebody unfolds it, because a text view is a heavy thing to have in every row. Main
 * thread. */

#include "config.h"

#include "ui/sp-log-whole.h"

#include "ui/sp-ansi.h"
#include "ui/sp-safe-text.h"

struct _SpLogWhole
{
  AdwBin       parent_instance;

  GtkTextView *view;
};

G_DEFINE_FINAL_TYPE (SpLogWhole, sp_log_whole, ADW_TYPE_BIN)

static void
sp_log_whole_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_LOG_WHOLE);

  G_OBJECT_CLASS (sp_log_whole_parent_class)->dispose (object);
}

static void
sp_log_whole_class_init (SpLogWholeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_log_whole_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-log-whole.ui");
  gtk_widget_class_bind_template_child (widget_class, SpLogWhole, view);
}

static void
sp_log_whole_init (SpLogWhole *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_log_whole_new:
 *
 * Returns: (transfer floating): a view without text
 */
GtkWidget *
sp_log_whole_new (void)
{
  return g_object_new (SP_TYPE_LOG_WHOLE, NULL);
}

/**
 * sp_log_whole_set_text:
 * @self: a view
 * @text: what was printed, untrusted
 *
 * Shows all of @text; lines without end are broken.
 */
void
sp_log_whole_set_text (SpLogWhole *self,
                       const char *text)
{
  g_autoptr(SpAnsiText) ansi = NULL;
  g_autofree char *broken = NULL;

  g_return_if_fail (SP_IS_LOG_WHOLE (self));
  g_return_if_fail (text != NULL);

  ansi = sp_ansi_parse (text, -1);
  broken = sp_safe_text_break_lines (ansi->text, SP_SAFE_TEXT_MAX_LINE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), broken, -1);
}
