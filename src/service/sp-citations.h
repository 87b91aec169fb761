/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *sp_citations_find (const char *text,
                              GPtrArray  *files,
                              GPtrArray  *fresh);

G_END_DECLS
