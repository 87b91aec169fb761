/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/classic/sp-classic-private.h"

#include "base/sp-json.h"

/* The classic API as an object: what it keeps between requests, which is only
 * the runs that have not ended. Assistants, threads, messages and runs are in
 * files of their own. The service owns one; main thread. */

#define RUN_SECONDS 600  /* after which a run expires (agents-v1.md 5.3) */

G_DEFINE_FINAL_TYPE (SpClassic, sp_classic, G_TYPE_OBJECT)

static void
sp_classic_finalize (GObject *object)
{
  SpClassic *self = SP_CLASSIC (object);

  g_clear_pointer (&self->runs, g_hash_table_unref);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (sp_classic_parent_class)->finalize (object);
}

static void
sp_classic_class_init (SpClassicClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_classic_finalize;
}

static void
sp_classic_init (SpClassic *self)
{
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->run_seconds = RUN_SECONDS;
}

/* Runs that were being made when the service ended are failed, as their responses are. */
static gboolean
sp_classic_recover (SpClassic  *self,
                    GError    **error)
{
  g_autoptr(GPtrArray) runs = sp_store_load_open_classic_runs (self->engine->store, error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      JsonObject *run = g_ptr_array_index (runs, i);

      json_object_set_string_member (run, "status", "failed");
      json_object_set_int_member (run, "failed_at", g_get_real_time () / G_USEC_PER_SEC);
      json_object_set_null_member (run, "expires_at");
      json_object_set_null_member (run, "required_action");
      json_object_set_object_member (run, "last_error",
                                     _sp_classic_parse ("{\"code\":\"server_error\",\"message\":"
                                                        "\"The service was stopped while this run "
                                                        "was made. Start it again.\"}"));
      if (!sp_store_put_classic (self->engine->store, "run", run, error))
        return FALSE;
    }

  return runs != NULL;
}

/**
 * sp_classic_new:
 * @engine: the engine
 * @error: set when the store cannot be read
 *
 * Returns: (transfer full): the classic API over @engine, or %NULL
 */
SpClassic *
sp_classic_new (SpEngine  *engine,
                GError   **error)
{
  g_autoptr(SpClassic) self = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (engine), NULL);

  self = g_object_new (SP_TYPE_CLASSIC, NULL);
  self->engine = g_object_ref (engine);
  if (!sp_classic_recover (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sp_classic_get_engine:
 * @self: the classic API
 *
 * Returns: (transfer none): the engine that it stands on
 */
SpEngine *
sp_classic_get_engine (SpClassic *self)
{
  g_return_val_if_fail (SP_IS_CLASSIC (self), NULL);

  return self->engine;
}

/**
 * sp_classic_set_run_seconds:
 * @self: the classic API
 * @seconds: how long a run may take from now on; 600 unless it is set
 */
void
sp_classic_set_run_seconds (SpClassic *self,
                            guint      seconds)
{
  g_return_if_fail (SP_IS_CLASSIC (self));

  self->run_seconds = seconds;
}
