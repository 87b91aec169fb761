/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Hands files over to other programs: to the one that opens them, and to the file manager. Main thread, nothing blocks.
 *
 * The workspace keeps contents by their hash. Other programs are given a copy under the file's own name, in a folder of
 * its own below the cache, so that what they do to it does not change what the conversation shows. */

#include "config.h"

#include "ui/sp-file-launcher.h"

#include <glib/gi18n.h>

#include "base/sp-str.h"

/* Names for other programs */

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_copy_finish (G_FILE (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

static void
expose_folder_thread (GTask        *task,
                      gpointer      source_object,
                      gpointer      task_data,
                      GCancellable *cancellable)
{
  g_autoptr(GFile) folder = g_file_get_parent (task_data);
  g_autoptr(GError) error = NULL;

  if (!g_file_make_directory_with_parents (folder, cancellable, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
folder_ready_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  GFile *source = g_object_get_data (G_OBJECT (task), "source");
  GFile *destination = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_file_copy_async (source, destination, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                     G_PRIORITY_DEFAULT, cancellable, NULL, NULL, copied_cb, g_steal_pointer (&task));
}

/**
 * sp_file_launcher_expose_async:
 * @path: where the contents lie
 * @filename: what people call the file
 * @cancellable: (nullable): stops the copy
 * @callback: called when it is there
 * @user_data: given to @callback
 *
 * Makes a file available to other programs under its own name. When it already lies under that name, it is given as it
 * is.
 */
void
sp_file_launcher_expose_async (const char          *path,
                               const char          *filename,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) folder_task = NULL;
  g_autoptr(GFile) destination = NULL;
  g_autofree char *basename = NULL;
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *key = NULL;

  g_return_if_fail (path != NULL);
  g_return_if_fail (filename != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_file_launcher_expose_async);

  basename = g_path_get_basename (path);
  name = sp_str_clean_filename (filename);
  if (g_str_equal (basename, name))
    {
      g_task_return_pointer (task, g_file_new_for_path (path), g_object_unref);
      return;
    }

  key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  key[16] = '\0';
  folder = g_build_filename (g_get_user_cache_dir (), "sandpiper", "open", key, NULL);
  destination = g_file_new_build_filename (folder, name, NULL);
  g_object_set_data_full (G_OBJECT (task), "source", g_file_new_for_path (path), g_object_unref);
  g_task_set_task_data (task, g_object_ref (destination), g_object_unref);

  folder_task = g_task_new (NULL, cancellable, folder_ready_cb, g_steal_pointer (&task));
  g_task_set_source_tag (folder_task, sp_file_launcher_expose_async);
  g_task_set_task_data (folder_task, g_steal_pointer (&destination), g_object_unref);
  g_task_run_in_thread (folder_task, expose_folder_thread);
}

/**
 * sp_file_launcher_expose_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the file under its own name, or %NULL with @error set to a code of %G_IO_ERROR
 */
GFile *
sp_file_launcher_expose_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Opening */

static void
launched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * sp_file_launcher_open_async:
 * @file: (transfer none): the file
 * @widget: where the person asked, for the display and the time
 * @cancellable: (nullable): stops waiting for the other program
 * @callback: called when the program was started
 * @user_data: given to @callback
 *
 * Opens a file with the program that the person has chosen for its kind.
 */
void
sp_file_launcher_open_async (GFile               *file,
                             GtkWidget           *widget,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GdkAppLaunchContext) context = NULL;
  g_autoptr(GTask) task = NULL;
  g_autofree char *uri = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_file_launcher_open_async);

  uri = g_file_get_uri (file);
  context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), cancellable, launched_cb,
                                           g_steal_pointer (&task));
}

/**
 * sp_file_launcher_open_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set, to %G_IO_ERROR_NOT_SUPPORTED when no program opens such files
 */
gboolean
sp_file_launcher_open_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The file manager */

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GFile) folder = NULL;
  g_autofree char *uri = NULL;
  GAppLaunchContext *context = g_object_get_data (G_OBJECT (task), "context");
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (answer != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* No file manager that can point at a file: open the folder. */
  folder = g_file_get_parent (g_task_get_task_data (task));
  uri = g_file_get_uri (folder);
  g_app_info_launch_default_for_uri_async (uri, context, cancellable, launched_cb, g_steal_pointer (&task));
}

static void
bus_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_autofree char *uri = NULL;
  const char *uris[] = { NULL, NULL };
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (bus == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  uri = g_file_get_uri (g_task_get_task_data (task));
  uris[0] = uri;
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, cancellable, shown_cb, g_steal_pointer (&task));
}

/**
 * sp_file_launcher_show_async:
 * @file: (transfer none): the file
 * @widget: where the person asked
 * @cancellable: (nullable): stops waiting for the file manager
 * @callback: called when it was asked
 * @user_data: given to @callback
 *
 * Shows a file in the file manager, or its folder where the file manager cannot point at files.
 */
void
sp_file_launcher_show_async (GFile               *file,
                             GtkWidget           *widget,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_file_launcher_show_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "context",
                          gdk_display_get_app_launch_context (gtk_widget_get_display (widget)), g_object_unref);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, g_steal_pointer (&task));
}

/**
 * sp_file_launcher_show_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
sp_file_launcher_show_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
