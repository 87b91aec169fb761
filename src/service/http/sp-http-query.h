/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SpHttpQuery SpHttpQuery;

SpHttpQuery *sp_http_query_parse   (const char  *text);
const char  *sp_http_query_get     (SpHttpQuery *self,
                                    const char  *name);
GStrv        sp_http_query_dup_all (SpHttpQuery *self,
                                    const char  *name);
void         sp_http_query_free    (SpHttpQuery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpHttpQuery, sp_http_query_free)

G_END_DECLS
