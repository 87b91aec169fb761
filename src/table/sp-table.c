/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A delimited file as a table. Made by sp_table_open_async(), owned by who
 * opened it; lives on the main thread. Files are read in workers only: the
 * rows are counted by an SpRowIndex, blocks of rows are read one at a time,
 * the one asked for last first, and kept in a cache of bounded size. */

#include "config.h"

#include "table/sp-table-private.h"

#include "table/sp-block-cache.h"
#include "table/sp-table-error.h"

#include <glib/gi18n.h>

/* How much of the table is kept in memory. */
#define CACHE_BYTES (32 * 1024 * 1024)

/* Older wishes are forgotten: who asked has scrolled on. */
#define MAX_REQUESTS 16

struct _SpTable
{
  GObject       parent_instance;

  GCancellable *cancellable;
  SpTextSource *source;
  SpRowIndex   *index;
  SpDialect     dialect;
  GPtrArray    *names;           /* of char * */
  GArray       *profiles;        /* of SpColumnProfile */

  SpBlockCache *cache;
  GArray       *requests;        /* of guint64; newest last */
  guint64       loading_block;

  guint         is_loading : 1;
  guint         is_counting : 1;
  guint         has_changed : 1;
  guint         is_damaged : 1;
};

G_DEFINE_FINAL_TYPE (SpTable, sp_table, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHANGED,
  PROP_COUNTING,
  PROP_N_ROWS,
  N_PROPS
};

enum
{
  BLOCK_LOADED,
  PROFILE_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void sp_table_load_next (SpTable *self);

/* A block's loading, as its worker sees it. */
typedef struct
{
  SpTextSource *source;      /* (owned) */
  SpDialect     dialect;
  guint64       start;
  guint64       end;
} Load;

static void
load_free (Load *load)
{
  sp_text_source_unref (load->source);
  g_free (load);
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(GError) error = NULL;
  SpRowBlock *block;

  if (g_task_return_error_if_cancelled (task))
    return;

  block = sp_row_block_read (load->source, &load->dialect, load->start, load->end, SP_BLOCK_ROWS, &error);
  if (block != NULL)
    g_task_return_pointer (task, block, (GDestroyNotify) sp_row_block_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
sp_table_set_changed (SpTable *self)
{
  if (self->has_changed)
    return;

  self->has_changed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  SpTable *self = SP_TABLE (object);
  g_autoptr(SpRowBlock) block = NULL;
  g_autoptr(GError) error = NULL;

  block = g_task_propagate_pointer (G_TASK (result), &error);
  self->is_loading = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (block == NULL || sp_text_source_has_changed (self->source))
    sp_table_set_changed (self);
  if (block != NULL)
    {
      self->is_damaged |= sp_row_block_get_damaged (block);
      sp_block_cache_put (self->cache, self->loading_block, block);
      g_signal_emit (self, signals[BLOCK_LOADED], 0, self->loading_block);
    }

  sp_table_load_next (self);
}

static void
sp_table_load_next (SpTable *self)
{
  g_autoptr(GTask) task = NULL;
  Load *load;
  guint64 start;
  guint64 end;

  if (self->is_loading || self->requests->len == 0 || g_cancellable_is_cancelled (self->cancellable))
    return;

  self->loading_block = g_array_index (self->requests, guint64, self->requests->len - 1);
  g_array_set_size (self->requests, self->requests->len - 1);
  if (!sp_row_index_get_range (self->index, self->loading_block, &start, &end))
    {
      sp_table_load_next (self);
      return;
    }

  load = g_new0 (Load, 1);
  load->source = sp_text_source_ref (self->source);
  load->dialect = self->dialect;
  load->start = start;
  load->end = end;

  self->is_loading = TRUE;
  task = g_task_new (self, self->cancellable, load_cb, NULL);
  g_task_set_source_tag (task, sp_table_load_next);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

static void
profile_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  SpTable *self = source_object;

  /* Only what never changes after opening is touched here. */
  g_task_return_pointer (task,
                         _sp_table_profile_blocks (self->source, &self->dialect, self->index,
                                                   self->names->len, cancellable),
                         (GDestroyNotify) g_array_unref);
}

static void
profile_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  SpTable *self = SP_TABLE (object);
  g_autoptr(GArray) profiles = g_task_propagate_pointer (G_TASK (result), NULL);

  if (profiles == NULL)
    return;

  g_clear_pointer (&self->profiles, g_array_unref);
  self->profiles = g_steal_pointer (&profiles);
  g_signal_emit (self, signals[PROFILE_CHANGED], 0);
}

static void
index_built_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpTable) self = SP_TABLE (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;

  self->is_counting = FALSE;
  if (!sp_row_index_build_finish (self->index, result, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL || sp_text_source_has_changed (self->source))
    sp_table_set_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNTING]);

