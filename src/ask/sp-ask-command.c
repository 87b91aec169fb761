/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* `sandpiper ask FILE… "QUESTION"`: one turn through the same workspace and service as the window, without a window.
 * The command owns everything and runs on the main thread until the turn has ended and its files are saved. */

#include "config.h"

#include "ask/sp-ask-command.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>

#include "api/sp-workspace.h"
#include "ask/sp-ask-options.h"
#include "ask/sp-ask-printer.h"
#include "base/sp-json.h"
#include "base/sp-paths.h"
#include "base/sp-str.h"
#include "model/sp-connection.h"
#include "model/sp-conversation.h"
#include "model/sp-file.h"
#include "model/sp-turn.h"

enum
{
  EXIT_ANSWERED = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_INCOMPLETE = 3,
  EXIT_STOPPED = 130,
};

typedef struct
{
  SpAskOptions   *options;       /* (owned) */
  SpWorkspace    *workspace;     /* (owned) */
  SpConversation *conversation;  /* (owned) (nullable) */
  SpAskPrinter   *printer;       /* (owned) (nullable) */
  GMainLoop      *loop;          /* (owned) */
  GHashTable     *saved;         /* (owned): SpFile → path */
  GHashTable     *names;         /* (owned): names taken in the folder */
  guint           n_saving;
  int             status;
  gboolean        sent;
  gboolean        stopped;
  gboolean        ended;
} Ask;

static void
ask_clear (Ask *ask)
{
  g_clear_object (&ask->printer);
  g_clear_object (&ask->conversation);
  g_clear_object (&ask->workspace);
  g_clear_pointer (&ask->options, sp_ask_options_free);
  g_clear_pointer (&ask->saved, g_hash_table_unref);
  g_clear_pointer (&ask->names, g_hash_table_unref);
  g_clear_pointer (&ask->loop, g_main_loop_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ask, ask_clear)

static void
say (const char *text)
{
  fprintf (stderr, "%s\n", text);
}

static void
close_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Ask *ask = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_workspace_close_finish (SP_WORKSPACE (source), result, &error))
    g_warning ("Closing: %s", error->message);
  g_main_loop_quit (ask->loop);
}

static void
end (Ask *ask,
     int  status)
{
  if (ask->ended)
    return;

  ask->ended = TRUE;
  ask->status = status;
  sp_workspace_close_async (ask->workspace, NULL, close_cb, ask);
}

static void
fail (Ask        *ask,
      const char *message)
{
  say (message);
  end (ask, EXIT_FAILED);
}

static int
status_of_turn (Ask    *ask,
                SpTurn *turn)
{
  switch (sp_turn_get_status (turn))
    {
    case SP_TURN_COMPLETED:
      return EXIT_ANSWERED;

    case SP_TURN_INCOMPLETE:
      return EXIT_INCOMPLETE;

    case SP_TURN_CANCELLED:
      return EXIT_STOPPED;

    case SP_TURN_UPLOADING:
    case SP_TURN_QUEUED:
    case SP_TURN_RUNNING:
    case SP_TURN_FAILED:
    default:
      return EXIT_FAILED;
    }
}

static void
finish_turn (Ask *ask)
{
  SpTurn *turn = sp_conversation_get_turn (ask->conversation);

  sp_ask_printer_end (ask->printer);
  if (ask->options->json)
    {
      g_autoptr(JsonObject) report = sp_ask_report (ask->conversation, ask->saved);
      g_autofree char *text = sp_json_object_to_string (report);

      printf ("%s\n", text);
    }
  else if (sp_turn_get_error_message (turn) != NULL)
    {
      say (sp_turn_get_error_message (turn));
    }

  /* An error while saving has set the status already. */
  end (ask, ask->status != EXIT_ANSWERED ? ask->status : status_of_turn (ask, turn));
}

typedef struct
{
  Ask    *ask;
  SpFile *file;  /* (owned) */
  GFile  *target; /* (owned) (nullable) */
} Save;

