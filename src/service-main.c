/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "analyst/sp-analyst-model.h"
#include "service/models/sp-model-catalog.h"
#include "service/models/sp-model-routes.h"
#include "service/sp-sandbox-factory.h"
#include "service/sp-service.h"

/* sandpiper-service: the headless engine. Standard output carries the lines
 * that say where it listens, and nothing else; everything for people goes to
 * standard error. Ends with 0, 1 (cannot start), 2 (wrong arguments) or
 * 3 (another one is running). */

static gboolean
stop_cb (gpointer user_data)
{
  sp_service_stop (user_data);
  return G_SOURCE_CONTINUE;
}

static int
report (GError *error)
{
  g_printerr ("sandpiper-service: %s\n", error->message);
  if (g_error_matches (error, SP_SERVICE_START_ERROR, SP_SERVICE_START_ERROR_USAGE))
    return 2;
  if (g_error_matches (error, SP_SERVICE_START_ERROR, SP_SERVICE_START_ERROR_RUNNING))
    return 3;
  return 1;
}

/* Each stream and each session costs some; the usual soft limit is from another age. */
static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = MIN (limit.rlim_max, 65536);
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

/* Returns: (transfer full) (nullable): the servers of models, which must outlive the service */
static SpModelCatalog *
add_models (SpService   *service,
            const char  *config,
            GError     **error)
{
  g_autoptr(SpChatModel) analyst = SP_CHAT_MODEL (sp_analyst_model_new ());
  SpModelRegistry *registry = sp_engine_get_models (sp_service_get_engine (service));
  g_autoptr(SpModelCatalog) catalog = sp_model_catalog_new (registry);

  sp_model_registry_add (registry, SP_MODEL_REGISTRY_BUILT_IN, SP_MODEL_REGISTRY_BUILT_IN, "Sandpiper", analyst);
  if (!sp_model_catalog_load (catalog, config, error))
    return NULL;

  sp_service_add_dialect (service, sp_model_routes_get_dialect (), catalog);
  return g_steal_pointer (&catalog);
}

/* Not before it is known whether the sandbox works: who reads the line may ask at once. */
static void
announce (SpService *service)
{
  g_auto(GStrv) addresses = sp_service_dup_addresses (service);

  for (guint i = 0; addresses[i] != NULL; i++)
    printf ("listening on %s\n", addresses[i]);
  fflush (stdout);
}

static int
run (SpServiceOptions *options)
{
  g_autoptr(SpSessionFactory) factory = sp_sandbox_factory_new ();
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(SpModelCatalog) catalog = NULL;
  g_autoptr(SpService) service = NULL;
  g_autoptr(GError) error = NULL;

  service = sp_service_start (options, factory, &error);
  if (service == NULL)
    return report (error);

  catalog = add_models (service, options->models, &error);
  if (catalog == NULL)
    return report (error);

  g_signal_connect_swapped (service, "ended", G_CALLBACK (g_main_loop_quit), loop);
  g_unix_signal_add (SIGINT, stop_cb, service);
  g_unix_signal_add (SIGTERM, stop_cb, service);

  if (sp_sandbox_factory_is_probed (SP_SANDBOX_FACTORY (factory)))
    announce (service);
  else
    g_signal_connect_swapped (factory, "probed", G_CALLBACK (announce), service);

  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  g_auto(SpServiceOptions) options = { 0 };
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (SP_GETTEXT_PACKAGE, SP_LOCALE_DIR);
  bind_textdomain_codeset (SP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (SP_GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  raise_file_limit ();

  if (!sp_service_options_parse (&options, &argc, &argv, &error))
    return report (error);
  if (options.version)
    {
      printf ("sandpiper-service %s\n", SP_VERSION);
      return EXIT_SUCCESS;
    }

  return run (&options);
}
