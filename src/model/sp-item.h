/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* One entry of a conversation. Subclasses: SpMessage, SpCodeCall, SpReasoning, SpUnknownItem. */
#define SP_TYPE_ITEM (sp_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (SpItem, sp_item, SP, ITEM, GObject)

struct _SpItemClass
{
  GObjectClass parent_class;
};

const char   *sp_item_get_id          (SpItem       *self);
void          sp_item_set_id          (SpItem       *self,
                                       const char   *id);
const char   *sp_item_get_response_id (SpItem       *self);
void          sp_item_set_response_id (SpItem       *self,
                                       const char   *response_id);
SpItemStatus  sp_item_get_status      (SpItem       *self);
void          sp_item_set_status      (SpItem       *self,
                                       SpItemStatus  status);
gint64        sp_item_get_created     (SpItem       *self);
void          sp_item_set_created     (SpItem       *self,
                                       gint64        unix_seconds);

G_END_DECLS
