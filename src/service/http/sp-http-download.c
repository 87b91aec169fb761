/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-download.h"

#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>

#include "base/sp-file-type.h"

/* Sends a file, or a part of it, piece by piece: the next piece is read when
 * the last has gone out, so that a slow reader costs one piece. */

#define PIECE (256 * 1024)

typedef struct
{
  SpHttpExchange *exchange;     /* (owned) */
  GInputStream   *stream;       /* (owned) owns the fd */
  GCancellable   *cancellable;  /* (owned) */
  gint64          left;         /* bytes still to read */
} Download;

static void download_read (Download     *download);
static void read_cb       (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
download_clear (gpointer data)
{
  Download *download = data;

  g_clear_object (&download->exchange);
  g_clear_object (&download->stream);
  g_clear_object (&download->cancellable);
}

static void
download_unref (Download *download)
{
  g_rc_box_release_full (download, download_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Download, download_unref)

static void
download_read (Download *download)
{
  g_input_stream_read_bytes_async (download->stream, MIN (download->left, PIECE),
                                   G_PRIORITY_DEFAULT, download->cancellable, read_cb, g_rc_box_acquire (download));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Download) download = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
                                                              &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* The length has been promised: a file that is shorter now can only be cut off. */
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      g_warning ("A stored file could not be read to its end: %s",
                 error != NULL ? error->message : "it is shorter");
      sp_http_exchange_abort (download->exchange);
      return;
    }

  download->left -= g_bytes_get_size (bytes);
  sp_http_exchange_write (download->exchange, bytes);
}

static void
drained_cb (SpHttpExchange *exchange,
            Download       *download)
{
  if (download->left > 0)
    download_read (download);
}

static void
closed_cb (SpHttpExchange *exchange,
           Download       *data)
{
  g_autoptr(Download) download = data;

  g_cancellable_cancel (download->cancellable);
  g_signal_handlers_disconnect_by_data (exchange, download);
}

static gboolean
parse_bound (const char **text,
             gint64      *value)
{
  gsize n = strspn (*text, "0123456789");

  if (n == 0 || n > 18)
    return FALSE;

  *value = g_ascii_strtoll (*text, NULL, 10);
  *text += n;
  return TRUE;
}

/**
 * sp_http_download_parse_range:
 * @header: (nullable): a Range header
 * @size: of the whole file
 * @start: (out): first byte to send
 * @length: (out): how many
 * @error: (out) (optional): why not
 *
 * Reads a range of the forms `bytes=a-b`, `bytes=a-` and `bytes=-n`. Anything else, several ranges
 * too, means the whole file, as the standard allows.
 *
 * Returns: %FALSE with @error set to %SP_HTTP_ERROR 416 for a range outside of the file
 */
gboolean
sp_http_download_parse_range (const char  *header,
                              gint64       size,
                              gint64      *start,
                              gint64      *length,
                              GError     **error)
{
  gint64 first = -1;
  gint64 last = -1;
  const char *text;

  g_return_val_if_fail (start != NULL && length != NULL, FALSE);

  *start = 0;
  *length = size;
  if (header == NULL || g_ascii_strncasecmp (header, "bytes=", 6) != 0)
    return TRUE;

  text = header + 6;
  parse_bound (&text, &first);
  if (*text != '-')
    return TRUE;
  text++;
  parse_bound (&text, &last);
  if (*text != '\0' || (first < 0 && last < 0) || (first >= 0 && last >= 0 && last < first))
    return TRUE;

  if (first >= size || (first < 0 && last == 0) || size == 0)
    {
      sp_http_error_set (error, 416, "range_not_satisfiable", NULL,
                         _("The range lies outside of the file of %" G_GINT64_FORMAT " bytes."),
                         size);
      return FALSE;
    }

  if (first < 0)
    first = MAX (0, size - last), last = size - 1;
  else if (last < 0 || last >= size)
    last = size - 1;
  *start = first;
  *length = last - first + 1;
  return TRUE;
}

static void
set_headers (SpHttpExchange *exchange,
             const char     *filename,
             gint64          start,
             gint64          length,
             gint64          size)
{
  g_autofree char *escaped = g_uri_escape_string (filename, NULL, FALSE);
  g_autofree char *disposition = g_strdup_printf ("attachment; filename*=UTF-8''%s", escaped);

  sp_http_exchange_set_header (exchange, "Content-Disposition", disposition);
  sp_http_exchange_set_header (exchange, "Accept-Ranges", "bytes");
  if (length != size)
    {
      g_autofree char *range = NULL;

      range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                               start, start + length - 1, size);
      sp_http_exchange_set_header (exchange, "Content-Range", range);
    }
}

/**
 * sp_http_download_start:
 * @exchange: to be answered
 * @fd: (transfer full): the open file
 * @size: its size
 * @filename: the name to save it under
 *
 * Answers with the file, or with the range that the request asks for.
 */
void
sp_http_download_start (SpHttpExchange *exchange,
                        int             fd,
                        gint64          size,
                        const char     *filename)
{
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(Download) download = NULL;
  gint64 start;
  gint64 length;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (exchange));
  g_return_if_fail (fd >= 0 && filename != NULL);

  stream = g_unix_input_stream_new (fd, TRUE);
  if (!sp_http_download_parse_range (sp_http_exchange_get_header (exchange, "Range"), size, &start,
                                     &length, &error))
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }
  if (start > 0 && lseek (fd, start, SEEK_SET) < 0)
    start = 0, length = size;

  set_headers (exchange, filename, start, length, size);
  sp_http_exchange_begin_stream (exchange, length == size ? 200 : 206,
                                 sp_file_type_get_mime (filename), length);
  if (length == 0 || sp_http_exchange_is_closed (exchange))
    return;

  download = g_rc_box_new0 (Download);
  download->exchange = g_object_ref (exchange);
  download->stream = g_steal_pointer (&stream);
  download->cancellable = g_cancellable_new ();
  download->left = length;
  g_signal_connect (exchange, "drained", G_CALLBACK (drained_cb), download);
  g_signal_connect (exchange, "closed", G_CALLBACK (closed_cb), g_rc_box_acquire (download));
  download_read (download);
}
