/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-engine-private.h"

#include "base/sp-json.h"

/* The engine: the store, the blobs, the containers and the models behind one
 * object, which the REST dialects call. This file opens and closes it and knows
 * whether it is busy; each family of the API has a file of its own. Made by the
 * program's start; main thread. */

/* How long the stream of a finished response can still be taken up. */
#define EVENTS_KEPT_SECONDS (7 * 24 * 60 * 60)

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpEngine, sp_engine, G_TYPE_OBJECT)

/* Whether the engine has work; the program stays as long as it has. */
void
_sp_engine_update_busy (SpEngine *self)
{
  gboolean busy = g_hash_table_size (self->runs) > 0 ||
                  sp_container_keeper_get_n_sessions (self->keeper) > 0;

  if (busy == self->busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* Removes contents that nothing refers to any more. */
void
_sp_engine_drop_blob (SpEngine   *self,
                      const char *blob)
{
  sp_container_keeper_drop_blob (self->keeper, blob);
}

/* Contents that came in just before a kill, and whose row was not written. */
static void
list_blobs_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(SpEngine) self = user_data;
  g_autoptr(GPtrArray) hashes = NULL;
  g_autoptr(GError) error = NULL;

  hashes = sp_blob_store_list_finish (SP_BLOB_STORE (source), result, &error);
  if (hashes == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("Looking for contents that nothing refers to: %s", error->message);
      return;
    }

  for (guint i = 0; i < hashes->len && !self->closed; i++)
    _sp_engine_drop_blob (self, g_ptr_array_index (hashes, i));
}

static void
sp_engine_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  SpEngine *self = SP_ENGINE (object);

  switch (prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, sp_engine_get_busy (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_engine_dispose (GObject *object)
{
  SpEngine *self = SP_ENGINE (object);

  if (self->store != NULL)
    sp_engine_close (self);

  G_OBJECT_CLASS (sp_engine_parent_class)->dispose (object);
}

static void
sp_engine_finalize (GObject *object)
{
  SpEngine *self = SP_ENGINE (object);

  g_clear_pointer (&self->queues, g_hash_table_unref);
  g_clear_pointer (&self->runs, g_hash_table_unref);
  g_queue_clear (&self->execution_ids);
  g_clear_pointer (&self->executions, g_hash_table_unref);
  g_clear_object (&self->keeper);
  g_clear_object (&self->factory);
  g_clear_object (&self->blobs);
  g_clear_object (&self->store);
  g_clear_object (&self->models);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sp_engine_parent_class)->finalize (object);
}

static void
sp_engine_class_init (SpEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_engine_get_property;
  object_class->dispose = sp_engine_dispose;
  object_class->finalize = sp_engine_finalize;

  /**
   * SpEngine:busy:
   *
   * Whether a turn runs or a session is alive.
   */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                (G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                 G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
free_queue (GQueue *queue)
{
  g_queue_free_full (queue, g_object_unref);
}

static void
sp_engine_init (SpEngine *self)
{
  self->models = sp_model_registry_new ();
  self->cancellable = g_cancellable_new ();
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->executions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_queue_init (&self->execution_ids);
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_queue);
  sp_guard_limits_init (&self->guard_limits);
}

static gboolean
sp_engine_open_parts (SpEngine    *self,
                      const char  *data_dir,
                      GError     **error)
{
  g_autofree char *database = g_build_filename (data_dir, "service.db", NULL);
  g_autofree char *blobs = g_build_filename (data_dir, "blobs", NULL);
  guint n_interrupted = 0;

  /* The blob store makes the folder, which the database needs. */
  self->blobs = sp_blob_store_open (blobs, error);
  if (self->blobs == NULL)
    return FALSE;

  self->store = sp_store_open (database, error);
  if (self->store == NULL || !sp_store_recover (self->store, &n_interrupted, error))
    return FALSE;

  if (!sp_store_forget_events (self->store,
                               g_get_real_time () / G_USEC_PER_SEC - EVENTS_KEPT_SECONDS, error))
    return FALSE;

  if (n_interrupted > 0)
    g_message ("%u responses were being made when the service was stopped; they are marked as failed.",
               n_interrupted);

  return TRUE;
}

/**
 * sp_engine_open:
 * @data_dir: where everything is kept; made when it is missing
 * @factory: makes the sessions that run code
 * @error: set when the disk or the database fails
 *
 * Opens the engine and makes good what a kill left behind. Blocks for as long
 * as opening a file takes; called once, before the main loop runs. Models are
 * added to sp_engine_get_models() by the caller.
 *
 * Returns: (transfer full): the engine, or %NULL
 */
SpEngine *
sp_engine_open (const char        *data_dir,
                SpSessionFactory  *factory,
                GError           **error)
{
  g_autoptr(SpEngine) self = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);
  g_return_val_if_fail (SP_IS_SESSION_FACTORY (factory), NULL);

  self = g_object_new (SP_TYPE_ENGINE, NULL);
  self->factory = g_object_ref (factory);
  if (!sp_engine_open_parts (self, data_dir, error))
    {
      g_clear_object (&self->store);
      return NULL;
    }

  self->keeper = sp_container_keeper_new (self->store, self->blobs, factory);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (_sp_engine_update_busy), self,
                           G_CONNECT_SWAPPED);
  sp_blob_store_list_async (self->blobs, self->cancellable, list_blobs_cb, g_object_ref (self));

  return g_steal_pointer (&self);
}

/**
 * sp_engine_close:
 * @self: an engine
 *
 * Ends all runs and sessions and closes the files; what was running is found
 * as interrupted by the next start. Nothing may be asked afterwards.
 */
void
sp_engine_close (SpEngine *self)
{
  g_return_if_fail (SP_IS_ENGINE (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->keeper != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->keeper, self);
      _sp_engine_interrupt_runs (self);
      sp_container_keeper_close (self->keeper);
    }
}

/**
 * sp_engine_get_blobs:
 * @self: an engine
 *
 * Returns: (transfer none): the file contents
 */
SpBlobStore *
sp_engine_get_blobs (SpEngine *self)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return self->blobs;
}

