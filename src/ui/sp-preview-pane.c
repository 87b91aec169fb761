/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Shows one file, or one output of a code call, in the way that suits it: as a
 * table, a picture or a text, or a page that says why not. A file is shown
 * when its bytes are here; until then its state is. Owned by an SpPane; main
 * thread. */

#include "config.h"

#include "ui/sp-preview-pane.h"

#include <glib/gi18n.h>

#include "base/sp-file-type.h"
#include "table/sp-table-error.h"
#include "ui/sp-image-preview.h"
#include "ui/sp-no-preview.h"
#include "ui/sp-output-view.h"
#include "ui/sp-picture-loader.h"
#include "ui/sp-table-preview.h"
#include "ui/sp-text-preview.h"

struct _SpPreviewPane
{
  AdwBin          parent_instance;

  GtkWidget      *header;
  GtkLabel       *name_label;
  GtkLabel       *detail_label;
  GtkWidget      *file_buttons;
  GtkWidget      *save_button;
  GtkWidget      *open_button;
  GtkWidget      *show_button;
  GtkWidget      *copy_button;
  GtkStack       *stack;
  GtkLabel       *loading_label;
  GtkProgressBar *loading_progress;
  GtkSpinner     *loading_spinner;
  AdwStatusPage  *failed_page;
  GtkWidget      *retry_button;
  SpTablePreview *table;
  SpImagePreview *image;
  SpTextPreview  *text;
  SpNoPreview    *none;
  SpOutputView   *output_view;

  SpFile         *file;
  SpOutput       *output;
  GSignalGroup   *file_signals;
  GCancellable   *cancellable;     /* of what is being loaded */
  char           *loaded_path;     /* (nullable): what is shown, or on its way */
};

G_DEFINE_FINAL_TYPE (SpPreviewPane, sp_preview_pane, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_FILE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_preview_pane_show_page (SpPreviewPane *self,
                           const char    *name)
{
  gtk_spinner_set_spinning (self->loading_spinner, g_str_equal (name, "loading"));
  gtk_stack_set_visible_child_name (self->stack, name);
}

/* Stops what is on its way and lets go of what was shown. */
static void
sp_preview_pane_drop (SpPreviewPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->loaded_path, g_free);
  if (self->stack == NULL)
    return;

  sp_table_preview_clear (self->table);
  sp_image_preview_clear (self->image);
  sp_text_preview_clear (self->text);
  sp_output_view_set_output (self->output_view, NULL);
}

static void
sp_preview_pane_show_none (SpPreviewPane *self,
                           const char    *reason)
{
  if (self->file == NULL)
    {
      adw_status_page_set_title (self->failed_page, _("Cannot Be Shown"));
      adw_status_page_set_description (self->failed_page, reason);
      gtk_widget_set_visible (self->retry_button, FALSE);
      sp_preview_pane_show_page (self, "failed");
      return;
    }

  sp_no_preview_set_file (self->none, self->file, reason);
  sp_preview_pane_show_page (self, "none");
}

static char *
explain (const GError *error)
{
  if (g_error_matches (error, SP_TABLE_ERROR, SP_TABLE_ERROR_EMPTY))
    return g_strdup (_("The file is empty."));
  if (g_error_matches (error, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY))
    return g_strdup (_("The file holds no text that could be shown."));
  if (error->domain == SP_PICTURE_ERROR)
    return sp_picture_loader_explain (error);

  /* translators: %s is the reason in words. */
  return g_strdup_printf (_("The file cannot be read: %s"), error->message);
}

static void
sp_preview_pane_loaded (SpPreviewPane *self,
                        const char    *page,
                        const GError  *error)
{
  g_autofree char *reason = NULL;

  /* Who cancels has already shown something else. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;

  if (error == NULL)
    {
      sp_preview_pane_show_page (self, page);
      return;
    }

  reason = explain (error);
  sp_preview_pane_show_none (self, reason);
}

static void
table_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SpPreviewPane) self = SP_PREVIEW_PANE (user_data);
  g_autoptr(GError) error = NULL;

  sp_table_preview_load_finish (SP_TABLE_PREVIEW (object), result, &error);
  sp_preview_pane_loaded (self, "table", error);
}

static void
image_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SpPreviewPane) self = SP_PREVIEW_PANE (user_data);
  g_autoptr(GError) error = NULL;

  sp_image_preview_load_finish (SP_IMAGE_PREVIEW (object), result, &error);
  sp_preview_pane_loaded (self, "image", error);
}

static void
text_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpPreviewPane) self = SP_PREVIEW_PANE (user_data);
  g_autoptr(GError) error = NULL;

  sp_text_preview_load_finish (SP_TEXT_PREVIEW (object), result, &error);

  /* A name that tells nothing, and no text: a kind without a preview. */
  if (g_error_matches (error, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY) && self->file != NULL && self->stack != NULL &&
      sp_file_type_get_kind (sp_file_get_filename (self->file)) == SP_FILE_KIND_OTHER)
    sp_preview_pane_show_none (self, NULL);
  else
    sp_preview_pane_loaded (self, "text", error);
}

