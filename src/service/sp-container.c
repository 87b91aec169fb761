/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-container-private.h"

#include "base/sp-id.h"
#include "base/sp-json.h"

/* A container: files that last, and a session that runs cells while it lives.
 * The session is made when the first cell comes and ends when it was idle or
 * active for too long, when the kernel dies, or with the container; the files
 * are in the store and are put back into the next session.
 *
 * The keeper owns the containers; everything is on the main thread. The timers
 * are one-shot. They count the time that this machine was awake; the wall clock
 * is looked at again before each use, so that a night's suspend ends a session. */

#define DEFAULT_ACTIVE_SECONDS (60 * 60)
#define DEFAULT_IDLE_SECONDS (30 * 60)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpContainer, sp_container, G_TYPE_OBJECT)

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
sp_container_store_status (SpContainer *self,
                           const char  *status)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) row = sp_store_get_container (self->store, self->id, NULL);

  if (row == NULL)
    return;

  json_object_set_string_member (row, "status", status);
  json_object_set_int_member (row, "last_active_at", self->last_active_at);
  if (!sp_store_update_container (self->store, row, &error))
    g_warning ("Keeping the state of a container: %s", error->message);
}

static void
died_cb (SpContainer *self)
{
  /* A cell may still be on its way: what it left is kept, and no later one gets this session. */
  if (g_queue_is_empty (&self->tasks))
    sp_container_expire (self);
  else
    self->died = TRUE;
}

static gboolean
idle_cb (gpointer user_data)
{
  SpContainer *self = SP_CONTAINER (user_data);

  self->idle_source = 0;
  sp_container_expire (self);

  return G_SOURCE_REMOVE;
}

static gboolean
active_cb (gpointer user_data)
{
  SpContainer *self = SP_CONTAINER (user_data);

  self->active_source = 0;
  sp_container_expire (self);

  return G_SOURCE_REMOVE;
}

static void
sp_container_clear_timers (SpContainer *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->active_source, g_source_remove);
}

/* Tells the keeper that the session began, came to rest, or ended. */
void
_sp_container_emit_changed (SpContainer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Makes a session for the first cell, or for the first one after its end. */
SpSessionBackend *
_sp_container_open_session (SpContainer *self)
{
  g_autoptr(JsonObject) row = sp_store_get_container (self->store, self->id, NULL);
  const char *memory_limit = row != NULL ? sp_json_peek_string (row, "memory_limit", NULL) : NULL;

  g_assert (self->backend == NULL);

  self->backend = sp_session_factory_create (self->factory, memory_limit,
                                             sp_blob_store_get_spool (self->blobs));
  g_signal_connect_object (self->backend, "died", G_CALLBACK (died_cb), self, G_CONNECT_SWAPPED);
  self->started_at = now_seconds ();
  self->n_cells = 0;
  self->active_source = g_timeout_add_seconds ((guint) self->active_seconds, active_cb, self);
  _sp_container_emit_changed (self);

  return self->backend;
}

/* Ends the session, whatever it does; the files stay. */
void
_sp_container_drop_session (SpContainer *self)
{
  sp_container_clear_timers (self);
  self->expire_later = FALSE;
  self->died = FALSE;
  g_hash_table_remove_all (self->inside);

  if (self->backend == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->backend, self);
  sp_session_backend_kill (self->backend);
  g_clear_object (&self->backend);
  _sp_container_emit_changed (self);
}

/* A cell begins: its time is no idle time, however long it takes. */
void
_sp_container_stop_idling (SpContainer *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
}

/* No cell runs any more: the idle time of the session begins. */
void
_sp_container_start_idling (SpContainer *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->backend != NULL)
    self->idle_source = g_timeout_add_seconds ((guint) self->idle_seconds, idle_cb, self);
}

/* Notes that the container was used just now. */
void
_sp_container_touch (SpContainer *self)
{
  self->last_active_at = now_seconds ();
  self->used_at = g_get_monotonic_time ();
  sp_container_store_status (self, "running");
}

/* A ContainerFile object of the wire, with a new id. */
JsonObject *
_sp_container_make_file (SpContainer *self,
                         const char  *name,
                         gint64       size,
                         const char  *source)
{
  JsonObject *file = json_object_new ();
  g_autofree char *id = sp_id_new ("cfile");
  g_autofree char *path = g_strconcat ("/mnt/data/", name, NULL);

  json_object_set_string_member (file, "id", id);
  json_object_set_string_member (file, "object", "container.file");
  json_object_set_string_member (file, "container_id", self->id);
  json_object_set_int_member (file, "created_at", now_seconds ());
  json_object_set_int_member (file, "bytes", size);
  json_object_set_string_member (file, "path", path);
  json_object_set_string_member (file, "source", source);

  return file;
}

static void
sp_container_dispose (GObject *object)
{
  SpContainer *self = SP_CONTAINER (object);

  sp_container_close (self);

  G_OBJECT_CLASS (sp_container_parent_class)->dispose (object);
}

