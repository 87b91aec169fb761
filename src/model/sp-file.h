/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* One file that a conversation or an agent knows. "local-path" is where its bytes lie on this computer, or NULL. */
#define SP_TYPE_FILE (sp_file_get_type ())
G_DECLARE_FINAL_TYPE (SpFile, sp_file, SP, FILE, GObject)

SpFile       *sp_file_new               (const char   *filename);
SpFile       *sp_file_new_for_path      (const char   *path);
const char   *sp_file_get_id            (SpFile       *self);
void          sp_file_set_id            (SpFile       *self,
                                         const char   *id);
const char   *sp_file_get_filename      (SpFile       *self);
void          sp_file_set_filename      (SpFile       *self,
                                         const char   *filename);
const char   *sp_file_get_mime_type     (SpFile       *self);
gint64        sp_file_get_size          (SpFile       *self);
void          sp_file_set_size          (SpFile       *self,
                                         gint64        size);
const char   *sp_file_get_purpose       (SpFile       *self);
void          sp_file_set_purpose       (SpFile       *self,
                                         const char   *purpose);
SpFileOrigin  sp_file_get_origin        (SpFile       *self);
void          sp_file_set_origin        (SpFile       *self,
                                         SpFileOrigin  origin);
SpFileState   sp_file_get_state         (SpFile       *self);
void          sp_file_set_state         (SpFile       *self,
                                         SpFileState   state);
double        sp_file_get_progress      (SpFile       *self);
void          sp_file_set_progress      (SpFile       *self,
                                         double        progress);
const char   *sp_file_get_local_path    (SpFile       *self);
void          sp_file_set_local_path    (SpFile       *self,
                                         const char   *path);
const char   *sp_file_get_hash          (SpFile       *self);
void          sp_file_set_hash          (SpFile       *self,
                                         const char   *sha256);
const char   *sp_file_get_container_id  (SpFile       *self);
void          sp_file_set_container_id  (SpFile       *self,
                                         const char   *container_id);
gboolean      sp_file_get_in_sandbox    (SpFile       *self);
void          sp_file_set_in_sandbox    (SpFile       *self,
                                         gboolean      in_sandbox);
const char   *sp_file_get_error_message (SpFile       *self);
void          sp_file_fail              (SpFile       *self,
                                         const char   *message);
gint64        sp_file_get_created       (SpFile       *self);
void          sp_file_set_created       (SpFile       *self,
                                         gint64        unix_seconds);

G_END_DECLS
