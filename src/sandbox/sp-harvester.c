/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The harvest: which files of a hostile folder are new, and copies of them. Runs in a worker thread while code may
 * still be changing the folder. Every path is opened beneath the folder without following anything, what was opened
 * is looked at again, and everything is counted. */

#include "config.h"

#include "sandbox/sp-data-folder-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sp-str.h"

#define COPY_SIZE (256 * 1024)
#define MAX_DEPTH 12
#define MAX_SKIPPED 100

typedef struct
{
  int                     root_fd;
  SpFolderMemory         *memory;
  const SpSandboxLimits  *limits;
  const char             *folder;       /* of the host */
  GCancellable           *cancellable;
  SpHarvest              *harvest;      /* (owned) */
  char                   *buffer;       /* (owned) */
  gint64                  n_bytes;
  guint                   n_entries;
  gboolean                full;
} Walk;

typedef DIR SpDir;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpDir, closedir)

static gboolean walk_folder (Walk        *walk,
                             const char  *path,
                             guint        depth,
                             GError     **error);

/**
 * _sp_folder_memory_new:
 *
 * Returns: (transfer full): a memory of nothing
 */
SpFolderMemory *
_sp_folder_memory_new (void)
{
  SpFolderMemory *self = g_new0 (SpFolderMemory, 1);

  self->stamps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * _sp_folder_memory_free:
 * @self: a memory
 *
 * Frees @self.
 */
void
_sp_folder_memory_free (SpFolderMemory *self)
{
  g_clear_pointer (&self->stamps, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_free (self);
}

static SpFileStamp
stamp_of (const struct stat *file)
{
  return (SpFileStamp) {
    .inode = file->st_ino,
    .size = file->st_size,
    .mtime = file->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + file->st_mtim.tv_nsec,
    .ctime = file->st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + file->st_ctim.tv_nsec,
  };
}

static gboolean
is_known (SpFolderMemory    *memory,
          const char        *path,
          const struct stat *file)
{
  const SpFileStamp *known = g_hash_table_lookup (memory->stamps, path);
  SpFileStamp now = stamp_of (file);

  return known != NULL && known->inode == now.inode && known->size == now.size
         && known->mtime == now.mtime && known->ctime == now.ctime;
}

static void
remember (SpFolderMemory    *memory,
          const char        *path,
          const struct stat *file)
{
  SpFileStamp stamp = stamp_of (file);

  g_hash_table_insert (memory->stamps, g_strdup (path), g_memdup2 (&stamp, sizeof stamp));
}

/**
 * _sp_folder_memory_note:
 * @self: a memory
 * @path: the file's path below the folder
 * @fd: the file
 *
 * Remembers a file that the host itself has just written.
 */
void
_sp_folder_memory_note (SpFolderMemory *self,
                        const char     *path,
                        int             fd)
{
  struct stat file;

  if (fstat (fd, &file) != 0)
    return;

  remember (self, path, &file);
  if (!g_hash_table_contains (self->names, path))
    {
      g_hash_table_insert (self->names, g_strdup (path), g_strdup (path));
      g_hash_table_add (self->taken, g_strdup (path));
    }
}

/**
 * _sp_open_beneath:
 * @root_fd: the folder
 * @path: a path below it
 * @flags: more flags of open(), such as O_DIRECTORY
 *
 * Opens @path for reading: no way up, no links of any kind, no other file system. Nothing of it blocks.
 *
 * Returns: a descriptor, or -1 with `errno`
 */
int
_sp_open_beneath (int         root_fd,
                  const char *path,
                  guint64     flags)
{
  struct open_how how = {
    .flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | flags,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
  };

  return (int) syscall (SYS_openat2, root_fd, path, &how, sizeof how);
}

/* Characters that mean something to other systems, bytes that are no text, and a dash that a command would take for
 * an option. */
static char *
clean_part (const char *raw)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  g_auto(GStrv) pieces = g_strsplit (valid, "\357\277\275", -1);
  g_autofree char *joined = g_strjoinv ("_", pieces);
  g_autofree char *clean = sp_str_clean_filename (g_strdelimit (joined, "\\:*?\"<>|", '_'));

  return *clean == '-' ? g_strconcat ("_", clean, NULL) : g_steal_pointer (&clean);
}

/* The name under which the world gets to know a file: each part cleaned, and never the name of another. */
static const char *
name_of (Walk       *walk,
         const char *path)
{
  const char *known = g_hash_table_lookup (walk->memory->names, path);
  g_auto(GStrv) parts = NULL;
  g_autofree char *clean = NULL;
  char *name;

  if (known != NULL)
    return known;

  parts = g_strsplit (path, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *raw = parts[i];

      parts[i] = clean_part (raw);
    }

  clean = g_strjoinv ("/", parts);
  name = sp_str_unique_filename (clean, walk->memory->taken);
  g_hash_table_add (walk->memory->taken, g_strdup (name));
  g_hash_table_insert (walk->memory->names, g_strdup (path), name);

  return name;
}

static void
skip (Walk       *walk,
      const char *path,
      const char *reason)
{
  SpSkippedFile *skipped;

  if (walk->harvest->skipped->len >= MAX_SKIPPED)
    return;

  skipped = g_new0 (SpSkippedFile, 1);
  skipped->name = g_strdup (name_of (walk, path));
  skipped->reason = g_strdup (reason);
  g_ptr_array_add (walk->harvest->skipped, skipped);
}

static void
set_note (Walk       *walk,
          const char *note)
{
  if (walk->harvest->note == NULL)
    walk->harvest->note = g_strdup (note);
}

/* Returns the bytes copied, -1 when the file grew past the limit while it was read, -2 with @error. */
static gint64
copy_out (Walk      *walk,
          int        from,
          int        to,
          GChecksum *checksum,
          GError   **error)
{
  gint64 n_copied = 0;

  for (;;)
    {
      ssize_t size = read (from, walk->buffer, COPY_SIZE);

      if (size < 0 && errno == EINTR)
        continue;
      if (size <= 0)
        return size == 0 ? n_copied : -1;

      n_copied += size;
      if (n_copied > walk->limits->file_size || walk->n_bytes + n_copied > walk->limits->files_size)
        return -1;
      if (g_cancellable_set_error_if_cancelled (walk->cancellable, error)
          || !sp_fd_write_all (to, walk->buffer, size, error))
        return -2;
      g_checksum_update (checksum, (const guchar *) walk->buffer, size);
    }
}

static gboolean
add_file (Walk              *walk,
          const char        *path,
          int                fd,
          const struct stat *file,
          GError           **error)
{
  g_autoptr(SpHarvestedFile) harvested = g_new0 (SpHarvestedFile, 1);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *copy = g_build_filename (walk->folder, "sandpiper-harvest-XXXXXX", NULL);
  g_auto(SpFd) copy_fd = g_mkstemp_full (copy, O_RDWR | O_CLOEXEC, 0600);
  int saved_errno = errno;

  if (copy_fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   _("Keeping a result: %s"), g_strerror (saved_errno));
      return FALSE;
    }

  harvested->path = g_steal_pointer (&copy);
  harvested->size = copy_out (walk, fd, copy_fd, checksum, error);
  if (harvested->size == -2)
    return FALSE;
  if (harvested->size == -1)
    {
      skip (walk, path, _("too large to be taken out of the session"));
      return TRUE;
    }

  harvested->name = g_strdup (name_of (walk, path));
  harvested->sha256 = g_strdup (g_checksum_get_string (checksum));
  harvested->mtime = file->st_mtim.tv_sec * G_USEC_PER_SEC + file->st_mtim.tv_nsec / 1000;
  walk->n_bytes += harvested->size;
  remember (walk->memory, path, file);
  g_ptr_array_add (walk->harvest->files, g_steal_pointer (&harvested));

  return TRUE;
}

