/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpDataFolder: puts files into a session's working folder and takes files out of it. Owned by the session; calls
 * come from the main thread, the work is done in a worker thread, one job at a time.
 *
 * The folder is a tmpfs in namespaces of its own. Files are never mapped into memory: the code inside could cut them
 * off under our feet. */

#include "config.h"

#include "sandbox/sp-data-folder-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/sp-id.h"
#include "base/sp-str.h"
#include "sandbox/sp-sandbox-error.h"

#define COPY_SIZE (1024 * 1024)

struct _SpDataFolder
{
  GObject          parent_instance;

  SpFd             fd;
  uid_t            owner;

  /* Both are only for whoever holds the lock */
  GMutex           lock;
  SpFolderMemory  *memory;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (SpDataFolder, sp_data_folder, G_TYPE_OBJECT)

typedef struct
{
  char            *name;    /* (owned) */
  SpFd             fd;
} Put;

typedef struct
{
  SpSandboxLimits  limits;
  char            *folder;  /* (owned) */
} Harvest;

static void
put_free (Put *put)
{
  sp_fd_close (put->fd);
  g_clear_pointer (&put->name, g_free);
  g_free (put);
}

static void
harvest_free (Harvest *harvest)
{
  g_clear_pointer (&harvest->folder, g_free);
  g_free (harvest);
}

/* Root is not a user of the sandbox's file system, and may not create files in it: the worker thread becomes the
 * folder's owner for the time of the work. Where we are the owner this changes nothing. */
static void
become (uid_t user)
{
  if (geteuid () == 0)
    {
      setfsgid (user);
      setfsuid (user);
    }
}

static gboolean
fail_from_errno (const char  *name,
                 int          code,
                 GError     **error)
{
  if (code == ENOSPC || code == EDQUOT || code == ENOMEM)
    g_set_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_FULL,
                 _("“%s” does not fit into the session's working folder. Delete files there, or start a new "
                   "conversation."), name);
  else if (code == EISDIR || code == ENOTDIR || code == ENAMETOOLONG || code == EEXIST)
    g_set_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NAME,
                 _("“%s” cannot be written: something else has that name."), name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                 /* translators: a file's name and the system's reason */
                 _("Writing “%s” into the session: %s"), name, g_strerror (code));

  return FALSE;
}

static gboolean
copy_in (int           from,
         int           to,
         const char   *name,
         GCancellable *cancellable,
         GError      **error)
{
  g_autofree char *buffer = g_malloc (COPY_SIZE);
  off_t offset = 0;

  for (;;)
    {
      ssize_t size = pread (from, buffer, COPY_SIZE, offset);

      if (size < 0 && errno == EINTR)
        continue;
      if (size < 0)
        return fail_from_errno (name, errno, error);
      if (size == 0)
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (ssize_t done = 0; done < size;)
        {
          ssize_t written = write (to, buffer + done, size - done);

          if (written < 0 && errno != EINTR)
            return fail_from_errno (name, errno, error);
          done += MAX (written, 0);
        }
      offset += size;
    }
}

static gboolean
has_room (SpDataFolder *self,
          int           from)
{
  struct statvfs fs;
  struct stat file;

  if (fstatvfs (self->fd, &fs) != 0 || fstat (from, &file) != 0)
    return TRUE;

  return (guint64) file.st_size <= (guint64) fs.f_bavail * fs.f_frsize;
}

static gboolean
sp_data_folder_put_now (SpDataFolder  *self,
                        Put           *put,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autofree char *temporary = sp_id_new (".put");
  g_auto(SpFd) fd = -1;

  if (!has_room (self, put->fd))
    return fail_from_errno (put->name, ENOSPC, error);

  fd = openat (self->fd, temporary, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_from_errno (put->name, errno, error);

  if (!copy_in (put->fd, fd, put->name, cancellable, error))
    {
      unlinkat (self->fd, temporary, 0);
      return FALSE;
    }
  if (renameat (self->fd, temporary, self->fd, put->name) != 0)
    {
      fail_from_errno (put->name, errno, error);
      unlinkat (self->fd, temporary, 0);
      return FALSE;
    }

  /* What was put is not a result, unless a cell changes it. */
  _sp_folder_memory_note (self->memory, put->name, fd);

  return TRUE;
}

static void
put_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  SpDataFolder *self = source;
  GError *error = NULL;
  gboolean done;

  g_mutex_lock (&self->lock);
  become (self->owner);
  done = sp_data_folder_put_now (self, task_data, cancellable, &error);
  become (geteuid ());
  g_mutex_unlock (&self->lock);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
harvest_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  SpDataFolder *self = source;
  Harvest *harvest = task_data;
  SpHarvest *result;
  GError *error = NULL;

  g_mutex_lock (&self->lock);
  result = _sp_harvester_run (self->fd, self->memory, &harvest->limits, harvest->folder, cancellable, &error);
  g_mutex_unlock (&self->lock);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) sp_harvest_free);
  else
    g_task_return_error (task, error);
}

