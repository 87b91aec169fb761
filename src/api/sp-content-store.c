/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpContentStore: the contents of files, each at `<folder>/<first two of hash>/<hash>/<its name>`, so that equal
 * contents lie there once and other programs that open one see the name that people know. Owned by the workspace; the
 * work is done on threads. A file lies there whole or not at all: it is written under a temporary name first. A file
 * that was dropped on the window is copied at once, for what a portal lends can be gone a moment later. */

#include "config.h"

#include "api/sp-content-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "api/sp-api-error.h"
#include "base/sp-fd.h"
#include "base/sp-id.h"
#include "base/sp-str.h"

#define CHUNK (256 * 1024)

struct _SpContentStore
{
  GObject parent_instance;

  char *folder;
};

typedef struct
{
  /* Input: one of the first three */
  GFile  *file;       /* (owned) (nullable): to be copied */
  GBytes *bytes;      /* (owned) (nullable): to be written */
  char   *temp_path;  /* (owned) (nullable): to be moved, with @hash */
  char   *hash;       /* (owned) (nullable) */
  char   *filename;   /* (owned) */
  gint64  max_size;
} Import;

G_DEFINE_FINAL_TYPE (SpContentStore, sp_content_store, G_TYPE_OBJECT)

static void
import_free (Import *import)
{
  g_clear_object (&import->file);
  g_clear_pointer (&import->bytes, g_bytes_unref);
  g_clear_pointer (&import->temp_path, g_free);
  g_clear_pointer (&import->hash, g_free);
  g_clear_pointer (&import->filename, g_free);
  g_free (import);
}

/**
 * sp_content_free:
 * @content: (transfer full): what sp_content_store_finish() gave
 */
void
sp_content_free (SpContent *content)
{
  g_return_if_fail (content != NULL);

  g_clear_pointer (&content->path, g_free);
  g_clear_pointer (&content->hash, g_free);
  g_free (content);
}

static gboolean
set_errno_error (GError     **error,
                 const char  *path)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), _("“%s” cannot be written: %s"), path,
               g_strerror (code));
  return FALSE;
}

/* Only plain files: a folder has no contents, and a device or a pipe may never end. */
static gboolean
check_source (Import        *import,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GFileInfo) info = g_file_query_info (import->file, G_FILE_ATTRIBUTE_STANDARD_TYPE ","
                                                 G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                                                 cancellable, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error (error, SP_API_ERROR, SP_API_ERROR_CONTENT,
                   _("“%s” is a folder. Attach the files in it, or a zip archive of it."), import->filename);
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, SP_API_ERROR, SP_API_ERROR_CONTENT, _("“%s” is not a file that can be copied."),
                   import->filename);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_size (Import  *import,
            gint64   size,
            GError **error)
{
  g_autofree char *limit = NULL;

  if (size == 0)
    {
      g_set_error (error, SP_API_ERROR, SP_API_ERROR_CONTENT, _("“%s” is empty: there is nothing to analyse in it."),
                   import->filename);
      return FALSE;
    }
  if (size <= import->max_size)
    return TRUE;

  limit = g_format_size_full ((guint64) import->max_size, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (error, SP_API_ERROR, SP_API_ERROR_CONTENT,
               _("“%s” is larger than %s, the most that one file may have. Split it, or attach only the part that "
                 "is needed."), import->filename, limit);
  return FALSE;
}

static gboolean
copy_stream (Import         *import,
             GInputStream   *in,
             GOutputStream  *out,
             GChecksum      *checksum,
             gint64         *size,
             GCancellable   *cancellable,
             GError        **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);

  for (;;)
    {
      gssize got = g_input_stream_read (in, buffer, CHUNK, cancellable, error);

      if (got < 0)
        return FALSE;
      if (got == 0)
        return check_size (import, *size, error) && g_output_stream_close (out, cancellable, error);

      *size += got;
      if (*size > import->max_size)
        return check_size (import, *size, error);
      g_checksum_update (checksum, (const guchar *) buffer, got);
      if (!g_output_stream_write_all (out, buffer, (gsize) got, NULL, cancellable, error))
        return FALSE;
    }
}

