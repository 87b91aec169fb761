/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One picture in a conversation: the output of a cell (its bytes) or a file on this computer. Click opens the preview;
 * buttons, a menu and the keyboard copy and save. It emits “activated” for its owner to open what it holds. Owned by the row
 * that shows it; main thread; the picture itself is decoded elsewhere (sp-picture-loader.c). */

#include "config.h"

#include "ui/sp-picture-view.h"

#include <glib/gi18n.h>

#include "base/sp-str.h"
#include "ui/sp-picture-area.h"
#include "ui/sp-picture-loader.h"

/* Sharp at twice the width of a conversation. */
#define MAX_SIDE 1800

struct _SpPictureView
{
  AdwBin                parent_instance;

  GBytes               *bytes;        /* (nullable) */
  SpFile               *file;         /* (nullable) */
  GSignalGroup         *file_signals;
  GCancellable         *cancellable;  /* of the load that runs */
  GtkFileChooserNative *chooser;      /* (nullable) while it is open */

  GtkStack             *stack;
  GtkWidget            *button;
  SpPictureArea        *area;
  GtkLabel             *refused;
  GtkLabel             *save_error;
  GtkMenuButton        *menu_button;
};

G_DEFINE_FINAL_TYPE (SpPictureView, sp_picture_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_BYTES,
  PROP_FILE,
  N_PROPS
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
sp_picture_view_refuse (SpPictureView *self,
                        const char    *message)
{
  gtk_label_set_label (self->refused, message);
  gtk_stack_set_visible_child_name (self->stack, "refused");
}

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpPictureView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  SpPictureHeader header;

  texture = sp_picture_loader_load_finish (result, &header, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->area == NULL)
    return;
  if (texture == NULL)
    {
      g_autofree char *message = sp_picture_loader_explain (error);

      sp_picture_view_refuse (self, message);
      return;
    }

  sp_picture_area_set_size (self->area, header.width, header.height);
  sp_picture_area_set_paintable (self->area, GDK_PAINTABLE (texture));
}

static void
sp_picture_view_load_bytes (SpPictureView *self)
{
  g_autoptr(GError) error = NULL;
  SpPictureHeader header;
  gsize length;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  if (!sp_picture_header_read (data, MIN (length, SP_PICTURE_HEADER_BYTES), &header, &error))
    {
      g_autofree char *message = sp_picture_loader_explain (error);

      sp_picture_view_refuse (self, message);
      return;
    }

  sp_picture_area_set_size (self->area, header.width, header.height);
  sp_picture_loader_load_bytes_async (self->bytes, MAX_SIDE, self->cancellable, load_cb, g_object_ref (self));
}

static void
sp_picture_view_reload (SpPictureView *self)
{
  const char *path = self->file != NULL ? sp_file_get_local_path (self->file) : NULL;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  sp_picture_area_set_paintable (self->area, NULL);
  gtk_stack_set_visible_child_name (self->stack, "picture");
  gtk_widget_set_visible (GTK_WIDGET (self->save_error), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), self->bytes != NULL || path != NULL);

  self->cancellable = g_cancellable_new ();
  if (self->bytes != NULL)
    sp_picture_view_load_bytes (self);
  else if (path != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (path);

      sp_picture_loader_load_file_async (file, MAX_SIDE, self->cancellable, load_cb, g_object_ref (self));
    }
}

static void
sp_picture_view_activate_for_file (SpPictureView *self,
                                   const char    *action)
{
  const char *id = sp_file_get_id (self->file);

  gtk_widget_activate_action (GTK_WIDGET (self), action, "s", id != NULL ? id : sp_file_get_filename (self->file));
}

static void
sp_picture_view_preview_action (GtkWidget  *widget,
                                const char *name,
                                GVariant   *parameter)
{
  SpPictureView *self = SP_PICTURE_VIEW (widget);

  if (self->file != NULL)
    sp_picture_view_activate_for_file (self, "conversation.preview-file");
  else
    g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
sp_picture_view_copy_action (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  SpPictureView *self = SP_PICTURE_VIEW (widget);
  GdkPaintable *paintable = sp_picture_area_get_paintable (self->area);
  g_autoptr(GPtrArray) providers = g_ptr_array_new ();
  SpPictureHeader header;
  gsize length;

  if (self->file != NULL)
    {
      sp_picture_view_activate_for_file (self, "conversation.copy-file");
      return;
    }
  if (paintable == NULL)
    return;

  /* The bytes as they are for those who take them, pixels for the rest. */
  if (sp_picture_header_read (g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes), &header, NULL) &&
      (length = g_bytes_get_size (self->bytes)) > 0)
    g_ptr_array_add (providers,
                     gdk_content_provider_new_for_bytes (sp_picture_format_get_mime (header.format), self->bytes));
  g_ptr_array_add (providers, gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, paintable));
  {
    g_autoptr(GdkContentProvider) provider =
      gdk_content_provider_new_union ((GdkContentProvider **) providers->pdata, providers->len);

    gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), provider);
  }
}

static void
replace_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpPictureView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;
  gboolean saved = g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);

  if (self->save_error == NULL)
    return;
  if (!saved)
    /* translators: the placeholder is the reason in words */
    message = g_strdup_printf (_("The picture could not be saved: %s"), error->message);
  gtk_label_set_label (self->save_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->save_error), message != NULL);
}

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         user_data)
{
  SpPictureView *self = SP_PICTURE_VIEW (user_data);
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GFile) target = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  gtk_native_dialog_destroy (dialog);
  if (response == GTK_RESPONSE_ACCEPT && target != NULL && self->bytes != NULL)
    g_file_replace_contents_bytes_async (target, self->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         replace_cb, g_object_ref (self));
}