static void
save_free (Save *save)
{
  g_clear_object (&save->file);
  g_clear_object (&save->target);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

static void
save_ended (Ask *ask)
{
  if (--ask->n_saving == 0)
    finish_turn (ask);
}

static void
save_failed (Save   *save,
             GError *error)
{
  g_autofree char *name = sp_str_safe_display (sp_file_get_filename (save->file));

  /* translators: the name of a file, then what went wrong */
  fprintf (stderr, _("“%s” could not be saved: %s\n"), name, error->message);
  save->ask->status = EXIT_FAILED;
  save_ended (save->ask);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Save) save = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_file_get_path (save->target);

  if (!g_file_copy_finish (G_FILE (source), result, &error))
    {
      save_failed (save, error);
      return;
    }

  if (!save->ask->options->json)
    {
      g_autofree char *shown = sp_str_safe_display (path);

      /* translators: %s is a path */
      fprintf (stderr, _("Saved %s\n"), shown);
    }
  g_hash_table_insert (save->ask->saved, g_object_ref (save->file), g_steal_pointer (&path));
  save_ended (save->ask);
}

/* A name in the folder that neither an older file nor another one of this turn has: nothing is overwritten. */
static GFile *
choose_target (Ask    *ask,
               SpFile *file)
{
  g_autofree char *clean = sp_str_clean_filename (sp_file_get_filename (file));

  for (;;)
    {
      g_autofree char *name = sp_str_unique_filename (clean, ask->names);
      g_autoptr(GFile) target = g_file_get_child (ask->options->out, name);

      g_hash_table_add (ask->names, g_strdup (name));
      if (!g_file_query_exists (target, NULL))
        return g_steal_pointer (&target);
    }
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Save) save = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) local = NULL;
  g_autofree char *path = sp_workspace_fetch_file_finish (SP_WORKSPACE (source), result, &error);

  if (path == NULL)
    {
      save_failed (save, error);
      return;
    }

  local = g_file_new_for_path (path);
  save->target = choose_target (save->ask, save->file);
  g_file_copy_async (local, save->target, G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT, NULL, NULL, NULL,
                     copied_cb, save);
  (void) g_steal_pointer (&save);
}

static void
save_files (Ask *ask)
{
  GListModel *files = sp_conversation_get_files (ask->conversation);
  guint n_files = g_list_model_get_n_items (files);

  /* Held until all have been started, so that the first to end does not end the turn. */
  ask->n_saving = 1;
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      Save *save;

      if (sp_file_get_origin (file) != SP_FILE_GENERATED)
        continue;

      save = g_new0 (Save, 1);
      save->ask = ask;
      save->file = g_object_ref (file);
      ask->n_saving++;
      sp_workspace_fetch_file_async (ask->workspace, ask->conversation, file, NULL, fetched_cb, save);
    }
  save_ended (ask);
}

static void
hint_at_files (Ask *ask)
{
  GListModel *files = sp_conversation_get_files (ask->conversation);
  guint n_generated = 0;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      n_generated += sp_file_get_origin (file) == SP_FILE_GENERATED;
    }

  if (n_generated > 0 && !ask->options->json)
    fprintf (stderr, ngettext ("The answer brings %u file; name a folder with --out to keep it.\n",
                               "The answer brings %u files; name a folder with --out to keep them.\n", n_generated),
             n_generated);
}

static void
turn_ended_cb (Ask            *ask,
               SpConversation *conversation,
               SpTurn         *turn)
{
  if (conversation != ask->conversation)
    return;

  if (ask->options->out != NULL)
    {
      save_files (ask);
      return;
    }

  hint_at_files (ask);
  finish_turn (ask);
}

/* The first of the draft's files that cannot be sent, in words; the question is not asked without it. */
static const char *
find_file_fault (Ask *ask)
{
  GListModel *files = sp_conversation_get_draft_files (ask->conversation);
  guint n_files = g_list_model_get_n_items (files);

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      /* The list keeps the file, and the file its message. */
      if (sp_file_get_state (file) == SP_FILE_FAILED)
        return sp_file_get_error_message (file);
    }

  return NULL;
}

static void
draft_file_cb (Ask *ask)
{
  const char *fault = ask->sent ? NULL : find_file_fault (ask);

  if (fault != NULL)
    fail (ask, fault);
}

static void
send_question (Ask *ask)
{
  const char *fault;

  ask->sent = TRUE;
  fault = find_file_fault (ask);
  if (fault != NULL)
    fail (ask, fault);
  else if (!sp_workspace_send (ask->workspace, ask->conversation))
    fail (ask, _("The question could not be sent."));
}

