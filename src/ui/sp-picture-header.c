/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finds out from the first bytes of a picture how large it is, before any decoder sees it: a picture that came out of a
 * sandbox may claim a size that would exhaust the memory. Knows PNG, JPEG, GIF and WebP; everything else is refused.
 * Pure functions over untrusted bytes. */

#include "config.h"

#include "ui/sp-picture-header.h"

#include <string.h>

G_DEFINE_QUARK (sp-picture-error-quark, sp_picture_error)

static guint
be16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

static guint
be32 (const guint8 *p)
{
  return (guint) p[0] << 24 | (guint) p[1] << 16 | (guint) p[2] << 8 | p[3];
}

static guint
le16 (const guint8 *p)
{
  return (guint) p[1] << 8 | p[0];
}

static guint
le24 (const guint8 *p)
{
  return (guint) p[2] << 16 | (guint) p[1] << 8 | p[0];
}

static gboolean
read_png (const guint8    *data,
          gsize            length,
          SpPictureHeader *header)
{
  if (length < 24 || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;

  header->format = SP_PICTURE_PNG;
  header->width = be32 (data + 16);
  header->height = be32 (data + 20);
  return TRUE;
}

static gboolean
read_gif (const guint8    *data,
          gsize            length,
          SpPictureHeader *header)
{
  if (length < 10 || (memcmp (data, "GIF87a", 6) != 0 && memcmp (data, "GIF89a", 6) != 0))
    return FALSE;

  header->format = SP_PICTURE_GIF;
  header->width = le16 (data + 6);
  header->height = le16 (data + 8);
  return TRUE;
}

static gboolean
is_frame_marker (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Walks the segments up to the one that begins the frame. */
static gboolean
read_jpeg (const guint8    *data,
           gsize            length,
           SpPictureHeader *header)
{
  gsize at = 2;

  if (length < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;

  header->format = SP_PICTURE_JPEG;
  while (at + 9 <= length)
    {
      guint8 marker = data[at + 1];

      if (data[at] != 0xff)
        return FALSE;
      if (marker == 0xff)
        at++;
      else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7))
        at += 2;
      else if (is_frame_marker (marker))
        {
          header->height = be16 (data + at + 5);
          header->width = be16 (data + at + 7);
          return TRUE;
        }
      else
        at += 2 + MAX (be16 (data + at + 2), 2);
    }
  return FALSE;
}

static gboolean
read_webp (const guint8    *data,
           gsize            length,
           SpPictureHeader *header)
{
  guint bits;

  if (length < 30 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;

  header->format = SP_PICTURE_WEBP;
  if (memcmp (data + 12, "VP8X", 4) == 0)
    {
      header->width = le24 (data + 24) + 1;
      header->height = le24 (data + 27) + 1;
      return TRUE;
    }
  if (memcmp (data + 12, "VP8L", 4) == 0 && data[20] == 0x2f)
    {
      bits = le24 (data + 21) | (guint) data[24] << 24;
      header->width = (bits & 0x3fff) + 1;
      header->height = (bits >> 14 & 0x3fff) + 1;
      return TRUE;
    }
  if (memcmp (data + 12, "VP8 ", 4) == 0 && memcmp (data + 23, "\x9d\x01\x2a", 3) == 0)
    {
      header->width = le16 (data + 26) & 0x3fff;
      header->height = le16 (data + 28) & 0x3fff;
      return TRUE;
    }
  return FALSE;
}

/**
 * sp_picture_header_read:
 * @data: the beginning of a file
 * @length: its bytes; %SP_PICTURE_HEADER_BYTES are enough
 * @header: (out): what it says of itself
 * @error: return location for an error
 *
 * Reads the kind and size of a picture and refuses one that must not be decoded.
 *
 * Returns: %TRUE, or %FALSE with %SP_PICTURE_ERROR_FORMAT or %SP_PICTURE_ERROR_TOO_LARGE; then @header still holds
 * the size where it could be read, else zeros
 */
gboolean
sp_picture_header_read (const guint8     *data,
                        gsize             length,
                        SpPictureHeader  *header,
                        GError          **error)
{
  g_return_val_if_fail (data != NULL || length == 0, FALSE);
  g_return_val_if_fail (header != NULL, FALSE);

  memset (header, 0, sizeof *header);
  if ((!read_png (data, length, header) && !read_gif (data, length, header) && !read_jpeg (data, length, header) &&
       !read_webp (data, length, header)) || header->width == 0 || header->height == 0)
    {
      memset (header, 0, sizeof *header);
      g_set_error_literal (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT, "not a PNG, JPEG, GIF or WebP picture");
      return FALSE;
    }

  if (header->width > SP_PICTURE_MAX_SIDE || header->height > SP_PICTURE_MAX_SIDE ||
      (guint64) header->width * header->height > SP_PICTURE_MAX_PIXELS)
    {
      g_set_error (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_TOO_LARGE, "%u × %u pixels", header->width, header->height);
      return FALSE;
    }
  return TRUE;
}

/**
 * sp_picture_header_fit:
 * @header: a header that was read
 * @max_side: the most pixels of either side
 * @width: (out): width to decode to
 * @height: (out): height to decode to
 *
 * Scales a size down, never up, so that both sides fit.
 */
void
sp_picture_header_fit (const SpPictureHeader *header,
                       guint                  max_side,
                       guint                 *width,
                       guint                 *height)
{
  double scale;

  g_return_if_fail (header != NULL && header->width > 0 && header->height > 0);
  g_return_if_fail (width != NULL && height != NULL);

  scale = MIN (1.0, (double) max_side / MAX (header->width, header->height));
  *width = MAX (1, (guint) (header->width * scale + 0.5));
  *height = MAX (1, (guint) (header->height * scale + 0.5));
}

/**
 * sp_picture_format_get_mime:
 * @format: a kind of picture
 *
 * Returns: (transfer none): its MIME type
 */
const char *
sp_picture_format_get_mime (SpPictureFormat format)
{
  static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp" };

  g_return_val_if_fail (format < G_N_ELEMENTS (types), NULL);

  return types[format];
}
