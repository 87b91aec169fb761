/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Gives a file away by drag and drop or the clipboard. The copies that we keep are named by what they hold; who receives
 * one wants its own name, so it gets a link of that name in the cache folder. */

#include "config.h"

#include "ui/sp-file-drag.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/sp-str.h"

/* A folder of its own for each file, so that equal names stay apart. Linking takes microseconds: no thread for it. */
static char *
link_with_name (const char *path,
                const char *name)
{
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  g_autofree char *folder = NULL;
  g_autofree char *link_path = NULL;

  key[16] = '\0';
  folder = g_build_filename (g_get_user_cache_dir (), "sandpiper", "named", key, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return NULL;
  link_path = g_build_filename (folder, name, NULL);
  g_unlink (link_path);
  if (link (path, link_path) != 0 && symlink (path, link_path) != 0)
    return NULL;
  return g_steal_pointer (&link_path);
}

/**
 * sp_file_drag_get_named_file:
 * @file: a file
 *
 * Finds or makes a file on this computer that has the name of @file as well as its bytes.
 *
 * Returns: (transfer full) (nullable): the file, or %NULL when its bytes are not on this computer
 */
GFile *
sp_file_drag_get_named_file (SpFile *file)
{
  const char *path;
  g_autofree char *name = NULL;
  g_autofree char *base = NULL;
  g_autofree char *named = NULL;

  g_return_val_if_fail (SP_IS_FILE (file), NULL);

  path = sp_file_get_local_path (file);
  if (path == NULL)
    return NULL;
  name = sp_str_clean_filename (sp_file_get_filename (file));
  base = g_path_get_basename (path);
  if (g_strcmp0 (name, base) != 0)
    named = link_with_name (path, name);

  return g_file_new_for_path (named != NULL ? named : path);
}

/**
 * sp_file_drag_create_provider:
 * @file: a file
 *
 * Offers @file as other programs take files.
 *
 * Returns: (transfer full) (nullable): what to drag or to copy, or %NULL when its bytes are not on this computer
 */
GdkContentProvider *
sp_file_drag_create_provider (SpFile *file)
{
  g_autoptr(GFile) named = sp_file_drag_get_named_file (file);
  GFile *files[] = { named };
  GdkFileList *list;
  GdkContentProvider *provider;

  if (named == NULL)
    return NULL;

  list = gdk_file_list_new_from_array (files, 1);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return provider;
}
