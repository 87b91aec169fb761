/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-blob-store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/sp-fd.h"
#include "base/sp-id.h"

/* File contents, each stored once under its SHA-256: objects/ab/ab12…. What is
 * being written lies in the folder `spool` beside it and is renamed when it is
 * whole and on the disk, so an object is either complete or not there; what a
 * kill left in the spool is removed at the next start.
 *
 * The engine owns the one store, on the main thread; long work runs in worker
 * threads on copied names. Between the moment an object is complete and the
 * moment a row of the database refers to it, it is pinned, so that a deletion
 * elsewhere cannot take it away. */

#define HASH_CHUNK (256 * 1024)

struct _SpBlobStore
{
  GObject     parent_instance;

  char       *objects;
  char       *spool;
  GHashTable *pins;     /* hash → number of pins */
};

typedef struct
{
  char *source;
  char *hash;
  char *target;
} Adopt;

G_DEFINE_FINAL_TYPE (SpBlobStore, sp_blob_store, G_TYPE_OBJECT)

static void
adopt_free (Adopt *adopt)
{
  g_clear_pointer (&adopt->source, g_free);
  g_clear_pointer (&adopt->hash, g_free);
  g_clear_pointer (&adopt->target, g_free);
  g_free (adopt); /* the struct itself, in its own free function */
}

static gboolean
is_hash (const char *name)
{
  return strlen (name) == 64 && strspn (name, "0123456789abcdef") == 64;
}

static char *
sp_blob_store_dup_path (SpBlobStore *self,
                        const char  *hash)
{
  char folder[3] = { hash[0], hash[1], '\0' };

  return g_build_filename (self->objects, folder, hash, NULL);
}

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  int saved_errno;

  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "Making the folder “%s”: %s", path, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
empty_folder (const char  *path,
              GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *leftover = g_build_filename (path, name, NULL);

      if (g_unlink (leftover) != 0)
        g_message ("Removing “%s”: %s", leftover, g_strerror (errno));
    }

  return TRUE;
}

static void
sp_blob_store_finalize (GObject *object)
{
  SpBlobStore *self = SP_BLOB_STORE (object);

  g_clear_pointer (&self->objects, g_free);
  g_clear_pointer (&self->spool, g_free);
  g_clear_pointer (&self->pins, g_hash_table_unref);

  G_OBJECT_CLASS (sp_blob_store_parent_class)->finalize (object);
}

static void
sp_blob_store_class_init (SpBlobStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_blob_store_finalize;
}

