/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-conversation.h"

G_BEGIN_DECLS

/* The files of a conversation: what was uploaded and what the agent made. */
#define SP_TYPE_FILES_PANE (sp_files_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpFilesPane, sp_files_pane, SP, FILES_PANE, AdwBin)

GtkWidget      *sp_files_pane_new              (void);
SpConversation *sp_files_pane_get_conversation (SpFilesPane    *self);
void            sp_files_pane_set_conversation (SpFilesPane    *self,
                                                SpConversation *conversation);

G_END_DECLS