static void
sp_data_folder_finalize (GObject *object)
{
  SpDataFolder *self = SP_DATA_FOLDER (object);

  sp_fd_close (g_steal_fd (&self->fd));
  g_clear_pointer (&self->memory, _sp_folder_memory_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sp_data_folder_parent_class)->finalize (object);
}

static void
sp_data_folder_class_init (SpDataFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_data_folder_finalize;
}

static void
sp_data_folder_init (SpDataFolder *self)
{
  self->fd = -1;
  g_mutex_init (&self->lock);
  self->memory = _sp_folder_memory_new ();
}

/**
 * sp_data_folder_new:
 * @fd: (transfer full): a descriptor of the folder
 *
 * Returns: (transfer full): the folder
 */
SpDataFolder *
sp_data_folder_new (SpFd fd)
{
  SpDataFolder *self;
  struct stat folder;

  g_return_val_if_fail (fd >= 0, NULL);

  self = g_object_new (SP_TYPE_DATA_FOLDER, NULL);
  self->fd = fd;
  self->owner = fstat (fd, &folder) == 0 ? folder.st_uid : geteuid ();

  return self;
}

/**
 * sp_data_folder_put_async:
 * @self: a folder
 * @name: a plain file name
 * @fd: (transfer none): an open file; read from its beginning, whatever its position
 * @cancellable: (nullable): a cancellable; a cancelled file leaves nothing behind
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes a copy of the file, in place of one that has the same name.
 */
void
sp_data_folder_put_async (SpDataFolder         *self,
                          const char           *name,
                          int                   fd,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *clean = NULL;
  Put *put;

  g_return_if_fail (SP_IS_DATA_FOLDER (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (fd >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_data_folder_put_async);

  clean = sp_str_clean_filename (name);
  if (strcmp (clean, name) != 0)
    {
      g_task_return_new_error (task, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NAME,
                               _("“%s” is not a name that a file can have in the session."), clean);
      return;
    }

  put = g_new0 (Put, 1);
  put->name = g_strdup (name);
  put->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  g_task_set_task_data (task, put, (GDestroyNotify) put_free);
  g_task_run_in_thread (task, put_thread);
}

/**
 * sp_data_folder_put_finish:
 * @self: a folder
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %FALSE with %SP_SANDBOX_ERROR_NAME, %SP_SANDBOX_ERROR_FULL or a #GIOErrorEnum
 */
gboolean
sp_data_folder_put_finish (SpDataFolder  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_data_folder_harvest_async:
 * @self: a folder
 * @limits: how much to take; copied
 * @folder: a folder of the host for the copies
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Copies every regular file that is new or was changed since the last time.
 */
void
sp_data_folder_harvest_async (SpDataFolder          *self,
                              const SpSandboxLimits *limits,
                              const char            *folder,
                              GCancellable          *cancellable,
                              GAsyncReadyCallback    callback,
                              gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  Harvest *harvest;

  g_return_if_fail (SP_IS_DATA_FOLDER (self));
  g_return_if_fail (limits != NULL && folder != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_data_folder_harvest_async);

  harvest = g_new0 (Harvest, 1);
  harvest->limits = *limits;
  harvest->folder = g_strdup (folder);
  g_task_set_task_data (task, harvest, (GDestroyNotify) harvest_free);
  g_task_run_in_thread (task, harvest_thread);
}

/**
 * sp_data_folder_harvest_finish:
 * @self: a folder
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the files, or %NULL with a #GIOErrorEnum when @folder cannot be written
 */
SpHarvest *
sp_data_folder_harvest_finish (SpDataFolder  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