/* To a temporary file beside the store. Returns its path, NULL with @error. */
static char *
write_temp (SpContentStore  *self,
            Import          *import,
            char           **hash,
            gint64          *size,
            GCancellable    *cancellable,
            GError         **error)
{
  g_autofree char *path = sp_content_store_dup_temp_path (self);
  g_autoptr(GFile) target = g_file_new_for_path (path);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GInputStream) in = NULL;
  g_autoptr(GFileOutputStream) out = NULL;

  if (import->bytes != NULL)
    in = g_memory_input_stream_new_from_bytes (import->bytes);
  else if (check_source (import, cancellable, error))
    in = G_INPUT_STREAM (g_file_read (import->file, cancellable, error));
  if (in == NULL)
    return NULL;

  out = g_file_create (target, G_FILE_CREATE_PRIVATE, cancellable, error);
  if (out == NULL)
    return NULL;
  if (!copy_stream (import, in, G_OUTPUT_STREAM (out), checksum, size, cancellable, error))
    {
      g_unlink (path);
      return NULL;
    }
  *hash = g_strdup (g_checksum_get_string (checksum));
  return g_steal_pointer (&path);
}

/* FALSE also when it cannot be read: then it is of no use. */
static gboolean
has_contents (const char *path,
              const char *hash)
{
  g_autofree guchar *buffer = g_malloc (CHUNK);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto(SpFd) fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize n_read = -1;

  while (fd >= 0 && (n_read = read (fd, buffer, CHUNK)) > 0)
    g_checksum_update (checksum, buffer, n_read);

  return n_read == 0 && g_str_equal (g_checksum_get_string (checksum), hash);
}

/* Where @clean is or may come to lie. Another program may have written into a copy; then that one stays as it is, and
 * the contents get a folder of their own beside it. */
static char *
find_place (const char *folder,
            const char *clean,
            const char *hash,
            gboolean   *is_there)
{
  g_autofree char *path = g_build_filename (folder, clean, NULL);

  for (guint i = 2;; i++)
    {
      g_autofree char *number = g_strdup_printf ("copy-%u", i);

      *is_there = g_file_test (path, G_FILE_TEST_EXISTS);
      if (!*is_there || has_contents (path, hash))
        return g_steal_pointer (&path);

      g_clear_pointer (&path, g_free);
      path = g_build_filename (folder, number, clean, NULL);
    }
}

/* Gives a temporary file its place. When it has one already, that stays: other programs may have it open. */
static char *
give_place (SpContentStore  *self,
            const char      *temp_path,
            const char      *hash,
            const char      *filename,
            GError         **error)
{
  g_autofree char *clean = sp_str_clean_filename (filename);
  g_autofree char *two = g_strndup (hash, 2);
  g_autofree char *top = g_build_filename (self->folder, two, hash, NULL);
  gboolean is_there = FALSE;
  g_autofree char *path = find_place (top, clean, hash, &is_there);
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_errno_error (error, folder);
      return NULL;
    }
  if (is_there)
    {
      g_unlink (temp_path);
      return g_steal_pointer (&path);
    }
  if (g_rename (temp_path, path) != 0)
    {
      set_errno_error (error, path);
      g_unlink (temp_path);
      return NULL;
    }
  return g_steal_pointer (&path);
}