static void
sp_preview_pane_load (SpPreviewPane *self,
                      const char    *path)
{
  const char *filename = sp_file_get_filename (self->file);

  sp_preview_pane_drop (self);
  self->loaded_path = g_strdup (path);
  self->cancellable = g_cancellable_new ();

  switch (sp_file_type_get_kind (filename))
    {
    case SP_FILE_KIND_TABLE:
      sp_table_preview_load_async (self->table, path, self->cancellable, table_loaded_cb, g_object_ref (self));
      break;

    case SP_FILE_KIND_IMAGE:
      sp_image_preview_load_path_async (self->image, path, self->cancellable, image_loaded_cb, g_object_ref (self));
      break;

    case SP_FILE_KIND_TEXT:
    case SP_FILE_KIND_CODE:
    case SP_FILE_KIND_OTHER:
      sp_text_preview_load_async (self->text, path, filename, self->cancellable, text_loaded_cb, g_object_ref (self));
      break;

    case SP_FILE_KIND_SHEET:
    case SP_FILE_KIND_DOCUMENT:
    case SP_FILE_KIND_ARCHIVE:
    default:
      sp_preview_pane_show_none (self, NULL);
    }
}

static void
sp_preview_pane_update_header (SpPreviewPane *self)
{
  g_autofree char *size = NULL;
  const char *id;
  gboolean is_here;

  gtk_widget_set_visible (self->header, self->file != NULL || self->output != NULL);
  gtk_widget_set_visible (self->file_buttons, self->file != NULL);
  if (self->file == NULL)
    {
      gtk_label_set_label (self->name_label, _("Output of the Code"));
      gtk_label_set_label (self->detail_label, "");
      gtk_widget_set_visible (GTK_WIDGET (self->detail_label), FALSE);
      return;
    }

  if (sp_file_get_size (self->file) >= 0)
    size = g_format_size ((guint64) sp_file_get_size (self->file));
  gtk_label_set_label (self->name_label, sp_file_get_filename (self->file));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), sp_file_get_filename (self->file));
  gtk_label_set_label (self->detail_label, size != NULL ? size : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), size != NULL);

  id = sp_file_get_id (self->file) != NULL ? sp_file_get_id (self->file) : "";
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->save_button), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open_button), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_button), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->copy_button), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry_button), "s", id);

  is_here = sp_file_get_local_path (self->file) != NULL;
  gtk_widget_set_visible (self->show_button, is_here);
}

static void
sp_preview_pane_show_failed (SpPreviewPane *self)
{
  const char *message = sp_file_get_error_message (self->file);
  gboolean is_gone = sp_file_get_state (self->file) == SP_FILE_GONE;
  g_autofree char *words = NULL;

  if (message != NULL && *message != '\0')
    words = g_markup_escape_text (message, -1);
  else
    words = g_strdup (is_gone ? _("The session that held it has ended. Ask the agent to make it again.")
                              : _("Something went wrong while it was fetched."));

  adw_status_page_set_title (self->failed_page, is_gone ? _("This File Is Gone") : _("This File Could Not Be Fetched"));
  adw_status_page_set_description (self->failed_page, words);
  gtk_widget_set_visible (self->retry_button, !is_gone);
  sp_preview_pane_show_page (self, "failed");
}

static void
sp_preview_pane_show_waiting (SpPreviewPane *self)
{
  double progress = sp_file_get_progress (self->file);
  gboolean is_uploading = sp_file_get_state (self->file) == SP_FILE_UPLOADING;

  gtk_label_set_label (self->loading_label, is_uploading ? _("Uploading…") : _("Fetching the file…"));
  gtk_progress_bar_set_fraction (self->loading_progress, progress);
  gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), progress > 0 && progress < 1);
  sp_preview_pane_show_page (self, "loading");
}

/* What to show follows from the file alone. */
static void
sp_preview_pane_update (SpPreviewPane *self)
{
  const char *path;

  if (self->stack == NULL)
    return;

  sp_preview_pane_update_header (self);
  if (self->file == NULL)
    return;

  path = sp_file_get_local_path (self->file);
  if (path != NULL && g_strcmp0 (path, self->loaded_path) == 0)
    return;

  if (path != NULL)
    {
      gtk_label_set_label (self->loading_label, _("Opening the file…"));
      gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), FALSE);
      sp_preview_pane_show_page (self, "loading");
      sp_preview_pane_load (self, path);
    }
  else if (sp_file_get_state (self->file) == SP_FILE_FAILED || sp_file_get_state (self->file) == SP_FILE_GONE)
    sp_preview_pane_show_failed (self);
  else
    sp_preview_pane_show_waiting (self);
}

