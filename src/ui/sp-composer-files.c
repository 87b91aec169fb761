/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* How files come into the composer: chosen in a dialog, pasted, dropped on the window, or wrapped in an archive. What
 * is wrong with a file is said on its chip; the workspace judges it. */

#include "config.h"

#include "ui/sp-composer-private.h"

#include <glib/gi18n.h>

#include "base/sp-zipper.h"

/* On an SpFile: the GFile that it was attached from. */
static GQuark
source_quark (void)
{
  return g_quark_from_static_string ("sp-composer-source");
}

static void
sp_composer_attach_file (SpComposer *self,
                         GFile      *source)
{
  SpFile *file;

  if (self->conversation == NULL)
    return;

  file = sp_workspace_attach (sp_view_state_get_workspace (self->view_state), self->conversation, source);
  if (file != NULL)
    g_object_set_qdata_full (G_OBJECT (file), source_quark (), g_object_ref (source), g_object_unref);
}

/* The dialog */

static void
chooser_response_cb (SpComposer           *self,
                     int                   response,
                     GtkFileChooserNative *chooser)
{
  g_autoptr(GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      sp_composer_attach_files (self, files);
    }

  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (chooser));
  g_clear_object (&self->chooser);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/**
 * sp_composer_choose_files:
 * @self: a composer
 *
 * Asks for files to attach.
 */
void
sp_composer_choose_files (SpComposer *self)
{
  GtkRoot *root;

  g_return_if_fail (SP_IS_COMPOSER (self));

  if (self->conversation == NULL)
    return;

  if (self->chooser == NULL)
    {
      root = gtk_widget_get_root (GTK_WIDGET (self));
      self->chooser = gtk_file_chooser_native_new (_("Attach Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                   GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), NULL);
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, G_CONNECT_SWAPPED);
    }

  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/**
 * sp_composer_attach_files:
 * @self: a composer
 * @files: (transfer none): a list of #GFile
 *
 * Adds files to the draft and begins to send them. Those that cannot be sent say why on their chips.
 */
void
sp_composer_attach_files (SpComposer *self,
                          GListModel *files)
{
  g_return_if_fail (SP_IS_COMPOSER (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      sp_composer_attach_file (self, file);
    }
}

/* Pictures without a file */

static void
encode_picture_thread (GTask        *task,
                       gpointer      source_object,
                       gpointer      task_data,
                       GCancellable *cancellable)
{
  GBytes *bytes = gdk_texture_save_to_png_bytes (task_data);

  g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
}

static void
encode_picture_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(SpConversation) conversation = user_data;
  SpComposer *self = SP_COMPOSER (object);
  g_autoptr(GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *filename = NULL;

  if (bytes == NULL || self->view_state == NULL)
    return;

  /* translators: the name of a picture that was pasted; a file name, so without a colon or a slash */
  filename = g_date_time_format (now, _("Picture %Y-%m-%d %H-%M-%S.png"));
  sp_workspace_attach_bytes (sp_view_state_get_workspace (self->view_state), conversation, bytes, filename);
}

/**
 * sp_composer_attach_picture:
 * @self: a composer
 * @picture: (transfer none): a picture from the clipboard or a drop
 *
 * Adds a picture to the draft as a PNG file; it is encoded on a thread.
 */
void
sp_composer_attach_picture (SpComposer *self,
                            GdkTexture *picture)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_COMPOSER (self));
  g_return_if_fail (GDK_IS_TEXTURE (picture));

  if (self->conversation == NULL)
    return;

  task = g_task_new (self, self->cancellable, encode_picture_cb, g_object_ref (self->conversation));
  g_task_set_source_tag (task, sp_composer_attach_picture);
  g_task_set_task_data (task, g_object_ref (picture), g_object_unref);
  g_task_run_in_thread (task, encode_picture_thread);
}

/* Pasting */

static void
read_files_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(SpComposer) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, NULL);
  g_autoptr(GSList) files = NULL;

  if (value == NULL)
    return;

  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = files; l != NULL; l = l->next)
    sp_composer_attach_file (self, l->data);
}

static void
read_texture_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SpComposer) self = user_data;
  g_autoptr(GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, NULL);

  if (texture != NULL)
    sp_composer_attach_picture (self, texture);
}

/* Files before text, since a file manager offers both; text before a picture, since a spreadsheet does. */
static void
paste_clipboard_cb (SpComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
      || gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable,
                                    read_files_cb, g_object_ref (self));
  else if (!gdk_content_formats_contain_gtype (formats, G_TYPE_STRING)
           && !gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8")
           && !gdk_content_formats_contain_mime_type (formats, "text/plain")
           && (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
               || gdk_content_formats_contain_mime_type (formats, "image/png")))
    gdk_clipboard_read_texture_async (clipboard, self->cancellable, read_texture_cb, g_object_ref (self));
  else
    return;

  g_signal_stop_emission_by_name (self->text_view, "paste-clipboard");
}

/* Wrapping */

typedef struct
{
  SpComposer *composer;          /* (owned) */
  SpConversation *conversation;  /* (owned) */
  SpFile *file;                  /* (owned) */
} Wrap;

static void
wrap_free (Wrap *wrap)
{
  g_clear_object (&wrap->composer);
  g_clear_object (&wrap->conversation);
  g_clear_object (&wrap->file);
  g_free (wrap);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wrap, wrap_free)

static void
wrapped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Wrap) wrap = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) archive = sp_zipper_wrap_finish (result, &error);
  SpWorkspace *workspace;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || wrap->composer->view_state == NULL)
    return;

  if (archive == NULL)
    {
      /* translators: %s is what went wrong */
      g_autofree char *message = g_strdup_printf (_("It could not be wrapped in an archive: %s"), error->message);

      sp_file_fail (wrap->file, message);
      return;
    }

  workspace = sp_view_state_get_workspace (wrap->composer->view_state);
  sp_workspace_detach (workspace, wrap->conversation, wrap->file);
  sp_workspace_attach (workspace, wrap->conversation, archive);
}

/* Puts a zip archive with the file in the place of a file whose type is not supported. */
void
_sp_composer_wrap_file (SpComposer *self,
                        SpFile     *file)
{
  GFile *source = g_object_get_qdata (G_OBJECT (file), source_quark ());
  g_autofree char *path = NULL;
  g_autoptr(GFile) own_source = NULL;
  g_autoptr(GFile) folder = NULL;
  g_autoptr(Wrap) wrap = NULL;

  if (source == NULL && sp_file_get_local_path (file) != NULL)
    source = own_source = g_file_new_for_path (sp_file_get_local_path (file));
  if (source == NULL || self->conversation == NULL)
    return;

  path = g_build_filename (g_get_user_cache_dir (), "sandpiper", "wrapped", NULL);
  folder = g_file_new_for_path (path);
  wrap = g_new0 (Wrap, 1);
  wrap->composer = g_object_ref (self);
  wrap->conversation = g_object_ref (self->conversation);
  wrap->file = g_object_ref (file);
  sp_zipper_wrap_async (source, folder, self->cancellable, wrapped_cb, g_steal_pointer (&wrap));
}

/* The callbacks of the template that live in this file. */
void
_sp_composer_class_files_init (SpComposerClass *klass)
{
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), paste_clipboard_cb);
}
