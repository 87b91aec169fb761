/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "ui/sp-grid.h"

G_BEGIN_DECLS

SpGrid *sp_html_table_parse (const char  *html,
                             gssize       length,
                             GError     **error);

G_END_DECLS
