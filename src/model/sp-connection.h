/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

#define SP_TYPE_CONNECTION (sp_connection_get_type ())
G_DECLARE_FINAL_TYPE (SpConnection, sp_connection, SP, CONNECTION, GObject)

SpConnection       *sp_connection_new               (const char         *id,
                                                     SpConnectionKind    kind);
const char         *sp_connection_get_id            (SpConnection       *self);
SpConnectionKind    sp_connection_get_kind          (SpConnection       *self);
const char         *sp_connection_get_title         (SpConnection       *self);
void                sp_connection_set_title         (SpConnection       *self,
                                                     const char         *title);
const char         *sp_connection_get_endpoint      (SpConnection       *self);
void                sp_connection_set_endpoint      (SpConnection       *self,
                                                     const char         *endpoint);
SpConnectionStatus  sp_connection_get_status        (SpConnection       *self);
void                sp_connection_set_status        (SpConnection       *self,
                                                     SpConnectionStatus  status,
                                                     const char         *error_message);
const char         *sp_connection_get_error_message (SpConnection       *self);

G_END_DECLS
