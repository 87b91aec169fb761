/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The largest frame that a kernel may send. */
#define SP_FRAME_MAX_SIZE (8 * 1024 * 1024)

/* Bytes to frames: 32 bits of length in network order, then that many bytes of JSON. Pure: no I/O. */
typedef struct _SpFrameReader SpFrameReader;

SpFrameReader *sp_frame_reader_new  (gsize           max_size);
void           sp_frame_reader_push (SpFrameReader  *self,
                                     const void     *data,
                                     gsize           size);
gboolean       sp_frame_reader_next (SpFrameReader  *self,
                                     JsonObject    **frame,
                                     GError        **error);
void           sp_frame_reader_free (SpFrameReader  *self);

GBytes        *sp_frame_build       (JsonObject     *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpFrameReader, sp_frame_reader_free)

G_END_DECLS
