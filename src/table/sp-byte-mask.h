/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bytes that the scanner stops at. Unused places repeat another. */
#define SP_N_MARKS 4

typedef enum
{
  SP_BYTE_MASK_PLAIN,
  SP_BYTE_MASK_SSE2,
  SP_BYTE_MASK_AVX2,
} SpByteMaskKind;

/* Sets bit i of masks[w] when bytes[64 * w + i] is one of the marks. Bits past
 * n_bytes are clear; no byte past n_bytes is read. */
typedef void (* SpByteMaskFunc) (const guint8 *bytes,
                                 gsize         n_bytes,
                                 const guint8  marks[SP_N_MARKS],
                                 guint64      *masks);

gboolean       sp_byte_mask_is_available (SpByteMaskKind kind);
SpByteMaskFunc sp_byte_mask_get          (SpByteMaskKind kind);
SpByteMaskFunc sp_byte_mask_get_best     (void);

G_END_DECLS