  task = g_task_new (self, self->cancellable, profile_cb, NULL);
  g_task_set_source_tag (task, index_built_cb);
  g_task_run_in_thread (task, profile_thread);
}

static void
index_n_rows_cb (SpTable    *self,
                 GParamSpec *pspec,
                 SpRowIndex *index)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ROWS]);
}

static SpTable *
sp_table_new_from_opening (SpTableOpening *opening)
{
  SpTable *self = g_object_new (SP_TYPE_TABLE, NULL);

  self->source = g_steal_pointer (&opening->source);
  self->dialect = opening->dialect;
  self->names = g_steal_pointer (&opening->names);
  self->profiles = g_steal_pointer (&opening->profiles);

  self->index = sp_row_index_new (self->source, &self->dialect, opening->data_start);
  g_signal_connect_object (self->index, "notify::n-rows",
                           G_CALLBACK (index_n_rows_cb), self, G_CONNECT_SWAPPED);
  self->is_counting = TRUE;
  sp_row_index_build_async (self->index, self->cancellable, index_built_cb, g_object_ref (self));

  return self;
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (_sp_table_opening_run (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, sp_table_new_from_opening (g_task_get_task_data (G_TASK (result))),
                           g_object_unref);
}

/* What a copy needs, as its worker sees it. */
typedef struct
{
  GArray *rows;      /* (owned) of guint64 */
  int     column;
} Copy;

static void
copy_free (Copy *copy)
{
  g_array_unref (copy->rows);
  g_free (copy);
}

static void
copy_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  SpTable *self = source_object;
  Copy *copy = task_data;
  g_autoptr(GError) error = NULL;
  char *text;

  /* Only what never changes after opening is touched here. */
  text = _sp_table_copy_rows (self->source, &self->dialect, self->index,
                              copy->rows, copy->column, cancellable, &error);
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
sp_table_dispose (GObject *object)
{
  sp_table_close (SP_TABLE (object));

  G_OBJECT_CLASS (sp_table_parent_class)->dispose (object);
}

static void
sp_table_finalize (GObject *object)
{
  SpTable *self = SP_TABLE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->index);
  g_clear_pointer (&self->source, sp_text_source_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->profiles, g_array_unref);
  g_clear_pointer (&self->cache, sp_block_cache_free);
  g_clear_pointer (&self->requests, g_array_unref);

  G_OBJECT_CLASS (sp_table_parent_class)->finalize (object);
}

