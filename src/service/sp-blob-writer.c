/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-blob-writer.h"

#include <errno.h>
#include <fcntl.h>

#include <glib/gstdio.h>

#include "base/sp-fd.h"
#include "base/sp-id.h"
#include "service/sp-service-error.h"

/* One upload on its way into the blob store. Chunks are written and hashed in
 * a worker thread, one at a time: the caller starts the next write when the
 * one before has finished, which is also what slows a sender down to the disk.
 * Whoever takes the bytes in owns the writer, on the main thread; dropping it
 * before the close drops the upload. A closed writer keeps its blob pinned as
 * long as it lives. */

struct _SpBlobWriter
{
  GObject      parent_instance;

  SpBlobStore *store;
  char        *path;
  GChecksum   *checksum;
  char        *hash;       /* (nullable) once it is closed */
  gint64       max_size;
  gint64       size;
  int          fd;
  guint        busy : 1;
  guint        pinned : 1;
};

G_DEFINE_FINAL_TYPE (SpBlobWriter, sp_blob_writer, G_TYPE_OBJECT)

static void
sp_blob_writer_dispose (GObject *object)
{
  SpBlobWriter *self = SP_BLOB_WRITER (object);

  sp_blob_writer_abort (self);
  if (self->pinned)
    sp_blob_store_unpin (self->store, self->hash);
  self->pinned = FALSE;

  G_OBJECT_CLASS (sp_blob_writer_parent_class)->dispose (object);
}

static void
sp_blob_writer_finalize (GObject *object)
{
  SpBlobWriter *self = SP_BLOB_WRITER (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->checksum, g_checksum_free);
  g_clear_pointer (&self->hash, g_free);

  G_OBJECT_CLASS (sp_blob_writer_parent_class)->finalize (object);
}

static void
sp_blob_writer_class_init (SpBlobWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_blob_writer_dispose;
  object_class->finalize = sp_blob_writer_finalize;
}

static void
sp_blob_writer_init (SpBlobWriter *self)
{
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->fd = -1;
}

/**
 * sp_blob_writer_new:
 * @store: where the bytes go
 * @max_size: how many may come
 *
 * Begins an upload; the file is made by the first write.
 *
 * Returns: (transfer full): the writer
 */
SpBlobWriter *
sp_blob_writer_new (SpBlobStore *store,
                    gint64       max_size)
{
  g_autofree char *name = NULL;
  SpBlobWriter *self;

  g_return_val_if_fail (SP_IS_BLOB_STORE (store), NULL);

  name = sp_id_new ("upload");
  self = g_object_new (SP_TYPE_BLOB_WRITER, NULL);
  self->store = g_object_ref (store);
  self->path = g_build_filename (sp_blob_store_get_spool (store), name, NULL);
  self->max_size = max_size;

  return self;
}

static gboolean
sp_blob_writer_open (SpBlobWriter  *self,
                     GError       **error)
{
  int saved_errno;

  if (self->fd >= 0)
    return TRUE;

  self->fd = open (self->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "Keeping an upload: %s", g_strerror (saved_errno));

  return FALSE;
}

/* The writer is used by one thread at a time: `busy` on the main thread sees to
 * it, and the task's end hands it back. */
