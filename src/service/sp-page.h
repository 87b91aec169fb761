/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "base/sp-database.h"

G_BEGIN_DECLS

/* Which part of a list is asked for (foundry-v2.md 8). */
typedef struct
{
  guint  limit;
  char  *after;          /* (nullable) (owned) id that the page follows */
  char  *before;         /* (nullable) (owned) id that the page precedes */
  guint  ascending : 1;  /* oldest first */
} SpPageQuery;

gboolean    sp_page_query_parse (SpPageQuery       *self,
                                 const char        *limit,
                                 const char        *order,
                                 const char        *after,
                                 const char        *before,
                                 guint              default_limit,
                                 guint              max_limit,
                                 GError           **error);
void        sp_page_query_clear (SpPageQuery       *self);

JsonObject *sp_page_select      (SpDatabase        *database,
                                 const SpPageQuery *query,
                                 const char        *source,
                                 const char        *id_column,
                                 const char        *filter,
                                 const char        *arguments[3],
                                 GError           **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpPageQuery, sp_page_query_clear)

G_END_DECLS