static gboolean
look_at_file (Walk        *walk,
              const char  *path,
              GError     **error)
{
  g_auto(SpFd) fd = _sp_open_beneath (walk->root_fd, path, 0);
  struct stat file;

  /* Gone, or swapped for something else, since its name was read. */
  if (fd < 0 || fstat (fd, &file) != 0 || !S_ISREG (file.st_mode))
    return TRUE;
  if (is_known (walk->memory, path, &file))
    return TRUE;

  if (walk->harvest->files->len >= walk->limits->n_files)
    {
      set_note (walk, _("More files than can be taken at once were made; the rest stays in the session for now."));
      walk->full = TRUE;
      return TRUE;
    }
  if (file.st_size > walk->limits->file_size)
    {
      skip (walk, path, _("too large to be taken out of the session"));
      remember (walk->memory, path, &file);
      return TRUE;
    }
  if (walk->n_bytes + file.st_size > walk->limits->files_size)
    {
      skip (walk, path, _("too large together with the other files"));
      return TRUE;
    }

  return add_file (walk, path, fd, &file, error);
}

static gboolean
look_at (Walk           *walk,
         int             dir_fd,
         const char     *parent,
         const char     *name,
         guint           depth,
         GError        **error)
{
  g_autofree char *path = *parent != '\0' ? g_strconcat (parent, "/", name, NULL) : g_strdup (name);
  struct stat file;

  if (fstatat (dir_fd, name, &file, AT_SYMLINK_NOFOLLOW) != 0)
    return TRUE;
  if (S_ISREG (file.st_mode))
    return is_known (walk->memory, path, &file) || look_at_file (walk, path, error);
  if (S_ISDIR (file.st_mode) && strcmp (name, "__pycache__") != 0)
    return walk_folder (walk, path, depth + 1, error);

  /* Links, pipes, sockets and devices are not results. */
  return TRUE;
}

