/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_LOG_WHOLE (sp_log_whole_get_type ())
G_DECLARE_FINAL_TYPE (SpLogWhole, sp_log_whole, SP, LOG_WHOLE, AdwBin)

GtkWidget *sp_log_whole_new      (void);
void       sp_log_whole_set_text (SpLogWhole *self,
                                  const char *text);

G_END_DECLS
