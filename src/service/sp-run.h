/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "service/sp-include.h"

G_BEGIN_DECLS

/* One response while it is made. Signals (all on the main thread):
 *
 *   event (JsonObject *event)  each streaming event, complete ("type" and
 *                              "sequence_number" inside), as the creator's
 *                              `include` shows it; the object must not be changed
 *   ended ()                   after the last event; the status is final
 */
#define SP_TYPE_RUN (sp_run_get_type ())
G_DECLARE_FINAL_TYPE (SpRun, sp_run, SP, RUN, GObject)

const char *sp_run_get_id              (SpRun  *self);
const char *sp_run_get_conversation_id (SpRun  *self);
const char *sp_run_get_status          (SpRun  *self);
gboolean    sp_run_is_ended            (SpRun  *self);
SpInclude   sp_run_get_include         (SpRun  *self);
JsonObject *sp_run_dup_response        (SpRun  *self);

G_END_DECLS