static void
sp_blob_store_init (SpBlobStore *self)
{
  self->pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * sp_blob_store_open:
 * @folder: where the contents are kept; made when it is missing
 * @error: set to a %G_IO_ERROR
 *
 * Opens the store and removes what an earlier process left half written. Called
 * once, at the start of the program, before its main loop runs.
 *
 * Returns: (transfer full): the store, or %NULL
 */
SpBlobStore *
sp_blob_store_open (const char  *folder,
                    GError     **error)
{
  g_autoptr(SpBlobStore) self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (SP_TYPE_BLOB_STORE, NULL);
  self->objects = g_build_filename (folder, "objects", NULL);
  self->spool = g_build_filename (folder, "spool", NULL);

  if (!make_folder (self->objects, error) ||
      !make_folder (self->spool, error) ||
      !empty_folder (self->spool, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sp_blob_store_get_spool:
 * @self: a store
 *
 * Returns: (transfer none): the folder for files that sp_blob_store_adopt_async()
 *   is to take; emptied at each start
 */
const char *
sp_blob_store_get_spool (SpBlobStore *self)
{
  g_return_val_if_fail (SP_IS_BLOB_STORE (self), NULL);

  return self->spool;
}

/**
 * sp_blob_store_open_blob:
 * @self: a store
 * @hash: a blob's name
 * @error: set to a %G_IO_ERROR
 *
 * Returns: a descriptor open for reading, owned by the caller, or -1
 */
int
sp_blob_store_open_blob (SpBlobStore  *self,
                         const char   *hash,
                         GError      **error)
{
  g_autofree char *path = NULL;
  int fd;
  int saved_errno;

  g_return_val_if_fail (SP_IS_BLOB_STORE (self), -1);
  g_return_val_if_fail (hash != NULL && is_hash (hash), -1);

  path = sp_blob_store_dup_path (self, hash);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  saved_errno = errno;
  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                 "Opening stored contents: %s", g_strerror (saved_errno));

  return fd;
}

/**
 * sp_blob_store_has:
 * @self: a store
 * @hash: a blob's name
 *
 * Returns: whether it is there
 */
gboolean
sp_blob_store_has (SpBlobStore *self,
                   const char  *hash)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (SP_IS_BLOB_STORE (self), FALSE);
  g_return_val_if_fail (hash != NULL && is_hash (hash), FALSE);

  path = sp_blob_store_dup_path (self, hash);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * sp_blob_store_pin:
 * @self: a store
 * @hash: a blob's name; the blob may not be there yet
 *
 * Keeps the blob from being removed until sp_blob_store_unpin(). Pins count.
 */
void
sp_blob_store_pin (SpBlobStore *self,
                   const char  *hash)
{
  guint n_pins;

  g_return_if_fail (SP_IS_BLOB_STORE (self));
  g_return_if_fail (hash != NULL && is_hash (hash));

  n_pins = GPOINTER_TO_UINT (g_hash_table_lookup (self->pins, hash));
  g_hash_table_insert (self->pins, g_strdup (hash), GUINT_TO_POINTER (n_pins + 1));
}

/**
 * sp_blob_store_unpin:
 * @self: a store
 * @hash: a blob's name that was pinned
 *
 * Takes one pin back.
 */
void
sp_blob_store_unpin (SpBlobStore *self,
                     const char  *hash)
{
  guint n_pins;

  g_return_if_fail (SP_IS_BLOB_STORE (self));
  g_return_if_fail (hash != NULL);

  n_pins = GPOINTER_TO_UINT (g_hash_table_lookup (self->pins, hash));
  g_return_if_fail (n_pins > 0);

  if (n_pins > 1)
    g_hash_table_insert (self->pins, g_strdup (hash), GUINT_TO_POINTER (n_pins - 1));
  else
    g_hash_table_remove (self->pins, hash);
}

static void
unlink_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const char *path = task_data;

  if (g_unlink (path) != 0)
    g_message ("Removing “%s”: %s", path, g_strerror (errno));
  g_task_return_boolean (task, TRUE);
}

/**
 * sp_blob_store_remove:
 * @self: a store
 * @hash: the name of a blob that nothing refers to any more
 *
 * Removes a blob. It is out of sight at once: it is renamed into the spool here,
 * which is quick, and its blocks are freed in a thread, which may not be.
 *
 * Returns: %FALSE when it is pinned or was not there
 */
gboolean
sp_blob_store_remove (SpBlobStore *self,
                      const char  *hash)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *doomed = NULL;

  g_return_val_if_fail (SP_IS_BLOB_STORE (self), FALSE);
  g_return_val_if_fail (hash != NULL && is_hash (hash), FALSE);

  if (g_hash_table_contains (self->pins, hash))
    return FALSE;

  path = sp_blob_store_dup_path (self, hash);
  name = sp_id_new ("gone");
  doomed = g_build_filename (self->spool, name, NULL);
  if (g_rename (path, doomed) != 0)
    return FALSE;

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, sp_blob_store_remove);
  g_task_set_task_data (task, g_steal_pointer (&doomed), g_free);
  g_task_run_in_thread (task, unlink_thread);

  return TRUE;
}

static gboolean
sync_path (const char  *path,
           int          flags,
           GError     **error)
{
  g_auto(SpFd) fd = open (path, flags | O_CLOEXEC);
  int saved_errno;

  if (fd >= 0 && fsync (fd) == 0)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "Writing to the disk: %s", g_strerror (saved_errno));

  return FALSE;
}

static gboolean
rename_synced (Adopt   *adopt,
               GError **error)
{
  g_autofree char *folder = g_path_get_dirname (adopt->target);
  int saved_errno;

  if (g_file_test (adopt->target, G_FILE_TEST_IS_REGULAR))
    {
      g_unlink (adopt->source);
      return TRUE;
    }

  if (!sync_path (adopt->source, O_RDONLY, error) || !make_folder (folder, error))
    return FALSE;

  if (g_rename (adopt->source, adopt->target) != 0)
    {
      saved_errno = errno;
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   "Keeping a file: %s", g_strerror (saved_errno));
      return FALSE;
    }

  return sync_path (folder, O_RDONLY | O_DIRECTORY, error);
}

