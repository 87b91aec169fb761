/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* One output of a code call. Logs hold text; an image holds encoded bytes or a url; a table holds the
 * text of its "text/html" or "application/vnd.sandpiper.table+json" form. All of it comes from a sandbox: untrusted. */
#define SP_TYPE_OUTPUT (sp_output_get_type ())
G_DECLARE_FINAL_TYPE (SpOutput, sp_output, SP, OUTPUT, GObject)

SpOutput     *sp_output_new           (SpOutputKind  kind,
                                       const char   *mime_type);
SpOutputKind  sp_output_get_kind      (SpOutput     *self);
const char   *sp_output_get_mime_type (SpOutput     *self);
const char   *sp_output_get_text      (SpOutput     *self);
void          sp_output_set_text      (SpOutput     *self,
                                       const char   *text);
void          sp_output_append_text   (SpOutput     *self,
                                       const char   *delta);
GBytes       *sp_output_get_bytes     (SpOutput     *self);
void          sp_output_set_bytes     (SpOutput     *self,
                                       GBytes       *bytes);
const char   *sp_output_get_url       (SpOutput     *self);
void          sp_output_set_url       (SpOutput     *self,
                                       const char   *url);

G_END_DECLS