static void
sp_picture_view_save_action (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  SpPictureView *self = SP_PICTURE_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *filename = NULL;
  SpPictureHeader header = { 0 };

  if (self->file != NULL)
    {
      sp_picture_view_activate_for_file (self, "conversation.save-file");
      return;
    }
  if (self->bytes == NULL || self->chooser != NULL || !GTK_IS_WINDOW (root))
    return;

  sp_picture_header_read (g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes), &header, NULL);
  /* translators: the name offered for a saved picture, without its suffix */
  filename = g_strdup_printf ("%s.%s", _("picture"),
                              header.width > 0 ? sp_picture_format_get_mime (header.format) + strlen ("image/") : "bin");
  self->chooser = gtk_file_chooser_native_new (_("Save Picture"), GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE,
                                               NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), filename);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
sp_picture_view_menu_action (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  gtk_menu_button_popup (SP_PICTURE_VIEW (widget)->menu_button);
}

static void
menu_pressed_cb (SpPictureView   *self,
                 int              n_press,
                 double           x,
                 double           y,
                 GtkGestureClick *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_menu_button_popup (self->menu_button);
}

static void
sp_picture_view_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpPictureView *self = SP_PICTURE_VIEW (object);

  switch (prop_id)
    {
    case PROP_BYTES:
      g_value_set_boxed (value, sp_picture_view_get_bytes (self));
      break;
    case PROP_FILE:
      g_value_set_object (value, sp_picture_view_get_file (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_picture_view_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpPictureView *self = SP_PICTURE_VIEW (object);

  switch (prop_id)
    {
    case PROP_BYTES:
      sp_picture_view_set_bytes (self, g_value_get_boxed (value));
      break;
    case PROP_FILE:
      sp_picture_view_set_file (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_picture_view_dispose (GObject *object)
{
  SpPictureView *self = SP_PICTURE_VIEW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->file_signals);
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_PICTURE_VIEW);

  G_OBJECT_CLASS (sp_picture_view_parent_class)->dispose (object);
}

static void
sp_picture_view_class_init (SpPictureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_picture_view_get_property;
  object_class->set_property = sp_picture_view_set_property;
  object_class->dispose = sp_picture_view_dispose;

  properties[PROP_BYTES] =
    g_param_spec_boxed ("bytes", NULL, NULL, G_TYPE_BYTES,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL, SP_TYPE_FILE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);

  g_type_ensure (SP_TYPE_PICTURE_AREA);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-picture-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpPictureView, area);
  gtk_widget_class_bind_template_child (widget_class, SpPictureView, button);
  gtk_widget_class_bind_template_child (widget_class, SpPictureView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SpPictureView, refused);
  gtk_widget_class_bind_template_child (widget_class, SpPictureView, save_error);
  gtk_widget_class_bind_template_child (widget_class, SpPictureView, stack);
  gtk_widget_class_bind_template_callback (widget_class, menu_pressed_cb);

  gtk_widget_class_install_action (widget_class, "picture.preview", NULL, sp_picture_view_preview_action);
  gtk_widget_class_install_action (widget_class, "picture.copy", NULL, sp_picture_view_copy_action);
  gtk_widget_class_install_action (widget_class, "picture.save", NULL, sp_picture_view_save_action);
  gtk_widget_class_install_action (widget_class, "picture.menu", NULL, sp_picture_view_menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "picture.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "picture.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "picture.copy", NULL);
}

static void
sp_picture_view_init (SpPictureView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->file_signals = g_signal_group_new (SP_TYPE_FILE);
  g_signal_group_connect_swapped (self->file_signals, "notify::local-path", G_CALLBACK (sp_picture_view_reload), self);
}

/**
 * sp_picture_view_new:
 *
 * Returns: (transfer floating): a view without a picture, which is not visible
 */
GtkWidget *
sp_picture_view_new (void)
{
  return g_object_new (SP_TYPE_PICTURE_VIEW, NULL);
}

/**
 * sp_picture_view_get_bytes:
 * @self: a picture view
 *
 * Returns: (transfer none) (nullable): the encoded picture that was set
 */
GBytes *
sp_picture_view_get_bytes (SpPictureView *self)
{
  g_return_val_if_fail (SP_IS_PICTURE_VIEW (self), NULL);

  return self->bytes;
}

/**
 * sp_picture_view_set_bytes:
 * @self: a picture view
 * @bytes: (nullable): an encoded picture
 *
 * Shows @bytes, or says why they are not shown.
 */
void
sp_picture_view_set_bytes (SpPictureView *self,
                           GBytes        *bytes)
{
  g_return_if_fail (SP_IS_PICTURE_VIEW (self));

  if (self->bytes == bytes)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  sp_picture_view_reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES]);
}

/**
 * sp_picture_view_get_file:
 * @self: a picture view
 *
 * Returns: (transfer none) (nullable): the file that it shows
 */
SpFile *
sp_picture_view_get_file (SpPictureView *self)
{
  g_return_val_if_fail (SP_IS_PICTURE_VIEW (self), NULL);

  return self->file;
}

/**
 * sp_picture_view_set_file:
 * @self: a picture view
 * @file: (nullable): a file that holds a picture
 *
 * Shows @file as soon as it is on this computer.
 */
void
sp_picture_view_set_file (SpPictureView *self,
                          SpFile        *file)
{
  g_autofree char *name = NULL;

  g_return_if_fail (SP_IS_PICTURE_VIEW (self));

  if (!g_set_object (&self->file, file))
    return;
  name = sp_str_safe_display (file != NULL ? sp_file_get_filename (file) : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_group_set_target (self->file_signals, file);
  sp_picture_view_reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}
