/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Control groups by hand: where the user may make them, which is root without systemd or a delegated folder. Plain
 * functions without state, for worker threads: they block, if only for the kernel. */

#include "config.h"

#include "sandbox/sp-control-group-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sp-fd.h"

#define MOUNT "/sys/fs/cgroup"
#define PREFIX "sandpiper-"
#define PERIOD_US 100000

/* The last process of a group is still being reaped when we come to remove it. */
#define REMOVE_TRIES 100
#define REMOVE_PAUSE_US 10000

static gboolean
write_setting (const char *folder,
               const char *name,
               const char *value)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_auto(SpFd) fd = open (path, O_WRONLY | O_CLOEXEC);

  return fd >= 0 && sp_fd_write_all (fd, value, strlen (value), NULL);
}

static gboolean
write_number (const char *folder,
              const char *name,
              gint64      value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return write_setting (folder, name, text);
}

/**
 * _sp_control_group_get_memory_limit:
 * @limits: what a session may use
 *
 * What the group may hold: the processes' limit, the folders in memory, and an eighth more, so that the watchdog is first
 * in all but sudden cases. It ends the session with words; version 1 kills some process or other.
 *
 * Returns: bytes
 */
gint64
_sp_control_group_get_memory_limit (const SpSandboxLimits *limits)
{
  return limits->memory + limits->memory / 8 + limits->data_size + limits->tmp_size + limits->shm_size;
}

/* The path of a process in one hierarchy: "0::/a/b" in version 2, "4:memory:/a/b" in version 1. */
static char *
find_path (GPid        pid,
           const char *controller)
{
  g_autofree char *file = g_strdup_printf ("/proc/%d/cgroup", pid);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], ":", 3);
      g_auto(GStrv) controllers = NULL;

      if (g_strv_length (parts) != 3)
        continue;

      controllers = g_strsplit (parts[1], ",", -1);
      if (controller == NULL ? *parts[1] == '\0' && strcmp (parts[0], "0") == 0
                             : g_strv_contains ((const char * const *) controllers, controller))
        return g_strdup (parts[2]);
    }

  return NULL;
}

/* Folders that a service left behind that was killed: empty by now, or still in use and then kept by the kernel. */
static void
remove_leftovers (const char *parent)
{
  g_autoptr(GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (parent, name, NULL);
      int owner;

      if (!g_str_has_prefix (name, PREFIX))
        continue;

      owner = atoi (name + strlen (PREFIX));
      if (owner > 0 && kill (owner, 0) != 0 && errno == ESRCH)
        g_rmdir (path);
    }
}

static char *
make_folder (SpControlGroup *self,
             const char     *hierarchy,
             const char     *path)
{
  static int counter;
  g_autofree char *parent = g_build_filename (MOUNT, hierarchy, path, NULL);
  g_autofree char *folder = g_strdup_printf ("%s/" PREFIX "%d-%d", parent, getpid (), g_atomic_int_add (&counter, 1));

  remove_leftovers (parent);
  if (g_mkdir (folder, 0755) != 0)
    return NULL;

  g_ptr_array_add (self->folders, g_strdup (folder));

  return g_steal_pointer (&folder);
}

static gboolean
make_v1 (SpControlGroup        *self,
         const char            *controller,
         const SpSandboxLimits *limits,
         GPid                   pid)
{
  g_autofree char *path = find_path (getpid (), controller);
  g_autofree char *folder = path != NULL ? make_folder (self, controller, path) : NULL;
  gboolean set;

  if (folder == NULL)
    return FALSE;

  if (strcmp (controller, "memory") == 0)
    {
      self->memory_folder = g_strdup (folder);
      set = write_number (folder, "memory.limit_in_bytes", _sp_control_group_get_memory_limit (limits));
      write_number (folder, "memory.memsw.limit_in_bytes", _sp_control_group_get_memory_limit (limits));
    }
  else if (strcmp (controller, "pids") == 0)
    {
      set = write_number (folder, "pids.max", limits->max_processes + 2);
    }
  else
    {
      write_number (folder, "cpu.cfs_period_us", PERIOD_US);
      set = write_number (folder, "cpu.cfs_quota_us", (gint64) limits->cpu_percent * PERIOD_US / 100);
    }

  return set && write_number (folder, "cgroup.procs", pid);
}

