/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-history.h"

G_BEGIN_DECLS

/* Watches one conversation and saves what changes in it. */
#define SP_TYPE_KEEPER (sp_keeper_get_type ())
G_DECLARE_FINAL_TYPE (SpKeeper, sp_keeper, SP, KEEPER, GObject)

SpKeeper *sp_keeper_new        (SpHistory      *history,
                                SpConversation *conversation,
                                gboolean        saved);
void      sp_keeper_touch      (SpKeeper       *self);
void      sp_keeper_save       (SpKeeper       *self);
void      sp_keeper_let_go     (SpKeeper       *self);

G_END_DECLS
