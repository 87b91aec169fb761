/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-item.h"

G_BEGIN_DECLS

#define SP_TYPE_MESSAGE (sp_message_get_type ())
G_DECLARE_FINAL_TYPE (SpMessage, sp_message, SP, MESSAGE, SpItem)

SpMessage  *sp_message_new             (SpRole        role,
                                        const char   *text);
SpRole      sp_message_get_role        (SpMessage    *self);
const char *sp_message_get_text        (SpMessage    *self);
void        sp_message_set_text        (SpMessage    *self,
                                        const char   *text);
void        sp_message_append_text     (SpMessage    *self,
                                        const char   *delta);
GListModel *sp_message_get_annotations (SpMessage    *self);
void        sp_message_add_annotation  (SpMessage    *self,
                                        SpAnnotation *annotation);
GListModel *sp_message_get_attachments (SpMessage    *self);
void        sp_message_add_attachment  (SpMessage    *self,
                                        SpFile       *file);
/* The files that the annotations cite, each once, in the order of first citation. */
GListModel *sp_message_get_files       (SpMessage    *self);

G_END_DECLS
