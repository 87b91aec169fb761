/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SpStatement SpStatement;

#define SP_TYPE_DATABASE (sp_database_get_type ())
G_DECLARE_FINAL_TYPE (SpDatabase, sp_database, SP, DATABASE, GObject)

SpDatabase  *sp_database_open             (const char         *path,
                                           const char * const *migrations,
                                           GError            **error);
void         sp_database_close            (SpDatabase         *self);
gboolean     sp_database_begin            (SpDatabase         *self,
                                           GError            **error);
gboolean     sp_database_commit           (SpDatabase         *self,
                                           GError            **error);
void         sp_database_rollback         (SpDatabase         *self);
gboolean     sp_database_execute          (SpDatabase         *self,
                                           GError            **error,
                                           const char         *sql,
                                           const char         *types,
                                           ...);
SpStatement *sp_database_query            (SpDatabase         *self,
                                           GError            **error,
                                           const char         *sql,
                                           const char         *types,
                                           ...);
gint64       sp_database_get_n_changes    (SpDatabase         *self);

gboolean     sp_statement_step            (SpStatement        *self,
                                           GError            **error);
const char  *sp_statement_get_text        (SpStatement        *self,
                                           int                 column);
gint64       sp_statement_get_int         (SpStatement        *self,
                                           int                 column);
double       sp_statement_get_double      (SpStatement        *self,
                                           int                 column);
gboolean     sp_statement_is_null         (SpStatement        *self,
                                           int                 column);
GBytes      *sp_statement_dup_bytes       (SpStatement        *self,
                                           int                 column);
void         sp_statement_free            (SpStatement        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpStatement, sp_statement_free)

G_END_DECLS
