/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-workspace.h"

G_BEGIN_DECLS

/* What the widgets of one window share. Properties, notified: "conversation", "pane-page" ("files", "session" or
 * "preview"), "preview-file", "preview-output", "show-pane", "show-sidebar", "workspace" (construct only). */
#define SP_TYPE_VIEW_STATE (sp_view_state_get_type ())
G_DECLARE_FINAL_TYPE (SpViewState, sp_view_state, SP, VIEW_STATE, GObject)

SpViewState    *sp_view_state_new                (SpWorkspace    *workspace);
SpWorkspace    *sp_view_state_get_workspace      (SpViewState    *self);
SpConversation *sp_view_state_get_conversation   (SpViewState    *self);
void            sp_view_state_set_conversation   (SpViewState    *self,
                                                  SpConversation *conversation);
const char     *sp_view_state_get_pane_page      (SpViewState    *self);
void            sp_view_state_set_pane_page      (SpViewState    *self,
                                                  const char     *page);
SpFile         *sp_view_state_get_preview_file   (SpViewState    *self);
SpOutput       *sp_view_state_get_preview_output (SpViewState    *self);
void            sp_view_state_preview_file       (SpViewState    *self,
                                                  SpFile         *file);
void            sp_view_state_preview_output     (SpViewState    *self,
                                                  SpOutput       *output);
gboolean        sp_view_state_get_show_pane      (SpViewState    *self);
void            sp_view_state_set_show_pane      (SpViewState    *self,
                                                  gboolean        show);
gboolean        sp_view_state_get_show_sidebar   (SpViewState    *self);
void            sp_view_state_set_show_sidebar   (SpViewState    *self,
                                                  gboolean        show);

G_END_DECLS
