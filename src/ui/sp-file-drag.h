/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

#include "model/sp-file.h"

G_BEGIN_DECLS

GFile              *sp_file_drag_get_named_file  (SpFile *file);
GdkContentProvider *sp_file_drag_create_provider (SpFile *file);

G_END_DECLS
