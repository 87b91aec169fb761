/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Files of the files API and of containers (foundry-v2.md 6 and 7) as SpFile. Names come from elsewhere, so they are
 * cleaned before anything can make a path of them. Plain functions; the objects belong to the caller's thread. */

#include "config.h"

#include "wire/sp-file-codec.h"

#include "base/sp-json.h"
#include "base/sp-str.h"

/**
 * sp_file_codec_table_new:
 * @files: (nullable): a list of SpFile
 *
 * Returns: (transfer full): a table of the files of @files that have an id
 */
GHashTable *
sp_file_codec_table_new (GListModel *files)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      const char *id = sp_file_get_id (file);

      if (id != NULL)
        g_hash_table_insert (table, g_strdup (id), g_steal_pointer (&file));
    }
  return table;
}

/**
 * sp_file_codec_lookup:
 * @table: a table of sp_file_codec_table_new()
 * @id: the id that something refers to
 * @filename: (nullable): its name, when the reference tells one
 * @container_id: (nullable): the container that holds it
 * @origin: who made it
 *
 * Finds the file, or makes one that is ready to be fetched and adds it to @table.
 *
 * Returns: (transfer none): the file
 */
SpFile *
sp_file_codec_lookup (GHashTable   *table,
                      const char   *id,
                      const char   *filename,
                      const char   *container_id,
                      SpFileOrigin  origin)
{
  g_autofree char *clean = NULL;
  SpFile *file = NULL;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  file = g_hash_table_lookup (table, id);
  if (file != NULL)
    {
      if (container_id != NULL && sp_file_get_container_id (file) == NULL)
        sp_file_set_container_id (file, container_id);
      return file;
    }

  clean = sp_str_clean_filename (filename != NULL && *filename != '\0' ? filename : id);
  file = sp_file_new (clean);
  sp_file_set_id (file, id);
  sp_file_set_origin (file, origin);
  sp_file_set_container_id (file, container_id);
  sp_file_set_state (file, SP_FILE_READY);
  g_hash_table_insert (table, g_strdup (id), file);
  return file;
}

/**
 * sp_file_codec_update:
 * @file: a file that was just uploaded
 * @json: the File object that answered
 *
 * Takes over id, purpose and time. The name and the size stay those of the local copy.
 *
 * Returns: %FALSE with @error of SP_BASE_ERROR when it has no id
 */
gboolean
sp_file_codec_update (SpFile      *file,
                      JsonObject  *json,
                      GError     **error)
{
  const char *id = NULL;

  g_return_val_if_fail (SP_IS_FILE (file), FALSE);
  g_return_val_if_fail (json != NULL, FALSE);

  if (!sp_json_get_string (json, "id", &id, error))
    return FALSE;

  sp_file_set_id (file, id);
  sp_file_set_purpose (file, sp_json_peek_string (json, "purpose", "assistants"));
  sp_file_set_created (file, (gint64) sp_json_peek_double (json, "created_at", 0));
  return TRUE;
}

/**
 * sp_file_codec_decode:
 * @json: a File object
 *
 * Returns: (transfer full): the file, or %NULL with @error of SP_BASE_ERROR
 */
SpFile *
sp_file_codec_decode (JsonObject  *json,
                      GError     **error)
{
  g_autoptr(SpFile) file = NULL;
  g_autofree char *clean = NULL;
  const char *id = NULL;
  const char *purpose = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  if (!sp_json_get_string (json, "id", &id, error))
    return NULL;

  clean = sp_str_clean_filename (sp_json_peek_string (json, "filename", id));
  file = sp_file_new (clean);
  if (!sp_file_codec_update (file, json, error))
    return NULL;

  purpose = sp_file_get_purpose (file);
  sp_file_set_size (file, sp_json_peek_int (json, "bytes", 0));
  sp_file_set_origin (file, g_str_has_suffix (purpose, "_output") || g_str_has_suffix (purpose, "-results")
                              ? SP_FILE_GENERATED
                              : SP_FILE_UPLOADED);
  sp_file_set_state (file, SP_FILE_READY);
  return g_steal_pointer (&file);
}

/**
 * sp_file_codec_decode_container:
 * @json: a ContainerFile object
 *
 * The name is the last part of its path.
 *
 * Returns: (transfer full): the file, or %NULL with @error of SP_BASE_ERROR
 */
SpFile *
sp_file_codec_decode_container (JsonObject  *json,
                                GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *clean = NULL;
  SpFile *file = NULL;
  const char *id = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  if (!sp_json_get_string (json, "id", &id, error))
    return NULL;

  name = g_path_get_basename (sp_json_peek_string (json, "path", id));
  clean = sp_str_clean_filename (name);
  file = sp_file_new (clean);
  sp_file_set_id (file, id);
  sp_file_set_container_id (file, sp_json_peek_string (json, "container_id", NULL));
  sp_file_set_size (file, sp_json_peek_int (json, "bytes", 0));
  sp_file_set_created (file, (gint64) sp_json_peek_double (json, "created_at", 0));
  sp_file_set_origin (file, g_str_equal (sp_json_peek_string (json, "source", "assistant"), "user")
                              ? SP_FILE_UPLOADED
                              : SP_FILE_GENERATED);
  sp_file_set_in_sandbox (file, TRUE);
  sp_file_set_state (file, SP_FILE_READY);
  return file;
}
