/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The encodings that a delimited file may be read in. In all of them the
 * delimiters, quotes and line ends that we know are one unit. */
typedef enum
{
  SP_ENCODING_UTF_8,
  SP_ENCODING_UTF_16LE,
  SP_ENCODING_UTF_16BE,
  SP_ENCODING_WINDOWS_1252,
  SP_ENCODING_ISO_8859_1,
  SP_ENCODING_WINDOWS_1250,
  SP_ENCODING_WINDOWS_1251,
  SP_ENCODING_SHIFT_JIS,
  SP_ENCODING_GB18030,
  SP_N_ENCODINGS,
} SpEncoding;

const char *sp_encoding_get_name     (SpEncoding    encoding);
guint       sp_encoding_get_unit     (SpEncoding    encoding);
gboolean    sp_encoding_sniff        (const guint8 *bytes,
                                      gsize         n_bytes,
                                      SpEncoding   *encoding,
                                      guint        *bom_length);
char       *sp_encoding_decode       (SpEncoding    encoding,
                                      const guint8 *bytes,
                                      gsize         n_bytes,
                                      gsize        *length,
                                      gboolean     *damaged);

G_END_DECLS
