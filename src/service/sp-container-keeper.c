/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-container-keeper.h"

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "base/sp-str.h"
#include "service/sp-container-private.h"
#include "service/sp-service-error.h"

/* The keeper of the containers: one for each conversation, and those that were
 * made by name. It makes the rows, gives out the live objects, and keeps names
 * of files apart. A live object stays as long as the service runs; it is small
 * without its session. The engine owns the one keeper, on the main thread. */

struct _SpContainerKeeper
{
  GObject           parent_instance;

  SpStore          *store;
  SpBlobStore      *blobs;
  SpSessionFactory *factory;
  GHashTable       *live;            /* id → SpContainer */
  gint64            active_seconds;
  gint64            idle_seconds;
  guint             max_sessions;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpContainerKeeper, sp_container_keeper, G_TYPE_OBJECT)

/* The session that nobody has used for the longest time, or %NULL when all of them are at work. */
static SpContainer *
find_least_used (SpContainerKeeper *self)
{
  GHashTableIter iter;
  SpContainer *container;
  SpContainer *found = NULL;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &container))
    {
      if (sp_container_is_resting (container) &&
          (found == NULL || sp_container_get_used_at (container) < sp_container_get_used_at (found)))
        found = container;
    }

  return found;
}

/* Every kernel holds some hundred megabytes: old ones make room for new ones. Those at work stay, however many. */
static void
put_to_rest (SpContainerKeeper *self)
{
  SpContainer *container;

  while (sp_container_keeper_get_n_sessions (self) > self->max_sessions &&
         (container = find_least_used (self)) != NULL)
    sp_container_expire (container);
}

static void
changed_cb (SpContainerKeeper *self)
{
  put_to_rest (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sp_container_keeper_dispose (GObject *object)
{
  SpContainerKeeper *self = SP_CONTAINER_KEEPER (object);

  sp_container_keeper_close (self);

  G_OBJECT_CLASS (sp_container_keeper_parent_class)->dispose (object);
}

static void
sp_container_keeper_finalize (GObject *object)
{
  SpContainerKeeper *self = SP_CONTAINER_KEEPER (object);

  g_clear_pointer (&self->live, g_hash_table_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->blobs);
  g_clear_object (&self->factory);

  G_OBJECT_CLASS (sp_container_keeper_parent_class)->finalize (object);
}

static void
sp_container_keeper_class_init (SpContainerKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_container_keeper_dispose;
  object_class->finalize = sp_container_keeper_finalize;

  /**
   * SpContainerKeeper::changed:
   *
   * A session began, came to rest, or ended.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_container_keeper_init (SpContainerKeeper *self)
{
  self->live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->active_seconds = 60 * 60;
  self->idle_seconds = 30 * 60;
  self->max_sessions = SP_CONTAINER_KEEPER_USUAL_SESSIONS;
}

/**
 * sp_container_keeper_new:
 * @store: the rows
 * @blobs: the contents
 * @factory: makes the sessions
 *
 * Returns: (transfer full): the keeper
 */
SpContainerKeeper *
sp_container_keeper_new (SpStore          *store,
                         SpBlobStore      *blobs,
                         SpSessionFactory *factory)
{
  SpContainerKeeper *self;

  g_return_val_if_fail (SP_IS_STORE (store), NULL);
  g_return_val_if_fail (SP_IS_BLOB_STORE (blobs), NULL);
  g_return_val_if_fail (SP_IS_SESSION_FACTORY (factory), NULL);

  self = g_object_new (SP_TYPE_CONTAINER_KEEPER, NULL);
  self->store = g_object_ref (store);
  self->blobs = g_object_ref (blobs);
  self->factory = g_object_ref (factory);

  return self;
}

/**
 * sp_container_keeper_close:
 * @self: a keeper
 *
 * Ends all sessions. Harmless when done twice.
 */
void
sp_container_keeper_close (SpContainerKeeper *self)
{
  GHashTableIter iter;
  SpContainer *container;

  g_return_if_fail (SP_IS_CONTAINER_KEEPER (self));

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &container))
    {
      g_signal_handlers_disconnect_by_data (container, self);
      sp_container_close (container);
    }

  g_hash_table_remove_all (self->live);
}

/**
 * sp_container_keeper_set_lifetimes:
 * @self: a keeper
 * @active_seconds: how long a session may live
 * @idle_seconds: how long it may do nothing
 *
 * Holds for containers that do not say otherwise.
 */
void
sp_container_keeper_set_lifetimes (SpContainerKeeper *self,
                                   gint64             active_seconds,
                                   gint64             idle_seconds)
{
  g_return_if_fail (SP_IS_CONTAINER_KEEPER (self));
  g_return_if_fail (active_seconds > 0 && idle_seconds > 0);

  self->active_seconds = active_seconds;
  self->idle_seconds = idle_seconds;
}

/**
 * sp_container_keeper_set_max_sessions:
 * @self: a keeper
 * @max_sessions: how many sessions may be alive, at least 1
 *
 * With more, the one that was not used for the longest time ends as if its
 * time was over: its files stay, and the next cell there says that the
 * variables are gone. Sessions in which a cell runs never end for this.
 */
void
sp_container_keeper_set_max_sessions (SpContainerKeeper *self,
                                      guint              max_sessions)
{
  g_return_if_fail (SP_IS_CONTAINER_KEEPER (self));
  g_return_if_fail (max_sessions > 0);

  self->max_sessions = max_sessions;
  put_to_rest (self);
}

/**
 * sp_container_keeper_get_n_sessions:
 * @self: a keeper
 *
 * Returns: how many containers have a session now
 */
guint
sp_container_keeper_get_n_sessions (SpContainerKeeper *self)
{
  GHashTableIter iter;
  SpContainer *container;
  guint n_sessions = 0;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), 0);

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &container))
    if (sp_container_has_session (container))
      n_sessions++;

  return n_sessions;
}

