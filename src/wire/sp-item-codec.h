/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-code-call.h"
#include "model/sp-item.h"

G_BEGIN_DECLS

SpItem     *sp_item_codec_decode (JsonObject  *json,
                                  GHashTable  *files,
                                  GError     **error);
void        sp_item_codec_update (SpItem      *item,
                                  JsonObject  *json,
                                  GHashTable  *files);
JsonObject *sp_item_codec_encode (SpItem      *item);
void        sp_item_codec_close  (SpItem      *item);

G_END_DECLS
