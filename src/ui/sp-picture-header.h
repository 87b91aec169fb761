/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How many bytes of a file are enough to find its size. */
#define SP_PICTURE_HEADER_BYTES (256 * 1024)

/* The most that is decoded: a decoder may need four bytes for each pixel of the whole picture. */
#define SP_PICTURE_MAX_SIDE 30000
#define SP_PICTURE_MAX_PIXELS (50 * 1000 * 1000)

#define SP_PICTURE_ERROR (sp_picture_error_quark ())
typedef enum
{
  SP_PICTURE_ERROR_FORMAT,     /* not a picture of a kind that is shown */
  SP_PICTURE_ERROR_TOO_LARGE,  /* it says of itself that it is too large */
  SP_PICTURE_ERROR_BROKEN,     /* it cannot be decoded */
} SpPictureError;
GQuark sp_picture_error_quark (void);

typedef enum
{
  SP_PICTURE_PNG,
  SP_PICTURE_JPEG,
  SP_PICTURE_GIF,
  SP_PICTURE_WEBP,
} SpPictureFormat;

typedef struct
{
  SpPictureFormat format;
  guint           width;
  guint           height;
} SpPictureHeader;

gboolean    sp_picture_header_read     (const guint8    *data,
                                        gsize            length,
                                        SpPictureHeader *header,
                                        GError         **error);
void        sp_picture_header_fit      (const SpPictureHeader *header,
                                        guint            max_side,
                                        guint           *width,
                                        guint           *height);
const char *sp_picture_format_get_mime (SpPictureFormat  format);

G_END_DECLS