static JsonObject *
make_row (const char *name,
          const char *memory_limit,
          gint64      idle_minutes)
{
  JsonObject *row = json_object_new ();
  JsonObject *expires_after = json_object_new ();
  JsonObject *network_policy = json_object_new ();
  g_autofree char *id = sp_id_new ("cntr");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  json_object_set_string_member (expires_after, "anchor", "last_active_at");
  json_object_set_int_member (expires_after, "minutes", idle_minutes);
  json_object_set_string_member (network_policy, "type", "disabled");

  json_object_set_string_member (row, "id", id);
  json_object_set_string_member (row, "object", "container");
  json_object_set_string_member (row, "name", name);
  json_object_set_int_member (row, "created_at", now);
  json_object_set_string_member (row, "status", "running");
  json_object_set_int_member (row, "last_active_at", now);
  json_object_set_object_member (row, "expires_after", expires_after);
  json_object_set_string_member (row, "memory_limit", memory_limit != NULL ? memory_limit : "1g");
  json_object_set_object_member (row, "network_policy", network_policy);

  return row;
}

/**
 * sp_container_keeper_create:
 * @self: a keeper
 * @name: what the caller calls it
 * @memory_limit: (nullable): "1g", "4g", "16g" or "64g"
 * @idle_minutes: how long its session may do nothing; 0 for the usual time
 * @error: set when the database fails
 *
 * Makes a container that belongs to no conversation.
 *
 * Returns: (transfer full): the Container object, or %NULL
 */
JsonObject *
sp_container_keeper_create (SpContainerKeeper  *self,
                            const char         *name,
                            const char         *memory_limit,
                            gint64              idle_minutes,
                            GError            **error)
{
  g_autoptr(JsonObject) row = NULL;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  row = make_row (name, memory_limit,
                  idle_minutes > 0 ? idle_minutes : MAX (1, self->idle_seconds / 60));

  return sp_store_add_container (self->store, row, NULL, error) ? g_steal_pointer (&row) : NULL;
}

