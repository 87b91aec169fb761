/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A text file in parts, whatever its bytes are: decoded, without characters
 * that a text view cannot hold, with endless lines broken. Read and prepared
 * on a worker thread. */

#include "config.h"

#include "ui/sp-text-part.h"

#include "table/sp-table-error.h"
#include "table/sp-text-source.h"

#include <string.h>

typedef struct
{
  char       *path;       /* (owned) */
  guint64     offset;
  SpEncoding  encoding;   /* of the part before; not used at the beginning */
} Load;

static void
load_free (Load *load)
{
  g_free (load->path);
  g_free (load);
}

/* Controls become their pictures, and lines get an end. */
static char *
make_showable (const char *text,
               gsize       length,
               gboolean   *is_broken)
{
  g_autoptr(GString) shown = g_string_sized_new (length + 16);
  const char *end = text + length;
  guint n_in_line = 0;

  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\r' && at + 1 < end && at[1] == '\n')
        continue;
      if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
        {
          g_string_append_c (shown, '\n');
          n_in_line = 0;
          continue;
        }
      if (n_in_line++ == SP_TEXT_MAX_LINE)
        {
          g_string_append_c (shown, '\n');
          n_in_line = 1;
          *is_broken = TRUE;
        }
      if ((c < 0x20 && c != '\t') || c == 0x7F)
        c = c == 0x7F ? 0x2421 : 0x2400 + c;
      /* What turns the direction of the text could hide what it says. */
      else if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
        c = 0xFFFD;
      g_string_append_unichar (shown, c);
    }

  return g_string_free (g_steal_pointer (&shown), FALSE);
}

/* A part ends at the end of a line where it can, and never in a character. */
static gsize
choose_end (const guint8 *bytes,
            gsize         n_bytes,
            SpEncoding    encoding)
{
  gsize n = n_bytes - n_bytes % sp_encoding_get_unit (encoding);

  if (sp_encoding_get_unit (encoding) == 1)
    {
      const guint8 *line_end = memrchr (bytes, '\n', n);

      if (line_end != NULL && line_end > bytes + n / 2)
        return line_end + 1 - bytes;
      for (guint i = 0; i < 3 && n > 1 && (bytes[n - 1] & 0xC0) == 0x80 && encoding == SP_ENCODING_UTF_8; i++)
        n--;
      if (encoding == SP_ENCODING_UTF_8 && n > 1 && bytes[n - 1] >= 0xC0)
        n--;
    }

  return n;
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(SpTextSource) source = NULL;
  g_autoptr(SpTextPart) part = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *bytes = NULL;
  SpEncoding encoding = load->encoding;
  guint bom_length = 0;
  gssize n = -1;
  gsize end;

  source = sp_text_source_open (load->path, &error);
  if (source != NULL)
    {
      bytes = g_malloc (SP_TEXT_PART_BYTES);
      n = sp_text_source_read (source, load->offset, bytes, SP_TEXT_PART_BYTES, &error);
    }
  if (n < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (load->offset == 0 && !sp_encoding_sniff (bytes, (gsize) n, &encoding, &bom_length))
    {
      g_task_return_new_error (task, SP_TABLE_ERROR, SP_TABLE_ERROR_BINARY, "The file holds no text");
      return;
    }

  end = n == SP_TEXT_PART_BYTES ? choose_end (bytes, (gsize) n, encoding) : (gsize) n;
  part = sp_text_part_new (bytes + bom_length, end - bom_length, encoding);
  part->size = sp_text_source_get_size (source);
  part->next = n == SP_TEXT_PART_BYTES ? load->offset + end : part->size;
  g_task_return_pointer (task, g_steal_pointer (&part), (GDestroyNotify) sp_text_part_free);
}

/**
 * sp_text_part_load_async:
 * @path: a file
 * @offset: where the part begins, 0 or the “next” of another part
 * @encoding: the encoding of the other part; found out when @offset is 0
 * @cancellable: (nullable): to give up
 * @callback: called when the part is there
 * @user_data: for @callback
 *
 * Reads up to %SP_TEXT_PART_BYTES of a text.
 */
void
sp_text_part_load_async (const char          *path,
                         guint64              offset,
                         SpEncoding           encoding,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load;

  g_return_if_fail (path != NULL);

  load = g_new0 (Load, 1);
  load->path = g_strdup (path);
  load->offset = offset;
  load->encoding = encoding;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_text_part_load_async);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * sp_text_part_load_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the part; %NULL with an %SP_TABLE_ERROR, which is
 *   %SP_TABLE_ERROR_BINARY when this is no text
 */
SpTextPart *
sp_text_part_load_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_text_part_new:
 * @bytes: a piece of a text
 * @n_bytes: its length
 * @encoding: what it is written in
 *
 * Returns: (transfer full): the piece, ready to be shown
 */
SpTextPart *
sp_text_part_new (const guint8 *bytes,
                  gsize         n_bytes,
                  SpEncoding    encoding)
{
  SpTextPart *self = g_new0 (SpTextPart, 1);
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (bytes != NULL || n_bytes == 0, NULL);

  text = sp_encoding_decode (encoding, bytes, n_bytes, &length, &self->is_damaged);
  self->text = make_showable (text, length, &self->is_broken);
  self->encoding = encoding;
  self->next = n_bytes;
  self->size = n_bytes;

  return self;
}

/**
 * sp_text_part_free:
 * @self: (transfer full): a part
 *
 * Frees it.
 */
void
sp_text_part_free (SpTextPart *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  g_free (self);
}
