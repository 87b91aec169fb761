/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What rows and panes ask to do with a file or an output of the open conversation: look at it, save it, open it with
 * another program, show it in its folder, copy it, try again. A file that is not here yet is fetched first. */

#include "config.h"

#include "ui/sp-window-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-file-type.h"
#include "model/sp-code-call.h"
#include "model/sp-output.h"
#include "ui/sp-file-launcher.h"

/* More than this is not copied as contents, only as a file. */
#define MAX_COPIED_CONTENTS (32 * 1024 * 1024)

typedef struct
{
  SpWindow *window;     /* (owned) */
  SpFile *file;         /* (owned) */
  GFile *destination;   /* (owned) (nullable) where to save */
  GFile *exposed;       /* (owned) (nullable) the file under its own name */
  char action;          /* which of the actions: the letter that begins its name */
} FileJob;

enum
{
  JOB_COPY = 'c',
  JOB_OPEN = 'o',
  JOB_SAVE = 's',
  JOB_SHOW = 'f',
};

static void
file_job_free (FileJob *job)
{
  g_clear_object (&job->window);
  g_clear_object (&job->file);
  g_clear_object (&job->destination);
  g_clear_object (&job->exposed);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FileJob, file_job_free)

static void
file_job_fail (FileJob *job,
               GError  *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) && job->action == JOB_OPEN)
    /* translators: %s is the name of a file */
    text = g_strdup_printf (_("No program is installed that opens “%s”. Save it instead."),
                            sp_file_get_filename (job->file));
  else
    /* translators: the first %s is the name of a file, the second what went wrong */
    text = g_strdup_printf (_("“%s”: %s"), sp_file_get_filename (job->file), error->message);
  sp_window_show_toast (job->window, text);
}

/* Saving */

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FileJob) job = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!g_file_copy_finish (G_FILE (object), result, &error))
    {
      file_job_fail (job, error);
      return;
    }

  name = g_file_get_basename (job->destination);
  /* translators: %s is the name of a file */
  text = g_strdup_printf (_("Saved as “%s”"), name);
  sp_window_show_toast (job->window, text);
}

/* Opening and showing */

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FileJob) job = user_data;
  g_autoptr(GError) error = NULL;

  if (!(job->action == JOB_OPEN ? sp_file_launcher_open_finish (result, &error)
                                : sp_file_launcher_show_finish (result, &error)))
    file_job_fail (job, error);
}

/* Copying */

static void
file_job_set_clipboard (FileJob *job,
                        GBytes  *contents)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (job->window));
  GdkContentProvider *providers[2];
  g_autoptr(GdkContentProvider) provider = NULL;
  g_auto(GValue) list = G_VALUE_INIT;
  const char *mime_type = sp_file_get_mime_type (job->file);
  SpFileKind kind = sp_file_type_get_kind (sp_file_get_filename (job->file));
  guint n_providers = 0;

  g_value_init (&list, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&list, gdk_file_list_new_from_array (&job->exposed, 1));
  providers[n_providers++] = gdk_content_provider_new_for_value (&list);
  if (contents != NULL && kind == SP_FILE_KIND_IMAGE)
    providers[n_providers++] = gdk_content_provider_new_for_bytes (mime_type, contents);
  else if (contents != NULL)
    providers[n_providers++] = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", contents);

  provider = gdk_content_provider_new_union (providers, n_providers);
  gdk_clipboard_set_content (clipboard, provider);
  sp_window_show_toast (job->window, _("Copied to the clipboard"));
}

static void
contents_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(FileJob) job = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);

  if (bytes == NULL)
    file_job_fail (job, error);
  else
    file_job_set_clipboard (job, bytes);
}

static void
file_job_copy (FileJob *job)
{
  SpFileKind kind = sp_file_type_get_kind (sp_file_get_filename (job->file));
  gint64 size = sp_file_get_size (job->file);
  gboolean readable = kind == SP_FILE_KIND_IMAGE || kind == SP_FILE_KIND_TEXT || kind == SP_FILE_KIND_CODE
                      || kind == SP_FILE_KIND_TABLE;

  if (readable && size <= MAX_COPIED_CONTENTS)
    g_file_load_bytes_async (job->exposed, job->window->cancellable, contents_cb, job);
  else
    {
      file_job_set_clipboard (job, NULL);
      file_job_free (job);
    }
}

static void
exposed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FileJob) job = user_data;
  g_autoptr(GError) error = NULL;
  GCancellable *cancellable = job->window->cancellable;
  GtkWidget *widget = GTK_WIDGET (job->window);
  GFile *file;

  job->exposed = file = sp_file_launcher_expose_finish (result, &error);
  if (file == NULL)
    file_job_fail (job, error);
  else if (job->action == JOB_OPEN)
    sp_file_launcher_open_async (file, widget, cancellable, opened_cb, g_steal_pointer (&job));
  else if (job->action == JOB_SHOW)
    sp_file_launcher_show_async (file, widget, cancellable, opened_cb, g_steal_pointer (&job));
  else
    file_job_copy (g_steal_pointer (&job));
}

/* Every job begins with the contents being here. */
static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FileJob) job = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = sp_workspace_fetch_file_finish (SP_WORKSPACE (object), result, &error);
  GCancellable *cancellable = job->window->cancellable;
  g_autoptr(GFile) source = NULL;

  if (path == NULL)
    {
      file_job_fail (job, error);
      return;
    }

  if (job->action == JOB_SAVE)
    {
      GFile *destination = job->destination;

      source = g_file_new_for_path (path);
      g_file_copy_async (source, destination, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                         G_PRIORITY_DEFAULT, cancellable, NULL, NULL, saved_cb, g_steal_pointer (&job));
    }
  else
    {
      const char *filename = sp_file_get_filename (job->file);

      sp_file_launcher_expose_async (path, filename, cancellable, exposed_cb, g_steal_pointer (&job));
    }
}

