/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A text file to read: its first megabyte, and more on demand. Owned by an
 * SpPreviewPane; main thread. */

#include "config.h"

#include "ui/sp-text-preview.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "ui/sp-cell-text.h"
#include "ui/sp-text-part.h"

/* Past this, colours cost more than they tell. */
#define MAX_HIGHLIGHTED (2 * 1024 * 1024)

struct _SpTextPreview
{
  AdwBin           parent_instance;

  GtkSourceView   *view;
  GtkSourceBuffer *buffer;
  GtkLabel        *status;
  GtkWidget       *more_button;
  GtkToggleButton *wrap_button;

  GtkTextTag      *no_hyphens;     /* (unowned): the buffer's */
  GCancellable    *cancellable;    /* of the next part */
  char            *path;
  char            *filename;
  SpEncoding       encoding;
  guint64          next;
  guint64          size;

  guint            is_damaged : 1;
  guint            is_broken : 1;
};

G_DEFINE_FINAL_TYPE (SpTextPreview, sp_text_preview, ADW_TYPE_BIN)

static void
sp_text_preview_update_scheme (SpTextPreview *self)
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  if (self->buffer != NULL)
    gtk_source_buffer_set_style_scheme (self->buffer,
                                        gtk_source_style_scheme_manager_get_scheme (manager, is_dark ? "Adwaita-dark" : "Adwaita"));
}

static void
sp_text_preview_update_status (SpTextPreview *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  int n_lines = gtk_text_buffer_get_line_count (GTK_TEXT_BUFFER (self->buffer));
  gboolean has_more = self->next < self->size;
  g_autofree char *lines = sp_cell_text_format_count ((guint64) n_lines);

  /* translators: %s is a number in groups of digits. */
  g_string_append_printf (text, ngettext ("%s line", "%s lines", (gulong) n_lines), lines);
  g_string_append_printf (text, " · %s", sp_encoding_get_name (self->encoding));
  if (has_more)
    {
      g_autofree char *shown = g_format_size (self->next);
      g_autofree char *size = g_format_size (self->size);

      g_string_append (text, " · ");
      /* translators: how much of a file is shown, and its size. */
      g_string_append_printf (text, _("the first %s of %s"), shown, size);
    }
  if (self->is_damaged)
    g_string_append_printf (text, " · %s", _("some bytes are not text"));
  if (self->is_broken)
    g_string_append_printf (text, " · %s", _("long lines are broken"));

  gtk_label_set_label (self->status, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), text->str);
  gtk_widget_set_visible (self->more_button, has_more && self->next < SP_TEXT_MAX_BYTES);
}

static void
sp_text_preview_add (SpTextPreview *self,
                     SpTextPart    *part)
{
  GtkTextIter end;

  /* Hyphens where lines are broken would look like the text's own. */
  gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), &end);
  gtk_text_buffer_insert_with_tags (GTK_TEXT_BUFFER (self->buffer), &end, part->text, -1, self->no_hyphens, NULL);

  self->encoding = part->encoding;
  self->next = part->next;
  self->size = part->size;
  self->is_damaged |= part->is_damaged;
  self->is_broken |= part->is_broken;
  gtk_source_buffer_set_highlight_syntax (self->buffer, self->next <= MAX_HIGHLIGHTED);
  sp_text_preview_update_status (self);
}

static void
sp_text_preview_guess_language (SpTextPreview *self)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *head = NULL;
  g_autofree char *content_type = NULL;

  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
  end = start;
  gtk_text_iter_forward_chars (&end, 1024);
  head = gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
  content_type = g_content_type_guess (self->filename, (const guchar *) head, strlen (head), NULL);
  gtk_source_buffer_set_language (self->buffer,
                                  gtk_source_language_manager_guess_language (manager, self->filename, content_type));
}

static void
sp_text_preview_start (SpTextPreview *self,
                       const char    *path,
                       const char    *filename)
{
  sp_text_preview_clear (self);
  self->path = g_strdup (path);
  self->filename = g_strdup (filename);
  self->cancellable = g_cancellable_new ();
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SpTextPreview *self = g_task_get_source_object (task);
  g_autoptr(SpTextPart) part = NULL;
  g_autoptr(GError) error = NULL;
  GtkTextIter start;

  part = sp_text_part_load_finish (result, &error);
  if (part == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;

  sp_text_preview_add (self, part);
  sp_text_preview_guess_language (self);
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &start);
  g_task_return_boolean (task, TRUE);
}

