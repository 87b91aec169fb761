/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Where the rows of a large file begin: the position of each 256th, 32 bytes
 * for a thousand rows. One worker thread scans the file once and publishes as
 * it goes; "n-rows" is notified on the main context, the first time as soon as
 * there is a row to show. Owned by an SpTable; the object lives on the main
 * thread, what the worker fills is behind a lock. */

#include "config.h"

#include "table/sp-row-index.h"

#include "table/sp-record-scanner.h"
#include "table/sp-row-block.h"

/* Small enough to stay in the processor's second cache. */
#define WINDOW (256 * 1024)

/* How often a view hears of more rows, in microseconds. */
#define NOTIFY_INTERVAL (100 * 1000)

/* What the worker and the main thread share. */
typedef struct
{
  gatomicrefcount ref_count;
  SpTextSource   *source;        /* (owned) */
  SpDialect       dialect;
  guint64         n_units;       /* the length of the text */
  GMainContext   *context;       /* (owned) */
  GWeakRef        index;
  gint            notify_pending;

  GMutex          lock;          /* for all below */
  GArray         *starts;        /* (owned) of guint64 */
  guint64         start;
  guint64         n_rows;
  guint64         position;
  gboolean        is_complete;
} Scan;

struct _SpRowIndex
{
  GObject  parent_instance;

  Scan    *scan;                 /* (owned) */
};

G_DEFINE_FINAL_TYPE (SpRowIndex, sp_row_index, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_ROWS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static Scan *
scan_ref (Scan *scan)
{
  g_atomic_ref_count_inc (&scan->ref_count);
  return scan;
}

static void
scan_unref (Scan *scan)
{
  if (!g_atomic_ref_count_dec (&scan->ref_count))
    return;

  sp_text_source_unref (scan->source);
  g_main_context_unref (scan->context);
  g_weak_ref_clear (&scan->index);
  g_mutex_clear (&scan->lock);
  g_array_unref (scan->starts);
  g_free (scan);
}

static gboolean
notify_cb (gpointer user_data)
{
  Scan *scan = user_data;
  g_autoptr(SpRowIndex) self = NULL;

  g_atomic_int_set (&scan->notify_pending, FALSE);
  self = g_weak_ref_get (&scan->index);
  if (self != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ROWS]);

  return G_SOURCE_REMOVE;
}

/* From the worker. Bursts become one notification. */
static void
scan_notify (Scan *scan)
{
  g_autoptr(GSource) source = NULL;

  if (!g_atomic_int_compare_and_exchange (&scan->notify_pending, FALSE, TRUE))
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[sandpiper] more rows");
  g_source_set_callback (source, notify_cb, scan_ref (scan), (GDestroyNotify) scan_unref);
  g_source_attach (source, scan->context);
}

static void
scan_publish (Scan            *scan,
              SpRecordScanner *scanner,
              gboolean         is_complete)
{
  g_mutex_lock (&scan->lock);
  g_array_append_vals (scan->starts, scanner->starts->data, scanner->starts->len);
  scan->n_rows = scanner->n_rows;
  scan->position = scanner->row_start;
  scan->is_complete = is_complete;
  g_mutex_unlock (&scan->lock);

  g_array_set_size (scanner->starts, 0);
}

static void
build_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Scan *scan = task_data;
  g_auto(SpRecordScanner) scanner = { 0 };
  g_autofree guint8 *window = NULL;
  gint64 last_notify = 0;
  gboolean has_more = TRUE;

  window = g_malloc ((gsize) WINDOW * sp_encoding_get_unit (scan->dialect.encoding));
  sp_record_scanner_init (&scanner, &scan->dialect, scan->start, SP_BLOCK_ROWS);

  while (has_more)
    {
      g_autoptr(GError) error = NULL;
      guint64 from = MAX (scan->start, scanner.position > SP_SCAN_BEHIND ? scanner.position - SP_SCAN_BEHIND : 0);
      gssize n;

      if (g_task_return_error_if_cancelled (task))
        return;

      n = sp_text_source_read_units (scan->source, &scan->dialect, from, window, WINDOW, &error);
      if (n < 0)
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      /* Shorter than it was: somebody cut the file while we read it. */
      if (scanner.position > from + (guint64) n)
        break;

      has_more = sp_record_scanner_scan (&scanner, window, from, (gsize) n, n < WINDOW);
      scan_publish (scan, &scanner, !has_more);
      if (last_notify == 0 || g_get_monotonic_time () - last_notify > NOTIFY_INTERVAL)
        {
          scan_notify (scan);
          last_notify = g_get_monotonic_time ();
        }
    }

  scan_publish (scan, &scanner, TRUE);
  scan_notify (scan);
  g_task_return_boolean (task, TRUE);
}

static void
sp_row_index_finalize (GObject *object)
{
  SpRowIndex *self = SP_ROW_INDEX (object);

  g_clear_pointer (&self->scan, scan_unref);

  G_OBJECT_CLASS (sp_row_index_parent_class)->finalize (object);
}

