/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A fenced block of code in a message: the name of its language, a button that copies it, the code. Owned by the Markdown
 * view; main thread. */

#include "config.h"

#include "ui/sp-code-block.h"

#include "base/sp-str.h"
#include "ui/sp-code-view.h"

struct _SpCodeBlock
{
  AdwBin      parent_instance;

  GtkLabel   *language_label;
  SpCodeView *view;
};

G_DEFINE_FINAL_TYPE (SpCodeBlock, sp_code_block, ADW_TYPE_BIN)

static void
sp_code_block_copy_action (GtkWidget  *widget,
                           const char *name,
                           GVariant   *parameter)
{
  SpCodeBlock *self = SP_CODE_BLOCK (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), sp_code_view_get_text (self->view));
}

static void
sp_code_block_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_CODE_BLOCK);

  G_OBJECT_CLASS (sp_code_block_parent_class)->dispose (object);
}

static void
sp_code_block_class_init (SpCodeBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_code_block_dispose;

  g_type_ensure (SP_TYPE_CODE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-code-block.ui");
  gtk_widget_class_bind_template_child (widget_class, SpCodeBlock, language_label);
  gtk_widget_class_bind_template_child (widget_class, SpCodeBlock, view);

  gtk_widget_class_install_action (widget_class, "block.copy", NULL, sp_code_block_copy_action);
}

static void
sp_code_block_init (SpCodeBlock *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_code_block_new:
 *
 * Returns: (transfer floating): an empty block
 */
GtkWidget *
sp_code_block_new (void)
{
  return g_object_new (SP_TYPE_CODE_BLOCK, NULL);
}

/**
 * sp_code_block_get_text:
 * @self: a code block
 *
 * Returns: (transfer none): the code
 */
const char *
sp_code_block_get_text (SpCodeBlock *self)
{
  g_return_val_if_fail (SP_IS_CODE_BLOCK (self), NULL);

  return sp_code_view_get_text (self->view);
}

/**
 * sp_code_block_set_text:
 * @self: a code block
 * @text: the code
 *
 * Shows @text; text that has grown at its end is only added to.
 */
void
sp_code_block_set_text (SpCodeBlock *self,
                        const char  *text)
{
  g_return_if_fail (SP_IS_CODE_BLOCK (self));

  sp_code_view_set_text (self->view, text);
}

/**
 * sp_code_block_set_language:
 * @self: a code block
 * @language: (nullable): what stood behind the fence, untrusted
 *
 * Names the language and colours the code by it.
 */
void
sp_code_block_set_language (SpCodeBlock *self,
                            const char  *language)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (SP_IS_CODE_BLOCK (self));

  shown = sp_str_safe_display (language != NULL ? language : "");
  gtk_label_set_label (self->language_label, shown);
  sp_code_view_set_language (self->view, language);
}
