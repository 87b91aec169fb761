/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Wraps a file or a folder in a zip archive, so that what a place refuses by its type can still be sent. The work is
 * done on a thread of its own from copied paths; results come back on the caller's main context. Links and devices are
 * left out: an archive holds what the person sees, not what a link leads to. */

#include "config.h"

#include "base/sp-zipper.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>

#include "base/sp-fd.h"
#include "base/sp-file-type.h"

#define BUFFER_SIZE (128 * 1024)
#define MAX_DEPTH 32

typedef struct archive Archive;

static void
archive_close_free (Archive *archive)
{
  archive_write_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_close_free)

typedef struct archive_entry ArchiveEntry;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveEntry, archive_entry_free)

typedef struct
{
  char *source;  /* (owned) path of what is wrapped */
  char *folder;  /* (owned) path of where the archive goes */
} Wrap;

/* One archive while it is written: on the worker thread only. */
typedef struct
{
  Archive *archive;           /* (unowned) */
  GCancellable *cancellable;  /* (unowned) (nullable) */
  char *buffer;               /* (unowned) BUFFER_SIZE bytes */
  guint n_entries;
  gint64 size;
} Writer;

static void
wrap_free (Wrap *wrap)
{
  g_free (wrap->source);
  g_free (wrap->folder);
  g_free (wrap);
}

static gboolean
set_archive_error (Writer  *writer,
                   GError **error)
{
  const char *text = archive_error_string (writer->archive);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, text != NULL ? text : "The archive cannot be written");

  return FALSE;
}

static gboolean
set_errno_error (const char  *path,
                 GError     **error)
{
  int saved_errno = errno;
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "“%s”: %s", name, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
write_header (Writer             *writer,
              const char         *name,
              const struct stat  *info,
              GError            **error)
{
  g_autoptr(ArchiveEntry) entry = archive_entry_new ();

  if (++writer->n_entries > SP_ZIPPER_MAX_ENTRIES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The folder holds more than %d files", SP_ZIPPER_MAX_ENTRIES);
      return FALSE;
    }

  archive_entry_set_pathname_utf8 (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, info->st_size);
  archive_entry_set_mtime (entry, info->st_mtime, 0);

  /* A warning says that a name was written in another encoding; the file is in. */
  return archive_write_header (writer->archive, entry) >= ARCHIVE_WARN || set_archive_error (writer, error);
}

static gboolean
write_file (Writer      *writer,
            const char  *path,
            const char  *name,
            GError     **error)
{
  g_auto(SpFd) fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat info;
  gssize n;

  if (fd < 0 || fstat (fd, &info) != 0)
    return set_errno_error (path, error);
  if (!S_ISREG (info.st_mode))
    return TRUE;
  if (!write_header (writer, name, &info, error))
    return FALSE;

  while ((n = read (fd, writer->buffer, BUFFER_SIZE)) > 0)
    {
      writer->size += n;
      if (g_cancellable_set_error_if_cancelled (writer->cancellable, error))
        return FALSE;
      if (writer->size > SP_FILE_MAX_SIZE * 8)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "This is too much for one archive");
          return FALSE;
        }
      if (archive_write_data (writer->archive, writer->buffer, (size_t) n) < 0)
        return set_archive_error (writer, error);
    }

  return n == 0 || set_errno_error (path, error);
}

static gboolean
write_tree (Writer      *writer,
            const char  *path,
            const char  *name,
            guint        depth,
            GError     **error)
{
  g_autoptr(GDir) dir = NULL;
  struct stat info;
  const char *child;

  if (lstat (path, &info) != 0)
    return set_errno_error (path, error);
  if (S_ISREG (info.st_mode))
    return write_file (writer, path, name, error);
  if (!S_ISDIR (info.st_mode))
    return TRUE;
  if (depth > MAX_DEPTH)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The folder is nested too deeply");
      return FALSE;
    }

  dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return FALSE;
  while ((child = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child_path = g_build_filename (path, child, NULL);
      g_autofree char *child_display = g_filename_display_name (child);
      g_autofree char *child_name = g_build_filename (name, child_display, NULL);

      if (g_cancellable_set_error_if_cancelled (writer->cancellable, error)
          || !write_tree (writer, child_path, child_name, depth + 1, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_archive (const char    *source,
               const char    *name,
               int            fd,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(Archive) archive = archive_write_new ();
  g_autofree char *buffer = g_malloc (BUFFER_SIZE);
  Writer writer = { archive, cancellable, buffer };

  archive_write_set_format_zip (archive);
  if (archive_write_set_options (archive, "zip:hdrcharset=UTF-8") != ARCHIVE_OK
      || archive_write_open_fd (archive, fd) != ARCHIVE_OK)
    return set_archive_error (&writer, error);
  if (!write_tree (&writer, source, name, 0, error))
    return FALSE;
  if (writer.n_entries == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "There is no file in it");
      return FALSE;
    }

  return archive_write_close (archive) == ARCHIVE_OK || set_archive_error (&writer, error);
}

static void
wrap_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Wrap *wrap = task_data;
  g_autofree char *basename = g_path_get_basename (wrap->source);
  g_autofree char *name = g_filename_display_name (basename);
  g_autofree char *zip_name = g_strconcat (basename, ".zip", NULL);
  g_autofree char *zip_path = NULL;
  g_autofree char *own_folder = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(SpFd) fd = -1;

  /* A folder of its own for each, so that the archive can be called after the file whatever else is there. */
  own_folder = g_build_filename (wrap->folder, "XXXXXX", NULL);
  if (g_mkdir_with_parents (wrap->folder, 0700) != 0 || g_mkdtemp (own_folder) == NULL)
    {
      set_errno_error (wrap->folder, &error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  zip_path = g_build_filename (own_folder, zip_name, NULL);
  fd = open (zip_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    set_errno_error (zip_path, &error);

  if (fd < 0 || !write_archive (wrap->source, name, fd, cancellable, &error))
    {
      g_unlink (zip_path);
      g_rmdir (own_folder);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_return_pointer (task, g_file_new_for_path (zip_path), g_object_unref);
}

/**
 * sp_zipper_wrap_async:
 * @source: (transfer none): a local file or folder
 * @folder: (transfer none): a local folder for the archive; it is made when it is missing
 * @cancellable: (nullable): stops the work; what was written goes
 * @callback: called on the main context of the caller
 * @user_data: given to @callback
 *
 * Writes @source into a new zip archive called after it.
 */
void
sp_zipper_wrap_async (GFile               *source,
                      GFile               *folder,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Wrap *wrap;

  g_return_if_fail (G_IS_FILE (source));
  g_return_if_fail (G_IS_FILE (folder));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_zipper_wrap_async);

  if (g_file_peek_path (source) == NULL || g_file_peek_path (folder) == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The file is not on this computer");
      return;
    }

  wrap = g_new0 (Wrap, 1);
  wrap->source = g_file_get_path (source);
  wrap->folder = g_file_get_path (folder);
  g_task_set_task_data (task, wrap, (GDestroyNotify) wrap_free);
  g_task_run_in_thread (task, wrap_thread);
}

/**
 * sp_zipper_wrap_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the archive, or %NULL with @error set to a code of %G_IO_ERROR or %G_FILE_ERROR
 */
GFile *
sp_zipper_wrap_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
