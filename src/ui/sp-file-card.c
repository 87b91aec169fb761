/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One file in a conversation: what it is, how it is doing, what can be done with it. It follows the file's properties and
 * hands every command on to the conversation's actions. It can be dragged into a file manager. Owned by the row or pane that
 * shows it; main thread. */

#include "config.h"

#include "ui/sp-file-card.h"

#include <glib/gi18n.h>

#include "base/sp-file-type.h"
#include "base/sp-str.h"
#include "ui/sp-file-drag.h"
#include "ui/sp-picture-loader.h"

/* Sharp at twice the size of the icon. */
#define THUMBNAIL_SIDE 96

struct _SpFileCard
{
  AdwBin          parent_instance;

  SpFile         *file;         /* (nullable) */
  GSignalGroup   *file_signals;
  GCancellable   *cancellable;  /* of the thumbnail that is being made */
  char           *thumbnail;    /* (nullable) the path that it is made of */

  GtkWidget      *main_button;
  GtkImage       *icon;
  GtkLabel       *name_label;
  GtkWidget      *tick;
  GtkLabel       *state_label;
  GtkProgressBar *progress;
  GtkWidget      *retry_button;
  GtkWidget      *save_button;
  GtkMenuButton  *menu_button;
};

G_DEFINE_FINAL_TYPE (SpFileCard, sp_file_card, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_FILE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
format_transfer (const char *format_word,
                 double      progress)
{
  /* translators: what is going on, such as “Uploading”, and how far it has come */
  return g_strdup_printf (_("%s… %d %%"), format_word, (int) (CLAMP (progress, 0, 1) * 100));
}

static char *
describe_state (SpFile *file)
{
  const char *message = sp_file_get_error_message (file);

  switch (sp_file_get_state (file))
    {
    case SP_FILE_UPLOADING:
      return format_transfer (_("Uploading"), sp_file_get_progress (file));
    case SP_FILE_DOWNLOADING:
      return format_transfer (_("Fetching"), sp_file_get_progress (file));
    case SP_FILE_FAILED:
      return message != NULL && *message != '\0' ? sp_str_safe_display (message) : g_strdup (_("Could not be transferred"));
    case SP_FILE_GONE:
      return g_strdup (_("No longer there"));
    case SP_FILE_LOCAL:
    case SP_FILE_READY:
    default:
      return sp_file_get_size (file) < 0 ? g_strdup ("") : g_format_size (sp_file_get_size (file));
    }
}

static void
thumbnail_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(SpFileCard) self = user_data;
  g_autoptr(GdkTexture) texture = sp_picture_loader_load_finish (result, NULL, NULL);

  /* Without a thumbnail the icon of its kind stays. */
  if (texture == NULL || self->icon == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  gtk_image_set_from_paintable (self->icon, GDK_PAINTABLE (texture));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "thumbnail");
}

static void
sp_file_card_update_icon (SpFileCard *self)
{
  const char *name = sp_file_get_filename (self->file);
  const char *path = sp_file_get_local_path (self->file);
  g_autoptr(GFile) file = NULL;

  if (path == NULL || sp_file_type_get_kind (name) != SP_FILE_KIND_IMAGE)
    path = NULL;
  if (g_strcmp0 (path, self->thumbnail) == 0 && gtk_image_get_storage_type (self->icon) != GTK_IMAGE_EMPTY)
    return;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  sp_set_str (&self->thumbnail, path);
  gtk_image_set_from_icon_name (self->icon, sp_file_type_get_icon_name (name));
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "thumbnail");
  if (path == NULL)
    return;
  file = g_file_new_for_path (path);
  self->cancellable = g_cancellable_new ();
  sp_picture_loader_load_file_async (file, THUMBNAIL_SIDE, self->cancellable, thumbnail_cb, g_object_ref (self));
}

static void
sp_file_card_update_actions (SpFileCard *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SpFileState state = sp_file_get_state (self->file);
  gboolean local = sp_file_get_local_path (self->file) != NULL;
  gboolean reachable = local || state == SP_FILE_READY || state == SP_FILE_DOWNLOADING;

  gtk_widget_action_set_enabled (widget, "file.preview", reachable);
  gtk_widget_action_set_enabled (widget, "file.open", reachable);
  gtk_widget_action_set_enabled (widget, "file.save", reachable);
  gtk_widget_action_set_enabled (widget, "file.copy", reachable);
  gtk_widget_action_set_enabled (widget, "file.show", local);
  gtk_widget_action_set_enabled (widget, "file.retry", state == SP_FILE_FAILED);
}

