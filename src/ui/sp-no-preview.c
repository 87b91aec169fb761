/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* For a file that cannot be shown here: what it is, why, and two buttons for
 * what else can be done with it. Owned by an SpPreviewPane; main thread. */

#include "config.h"

#include "ui/sp-no-preview.h"

#include <glib/gi18n.h>

#include "base/sp-file-type.h"

struct _SpNoPreview
{
  AdwBin         parent_instance;

  AdwStatusPage *page;
  GtkWidget     *open_button;
  GtkWidget     *save_button;

  SpFile        *file;
};

G_DEFINE_FINAL_TYPE (SpNoPreview, sp_no_preview, ADW_TYPE_BIN)

static const char *
name_kind (SpFileKind kind)
{
  switch (kind)
    {
    case SP_FILE_KIND_TABLE: return _("Table");
    case SP_FILE_KIND_SHEET: return _("Spreadsheet");
    case SP_FILE_KIND_IMAGE: return _("Picture");
    case SP_FILE_KIND_TEXT: return _("Text");
    case SP_FILE_KIND_CODE: return _("Program text");
    case SP_FILE_KIND_DOCUMENT: return _("Document");
    case SP_FILE_KIND_ARCHIVE: return _("Archive");
    case SP_FILE_KIND_OTHER:
    default: return _("File");
    }
}

static char *
describe (SpFile     *file,
          const char *reason)
{
  const char *kind = name_kind (sp_file_type_get_kind (sp_file_get_filename (file)));
  gint64 size = sp_file_get_size (file);
  g_autofree char *size_text = size >= 0 ? g_format_size ((guint64) size) : NULL;
  g_autofree char *what = size_text != NULL ? g_strdup_printf ("%s · %s", kind, size_text) : g_strdup (kind);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s\n\n%s", what,
                          reason != NULL ? reason : _("There is no preview for files of this kind yet."));
  /* A status page reads markup here, though not in its title. */
  return g_markup_escape_text (text, -1);
}

static void
sp_no_preview_dispose (GObject *object)
{
  g_clear_object (&SP_NO_PREVIEW (object)->file);
  /* A status page of libadwaita 1.2 must not be disposed twice, which it would be inside a bound child. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_NO_PREVIEW);

  G_OBJECT_CLASS (sp_no_preview_parent_class)->dispose (object);
}

static void
sp_no_preview_class_init (SpNoPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_no_preview_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-no-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, SpNoPreview, page);
  gtk_widget_class_bind_template_child (widget_class, SpNoPreview, open_button);
  gtk_widget_class_bind_template_child (widget_class, SpNoPreview, save_button);
}

static void
sp_no_preview_init (SpNoPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_no_preview_new:
 *
 * Returns: (transfer floating): a page about no file
 */
GtkWidget *
sp_no_preview_new (void)
{
  return g_object_new (SP_TYPE_NO_PREVIEW, NULL);
}

/**
 * sp_no_preview_get_file:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the file that it is about
 */
SpFile *
sp_no_preview_get_file (SpNoPreview *self)
{
  g_return_val_if_fail (SP_IS_NO_PREVIEW (self), NULL);

  return self->file;
}

/**
 * sp_no_preview_set_file:
 * @self: a page
 * @file: (nullable): the file that it is about
 * @reason: (nullable): why it is not shown; %NULL when its kind never is
 *
 * Tells about a file.
 */
void
sp_no_preview_set_file (SpNoPreview *self,
                        SpFile      *file,
                        const char  *reason)
{
  g_autofree char *description = NULL;
  const char *id;

  g_return_if_fail (SP_IS_NO_PREVIEW (self));

  g_set_object (&self->file, file);
  if (file == NULL)
    return;

  description = describe (file, reason);
  adw_status_page_set_title (self->page, sp_file_get_filename (file));
  adw_status_page_set_description (self->page, description);
  adw_status_page_set_icon_name (self->page, sp_file_type_get_icon_name (sp_file_get_filename (file)));

  id = sp_file_get_id (file) != NULL ? sp_file_get_id (file) : "";
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open_button), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->save_button), "s", id);
}
