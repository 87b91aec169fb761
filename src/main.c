/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

#include "ask/sp-ask-command.h"
#include "ui/sp-application.h"

/* The program `sandpiper`: sets the locale and runs the window. A command, named by the first argument, is
 * dispatched here before anything of GTK is touched, so that it also runs where there is no display. */

int
main (int   argc,
      char *argv[])
{
  g_autoptr(SpApplication) app = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (SP_GETTEXT_PACKAGE, SP_LOCALE_DIR);
  bind_textdomain_codeset (SP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (SP_GETTEXT_PACKAGE);

  if (argc > 1 && strcmp (argv[1], "ask") == 0)
    return sp_ask_command_run (argv + 1);

  app = sp_application_new ();

  return g_application_run (G_APPLICATION (app), argc, argv);
}
