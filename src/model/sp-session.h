/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

/* A container: what runs the cells of one conversation. Times are Unix seconds, 0 when not known. */
#define SP_TYPE_SESSION (sp_session_get_type ())
G_DECLARE_FINAL_TYPE (SpSession, sp_session, SP, SESSION, GObject)

SpSession  *sp_session_new             (const char *id);
const char *sp_session_get_id          (SpSession  *self);
const char *sp_session_get_status      (SpSession  *self);
void        sp_session_set_status      (SpSession  *self,
                                        const char *status);
gint64      sp_session_get_started     (SpSession  *self);
gint64      sp_session_get_last_active (SpSession  *self);
gint64      sp_session_get_expires     (SpSession  *self);
void        sp_session_set_times       (SpSession  *self,
                                        gint64      started,
                                        gint64      last_active,
                                        gint64      expires);
guint       sp_session_get_n_cells     (SpSession  *self);
void        sp_session_set_n_cells     (SpSession  *self,
                                        guint       n_cells);

G_END_DECLS
