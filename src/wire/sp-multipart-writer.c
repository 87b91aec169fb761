/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpMultipartWriter: a multipart/form-data body as an input stream, so that a file of any size is sent at constant
 * memory and with its length known beforehand. Made, filled and ended by one owner; then read by one reader, on any
 * thread.
 *
 * A reader that reads asynchronously asks for a few kilobytes each time (libsoup for 8); a thread for each of them makes
 * an upload slow. So a thread reads ahead, and most readings are answered from memory. */

#include "config.h"

#include "wire/sp-multipart-writer.h"

#include <string.h>

#include "base/sp-id.h"

#define AHEAD (1024 * 1024)

/* Either text of ours or a file's contents. */
typedef struct
{
  GBytes       *text;      /* (owned) (nullable) */
  GFile        *file;      /* (owned) (nullable) */
  GInputStream *contents;  /* (owned) (nullable): of @file, from its first reading on */
  gint64        size;
} Piece;

struct _SpMultipartWriter
{
  GInputStream parent_instance;

  char      *boundary;
  GPtrArray *pieces;   /* of Piece */
  gint64     length;
  guint      current;  /* the piece that is being read */
  gint64     done;     /* how much of it has been read */
  char      *ahead;    /* (nullable): AHEAD bytes: what was read before it was asked for */
  gsize      ahead_start;
  gsize      ahead_end;
  guint      ended : 1;
};

typedef struct
{
  void  *buffer;  /* (unowned): of the reader, who waits */
  gsize  count;
} Read;

G_DEFINE_FINAL_TYPE (SpMultipartWriter, sp_multipart_writer, G_TYPE_INPUT_STREAM)

static void
piece_free (Piece *piece)
{
  g_clear_pointer (&piece->text, g_bytes_unref);
  g_clear_object (&piece->contents);
  g_clear_object (&piece->file);
  g_free (piece);
}

static void
sp_multipart_writer_add_text (SpMultipartWriter *self,
                              char              *text)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->size = (gint64) strlen (text);
  piece->text = g_bytes_new_take (text, (gsize) piece->size);
  self->length += piece->size;
  g_ptr_array_add (self->pieces, piece);
}

/* Quotes and line ends of a name, escaped as the HTML standard says for form data. */
static char *
escape_name (const char *name)
{
  GString *escaped = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append (escaped, "%22");
      else if (*p == '\r')
        g_string_append (escaped, "%0D");
      else if (*p == '\n')
        g_string_append (escaped, "%0A");
      else
        g_string_append_c (escaped, *p);
    }
  return g_string_free (escaped, FALSE);
}

static gssize
piece_read (Piece         *piece,
            gint64         done,
            void          *buffer,
            gsize          count,
            GCancellable  *cancellable,
            GError       **error)
{
  gsize want = (gsize) MIN ((gint64) count, piece->size - done);
  gssize got = 0;

  if (piece->text != NULL)
    {
      const char *text = g_bytes_get_data (piece->text, NULL);

      memcpy (buffer, text + done, want);
      return (gssize) want;
    }

  /* Opened here, because reading happens on a thread that may wait. */
  if (piece->contents == NULL)
    piece->contents = G_INPUT_STREAM (g_file_read (piece->file, cancellable, error));
  if (piece->contents == NULL)
    return -1;

  got = g_input_stream_read (piece->contents, buffer, want, cancellable, error);
  if (got == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                           "The file became shorter while it was being read");
      return -1;
    }
  return got;
}

static gssize
sp_multipart_writer_read_pieces (SpMultipartWriter  *self,
                                 void               *buffer,
                                 gsize               count,
                                 GCancellable       *cancellable,
                                 GError            **error)
{
  while (self->current < self->pieces->len)
    {
      Piece *piece = g_ptr_array_index (self->pieces, self->current);
      gssize got = 0;

      if (self->done >= piece->size)
        {
          self->current++;
          self->done = 0;
          continue;
        }

      got = piece_read (piece, self->done, buffer, count, cancellable, error);
      if (got > 0)
        self->done += got;
      return got;
    }

  return 0;
}

static gsize
sp_multipart_writer_take_ahead (SpMultipartWriter *self,
                                void              *buffer,
                                gsize              count)
{
  gsize size = MIN (count, self->ahead_end - self->ahead_start);

  if (size > 0)
    memcpy (buffer, self->ahead + self->ahead_start, size);
  self->ahead_start += size;
  return size;
}

static gssize
sp_multipart_writer_read (GInputStream  *stream,
                          void          *buffer,
                          gsize          count,
                          GCancellable  *cancellable,
                          GError       **error)
{
  SpMultipartWriter *self = SP_MULTIPART_WRITER (stream);
  gsize size = 0;

  g_return_val_if_fail (self->ended, -1);

  size = sp_multipart_writer_take_ahead (self, buffer, count);
  return size > 0 ? (gssize) size : sp_multipart_writer_read_pieces (self, buffer, count, cancellable, error);
}

/* On a thread, while the reader waits. */
static void
read_ahead_thread (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  SpMultipartWriter *self = SP_MULTIPART_WRITER (source);
  Read *read = task_data;
  g_autoptr(GError) error = NULL;
  gssize got = 1;

  if (self->ahead == NULL)
    self->ahead = g_malloc (AHEAD);
  self->ahead_start = 0;
  self->ahead_end = 0;
  while (got > 0 && self->ahead_end < AHEAD)
    {
      got = sp_multipart_writer_read_pieces (self, self->ahead + self->ahead_end, AHEAD - self->ahead_end, cancellable,
                                             &error);
      if (got > 0)
        self->ahead_end += (gsize) got;
    }

  if (got < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, (gssize) sp_multipart_writer_take_ahead (self, read->buffer, read->count));
}