static void
sp_table_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  SpTable *self = SP_TABLE (object);

  switch (prop_id)
    {
    case PROP_CHANGED:
      g_value_set_boolean (value, sp_table_get_changed (self));
      break;

    case PROP_COUNTING:
      g_value_set_boolean (value, sp_table_get_counting (self));
      break;

    case PROP_N_ROWS:
      g_value_set_uint64 (value, sp_table_get_n_rows (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_table_class_init (SpTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_table_dispose;
  object_class->finalize = sp_table_finalize;
  object_class->get_property = sp_table_get_property;

  properties[PROP_CHANGED] = g_param_spec_boolean ("changed", NULL, NULL, FALSE,
                                                   (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_COUNTING] = g_param_spec_boolean ("counting", NULL, NULL, FALSE,
                                                    (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_ROWS] = g_param_spec_uint64 ("n-rows", NULL, NULL, 0, G_MAXUINT64, 0,
                                                 (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* A block that was asked for can now be peeked. */
  signals[BLOCK_LOADED] = g_signal_new ("block-loaded", SP_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  /* More of the file was looked at: types may be others. */
  signals[PROFILE_CHANGED] = g_signal_new ("profile-changed", SP_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_table_init (SpTable *self)
{
  self->cancellable = g_cancellable_new ();
  self->cache = sp_block_cache_new (CACHE_BYTES);
  self->requests = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * sp_table_open_async:
 * @path: a delimited file
 * @wish: (nullable): the encoding, delimiter and quote to read it with; the
 *   rest of a dialect is always found out
 * @cancellable: (nullable): stops the opening, not the counting after it
 * @callback: called when the first rows are there to be asked for
 * @user_data: for @callback
 *
 * Opens a file of any size in a few milliseconds.
 */
void
sp_table_open_async (const char          *path,
                     const SpDialect     *wish,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) worker = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_table_open_async);

  worker = g_task_new (NULL, cancellable, opened_cb, g_steal_pointer (&task));
  g_task_set_source_tag (worker, opened_cb);
  g_task_set_task_data (worker, _sp_table_opening_new (path, wish), (GDestroyNotify) _sp_table_opening_free);
  g_task_run_in_thread (worker, open_thread);
}

/**
 * sp_table_open_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the table, its rows being counted; %NULL with
 *   @error set to an %SP_TABLE_ERROR or %G_IO_ERROR_CANCELLED
 */
SpTable *
sp_table_open_finish (GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_table_close:
 * @self: a table
 *
 * Stops all work. What is in memory can still be read.
 */
void
sp_table_close (SpTable *self)
{
  g_return_if_fail (SP_IS_TABLE (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * sp_table_get_dialect:
 * @self: a table
 *
 * Returns: (transfer none): how the file is written
 */
const SpDialect *
sp_table_get_dialect (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), NULL);

  return &self->dialect;
}

/**
 * sp_table_get_n_columns:
 * @self: a table
 *
 * Returns: how many columns it has
 */
guint
sp_table_get_n_columns (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), 0);

  return self->names->len;
}

/**
 * sp_table_get_column_name:
 * @self: a table
 * @column: a column
 *
 * Returns: (transfer none): what the header calls it, or a name made up
 */
const char *
sp_table_get_column_name (SpTable *self,
                          guint    column)
{
  g_return_val_if_fail (SP_IS_TABLE (self) && column < self->names->len, NULL);

  return g_ptr_array_index (self->names, column);
}

/**
 * sp_table_get_profile:
 * @self: a table
 * @column: a column
 *
 * Returns: (transfer none): what the column was seen to hold; valid until
 *   “profile-changed”
 */
const SpColumnProfile *
sp_table_get_profile (SpTable *self,
                      guint    column)
{
  g_return_val_if_fail (SP_IS_TABLE (self) && column < self->profiles->len, NULL);

  return &g_array_index (self->profiles, SpColumnProfile, column);
}

/**
 * sp_table_get_n_rows:
 * @self: a table
 *
 * Returns: how many rows are known so far, without the header
 */
guint64
sp_table_get_n_rows (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), 0);

  return sp_row_index_get_n_rows (self->index);
}

/**
 * sp_table_get_estimate:
 * @self: a table
 *
 * Returns: about how many rows there are; exact when not counting
 */
guint64
sp_table_get_estimate (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), 0);

  return sp_row_index_get_estimate (self->index);
}

/**
 * sp_table_get_counting:
 * @self: a table
 *
 * Returns: whether rows are still being counted
 */
gboolean
sp_table_get_counting (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), FALSE);

  return self->is_counting;
}

/**
 * sp_table_get_progress:
 * @self: a table
 *
 * Returns: how much of the file was counted, 0 to 1
 */
double
sp_table_get_progress (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), 0);

  return sp_row_index_get_progress (self->index);
}

/**
 * sp_table_get_changed:
 * @self: a table
 *
 * Returns: whether somebody wrote to the file since it was opened, so that
 *   what is shown may be wrong
 */
gboolean
sp_table_get_changed (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), FALSE);

  return self->has_changed;
}