static gboolean
walk_folder (Walk        *walk,
             const char  *path,
             guint        depth,
             GError     **error)
{
  g_auto(SpFd) fd = -1;
  g_autoptr(SpDir) dir = NULL;
  struct dirent *entry;
  int dir_fd;

  if (depth > MAX_DEPTH)
    {
      set_note (walk, _("Folders are nested too deeply; what lies deeper stays in the session."));
      return TRUE;
    }

  fd = _sp_open_beneath (walk->root_fd, *path != '\0' ? path : ".", O_DIRECTORY);
  dir = fd >= 0 ? fdopendir (fd) : NULL;
  if (dir == NULL)
    return TRUE;
  dir_fd = g_steal_fd (&fd);

  while (!walk->full && (entry = readdir (dir)) != NULL)
    {
      if (++walk->n_entries > walk->limits->n_entries)
        {
          set_note (walk, _("There are too many files; some stay in the session."));
          return TRUE;
        }
      if (g_cancellable_set_error_if_cancelled (walk->cancellable, error))
        return FALSE;
      if (entry->d_name[0] != '.' && !look_at (walk, dir_fd, path, entry->d_name, depth, error))
        return FALSE;
    }

  return TRUE;
}

static SpHarvest *
harvest_new (void)
{
  SpHarvest *harvest = g_new0 (SpHarvest, 1);

  harvest->files = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_harvested_file_free);
  harvest->skipped = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_skipped_file_free);

  return harvest;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const SpHarvestedFile *first = *(SpHarvestedFile * const *) a;
  const SpHarvestedFile *second = *(SpHarvestedFile * const *) b;

  return strcmp (first->name, second->name);
}

/**
 * _sp_harvester_run:
 * @root_fd: the folder
 * @memory: what is known of it, brought up to date
 * @limits: how much to take
 * @folder: a folder of the host for the copies
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Takes what is new or was changed since @memory was last touched. Any thread; blocks. Files come sorted by name, for the
 * order of a folder means nothing.
 *
 * Returns: (transfer full): the files, or %NULL with a #GIOErrorEnum when @folder cannot be written
 */
SpHarvest *
_sp_harvester_run (int                     root_fd,
                   SpFolderMemory         *memory,
                   const SpSandboxLimits  *limits,
                   const char             *folder,
                   GCancellable           *cancellable,
                   GError                **error)
{
  g_autoptr(SpHarvest) harvest = harvest_new ();
  g_autofree char *buffer = g_malloc (COPY_SIZE);
  Walk walk = {
    .root_fd = root_fd,
    .memory = memory,
    .limits = limits,
    .folder = folder,
    .cancellable = cancellable,
    .harvest = harvest,
    .buffer = buffer,
  };

  if (!walk_folder (&walk, "", 0, error))
    return NULL;

  g_ptr_array_sort (harvest->files, compare_names);

  return g_steal_pointer (&harvest);
}
