/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sp_markdown_builder_update (GtkBox     *box,
                                 const char *source);

G_END_DECLS