/**
 * sp_container_keeper_ensure:
 * @self: a keeper
 * @conversation_id: (nullable): the conversation, or %NULL for a new container
 * @memory_limit: (nullable): used when it is made
 * @error: set when the database fails
 *
 * Returns: (transfer full): the id of the conversation's container, which is
 *   made if there is none, or %NULL
 */
char *
sp_container_keeper_ensure (SpContainerKeeper  *self,
                            const char         *conversation_id,
                            const char         *memory_limit,
                            GError            **error)
{
  g_autofree char *id = NULL;
  g_autoptr(JsonObject) row = NULL;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), NULL);

  if (conversation_id != NULL)
    id = sp_store_find_container (self->store, conversation_id);
  if (id != NULL)
    return g_steal_pointer (&id);

  row = make_row ("auto", memory_limit, MAX (1, self->idle_seconds / 60));
  if (!sp_store_add_container (self->store, row, conversation_id, error))
    return NULL;

  return g_strdup (json_object_get_string_member (row, "id"));
}

static gint64
get_idle_seconds (SpContainerKeeper *self,
                  JsonObject        *row)
{
  JsonObject *expires_after = sp_json_peek_object (row, "expires_after");
  gint64 minutes = expires_after != NULL ? sp_json_peek_int (expires_after, "minutes", 0) : 0;

  /* The row holds whole minutes; where they are the usual time, the exact one counts. */
  return minutes > 0 && minutes != MAX (1, self->idle_seconds / 60) ? minutes * 60
                                                                    : self->idle_seconds;
}

/**
 * sp_container_keeper_get:
 * @self: a keeper
 * @id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer none): the live container, or %NULL
 */
SpContainer *
sp_container_keeper_get (SpContainerKeeper  *self,
                         const char         *id,
                         GError            **error)
{
  g_autoptr(JsonObject) row = NULL;
  SpContainer *container;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  row = sp_store_get_container (self->store, id, error);
  if (row == NULL)
    return NULL;

  container = g_hash_table_lookup (self->live, id);
  if (container == NULL)
    {
      container = sp_container_new (id, self->store, self->blobs, self->factory);
      g_signal_connect_object (container, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_hash_table_insert (self->live, g_strdup (id), container);
    }

  sp_container_set_lifetimes (container, self->active_seconds, get_idle_seconds (self, row));

  return container;
}

/**
 * sp_container_keeper_describe:
 * @self: a keeper
 * @id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the Container object with its status now, or %NULL
 */
JsonObject *
sp_container_keeper_describe (SpContainerKeeper  *self,
                              const char         *id,
                              GError            **error)
{
  SpContainer *container;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), NULL);

  container = sp_container_keeper_get (self, id, error);
  if (container == NULL)
    return NULL;

  sp_container_expire_if_due (container);

  return sp_store_get_container (self->store, id, error);
}

/**
 * sp_container_keeper_delete:
 * @self: a keeper
 * @id: a container's id
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Ends the session and deletes the container with its files.
 *
 * Returns: whether it is gone
 */
gboolean
sp_container_keeper_delete (SpContainerKeeper  *self,
                            const char         *id,
                            GError            **error)
{
  g_autoptr(GPtrArray) blobs = NULL;
  SpContainer *container;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  blobs = sp_store_delete_container (self->store, id, error);
  if (blobs == NULL)
    return FALSE;

  container = g_hash_table_lookup (self->live, id);
  if (container != NULL)
    sp_container_close (container);
  g_hash_table_remove (self->live, id);

  for (guint i = 0; i < blobs->len; i++)
    sp_container_keeper_drop_blob (self, g_ptr_array_index (blobs, i));

  return TRUE;
}

