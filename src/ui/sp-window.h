/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-settings.h"
#include "ui/sp-view-state.h"

G_BEGIN_DECLS

#define SP_TYPE_WINDOW (sp_window_get_type ())
G_DECLARE_FINAL_TYPE (SpWindow, sp_window, SP, WINDOW, AdwApplicationWindow)

SpWindow    *sp_window_new               (GtkApplication *application,
                                          SpWorkspace    *workspace,
                                          SpSettings     *settings);
SpViewState *sp_window_get_view_state    (SpWindow       *self);
void         sp_window_restore           (SpWindow       *self);
void         sp_window_open_conversation (SpWindow       *self,
                                          const char     *local_id);
void         sp_window_attach_files      (SpWindow       *self,
                                          GListModel     *files);
void         sp_window_show_toast        (SpWindow       *self,
                                          const char     *text);

G_END_DECLS