static void
sp_preview_pane_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, sp_preview_pane_get_file (SP_PREVIEW_PANE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_preview_pane_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_FILE:
      sp_preview_pane_set_file (SP_PREVIEW_PANE (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_preview_pane_dispose (GObject *object)
{
  SpPreviewPane *self = SP_PREVIEW_PANE (object);

  sp_preview_pane_drop (self);
  g_clear_object (&self->file_signals);
  g_clear_object (&self->file);
  g_clear_object (&self->output);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_PREVIEW_PANE);

  G_OBJECT_CLASS (sp_preview_pane_parent_class)->dispose (object);
}

static void
sp_preview_pane_class_init (SpPreviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_preview_pane_dispose;
  object_class->get_property = sp_preview_pane_get_property;
  object_class->set_property = sp_preview_pane_set_property;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, SP_TYPE_FILE,
                                               (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_TABLE_PREVIEW);
  g_type_ensure (SP_TYPE_IMAGE_PREVIEW);
  g_type_ensure (SP_TYPE_TEXT_PREVIEW);
  g_type_ensure (SP_TYPE_NO_PREVIEW);
  g_type_ensure (SP_TYPE_OUTPUT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-preview-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, header);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, name_label);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, detail_label);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, file_buttons);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, save_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, open_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, show_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, stack);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, loading_label);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, loading_progress);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, loading_spinner);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, failed_page);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, retry_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, table);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, image);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, text);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, none);
  gtk_widget_class_bind_template_child (widget_class, SpPreviewPane, output_view);
}

static void
sp_preview_pane_init (SpPreviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->file_signals = g_signal_group_new (SP_TYPE_FILE);
  g_signal_group_connect_swapped (self->file_signals, "notify", G_CALLBACK (sp_preview_pane_update), self);
}

/**
 * sp_preview_pane_new:
 *
 * Returns: (transfer floating): a pane that shows nothing
 */
GtkWidget *
sp_preview_pane_new (void)
{
  return g_object_new (SP_TYPE_PREVIEW_PANE, NULL);
}

/**
 * sp_preview_pane_get_file:
 * @self: a pane
 *
 * Returns: (transfer none) (nullable): the file that it shows
 */
SpFile *
sp_preview_pane_get_file (SpPreviewPane *self)
{
  g_return_val_if_fail (SP_IS_PREVIEW_PANE (self), NULL);

  return self->file;
}

/**
 * sp_preview_pane_set_file:
 * @self: a pane
 * @file: (nullable) (transfer none): a file
 *
 * Shows a file as soon as it has a local path, and its state until then.
 */
void
sp_preview_pane_set_file (SpPreviewPane *self,
                          SpFile        *file)
{
  g_return_if_fail (SP_IS_PREVIEW_PANE (self));
  g_return_if_fail (file == NULL || SP_IS_FILE (file));

  if (self->file == file && (file != NULL || self->output == NULL))
    return;

  sp_preview_pane_drop (self);
  g_clear_object (&self->output);
  g_set_object (&self->file, file);
  sp_no_preview_set_file (self->none, NULL, NULL);
  g_signal_group_set_target (self->file_signals, file);
  if (file == NULL)
    sp_preview_pane_show_page (self, "empty");
  sp_preview_pane_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

/**
 * sp_preview_pane_show_output:
 * @self: a pane
 * @output: (transfer none): an output of a code call
 *
 * Shows an output in the place of a file.
 */
void
sp_preview_pane_show_output (SpPreviewPane *self,
                             SpOutput      *output)
{
  g_return_if_fail (SP_IS_PREVIEW_PANE (self));
  g_return_if_fail (SP_IS_OUTPUT (output));

  sp_preview_pane_set_file (self, NULL);
  sp_preview_pane_drop (self);
  g_set_object (&self->output, output);
  sp_preview_pane_update_header (self);

  if (sp_output_get_kind (output) == SP_OUTPUT_IMAGE && sp_output_get_bytes (output) != NULL)
    {
      self->cancellable = g_cancellable_new ();
      sp_image_preview_load_bytes_async (self->image, sp_output_get_bytes (output), self->cancellable,
                                         image_loaded_cb, g_object_ref (self));
    }
  else if (sp_output_get_kind (output) == SP_OUTPUT_LOGS && sp_output_get_text (output) != NULL)
    {
      sp_text_preview_set_text (self->text, sp_output_get_text (output));
      sp_preview_pane_show_page (self, "text");
    }
  else
    {
      sp_output_view_set_output (self->output_view, output);
      sp_preview_pane_show_page (self, "output");
    }
}

/**
 * sp_preview_pane_get_page:
 * @self: a pane
 *
 * Returns: (transfer none): what it shows: “empty”, “loading”, “failed”,
 *   “table”, “image”, “text”, “output” or “none”
 */
const char *
sp_preview_pane_get_page (SpPreviewPane *self)
{
  g_return_val_if_fail (SP_IS_PREVIEW_PANE (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}
