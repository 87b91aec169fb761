/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpFontCache: without a list of fonts the first import of matplotlib looks into every font file, which takes
 * seconds. The list is made once, by our own few lines in a sandbox of their own, kept in the user's cache folder,
 * and copied into every session. Owned by the launcher, main thread only.
 *
 * The file is `{"key": …, "name": …, "list": …}`; the key changes with the fonts and with matplotlib. */

#include "config.h"

#include "sandbox/sp-font-cache.h"

#include <string.h>
#include <sys/stat.h>

#include "base/sp-json.h"
#include "sandbox/sp-sandbox-error.h"

#define MAX_LIST_SIZE (4 * 1024 * 1024)

struct _SpFontCache
{
  GObject  parent_instance;

  GFile   *file;  /* (owned) */
  char    *name;  /* (owned) (nullable): what matplotlib calls its list */
  GBytes  *list;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SpFontCache, sp_font_cache, G_TYPE_OBJECT)

/* Prints the list's name and the list. */
static const char script[] =
  "import glob, os\n"
  "import matplotlib.font_manager\n"
  "path = glob.glob(os.path.join(os.environ['MPLCONFIGDIR'], 'fontlist-*.json'))[0]\n"
  "print(os.path.basename(path))\n"
  "print(open(path).read())\n";

static const char *const watched[] = {
  "/usr/share/fonts",
  "/usr/share/fonts/opentype",
  "/usr/share/fonts/truetype",
  "/usr/local/share/fonts",
  "/usr/lib/python3/dist-packages/matplotlib/font_manager.py",
};

/* Package managers touch the folder that they put a font into. */
static char *
make_key (void)
{
  g_autoptr(GString) key = g_string_new ("1");

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    {
      struct stat file = { 0 };

      if (stat (watched[i], &file) != 0)
        file.st_mtime = 0;
      g_string_append_printf (key, "-%" G_GINT64_FORMAT, (gint64) file.st_mtime);
    }

  return g_string_free (g_steal_pointer (&key), FALSE);
}

static gboolean
sp_font_cache_take (SpFontCache *self,
                    const char  *name,
                    const char  *list,
                    GError     **error)
{
  if (!g_regex_match_simple ("^fontlist-v[0-9]+\\.json$", name, G_REGEX_DOLLAR_ENDONLY, 0)
      || strlen (list) > MAX_LIST_SIZE)
    {
      g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL, "The list of fonts is not matplotlib's");
      return FALSE;
    }

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->list, g_bytes_unref);
  self->name = g_strdup (name);
  self->list = g_bytes_new (list, strlen (list));

  return TRUE;
}

static void
sp_font_cache_finalize (GObject *object)
{
  SpFontCache *self = SP_FONT_CACHE (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->list, g_bytes_unref);

  G_OBJECT_CLASS (sp_font_cache_parent_class)->finalize (object);
}

static void
sp_font_cache_class_init (SpFontCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_font_cache_finalize;
}

static void
sp_font_cache_init (SpFontCache *self)
{
}

/**
 * sp_font_cache_new:
 * @file: (nullable): where the list is kept, %NULL for the user's cache folder
 *
 * Returns: (transfer full): a cache that has not been loaded
 */
SpFontCache *
sp_font_cache_new (GFile *file)
{
  SpFontCache *self;
  g_autofree char *path = NULL;

  g_return_val_if_fail (file == NULL || G_IS_FILE (file), NULL);

  path = g_build_filename (g_get_user_cache_dir (), "sandpiper", "fonts.json", NULL);
  self = g_object_new (SP_TYPE_FONT_CACHE, NULL);
  self->file = file != NULL ? g_object_ref (file) : g_file_new_for_path (path);

  return self;
}

/**
 * sp_font_cache_get_script:
 *
 * Returns: (transfer none): the Python that makes the list; its output is for sp_font_cache_store_async()
 */
const char *
sp_font_cache_get_script (void)
{
  return script;
}

/**
 * sp_font_cache_get_name:
 * @self: a cache
 *
 * Returns: (transfer none) (nullable): the name under which matplotlib looks for its list
 */
