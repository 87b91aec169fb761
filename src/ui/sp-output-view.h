/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "model/sp-output.h"

G_BEGIN_DECLS

#define SP_TYPE_OUTPUT_VIEW (sp_output_view_get_type ())
G_DECLARE_FINAL_TYPE (SpOutputView, sp_output_view, SP, OUTPUT_VIEW, AdwBin)

GtkWidget *sp_output_view_new        (void);
SpOutput  *sp_output_view_get_output (SpOutputView *self);
void       sp_output_view_set_output (SpOutputView *self,
                                      SpOutput     *output);

G_END_DECLS
