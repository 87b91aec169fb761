/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the application remembers between two starts. Properties, all read-write and notified, named as the keys of the
 * schema: "last-conversation", "notify-when-done", "pane-page", "pane-width", "show-pane", "show-sidebar",
 * "window-height", "window-maximized", "window-width". */
#define SP_TYPE_SETTINGS (sp_settings_get_type ())
G_DECLARE_FINAL_TYPE (SpSettings, sp_settings, SP, SETTINGS, GObject)

SpSettings *sp_settings_new                     (void);
char       *sp_settings_dup_last_conversation   (SpSettings *self);
void        sp_settings_set_last_conversation   (SpSettings *self,
                                                 const char *local_id);
gboolean    sp_settings_get_notify_when_done    (SpSettings *self);

G_END_DECLS
