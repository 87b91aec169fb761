/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-item.h"

G_BEGIN_DECLS

/* An item of a type that this program does not know: kept whole as JSON text, shown as a label, never fatal. */
#define SP_TYPE_UNKNOWN_ITEM (sp_unknown_item_get_type ())
G_DECLARE_FINAL_TYPE (SpUnknownItem, sp_unknown_item, SP, UNKNOWN_ITEM, SpItem)

SpUnknownItem *sp_unknown_item_new           (const char    *type_name,
                                              const char    *json);
const char    *sp_unknown_item_get_type_name (SpUnknownItem *self);
const char    *sp_unknown_item_get_json      (SpUnknownItem *self);

G_END_DECLS