static void
sp_window_start_job (SpWindow *self,
                     SpFile   *file,
                     char      action,
                     GFile    *destination)
{
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  FileJob *job = g_new0 (FileJob, 1);

  job->window = g_object_ref (self);
  job->file = g_object_ref (file);
  job->action = action;
  g_set_object (&job->destination, destination);
  sp_workspace_fetch_file_async (self->workspace, conversation, file, self->cancellable, fetched_cb, job);
}

/* Actions */

/* Returns: (transfer none) (nullable): the file of the open conversation that a parameter names */
static SpFile *
sp_window_find_file (SpWindow   *self,
                     const char *id)
{
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  SpFile *file = NULL;

  if (conversation == NULL)
    return NULL;

  file = sp_conversation_find_file (conversation, id);
  if (file == NULL)
    sp_window_show_toast (self, _("This file is no longer there."));

  return file;
}

static void
sp_window_preview_file_action (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  SpFile *file = sp_window_find_file (self, g_variant_get_string (parameter, NULL));

  if (file == NULL)
    return;

  sp_view_state_preview_file (self->view_state, file);
  /* What it finds is state of the file, which the preview watches. */
  if (sp_file_get_local_path (file) == NULL)
    sp_workspace_fetch_file_async (self->workspace, conversation, file, self->cancellable, NULL, NULL);
}

static void
sp_window_preview_output_action (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  g_autoptr(SpOutput) output = NULL;
  SpItem *item;
  const char *id;
  guint index;

  g_variant_get (parameter, "(&su)", &id, &index);
  item = conversation != NULL ? sp_conversation_find_item (conversation, id) : NULL;
  if (!SP_IS_CODE_CALL (item))
    return;

  output = g_list_model_get_item (sp_code_call_get_outputs (SP_CODE_CALL (item)), index);
  if (output != NULL)
    sp_view_state_preview_output (self->view_state, output);
}

static void
chooser_response_cb (SpWindow             *self,
                     int                   response,
                     GtkFileChooserNative *chooser)
{
  SpFile *file = g_object_get_data (G_OBJECT (chooser), "file");
  g_autoptr(GFile) destination = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && destination != NULL)
    sp_window_start_job (self, file, JOB_SAVE, destination);

  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (chooser));
  g_clear_object (&self->chooser);
}

static void
sp_window_save_file_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpFile *file = sp_window_find_file (self, g_variant_get_string (parameter, NULL));

  if (file == NULL || self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Save File"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), sp_file_get_filename (file));
  g_object_set_data_full (G_OBJECT (self->chooser), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
sp_window_file_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  SpFile *file = sp_window_find_file (self, g_variant_get_string (parameter, NULL));

  if (file == NULL)
    return;

  if (g_str_equal (action_name, "conversation.open-file"))
    sp_window_start_job (self, file, JOB_OPEN, NULL);
  else if (g_str_equal (action_name, "conversation.show-file"))
    sp_window_start_job (self, file, JOB_SHOW, NULL);
  else if (g_str_equal (action_name, "conversation.copy-file"))
    sp_window_start_job (self, file, JOB_COPY, NULL);
  else
    sp_workspace_retry_file (self->workspace, sp_view_state_get_conversation (self->view_state), file);
}

/* Links */

static void
sp_window_open_sandbox_link (SpWindow   *self,
                             const char *uri)
{
  SpConversation *conversation = sp_view_state_get_conversation (self->view_state);
  g_autofree char *path = g_uri_unescape_string (uri + strlen ("sandbox:"), NULL);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  SpFile *file = NULL;

  if (conversation != NULL && name != NULL)
    file = sp_conversation_find_file_by_name (conversation, name);
  if (file == NULL || sp_file_get_id (file) == NULL)
    {
      sp_window_show_toast (self, _("This file is no longer there."));
      return;
    }

  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.preview-file", "s", sp_file_get_id (file));
}

static void
link_opened_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sp_window_show_toast (self, error->message);
}

/* Text comes from a model: of its links, only those of the web and of mail leave the program. */
static void
sp_window_open_link_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);
  const char *uri = g_variant_get_string (parameter, NULL);
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  g_autoptr(GdkAppLaunchContext) context = NULL;

  if (g_strcmp0 (scheme, "sandbox") == 0)
    {
      sp_window_open_sandbox_link (self, uri);
      return;
    }
  if (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "mailto") != 0)
    {
      sp_window_show_toast (self, _("Links of this kind are not opened."));
      return;
    }

  context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), self->cancellable, link_opened_cb,
                                           g_object_ref (self));
}

/* Called from the class initialiser. */
void
_sp_window_class_files_init (SpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "conversation.copy-file", "s", sp_window_file_action);
  gtk_widget_class_install_action (widget_class, "conversation.open-file", "s", sp_window_file_action);
  gtk_widget_class_install_action (widget_class, "conversation.open-link", "s", sp_window_open_link_action);
  gtk_widget_class_install_action (widget_class, "conversation.preview-file", "s", sp_window_preview_file_action);
  gtk_widget_class_install_action (widget_class, "conversation.preview-output", "(su)",
                                   sp_window_preview_output_action);
  gtk_widget_class_install_action (widget_class, "conversation.retry-file", "s", sp_window_file_action);
  gtk_widget_class_install_action (widget_class, "conversation.save-file", "s", sp_window_save_file_action);
  gtk_widget_class_install_action (widget_class, "conversation.show-file", "s", sp_window_file_action);
}
