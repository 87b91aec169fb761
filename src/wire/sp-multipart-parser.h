/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_MULTIPART_ERROR (sp_multipart_error_quark ())

/**
 * SpMultipartError:
 * @SP_MULTIPART_ERROR_BOUNDARY: the content type names no usable boundary
 * @SP_MULTIPART_ERROR_SYNTAX: the body breaks the rules of multipart/form-data
 * @SP_MULTIPART_ERROR_TRUNCATED: the body ended before its last boundary
 * @SP_MULTIPART_ERROR_TOO_LARGE: a part's headers or the number of parts pass the limit
 */
typedef enum
{
  SP_MULTIPART_ERROR_BOUNDARY,
  SP_MULTIPART_ERROR_SYNTAX,
  SP_MULTIPART_ERROR_TRUNCATED,
  SP_MULTIPART_ERROR_TOO_LARGE,
} SpMultipartError;

GQuark sp_multipart_error_quark (void);

typedef struct
{
  char *name;          /* (owned) the form field */
  char *filename;      /* (owned) (nullable) valid UTF-8; NULL: not a file */
  char *content_type;  /* (owned) (nullable) */
} SpMultipartPart;

/* Called in the order begin, data…, end for each part. One that returns FALSE
 * sets the error, which stops the parser for good. */
typedef struct
{
  gboolean (*part_begin) (const SpMultipartPart  *part,
                          gpointer                user_data,
                          GError                **error);
  gboolean (*part_data)  (const guint8           *data,
                          gsize                   size,
                          gpointer                user_data,
                          GError                **error);
  gboolean (*part_end)   (gpointer                user_data,
                          GError                **error);
} SpMultipartFuncs;

typedef struct _SpMultipartParser SpMultipartParser;

char              *sp_multipart_dup_boundary    (const char              *content_type,
                                                 GError                 **error);

SpMultipartParser *sp_multipart_parser_new      (const char              *boundary,
                                                 const SpMultipartFuncs  *funcs,
                                                 gpointer                 user_data);
gboolean           sp_multipart_parser_feed     (SpMultipartParser       *self,
                                                 const guint8            *data,
                                                 gsize                    size,
                                                 GError                 **error);
gboolean           sp_multipart_parser_finish   (SpMultipartParser       *self,
                                                 GError                 **error);
gsize              sp_multipart_parser_get_held (SpMultipartParser       *self);
void               sp_multipart_parser_free     (SpMultipartParser       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpMultipartParser, sp_multipart_parser_free)

G_END_DECLS