/**
 * sp_container_keeper_add_upload:
 * @self: a keeper
 * @id: a container's id
 * @file_id: the id of an uploaded file
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Puts an uploaded file into the container; one that is in it already stays as
 * it is.
 *
 * Returns: (transfer full): the ContainerFile, or %NULL
 */
JsonObject *
sp_container_keeper_add_upload (SpContainerKeeper  *self,
                                const char         *id,
                                const char         *file_id,
                                GError            **error)
{
  g_autoptr(JsonObject) file = NULL;
  g_autoptr(JsonObject) copy = NULL;
  g_autofree char *blob = NULL;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), NULL);
  g_return_val_if_fail (id != NULL && file_id != NULL, NULL);

  copy = sp_store_find_container_copy (self->store, id, file_id);
  if (copy != NULL)
    return g_steal_pointer (&copy);

  file = sp_store_get_file (self->store, file_id, &blob, error);
  if (file == NULL)
    return NULL;

  return sp_container_keeper_add_blob (self, id, sp_json_peek_string (file, "filename", "file"), blob,
                                       sp_json_peek_int (file, "bytes", 0), file_id, error);
}

/**
 * sp_container_keeper_add_blob:
 * @self: a keeper
 * @id: a container's id
 * @filename: what the file should be called
 * @blob: the hash of contents that the blob store has
 * @size: how many bytes
 * @file_id: (nullable): the uploaded file that they are from
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND, or when the database fails
 *
 * Adds a file of the user's. The name is cleaned and kept apart from those that
 * are there: "data.csv", "data (2).csv". The session gets it before its next cell.
 *
 * Returns: (transfer full): the ContainerFile, or %NULL
 */
JsonObject *
sp_container_keeper_add_blob (SpContainerKeeper  *self,
                              const char         *id,
                              const char         *filename,
                              const char         *blob,
                              gint64              size,
                              const char         *file_id,
                              GError            **error)
{
  SpContainer *container = sp_container_keeper_get (self, id, error);
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(JsonObject) file = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *name = NULL;

  if (container == NULL)
    return NULL;

  files = sp_store_load_container_files (self->store, id, error);
  if (files == NULL)
    return NULL;

  for (guint i = 0; i < files->len; i++)
    g_hash_table_add (taken, g_strdup (json_object_get_string_member (g_ptr_array_index (files, i),
                                                                      "name")));

  clean = sp_str_clean_filename (filename);
  name = sp_str_unique_filename (clean, taken);
  file = _sp_container_make_file (container, name, size, "user");

  if (!sp_store_add_container_file (self->store, file, name, blob, file_id, TRUE, error))
    return NULL;

  return g_steal_pointer (&file);
}

/**
 * sp_container_keeper_delete_file:
 * @self: a keeper
 * @id: a container's id
 * @file_id: the id of a file in it
 * @error: set to %SP_SERVICE_ERROR_NOT_FOUND
 *
 * Deletes a file; a session that runs loses it before its next cell.
 *
 * Returns: whether it is gone
 */
gboolean
sp_container_keeper_delete_file (SpContainerKeeper  *self,
                                 const char         *id,
                                 const char         *file_id,
                                 GError            **error)
{
  g_autofree char *blob = NULL;

  g_return_val_if_fail (SP_IS_CONTAINER_KEEPER (self), FALSE);

  if (!sp_store_delete_container_file (self->store, id, file_id, &blob, error))
    return FALSE;

  sp_container_keeper_drop_blob (self, blob);

  return TRUE;
}

/**
 * sp_container_keeper_drop_blob:
 * @self: a keeper
 * @blob: the hash of contents that something referred to
 *
 * Removes the contents if nothing refers to them any more.
 */
void
sp_container_keeper_drop_blob (SpContainerKeeper *self,
                               const char        *blob)
{
  g_return_if_fail (SP_IS_CONTAINER_KEEPER (self));
  g_return_if_fail (blob != NULL);

  if (!sp_store_is_blob_used (self->store, blob))
    sp_blob_store_remove (self->blobs, blob);
}