static void
sp_container_finalize (GObject *object)
{
  SpContainer *self = SP_CONTAINER (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_object (&self->store);
  g_clear_object (&self->blobs);
  g_clear_object (&self->factory);
  g_clear_pointer (&self->inside, g_hash_table_unref);
  g_clear_pointer (&self->replay, _sp_replay_unref);

  G_OBJECT_CLASS (sp_container_parent_class)->finalize (object);
}

static void
sp_container_class_init (SpContainerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_container_dispose;
  object_class->finalize = sp_container_finalize;

  /**
   * SpContainer::changed:
   *
   * The session began, came to rest after its cells, or ended.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_container_init (SpContainer *self)
{
  self->inside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->active_seconds = DEFAULT_ACTIVE_SECONDS;
  self->idle_seconds = DEFAULT_IDLE_SECONDS;
  g_queue_init (&self->tasks);
}

/**
 * sp_container_new:
 * @id: the id of a container that is stored
 * @store: the rows
 * @blobs: the contents
 * @factory: makes the sessions
 *
 * Returns: (transfer full): the container without a session
 */
SpContainer *
sp_container_new (const char       *id,
                  SpStore          *store,
                  SpBlobStore      *blobs,
                  SpSessionFactory *factory)
{
  g_autoptr(JsonObject) row = NULL;
  SpContainer *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (SP_IS_STORE (store), NULL);
  g_return_val_if_fail (SP_IS_BLOB_STORE (blobs), NULL);
  g_return_val_if_fail (SP_IS_SESSION_FACTORY (factory), NULL);

  self = g_object_new (SP_TYPE_CONTAINER, NULL);
  self->id = g_strdup (id);
  self->store = g_object_ref (store);
  self->blobs = g_object_ref (blobs);
  self->factory = g_object_ref (factory);

  row = sp_store_get_container (store, id, NULL);
  self->last_active_at = row != NULL ? sp_json_peek_int (row, "last_active_at", 0) : 0;

  return self;
}

/**
 * sp_container_get_id:
 * @self: a container
 *
 * Returns: (transfer none): its id
 */
const char *
sp_container_get_id (SpContainer *self)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), NULL);

  return self->id;
}

/**
 * sp_container_has_session:
 * @self: a container
 *
 * Returns: whether there is a kernel now that keeps its variables
 */
gboolean
sp_container_has_session (SpContainer *self)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), FALSE);

  return self->backend != NULL;
}

/**
 * sp_container_is_resting:
 * @self: a container
 *
 * Returns: whether there is a session and no cell runs or waits in it
 */
gboolean
sp_container_is_resting (SpContainer *self)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), FALSE);

  return self->backend != NULL && g_queue_is_empty (&self->tasks);
}

/**
 * sp_container_get_used_at:
 * @self: a container
 *
 * Returns: when a cell last began or ended in it, on the monotonic clock
 */
gint64
sp_container_get_used_at (SpContainer *self)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), 0);

  return self->used_at;
}

/**
 * sp_container_set_lifetimes:
 * @self: a container
 * @active_seconds: how long a session may live
 * @idle_seconds: how long it may do nothing
 *
 * Takes effect with the next session and the next cell.
 */
void
sp_container_set_lifetimes (SpContainer *self,
                            gint64       active_seconds,
                            gint64       idle_seconds)
{
  g_return_if_fail (SP_IS_CONTAINER (self));
  g_return_if_fail (active_seconds > 0 && idle_seconds > 0);

  self->active_seconds = active_seconds;
  self->idle_seconds = idle_seconds;
}

/**
 * sp_container_expire:
 * @self: a container
 *
 * Ends the session: variables go, files stay. While a cell runs this waits for
 * its end.
 */
void
sp_container_expire (SpContainer *self)
{
  g_return_if_fail (SP_IS_CONTAINER (self));

  if (!g_queue_is_empty (&self->tasks))
    {
      self->expire_later = TRUE;
      return;
    }

  _sp_container_drop_session (self);
  sp_container_store_status (self, "expired");
}

/**
 * sp_container_expire_if_due:
 * @self: a container
 *
 * Expires it when the wall clock says that it was idle or active for too long.
 */
void
sp_container_expire_if_due (SpContainer *self)
{
  gint64 now = now_seconds ();
  gboolean idle_over;
  gboolean active_over;

  g_return_if_fail (SP_IS_CONTAINER (self));

  idle_over = now - self->last_active_at >= self->idle_seconds;
  active_over = self->backend != NULL && now - self->started_at >= self->active_seconds;

  if (g_queue_is_empty (&self->tasks) && (idle_over || active_over))
    sp_container_expire (self);
}

/**
 * sp_container_close:
 * @self: a container
 *
 * Ends the session and everything that waits, for good.
 */
void
sp_container_close (SpContainer *self)
{
  g_return_if_fail (SP_IS_CONTAINER (self));

  self->closed = TRUE;
  _sp_container_drop_session (self);
}
