/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-output.h"

G_BEGIN_DECLS

GPtrArray *sp_output_codec_decode   (JsonArray  *outputs,
                                     JsonArray  *displays);
JsonArray *sp_output_codec_encode   (GListModel *outputs);
JsonArray *sp_output_codec_displays (GListModel *outputs);

G_END_DECLS