/**
 * sp_table_get_damaged:
 * @self: a table
 *
 * Returns: whether bytes were met that are not in the dialect's encoding
 */
gboolean
sp_table_get_damaged (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), FALSE);

  return self->is_damaged;
}

/**
 * sp_table_get_memory:
 * @self: a table
 *
 * Returns: about how many bytes its index and its cache take
 */
gsize
sp_table_get_memory (SpTable *self)
{
  g_return_val_if_fail (SP_IS_TABLE (self), 0);

  return sp_block_cache_get_memory (self->cache) + sp_row_index_get_memory (self->index);
}

/**
 * sp_table_peek_block:
 * @self: a table
 * @block: a block of %SP_BLOCK_ROWS rows
 *
 * Returns: (transfer none) (nullable): the rows if they are in memory; the
 *   last block may hold fewer of them than are known by now
 */
SpRowBlock *
sp_table_peek_block (SpTable *self,
                     guint64  block)
{
  g_return_val_if_fail (SP_IS_TABLE (self), NULL);

  return sp_block_cache_peek (self->cache, block);
}

static gboolean
sp_table_has_all_of (SpTable *self,
                     guint64  block)
{
  SpRowBlock *kept = sp_block_cache_peek (self->cache, block);
  guint64 n_known = sp_table_get_n_rows (self);
  guint64 first = block * SP_BLOCK_ROWS;

  if (first >= n_known)
    return TRUE;

  return kept != NULL && sp_row_block_get_n_rows (kept) >= MIN (SP_BLOCK_ROWS, n_known - first);
}

/**
 * sp_table_request_block:
 * @self: a table
 * @block: a block of %SP_BLOCK_ROWS rows
 *
 * Asks for rows; “block-loaded” tells when they can be peeked. Does nothing
 * when they already can, or when no such row is known yet.
 */
void
sp_table_request_block (SpTable *self,
                        guint64  block)
{
  g_return_if_fail (SP_IS_TABLE (self));

  if (sp_table_has_all_of (self, block) || (self->is_loading && self->loading_block == block))
    return;

  for (guint i = 0; i < self->requests->len; i++)
    if (g_array_index (self->requests, guint64, i) == block)
      {
        g_array_remove_index (self->requests, i);
        break;
      }

  if (self->requests->len >= MAX_REQUESTS)
    g_array_remove_index (self->requests, 0);
  g_array_append_val (self->requests, block);
  sp_table_load_next (self);
}

/**
 * sp_table_copy_async:
 * @self: a table
 * @rows: (array length=n_rows): the rows, rising
 * @n_rows: how many, at most %SP_TABLE_MAX_COPY_ROWS
 * @column: the column to copy, or -1 for whole rows
 * @cancellable: (nullable): stops it
 * @callback: called with the text
 * @user_data: for @callback
 *
 * Puts rows together for the clipboard, cells whole and between tabs.
 */
void
sp_table_copy_async (SpTable             *self,
                     const guint64       *rows,
                     gsize                n_rows,
                     int                  column,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Copy *copy;

  g_return_if_fail (SP_IS_TABLE (self));
  g_return_if_fail (rows != NULL || n_rows == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_table_copy_async);

  if (n_rows > SP_TABLE_MAX_COPY_ROWS)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "%s",
                               _("This is too much to copy at once. Copy fewer rows, or save the file."));
      return;
    }

  copy = g_new0 (Copy, 1);
  copy->rows = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_append_vals (copy->rows, rows, n_rows);
  copy->column = column;
  g_task_set_task_data (task, copy, (GDestroyNotify) copy_free);
  g_task_run_in_thread (task, copy_thread);
}

/**
 * sp_table_copy_finish:
 * @self: a table
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the text; %NULL with @error set to
 *   %SP_TABLE_ERROR_READ, %G_IO_ERROR_NO_SPACE or %G_IO_ERROR_CANCELLED
 */
char *
sp_table_copy_finish (SpTable       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