static void
sp_row_index_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpRowIndex *self = SP_ROW_INDEX (object);

  switch (prop_id)
    {
    case PROP_N_ROWS:
      g_value_set_uint64 (value, sp_row_index_get_n_rows (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_row_index_class_init (SpRowIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_row_index_finalize;
  object_class->get_property = sp_row_index_get_property;

  properties[PROP_N_ROWS] = g_param_spec_uint64 ("n-rows", NULL, NULL, 0, G_MAXUINT64, 0,
                                                 (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_row_index_init (SpRowIndex *self)
{
}

/**
 * sp_row_index_new:
 * @source: the file
 * @dialect: how it is written
 * @start: where its first row begins, in units
 *
 * Returns: (transfer full): an index that knows no row yet
 */
SpRowIndex *
sp_row_index_new (SpTextSource    *source,
                  const SpDialect *dialect,
                  guint64          start)
{
  SpRowIndex *self;
  Scan *scan;

  g_return_val_if_fail (source != NULL && dialect != NULL, NULL);

  self = g_object_new (SP_TYPE_ROW_INDEX, NULL);
  scan = g_new0 (Scan, 1);
  g_atomic_ref_count_init (&scan->ref_count);
  g_mutex_init (&scan->lock);
  scan->source = sp_text_source_ref (source);
  scan->dialect = *dialect;
  scan->n_units = sp_text_source_get_n_units (source, dialect);
  scan->context = g_main_context_ref_thread_default ();
  scan->starts = g_array_new (FALSE, FALSE, sizeof (guint64));
  scan->start = start;
  scan->position = start;
  g_weak_ref_init (&scan->index, self);
  self->scan = scan;

  return self;
}

/**
 * sp_row_index_build_async:
 * @self: an index
 * @cancellable: (nullable): stops the scan
 * @callback: called when all rows are known
 * @user_data: for @callback
 *
 * Scans the file in a thread. Rows that were found stay known when the scan is
 * cancelled or fails.
 */
void
sp_row_index_build_async (SpRowIndex          *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_ROW_INDEX (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_row_index_build_async);
  g_task_set_task_data (task, scan_ref (self->scan), (GDestroyNotify) scan_unref);
  g_task_run_in_thread (task, build_thread);
}

/**
 * sp_row_index_build_finish:
 * @self: an index
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %TRUE when all rows are known; %FALSE with @error set to
 *   %SP_TABLE_ERROR_READ or %G_IO_ERROR_CANCELLED
 */
gboolean
sp_row_index_build_finish (SpRowIndex    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_row_index_get_n_rows:
 * @self: an index
 *
 * Returns: how many rows are known so far
 */
guint64
sp_row_index_get_n_rows (SpRowIndex *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (SP_IS_ROW_INDEX (self), 0);

  locker = g_mutex_locker_new (&self->scan->lock);
  return self->scan->n_rows;
}

/**
 * sp_row_index_get_progress:
 * @self: an index
 *
 * Returns: how much of the file was scanned, 0 to 1
 */
double
sp_row_index_get_progress (SpRowIndex *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (SP_IS_ROW_INDEX (self), 0);

  locker = g_mutex_locker_new (&self->scan->lock);
  if (self->scan->is_complete || self->scan->n_units == 0)
    return 1;

  return MIN (1, (double) self->scan->position / self->scan->n_units);
}

/**
 * sp_row_index_get_complete:
 * @self: an index
 *
 * Returns: whether all rows are known
 */
gboolean
sp_row_index_get_complete (SpRowIndex *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (SP_IS_ROW_INDEX (self), FALSE);

  locker = g_mutex_locker_new (&self->scan->lock);
  return self->scan->is_complete;
}

/**
 * sp_row_index_get_estimate:
 * @self: an index
 *
 * Returns: how many rows the file has: exactly when the index is complete,
 *   else about, from the length of the rows that are known
 */
guint64
sp_row_index_get_estimate (SpRowIndex *self)
{
  g_autoptr(GMutexLocker) locker = NULL;
  Scan *scan;

  g_return_val_if_fail (SP_IS_ROW_INDEX (self), 0);

  scan = self->scan;
  locker = g_mutex_locker_new (&scan->lock);
  if (scan->is_complete || scan->position <= scan->start)
    return scan->n_rows;

  return (guint64) ((double) scan->n_rows * (scan->n_units - scan->start) / (scan->position - scan->start));
}

/**
 * sp_row_index_get_memory:
 * @self: an index
 *
 * Returns: how many bytes the positions take
 */
gsize
sp_row_index_get_memory (SpRowIndex *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (SP_IS_ROW_INDEX (self), 0);

  locker = g_mutex_locker_new (&self->scan->lock);
  return self->scan->starts->len * sizeof (guint64);
}

/**
 * sp_row_index_get_range:
 * @self: an index
 * @block: a block of %SP_BLOCK_ROWS rows
 * @start: (out): where its first row begins, in units
 * @end: (out): where its last known row ends
 *
 * Returns: %FALSE when no row of the block is known yet
 */
gboolean
sp_row_index_get_range (SpRowIndex *self,
                        guint64     block,
                        guint64    *start,
                        guint64    *end)
{
  g_autoptr(GMutexLocker) locker = NULL;
  Scan *scan;

  g_return_val_if_fail (SP_IS_ROW_INDEX (self), FALSE);
  g_return_val_if_fail (start != NULL && end != NULL, FALSE);

  scan = self->scan;
  locker = g_mutex_locker_new (&scan->lock);
  if (block >= scan->starts->len)
    return FALSE;

  *start = g_array_index (scan->starts, guint64, block);
  *end = block + 1 < scan->starts->len
         ? g_array_index (scan->starts, guint64, block + 1)
         : scan->position;

  return TRUE;
}
