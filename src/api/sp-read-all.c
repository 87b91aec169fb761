/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A whole body into memory, up to a bound: nobody on the other side decides how much memory we use. */

#include "config.h"

#include "api/sp-read-all.h"

#define CHUNK (64 * 1024)

typedef struct
{
  GByteArray *bytes;     /* (owned) */
  gsize       max_size;
  gboolean    cut;
} Read;

static void read_next (GTask *task);

static void
read_free (Read *read)
{
  g_byte_array_unref (read->bytes);
  g_free (read);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  Read *read = g_task_get_task_data (task);
  gsize size = 0;
  gconstpointer data = NULL;

  if (bytes == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  data = g_bytes_get_data (bytes, &size);
  read->cut = size > read->max_size - read->bytes->len;
  g_byte_array_append (read->bytes, data, (guint) MIN (size, read->max_size - read->bytes->len));
  if (size == 0 || read->cut)
    g_task_return_boolean (task, TRUE);
  else
    read_next (g_steal_pointer (&task));
}

static void
read_next (GTask *task)
{
  GInputStream *stream = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, cancellable, read_cb, task);
}

/**
 * sp_read_all_async:
 * @stream: what to read to its end
 * @max_size: how much is kept at most; reading stops there
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when all is read
 * @user_data: for @callback
 */
void
sp_read_all_async (GInputStream        *stream,
                   gsize                max_size,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Read *read = NULL;

  g_return_if_fail (G_IS_INPUT_STREAM (stream));
  g_return_if_fail (max_size > 0 && max_size < G_MAXINT32);

  task = g_task_new (stream, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_read_all_async);
  read = g_new0 (Read, 1);
  read->bytes = g_byte_array_new ();
  read->max_size = max_size;
  g_task_set_task_data (task, read, (GDestroyNotify) read_free);
  read_next (g_steal_pointer (&task));
}

/**
 * sp_read_all_finish:
 * @cut: (out) (optional): whether there was more than allowed
 *
 * Returns: (transfer full): what was read, followed by a NUL that does not count; or %NULL with @error of the stream
 */
GBytes *
sp_read_all_finish (GInputStream  *stream,
                    GAsyncResult  *result,
                    gboolean      *cut,
                    GError       **error)
{
  Read *read = NULL;
  gsize length = 0;

  g_return_val_if_fail (g_task_is_valid (result, stream), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  read = g_task_get_task_data (G_TASK (result));
  if (cut != NULL)
    *cut = read->cut;
  length = read->bytes->len;
  g_byte_array_append (read->bytes, (const guint8 *) "", 1);
  return g_bytes_new_with_free_func (read->bytes->data, length, (GDestroyNotify) g_byte_array_unref,
                                     g_byte_array_ref (read->bytes));
}
