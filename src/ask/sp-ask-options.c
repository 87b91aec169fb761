/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The command line of `sandpiper ask`. Only reads arguments and looks whether the files are there. */

#include "config.h"

#include "ask/sp-ask-options.h"

#include <glib/gi18n.h>

#include "base/sp-str.h"

static SpAskOptions *
ask_options_new (void)
{
  SpAskOptions *self = g_new0 (SpAskOptions, 1);

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static gboolean
add_file (SpAskOptions  *self,
          const char    *argument,
          GError       **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (argument);
  GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL);

  if (type != G_FILE_TYPE_REGULAR)
    {
      g_autofree char *shown = sp_str_safe_display (argument);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   type == G_FILE_TYPE_DIRECTORY
                     /* translators: %s is a path from the command line */
                     ? _("“%s” is a folder. Name the files in it that the question is about.")
                     /* translators: %s is a path from the command line */
                     : _("There is no file “%s”. Check its name and where you are."),
                   shown);
      return FALSE;
    }

  g_ptr_array_add (self->files, g_steal_pointer (&file));
  return TRUE;
}

/* All but the last are files; the last is the question. */
static gboolean
take_positional (SpAskOptions  *self,
                 char         **positional,
                 GError       **error)
{
  guint n_positional = positional != NULL ? g_strv_length (positional) : 0;
  const char *question = n_positional > 0 ? positional[n_positional - 1] : "";

  for (guint i = 0; i + 1 < n_positional; i++)
    if (!add_file (self, positional[i], error))
      return FALSE;

  self->question = g_strstrip (g_utf8_make_valid (question, -1));
  if (*self->question == '\0' || g_file_test (question, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The question is missing. It comes last, in quotation marks: "
                             "sandpiper ask sales.csv \"What is the total by region?\""));
      return FALSE;
    }

  return TRUE;
}

/**
 * sp_ask_options_parse:
 * @arguments: (array zero-terminated=1): the arguments, from "ask" on
 * @message: (out) (transfer full) (nullable): the help text when it was asked for: print it and end well
 * @error: return location
 *
 * Reads the command line.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL with @message, or with a #GOptionError whose message is in
 *   words for people
 */
SpAskOptions *
sp_ask_options_parse (char   **arguments,
                      char   **message,
                      GError **error)
{
  g_autoptr(SpAskOptions) self = ask_options_new ();
  g_autoptr(GOptionContext) context = NULL;
  g_auto(GStrv) positional = NULL;
  g_auto(GStrv) copy = NULL;
  g_autofree char *out = NULL;
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out, N_("Save the files that the answer brings in FOLDER"), N_("FOLDER") },
    { "agent", 'a', 0, G_OPTION_ARG_STRING, &self->agent, N_("Ask the agent NAME instead of the data analyst"), N_("NAME") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &self->json, N_("Print one JSON object when the turn has ended"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_("Print only the answer, not the code and what it does"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_("Print this"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &positional, NULL, NULL },
    { NULL }
  };

  g_return_val_if_fail (arguments != NULL && message != NULL, NULL);

  *message = NULL;
  copy = g_strdupv (arguments);
  /* translators: after "sandpiper ask" on the help's first line */
  context = g_option_context_new (_("[FILE…] \"QUESTION\" — ask about files, without a window"));
  g_option_context_add_main_entries (context, entries, SP_GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_description (context, _("The answer goes to standard output, everything else to standard error.\n"
                                               "Exit status: 0 answered, 1 failed, 2 the command line is wrong, "
                                               "3 the answer is incomplete, 130 stopped."));

  if (!g_option_context_parse_strv (context, &copy, error))
    return NULL;
  if (help)
    {
      *message = g_option_context_get_help (context, TRUE, NULL);
      return NULL;
    }
  if (!take_positional (self, positional, error))
    return NULL;

  if (out != NULL)
    self->out = g_file_new_for_commandline_arg (out);
  return g_steal_pointer (&self);
}

/**
 * sp_ask_options_free:
 * @self: (transfer full) (nullable): options
 */
void
sp_ask_options_free (SpAskOptions *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->question, g_free);
  g_clear_pointer (&self->agent, g_free);
  g_clear_object (&self->out);
  g_free (self);
}
