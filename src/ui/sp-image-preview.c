/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A picture with what zooms and copies it: buttons below, keys, the wheel with
 * Ctrl held, two fingers. Owned by an SpPreviewPane; main thread. */

#include "config.h"

#include "ui/sp-image-preview.h"

#include <glib/gi18n.h>

#include "ui/sp-image-fallback.h"
#include "ui/sp-image-view.h"
#include "ui/sp-picture-loader.h"

/* What every renderer takes as a texture. */
#define MAX_SIDE 8192

#define STEP 1.25

struct _SpImagePreview
{
  AdwBin       parent_instance;

  SpImageView *view;
  GtkLabel    *size_label;
  GtkButton   *zoom_button;
  GtkWidget   *save_button;

  GBytes      *bytes;                 /* (nullable): what is shown, when it is no file */
  const char  *suggested_name;        /* (unowned): for saving it */
  GtkFileChooserNative *chooser;      /* (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (SpImagePreview, sp_image_preview, ADW_TYPE_BIN)

static void
zoom_changed_cb (SpImagePreview *self)
{
  g_autofree char *text = NULL;

  if (self->zoom_button == NULL)
    return;

  text = g_strdup_printf ("%.0f %%", sp_image_view_get_zoom (self->view) * 100);
  gtk_button_set_label (self->zoom_button, text);
}

static void
sp_image_preview_zoom_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  SpImagePreview *self = SP_IMAGE_PREVIEW (widget);

  if (g_str_equal (action_name, "image.zoom-in"))
    sp_image_view_zoom_by (self->view, STEP);
  else if (g_str_equal (action_name, "image.zoom-out"))
    sp_image_view_zoom_by (self->view, 1 / STEP);
  else if (g_str_equal (action_name, "image.zoom-original"))
    sp_image_view_zoom_to (self->view, 1);
  else
    sp_image_view_fit (self->view);
}

static void
sp_image_preview_copy_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  GdkTexture *texture = sp_image_view_get_texture (SP_IMAGE_PREVIEW (widget)->view);

  if (texture != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(SpImagePreview) self = SP_IMAGE_PREVIEW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error) || self->size_label == NULL)
    return;

  /* translators: %s is the reason in words. */
  words = g_strdup_printf (_("The picture could not be saved: %s"), error->message);
  gtk_label_set_label (self->size_label, words);
}

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  SpImagePreview  *self)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GFile) target = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  gtk_native_dialog_destroy (dialog);
  if (response == GTK_RESPONSE_ACCEPT && target != NULL && self->bytes != NULL)
    g_file_replace_contents_bytes_async (target, self->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         saved_cb, g_object_ref (self));
}

/* A picture that is an output of the code has no file that could be copied. */
static void
sp_image_preview_save_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  SpImagePreview *self = SP_IMAGE_PREVIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->bytes == NULL || self->chooser != NULL || !GTK_IS_WINDOW (root))
    return;

  self->chooser = gtk_file_chooser_native_new (_("Save Picture"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), self->suggested_name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
sp_image_preview_show (SpImagePreview *self,
                       GdkTexture     *texture,
                       guint           width,
                       guint           height)
{
  g_autofree char *size = NULL;

  sp_image_view_set_texture (self->view, texture, width, height);
  if (texture == NULL)
    return;

  /* translators: the width and the height of a picture. */
  size = g_strdup_printf (_("%u × %u pixels"), width, height);
  gtk_label_set_label (self->size_label, size);
  zoom_changed_cb (self);
}

/* Loading: the common formats first, then whatever this system knows. */

typedef struct
{
  char   *path;       /* (owned) (nullable): a file, or else: */
  GBytes *bytes;      /* (owned) (nullable): what is in memory */
} Load;

static void
load_free (Load *load)
{
  g_free (load->path);
  g_clear_pointer (&load->bytes, g_bytes_unref);
  g_free (load);
}

static const char *
suggest_name (SpPictureFormat format)
{
  switch (format)
    {
    case SP_PICTURE_JPEG: return "picture.jpg";
    case SP_PICTURE_GIF: return "picture.gif";
    case SP_PICTURE_WEBP: return "picture.webp";
    case SP_PICTURE_PNG:
    default: return "picture.png";
    }
}

static void
sp_image_preview_keep (SpImagePreview *self,
                       GBytes         *bytes,
                       const char     *suggested_name)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (bytes != NULL)
    self->bytes = g_bytes_ref (bytes);
  self->suggested_name = suggested_name;
  if (self->save_button != NULL)
    gtk_widget_set_visible (self->save_button, bytes != NULL);
}