const char *
sp_font_cache_get_name (SpFontCache *self)
{
  g_return_val_if_fail (SP_IS_FONT_CACHE (self), NULL);

  return self->name;
}

/**
 * sp_font_cache_get_list:
 * @self: a cache
 *
 * Returns: (transfer none) (nullable): the list, %NULL while there is none
 */
GBytes *
sp_font_cache_get_list (SpFontCache *self)
{
  g_return_val_if_fail (SP_IS_FONT_CACHE (self), NULL);

  return self->list;
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpFontCache *self = g_task_get_source_object (task);
  g_autofree char *text = NULL;
  g_autofree char *key = make_key ();
  g_autoptr(JsonObject) stored = NULL;
  GError *error = NULL;
  gsize size;

  if (!g_file_load_contents_finish (G_FILE (object), result, &text, &size, NULL, &error)
      || (stored = sp_json_parse_object (text, size, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_strcmp0 (sp_json_peek_string (stored, "key", NULL), key) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The fonts have changed since the list was made");
      return;
    }

  if (sp_font_cache_take (self, sp_json_peek_string (stored, "name", ""), sp_json_peek_string (stored, "list", ""),
                          &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sp_font_cache_load_async:
 * @self: a cache
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the list that was kept.
 */
void
sp_font_cache_load_async (SpFontCache         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_FONT_CACHE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_font_cache_load_async);
  g_file_load_contents_async (self->file, cancellable, load_cb, g_steal_pointer (&task));
}

/**
 * sp_font_cache_load_finish:
 * @self: a cache
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %FALSE when there is no list, or none for the fonts of today
 */
gboolean
sp_font_cache_load_finish (SpFontCache   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
store_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The folder may be missing: making it is one quick call on the user's own disk. */
static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  SpFontCache *self = source;
  g_autoptr(GFile) folder = g_file_get_parent (self->file);
  g_autofree char *path = g_file_get_path (folder);

  g_mkdir_with_parents (path, 0700);
  g_task_return_boolean (task, TRUE);
}

static void
folder_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpFontCache *self = SP_FONT_CACHE (object);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GBytes *text = g_task_get_task_data (task);

  g_file_replace_contents_bytes_async (self->file, text, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable,
                                       store_cb, g_steal_pointer (&task));
}

/**
 * sp_font_cache_store_async:
 * @self: a cache
 * @output: what the script printed
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Takes a new list, for use at once, and keeps it.
 */
void
sp_font_cache_store_async (SpFontCache         *self,
                           const char          *output,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) folder_task = NULL;
  g_autoptr(JsonObject) stored = json_object_new ();
  g_auto(GStrv) parts = NULL;
  g_autofree char *key = make_key ();
  char *text;
  GError *error = NULL;

  g_return_if_fail (SP_IS_FONT_CACHE (self));
  g_return_if_fail (output != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_font_cache_store_async);

  parts = g_strsplit (output, "\n", 2);
  if (!sp_font_cache_take (self, parts[0] != NULL ? parts[0] : "", parts[0] != NULL && parts[1] != NULL ? parts[1] : "",
                           &error))
    {
      g_task_return_error (task, error);
      return;
    }

  json_object_set_string_member (stored, "key", key);
  json_object_set_string_member (stored, "name", parts[0]);
  json_object_set_string_member (stored, "list", parts[1]);
  text = sp_json_object_to_string (stored);
  g_task_set_task_data (task, g_bytes_new_take (text, strlen (text)), (GDestroyNotify) g_bytes_unref);

  folder_task = g_task_new (self, cancellable, folder_cb, g_steal_pointer (&task));
  g_task_run_in_thread (folder_task, write_thread);
}

/**
 * sp_font_cache_store_finish:
 * @self: a cache
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %FALSE with %SP_SANDBOX_ERROR_PROTOCOL when the output was no list, or a #GIOErrorEnum when it could not be
 *   kept
 */
gboolean
sp_font_cache_store_finish (SpFontCache   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
