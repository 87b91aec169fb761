/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-dialect.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that is read in pieces, from any thread. */
typedef struct _SpTextSource SpTextSource;

SpTextSource *sp_text_source_open        (const char       *path,
                                          GError          **error);
SpTextSource *sp_text_source_ref         (SpTextSource     *self);
void          sp_text_source_unref       (SpTextSource     *self);
guint64       sp_text_source_get_size    (SpTextSource     *self);
guint64       sp_text_source_get_n_units (SpTextSource     *self,
                                          const SpDialect  *dialect);
gboolean      sp_text_source_has_changed (SpTextSource     *self);
gssize        sp_text_source_read        (SpTextSource     *self,
                                          guint64           offset,
                                          guint8           *buffer,
                                          gsize             n_bytes,
                                          GError          **error);
gssize        sp_text_source_read_units  (SpTextSource     *self,
                                          const SpDialect  *dialect,
                                          guint64           position,
                                          guint8           *buffer,
                                          gsize             n_units,
                                          GError          **error);
char         *sp_text_source_read_text   (SpTextSource     *self,
                                          const SpDialect  *dialect,
                                          guint64           position,
                                          gsize             n_units,
                                          gsize            *length,
                                          gboolean         *damaged,
                                          GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTextSource, sp_text_source_unref)

G_END_DECLS
