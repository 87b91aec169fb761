/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A multipart/form-data body that is made while it is read. */
#define SP_TYPE_MULTIPART_WRITER (sp_multipart_writer_get_type ())
G_DECLARE_FINAL_TYPE (SpMultipartWriter, sp_multipart_writer, SP, MULTIPART_WRITER, GInputStream)

SpMultipartWriter *sp_multipart_writer_new              (void);
void               sp_multipart_writer_add_field        (SpMultipartWriter *self,
                                                         const char        *name,
                                                         const char        *value);
void               sp_multipart_writer_add_file         (SpMultipartWriter *self,
                                                         const char        *name,
                                                         const char        *filename,
                                                         const char        *mime_type,
                                                         GFile             *file,
                                                         gint64             size);
gint64             sp_multipart_writer_end              (SpMultipartWriter *self);
char              *sp_multipart_writer_dup_content_type (SpMultipartWriter *self);

G_END_DECLS