/**
 * sp_engine_get_models:
 * @self: an engine
 *
 * Returns: (transfer none): the deployments
 */
SpModelRegistry *
sp_engine_get_models (SpEngine *self)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  return self->models;
}

/**
 * sp_engine_get_busy:
 * @self: an engine
 *
 * Returns: whether a turn runs or a session is alive
 */
gboolean
sp_engine_get_busy (SpEngine *self)
{
  g_return_val_if_fail (SP_IS_ENGINE (self), FALSE);

  return self->busy;
}

/**
 * sp_engine_set_lifetimes:
 * @self: an engine
 * @active_seconds: how long a session may live
 * @idle_seconds: how long it may do nothing
 *
 * The usual times are one hour and half an hour.
 */
void
sp_engine_set_lifetimes (SpEngine *self,
                         gint64    active_seconds,
                         gint64    idle_seconds)
{
  g_return_if_fail (SP_IS_ENGINE (self));

  sp_container_keeper_set_lifetimes (self->keeper, active_seconds, idle_seconds);
}

/**
 * sp_engine_set_max_sessions:
 * @self: an engine
 * @max_sessions: how many sessions may be alive, at least 1
 *
 * See sp_container_keeper_set_max_sessions(), which also says what happens to
 * the one too many.
 */
void
sp_engine_set_max_sessions (SpEngine *self,
                            guint     max_sessions)
{
  g_return_if_fail (SP_IS_ENGINE (self));

  sp_container_keeper_set_max_sessions (self->keeper, max_sessions);
}

/**
 * sp_engine_set_guard_limits:
 * @self: an engine
 * @limits: how far a turn may go by itself; copied
 *
 * Takes effect with the next turn.
 */
void
sp_engine_set_guard_limits (SpEngine            *self,
                            const SpGuardLimits *limits)
{
  g_return_if_fail (SP_IS_ENGINE (self));
  g_return_if_fail (limits != NULL);

  self->guard_limits = *limits;
}

/**
 * sp_engine_dup_status:
 * @self: an engine
 *
 * Returns: (transfer full): the body of GET /sandpiper/status
 */
JsonObject *
sp_engine_dup_status (SpEngine *self)
{
  JsonObject *status = json_object_new ();
  JsonObject *sandbox = json_object_new ();
  const char *message = NULL;

  g_return_val_if_fail (SP_IS_ENGINE (self), NULL);

  json_object_set_boolean_member (sandbox, "available",
                                  sp_session_factory_is_available (self->factory, &message));
  json_object_set_string_member (sandbox, "message", message != NULL ? message : "");

  json_object_set_string_member (status, "version", SP_VERSION);
  json_object_set_object_member (status, "sandbox", sandbox);
  json_object_set_int_member (status, "running_responses", g_hash_table_size (self->runs));
  json_object_set_int_member (status, "sessions", sp_container_keeper_get_n_sessions (self->keeper));

  return status;
}
