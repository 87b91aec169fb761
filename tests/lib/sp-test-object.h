/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

void sp_test_writable_properties (GObject *object);

G_END_DECLS
