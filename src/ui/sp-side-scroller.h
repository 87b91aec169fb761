/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sp_side_scroller_attach (GtkWidget *child);

G_END_DECLS
