/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-agent.h"

G_BEGIN_DECLS

SpAgent    *sp_agent_codec_decode         (JsonObject  *json,
                                           GError     **error);
gboolean    sp_agent_codec_update_version (SpAgent     *agent,
                                           JsonObject  *json,
                                           GError     **error);
JsonObject *sp_agent_codec_encode_version (SpAgent     *agent);

G_END_DECLS
