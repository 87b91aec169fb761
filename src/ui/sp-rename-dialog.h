/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for the title of a conversation. Signal "renamed" (title). */
#define SP_TYPE_RENAME_DIALOG (sp_rename_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpRenameDialog, sp_rename_dialog, SP, RENAME_DIALOG, AdwMessageDialog)

GtkWindow *sp_rename_dialog_new (GtkWindow  *parent,
                                 const char *title);

G_END_DECLS