static void
other_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  guint width;
  guint height;

  texture = sp_image_fallback_load_finish (result, &width, &height, &error);
  if (texture == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (g_task_return_error_if_cancelled (task))
    return;

  sp_image_preview_show (g_task_get_source_object (task), texture, width, height);
  sp_image_preview_keep (g_task_get_source_object (task), NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Load *load = g_task_get_task_data (task);
  SpImagePreview *self = g_task_get_source_object (task);
  SpPictureHeader header;

  texture = sp_picture_loader_load_finish (result, &header, &error);
  if (texture == NULL && load->path != NULL && g_error_matches (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT))
    {
      sp_image_fallback_load_async (load->path, MAX_SIDE, cancellable, other_loaded_cb, g_steal_pointer (&task));
      return;
    }
  if (texture == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;

  sp_image_preview_show (self, texture, header.width, header.height);
  sp_image_preview_keep (self, load->bytes, suggest_name (header.format));
  g_task_return_boolean (task, TRUE);
}

static void
sp_image_preview_dispose (GObject *object)
{
  SpImagePreview *self = SP_IMAGE_PREVIEW (object);

  g_clear_object (&self->chooser);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_IMAGE_PREVIEW);

  G_OBJECT_CLASS (sp_image_preview_parent_class)->dispose (object);
}

static void
sp_image_preview_class_init (SpImagePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_image_preview_dispose;

  g_type_ensure (SP_TYPE_IMAGE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-image-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, SpImagePreview, view);
  gtk_widget_class_bind_template_child (widget_class, SpImagePreview, size_label);
  gtk_widget_class_bind_template_child (widget_class, SpImagePreview, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, SpImagePreview, save_button);
  gtk_widget_class_bind_template_callback (widget_class, zoom_changed_cb);

  gtk_widget_class_install_action (widget_class, "image.zoom-in", NULL, sp_image_preview_zoom_action);
  gtk_widget_class_install_action (widget_class, "image.zoom-out", NULL, sp_image_preview_zoom_action);
  gtk_widget_class_install_action (widget_class, "image.zoom-fit", NULL, sp_image_preview_zoom_action);
  gtk_widget_class_install_action (widget_class, "image.zoom-original", NULL, sp_image_preview_zoom_action);
  gtk_widget_class_install_action (widget_class, "image.copy", NULL, sp_image_preview_copy_action);
  gtk_widget_class_install_action (widget_class, "image.save", NULL, sp_image_preview_save_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, 0, "image.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, 0, "image.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Add, 0, "image.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, 0, "image.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Subtract, 0, "image.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, 0, "image.zoom-fit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0, 0, "image.zoom-fit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, 0, "image.zoom-original", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "image.copy", NULL);
}

static void
sp_image_preview_init (SpImagePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_image_preview_new:
 *
 * Returns: (transfer floating): a preview of no picture
 */
GtkWidget *
sp_image_preview_new (void)
{
  return g_object_new (SP_TYPE_IMAGE_PREVIEW, NULL);
}

/**
 * sp_image_preview_load_path_async:
 * @self: a preview
 * @path: a picture on this computer
 * @cancellable: (nullable): to give up
 * @callback: called when the picture is shown
 * @user_data: for @callback
 *
 * Shows a picture, scaled down when it is huge.
 */
void
sp_image_preview_load_path_async (SpImagePreview      *self,
                                  const char          *path,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GFile) file = NULL;
  Load *load;

  g_return_if_fail (SP_IS_IMAGE_PREVIEW (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_image_preview_load_path_async);
  load = g_new0 (Load, 1);
  load->path = g_strdup (path);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  file = g_file_new_for_path (path);
  sp_picture_loader_load_file_async (file, MAX_SIDE, cancellable, loaded_cb, g_steal_pointer (&task));
}

/**
 * sp_image_preview_load_bytes_async:
 * @self: a preview
 * @bytes: an encoded picture
 * @cancellable: (nullable): to give up
 * @callback: called when the picture is shown
 * @user_data: for @callback
 *
 * Shows a picture that is in memory.
 */
void
sp_image_preview_load_bytes_async (SpImagePreview      *self,
                                   GBytes              *bytes,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load;

  g_return_if_fail (SP_IS_IMAGE_PREVIEW (self));
  g_return_if_fail (bytes != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_image_preview_load_bytes_async);
  load = g_new0 (Load, 1);
  load->bytes = g_bytes_ref (bytes);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  sp_picture_loader_load_bytes_async (bytes, MAX_SIDE, cancellable, loaded_cb, g_steal_pointer (&task));
}

/**
 * sp_image_preview_load_finish:
 * @self: a preview
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %FALSE with an %SP_PICTURE_ERROR or a %G_IO_ERROR; ask
 *   sp_picture_loader_explain() for words
 */
gboolean
sp_image_preview_load_finish (SpImagePreview  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_image_preview_clear:
 * @self: a preview
 *
 * Lets the picture go.
 */
void
sp_image_preview_clear (SpImagePreview *self)
{
  g_return_if_fail (SP_IS_IMAGE_PREVIEW (self));

  if (self->view != NULL)
    sp_image_view_set_texture (self->view, NULL, 0, 0);
  sp_image_preview_keep (self, NULL, NULL);
}
