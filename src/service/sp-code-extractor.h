/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads the code out of a tool call's arguments while they still come. */
typedef struct _SpCodeExtractor SpCodeExtractor;

SpCodeExtractor *sp_code_extractor_new      (void);
void             sp_code_extractor_free     (SpCodeExtractor *self);
char            *sp_code_extractor_feed     (SpCodeExtractor *self,
                                             const char      *text,
                                             gsize            size);
const char      *sp_code_extractor_get_code (SpCodeExtractor *self);
char            *sp_code_extractor_parse    (const char      *arguments,
                                             GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpCodeExtractor, sp_code_extractor_free)

G_END_DECLS
