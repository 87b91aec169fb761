/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpFrameReader: takes the kernel's bytes apart. All of it is untrusted: a length is checked before memory is taken
 * for it, and memory grows only with what has really arrived. */

#include "config.h"

#include "sandbox/sp-frame-reader.h"

#include <string.h>

#include "base/sp-json.h"
#include "sandbox/sp-sandbox-error.h"

#define HEADER_SIZE 4

struct _SpFrameReader
{
  GByteArray *buffer;    /* (owned) */
  gsize       start;     /* of what was not read yet */
  gsize       max_size;
};

/**
 * sp_frame_reader_new:
 * @max_size: the largest frame to accept, in bytes
 *
 * Returns: (transfer full): a reader at the beginning of a stream
 */
SpFrameReader *
sp_frame_reader_new (gsize max_size)
{
  SpFrameReader *self = g_new0 (SpFrameReader, 1);

  self->buffer = g_byte_array_new ();
  self->max_size = max_size;

  return self;
}

/**
 * sp_frame_reader_push:
 * @self: a reader
 * @data: bytes that arrived
 * @size: how many
 *
 * Adds to what sp_frame_reader_next() takes apart.
 */
void
sp_frame_reader_push (SpFrameReader *self,
                      const void    *data,
                      gsize          size)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || size == 0);

  if (self->start == self->buffer->len)
    {
      g_byte_array_set_size (self->buffer, 0);
      self->start = 0;
    }

  g_byte_array_append (self->buffer, data, size);
}

static void
drop_read (SpFrameReader *self)
{
  /* Moving the rest is only worth it once much was read. */
  if (self->start > self->max_size)
    {
      g_byte_array_remove_range (self->buffer, 0, self->start);
      self->start = 0;
    }
}

/**
 * sp_frame_reader_next:
 * @self: a reader
 * @frame: (out) (transfer full) (nullable): the next frame
 * @error: return location
 *
 * Takes one frame when it is there whole.
 *
 * Returns: %TRUE with @frame, or with %NULL when more bytes are needed; %FALSE with %SP_SANDBOX_ERROR_PROTOCOL for a
 *   frame that is too large or not a JSON object: the stream cannot be trusted from here on
 */
gboolean
sp_frame_reader_next (SpFrameReader  *self,
                      JsonObject    **frame,
                      GError        **error)
{
  g_autoptr(GError) parse_error = NULL;
  const guint8 *next;
  gsize available;
  guint32 size;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (frame != NULL, FALSE);

  *frame = NULL;
  next = self->buffer->data + self->start;
  available = self->buffer->len - self->start;
  if (available < HEADER_SIZE)
    return TRUE;

  memcpy (&size, next, HEADER_SIZE);
  size = GUINT32_FROM_BE (size);
  if (size > self->max_size)
    {
      g_set_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL,
                   "a frame of %u bytes, more than the %" G_GSIZE_FORMAT " allowed", size, self->max_size);
      return FALSE;
    }
  if (available - HEADER_SIZE < size)
    return TRUE;

  *frame = sp_json_parse_object ((const char *) next + HEADER_SIZE, size, &parse_error);
  if (*frame == NULL)
    {
      g_set_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL, "an unreadable frame: %s", parse_error->message);
      return FALSE;
    }

  self->start += HEADER_SIZE + size;
  drop_read (self);

  return TRUE;
}

/**
 * sp_frame_reader_free:
 * @self: a reader
 *
 * Frees @self.
 */
void
sp_frame_reader_free (SpFrameReader *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_free (self);
}

/**
 * sp_frame_build:
 * @frame: what to send
 *
 * Returns: (transfer full): the frame's bytes with its length
 */
GBytes *
sp_frame_build (JsonObject *frame)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = NULL;
  guint32 size;

  g_return_val_if_fail (frame != NULL, NULL);

  text = sp_json_object_to_string (frame);
  size = GUINT32_TO_BE ((guint32) strlen (text));
  g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
