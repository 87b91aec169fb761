/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What an empty conversation shows: in three lines what this is for, and sample data with questions to click. Owned by
 * the conversation page, main thread. A question is an action of the window that attaches the sample and asks. */

#include "config.h"

#include "ui/sp-welcome-page.h"

struct _SpWelcomePage
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (SpWelcomePage, sp_welcome_page, ADW_TYPE_BIN)

static void
sp_welcome_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (sp_welcome_page_parent_class)->dispose (object);
}

static void
sp_welcome_page_class_init (SpWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_welcome_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-welcome-page.ui");
}

static void
sp_welcome_page_init (SpWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_welcome_page_new:
 *
 * Returns: (transfer floating): a new page
 */
GtkWidget *
sp_welcome_page_new (void)
{
  return g_object_new (SP_TYPE_WELCOME_PAGE, NULL);
}