static void
sp_multipart_writer_read_async (GInputStream        *stream,
                                void                *buffer,
                                gsize                count,
                                int                  io_priority,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  SpMultipartWriter *self = SP_MULTIPART_WRITER (stream);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Read *read = NULL;
  gsize size = 0;

  g_return_if_fail (self->ended);

  g_task_set_source_tag (task, sp_multipart_writer_read_async);
  g_task_set_priority (task, io_priority);
  size = sp_multipart_writer_take_ahead (self, buffer, count);
  if (size > 0)
    {
      g_task_return_int (task, (gssize) size);
      return;
    }

  read = g_new0 (Read, 1);
  read->buffer = buffer;
  read->count = count;
  g_task_set_task_data (task, read, g_free);
  g_task_run_in_thread (task, read_ahead_thread);
}

static gssize
sp_multipart_writer_read_finish (GInputStream  *stream,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
sp_multipart_writer_finalize (GObject *object)
{
  SpMultipartWriter *self = SP_MULTIPART_WRITER (object);

  g_clear_pointer (&self->ahead, g_free);

  g_clear_pointer (&self->boundary, g_free);
  g_clear_pointer (&self->pieces, g_ptr_array_unref);

  G_OBJECT_CLASS (sp_multipart_writer_parent_class)->finalize (object);
}

static void
sp_multipart_writer_class_init (SpMultipartWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  object_class->finalize = sp_multipart_writer_finalize;
  stream_class->read_fn = sp_multipart_writer_read;
  stream_class->read_async = sp_multipart_writer_read_async;
  stream_class->read_finish = sp_multipart_writer_read_finish;
}

static void
sp_multipart_writer_init (SpMultipartWriter *self)
{
  /* 142 random bits: no file holds it but by intent, and whoever wrote the file cannot know it. */
  self->boundary = sp_id_new ("sandpiper");
  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);
}

/**
 * sp_multipart_writer_new:
 *
 * Returns: (transfer full): an empty body with a boundary of its own
 */
SpMultipartWriter *
sp_multipart_writer_new (void)
{
  return g_object_new (SP_TYPE_MULTIPART_WRITER, NULL);
}

/**
 * sp_multipart_writer_add_field:
 * @self: a body that has not ended
 * @name: the name of a form field
 * @value: its text
 */
void
sp_multipart_writer_add_field (SpMultipartWriter *self,
                               const char        *name,
                               const char        *value)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (SP_IS_MULTIPART_WRITER (self));
  g_return_if_fail (!self->ended);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  escaped = escape_name (name);
  sp_multipart_writer_add_text (self,
                                g_strdup_printf ("--%s\r\n"
                                                 "Content-Disposition: form-data; name=\"%s\"\r\n\r\n"
                                                 "%s\r\n",
                                                 self->boundary, escaped, value));
}

/**
 * sp_multipart_writer_add_file:
 * @self: a body that has not ended
 * @name: the name of the form field
 * @filename: the name of the file, of any characters
 * @mime_type: its type
 * @file: (transfer none): where its contents are; opened when the reading reaches them
 * @size: how much of @file is sent
 *
 * Reading the body fails with G_IO_ERROR_PARTIAL_INPUT when @file turns out to be shorter than @size.
 */
void
sp_multipart_writer_add_file (SpMultipartWriter *self,
                              const char        *name,
                              const char        *filename,
                              const char        *mime_type,
                              GFile             *file,
                              gint64             size)
{
  g_autofree char *escaped = NULL;
  g_autofree char *escaped_filename = NULL;
  Piece *piece = NULL;

  g_return_if_fail (SP_IS_MULTIPART_WRITER (self));
  g_return_if_fail (!self->ended);
  g_return_if_fail (name != NULL && filename != NULL && mime_type != NULL);
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (size >= 0);

  escaped = escape_name (name);
  escaped_filename = escape_name (filename);
  sp_multipart_writer_add_text (self,
                                g_strdup_printf ("--%s\r\n"
                                                 "Content-Disposition: form-data; name=\"%s\"; "
                                                 "filename=\"%s\"\r\n"
                                                 "Content-Type: %s\r\n\r\n",
                                                 self->boundary, escaped, escaped_filename,
                                                 mime_type));
  piece = g_new0 (Piece, 1);
  piece->file = g_object_ref (file);
  piece->size = size;
  self->length += size;
  g_ptr_array_add (self->pieces, piece);
  sp_multipart_writer_add_text (self, g_strdup ("\r\n"));
}

/**
 * sp_multipart_writer_end:
 * @self: a body
 *
 * Ends the body; from now on it can be read.
 *
 * Returns: its length in bytes
 */
gint64
sp_multipart_writer_end (SpMultipartWriter *self)
{
  g_return_val_if_fail (SP_IS_MULTIPART_WRITER (self), 0);

  if (!self->ended)
    sp_multipart_writer_add_text (self, g_strdup_printf ("--%s--\r\n", self->boundary));
  self->ended = TRUE;
  return self->length;
}

/**
 * sp_multipart_writer_dup_content_type:
 * @self: a body
 *
 * Returns: (transfer full): the value of the Content-Type header
 */
char *
sp_multipart_writer_dup_content_type (SpMultipartWriter *self)
{
  g_return_val_if_fail (SP_IS_MULTIPART_WRITER (self), NULL);

  return g_strdup_printf ("multipart/form-data; boundary=%s", self->boundary);
}
