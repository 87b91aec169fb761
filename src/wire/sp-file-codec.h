/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-file.h"

G_BEGIN_DECLS

/* The files of a conversation that codecs look up and add to: id → SpFile. */
GHashTable *sp_file_codec_table_new        (GListModel   *files);
SpFile     *sp_file_codec_lookup           (GHashTable   *table,
                                            const char   *id,
                                            const char   *filename,
                                            const char   *container_id,
                                            SpFileOrigin  origin);

SpFile     *sp_file_codec_decode           (JsonObject   *json,
                                            GError      **error);
SpFile     *sp_file_codec_decode_container (JsonObject   *json,
                                            GError      **error);
gboolean    sp_file_codec_update           (SpFile       *file,
                                            JsonObject   *json,
                                            GError      **error);

G_END_DECLS