static gboolean
make_v2 (SpControlGroup        *self,
         const SpSandboxLimits *limits,
         GPid                   pid)
{
  g_autofree char *path = find_path (getpid (), NULL);
  g_autofree char *folder = NULL;
  g_autofree char *quota = g_strdup_printf ("%" G_GINT64_FORMAT " %d",
                                            (gint64) limits->cpu_percent * PERIOD_US / 100, PERIOD_US);

  /* A hybrid system mounts version 2 elsewhere, with nothing in it to limit. */
  if (path == NULL || !g_file_test (MOUNT "/cgroup.controllers", G_FILE_TEST_EXISTS))
    return FALSE;

  folder = make_folder (self, "", path);
  if (folder == NULL || !write_number (folder, "memory.max", _sp_control_group_get_memory_limit (limits)))
    return FALSE;

  write_setting (folder, "memory.swap.max", "0");
  write_setting (folder, "memory.oom.group", "1");
  write_setting (folder, "cpu.max", quota);
  self->memory_folder = g_strdup (folder);

  return write_number (folder, "pids.max", limits->max_processes + 2)
         && write_number (folder, "cgroup.procs", pid);
}

static SpControlGroup *
control_group_new (SpResourceGroupKind kind)
{
  SpControlGroup *self = g_new0 (SpControlGroup, 1);

  self->kind = kind;
  self->folders = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * _sp_control_group_make:
 * @limits: what all processes together may use
 * @pid: the first of them
 *
 * Makes a group and puts @pid into it. Half a group is none.
 *
 * Returns: (transfer full) (nullable): the group, %NULL when none can be made here
 */
SpControlGroup *
_sp_control_group_make (const SpSandboxLimits *limits,
                        GPid                   pid)
{
  g_autoptr(SpControlGroup) second = control_group_new (SP_RESOURCE_GROUP_V2);
  g_autoptr(SpControlGroup) first = control_group_new (SP_RESOURCE_GROUP_V1);

  if (make_v2 (second, limits, pid))
    return g_steal_pointer (&second);
  _sp_control_group_remove (second);

  if (make_v1 (first, "memory", limits, pid) && make_v1 (first, "pids", limits, pid)
      && make_v1 (first, "cpu", limits, pid))
    return g_steal_pointer (&first);
  _sp_control_group_remove (first);

  return NULL;
}

/**
 * _sp_control_group_of_process:
 * @pid: a process
 *
 * The group that somebody else made around @pid: it is not ours to remove.
 *
 * Returns: (transfer full): the group
 */
SpControlGroup *
_sp_control_group_of_process (GPid pid)
{
  g_autoptr(SpControlGroup) self = control_group_new (SP_RESOURCE_GROUP_SCOPE);
  g_autofree char *path = find_path (pid, NULL);

  if (path != NULL)
    {
      self->memory_folder = g_build_filename (MOUNT, path, NULL);
      write_setting (self->memory_folder, "memory.oom.group", "1");
    }

  return g_steal_pointer (&self);
}

/**
 * _sp_control_group_read_memory:
 * @self: a group
 *
 * Returns: bytes in use, or -1 where nobody counts them
 */
gint64
_sp_control_group_read_memory (SpControlGroup *self)
{
  static const char *const names[] = { "memory.current", "memory.usage_in_bytes" };

  for (guint i = 0; self->memory_folder != NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->memory_folder, names[i], NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        return g_ascii_strtoll (text, NULL, 10);
    }

  return -1;
}

/**
 * _sp_control_group_remove:
 * @self: a group
 *
 * Removes the folders once the last process is gone; waits for that for a second.
 */
void
_sp_control_group_remove (SpControlGroup *self)
{
  for (guint i = 0; i < self->folders->len; i++)
    for (guint try = 0; try < REMOVE_TRIES; try++)
      {
        if (g_rmdir (g_ptr_array_index (self->folders, i)) == 0 || errno != EBUSY)
          break;
        g_usleep (REMOVE_PAUSE_US);
      }

  g_ptr_array_set_size (self->folders, 0);
}

/**
 * _sp_control_group_free:
 * @self: a group
 *
 * Frees @self; the folders stay.
 */
void
_sp_control_group_free (SpControlGroup *self)
{
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_clear_pointer (&self->memory_folder, g_free);
  g_free (self);
}
