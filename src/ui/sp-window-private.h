/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "ui/sp-conversation-page.h"
#include "ui/sp-pane.h"
#include "ui/sp-sidebar.h"
#include "ui/sp-window.h"

G_BEGIN_DECLS

struct _SpWindow
{
  AdwApplicationWindow parent_instance;

  SpSettings *settings;
  SpViewState *view_state;
  SpWorkspace *workspace;
  GCancellable *cancellable;
  GCancellable *load_cancellable;       /* (nullable) of the conversation that is being opened */
  GSignalGroup *conversation_signals;
  GtkFileChooserNative *chooser;        /* (nullable) while a place to save to is asked for */

  GtkWidget *drop_area;
  GtkRevealer *drop_revealer;
  SpConversationPage *page;
  SpPane *pane;
  AdwFlap *pane_flap;
  SpSidebar *sidebar;
  AdwFlap *sidebar_flap;
  AdwToastOverlay *toast_overlay;
};

void _sp_window_class_actions_init (SpWindowClass *klass);
void _sp_window_init_actions       (SpWindow      *self);
void _sp_window_sync_actions       (SpWindow      *self);
void _sp_window_class_files_init   (SpWindowClass *klass);
void _sp_window_init_dnd           (SpWindow      *self);

G_END_DECLS
