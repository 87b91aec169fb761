/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-store.h"

G_BEGIN_DECLS

struct _SpStore
{
  GObject     parent_instance;

  SpDatabase *database;
  guint       depth;           /* of open transactions: only the outermost is SQLite's */
  guint       failed : 1;      /* an inner one failed: the outermost rolls back */
};

/* The numbered migrations; see sp-store-schema.c. */
extern const char * const _sp_store_migrations[];

JsonObject *_sp_store_read_row    (SpStore      *self,
                                   SpStatement  *statement,
                                   const char   *what,
                                   const char   *id,
                                   GError      **error);
GPtrArray  *_sp_store_read_rows   (SpStatement  *statement,
                                   GError      **error);
GPtrArray  *_sp_store_read_texts  (SpStatement  *statement,
                                   GError      **error);
gboolean    _sp_store_changed_one (SpStore      *self,
                                   const char   *what,
                                   const char   *id,
                                   GError      **error);
gboolean    _sp_store_prune_items (SpStore      *self,
                                   GError      **error);

G_END_DECLS