static void
adopt_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;

  if (rename_synced (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_blob_store_adopt_async:
 * @self: a store
 * @path: a finished file on the same file system, such as in the spool
 * @hash: the SHA-256 of its contents
 * @cancellable: (nullable): not looked at once the work has begun
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Takes a file in: it is written through to the disk and renamed, or deleted
 * when the store has the same contents already. The blob is pinned from this
 * call on; when the adoption has succeeded the caller owns the pin.
 */
void
sp_blob_store_adopt_async (SpBlobStore         *self,
                           const char          *path,
                           const char          *hash,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Adopt *adopt;

  g_return_if_fail (SP_IS_BLOB_STORE (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (hash != NULL && is_hash (hash));

  sp_blob_store_pin (self, hash);

  adopt = g_new0 (Adopt, 1);
  adopt->source = g_strdup (path);
  adopt->hash = g_strdup (hash);
  adopt->target = sp_blob_store_dup_path (self, hash);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sp_blob_store_adopt_async);
  g_task_set_task_data (task, adopt, (GDestroyNotify) adopt_free);
  g_task_run_in_thread (task, adopt_thread);
}

/**
 * sp_blob_store_adopt_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: set to a %G_IO_ERROR; then the pin is taken back
 *
 * Returns: whether the contents are stored and on the disk
 */
gboolean
sp_blob_store_adopt_finish (SpBlobStore   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  Adopt *adopt;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (g_task_propagate_boolean (G_TASK (result), error))
    return TRUE;

  adopt = g_task_get_task_data (G_TASK (result));
  sp_blob_store_unpin (self, adopt->hash);

  return FALSE;
}

static void
hash_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (HASH_CHUNK);
  g_auto(SpFd) fd = open (task_data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gssize n_read = -1;

  while (fd >= 0 && (n_read = read (fd, buffer, HASH_CHUNK)) > 0)
    g_checksum_update (checksum, buffer, n_read);

  if (n_read < 0)
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno),
                             "Reading a file to keep: %s", g_strerror (errno));
  else
    g_task_return_pointer (task, g_strdup (g_checksum_get_string (checksum)), g_free);
}

/**
 * sp_blob_store_hash_async:
 * @self: a store
 * @path: a file
 * @cancellable: (nullable): drops the answer
 * @callback: called with the hash
 * @user_data: for @callback
 *
 * Computes in a thread the name that a file's contents would have.
 */
void
sp_blob_store_hash_async (SpBlobStore         *self,
                          const char          *path,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BLOB_STORE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_blob_store_hash_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, hash_thread);
}

/**
 * sp_blob_store_hash_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: set to a %G_IO_ERROR
 *
 * Returns: (transfer full): the SHA-256 in hexadecimal, or %NULL
 */
char *
sp_blob_store_hash_finish (SpBlobStore   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
list_folder (const char  *path,
             GPtrArray   *names,
             GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));

  return TRUE;
}

static void
list_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const char *objects = task_data;
  g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  if (!list_folder (objects, folders, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < folders->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *folder = g_build_filename (objects, g_ptr_array_index (folders, i), NULL);

      list_folder (folder, names, NULL);
    }

  for (guint i = 0; i < names->len; i++)
    if (is_hash (g_ptr_array_index (names, i)))
      g_ptr_array_add (hashes, g_strdup (g_ptr_array_index (names, i)));

  g_task_return_pointer (task, g_steal_pointer (&hashes), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * sp_blob_store_list_async:
 * @self: a store
 * @cancellable: (nullable): stops the search
 * @callback: called with the names
 * @user_data: for @callback
 *
 * Lists all blobs, in a thread: how those are found that a kill left between
 * the rename and the row that was to refer to them.
 */
void
sp_blob_store_list_async (SpBlobStore         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BLOB_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_blob_store_list_async);
  g_task_set_task_data (task, g_strdup (self->objects), g_free);
  g_task_run_in_thread (task, list_thread);
}

/**
 * sp_blob_store_list_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: set to a %G_FILE_ERROR
 *
 * Returns: (transfer full) (element-type utf8): the hashes, or %NULL
 */
GPtrArray *
sp_blob_store_list_finish (SpBlobStore   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
