/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_LOG_VIEW (sp_log_view_get_type ())
G_DECLARE_FINAL_TYPE (SpLogView, sp_log_view, SP, LOG_VIEW, AdwBin)

GtkWidget  *sp_log_view_new        (void);
const char *sp_log_view_get_text   (SpLogView  *self);
void        sp_log_view_set_text   (SpLogView  *self,
                                    const char *text);
gboolean    sp_log_view_get_folded (SpLogView  *self);
void        sp_log_view_set_folded (SpLogView  *self,
                                    gboolean    folded);

G_END_DECLS
