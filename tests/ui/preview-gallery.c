/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Shows files in the preview, or the list of files, to be looked at:
 *
 *   preview-gallery [--size WIDTHxHEIGHT] [--list] FILE…
 *
 * The first file is shown; with --list all are listed. Not installed. */

#include "config.h"

#include <adwaita.h>
#include <stdio.h>

#include "ui/sp-files-pane.h"
#include "ui/sp-preview-pane.h"

static char *size = NULL;
static gboolean list = FALSE;
static char **paths = NULL;

static const GOptionEntry entries[] = {
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, "How large the window is", "WIDTHxHEIGHT" },
  { "list", 0, 0, G_OPTION_ARG_NONE, &list, "List the files", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "FILE…" },
  { NULL }
};

static GtkWidget *
create_list (void)
{
  g_autoptr(SpConversation) conversation = sp_conversation_new ("local-1");
  GtkWidget *pane = sp_files_pane_new ();

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr(SpFile) file = sp_file_new_for_path (paths[i]);
      g_autofree char *id = g_strdup_printf ("file-%u", i);

      sp_file_set_id (file, id);
      sp_file_set_origin (file, i % 2 == 0 ? SP_FILE_GENERATED : SP_FILE_UPLOADED);
      sp_file_set_state (file, i == 3 ? SP_FILE_UPLOADING : SP_FILE_READY);
      sp_file_set_progress (file, 0.4);
      sp_file_set_in_sandbox (file, i != 3);
      if (i == 4)
        sp_file_fail (file, "The connection was lost. Try again.");
      sp_conversation_add_file (conversation, file);
    }
  sp_files_pane_set_conversation (SP_FILES_PANE (pane), conversation);

  return pane;
}

static GtkWidget *
create_preview (void)
{
  GtkWidget *pane = sp_preview_pane_new ();

  if (paths != NULL && paths[0] != NULL)
    {
      g_autoptr(SpFile) file = sp_file_new_for_path (paths[0]);

      sp_file_set_id (file, "file-1");
      sp_preview_pane_set_file (SP_PREVIEW_PANE (pane), file);
    }

  return pane;
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  int width = 1200;
  int height = 800;

  if (size != NULL && sscanf (size, "%dx%d", &width, &height) != 2)
    g_printerr ("a size is written like 400x800\n");

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), list ? create_list () : create_preview ());
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(AdwApplication) application = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  application = adw_application_new (SP_APPLICATION_ID, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