static void
more_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpTextPreview) self = SP_TEXT_PREVIEW (user_data);
  g_autoptr(SpTextPart) part = NULL;
  g_autoptr(GError) error = NULL;

  part = sp_text_part_load_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->view == NULL)
    return;

  gtk_widget_set_sensitive (self->more_button, TRUE);
  if (part != NULL)
    sp_text_preview_add (self, part);
  else
    gtk_label_set_label (self->status, error->message);
}

static void
sp_text_preview_more_action (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  SpTextPreview *self = SP_TEXT_PREVIEW (widget);

  if (self->path == NULL || self->next >= self->size)
    return;

  gtk_widget_set_sensitive (self->more_button, FALSE);
  sp_text_part_load_async (self->path, self->next, self->encoding, self->cancellable,
                           more_loaded_cb, g_object_ref (self));
}

static GtkWrapMode
wrap_mode_of (gpointer object,
              gboolean wraps)
{
  return wraps ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE;
}

static void
sp_text_preview_dispose (GObject *object)
{
  SpTextPreview *self = SP_TEXT_PREVIEW (object);

  sp_text_preview_clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_TEXT_PREVIEW);

  G_OBJECT_CLASS (sp_text_preview_parent_class)->dispose (object);
}

static void
sp_text_preview_class_init (SpTextPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_text_preview_dispose;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-text-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, SpTextPreview, view);
  gtk_widget_class_bind_template_child (widget_class, SpTextPreview, buffer);
  gtk_widget_class_bind_template_child (widget_class, SpTextPreview, status);
  gtk_widget_class_bind_template_child (widget_class, SpTextPreview, more_button);
  gtk_widget_class_bind_template_child (widget_class, SpTextPreview, wrap_button);
  gtk_widget_class_bind_template_callback (widget_class, wrap_mode_of);

  gtk_widget_class_install_action (widget_class, "text.more", NULL, sp_text_preview_more_action);
}

static void
sp_text_preview_init (SpTextPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->no_hyphens = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "insert-hyphens", FALSE, NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (sp_text_preview_update_scheme), self, G_CONNECT_SWAPPED);
  sp_text_preview_update_scheme (self);
}

/**
 * sp_text_preview_new:
 *
 * Returns: (transfer floating): a preview of no text
 */
GtkWidget *
sp_text_preview_new (void)
{
  return g_object_new (SP_TYPE_TEXT_PREVIEW, NULL);
}

/**
 * sp_text_preview_load_async:
 * @self: a preview
 * @path: a file on this computer
 * @filename: its name, which tells its language
 * @cancellable: (nullable): to give up
 * @callback: called when its beginning is shown
 * @user_data: for @callback
 *
 * Shows the first megabyte of a text.
 */
void
sp_text_preview_load_async (SpTextPreview       *self,
                            const char          *path,
                            const char          *filename,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_TEXT_PREVIEW (self));
  g_return_if_fail (path != NULL && filename != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_text_preview_load_async);
  sp_text_preview_start (self, path, filename);
  sp_text_part_load_async (path, 0, SP_ENCODING_UTF_8, cancellable, loaded_cb, g_steal_pointer (&task));
}

/**
 * sp_text_preview_load_finish:
 * @self: a preview
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %FALSE with an %SP_TABLE_ERROR or %G_IO_ERROR_CANCELLED
 */
gboolean
sp_text_preview_load_finish (SpTextPreview  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_text_preview_set_text:
 * @self: a preview
 * @text: a text in UTF-8
 *
 * Shows a text that is in memory.
 */
void
sp_text_preview_set_text (SpTextPreview *self,
                          const char    *text)
{
  g_autoptr(SpTextPart) part = NULL;

  g_return_if_fail (SP_IS_TEXT_PREVIEW (self));
  g_return_if_fail (text != NULL);

  sp_text_preview_clear (self);
  part = sp_text_part_new ((const guint8 *) text, MIN (strlen (text), SP_TEXT_MAX_BYTES), SP_ENCODING_UTF_8);
  sp_text_preview_add (self, part);
}

/**
 * sp_text_preview_clear:
 * @self: a preview
 *
 * Lets the text go.
 */
void
sp_text_preview_clear (SpTextPreview *self)
{
  g_return_if_fail (SP_IS_TEXT_PREVIEW (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->filename, g_free);
  self->next = 0;
  self->size = 0;
  self->is_damaged = FALSE;
  self->is_broken = FALSE;
  if (self->buffer == NULL)
    return;

  gtk_source_buffer_set_language (self->buffer, NULL);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), "", 0);
  gtk_widget_set_sensitive (self->more_button, TRUE);
}
