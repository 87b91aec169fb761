/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* A mark on a stretch of a message's text. @start and @end count Unicode code points; for
 * "container_file_citation" @file is the file cited, for "url_citation" @url is set. Immutable. */
#define SP_TYPE_ANNOTATION (sp_annotation_get_type ())
G_DECLARE_FINAL_TYPE (SpAnnotation, sp_annotation, SP, ANNOTATION, GObject)

SpAnnotation *sp_annotation_new           (const char   *type_name,
                                           guint         start,
                                           guint         end,
                                           SpFile       *file,
                                           const char   *url);
const char   *sp_annotation_get_type_name (SpAnnotation *self);
guint         sp_annotation_get_start     (SpAnnotation *self);
guint         sp_annotation_get_end       (SpAnnotation *self);
SpFile       *sp_annotation_get_file      (SpAnnotation *self);
const char   *sp_annotation_get_url       (SpAnnotation *self);

G_END_DECLS