static void
import_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  SpContentStore *self = SP_CONTENT_STORE (source);
  Import *import = task_data;
  g_autoptr(SpContent) content = g_new0 (SpContent, 1);
  g_autofree char *temp_path = NULL;
  g_autoptr(GError) error = NULL;

  if (import->temp_path != NULL)
    {
      GStatBuf info = { 0 };

      temp_path = g_strdup (import->temp_path);
      content->hash = g_strdup (import->hash);
      content->size = g_stat (temp_path, &info) == 0 ? info.st_size : -1;
    }
  else
    {
      temp_path = write_temp (self, import, &content->hash, &content->size, cancellable, &error);
    }

  if (temp_path != NULL)
    content->path = give_place (self, temp_path, content->hash, import->filename, &error);
  if (content->path != NULL)
    g_task_return_pointer (task, g_steal_pointer (&content), (GDestroyNotify) sp_content_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
sp_content_store_finalize (GObject *object)
{
  SpContentStore *self = SP_CONTENT_STORE (object);

  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (sp_content_store_parent_class)->finalize (object);
}

static void
sp_content_store_class_init (SpContentStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_content_store_finalize;
}

static void
sp_content_store_init (SpContentStore *self)
{
}

/**
 * sp_content_store_new:
 * @folder: where the contents lie
 *
 * Returns: (transfer full): the store; sp_content_store_prepare() must have been called before it is used
 */
SpContentStore *
sp_content_store_new (const char *folder)
{
  SpContentStore *self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (SP_TYPE_CONTENT_STORE, NULL);
  self->folder = g_strdup (folder);
  return self;
}

/**
 * sp_content_store_prepare:
 *
 * Makes the folders, and clears away what a killed program left half written. Waits for the disk: to be called on a
 * thread.
 *
 * Returns: %FALSE with @error of G_IO_ERROR
 */
gboolean
sp_content_store_prepare (SpContentStore  *self,
                          GError         **error)
{
  g_autofree char *temp = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name = NULL;

  g_return_val_if_fail (SP_IS_CONTENT_STORE (self), FALSE);

  temp = g_build_filename (self->folder, "tmp", NULL);
  if (g_mkdir_with_parents (temp, 0700) != 0)
    return set_errno_error (error, temp);

  dir = g_dir_open (temp, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (temp, name, NULL);

      g_unlink (path);
    }
  return TRUE;
}

static GTask *
import_task_new (SpContentStore       *self,
                 Import              **import,
                 const char           *filename,
                 gpointer              source_tag,
                 GCancellable         *cancellable,
                 GAsyncReadyCallback   callback,
                 gpointer              user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  *import = g_new0 (Import, 1);
  (*import)->filename = g_strdup (filename);
  (*import)->max_size = G_MAXINT64;
  g_task_set_task_data (task, *import, (GDestroyNotify) import_free);
  return task;
}

/**
 * sp_content_store_import_async:
 * @file: what to copy
 * @filename: what it is called
 * @max_size: the most that it may have
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the copy is there
 * @user_data: for @callback
 */
void
sp_content_store_import_async (SpContentStore      *self,
                               GFile               *file,
                               const char          *filename,
                               gint64               max_size,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Import *import = NULL;

  g_return_if_fail (SP_IS_CONTENT_STORE (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (filename != NULL);

  task = import_task_new (self, &import, filename, sp_content_store_import_async, cancellable, callback, user_data);
  import->file = g_object_ref (file);
  import->max_size = max_size;
  g_task_run_in_thread (task, import_thread);
}

/**
 * sp_content_store_import_bytes_async:
 * @bytes: what to write
 * @filename: what it is called
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
sp_content_store_import_bytes_async (SpContentStore      *self,
                                     GBytes              *bytes,
                                     const char          *filename,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Import *import = NULL;

  g_return_if_fail (SP_IS_CONTENT_STORE (self));
  g_return_if_fail (bytes != NULL && filename != NULL);

  task = import_task_new (self, &import, filename, sp_content_store_import_bytes_async, cancellable, callback,
                          user_data);
  import->bytes = g_bytes_ref (bytes);
  g_task_run_in_thread (task, import_thread);
}

/**
 * sp_content_store_dup_temp_path:
 *
 * Returns: (transfer full): a path that nothing lies at, for sp_content_store_adopt_async()
 */
char *
sp_content_store_dup_temp_path (SpContentStore *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (SP_IS_CONTENT_STORE (self), NULL);

  name = sp_id_new ("part");
  return g_build_filename (self->folder, "tmp", name, NULL);
}

/**
 * sp_content_store_adopt_async:
 * @temp_path: where the contents lie now; they are moved
 * @hash: their SHA-256
 * @filename: what the file is called
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when it has its place
 * @user_data: for @callback
 */
void
sp_content_store_adopt_async (SpContentStore      *self,
                              const char          *temp_path,
                              const char          *hash,
                              const char          *filename,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Import *import = NULL;

  g_return_if_fail (SP_IS_CONTENT_STORE (self));
  g_return_if_fail (temp_path != NULL && hash != NULL && filename != NULL);

  task = import_task_new (self, &import, filename, sp_content_store_adopt_async, cancellable, callback, user_data);
  import->temp_path = g_strdup (temp_path);
  import->hash = g_strdup (hash);
  g_task_run_in_thread (task, import_thread);
}

/**
 * sp_content_store_finish:
 *
 * Ends each of the calls above.
 *
 * Returns: (transfer full): what lies in the store now; or %NULL with @error: SP_API_ERROR_CONTENT with words for
 *   people when the file cannot be taken, or of G_IO_ERROR
 */
SpContent *
sp_content_store_finish (SpContentStore  *self,
                         GAsyncResult    *result,
                         GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