static void
connection_cb (Ask *ask)
{
  SpConnection *connection = sp_workspace_get_connection (ask->workspace);
  SpConnectionStatus status = sp_connection_get_status (connection);

  if (ask->sent || ask->ended)
    return;

  if (status == SP_CONNECTION_FAILED)
    fail (ask, sp_connection_get_error_message (connection));
  else if (status == SP_CONNECTION_READY)
    send_question (ask);
}

static void
begin_conversation (Ask *ask)
{
  ask->conversation = g_object_ref (sp_workspace_create_conversation (ask->workspace));
  if (ask->options->agent != NULL)
    sp_conversation_set_agent_name (ask->conversation, ask->options->agent);
  sp_conversation_set_draft_text (ask->conversation, ask->options->question);
  ask->printer = sp_ask_printer_new (ask->conversation, !ask->options->json,
                                     !ask->options->json && !ask->options->quiet);

  for (guint i = 0; i < ask->options->files->len; i++)
    {
      SpFile *file = sp_workspace_attach (ask->workspace, ask->conversation, ask->options->files->pdata[i]);

      g_signal_connect_data (file, "notify::state", G_CALLBACK (draft_file_cb), ask, NULL, G_CONNECT_SWAPPED);
    }
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Ask *ask = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_workspace_open_finish (SP_WORKSPACE (source), result, &error))
    {
      fail (ask, error->message);
      return;
    }

  begin_conversation (ask);
  g_signal_connect_swapped (sp_workspace_get_connection (ask->workspace), "notify::status",
                            G_CALLBACK (connection_cb), ask);
  connection_cb (ask);
}

/* The first signal stops the turn in good order, the second one leaves at once. */
static gboolean
signal_cb (gpointer user_data)
{
  Ask *ask = user_data;

  if (ask->stopped || ask->conversation == NULL || !sp_conversation_get_busy (ask->conversation))
    {
      end (ask, EXIT_STOPPED);
      return G_SOURCE_REMOVE;
    }

  ask->stopped = TRUE;
  say (_("Stopping…"));
  sp_workspace_stop (ask->workspace, ask->conversation);
  return G_SOURCE_CONTINUE;
}

static gboolean
make_out_folder (SpAskOptions *options)
{
  g_autoptr(GError) error = NULL;

  if (options->out == NULL || g_file_make_directory_with_parents (options->out, NULL, &error) ||
      (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) &&
       g_file_query_file_type (options->out, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY))
    return TRUE;

  /* translators: %s is what the system said */
  fprintf (stderr, _("The folder for the files cannot be used: %s\n"), error->message);
  return FALSE;
}

/**
 * sp_ask_command_run:
 * @arguments: (array zero-terminated=1): the arguments, from "ask" on
 *
 * Runs the command until its turn has ended.
 *
 * Returns: the exit status, as the help text says
 */
int
sp_ask_command_run (char **arguments)
{
  g_auto(Ask) ask = { 0 };
  g_autofree char *message = NULL;
  g_autofree char *data_dir = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (arguments != NULL, EXIT_USAGE);

  ask.options = sp_ask_options_parse (arguments, &message, &error);
  if (ask.options == NULL)
    {
      fprintf (message != NULL ? stdout : stderr, "%s\n", message != NULL ? message : error->message);
      return message != NULL ? EXIT_ANSWERED : EXIT_USAGE;
    }
  if (!make_out_folder (ask.options))
    return EXIT_USAGE;

  data_dir = sp_paths_dup_data_dir ();
  ask.loop = g_main_loop_new (NULL, FALSE);
  ask.saved = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  ask.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ask.workspace = sp_workspace_new (data_dir);
  g_signal_connect_data (ask.workspace, "turn-ended", G_CALLBACK (turn_ended_cb), &ask, NULL, G_CONNECT_SWAPPED);
  g_unix_signal_add (SIGINT, signal_cb, &ask);
  g_unix_signal_add (SIGTERM, signal_cb, &ask);

  sp_workspace_open_async (ask.workspace, NULL, opened_cb, &ask);
  g_main_loop_run (ask.loop);
  return ask.status;
}