static void
write_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  SpBlobWriter *self = source_object;
  g_autoptr(GError) error = NULL;
  gsize size;
  const guchar *data = g_bytes_get_data (task_data, &size);

  if (sp_blob_writer_open (self, &error) && sp_fd_write_all (self->fd, data, size, &error))
    {
      g_checksum_update (self->checksum, data, (gssize) size);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_blob_writer_write_async:
 * @self: a writer that is not writing
 * @bytes: the next bytes
 * @cancellable: (nullable): drops the answer; the upload is then only fit to be dropped
 * @callback: called when the bytes are written
 * @user_data: for @callback
 *
 * Appends to the upload.
 */
void
sp_blob_writer_write_async (SpBlobWriter        *self,
                            GBytes              *bytes,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_BLOB_WRITER (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (!self->busy && self->hash == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_blob_writer_write_async);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);

  if (g_bytes_get_size (bytes) > (guint64) (self->max_size - self->size))
    {
      g_task_return_error (task,
                           sp_service_error_new (SP_SERVICE_ERROR_TOO_LARGE, "file_size_exceeded",
                                                 "file",
                                                 "The file is larger than %" G_GINT64_FORMAT " MB, "
                                                 "the most that one file may have.",
                                                 self->max_size / (1024 * 1024)));
      return;
    }

  self->busy = TRUE;
  self->size += g_bytes_get_size (bytes);
  g_task_run_in_thread (task, write_thread);
}

/**
 * sp_blob_writer_write_finish:
 * @self: a writer
 * @result: as given to the callback
 * @error: set to %SP_SERVICE_ERROR_TOO_LARGE, or a %G_IO_ERROR of the disk
 *
 * Returns: whether the bytes are written
 */
gboolean
sp_blob_writer_write_finish (SpBlobWriter  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  self->busy = FALSE;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
adopt_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  SpBlobWriter *self = g_task_get_source_object (task);

  if (!sp_blob_store_adopt_finish (SP_BLOB_STORE (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->hash = g_strdup (g_checksum_get_string (self->checksum));
  self->pinned = TRUE;
  g_task_return_boolean (task, TRUE);
}

/**
 * sp_blob_writer_close_async:
 * @self: a writer that is not writing
 * @cancellable: (nullable): not looked at: the end of an upload is short
 * @callback: called when the contents are on the disk
 * @user_data: for @callback
 *
 * Ends the upload and gives the contents their name.
 */
void
sp_blob_writer_close_async (SpBlobWriter        *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (SP_IS_BLOB_WRITER (self));
  g_return_if_fail (!self->busy && self->hash == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sp_blob_writer_close_async);

  if (!sp_blob_writer_open (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  sp_fd_close (g_steal_fd (&self->fd));
  self->busy = TRUE;
  sp_blob_store_adopt_async (self->store, self->path, g_checksum_get_string (self->checksum),
                             NULL, adopt_cb, g_steal_pointer (&task));
}

/**
 * sp_blob_writer_close_finish:
 * @self: a writer
 * @result: as given to the callback
 * @error: set to a %G_IO_ERROR of the disk
 *
 * Returns: whether the contents are stored; the blob is pinned while @self lives
 */
gboolean
sp_blob_writer_close_finish (SpBlobWriter  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  self->busy = FALSE;

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_blob_writer_abort:
 * @self: a writer that is not writing
 *
 * Drops what was written, unless the writer was closed. Dropping the last
 * reference does the same.
 */
void
sp_blob_writer_abort (SpBlobWriter *self)
{
  g_return_if_fail (SP_IS_BLOB_WRITER (self));

  if (self->fd < 0)
    return;

  sp_fd_close (g_steal_fd (&self->fd));
  g_unlink (self->path);
}

/**
 * sp_blob_writer_discard:
 * @self: a writer that was closed
 *
 * Takes the pin back, so that contents which nobody wants can be removed.
 */
void
sp_blob_writer_discard (SpBlobWriter *self)
{
  g_return_if_fail (SP_IS_BLOB_WRITER (self));

  if (self->pinned)
    sp_blob_store_unpin (self->store, self->hash);
  self->pinned = FALSE;
}

/**
 * sp_blob_writer_get_hash:
 * @self: a writer
 *
 * Returns: (transfer none) (nullable): the blob's name, once it is closed
 */
const char *
sp_blob_writer_get_hash (SpBlobWriter *self)
{
  g_return_val_if_fail (SP_IS_BLOB_WRITER (self), NULL);

  return self->hash;
}

/**
 * sp_blob_writer_get_size:
 * @self: a writer
 *
 * Returns: how many bytes have come so far
 */
gint64
sp_blob_writer_get_size (SpBlobWriter *self)
{
  g_return_val_if_fail (SP_IS_BLOB_WRITER (self), 0);

  return self->size;
}
