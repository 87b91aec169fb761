/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One run while it is made. Signals (main thread):
 *   event (const char *name, const char *data)  each streaming event of agents-v1.md 6
 *   ended ()                                    no more events come: it is terminal, or waits for
 *                                               what the caller's functions say */
#define SP_TYPE_CLASSIC_RUN (sp_classic_run_get_type ())
G_DECLARE_FINAL_TYPE (SpClassicRun, sp_classic_run, SP, CLASSIC_RUN, GObject)

const char *sp_classic_run_get_id     (SpClassicRun *self);
const char *sp_classic_run_get_status (SpClassicRun *self);
JsonObject *sp_classic_run_dup_json   (SpClassicRun *self);

G_END_DECLS