static void
sp_file_card_update (SpFileCard *self)
{
  g_autofree char *name = NULL;
  g_autofree char *state_text = NULL;
  g_autofree char *label = NULL;
  SpFileState state;
  gboolean moving;

  if (self->file == NULL || self->icon == NULL)
    return;

  state = sp_file_get_state (self->file);
  moving = state == SP_FILE_UPLOADING || state == SP_FILE_DOWNLOADING;
  name = sp_str_safe_display (sp_file_get_filename (self->file));
  state_text = describe_state (self->file);

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->state_label, state_text);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), *state_text != '\0');
  gtk_widget_set_tooltip_text (self->main_button, state == SP_FILE_FAILED ? state_text : name);
  gtk_widget_set_visible (self->tick, sp_file_get_in_sandbox (self->file) && !moving && state != SP_FILE_FAILED);
  gtk_progress_bar_set_fraction (self->progress, sp_file_get_progress (self->file));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), moving);
  gtk_widget_set_visible (self->retry_button, state == SP_FILE_FAILED);
  gtk_widget_set_visible (self->save_button,
                          state != SP_FILE_FAILED && sp_file_get_origin (self->file) == SP_FILE_GENERATED);
  if (state == SP_FILE_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");

  /* translators: a file's name and its size or state, for screen readers */
  label = g_strdup_printf (_("File %s, %s"), name, state_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->main_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  sp_file_card_update_icon (self);
  sp_file_card_update_actions (self);
}

/* "file.save" becomes "conversation.save-file" with the file's id. */
static void
sp_file_card_forward_action (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  SpFileCard *self = SP_FILE_CARD (widget);
  g_autofree char *action = g_strdup_printf ("conversation.%s-file", name + strlen ("file."));
  const char *id;

  if (self->file == NULL)
    return;
  id = sp_file_get_id (self->file);
  gtk_widget_activate_action (widget, action, "s", id != NULL ? id : sp_file_get_filename (self->file));
}

static void
sp_file_card_menu_action (GtkWidget  *widget,
                          const char *name,
                          GVariant   *parameter)
{
  gtk_menu_button_popup (SP_FILE_CARD (widget)->menu_button);
}

static void
menu_pressed_cb (SpFileCard      *self,
                 int              n_press,
                 double           x,
                 double           y,
                 GtkGestureClick *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_menu_button_popup (self->menu_button);
}

static GdkContentProvider *
drag_prepare_cb (SpFileCard    *self,
                 double         x,
                 double         y,
                 GtkDragSource *source)
{
  return self->file != NULL ? sp_file_drag_create_provider (self->file) : NULL;
}

static void
drag_begin_cb (SpFileCard    *self,
               GdkDrag       *drag,
               GtkDragSource *source)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static void
sp_file_card_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpFileCard *self = SP_FILE_CARD (object);

  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, sp_file_card_get_file (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_file_card_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpFileCard *self = SP_FILE_CARD (object);

  switch (prop_id)
    {
    case PROP_FILE:
      sp_file_card_set_file (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_file_card_dispose (GObject *object)
{
  SpFileCard *self = SP_FILE_CARD (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file_signals);
  g_clear_object (&self->file);
  g_clear_pointer (&self->thumbnail, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_FILE_CARD);

  G_OBJECT_CLASS (sp_file_card_parent_class)->dispose (object);
}

static void
sp_file_card_class_init (SpFileCardClass *klass)
{
  static const char *const actions[] = { "file.preview", "file.open", "file.save", "file.copy", "file.show", "file.retry" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_file_card_get_property;
  object_class->set_property = sp_file_card_set_property;
  object_class->dispose = sp_file_card_dispose;

  properties[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL, SP_TYPE_FILE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-file-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, icon);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, main_button);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, name_label);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, progress);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, retry_button);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, save_button);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, state_label);
  gtk_widget_class_bind_template_child (widget_class, SpFileCard, tick);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_pressed_cb);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, sp_file_card_forward_action);
  gtk_widget_class_install_action (widget_class, "file.menu", NULL, sp_file_card_menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "file.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "file.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "file.copy", NULL);
}

static void
sp_file_card_init (SpFileCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->file_signals = g_signal_group_new (SP_TYPE_FILE);
  g_signal_group_connect_swapped (self->file_signals, "notify", G_CALLBACK (sp_file_card_update), self);
}

/**
 * sp_file_card_new:
 *
 * Returns: (transfer floating): a card without a file
 */
GtkWidget *
sp_file_card_new (void)
{
  return g_object_new (SP_TYPE_FILE_CARD, NULL);
}

/**
 * sp_file_card_get_file:
 * @self: a file card
 *
 * Returns: (transfer none) (nullable): the file that it shows
 */
SpFile *
sp_file_card_get_file (SpFileCard *self)
{
  g_return_val_if_fail (SP_IS_FILE_CARD (self), NULL);

  return self->file;
}

/**
 * sp_file_card_set_file:
 * @self: a file card
 * @file: (nullable): a file
 *
 * Shows @file and follows its changes.
 */
void
sp_file_card_set_file (SpFileCard *self,
                       SpFile     *file)
{
  g_return_if_fail (SP_IS_FILE_CARD (self));

  if (!g_set_object (&self->file, file))
    return;
  g_signal_group_set_target (self->file_signals, file);
  gtk_image_clear (self->icon);
  sp_file_card_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}
